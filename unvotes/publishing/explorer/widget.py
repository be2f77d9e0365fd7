"""The explorer's controls, and the place where its chart appears."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from unvotes.analysis.blocs.bloc import Bloc
from unvotes.analysis.blocs.ready import READY
from unvotes.analysis.core.measures import MEASURES
from unvotes.charts.drawing.figure import describe
from unvotes.errors import UnvotesError
from unvotes.parameters import shared_parameters
from unvotes.publishing.explorer.choice import CHARTS, Choice, Explored, first_choice
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
    calls count. The vote grid, the heatmap of agreement and the lines over time follow at
    once, and below them stands the code that draws the current chart, to be copied.

    So as to follow at once, the grid shows the latest 60 of the roll calls, grid and heatmap
    the 25 members with the most votes, and the lines four partners at most. Intervals that are
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
    chart : {"grid", "heatmap", "time"}, default "grid"
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


@cache
def _explorer() -> type:
    """Make the widget's class, once the libraries are there."""
    ipywidgets, anywidget = _widgets()
    import scipy.special  # noqa: F401  # now, where it belongs to starting: intervals need it
    import traitlets

    class Panel(anywidget.AnyWidget):  # type: ignore[misc,name-defined]
        """What stands below the chart, and draws it."""

        _esm = (Path(__file__).parent / "explorer.js").read_text(encoding="utf-8")
        view = traitlets.Dict().tag(sync=True)

    class Explorer(ipywidgets.VBox):  # type: ignore[misc,name-defined]
        """Controls, a chart and its code."""

        def __init__(self, explored: Explored, choice: Choice) -> None:
            self.explored, self.choice = explored, choice
            self._kept: OrderedDict[Choice, Drawn] = OrderedDict()
            self._busy = False
            self.figure: go.Figure | None = None
            self._controls = _controls(ipywidgets, explored, choice)
            # The place of the chart. The panel draws the charts there as a whole: told of one
            # property after another, a figure widget draws several times, and answers each.
            place = go.FigureWidget(layout={"xaxis.visible": False, "yaxis.visible": False})
            self._panel = Panel()
            super().__init__()
            self._refresh()
            rows = (
                ("chart", "contested", "measure"),
                ("since", "until", "topic"),
                ("who", "members", "focus", "first", "second"),
            )
            wrap = ipywidgets.Layout(flex_flow="row wrap")
            boxes = [
                ipywidgets.HBox([self._controls[name] for name in row], layout=wrap) for row in rows
            ]
            self.children = (*boxes, place, self._panel)
            self.add_class("unvotes-explorer")
            for control in self._controls.values():
                control.observe(self._changed, names="value")

        @property
        def code(self) -> str:
            """The code of the chart that is shown; empty where there is none."""
            return str(self._panel.view["code"])

        def __repr__(self) -> str:
            return (
                f"<Explorer: {self.choice.words}. Its controls need a notebook: open JupyterLab, "
                "and make explore() the last line of a cell>"
            )

        def _changed(self, _: Any) -> None:
            if self._busy:
                return
            self._busy = True  # setting a control from here must not come back
            try:
                self.choice = _read(self._controls, self.choice)
                _write(self._controls, self.choice, self.explored)
                self._refresh()
            finally:
                self._busy = False

        def _drawn(self) -> Drawn:
            if self.choice not in self._kept:
                self._kept[self.choice] = draw(self.explored, self.choice)
            self._kept.move_to_end(self.choice)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return self._kept[self.choice]

        def _refresh(self) -> None:
            view = dict.fromkeys(("figure", "code", "words", "alarm"), "")
            try:
                drawn = self._drawn()
            except UnvotesError as error:
                self.figure = None
                self._panel.view = view | {"alarm": f"Nothing to show: {str(error).rstrip('.')}."}
                return
            self.figure = drawn.figure
            self._panel.view = view | {
                "figure": drawn.figure.to_json(),
                "code": drawn.code,
                "words": describe(drawn.figure),
            }

    return Explorer


def _controls(ipywidgets: ModuleType, explored: Explored, choice: Choice) -> dict[str, Any]:
    """Make the controls; every one is a native element with a label of its own."""
    style = {"description_width": "initial"}
    ready = [(name, constant) for constant, name in READY.items()]
    first, second = choice.blocs or ("RUSSIA_CHINA", "INDIA_SOUTH_AFRICA")

    def menu(label: str, options: Any, value: Any, width: str = "auto") -> Any:
        return ipywidgets.Dropdown(
            options=options,
            value=value,
            description=label,
            style=style,
            layout={"width": width, "max_width": "100%"},
        )

    made = {
        "chart": ipywidgets.ToggleButtons(
            options=[(text, chart) for chart, text in CHARTS.items()],
            value=choice.chart,
            description="Chart",
            style={**style, "button_width": "auto"},
        ),
        "contested": ipywidgets.Checkbox(
            value=choice.contested, description="Contested roll calls only", indent=False
        ),
        "measure": menu(
            "Measure", [(one.title, name) for name, one in MEASURES.items()], choice.measure
        ),
        "since": menu("From year", explored.years, choice.since),
        "until": menu("To year", explored.years, choice.until),
        "topic": menu(
            "Topic", [("all topics", ""), *((t, t) for t in explored.topics)], choice.topic or ""
        ),
        "who": menu("Compare", [("members", False), ("two blocs", True)], choice.blocs is not None),
        "members": ipywidgets.SelectMultiple(
            options=[(f"{name} ({code})", code) for code, name in explored.members.items()],
            value=choice.members,
            rows=6,
            description="Members (Ctrl or ⌘ for several)",
            style=style,
            layout={"width": "auto", "max_width": "100%"},
        ),
        "focus": menu("Lines of", [(choice.focus, choice.focus)], choice.focus),
        "first": menu("Bloc A", ready, first),
        "second": menu("Bloc B", ready, second),
    }
    _write(made, choice, explored)
    return made


def _read(controls: Mapping[str, Any], before: Choice) -> Choice:
    """Read the controls; where two contradict each other the one that was changed wins."""
    value = {name: control.value for name, control in controls.items()}
    since, until = value["since"], value["until"]
    if since is not None and until is not None and since > until:
        since, until = (since, since) if since != before.since else (until, until)
    blocs = (value["first"], value["second"])
    if blocs[0] == blocs[1] and before.blocs is not None:
        blocs = before.blocs[::-1]
    members = tuple(value["members"])
    return replace(
        before,
        since=since,
        until=until,
        topic=value["topic"] or None,
        members=members,
        focus=value["focus"] if value["focus"] in members else next(iter(members), ""),
        blocs=blocs if value["who"] else None,
        contested=value["contested"],
        measure=value["measure"],
        chart=value["chart"],
    )


def _write(controls: Mapping[str, Any], choice: Choice, explored: Explored) -> None:
    """Set the controls to a choice, and show those that it needs."""
    controls["since"].value, controls["until"].value = choice.since, choice.until
    if choice.blocs is not None:
        controls["first"].value, controls["second"].value = choice.blocs
    options = [(explored.members[code], code) for code in choice.members]
    if list(controls["focus"].options) != options:
        controls["focus"].options = options
    if choice.members:
        controls["focus"].value = choice.focus
    of_members = choice.blocs is None
    shown = {
        "members": of_members,
        "focus": of_members and choice.chart == "time",
        "first": not of_members,
        "second": not of_members,
        "since": bool(explored.years),
        "until": bool(explored.years),
        "topic": bool(explored.topics),
        "measure": choice.chart != "grid",
    }
    for name, visible in shown.items():
        controls[name].layout.display = None if visible else "none"
