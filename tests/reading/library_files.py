"""Made files in the official form: of the issues there have been, and of full size."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

COUNCIL = [
    *("undl_id", "ms_code", "ms_name", "permanent_member", "ms_vote", "date", "resolution"),
    *("draft", "meeting", "description", "agenda", "subjects", "vote_note", "total_yes"),
    *("total_no", "total_abstentions", "total_non_voting", "total_ms", "modality", "undl_link"),
]
ASSEMBLY = [
    *("undl_id", "ms_code", "ms_name", "ms_vote", "date", "session", "resolution", "draft"),
    *("committee_report", "meeting", "title", "agenda_title", "subjects", "vote_note"),
    *("total_yes", "total_no", "total_abstentions", "total_non_voting", "total_ms", "undl_link"),
]
#: The issue of September 2024 named its columns in its own way.
SEPTEMBER_2024 = [
    *("undl_id", "ms_codes", "ms_names", "ms_votes", "resolutions", "title", "modality", "draft"),
    *("committee_report", "meeting", "agenda_titles", "subjects", "date", "yes", "no"),
    *("abstentions", "non-voting", "total-voting", "undl_link"),
]
_RENAMED = {
    "ms_codes": "ms_code",
    "ms_names": "ms_name",
    "ms_votes": "ms_vote",
    "resolutions": "resolution",
    "agenda_titles": "agenda_title",
    "yes": "total_yes",
    "no": "total_no",
    "abstentions": "total_abstentions",
    "non-voting": "total_non_voting",
    "total-voting": "total_ms",
}
MEANING = {"Y": "yes", "N": "no", "A": "abstain", "X": "nonvoting"}
STATES = {
    "CHN": "CHINA",
    "FRA": "FRANCE",
    "GBR": "UNITED KINGDOM",
    "RUS": "RUSSIAN FEDERATION",
    "USA": "UNITED STATES",
    "IND": "INDIA",
    "ZAF": "SOUTH AFRICA",
    "CIV": "CÔTE D'IVOIRE",
    "TUR": "TÜRKIYE",
    "BRA": "BRAZIL",
    "KOR": "REPUBLIC OF KOREA",
    "COD": "DEMOCRATIC REPUBLIC OF THE CONGO",
    "BOL": "BOLIVIA (PLURINATIONAL STATE OF)",
    "NGA": "NIGERIA",
    "DEU": "GERMANY",
}


@dataclass
class Vote:
    """One resolution with its members' letters."""

    symbol: str
    date: str
    letters: dict[str, str]
    session: str = ""
    note: str = ""
    modality: str = "Vote"
    title: str = "A title, with a comma : resolution / adopted"
    totals: dict[str, object] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def rows(self, number: int, decimals: bool = False) -> Iterator[dict[str, object]]:
        """Its rows, as the official file would have them."""
        counts = {letter: list(self.letters.values()).count(letter) for letter in "YNAX"}
        totals = {
            "total_yes": counts["Y"],
            "total_no": counts["N"],
            "total_abstentions": counts["A"],
            "total_non_voting": counts["X"],
            "total_ms": len(self.letters),
        } | self.totals
        if decimals:
            totals = {name: float(n) if isinstance(n, int) else n for name, n in totals.items()}
        for code, letter in self.letters.items():
            yield {
                "undl_id": 4_000_000 + number,
                "ms_code": code,
                "ms_name": self.names.get(code, STATES.get(code, code)),
                "permanent_member": str(code in ("CHN", "FRA", "GBR", "RUS", "USA")),
                "ms_vote": letter,
                "date": self.date,
                "session": self.session,
                "resolution": self.symbol,
                "draft": f"A/66/L.{number}|A/66/L.{number}/Add.1",
                "committee_report": "",
                "meeting": f"S/PV.{number}",
                "title": self.title,
                "description": self.title,
                "agenda": "AN AGENDA ITEM.",
                "agenda_title": "AN AGENDA ITEM.",
                "subjects": "ONE SUBJECT|ANOTHER SUBJECT--PART",
                "vote_note": self.note,
                "modality": self.modality,
                "undl_link": f"https://digitallibrary.un.org/record/{4_000_000 + number}",
                **totals,
            }


def text_of(
    votes: Sequence[Vote],
    columns: Sequence[str] = COUNCIL,
    *,
    decimals: bool = False,
    delimiter: str = ",",
    quoting: int = csv.QUOTE_MINIMAL,
    end: str = "\n",
) -> str:
    """The text of a file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerow(columns)
    for number, vote in enumerate(votes):
        for row in vote.rows(number, decimals):
            cells = [row.get(_RENAMED.get(name, name), "") for name in columns]
            if "ms_votes" in columns:
                cells = [
                    "NV" if name == "ms_votes" and cell == "X" else cell
                    for name, cell in zip(columns, cells, strict=True)
                ]
            writer.writerow(cells)
    return out.getvalue()


def write(
    path: Path, votes: Sequence[Vote], columns: Sequence[str] = COUNCIL, **how: object
) -> Path:
    """Write a file with a byte-order mark, as the Library does."""
    path.write_bytes(text_of(votes, columns, **how).encode("utf-8-sig"))  # type: ignore[arg-type]
    return path


def truth(votes: Sequence[Vote]) -> dict[tuple[str, str], str]:
    """Who voted how, by symbol and code."""
    return {
        (vote.symbol, code): MEANING[letter]
        for vote in votes
        for code, letter in vote.letters.items()
    }


def full_size(path: Path, rows: int = 950_000, seed: int = 1946) -> Path:
    """
    Write an Assembly file as large as the newest one, of random votes.

    About 380 bytes a row: titles, agenda items and subjects as long as theirs are, now and then
    with a quoted comma.
    """
    from unvotes import states

    rng = np.random.default_rng(seed)
    # Those of today, and only as many as the Assembly has.
    today = states().query("until.isna() and code not in ('PSE', 'VAT', 'TWN')")
    countries = list(zip(today["code"], today["name"].str.upper(), strict=True))[:193]
    calls = -(-rows // len(countries))
    call = np.repeat(np.arange(calls), len(countries))[:rows]
    member = np.tile(np.arange(len(countries)), calls)[:rows]
    letter = rng.choice(4, size=rows, p=[0.75, 0.05, 0.11, 0.09])
    counts = np.bincount(call * 4 + letter, minlength=calls * 4).reshape(calls, 4)
    day = np.datetime64("1946-12-11") + np.arange(calls) * 28_800 // calls
    year = day.astype("datetime64[Y]").astype(int) + 1970
    session = np.maximum(year - 1945, 1)

    def spread(values: Sequence[str]) -> pa.DictionaryArray:
        return pa.DictionaryArray.from_arrays(pa.array(call, pa.int32()), pa.array(values))

    def total(n: np.ndarray) -> pa.DictionaryArray:
        return spread([f"{k}.0" for k in n.tolist()])

    words = "the promotion of international cooperation in outer space, peace and law"
    numbers = range(calls)
    columns = {
        "undl_id": spread([str(600_000 + i) for i in numbers]),
        "ms_code": pa.DictionaryArray.from_arrays(
            pa.array(member, pa.int32()), pa.array([code for code, _ in countries])
        ),
        "ms_name": pa.DictionaryArray.from_arrays(
            pa.array(member, pa.int32()), pa.array([name for _, name in countries])
        ),
        "ms_vote": pa.DictionaryArray.from_arrays(
            pa.array(letter, pa.int32()), pa.array(list("YNAX"))
        ),
        "date": spread([str(d) for d in day]),
        "session": spread([str(s) for s in session]),
        "resolution": spread([f"A/RES/{s}/{i % 300 + 1}" for i, s in enumerate(session)]),
        "draft": spread([f"A/C.3/{s}/L.{i % 90}" if i % 2 else "" for i, s in enumerate(session)]),
        "committee_report": spread([f"A/{s}/{i % 700}" for i, s in enumerate(session)]),
        "meeting": spread([f"A/{s}/PV.{i % 99}" for i, s in enumerate(session)]),
        "title": spread([f"Question {i} of {words} : resolution" for i in numbers]),
        "agenda_title": spread([f"AGENDA ITEM {i % 400} {words[:40].upper()}." for i in numbers]),
        "subjects": spread([f"SUBJECT {i % 900}|{words[:50].upper()}" for i in numbers]),
        "vote_note": spread([""] * calls),
        "total_yes": total(counts[:, 0]),
        "total_no": total(counts[:, 1]),
        "total_abstentions": total(counts[:, 2]),
        "total_non_voting": total(counts[:, 3]),
        "total_ms": total(counts.sum(axis=1)),
        "undl_link": spread(
            [f"https://digitallibrary.un.org/record/{600_000 + i}" for i in numbers]
        ),
    }
    table = pa.table({name: column.cast(pa.string()) for name, column in columns.items()})
    with path.open("wb") as file:
        file.write(b"\xef\xbb\xbf")
        pa_csv.write_csv(table, file, pa_csv.WriteOptions(quoting_style="needed"))
    return path
