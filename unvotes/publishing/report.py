"""Reports: a roll call, a state, a bloc, or two blocs compared, as a page that stands alone."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from unvotes.analysis.blocs.agreement import bloc_agreement
from unvotes.analysis.blocs.bloc import Bloc
from unvotes.analysis.blocs.ready import READY, as_bloc
from unvotes.analysis.core.coded_votes import SCALE
from unvotes.analysis.core.results import between, number
from unvotes.analysis.core.selection import Day
from unvotes.analysis.core.views import view_said
from unvotes.analysis.members.moves import moves
from unvotes.charts.agreement.over_time import agreement_over_time
from unvotes.charts.drawing.language import counted, day, joined
from unvotes.charts.drawing.names import short_name
from unvotes.charts.drawing.theme import VOTES
from unvotes.charts.votes.chamber import chamber
from unvotes.charts.votes.vote_grid import vote_grid
from unvotes.charts.votes.world import world
from unvotes.errors import UnvotesError, shown, unknown
from unvotes.parameters import shared_parameters
from unvotes.publishing.pages import (
    ASSEMBLY,
    BODIES,
    COUNCIL,
    document_link,
    outcome_words,
    set_figure,
    set_page,
    set_table,
    tally_words,
)
from unvotes.publishing.seated import seated_members
from unvotes.publishing.shown_code import Name, call
from unvotes.publishing.state_page import state_page
from unvotes.record.dates import as_period
from unvotes.record.finding import RollCalls, find
from unvotes.record.given_members import ready_bloc
from unvotes.record.loading import load_roll_calls, load_votes
from unvotes.record.state_names import of_several, states_meant
from unvotes.record.written_files import checked_path, whole_file

__all__ = ["report"]

_MOST_ROLL_CALLS: Final = 60
#: The rows of a comparison of blocs, by part.
_Rows = Mapping[str, Mapping[Any, Any]]
#: Sponsors on record that are no single states.
_NO_STATE: Final = {
    "president": "the President of the Council",
    "committee": "a committee",
    "elected": "the elected members",
    "council": "all members of the Council",
}
_ORDER: Final = ("no", "abstain", "nonvoting", "unknown", "yes")
_PARTS: Final = {
    "within A": "Within {0}",
    "within B": "Within {1}",
    "between": "Between the two",
    "difference": "Difference",
}


@shared_parameters
def report(
    what: str
    | int
    | RollCalls
    | Bloc
    | tuple[Bloc | str | Iterable[str], Bloc | str | Iterable[str]],
    path: str | Path,
    *,
    body: str | None = None,
    since: Day | None = None,
    until: Day | None = None,
    topic: str | Iterable[str] | None = None,
    contested: bool = True,
    measure: str = "agreement",
    title: str | None = None,
) -> Path:
    """
    Write a page about a roll call, a state, a bloc, or how two blocs voted, to send or publish.

    The page is one HTML file that works without a network: charts, their numbers in words and in
    tables, light or dark as the reader's device, on any screen. It loads nothing from anywhere;
    documents of the United Nations are linked.

    The page of a state has, for each body: with whom it votes most and least, and how that
    changed; how often it stood alone; how it votes, by decade and by topic; its ideal point with
    its band, where the record has one; and its last twenty contested votes with their subjects.
    A bloc's page has the same of the vote that most of its members cast, how united it was, and
    who breaks ranks. Both weigh some hundred kilobytes.

    A roll call's page has the vote seat by seat, or on a map if it is the General Assembly's, who
    voted how, the facts on record, and who moved since the last contested vote on the same topic.
    A comparison's page has agreement within each bloc and between them, with n and intervals, for
    the whole period and by year, and the latest 60 of the votes. The charts of these two answer
    to the pointer, and with what draws them make pages of some five megabytes.

    Parameters
    ----------
    what : str, int, RollCalls, Bloc, or two blocs
        A state by code or any of its names: ``"FRA"``; a bloc or the name of a ready one:
        ``uv.BRICS``; a roll call by symbol or number, as `find` takes it: ``"S/2012/77"``; or a
        pair of blocs, each a bloc, the name of a ready one or a list of members:
        ``(uv.RUSSIA_CHINA, ["IND", "ZAF"])``.
    path : str or Path
        The file, ending in ``.html``. One of that name is replaced, once the new one is
        complete.
    body : {"security-council", "general-assembly"}, optional
        In which body; by default a state's or bloc's page is about both, and a comparison of
        blocs about the Council. A roll call is found in either.
    since, until : str, int or date, optional
        First and last day, both included: ``"2012-02-04"``. A year or month, ``2012`` or
        ``"2012-02"``, stands for all of its days. Not for a roll call.
    topic : str or list of str, optional
        Only roll calls on these topics. Not for a roll call.
    contested : bool, default True
        Whether the page rests on contested roll calls only; most others are unanimous.
    measure : str, default "agreement"
        The measure of agreement, one of `MEASURES`.
    title : str, optional
        In place of the title that the page writes from the facts.

    Returns
    -------
    pathlib.Path
        The file that was written.

    Raises
    ------
    UnvotesError
        If the roll call, state or bloc is not found (with the nearest), a symbol stands for
        several roll calls, nothing fits the selection, or the file cannot be written.

    Notes
    -----
    A state is one government's: the pages of Russia and China leave out what the Soviet Union
    and the Republic of China voted from the same seat, which have pages of their own (``"SUN"``,
    ``"TWN"``). "Now" are the last ten years in which it voted, compared with the ten before (less
    where it has fewer), by the interval of `compare_periods`; who shared fewer than a quarter of
    the roll calls that the most frequent partner did is not ranked.

    Examples
    --------
    >>> import tempfile, unvotes as uv
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = uv.report("S/2012/77", f"{folder}/veto.html").read_text(encoding="utf-8")
    >>> "vetoed by China and Russia" in page
    True

    On which India stood alone in the Council, how its votes changed, whom it votes with:

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = uv.report("IND", f"{folder}/india.html", body="security-council")
    ...     print(path.name, path.stat().st_size < 1_000_000)
    india.html True
    """
    target = checked_path(path, [".html", ".htm"])
    voter, chosen = _voter(what), _chosen_roll_calls(contested, since, until, topic)
    if voter is not None:
        if body is not None and body not in BODIES:
            raise unknown("body", body, list(BODIES))
        bodies = [ASSEMBLY, COUNCIL] if body is None else [body]
        page = state_page(voter, title, bodies, measure, chosen)
    elif isinstance(what, str | int | RollCalls):
        if (body, since, until, topic) != (None, None, None, None):
            raise UnvotesError(
                "body=, since=, until= and topic= choose roll calls for the page of a state or of "
                "blocs; a roll call's page needs none of them"
            )
        page = _roll_call_page(what, title)
    else:
        page = _bloc_page(what, title, body or COUNCIL, measure, chosen)
    with whole_file(target) as draft:
        draft.write_text(page, encoding="utf-8")
    return target


def _voter(what: object) -> Bloc | str | None:
    """Tell a state or a bloc, which votes, from a roll call, which is voted on."""
    if isinstance(what, Bloc):
        return what
    # A number is one of the Council's resolutions, though statistics number states too.
    if not isinstance(what, str) or "/" in what or what.strip().isdecimal():
        return None
    codes = states_meant(what)
    if len(codes) > 1:
        raise UnvotesError(f"{of_several(what, codes)}; write the code")
    if codes:
        return codes[0]
    found = ready_bloc(what)
    return found if isinstance(found, Bloc) else None


def _chosen_roll_calls(
    contested: bool, since: Day | None, until: Day | None, topic: str | Iterable[str] | None
) -> dict[str, Any]:
    """Gather what was asked for of the roll calls."""
    topics = topic if topic is None or isinstance(topic, str) else list(topic)
    chosen: dict[str, Any] = {"since": since, "until": until, "topic": topics}
    chosen = {name: value for name, value in chosen.items() if value is not None}
    return chosen | {"contested": True} if contested else chosen


# --- one roll call


def _roll_call_page(what: str | int | RollCalls, title: str | None) -> str:
    found = what if isinstance(what, RollCalls) else find(what)
    # The id of a whole text is the beginning of its paragraphs' ids, and finds them too.
    found = next((one for one in found if one.roll_calls["roll_call"].iloc[0] == what), found)
    if len(found) != 1:
        ids = found.roll_calls["roll_call"].tolist()
        raise UnvotesError(
            f"a report is about one roll call, and this is {len(ids)}: choose one of "
            + ", ".join(map(repr, ids[:12]))
            + (" …" if len(ids) > 12 else "")
        )
    row = found.roll_calls.iloc[0]
    key, body = str(row["roll_call"]), _body_of(found.roll_calls)
    # Named as they were on that day: the Soviet Union, and not its seat.
    votes = find(key, view="state").votes
    vetoes = [short_name(code) for code in votes.loc[votes["veto"], "member"].astype("str")]
    outcome = outcome_words(row)
    heading = f"{key}: {outcome}" + (f" by {joined(sorted(vetoes))}" if vetoes else "")
    draw = chamber if body == COUNCIL else world
    figure = set_figure(draw(votes, roll_call=key), "vote")
    parts = [figure, "<h2>Who voted how</h2>", _voters(row, votes, body)]
    parts += ["<h2>The facts on record</h2>", _facts(row), *_movers(row, votes, body)]
    return set_page(
        title or heading,
        _lead(row, vetoes, body),
        parts,
        f"The record of the {BODIES[body]} runs to {day(load_roll_calls(body)['date'].max())}; "
        f"n = {counted(len(votes), 'member')}.",
        "\n".join(
            [
                call("vote", "uv.find", key, view="state"),
                call("fig", f"uv.charts.{draw.__name__}", Name("vote.votes"), roll_call=key),
                "fig",
            ]
        ),
    )


def _body_of(calls: pd.DataFrame) -> str:
    """Tell the Assembly's roll calls, which have sessions, from the Council's."""
    return "general-assembly" if "session" in calls.columns else COUNCIL


def _is_inferred(row: pd.Series) -> bool:
    """Say whether the day of a roll call is only the likeliest one."""
    return row.get("date_source") in ("weekday", "estimated")


def _lead(row: pd.Series, vetoes: list[str], body: str) -> str:
    """Say in two sentences what was voted on and what became of it."""
    about = f" on {row['topic']}" if row["topic"] else ""
    kind = {"resolution": "draft resolution"}.get(str(row["kind"]), str(row["kind"]))
    article = "an" if kind.startswith(("a", "e", "i", "o", "u")) else "a"
    when = f"{'Around' if _is_inferred(row) else 'On'} {day(row['date'])} the {BODIES[body]}"
    first = f"{when} voted on {article} {kind}{about}."
    if row["without_vote"]:
        return f"{when} adopted {row['roll_call']}{about} without a vote."
    if row["in_parts"]:
        return f"{first} Its parts were put to the vote, the whole was not: {outcome_words(row)}."
    if row["unknown"]:
        told = f" with {row['reported_tally']}" if row["reported_tally"] else ""
        return f"{first} It was {outcome_words(row)}{told}; not all votes are known by name."
    counts = [f"{row[word]} {VOTES[word].label}" for word in ("yes", "no", "abstain")]
    if row["nonvoting"]:
        counts.append(f"{row['nonvoting']} not voting")
    result = f"It was {outcome_words(row)}, with {joined(counts)}."
    if vetoes:
        word = "vote" if len(vetoes) == 1 else "votes"
        result = (
            f"It had {row['yes']} votes in favour, and failed through the negative {word} of "
            f"{joined(sorted(vetoes))}; {row['no']} voted against, {row['abstain']} abstained."
        )
    elif row["outcome"] == "failed" and body == COUNCIL:
        need = 7 if row["date"] < pd.Timestamp("1966-01-01") else 9
        if row["yes"] < need:
            result = result[:-1] + f"; {need} votes in favour were needed."
    return f"{first} {result}"


def _voters(row: pd.Series, votes: pd.DataFrame, body: str) -> str:
    rows = []
    for word in _ORDER:
        of_word = votes[(votes["vote"] == word).to_numpy()]
        named = sorted(
            short_name(code) + (" (veto)" if veto else "")
            for code, veto in zip(of_word["member"].astype("str"), of_word["veto"], strict=True)
        )
        if named:
            silent = row["without_vote"] or row["in_parts"]
            label = "Not put to a vote" if silent else VOTES[word].label.capitalize()
            rows.append([f"{label}", str(len(named)), html.escape(", ".join(named))])
    caption = f"The {len(votes)} members of the {BODIES[body]} on {day(row['date'])}"
    return set_table(caption, ["Vote", "n", "Members"], rows, numbers=[1])


def _facts(row: pd.Series) -> str:
    inferred = " (inferred: no source gives the day)" if _is_inferred(row) else ""
    facts = [("Date", html.escape(day(row["date"]) + inferred))]
    if "session" in row:
        facts.append(("Session", html.escape(str(row["session"]))))
    if row["subject"]:
        facts.append(("Subject", html.escape(str(row["subject"]))))
    facts += [("Document", document_link(row["symbol"]))]
    for name, column in (("Draft as voted", "draft"), ("Meeting", "meeting")):
        if row[column] and row[column] != row["symbol"]:
            facts.append((name, document_link(row[column])))
    facts += [
        ("Outcome", html.escape(outcome_words(row))),
        ("Tally", html.escape(tally_words(row))),
    ]
    for name in ("kind", "topic", "region", "action", "mission"):
        if pd.notna(row[name]) and row[name] not in ("", "none"):
            facts.append((name.capitalize(), html.escape(str(row[name]))))
    if row["sponsors"]:
        codes = row["sponsors"].split(" ")
        named = sorted(_NO_STATE.get(code) or short_name(code) for code in codes)
        facts.append(("Sponsors", html.escape(f"{joined(named)} ({len(named)})")))
    if row["outcome"] == "vetoed":
        listed = "yes" if row["on_un_veto_list"] else "no"
        facts.append(("On the UN's list of vetoes", listed))
    return set_table(f"{row['roll_call']} in the record", [], facts)


def _movers(row: pd.Series, votes: pd.DataFrame, body: str) -> list[str]:
    """Compare with the last contested vote on the topic, if there was one."""
    known = load_roll_calls(body)
    of_topic = known[(known["topic"] == row["topic"]) & known["contested"]]
    # The record stands in the order of its votes, several on some days.
    earlier = of_topic[of_topic.index < known.index[known["roll_call"] == row["roll_call"]][0]]
    if not row["topic"] or row["without_vote"] or row["in_parts"] or earlier.empty:
        return []
    before, key = str(earlier["roll_call"].iloc[-1]), str(row["roll_call"])
    table = moves(load_votes(body, topic=str(row["topic"])), before, key)
    compared = table[table["direction"].isin(["towards yes", "towards no", "unchanged"])]
    if compared.empty:
        return []
    # Seats are compared, and named by the state that holds them now.
    seats = find(key).votes["member"].astype("str")
    held = dict(zip(seats, votes["member"].astype("str"), strict=True))
    moved = compared[compared["direction"] != "unchanged"]
    when = day(earlier["date"].iloc[-1])
    text = (
        f"The last contested vote on {row['topic']} before this was {before}, on {when} "
        f"({earlier['outcome'].iloc[-1]}). {counted(len(compared), 'member')} voted both times; "
        + (f"{len(moved)} of them voted otherwise." if len(moved) else "all voted as before.")
    )
    out = ["<h2>Who moved</h2>", f"<p>{html.escape(text)}</p>"]
    if len(moved):
        rows = [
            [
                html.escape(short_name(held.get(one["member"], one["member"]))),
                VOTES[str(one["from"])].label,
                VOTES[str(one["to"])].label,
            ]
            for one in moved.to_dict("records")
        ]
        caption = f"Members that voted otherwise on {key} than on {before}"
        out.append(set_table(caption, ["Member", before, key], rows))
    return out


# --- two blocs


def _bloc_page(
    what: object, title: str | None, body: str, measure: str, chosen: Mapping[str, Any]
) -> str:
    if not isinstance(what, tuple | list) or len(what) != 2:
        raise UnvotesError(
            f"{shown(what)} is neither a roll call nor two blocs; write 'S/2012/77', or "
            "(uv.RUSSIA_CHINA, uv.INDIA_SOUTH_AFRICA)"
        )
    pair = [_bloc(one, f"bloc {letter}") for one, letter in zip(what, "AB", strict=True)]
    votes, shared = load_votes(body), {"measure": measure, **chosen}
    table = bloc_agreement(votes, *pair, **shared)
    whole = {str(row["part"]): row for row in table.to_dict("records")}
    yearly = bloc_agreement(votes, *pair, by="year", **shared)
    selected = load_votes(body, **chosen)
    together = _voted_on_by_both(selected, pair)
    one, two = (bloc.name for bloc in pair)
    words = _selection(chosen)
    told = (one, two, measure, words + view_said(table.attrs["selection"]), table.attrs["method"])
    parts = ["<h2>Agreement within and between</h2>", _estimates(whole, *told)]
    if yearly["estimate"].notna().any() and yearly["year"].nunique() > 1:
        over_time = agreement_over_time(
            yearly, measure=measure, title=f"{one} and {two}: {measure} on {words}"
        )
        parts.append(set_figure(over_time, "over-time"))
    elif yearly["year"].nunique() > 1:
        reason = yearly["withheld"].iloc[0]
        parts.append(f"<p>By year all estimates are withheld: {html.escape(reason)}.</p>")
    parts += ["<h2>The votes</h2>", _grid_of_latest(together, pair, words)]
    parts += ["<h2>The blocs</h2>", _memberships(pair, chosen)]
    n = whole["between"]["n"]
    return set_page(
        title or f"{one} and {two}: how they voted, {_years(yearly['year'])}",
        _finding(whole, one, two, measure, words),
        parts,
        f"Compared on the {counted(n, 'roll call')} of the {BODIES[body]} that have a pair of "
        f"votes of every kind, out of {together['roll_call'].nunique():,} {words} on which members "
        f"of both voted and {selected['roll_call'].nunique():,} from "
        f"{day(selected['date'].min())} to {day(selected['date'].max())}.",
        _bloc_code(pair, body, shared),
    )


def _selection(chosen: Mapping[str, Any]) -> str:
    """Write a choice of roll calls in words that begin with their noun."""
    text = "contested roll calls" if chosen.get("contested") else "roll calls"
    topic = chosen.get("topic")
    if topic is not None:
        text += f" on {topic if isinstance(topic, str) else joined(topic)}"
    return text


def _years(years: pd.Series) -> str:
    first, last = int(years.min()), int(years.max())
    return f"{first}" if first == last else f"{first}–{last}"


def _estimate(row: Mapping[Any, Any]) -> str:
    return f"{number(row['estimate'])}{between(row['low'], row['high'])}"


def _finding(whole: _Rows, one: str, two: str, measure: str, words: str) -> str:
    """State the finding, and whether it is more than chance; a withheld one as withheld."""
    middle, gap = whole["between"], whole["difference"]
    n = counted(middle["n"], "roll call")
    if middle["withheld"]:
        return f"{measure.capitalize()} of {one} and {two} is withheld: {middle['withheld']} ({n})."
    said = f"On {middle['n']:,} {words}, {measure} between {one} and {two} was {_estimate(middle)}"
    inside = [
        f"within {name} {_estimate(whole[part])}"
        for part, name in (("within A", one), ("within B", two))
        if not whole[part]["withheld"]
    ]
    said += f"; {joined(inside)}." if inside else "."
    if gap["withheld"]:
        return said
    if gap["low"] > 0:
        verdict = "more within than between"
    elif gap["high"] < 0:
        verdict = "less within than between"
    else:
        return (
            f"{said} Whether they agree more within than between cannot be told: the difference "
            f"is {_estimate(gap)}."
        )
    return f"{said} They agree {verdict}, by {_estimate(gap)}."


def _estimates(whole: _Rows, one: str, two: str, measure: str, words: str, method: str) -> str:
    rows = []
    for part, row in whole.items():
        withheld = str(row["withheld"])
        rows.append(
            [
                html.escape(_PARTS[part].format(one, two)),
                html.escape(withheld or number(row["estimate"])),
                "" if withheld else html.escape(between(row["low"], row["high"]).strip()),
                f"{row['n']:,}",
                f"{row['dyads']:,}",
            ]
        )
    table = set_table(
        f"{measure.capitalize()} on {words}",
        ["Part", "Estimate", "Interval", "Roll calls", "Pairs of votes"],
        rows,
        range(1, 5),
    )
    return (
        f'{table}<p class="small">Difference: the mean of the two withins less between. Interval: '
        f"{html.escape(method)}.</p>"
    )


def _bloc(value: Any, what: str) -> Bloc:
    """Read a bloc; one given as a list of states is called by their names."""
    found = as_bloc(value, what=what)
    if isinstance(value, Bloc | str) or not found.of_states:
        return found
    return found.rename(joined(sorted(map(short_name, found.members))))


def _voted_on_by_both(votes: pd.DataFrame, pair: list[Bloc]) -> pd.DataFrame:
    """Keep the roll calls on which members of both blocs voted."""
    cast = votes[votes["vote"].isin(SCALE)]
    for bloc in pair:
        ids = cast.loc[cast["member"].isin(seated_members(bloc, cast)), "roll_call"]
        votes = votes[votes["roll_call"].isin(ids)]
    return votes


def _grid_of_latest(votes: pd.DataFrame, pair: list[Bloc], words: str) -> str:
    """Draw the latest roll calls on which members of both blocs voted."""
    ids = votes["roll_call"].drop_duplicates()
    shown = votes[votes["roll_call"].isin(ids.tail(_MOST_ROLL_CALLS))]
    groups = {bloc.name: seated_members(bloc, shown) for bloc in pair}
    number = f"All {len(ids)}"
    if len(ids) > _MOST_ROLL_CALLS:
        number = f"The latest {_MOST_ROLL_CALLS} of {len(ids):,}"
    figure = vote_grid(
        shown,
        members=sorted({m for codes in groups.values() for m in codes}),
        blocs={name: codes for name, codes in groups.items() if codes},
        others=False,
        title=f"{number} {words} on which members of both voted",
    )
    return set_figure(figure, "votes")


def _memberships(pair: list[Bloc], chosen: Mapping[str, Any]) -> str:
    first, last = as_period(chosen.get("since"), chosen.get("until"))
    rows = []
    for bloc in pair:
        named = []
        for spell in bloc.spells:
            ends = [pd.Timestamp(end) if end else None for end in (spell.since, spell.until)]
            if (ends[0] and last and ends[0] > last) or (ends[1] and first and ends[1] < first):
                continue
            since = f"from {day(ends[0])}" if ends[0] else ""
            until = f"to {day(ends[1])}" if ends[1] else ""
            span = " ".join(part for part in (since, until) if part)
            name = short_name(spell.member) if bloc.of_states else spell.member
            named.append(f"{name} ({span})" if span else name)
        rows.append([html.escape(bloc.name), html.escape(", ".join(sorted(named)))])
    return set_table("Members of the blocs in the period, by seat", ["Bloc", "Members"], rows)


def _bloc_code(pair: list[Bloc], body: str, shared: Mapping[str, Any]) -> str:
    lines = [call("votes", "uv.load_votes", *([] if body == COUNCIL else [body]))]
    given: list[Any] = []
    for bloc, letter in zip(pair, "AB", strict=True):
        members = list(bloc.members)
        if bloc.name in READY.values() and as_bloc(bloc.name) == bloc:
            given.append(bloc)
        elif as_bloc(members).spells == bloc.spells:
            given.append(members)
        else:
            lines.append(f"# {letter}: the bloc {bloc.name!r} that was given to report()")
            given.append(Name(letter))
    lines.append(call("table", "uv.bloc_agreement", Name("votes"), *given, **shared))
    return "\n".join([*lines, "table"])
