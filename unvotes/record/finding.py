"""Finding roll calls by the way people write them: symbol, number, address, day or words."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import html
import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import SupportsIndex
from urllib.parse import unquote

import numpy as np
import pandas as pd

from unvotes.errors import UnvotesError, nearest, shown, unknown
from unvotes.parameters import checked_arguments
from unvotes.record.data_files import read_table
from unvotes.record.dates import as_date
from unvotes.record.loading import (
    ADOPTED_ONLY_SINCE,
    end_of_record,
    load_roll_calls,
    load_votes,
)
from unvotes.record.states import states, to_view
from unvotes.record.subjects import topic_and_subject
from unvotes.record.views import View, check_view

__all__ = ["RollCalls", "find"]

_COUNCIL, _ASSEMBLY = "security-council", "general-assembly"
_BODIES = [_COUNCIL, _ASSEMBLY]

#: "S/RES/1973", "1973", "res 1973 (2011)", "UNSCR 1973 2011".
_RESOLUTION = re.compile(
    r"(?:(?:UN)?(?:SCR|SC)?[ /]*(?:S/RES/|RESOLUTION|RES\.?|SCR)?)[ /]*(\d+)"
    r"(?:(?:[ /]+| *\()(\d{4})\)?)?"
)
#: A resolution of the Assembly without its "A/RES/": "66/253 A", "ES-11/1", "2758 (XXVI)".
_OF_ASSEMBLY = re.compile(
    r"(?:A/RES/|RES(?:OLUTION|\.)?|UNGA)*"
    r"((?:(?:ES-|S-)?\d{1,2}/\d+[A-Z-]*|\d+[A-Z]?\((?:ES-|S-)?[IVXLC]+\)[A-Z-]*)(?:#\d+)?)"
)
#: One of the Assembly's first thirty sessions without its session: "A/RES/3379", "A/RES/377 A".
_NUMBERED = re.compile(r"A/RES/(\d+)([A-Z]?)")
#: An id of Voeten's compilation: "R/66/253A", "R/3/217A", "R/ES/11/1".
_OF_VOETEN = re.compile(r"R/(ES/|S/)?(\d+)/(\d+)([A-Z]?)(?:/[\w-]+)?")
_ADDRESS = re.compile(r"(?:HTTPS?://)?(?:[\w-]+\.)*UN(?:DOCS)?\.ORG/(.*)")
#: What no list of words is: a symbol, or a number with or without "resolution".
_SYMBOL = re.compile(r"[SAR]/.*|\d{2,4}/\d+\S*|(?:ES|S)-\d+/\d+\S*")
_MONTHS = [name.casefold() for name in calendar.month_name[1:]]
_DAY = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)? )?(?P<month>[a-z]{3,9})\.?"
    r"(?: (?P<later>\d{1,2})(?:st|nd|rd|th)?,?)?,? (?P<year>\d{4})"
)
#: What a reader might take for "there was no vote".
_WHOLE_ONLY = (
    "paragraphs, amendments, motions and failed drafts of the Assembly's are hardly on record for "
    f"1975-1997, nor for 2013-2015, nor since {ADOPTED_ONLY_SINCE}"
)
#: How many of the roll calls that words find are shown, and up to how many with their votes.
_SHOWN, _WITH_VOTES = 20, 3
_MARK = {"yes": "+", "no": "−", "abstain": "○", "nonvoting": "·", "unknown": "?"}
_WORD = {
    "yes": "in favour",
    "no": "against",
    "abstain": "abstaining",
    "nonvoting": "not voting",
    "unknown": "unknown",
}


@dataclass(frozen=True, repr=False, eq=False)
class RollCalls:
    """
    One roll call, or the several that one symbol stands for, with their votes.

    Attributes
    ----------
    roll_calls : DataFrame
        Their rows, as `load_roll_calls` gives them.
    votes : DataFrame
        Who voted how, as `load_votes` gives them.
    reasons : tuple of str
        Of roll calls found by words, why each was; otherwise empty.
    note : str
        What else the name could mean, or nothing.

    Examples
    --------
    >>> found = find("S/2012/77")
    >>> len(found), found.roll_calls["outcome"].tolist()
    (1, ['vetoed'])
    """

    roll_calls: pd.DataFrame
    votes: pd.DataFrame
    reasons: tuple[str, ...] = ()
    note: str = ""

    def __len__(self) -> int:
        return len(self.roll_calls)

    def __iter__(self) -> Iterator[RollCalls]:
        for i, name in enumerate(self.roll_calls["roll_call"]):
            yield RollCalls(
                self.roll_calls.iloc[[i]],
                self.votes[(self.votes["roll_call"] == name).to_numpy()],
                self.reasons[i : i + 1],
            )

    def _lines(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Of each roll call that is shown a heading, and who voted how unless they are many."""
        names = states().set_index("code")["name"]
        briefly = bool(self.reasons) and len(self) > _WITH_VOTES
        for number, one in enumerate(self):
            if briefly and number == _SHOWN:
                return
            row = one.roll_calls.iloc[0]
            if briefly:
                yield _heading(row, one.reasons), []
                continue
            # The votes keep the view asked for; a reader is told which state it was.
            held = to_view(one.votes, "state")
            who = []
            for vote in ("no", "abstain", "nonvoting", "unknown", "yes"):
                chosen = held[(held["vote"] == vote).to_numpy()]
                if len(chosen) and not (row["without_vote"] or row["in_parts"]):
                    listed = [
                        names[code] + (" (veto)" if veto else "")
                        for code, veto in zip(
                            chosen["member"].astype("str"), chosen["veto"], strict=True
                        )
                    ]
                    who.append((vote, ", ".join(sorted(listed))))
            yield _heading(row, one.reasons), who

    def _closing(self) -> list[str]:
        """What is to be said after the roll calls."""
        left = len(self) - _SHOWN if self.reasons else 0
        more = [f"… and {left} more, all in .roll_calls"] if left > 0 else []
        return [*more, *([self.note] if self.note else []), *self._caveats()]

    def _caveats(self) -> list[str]:
        """What a reader could otherwise take for more, or surer, than it is."""
        of_assembly = self.roll_calls[self.roll_calls["roll_call"].str.startswith("A/").to_numpy()]
        out = []
        if "sources" in of_assembly:
            derived = of_assembly["sources"] == "undl by difference"
            for name in of_assembly.loc[derived.to_numpy(), "roll_call"]:
                out.append(
                    f"({name}: votes worked out from the UN Digital Library's sums by country)"
                )
        if (of_assembly["date"].dt.year >= ADOPTED_ONLY_SINCE).any():
            out.append(
                "(votes on paragraphs, amendments and failed drafts of the Assembly's are not on "
                f"record since {ADOPTED_ONLY_SINCE})"
            )
        return out

    def __repr__(self) -> str:
        out = []
        for head, who in self._lines():
            out.append(head)
            out += [f"  {_MARK[vote]} {_WORD[vote]}: {text}" for vote, text in who]
        return "\n".join([*out, *self._closing()])

    def _repr_html_(self) -> str:
        out = []
        for head, who in self._lines():
            rows = "".join(
                f"<tr><th scope='row' style='text-align:left;white-space:nowrap'>{_MARK[vote]} "
                f"{_WORD[vote]}</th><td style='text-align:left'>{html.escape(text)}</td></tr>"
                for vote, text in who
            )
            out.append(
                f"<table><caption style='text-align:left;font-weight:bold'>{html.escape(head)}"
                f"</caption>{rows}</table>"
            )
        out += [f"<p>{html.escape(text)}</p>" for text in self._closing()]
        return "".join(out)


def _heading(row: pd.Series, reasons: tuple[str, ...]) -> str:
    """One roll call in a line: id, day, outcome, tally, what it was about, and why it is here."""
    tally = f"{row['yes']}-{row['no']}-{row['abstain']}"
    if row["unknown"] > row["yes"] or (row["unknown"] and row["reported_tally"]):
        tally = row["reported_tally"] or "tally unknown"
    if row["without_vote"] or row["in_parts"]:
        tally = "without a vote" if row["without_vote"] else "voted on in parts only"
    topic = "" if pd.isna(row["topic"]) else str(row["topic"])
    about = topic_and_subject(topic, str(row["subject"]))
    parts = [row["roll_call"], f"{row['date'].day} {row['date']:%B %Y}", row["outcome"], tally]
    head = " · ".join([*parts, *about])
    return head + (f" ({reasons[0]})" if reasons else "")


@functools.cache
def _table(body: str) -> pd.DataFrame:
    return load_roll_calls(body)


@functools.cache
def _votes(body: str, view: View) -> pd.DataFrame:
    """The votes of a body, kept: whoever finds one roll call looks for the next."""
    return load_votes(body, view=view)


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text).upper()


@checked_arguments
def find(
    name: str | SupportsIndex | dt.date, *, body: str | None = None, view: View = "seat"
) -> RollCalls:
    """
    Find roll calls by symbol, number, address or day, or by words, with their votes.

    Parameters
    ----------
    name : str, int or datetime.date
        - A symbol: of a draft (``"S/2012/77"``) or a resolution (``"S/RES/1973"``,
          ``"A/RES/66/253 A"``, ``"66/253 A"``, ``"A/RES/2758(XXVI)"``, ``"A/RES/3379"``); a
          roll call's id (``"S/3502#4"``), also one of Voeten's compilation (``"R/66/253A"``); a
          meeting of the Council (``"S/PV.6711"``). Upper or lower case, with or without spaces.
        - A resolution's number: ``1973``, ``"res 1973 (2011)"``. It is the Council's if the
          Council has one; a note says if the Assembly has one too.
        - An address at the UN: ``"https://undocs.org/S/2012/77"``, as in the column ``url``.
        - A day or month: ``"4 February 2012"``, ``"2012-02-04"``, ``"February 2012"``, or a date.
        - Words: names by which votes are known, subjects, topics and what lies within them,
          missions, states that vetoed or sponsored, outcomes and years: ``"Libya no-fly zone"``,
          ``"Russia veto Syria 2012"``. States may have any of their names: ``"Birmanie 2007"``.
    body : {"security-council", "general-assembly"}, optional
        Find in this body alone.
    view : {"seat", "state"}, default "seat"
        ``"seat"``: the USSR and Russia are one line of votes (RUS), the two governments of
        China another (CHN). ``"state"``: SUN, RUS, TWN and CHN, each for its time.

    Returns
    -------
    RollCalls
        ``roll_calls`` and ``votes``, two dataframes, and a good display. A symbol that was
        voted on more than once, paragraph by paragraph, gives all its roll calls. Words give
        every roll call in which each of them stands, best first, with the reason in ``reasons``;
        the display shows twenty at most. Roll calls of both bodies share one frame; the columns
        of the Assembly alone are then left out.

    Raises
    ------
    UnvotesError
        If nothing is called that, with the nearest symbols or words; if the resolution's year is
        another one; or if `name` is a list.

    Examples
    --------
    >>> find("res 1973 (2011)")  # doctest: +ELLIPSIS
    S/RES/1973 · 17 March 2011 · adopted · 10-0-5 · Libya: no-fly zone and force to protect...
      ○ abstaining: Brazil, China, Germany, India, Russia
      + in favour: Bosnia and Herzegovina, Colombia, ...
    >>> found = find("Zionism is racism")
    >>> found.roll_calls["roll_call"].tolist(), found.reasons[0]
    (['A/RES/3379(XXX)', 'A/RES/46/86'], "known as 'Zionism is racism'")
    """
    check_view(view)
    if body is not None and body not in _BODIES:
        raise unknown("body", body, _BODIES)
    bodies = _BODIES if body is None else [body]
    if isinstance(name, dt.date):
        return _of_days(name, as_date(name), as_date(name), bodies, view)
    text = _as_text(name)
    period = _period(text)
    if period is not None:
        return _of_days(name, *period, bodies, view)
    symbol = _plain(text)
    _refuse_retired(symbol)
    if address := _ADDRESS.fullmatch(symbol):
        return _of_address(text, address[1], bodies, view)
    if voeten := _OF_VOETEN.fullmatch(symbol):
        _check_asked(text, _ASSEMBLY, bodies)
        return _of_voeten(text, voeten, view)
    if (assembly := _OF_ASSEMBLY.fullmatch(symbol)) or symbol.startswith("A/"):
        _check_asked(text, _ASSEMBLY, bodies)
        return _of_assembly(text, f"A/RES/{assembly[1]}" if assembly else symbol, view)
    if _SYMBOL.fullmatch(symbol):
        _check_asked(text, _COUNCIL, bodies)
        return _of_council(text, symbol, view)
    if number := _RESOLUTION.fullmatch(text.upper()):
        return _of_number(text, int(number[1]), number[2], bodies, view)
    return _of_words(text, bodies, view)


def _check_asked(text: str, body: str, bodies: list[str]) -> None:
    if body not in bodies:
        raise UnvotesError(f"{text!r} is a symbol of the body {body!r}, not of {bodies[0]!r}")


def _as_text(name: object) -> str:
    if isinstance(name, str):
        text = " ".join(name.split())
    elif isinstance(name, bool | np.ndarray) or not isinstance(name, SupportsIndex):
        example = " such as 'S/2012/77'"
        if isinstance(name, (list, tuple, set, pd.Series, pd.Index, np.ndarray, pd.DataFrame)):
            raise UnvotesError(
                f"find takes one name{example}, not a {type(name).__name__}; for several write "
                "[unvotes.find(name) for name in names]"
            )
        raise UnvotesError(
            f"{shown(name)} is no name of a roll call; write a text{example} or 1973"
        )
    else:
        text = str(operator.index(name))
    if not text:
        raise UnvotesError("the name of the roll call is empty; write 'S/2012/77' or '1973'")
    return text


def _period(text: str) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """Read a day or a month as people write them; a year alone is the number of a resolution."""
    if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", text):
        return as_date(text), as_date(text, last=True)
    match = _DAY.fullmatch(text.casefold())
    if match is None:
        return None
    near = [i for i, name in enumerate(_MONTHS, 1) if name.startswith(match["month"])]
    days = [day for day in (match["day"], match["later"]) if day]
    if len(near) != 1 or len(days) > 1:
        return None
    written = f"{match['year']}-{near[0]:02}" + "".join(f"-{int(day):02}" for day in days)
    return as_date(written), as_date(written, last=True)


def _of_days(
    name: object, first: pd.Timestamp, last: pd.Timestamp, bodies: list[str], view: View
) -> RollCalls:
    parts = {}
    for body in bodies:
        table = _table(body)
        held = table[((table["date"] >= first) & (table["date"] <= last)).to_numpy()]
        if len(held):
            parts[body] = held
    if not parts:
        raise UnvotesError(f"no roll call on {name!r}; {'; '.join(map(end_of_record, bodies))}")
    return _with_votes(parts, view)


def _of_address(text: str, path: str, bodies: list[str], view: View) -> RollCalls:
    """Find what an address of the UN leads to: a document, or a page of the Digital Library."""
    if record := re.search(r"RECORD/(\d+)", path):
        for body in bodies:
            table = _table(body)
            held = table[table["url"].str.endswith(f"/record/{record[1]}").to_numpy()]
            if len(held):
                return _with_votes({body: held}, view)
        raise UnvotesError(f"no roll call has the address {text!r}")
    symbol = re.sub(r"^(?:(?:[A-Z]{2}|DOCUMENT|SYMBOL)/)+(?=[AS]/)", "", unquote(path).strip("/"))
    if not symbol.startswith(("S/", "A/")):
        raise UnvotesError(f"the address {text!r} holds no symbol such as 'S/2012/77'")
    return find(symbol, body=bodies[0] if len(bodies) == 1 else None, view=view)


def _of_voeten(text: str, match: re.Match[str], view: View) -> RollCalls:
    """Find a roll call by its id in Voeten's compilation."""
    kind, session, number, part = match.groups()
    if kind:
        return _of_assembly(text, f"A/RES/{kind[:-1]}-{session}/{number}{part}", view)
    if int(session) > 30:
        return _of_assembly(text, f"A/RES/{session}/{number}{part}", view)
    return _of_assembly(text, f"A/RES/{number}{part}", view)


def _of_council(name: str, text: str, view: View) -> RollCalls:
    """Find the Council's roll calls on a symbol."""
    number = re.fullmatch(r"S/RES/(\d+)(?:\((\d{4})\))?", text)
    if number:
        return _of_number(name, int(number[1]), number[2], [_COUNCIL], view)
    table = _table(_COUNCIL)
    if re.match(r"\d", text):
        text = "S/" + text
    ids = table["roll_call"].str.upper()
    chosen = (
        (ids == text)
        | (ids.str.partition("#")[0] == text)
        | (table["symbol"].str.upper() == text)
        | (table["draft"].str.upper() == text)
        | (table["meeting"].str.upper() == text) & text.startswith("S/PV")
    )
    if not chosen.any():
        year = re.match(r"S/(\d{4})/", text)
        if year and int(year[1]) >= table["date"].max().year:
            raise UnvotesError(f"no roll call on {name!r}; {end_of_record(_COUNCIL)}")
        symbols = {s: s for column in ("symbol", "draft") for s in table[column] if s}
        close = nearest(text, symbols)
        raise UnvotesError(
            f"no roll call on {name!r}"
            + (f"; did you mean {' or '.join(map(repr, close))}?" if close else ".")
            + " Write a draft as 'S/2012/77' or a resolution as 'S/RES/1973' or '1973'"
        )
    return _with_votes({_COUNCIL: table[chosen]}, view)


def _of_number(
    name: str, number: int, year: str | None, bodies: list[str], view: View
) -> RollCalls:
    """Find a resolution by its number: the Council's, or else one of the Assembly's first 3,541."""
    others: list[str] = []
    if _ASSEMBLY in bodies and not year:
        ids = _assembly_ids()
        others = ids.index[_numbered(ids, str(number)).to_numpy()].to_list()
    if _COUNCIL in bodies:
        table = _table(_COUNCIL)
        held = table[(table["resolution"] == number).fillna(False)]
        if len(held):
            years = (str(held["date"].iloc[0].year), held["symbol"].iloc[0][-5:-1])
            if year and year not in years:
                raise UnvotesError(
                    f"{name!r}: resolution {number} was adopted in {years[0]}, not {year}"
                )
            too = " or ".join(f"find({name!r})" for name in others)
            note = f"The General Assembly has this number too: {too}" if too else ""
            return _with_votes({_COUNCIL: held}, view, note=note)
        if not others:
            raise UnvotesError(
                f"no resolution {number} on record: the Security Council's run from "
                f"{table['resolution'].min()} to {table['resolution'].max()}; "
                + end_of_record(_COUNCIL)
            )
    if not others:
        raise UnvotesError(
            f"no recorded vote of the General Assembly on a resolution {number}; since 1976 its "
            "numbers begin with the session: 'A/RES/66/253 A'"
        )
    table = _table(_ASSEMBLY)
    return _with_votes({_ASSEMBLY: table[table["roll_call"].isin(others).to_numpy()]}, view)


@functools.cache
def _assembly_ids() -> pd.Series:
    """The ids of the Assembly's roll calls as `_plain` writes them, by the ids themselves."""
    from unvotes.record.assembly import table

    ids = table()["roll_call"]
    return ids.map(_plain).set_axis(ids)


def _refuse_retired(text: str) -> None:
    """Say what became of an id that an earlier version of the record had."""
    table = read_table("retired.csv")
    line = table[table["roll_call"].map(_plain) == text]
    for name, version, by, why in line.itertuples(index=False, name=None):
        instead = f"; find({by!r}) gives the vote that stands for it" if by else ""
        raise UnvotesError(
            f"{name} is no more, since version {version} of the record: {why}{instead}"
        )


def _numbered(ids: pd.Series, number: str) -> pd.Series:
    """The Assembly's roll calls on a resolution whose session is not named: "377", "377A"."""
    digits, part = re.fullmatch(r"(\d+)([A-Z]?)", number).groups()  # type: ignore[union-attr]
    end = f"{part}(?![A-Z])|(?:A-[A-Z])" if part else ""
    return ids.str.match(rf"A/RES/{digits}\([IVXLCES-]+\)(?:{end})")


def _later(text: str, table: pd.DataFrame) -> bool:
    """Tell whether a symbol of the Assembly's is from after the record's end."""
    asked = re.match(r"A/(?:RES/|DEC/)?((?:ES-|S-)?\d+)/(?:L\.)?(\d+)", text)
    if asked is None:
        return False
    session, number = asked[1], int(asked[2])
    sessions = read_table("general_assembly/sessions.csv").set_index("session")["until"]
    regular = [int(name) for name in sessions.index if name.isdigit()]
    if session not in sessions.index:
        return session.isdigit() and int(session) > max(regular)
    of = table.loc[(table["session"] == session).to_numpy(), "resolution"]
    return sessions[session] == "" and number > of.max()


def _of_assembly(name: str, text: str, view: View) -> RollCalls:
    """Find the Assembly's roll calls on a symbol, or on all parts of it."""
    table = _table(_ASSEMBLY)
    # "2202 A (XXI)" is how the printed volumes write "2202(XXI) A".
    text = re.sub(r"/(\d+)([A-Z])\(([^)]+)\)", r"/\1(\3)\2", text)
    ids = _assembly_ids().set_axis(table.index)
    chosen = (ids == text) | (ids.str.partition("#")[0] == text)
    if not chosen.any():
        chosen = ids.str.fullmatch(re.escape(text) + r"[A-Z-]+[\w.-]*(?:#\d+)?")
    if not chosen.any() and (number := _NUMBERED.fullmatch(text)):
        chosen = _numbered(ids, number[1] + number[2])
    if not chosen.any() and (one := re.fullmatch(r"(A/RES/.*\))([A-Z])", text)):
        # Voted on together: "377(V) A" is in "377(V) A-C".
        chosen = ids.str.fullmatch(re.escape(one[1]) + r"[A-Z]-[A-Z]") & (one[2] >= "A")
    if not chosen.any() and _later(text, table):
        raise UnvotesError(f"no roll call on {name!r}; {end_of_record(_ASSEMBLY)}")
    if not chosen.any():
        close = nearest(text, dict(zip(ids, table["roll_call"], strict=True)))
        raise UnvotesError(
            f"no recorded vote of the General Assembly on {name!r}"
            + (f"; did you mean {' or '.join(map(repr, close))}?" if close else ".")
            + " Write a resolution as 'A/RES/66/253 A' or 'A/RES/2758(XXVI)'; one adopted without "
            "a vote has no roll call, and " + _WHOLE_ONLY
        )
    return _with_votes({_ASSEMBLY: table[chosen]}, view)


def _of_words(text: str, bodies: list[str], view: View) -> RollCalls:
    # Only who asks by words waits for the index.
    from unvotes.record.searching import search

    hits = search(text, bodies)
    parts = {}
    for body in bodies:
        rows = [hit.row for hit in hits if hit.body == body]
        if rows:
            parts[body] = _table(body).iloc[rows]
    place = {(body, row): i for i, (body, row, *_) in enumerate(hits)}
    order = [place[body, row] for body, part in parts.items() for row in part.index]
    return _with_votes(parts, view, order=order, reasons=tuple(hit.reason for hit in hits))


def _with_votes(
    parts: dict[str, pd.DataFrame],
    view: View,
    *,
    order: list[int] | None = None,
    reasons: tuple[str, ...] = (),
    note: str = "",
) -> RollCalls:
    """Give roll calls of one body or both in one frame each, in the order given or of the days."""
    tables, votes = [], []
    for body, part in parts.items():
        tables.append(part)
        cast = _votes(body, view)
        votes.append(cast[cast["roll_call"].isin(part["roll_call"]).to_numpy()])
    if len(tables) == 1:
        found = tables[0] if order is None else tables[0].iloc[np.argsort(order, kind="stable")]
        return RollCalls(
            found.reset_index(drop=True), votes[0].reset_index(drop=True), reasons, note
        )
    found = _stacked(tables)
    by_day = found.sort_values("date", kind="stable")
    found = found.iloc[np.argsort(order, kind="stable")] if order else by_day
    cast = _stacked(votes)
    ids = pd.CategoricalDtype(by_day["roll_call"])
    cast = cast.assign(roll_call=cast["roll_call"].astype(ids))
    cast = cast.sort_values(["roll_call", "member"], ignore_index=True)
    return RollCalls(found.reset_index(drop=True), cast, reasons, note)


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Put frames of both bodies under one another, with the columns that both have."""
    shared = [name for name in frames[0].columns if all(name in frame for frame in frames)]
    out = {}
    for name in shared:
        held = [frame[name] for frame in frames]
        if isinstance(held[0].dtype, pd.CategoricalDtype) and held[0].dtype != held[1].dtype:
            known = pd.Index([]).append([column.cat.categories for column in held]).unique()
            both = pd.CategoricalDtype(known.sort_values().astype("str"))
            held = [column.astype(both) for column in held]
        out[name] = pd.concat(held, ignore_index=True)
    return pd.DataFrame(out)
