"""Official files, damaged in the ways that files are damaged, and what may come of them."""

from __future__ import annotations

import csv
import io
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.reading.library_files import (
    ASSEMBLY,
    COUNCIL,
    MEANING,
    SEPTEMBER_2024,
    STATES,
    Vote,
    text_of,
)
from unvotes.errors import UnvotesError
from unvotes.reading.library import read_undl

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]


@dataclass
class Case:
    """A file in the making: its cells, how they are written, and what they should mean."""

    rng: random.Random
    votes: list[Vote]
    cells: list[list[str]]
    encoding: str = "utf-8-sig"
    quoting: int = csv.QUOTE_MINIMAL
    delimiter: str = ","
    end: str = "\n"
    tail: list[Callable[[bytes], bytes]] = field(default_factory=list)

    def column(self, name: str) -> int:
        """Where a column stands; -1 if it is gone."""
        names = {"ms_vote": "ms_votes", "ms_code": "ms_codes", "ms_name": "ms_names"}
        header = self.cells[0]
        for known in (name, names.get(name, ""), "resolutions" if name == "resolution" else ""):
            if known in header:
                return header.index(known)
        return -1

    def row(self) -> list[str]:
        """Any row but the header."""
        return self.rng.choice(self.cells[1:]) if len(self.cells) > 1 else self.cells[0]

    def put(self, name: str, *values: str) -> None:
        """Write one of some values into a column of a row."""
        i, row = self.column(name), self.row()
        if 0 <= i < len(row) and row is not self.cells[0]:
            row[i] = self.rng.choice(values)

    def data(self) -> bytes:
        """The file's bytes."""
        out = io.StringIO(newline="")
        writer = csv.writer(
            out, delimiter=self.delimiter, quoting=self.quoting, lineterminator=self.end
        )
        writer.writerows(self.cells)
        data = out.getvalue().encode(self.encoding, "replace")
        for change in self.tail:
            data = change(data)
        return data


def _flip(case: Case) -> None:
    case.put("ms_vote", "Y", "N", "A", "X")


def _letter(case: Case) -> None:
    case.put("ms_vote", "Q", "", "y", " Y ", "NV", "yes", "1", "-", "Ｙ", "YY", "=1+1")


def _total(case: Case) -> None:
    case.put("total_yes", "", "120.0", "-1", "²", "many", "1e3", "99999999999999999999", "0")


def _every_date(case: Case) -> None:
    form = case.rng.choice(
        ["{2}/{1}/{0}", "{1}/{2}/{0}", "{0}{1}{2}", "{0}-{2}-{1}", "{2}.{1}.{0}"]
    )
    i = case.column("date")
    for row in case.cells[1:]:
        if 0 <= i < len(row) and re.fullmatch(r"\d{4}-\d\d-\d\d", row[i]):
            row[i] = form.format(*row[i].split("-"))


def _date(case: Case) -> None:
    case.put(
        "date",
        *("1433-03-24", "2555-02-16", "5772-05-23", "24/03/1433", "16/02/2012", "02/16/2012"),
        *("2012-13-45", "40955", "", "yesterday", "٢٠١٢-٠٢-١٦", "16 Feb 2012", "20120216"),
        *("2012-02-16T00:00:00Z", "平成24年2月16日", "12-02-16", "2012-02-30"),
    )


def _code(case: Case) -> None:
    case.put("ms_code", "", "XX", "ZZZ", "rus", " FRA", "IND", "GER", "123", "=HYPERLINK(1)")


def _session(case: Case) -> None:
    case.put("session", "", "66.0", "10emsp", "ES-10", "sixty", "6²", "9" * 5000, "=1+1", "-1")


def _name(case: Case) -> None:
    case.put("ms_name", "", "ATLANTIS", "India", "USSR", "TURKEY", "<b>INDIA</b>", "=1+1")


def _symbol(case: Case) -> None:
    case.put(
        "resolution",
        *("", "S/RES/1973(2011)", "A/RES/66/253 A", "62/223 A", "S/2012/77", "MISSING", "1e5"),
        *("A/RES/377(V)", "S/RES/99999(2011)", "A/C.3/66/L.1", "<script>"),
    )


def _id(case: Case) -> None:
    case.put("undl_id", "", "²", "4000000", "x", "4000000.0", "0")


def _text(case: Case) -> None:
    for name in ("title", "description", "agenda", "subjects", "vote_note", "draft"):
        case.put(
            name,
            *("=cmd|' /C calc'!A0", "<script>alert(1)</script>", "two\nlines", 'a "quoted" word'),
            *("a\r\nb", "@SUM(A1)", "ÿþ", "x" * 9000, "adopted without a vote", '"', ","),
        )


def _permute(case: Case) -> None:
    width = len(case.cells[0])
    order = list(range(width))
    case.rng.shuffle(order)
    case.cells = [[row[i] if i < len(row) else "" for i in order] for row in case.cells]


def _twice(case: Case) -> None:
    i = case.rng.randrange(len(case.cells[0]) or 1)
    for row in case.cells:
        row.append(row[i] if i < len(row) else "")
    if case.rng.random() < 0.3:
        case.row()[-1] = "other"


def _dropped(case: Case) -> None:
    # With the totals goes the only proof against a wrong letter, so they stay.
    free = [
        i
        for i, name in enumerate(case.cells[0])
        if not name.startswith(("total", "yes", "no", "abs"))
    ]
    i = case.rng.choice(free or [0])
    case.cells = [row[:i] + row[i + 1 :] for row in case.cells]


def _renamed(case: Case) -> None:
    how = case.rng.choice([str.upper, str.title, lambda s: f" {s} ", lambda s: s.replace("_", " ")])
    case.cells[0] = [how(name) for name in case.cells[0]]


def _no_header(case: Case) -> None:
    case.cells = case.cells[1:]


def _delete(case: Case) -> None:
    if len(case.cells) > 2:
        del case.cells[case.rng.randrange(1, len(case.cells))]


def _repeat(case: Case) -> None:
    row = case.row()
    if row is not case.cells[0]:
        case.cells.append(list(row))


def _cut(case: Case) -> None:
    row = case.row()
    del row[case.rng.randrange(len(row) or 1) :]


def _long(case: Case) -> None:
    case.row().extend(["", "more"])


def _blank(case: Case) -> None:
    case.cells.insert(case.rng.randrange(len(case.cells) + 1), [])


def _encoding(case: Case) -> None:
    case.encoding = case.rng.choice(ENCODINGS)


def _writing(case: Case) -> None:
    case.quoting = case.rng.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
    case.delimiter = case.rng.choice([",", ";", "\t"])
    case.end = case.rng.choice(["\n", "\r\n", "\r"])


def _short(case: Case) -> None:
    share = case.rng.random()
    case.tail.append(lambda data: data[: int(len(data) * share)])


def _bytes(case: Case) -> None:
    seed = case.rng.random()

    def damage(data: bytes) -> bytes:
        held = bytearray(data)
        dice = random.Random(seed)
        for _ in range(dice.randint(1, 4)):
            if held:
                held[dice.randrange(len(held))] = dice.choice(
                    [0, 10, 13, 34, 44, 255, 0x41, 0x4E, 0x59, dice.randrange(256)]
                )
        return bytes(held)

    case.tail.append(damage)


def _quote(case: Case) -> None:
    where = case.rng.random()
    case.tail.append(
        lambda data: data[: int(len(data) * where)] + b'"' + data[int(len(data) * where) :]
    )


Damage = Callable[[Case], None]

DAMAGES: list[Damage] = [
    *(
        _flip,
        _letter,
        _total,
        _every_date,
        _date,
        _code,
        _session,
        _name,
        _symbol,
        _id,
        _text,
        _permute,
    ),
    *(_twice, _dropped, _renamed, _no_header, _delete, _repeat, _cut, _long, _blank, _encoding),
    *(_writing, _short, _bytes, _quote),
]


def made(seed: int, damages: Sequence[Damage]) -> tuple[bytes, list[Vote]]:
    """Make a file and damage it."""
    rng = random.Random(seed)
    columns = rng.choice([COUNCIL, ASSEMBLY, SEPTEMBER_2024])
    members = list(STATES)[: rng.choice([5, 11, 15])]
    votes = []
    for n in range(rng.randint(1, 3)):
        letters = {code: rng.choice("YYYYNAX") for code in members}
        if columns is COUNCIL:
            vote = Vote(f"S/RES/{1973 + n}(2011)", f"2011-03-{14 + n}", letters)
        else:
            session = rng.choice(["66", "10emsp"] if columns is ASSEMBLY else ["66"])
            symbol = f"A/RES/66/{250 + n} A" if session == "66" else f"A/RES/ES-10/{20 + n}"
            day = f"2012-02-{13 + n}"
            vote = Vote(symbol, day, letters, session=session)
        votes.append(vote)
    text = text_of(votes, columns, decimals=rng.random() < 0.3)
    case = Case(rng, votes, list(csv.reader(io.StringIO(text))))
    for damage in damages:
        damage(case)
    return case.data(), votes


def _tally(votes: dict[tuple[str, str], str], roll_call: str) -> Counter[str]:
    return Counter(vote for (name, _), vote in votes.items() if name == roll_call)


def _fits(found: Counter[str], true: Counter[str]) -> bool:
    """Tell whether a tally can be the true one, whatever the unreadable letters were."""
    return found.total() == true.total() and found - Counter(unknown=found["unknown"]) <= true


def verdict(
    path: Path, votes: list[Vote], broken: str = "raise", damages: Sequence[Damage] = ()
) -> str:
    """
    Read a damaged file; say ``error``, ``clean`` or ``repaired``.

    Fails unless the error names file, line and column, or every vote is the true one, unknown,
    or of a roll call that the report doubts. Not known by any reader is a file that was cut
    between two roll calls, two letters changed so that the totals still fit (with what cannot be
    read, if one of the two cannot), and another's code where nothing is left to contradict it.
    """
    misnamed = sum(one in (_code, _name, _dropped) for one in damages) > 1
    cut, swapped = _short in damages, sum(one in (_flip, _letter) for one in damages) > 1
    try:
        file = read_undl(path, broken=broken)  # type: ignore[arg-type]
    except UnvotesError as error:
        words = str(error)
        assert str(path) in words, words
        assert ("line " in words and "column " in words) or ", byte " in words, words
        return "error"
    doubts = file.report.contradictions
    doubted = {name.partition("#")[0] for name in doubts["roll_call"]}
    doubted |= set(doubts["found"]) | set(doubts["expected"])
    true = {
        (vote.symbol.split("(")[0], code): MEANING[letter]
        for vote in votes
        for code, letter in vote.letters.items()
    }
    repairs = file.report.repairs
    told = set(repairs.loc[repairs["what"].str.startswith("state, by"), "written"])
    aside = " ".join(file.report.set_aside["text"])
    columns = [file.votes[name].astype("str") for name in ("roll_call", "member", "vote")]
    found = {(name, member): vote for name, member, vote in zip(*columns, strict=True)}
    for (name, member), vote in found.items():
        base = name.partition("#")[0]
        if vote == "unknown" or base in doubted or member in told:
            continue
        if misnamed and (base, member) not in true:
            continue
        assert (base, member) in true, (name, member, doubts.to_string())
        if swapped and _fits(_tally(found, name), _tally(true, base)):
            continue
        assert vote == true[base, member], (name, member, vote, doubts.to_string())
    there = {name for name, _ in found}
    for (name, member), vote in true.items():
        if cut and name not in there:
            continue
        if (name, member) not in found and name not in doubted and not (aside or told or misnamed):
            raise AssertionError(f"{name} {member} {vote} is lost without a word")
    kept = file.votes.groupby(["roll_call", "member"], observed=True).size()
    assert (kept == 1).all()
    return "clean" if file.report.repairs.empty and doubts.empty else "repaired"
