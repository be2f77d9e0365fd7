"""Counts as bars, for any question of the kind: how often this, how often that."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from unvotes.charts.drawing.bar_rows import BAR, bar_rows
from unvotes.charts.drawing.figure import finish
from unvotes.charts.drawing.inputs import require
from unvotes.charts.drawing.language import counted, listed, percent, say, written
from unvotes.charts.drawing.theme import ACCENT, MUTED, QUIET, RULE
from unvotes.charts.drawing.wording import chart
from unvotes.charts.drawing.words import escape, sentence, wrap
from unvotes.errors import UnvotesError, unknown
from unvotes.frames import numbers

__all__ = ["bar_counts"]


@chart
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
    language: str = "en",
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
    >>> from unvotes import load_roll_calls
    >>> from unvotes.charts import bar_counts, data
    >>> ended = load_roll_calls(since=2011, until=2012)["outcome"].value_counts()
    >>> frame = ended.rename_axis("label").reset_index(name="n")
    >>> data(bar_counts(frame, title="The Council, 2011 and 2012", highlight=["vetoed"]))
          label    n
    0  adopted  119
    1   vetoed    4
    2   failed    0
    """
    shown = _counts(frame, label, n, share, note)
    for name in highlight:
        if not isinstance(name, str) or name not in set(shown["label"]):
            raise unknown("label to highlight", name, shown["label"])
    marked = shown["label"].isin(list(highlight)) if highlight else shown["label"].notna()
    rows = bar_rows(_text(row) for _, row in shown.iterrows())
    bars = go.Bar(
        x=shown["n"].tolist(),
        y=rows.middles,
        width=BAR,
        orientation="h",
        marker={"color": [ACCENT if hit else QUIET for hit in marked]},
        text=[
            f"<b>{escape(row['label'])}</b><br>{_numbers(row)}"
            + (f"<br>{wrap(row['note'], 50)}" if row.get("note") else "")
            for _, row in shown.iterrows()
        ],
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
        name="counts",
    )
    layout = rows.layout(1.02 * (float(shown["n"].max()) or 1.0))
    layout["xaxis"] |= {"zeroline": True, "zerolinecolor": RULE}
    lines = [subtitle] if isinstance(subtitle, str) else list(subtitle)
    said = " ".join(sentence(line) for line in lines if line)
    items = listed(f"{row['label']} {_numbers(row)}" for _, row in shown.iterrows())
    return finish(
        [bars],
        {"title": title, "source": source},
        title=title,
        subtitle=lines,
        alt=f"{said} "
        + say("Bar chart of {counts}: {items}.", counts=counted(len(shown), "count"), items=items),
        frame=shown,
        plot_height=rows.height,
        annotations=rows.notes(),
        layout=layout,
    )


def _counts(
    frame: pd.DataFrame, label: str, n: str, share: str | None, note: str | None
) -> pd.DataFrame:
    """Take labels, counts, shares and notes from the frame, and see that they can be drawn."""
    frame = require(frame, (label, n), "the frame of counts")
    shown = pd.DataFrame({"label": frame[label].astype(str).to_numpy()})
    shown["n"] = numbers(frame[n], "the frame of counts").to_numpy()
    if shown["n"].isna().any() or (shown["n"] < 0).any():
        raise UnvotesError(f"column {n!r} holds counts: none may be negative or missing")
    if (shown["n"] % 1 == 0).all():
        shown["n"] = shown["n"].astype("int64")
    if share is not None and share in frame.columns:
        shown["share"] = numbers(frame[share], "the frame of counts").to_numpy()
        if ((shown["share"] < 0) | (shown["share"] > 1)).any():
            raise UnvotesError(f"column {share!r} holds shares: they lie between 0 and 1")
    if note is not None and note in frame.columns:
        shown["note"] = frame[note].astype(object).where(frame[note].notna(), "").to_numpy()
        shown["note"] = shown["note"].astype(str)
    return shown


def _numbers(row: pd.Series) -> str:
    share = row.get("share")
    number = written(row["n"])
    return number if share is None or pd.isna(share) else f"{number} ({percent(share, 1)})"


def _text(row: pd.Series) -> str:
    text = f"{wrap(row['label'], 50)} <b>{_numbers(row)}</b>"
    if row.get("note"):
        small = wrap(row["note"], 58)
        text += f'<br><span style="font-size:11px;color:{MUTED}">{small}</span>'
    return text
