"""Vetoes: when and by whom, who vetoed with whom, and on what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, Unpack

import pandas as pd
import plotly.graph_objects as go

from unvotes.charts.drawing.count_table import count_table
from unvotes.charts.drawing.figure import finish
from unvotes.charts.drawing.inputs import require_votes
from unvotes.charts.drawing.lanes import AXIS, LEFT, Lane, draw_lanes
from unvotes.charts.drawing.language import (
    counted,
    joined,
    listed,
    period,
    say,
    without_a_date,
    written,
)
from unvotes.charts.drawing.names import holders, label, table_order
from unvotes.charts.drawing.theme import OUTCOMES, PERMANENT, QUIET
from unvotes.charts.drawing.wording import Heading, chart
from unvotes.charts.drawing.words import escape
from unvotes.errors import UnvotesError, shown
from unvotes.frames import require_columns, yes_no
from unvotes.record.states import states, to_view

__all__ = ["veto_matrix", "veto_timeline", "vetoes_by_topic"]

_COUNTED: Final = "Each roll call counts, also where a draft was voted on in parts."
_LISTED: Final = "Only vetoes on the list of the United Nations."
_MOST_NAMED: Final = 3


@chart
def veto_timeline(
    votes: pd.DataFrame,
    roll_calls: pd.DataFrame | None = None,
    *,
    on_un_list: bool = False,
    **wording: Unpack[Heading],
) -> go.Figure:
    """
    Draw how often each permanent member vetoed, year by year.

    A lane for each permanent member, in the order of their number of vetoes, below one for the
    roll calls that a veto stopped, all on one scale. A veto is a vote that the frame marks as
    one, and each counts: two permanent members against one draft are two vetoes and one roll
    call. The years run over the whole frame, so a year without a bar is a year without a veto.

    Parameters
    ----------
    votes : DataFrame
        A row per member and roll call: ``roll_call``, ``date``, ``member``, ``vote``, ``veto``;
        where present ``topic`` is named in the hover texts. By seat or by state: seats that
        passed from one state to another are drawn in one lane that names both.
    roll_calls : DataFrame, optional
        A row per roll call, with ``roll_call`` and ``on_un_veto_list``; for `on_un_list`.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure. Its :func:`data` has a row per year and state with a veto, and one per year
        with any (``seat`` and ``state`` empty): ``year`` (int64), ``seat``, ``state``, ``name``
        (str), ``n`` (int64: vetoes, or roll calls stopped).

    Raises
    ------
    UnvotesError
        If a column is missing, the votes hold no veto, or `on_un_list` lacks the roll calls.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> from unvotes.charts import data, veto_timeline
    >>> votes = load_votes(since=2024, until=2025)
    >>> data(veto_timeline(votes))[["year", "state", "name", "n"]]
       year state                          name  n
    0  2024        roll calls stopped by vetoes  7
    1  2025        roll calls stopped by vetoes  4
    2  2024   CHN                         China  1
    3  2024   RUS                        Russia  4
    4  2024   USA                 United States  3
    5  2025   RUS                        Russia  2
    6  2025   USA                 United States  2
    """
    every = _vetoes(votes, roll_calls, on_un_list)
    vetoes = every.dropna(subset="date")
    if vetoes.empty:
        raise UnvotesError("none of these vetoes has a date, so there is nothing to draw")
    vetoes = vetoes.assign(year=vetoes["date"].dt.year.astype("int64"))
    left_out = without_a_date(every["roll_call"].nunique() - vetoes["roll_call"].nunique())
    seated = _seats(votes)
    counts = (
        vetoes.groupby(["year", "seat", "state"])
        .size()
        .rename("n")
        .reset_index()
        .astype({"n": int})
    )
    counts["name"] = [label(state) for state in counts["state"]]
    stopped = vetoes.groupby("year")["roll_call"].nunique().rename("n").reset_index()
    stopped = stopped.assign(seat="", state="", name=say("roll calls stopped by vetoes"))
    frame = pd.concat([stopped, counts], ignore_index=True)
    frame = frame[["year", "seat", "state", "name", "n"]]

    all_dates = votes["date"].dropna()
    years = list(range(all_dates.dt.year.min(), all_dates.dt.year.max() + 1))
    totals = counts.groupby("seat")["n"].sum()
    order = _most_vetoes_first(seated, totals)
    lanes = [_stopped_lane(vetoes, stopped, years)]
    lanes += [_seat_lane(vetoes, counts, seat, seated[seat], years) for seat in order]
    traces, notes, layout, height = draw_lanes(lanes, years)
    on_calls = {
        "vetoes": counted(len(vetoes), "veto"),
        "calls": counted(int(stopped["n"].sum()), "roll call"),
    }
    busiest = stopped.sort_values(["n", "year"], ascending=[False, True]).iloc[0]
    by_state = [
        f"{label(state)} {written(counts.loc[counts['state'] == state, 'n'].sum())}"
        for seat in order
        for state in seated[seat]
    ]
    return finish(
        traces,
        wording,
        title=say("{vetoes} on {calls}, by year", **on_calls),
        subtitle=[*_subtitle(votes, vetoes, on_un_list), left_out],
        alt=" ".join(
            [
                say(
                    "Vetoes by year and permanent member, {period}: {vetoes} on {calls}.",
                    period=period(all_dates),
                    **on_calls,
                ),
                f"{listed(by_state)}.",
                say(
                    "Most in one year: {calls} in {year}.",
                    calls=counted(int(busiest["n"]), "roll call"),
                    year=str(busiest["year"]),
                ),
                say(_LISTED if on_un_list else _COUNTED),
                left_out,
            ]
        ),
        frame=frame,
        plot_height=height,
        left=LEFT,
        top=6,
        bottom=AXIS,
        annotations=notes,
        layout=layout,
    )


@chart
def veto_matrix(
    votes: pd.DataFrame,
    roll_calls: pd.DataFrame | None = None,
    *,
    on_un_list: bool = False,
    **wording: Unpack[Heading],
) -> go.Figure:
    """
    Draw who vetoed with whom.

    A row for each permanent member: on how many roll calls it vetoed, on how many of them it
    was the only one, and on how many each of the others vetoed too. With two others on one
    roll call it counts with both, so that a row may add up to more than its total.

    Parameters
    ----------
    votes : DataFrame
        A row per member and roll call: ``roll_call``, ``date``, ``member``, ``vote``, ``veto``.
    roll_calls : DataFrame, optional
        A row per roll call, with ``roll_call`` and ``on_un_veto_list``; for `on_un_list`.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure. Its :func:`data` has a row per cell: ``seat`` (str), ``other`` (str: another
        seat, ``"all"`` or ``"alone"``), ``n`` (int64: roll calls).

    Raises
    ------
    UnvotesError
        If a column is missing, the votes hold no veto, or `on_un_list` lacks the roll calls.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> from unvotes.charts import data, veto_matrix
    >>> votes = load_votes(since=2011, until=2012)
    >>> data(veto_matrix(votes)).query("seat == 'CHN'")
      seat  other  n
    0  CHN    all  3
    1  CHN  alone  0
    2  CHN    RUS  3
    3  CHN    USA  0
    4  CHN    FRA  0
    5  CHN    GBR  0
    """
    vetoes = _vetoes(votes, roll_calls, on_un_list)
    seated = _seats(votes)
    order, n = _with_each_other(vetoes, seated)
    names = {seat: _seat_name(seated[seat]) for seat in order}
    rows = [(*pair, count) for pair, count in n.items()]
    frame = pd.DataFrame(rows, columns=["seat", "other", "n"])
    columns = ["all", "alone", *order]
    counts = [[n.get((seat, other)) for other in columns] for seat in order]
    most = max([n[key] for key in n if key[1] in names], default=0) or 1
    shades = [
        [n.get((seat, other), 0) / most if other in names else None for other in columns]
        for seat in order
    ]
    words = {"all": say("vetoes in all"), "alone": say("the only veto")}
    words |= {seat: say("together with {member}", member=names[seat]) for seat in order}
    hover = [
        [
            ""
            if count is None
            else f"<b>{escape(names[seat])}</b><br>"
            + say("{head}: {what}", head=escape(words[other]), what=counted(count, "roll call"))
            for other, count in zip(columns, line, strict=True)
        ]
        for seat, line in zip(order, counts, strict=True)
    ]
    heads = [say("All vetoes"), say("Alone")]
    heads += [say("with {member}", member=names[seat]) for seat in order]
    traces, notes, layout, room = count_table(
        [names[seat] for seat in order], heads, counts, shades, hover
    )
    pairs = sorted(
        ((n[a, b], a, b) for i, a in enumerate(order) for b in order[i + 1 :] if n[a, b]),
        key=lambda pair: -pair[0],
    )
    said = listed(f"{joined([names[a], names[b]])} {count}" for count, a, b in pairs)
    each = listed(
        say(
            "{member} {n}, alone {alone}",
            member=names[seat],
            n=n[seat, "all"],
            alone=n[seat, "alone"],
        )
        for seat in order
    )
    return finish(
        traces,
        wording,
        title=say("Who vetoed with whom"),
        subtitle=_subtitle(votes, vetoes, on_un_list),
        alt=" ".join(
            [
                say(
                    "Table of vetoes by permanent member on {calls}.",
                    calls=counted(vetoes["roll_call"].nunique(), "roll call"),
                ),
                f"{each}.",
                say("Together: {pairs}.", pairs=said) if said else say("No two vetoed together."),
            ]
        ),
        frame=frame,
        annotations=notes,
        layout=layout,
        **room,
    )


@chart
def vetoes_by_topic(
    votes: pd.DataFrame,
    roll_calls: pd.DataFrame | None = None,
    *,
    on_un_list: bool = False,
    most: int = 15,
    **wording: Unpack[Heading],
) -> go.Figure:
    """
    Draw on which topics vetoes fell, and whose.

    A row for each topic: the roll calls that a veto stopped, and on how many of them each
    permanent member vetoed, shaded by its share of the topic's roll calls. Two vetoes on one
    roll call count with both members.

    Parameters
    ----------
    votes : DataFrame
        A row per member and roll call: ``roll_call``, ``date``, ``topic``, ``member``, ``vote``,
        ``veto``.
    roll_calls : DataFrame, optional
        A row per roll call, with ``roll_call`` and ``on_un_veto_list``; for `on_un_list`.
    most : int, default 15
        How many topics have a row of their own, those with most roll calls first; the others
        share one.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure. Its :func:`data` has a row per cell: ``topic`` (str: for the rest,
        ``"40 other topics"``), ``seat`` (str: a seat, or ``"all"``), ``n`` (int64: roll calls).

    Raises
    ------
    UnvotesError
        If a column is missing, the votes hold no veto, `on_un_list` lacks the roll calls, or `most`
        is not positive.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> from unvotes.charts import data, vetoes_by_topic
    >>> votes = load_votes(since=2022, until=2024)
    >>> data(vetoes_by_topic(votes)).query("topic == 'Palestine' and n > 0")
           topic seat  n
    0  Palestine  all  7
    1  Palestine  RUS  2
    2  Palestine  USA  5
    3  Palestine  CHN  2
    """
    if not isinstance(most, int) or most < 1:
        raise UnvotesError(f"most={shown(most)}: at least one topic needs a row of its own")
    vetoes = _vetoes(votes, roll_calls, on_un_list, ("topic",))
    seated = _seats(votes)
    topics, order, counts = _by_topic(vetoes, seated, most)
    cells = [
        (name, seat, count)
        for name, line in zip(topics, counts, strict=True)
        for seat, count in zip(["all", *order], line, strict=True)
    ]
    shades = [[None, *(count / line[0] for count in line[1:])] for line in counts]
    names = [_seat_name(seated[seat]) for seat in order]
    hover = [
        [
            f"<b>{escape(say(name))}</b><br>"
            + (
                say("{calls} stopped by a veto", calls=counted(count, "roll call"))
                if j == 0
                else say(
                    "{member}: vetoed {n} of {calls}",
                    member=escape(names[j - 1]),
                    n=count,
                    calls=counted(line[0], "roll call"),
                )
            )
            for j, count in enumerate(line)
        ]
        for name, line in zip(topics, counts, strict=True)
    ]
    drawn = [[count or None for count in line] for line in counts]
    traces, notes, layout, room = count_table(
        [say(name) for name in topics],
        [say("Roll calls"), *names],
        drawn,
        shades,
        hover,
    )
    said = []
    for name, line in zip(topics, counts, strict=True):
        who = joined(f"{who} {n}" for who, n in zip(names, line[1:], strict=True) if n)
        said.append(f"{say(name)} {line[0]} ({who})")
    return finish(
        traces,
        wording,
        title=say("What was vetoed, and by whom"),
        subtitle=[
            *_subtitle(votes, vetoes, on_un_list),
            say("Shade: share of the topic's roll calls that the member vetoed."),
        ],
        alt=" ".join(
            [
                say(
                    "Roll calls stopped by vetoes, by topic and permanent member: {topics}.",
                    topics=listed(said),
                ),
            ]
        ),
        frame=pd.DataFrame(cells, columns=["topic", "seat", "n"]),
        annotations=notes,
        layout=layout,
        **room,
    )


def _with_each_other(
    vetoes: pd.DataFrame, seated: Mapping[str, list[str]]
) -> tuple[list[str], dict[tuple[str, str], int]]:
    """Count each seat's vetoes in all, alone, and with each other: the seats, and the counts."""
    cast = pd.crosstab(vetoes["roll_call"], vetoes["seat"])
    cast = cast.reindex(columns=list(seated), fill_value=0)
    totals, together = cast.sum(), (cast.T @ cast).to_dict()
    alone = cast[cast.sum(axis=1) == 1].sum()
    order = _most_vetoes_first(seated, totals)
    n: dict[tuple[str, str], int] = {}
    for seat in order:
        n |= {(seat, "all"): int(totals[seat]), (seat, "alone"): int(alone[seat])}
        n |= {(seat, each): int(together[each][seat]) for each in order if each != seat}
    return order, n


def _by_topic(
    vetoes: pd.DataFrame, seated: Mapping[str, list[str]], most: int
) -> tuple[list[str], list[str], list[list[int]]]:
    """Count the roll calls stopped on each topic, in all and by each seat: names, seats, counts."""
    topic = vetoes["topic"].astype(object).where(vetoes["topic"].notna(), "")
    vetoes = vetoes.assign(topic=topic.astype(str).replace("", "no topic"))
    stopped = vetoes.groupby("topic")["roll_call"].nunique().reset_index()
    stopped = stopped.sort_values(["roll_call", "topic"], ascending=[False, True])
    own = stopped["topic"].head(most).tolist()
    rest = f"{counted(len(stopped) - len(own), 'other topic')}"
    row = vetoes["topic"].where(vetoes["topic"].isin(own), rest)
    topics = [*own, rest] if len(stopped) > len(own) else own
    in_all = vetoes.groupby(row)["roll_call"].nunique()
    by_seat = pd.crosstab(row, vetoes["seat"])
    by_seat = by_seat.reindex(index=topics, columns=list(seated), fill_value=0)
    order = _most_vetoes_first(seated, by_seat.sum())
    counts = [[int(in_all[name]), *map(int, by_seat.loc[name, order])] for name in topics]
    return topics, order, counts


def _vetoes(
    votes: pd.DataFrame,
    roll_calls: pd.DataFrame | None,
    on_un_list: bool,
    columns: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Choose the vetoes, with seat and state of each."""
    votes = require_votes(votes)
    require_columns(votes, ("date", "veto", *columns), "votes")
    vetoes = votes[yes_no(votes["veto"], "veto")]
    if on_un_list:
        if roll_calls is None:
            raise UnvotesError(
                "on_un_list=True needs roll_calls=load_roll_calls(): the votes do not say which "
                "vetoes the United Nations counts"
            )
        require_columns(roll_calls, ["on_un_veto_list"], "roll_calls")
        listed = roll_calls.loc[
            yes_no(roll_calls["on_un_veto_list"], "on_un_veto_list"), "roll_call"
        ]
        vetoes = vetoes[vetoes["roll_call"].isin(set(listed.astype(str)))]
    if vetoes.empty:
        kept = " on the list of the United Nations" if on_un_list else ""
        raise UnvotesError(
            f"there is no veto{kept} among these "
            f"{counted(votes['roll_call'].nunique(), 'roll call')}, so there is nothing to draw"
        )
    text = {"roll_call": vetoes["roll_call"].astype(str), "member": vetoes["member"].astype(str)}
    vetoes = vetoes.assign(**text)
    vetoes["seat"] = to_view(vetoes, "seat")["member"]
    vetoes["state"] = to_view(vetoes.assign(member=vetoes["seat"]), "state")["member"]
    return vetoes


def _seats(votes: pd.DataFrame) -> dict[str, list[str]]:
    """Name the states that held each permanent seat, or vetoed, over the votes, in order."""
    keep = yes_no(votes["veto"], "veto")
    if "permanent" in votes.columns:
        keep = keep | yes_no(votes["permanent"], "permanent")
    return holders(to_view(votes[keep], "seat"))


def _most_vetoes_first(seated: Mapping[str, Sequence[str]], totals: pd.Series) -> list[str]:
    """Sort the seats, those with most vetoes first."""
    return sorted(seated, key=lambda seat: (-totals.get(seat, 0), table_order(seat, None)))


def _seat_name(held_by: list[str]) -> str:
    return " / ".join(map(label, held_by))


def _stopped_lane(vetoes: pd.DataFrame, stopped: pd.DataFrame, years: list[int]) -> Lane:
    n = stopped.set_index("year")["n"]
    topics = _topics(vetoes)
    hover = [
        f"<b>{year}</b><br>"
        + say("{calls} stopped by a veto", calls=counted(int(n.get(year, 0)), "roll call"))
        + topics.get(year, "")
        for year in years
    ]
    return Lane(
        name="roll calls",
        heading=f"<b>{say('Roll calls stopped by a veto')}</b> {written(int(n.sum()))}",
        colour=QUIET,
        counts=[int(n.get(year, 0)) for year in years],
        hover=hover,
    )


def _seat_lane(
    vetoes: pd.DataFrame,
    counts: pd.DataFrame,
    seat: str,
    held_by: list[str],
    years: list[int],
) -> Lane:
    own = counts[counts["seat"] == seat]
    n = own.groupby("year")["n"].sum()
    lines: dict[int, list[str]] = {year: [] for year in years}
    for year, name, count in zip(own["year"], own["name"], own["n"], strict=True):
        head = f"<b>{escape(name)}</b>, {year}"
        lines[year].append(say("{head}: {what}", head=head, what=counted(count, "veto")))
    topics = _topics(vetoes[vetoes["seat"] == seat])
    hover = ["<br>".join(lines[year]) + topics.get(year, "") for year in years]
    totals = own.groupby("state")["n"].sum()
    parts = [
        f"<b>{escape(label(state))}</b> {written(int(totals.get(state, 0)))}" for state in held_by
    ]
    ends = [_end_of(state) for state in held_by[:-1]]
    for i, end in enumerate(ends):
        parts[i] += f" ({say('until {year}', year=str(end.year))})"
    style = PERMANENT.get(seat)
    return Lane(
        name=label(held_by[-1], None),
        heading=" · ".join(parts),
        colour=OUTCOMES["vetoed"].colour if style is None else style.colour,
        counts=[int(n.get(year, 0)) for year in years],
        hover=hover,
        # The bar of a year stands over its number, half a year to either side.
        breaks=tuple(end.year + end.day_of_year / 365 - 0.5 for end in ends),
    )


def _end_of(state: str) -> pd.Timestamp:
    table = states()
    return table.loc[table["code"] == state, "until"].iloc[0]


def _topics(vetoes: pd.DataFrame) -> dict[int, str]:
    """Say on what, year by year: the topics with most roll calls."""
    if "topic" not in vetoes.columns:
        return {}
    stopped = vetoes.drop_duplicates("roll_call")
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for year, topic in zip(stopped["year"], stopped["topic"].astype(str), strict=True):
        counts[year][topic] += 1
    said = {}
    for year, of_year in counts.items():
        lines = [
            "<br>" + say("{head}: {what}", head=escape(say(topic)), what=str(n))
            for topic, n in of_year.most_common(_MOST_NAMED)
        ]
        if (more := len(of_year) - _MOST_NAMED) > 0:
            lines.append("<br>" + say("and {topics}", topics=counted(more, "other topic")))
        said[year] = "".join(lines)
    return said


def _subtitle(votes: pd.DataFrame, vetoes: pd.DataFrame, on_un_list: bool) -> list[str]:
    calls = vetoes["roll_call"].nunique()
    return [
        say(
            "n = {vetoes} on {n} of {calls}, {period}",
            vetoes=counted(len(vetoes), "veto"),
            n=calls,
            calls=counted(votes["roll_call"].nunique(), "roll call"),
            period=period(votes["date"]),
        ),
        say(_LISTED if on_un_list else _COUNTED),
    ]
