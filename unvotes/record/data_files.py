"""Where the record's files are, and how one of them is read."""

from __future__ import annotations

import functools
import json
from pathlib import Path

import pandas as pd

from unvotes.errors import UnvotesError

__all__ = ["data_folder", "read_table", "record_version"]


def data_folder() -> Path:
    """
    The folder that holds the record: inside an installed package, or beside it in a clone.

    Returns
    -------
    pathlib.Path
        The folder ``data``.

    Raises
    ------
    UnvotesError
        If the record is in neither place, which means a damaged installation.

    Examples
    --------
    >>> import pandas as pd
    >>> pd.read_csv(data_folder() / "states.csv").columns[:2].tolist()
    ['code', 'name']
    """
    return _found_folder()


@functools.cache
def _found_folder() -> Path:
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "data", package.parent / "data"):
        if (folder / "states.csv").is_file():
            return folder
    raise UnvotesError(
        f"the record's files are missing: neither {package / 'data'} nor "
        f"{package.parent / 'data'} holds states.csv; install the package again"
    )


def read_table(name: str, folder: Path | None = None) -> pd.DataFrame:
    """
    Read one CSV file of the record as text: no value is interpreted, an empty one is ``""``.

    Parameters
    ----------
    name : str
        The file's path inside the data folder: ``"states.csv"``.
    folder : pathlib.Path, optional
        Another data folder than the package's own.

    Returns
    -------
    DataFrame
        The file's columns, all of dtype ``str``.

    Raises
    ------
    UnvotesError
        If there is no such file, or a line of it does not have as many values as the first.

    Examples
    --------
    >>> read_table("states.csv").columns[:2].tolist()
    ['code', 'name']
    """
    path = (folder or data_folder()) / name
    if not path.is_file():
        raise UnvotesError(f"no file {name!r} in the record's folder {path.parent}")
    try:
        return pd.read_csv(path, dtype="str", keep_default_na=False, na_filter=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        why = str(error).strip().removeprefix("Error tokenizing data. C error: ")
        raise UnvotesError(
            f"{name} cannot be read: {why}. A value with a comma in it stands in quotes: "
            '"S/PV.6627, page 2"; the file is plain text in UTF-8'
        ) from error


@functools.cache
def record_version() -> str:
    """
    Tell which version of the record this is: it has a number of its own, beside the package's.

    Returns
    -------
    str
        Three numbers, as ``data/datapackage.json`` has them. The first changes when ids or the
        meaning of a column change, the second when roll calls are added, the third when votes or
        codes are corrected. The changelog says what each version brought.

    Raises
    ------
    UnvotesError
        If the record's description is missing or names no version.

    Examples
    --------
    >>> record_version().count(".")
    2
    """
    path = data_folder() / "datapackage.json"
    try:
        version = json.loads(path.read_text(encoding="utf-8"))["version"]
    except (OSError, ValueError, KeyError) as error:
        raise UnvotesError(
            f"{path} does not say which version of the record this is; install the package again"
        ) from error
    return str(version)
