"""Make the ideal points that come with the package: ``python -m benchmarks.estimates``.

It draws the posterior of the Council by year and of the Assembly by session and by year, from the
record as it is, and writes ``data/ideal_points.parquet``, where members stand, and
``data/ideal_point_differences.parquet``, how far some stand apart and how far each has moved since
before February 2022; about half an hour on two quiet cores. Same record, same seed, same numbers.
Votes on paragraphs and amendments after 1989 and session 19 of the Assembly are left out, as by
Bailey, Strezhnev and Voeten.

``--checkpoint FOLDER`` keeps the chains there, and goes on from them. ``--only BODY/PERIODS`` makes
a part anew, and leaves the others as they are. ``--chains N`` and ``--draws N`` draw more: what has
not converged is named. ``--check`` draws nothing and says whether the record has changed since.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import itertools
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import unvotes as uv
from unvotes.analysis.core.matrix import VoteMatrix, vote_matrix
from unvotes.analysis.ideal_points.mixing import mixing
from unvotes.analysis.ideal_points.model import IdealPoints
from unvotes.analysis.ideal_points.responses import Prior, Responses, responses
from unvotes.record.assembly import recurring
from unvotes.record.data_files import data_folder, record_version

ASSEMBLY, COUNCIL = "general-assembly", "security-council"
#: Chains, and iterations of each. Of 11,651 positions some R-hats are high by chance: six chains
#: leave less to it than four.
RUNS = {
    (COUNCIL, "year"): (4, 4000),
    (ASSEMBLY, "session"): (6, 3000),
    (ASSEMBLY, "year"): (6, 3000),
}
SEED = 1
#: Draws of each chain that are kept at most.
KEEP = 750
#: The last period before Russia's invasion of Ukraine; moves are counted from it.
BEFORE = {"year": 2021, "session": 75}
#: Between which members distances are given: every pair that sat together.
APART = (
    *("USA", "GBR", "FRA", "RUS", "SUN", "CHN", "TWN", "IND", "ZAF"),
    *("BRA", "DEU", "ISR", "JPN", "TUR", "UKR"),
)
_QUANTILES = {"low": 0.025, "low_50": 0.25, "median": 0.5, "high_50": 0.75, "high": 0.975}
_POSITIONS, _DIFFERENCES = "ideal_points.parquet", "ideal_point_differences.parquet"
_TEXT = ("body", "by", "member", "withheld", "of", "other")
_AT_ONCE = 2_000


class Estimates(NamedTuple):
    """
    What the draws of one body say.

    Attributes
    ----------
    positions, differences : pandas.DataFrame
        Rows of the two files.
    made : dict
        How they were made, for the files' metadata.
    """

    positions: pd.DataFrame
    differences: pd.DataFrame
    made: dict[str, Any]


def votes_of(body: str) -> pd.DataFrame:
    """
    Choose the votes that the estimates are made from.

    Parameters
    ----------
    body : str
        The body.

    Returns
    -------
    pandas.DataFrame
        As `load_votes` gives them, in the view by state.
    """
    votes = uv.load_votes(body, view="state")
    if body == COUNCIL:
        return votes
    calls = uv.load_roll_calls(body)
    parts = calls["kind"].isin(["paragraph", "amendment"]) & (calls["date"].dt.year > 1989)
    kept = calls.loc[~parts & (calls["session"] != "19"), "roll_call"]
    return votes[votes["roll_call"].isin(kept)]


def responses_of(body: str, by: str) -> Responses:
    """
    Sort the votes as the model sees them.

    Parameters
    ----------
    body, by : str
        The body and its periods.

    Returns
    -------
    Responses
    """
    return responses(_matrix(body), by, "joint", Prior(), recurring() if body == ASSEMBLY else None)


@functools.cache
def _matrix(body: str) -> VoteMatrix:
    return vote_matrix(votes_of(body)).voting()


def votes_id(data: Responses) -> str:
    """
    Name the votes: the same for the same votes on the same divided items, and only for those.

    Parameters
    ----------
    data : Responses
        The votes.

    Returns
    -------
    str
        Sixteen digits.
    """
    names = [",".join(map(str, part)) for part in (data.members, data.periods, data.items)]
    digest = hashlib.sha256("\n".join(names).encode())
    for numbers in (data.member, data.period, data.ends, data.place, data.vote):
        digest.update(np.ascontiguousarray(numbers, dtype="<i4").tobytes())
    return digest.hexdigest()[:16]


def estimates(
    body: str, by: str, chains: int, draws: int, checkpoint: Path | None = None
) -> Estimates:
    """
    Draw the posterior of one body, and sum it up.

    Parameters
    ----------
    body, by : str
        The body and its periods.
    chains, draws : int
        Chains, and iterations of each.
    checkpoint : pathlib.Path, optional
        A folder for the chains.

    Returns
    -------
    Estimates
    """
    file = None if checkpoint is None else checkpoint / f"{body}-{by}.npz"
    run = {"chains": chains, "draws": draws, "seed": SEED}
    votes = votes_of(body)
    found = uv.ideal_points(votes, by=by, method="posterior", keep=KEEP, checkpoint=file, **run)
    print(f"{body} by {by}: {found.method}", flush=True)
    if not found.converged:
        print(found.not_converged.to_string(), flush=True)
    assert found.kept is not None
    apart, mixed = _differences(found, by)
    print(f"differences: R-hat {mixed[0]:.4f} at most, {mixed[1]:,.0f} effective draws at least")
    made = {
        "record_version": record_version(),
        "votes": votes_id(responses_of(body, by)),
        "method": "95% intervals, posterior of the joint walk",
        **run,
        "converged": bool(found.converged),
        "rhat_of_differences": round(mixed[0], 4),
        "effective_draws_of_differences": int(mixed[1]),
    }
    key = {"body": body, "by": by}
    return Estimates(_positions(found, by).assign(**key), apart.assign(**key), made)


def _positions(found: IdealPoints, by: str) -> pd.DataFrame:
    assert found.kept is not None
    draws = found.kept.values.places[..., 0].reshape(-1, len(found.table))
    spans = [draws[:, at : at + _AT_ONCE] for at in range(0, draws.shape[1], _AT_ONCE)]
    ends = np.hstack([np.quantile(some, list(_QUANTILES.values()), axis=0) for some in spans])
    table = found.table.rename(columns={by: "period"})
    columns = ["member", "period", "estimate", "sd", *_QUANTILES, "n", "rhat", "ess_bulk"]
    columns += ["ess_tail", "withheld"]
    return table.assign(**dict(zip(_QUANTILES, ends, strict=True)))[columns]


def _differences(found: IdealPoints, by: str) -> tuple[pd.DataFrame, tuple[float, float]]:
    """
    Take differences draw by draw: of pairs in each period, of each member since `BEFORE`.

    Also gives the highest R-hat and the fewest effective draws of them.
    """
    assert found.kept is not None
    draws, table = found.kept.values.places[..., 0], found.table
    row = {key: k for k, key in enumerate(zip(table["member"], table[by], strict=True))}
    pairs: list[tuple[Any, ...]] = []
    for period in table[by].unique():
        here = [member for member in APART if (member, period) in row]
        for one, two in itertools.combinations(here, 2):
            pairs.append(("distances", one, two, None, period, row[one, period], row[two, period]))
    since = BEFORE[by]
    for (member, period), at in row.items():
        if period > since and (member, since) in row:
            pairs.append(("moves", member, "", since, period, at, row[member, since]))
    named = pd.DataFrame(pairs, columns=["of", "member", "other", "since", "period", "a", "b"])
    a, b = named.pop("a").to_numpy(), named.pop("b").to_numpy()
    parts, rhat, least = [], 1.0, np.inf
    for at in range(0, len(a), _AT_ONCE):
        here, there = a[at : at + _AT_ONCE], b[at : at + _AT_ONCE]
        gap = draws[..., here].astype(np.float64) - draws[..., there]
        mixed = mixing(gap)
        rhat = max(rhat, float(np.nanmax(mixed.rhat)))
        least = min(least, float(np.nanmin([mixed.bulk, mixed.tail])))
        parts.append(_summary(gap.reshape(-1, len(here))))
    votes, why = table["n"].to_numpy(), table["withheld"].to_numpy(dtype=object)
    reasons = [
        "; ".join(dict.fromkeys(part for part in pair if part))
        for pair in zip(why[a], why[b], strict=True)
    ]
    named["since"] = named["since"].fillna(0)
    named = named.join(pd.concat(parts, ignore_index=True))
    return named.assign(n=np.minimum(votes[a], votes[b]), withheld=reasons), (rhat, least)


def _summary(draws: NDArray[np.float64]) -> pd.DataFrame:
    low, high = np.quantile(draws, [_QUANTILES["low"], _QUANTILES["high"]], axis=0)
    return pd.DataFrame(
        {"estimate": draws.mean(axis=0), "sd": draws.std(axis=0), "low": low, "high": high}
    )


def write(name: str, parts: Sequence[pd.DataFrame], made: dict[str, dict[str, Any]]) -> int:
    """
    Write one of the two files, in place of the rows of the same body and periods.

    Parameters
    ----------
    name : str
        The file.
    parts : sequence of pandas.DataFrame
        Its rows.
    made : dict
        How each part was made, by body and periods (``"general-assembly/year"``).

    Returns
    -------
    int
        Bytes of the file.
    """
    path = data_folder() / name
    old = pd.read_parquet(path) if path.is_file() else pd.DataFrame()
    known = dict(old.attrs.get("made", {}))
    texts = [
        one.astype({column: "str" for column in _TEXT if column in one.columns})
        for one in (old, *parts)
    ]
    whole = pd.concat([one for one in texts if len(one)], ignore_index=True)
    key = whole["body"] + "/" + whole["by"]
    kept = (whole.index >= len(old)) | ~key.isin(made)
    order = key.map({f"{body}/{by}": k for k, (body, by) in enumerate(RUNS)})
    whole = whole.loc[order[kept].sort_values(kind="stable").index].reset_index(drop=True)
    first = ["body", "by", *(["of"] if "of" in whole.columns else [])]
    whole = whole[[*first, *(column for column in whole.columns if column not in first)]]
    # Four decimals say more than the draws know, and leave a file a third smaller.
    numbers = whole.select_dtypes("number").columns
    whole[numbers] = whole[numbers].astype("float64").round(4).astype("float32")
    counts = [c for c in ("period", "since", "n", "ess_bulk", "ess_tail") if c in whole.columns]
    whole = whole.astype(dict.fromkeys(counts, "int16"))
    texts_here = [column for column in _TEXT if column in whole.columns]
    whole = whole.astype(dict.fromkeys(texts_here, "category"))
    whole.attrs = {
        "model": "dynamic ordinal, joint random walk; see unvotes.analysis.ideal_points.model",
        "made": known | made,
    }
    whole.to_parquet(
        path,
        compression="zstd",
        compression_level=19,
        use_dictionary=texts_here,
        use_byte_stream_split=whole.select_dtypes("float32").columns.tolist(),
    )
    return path.stat().st_size


def changed(data: Responses, shipped: pd.DataFrame) -> tuple[int, float]:
    """
    Say how many positions rest on another number of votes than when the estimates were made.

    Parameters
    ----------
    data : Responses
        The votes as they are.
    shipped : pandas.DataFrame
        ``member``, ``period`` and ``n`` of the estimates.

    Returns
    -------
    tuple of int and float
        Positions, and by how many of all votes their numbers differ, as a share.
    """
    keys = [data.members[data.member].astype(str), data.periods[data.period]]
    now = pd.Series(data.n, index=pd.MultiIndex.from_arrays(keys, names=["member", "period"]))
    then = shipped.assign(member=shipped["member"].astype(str)).set_index(["member", "period"])
    off = now.sub(then["n"].astype("int64"), fill_value=0).abs()
    return int((off > 0).sum()), float(off.sum() / now.sum())


def stale() -> pd.DataFrame:
    """
    Say which estimates are of other votes than those of the record as it is.

    Returns
    -------
    pandas.DataFrame
        A row per body and periods whose votes have changed: ``part`` (str), ``record_version``
        (str, from which it was made), ``positions`` (int64, those whose number of votes is
        another, or that have come or gone), ``votes`` (float64, by how many of all votes the
        numbers differ, as a share). Empty if nothing has changed.
    """
    shipped = pd.read_parquet(data_folder() / _POSITIONS)
    rows = []
    for part, made in shipped.attrs["made"].items():
        body, by = part.split("/")
        data = responses_of(body, by)
        if votes_id(data) == made["votes"]:
            continue
        own = shipped[(shipped["body"] == body) & (shipped["by"] == by)]
        rows.append((part, made["record_version"], *changed(data, own)))
    return pd.DataFrame(rows, columns=["part", "record_version", "positions", "votes"])


def _say_stale() -> int:
    table = stale()
    for row in table.to_dict("records"):
        print(
            f"{row['part']}: made from record {row['record_version']}, whose votes have changed; "
            f"{row['positions']:,} positions rest on another number of votes"
        )
    print("make them anew" if len(table) else "the estimates are of the record as it is")
    return int(len(table) > 0)


def main() -> int:
    """Make the files anew, or say whether they are stale."""
    first, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.estimates",
        description=first,
        epilog=rest,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    names = [f"{body}/{by}" for body, by in RUNS]
    parser.add_argument("--only", nargs="+", choices=names, default=names, help="these parts")
    parser.add_argument("--chains", type=int, help="how many chains")
    parser.add_argument("--draws", type=int, help="iterations of each chain")
    parser.add_argument("--checkpoint", type=Path, help="a folder in which the chains are kept")
    parser.add_argument("--check", action="store_true", help="say whether the record has changed")
    options = parser.parse_args()
    if options.check:
        return _say_stale()
    warnings.simplefilter("always", uv.UnvotesWarning)
    for part in options.only:
        body, by = part.split("/")
        chains, draws = RUNS[body, by]
        chains, draws = options.chains or chains, options.draws or draws
        found = estimates(body, by, chains, draws, options.checkpoint)
        sizes = [
            write(_POSITIONS, [found.positions], {part: found.made}),
            write(_DIFFERENCES, [found.differences], {part: found.made}),
        ]
        print(f"{len(found.positions):,} positions; files of {sizes[0]:,} and {sizes[1]:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
