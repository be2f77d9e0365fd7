"""Members by roll calls: who voted how over many votes, blocs together, outcomes along the top."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final, Literal, Unpack

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from unvotes.charts.drawing.estimates import choice
from unvotes.charts.drawing.figure import PHONE, finish
from unvotes.charts.drawing.groups import Groups, group_column, named_groups
from unvotes.charts.drawing.inputs import (
    NO_VOTE,
    VOTE_WORDS,
    column_text,
    decision,
    pick_members,
    pick_roll_calls,
    require_votes,
)
from unvotes.charts.drawing.labels import BESIDE, edge_note, shorten, text_width
from unvotes.charts.drawing.language import (
    counted,
    current,
    day,
    joined,
    listed,
    period,
    say,
    short_day,
    short_month,
)
from unvotes.charts.drawing.names import label, names_then, table_order
from unvotes.charts.drawing.theme import INK, MUTED, OUTCOMES, PAPER, VOTES, Style
from unvotes.charts.drawing.wording import Wording, chart
from unvotes.charts.drawing.words import cut, escape, score, wrap
from unvotes.errors import UnvotesError, unknown
from unvotes.frames import yes_no
from unvotes.record.given_members import Belonging
from unvotes.record.subjects import subjects, topic_and_subject
from unvotes.record.vocabulary import VOTE

__all__ = ["vote_grid"]

#: Columns in which a symbol can still be told from another at 380 px.
_MOST_SYMBOLS: Final = 20
_MOST_UPRIGHT: Final = 3
#: Pixels that the cells have on a telephone.
_NARROW: Final = 240
#: Cells up to which a hover text spells its vote out; beyond, a letter keeps the figure small.
_MOST_WORDS: Final = 15_000
_MOST_RULES: Final = 40
#: Of the Council.
_SEATS: Final = 15
#: Times the breadth of a telephone, for columns that there would be less than a pixel each.
_BREADTHS: Final = (1.8, 3.0)
_ROW_SYMBOLS: Final = 24
_ROW_CELLS: Final = 17
_KEY_LINE: Final = 17
_KEY_CHARS: Final = 56
_NOT_SEATED: Final = len(VOTE_WORDS)
#: The column of groups, among the votes that are drawn.
_GROUP: Final = "__group"


def _outcome_row() -> str:
    """Name the line of outcomes."""
    return say("Outcome")


@dataclass(frozen=True)
class _Row:
    """One line of the grid: a member, or with no member a heading."""

    key: str
    text: str
    member: str
    #: The value of the column of groups that its votes have, where such a column is drawn.
    group: str | None = None


@chart
def vote_grid(
    votes: pd.DataFrame,
    roll_calls: Sequence[str] | None = None,
    *,
    members: Belonging | Sequence[str] | None = None,
    blocs: Groups | None = None,
    group: Hashable | None = None,
    others: bool = True,
    order: Literal["date", "topic", "given"] = "date",
    **wording: Unpack[Wording],
) -> go.Figure:
    """
    Draw members by roll calls, a symbol or a coloured cell for each vote.

    Up to 20 roll calls are drawn with symbols, more with cells. A cell is shaded where the member
    had no seat, which is not the same as having a seat and not voting.

    Parameters
    ----------
    votes : DataFrame
        A row per member and roll call: ``roll_call``, ``member``, ``vote``; where present also
        ``date``, ``symbol``, ``topic``, ``outcome``, ``permanent``, ``veto`` and ``subject`` are
        shown; subjects written for the record's roll calls are known without that column. A
        member without a row on a roll call counts as not seated.
    roll_calls : sequence of str, optional
        Ids or symbols; default all in the frame.
    members : bloc, or members, optional
        Whom to show, by codes, names of states or blocs; default all in the frame.
    blocs : mapping of str to members or blocs, or sequence of blocs, optional
        Groups of rows with their headings. Default: permanent and elected members where the
        frame tells them apart. A bloc's member that never sat is shown as never seated; a member
        of two blocs is shown in both.
    group : str, optional
        Instead of `blocs` a column of the votes, such as ``"party"``. Who changes groups has a
        row in each, with the votes cast as its member.
    others : bool, default True
        Whether members of none of the groups follow under a heading of their own.
    order : {"date", "topic", "given"}, default "date"
        Order of the roll calls; ``"topic"`` sorts by topic and then date.
    names : mapping of str to str, optional
        Names of members, for those that are not states or to replace a state's name. Seats are
        named by the states that held them on the day: the Soviet Union until 1991, the Republic
        of China until 1971.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure. Its :func:`data` has a row per vote shown: ``roll_call`` (str), ``date``
        (datetime64), ``topic``, ``outcome`` (str; these three where the votes have them),
        ``bloc``, ``member`` (str), ``vote`` (category).

    Raises
    ------
    UnvotesError
        If a roll call, member, order or language is not found, or there is nothing to draw.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> from unvotes.charts import data, vote_grid
    >>> votes = load_votes(since=2011, until=2012)
    >>> syria = votes[votes["roll_call"].isin(["S/2011/612", "S/2012/77"])]
    >>> figure = vote_grid(syria, blocs={"Permanent": ["RUS"], "Elected": ["IND"]})
    >>> data(figure).query("bloc != 'Others'")[["roll_call", "bloc", "member", "vote"]]
         roll_call       bloc member     vote
    0   S/2011/612  Permanent    RUS       no
    1   S/2011/612    Elected    IND  abstain
    15   S/2012/77  Permanent    RUS       no
    16   S/2012/77    Elected    IND      yes
    """
    votes = require_votes(votes)
    if order not in ("date", "topic", "given"):
        raise unknown("order", order, ("date", "topic", "given"))
    columns = _columns(votes, pick_roll_calls(votes, roll_calls), order)
    names = names_then(votes[votes["roll_call"].isin(columns["roll_call"])], wording["names"])
    if group is not None:
        if blocs is not None:
            raise UnvotesError("blocs= and group= are two ways to arrange rows: give one of them")
        votes = votes.assign(**{_GROUP: group_column(votes, group)})
    rows = _rows(votes, columns, members, blocs, others, names)
    codes, vetoes = _matrix(votes, columns, rows)
    frame = _frame(columns, rows, codes)
    if frame.empty:
        raise UnvotesError(
            "none of these members sat on any of these roll calls, so there is nothing to draw"
        )
    with_symbols = len(columns) <= _MOST_SYMBOLS
    traces = (
        _symbol_traces(columns, rows, codes, vetoes)
        if with_symbols
        else _cell_traces(columns, rows, codes, vetoes)
    )
    plot_height = len(rows) * (_ROW_SYMBOLS if with_symbols else _ROW_CELLS)
    left = 26 + round(max(text_width(row.text, 12) for row in rows if row.member))
    heads, marks, top = _column_heads(columns, order)
    key, key_lines = _key(columns, rows, codes, vetoes, with_symbols, left)
    calls = counted(len(columns), "roll call")
    members_seen = counted(frame["member"].nunique(), "member")
    return finish(
        traces,
        wording,
        title=say("How {members} voted on {calls}", members=members_seen, calls=calls),
        subtitle=[
            say(
                "n = {calls}, {votes}",
                calls=calls,
                votes=counted(len(_each_vote_once(frame)), "vote"),
            ),
            period(columns["date"]) if "date" in columns else "",
            choice(votes),
        ],
        alt=_alt(columns, frame, votes, names),
        frame=frame,
        plot_height=plot_height,
        left=left,
        top=top,
        bottom=key_lines * _KEY_LINE + 14,
        breadth=_breadth(len(columns), left),
        annotations=[*heads, *_row_heads(rows, left), key],
        layout=_layout(columns, rows, with_symbols) | {"shapes": marks},
    )


def _layout(columns: pd.DataFrame, rows: list[_Row], with_symbols: bool) -> dict[str, Any]:
    """Lay out the axes: a place for each roll call and each line, in their order."""
    axis = {"type": "category", "categoryorder": "array", "showticklabels": False}
    across = {"categoryarray": columns["key"].tolist(), "range": [-0.5, len(columns) - 0.5]}
    down = {"categoryarray": [row.key for row in rows], "range": [len(rows) - 0.5, -0.5]}
    return {
        "xaxis": axis | across | {"showgrid": False, "fixedrange": with_symbols},
        "yaxis": axis | down | {"showgrid": with_symbols, "fixedrange": True},
        "dragmode": False if with_symbols else "zoom",
        "showlegend": False,
    }


def _breadth(n_columns: int, left: float) -> float:
    """Choose how broad a grid must be for each column to be seen: plotly drops thinner cells."""
    if n_columns <= _NARROW:
        return 1.0
    least, most = _BREADTHS
    return min(most, max(least, (n_columns + left + 20) / PHONE))


def _columns(votes: pd.DataFrame, ids: list[str], order: str) -> pd.DataFrame:
    """One row per roll call in the order of drawing, with the text that identifies its column."""
    facts = [c for c in ("date", "topic", "outcome") if c in votes.columns]
    columns = votes.drop_duplicates("roll_call").set_index("roll_call")[facts]
    columns.index = columns.index.astype(str)
    columns = columns.loc[ids].reset_index()
    for column in ("topic", "outcome"):
        if column in facts:
            columns[column] = columns[column].astype(object).where(columns[column].notna(), "")
            columns[column] = columns[column].astype(str)
    by = {"date": ["date"], "topic": ["topic", "date"], "given": []}[order]
    by = [column for column in by if column in facts]
    if by:
        columns = columns.sort_values(by, kind="stable", ignore_index=True)
    counts = votes.groupby(["roll_call", "vote"], observed=True).size().unstack(fill_value=0)
    counts = counts.reindex(index=columns["roll_call"], columns=list(VOTE_WORDS), fill_value=0)
    for word in VOTE_WORDS:
        columns[word] = counts[word].to_numpy()
    # What it was about stands in the hover text alone, for the record's roll calls without asking.
    given = votes.drop_duplicates("roll_call").set_index("roll_call").get("subject")
    columns["subject"] = (
        subjects(columns) if given is None else given.reindex(columns["roll_call"]).tolist()
    )
    columns["key"] = [_column_key(row) for row in columns.to_dict("records")]
    return columns


def _column_key(row: Mapping[Hashable, Any]) -> str:
    """Identify a column fully: this is the name of the category and so the hover text."""
    parts = [f"<b>{escape(row['roll_call'])}</b>"]
    if "date" in row:
        parts.append(f" · {day(row['date'])}")
    # Subjects are sentences of the record, which is written in English.
    subject = column_text(row, "subject") if current() == "en" else ""
    about = topic_and_subject(column_text(row, "topic"), subject)
    parts += [f"<br>{escape(say(part))}" for part in about]
    parts.append(f"<br>{escape(_result(row))}")
    return "".join(parts)


def _result(row: Mapping[Hashable, Any]) -> str:
    """Say what a roll call came to: outcome and tally, as far as there are."""
    outcome = decision(column_text(row, "outcome"), {word: row[word] for word in VOTE_WORDS})
    if outcome.endswith(NO_VOTE):
        return say(outcome)
    return f"{say(outcome)} {score(row['yes'], row['no'], row['abstain'])}".lstrip()


def _groups(
    votes: pd.DataFrame,
    shown: list[str],
    blocs: Groups | None,
    others: bool,
    names: Mapping[str, str] | None,
) -> list[tuple[str, list[str]]]:
    def sort(codes: Iterable[str]) -> list[str]:
        return sorted(codes, key=lambda code: table_order(code, names))

    if blocs is None:
        permanent: set[str] = set()
        if "permanent" in votes.columns:
            permanent = set(
                votes.loc[yes_no(votes["permanent"], "permanent"), "member"].astype(str)
            )
        # More than the Council has seats: this is the Assembly, where the others are not elected.
        largest = votes["roll_call"].value_counts().max()
        others_head = say("Elected members") if largest <= _SEATS else say("Other members")
        groups = [
            (say("Permanent members"), sort(code for code in shown if code in permanent)),
            (others_head, sort(code for code in shown if code not in permanent)),
        ]
        return groups if permanent else [("", sort(shown))]
    groups = named_groups(blocs, {*votes["member"].astype(str), *(names or ())})
    rest = sort(set(shown).difference(*(codes for _, codes in groups)))
    if others:
        groups.append((say("Others"), rest))
    return groups


def _rows(
    votes: pd.DataFrame,
    columns: pd.DataFrame,
    members: Belonging | Sequence[str] | None,
    blocs: Groups | None,
    others: bool,
    names: Mapping[str, str] | None,
) -> list[_Row]:
    """Lay out the lines of the grid from top to bottom, headings included."""
    chosen = votes[votes["roll_call"].isin(columns["roll_call"])]
    shown = pick_members(votes, members) if members is not None else pick_members(chosen, None)
    outcome = _outcome_row()
    rows = [_Row(outcome, outcome, "")] if "outcome" in columns else []
    used: set[str] = {outcome}
    by_column = _GROUP in chosen
    if by_column:
        groups = _column_groups(chosen, others, names)
    else:
        groups = [
            (head, head, codes) for head, codes in _groups(votes, shown, blocs, others, names)
        ]
    for heading, value, codes in groups:
        if members is not None or by_column:
            codes = [code for code in codes if code in shown]
        if not codes:
            continue
        if heading:
            rows.append(_Row(_fresh(escape(heading), used), heading, ""))
        for code in codes:
            name = label(code, names)
            key = _fresh(escape(name), used)
            rows.append(_Row(key, _short(name), code, value if by_column else None))
    return rows


def _column_groups(
    chosen: pd.DataFrame, others: bool, names: Mapping[str, str] | None
) -> list[tuple[str, str, list[str]]]:
    """List heading, value and members of each group of the column, the largest first."""
    pairs = chosen[[_GROUP, "member"]].astype("str").drop_duplicates()
    sizes = pairs[_GROUP].value_counts(sort=False).sort_index()
    sizes = sizes.sort_values(ascending=False, kind="stable")
    found = []
    for value in [*sizes.index.drop("", errors="ignore"), *([""] if others else [])]:
        own = pairs.loc[pairs[_GROUP] == value, "member"]
        found.append(
            (value or say("Others"), value, sorted(own, key=lambda m: table_order(m, names)))
        )
    return found


def _fresh(key: str, used: set[str]) -> str:
    """Make a category's name unique by characters that are not seen."""
    while key in used:
        key += "\u200b"
    used.add(key)
    return key


def _short(name: str) -> str:
    return escape(shorten(name, BESIDE))


def _no_vote_in_words(rows: list[_Row]) -> str:
    """Say what a cell without a vote means: of a column of groups it may stand in another row."""
    by_column = any(row.group is not None for row in rows)
    return say("not seated, or of another group") if by_column else say("not seated")


def _matrix(
    votes: pd.DataFrame, columns: pd.DataFrame, rows: list[_Row]
) -> tuple[np.ndarray, np.ndarray]:
    """Codes of the votes, rows by columns (-1 in headings), and where a vote was a veto."""
    across = {key: j for j, key in enumerate(columns["roll_call"])}
    chosen = votes[votes["roll_call"].isin(columns["roll_call"])]
    j = chosen["roll_call"].astype(str).map(across).to_numpy()
    codes = chosen["vote"].astype(str).map({w: k for k, w in enumerate(VOTE_WORDS)}).to_numpy()
    veto = (
        yes_no(chosen["veto"], "veto")
        if "veto" in chosen.columns
        else np.zeros(len(chosen), dtype=bool)
    )
    who = chosen["member"].astype(str)
    listed = sorted({row.member for row in rows if row.member})
    place = {member: i for i, member in enumerate(listed)}
    i = who.map(place).fillna(-1).astype(int).to_numpy()
    matrix = np.full((len(listed) + 1, len(columns)), _NOT_SEATED)
    vetoed = np.zeros_like(matrix, dtype=bool)
    matrix[i[i >= 0], j[i >= 0]] = codes[i >= 0]
    vetoed[i[i >= 0], j[i >= 0]] = veto[i >= 0]
    matrix[-1] = -1
    lines = [place.get(row.member, len(listed)) for row in rows]
    matrix, vetoed = matrix[lines], vetoed[lines]
    if _GROUP in chosen:
        held = np.full((len(listed) + 1, len(columns)), "", dtype=object)
        held[i[i >= 0], j[i >= 0]] = chosen[_GROUP].to_numpy(dtype=object)[i >= 0]
        apart = np.array([row.group is not None for row in rows])[:, None] & (
            held[lines] != np.array([row.group or "" for row in rows], dtype=object)[:, None]
        )
        matrix[apart], vetoed[apart] = _NOT_SEATED, False
    return matrix, vetoed


def _frame(columns: pd.DataFrame, rows: list[_Row], codes: np.ndarray) -> pd.DataFrame:
    heading, blocs = "", []
    for row in rows:
        heading = row.text if not row.member else heading
        blocs.append("" if heading == _outcome_row() else heading)
    j, i = np.nonzero(((codes >= 0) & (codes != _NOT_SEATED)).T)
    facts = [c for c in ("roll_call", "date", "topic", "outcome") if c in columns]
    frame = columns[facts].take(j).reset_index(drop=True)
    frame["bloc"] = [blocs[k] for k in i]
    frame["member"] = [rows[k].member for k in i]
    frame["vote"] = pd.Categorical.from_codes(codes[i, j], dtype=VOTE)
    return frame


def _each_vote_once(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep each vote once: a member of two blocs has a row in both."""
    return frame.drop_duplicates(["roll_call", "member"])


def _key(
    columns: pd.DataFrame,
    rows: list[_Row],
    codes: np.ndarray,
    vetoes: np.ndarray,
    with_symbols: bool,
    left: float,
) -> tuple[dict[str, Any], int]:
    """Explain symbols or colours in a line of text, which wraps where a legend would not."""
    shown: list[tuple[Style, str]] = []
    for word in ("yes", "no", "abstain", "nonvoting", "unknown"):
        if (codes == VOTE_WORDS.index(word)).any():
            shown.append((VOTES[word], VOTES[word].called))
            if word == "no" and with_symbols and vetoes.any():
                ring = replace(VOTES["no"], glyph="◯")
                shown.append((ring, say("veto")))
    if (codes == _NOT_SEATED).any():
        shown.append((replace(VOTES["not_seated"], colour="#c3cad0"), _no_vote_in_words(rows)))
    if "outcome" in columns:
        present = set(columns["outcome"])
        shown += [(style, style.called) for key, style in OUTCOMES.items() if key in present]
    lines, length = [""], 0
    for style, name in shown:
        if length + len(name) + 2 > _KEY_CHARS:
            lines.append("")
            length = 0
        spelt = codes.size <= _MOST_WORDS or with_symbols or not style.letter
        glyph = style.glyph if with_symbols else "■"
        colour = style.line if style.symbol.endswith("open") and with_symbols else style.colour
        text = name if spelt else f"{name} ({say(style.letter)})"
        lines[-1] += f'<span style="color:{colour};font-size:15px">{glyph}</span> {text}   '
        length += len(text) + 5
    note = edge_note(
        "<br>".join(line.rstrip() for line in lines),
        12 - left,
        yref="paper",
        y=0,
        yanchor="top",
        yshift=-8,
    )
    return note, len(lines)


def _symbol_traces(
    columns: pd.DataFrame, rows: list[_Row], codes: np.ndarray, vetoes: np.ndarray
) -> list[Any]:
    keys = columns["key"].tolist()
    size = min(14.0, 0.66 * _NARROW / len(columns))
    traces: list[Any] = []
    if (codes == _NOT_SEATED).any():
        traces.append(_absent_trace(keys, rows, codes == _NOT_SEATED))
    if vetoes.any():
        traces.append(_veto_rings(keys, rows, vetoes, size))
    for word in ("yes", "no", "abstain", "nonvoting", "unknown"):
        i, j = np.nonzero(codes == VOTE_WORDS.index(word))
        if not len(i):
            continue
        style = VOTES[word]
        hollow = style.symbol.endswith("open")
        traces.append(
            go.Scatter(
                x=[keys[k] for k in j],
                y=[rows[k].key for k in i],
                mode="markers",
                cliponaxis=False,
                name=style.label,
                marker={
                    "symbol": style.symbol,
                    "size": size * (0.8 if hollow else 1),
                    "color": style.line if hollow else style.colour,
                    "line": {"color": style.line, "width": 2 if hollow else 1},
                },
                text=[
                    say("{vote}, a veto", vote=style.called) if vetoes[a, b] else style.called
                    for a, b in zip(i, j, strict=True)
                ],
                hovertemplate="<b>%{y}</b>: %{text}<br>%{x}<extra></extra>",
            )
        )
    return traces + (_outcome_traces(columns, size) if "outcome" in columns else [])


def _absent_trace(keys: list[str], rows: list[_Row], absent: np.ndarray) -> go.Heatmap:
    """Fill the cells of those who were not seated."""
    style = VOTES["not_seated"]
    return go.Heatmap(
        x=keys,
        y=[row.key for row in rows],
        z=[[1 if cell else None for cell in line] for line in absent],
        colorscale=[[0, style.colour], [1, style.colour]],
        showscale=False,
        hoverongaps=False,
        ygap=1,
        hovertemplate=f"<b>%{{y}}</b>: {_no_vote_in_words(rows)}<br>%{{x}}<extra></extra>",
        name=style.label,
    )


def _veto_rings(keys: list[str], rows: list[_Row], vetoes: np.ndarray, size: float) -> go.Scatter:
    """Draw a ring around each veto."""
    i, j = np.nonzero(vetoes)
    return go.Scatter(
        x=[keys[k] for k in j],
        y=[rows[k].key for k in i],
        mode="markers",
        cliponaxis=False,
        name="veto",
        hoverinfo="skip",
        marker={
            "symbol": "circle-open",
            "size": size + 6,
            "color": VOTES["no"].line,
            "line": {"width": 1.5},
        },
    )


def _outcome_traces(columns: pd.DataFrame, size: float) -> list[go.Scatter]:
    """Mark below the columns what became of each roll call."""
    return [
        go.Scatter(
            x=hit["key"].tolist(),
            y=[_outcome_row()] * len(hit),
            mode="markers+text" if size > 9 else "markers",
            cliponaxis=False,
            name=style.label,
            text=say(style.letter),
            textfont={"size": 10, "color": "#ffffff"},
            marker={
                "symbol": style.symbol,
                "size": size + (6 if outcome == "failed" else 2),
                "color": style.colour,
            },
            hovertemplate="%{x}<extra></extra>",
        )
        for outcome, style in OUTCOMES.items()
        if len(hit := columns[columns["outcome"] == outcome])
    ]


def _cell_traces(
    columns: pd.DataFrame, rows: list[_Row], codes: np.ndarray, vetoes: np.ndarray
) -> list[Any]:
    styles = [VOTES[word] for word in VOTE_WORDS] + [VOTES["not_seated"], *OUTCOMES.values()]
    spelt = codes.size <= _MOST_WORDS
    words = [style.called if spelt else say(style.letter) or "·" for style in styles]
    if spelt:
        words[_NOT_SEATED] = _no_vote_in_words(rows)
    z = codes.copy()
    if "outcome" in columns:
        first = _NOT_SEATED + 1
        place = {outcome: first + k for k, outcome in enumerate(OUTCOMES)}
        z[0] = columns["outcome"].map(place).fillna(-1).astype(int)
    # As arrays, which plotly takes as they are: it looks at each value of a list by itself.
    text = np.array([*words, ""], dtype=object)[z]
    for i, j in zip(*np.nonzero(vetoes), strict=True):
        text[i, j] = say("{vote}, a veto", vote=text[i, j])
    shades = z.astype(object)
    shades[z < 0] = None
    steps = len(styles)
    scale = [[(k + d) / steps, style.colour] for k, style in enumerate(styles) for d in (0, 1)]
    return [
        go.Heatmap(
            x=columns["key"].tolist(),
            y=[row.key for row in rows],
            z=shades,
            zmin=-0.5,
            zmax=steps - 0.5,
            colorscale=scale,
            showscale=False,
            hoverongaps=False,
            ygap=1,
            text=text,
            hovertemplate="<b>%{y}</b>: %{text}<br>%{x}<extra></extra>",
            name="votes",
        )
    ]


def _column_heads(
    columns: pd.DataFrame, order: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], float]:
    """Label the columns: each in full, or where there are many by year or topic, with rules."""
    base = {"yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False}
    base["font"] = {"size": 11, "color": INK}
    if len(columns) <= _MOST_SYMBOLS:
        texts, lines, longest = [], 1, 0.0
        upright = len(columns) <= _MOST_UPRIGHT
        for row in columns.to_dict("records"):
            parts = [str(row["roll_call"]), "", say(column_text(row, "topic"))]
            if "date" in row and not pd.isna(row["date"]):
                parts[1] = short_day(row["date"])
            if not upright:
                parts[2] = cut(parts[2], 22)
            parts = [part for part in parts if part]
            longest = max(longest, text_width(" · ".join(parts), 11))
            texts.append(
                "<br>".join(wrap(part, 12) for part in parts)
                if upright
                else escape(" · ".join(parts))
            )
            lines = max(lines, texts[-1].count("<br>") + 1)
        turn = {} if upright else {"textangle": -90, "yshift": 2}
        full = [
            base | {"x": x, "text": t} | turn for x, t in zip(columns["key"], texts, strict=True)
        ]
        return full, [], lines * 14.5 + 8 if upright else round(longest) + 10
    by_topic = order == "topic" and "topic" in columns
    if by_topic:
        marks = [cut(say(topic), 30) for topic in columns["topic"]]
    elif "date" in columns:
        fine = bool((columns["date"].dt.year == columns["date"].dt.year.iloc[0]).all())
        marks = columns["date"].dt.strftime("%b" if fine else "%Y").fillna("").tolist()
        if fine and current() != "en":
            marks = [short_month(date) for date in columns["date"]]
    else:
        return [], [], 0
    starts = [j for j, mark in enumerate(marks) if j == 0 or mark != marks[j - 1]]
    spans = list(pairwise([*starts, len(marks)]))
    # The longest spans are named first; what then finds no room is in the hover texts.
    heads: list[dict[str, Any]] = []
    taken: list[int] = []
    for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
        middle = (start + end - 1) // 2
        room = all(abs(middle - other) * _NARROW / len(columns) >= 13 for other in taken)
        if marks[start] and room:
            taken.append(middle)
            place = {"x": columns["key"].iloc[middle], "textangle": -90, "yshift": 3}
            heads.append(base | place | {"text": escape(marks[start])})
    rules = [
        {
            "type": "line",
            "xref": "x",
            "yref": "paper",
            "x0": start - 0.5,
            "x1": start - 0.5,
            "y0": 0,
            "y1": 1,
            "line": {"color": PAPER, "width": 1},
        }
        for start in starts[1:]
    ]
    if len(rules) > _MOST_RULES:
        rules = []
    return heads, rules, round(max(text_width(mark, 11) for mark in marks)) + 12


def _row_heads(rows: list[_Row], left: float) -> list[dict[str, Any]]:
    """
    Name the rows: members beside them, groups from the edge of the figure across theirs.

    Not as labels of the axis: a hover text would then show them instead of the full names.
    """
    at = {"xref": "paper", "x": 0, "showarrow": False}
    member = {"xanchor": "right", "xshift": -4, "font": {"size": 12, "color": INK}}
    plain = {"xanchor": "right", "xshift": -1, "font": {"size": 12, "color": MUTED}}
    heading = {"xanchor": "left", "xshift": 12 - left, "font": {"size": 12}}
    notes = []
    for row in rows:
        text = row.text if row.member else escape(row.text)
        how = member if row.member else plain if row.text == _outcome_row() else heading
        notes.append(
            at | how | {"y": row.key, "text": f"<b>{text}</b>" if how is heading else text}
        )
    return notes


def _alt(
    columns: pd.DataFrame,
    frame: pd.DataFrame,
    votes: pd.DataFrame,
    names: Mapping[str, str] | None,
) -> str:
    when = f", {period(columns['date'])}" if "date" in columns else ""
    grid = say(
        "Grid of {members} by {calls}",
        members=counted(frame["member"].nunique(), "member"),
        calls=counted(len(columns), "roll call"),
    )
    parts = [f"{grid}{when}."]
    if "outcome" in columns:
        outcomes = columns["outcome"].value_counts()
        ended = joined(counted(int(n), str(word)) for word, n in outcomes.items() if word)
        parts.append(say("Outcomes: {outcomes}.", outcomes=ended))
    once = _each_vote_once(frame)
    counts = once["vote"].value_counts()
    shown = [
        counted(int(counts[word]), VOTES[word].label)
        for word in ("yes", "no", "abstain", "nonvoting", "unknown")
        if word != "unknown" or counts[word]
    ]
    parts.append(say("Votes: {votes}.", votes=joined(shown)))
    if len(columns) <= 6:
        for row in columns.to_dict("records"):
            of_call = once[once["roll_call"] == row["roll_call"]]
            words = []
            for word in ("no", "abstain", "nonvoting", "unknown"):
                codes = of_call.loc[of_call["vote"] == word, "member"]
                if len(codes):
                    who = joined(label(code, names) for code in codes)
                    words.append(say("{head}: {what}", head=VOTES[word].called, what=who))
            lead = say("{head}: {what}", head=row["roll_call"], what=_result(row))
            parts.append(listed([lead, *words]) + ".")
    else:
        against = once.loc[once["vote"] == "no", "member"].value_counts().head(3)
        if len(against):
            who = joined(f"{label(str(code), names)} {n}" for code, n in against.items())
            parts.append(say("Most often against: {members}.", members=who))
    return " ".join(parts)
