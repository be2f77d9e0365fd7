"""The explorer's controls: what each is, how they are read, and which of them are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import ModuleType
from typing import Any, Final

from unvotes.analysis.blocs.ready import READY
from unvotes.analysis.core.measures import MEASURES
from unvotes.publishing.explorer.choice import CHARTS, Choice, Explored

__all__ = ["ROWS", "make_controls", "read_controls", "write_controls"]

#: The controls that stand beside each other.
ROWS: Final = (
    ("chart", "contested", "measure"),
    ("since", "until", "topic"),
    ("who", "members", "find", "focus", "first", "second"),
)
#: Charts of one member and all others, or of members only: blocs are no question there.
_OF_MEMBERS: Final = ("ranking", "map", "points")
#: Charts that begin with one of the members chosen.
_OF_ONE: Final = ("time", "ranking", "map")


def make_controls(ipywidgets: ModuleType, explored: Explored, choice: Choice) -> dict[str, Any]:
    """
    Make the controls; every one is a native element with a label of its own.

    Parameters
    ----------
    ipywidgets : module
        The library, where it is there.
    explored : Explored
        The votes.
    choice : Choice
        What they are set to.

    Returns
    -------
    dict of str to widget
    """
    style = {"description_width": "initial"}
    ready = [(name, constant) for constant, name in READY.items()]
    first, second = choice.blocs or ("RUSSIA_CHINA", "INDIA_SOUTH_AFRICA")
    topics = [("all topics", ""), *((t, t) for t in explored.topics)]
    named = {code: f"{name} ({code})" for code, name in explored.members.items()}

    def control(kind: str, label: str, width: str = "auto", **options: Any) -> Any:
        layout = {"width": width, "max_width": "100%"}
        return getattr(ipywidgets, kind)(description=label, style=style, layout=layout, **options)

    def menu(label: str, options: Any, value: Any) -> Any:
        return control("Dropdown", label, options=options, value=value)

    def year(label: str, value: int | None) -> Any:
        # A field, where a year is typed as it is; not a menu, which jumps at each digit.
        return control("IntText", label, "10em", value=value or 0, continuous_update=False)

    measures = [(one.title, name) for name, one in MEASURES.items()]
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
        "measure": menu("Measure", measures, choice.measure),
        "since": year("From year", choice.since),
        "until": year("To year", choice.until),
        "topic": menu("Topic", topics, choice.topic or ""),
        "who": menu("Compare", [("members", False), ("two blocs", True)], choice.blocs is not None),
        "members": control(
            "SelectMultiple",
            "Members (Ctrl or ⌘ for several)",
            options=[(text, code) for code, text in named.items()],
            value=choice.members,
            rows=6,
        ),
        "find": control(
            "Combobox",
            "Add or remove",
            options=tuple(named.values()),
            placeholder="Type a name, then Enter",
            continuous_update=False,
        ),
        "focus": menu("Member in focus", [(choice.focus, choice.focus)], choice.focus),
        "first": menu("Bloc A", ready, first),
        "second": menu("Bloc B", ready, second),
    }
    write_controls(made, choice, explored)
    return made


def read_controls(controls: Mapping[str, Any], before: Choice, explored: Explored) -> Choice:
    """
    Read the controls.

    Parameters
    ----------
    controls : mapping of str to widget
        As `make_controls` makes them.
    before : Choice
        What they were set to.
    explored : Explored
        The votes.

    Returns
    -------
    Choice
        As they stand; two blocs that would be the same change places. Years that are wrong are
        left for `draw` to speak of.

    Raises
    ------
    UnvotesError
        If a name was typed that is no member's.
    """
    value = {name: control.value for name, control in controls.items()}
    blocs = (value["first"], value["second"])
    if blocs[0] == blocs[1] and before.blocs is not None:
        blocs = before.blocs[::-1]
    members = tuple(value["members"])
    if value["find"].strip():
        one = explored.found(value["find"])
        members = tuple(m for m in members if m != one) if one in members else (*members, one)
    dated = bool(explored.years)
    return replace(
        before,
        since=value["since"] if dated else None,
        until=value["until"] if dated else None,
        topic=value["topic"] or None,
        members=members,
        focus=value["focus"] if value["focus"] in members else next(iter(members), ""),
        blocs=blocs if value["who"] else None,
        contested=value["contested"],
        measure=value["measure"],
        chart=value["chart"],
    )


def write_controls(controls: Mapping[str, Any], choice: Choice, explored: Explored) -> None:
    """
    Set the controls to a choice, and show those that it needs.

    Parameters
    ----------
    controls : mapping of str to widget
        As `make_controls` makes them.
    choice : Choice
        What to set them to.
    explored : Explored
        The votes.
    """
    if choice.blocs is not None:
        controls["first"].value, controls["second"].value = choice.blocs
    controls["members"].value = choice.members
    controls["find"].value = ""
    options = [(explored.members[code], code) for code in choice.members]
    if list(controls["focus"].options) != options:
        controls["focus"].options = options
    if choice.members:
        controls["focus"].value = choice.focus
    of_members = choice.blocs is None or choice.chart in _OF_MEMBERS
    shown = {
        "contested": choice.chart != "points",
        "who": choice.chart not in _OF_MEMBERS,
        "members": of_members,
        "find": of_members,
        "focus": of_members and choice.chart in _OF_ONE,
        "first": not of_members,
        "second": not of_members,
        "since": bool(explored.years),
        "until": bool(explored.years),
        "topic": bool(explored.topics) and choice.chart != "points",
        "measure": choice.chart not in ("grid", "points"),
    }
    for name, visible in shown.items():
        controls[name].layout.display = None if visible else "none"
