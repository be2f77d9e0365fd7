"""The one exception of the package, and the sentence it says about an unknown name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

__all__ = ["UnvotesError", "UnvotesWarning", "nearest", "unknown"]


class UnvotesError(ValueError):
    """Raised for every wrong input: it names the value and says what would be right."""


class UnvotesWarning(UserWarning):
    """Issued when an answer is given that its reader could misread without a word."""


def nearest(value: str, allowed: Iterable[str] | Mapping[str, str], n: int = 3) -> list[str]:
    """
    The allowed names closest in spelling to a wrong one.

    Parameters
    ----------
    value : str
        The name that was not found.
    allowed : iterable of str, or mapping of spelling to name
        What would have been found. With a mapping, its keys are compared and its values
        returned, so that a country's name leads to its code.
    n : int, default 3
        How many to return at most.

    Returns
    -------
    list of str
        Closest first, each once; empty when nothing is near.

    Examples
    --------
    >>> nearest("RUSS", ["RUS", "CHN", "IND"])
    ['RUS']
    """
    import difflib  # here, since it takes longer to import than to answer all right names

    names = allowed if isinstance(allowed, Mapping) else {name: name for name in allowed}
    folded: dict[str, str] = {}
    for spelling, name in names.items():
        folded.setdefault(str(spelling).casefold(), str(name))
    close = difflib.get_close_matches(value.casefold(), folded, n=4 * n, cutoff=0.6)
    return list(dict.fromkeys(folded[key] for key in close))[:n]


def unknown(
    what: str, value: object, allowed: Iterable[str] | Mapping[str, str], hint: str = ""
) -> UnvotesError:
    """
    Build the error for a name that does not exist, with the nearest that do.

    Parameters
    ----------
    what : str
        The kind of thing that was named: ``"member"``, ``"topic"``, ``"measure"``.
    value : object
        The name that was given.
    allowed : iterable of str, or mapping of spelling to name
        The names that exist; a short list is shown whole.
    hint : str, optional
        A closing sentence: where the names can be looked up.

    Returns
    -------
    UnvotesError
        To be raised by the caller.

    Examples
    --------
    >>> print(unknown("vote", "yess", ["no", "abstain", "yes"]))
    unknown vote 'yess'; did you mean 'yes'? Allowed: 'no', 'abstain', 'yes'
    """
    if type(value).__module__ == "numpy" and getattr(value, "ndim", 1) == 0:
        value = value.item()  # type: ignore[attr-defined]  # 1, as people write it, not np.int64(1)
    allowed = allowed if isinstance(allowed, Mapping) else list(allowed)
    close = nearest(str(value), allowed)
    message = f"unknown {what} {value!r}"
    if close:
        message += "; did you mean " + " or ".join(repr(name) for name in close) + "?"
    if not isinstance(allowed, Mapping) and 0 < len(allowed) <= 12:
        message += ("" if close else ".") + " Allowed: " + ", ".join(map(repr, allowed))
    elif hint:
        message += ("" if close else ".") + " " + hint
    return UnvotesError(message)
