"""Data frames out of an R file, and nothing else: what could run is passed over unread."""

from __future__ import annotations

import codecs
import contextlib
import datetime as dt
import re
import struct
import zoneinfo
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, NoReturn

import numpy as np
import numpy.typing as npt

from unvotes.errors import UnvotesError
from unvotes.reading.content import content_of

__all__ = ["RObject", "Vector", "data_frames", "frame_of", "no_frame", "objects", "strings_of"]

_DEEPEST = 120
#: R writes a run of numbers as its two ends: no run is read that is longer than any record.
_LONGEST_RUN = 5_000_000
_NIL, _SYMBOL, _PAIRS, _TEXT, _REFERENCE, _ALTERNATIVE = 254, 1, 2, 9, 255, 238
_LOGICAL, _INTEGER, _REAL, _COMPLEX, _STRINGS, _LIST, _RAW = 10, 13, 14, 15, 16, 19, 24
_ENVIRONMENT, _POINTER, _WEAK, _BYTE_CODE, _S4, _EXPRESSION = 4, 22, 23, 21, 25, 20
#: Names of places inside R, which hold nothing in the file.
_PLACES = (253, 252, 251, 250, 242, 241)
#: Names of packages and the like.
_PACKAGES = (247, 248, 249)
_NUMBERS = {
    _LOGICAL: ("logical", ">i4", 4),
    _INTEGER: ("integer", ">i4", 4),
    _REAL: ("real", ">f8", 8),
    _COMPLEX: ("complex", ">c16", 16),
    _RAW: ("raw", "u1", 1),
}
#: The types of R that hold code or lead out of the file: passed over, and never run.
_INERT = {
    3: "a function",
    4: "an environment",
    5: "a promise",
    6: "a call",
    7: "a built-in function",
    8: "a built-in function",
    17: "a call",
    20: "an expression",
    21: "byte code",
    22: "an external pointer",
    23: "a weak reference",
    25: "an object of a class (S4)",
}
_ONLY_DATA = "only data frames of numbers and texts are read, nothing is run"
_NA = -(2**31)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_ESCAPED = {b"n": 10, b"t": 9, b"v": 11, b"b": 8, b"r": 13, b"f": 12, b"a": 7}
_LATIN1, _UTF8 = 0x4000, 0x8000


class Vector(NamedTuple):
    """A column: codes and labels; a label is ``""`` where R has NA. Values may have names."""

    codes: npt.NDArray[np.int32]
    labels: list[str]
    classes: tuple[str, ...]
    #: What a value is called, where the file says it.
    named: Mapping[str, str] = MappingProxyType({})
    #: Labels that the file declares to stand for a missing value.
    missing: frozenset[str] = frozenset()


class RObject(NamedTuple):
    """An object of an R file: its kind, its value as numpy's or Python's, and its attributes."""

    kind: str
    value: Any
    attributes: dict[str, RObject]
    at: int = 0


_NOTHING = RObject("null", None, {})


def data_frames(path: Path) -> dict[str, dict[str, Vector]]:
    """
    Read the data frames of an R file.

    Parameters
    ----------
    path : pathlib.Path
        A file made by R's ``save`` or ``saveRDS``, format 2 or 3, packed in any way or not.

    Returns
    -------
    dict
        Columns by name, by the name of the object: ``""`` of an ``.rds`` file, ``"x$votes"`` of
        a data frame in a list, however deep. Dates and date-times are ``"2012-02-16"``. Where
        there is no data frame, matrices with named columns. Names of rows are a column
        ``row.names``. Other objects of the file are left out.

    Raises
    ------
    UnvotesError
        If the file is damaged, too large once unpacked, or its frames hold anything but data.
        Nothing in it is run, looked up or imported.
    """
    held = objects(path)
    frames = dict(each for name, item in held.items() for each in _inside(path, name, item))
    if frames:
        return frames
    return {name: columns for name, item in held.items() if (columns := _of_matrix(item))}


def no_frame(path: Path) -> UnvotesError:
    """
    Build the error about an R file in which there is no data frame.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    UnvotesError
        To be raised: it says what the file holds instead.
    """
    said = [f"{name or 'it'} is {_words_for(item)}" for name, item in objects(path).items()]
    return UnvotesError(
        f"{path}, byte 0: holds no data frame and no rollcall object; {', '.join(said[:5])}"
    )


def _words_for(item: RObject) -> str:
    """Say what an object is that is no data frame."""
    classes = strings_of(item.attributes.get("class"))
    if item.kind == "inert":
        return str(item.value)
    if classes:
        return f"of the class {classes[0]!r}"
    if "dim" in item.attributes:
        return "a matrix whose columns have no names; in R: as.data.frame(x)"
    words = {"null": "NULL", "list": "a list of other things", "pairs": "a list of other things"}
    words |= {"strings": "texts", "complex": "numbers", "raw": "bytes", "symbol": "a name"}
    return words.get(item.kind, "numbers")


def _inside(path: Path, name: str, held: RObject) -> Iterator[tuple[str, dict[str, Vector]]]:
    """Give the data frames that an object is or holds, by their names."""
    if columns := frame_of(path, held):
        yield name, columns
    elif held.kind == "list" and not strings_of(held.attributes.get("class")):
        names = strings_of(held.attributes.get("names")) or [""] * len(held.value)
        for place, (part, each) in enumerate(zip(names, held.value, strict=False), 1):
            # R writes a part without a name as x[[2]].
            inner = f"{name}${part}" if name and part else part or f"{name}[[{place}]]"
            yield from _inside(path, inner, each)


def _of_matrix(held: RObject) -> dict[str, Vector]:
    """Give the columns of a matrix of votes, if they have names."""
    shape, sides = held.attributes.get("dim"), held.attributes.get("dimnames")
    if shape is None or sides is None or strings_of(held.attributes.get("class")):
        return {}
    n, m = (int(x) for x in shape.value) if len(shape.value) == 2 else (0, 0)
    rows, names = (strings_of(side) for side in sides.value[:2]) if m else ([], [])
    if held.kind not in ("logical", "integer", "real", "strings") or len(names) != m or not m:
        return {}
    codes, labels = held.value if held.kind == "strings" else (held.value, [])
    if len(codes) != n * m:
        return {}
    columns = _row_names(rows, n)
    for i, name in enumerate(names):
        part = codes[i * n : (i + 1) * n]
        value = (part, labels) if held.kind == "strings" else part
        vector = _vector(RObject(held.kind, value, {}))
        if vector is not None:
            columns[name] = vector
    return columns


def _row_names(names: list[str], rows: int) -> dict[str, Vector]:
    """Give names of rows as a column, where they are more than the rows' numbers."""
    if len(names) != rows or names == [str(i) for i in range(1, rows + 1)]:
        return {}
    codes, labels = _distinct(np.arange(rows, dtype=np.int32), names)
    return {"row.names": Vector(codes, labels, ())}


def objects(path: Path) -> dict[str, RObject]:
    """
    Read all objects of an R file.

    Parameters
    ----------
    path : pathlib.Path
        As of `data_frames`.

    Returns
    -------
    dict of str to RObject
        By name; ``""`` of an ``.rds`` file. Functions, calls, pointers and the like are there as
        words on what they are, never as themselves.

    Raises
    ------
    UnvotesError
        As `data_frames`.
    """
    content = content_of(path)
    with content.stream as stream:
        data = stream.read()
    saved = data[:2] == b"RD"
    head = data[5 if saved else 0 :][:2]
    if saved and data[3:5] not in (b"2\n", b"3\n"):
        raise UnvotesError(f"{path}, byte 0: is of an older format of R; formats 2 and 3 are read")
    reader = (_AsciiReader if head == b"A\n" else _Reader)(path, data)
    try:
        return reader.whole(5 if saved else 0, saved)
    except UnvotesError:
        raise
    except (struct.error, IndexError, ValueError, OverflowError, MemoryError) as error:
        said = "" if isinstance(error, struct.error | IndexError) else f" ({error})"
        reader.fail(f"ends early or is damaged{said[:100]}; download it again")


def strings_of(item: RObject | None) -> list[str]:
    """
    Give an attribute that is a list of strings.

    Parameters
    ----------
    item : RObject or None
        The attribute.

    Returns
    -------
    list of str
        Empty if it is none.
    """
    if item is None or item.kind != "strings":
        return []
    codes, labels = item.value
    return [labels[code] for code in codes.tolist()]


class _Reader:
    """Reads R's own form of writing objects (XDR), item by item."""

    def __init__(self, path: Path, data: bytes) -> None:
        self.path, self.data, self.at = path, data, 0
        self.seen: list[RObject] = []
        self.encoding = "utf-8"
        self.run = 0
        self.ends = ">"

    def fail(self, problem: str, at: int | None = None) -> NoReturn:
        at = self.at if at is None else at
        raise UnvotesError(f"{self.path}, byte {at:,}: {problem}") from None

    def whole(self, start: int, saved: bool) -> dict[str, RObject]:
        """Read the whole file."""
        self.at = start + 2
        mark = self.data[start : self.at]
        if mark not in (b"X\n", b"A\n", b"B\n"):
            self.fail("is not in a form of R that is read; in R: save(x, file = 'x.RData')")
        self.ends = "<" if mark == b"B\n" else ">"
        version = self.integer()
        self.integer()
        self.integer()
        if version == 3:
            name = self.raw(self.integer()).decode("ascii", "replace")
            with contextlib.suppress(LookupError):
                self.encoding = codecs.lookup(name).name
        elif version != 2:
            self.fail(f"is of format {version}; formats 2 and 3 are read")
        if not saved:
            return {"": self.item(0)}
        flags = self.integer()
        if flags & 0xFF == _NIL:
            return {}
        if flags & 0xFF != _PAIRS:
            self.fail("holds no list of objects where one is due")
        return dict(self.pairs(flags, 0))

    def integer(self) -> int:
        (value,) = struct.unpack_from(f"{self.ends}i", self.data, self.at)
        self.at += 4
        return value

    def raw(self, n: int) -> bytes:
        if n < 0 or n > len(self.data) - self.at:
            self.fail("claims a string longer than the file")
        self.at += n
        return self.data[self.at - n : self.at]

    def length(self, width: int) -> int:
        """Read how many values follow; there must be as many bytes."""
        n = self.integer()
        if n < 0 or n * width > len(self.data) - self.at:
            self.fail("claims more values than the file has bytes")
        return n

    def decoded(self, flags: int, raw: bytes) -> str:
        if flags & _LATIN1:
            return raw.decode("cp1252", "replace")
        try:
            return raw.decode("utf-8" if flags & _UTF8 else self.encoding)
        except UnicodeDecodeError:
            return raw.decode("latin-1")

    def text(self) -> str | None:
        """Read one string; None is NA."""
        flags = self.integer()
        if flags & 0xFF != _TEXT:
            self.fail("holds something else where a string is due")
        n = self.integer()
        return None if n == -1 else self.decoded(flags, self.raw(n))

    def pairs(self, flags: int, depth: int) -> dict[str, RObject]:
        """Read a list of named objects, however long, without going deeper."""
        found: dict[str, RObject] = {}
        while flags & 0xFF in (_PAIRS, 6, 17):
            if flags & 0x200:
                self.item(depth + 1)
            tag = self.item(depth + 1) if flags & 0x400 else _NOTHING
            name = tag.value if tag.kind == "symbol" else f"#{len(found)}"
            value = self.item(depth + 1)
            found.setdefault(name, value)
            flags = self.integer()
        if flags & 0xFF != _NIL:
            # The end of a function is its body, and that of a pair may be any object.
            found["#end"] = self.item(depth + 1, flags)
        return found

    def item(self, depth: int, flags: int | None = None) -> RObject:
        """Read one object."""
        at = self.at
        if depth > _DEEPEST:
            self.fail("nests lists deeper than any data does")
        flags = self.integer() if flags is None else flags
        kind = flags & 0xFF
        if kind == _NIL or kind in _PLACES:
            return _NOTHING
        if kind == _SYMBOL:
            self.seen.append(RObject("symbol", self.text() or "", {}, at))
            return self.seen[-1]
        if kind == _REFERENCE:
            index = flags >> 8 or self.integer()
            if not 0 < index <= len(self.seen):
                self.fail("refers to a name that is not there")
            return self.seen[index - 1]
        if kind == _PAIRS:
            return RObject("pairs", self.pairs(flags, depth), {}, at)
        if kind == _ALTERNATIVE:
            return self.alternative(depth)
        if kind in _INERT or kind in _PACKAGES:
            return self.inert(kind, flags, depth, at)
        if kind in _NUMBERS:
            name, form, width = _NUMBERS[kind]
            value: Any = self.numbers(form, width)
        elif kind == _STRINGS:
            name, value = "strings", self.strings()
        elif kind == _LIST:
            name, value = "list", [self.item(depth + 1) for _ in range(self.length(4))]
        elif kind == _TEXT:
            n = self.integer()
            name, value = "text", "" if n == -1 else self.decoded(flags, self.raw(n))
        else:
            self.fail(f"holds an object of type {kind}, which R does not write")
        attributes = self.item(depth + 1).value if flags & 0x200 else None
        return RObject(name, value, attributes if isinstance(attributes, dict) else {}, at)

    def inert(self, kind: int, flags: int, depth: int, at: int) -> RObject:
        """Pass over an object that holds code or leads out of the file, part by part."""
        held = RObject("inert", _INERT.get(kind, "a package"), {}, at)
        try:
            self.pass_over(held, kind, flags, depth)
        except (UnvotesError, struct.error, IndexError, ValueError):
            self.fail(f"holds {held.value} that is damaged; {_ONLY_DATA}", at)
        return held

    def pass_over(self, held: RObject, kind: int, flags: int, depth: int) -> None:
        """Read the parts of an inert object, and drop them."""
        if kind in _PACKAGES:
            self.integer()
            for _ in range(self.length(4)):
                self.text()
            self.seen.append(held)
        elif kind == _ENVIRONMENT:
            self.seen.append(held)
            self.integer()
            for _ in range(4):
                self.item(depth + 1)
        elif kind in (_POINTER, _WEAK):
            self.seen.append(held)
            for _ in range(2 if kind == _POINTER else 0):
                self.item(depth + 1)
            if flags & 0x200:
                self.item(depth + 1)
        elif kind in (3, 5, 6, 17):
            # A function, a promise, a call: its parts are read as a list is, and dropped.
            self.pairs(_PAIRS | flags & ~0xFF, depth)
        elif kind in (7, 8):
            self.raw(self.integer())
        else:
            if kind == _BYTE_CODE:
                self.integer()
                self.byte_code(depth + 1)
            elif kind == _EXPRESSION:
                for _ in range(self.length(4)):
                    self.item(depth + 1)
            if flags & 0x200:
                self.item(depth + 1)

    def byte_code(self, depth: int) -> None:
        """Pass over what R's compiler made of a function."""
        if depth > _DEEPEST:
            self.fail("nests lists deeper than any data does")
        self.item(depth + 1)
        for _ in range(self.length(4)):
            kind = self.integer()
            if kind == _BYTE_CODE:
                self.byte_code(depth + 1)
            else:
                self.compiled_call(kind, depth + 1)

    def compiled_call(self, kind: int, depth: int) -> None:
        """Pass over a call in byte code, which may be marked, or be a mark that was set before."""
        if depth > _DEEPEST:
            self.fail("nests lists deeper than any data does")
        marked, again, call_with, list_with = 244, 243, 240, 239
        while True:
            if kind == again:
                self.integer()
                return
            if kind not in (marked, 6, _PAIRS, call_with, list_with):
                self.item(depth + 1)
                return
            if kind == marked:
                self.integer()
                kind = self.integer()
            if kind in (call_with, list_with):
                self.item(depth + 1)
            self.item(depth + 1)
            self.compiled_call(self.integer(), depth + 1)
            kind = self.integer()

    def numbers(self, form: str, width: int) -> npt.NDArray[Any]:
        n = self.length(width)
        self.at += n * width
        form = form.replace(">", self.ends)
        return np.frombuffer(self.data, dtype=form, count=n, offset=self.at - n * width)

    def strings(self) -> tuple[npt.NDArray[np.int32], list[str]]:
        """Read strings as codes and labels: a million strings are a few thousand labels."""
        n = self.length(8)
        codes = np.empty(n, dtype=np.int32)
        number: dict[tuple[int, bytes | None] | bytes | None, int] = {}
        data, at = self.data, self.at
        unpack = struct.Struct(f"{self.ends}ii").unpack_from
        marked = _LATIN1 | _UTF8
        for i in range(n):
            flags, size = unpack(data, at)
            at += 8
            if flags & 0xFF != _TEXT or size < -1 or size > len(data) - at:
                self.at = at
                self.fail("holds something else where a string is due")
            raw = None
            if size >= 0:
                raw = data[at : at + size]
                at += size
            key = (flags, raw) if flags & marked else raw
            codes[i] = number.setdefault(key, len(number))
        self.at = at
        labels = []
        for key in number:
            flags, raw = key if isinstance(key, tuple) else (0, key)
            labels.append("" if raw is None else self.decoded(flags, raw))
        return _distinct(codes, labels)

    def alternative(self, depth: int) -> RObject:
        """Read what R writes shorter: a run, texts of numbers, or a vector with a note on it."""
        at = self.at
        info = self.item(depth + 1).value
        state = self.item(depth + 1)
        given = self.item(depth + 1).value
        attributes = given if isinstance(given, dict) else {}
        name = next(iter(info.values())).value if isinstance(info, dict) and info else ""
        parts = list(state.value.values()) if state.kind == "pairs" else []
        if state.kind == "list":
            parts = state.value
        if name in ("compact_intseq", "compact_realseq") and state.kind == "real":
            n, start, step = (float(x) for x in state.value)
            if not 0 <= n <= _LONGEST_RUN or self.run + n > _LONGEST_RUN:
                self.fail("claims a run of more numbers than any data has")
            self.run += int(n)
            run = start + step * np.arange(int(n))
            return RObject("integer" if "int" in str(name) else "real", run, attributes, at)
        if str(name).startswith("wrap_") and parts:
            return parts[0]._replace(attributes=attributes or parts[0].attributes)
        if name == "deferred_string" and parts and parts[0].kind in ("logical", "integer", "real"):
            numbers = parts[0]
            penalty = parts[1].value if len(parts) > 1 else None
            places = int(penalty[0]) if isinstance(penalty, np.ndarray) and len(penalty) else 0
            found, codes = np.unique(numbers.value, return_inverse=True)
            whole = numbers.kind != "real"
            labels = [_text_of(x, whole, places) for x in found.tolist()]
            if not whole:
                # R's NA is the NaN that ends in 1954.
                bits = numbers.value.astype(">f8").view(">u8") & 0xFFFFFFFF
                codes = np.where(np.isnan(numbers.value) & (bits != 1954), len(labels), codes)
                labels.append("NaN")
            return RObject("strings", _distinct(codes.astype(np.int32), labels), attributes, at)
        self.fail(f"holds a vector written as {str(name)[:40]!r}; in R: saveRDS(x, version = 2)")


class _AsciiReader(_Reader):
    """Reads the same written as lines of text: R's ``ascii = TRUE``."""

    def word(self) -> bytes:
        end = self.data.index(b"\n", self.at)
        found = self.data[self.at : end].strip()
        self.at = end + 1
        return found

    def integer(self) -> int:
        found = self.word()
        return _NA if found == b"NA" else int(found)

    def raw(self, n: int) -> bytes:
        def meant(match: re.Match[bytes]) -> bytes:
            mark = match[1]
            number = _ESCAPED.get(mark, mark[0])
            return bytes([int(mark, 8) & 0xFF if mark[:1].isdigit() else number])

        raw = _ESCAPE.sub(meant, self.word())
        if len(raw) != n:
            self.fail("holds a string of another length than it says")
        return raw

    def length(self, width: int) -> int:
        n = self.integer()
        if n < 0 or 2 * n > len(self.data) - self.at + 1:
            self.fail("claims more values than the file has bytes")
        return n

    def numbers(self, form: str, width: int) -> npt.NDArray[Any]:
        n = self.length(width)
        if form == ">c16":
            pairs = [(_number_in(self.word()), _number_in(self.word())) for _ in range(n)]
            return np.array([complex(*pair) for pair in pairs])
        if form == "u1":
            return np.array([int(self.word(), 16) for _ in range(n)], dtype=np.uint8)
        if form == ">i4":
            return np.array([self.integer() for _ in range(n)], dtype=np.int32)
        return np.array([_number_in(self.word()) for _ in range(n)])

    def strings(self) -> tuple[npt.NDArray[np.int32], list[str]]:
        found = [self.text() or "" for _ in range(self.length(4))]
        return _distinct(np.arange(len(found), dtype=np.int32), found)


def _number_in(word: bytes) -> float:
    """Read a number as R's ``ascii = TRUE`` writes it, or ``ascii = NA``: in sixteens."""
    text = word.decode("ascii").replace("NA", "nan")
    return float.fromhex(text) if "0x" in text else float(text)


def _distinct(
    codes: npt.NDArray[np.int32], labels: list[str]
) -> tuple[npt.NDArray[np.int32], list[str]]:
    """Give each label once."""
    number: dict[str, int] = {}
    renumber = np.array([number.setdefault(label, len(number)) for label in labels], np.int32)
    return (renumber[codes] if len(renumber) else codes), list(number)


def _text_of(value: float, whole: bool, penalty: int) -> str:
    """Write a number as R's ``as.character`` does: 15 digits, the shorter of two forms."""
    if whole:
        return "" if value == _NA else str(int(value))
    if value != value:
        return ""
    if value in (float("inf"), float("-inf")):
        return "Inf" if value > 0 else "-Inf"
    if value == 0:
        return "0"
    near = float(f"{value:.14e}")
    digits = next(n for n in range(15) if float(f"{value:.{n}e}") == near)
    scientific = f"{value:.{digits}e}"
    places = max(0, digits - int(scientific.partition("e")[2]))
    fixed = f"{value:.{places}f}"
    return fixed if len(fixed) <= len(scientific) + penalty else scientific


def frame_of(path: Path, item: RObject) -> dict[str, Vector]:
    """
    Give an object's columns, if it is a data frame.

    Parameters
    ----------
    path : pathlib.Path
        The file, for errors.
    item : RObject
        The object.

    Returns
    -------
    dict of str to Vector
        Empty if it is none.

    Raises
    ------
    UnvotesError
        If a column holds code, or columns differ in length.
    """
    names = strings_of(item.attributes.get("names"))
    if item.kind != "list" or "data.frame" not in strings_of(item.attributes.get("class")):
        return {}
    columns: dict[str, Vector] = {}
    for name, column in zip(names, item.value, strict=False):
        if column.kind == "inert":
            raise UnvotesError(
                f"{path}, byte {column.at:,}: the column {name!r} holds {column.value}; "
                f"{_ONLY_DATA}"
            )
        vector = _vector(column)
        if vector is not None:
            columns[name] = vector
    lengths = {len(vector.codes) for vector in columns.values()}
    if len(lengths) > 1:
        raise UnvotesError(f"{path}, byte {item.at:,}: a data frame's columns differ in length")
    rows = strings_of(item.attributes.get("row.names"))
    return columns | (_row_names(rows, *lengths) if lengths and "row.names" not in columns else {})


def _vector(column: RObject) -> Vector | None:
    """Give a column as codes and labels; None of lists, matrices and what is no data."""
    classes = tuple(strings_of(column.attributes.get("class")))
    if "dim" in column.attributes:
        return None
    if column.kind == "strings":
        codes_of, texts = column.value
        return Vector(codes_of, texts, classes)
    if "POSIXlt" in classes and column.kind == "list":
        return _days_of_parts(column, classes)
    if column.kind not in ("logical", "integer", "real", "raw"):
        return None
    value = column.value
    if "integer64" in classes:
        value = np.ascontiguousarray(value.astype(">f8")).view(">i8").astype(np.int64)
        value = np.where(value == np.iinfo(np.int64).min, np.int64(_NA), value)
    found, codes = np.unique(value, return_inverse=True)
    numbers = found.tolist()
    levels = strings_of(column.attributes.get("levels"))
    if "factor" in classes or levels:
        labels = [levels[int(x) - 1] if x == x and 0 < x <= len(levels) else "" for x in numbers]
    elif "Date" in classes:
        labels = [_day(x) for x in numbers]
    elif "POSIXct" in classes:
        labels = _moments(numbers, strings_of(column.attributes.get("tzone")))
    elif column.kind == "logical":
        labels = ["" if x == _NA else "TRUE" if x else "FALSE" for x in numbers]
    else:
        labels = [_label(x) for x in numbers]
    renumbered, once = _distinct(codes.astype(np.int32), labels)
    return Vector(renumbered, once, classes, _named_values(column.attributes.get("labels")))


def _named_values(labels: RObject | None) -> dict[str, str]:
    """Give the names that haven's ``labelled`` has for values."""
    if labels is None or labels.kind not in ("integer", "real", "logical"):
        return {}
    names = strings_of(labels.attributes.get("names"))
    return {_label(x): name for x, name in zip(labels.value.tolist(), names, strict=False)}


def _label(value: float) -> str:
    if value != value or value == _NA:
        return ""
    if abs(value) < 1e16 and value == int(value):
        return str(int(value))
    return str(value)


def _day(days: float) -> str:
    if days != days or days == _NA or abs(days) > 1e6:
        return ""
    return str(np.datetime64(int(days // 1), "D"))


def _moments(seconds: list[float], zones: list[str]) -> list[str]:
    """
    Give date-times as days, or as day and hour where the hour says something.

    R keeps seconds since 1970 in Greenwich, and a zone to show them in. Without one it shows
    them in the zone of the machine, which the file does not tell: if all are midnights of some
    one zone, by its two hours of summer and winter, they are days.
    """
    zone = None
    name = zones[0] if zones else ""
    if name and name not in ("UTC", "GMT"):
        try:
            zone = zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            name = ""
    real = [x for x in seconds if x == x and x != _NA and abs(x) < 1e11]
    hours = {x % 86400 for x in real}
    spread = {min((a - b) % 86400, (b - a) % 86400) for a in hours for b in hours}
    midnights = not name and all(h % 1800 == 0 for h in hours) and max(spread, default=0) <= 3600
    out = []
    for x in seconds:
        if x != x or x == _NA or abs(x) >= 1e11:
            out.append("")
            continue
        moment = np.datetime64(int(x // 1), "s")
        if midnights:
            moment = np.datetime64(int((x + 43200) // 86400), "D").astype("datetime64[s]")
        elif zone is not None:
            local = moment.item().replace(tzinfo=dt.UTC).astimezone(zone)
            moment = np.datetime64(local.replace(tzinfo=None), "s")
        text = str(moment)
        out.append(text.removesuffix("T00:00:00").replace("T", " "))
    return out


def _days_of_parts(column: RObject, classes: tuple[str, ...]) -> Vector | None:
    """Read a date-time kept as a list of its parts (POSIXlt)."""
    names = strings_of(column.attributes.get("names"))
    parts = dict(zip(names, column.value, strict=False))
    if not {"year", "mon", "mday"} <= set(parts):
        return None
    years, months, days = (parts[name].value for name in ("year", "mon", "mday"))
    labels = [
        "" if _NA in (y, m, d) or y != y else f"{int(y) + 1900:04}-{int(m) + 1:02}-{int(d):02}"
        for y, m, d in zip(years.tolist(), months.tolist(), days.tolist(), strict=True)
    ]
    codes, once = _distinct(np.arange(len(labels), dtype=np.int32), labels)
    return Vector(codes, once, classes)
