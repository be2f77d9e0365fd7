"""Counts as bars, for any question of the kind: how often this, how often that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from unvotes.charts.drawing.figure import finish
from unvotes.charts.drawing.inputs import require
from unvotes.charts.drawing.theme import ACCENT, INK, MUTED, QUIET, RULE
from unvotes.charts.drawing.words import escape, joined, wrap
from unvotes.errors import UnvotesError, unknown

__all__ = ["bar_counts"]

_BAR: Final = 16
_LINE: Final = 16


def bar_counts(
    frame: pd.DataFrame,
    *,
    title: str,
    label: str = "label",
    n: str = "n",
    share: str | None = "share",
    note: str | None = "note",
    highlight: Sequence[str] = (),
    subtitle: str | Sequence[str] = (),
    source: str | None = None,
) -> go.Figure:
    """
    Draw counts as horizontal bars, each with its label and numbers above it.

    Nothing is computed: counts and shares are drawn as they are given, in the order given.

    Parameters
    ----------
    frame : DataFrame
        A row per bar.
    title : str
        The finding or the question.
    label, n : str
        Columns with the label and the count of each bar.
    share, note : str or None
        Columns with the share (0 to 1) and a remark shown in smaller type; left out where the
        frame has no such column.
    highlight : sequence of str
        Labels of the bars that the finding is about; the others are drawn in grey. None: all
        bars are drawn alike.
    subtitle : str or sequence of str
        What was counted: period, filter, and of how many.
    source : str, optional
        In place of the source line that the chart writes itself.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure. Its :func:`data` has the columns ``label`` (str), ``n`` (as given) and, where
        given, ``share`` (float64) and ``note`` (str).

    Raises
    ------
    UnvotesError
        If the frame is empty or lacks a column, a count is negative or missing, a share lies
        outside 0 to 1, or a label to highlight does not occur.

    Examples
    --------
    >>> import pandas as pd
    >>> from unvotes.charts import bar_counts, data
    >>> frame = pd.DataFrame({"label": ["together", "apart"], "n": [3, 1], "share": [0.75, 0.25]})
    >>> data(bar_counts(frame, title="Russia and China", highlight=["apart"]))
          label  n  share
    0  together  3   0.75
    1     apart  1   0.25
    """
    require(frame, (label, n), "the frame of counts")
    shown = pd.DataFrame({"label": frame[label].astype(str).to_numpy(), "n": frame[n].to_numpy()})
    if shown["n"].isna().any() or (shown["n"] < 0).any():
        raise UnvotesError(f"column {n!r} holds counts: none may be negative or missing")
    if share is not None and share in frame.columns:
        shown["share"] = frame[share].to_numpy(dtype=float)
        if ((shown["share"] < 0) | (shown["share"] > 1)).any():
            raise UnvotesError(f"column {share!r} holds shares: they lie between 0 and 1")
    if note is not None and note in frame.columns:
        shown["note"] = frame[note].astype(object).where(frame[note].notna(), "").to_numpy()
        shown["note"] = shown["note"].astype(str)
    for name in highlight:
        if name not in set(shown["label"]):
            raise unknown("label to highlight", name, shown["label"])

    marked = shown["label"].isin(list(highlight)) if highlight else shown["label"].notna()
    texts = [_text(row) for _, row in shown.iterrows()]
    depths = [_LINE * (1 + text.count("<br>")) + _BAR + 18 for text in texts]
    total = sum(depths)
    foot = [float(total - sum(depths[: i + 1]) + 10) for i in range(len(depths))]
    most = float(shown["n"].max()) or 1.0
    notes: list[dict[str, Any]] = [
        {
            "text": text,
            "xref": "paper",
            "x": 0,
            "y": y + _BAR,
            "xanchor": "left",
            "yanchor": "bottom",
            "align": "left",
            "xshift": -2,
            "showarrow": False,
            "font": {"size": 13, "color": INK},
        }
        for text, y in zip(texts, foot, strict=True)
    ]
    hover = [
        f"<b>{escape(row['label'])}</b><br>{_numbers(row)}"
        + (f"<br>{wrap(row['note'], 50)}" if row.get("note") else "")
        for _, row in shown.iterrows()
    ]
    bars = go.Bar(
        x=shown["n"].tolist(),
        y=[y + _BAR / 2 for y in foot],
        width=_BAR,
        orientation="h",
        marker={"color": [ACCENT if hit else QUIET for hit in marked]},
        text=hover,
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
        name="counts",
    )
    lines = [subtitle] if isinstance(subtitle, str) else list(subtitle)
    said = joined([]) if not lines else " ".join(line.rstrip(".") + "." for line in lines if line)
    items = "; ".join(f"{row['label']} {_numbers(row)}" for _, row in shown.iterrows())
    return finish(
        [bars],
        title=title,
        subtitle=lines,
        source=source,
        alt=f"{title.rstrip('.')}. {said} Bar chart of {len(shown)} "
        f"count{'s' * (len(shown) > 1)}: {items}.",
        frame=shown,
        plot_height=total,
        annotations=notes,
        layout={
            "showlegend": False,
            "dragmode": False,
            "xaxis": {
                "range": [0, most * 1.02],
                "showgrid": False,
                "showticklabels": False,
                "fixedrange": True,
                "zeroline": True,
                "zerolinecolor": RULE,
            },
            "yaxis": {
                "range": [0, total],
                "showgrid": False,
                "showticklabels": False,
                "fixedrange": True,
            },
        },
    )


def _numbers(row: pd.Series) -> str:
    share = row.get("share")
    number = f"{row['n']:,}"
    return number if share is None or pd.isna(share) else f"{number} ({100 * share:.1f}%)"


def _text(row: pd.Series) -> str:
    text = f"{wrap(row['label'], 50)} <b>{_numbers(row)}</b>"
    if row.get("note"):
        small = wrap(row["note"], 58)
        text += f'<br><span style="font-size:11px;color:{MUTED}">{small}</span>'
    return text
