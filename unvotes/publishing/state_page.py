"""The page of a state or a bloc: how it votes, with whom, and how that changed."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from unvotes.analysis.blocs.bloc import Bloc
from unvotes.analysis.blocs.cohesion import cohesion
from unvotes.analysis.blocs.defections import defection_rates
from unvotes.analysis.blocs.positions import bloc_positions
from unvotes.analysis.blocs.ready import READY, as_bloc
from unvotes.analysis.core.coded_votes import SCALE
from unvotes.analysis.core.period_comparison import compare_periods
from unvotes.analysis.core.results import between, number
from unvotes.analysis.members.isolation import isolation
from unvotes.analysis.members.shares import shares
from unvotes.analysis.pairs.all_pairs import agreement_table
from unvotes.charts.drawing.language import counted, day, joined
from unvotes.charts.drawing.names import short_name
from unvotes.charts.drawing.theme import VOTES
from unvotes.errors import UnvotesError
from unvotes.publishing.pages import (
    ASSEMBLY,
    BODIES,
    COUNCIL,
    document_link,
    outcome_words,
    set_page,
    set_table,
    tally_words,
)
from unvotes.publishing.seated import seated_members
from unvotes.publishing.shown_code import Name, call
from unvotes.publishing.static_charts import Line, amount_bar, line_plot, share_bar
from unvotes.record.ideal_points import load_ideal_points
from unvotes.record.loading import ADOPTED_ONLY_SINCE, load_roll_calls, load_votes

__all__ = ["state_page"]

#: How many are named as closest and as furthest, topics shown, votes listed, members listed.
_CLOSEST: Final = 5
_TOPICS: Final = 12
_LATEST: Final = 20
_MEMBERS: Final = 30
#: Years of the time that counts as now, and of the one before that it is compared with.
_NOW: Final = 10
#: A partner in the ranking voted on this share, at least, of what the most frequent one did.
_ENOUGH: Final = 0.25
#: Whom a line is compared with in any case.
_POWERS: Final = ("USA", "RUS", "CHN")
_KINDS: Final = ("yes", "no", "abstain", "nonvoting")
#: Of the n-th regular session of the Assembly, which opens in September, the middle.
_BEFORE_FIRST_SESSION: Final = 1945.9


@dataclass(frozen=True)
class _Voter:
    """A state, or a bloc as one voter: its vote is the one that most of its members cast."""

    code: str
    name: str
    bloc: Bloc | None

    @property
    def view(self) -> str:
        # Blocs are of seats; a state is no other government that held its seat.
        return "seat" if self.bloc is not None else "state"


@dataclass(frozen=True)
class _Record:
    """What a page says of a voter in one body rests on."""

    body: str
    voter: _Voter
    votes: pd.DataFrame
    measure: str
    chosen: Mapping[str, Any]

    @property
    def own(self) -> pd.DataFrame:
        """Its own votes, in order of date."""
        return self.votes[(self.votes["member"] == self.voter.code).to_numpy()]

    @property
    def words(self) -> str:
        return "contested roll calls" if self.chosen.get("contested") else "roll calls"


def state_page(
    what: Bloc | str,
    title: str | None,
    bodies: Iterable[str],
    measure: str,
    chosen: Mapping[str, Any],
) -> str:
    """
    Write the page of a state or a bloc.

    Parameters
    ----------
    what : Bloc or str
        The bloc, or the code of the state.
    title : str or None
        Its heading, if not the page's own.
    bodies : iterable of str
        In which bodies.
    measure : str
        The measure of agreement.
    chosen : mapping
        What `load_votes` takes to choose roll calls.

    Returns
    -------
    str
        HTML.

    Raises
    ------
    UnvotesError
        If it has no vote in any of the bodies on any of the roll calls.
    """
    if isinstance(what, Bloc):
        voter = _Voter(what.name, what.name, what)
    else:
        voter = _Voter(what, short_name(what), None)
    asked = list(bodies)
    records = [found for body in asked if (found := _record(body, voter, measure, chosen))]
    if not records:
        where = joined(f"the {BODIES[body]}" for body in asked)
        raise UnvotesError(f"{voter.name} has no vote in {where} on any of these roll calls")
    parts, findings, coverage = [], [], []
    for body in asked:
        parts.append(f"<h2>In the {BODIES[body]}</h2>")
        of_body = next((one for one in records if one.body == body), None)
        if of_body is None:
            parts.append(f"<p>{html.escape(voter.name)} cast no vote there on these.</p>")
            continue
        said, sections = _sections(of_body)
        parts += sections
        findings.append(said)
        coverage.append(
            f"{BODIES[body]}: {of_body.votes['roll_call'].nunique():,} {of_body.words}, "
            f"{day(of_body.votes['date'].min())} to {day(of_body.votes['date'].max())}."
        )
    days = pd.concat([one.own["date"] for one in records])
    return set_page(
        title or f"{voter.name} at the United Nations: how it votes, {_span(days)}",
        " ".join(findings),
        [_how_to_read(voter, records[0]), *parts],
        " ".join(coverage),
        "\n".join(_code(one) for one in records),
        interactive=False,
    )


def _span(days: pd.Series) -> str:
    first, last = days.min().year, days.max().year
    return f"{first}" if first == last else f"{first}–{last}"


def _record(body: str, voter: _Voter, measure: str, chosen: Mapping[str, Any]) -> _Record | None:
    """Load the votes, a bloc's among them; None if it has none."""
    votes = load_votes(body, view=voter.view, **chosen)  # type: ignore[arg-type]
    if voter.bloc is not None:
        if not seated_members(voter.bloc, votes):
            return None
        votes = _with_bloc(votes, voter)
    record = _Record(body, voter, votes, measure, chosen)
    return record if record.own["vote"].isin(SCALE).any() else None


def _with_bloc(votes: pd.DataFrame, voter: _Voter) -> pd.DataFrame:
    """Add the vote of a bloc's largest camp to the votes, where one was largest."""
    assert voter.bloc is not None
    places = bloc_positions(votes, voter.bloc).dropna(subset=["position"])
    whole = votes[["roll_call", "date", "topic", "member", "vote"]]
    members = [*whole["member"].cat.categories, voter.code]
    rows = pd.DataFrame(
        {
            "roll_call": places["roll_call"].astype(whole["roll_call"].dtype),
            "date": places["date"],
            "topic": places["topic"].astype("str").astype(whole["topic"].dtype),
            "member": pd.Categorical([voter.code] * len(places), members),
            "vote": places["position"].astype("str").astype(whole["vote"].dtype),
        }
    )
    whole = whole.assign(member=whole["member"].cat.set_categories(members))
    return pd.concat([whole, rows], ignore_index=True)


def _how_to_read(voter: _Voter, record: _Record) -> str:
    text = (
        f"All numbers rest on {record.words}"
        + (
            ", those on which someone voted no or abstained"
            if record.chosen.get("contested")
            else ""
        )
        + ". Agreement is measured over those on which both voted; not voting is not abstaining. "
        "In square brackets: 95% intervals; n: roll calls."
    )
    if voter.bloc is not None:
        text += (
            f" The vote of {voter.name} is the one that most of its members cast on the day, as "
            "far as they belonged to it then; where two camps were equally large it has none."
        )
    elif voter.code in ("RUS", "CHN"):
        before = {"RUS": "the Soviet Union", "CHN": "the Republic of China"}[voter.code]
        text += f" Votes that {before} cast from the same seat are not among them."
    return f'<p class="note">{html.escape(text)}</p>'


def _sections(record: _Record) -> tuple[str, list[str]]:
    """Write what is said of one body: the finding, and section after section."""
    found, partners = _with_whom(record)
    alone = _how_united(record) if record.voter.bloc else _how_alone(record)
    sections = [
        *partners,
        *alone,
        *(_members(record) if record.voter.bloc else _by_decade(record)),
        *_by_topic(record),
        *_on_a_line(record),
        *_latest_votes(record),
    ]
    if record.body == ASSEMBLY and record.own["date"].max().year >= ADOPTED_ONLY_SINCE:
        sections.append(
            f'<p class="note">Since {ADOPTED_ONLY_SINCE} the record has of the Assembly only the '
            "votes on adopted texts as a whole.</p>"
        )
    return found, sections


# --- with whom it votes


def _with_whom(record: _Record) -> tuple[str, list[str]]:
    voter, votes = record.voter, record.votes
    cast = record.own[record.own["vote"].isin(SCALE).to_numpy()]
    first, last = cast["date"].min().year, cast["date"].max().year
    years = min(_NOW, max((last - first + 1) // 2, 1))
    now = (max(last - years + 1, first), last)
    before = (now[0] - years, now[0] - 1)
    names = ["–".join(map(str, dict.fromkeys(span))) for span in (before, now)]
    table = agreement_table(
        votes,
        member=voter.code,
        periods=dict(zip(names, (before, now), strict=True)),
        measure=record.measure,
    )
    ranked = _ranked(table[table["period"] == names[1]], record, now[0])
    if len(ranked) < 2:
        return _few(record, names[1]), []
    count = min(_CLOSEST, len(ranked) // 2)
    chosen = {"closest": ranked.head(count), "furthest": ranked.tail(count)[::-1]}
    changes = pd.DataFrame()
    if names[0] in set(table["period"].astype("str")):
        common = table[table["b"].isin(ranked["b"])]
        if common.groupby("b", observed=True).size().max() == 2:
            changes = compare_periods(common, *names).set_index("b")
    parts = [f"<h3>With whom it votes, {names[1]}</h3>"]
    for kind, rows in chosen.items():
        parts.append(_partner_table(kind, rows, changes, names, record))
    parts += _over_time(record, [str(rows["b"].iloc[0]) for rows in chosen.values()])
    best, worst = (rows.iloc[0] for rows in chosen.values())
    said = (
        f"{BODIES[record.body]}, {record.words} of {names[1]}: closest to {voter.name} by "
        f"{record.measure} {_name(best['b'])} ({_estimate(best)}, n = {best['n']:,}), furthest "
        f"{_name(worst['b'])} ({_estimate(worst)}, n = {worst['n']:,})."
    )
    return said, parts


def _ranked(table: pd.DataFrame, record: _Record, since: int) -> pd.DataFrame:
    """Sort who shared enough votes, the closest first; a bloc's own members stand elsewhere."""
    known = table[table["withheld"] == ""]
    if record.voter.bloc is not None:
        recent = record.votes[record.votes["date"].dt.year >= since]
        known = known[~known["b"].isin(seated_members(record.voter.bloc, recent))]
    known = known[known["n"] >= _ENOUGH * known["n"].max()]
    return known.sort_values(["estimate", "b"], ascending=[False, True])


def _few(record: _Record, years: str) -> str:
    return (
        f"In the {BODIES[record.body]} {record.voter.name} shared too few {record.words} with "
        f"others in {years} to say whom it voted with."
    )


def _name(code: object) -> str:
    return short_name(str(code))


def _estimate(row: Any) -> str:
    return f"{number(row['estimate'])}{between(row['low'], row['high'])}"


def _on_one_line(text: str) -> str:
    """Keep a text on one line."""
    return f'<span class="whole">{html.escape(text)}</span>'


def _partner_table(
    kind: str, rows: pd.DataFrame, changes: pd.DataFrame, names: list[str], record: _Record
) -> str:
    cells = []
    for row in rows.to_dict("records"):
        before = change = "–"
        if row["b"] in changes.index:
            found = changes.loc[row["b"]]
            if not found["withheld"]:
                before, change = number(found["estimate_from"]), _signed(found)
        cells.append(
            [
                html.escape(_name(row["b"])),
                f"{amount_bar(row['estimate'])} {_on_one_line(_estimate(row))}",
                f"{row['n']:,}",
                before,
                change,
            ]
        )
    caption = f"The {len(rows)} that voted {'most' if kind == 'closest' else 'least'} like it"
    head = ["State", record.measure.capitalize(), "n", names[0], "Change"]
    return set_table(caption, head, cells, numbers=(2, 3, 4))


def _signed(change: Any) -> str:
    value = number(change["estimate"])
    return (value if value.startswith("−") else f"+{value}") + between(
        change["low"], change["high"]
    )


def _over_time(record: _Record, partners: list[str]) -> list[str]:
    """Draw agreement with the closest, the furthest and the powers, in years or decades."""
    mine = record.voter.bloc.members if record.voter.bloc else (record.voter.code,)
    present = set(record.votes["member"].astype("str").unique())
    shown = [one for one in dict.fromkeys([*partners, *_POWERS]) if one in present]
    shown = [one for one in shown if one not in mine or one in partners]
    by = "year" if record.body == ASSEMBLY else "decade"
    table = agreement_table(
        record.votes,
        member=record.voter.code,
        members=[record.voter.code, *shown],
        by=by,
        measure=record.measure,
    )
    table = table.assign(at=table[by].astype("str").str[:4].astype(float))
    if by == "decade":
        table["at"] += 5.0
    if table["estimate"].notna().sum() < 2 or table["at"].nunique() < 2:
        return []
    lowest = np.nanmin([0.0, table["low"].min()])
    marks = {1.0: "1", 0.5: "0.5", 0.0: "0"} | ({-1.0: "−1"} if lowest < 0 else {})
    x_range = (float(table["at"].min()), float(table["at"].max()))
    panels = []
    for code in shown:
        rows = table[(table["b"] == code).to_numpy()]
        if rows["estimate"].notna().any():
            line = Line(_name(code), _points(rows, 1.5 if by == "year" else 15))
            plot = line_plot(
                [line],
                f"{record.measure} with {_name(code)}, {_ends(rows, by)}",
                (min(marks), 1.0),
                marks,
                height=110,
                x_range=x_range,
                named=False,
            )
            panels.append(f"<div><p>{html.escape(_name(code))}</p>{plot}</div>")
    wide = table.assign(said=[_estimate(row) for row in table.to_dict("records")])
    wide = wide.pivot(index=by, columns="b", values="said").reindex(columns=shown)
    wide = wide.astype("object").fillna("–")
    cells = [[html.escape(str(at)), *map(html.escape, row)] for at, *row in wide.itertuples()]
    caption = f"{record.measure.capitalize()} by {by}"
    told = set_table(caption, [by.capitalize(), *map(html.escape, map(_name, shown))], cells)
    return [
        "<h3>How that changed</h3>",
        f'<figure><div class="panels">{"".join(panels)}</div>'
        f"<figcaption>{html.escape(caption)}, with 95% intervals; open where fewer than 10 roll "
        f"calls are shared.{_as_table(told)}</figcaption></figure>",
    ]


def _as_table(table: str) -> str:
    return f"<details><summary>This chart as a table</summary>{table}</details>"


def _points(rows: pd.DataFrame, pause: float) -> dict[float, tuple[float, float, float] | None]:
    """Take the points of a line, open where a value is missing or time has a gap."""
    points: dict[float, tuple[float, float, float] | None] = {}
    before = None
    for row in rows.sort_values("at").to_dict("records"):
        if before is not None and row["at"] - before > pause:
            points[(before + row["at"]) / 2] = None
        before = row["at"]
        known = not np.isnan(row["estimate"])
        points[row["at"]] = (row["estimate"], row["low"], row["high"]) if known else None
    return points


def _ends(rows: pd.DataFrame, by: str) -> str:
    known = rows.dropna(subset=["estimate"])
    first, last = known.iloc[0], known.iloc[-1]
    ordered = known.sort_values("estimate", kind="stable")
    lowest, highest = ordered.iloc[0], ordered.iloc[-1]
    return (
        f"from {number(first['estimate'])} in {first[by]} to {number(last['estimate'])} in "
        f"{last[by]}; lowest {number(lowest['estimate'])} in {lowest[by]}, highest "
        f"{number(highest['estimate'])} in {highest[by]}"
    )


# --- alone, or united


def _how_alone(record: _Record) -> list[str]:
    whole = isolation(record.votes, record.voter.code).iloc[0]
    decades = isolation(record.votes, record.voter.code, by="decade")
    text = (
        f"On {whole['alone']:,} of {whole['contested']:,} contested roll calls no other member "
        f"cast the same vote; on {whole['alone_with_one']:,} exactly one did"
        + (
            f", most often {_name(whole['partner'])} ({int(whole['with_partner']):,})."
            if whole["partner"]
            else "."
        )
    )
    if not whole["withheld"]:
        text += f" On average a share of {_estimate(whole)} of the others voted as it did."
    rows = [
        [
            html.escape(str(row["decade"])),
            f"{row['contested']:,}",
            f"{row['alone']:,}",
            f"{row['alone_with_one']:,}",
            html.escape(_estimate(row) if not row["withheld"] else "–"),
        ]
        for row in decades.to_dict("records")
    ]
    head = ["Decade", "Contested", "Alone", "With one other", "Share of others alike"]
    table = set_table("How often it stood alone, by decade", head, rows, range(1, 5))
    return ["<h3>How often it stood alone</h3>", f"<p>{html.escape(text)}</p>", table]


def _how_united(record: _Record) -> list[str]:
    bloc = record.voter.bloc
    assert bloc is not None
    votes = record.votes[(record.votes["member"] != record.voter.code).to_numpy()]
    head = "<h3>How united it was</h3>"
    try:
        whole = cohesion(votes, bloc).iloc[0]
    except UnvotesError as error:
        return [head, f"<p>{html.escape(str(error))}.</p>"]
    decades = cohesion(votes, bloc, by="decade")
    places = bloc_positions(votes, bloc)
    together = places[places["voting"] >= 2]
    text = (
        f"Its members all voted alike on {together['united'].sum():,} of {len(together):,} "
        f"{record.words} on which at least two of them voted."
    )
    if not whole["withheld"]:
        text += f" The index of agreement (Hix, Noury and Roland) is {_estimate(whole)}."
    rows = [
        [
            html.escape(str(row["decade"])),
            "–"
            if row["withheld"]
            else f"{amount_bar(row['estimate'])} {_on_one_line(_estimate(row))}",
            f"{row['n']:,}",
            f"{row['voting']:.1f}",
        ]
        for row in decades.to_dict("records")
    ]
    columns = ["Decade", "Index of agreement", "n", "Members voting"]
    return [
        head,
        f"<p>{html.escape(text)}</p>",
        set_table("How united it was, by decade", columns, rows, numbers=(2, 3)),
    ]


def _members(record: _Record) -> list[str]:
    """List who left the bloc's position most often."""
    bloc = record.voter.bloc
    assert bloc is not None
    votes = record.votes[(record.votes["member"] != record.voter.code).to_numpy()]
    try:
        rates = defection_rates(votes, bloc)
    except UnvotesError:
        return []
    known = rates[rates["withheld"] == ""]
    rows = [
        [
            html.escape(_name(row["member"])),
            f"{amount_bar(row['estimate'])} {_on_one_line(_estimate(row))}",
            f"{row['n']:,}",
            f"{row['towards_no']:,}",
            f"{row['towards_yes']:,}",
        ]
        for row in known.head(_MEMBERS).to_dict("records")
    ]
    if not rows:
        return []
    listed = f"The {_MEMBERS} of {len(known)} members" if len(known) > _MEMBERS else "Members"
    head = ["Member", "Share of votes", "n", "Towards no", "Towards yes"]
    caption = f"{listed} that left the bloc’s position most often"
    return ["<h3>Who breaks ranks</h3>", set_table(caption, head, rows, numbers=(2, 3, 4))]


# --- how it votes


def _by_decade(record: _Record) -> list[str]:
    rows = _share_rows(record, "decade")
    table = set_table("Its votes, by decade", _share_head("Decade"), rows, range(1, 6))
    return ["<h3>How it votes</h3>", table]


def _share_head(first: str) -> list[str]:
    return [first, "In favour", "Against", "Abstaining", "Not voting", "n"]


def _share_rows(record: _Record, by: str) -> list[list[str]]:
    table = shares(record.votes, record.voter.code, by=by, interval=None, min_shared=1)
    wide = table.pivot(index=by, columns="vote", values="estimate").reindex(columns=list(_KINDS))
    n = table.groupby(by, observed=True)["n"].first()
    return [
        [
            f"{html.escape(str(period))}<br>" + share_bar({kind: row[kind] for kind in _KINDS}),
            *(f"{100 * row[kind]:.0f}%" for kind in _KINDS),
            f"{n[period]:,}",
        ]
        for period, row in zip(wide.index, wide.to_dict("records"), strict=True)
    ]


def _by_topic(record: _Record) -> list[str]:
    bloc = record.voter.bloc
    topics = record.own.loc[record.own["vote"].isin(SCALE).to_numpy(), "topic"].astype("str")
    counts = topics[topics != ""].value_counts()
    counts = counts[counts >= 10].head(_TOPICS)
    if counts.empty:
        return []
    of_topics = record.votes[record.votes["topic"].isin(counts.index).to_numpy()]
    few = _Record(record.body, record.voter, of_topics, record.measure, record.chosen)
    by_name = {row[0].partition("<br>")[0]: row for row in _share_rows(few, "topic")}
    if bloc is None:
        table = isolation(of_topics, record.voter.code, by="topic")
        column = "Share of others alike"
    else:
        others = of_topics[(of_topics["member"] != record.voter.code).to_numpy()]
        try:
            table = cohesion(others, bloc, by="topic")
        except UnvotesError:
            table = pd.DataFrame(columns=["topic", "estimate", "withheld"])
        column = "Index of agreement"
    last = {
        html.escape(str(row["topic"])): "–" if row["withheld"] else html.escape(_estimate(row))
        for row in table.to_dict("records")
    }
    order = [html.escape(str(name)) for name in counts.index]
    rows = [[*by_name[name], last.get(name, "–")] for name in order]
    head = [*_share_head("Topic"), column]
    caption = f"Its votes on the {counted(len(rows), 'topic')} that it voted on most"
    return ["<h3>By topic</h3>", set_table(caption, head, rows, range(1, 7))]


# --- where it stands


def _on_a_line(record: _Record) -> list[str]:
    head = "<h3>Where it stands on a line</h3>"
    try:
        table = load_ideal_points(record.body)
    except UnvotesError:
        said = f"The record comes without ideal points of the {BODIES[record.body]}."
        return [head, f"<p>{said}</p>"]
    by = "year" if "year" in table.columns else "session"
    table = table.assign(at=table[by] + (0 if by == "year" else _BEFORE_FIRST_SESSION))
    table.loc[table["withheld"] != "", ["estimate", "low", "high"]] = np.nan
    years = record.own["date"].dt.year
    table = table[table["at"].between(years.min() - 1, years.max() + 1)]
    bloc, voter = record.voter.bloc, record.voter
    own = table[table["member"] == voter.code] if bloc is None else _range_of(bloc, table)
    if own["estimate"].notna().sum() == 0:
        return [head, f"<p>The record has no ideal point of {html.escape(voter.name)} there.</p>"]
    lines = [Line(voter.name, _points(own, 1.5))]
    for code in _POWERS:
        rows = table[table["member"] == code]
        if code != voter.code and rows["estimate"].notna().any():
            lines.append(Line(_name(code), _points(rows, 1.5), leading=False))
    every = table.loc[table["member"].isin([voter.code, *_POWERS]), "estimate"]
    ends = np.nanmin([own["low"].min(), every.min()]), np.nanmax([own["high"].max(), every.max()])
    y_range = float(np.floor(ends[0] * 2) / 2), float(np.ceil(ends[1] * 2) / 2)
    marks = {float(at): number(at)[:-2] for at in np.arange(np.ceil(y_range[0]), y_range[1] + 0.1)}
    last = own.dropna(subset=["estimate"]).to_dict("records")[-1]  # a row of them would be floats
    band = "the lowest and the highest member" if bloc else "its 95% interval"
    text = (
        f"In {'' if by == 'year' else 'session '}{last[by]} {voter.name} stood at "
        f"{number(last['estimate'])}, with {band} at {number(last['low'])} and "
        f"{number(last['high'])}"
    )
    plot = line_plot(lines, f"Ideal points by {by}. {text}.", y_range, marks, height=240)
    cells = [
        [str(row[by]), *(number(row[name]) for name in ("estimate", "low", "high"))]
        for row in own.to_dict("records")
    ]
    ends_are = ("Lowest", "Highest") if bloc else ("Low", "High")
    columns = [by.capitalize(), "Ideal point", *ends_are]
    told = _as_table(set_table(f"Ideal points of {voter.name}", columns, cells, (1, 2, 3)))
    note = (
        "The farther apart, the more often opposed; estimated from all votes of the body, the "
        "mean of all positions being 0 and their standard deviation 1. "
        + (f"Line: the mean of its members, band: {band}. " if bloc else f"Band: {band}. ")
    )
    return [
        head,
        f"<p>{html.escape(text)}.</p>",
        f"<figure>{plot}<figcaption>{html.escape(note)}{told}</figcaption></figure>",
    ]


def _range_of(bloc: Bloc, table: pd.DataFrame) -> pd.DataFrame:
    """Mean, lowest and highest position of the members of each day."""
    by = "year" if "year" in table.columns else "session"
    dates = pd.Series(pd.to_datetime(table["at"].astype(int).astype("str") + "-12-01"))
    names = pd.Index(table["member"].unique())
    inside = bloc.among(names, dates)[np.arange(len(table)), names.get_indexer(table["member"])]
    rows = table[inside].dropna(subset=["estimate"])
    found = rows.groupby([by, "at"])["estimate"].agg(["mean", "min", "max"]).reset_index()
    return found.rename(columns={"mean": "estimate", "min": "low", "max": "high"})


# --- its last votes


def _latest_votes(record: _Record) -> list[str]:
    own = record.own.tail(_LATEST)[::-1] if record.voter.bloc is None else record.own.iloc[::-1]
    own = own.head(_LATEST)
    facts = load_roll_calls(record.body).set_index("roll_call")
    on_these = record.votes[record.votes["roll_call"].isin(own["roll_call"]).to_numpy()]
    if record.voter.bloc is not None:
        others = set(seated_members(record.voter.bloc, on_these))
    rows = []
    for row in own.to_dict("records"):
        fact = facts.loc[row["roll_call"]]
        here = on_these[(on_these["roll_call"] == row["roll_call"]).to_numpy()]
        same = int((here["vote"] == row["vote"]).sum()) - 1
        vote = VOTES[str(row["vote"])].label
        if record.voter.bloc is not None:
            cast = here.loc[here["member"].isin(others).to_numpy(), "vote"]
            vote += f" ({int((cast == row['vote']).sum())} of {int(cast.isin(SCALE).sum())})"
        elif row["vote"] in SCALE:
            vote += ", alone" if same == 0 else f", with {same:,}"
        rows.append(
            [
                _on_one_line(f"{row['date']:%Y-%m-%d}"),
                f"{document_link(str(fact['symbol']))}<br>"
                f"{html.escape(str(fact['subject'] or fact['topic']))}",
                html.escape(vote),
                f"{html.escape(outcome_words(fact))}, {_on_one_line(tally_words(fact))}",
            ]
        )
    which = f"Its last {len(rows)} {record.words}"
    head = ["Date", "On", "It voted", "Outcome (for–against–abstaining)"]
    return [f"<h3>{which}</h3>", set_table(which, head, rows)]


def _code(record: _Record) -> str:
    """Show how the page's numbers are got."""
    voter, name = record.voter, "council" if record.body == COUNCIL else "assembly"
    body = [] if record.body == COUNCIL else [record.body]
    view = {} if voter.bloc else {"view": "state"}
    lines = [call(name, "uv.load_votes", *body, **view, **record.chosen)]
    if voter.bloc is None:
        asked: dict[str, Any] = {"member": voter.code, "by": "decade"}
        if record.measure != "agreement":
            asked["measure"] = record.measure
        lines.append(call(f"{name}_partners", "uv.agreement_table", Name(name), **asked))
        lines.append(call(f"{name}_alone", "uv.isolation", Name(name), voter.code, by="decade"))
        return "\n".join(lines)
    bloc: Any = voter.bloc
    if not (bloc.name in READY.values() and as_bloc(bloc.name) == bloc):
        members = list(bloc.members)
        bloc = members if as_bloc(members).spells == bloc.spells else Name("bloc")
        if isinstance(bloc, Name):
            lines.append(f"# bloc: the bloc {voter.name!r} that was given to report()")
    lines.append(call(f"{name}_positions", "uv.bloc_positions", Name(name), bloc))
    lines.append(call(f"{name}_united", "uv.cohesion", Name(name), bloc, by="decade"))
    return "\n".join(lines)
