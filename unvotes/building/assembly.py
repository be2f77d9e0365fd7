"""
Build the Assembly's record: ``python -m unvotes.building.assembly FOLDER``.

Voeten's compilation and the Digital Library's record are matched roll call by roll call; where a
vote differs, the difference is listed and decided by a stated rule. Roll calls that only one
source has are kept. Building twice gives the same bytes.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pa_parquet

from unvotes.building.assembly_dates import day_of_each
from unvotes.building.assembly_sources import (
    Source,
    match,
    read_library,
    read_recurring,
    read_voeten,
)
from unvotes.building.coding import code
from unvotes.building.command import options, write_files
from unvotes.errors import UnvotesError
from unvotes.record.assembly import FILE, RECURRING, sitting
from unvotes.record.data_files import data_folder, read_table
from unvotes.record.schema import ISSUES
from unvotes.record.states import assembly_terms

__all__ = ["FEWEST", "Built", "build", "main", "outcomes", "roll_calls_file"]

_FOLDER = "general_assembly"
#: By the sources' codes of letters.
_LETTER = np.frombuffer(b"?YANX?", dtype=np.uint8)
_WORDS = np.array(["", "yes", "abstain", "no", "absent", "no member"])
#: Of the resolutions that both sources have, Voeten numbers one in six wrongly until this session.
_UNSURE_UNTIL = 30
#: Until this session a draft's fate is inferred from its absence from the Library's resolutions.
_INFERRED_UNTIL = 25
#: From this session on there are more than 300 resolutions a session.
_MANY_SINCE = 57
#: Of a roll call on which fewer cast a vote, the source has only part of the letters.
FEWEST = 5
_SCHEMA = pa.schema(
    [
        ("roll_call", pa.string()),
        ("date", pa.date32()),
        ("session", pa.string()),
        ("symbol", pa.string()),
        ("resolution", pa.int32()),
        ("outcome", pa.string()),
        ("kind", pa.string()),
        ("topic", pa.string()),
        ("important", pa.bool_()),
        *[(issue, pa.bool_()) for issue in ISSUES],
        ("sources", pa.string()),
        ("date_source", pa.string()),
        ("voeten_id", pa.int32()),
        ("undl_id", pa.int32()),
        ("letters", pa.string()),
    ]
)
_CONFLICTS = ["roll_call", "member", "voeten", "undl", "followed", "why"]

#: Numbers that Voeten's list of what recurs has and his tables lack: in the session in question
#: only one resolution of the Library's has the title of the one that it is said to follow.
_LACKING = {
    5541: "A/RES/71/96",
    5544: "A/RES/71/99",
    6060: "A/RES/73/8",
    6099: "A/RES/73/68",
    6115: "A/RES/73/95",
    6116: "A/RES/73/122",
}

Array = npt.NDArray[np.int8]


def _join(voeten: Source, library: Source, pairs: pd.DataFrame) -> pd.DataFrame:
    """Put the roll calls of both sources on one line each; -1 where one lacks it."""
    only_voeten = np.setdiff1d(np.arange(len(voeten.facts)), pairs["voeten"])
    only_library = np.setdiff1d(np.arange(len(library.facts)), pairs["library"])
    joined = pd.concat(
        [
            pairs[["voeten", "library"]],
            pd.DataFrame({"voeten": only_voeten, "library": -1}),
            pd.DataFrame({"voeten": -1, "library": only_library}),
        ],
        ignore_index=True,
    )
    v = voeten.facts.reindex(joined["voeten"]).reset_index(drop=True)
    u = library.facts.reindex(joined["library"]).reset_index(drop=True)
    for name in ("cycle", "session", "number", "part"):
        joined[name] = u[name].fillna(v[name])
    joined["cycle"] = joined["cycle"].astype(int)
    # Voeten's numbers of early resolutions are now and then those of a neighbour.
    unsure = (joined["library"] < 0) & (joined["cycle"] <= _UNSURE_UNTIL)
    joined.loc[unsure, ["number", "part"]] = ""
    joined["symbol"] = u["symbol"].fillna("")
    joined["voeten_id"] = v["rcid"].astype("Int64")
    joined["undl_id"] = pd.to_numeric(u["token"], errors="coerce").astype("Int64")
    joined["sources"] = np.select(
        [joined["library"] < 0, u["by_difference"].eq(True), joined["voeten"] < 0],
        ["voeten", "undl by difference", "undl"],
        "voeten+undl",
    )
    joined["library_date"], joined["voeten_date"] = u["date"].fillna(""), v["date"].fillna("")
    joined["page"] = v["page"]
    joined["voted_from"] = _voted_from(voeten)[joined["voeten"]]
    for issue in ISSUES:
        joined[issue] = v[issue].astype("boolean")
    joined["library_title"] = u["title"].fillna("")
    joined["voeten_title"] = v["title"].fillna("")
    joined["flags"] = _flags(v)
    return joined


def _flags(voeten: pd.DataFrame) -> npt.NDArray[np.str_]:
    amend, para = voeten["amend"].eq(True), voeten["para"].eq(True)
    return np.select(
        [amend & para, amend, para], ["amendment paragraph", "amendment", "paragraph"], ""
    )


def _on_whole_texts(voeten: pd.DataFrame, folder: Path) -> npt.NDArray[np.bool_]:
    """Tell Voeten's votes on texts as a whole: unmarked, or marked for an amendment made before."""
    flags = _flags(voeten)
    texts = voeten.assign(voeten_title=voeten["title"], sources="voeten", symbol="", flags=flags)
    texts["date"] = pd.to_datetime(texts["date"])
    kind = code(texts, read_table(f"{_FOLDER}/coding_rules.csv", folder))["kind"]
    return ((kind == "resolution") | (flags == "")).to_numpy()


def _voted_from(voeten: Source) -> npt.NDArray[np.str_]:
    """Find the last admission among those who cast a vote: it cannot have been taken before."""
    first = assembly_terms().groupby("member")["since"].min().sort_index()
    cast = (voeten.letters > 0) & (voeten.letters < 4)
    # Yugoslavia's column goes on to its successors, whose dates say nothing here.
    days = first.dt.strftime("%Y-%m-%d").to_numpy(dtype=str)
    return np.array([max(days[row], default="") for row in cast])


def _letters_of_both(
    joined: pd.DataFrame,
    voeten: Source,
    library: Source,
    members: list[str],
    sat: npt.NDArray[np.bool_],
) -> tuple[Array, Array]:
    """Line the letters of both sources up; Yugoslavia's go to the state that sat that day."""
    ours = np.where(
        (joined["voeten"] >= 0).to_numpy()[:, None], voeten.letters[joined["voeten"]], 0
    )
    theirs = np.where(
        (joined["library"] >= 0).to_numpy()[:, None], library.letters[joined["library"]], 0
    )
    old = members.index("YUG")
    for successor in ("SCG", "SRB"):
        new = members.index(successor)
        rows = sat[:, new]
        for letters in (ours, theirs):
            letters[rows, new] = np.where(
                letters[rows, new] > 0, letters[rows, new], letters[rows, old]
            )
            letters[rows, old] = 0
    return ours.astype(np.int8), theirs.astype(np.int8)


def _exchanged(ours: Array, theirs: Array, cycle: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """
    Find votes that the Library gives to the wrong one of two members.

    Two members' letters are exchanged between the sources, and the fifteen members that vote
    most like each of them that session say which is right: of the shares of them that voted as
    Voeten has it and as the Library has it, the first is no smaller for either of the two, and
    larger by 0.8 for both taken together.
    """
    differ = (ours > 0) & (ours < 4) & (theirs > 0) & (theirs < 4) & (ours != theirs)
    found = np.zeros_like(differ)
    for row in np.flatnonzero(differ.sum(axis=1) > 1):
        disputed = np.flatnonzero(differ[row])
        near = theirs[cycle == cycle[row]]
        cast = (near > 0) & (near < 4)
        lead = {}
        for m in disputed:
            shared = cast & cast[:, [m]]
            alike = (shared & (near == near[:, [m]])).sum(0) / np.maximum(shared.sum(0), 1)
            alike[disputed] = -1
            alike[(theirs[row] == 0) | (theirs[row] > 3)] = -1
            others = theirs[row, np.argsort(-alike, kind="stable")[:15]]
            lead[m] = (others == ours[row, m]).mean() - (others == theirs[row, m]).mean()
        for i, m in enumerate(disputed):
            for n in disputed[i + 1 :]:
                crossed = ours[row, m] == theirs[row, n] and ours[row, n] == theirs[row, m]
                if crossed and min(lead[m], lead[n]) >= 0 and lead[m] + lead[n] >= 0.8:
                    found[row, [m, n]] = True
    return found


def _reconcile(
    joined: pd.DataFrame,
    ours: Array,
    theirs: Array,
    sat: npt.NDArray[np.bool_],
    members: list[str],
    mended: set[str],
) -> tuple[Array, pd.DataFrame]:
    """Decide each vote, and list every one on which the sources contradict each other."""
    v_cast, u_cast = (ours > 0) & (ours < 4), (theirs > 0) & (theirs < 4)
    both = (joined["sources"] == "voeten+undl").to_numpy()[:, None]
    exchanged = _exchanged(ours, theirs, joined["cycle"].to_numpy()) & sat
    # Where the Library's newer page differs from the older, Voeten's is a copy of the older.
    exchanged &= ~joined["roll_call"].isin(mended).to_numpy()[:, None]
    final = np.where(theirs > 0, theirs, ours)
    final[exchanged] = ours[exchanged]
    # Voeten's "no member" of a state that was one is no news of its vote.
    final[(final == 5) | ~sat] = 0
    kinds = {
        "exchanged in the Library's record": (exchanged, "voeten"),
        "votes differ": (both & sat & v_cast & u_cast & (ours != theirs) & ~exchanged, "undl"),
        "not voting in the Library's record": (both & sat & v_cast & (theirs == 4), "undl"),
        "absent in Voeten's": (both & sat & (ours == 4) & u_cast, "undl"),
        "no member in Voeten's": (both & sat & (ours == 5) & u_cast, "undl"),
        "not in Voeten's": (both & sat & (ours == 0) & u_cast, "undl"),
        "not in the Library's record": (both & sat & v_cast & (theirs == 0), "voeten"),
        "not a member that day": (~sat & (v_cast | u_cast), "neither"),
    }
    tables = []
    for why, (where, followed) in kinds.items():
        row, column = np.nonzero(where)
        tables.append(
            pd.DataFrame(
                {
                    "roll_call": joined["roll_call"].to_numpy()[row],
                    "member": np.array(members)[column],
                    "voeten": _WORDS[ours[row, column]],
                    "undl": _WORDS[theirs[row, column]],
                    "followed": followed,
                    "why": why,
                }
            )
        )
    conflicts = pd.concat(tables).sort_values(["roll_call", "member"], ignore_index=True)
    return final.astype(np.int8), conflicts[_CONFLICTS]


def _symbols(joined: pd.DataFrame) -> pd.Series:
    """Give each roll call its document: the Library's symbol, or the one that Voeten refers to."""
    by_library = set(joined["symbol"])
    names = []
    columns = ["symbol", "session", "number", "part"]
    for symbol, session, number, part in joined[columns].itertuples(index=False):
        if not symbol and number:
            # Decisions have numbers from 400 on, and elections theirs from 300 on until
            # resolutions came to need them.
            decisions = 300 if session.isdigit() and int(session) < _MANY_SINCE else 400
            if session.isdigit() and int(number) >= decisions:
                symbol = f"A/DEC/{session}/{number}"
            else:
                symbol = f"A/RES/{session}/{number}"
            # A letter may be the resolution's own part, or Voeten's for one of several votes.
            if f"{symbol} {part}" in by_library:
                symbol = f"{symbol} {part}"
        names.append(symbol)
    return pd.Series(names, index=joined.index)


def _identify(joined: pd.DataFrame) -> pd.Series:
    """Give each roll call its id: the symbol, numbered where several votes share it."""
    name = joined["symbol"].where(
        joined["symbol"] != "",
        "A/"
        + joined["session"]
        + "/"
        + np.where(
            joined["voeten"] >= 0,
            "V" + joined["voeten_id"].astype("str"),
            "U" + joined["undl_id"].astype("str"),
        ),
    )
    order = joined.assign(name=name, whole=joined["library"] < 0)
    order = order.sort_values(["name", "whole", "date", "voeten_id"], kind="stable")
    place = order.groupby("name").cumcount().reindex(joined.index) + 1
    return name.where(place == 1, name + "#" + place.astype("str"))


def _titles(joined: pd.DataFrame) -> pd.Series:
    """
    Give each roll call the text to code it by.

    A paragraph's own text often does not say what it is about: the title of its resolution does.
    """
    known = joined[joined["library_title"] != ""]
    exact: dict[tuple[str, ...], str] = {}
    rough: dict[tuple[str, ...], str] = {}
    for *key, title in known[["session", "number", "part", "library_title"]].itertuples(
        index=False
    ):
        exact.setdefault(tuple(key), title)
        rough.setdefault(tuple(key[:2]), title)
    titles = []
    columns = ["library_title", "voeten_title", "session", "number", "part"]
    for title, text, session, number, part in joined[columns].itertuples(index=False):
        if not title and number:
            title = exact.get((session, number, part), rough.get((session, number), ""))
        titles.append(title or text)
    return pd.Series(titles, index=joined.index, dtype="str")


def _code(joined: pd.DataFrame, folder: Path) -> pd.DataFrame:
    texts = joined[["voeten_title", "flags", "sources", "symbol"]].astype("str")
    texts = texts.assign(date=pd.to_datetime(joined["date"]), title=_titles(joined))
    return code(texts, read_table(f"{_FOLDER}/coding_rules.csv", folder))[["topic", "kind"]]


def _refuse_strangers(table: pd.DataFrame, joined: pd.DataFrame, name: str) -> pd.DataFrame:
    strangers = sorted(set(table["roll_call"]) - set(joined["roll_call"]))
    if strangers:
        raise UnvotesError(f"{name}: no such roll call {strangers}")
    return table


def _read(joined: pd.DataFrame, readings: pd.DataFrame) -> None:
    """Put what a reader decided in place of what the rules gave."""
    table = _refuse_strangers(readings, joined, "readings.csv").set_index("roll_call")
    for field in ("topic", "kind"):
        read = table[field].to_dict()
        coded = zip(joined["roll_call"], joined[field], strict=True)
        joined[field] = [read.get(name, given) for name, given in coded]


def _correct(
    joined: pd.DataFrame, members: list[str], final: Array, corrections: pd.DataFrame
) -> None:
    """Apply each line of the corrections; one that does not fit the sources stops the build."""
    rows = {name: i for i, name in enumerate(joined["roll_call"])}
    codes = {"yes": 1, "abstain": 2, "no": 3, "nonvoting": 4, "unknown": 0}
    table = _refuse_strangers(corrections, joined, "corrections.csv")
    for name, member, old, new in table[["roll_call", "member", "from", "to"]].itertuples(
        index=False
    ):
        place = rows[name], members.index(member)
        if final[place] != codes[old]:
            raise UnvotesError(f"corrections.csv: {name}, {member} has not voted {old!r}")
        final[place] = codes[new]


def _correct_days(joined: pd.DataFrame, dates: pd.DataFrame) -> list[int]:
    """Put the right day in place of each of the Library's that is known to be wrong."""
    place = {symbol: row for row, symbol in enumerate(joined["symbol"]) if symbol}
    days = joined["library_date"].to_list()
    rows = []
    for symbol, old, new in dates[["symbol", "from", "to"]].itertuples(index=False):
        if symbol not in place or days[place[symbol]] != old:
            raise UnvotesError(f"dates.csv: the Library has no {symbol} of {old}")
        days[place[symbol]] = new
        rows.append(place[symbol])
    joined["library_date"] = pd.Series(days, index=joined.index, dtype="str")
    return rows


def _newer_differences(
    joined: pd.DataFrame,
    library: Source,
    ours: Array,
    sat: npt.NDArray[np.bool_],
    members: list[str],
) -> pd.DataFrame:
    """List every vote that the newer copy of the Library's pages has otherwise than the older."""
    assert library.older is not None
    rows = joined["library"].to_numpy()
    older = np.where((rows >= 0)[:, None], library.older[rows], 0)
    newer = np.where((rows >= 0)[:, None], library.letters[rows], 0)
    row, column = np.nonzero(sat & (older != newer))
    return pd.DataFrame(
        {
            "roll_call": joined["roll_call"].to_numpy()[row],
            "member": np.array(members)[column],
            "older": _WORDS[older[row, column]],
            "newer": _WORDS[newer[row, column]],
            "voeten": _WORDS[ours[row, column]],
            "followed": "newer",
        }
    ).sort_values(["roll_call", "member"], ignore_index=True)


def outcomes(
    joined: pd.DataFrame,
    yes: npt.NDArray[np.int64],
    no: npt.NDArray[np.int64],
    fragments: npt.NDArray[np.bool_],
) -> pd.Series:
    """
    Say how each vote ended: adopted resolutions by the Library, the rest by the majority needed.

    Parameters
    ----------
    joined : DataFrame
        ``symbol``, ``kind``, ``cycle`` (the regular session of the time), ``library`` (less than 0
        where the Library lacks the roll call), and ``important``, which is filled in where an
        early draft's fate tells.
    yes, no : array of int
        The votes in favour and against.
    fragments : array of bool
        Of the roll call only a few letters are known.

    Returns
    -------
    Series
        ``adopted`` or ``failed``.
    """
    # An early draft that had a simple majority, and is not among the resolutions, needed more.
    short = (
        (joined["library"] < 0)
        & (joined["kind"] == "resolution")
        & (joined["cycle"] <= _INFERRED_UNTIL)
        & (yes > no)
        & (yes < 2 * no)
    )
    joined.loc[short & joined["important"].isna(), "important"] = True
    two_thirds = joined["important"].fillna(False).to_numpy(dtype=bool)
    enough = np.where(two_thirds, yes >= 2 * no, yes > no)
    listed = joined["symbol"].str.startswith("A/RES/") & (joined["library"] >= 0)
    # What is known of a fragment does not decide it: it is part of an adopted resolution.
    adopted = listed | enough | fragments
    return pd.Series(np.where(adopted, "adopted", "failed"), index=joined.index)


def _recurring(lines: pd.DataFrame, first: dict[int, int]) -> pd.DataFrame:
    """Lead each roll call that recurs to the first of its kind, in the record's order and ids."""
    names = dict(zip(lines["voeten_id"], lines["roll_call"], strict=True)) | _LACKING
    strangers = sorted(set(first) - set(names))
    if strangers:
        raise UnvotesError(
            f"the list of what recurs has numbers that no roll call has: {strangers[:5]}"
        )
    chain = {names[number]: start for number, start in first.items()}
    found = lines.loc[lines["roll_call"].isin(list(chain)), ["roll_call"]]
    start = found["roll_call"].map(chain)
    found["first"] = found.groupby(start)["roll_call"].transform("first")
    return found[found["first"] != found["roll_call"]].reset_index(drop=True)


class Built(NamedTuple):
    """The files of the Assembly's record: their tables, and their bytes."""

    roll_calls: pd.DataFrame
    conflicts: pd.DataFrame
    copies: pd.DataFrame
    recurring: pd.DataFrame
    newer: pd.DataFrame

    def files(self) -> dict[str, bytes]:
        """
        Write the files.

        Returns
        -------
        dict
            The bytes of each, by its path inside the data folder.
        """
        return {
            FILE: roll_calls_file(self.roll_calls),
            f"{_FOLDER}/conflicts.parquet": _parquet(
                pa.Table.from_pandas(
                    self.conflicts,
                    pa.schema([(name, pa.string()) for name in _CONFLICTS]),
                    preserve_index=False,
                )
            ),
            f"{_FOLDER}/copies.csv": _csv(self.copies),
            f"{_FOLDER}/newer_copy.csv": _csv(self.newer),
            RECURRING: _csv(self.recurring),
        }


def roll_calls_file(table: pd.DataFrame) -> bytes:
    """
    Write the roll calls as ``roll_calls.parquet`` has them.

    Parameters
    ----------
    table : DataFrame
        The columns that the codebook describes.

    Returns
    -------
    bytes
        The file.
    """
    return _parquet(pa.Table.from_pandas(table, _SCHEMA, preserve_index=False))


def _csv(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, lineterminator="\n").encode()


def _parquet(table: pa.Table) -> bytes:
    """Write a table with every option fixed, and nothing of this machine in it."""
    buffer = io.BytesIO()
    pa_parquet.write_table(
        table.replace_schema_metadata(None),
        buffer,
        compression="zstd",
        compression_level=19,
        row_group_size=1 << 20,
        use_dictionary=[name for name in table.schema.names if name != "letters"],
        write_statistics=False,
        data_page_size=1 << 22,
        store_schema=False,
    )
    return buffer.getvalue()


def build(sources: str | Path, data: str | Path | None = None) -> Built:
    """
    Compile the Assembly's record from the source files.

    Parameters
    ----------
    sources : str or pathlib.Path
        The folder with the source files, as
        `unvotes.building.assembly_sources.SOURCE_FILES` names them.
    data : str or pathlib.Path, optional
        The record's folder, with the rules and the list of important questions. The
        package's own by default.

    Returns
    -------
    Built
        The roll calls, the conflicts between the sources, the rows left out as copies, which
        roll calls recur, and the votes that the Library's newer pages have otherwise.

    Raises
    ------
    UnvotesError
        If a source is missing or does not have the form expected.
    """
    folder, data_at = Path(sources), Path(data or data_folder())
    _, members = sitting(np.array([], dtype="datetime64[D]"))
    voeten, library = read_voeten(folder, members), read_library(folder, members)
    pairs = match(voeten, library, _on_whole_texts(voeten.facts, data_at))
    joined = _join(voeten, library, pairs)
    sessions = read_table(f"{_FOLDER}/sessions.csv", data_at).set_index("session")
    strangers = sorted(set(joined["session"]) - set(sessions.index))
    if strangers:
        raise UnvotesError(f"sessions.csv has no session {strangers[0]!r}")
    joined["opened"] = joined["session"].map(sessions["since"])
    joined["closed"] = joined["session"].map(sessions["until"]).replace("", "9999-12-31")
    corrected = _correct_days(joined, read_table(f"{_FOLDER}/dates.csv", data_at))
    joined[["date", "date_source"]] = day_of_each(joined)
    joined.loc[corrected, "date_source"] = "corrected"
    joined["symbol"] = _symbols(joined)
    joined["roll_call"] = _identify(joined)
    sat, _ = sitting(joined["date"].to_numpy().astype("datetime64[D]"))
    ours, theirs = _letters_of_both(joined, voeten, library, members, sat)
    newer = _newer_differences(joined, library, ours, sat, members)
    final, conflicts = _reconcile(joined, ours, theirs, sat, members, set(newer["roll_call"]))
    _correct(joined, members, final, read_table(f"{_FOLDER}/corrections.csv", data_at))
    # The Library lists a few resolutions without anyone's vote, Voeten two with hardly any.
    fragments = ((final > 0) & (final < 4)).sum(axis=1) < FEWEST
    final[fragments[:, None] & (final == 4)] = 0

    joined["letters"] = [
        _LETTER[row[there]].tobytes().decode() for row, there in zip(final, sat, strict=True)
    ]
    joined[["topic", "kind"]] = _code(joined, data_at)
    _read(joined, read_table(f"{_FOLDER}/readings.csv", data_at))
    listed = read_table(f"{_FOLDER}/important.csv", data_at)
    listed = _refuse_strangers(listed, joined, "important.csv").set_index("roll_call")
    needed = (listed["important"] == "yes").to_dict()
    joined["important"] = pd.array([needed.get(name) for name in joined["roll_call"]], "boolean")
    joined["outcome"] = outcomes(joined, (final == 1).sum(1), (final == 3).sum(1), fragments)
    joined["resolution"] = pd.to_numeric(
        joined["number"].where(joined["symbol"].str.startswith("A/RES/")).replace("", None)
    ).astype("Int64")
    joined["topic"] = joined["topic"].replace("", None)
    joined["at"] = joined["voeten_id"].fillna(0)
    lines = joined.sort_values(["date", "cycle", "at", "undl_id"], kind="stable")
    return Built(
        lines[_SCHEMA.names].reset_index(drop=True),
        conflicts,
        _copies(joined, voeten, library),
        _recurring(lines, read_recurring(folder)),
        newer,
    )


def _copies(joined: pd.DataFrame, voeten: Source, library: Source) -> pd.DataFrame:
    tables = []
    for name, source, number in (("voeten", voeten, "rcid"), ("undl", library, "token")):
        ids = joined.set_index(name if name == "voeten" else "library")["roll_call"]
        tables.append(
            pd.DataFrame(
                {
                    "source": name,
                    "source_id": source.copies[number].astype("str"),
                    "reference": source.copies["written"],
                    "roll_call": source.copies["stands_for"].map(ids[ids.index >= 0]),
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def main(arguments: list[str] | None = None) -> int:
    """Build the Assembly's record and write it; give the exit code."""

    def files(sources: str, data: str | None) -> tuple[int, dict[str, bytes]]:
        built = build(sources, data)
        return len(built.roll_calls), built.files()

    given = options(
        "unvotes.building.assembly",
        "Build data/general_assembly from the source files.",
        arguments,
    )
    return write_files(files, given)


if __name__ == "__main__":
    sys.exit(main())
