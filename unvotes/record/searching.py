"""
Searching the record by words: names, subjects, topics, missions, states.

Every text by which a roll call can be found is split into words once per process. A roll call is
found if each word asked for stands in one of its texts; the better the text, the higher it comes.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections import Counter, defaultdict
from typing import NamedTuple

import numpy as np
import pandas as pd

from unvotes.errors import UnvotesError
from unvotes.record.council import council_roll_calls, council_votes
from unvotes.record.data_files import read_table
from unvotes.record.state_names import states_called
from unvotes.record.states import spellings_of, states
from unvotes.record.words import alike, words_of

__all__ = ["Hit", "search"]

#: Words of a question that name nothing.
_EMPTY = frozenset(
    words_of(
        "the of and on in for to a an by with at about vote voted voting resolution res un unga "
        "unsc draft roll call united nations security council general assembly"
    )
)
_TAKES_IN = "its topic takes in"
#: What a word is worth by the text that it stands in.
_WORTH = {
    "known as": 8.0,
    "subject": 4.0,
    "topic": 3.0,
    "mission": 3.0,
    "vetoed by": 2.5,
    "year": 2.0,
    "outcome": 2.0,
    "action": 1.5,
    "kind": 1.5,
    _TAKES_IN: 1.0,
    "sponsor": 0.5,
}
#: Who asks for vetoes means by a state the one that cast them.
_VETO = ("veto", "vetoed")
_WORTH_OF_VETO = 5.0
#: Added if one text has all the words, and if a name consists of them.
_TOGETHER, _THE_NAME = 4.0, 20.0
#: What is left of a text's worth if it is about two states together and one was asked for.
_OF_ANOTHER = 0.4
_JOINED = re.compile(r"(\w+)[–-](\w+)")
#: The longest name of a state, in words, that is looked for within a question.
_LONGEST_NAME = 6


class Hit(NamedTuple):
    """A roll call that was found: its place in the body's table, how well it fits, and why."""

    body: str
    row: int
    score: float
    reason: str
    #: Whether a word stands for no more than something that the topic takes in.
    by_topic: bool


class _Text(NamedTuple):
    field: str
    shown: str
    words: frozenset[str]
    rows: np.ndarray
    #: Two states in one breath: "Iran–Iraq War".
    pair: frozenset[str] = frozenset()


class _Index(NamedTuple):
    texts: list[_Text]
    #: Word to the numbers of the texts that have it.
    places: dict[str, list[int]]
    #: The words in alphabetical order, for those that begin alike.
    words: list[str]
    dates: np.ndarray
    contested: np.ndarray


def _table(body: str) -> pd.DataFrame:
    if body == "general-assembly":
        from unvotes.record.assembly import assembly_roll_calls

        return assembly_roll_calls()
    return council_roll_calls()


def _vetoes(table: pd.DataFrame) -> dict[str, list[int]]:
    """The rows that each state vetoed."""
    votes = council_votes("state")
    votes = votes[votes["veto"].to_numpy()]
    place = {name: i for i, name in enumerate(table["roll_call"].tolist())}
    out: dict[str, list[int]] = defaultdict(list)
    for roll_call, member in zip(votes["roll_call"], votes["member"], strict=True):
        out[member].append(place[roll_call])
    return out


def _labelled(table: pd.DataFrame, body: str) -> dict[tuple[str, str], list[int]]:
    """Rows by field and text."""
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    place = {name: i for i, name in enumerate(table["roll_call"].tolist())}
    for name, roll_call in read_table("known_as.csv")[["name", "roll_call"]].itertuples(
        index=False
    ):
        if roll_call in place:
            rows["known as", name].append(place[roll_call])
    for field in ("subject", "topic", "mission", "action", "kind", "outcome"):
        for i, text in enumerate(table[field].tolist()):
            if isinstance(text, str) and text and (field, text) != ("kind", "resolution"):
                rows[field, text].append(i)
    for i, year in enumerate(table["date"].dt.year.tolist()):
        rows["year", str(year)].append(i)
    for i, codes in enumerate(table["sponsors"].tolist()):
        for code in codes.split():
            rows["sponsor", code].append(i)
    if body == "security-council":
        for code, vetoed in _vetoes(table).items():
            rows["vetoed by", code] = vetoed
    for alias, topic in read_table("topic_aliases.csv")[["alias", "topic"]].itertuples(index=False):
        if ("topic", topic) in rows:
            rows[_TAKES_IN, alias] += rows["topic", topic]
    return rows


@functools.cache
def _index(body: str) -> _Index:
    table = _table(body)
    names = dict(zip(states()["code"], states()["name"], strict=True))
    seats = dict(zip(states()["code"], states()["seat"], strict=True))
    texts: list[_Text] = []
    places: dict[str, list[int]] = defaultdict(list)
    for (field, text), rows in _labelled(table, body).items():
        spelled, shown = [text], text
        if field in ("vetoed by", "sponsor") and text in names:
            spelled, shown = spellings_of(text), names[text]
        if field == "vetoed by":
            # The Soviet Union's vetoes are looked for as Russia's too.
            seat = spellings_of(seats[text]) if seats[text] else []
            spelled = [*spelled, *seat, *_VETO]
        words = frozenset(word for spelling in spelled for word in words_of(spelling))
        for word in words:
            places[word].append(len(texts))
        pair = _pair(text) if field in ("known as", "subject") else frozenset()
        texts.append(_Text(field, shown, words, np.array(sorted(set(rows))), pair))
    return _Index(
        texts,
        dict(places),
        sorted(places),
        table["date"].to_numpy(),
        table["contested"].to_numpy(),
    )


@functools.cache
def _state_words() -> frozenset[str]:
    """The names of states that are one word."""
    names = [words_of(name) for name in states()["name"]]
    return frozenset(words[0] for words in names if len(words) == 1)


def _pair(text: str) -> frozenset[str]:
    """Find two states that a text joins by a dash."""
    for match in _JOINED.finditer(text):
        both = frozenset(word for part in match.groups() for word in words_of(part))
        if len(both) == 2 and both <= _state_words():
            return both
    return frozenset()


def _in_english(text: str, bodies: list[str]) -> str:
    """Put the record's names of states for those of other languages, times and lists."""
    names = dict(zip(states()["code"], states()["name"], strict=True))
    known = {word for body in bodies for word in _index(body).places}
    tokens = text.split()
    out: list[str] = []
    while tokens:
        for size in range(min(_LONGEST_NAME, len(tokens)), 0, -1):
            phrase = " ".join(tokens[:size]).strip(",;.:")
            words = words_of(phrase)
            if phrase.isdigit() or (words and known.issuperset(words) and phrase.isascii()):
                continue
            codes = states_called(phrase)
            if len(codes) == 1:
                out.append(names[codes[0]])
                break
        else:
            size = 1
            out.append(tokens[0])
        tokens = tokens[size:]
    return " ".join(out)


def _like(index: _Index, word: str) -> dict[str, float]:
    """The words of the index that a word means, with how surely: itself, or its beginnings."""
    found: dict[str, float] = {}
    # "Israeli" is "Israel", "Libyan" "Libya", and "Palestine" "Palestinian".
    stems = [(word, 0.7)] if len(word) >= 4 else []
    if len(word) >= 6 and word[-1] in "ein":
        stems.append((word[:-1], 0.5))
    for stem, sure in stems:
        start = bisect.bisect_left(index.words, stem)
        for other in index.words[start:]:
            if not other.startswith(stem):
                break
            found.setdefault(other, sure)
    if word in index.places:
        found[word] = 1.0
    return found


def _reason(text: _Text) -> str:
    # The subject stands beside the reason wherever it is shown.
    if text.field in ("subject", "outcome"):
        return text.field
    if text.field == "known as":
        return f"known as {text.shown!r}"
    return f"{text.field} {text.shown}"


def _scored(body: str, asked: list[str]) -> tuple[list[Hit], dict[str, int]]:
    """The roll calls that have every word, and how many have each of them."""
    index = _index(body)
    n = len(index.dates)
    worths = _WORTH | ({"vetoed by": _WORTH_OF_VETO} if set(asked) & set(_VETO) else {})
    total = np.zeros(n)
    all_found = np.ones(n, dtype=bool)
    counts = {}
    best = np.full((len(asked), n), -1)
    meant = [_like(index, word) for word in asked]
    # How many of the words each text has.
    met = Counter(
        number
        for like in meant
        for number in {number for other in like for number in index.places[other]}
    )
    for k, (word, like) in enumerate(zip(asked, meant, strict=True)):
        score = np.zeros(n)
        for other, sure in like.items():
            for number in index.places[other]:
                text = index.texts[number]
                # Of two texts as good, that with more of the words is the reason.
                worth = worths[text.field] * sure + 0.01 * met[number]
                worth *= _OF_ANOTHER if _is_of_another(text, asked) else 1
                better = text.rows[score[text.rows] < worth]
                score[better] = worth
                best[k, better] = number
        counts[word] = int((score > 0).sum())
        all_found &= score > 0
        total += score
    for number, words in met.items():
        text = index.texts[number]
        if words == len(asked) and not _is_of_another(text, asked):
            total[text.rows] += _TOGETHER * _WORTH[text.field] / 4
            if text.field == "known as" and not text.words - set(asked) - _EMPTY:
                total[text.rows] += _THE_NAME
    hits = []
    for row in np.flatnonzero(all_found):
        numbers = dict.fromkeys(int(number) for number in best[:, row])
        reasons = dict.fromkeys(_reason(index.texts[number]) for number in numbers)
        by_topic = any(index.texts[number].field == _TAKES_IN for number in numbers)
        hits.append(Hit(body, int(row), float(total[row]), ", ".join(reasons), by_topic))
    return hits, counts


def _is_of_another(text: _Text, asked: list[str]) -> bool:
    """Tell whether a text is about two states of which one was not asked for."""
    return len(text.pair.intersection(asked)) == 1


def search(text: str, bodies: list[str]) -> list[Hit]:
    """
    Find the roll calls that a text is about, best first.

    Parameters
    ----------
    text : str
        Words: names of votes, topics, missions, years, and states by any of their names, in the
        six languages of the United Nations.
    bodies : list of str
        The bodies to look in.

    Returns
    -------
    list of Hit
        Those in which every word stands; equals in order of contested before unanimous and later
        before earlier. Roll calls found only since their topic takes in what was asked for are
        left out if others name it.

    Raises
    ------
    UnvotesError
        If there are none, with the words that are nowhere and what resembles them.

    Examples
    --------
    >>> hit = search("Libya no-fly zone", ["security-council"])[0]
    >>> council_roll_calls()["roll_call"][hit.row], hit.reason
    ('S/RES/1973', "known as 'no-fly zone over Libya'")
    """
    words = list(dict.fromkeys(words_of(_in_english(text, bodies))))
    asked = [word for word in words if word not in _EMPTY]
    if not asked:
        raise UnvotesError(
            f"{text!r} has no word to look for"
            + (" that tells one vote from another" if words else "")
            + "; write a symbol such as 'S/2012/77', or what it was about, such as 'Libya no-fly "
            "zone'"
        )
    hits: list[Hit] = []
    counts: dict[str, int] = defaultdict(int)
    for body in bodies:
        found, met = _scored(body, asked)
        hits += found
        for word, n in met.items():
            counts[word] += n
    if not hits:
        raise UnvotesError(_nothing(text, counts, bodies))
    # What names the thing itself makes the rest of its topic needless.
    named = [hit for hit in hits if not hit.by_topic]
    return sorted(
        named or hits,
        key=lambda hit: (
            hit.score,
            bool(_index(hit.body).contested[hit.row]),
            _index(hit.body).dates[hit.row],
        ),
        reverse=True,
    )


def _nothing(text: str, counts: dict[str, int], bodies: list[str]) -> str:
    missing = [word for word, n in counts.items() if n == 0]
    if missing:
        said = f"no roll call on {text!r}: nothing is called {' or '.join(map(repr, missing))}"
        known = sorted({word for body in bodies for word in _index(body).words})
        close = [near for word in missing for near in alike(word, known)]
        said += f"; did you mean {' or '.join(map(repr, close))}?" if close else "."
        rest = [word for word in counts if counts[word]]
        n = sum(len(_scored(body, rest)[0]) for body in bodies) if rest else 0
        if n:
            said += f" {' '.join(rest)!r} finds {n}."
    else:
        each = ", ".join(f"{word!r} {n}" for word, n in counts.items())
        said = f"no roll call on {text!r}: each word is found ({each} times), but not together."
    return said + (
        " Write a draft as 'S/2012/77', a resolution as 'S/RES/1973' or 'A/RES/66/253 A', a day "
        "as '4 February 2012', or words such as 'Libya no-fly zone'"
    )
