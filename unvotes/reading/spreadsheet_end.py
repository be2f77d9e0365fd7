"""Files that a spreadsheet cut at its last row: what followed is lost, and the end is torn."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from unvotes.reading.delimited import Table

__all__ = ["refuse_torn"]

#: The last row of Excel, LibreOffice and Google's sheets; that of Excel until 2003.
LAST_ROWS = (1_048_576, 65_536)


def refuse_torn(
    table: Table, groups: npt.NDArray[np.integer[Any]], aside: bool, what: str
) -> npt.NDArray[np.bool_]:
    """
    Find the rows of the group that a spreadsheet's last row has torn.

    Parameters
    ----------
    table : Table
        A file's rows.
    groups : array of int
        The roll call of each row.
    aside : bool
        Keep those rows apart, instead of raising.
    what : str
        What a group is, for the words.

    Returns
    -------
    array of bool
        The rows of the last group, if the file ends where a spreadsheet does; else none. If
        that group's rows do not stand together, the file is in another order, and what is torn
        is not known: then none, and the line that is set aside says so.

    Raises
    ------
    UnvotesError
        Unless `aside`.
    """
    none = np.zeros(table.rows, dtype=bool)
    ends = {table.rows, table.rows + 1, table.rows + table.first_line - 1}
    if not ends & set(LAST_ROWS):
        return none
    last = groups == groups[-1]
    count = int(last.sum())
    together = bool(last[-count:].all())
    others = np.bincount(groups)
    usual = int(np.median(others[others > 0]))
    why = (
        f"the file ends at the last row of a spreadsheet ({max(ends & set(LAST_ROWS)):,}), so "
        f"that what followed is lost; its last {what} has {count:,} rows, where {usual:,} are "
        "usual"
    )
    if not aside:
        raise table.error(
            table.rows - 1,
            next(iter(table.columns)),
            f"{why}. Take the file as it was issued, without opening it in a spreadsheet "
            "(broken='set aside' reads the rest)",
        )
    table.broken.append((table.line(table.rows - 1), f"{count:,} rows" if together else "", why))
    return last if together else none
