"""
Codes for roll calls from the texts about them: topic, kind, mission and action, by listed rules.

The rules are data (``data/security_council/coding_rules.csv``), so that a scholar can read,
dispute and correct them without reading a program. This module only applies them.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from unvotes.errors import UnvotesError, unknown

__all__ = ["FIELDS", "code"]

FIELDS = ("topic", "kind", "mission", "action")
_ANY = ("title", "agenda", "dppa_topic", "veto_topic")
_RULE_COLUMNS = ("field", "value", "where", "pattern", "since", "until", "note")


def code(texts: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    r"""
    Code roll calls by the first rule that fits.

    The fields are coded one after the other, in the order of `FIELDS`, so that a rule may look
    at a field that is already coded (``where`` is ``topic`` for an action, say). Within a field
    the rules are tried from top to bottom, and the first whose pattern is found decides. A rule
    with an empty value decides that the field stays empty.

    Parameters
    ----------
    texts : pandas.DataFrame
        A row per roll call: ``date`` (datetime64) and the columns of text that the rules name,
        such as ``title``, ``agenda``, ``symbol`` or ``row``. A missing text counts as empty.
    rules : pandas.DataFrame
        In order: ``field`` (one of `FIELDS`), ``value``, ``where`` (a column of `texts`, a field
        already coded, ``any``: title, agenda and topics together, or two of them, as in
        ``topic & title``, which are joined by a bar), ``pattern`` (a regular
        expression, searched without regard to case), ``since`` and ``until`` (ISO dates, both
        included, or empty), ``note``.

    Returns
    -------
    pandas.DataFrame
        ``topic``, ``kind``, ``mission``, ``action`` (str), with the index of `texts`; an empty
        string where no rule fits.

    Raises
    ------
    UnvotesError
        When a rule names a field or column that does not exist, or its pattern is no regular
        expression.

    Examples
    --------
    >>> texts = pd.DataFrame({"date": pd.to_datetime(["2012-02-04"]), "title": ["Syria"]})
    >>> rules = pd.DataFrame(
    ...     [
    ...         ["topic", "Syria", "title", r"\bsyria", "2011-03-15", "", ""],
    ...         ["action", "settlement", "topic", "^Syria$", "", "", ""],
    ...     ],
    ...     columns=["field", "value", "where", "pattern", "since", "until", "note"],
    ... )
    >>> code(texts, rules).to_dict("records")
    [{'topic': 'Syria', 'kind': '', 'mission': '', 'action': 'settlement'}]
    """
    absent = [name for name in _RULE_COLUMNS if name not in rules.columns]
    if absent:
        raise UnvotesError(f"The rules lack the column {absent[0]!r}.")
    rules = rules.fillna("").astype("str")
    if "date" not in texts.columns:
        raise UnvotesError("The texts lack the column 'date'.")
    for field in rules["field"].unique():
        if field not in FIELDS:
            raise unknown("field of a rule", field, FIELDS)
    searched = {
        name: texts[name].fillna("").astype("str")
        for name in texts.columns
        if pd.api.types.is_string_dtype(texts[name])
    }
    joined = pd.Series("", index=texts.index, dtype="str")
    for name in _ANY:
        if name in searched:
            joined = joined + searched[name] + " | "
    searched["any"] = joined
    coded: dict[str, pd.Series] = {}
    for field in FIELDS:
        coded[field] = _first_match(
            rules[rules["field"].eq(field)], {**searched, **coded}, texts["date"]
        )
    return pd.DataFrame(coded, index=texts.index)


def _first_match(
    rules: pd.DataFrame, searched: dict[str, pd.Series], dates: pd.Series
) -> pd.Series:
    """Give every row the value of the first rule that fits it."""
    value = np.full(len(dates), "", dtype=object)
    is_open = np.ones(len(dates), dtype=bool)
    # Not Series.str: pandas 3.0 hands patterns to Arrow, which has no lookahead.
    written = {name: column.to_numpy(dtype=object) for name, column in searched.items()}
    for rule in rules.to_dict("records"):
        where, pattern = rule["where"], rule["pattern"]
        columns = where.split(" & ")
        for column in columns:
            if column not in written:
                raise unknown("column of a rule", column, sorted(written))
        text = written[columns[0]]
        for column in columns[1:]:
            text = text + " | " + written[column]
        try:
            compiled = re.compile(pattern, re.IGNORECASE)
        except re.error as error:
            raise UnvotesError(f"{pattern!r} is no regular expression: {error}.") from None
        fits = is_open.copy()
        fits[is_open] = [compiled.search(each) is not None for each in text[is_open]]
        if rule["since"]:
            fits &= dates.ge(pd.Timestamp(rule["since"])).to_numpy()
        if rule["until"]:
            fits &= dates.le(pd.Timestamp(rule["until"])).to_numpy()
        value[fits] = rule["value"]
        is_open &= ~fits
    return pd.Series(value, index=dates.index, dtype="str")
