"""The explorer's charts, each with the code that draws it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from unvotes.analysis.blocs.agreement import bloc_agreement
from unvotes.analysis.blocs.ready import READY, as_bloc
from unvotes.analysis.core.coded_votes import SCALE
from unvotes.analysis.core.measures import MEASURES
from unvotes.analysis.pairs.agreement import agreement
from unvotes.analysis.pairs.all_pairs import agreement_matrix, agreement_table
from unvotes.charts.agreement.heatmap import agreement_heatmap
from unvotes.charts.agreement.over_time import agreement_over_time
from unvotes.charts.agreement.ranking import agreement_ranking
from unvotes.charts.drawing.names import in_sentence
from unvotes.charts.structure.positions_over_time import positions_over_time
from unvotes.charts.votes.vote_grid import vote_grid
from unvotes.charts.votes.world import world
from unvotes.errors import UnvotesError
from unvotes.publishing.explorer.choice import Choice, Explored
from unvotes.publishing.seated import seated_members
from unvotes.publishing.shown_code import Name, assignment, call

__all__ = ["Drawn", "draw"]

#: What can be drawn within a third of a second, and still be read.
_MOST_ROLL_CALLS: Final = 60
_MOST_MEMBERS: Final = 25
_MOST_LINES: Final = 4
_MOST_RANKED: Final = 12
_MOST_PLACED: Final = 6
#: Draws of a bootstrap: enough to see, and the code that is shown says so.
_N_BOOT: Final = 200
#: The Assembly's n-th session opens in the autumn of 1945 + n.
_BEFORE_FIRST_SESSION: Final = 1945


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
    >>> from unvotes.publishing.explorer.choice import first_choice
    >>> explored = Explored()
    >>> choice = first_choice(explored, since=2011, until=2012, topic="Syria")
    >>> print(draw(explored, choice).code.splitlines()[2])
    votes = uv.load_votes(since=2011, until=2012, topic="Syria", contested=True)
    """
    explored.check_years(choice)
    figure, lines = _DRAWN[choice.chart](explored, choice)
    head = ["import unvotes as uv"]
    if any("pd." in line for line in lines):
        head.insert(0, "import pandas as pd")
    if explored.body is None:
        head.append("# votes: the frame that was given to explore()")
    return Drawn(figure, "\n".join([*head, "", *lines, "fig"]))


def _credit(explored: Explored) -> dict[str, Any]:
    """Name the source of votes that are not the record's."""
    return {} if explored.body else {"source": "Source: votes of your own"}


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
    options |= _credit(explored)
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
    look |= _credit(explored)
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
    look |= _credit(explored)
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


def _partners(explored: Explored, choice: Choice) -> tuple[pd.DataFrame, list[str]]:
    """Compare the member in focus with all others."""
    if not choice.focus:
        raise UnvotesError("no member is chosen whom to compare with the others")
    votes = explored.chosen(choice)
    cast = votes.loc[votes["member"].isin([choice.focus]).to_numpy(), "vote"].isin(SCALE)
    if not cast.any():
        raise UnvotesError(f"{explored.members[choice.focus]} did not vote on {choice.words}")
    options: dict[str, Any] = {"member": choice.focus, "measure": choice.measure}
    options |= _interval(choice) if choice.chart == "ranking" else {"interval": None}
    lines = [
        *explored.chosen_code(choice),
        call("table", "uv.agreement_table", Name("votes"), **options),
    ]
    table = agreement_table(votes, **options)
    if table["estimate"].isna().all():
        raise UnvotesError(
            f"{explored.members[choice.focus]} shares 10 of the {choice.words} with nobody: choose "
            "a longer period or another topic"
        )
    return table, lines


def _focus(explored: Explored, choice: Choice) -> str:
    """Name the member in focus within a title."""
    own = explored.members if explored.body is None else None
    return in_sentence(choice.focus, own)


def _ranking(explored: Explored, choice: Choice) -> tuple[go.Figure, list[str]]:
    table, lines = _partners(explored, choice)
    table = table[table["withheld"] == ""]
    look: dict[str, Any] = {"top": _MOST_RANKED, "bottom": _MOST_RANKED}
    look["highlight"] = [m for m in choice.members if m in set(table["b"])]
    look["measure"] = MEASURES[choice.measure].title
    words = choice.words[0].upper() + choice.words[1:]
    look["title"] = f"Who votes most like {_focus(explored, choice)}? {words}"
    look |= _credit(explored)
    lines += [
        'table = table[table["withheld"] == ""]',
        call("fig", "uv.charts.agreement_ranking", Name("table"), **look),
    ]
    return agreement_ranking(table, **look), lines


def _map(explored: Explored, choice: Choice) -> tuple[go.Figure, list[str]]:
    table, lines = _partners(explored, choice)
    measure = MEASURES[choice.measure].title
    title = f"{measure} with {_focus(explored, choice)}: {choice.words}"
    look = {"title": title[0].upper() + title[1:]} | _credit(explored)
    lines.append(call("fig", "uv.charts.world", Name("table"), **look))
    return world(table, **look), lines


def _points(explored: Explored, choice: Choice) -> tuple[go.Figure, list[str]]:
    body, table = explored.body, explored.ideal_points
    since, until = choice.since or explored.years[0], choice.until or explored.years[-1]
    period = f"{since}–{until}"
    by, before = ("year", 0) if "year" in table.columns else ("session", _BEFORE_FIRST_SESSION)
    since, until = since - before, until - before
    table = table[table[by].between(since, until)]
    placed = set(table.loc[table["withheld"] == "", "member"])
    found = [member for member in choice.members if member in placed]
    members = found[:_MOST_PLACED]
    if not members:
        raise UnvotesError("none of the members chosen has a position in these years")
    look: dict[str, Any] = {"members": members}
    if len(found) > len(members):
        of = f"the first {len(members)} of {len(found)} members chosen"
        look["title"] = f"Ideal points, {period}: {of}"
    lines = [
        call("table", "uv.load_ideal_points", body, members=members),
        f'table = table[table["{by}"].between({since}, {until})]',
        call("fig", "uv.charts.positions_over_time", Name("table"), **look),
    ]
    return positions_over_time(table[table["member"].isin(members)], **look), lines


_DRAWN: Final[dict[str, Callable[[Explored, Choice], tuple[go.Figure, list[str]]]]] = {
    "grid": _grid,
    "heatmap": _heatmap,
    "time": _time,
    "ranking": _ranking,
    "map": _map,
    "points": _points,
}
