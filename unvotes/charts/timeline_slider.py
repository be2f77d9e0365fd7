"""Several charts of one kind in one figure, with a slider or a list to go from one to another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import pandas as pd
import plotly.graph_objects as go

from unvotes.charts.drawing.figure import Chart, data, describe
from unvotes.charts.drawing.language import counted, say, speaking
from unvotes.charts.drawing.packing import pack, unpack
from unvotes.charts.drawing.theme import ACCENT, INK, MUTED, PAPER, RULE
from unvotes.charts.drawing.words import escape, sentence
from unvotes.errors import UnvotesError, unknown
from unvotes.parameters import checked_arguments

__all__ = ["timeline_slider"]

_MOST_BYTES: Final = 1_000_000
_SLIDER: Final = 84
#: Pixels that the control needs under the figure.
_DROPDOWN: Final = 52
#: Half of a character's breadth in a label, roughly.
_HALF_CHAR: Final = 3.2
#: Parts of the layout that all steps share.
_FREE: Final = ("template", "meta", "sliders", "updatemenus", "height", "margin")


@checked_arguments
def timeline_slider(
    figures: Mapping[str, go.Figure],
    *,
    control: Literal["slider", "dropdown"] = "slider",
    start: str | None = None,
    title: str | None = None,
) -> go.Figure:
    """
    Put several charts of one kind into one figure, and step from one to another.

    Title, subtitle, notes, hover texts and alt text change with the step; its own words are in the
    language of the first chart. The figure needs no
    kernel: it steps in an exported HTML file too, there also by the arrow keys (see
    :func:`to_html`). What does not change between steps, such as the land of a map, is held once.

    Parameters
    ----------
    figures : mapping of str to Figure
        Label of each step, in the order in which the control has them, and its chart: tables of
        several roll calls, a map for each session, a square of agreement for each year. Give all
        of them one scale (``z_range=``) where shades are to be compared.
    control : {"slider", "dropdown"}, default "slider"
        A slider for an order in time; a list to choose from for names.
    start : str, optional
        Label of the step that is shown first; by default the first.
    title : str, optional
        What the steps have in common: it begins the alt text and stands at the control.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure, as high as the highest of the charts. Its :func:`describe` goes through all
        steps; its :func:`data` has the rows of all charts, with the column ``step`` (str) first.

    Raises
    ------
    UnvotesError
        If there is no figure, one is not of this package, the charts are of different kinds, a
        label or control does not exist, or the figure would be larger than a megabyte.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> from unvotes.charts import chamber, data, timeline_slider
    >>> votes = load_votes(topic="Syria", since=2011, until=2012)
    >>> steps = {key: chamber(votes, key) for key in ("S/2011/612", "S/2012/77")}
    >>> table = data(timeline_slider(steps))
    >>> table.loc[table["name"] == "India", ["step", "name", "vote"]]
              step   name     vote
    7   S/2011/612  India  abstain
    21   S/2012/77  India      yes
    """
    if not isinstance(figures, Mapping) or not figures:
        raise UnvotesError("figures must be a mapping of labels to charts, with at least one")
    if control not in ("slider", "dropdown"):
        raise unknown("control", control, ("slider", "dropdown"))
    steps = []
    for label, figure in figures.items():
        alt, frame = describe(figure), data(figure)
        written = figure.to_plotly_json()
        steps.append(Step(str(label), alt, frame, written["data"], written["layout"]))
    return stepped(steps, control=control, start=start, title=title)


@dataclass(frozen=True)
class Step:
    """A chart in its parts: its label, alt text, data, traces and layout."""

    label: str
    alt: str
    frame: pd.DataFrame
    traces: Sequence[Any]
    layout: dict[str, Any]

    @classmethod
    def of_parts(cls, label: str, traces: Sequence[Any], layout: dict[str, Any]) -> Step:
        """Keep what a figure would be made of; that one was never made is what this saves."""
        plain = [each if isinstance(each, dict) else each.to_plotly_json() for each in traces]
        return cls(label, layout["meta"]["alt"], unpack(layout["meta"]["data"]), plain, layout)


def stepped(
    parts: Sequence[Step],
    *,
    control: Literal["slider", "dropdown"] = "slider",
    start: str | None = None,
    title: str | None = None,
) -> go.Figure:
    """Put charts into one figure, as :func:`timeline_slider` does, each given in its parts."""
    labels = [step.label for step in parts]
    first = labels[0] if start is None else str(start)
    if first not in labels:
        raise unknown("step", start, labels)
    frame = pd.concat([step.frame.assign(step=step.label) for step in parts], ignore_index=True)
    frame = frame[["step", *(column for column in frame if column != "step")]]
    plain = [(_listed(step.traces), _listed(step.layout)) for step in parts]
    _check_kind(labels, plain)
    figures_words = _words([layout for _, layout in plain])
    margin, height = _common_size([layout for _, layout in plain])
    for _, layout in plain:
        _pin(layout, margin["l"])
    at = labels.index(first)
    traces, moves = _merged([traces for traces, _ in plain], at)
    layouts = [
        {key: value for key, value in layout.items() if key not in _FREE} for _, layout in plain
    ]
    paths = _changing(layouts)
    spoken = plain[0][1]["meta"].get("language", "en")
    with speaking(spoken):
        said, of_all = _alts(labels, [step.alt for step in parts], title)
        step_word = say("Step")
        head = "" if title is None else say("{head}: {what}", head=escape(title), what="")
    steps = []
    for k, (label, layout) in enumerate(zip(labels, layouts, strict=True)):
        change = {".".join(path): _at(layout, path) for path in paths}
        if (words := figures_words[k]) is not None:
            change["meta.words"] = words
        change["meta.alt"] = said[k]
        args = [moves[k][0], change, moves[k][1]]
        steps.append({"label": escape(label), "method": "update", "args": args})
    room = _SLIDER if control == "slider" else _DROPDOWN
    figure = Chart(
        traces,
        layout=plain[at][1]
        | {
            "height": height + room,
            "margin": margin | {"b": margin["b"] + room},
            "meta": {
                "alt": of_all,
                "data": pack(frame),
                **({} if spoken == "en" else {"language": spoken}),
                "step": step_word,
                "words": figures_words[at],
            },
            **_control(control, steps, at, margin, head),
        },
    )
    size = len(figure.to_json())
    if size > _MOST_BYTES:
        raise UnvotesError(
            f"the {counted(len(labels), 'step')} would make a figure of {size / 1000:,.0f} kB, "
            f"and {_MOST_BYTES // 1000:,} kB is the most that a page can bear: "
            "choose fewer steps, or fewer members or roll calls in each"
        )
    return figure


def _alts(labels: Sequence[str], alts: Sequence[str], title: str | None) -> tuple[list[str], str]:
    """Write the alt text of each step, and that of all of them."""
    begun = "" if title is None else f"{sentence(title)} "
    of_each = [
        begun + say("{label}, step {k} of {n}: {alt}", label=label, k=k + 1, n=len(labels), alt=alt)
        for k, (label, alt) in enumerate(zip(labels, alts, strict=True))
    ]
    each = " ".join(
        say("{head}: {what}", head=label, what=alt) for label, alt in zip(labels, alts, strict=True)
    )
    return of_each, f"{begun}{counted(len(labels), 'step')}. {each}"


def _listed(node: Any) -> Any:
    """Write without arrays and tuples."""
    if isinstance(node, Mapping):
        return {key: _listed(value) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [_listed(value) for value in node]
    return node.tolist() if hasattr(node, "tolist") else node


def _check_kind(
    labels: Sequence[str], plain: Sequence[tuple[list[dict[str, Any]], dict[str, Any]]]
) -> None:
    """Refuse charts whose axes differ: one cannot become the other."""
    kinds = [
        frozenset(
            (trace["type"], trace.get("xaxis", "x"), trace.get("yaxis", "y")) for trace in traces
        )
        for traces, _ in plain
    ]
    axes = [sorted(key for key in layout if key[1:5] == "axis") for _, layout in plain]
    for i in range(1, len(labels)):
        if axes[i] != axes[0] or not (kinds[i] & kinds[0]):
            raise UnvotesError(
                f"the charts {labels[0]!r} and {labels[i]!r} are of different kinds; a slider "
                "goes through charts that one function drew with the same options"
            )


def _common_size(layouts: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], float]:
    """Choose margins in which each step has its room, and the height of the highest plot."""
    margins = [layout["margin"] for layout in layouts]
    margin = {side: max(m[side] for m in margins) for side in "lrtb"} | {"pad": 0}
    plots = [layout["height"] - m["t"] - m["b"] for layout, m in zip(layouts, margins, strict=True)]
    return margin, max(plots) + margin["t"] + margin["b"]


def _words(layouts: Sequence[dict[str, Any]]) -> list[dict[str, Any] | None]:
    """Take what stands around each plot, with the room for it that all of them have."""
    words = [layout["meta"].get("words") for layout in layouts]
    known = [one for one in words if one is not None]
    room = {key: max((one[key] for one in known), default=0) for key in ("head", "foot")}
    return [None if one is None else one | room for one in words]


def _pin(layout: dict[str, Any], left: float) -> None:
    """Keep texts at the page's edge there, though the plot may now begin further right."""
    more = left - layout["margin"]["l"]
    layout["annotations"] = [
        note | {"xshift": note["xshift"] - more}
        if note.get("xref") == "paper" and note.get("x") == 0 and note.get("xanchor") == "left"
        else note
        for note in layout.get("annotations", ())
    ]


def _keys(traces: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Tell the traces of a figure apart: by kind, name and axes, and by count where these agree."""
    seen: dict[tuple[Any, ...], int] = {}
    keys = []
    for trace in traces:
        key = tuple(trace.get(part) for part in ("type", "name", "xaxis", "yaxis"))
        seen[key] = seen.get(key, 0) + 1
        keys.append((*key, seen[key]))
    return keys


def _union(lists: Sequence[list[tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
    """List the traces of all steps, each after those that it follows in its own figure."""
    union: list[tuple[Any, ...]] = []
    for keys in lists:
        at = 0
        for key in keys:
            if key in union:
                at = union.index(key) + 1
            else:
                union.insert(at, key)
                at += 1
    return union


def _merged(
    lists: Sequence[list[dict[str, Any]]], at: int
) -> tuple[list[dict[str, Any]], list[tuple[dict[str, Any], list[int]]]]:
    """
    Hold the traces of all steps in one figure, and say what each step changes in them.

    A trace in which only single values change, such as the colour of a state's land, is held
    once and changed. One in which a list changes is held once for each of its states, and all
    but the one wanted are hidden.
    """
    keys = _union([_keys(traces) for traces in lists])
    steps = [dict(zip(_keys(traces), traces, strict=True)) for traces in lists]
    held: list[dict[str, Any]] = []
    values: list[list[dict[tuple[str, ...], Any]]] = []  # of each held trace, in each step
    for key in keys:
        own = [step.get(key) for step in steps]
        present = [trace for trace in own if trace is not None]
        paths = _changing(present)
        if any(isinstance(_at(trace, path), list) for trace in present for path in paths):
            variants = [v for i, v in enumerate(present) if v not in present[:i]]
            paths = []
        else:
            variants = [present[0]]
        for variant in variants:
            shown = [trace is not None and (bool(paths) or trace == variant) for trace in own]
            if not paths and len(variants) == 1:
                shown = [trace is not None for trace in own]
            held.append(((own[at] if shown[at] else None) or variant) | {"visible": shown[at]})
            values.append(
                [
                    {path: _at(trace or variant, path) for path in paths} | {("visible",): seen}
                    for trace, seen in zip(own, shown, strict=True)
                ]
            )
    moved = [i for i, own in enumerate(values) if any(value != own[0] for value in own)]
    every = list(dict.fromkeys(path for i in moved for path in values[i][0]))
    constant = [{path: _at(trace, path) for path in every} for trace in held]
    moves = [
        (
            {
                ".".join(path): [values[i][k].get(path, constant[i][path]) for i in moved]
                for path in every
            },
            moved,
        )
        for k in range(len(lists))
    ]
    return held, moves


def _leaves(node: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[Any, Any]]:
    for key, value in node.items():
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, (*path, key))
        else:
            yield (*path, key), value


def _changing(nodes: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """Find the paths at which the steps differ; a list counts as one value."""
    flat = [dict(_leaves(node)) for node in nodes]
    paths = list(dict.fromkeys(path for leaves in flat for path in leaves))
    paths = [path for path in paths if any(not _same(f.get(path), flat[0].get(path)) for f in flat)]
    # Where one step has a value and another has parts below it, the parts say it all.
    return [p for p in paths if not any(q != p and q[: len(p)] == p for q in paths)]


def _same(a: Any, b: Any) -> bool:
    return type(a) is type(b) and bool(a == b)


def _at(node: Mapping[str, Any], path: Sequence[str]) -> Any:
    """Look up what lies at a path; None where there is nothing."""
    for key in path:
        node = node.get(key) if isinstance(node, Mapping) else None  # type: ignore[assignment]
    return node


def _control(
    control: str, steps: Sequence[dict[str, Any]], at: int, margin: Mapping[str, float], head: str
) -> dict[str, Any]:
    place = {"x": 0, "xanchor": "left", "y": 0, "yanchor": "top", "active": at}
    font = {"size": 12, "color": INK}
    below = margin["b"]
    if control == "slider":
        # The first and the last label stand astride the ends: half of each needs room.
        ends = [
            max(8, _HALF_CHAR * len(steps[i]["label"]) - margin[side] + 6)
            for i, side in ((0, "l"), (-1, "r"))
        ]
        return {
            "sliders": [
                place
                | {
                    "steps": steps,
                    "len": 1,
                    "pad": {"t": below, "b": 6, "l": ends[0], "r": ends[1]},
                    "currentvalue": {
                        "prefix": head,
                        "xanchor": "left",
                        "offset": 8,
                        "font": {"size": 13, "color": INK},
                    },
                    "font": {"size": 11, "color": MUTED},
                    "bgcolor": RULE,
                    "bordercolor": MUTED,
                    "activebgcolor": ACCENT,
                    "tickcolor": MUTED,
                    "ticklen": 5,
                    "minorticklen": 3,
                }
            ]
        }
    return {
        "updatemenus": [
            place
            | {
                "type": "dropdown",
                "direction": "up",
                "buttons": steps,
                "pad": {"t": below + 8, "b": 0, "l": 0, "r": 0},
                "font": font,
                "bgcolor": PAPER,
                "bordercolor": MUTED,
                "showactive": True,
            }
        ]
    }
