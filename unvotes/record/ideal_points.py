"""The ideal points that come with the record: estimated once, loaded in milliseconds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import pandas as pd

from unvotes.errors import UnvotesError, unknown
from unvotes.record.data_files import data_folder

__all__ = ["load_ideal_points"]

_FILE = "ideal_points.parquet"
_BODIES = ("general-assembly", "security-council")


def load_ideal_points(
    body: str = "security-council",
    *,
    by: Literal["session", "year"] | None = None,
    members: Iterable[str] | None = None,
) -> pd.DataFrame:
    """
    Load where members stand, period by period, from the converged posterior of the whole record.

    Parameters
    ----------
    body : {"security-council", "general-assembly"}, default "security-council"
        The body.
    by : {"session", "year"}, optional
        The periods: of the Assembly both, by session unless asked otherwise; of the Council years.
    members : iterable of str, optional
        Only these members.

    Returns
    -------
    pandas.DataFrame
        A row per member and period, as charts take it: ``member`` (str), the period under the name
        of `by` (int64), ``estimate`` and ``sd`` (the posterior's mean and standard deviation),
        ``low`` and ``high`` (quantiles 2.5 and 97.5 per cent), ``low_50``, ``median`` and
        ``high_50`` (quartiles; float64), ``n`` (int64, its votes on divided items), ``rhat``,
        ``ess_bulk``, ``ess_tail`` (float64, how well the chains have mixed), ``withheld`` (str, why
        the position is better not shown; empty where it may be). The frame's ``attrs`` hold
        ``record_version``, ``model``, ``seed`` and ``selection``: which roll calls, and that
        members are governments (SUN to 1991), not seats.

    Raises
    ------
    UnvotesError
        For an unknown body, period or member, or if the file is missing or lacks the body.

    Notes
    -----
    Made by `ideal_points` with ``method="posterior"`` in the view by state: of the Assembly without
    votes on paragraphs and amendments after 1989 and without session 19, of the Council all votes.
    Positions of a body have mean 0 and standard deviation 1 over all its members and periods, the
    United States to the right of Russia; those of two bodies, or by session and by year, are on
    scales of their own. Members that voted in a period but on no divided item are not there.

    For distances between two members with their interval draw the posterior: `IdealPoints.draws`.

    Examples
    --------
    >>> council = load_ideal_points("security-council", members=["RUS", "USA"])
    >>> council.query("year == 2022").set_index("member")["estimate"].idxmax()
    'USA'
    """
    if body not in _BODIES:
        raise unknown("body", body, _BODIES)
    path = data_folder() / _FILE
    if not path.is_file():
        raise UnvotesError(f"the record's file {path} is missing; install the package again")
    table = pd.read_parquet(path)
    attrs = dict(table.attrs) | {"selection": "all roll calls, by government"}
    table = table[table["body"] == body]
    known = [one for one in ("session", "year") if (table["by"] == one).any()]
    if not known:
        raise UnvotesError(
            f"the record comes without estimates of the {body}; make them with "
            f'ideal_points(load_votes("{body}"), by="session", method="posterior")'
        )
    used = known[0] if by is None else by
    if used not in known:
        raise unknown(f"period of the {body} estimates", by, known)
    table = table[table["by"] == used].drop(columns=["body", "by"]).rename(columns={"period": used})
    table = table.astype({"member": "str", "withheld": "str", used: "int64", "n": "int64"})
    table = table.astype(dict.fromkeys(table.select_dtypes("float32").columns, "float64"))
    if members is not None:
        if not isinstance(members, Iterable):
            raise UnvotesError(f"members takes a list such as ['RUS', 'USA'], not {members!r}")
        asked = [members] if isinstance(members, str) else list(members)
        if not asked:
            raise UnvotesError("members is empty; leave it out for all members")
        names = sorted(table["member"].unique())
        for name in asked:
            if name not in names:
                raise unknown("member", name, names)
        table = table[table["member"].isin(asked)]
    table = table.reset_index(drop=True)
    table.attrs = attrs
    return table
