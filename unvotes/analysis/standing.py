"""Standing: how alone a member was, and whose vote decided."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from unvotes.analysis.agreement import check_count
from unvotes.analysis.bloc_votes import counts, facts, prior_draws, sum_draws
from unvotes.analysis.bootstrap import Interval, Uncertainty, holding, quantiles
from unvotes.analysis.matrix import Day, VoteMatrix, group_rows, vote_matrix
from unvotes.analysis.tables import one_thread
from unvotes.errors import UnvotesError
from unvotes.record.states import View

__all__ = ["isolation", "pivots"]

#: The first day of the Council of fifteen, with nine votes instead of seven to carry a draft.
_ENLARGED = pd.Timestamp("1966-01-01")

_ROLES = ["sole veto", "one vote short", "no vote to spare"]


def isolation(
    votes: pd.DataFrame,
    member: Hashable | Iterable[Hashable] | None = None,
    *,
    by: Hashable | None = None,
    contested: bool = False,
    min_shared: int = 10,
    since: Day | None = None,
    until: Day | None = None,
    topic: str | Iterable[str] | None = None,
    view: View | None = None,
    roll_calls: pd.DataFrame | None = None,
    interval: Interval | None = "bootstrap",
    level: float = 0.95,
    resample_by: str = "roll_call",
    n_boot: int = 1000,
    seed: int | None = 0,
) -> pd.DataFrame:
    """
    With how many of the others a member voted, and how often it stood alone.

    On each roll call the share of the other voting members that cast the same vote (an
    abstention is a vote of its own; non-voting counts on neither side); the estimate is the
    mean of that share over the roll calls on which the member voted. It was *alone* where no
    other member cast its vote, and *alone with one other* where exactly one did.

    Parameters
    ----------
    votes : DataFrame
        One row per member and roll call, with the votes of all members.
    member : str or list of str, optional
        Whose standing; everyone's by default.
    by : str, optional
        A row per member and ``"year"``, ``"term"``, ``"topic"``, ``"region"``, or value of
        another column.
    contested : bool, default False
        Rest the estimate on roll calls that were not unanimous only. How often a member
        stood alone is counted on those in any case.
    min_shared : int, default 10
        With fewer roll calls the estimate is withheld, and says so; counts are given.
    since, until, topic, view, roll_calls
        As in `agreement`.
    interval : {"bootstrap", "percentile", None}, default "bootstrap"
        As in `agreement`, over roll calls.
    level, resample_by, n_boot, seed
        As in `agreement`.

    Returns
    -------
    DataFrame
        A row per member, the most isolated first, or per group and member in order: the
        group (with `by`), ``member`` (str), ``estimate`` (float: mean share of the others
        that voted alike), ``n`` (int: roll calls), ``low``, ``high`` (float), ``alike`` and
        ``others`` (float: how many others voted alike, and voted at all, on average),
        ``contested`` (int: of the n roll calls, those on which someone voted no or
        abstained), ``alone`` and ``alone_with_one`` (int: of those), ``partner`` (str: who
        most often was the one other; empty if nobody), ``withheld``, ``method`` (str).

    Raises
    ------
    UnvotesError
        If a member, a column or a choice is wrong.

    Examples
    --------
    C is alone on ten of twenty roll calls, and with both others on the rest.

    >>> votes = pd.DataFrame({
    ...     "roll_call": [f"r{i:02}" for i in range(20) for _ in "ABC"],
    ...     "member": ["A", "B", "C"] * 20,
    ...     "vote": ["yes"] * 30 + ["yes", "yes", "no"] * 10,
    ... })
    >>> isolation(votes)[["member", "estimate", "n", "contested", "alone", "alone_with_one"]]
      member  estimate   n  contested  alone  alone_with_one
    0      C      0.50  20         10     10               0
    1      A      0.75  20         10      0              10
    2      B      0.75  20         10      0              10
    """
    how = Uncertainty(interval, level, n_boot, seed, resample_by)
    if how.kind in ("wilson", "exact"):
        raise UnvotesError(
            f"interval={how.kind!r} is for a plain share of roll calls; a mean has "
            "'bootstrap', 'percentile' or None"
        )
    check_count("min_shared", min_shared, 1)
    matrix = vote_matrix(
        votes,
        contested=contested,
        since=since,
        until=until,
        topic=topic,
        view=view,
        roll_calls=roll_calls,
    )
    if member is None:
        chosen = np.arange(len(matrix.members))
    else:
        named = [member] if isinstance(member, str) or not isinstance(member, Iterable) else member
        chosen = np.array([matrix.column(name) for name in named], dtype=np.intp)
        if not len(chosen):
            raise UnvotesError("member= is an empty list; leave it out for all members")
    labels, parts = None, [np.arange(len(matrix.roll_calls))]
    if by is not None:
        codes, labels = matrix.groups(by)
        parts = group_rows(codes, len(labels))
    clusters = matrix.clusters(how.unit)
    tables = []
    for number, rows in enumerate(parts):
        held = None if clusters is None else clusters[rows]
        table = _stood(matrix, rows, chosen, how, min_shared, held)
        if labels is not None:
            table.insert(0, str(by), labels[np.full(len(table), number)])
        else:
            table = table.sort_values(["estimate", "member"])
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def _stood(
    matrix: VoteMatrix,
    rows: NDArray[np.intp],
    chosen: NDArray[np.intp],
    how: Uncertainty,
    min_shared: int,
    clusters: NDArray[np.intp] | None,
) -> pd.DataFrame:
    """Compute one group's rows: those of the members who voted in it, beside someone else."""
    codes = matrix.codes[rows]
    count = counts(codes, codes >= 0)
    total = count.sum(axis=1)
    voted = (codes[:, chosen] >= 0) & (total > 1)[:, None]
    present = voted.any(axis=0)
    chosen, voted = chosen[present], voted[:, present]
    own = codes[:, chosen]
    alike = np.where(voted, count[np.arange(len(rows))[:, None], own] - 1, 0)
    others = np.where(voted, total[:, None] - 1, 0)
    with np.errstate(invalid="ignore"):
        share = np.where(voted, alike / others, 0)
    n = voted.sum(axis=0)
    estimate = share.sum(axis=0) / np.maximum(n, 1)

    divided = (count[:, :2].sum(axis=1) > 0)[:, None] & voted
    alone, pair = divided & (alike == 0), divided & (alike == 1)
    low = high = np.full(len(chosen), np.nan)
    if how.kind is not None and len(chosen):
        # The prior of each member: half a roll call with everyone, half with nobody.
        everyone, nobody = np.split(prior_draws(np.full(2 * len(chosen), 0.5), how), 2, axis=1)
        with one_thread():
            drawn = sum_draws(
                np.concatenate([share, voted], axis=1),
                how,
                clusters=clusters,
                unseen=np.concatenate([everyone, everyone + nobody], axis=1),
            )
        with np.errstate(invalid="ignore"):
            low, high = quantiles(drawn[:, : len(chosen)] / drawn[:, len(chosen) :], how)
        low, high = holding(estimate, low, high)
    short = n < min_shared
    return pd.DataFrame(
        {
            "member": matrix.members.astype("str")[chosen],
            "estimate": np.where(short, np.nan, estimate),
            "n": n,
            "low": np.where(short, np.nan, low),
            "high": np.where(short, np.nan, high),
            "alike": alike.sum(axis=0) / np.maximum(n, 1),
            "others": others.sum(axis=0) / np.maximum(n, 1),
            "contested": divided.sum(axis=0),
            "alone": alone.sum(axis=0),
            "alone_with_one": pair.sum(axis=0),
            "partner": _partners(matrix, codes, chosen, pair),
            "withheld": np.where(short, f"fewer than {min_shared} roll calls", ""),
            "method": how.describe(drawn=True),
        }
    )


def _partners(
    matrix: VoteMatrix,
    codes: NDArray[np.int8],
    chosen: NDArray[np.intp],
    pair: NDArray[np.bool_],
) -> list[str]:
    """Name who most often was the only one to vote like each member."""
    names = matrix.members.astype("str")
    out = []
    for nth, column in enumerate(chosen):
        rows = codes[pair[:, nth]]
        same = (rows == rows[:, [column]]).sum(axis=0)
        same[column] = 0
        out.append(str(names[same.argmax()]) if same.any() else "")
    return out


def _seats(
    votes: pd.DataFrame, matrix: VoteMatrix
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Who sat at each roll call, where a vote is unknown, and who was permanent."""
    row = matrix.roll_calls.get_indexer(pd.Index(votes["roll_call"].astype("str")))
    column = matrix.members.get_indexer(pd.Index(votes["member"].astype("str")))
    kept = row >= 0
    row, column = row[kept], column[kept]
    seated = np.zeros(matrix.codes.shape, dtype=bool)
    seated[row, column] = True
    permanent = np.zeros(matrix.codes.shape, dtype=bool)
    permanent[row, column] = votes["permanent"].to_numpy(dtype=bool)[kept]
    unknown_vote = np.zeros(len(seated), dtype=bool)
    unknown_vote[row[(votes["vote"] == "unknown").to_numpy()[kept]]] = True
    return seated, unknown_vote, permanent


def pivots(
    votes: pd.DataFrame,
    roll_calls: pd.DataFrame | None = None,
    *,
    adopted: bool = False,
    since: Day | None = None,
    until: Day | None = None,
    topic: str | Iterable[str] | None = None,
) -> pd.DataFrame:
    """
    Whose vote decided: each Council member whose own vote, changed, would have changed the end.

    - ``sole veto``: the draft had the votes, and one permanent member alone voted against.
    - ``one vote short``: the draft was one vote short, and this member did not vote for it;
      with its vote the draft would have passed. Where a permanent member voted against, only
      its own change could have carried the draft, and only if no other did so.
    - ``no vote to spare``: the draft passed with just the votes it needed, this one among
      them (with ``adopted=True``).

    A draft needs 7 votes of 11 until 1965 and 9 of 15 since 1966; on procedural votes no
    veto counts. This says what one vote would have done, all others being equal: in fact
    votes are cast with the others in view, and a member's power is another question.

    Parameters
    ----------
    votes : DataFrame
        The Council's votes: ``roll_call``, ``date``, ``member``, ``vote``, ``permanent``,
        ``outcome``. All members of each roll call must be there.
    roll_calls : DataFrame, optional
        The table of roll calls, whose column ``kind`` tells procedural votes. Without it,
        and without ``kind`` in the votes, a vote counts as procedural only if it was
        adopted over a permanent member's no.
    adopted : bool, default False
        List the votes that carried adopted drafts with none to spare, too.
    since, until : str, int or date, optional
        First and last day, both included.
    topic : str or list of str, optional
        Only roll calls on these topics.

    Returns
    -------
    DataFrame
        A row per roll call and deciding member, in order: ``roll_call`` (str), ``date``,
        ``symbol``, ``topic``, ``outcome`` where the votes have them, ``member`` (str),
        ``vote`` (category, ``nonvoting`` included), ``role`` (category: as above), ``yes``
        (int: votes in favour), ``required`` (int), ``deciders`` (int: how many members could
        each have changed the end). Empty, with these columns, if no vote was decisive.
        ``attrs["n"]`` is the number of roll calls looked at; those on which a vote is
        unknown, or nobody voted, are left out (``attrs["left_out"]``).

    Raises
    ------
    UnvotesError
        If a column is missing or a choice is wrong.

    Examples
    --------
    >>> votes = pd.DataFrame({
    ...     "roll_call": "S/2000/1", "date": pd.Timestamp("2000-05-01"), "outcome": "vetoed",
    ...     "member": list("ABCDEFGHIJKLMNO"),
    ...     "vote": ["no"] + ["yes"] * 14,
    ...     "permanent": [True] * 5 + [False] * 10,
    ... })
    >>> pivots(votes)[["member", "vote", "role", "yes", "required"]]
      member vote       role  yes  required
    0      A   no  sole veto   14         9
    """
    for column in ("roll_call", "date", "member", "vote", "permanent", "outcome"):
        if column not in votes.columns:
            raise UnvotesError(
                f"who decided can be told only from the Council's votes with the column "
                f"{column!r}; these have {list(votes.columns)}"
            )
    matrix = vote_matrix(votes, since=since, until=until, topic=topic, roll_calls=roll_calls)
    seated, unknown_vote, permanent = _seats(votes, matrix)
    codes = matrix.codes
    yes = (codes == 2).sum(axis=1)
    dates = matrix.dates
    assert dates is not None
    required = np.where((dates < _ENLARGED).to_numpy(), 7, 9)
    outcome = matrix.fact("outcome").astype("str").to_numpy()
    against = (codes == 0) & permanent
    procedural = (outcome == "adopted") & against.any(axis=1)
    if matrix.has("kind"):
        procedural |= (matrix.fact("kind").astype("str") == "procedural").to_numpy()
    against &= ~procedural[:, None]
    vetoes = against.sum(axis=1)

    clear = ~unknown_vote & (codes >= 0).any(axis=1)
    lost = clear & (outcome != "adopted")
    # With one more vote: enough, and no veto left but the one that was turned.
    nearly = lost & (yes == required - 1)
    sole = (lost & (yes >= required) & (vetoes == 1))[:, None] & against
    short = seated & (codes != 2) & nearly[:, None]
    short &= (vetoes == 0)[:, None] | ((vetoes == 1)[:, None] & against)
    kinds = [sole, short]
    if adopted:
        carried = clear & (outcome == "adopted") & (yes == required)
        kinds.append((codes == 2) & carried[:, None])
    deciding = np.select(kinds, range(1, len(kinds) + 1), default=0) - 1
    rows, columns = np.nonzero(deciding >= 0)
    cast = votes["vote"].astype("str").to_numpy()
    place = pd.MultiIndex.from_arrays(
        [votes["roll_call"].astype("str"), votes["member"].astype("str")]
    )
    out = facts(matrix, rows) | {"member": matrix.members.astype("str")[columns]}
    at = place.get_indexer(
        pd.MultiIndex.from_arrays(
            [matrix.roll_calls.astype("str")[rows], matrix.members.astype("str")[columns]]
        )
    )
    table = pd.DataFrame(
        out
        | {
            "vote": pd.Categorical(cast[at], ["no", "abstain", "yes", "nonvoting", "unknown"]),
            "role": pd.Categorical.from_codes(deciding[rows, columns], pd.Index(_ROLES)),
            "yes": yes[rows],
            "required": required[rows],
            "deciders": (deciding >= 0).sum(axis=1)[rows],
        }
    )
    table.attrs = {"n": int(clear.sum()), "left_out": int((~clear).sum())}
    return table
