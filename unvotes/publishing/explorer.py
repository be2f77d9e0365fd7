"""The explorer: choose period, topic, members and measure, and see charts and their code."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from unvotes.analysis.agreement import agreement, agreement_matrix
from unvotes.analysis.bloc_agreement import bloc_agreement
from unvotes.analysis.blocs import READY, Bloc, as_bloc
from unvotes.analysis.matrix import SCALE, vote_matrix
from unvotes.analysis.measures import MEASURES, get_measure
from unvotes.charts.agreement_heatmap import agreement_heatmap
from unvotes.charts.agreement_over_time import agreement_over_time
from unvotes.charts.figure import describe
from unvotes.charts.inputs import require_votes
from unvotes.charts.names import label
from unvotes.charts.vote_grid import vote_grid
from unvotes.errors import UnvotesError, unknown
from unvotes.publishing.seated import seated_members
from unvotes.publishing.shown_code import Name, assignment, call
from unvotes.record.council import load_votes
from unvotes.record.dates import as_period
from unvotes.record.states import member_codes

__all__ = ["CHARTS", "Choice", "Drawn", "Explored", "draw", "explore", "first_choice"]

CHARTS: Final = {"grid": "Vote grid", "heatmap": "Heatmap", "time": "Over time"}
"""The charts of the explorer, and what their buttons say."""

_MOST_ROLL_CALLS: Final = 60
_MOST_MEMBERS: Final = 25
_MOST_LINES: Final = 4
# What can be drawn within a third of a second, and still be read.
_N_BOOT: Final = 200
# Draws of a bootstrap: enough to see, and the code that is shown says so.
_KEPT: Final = 64
# Views that are kept, so that going back costs nothing.
_PERMANENT: Final[tuple[str, ...]] = ("CHN", "FRA", "GBR", "RUS", "USA")


@dataclass(frozen=True)
class Choice:
    """
    What the controls of the explorer are set to.

    Attributes
    ----------
    since, until : int or None
        First and last year; None for votes without dates.
    topic : str or None
        One topic, or all.
    members : tuple of str
        Codes; used where no blocs are chosen.
    focus : str
        The member whose lines are drawn over time.
    blocs : tuple of two str, or None
        Names in Python of two ready blocs: ``("RUSSIA_CHINA", "P3")``.
    contested : bool
        Only roll calls that were not unanimous.
    measure : str
        One of `MEASURES`.
    chart : str
        One of `CHARTS`.
    """

    since: int | None
    until: int | None
    topic: str | None
    members: tuple[str, ...]
    focus: str
    blocs: tuple[str, str] | None
    contested: bool
    measure: str
    chart: str

    @property
    def selection(self) -> dict[str, Any]:
        """The choice of roll calls, as arguments of the statistics."""
        chosen = {"since": self.since, "until": self.until, "topic": self.topic}
        found: dict[str, Any] = {name: one for name, one in chosen.items() if one is not None}
        return found | ({"contested": True} if self.contested else {})

    @property
    def words(self) -> str:
        """The choice of roll calls in words, for titles."""
        text = "contested roll calls" if self.contested else "roll calls"
        if self.topic is not None:
            text += f" on {self.topic}"
        if self.since is None or self.until is None:
            return text
        years = f"{self.since}" if self.since == self.until else f"{self.since}–{self.until}"
        return f"{text}, {years}"


@dataclass(frozen=True)
class Drawn:
    """
    A view of the explorer.

    Attributes
    ----------
    figure : plotly.graph_objects.Figure
        The chart.
    code : str
        Python that draws the same chart, as ``fig``. For votes that the user gave it begins
        with a frame called ``votes``.
    """

    figure: go.Figure
    code: str


class Explored:
    """
    The votes that are explored, and what can be chosen in them.

    Parameters
    ----------
    votes : DataFrame or str
        The user's own votes, or the body whose record is meant.
    """

    def __init__(self, votes: pd.DataFrame | str = "security-council") -> None:
        self.body = votes if isinstance(votes, str) else None
        self.votes = load_votes(votes) if isinstance(votes, str) else require_votes(votes)

    @cached_property
    def years(self) -> list[int]:
        """Years of the votes, without gaps; none without dates."""
        if "date" not in self.votes.columns:
            return []
        years = self.votes["date"].dt.year.dropna().astype(int)
        return list(range(years.min(), years.max() + 1))

    @cached_property
    def topics(self) -> list[str]:
        """Topics in alphabetical order; none without topics."""
        if "topic" not in self.votes.columns:
            return []
        return sorted(str(topic) for topic in self.votes["topic"].dropna().unique() if topic)

    @cached_property
    def members(self) -> dict[str, str]:
        """Names of the members by code, permanent ones first and then by name."""
        codes = self.votes["member"].astype("str").unique().tolist()
        named = {code: label(code, None, "en") for code in codes}
        return dict(
            sorted(named.items(), key=lambda item: (item[0] not in _PERMANENT, item[1].casefold()))
        )

    def chosen(self, choice: Choice) -> pd.DataFrame:
        """Select the votes on the roll calls of a choice, in order of date."""
        if self.body is not None:
            return load_votes(self.body, **choice.selection)
        ids = vote_matrix(self.votes, **choice.selection).roll_calls
        held = self.votes[self.votes["roll_call"].isin(ids)]
        return held.sort_values("date", kind="stable") if self.years else held

    def loading_code(self, **selection: Any) -> str:
        """Write as Python how the votes of the body are loaded."""
        body = [] if self.body == "security-council" else [self.body]
        return call("votes", "uv.load_votes", *body, **selection)

    def chosen_code(self, choice: Choice) -> list[str]:
        """Write what `chosen` does as Python."""
        if self.body is not None:
            return [self.loading_code(**choice.selection)]
        lines = [
            "from unvotes.analysis.matrix import vote_matrix",
            "",
            call("ids", "vote_matrix", Name("votes"), **choice.selection) + ".roll_calls",
            'votes = votes[votes["roll_call"].isin(ids)]',
        ]
        return [*lines, 'votes = votes.sort_values("date", kind="stable")'][
            : 5 if self.years else 4
        ]


def draw(explored: Explored, choice: Choice) -> Drawn:
    """
    Draw the chart of a choice, and write the code that draws it.

    Parameters
    ----------
    explored : Explored
        The votes.
    choice : Choice
        What to draw.

    Returns
    -------
    Drawn

    Raises
    ------
    UnvotesError
        If there is nothing to draw, in words for the person at the controls.

    Examples
    --------
    >>> explored = Explored()
    >>> choice = first_choice(explored, since=2011, until=2012, topic="Syria")
    >>> print(draw(explored, choice).code.splitlines()[2])
    votes = uv.load_votes(since=2011, until=2012, topic="Syria", contested=True)
    """
    figure, lines = _DRAWN[choice.chart](explored, choice)
    head = ["import unvotes as uv"]
    if any("pd." in line for line in lines):
        head.insert(0, "import pandas as pd")
    if explored.body is None:
        head.append("# votes: the frame that was given to explore()")
    return Drawn(figure, "\n".join([*head, "", *lines, "fig"]))


def _present(choice: Choice, votes: pd.DataFrame) -> tuple[list[str], dict[str, list[str]]]:
    """List the members of a choice that voted on its roll calls, and their blocs if chosen."""
    voted = votes["vote"].isin(SCALE)
    if choice.blocs is None:
        known = set(votes.loc[voted, "member"].unique())
        return [member for member in choice.members if member in known], {}
    pair = [as_bloc(READY[constant]) for constant in choice.blocs]
    cast = votes.loc[voted, votes.columns.intersection(["member", "date"])].drop_duplicates()
    found = {bloc.name: seated_members(bloc, cast) for bloc in pair}
    groups = {name: members for name, members in found.items() if members}
    return sorted({member for members in groups.values() for member in members}), groups


def _grid(explored: Explored, choice: Choice) -> tuple[go.Figure, list[str]]:
    votes = explored.chosen(choice)
    members, groups = _present(choice, votes)
    if not members:
        raise UnvotesError(f"none of the members chosen voted on {choice.words}")
    sat = votes[votes["member"].isin(members)]
    if not groups:  # of members show what they sat for together, as far as they did
        number = sat.groupby("roll_call", observed=True)["member"].transform("size")
        sat = sat[number == number.max()]
    ids = sat["roll_call"].drop_duplicates()
    latest = ids.tail(_MOST_ROLL_CALLS)
    shown = votes[votes["roll_call"].isin(latest)]
    seated = shown.loc[shown["member"].isin(members), "member"].astype("str")
    most = seated.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    kept = set(most.index[:_MOST_MEMBERS])
    options: dict[str, Any] = {"members": [member for member in members if member in kept]}
    if groups:
        groups = {name: [m for m in codes if m in kept] for name, codes in groups.items()}
        options["blocs"] = {name: codes for name, codes in groups.items() if codes}
    who = "with members of the blocs"
    if not groups:
        at_once = int(number.max())
        all_of = "all" if at_once == len(choice.members) else f"{at_once} of the"
        who = f"with {all_of} {len(choice.members)} members seated"
    options["title"] = _title_of_grid(choice, len(latest), len(ids), who, len(kept), len(most))
    together = [
        'number = sat.groupby("roll_call", observed=True)["member"].transform("size")',
        "sat = sat[number == number.max()]",
    ]
    lines = [
        *explored.chosen_code(choice),
        assignment("members", members),
        'sat = votes[votes["member"].isin(members)]',
        *([] if groups else together),
        'ids = sat["roll_call"].drop_duplicates()',
        f'votes = votes[votes["roll_call"].isin(ids.tail({_MOST_ROLL_CALLS}))]',
        call("fig", "uv.charts.vote_grid", Name("votes"), **options),
    ]
    return vote_grid(shown, **options), lines


def _title_of_grid(choice: Choice, shown: int, of: int, who: str, kept: int, members: int) -> str:
    number = f"All {shown}" if shown == of else f"The latest {shown} of {of:,}"
    text = f"{number} {choice.words}, {who}"
    return text if kept >= members else f"{text}: the {kept} of {members} that sat most"


def _heatmap(explored: Explored, choice: Choice) -> tuple[go.Figure, list[str]]:
    votes = explored.chosen(choice)
    members, groups = _present(choice, votes)
    if len(members) < 2:
        raise UnvotesError(
            f"fewer than two of the members chosen voted on {choice.words}: choose more members, "
            "a longer period or another topic"
        )
    counts = votes.loc[votes["member"].isin(members), "member"].astype("str").value_counts()
    most = counts.sort_index().sort_values(ascending=False, kind="stable")
    often = set(most.index[:_MOST_MEMBERS])
    kept = [member for member in members if member in often]
    options: dict[str, Any] = {"members": kept, "measure": choice.measure} | choice.selection
    options |= _interval(choice)
    matrix = agreement_matrix(explored.votes, **options)
    look: dict[str, Any] = {"order": kept}
    if groups:
        groups = {name: [m for m in codes if m in kept] for name, codes in groups.items()}
        look = {"blocs": {name: codes for name, codes in groups.items() if codes}}
    look["title"] = f"Who votes with whom? {MEASURES[choice.measure].title.capitalize()}"
    if len(kept) < len(members):
        look["title"] += f" of the {len(kept)} of {len(members)} members that voted most"
    lines = [
        *([] if explored.body is None else [explored.loading_code()]),
        call("matrix", "uv.agreement_matrix", Name("votes"), **options),
        call("fig", "uv.charts.agreement_heatmap", Name("matrix"), **look),
    ]
    return agreement_heatmap(matrix, **look), lines


def _interval(choice: Choice) -> dict[str, Any]:
    """Ask for intervals; where they are drawn by chance, by fewer draws than usual."""
    drawn = not MEASURES[choice.measure].is_share or (choice.blocs and choice.chart == "time")
    return {"interval": "bootstrap"} | ({"n_boot": _N_BOOT} if drawn else {})


def _time(explored: Explored, choice: Choice) -> tuple[go.Figure, list[str]]:
    if choice.since is None or choice.until is None:
        raise UnvotesError("these votes have no column 'date', so there is no line over time")
    # With a year of its own each vote is quicker to sort than by the record.
    votes = explored.chosen(choice)
    votes = votes.assign(year=votes["date"].dt.year)
    lines = [*explored.chosen_code(choice), 'votes["year"] = votes["date"].dt.year']
    shared: dict[str, Any] = {"by": "year", "measure": choice.measure} | _interval(choice)
    title = f"{MEASURES[choice.measure].title} on {choice.words}"
    look: dict[str, Any] = {"measure": choice.measure, "title": title[0].upper() + title[1:]}
    if choice.blocs is not None:
        pair = [as_bloc(READY[constant]) for constant in choice.blocs]
        table = bloc_agreement(votes, *pair, **shared)
        lines.append(call("table", "uv.bloc_agreement", Name("votes"), *pair, **shared))
    else:
        members, _ = _present(choice, votes)
        focus = choice.focus if choice.focus in members else members[0] if members else ""
        others = _fellows(votes, focus, members)
        if not others:
            raise UnvotesError(
                f"fewer than two of the members chosen voted on the same of the {choice.words}: "
                "choose more members, a longer period or another topic"
            )
        votes = votes[votes["member"].isin([focus, *others])]  # a few are read sooner than all
        tables: list[Any] = [agreement(votes, focus, one, **shared) for one in others]
        table = pd.concat(tables)
        look["title"] = f"{explored.members[focus]} and others: {title}"
        lines += [
            call("options", "dict", **shared),
            assignment("focus", focus),
            assignment("others", others),
            'votes = votes[votes["member"].isin([focus, *others])]',
            "tables = [uv.agreement(votes, focus, other, **options) for other in others]",
            "table = pd.concat(tables)",
        ]
    lines.append(call("fig", "uv.charts.agreement_over_time", Name("table"), **look))
    return agreement_over_time(table, **look), lines


def _fellows(votes: pd.DataFrame, focus: str, members: list[str]) -> list[str]:
    """Find the members that voted beside one, at most four: those that did so most often."""
    votes = votes[votes["vote"].isin(SCALE) & votes["member"].isin(members)]
    beside = votes[votes["roll_call"].isin(votes.loc[votes["member"] == focus, "roll_call"])]
    number = beside["member"].astype("str").value_counts()
    met = [member for member in members if member != focus and number.get(member, 0)]
    kept = sorted(met, key=lambda member: -number[member])[:_MOST_LINES]
    return [member for member in met if member in kept]


_DRAWN: Final[dict[str, Callable[[Explored, Choice], tuple[go.Figure, list[str]]]]] = {
    "grid": _grid,
    "heatmap": _heatmap,
    "time": _time,
}


def first_choice(
    explored: Explored,
    *,
    since: object = None,
    until: object = None,
    topic: str | None = None,
    members: Iterable[str] | None = None,
    blocs: tuple[Bloc | str, Bloc | str] | None = None,
    contested: bool = True,
    measure: str = "agreement",
    chart: str = "grid",
) -> Choice:
    """
    Check what the explorer is to begin with.

    Parameters
    ----------
    explored : Explored
        The votes.
    since, until, topic, members, blocs, contested, measure, chart
        As in `explore`.

    Returns
    -------
    Choice

    Raises
    ------
    UnvotesError
        For whatever is not there, with what would be right.

    Examples
    --------
    >>> first_choice(Explored(), members=["India", "ZAF"], since=2011).members
    ('IND', 'ZAF')
    """
    if chart not in CHARTS:
        raise unknown("chart", chart, list(CHARTS))
    if not isinstance(contested, bool):
        raise UnvotesError(f"contested={contested!r} must be True or False")
    if members is not None and blocs is not None:
        raise UnvotesError("members= and blocs= are two ways to say who: give one of them")
    get_measure(measure)
    first = last = None
    if explored.years:
        begin, end = as_period(since, until)
        known = explored.years
        ends = (begin.year if begin is not None else None, end.year if end is not None else None)
        for name, year in zip(("since", "until"), ends, strict=True):
            if year is not None and year not in known:
                raise UnvotesError(f"{name}={year}: these votes run from {known[0]} to {known[-1]}")
        default = max(known[0], 1990) if known[-1] >= 1990 else known[0]
        first = ends[0] if ends[0] is not None else min(default, ends[1] or default)
        last = ends[1] if ends[1] is not None else known[-1]
    elif since is not None or until is not None:
        raise UnvotesError("since= and until= need votes with a column 'date'")
    if topic is not None and topic not in explored.topics:
        raise unknown("topic", topic, explored.topics, "unvotes.topics() lists them all.")
    if isinstance(members, str):
        raise UnvotesError(f"members={members!r}: give a list, such as [{members!r}, 'CHN']")
    if members is None:
        chosen = [code for code in _PERMANENT if code in explored.members]
        chosen = chosen if len(chosen) > 1 else list(explored.members)[:5]
    else:
        chosen = list(dict.fromkeys(members))
        if explored.body is not None:
            chosen = list(dict.fromkeys(member_codes(chosen)))
        for member in chosen:
            if member not in explored.members:
                spellings = {name: code for code, name in explored.members.items()}
                spellings |= {code: code for code in explored.members}
                raise unknown("member", member, spellings, "It casts no vote in these.")
        if not chosen:
            raise UnvotesError("members= is an empty list; name two, such as ['RUS', 'CHN']")
    focus = "RUS" if "RUS" in chosen and members is None else chosen[0]
    return Choice(
        since=first,
        until=last,
        topic=topic,
        members=tuple(chosen),
        focus=focus,
        blocs=None if blocs is None else _pair(blocs),
        contested=contested,
        measure=measure,
        chart=chart,
    )


def _pair(blocs: object) -> tuple[str, str]:
    """Read two ready blocs, by the names that they have in Python."""
    if isinstance(blocs, str | Bloc) or not isinstance(blocs, Iterable) or len(list(blocs)) != 2:
        raise UnvotesError("blocs= takes two blocs: blocs=(uv.RUSSIA_CHINA, uv.INDIA_SOUTH_AFRICA)")
    constants = {name: constant for constant, name in READY.items()}
    found = []
    for one in blocs:
        name = as_bloc(one).name
        if name not in constants:
            raise unknown(
                "ready bloc", name, constants, "The explorer compares the ready ones of blocs()."
            )
        found.append(constants[name])
    if found[0] == found[1]:
        raise UnvotesError(f"blocs= names {found[0]} twice; give two different blocs")
    return found[0], found[1]


def explore(
    votes: pd.DataFrame | str = "security-council",
    *,
    since: object = None,
    until: object = None,
    topic: str | None = None,
    members: Iterable[str] | None = None,
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
    members : list of str, optional
        The members to begin with; by default the permanent ones.
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
