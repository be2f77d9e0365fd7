"""Finding a roll call by the way people write it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from unvotes.errors import UnvotesError, nearest
from unvotes.record.data_files import read_table
from unvotes.record.loading import (
    ADOPTED_ONLY_SINCE,
    end_of_record,
    load_roll_calls,
    load_votes,
)
from unvotes.record.states import View, states, to_view

__all__ = ["RollCalls", "find"]

_RESOLUTION = re.compile(
    r"(?:(?:UN)?(?:SCR|SC)?[ /]*(?:S/RES/|RESOLUTION|RES\.?|SCR)?)[ /]*(\d{1,4})"
    r"(?:[ /]*\(?(\d{4})\)?)?"
)
#: A resolution of the Assembly without its "A/RES/": "66/253 A", "ES-11/1", "2758 (XXVI)".
_ASSEMBLY = re.compile(
    r"(?:A/RES/|RES(?:OLUTION|\.)?|UNGA)*"
    r"((?:(?:ES-|S-)?\d{1,2}/\d+[A-Z-]*|\d+[A-Z]?\((?:ES-|S-)?[IVXLC]+\)[A-Z-]*)(?:#\d+)?)"
)
#: What a reader might take for "there was no vote".
_WHOLE_ONLY = (
    "paragraphs, amendments, motions and failed drafts of the Assembly's are hardly on record for "
    f"1975-1997, nor for 2013-2015, nor since {ADOPTED_ONLY_SINCE}"
)
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

    Examples
    --------
    >>> found = find("S/2012/77")
    >>> len(found), found.roll_calls["outcome"].tolist()
    (1, ['vetoed'])
    """

    roll_calls: pd.DataFrame
    votes: pd.DataFrame

    def __len__(self) -> int:
        return len(self.roll_calls)

    def __iter__(self) -> Iterator[RollCalls]:
        for i, name in enumerate(self.roll_calls["roll_call"]):
            yield RollCalls(
                self.roll_calls.iloc[[i]], self.votes[(self.votes["roll_call"] == name).to_numpy()]
            )

    def _lines(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        names = states().set_index("code")["name"]
        for one in self:
            row = one.roll_calls.iloc[0]
            # The votes keep the view asked for; a reader is told which state it was.
            held = to_view(one.votes, "state")
            tally = f"{row['yes']}-{row['no']}-{row['abstain']}"
            if row["unknown"] > row["yes"] or (row["unknown"] and row["reported_tally"]):
                tally = row["reported_tally"] or "tally unknown"
            silent = row["without_vote"] or row["in_parts"]
            if silent:
                tally = "without a vote" if row["without_vote"] else "voted on in parts only"
            head = " · ".join(
                [
                    row["roll_call"],
                    f"{row['date'].day} {row['date']:%B %Y}",
                    row["outcome"],
                    tally,
                    *([row["topic"]] if not pd.isna(row["topic"]) else []),
                ]
            )
            who = []
            for vote in ("no", "abstain", "nonvoting", "unknown", "yes"):
                chosen = held[(held["vote"] == vote).to_numpy()]
                if len(chosen) and not silent:
                    listed = [
                        names[code] + (" (veto)" if veto else "")
                        for code, veto in zip(
                            chosen["member"].astype("str"), chosen["veto"], strict=True
                        )
                    ]
                    who.append((vote, ", ".join(sorted(listed))))
            yield head, who

    def _caveats(self) -> list[str]:
        """What a reader could otherwise take for more, or surer, than it is."""
        if "session" not in self.roll_calls.columns:
            return []
        out = []
        derived = self.roll_calls["sources"] == "undl by difference"
        for name in self.roll_calls.loc[derived.to_numpy(), "roll_call"]:
            out.append(f"{name}: votes worked out from the UN Digital Library's sums by country")
        if (self.roll_calls["date"].dt.year >= ADOPTED_ONLY_SINCE).any():
            out.append(
                "votes on paragraphs, amendments and failed drafts of the Assembly's are not on "
                f"record since {ADOPTED_ONLY_SINCE}"
            )
        return out

    def __repr__(self) -> str:
        out = []
        for head, who in self._lines():
            out.append(head)
            out += [f"  {_MARK[vote]} {_WORD[vote]}: {text}" for vote, text in who]
        return "\n".join([*out, *(f"({caveat})" for caveat in self._caveats())])

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
        return "".join([*out, *(f"<p>({html.escape(caveat)})</p>" for caveat in self._caveats())])


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text).upper()


def find(name: str | int, *, view: View = "seat") -> RollCalls:
    """
    Find a roll call by its symbol or number, with its votes.

    Parameters
    ----------
    name : str or int
        A draft's symbol (``"S/2012/77"``), a resolution's symbol or number (``"S/RES/1973"``,
        ``"1973"``, ``"res 1973 (2011)"``), or a roll call's id (``"S/3502#4"``). Of the
        General Assembly: a symbol (``"A/RES/66/253 A"``, ``"66/253 A"``,
        ``"A/RES/2758(XXVI)"``, ``"377 A (V)"``) or an id. Upper or lower case, with or without
        spaces.
    view : {"seat", "state"}, default "seat"
        ``"seat"``: the USSR and Russia are one line of votes (RUS), the two governments of
        China another (CHN). ``"state"``: SUN, RUS, TWN and CHN, each for its time.

    Returns
    -------
    RollCalls
        ``roll_calls`` and ``votes``, two dataframes, and a good display. A symbol that was
        voted on more than once, paragraph by paragraph, gives all its roll calls.

    Raises
    ------
    UnvotesError
        If nothing is called that, with the nearest symbols; or if the resolution's year is
        another one.

    Examples
    --------
    >>> find("res 1973 (2011)")  # doctest: +ELLIPSIS
    S/RES/1973 · 17 March 2011 · adopted · 10-0-5 · Libya
      ○ abstaining: Brazil, China, Germany, India, Russia
      + in favour: Bosnia and Herzegovina, Colombia, ...
    """
    text = _plain(str(name))
    if not text:
        raise UnvotesError("the name of the roll call is empty; write 'S/2012/77' or '1973'")
    _refuse_retired(text)
    assembly = _ASSEMBLY.fullmatch(text)
    if assembly or text.startswith("A/"):
        return _find_in_assembly(name, f"A/RES/{assembly[1]}" if assembly else text, view)
    table = load_roll_calls(view=view)
    ids = table["roll_call"].str.upper()
    chosen = (
        (ids == text)
        | (ids.str.partition("#")[0] == text)
        | (table["symbol"].str.upper() == text)
        | (table["draft"].str.upper() == text)
        | (table["meeting"].str.upper() == text) & (text.startswith("S/PV"))
    )
    if not chosen.any() and not text.startswith("S/") and "/" in text:
        return find("S/" + text, view=view)
    match = _RESOLUTION.fullmatch(str(name).strip().upper())
    if not chosen.any() and match:
        number, year = int(match[1]), match[2]
        chosen = (table["resolution"] == number).fillna(False)
        if not chosen.any():
            raise UnvotesError(
                f"no resolution {number} on record: they run from "
                f"{table['resolution'].min()} to {table['resolution'].max()}; "
                + end_of_record("security-council")
            )
        adopted = table.loc[chosen, "date"].iloc[0]
        symbol_year = table.loc[chosen, "symbol"].iloc[0][-5:-1]
        if year and year not in (str(adopted.year), symbol_year):
            raise UnvotesError(
                f"{name!r}: resolution {number} was adopted in {adopted.year}, not {year}"
            )
    if not chosen.any():
        year = re.match(r"S/(?:RES/\d+\()?(\d{4})\b", text)
        if year and int(year[1]) >= table["date"].max().year:
            raise UnvotesError(f"no roll call on {name!r}; {end_of_record('security-council')}")
        symbols = {s: s for column in ("symbol", "draft") for s in table[column] if s}
        close = nearest(text, symbols)
        raise UnvotesError(
            f"no roll call on {name!r}"
            + (f"; did you mean {' or '.join(map(repr, close))}?" if close else ".")
            + " Write a draft as 'S/2012/77' or a resolution as 'S/RES/1973' or '1973'"
        )
    return _with_votes("security-council", table[chosen], view)


def _refuse_retired(text: str) -> None:
    """Say what became of an id that an earlier version of the record had."""
    table = read_table("retired.csv")
    line = table[table["roll_call"].map(_plain) == text]
    for name, version, by, why in line.itertuples(index=False, name=None):
        instead = f"; find({by!r}) gives the vote that stands for it" if by else ""
        raise UnvotesError(
            f"{name} is no more, since version {version} of the record: {why}{instead}"
        )


def _with_votes(body: str, chosen: pd.DataFrame, view: View) -> RollCalls:
    found = chosen.reset_index(drop=True)
    votes = load_votes(body, view=view)
    votes = votes[votes["roll_call"].isin(found["roll_call"])].reset_index(drop=True)
    return RollCalls(found, votes)


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


def _find_in_assembly(name: object, text: str, view: View) -> RollCalls:
    """Find the Assembly's roll calls on a symbol, or on all parts of it."""
    body = "general-assembly"
    table = load_roll_calls(body, view=view)
    # "2202 A (XXI)" is how the printed volumes write "2202(XXI) A".
    text = re.sub(r"/(\d+)([A-Z])\(([^)]+)\)", r"/\1(\3)\2", text)
    ids = table["roll_call"].map(_plain)
    chosen = (ids == text) | (ids.str.partition("#")[0] == text)
    if not chosen.any():
        chosen = ids.str.fullmatch(re.escape(text) + r"[A-Z-]+[\w.-]*(?:#\d+)?")
    if not chosen.any() and _later(text, table):
        raise UnvotesError(f"no roll call on {name!r}; {end_of_record(body)}")
    if not chosen.any():
        close = nearest(text, dict(zip(ids, table["roll_call"], strict=True)))
        raise UnvotesError(
            f"no recorded vote of the General Assembly on {name!r}"
            + (f"; did you mean {' or '.join(map(repr, close))}?" if close else ".")
            + " Write a resolution as 'A/RES/66/253 A' or 'A/RES/2758(XXVI)'; one adopted without "
            "a vote has no roll call, and " + _WHOLE_ONLY
        )
    return _with_votes(body, table[chosen], view)
