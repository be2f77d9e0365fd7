"""
List where the Council's record and a copy of the Library's pages differ.

``python -m unvotes.building.library_copies FOLDER`` writes ``library_differences.csv``. The
differences are facts of a comparison; why the record is followed in each was decided by hand,
in `REASONS`, and a difference without a reason stops the build.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from unvotes.errors import UnvotesError
from unvotes.record.data_files import data_folder
from unvotes.record.loading import load_roll_calls, load_votes

__all__ = ["COLUMNS", "FILE", "REASONS", "library_differences", "main"]

#: The copy of October 2025.
FILE = "undl-record-pages-votes-1946-2025-10.parquet"
#: The columns of ``library_differences.csv``.
COLUMNS = ["roll_call", "members", "record", "library", "reason"]

_LETTERS = {"yes": "Y", "no": "N", "abstain": "A", "nonvoting": "X", "unknown": "?"}
#: Members that the copy has under the codes of their time; the record has seats.
_SEATS = {"SUN": "RUS", "YMD": "YEM"}
_NO_VOTE = "the record has no vote on the whole, for the reason in corrections.csv"
_NO_PART = (
    "the UN yearly table of meetings counts the member neither for nor abstaining: it took no "
    "part, which the Library's pages have as an abstention"
)
#: Why the record is followed, by roll call; the rest by what differs.
REASONS = {
    "S/RES/166": "the UN yearly table of meetings counts ten votes in favour; China took no part",
    "S/RES/290": "the UN yearly table of meetings has 11-0-4",
    "S/RES/355": "the UN yearly table of meetings has 12-0-2; China took no part",
    "S/RES/400": "recommended unanimously (Waldheim); the Library's letters are those of 401",
    "S/RES/401": "the letters of 400 and 401 are exchanged in the Library",
    "S/RES/726": "the official volume: adopted unanimously at the 3026th meeting",
    "S/RES/728": "the UN yearly table of meetings has 15-0-0",
    "S/RES/758": "the UN yearly table of meetings has 15-0-0",
    "S/RES/1022": "the UN yearly table of meetings has 15-0-0; Russia abstained on 1021",
    "S/RES/1287": "the UN yearly table of meetings has 14-0-0; Jamaica took no part",
    "S/RES/2713": "France abstained; the Library has Russia in its place",
}


def library_differences(sources: str | Path) -> pd.DataFrame:
    """
    Compare the record, vote by vote, with the copy of the Library's pages.

    Parameters
    ----------
    sources : str or pathlib.Path
        The folder with the copy.

    Returns
    -------
    DataFrame
        The columns of `COLUMNS`, all ``str``: a row per roll call and pair of letters, with the
        members concerned (``all`` for everyone).

    Raises
    ------
    UnvotesError
        If a vote differs for which no reason is known.
    """
    theirs = pd.read_parquet(Path(sources) / FILE).astype("str")
    theirs = theirs.assign(
        resolution=theirs["symbol"].str.extract(r"RES/(\d+)", expand=False).astype("Int64"),
        member=theirs["code"].replace(_SEATS),
        library=theirs["vote"].str.upper(),
    )[["resolution", "member", "library"]]
    calls = load_roll_calls().dropna(subset="resolution")
    silent = set(calls.loc[calls["without_vote"] | calls["in_parts"], "roll_call"])
    votes = load_votes()
    ours = pd.DataFrame(
        {
            "roll_call": votes["roll_call"].astype("str"),
            "member": votes["member"].astype("str"),
            "record": votes["vote"].astype("str").map(_LETTERS),
        }
    ).merge(calls[["roll_call", "resolution"]], on="roll_call")
    size = ours.groupby("roll_call").size()
    both = ours.merge(theirs, on=["resolution", "member"])
    apart = both[both["record"] != both["library"]]
    rows = []
    for key, group in apart.groupby(["resolution", "roll_call", "record", "library"], sort=True):
        _, roll_call, record, library = map(str, key)
        reason = REASONS.get(roll_call)
        if reason is None and roll_call in silent:
            reason = _NO_VOTE
        if reason is None and (record, library) == ("X", "A"):
            reason = _NO_PART
        if reason is None and (record, library) == ("A", "Y"):
            reason = "the tally of the UN yearly table of meetings; corrections.csv names it"
        if reason is None:
            raise UnvotesError(
                f"{roll_call}: {record} in the record, {library} in the Library, why?"
            )
        everyone = len(group) == size[roll_call]
        members = "all" if everyone else " ".join(sorted(group["member"]))
        rows.append([roll_call, members, record, library, reason])
    return pd.DataFrame(rows, columns=COLUMNS)


def main(arguments: list[str] | None = None) -> int:
    """Write the list; give the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if len(given) != 1 or not (Path(given[0]) / FILE).is_file():
        print(f"Name the folder that holds {FILE}", file=sys.stderr)
        return 1
    target = data_folder() / "security_council" / "library_differences.csv"
    table = library_differences(given[0])
    table.to_csv(target, index=False, lineterminator="\n")
    print(f"{len(table)} lines written to {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
