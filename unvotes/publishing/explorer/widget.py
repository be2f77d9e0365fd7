"""The explorer's controls, and the place where its chart appears."""

from __future__ import annotations

import gc
import html
import re
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from unvotes.analysis.blocs.bloc import Bloc
from unvotes.charts.drawing.figure import describe
from unvotes.charts.drawing.scripts import refit_script
from unvotes.charts.drawing.words import sentence
from unvotes.errors import UnvotesError
from unvotes.parameters import shared_parameters
from unvotes.publishing.explorer.choice import Choice, Explored, first_choice
from unvotes.publishing.explorer.controls import ROWS, make_controls, read_controls, write_controls
from unvotes.publishing.explorer.views import Drawn, draw
from unvotes.record.given_members import Belonging

__all__ = ["explore"]

#: Views that are kept, so that going back costs nothing.
_KEPT: Final = 64


@shared_parameters
def explore(
    votes: pd.DataFrame | str = "security-council",
    *,
    since: object = None,
    until: object = None,
    topic: str | None = None,
    members: Belonging | Iterable[Hashable] | None = None,
    blocs: tuple[Bloc | str, Bloc | str] | None = None,
    contested: bool = True,
    measure: str = "agreement",
    chart: str = "grid",
) -> Any:
    """
    Explore votes in a notebook: controls, the charts that follow them, and their code.

    Choose period, topic, members or two blocs, the measure, and whether only contested roll
    calls count. Members are found by typing any of their names. The vote grid, the heatmap of
    agreement, its lines over time, the ranking of all others by it, its map of the world, and the
    ideal points of the record follow at once, and below them stands the code that draws the
    current chart, to be copied.

    So as to follow at once, the grid shows the latest 60 of the roll calls, grid and heatmap
    the 25 members with the most votes, the lines four partners at most, and the ranking the twelve
    closest and the twelve furthest. Intervals that are
    drawn by chance rest on 200 draws instead of 1,000. Titles and code say so; change the code
    for more.

    Parameters
    ----------
    votes : str or DataFrame, default "security-council"
        The body whose record to explore: ``"security-council"`` or ``"general-assembly"``. Or
        votes of your own: ``roll_call``, ``member``, ``vote``, and perhaps ``date`` and
        ``topic``.
    since, until : str, int or date, optional
        The years to begin with; by default 1990, and the last.
    topic : str, optional
        The topic to begin with; by default all.
    members : bloc, or members, optional
        The members to begin with, by codes, names of states or blocs; by default the permanent
        ones.
    blocs : two blocs, optional
        Instead of members two ready blocs: ``(uv.RUSSIA_CHINA, uv.INDIA_SOUTH_AFRICA)``.
    contested : bool, default True
        Whether to begin with contested roll calls only: most others are unanimous, and tell
        no member from another.
    measure : str, default "agreement"
        One of `MEASURES`.
    chart : {"grid", "heatmap", "time", "ranking", "map", "points"}, default "grid"
        The chart to begin with.

    Returns
    -------
    ipywidgets.VBox
        What a notebook shows. Its ``choice``, ``figure`` and ``code`` are those of the moment.
        Outside a notebook it says where to open it.

    Raises
    ------
    UnvotesError
        If an argument is wrong, or the libraries for widgets are missing.

    Examples
    --------
    >>> import unvotes as uv
    >>> uv.explore(members=["IND", "ZAF"], since=2011, until=2012, topic="Syria")
    <Explorer: contested roll calls on Syria, 2011–2012. Its controls need a notebook: ...>
    """
    explored = Explored(votes)
    choice = first_choice(
        explored,
        since=since,
        until=until,
        topic=topic,
        members=members,
        blocs=blocs,
        contested=contested,
        measure=measure,
        chart=chart,
    )
    return _explorer()(explored, choice)


def _widgets() -> tuple[ModuleType, ModuleType]:
    try:
        return import_module("ipywidgets"), import_module("anywidget")
    except ImportError as error:
        raise UnvotesError(
            f"the explorer needs ipywidgets and anywidget, and {error.name} is missing: "
            'pip install "unvotes[explorer]", then restart the kernel and reload the page'
        ) from None


class _Views:
    """The views of choices, the latest of them kept."""

    def __init__(self, explored: Explored) -> None:
        self.explored = explored
        self._kept: OrderedDict[Choice, tuple[go.Figure, dict[str, str]]] = OrderedDict()

    def drawn(self, choice: Choice) -> tuple[go.Figure, dict[str, str]]:
        """Draw a choice, or give what was drawn of it: the chart, and what the panel is told."""
        if choice not in self._kept:
            view = draw(self.explored, choice)
            self._kept[choice] = (view.figure, _sent(view))
        self._kept.move_to_end(choice)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return self._kept[choice]


def _sent(drawn: Drawn | None, problem: str = "") -> dict[str, str]:
    """Write what the panel is told: a chart with its code and words, or why there is none."""
    if drawn is None:
        told = f"Nothing to show: {problem.rstrip('.')}."
        return {"figure": "", "code": "", "words": "", "title": "", "alarm": told}
    title = html.unescape(re.sub("<[^>]+>", " ", drawn.figure.layout.title.text)).strip()
    return {
        "figure": drawn.figure.to_json(),
        "code": drawn.code,
        "words": describe(drawn.figure),
        "title": title,
        "alarm": "",
    }


def _panel(anywidget: ModuleType) -> Any:
    """Make what stands below the chart, and draws it."""
    import traitlets

    script = refit_script() + (Path(__file__).parent / "explorer.js").read_text(encoding="utf-8")

    class Panel(anywidget.AnyWidget):  # type: ignore[misc,name-defined]
        """What stands below the chart, and draws it."""

        _esm = script
        view = traitlets.Dict().tag(sync=True)

    return Panel()


@cache
def _explorer() -> type:
    """Make the widget's class, once the libraries are there."""
    ipywidgets, anywidget = _widgets()
    # Now, where they belong to starting: intervals need the one, ideal points the other.
    import pyarrow.dataset  # noqa: F401
    import scipy.special  # noqa: F401

    class Explorer(ipywidgets.VBox):  # type: ignore[misc,name-defined]
        """Controls, a chart and its code."""

        def __init__(self, explored: Explored, choice: Choice) -> None:
            self.explored, self.choice, self._views = explored, choice, _Views(explored)
            self._busy = False
            self.figure: go.Figure | None = None
            self._controls = make_controls(ipywidgets, explored, choice)
            # The place of the chart. The panel draws the charts there as a whole: told of one
            # property after another, a figure widget draws several times, and answers each.
            place = go.FigureWidget(layout={"xaxis.visible": False, "yaxis.visible": False})
            self._panel = _panel(anywidget)
            super().__init__()
            self._refresh()
            # Python would look through all that starting has made in the middle of a change.
            gc.collect()
            wrap = ipywidgets.Layout(flex_flow="row wrap")
            boxes = [
                ipywidgets.HBox([self._controls[name] for name in row], layout=wrap) for row in ROWS
            ]
            self.children = (*boxes, place, self._panel)
            self.add_class("unvotes-explorer")
            for control in self._controls.values():
                control.observe(self._changed, names="value")

        @property
        def code(self) -> str:
            """The code of the chart that is shown; empty where there is none."""
            return self._panel.view["code"]

        def __repr__(self) -> str:
            return (
                f"<Explorer: {self.choice.words}. Its controls need a notebook: open JupyterLab, "
                "and make explore() the last line of a cell>"
            )

        def _changed(self, change: Any) -> None:
            if self._busy:
                return
            self._busy = True  # setting a control from here must not come back
            if change["owner"] is not self._controls["find"]:
                self._controls["find"].value = ""  # a name that was refused holds up nothing else
            try:
                self.choice = read_controls(self._controls, self.choice, self.explored)
                write_controls(self._controls, self.choice, self.explored)
                self._refresh()
            except UnvotesError as error:  # a name that nobody has
                self._panel.view = self._panel.view | {"alarm": sentence(str(error))}
            finally:
                self._busy = False

        def _refresh(self) -> None:
            try:
                self.figure, self._panel.view = self._views.drawn(self.choice)
            except UnvotesError as error:
                self.figure, self._panel.view = None, _sent(None, str(error))

    return Explorer
