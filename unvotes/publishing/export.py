"""Exports: the numbers behind a chart or a table as Excel, CSV, Parquet or GEXF, with source."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import plotly.graph_objects as go

import unvotes
from unvotes.analysis.core.results import ALL_ALIKE, AgreementMatrix, too_few
from unvotes.analysis.structure.communities import Communities
from unvotes.charts.drawing.figure import data, describe
from unvotes.charts.drawing.names import label
from unvotes.charts.drawing.theme import SOURCE
from unvotes.errors import UnvotesError
from unvotes.frames import as_dates, plain_frame
from unvotes.parameters import checked_arguments
from unvotes.record.data_files import record_version
from unvotes.record.written_files import checked_path, whole_file

__all__ = ["export"]

SUFFIXES: Final = (".xlsx", ".csv", ".parquet", ".gexf")

#: Of a sheet in Excel, without the header.
_MOST_ROWS: Final = 1_048_575
_FORMULA: Final = re.compile(r"^[=+\-@\t\r]")
_METADATA: Final = b"unvotes"


@checked_arguments
def export(
    what: object, path: str | Path, *, title: str | None = None, source: str | None = None
) -> Path:
    """
    Write the numbers behind a chart, a table or a network to a file, with their source.

    Every file says what it holds: title, source, period, number of roll calls, selection,
    method and the versions of package and record, as far as they are known.

    - ``.xlsx``: a sheet ``data`` and a sheet ``about``. Text stays text: what looks like a
      formula or a link is not made one.
    - ``.csv``: UTF-8; lines on what the file holds come first, each beginning with ``#``, and
      all texts stand in quotes, so that ``pd.read_csv(path, comment="#")`` reads it (in R
      ``read.csv(path, comment.char = "#")``). A text that a spreadsheet would take for a
      formula, since it begins with ``=``, ``+``, ``-`` or ``@``, gets an apostrophe before it.
    - ``.parquet``: ``pd.read_parquet(path)`` gives the same frame, categories included; what
      the file holds stands in the metadata of its schema, under ``unvotes``.
    - ``.gexf``: a network for Gephi. Nodes are members with their names; edges bear ``weight``
      and ``n``. Pairs that are withheld, or agree no more than chance (0 or less), have none.

    Parameters
    ----------
    what : Figure, DataFrame, AgreementMatrix or Communities
        A chart of the package (the frame behind it is written), a table, or a result. For
        ``.gexf`` a result, or a table or chart of pairs: ``a``, ``b`` and ``estimate``.
    path : str or Path
        The file; its ending says what is written. A file of that name is replaced, once the
        new one is complete.
    title, source : str, optional
        In place of the chart's title, and of the package's source line or the chart's own:
        for data of your own name its source.

    Returns
    -------
    pathlib.Path
        The file that was written.

    Raises
    ------
    UnvotesError
        If the ending is unknown, there is nothing to write or nothing of this kind, a library
        is missing, or the file cannot be written.

    Examples
    --------
    >>> import pandas as pd, tempfile, unvotes as uv
    >>> votes = uv.find("S/2012/77").votes
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = uv.export(votes, f"{folder}/veto.csv", title="The vote of 4 February 2012")
    ...     print(path.read_text(encoding="utf-8").splitlines()[0])
    ...     len(pd.read_csv(path, comment="#"))
    # title: The vote of 4 February 2012
    15
    """
    target = checked_path(path, SUFFIXES)
    suffix = target.suffix.lower()
    content = _read(what, title, source)
    if content.frame.empty:
        raise UnvotesError("there are no rows, so there is nothing to export")
    if suffix == ".gexf":
        text = _gexf(what, content)
        with whole_file(target) as draft:
            draft.write_text(text, encoding="utf-8")
        return target
    write = {".xlsx": _write_xlsx, ".csv": _write_csv, ".parquet": _write_parquet}[suffix]
    with whole_file(target) as draft:
        write(content, draft)
    return target


@dataclass(frozen=True)
class _Content:
    """A frame, and what it is."""

    frame: pd.DataFrame
    about: dict[str, str]


def _read(what: object, title: str | None, source: str | None) -> _Content:
    about: dict[str, str] = {"title": title or "", "source": source or SOURCE}
    if isinstance(what, go.Figure):
        frame = data(what)
        head, lines, line = _texts(what)
        about |= {"title": title or head, "source": source or line or SOURCE}
        about |= {"coverage": "; ".join(lines)} | _coverage(frame)
        about["description"] = describe(what)
    elif isinstance(what, AgreementMatrix):
        frame = _pairs(what)
        about["title"] = title or f"{what.measure.capitalize()} of all pairs"
        about |= _coverage(frame) | {"period": what.period, "selection": what.selection}
        about |= {"measure": what.measure, "method": what.method if what.low is not None else ""}
        about["withheld"] = f"where n is below {what.min_shared}"
    elif isinstance(what, Communities):
        frame = what.table
        about["title"] = title or "Communities of members"
        about |= {"roll calls": f"{what.n:,}", "selection": what.selection}
        about |= {
            "modularity": f"{what.modularity:.4f}",
            "stability": f"{what.stability:.4f}",
            "left out": ", ".join(what.left_out),
            "method": what.method,
        }
    elif isinstance(what, pd.DataFrame) or hasattr(what, "columns"):
        frame = plain_frame(_plain_index(what) if isinstance(what, pd.DataFrame) else what, "what")
        # Neither CSV nor Excel has dates with a time zone; the day is the one that stands there.
        zoned = frame.select_dtypes("datetimetz")
        frame = frame.assign(**{str(name): as_dates(frame[name], str(name)) for name in zoned})
        if not frame.columns.is_unique:
            twice = frame.columns[frame.columns.duplicated()][0]
            raise UnvotesError(f"the frame has two columns {twice!r}; rename one of them")
        about |= _coverage(frame)
    else:
        raise UnvotesError(
            f"a {type(what).__name__} cannot be exported; give a chart of unvotes.charts, a "
            "DataFrame, or what agreement_matrix or communities return"
        )
    about["made with"] = f"unvotes {unvotes.__version__}, record {record_version()}"
    about["source"] = about["source"].removeprefix("Source: ")
    kept = {key: " ".join(value.split()) for key, value in about.items() if value}
    return _Content(frame.rename(columns=str), kept)


def _plain_index(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep an index that says something as columns."""
    if isinstance(frame.index, pd.RangeIndex) or frame.index.names == [None]:
        return frame.reset_index(drop=True)
    return frame.reset_index()


def _texts(figure: go.Figure) -> tuple[str, list[str], str]:
    """Read title, subtitle and source line of a chart of the package as plain text."""
    head = figure.layout.title
    subtitle = head.subtitle.text or ""
    lines = [_untagged(part) for part in subtitle.split("<br>")]
    words = figure.layout.meta.get("words")
    if words and " ".join(words["subtitle"]) == _untagged(subtitle.replace("<br>", " ")):
        lines = list(words["subtitle"])  # as they were before they were broken
    # The source line is the last text that a chart of the package gets, at its foot.
    notes = [n for n in figure.layout.annotations if n.yanchor == "bottom" and n.y == 0]
    last = notes[-1].text if notes else ""
    return _untagged(head.text or ""), lines, _untagged(last)


def _untagged(text: str) -> str:
    return html.unescape(re.sub("<[^>]+>", " ", text)).strip()


def _coverage(frame: pd.DataFrame) -> dict[str, str]:
    """Say what a frame covers, as far as its columns tell."""
    found: dict[str, str] = {"rows": f"{len(frame):,}"}
    if "date" in frame.columns and pd.api.types.is_datetime64_any_dtype(frame["date"].dtype):
        days = frame["date"].dropna()
        if len(days):
            found["period"] = f"{days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}"
    elif "year" in frame.columns and len(frame):
        found["period"] = f"{frame['year'].min()} to {frame['year'].max()}"
    if "roll_call" in frame.columns:
        found["roll calls"] = f"{frame['roll_call'].nunique():,}"
    elif "n" in frame.columns and pd.api.types.is_numeric_dtype(frame["n"].dtype) and len(frame):
        least, most = frame["n"].min(), frame["n"].max()
        span = f"{least:,}" if least == most else f"{least:,} to {most:,}"
        found["roll calls"] = f"{span} for each row (n)"
    told = ("selection", "method")
    return found | {key: str(frame.attrs[key]) for key in told if key in frame.attrs}


def _pairs(matrix: AgreementMatrix) -> pd.DataFrame:
    """Write a square of agreement as a row per pair that shares roll calls."""
    squares = {"estimate": matrix.estimate, "n": matrix.n}
    if matrix.low is not None and matrix.high is not None:
        squares |= {"low": matrix.low, "high": matrix.high}
    members = matrix.estimate.columns.astype("str")
    first, second = np.triu_indices(len(members), 1)
    several = isinstance(matrix.estimate.index, pd.MultiIndex)
    labels = matrix.estimate.index.get_level_values(0).unique() if several else [None]
    parts = []
    for number, name in enumerate(labels):
        rows = slice(number * len(members), (number + 1) * len(members))
        part: dict[str, Any] = {str(matrix.estimate.index.names[0]): name} if several else {}
        part |= {"a": members[first], "b": members[second]}
        part |= {key: one.to_numpy()[rows][first, second] for key, one in squares.items()}
        parts.append(pd.DataFrame(part))
    frame = pd.concat(parts, ignore_index=True)
    few = frame["n"] < matrix.min_shared
    frame["withheld"] = np.where(
        frame["estimate"].notna(),
        "",
        np.where(few, too_few(matrix.min_shared), ALL_ALIKE),
    )
    return frame[frame["n"] > 0].reset_index(drop=True)


def _library(name: str) -> ModuleType:
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise UnvotesError(
            f'this export needs the library {name}: pip install "unvotes[export]"'
        ) from error


def _write_xlsx(content: _Content, path: Path) -> None:
    _library("xlsxwriter")
    if len(content.frame) > _MOST_ROWS:
        raise UnvotesError(
            f"a sheet of Excel holds {_MOST_ROWS:,} rows, and there are {len(content.frame):,}: "
            "write .csv or .parquet"
        )
    options = {f"strings_to_{kind}": False for kind in ("formulas", "urls", "numbers")}
    # In memory: the library has an error of its own for a disk that is full.
    options["in_memory"] = True
    held = io.BytesIO()
    about = pd.DataFrame(content.about.items(), columns=["what", "value"])
    with pd.ExcelWriter(
        held, engine="xlsxwriter", datetime_format="yyyy-mm-dd", engine_kwargs={"options": options}
    ) as writer:
        content.frame.to_excel(writer, sheet_name="data", index=False, freeze_panes=(1, 0))
        about.to_excel(writer, sheet_name="about", index=False)
        writer.book.set_properties(
            {"title": content.about.get("title", ""), "comments": content.about["source"]}
        )
        sheet = writer.sheets["data"]
        sheet.autofilter(0, 0, len(content.frame), len(content.frame.columns) - 1)
        for i, (name, values) in enumerate(content.frame.items()):
            texts = values.head(200).astype(object).map(str)
            longest = max(len(str(name)) + 3, *map(len, texts))
            sheet.set_column(i, i, min(longest + 1, 40))
        writer.sheets["about"].set_column(0, 0, 14)
        writer.sheets["about"].set_column(1, 1, 100)
    path.write_bytes(held.getvalue())


def _write_csv(content: _Content, path: Path) -> None:
    frame = content.frame.copy(deep=False)
    for name in frame.columns:
        values = frame[name]
        if not pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_datetime64_dtype(
            values.dtype
        ):
            frame[name] = values.astype(object).map(_no_formula, na_action="ignore")
    frame.columns = pd.Index([_no_formula(name) for name in frame.columns])
    with path.open("w", encoding="utf-8", newline="") as file:
        for key, value in content.about.items():
            file.write(f"# {key}: {value}\n")
        frame.to_csv(
            file,
            index=False,
            quoting=csv.QUOTE_NONNUMERIC,
            date_format="%Y-%m-%d",
            lineterminator="\n",
        )


def _no_formula(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def _write_parquet(content: _Content, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pa.Table.from_pandas(content.frame, preserve_index=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise UnvotesError(
            f"Parquet keeps one type of value in a column, and this frame mixes some: {error}"
        ) from error
    about = json.dumps(content.about, ensure_ascii=False).encode()
    pq.write_table(
        table.replace_schema_metadata({**(table.schema.metadata or {}), _METADATA: about}), path
    )


def _gexf(what: object, content: _Content) -> str:
    networkx = _library("networkx")
    nodes, edges = _network(what, content.frame)
    graph = networkx.Graph()
    for member, facts in nodes.items():
        graph.add_node(member, label=label(member, None, "en"), code=member, **facts)
    left_out = 0
    for a, b, tie in edges:
        known = {
            key: value.item() if isinstance(value, np.generic) else value
            for key, value in tie.items()
            if not pd.isna(value)
        }
        if not known.get("weight", 0) > 0:
            left_out += 1
            continue
        graph.add_edge(a, b, **known)
    about = dict(content.about)
    if left_out:
        about["pairs without an edge"] = f"{left_out:,} (withheld, or 0 or less)"
    root = ElementTree.fromstring("\n".join(networkx.generate_gexf(graph, version="1.2draft")))
    space = root.tag.partition("}")[0].lstrip("{")
    ElementTree.register_namespace("", space)
    meta = root.find(f"{{{space}}}meta")
    if meta is None:
        meta = ElementTree.Element(f"{{{space}}}meta")
        root.insert(0, meta)
    ElementTree.SubElement(meta, f"{{{space}}}description").text = "\n".join(
        f"{key}: {value}" for key, value in about.items()
    )
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(
        root, encoding="unicode"
    )


def _network(
    what: object, frame: pd.DataFrame
) -> tuple[dict[str, dict[str, Any]], Iterable[tuple[str, str, Mapping[str, Any]]]]:
    """Find the members and the ties of what is to be a network."""
    if isinstance(what, Communities):
        table = what.table.set_index("member")[["community", "certainty", "n"]]
        nodes = {
            str(member): {str(key): one for key, one in facts.items() if not pd.isna(one)}
            for member, facts in table.to_dict("index").items()
        }
        names = [str(name) for name in what.weights.columns]
        first, second = np.nonzero(np.triu(what.weights.to_numpy()))
        ties = [
            (
                names[i],
                names[j],
                {
                    "weight": what.weights.to_numpy()[i, j],
                    "together": what.together.to_numpy()[i, j],
                },
            )
            for i, j in zip(first, second, strict=True)
        ]
        return nodes, ties
    if not {"a", "b", "estimate"} <= set(frame.columns):
        raise UnvotesError(
            "a network needs pairs: what agreement_matrix, agreement_table or communities "
            f"return, or a heatmap of them; this has {list(frame.columns)}"
        )
    if frame.duplicated(["a", "b"]).any():
        raise UnvotesError(
            "a network has one tie for each pair, and here a pair has several rows: choose one "
            "group, such as table[table['year'] == 2011]"
        )
    columns = [c for c in ("estimate", "n", "low", "high") if c in frame.columns]
    pairs = [
        (str(row["a"]), str(row["b"]), {"weight": row["estimate"]} | {c: row[c] for c in columns})
        for row in frame[["a", "b", *columns]].to_dict("records")
    ]
    members: dict[str, dict[str, Any]] = {member: {} for pair in pairs for member in pair[:2]}
    return dict(sorted(members.items())), pairs
