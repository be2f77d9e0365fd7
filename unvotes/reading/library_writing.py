"""Write votes in the form of the UN Digital Library's bulk files."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

import numpy as np
import pandas as pd

from unvotes.errors import UnvotesError, shown
from unvotes.frames import require_columns, require_one_row_each, with_counts, yes_no
from unvotes.parameters import shared_parameters
from unvotes.reading.library_roll_calls import TOTALS
from unvotes.record.vocabulary import no_vote_on_the_whole
from unvotes.record.written_files import checked_path, whole_file

__all__ = ["write_undl"]

_COUNCIL_COLUMNS = [
    *["undl_id", "ms_code", "ms_name", "permanent_member", "ms_vote", "date", "resolution"],
    *["draft", "meeting", "description", "agenda", "subjects", "vote_note", "total_yes"],
    *["total_no", "total_abstentions", "total_non_voting", "total_ms", "modality", "undl_link"],
]
_ASSEMBLY_COLUMNS = [
    *["undl_id", "ms_code", "ms_name", "ms_vote", "date", "session", "resolution", "draft"],
    *["committee_report", "meeting", "title", "agenda_title", "subjects", "vote_note"],
    *["total_yes", "total_no", "total_abstentions", "total_non_voting", "total_ms", "undl_link"],
]
_VOTES = ("roll_call", "date", "member", "vote", "permanent")
_ROLL_CALLS = (
    *("roll_call", "date", "symbol", "draft", "meeting", "outcome", "reported_tally"),
    *("without_vote", "yes", "no", "abstain", "nonvoting", "unknown"),
)
_WRITTEN = {"yes": "Y", "no": "N", "abstain": "A", "nonvoting": "X", "unknown": "?"}


@shared_parameters
def write_undl(votes: pd.DataFrame, roll_calls: pd.DataFrame, path: str | PathLike[str]) -> Path:
    """
    Write votes in the form of the Library's bulk files, to be compared with them.

    Facts only: titles, agenda items and subjects stay empty, and so do the Library's own ids,
    for which a running number stands.

    Parameters
    ----------
    votes, roll_calls : DataFrame
        As `load_votes` and `load_roll_calls` give them, of one body. Only adopted resolutions
        are written, as a whole: the Library's files hold no others.
    path : str or path
        The file to write; one that exists is replaced.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    UnvotesError
        If there is no adopted resolution among the roll calls, or the file cannot be written; one
        that exists then stays as it was.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from unvotes import load_roll_calls, load_votes
    >>> path = Path(tempfile.mkdtemp()) / "votes.csv"
    >>> path = write_undl(load_votes(since="2025"), load_roll_calls(since="2025"), path)
    >>> path.read_text(encoding="utf-8-sig")[:35]
    'undl_id,ms_code,ms_name,permanent_m'
    """
    from unvotes.record.states import states, to_view

    for what, frame, needed in (("votes", votes, _VOTES), ("roll calls", roll_calls, _ROLL_CALLS)):
        require_columns(frame, needed, what)
    symbol = roll_calls["symbol"].astype("str")
    chosen = (roll_calls["outcome"] == "adopted").to_numpy() & symbol.str.match(
        r"[AS]/RES/"
    ).to_numpy(dtype=bool)
    if "kind" in roll_calls:
        chosen &= (roll_calls["kind"] == "resolution").to_numpy()
    table = with_counts(roll_calls[chosen].reset_index(drop=True), "roll_calls")
    if table.empty:
        raise UnvotesError(
            "no adopted resolution among the roll calls, and the Library's files hold no others"
        )
    if table["roll_call"].duplicated().any():
        again = table["roll_call"][table["roll_call"].duplicated()].iloc[0]
        raise UnvotesError(f"roll_calls has roll call {shown(again)} twice; one row each is needed")
    held = votes[votes["roll_call"].isin(table["roll_call"])]
    require_one_row_each(held)
    called = pd.Categorical(held["roll_call"])
    place = pd.Series(range(len(table)), index=table["roll_call"].astype("str"))
    row = place.reindex(called.categories.astype("str")).fillna(-1).to_numpy(dtype=np.intp)
    row = row[called.codes]
    names = states().set_index("code")["name"].str.upper()
    of_day = to_view(held, "state")["member"].astype("category")
    tally = table["reported_tally"].astype("str").str.extract(r"^(\d+)-(\d+)-(\d+)$")
    silent = no_vote_on_the_whole(table)
    counted = {}
    for i, (column, name) in enumerate(TOTALS.items()):
        reported = pd.to_numeric(tally[i]).fillna(table[name])
        counted[column] = np.where(silent, 0, reported).astype(np.int64)
    counted["total_non_voting"] = table["nonvoting"].to_numpy()
    counted["total_ms"] = table[list(_WRITTEN)].sum(axis=1).to_numpy()
    council = bool(symbol[chosen].str.startswith("S/").all())
    values: dict[str, object] = {
        "undl_id": row + 1,
        "ms_code": held["member"].to_numpy(dtype=object),
        "ms_name": of_day.map(lambda code: names.get(code, code)).to_numpy(dtype=object),
        "permanent_member": np.where(yes_no(held["permanent"], "permanent"), "True", "False"),
        "ms_vote": held["vote"].map(_WRITTEN).to_numpy(dtype=object),
        "date": table["date"].dt.strftime("%Y-%m-%d").to_numpy(dtype=object)[row],
        "resolution": table["symbol"].to_numpy(dtype=object)[row],
        "draft": table["draft"].to_numpy(dtype=object)[row],
        "meeting": table["meeting"].to_numpy(dtype=object)[row],
        "modality": np.where(silent, "Without Vote", "Vote")[row],
        "vote_note": np.where(silent, "Adopted without vote", "")[row],
        **{column: numbers[row] for column, numbers in counted.items()},
    }
    if not council:
        values["session"] = table["session"].to_numpy(dtype=object)[row]
    columns = _COUNCIL_COLUMNS if council else _ASSEMBLY_COLUMNS
    # Texts stay Python's own: a million of them need not become Arrow's and come back.
    empty = np.full(len(row), "", dtype=object)
    out = pd.DataFrame({name: values.get(name, empty) for name in columns}, dtype=object)
    target = checked_path(path, [".csv"])
    with whole_file(target) as draft, draft.open("w", encoding="utf-8", newline="") as file:
        file.write("\ufeff")
        out.to_csv(file, index=False, lineterminator="\n")
    return target
