"""The ideal points that come with the record: estimated once, loaded in milliseconds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import pandas as pd

from unvotes.errors import UnvotesError, shown, unknown
from unvotes.parameters import checked_arguments
from unvotes.record.data_files import data_folder

__all__ = ["load_ideal_points"]

_FILES = {
    "positions": "ideal_points.parquet",
    "distances": "ideal_point_differences.parquet",
    "moves": "ideal_point_differences.parquet",
}
_BODIES = ("general-assembly", "security-council")
_PERIODS = ("session", "year")
#: Columns that one kind of difference has and the other has not.
_NOT_OF = {"distances": ["since"], "moves": ["other"]}


@checked_arguments
def load_ideal_points(
    body: str = "security-council",
    *,
    of: Literal["positions", "distances", "moves"] = "positions",
    by: Literal["session", "year"] | None = None,
    members: Iterable[str] | None = None,
) -> pd.DataFrame:
    """
    Load where members stand, period by period, from the converged posterior of the whole record.

    Parameters
    ----------
    body : {"security-council", "general-assembly"}, default "security-council"
        The body.
    of : {"positions", "distances", "moves"}, default "positions"
        Where each member stands; how far two of fifteen members stand apart, in each period in
        which both voted; or how far each member has moved since the last period before Russia's
        invasion of Ukraine in February 2022 (the year 2021, session 75), in each period since.
        Distances and moves are differences of the same draws, so that their intervals know what
        the errors of both positions have in common.
    by : {"session", "year"}, optional
        The periods: of the Assembly both, by session unless asked otherwise; of the Council years.
    members : iterable of str, optional
        Only these members; of distances, those between them.

    Returns
    -------
    pandas.DataFrame
        Of positions a row per member and period, as charts take it: ``member`` (str), the period
        under the name of `by` (int64), ``estimate`` and ``sd`` (the posterior's mean and standard
        deviation), ``low`` and ``high`` (quantiles 2.5 and 97.5 per cent), ``low_50``, ``median``
        and ``high_50`` (quartiles; float64), ``n`` (int64, its votes on divided items), ``rhat``
        (float64) and ``ess_bulk``, ``ess_tail`` (int64; how well the chains have mixed),
        ``withheld`` (str, why the position is better not shown; empty where it may). They stand
        in order of time, and within a period from the highest estimate to the lowest.

        Of distances a row per pair and period: ``member``, ``other`` (str), the period,
        ``estimate`` (the member's position less the other's), ``sd``, ``low``, ``high``, ``n``
        (the fewer votes of the two), ``withheld``. Of moves a row per member and period:
        ``member``, ``since`` (int64, the period it is counted from), the period, ``estimate``
        (the later position less the earlier), ``sd``, ``low``, ``high``, ``n``, ``withheld``.

        The frame's ``attrs`` hold ``record_version`` (of which record the estimates are),
        ``model``, ``method`` (what charts say of the intervals), ``chains`` and ``draws``
        (iterations of each), ``seed``, ``converged`` (whether all R-hats are at most 1.01, with 400
        effective draws or more) and ``votes`` (a name for the votes they rest on).

    Raises
    ------
    UnvotesError
        For an unknown body, kind, period or member, or if a file is missing or lacks the body.

    Notes
    -----
    Made by `ideal_points` with ``method="posterior"`` in the view by state: of the Assembly without
    votes on paragraphs and amendments after 1989 and without session 19, of the Council all votes.
    Positions of a body have mean 0 and standard deviation 1 over all its members and periods, the
    United States to the right of Russia; those of two bodies, or by session and by year, are on
    scales of their own. Members that voted in a period but on no divided item are not there.

    For the distance of another pair draw the posterior and take `IdealPoints.draws`; errors within
    a period have something in common, so that taking them as independent gives an interval that is
    nearly always a little too wide. A walk spreads a jump over the periods beside it: moves are
    rather too small than too large. Of many moves the largest is one chosen for being large: its
    interval, of that move alone, is too hopeful.

    Examples
    --------
    >>> council = load_ideal_points("security-council", members=["RUS", "USA"])
    >>> council.query("year == 2022").set_index("member")["estimate"].idxmax()
    'USA'
    >>> apart = load_ideal_points(of="distances", members=["RUS", "CHN", "USA"])
    >>> apart.query("year == 2022")[["member", "other"]].agg("-".join, axis=1).tolist()
    ['USA-RUS', 'USA-CHN', 'RUS-CHN']
    """
    if body not in _BODIES:
        raise unknown("body", body, _BODIES)
    if of not in _FILES:
        raise unknown("kind of ideal points", of, list(_FILES))
    path = data_folder() / _FILES[of]
    if not path.is_file():
        raise UnvotesError(f"the record's file {path} is missing; install the package again")
    table = pd.read_parquet(path)
    attrs = dict(table.attrs) | {"selection": "all roll calls, by government"}
    made = attrs.pop("made", {})
    table = table[table["body"] == body]
    known = [one for one in _PERIODS if (table["by"] == one).any()]
    if not known:
        raise UnvotesError(
            f"the record comes without estimates of the {body}; make them with "
            f'ideal_points(load_votes("{body}"), by="session", method="posterior")'
        )
    used = known[0] if by is None else by
    if used not in known:
        raise unknown(f"period of the {body} estimates", by, known)
    table = table[table["by"] == used]
    if of != "positions":
        table = table[table["of"] == of].drop(columns=["of", *_NOT_OF[of]])
    table = table.drop(columns=["body", "by"]).rename(columns={"period": used})
    if members is not None:
        table = table[_rows_of_members(table, members)]
    texts = table.select_dtypes("category").columns
    table = table.astype(dict.fromkeys(texts, "str"))
    table = table.astype(dict.fromkeys(table.select_dtypes("int16").columns, "int64"))
    numbers = table.select_dtypes("float32").columns
    table[numbers] = table[numbers].astype("float64").round(4)
    if of == "positions":
        table = table.sort_values([used, "estimate"], ascending=[True, False], kind="stable")
    table = table.reset_index(drop=True)
    table.attrs = attrs | made.get(f"{body}/{used}", {})
    return table


def _rows_of_members(table: pd.DataFrame, members: Iterable[str]) -> pd.Series:
    """Say which rows are of these members alone."""
    if not isinstance(members, Iterable):
        raise UnvotesError(f"members takes a list such as ['RUS', 'USA'], not {shown(members)}")
    asked = [members] if isinstance(members, str) else list(members)
    if not asked:
        raise UnvotesError("members is empty; leave it out for all members")
    sides = [column for column in ("member", "other") if column in table.columns]
    names = sorted({str(name) for column in sides for name in table[column].unique()})
    for name in asked:
        if name not in names:
            raise unknown("member", name, names)
    return table[sides].isin(asked).all(axis=1)
