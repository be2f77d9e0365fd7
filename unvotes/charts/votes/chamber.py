"""The horseshoe table of the Council: one roll call, or two with the moves between them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, Unpack

import pandas as pd
import plotly.graph_objects as go

from unvotes.charts.drawing.figure import finish
from unvotes.charts.drawing.inputs import (
    NO_VOTE,
    VOTE_WORDS,
    column_text,
    decision,
    pick_roll_calls,
    require_votes,
)
from unvotes.charts.drawing.labels import text_width
from unvotes.charts.drawing.language import counted, day, joined, listed, noun, say
from unvotes.charts.drawing.names import holders, label, names_then, table_order
from unvotes.charts.drawing.theme import INK, MUTED, RULE, VOTES
from unvotes.charts.drawing.wording import Wording, chart
from unvotes.charts.drawing.words import escape, score, wrap
from unvotes.errors import UnvotesError, shown, unknown
from unvotes.frames import yes_no
from unvotes.record.given_members import find_member
from unvotes.record.vocabulary import VOTE

__all__ = ["chamber"]

_MOST_SEATS: Final = 25
_RADIUS: Final = 118
#: Pixels between seats along the table, so that a name and a note fit beside each.
_SPACING: Final = 54
#: Of the half width of the plot; what is left and right of the table is for names.
_HALF_WIDTH: Final = 0.39
_NAME_CHARS: Final = 13
_WAS_CHARS: Final = 14
#: Pixels beside a seat with a ring, on a telephone.
_NAME_ROOM: Final = 86
_SEAT: Final = 23
#: Of _SEAT: symbols of one size in plotly's terms do not look of one size.
_SIZES: Final = {"yes": 1.0, "no": 0.87, "abstain": 0.83, "nonvoting": 0.65, "unknown": 0.7}
#: Pixels that the tally needs inside the table.
_INSIDE: Final = 165
#: Pixels for the words of the tally, from their key to the rings, where two tables are drawn.
_TALLY_ROOM: Final = 78
#: Of the half width of the plot: clear of the rings on either side, on a telephone too.
_KEY_AT: Final = -0.21
_ABOVE: Final = 40
_BELOW: Final = 22
_ORDER = ("yes", "no", "abstain", "nonvoting", "unknown")


@chart
def chamber(
    votes: pd.DataFrame,
    roll_call: str | Sequence[str],
    *,
    order: Literal["table", "vote"] = "table",
    president: str | None = None,
    compact: bool = False,
    **wording: Unpack[Wording],
) -> go.Figure:
    """
    Draw who voted how, seat by seat, around the horseshoe table.

    Parameters
    ----------
    votes : DataFrame
        A row per member and roll call: ``roll_call``, ``member``, ``vote``; where present also
        ``symbol``, ``date``, ``topic``, ``outcome``, ``permanent`` and ``veto`` are shown.
    roll_call : str or sequence of two str
        Id or symbol of the vote. With two, both tables are drawn, the earlier name first, and
        every member that sat at both and changed its vote is marked.
    order : {"table", "vote"}, default "table"
        Seats in English alphabetical order, as at the Council, or grouped by vote.
    president : str, optional
        Member in the chair that month: the seat at the head of the table; the others follow in
        order. The record does not know the presidency, so without it the order begins at the
        lower left end of the table.
    names : mapping of str to str, optional
        Names of members, for those that are not states or to replace a state's name. Seats are
        named by the states that held them on the day: the Soviet Union until 1991, the Republic
        of China until 1971.
    compact : bool, default False
        With two roll calls: one table above the other, for a narrow page, rather than side by
        side.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure. Its :func:`data` has the columns ``roll_call`` (str), ``seat`` (int64, from 1
        at the lower left end), ``member``, ``name`` (str), ``vote`` (category),
        ``permanent``, ``veto`` (bool) and, with two roll calls, ``moved_from`` (str, empty where
        there was no move).

    Raises
    ------
    UnvotesError
        If the roll call, the president or the language is not found, there are no votes, or
        there are more members than a table has seats for (then use ``vote_grid``).

    Examples
    --------
    >>> from unvotes import load_votes
    >>> from unvotes.charts import chamber, data
    >>> votes = load_votes(since=2012, until=2012)
    >>> data(chamber(votes, "S/2012/77"))[["seat", "name", "vote"]].head(3)
       seat        name vote
    0     1  Azerbaijan  yes
    1     2       China   no
    2     3    Colombia  yes
    """
    votes = require_votes(votes)
    if order not in ("table", "vote"):
        raise unknown("order", order, ("table", "vote"))
    ids = pick_roll_calls(votes, roll_call)
    if len(ids) > 2:
        raise UnvotesError(
            f"chamber draws one roll call or two, not {len(ids)}; vote_grid draws many"
        )
    tables = [_seats(votes, key, order, president, wording["names"]) for key in ids]
    if len(tables) == 2:
        _mark_moves(tables[0], tables[1])
    heights = [_height(len(table)) for table in tables]
    side_by_side = len(tables) == 2 and not compact
    top = 40 if len(tables) == 2 else 0
    if side_by_side:
        plot_height = max(heights) + top
        x_domains, y_domains = [(0.0, 0.5), (0.5, 1.0)], [(0.0, 1.0), (0.0, 1.0)]
    else:
        plot_height = sum(heights) + top * len(tables)
        shares = [(h + top) / plot_height for h in heights]
        x_domains = [(0.0, 1.0)] * len(tables)
        y_domains = [(1 - shares[0], 1.0), (0.0, 1 - shares[0])]

    traces: list[Any] = []
    notes: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"showlegend": False, "dragmode": False}
    heads = [_head(votes, table) for table in tables]
    for i, (key, table) in enumerate(zip(ids, tables, strict=True)):
        suffix = "" if i == 0 else str(i + 1)
        span = max(heights) + top if side_by_side else heights[i] + top
        reach = _RADIUS + _ABOVE + top
        layout[f"xaxis{suffix}"] = _bare_axis([-1, 1], x_domains[i], f"y{suffix}")
        layout[f"yaxis{suffix}"] = _bare_axis([reach - span, reach], y_domains[i], f"x{suffix}")
        bottom = -_arm(len(table))
        axes = {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}
        traces += _seat_traces(table, axes)
        refs = {"xref": f"x{suffix}", "yref": f"y{suffix}", "showarrow": False}
        notes += _name_notes(table, refs)
        tally, texts = _tally(table, heads[i], bottom, axes, refs)
        traces += tally
        notes += texts
        if top:
            line = f"<b>{escape(key)}</b>"
            if heads[i]["date"]:
                line += f'<br><span style="font-size:12px">{heads[i]["date"]}</span>'
            y = reach - 2
            notes.append({**refs, "text": line, "x": 0, "y": y, "yanchor": "top"})
            notes[-1]["font"] = {"size": 14, "color": INK}
    frame = pd.concat(tables, ignore_index=True)
    columns = ["roll_call", "seat", "member", "name", "vote", "permanent", "veto"]
    if len(tables) == 2:
        columns.append("moved_from")
    return finish(
        traces,
        wording,
        title=_title(tables, heads),
        subtitle=_subtitle(tables, heads),
        alt=_alt(tables, heads),
        frame=frame[columns],
        plot_height=plot_height,
        left=8,
        right=8,
        breadth=1.8 if side_by_side else 1,
        annotations=notes,
        layout=layout,
    )


def _seats(
    votes: pd.DataFrame,
    key: str,
    order: str,
    president: str | None,
    names: Mapping[str, str] | None,
) -> pd.DataFrame:
    """One row per seat, in the order in which they stand round the table, with coordinates."""
    table = votes.loc[votes["roll_call"] == key].copy()
    if len(table) > _MOST_SEATS:
        raise UnvotesError(
            f"roll call {shown(key)} has {len(table)} members; the table seats {_MOST_SEATS} at "
            "most: use vote_grid"
        )
    for column in ("permanent", "veto"):
        table[column] = yes_no(table[column], column) if column in table.columns else False
    table["roll_call"] = key
    table["member"] = table["member"].astype(str)
    table["vote"] = table["vote"].astype(str).astype(VOTE)
    named = names_then(table, names)
    table["name"] = [label(member, named) for member in table["member"]]
    held = holders(table) if "date" in table else {}
    sits = [held.get(member, [member])[0] for member in table["member"]]
    table["place"] = [table_order(state, names) for state in sits]
    table = table.sort_values("place", ignore_index=True)
    if order == "vote":
        rank = table["vote"].astype(str).map({word: i for i, word in enumerate(_ORDER)})
        table = table.iloc[rank.argsort(kind="stable")].reset_index(drop=True)
    if president is not None:
        sat = table["member"].tolist()
        president = str(find_member(president, sat, where="on this roll call"))
        shift = table["member"].tolist().index(president) - len(table) // 2
        turned = [(i + shift) % len(table) for i in range(len(table))]
        table = table.iloc[turned].reset_index(drop=True)
    table["seat"] = range(1, len(table) + 1)
    table["moved_from"] = ""
    table["was_there"] = True
    places = [_place(i, len(table)) for i in range(len(table))]
    table["x"] = [x for x, _ in places]
    table["y"] = [y for _, y in places]
    return table


def _arm(n: int) -> float:
    """Length of the straight arms of a table with n seats, in pixels."""
    return max(0.0, ((n - 1) * _SPACING - math.pi * _RADIUS) / 2)


def _height(n: int) -> float:
    """Pixels that a table with n seats needs, names included."""
    return _ABOVE + max(_RADIUS + _arm(n), _INSIDE) + _BELOW


def _place(i: float, n: int) -> tuple[float, float]:
    """Where seat i of n stands: x from -1 to 1, y in pixels above the foot of the arch."""
    arm = _arm(n)
    along = (i - (n - 1) / 2) * _SPACING  # from the head of the table, clockwise
    quarter = math.pi * _RADIUS / 2
    if abs(along) <= quarter:
        angle = along / _RADIUS
        return _HALF_WIDTH * math.sin(angle), _RADIUS * math.cos(angle)
    beyond = min(abs(along) - quarter, arm)
    return math.copysign(_HALF_WIDTH, along), -beyond


def _bare_axis(span: list[float], domain: tuple[float, float], anchor: str) -> dict[str, Any]:
    return {
        "range": span,
        "domain": list(domain),
        "anchor": anchor,
        "visible": False,
        "fixedrange": True,
    }


def _mark_moves(before: pd.DataFrame, after: pd.DataFrame) -> None:
    earlier = before.set_index("member")["vote"].astype(str)
    was = after["member"].map(earlier)
    moved = was.notna() & (was != after["vote"].astype(str))
    after.loc[moved, "moved_from"] = was[moved]
    after["was_there"] = was.notna()
    before["was_there"] = before["member"].isin(after["member"])


def _head(votes: pd.DataFrame, table: pd.DataFrame) -> dict[str, str]:
    key = str(table["roll_call"].iloc[0])
    row = votes.loc[votes["roll_call"] == key].iloc[0]
    date = row.get("date")
    counts = {word: _count(table, word) for word in VOTE_WORDS}
    return {
        "roll_call": key,
        "outcome": decision(column_text(row, "outcome"), counts),
        "topic": column_text(row, "topic"),
        "date": "" if date is None or pd.isna(date) else day(date),
    }


def _count(table: pd.DataFrame, vote: str) -> int:
    return int((table["vote"] == vote).sum())


def _votes_called(table: pd.DataFrame, vote: str) -> str:
    """Name a kind of vote beside its number."""
    return noun(VOTES[vote].label, _count(table, vote))


def _score(table: pd.DataFrame) -> str:
    return score(*(_count(table, vote) for vote in ("yes", "no", "abstain")))


def _title(tables: list[pd.DataFrame], heads: list[dict[str, str]]) -> str:
    if len(heads) == 2:
        return say(
            "Who changed sides between {first} and {second}?",
            first=heads[0]["roll_call"],
            second=heads[1]["roll_call"],
        )
    table, head = tables[0], heads[0]
    vetoes = table.loc[table["veto"], "name"]
    if head["outcome"] == "vetoed" and len(vetoes):
        return say("{call}: vetoed by {who}", call=head["roll_call"], who=joined(vetoes))
    if head["outcome"]:
        return say("{head}: {what}", head=head["roll_call"], what=say(head["outcome"]))
    return head["roll_call"]


def _subtitle(tables: list[pd.DataFrame], heads: list[dict[str, str]]) -> list[str]:
    ring = say("Ringed seats: permanent members.")
    if not any(table["permanent"].any() for table in tables):
        ring = ""
    if len(tables) == 1:
        members = say("n = {calls}", calls=counted(len(tables[0]), "member"))
        facts = [heads[0]["date"], say(heads[0]["topic"]), members]
        return [" · ".join(fact for fact in facts if fact), ring]
    both = int(tables[1]["was_there"].sum())
    moved = int((tables[1]["moved_from"] != "").sum())
    told = "{both} members sat both times; {moved} of them changed their vote (in bold)."
    return [say(told, both=both, moved=moved), ring]


def _seat_traces(table: pd.DataFrame, axes: dict[str, str]) -> list[go.Scatter]:
    traces = [
        go.Scatter(
            x=_arch_x(len(table)),
            y=_arch_y(len(table)),
            mode="lines",
            line={"color": RULE, "width": 10},
            hoverinfo="skip",
            name="table",
            **axes,
        )
    ]
    permanent = table[table["permanent"]]
    if len(permanent):
        traces.append(
            go.Scatter(
                x=permanent["x"].tolist(),
                y=permanent["y"].tolist(),
                mode="markers",
                marker={
                    "symbol": "circle",
                    "size": _SEAT + 10,
                    "color": "#ffffff",
                    "line": {"color": INK, "width": 2},
                },
                hoverinfo="skip",
                name="permanent member",
                **axes,
            )
        )
    for vote in _ORDER:
        rows = table[table["vote"] == vote]
        if rows.empty:
            continue
        style = VOTES[vote]
        hover = []
        for row in rows.to_dict("records"):
            lines = [
                f"<b>{escape(row['name'])}</b> ({escape(row['member'])})",
                style.called + (f" · {say('veto')}" if row["veto"] else ""),
                say("permanent member") if row["permanent"] else "",
                _was(row["moved_from"]),
            ]
            hover.append("<br>".join(line for line in lines if line))
        traces.append(
            go.Scatter(
                x=rows["x"].tolist(),
                y=rows["y"].tolist(),
                mode="markers",
                marker={
                    "symbol": style.symbol,
                    "size": _SEAT * _SIZES[vote],
                    "color": style.colour,
                    "line": {
                        "color": style.line,
                        "width": 3 if style.symbol.endswith("open") else 1,
                    },
                },
                text=hover,
                hovertemplate="%{text}<extra></extra>",
                name=style.called,
                **axes,
            )
        )
    return traces


def _was(vote: str) -> str:
    """Say how a member voted before; nothing of one that did not change its vote."""
    return say("was {vote}", vote=VOTES[vote].called) if vote else ""


def _arch_x(n: int) -> list[float]:
    return [round(_place(i / 12, n)[0], 4) for i in range(12 * n - 11)]


def _arch_y(n: int) -> list[float]:
    return [round(_place(i / 12, n)[1], 1) for i in range(12 * n - 11)]


def _name_notes(table: pd.DataFrame, refs: dict[str, Any]) -> list[dict[str, Any]]:
    notes = []
    for row in table.to_dict("records"):
        text = wrap(row["name"], _NAME_CHARS, hyphens=True)
        words = row["name"].replace("-", "- ").split()
        widest = max((text_width(word, 12) for word in words), default=1.0)
        size = round(12 * min(1.0, _NAME_ROOM / widest), 1)
        if row["moved_from"]:
            text = f"<b>{text}</b>"
        elif not row["was_there"]:
            text = f'<span style="color:{MUTED}">{text}</span>'
        if row["veto"]:
            text += f'<br><b style="color:{VOTES["no"].line}">{say("veto")}</b>'
        if row["moved_from"]:
            text += f"<br>{wrap(_was(row['moved_from']), _WAS_CHARS)}"
        at_head = abs(row["x"]) < 1e-6
        beside = _SEAT / 2 + (9 if row["permanent"] else 5)
        note = {
            **refs,
            "text": text,
            "x": row["x"],
            "y": row["y"],
            "font": {"size": size, "color": INK},
        }
        if at_head:
            note |= {"yanchor": "bottom", "yshift": beside, "align": "center"}
        else:
            left = row["x"] < 0
            note |= {
                "xanchor": "right" if left else "left",
                "xshift": -beside if left else beside,
                "align": "right" if left else "left",
                # Near the head of the table names lean upwards, away from their neighbours'.
                "yshift": 8 * max(0.0, row["y"]) / _RADIUS,
            }
        notes.append(note)
    return notes


def _tally(
    table: pd.DataFrame,
    head: dict[str, str],
    bottom: float,
    axes: dict[str, str],
    refs: dict[str, Any],
) -> tuple[list[go.Scatter], list[dict[str, Any]]]:
    """Draw the count inside the table, which is the key to colours and symbols as well."""
    always = () if head["outcome"].endswith(NO_VOTE) else ("yes", "no", "abstain")
    shown = [v for v in _ORDER if v in always or _count(table, v)]
    step = 23
    foot = min(bottom, _RADIUS - _INSIDE)
    middle = (_RADIUS - 30 + foot) / 2
    first = middle + step * (len(shown) - 1) / 2 - (14 if head["outcome"] else 0)
    ys = [first - step * i for i in range(len(shown))]
    said = [f"{_count(table, vote)} {_votes_called(table, vote)}" for vote in shown]
    widest = max((text_width(text, 12) for text in said), default=1.0)
    size = round(max(9.0, 12 * min(1.0, _TALLY_ROOM / widest)), 1)
    notes = [
        {
            **refs,
            "x": _KEY_AT,
            "y": y,
            "xanchor": "left",
            "xshift": 12,
            "align": "left",
            "text": f"<b>{_count(table, vote)}</b> {_votes_called(table, vote)}",
            "font": {"size": size, "color": INK},
        }
        for vote, y in zip(shown, ys, strict=True)
    ]
    if head["outcome"]:
        notes.append(
            {
                **refs,
                "x": 0,
                "y": first + 18,
                "yanchor": "bottom",
                "text": f"<b>{wrap(say(head['outcome']).capitalize(), 12)}</b>",
                "font": {"size": 17, "color": INK},
            }
        )
    key = go.Scatter(
        x=[_KEY_AT] * len(shown),
        y=ys,
        mode="markers",
        marker={
            "symbol": [VOTES[v].symbol for v in shown],
            "size": [14 * _SIZES[v] for v in shown],
            "color": [VOTES[v].colour for v in shown],
            "line": {"color": [VOTES[v].line for v in shown], "width": 1},
            "opacity": 1,
        },
        hoverinfo="skip",
        name="tally",
        **axes,
    )
    return [key], notes


def _alt(tables: list[pd.DataFrame], heads: list[dict[str, str]]) -> str:
    parts = []
    for table, head in zip(tables, heads, strict=True):
        about = ", ".join(p for p in (head["date"], say(head["topic"])) if p)
        lead = say("Vote on {call}", call=head["roll_call"]) + (f" ({about})" if about else "")
        if head["outcome"]:
            lead = say("{head}: {what}", head=lead, what=say(head["outcome"]))
        groups = []
        for vote in _ORDER:
            rows = table[table["vote"] == vote]
            if rows.empty:
                if vote in ("yes", "no", "abstain"):
                    groups.append(f"0 {_votes_called(table, vote)}")
                continue
            who = [
                f"{r['name']} ({say('veto')})" if r["veto"] else r["name"]
                for r in rows.to_dict("records")
            ]
            votes = counted(len(rows), VOTES[vote].label)
            groups.append(say("{head}: {what}", head=votes, what=joined(who)))
        parts.append(f"{lead}, {_score(table)}. {listed(groups)}.")
    if len(tables) == 2:
        moved = tables[1][tables[1]["moved_from"] != ""]
        both = int(tables[1]["was_there"].sum())
        moves = [
            say(
                "{who} from {first} to {second}",
                who=r["name"],
                first=VOTES[r["moved_from"]].called,
                second=VOTES[r["vote"]].called,
            )
            for r in moved.to_dict("records")
        ]
        told = "Of {both} members that sat both times, {moved} changed their vote"
        lead = say(told, both=both, moved=len(moved))
        said = say("{head}: {what}", head=lead, what=joined(moves)) if moves else lead
        parts.append(f"{said}.")
    return " ".join(parts)
