"""Exports: the numbers behind a chart, a table or a result as a file, with their source."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Final

from unvotes.errors import UnvotesError
from unvotes.parameters import checked_arguments
from unvotes.publishing.exported.content import Content, content_of
from unvotes.publishing.exported.csv_on_the_web import write_csv
from unvotes.publishing.exported.excel import write_xlsx
from unvotes.publishing.exported.networks import write_network
from unvotes.publishing.exported.stata import write_dta
from unvotes.publishing.exported.typed_tables import write_json, write_parquet
from unvotes.reading.formula_texts import metadata_path
from unvotes.record.written_files import checked_path, whole_file, whole_files

__all__ = ["export"]

_NETWORKS: Final = (".gexf", ".graphml")
_TABLES: Final[dict[str, Callable[[Content, Path], None]]] = {
    ".xlsx": lambda content, draft: write_xlsx(content, draft, _library("xlsxwriter")),
    ".parquet": write_parquet,
    ".dta": write_dta,
    ".json": write_json,
}
SUFFIXES: Final = (".xlsx", ".csv", *list(_TABLES)[1:], *_NETWORKS)


@checked_arguments
def export(
    what: object, path: str | Path, *, title: str | None = None, source: str | None = None
) -> Path:
    """
    Write the numbers behind a chart, a table or a result to a file, with their source.

    Every file says what it holds: title, source, period, number of roll calls, selection,
    method and the versions of package and record, as far as they are known.

    - ``.csv``: plain CSV in UTF-8, which pandas, polars, DuckDB, R, LibreOffice and Excel read
      with their defaults. A missing value is an empty cell, yes and no are ``TRUE`` and
      ``FALSE``, days are ``2012-02-04``. What the file holds, and the type of every column,
      stands beside it in ``name.csv-metadata.json``, in the form of the standard CSV on the Web.
      A text that a spreadsheet would take for a formula, since it begins with ``=``, ``+``,
      ``-`` or ``@``, gets an apostrophe before it; `read_roll_calls` takes it away again.
    - ``.xlsx``: a sheet for each table and a sheet ``about``. Text stays text: what looks like a
      formula or a link is not made one. A sheet holds 1,048,575 rows, 16,384 columns and 32,767
      characters in a cell, and no time zones. Numbers of more than 15 digits, and columns with
      days before March 1900, are written as text.
    - ``.parquet``: ``pd.read_parquet(path)`` gives the same frame, categories included; what
      the file holds stands in the metadata of its schema, under ``unvotes``.
    - ``.json``: ``about``, a ``schema`` (Table Schema) and ``data``, a row on each line, which
      ``pd.read_json(path, orient="table")`` reads; further tables under ``further``.
    - ``.dta``: for Stata, and ``haven::read_dta`` of R (by the extra ``stata``). Votes are
      numbers with labels (1 yes, 2 abstain, 3 no, 7 unknown, 8 nonvoting, as `write_roll_calls`
      has them), yes and no 1 and 0. A name that Stata does not know is changed, and stands in the
      column's label. A missing text is an empty one. Of what the file holds there is room for 80
      characters only: title and source.
    - ``.gexf``, ``.graphml``: a network for Gephi, and for igraph and networkx. Nodes are members
      with their names, a place near those they agree with, and the colour of their community;
      edges bear ``weight`` and the table's numbers. Pairs that are withheld, or agree no more
      than chance (0 or less), have none. A pair whose two directions differ has an edge each way.

    Parameters
    ----------
    what : DataFrame, Series, Figure, or a result of the package
        A table, of polars or pyarrow too; a chart of the package (the frame behind it is
        written); or what `find`, `agreement`, `agreement_matrix`, `communities`, `positions`,
        `hierarchy`, `ideal_points`, `partition_test`, `replay`, `voting_rule`, the readers,
        `combine` and `update` return; or a `Bloc` (its memberships). Of a result with several
        tables, forms for one table hold its first: of `find`, the votes. For a network a result
        or table of pairs: ``a``, ``b``, and ``estimate``, ``weight``, ``together`` or ``n``.
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
        If the ending is unknown, there is nothing to write or nothing of this kind, the form
        cannot hold it, a library is missing, or the file cannot be written. What was there
        before stays as it was.

    Warns
    -----
    UnvotesWarning
        If programs would read a text in a CSV file as something else: ``NA`` as missing, ``007``
        as 7.

    Notes
    -----
    DuckDB reads a CSV column as true and false whose only words, in its first 20,480 rows, are
    yes and no; with ``duckdb.read_csv(path, dtype={"vote": "VARCHAR"})`` it does not. A CSV file
    that has letters beyond ASCII begins with a byte-order mark, without which Excel misreads them.

    Examples
    --------
    >>> import pandas as pd, tempfile, unvotes as uv
    >>> votes = uv.find("S/2012/77")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = uv.export(votes, f"{folder}/veto.csv", title="The vote of 4 February 2012")
    ...     print(path.read_text().splitlines()[1])
    ...     pd.read_csv(path)["veto"].sum(), sorted(file.name for file in path.parent.iterdir())
    S/2012/77,AZE,yes,2012-02-04,S/2012/77,Syria,vetoed,FALSE,FALSE
    (np.int64(2), ['veto.csv', 'veto.csv-metadata.json'])
    """
    target = checked_path(path, SUFFIXES)
    try:
        _write(what, content_of(what, title, source), target)
    except UnicodeEncodeError as error:
        raise UnvotesError(
            f"the text {error.object[:40]!r} is no valid Unicode: it was read in a wrong encoding"
        ) from None
    return target


def _write(what: object, content: Content, target: Path) -> None:
    suffix = target.suffix.lower()
    if suffix == ".csv":
        with whole_files([target, metadata_path(target)]) as (draft, metadata):
            write_csv(content, draft, metadata, target.name)
        return
    with whole_file(target) as draft:
        if suffix in _NETWORKS:
            write_network(what, content, draft, _library("networkx"))
        else:
            _TABLES[suffix](content, draft)


def _library(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise UnvotesError(
            f'this export needs the library {name}: pip install "unvotes[export]"'
        ) from error
