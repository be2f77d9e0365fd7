"""Parameters that several functions take: what each means, written once and shown by all."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any, TypeVar

from unvotes.arguments import check_for, check_unicode
from unvotes.errors import UnvotesError, nearest, plain_scalar
from unvotes.frames import plain_frame, roll_calls_frame, votes_frame

__all__ = ["DEFAULTS", "TEXTS", "checked_arguments", "shared_parameters"]

Function = TypeVar("Function", bound=Callable[..., Any])
Names = tuple[str, ...]
Door = Callable[[Any, str], Any]
Arguments = tuple[Any, ...]
Keywords = dict[str, Any]
Checking = Callable[[Arguments, Keywords], tuple[Arguments, Keywords]]

#: What went through which door on the way into the call that is running: our functions call each
#: other with it, and to look through a million rows at each door would take as long as the answer.
_inside: ContextVar[tuple[tuple[Door, Any], ...]] = ContextVar("_inside", default=())


def _entries(text: str) -> dict[Names, str]:
    """Read a list of parameters as NumPy writes it: their names, and all that is said of them."""
    found: dict[Names, str] = {}
    # Without regular expressions: to compile them takes longer than all else that is done here.
    entries: list[list[str]] = []
    for line in text.strip("\n").split("\n"):
        if not line[:1].strip() and entries:
            entries[-1].append(line)
        else:
            entries.append([line])
    for lines in entries:
        head = lines[0].split(" : ")[0]
        found[tuple(name.strip(" *") for name in head.split(","))] = "\n".join(lines).rstrip()
    return found


#: What each shared parameter means. Its default is added from the signature that has it.
TEXTS: Mapping[Names, str] = MappingProxyType(
    _entries(
        inspect.cleandoc("""
    votes : pandas.DataFrame
        One row per member and roll call: ``roll_call``, ``member`` and ``vote``; also ``date``
        (for periods, and for blocs whose membership is dated) or ``topic`` where they are used.
        Frames of polars, pyarrow and DuckDB will do; answers are of pandas, and
        ``polars.from_pandas(answer)`` leads back.
    a, b : str
        The two members, as written in the frame, or states by any of their names.
    bloc : Bloc, str or list of str
        The bloc, the name of a ready one, or its members.
    group : str
        A column of the votes, such as ``"party"``: blocs are its values, and who changes group
        changes bloc on that day. Without a bloc, each group in turn; what the answer says of
        a group is then in a column of its own.
    measure : str
        ``"agreement"``, ``"lijphart"``, ``"s"``, ``"s_squared"``, or ``"kappa"`` and ``"pi"``,
        plain, ``_linear`` or ``_squared``: see `unvotes.analysis.core.measures`.
    by : str
        An estimate for each ``"year"``, ``"decade"`` (``"1990s"``), ``"month"``
        (``"2012-02"``), ``"term"``, ``"presidency"`` of the United States (see
        `presidencies`), ``"topic"``, ``"region"``, or value of another column of the votes, of
        `roll_calls` or, for the Council, of the record. A column ``term`` counts where there is
        one; otherwise terms are two calendar years from an odd one, ``"2011-12"``.
    periods : pandas.DataFrame or mapping
        Named periods, an estimate for each: a table with the columns ``period``, ``since`` and
        ``until`` (first and last day; missing where open), such as `presidencies` gives, or
        ``{"before": (2004, 2013), "after": (2014, 2025)}``. The answer has them in a column
        ``period``, or of the name that `by` gives, in order of time. No two may have a day in
        common; roll calls outside all of them are left out. A period without a roll call has
        rows too, with n = 0 and no estimate, of whom there is a row in another period; ideal
        points need votes, and have none.
    members : str, Bloc or list of these
        Only these members: as written in the frame, else states by any of their names
        (``"UK"``), blocs or the names of ready ones (``"BRICS"``), of which those are taken
        that belonged on a day of these votes; by default all that voted on these roll calls.
        Whether a roll call is contested is judged among all.
    contested : bool
        Only roll calls with at least one no or abstention among all who voted. A column
        ``contested`` decides where there is one, for the Council that of the record.
    abstain : {"own", "half", "drop", "as_no"}
        An abstention is a vote of its own; or differs by half from yes and no; or is left
        out; or counts as a no.
    min_shared : int
        With fewer roll calls (of a pair: with fewer on which both voted) the estimate is
        withheld, and says so.
    since, until : str, int or date
        First and last day, both included: ``"2012-02-04"``. A year or month, ``2012`` or
        ``"2012-02"``, stands for all of its days.
    topic : str or list of str
        Only roll calls on these topics, by their names in the votes or other names of the
        record's ("Burma").
    view : {"seat", "state"}
        Re-code the Council's members to seats (the Soviet Union and Russia are one) or to
        states; as they are by default.
    roll_calls : pandas.DataFrame
        A row per roll call, with facts that the votes lack. Those of the Council's roll calls
        (``region``, ``meeting``, ``draft``, …) are known without it.
    interval : {"bootstrap", "percentile", "wilson", "exact", None}
        ``"bootstrap"``: Bayesian bootstrap with Jeffreys's prior. In simulations with 11, 50 and
        500 roll calls 92 or more of 100 intervals of 95 % held the truth (of shares, with 10 to
        500, all but a few, and none fewer than 89; squared distances: 90); how often, by statistic
        and n, is computed by ``python -m benchmarks.coverage``. ``"percentile"``: Efron's
        bootstrap, too short at small n. ``"wilson"`` and ``"exact"`` (Clopper–Pearson): for plain
        shares. None: no interval.
    level : float
        Nominal coverage of the intervals.
    resample_by : str
        What the bootstrap takes to be independent: roll calls, or all roll calls with the
        same value of a column, such as ``"meeting"`` or ``"draft"``, since the votes on the
        paragraphs of one draft are not. Roll calls without a value stand alone.
    n_boot : int
        Number of draws, where the interval is drawn: that of a plain share of independent roll
        calls has a closed form.
    seed : int or None
        Start of the random numbers; None for a new one each time.
    on_un_list : bool
        Only vetoes that the United Nations counts, which leaves out some votes on parts of a
        draft.
    events : bool or DataFrame
        Mark the events of the record's ``events.csv`` that fall into the period, or those of a
        frame with ``date``, ``event`` and perhaps ``source``.
    x_range : tuple of float
        Ends of the axis; by default from the tenth below the lowest value to 1.
    names : mapping of str to str
        Names of members, for those that are not states or to replace a state's name.
    language : {"en", "fr", "es", "ru", "zh", "ar"}
        Language of the chart: its words, numbers and dates in English, French or Spanish. In
        Russian, Chinese and Arabic the names of states alone follow, and the words are English.
        What you give yourself, such as `title`, stays as it is; so does the record's own text.
    title, source : str
        In place of the title and source line that the chart writes itself.
    """)
    )
)

#: Their defaults; None for the others.
DEFAULTS: Mapping[str, Any] = MappingProxyType(
    {
        "contested": False,
        "abstain": "own",
        "measure": "agreement",
        "min_shared": 10,
        "level": 0.95,
        "resample_by": "roll_call",
        "n_boot": 1000,
        "seed": 0,
        "language": "en",
    }
)

_ORDER = {name: place for place, names in enumerate(TEXTS) for name in names}


def shared_parameters(function: Function) -> Function:
    """
    Complete a function's signature and docstring, and refuse keywords that it does not have.

    Parameters that come in a typed dictionary, ``**selection: Unpack[Selection]``, take their
    places in the signature, and the body finds all of them in it, with their defaults.
    Parameters that the docstring says nothing about are described by `TEXTS`: a function whose
    parameter means something else describes it itself.

    Parameters
    ----------
    function : callable
        What to complete.

    Returns
    -------
    callable
        The same function, called as before.
    """
    own = inspect.signature(function)
    parameters = [one for one in own.parameters.values() if one.kind is not one.VAR_KEYWORD]
    shared = [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=DEFAULTS.get(name), annotation=written
        )
        for name, written in _in_dictionary(function, own).items()
    ]
    shared.sort(key=lambda one: _ORDER.get(one.name, len(_ORDER)))
    signature = own.replace(parameters=[*parameters, *shared])
    filled = {one.name: one.default for one in shared}
    doors, checked = _doors(signature), _checking(function, signature)

    @functools.wraps(function)
    def complete(*args: Any, **given: Any) -> Any:
        inside = _inside.get()
        args, given = checked(args, given)
        for place, name, let_in in doors:
            if place < len(args):
                frame = _through(let_in, args[place], name, inside)
                args = (*args[:place], frame, *args[place + 1 :])
            elif name in given:
                frame = given[name] = _through(let_in, given[name], name, inside)
            else:
                continue
            inside = (*inside, (let_in, frame))
        token = _inside.set(inside)
        try:
            return function(*args, **{**filled, **given})
        finally:
            _inside.reset(token)

    complete.__signature__ = signature  # type: ignore[attr-defined]
    complete.__doc__ = _with_texts(inspect.cleandoc(function.__doc__ or ""), signature)
    return complete  # type: ignore[return-value]


def checked_arguments(function: Function) -> Function:
    """
    Check a function's arguments from the types in its signature, and do nothing else.

    Numbers of numpy become Python's own, what is of another kind than its parameter says is
    refused in a sentence, and so is a keyword that the function does not have. For functions
    that take no shared parameter: frames go through no door, docstrings stay as they are.

    Parameters
    ----------
    function : callable
        What to check for.

    Returns
    -------
    callable
        The same function, called as before.
    """
    checked = _checking(function, inspect.signature(function))

    @functools.wraps(function)
    def call(*args: Any, **given: Any) -> Any:
        args, given = checked(args, given)
        return function(*args, **given)

    return call  # type: ignore[return-value]


def _checking(function: Callable[..., Any], signature: inspect.Signature) -> Checking:
    """Make what looks at arguments: it refuses wrong ones, and gives numbers as Python's own."""
    ones = signature.parameters
    starred = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    single = [name for name, one in ones.items() if one.kind not in starred]
    positions = [name for name in single if ones[name].kind is not inspect.Parameter.KEYWORD_ONLY]
    found = {name: check_for(name, ones[name].annotation) for name in single}
    checks = {name: check for name, check in found.items() if check}
    open_ended = any(one.kind is starred[1] for one in ones.values())

    def checked(args: Arguments, given: Keywords) -> tuple[Arguments, Keywords]:
        if not open_ended and not given.keys() <= ones.keys():
            raise _unknown_keyword(function.__name__, given, signature)
        args = tuple(map(plain_scalar, args))
        given = {name: plain_scalar(value) for name, value in given.items()}
        for name, value in (*zip(positions, args, strict=False), *given.items()):
            check_unicode(name, value)
            if name in checks:
                checks[name](value)
        return args, given

    return checked


def _through(door: Door, frame: Any, name: str, inside: tuple[tuple[Door, Any], ...]) -> Any:
    """Let a frame in, unless it is what the same door gave to the function that calls."""
    if any(passed is frame and through is door for through, passed in inside):
        return frame
    return door(frame, name)


def _doors(signature: inspect.Signature) -> list[tuple[int, str, Door]]:
    """List which parameters are frames: their place, their name, and the door that they take."""
    found: list[tuple[int, str, Door]] = []
    for place, (name, one) in enumerate(signature.parameters.items()):
        kinds = {kind.strip().removeprefix("pd.") for kind in str(one.annotation).split("|")}
        if kinds == {"DataFrame"} or kinds == {"DataFrame", "None"}:
            door = {"votes": votes_frame, "roll_calls": roll_calls_frame}.get(name, plain_frame)
            if one.default is None:
                door = functools.partial(_if_given, door)
            found.append((place, name, door))
    return found


def _if_given(door: Door, value: Any, name: str) -> Any:
    return value if value is None else door(value, name)


def _in_dictionary(function: Callable[..., Any], signature: inspect.Signature) -> dict[str, str]:
    """Name what a function takes in its typed dictionary, each with its type as it is written."""
    for one in signature.parameters.values():
        if one.kind is one.VAR_KEYWORD:
            # Types are texts here; to read them all would take a millisecond for each function.
            written = str(one.annotation).removeprefix("Unpack[").removesuffix("]")
            dictionary = inspect.unwrap(function).__globals__[written]
            return {
                name: getattr(type_, "__forward_arg__", type_)
                for name, type_ in dictionary.__annotations__.items()
            }
    return {}


def _unknown_keyword(name: str, given: Mapping[str, Any], takes: inspect.Signature) -> UnvotesError:
    wrong = next(word for word in given if word not in takes.parameters)
    close = nearest(wrong, list(takes.parameters))
    meant = f"; did you mean {' or '.join(f'{word}=' for word in close)}?" if close else "."
    return UnvotesError(
        f"{name}() has no parameter {wrong}={meant} It takes {', '.join(takes.parameters)}"
    )


def _title(block: str) -> str:
    """Read the underlined title with which a section of a docstring begins, if it does."""
    title, rule, *_ = *block.split("\n", 2), ""
    return title if len(rule) > 2 and not rule.strip("-") else ""


def _with_texts(doc: str, signature: inspect.Signature) -> str:
    """Describe in a docstring those parameters that it does not describe itself."""
    blocks = doc.split("\n\n")
    titles = {title: place for place, block in enumerate(blocks) if (title := _title(block))}
    start = titles.get("Parameters")
    # A section ends where the next one has its title, or at the end.
    end = min(
        (place for place in titles.values() if start is not None and place > start),
        default=len(blocks),
    )
    described = {}
    if start is not None:
        described = _entries("\n\n".join(blocks[start:end]).split("\n", 2)[2])
    by_name = {name: entry for names, entry in described.items() for name in names}
    for names, text in TEXTS.items():
        if not by_name.keys() & set(names) and names[0] in signature.parameters:
            by_name[names[0]] = _with_default(text, signature.parameters[names[0]].default)
    order = [*signature.parameters, *by_name]
    entries = dict.fromkeys(by_name[name] for name in order if name in by_name)
    if not entries:
        return doc
    if start is None:
        start = end = titles.get("Returns", titles.get("Yields", len(blocks)))
    listed = "Parameters\n----------\n" + "\n".join(entries)
    return "\n\n".join([*blocks[:start], listed, *blocks[end:]])


def _with_default(entry: str, default: Any) -> str:
    head, *rest = entry.split("\n")
    if default is None and "None" not in head:
        head += ", optional"
    elif default is not inspect.Parameter.empty:
        head += f', default "{default}"' if isinstance(default, str) else f", default {default}"
    return "\n".join([head, *rest])
