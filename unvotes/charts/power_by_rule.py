"""Power under one voting rule or several: a bar per rule, shared among its members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Unpack

import pandas as pd
import plotly.graph_objects as go

from unvotes.charts.drawing.bar_rows import BAR, bar_rows
from unvotes.charts.drawing.figure import finish
from unvotes.charts.drawing.inputs import require
from unvotes.charts.drawing.language import (
    counted,
    joined,
    listed,
    percent,
    say,
    written,
)
from unvotes.charts.drawing.theme import ACCENT, MUTED, PAPER, QUIET
from unvotes.charts.drawing.wording import Heading, chart
from unvotes.charts.drawing.words import escape, sentence, wrap
from unvotes.errors import UnvotesError
from unvotes.frames import numbers, yes_no

__all__ = ["power_by_rule"]

#: More groups of equal members than these are drawn as two: with a veto and without.
_MOST_GROUPS: Final = 4
_SUM: Final = 1e-9
_SOURCE: Final = "Source: unvotes, computed from the voting rules themselves"


@chart
def power_by_rule(
    power: pd.DataFrame | Mapping[str, pd.DataFrame],
    *,
    subtitle: str = "",
    **wording: Unpack[Heading],
) -> go.Figure:
    """
    Draw how voting rules divide the power among members, as bars of one length.

    Members with the same power and the same right of veto are one part of the bar; where a
    rule has more than four such groups, those with a veto and those without are two parts.

    Parameters
    ----------
    power : DataFrame, or mapping of rule to DataFrame
        From `unvotes.power_index`: ``member``, ``veto`` (bool), ``value`` (float, shares that
        sum to 1). The keys of a mapping name the rules, in the order in which they are drawn.
    title : str, optional
        The finding or the question.
    subtitle : str, optional
        What the power is: which index, of votes with or without abstention.
    source : str, optional
        In place of the source line that the chart writes itself.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure. Its :func:`data` has a row per part of a bar: ``rule`` (str), ``group``
        (str), ``veto`` (bool), ``members`` (int64), ``each`` (float64: the share of one member;
        the mean, where they differ) and ``together`` (float64).

    Raises
    ------
    UnvotesError
        If there is no rule, a frame has no rows or lacks a column, or shares do not sum to 1.

    Examples
    --------
    >>> import unvotes as uv
    >>> figure = uv.charts.power_by_rule({"today": uv.power_index()})
    >>> uv.charts.data(figure)[["group", "members", "together"]].round(3)
                group  members  together
    0     with a veto        5     0.981
    1  without a veto       10     0.019
    """
    rules = power if isinstance(power, Mapping) else {"": power}
    if not rules:
        raise UnvotesError("there is no rule to draw: power is empty")
    shown = pd.concat([_parts(name, frame) for name, frame in rules.items()], ignore_index=True)
    rows = bar_rows(
        _heading(name, parts) for name, parts in shown.groupby("rule", sort=False, observed=True)
    )
    middles = dict(zip(map(str, rules), rows.middles, strict=True))
    key = say("Solid: members with a veto; hatched: without.")
    said = listed(
        say("{head}: {what}", head=str(name), what=_in_words(parts)) if name else _in_words(parts)
        for name, parts in shown.groupby("rule", sort=False)
    )
    rules_said = say(
        "Bars of {rules}: {parts}.", rules=counted(len(rules), "voting rule"), parts=said
    )
    return finish(
        [_bars(shown, [middles[name] for name in shown["rule"]])],
        wording,
        title=say("What the rule alone gives each member"),
        subtitle=[subtitle, key, say("Bars are 100% of the power under each rule.")],
        source=_SOURCE,
        alt=f"{sentence(subtitle) + ' ' if subtitle else ''}{rules_said}",
        alt_has_title=True,
        frame=shown,
        plot_height=rows.height,
        annotations=rows.notes(),
        layout=rows.layout(100.5) | {"barmode": "overlay"},
    )


def _bars(shown: pd.DataFrame, middles: list[float]) -> go.Bar:
    """Draw the parts of all bars, each from where the one before it ends."""
    ends = shown.groupby("rule", sort=False)["together"].cumsum()
    marks = zip(shown["veto"], ~shown.duplicated("rule"), strict=True)
    return go.Bar(
        x=(100 * shown["together"]).tolist(),
        y=middles,
        base=(100 * (ends - shown["together"])).round(9).tolist(),
        width=BAR,
        orientation="h",
        marker={
            "color": [ACCENT if veto else QUIET for veto in shown["veto"]],
            # Colour is not alone in telling who can block.
            "pattern": {
                "shape": ["" if veto else "/" if first else "x" for veto, first in marks],
                "fgcolor": PAPER,
                "size": 6,
                "solidity": 0.25,
            },
            "line": {"color": PAPER, "width": 1},
        },
        text=[
            f"<b>{escape(row['rule'])}</b><br>" * bool(row["rule"])
            + say(
                "{group}: {members}, {each} each, {together} together",
                group=say(row["group"]),
                members=counted(row["members"], "member"),
                each=_percent(row["each"]),
                together=_percent(row["together"]),
            )
            for _, row in shown.iterrows()
        ],
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
        name="power",
    )


def _parts(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Put members that are alike together, the most powerful first."""
    what = f"the power under {name!r}" if name else "power"
    frame = require(frame, ("member", "veto", "value"), what)
    value = numbers(frame["value"], what)
    veto = pd.Series(yes_no(frame["veto"], "veto"), frame.index)
    if abs(value.sum() - 1) > _SUM:
        raise UnvotesError(
            f"the power of all members is a whole: it sums to 1, not to {value.sum():g}"
            + (f" as under {name!r}" if name else "")
        )
    alike = value.round(12)
    if len(pd.MultiIndex.from_arrays([alike, veto]).unique()) > _MOST_GROUPS:
        alike = alike * 0
    table = (
        pd.DataFrame({"veto": veto, "alike": alike, "value": value})
        .groupby(["veto", "alike"], sort=True)["value"]
        .agg(["size", "mean", "sum"])
        .iloc[::-1]
        .reset_index()
    )
    words = {True: "with a veto", False: "without a veto" if veto.any() else "members"}
    return pd.DataFrame(
        {
            "rule": str(name),
            "group": table["veto"].map(words),
            "veto": table["veto"],
            "members": table["size"].astype("int64"),
            "each": table["mean"],
            "together": table["sum"],
        }
    )


def _percent(share: float) -> str:
    """Write a share so that small ones keep a figure that says something."""
    if 0.9995 <= share < 1 - 1e-11:
        return percent(share, 2)
    return percent(share, 1 if share >= 0.1 else 2 if share >= 0.001 else 4)


def _in_words(parts: pd.DataFrame) -> str:
    return joined(
        say(
            "{members} {group} {each} each ({together} together)",
            members=row["members"],
            group=say(row["group"]),
            each=_percent(row["each"]),
            together=_percent(row["together"]),
        )
        for _, row in parts.iterrows()
    )


def _heading(name: object, parts: pd.DataFrame) -> str:
    numbers = joined(
        f"{written(row['members'])} × {_percent(row['each'])}" for _, row in parts.iterrows()
    )
    head = f"<b>{wrap(str(name), 46)}</b><br>" if name else ""
    return f'{head}<span style="color:{MUTED}">{numbers}</span>'
