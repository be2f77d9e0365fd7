"""Data frames out of an R file, and nothing else: what could run or refer is refused."""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import numpy as np
import numpy.typing as npt

from unvotes.errors import UnvotesError

__all__ = ["Vector", "data_frames", "is_r_file"]

#: The largest that a file may be once unpacked: ten times Voeten's whole compilation.
LARGEST = 1024**3
_DEEPEST = 32
_OPENERS = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
_NIL, _SYMBOL, _PAIRS, _TEXT, _REFERENCE, _ALTERNATIVE = 254, 1, 2, 9, 255, 238
_LOGICAL, _INTEGER, _REAL, _STRINGS, _LIST = 10, 13, 14, 16, 19
#: The types of R that hold code or lead out of the file.
_REFUSED = {
    3: "a function",
    4: "an environment",
    5: "a promise",
    6: "a call",
    7: "a built-in function",
    8: "a built-in function",
    20: "an expression",
    21: "byte code",
    22: "an external pointer",
    23: "a weak reference",
    25: "an object of a class (S4)",
    240: "a call",
    243: "byte code",
    244: "byte code",
}
_NA = -(2**31)


class Vector(NamedTuple):
    """A column: codes and labels; a label is ``""`` where R has NA."""

    codes: npt.NDArray[np.int32]
    labels: list[str]
    classes: tuple[str, ...]


class _Object(NamedTuple):
    value: Any
    attributes: dict[str, Any]


def is_r_file(path: Path) -> bool:
    """
    Tell whether a file is one of R's, by its first bytes.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    bool
        True of ``.RData``, ``.rda`` and ``.rds`` files, packed or not.
    """
    with path.open("rb") as file:
        head = file.read(8)
    if any(head.startswith(mark) for mark in _OPENERS):
        return path.suffix.lower() in (".rdata", ".rda", ".rds")
    return head.startswith((b"RDX", b"RDA", b"RDB", b"X\n"))


def data_frames(path: Path) -> dict[str, dict[str, Vector]]:
    """
    Read the data frames of an R file.

    Parameters
    ----------
    path : pathlib.Path
        A file made by R's ``save`` or ``saveRDS`` in their usual binary form, format 2 or 3.

    Returns
    -------
    dict
        Columns by name, by the name of the object (``""`` of an ``.rds`` file).

    Raises
    ------
    UnvotesError
        If the file is damaged, too large once unpacked, or holds anything but data. Nothing in
        it is run, looked up or imported.
    """
    with path.open("rb") as file:
        head = file.read(8)
    opener: Any = next((o for mark, o in _OPENERS.items() if head.startswith(mark)), open)
    try:
        with opener(path, "rb") as packed:
            data = packed.read(LARGEST + 1)
    except (OSError, EOFError, lzma.LZMAError, ValueError) as error:
        raise UnvotesError(f"{path}: cannot be unpacked ({error}); download it again") from None
    if len(data) > LARGEST:
        raise UnvotesError(
            f"{path}: has more than {LARGEST / 1e9:.1f} GB once unpacked, so it is not read"
        )
    reader = _Reader(path, data)
    try:
        found = reader.objects()
    except UnvotesError:
        raise
    except (struct.error, IndexError, ValueError, OverflowError, MemoryError) as error:
        reader.fail(f"ends early or is damaged ({type(error).__name__}); download it again")
    frames = {name: _columns(item) for name, item in found.items()}
    return {name: columns for name, columns in frames.items() if columns}


class _Reader:
    """Reads R's own form of writing objects (XDR), item by item."""

    def __init__(self, path: Path, data: bytes) -> None:
        self.path, self.data, self.at = path, data, 0
        self.seen: list[str] = []

    def fail(self, problem: str) -> NoReturn:
        raise UnvotesError(f"{self.path}, byte {self.at:,}: {problem}") from None

    def integer(self) -> int:
        (value,) = struct.unpack_from(">i", self.data, self.at)
        self.at += 4
        return value

    def length(self, width: int) -> int:
        """Read how many values follow; there must be as many bytes."""
        n = self.integer()
        if n < 0 or n * width > len(self.data) - self.at:
            self.fail("claims more values than the file has bytes")
        return n

    def objects(self) -> dict[str, _Object]:
        """Read the whole file."""
        saved = self.data[:5] in (b"RDX2\n", b"RDX3\n")
        self.at = 5 if saved else 0
        if self.data[self.at : self.at + 2] != b"X\n":
            self.fail("is not in R's usual binary form; in R: save(x, file = 'x.RData')")
        self.at += 2
        version = self.integer()
        self.at += 8
        if version == 3:
            self.at += self.length(1) + 0
        elif version != 2:
            self.fail(f"is of format {version}; formats 2 and 3 are read")
        if saved:
            return self.pairs(self.integer(), 0)
        return {"": self.item(0)}

    def text(self) -> bytes | None:
        """Read one string."""
        flags = self.integer()
        if flags & 0xFF != _TEXT:
            self.fail("holds something else where a string is due")
        n = self.integer()
        if n == -1:
            return None
        if n < 0 or n > len(self.data) - self.at:
            self.fail("claims a string longer than the file")
        self.at += n
        return self.data[self.at - n : self.at]

    def symbol(self, flags: int) -> str:
        """Read a name, or a reference to one that was read before."""
        if flags & 0xFF == _REFERENCE:
            index = flags >> 8 or self.integer()
            if not 0 < index <= len(self.seen):
                self.fail("refers to a name that is not there")
            return self.seen[index - 1]
        if flags & 0xFF != _SYMBOL:
            self.refuse(flags)
        name = (self.text() or b"").decode("utf-8", "replace")
        self.seen.append(name)
        return name

    def refuse(self, flags: int) -> NoReturn:
        kind = _REFUSED.get(flags & 0xFF, f"an object of type {flags & 0xFF}")
        self.fail(f"holds {kind}; only data frames of numbers and texts are read, nothing is run")

    def pairs(self, flags: int, depth: int) -> dict[str, _Object]:
        """Read a list of named objects, however long, without going deeper."""
        found: dict[str, _Object] = {}
        while flags & 0xFF == _PAIRS:
            if flags & 0x200:
                self.pairs(self.integer(), depth + 1)
            name = self.symbol(self.integer()) if flags & 0x400 else f"#{len(found)}"
            found[name] = self.item(depth + 1)
            flags = self.integer()
        if flags & 0xFF != _NIL:
            self.refuse(flags)
        return found

    def item(self, depth: int) -> _Object:
        """Read one object of data."""
        if depth > _DEEPEST:
            self.fail("nests lists deeper than any data does")
        flags = self.integer()
        kind = flags & 0xFF
        value: Any
        if kind == _NIL:
            return _Object(None, {})
        if kind in (_SYMBOL, _REFERENCE):
            return _Object(self.symbol(flags), {})
        if kind == _PAIRS:
            return _Object(self.pairs(flags, depth + 1), {})
        if kind in (_LOGICAL, _INTEGER):
            value = self.numbers(">i4", 4)
        elif kind == _REAL:
            value = self.numbers(">f8", 8)
        elif kind == _STRINGS:
            value = self.strings()
        elif kind == _LIST:
            value = [self.item(depth + 1) for _ in range(self.length(4))]
        elif kind == _ALTERNATIVE:
            return self.alternative(depth)
        else:
            self.refuse(flags)
        attributes = self.pairs(self.integer(), depth + 1) if flags & 0x200 else {}
        return _Object(value, attributes)

    def numbers(self, form: str, width: int) -> npt.NDArray[Any]:
        n = self.length(width)
        self.at += n * width
        return np.frombuffer(self.data, dtype=form, count=n, offset=self.at - n * width)

    def strings(self) -> tuple[npt.NDArray[np.int32], list[str]]:
        """Read strings as codes and labels: a million strings are a few thousand labels."""
        n = self.length(8)
        codes = np.empty(n, dtype=np.int32)
        number: dict[bytes | None, int] = {}
        data, at, unpack = self.data, self.at, struct.Struct(">ii").unpack_from
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
            codes[i] = number.setdefault(raw, len(number))
        self.at = at
        return codes, ["" if raw is None else _decoded(raw) for raw in number]

    def alternative(self, depth: int) -> _Object:
        """Read what R writes shorter: a run of numbers, or a vector with a note on it."""
        info = self.item(depth + 1).value
        state = self.item(depth + 1)
        attributes = self.item(depth + 1).value or {}
        kind = info.get("#0", _Object("", {})).value if isinstance(info, dict) else ""
        if kind in ("compact_intseq", "compact_realseq"):
            n, start, step = (float(x) for x in state.value)
            if not 0 <= n <= LARGEST / 8:
                self.fail("claims a run of more numbers than any data has")
            value: Any = start + step * np.arange(int(n))
            return _Object(value, attributes)
        if str(kind).startswith("wrap_") and isinstance(state.value, list) and state.value:
            inner = state.value[0]
            return _Object(inner.value, attributes or inner.attributes)
        self.fail(f"holds a vector written as {str(kind)[:40]!r}; in R: saveRDS(x, version = 2)")


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _texts(item: Any) -> list[str]:
    """Give an attribute that is a list of strings."""
    if isinstance(item, _Object) and isinstance(item.value, tuple):
        codes, labels = item.value
        return [labels[code] for code in codes]
    return []


def _columns(item: _Object) -> dict[str, Vector]:
    """Give an object's columns, if it is a data frame."""
    names = _texts(item.attributes.get("names"))
    if not isinstance(item.value, list) or len(names) != len(item.value):
        return {}
    columns = {}
    for name, column in zip(names, item.value, strict=True):
        classes = tuple(_texts(column.attributes.get("class")))
        value = column.value
        if isinstance(value, tuple):
            columns[name] = Vector(value[0], value[1], classes)
        elif isinstance(value, np.ndarray):
            found, codes = np.unique(value, return_inverse=True)
            labels = [_label(x) for x in found.tolist()]
            levels = _texts(column.attributes.get("levels"))
            if levels:
                labels = [
                    levels[int(x) - 1] if x and 0 < int(x) <= len(levels) else "" for x in labels
                ]
            columns[name] = Vector(codes.astype(np.int32), labels, classes)
    return columns


def _label(value: float) -> str:
    if value != value or value == _NA:
        return ""
    return str(int(value)) if value == int(value) else str(value)
