"""
Faults put in on purpose, and whether a test finds each: ``python -m tests.mutants core``.

A mutant is the code with one thing changed: a comparison, an operator, a constant, a slice, a
keyword, a returned value. One that no test fails on has survived: a test is missing there, or the
mutant is equal to the code, and `equal_mutants.csv` says why. Of a room with more than 300, a
sample is drawn; ``--seed`` draws another, ``--all`` takes each. ``--again`` takes those that
survived the last time.

Left alone are what only says something (docstrings, errors, warnings, notes, texts of several words
or with values put into them), types, decorators, the bodies of classes outside their methods, and
keywords that change how fast or how strict a call is and no answer (``copy``, ``strict`` …).

Each mutant gets a process of its own, forked from one that has imported and collected everything.
It is put into the functions that are there, and only tests that run the changed lines are run, the
quick ones first, until one fails or the limit of seconds is reached; what only a slower test would
find counts as surviving. A mutant that takes many times as long as the code counts as killed. No
test counts that fails, or takes that long, where the code as it is was put in place the same way.
mutmut knows neither constants nor decorated functions, which is where words become votes here, and
cosmic-ray starts a Python for each mutant.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import csv
import functools
import gc
import hashlib
import os
import pickle
import random
import signal
import sys
import threading
import time
import types
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from scipy.stats import binomtest

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "build" / "mutants"
EQUAL = ROOT / "tests" / "equal_mutants.csv"
#: A sample of this size is drawn of a room with more mutants.
SAMPLE = 300


class Room(NamedTuple):
    """Files of the package, and the tests that touch them."""

    sources: list[str]
    tests: list[str]

    @property
    def files(self) -> list[Path]:
        """Every source file."""
        found = [path for name in self.sources for path in sorted(ROOT.glob(f"unvotes/{name}"))]
        return [path for path in found if path.name != "__init__.py"]


ROOMS = {
    "core": Room(
        ["analysis/core/*.py"],
        [
            *("tests/analysis/core", "tests/analysis/pairs/test_agreement.py"),
            "tests/test_differential.py",
        ],
    ),
    "pairs": Room(["analysis/pairs/*.py"], ["tests/analysis/pairs"]),
    "blocs": Room(["analysis/blocs/*.py"], ["tests/analysis/blocs"]),
    "rules": Room(["analysis/rules/*.py"], ["tests/analysis/rules"]),
    "record": Room(
        [
            f"record/{name}.py"
            for name in ("assembly", "council", "dates", "loading", "states", "vocabulary")
        ],
        [
            f"tests/record/test_{name}.py"
            for name in ("assembly", "council", "dates", "given_members", "loading", "states")
        ]
        + ["tests/record/test_vocabulary.py"],
    ),
    "reading": Room(
        [
            f"reading/{name}.py"
            for name in ("filling", "labelled", "library_totals", "library_values", "vote_words")
        ],
        [
            f"tests/reading/test_{name}.py"
            for name in ("filling", "labelled", "library", "library_forms", "library_totals")
        ]
        + [f"tests/reading/test_{name}.py" for name in ("library_values", "vote_words")],
    ),
}

# --- mutants -----------------------------------------------------------------------------------

_COMPARED: dict[type, type] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_RECKONED: dict[type, type] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Div, ast.Mod: ast.FloorDiv, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr, ast.LShift: ast.RShift, ast.RShift: ast.LShift, ast.MatMult: ast.Mult,
}  # fmt: skip
_NAMED = {"min": "max", "any": "all", "floor": "ceil", "minimum": "maximum", "nanmin": "nanmax"}
_NAMED |= {after: before for before, after in _NAMED.items()}
#: Keywords that change how fast or how strict a call is, and no answer that it gives.
_NO_ANSWER = {"strict", "copy", "validate", "use_threads", "stacklevel"}
_SAYING = {"UnvotesError", "UnvotesWarning", "unknown", "warn", "cast", "Literal", "TypeVar"}


class Mutant(NamedTuple):
    """One change, and where it stands."""

    path: str
    function: str
    change: str
    lines: tuple[int, int]
    #: The steps to the changed node, and what it becomes.
    steps: tuple[tuple[str, int | None], ...]
    becomes: ast.AST

    @property
    def name(self) -> tuple[str, str, str]:
        """What it is called in the list of equal ones."""
        return self.path, self.function, self.change

    def source(self) -> ast.Module:
        """The module as it is."""
        return ast.parse((ROOT / self.path).read_text(encoding="utf-8"))

    def tree(self) -> ast.Module:
        """The module with the change."""
        tree = self.source()
        node: Any = tree
        for field, at in self.steps[:-1]:
            node = getattr(node, field) if at is None else getattr(node, field)[at]
        field, at = self.steps[-1]
        if at is None:
            setattr(node, field, self.becomes)
        else:
            getattr(node, field)[at] = self.becomes
        return ast.fix_missing_locations(tree)


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """What a node becomes, one change at a time."""
    match node:
        case ast.Compare():
            for at, one in enumerate(node.ops):
                yield _with(node, ops=[*node.ops[:at], _COMPARED[type(one)](), *node.ops[at + 1 :]])
        case ast.BinOp() | ast.AugAssign() if not _is_text(node):
            yield _with(node, op=_RECKONED[type(node.op)]())
        case ast.BoolOp():
            yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
        case ast.UnaryOp():
            yield node.operand
        case ast.If() | ast.IfExp() | ast.While() if isinstance(
            node.test, ast.Name | ast.Call | ast.Attribute | ast.Subscript
        ):
            yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))
        case ast.Constant(value=bool()):
            yield _with(node, value=not node.value)
        case ast.Constant(value=int() | float()):
            yield _with(node, value=node.value + 1)
        case ast.Constant(value=str()) if node.value and " " not in node.value:
            yield _with(node, value=f"{node.value}X")
        case ast.Slice():
            for end in ("lower", "upper", "step"):
                if getattr(node, end) is not None:
                    yield _with(node, **{end: None})
        case ast.Return() if node.value is not None and not _is_none(node.value):
            yield _with(node, value=ast.Constant(None))
        case ast.Name() if node.id in _NAMED:
            yield _with(node, id=_NAMED[node.id])
        case ast.Attribute() if node.attr in _NAMED:
            yield _with(node, attr=_NAMED[node.attr])
        case ast.Continue():
            yield ast.Break()
        case ast.Break():
            yield ast.Continue()
        case ast.Call():
            for at, keyword in enumerate(node.keywords):
                if keyword.arg is not None and keyword.arg not in _NO_ANSWER:
                    yield _with(node, keywords=node.keywords[:at] + node.keywords[at + 1 :])


def _with(node: ast.AST, **changed: Any) -> ast.AST:
    other = copy.copy(node)
    for field, value in changed.items():
        setattr(other, field, value)
    return other


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_text(node: ast.BinOp | ast.AugAssign) -> bool:
    sides = [node.left, node.right] if isinstance(node, ast.BinOp) else [node.value]
    return any(
        isinstance(side, ast.JoinedStr)
        or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in sides
    )


def _only_says(node: ast.AST) -> bool:
    """Tell whether a node is a message, a type or an import."""
    if isinstance(node, ast.Raise | ast.JoinedStr | ast.Import | ast.ImportFrom | ast.Assert):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.keyword) and node.arg in _NO_ANSWER:
        return True
    if isinstance(node, ast.FunctionDef) and node.name in ("__repr__", "_repr_html_", "_notes"):
        return True
    called = node.func if isinstance(node, ast.Call) else getattr(node, "value", None)
    if isinstance(node, ast.Call | ast.Subscript):
        return getattr(called, "id", getattr(called, "attr", "")) in _SAYING
    if isinstance(node, ast.If):
        return getattr(node.test, "id", "") == "TYPE_CHECKING"
    return "__all__" in [getattr(target, "id", "") for target in getattr(node, "targets", [])]


def mutants_of(path: Path) -> list[Mutant]:
    """
    List what can be changed in a file.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    list of Mutant
    """
    found: list[Mutant] = []
    seen: Counter[tuple[str, str]] = Counter()

    def walk(node: ast.AST, steps: tuple[tuple[str, int | None], ...], where: str, at: Any) -> None:
        if _only_says(node):
            return
        inside = isinstance(node, ast.FunctionDef | ast.ClassDef)
        if isinstance(node, ast.stmt):
            at = (node.lineno, node.end_lineno)
            if isinstance(node, ast.If | ast.While | ast.For | ast.With | ast.Try):
                at = (node.lineno, max(node.lineno, node.body[0].lineno - 1))
        if steps:
            for becomes in _changes(node):
                change = f"{_short(node)} → {_short(becomes)}"
                seen[where, change] += 1
                if (count := seen[where, change]) > 1:
                    change += f" ({count})"
                relative = path.relative_to(ROOT).as_posix()
                found.append(Mutant(relative, where, change, at, steps, becomes))
        name = f"{where}.{node.name}".removeprefix(".") if inside else where
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns", "decorator_list", "bases", "ctx"):
                continue
            for place, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if not isinstance(child, ast.AST):
                    continue
                if isinstance(node, ast.ClassDef) and not isinstance(child, ast.FunctionDef):
                    continue
                walk(child, (*steps, (field, place)), name, at)

    walk(ast.parse(path.read_text(encoding="utf-8")), (), "", (0, 0))
    return found


def _short(node: ast.AST) -> str:
    """The code of a node: of a statement with a body, its head."""
    return ast.unparse(node).partition("\n")[0]


# --- tests -------------------------------------------------------------------------------------


class Told(NamedTuple):
    """What one test runs, and how many seconds of the processor it takes."""

    seconds: float
    lines: dict[str, set[int]]


class Runner:
    """A plugin of pytest: it collects the tests, and in their stead runs the mutants."""

    def __init__(self, room: str, asked: argparse.Namespace) -> None:
        self.room = room
        self.asked = asked
        self.failed = False
        self.results: list[tuple[Mutant, str]] = []
        self.every: list[Mutant] = []
        #: Tests that passed with the code as it is put in place, by how it was.
        self.passed: set[tuple[str, str]] = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Let hypothesis stop at the first example that fails, and keep nothing."""
        import hypothesis  # pytest wants to be the first to import it

        phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
        hypothesis.settings.register_profile(
            "mutants", derandomize=True, deadline=None, database=None, phases=phases
        )
        hypothesis.settings.load_profile("mutants")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a failure."""
        self.failed = self.failed or report.failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the mutants."""
        self.items = {item.nodeid: item for item in session.items}
        gc.unfreeze()  # what is frozen cannot be found
        self.warm()
        self.told = self.trace()
        self.prepare()
        chosen = self.chosen()
        print(f"# {len(chosen)} mutants", flush=True)
        began, equal = time.time(), equal_mutants()
        with contextlib.suppress(KeyboardInterrupt):  # what was done until then is reported
            for count, mutant in enumerate(chosen, 1):
                end = self.end_of(mutant)
                self.results.append((mutant, end))
                if end == "survived" and mutant.name not in equal:
                    path, function, change = mutant.name
                    print(f"{path}:{mutant.lines[0]} {function}: {change}", flush=True)
                if count % 25 == 0:
                    print(f"# {count}/{len(chosen)} {time.time() - began:.0f} s", flush=True)
        return True

    def chosen(self) -> list[Mutant]:
        """Draw the mutants to be run."""
        every = [mutant for path in ROOMS[self.room].files for mutant in mutants_of(path)]
        self.every = every
        if self.asked.again:
            last = set((KEPT / f"{self.room}.txt").read_text(encoding="utf-8").splitlines())
            return [mutant for mutant in every if "\t".join(mutant.name) in last]
        if not self.asked.all and len(every) > self.asked.sample:
            every = random.Random(self.asked.seed).sample(every, self.asked.sample)
        return every

    def trace(self) -> dict[str, Told]:
        """Tell which lines each test runs; of tests that are as they were, from the last time."""
        sources = b"".join(path.read_bytes() for path in ROOMS[self.room].files)
        told: dict[str, Told] = {}
        by_file: dict[Path, list[pytest.Item]] = {}
        for item in self.items.values():
            by_file.setdefault(item.path, []).append(item)
        for path, items in by_file.items():
            names = "\n".join(item.nodeid for item in items).encode()
            within = f"{self.asked.limit + 2}".encode()
            key = hashlib.sha1(sources + path.read_bytes() + names + within).hexdigest()
            kept = KEPT / f"{key}.pickle"
            if not kept.exists():
                if os.fork() == 0:
                    quiet()
                    kept.write_bytes(pickle.dumps(self.traced(items)))
                    os._exit(0)
                os.wait()
                print(f"# {path.relative_to(ROOT)}: {len(items)} tests", flush=True)
            if kept.exists():
                told |= pickle.loads(kept.read_bytes())
        return told

    def traced(self, items: list[pytest.Item]) -> dict[str, Told]:
        """Run tests, and tell which lines each runs; of those that take too long, nothing."""
        files = {str(path): path.relative_to(ROOT).as_posix() for path in ROOMS[self.room].files}
        now: dict[str, set[int]] = {}

        def on_line(frame: types.FrameType, event: str, _: object) -> Any:
            now.setdefault(files[frame.f_code.co_filename], set()).add(frame.f_lineno)
            return on_line

        def on_call(frame: types.FrameType, event: str, _: object) -> Any:
            return on_line(frame, event, _) if frame.f_code.co_filename in files else None

        told = {}
        for each in live_caches(self.cached):
            each.cache_clear()
        for item, following in zip(items, [*items[1:], None], strict=True):
            now = {}
            self.failed = False
            began = time.process_time()
            signal.signal(signal.SIGPROF, too_long)
            # The first may load what those after it find loaded.
            signal.setitimer(signal.ITIMER_PROF, self.asked.limit + 2)
            threading.settrace(on_call)
            sys.settrace(on_call)
            with contextlib.suppress(TimeoutError):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            sys.settrace(None)
            signal.setitimer(signal.ITIMER_PROF, 0)
            if not self.failed:
                told[item.nodeid] = Told(time.process_time() - began, now)
        return told

    @property
    def cached(self) -> str:
        """Where what was cached is forgotten: what stands below a room stays as it is."""
        return "unvotes.analysis" if "analysis" in ROOMS[self.room].sources[0] else "unvotes"

    def warm(self) -> None:
        """Load what every test would load again: the record, where it is not what is changed."""
        if self.cached != "unvotes":
            from unvotes import load_votes

            load_votes()

    def prepare(self) -> None:
        """Find the functions that are there, which are to be changed."""
        names = {str(path) for path in ROOMS[self.room].files}
        self.functions = [
            each
            for each in gc.get_objects()
            if isinstance(each, types.FunctionType) and each.__code__.co_filename in names
        ]
        if not self.functions:
            raise RuntimeError(
                "no function of the room is in memory: no mutant could be put in place"
            )
        self.caches = live_caches(self.cached)
        gc.freeze()

    def touching(self, mutant: Mutant) -> list[pytest.Item]:
        """Choose tests that run a mutant's lines, quick ones first, as far as the limit goes."""
        lines = range(mutant.lines[0], mutant.lines[1] + 1)
        # What is cached, and fixtures, are run by the first test that asks for them: then those
        # of its file are chosen too, after those that run the lines themselves.
        here = {
            name
            for name, test in self.told.items()
            if not test.lines.get(mutant.path, set()).isdisjoint(lines)
        }
        beside = {name.partition("::")[0] for name in here}
        at_import = self.is_of_import(mutant)
        found = []
        for name, test in self.told.items():
            if at_import or name.partition("::")[0] in beside:
                # First the tests that are quick and touch little else.
                rank = name not in here and not (at_import and mutant.path in test.lines)
                much = sum(map(len, test.lines.values()))
                found.append((rank, test.seconds * much, name))
        chosen, spent = [], 0.0
        for *_, name in sorted(found):
            spent += self.told[name].seconds
            if spent > self.asked.limit and chosen:
                break
            chosen.append(self.items[name])
        return chosen

    def is_of_import(self, mutant: Mutant) -> bool:
        """Tell whether only the import runs a mutant's lines, as of what makes a constant."""
        lines = range(mutant.lines[0], mutant.lines[1] + 1)
        ran: set[int] = set().union(
            *(test.lines.get(mutant.path, ()) for test in self.told.values())
        )
        return not mutant.function or ran.isdisjoint(lines)

    def end_of(self, mutant: Mutant) -> str:
        """Run a mutant; if it is killed, see to it that the mutant is why the test fails."""
        while items := self.touching(mutant):
            end, ran = self.run(mutant, items)
            if end not in ("killed", "timed out") or not ran:
                return end
            way = mutant.path if self.has_new_constants(mutant) else ""
            last = items[ran - 1].nodeid
            if (way, last) in self.passed:
                return end
            without, ran = self.run(mutant, items[:ran], changed=False)
            names = [item.nodeid for item in items[:ran]]
            if without == "survived":
                self.passed.update((way, name) for name in names)
                return end
            print(f"# fails without a mutant: {names[-1]}", flush=True)
            del self.told[names[-1]]
        return "survived"

    def run(
        self, mutant: Mutant, items: list[pytest.Item], *, changed: bool = True
    ) -> tuple[str, int]:
        """Run tests with a mutant in place, in a process of its own: the end, and how many ran."""
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            quiet()
            signal.alarm(1800)
            os._exit(self.run_here(mutant, items, changed, write))
        os.close(write)
        _, status = os.waitpid(child, 0)
        with os.fdopen(read, "rb") as begun:
            ran = len(begun.read())
        if os.WIFSIGNALED(status):
            return "timed out" if os.WTERMSIG(status) in _OUT_OF_TIME else "killed", ran
        return ("survived", "killed", "not placed")[min(os.WEXITSTATUS(status), 2)], ran

    def run_here(self, mutant: Mutant, items: list[pytest.Item], changed: bool, begun: int) -> int:
        """Put a mutant in place, and run tests until one fails: 1 if one did, 2 if it cannot be."""
        self.failed = False
        for each in self.caches:
            each.cache_clear()
        try:
            self.put_in_place(mutant, changed)
        except NotImportedError:
            return int(changed) or 2
        except BaseException:
            return 2
        for item, following in zip(items, [*items[1:], None], strict=True):
            os.write(begun, b".")
            # Of the processor's time, since others may want it too; then SIGPROF ends it.
            signal.setitimer(signal.ITIMER_PROF, 3 + 5 * self.told[item.nodeid].seconds)
            try:
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            except BaseException:
                return 1
            if self.failed:
                return 1
        return 0

    def has_new_constants(self, mutant: Mutant) -> bool:
        """Tell whether a mutant's module is to be run again, for its constants or defaults."""
        return self.is_of_import(mutant) or any("defaults" in step for step, _ in mutant.steps)

    def put_in_place(self, mutant: Mutant, changed: bool) -> None:
        """Give the functions that are there the changed code, and the modules changed constants."""
        file = str(ROOT / mutant.path)
        code = compile(mutant.tree() if changed else mutant.source(), file, "exec")
        codes = {(each.co_qualname, each.co_firstlineno): each for each in codes_in(code)}
        for function in self.functions:
            now = function.__code__
            if now.co_filename == file:
                function.__code__ = codes.get((now.co_qualname, now.co_firstlineno), now)
        if not self.has_new_constants(mutant):
            return
        module = vars(sys.modules[mutant.path.removesuffix(".py").replace("/", ".")])
        fresh = {key: module[key] for key in ("__name__", "__file__", "__package__", "__spec__")}
        try:
            exec(code, fresh)
        except Exception as error:
            raise NotImportedError from error
        take_defaults(fresh, self.functions)
        if self.is_of_import(mutant):
            take_constants(fresh, module)


class NotImportedError(Exception):
    """A module cannot be imported with a mutant in it."""


_OUT_OF_TIME = (signal.SIGPROF, signal.SIGALRM)


def too_long(*_: object) -> None:
    """End a test that takes longer than all tests of a mutant may."""
    raise TimeoutError


def quiet() -> None:
    """Send what this process says nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def codes_in(code: types.CodeType) -> Iterator[types.CodeType]:
    """List a code object and all that stand in it."""
    yield code
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            yield from codes_in(each)


def live_caches(within: str) -> list[Any]:
    """Find the functions of some modules whose results are cached."""
    kind = type(functools.lru_cache(lambda: None))
    found = [each for each in gc.get_objects() if isinstance(each, kind)]
    return [each for each in found if (each.__module__ or "").startswith((within, "tests"))]


def take_defaults(fresh: dict[str, Any], functions: Iterable[types.FunctionType]) -> None:
    """Give functions the defaults of those of the same name in a changed module."""
    name = fresh["__name__"]
    made = [
        each
        for each in gc.get_objects()
        if isinstance(each, types.FunctionType) and each.__globals__ is fresh
    ]
    by_place = {(each.__qualname__, each.__code__.co_firstlineno): each for each in made}
    for function in functions:
        place = (function.__qualname__, function.__code__.co_firstlineno)
        if function.__module__ == name and place in by_place:
            function.__defaults__ = by_place[place].__defaults__
            function.__kwdefaults__ = by_place[place].__kwdefaults__


def take_constants(fresh: dict[str, Any], module: dict[str, Any]) -> None:
    """Put the constants of a changed module where the old ones are, in every module."""
    everywhere = [
        vars(each)
        for name, each in sys.modules.items()
        if name.startswith(("unvotes", "tests")) and isinstance(each, types.ModuleType)
    ]
    for name, value in fresh.items():
        old = module.get(name)
        code = isinstance(value, type | types.FunctionType | types.ModuleType) or callable(value)
        if name.startswith("__") or code:
            continue
        for each in everywhere:
            # A private name of another module is its own, even where it stands for the same.
            if each.get(name) is old and (each is module or not name.startswith("_")):
                each[name] = value


# --- what came of it ---------------------------------------------------------------------------


def equal_mutants() -> dict[tuple[str, str, str], str]:
    """Read why some mutants are equal to the code."""
    with EQUAL.open(encoding="utf-8", newline="") as file:
        return {
            (row["file"], row["function"], row["mutant"]): row["reason"]
            for row in csv.DictReader(file)
        }


def report(room: str, runner: Runner) -> float:
    """
    Print the scores of a room and of each file in it, and keep what survived.

    Parameters
    ----------
    room : str
        Its name.
    runner : Runner
        With the results.

    Returns
    -------
    float
        The room's score.
    """
    equal = equal_mutants()
    ends = [
        (mutant, "equal" if end == "survived" and mutant.name in equal else end)
        for mutant, end in runner.results
    ]
    heads = ("mutants", "killed", "timed out", "not placed", "equal", "survived", "score")
    print(f"{'':42}" + "".join(f"{head:>11}" for head in heads))
    for path in [*sorted({mutant.path for mutant, _ in ends}), room]:
        counts = Counter(end for mutant, end in ends if path in (mutant.path, room))
        found = counts["killed"] + counts["timed out"]
        of = found + counts["survived"]
        numbers = (counts.total(), *(counts[end] for end in heads[1:6]))
        score = f"{found / of if of else 1:11.0%}"
        print(f"{path.removeprefix('unvotes/'):42}" + "".join(f"{n:11}" for n in numbers) + score)
    low, high = binomtest(found, of).proportion_ci(method="wilson") if of else (1, 1)
    drawn = f"{room}: {len(ends)} of {len(runner.every)} mutants"
    print(f"{drawn}, score {found}/{of}, 95 % interval {low:.1%} to {high:.1%}")
    files, names = ({getattr(one, of) for one in runner.every} for of in ("path", "name"))
    for name in sorted(equal.keys() - names):
        if name[0] in files:
            print(f"{EQUAL.name}: no such mutant any more: {', '.join(name)}")
    for mutant, end in ends:
        if end in ("killed", "timed out") and mutant.name in equal:
            print(f"{EQUAL.name}: not equal, a test fails: {', '.join(mutant.name)}")
    left = ["\t".join(mutant.name) for mutant, end in ends if end == "survived"]
    (KEPT / f"{room}.txt").write_text("\n".join(left), encoding="utf-8")
    return found / of if of else 1.0


def main() -> int:
    """Run the mutants of some rooms; 1 if a score is below 90 per cent."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("rooms", nargs="*", metavar="room", help=f"of {', '.join(ROOMS)}")
    parser.add_argument("--seed", type=int, default=1, help="draws another sample")
    parser.add_argument("--sample", type=int, default=SAMPLE, help="how many mutants of a room")
    parser.add_argument("--limit", type=float, default=10, help="seconds of tests for a mutant")
    parser.add_argument("--tests", nargs="+", help="only these files of tests")
    parser.add_argument("--all", action="store_true", help="every mutant")
    parser.add_argument("--again", action="store_true", help="those that survived the last time")
    asked = parser.parse_args()
    if not hasattr(os, "fork"):
        parser.error("this system has no forks of processes")
    wrong = set(asked.rooms) - set(ROOMS)
    if wrong:
        parser.error(f"no room {', '.join(sorted(wrong))}; there are {', '.join(ROOMS)}")
    KEPT.mkdir(parents=True, exist_ok=True)
    scores = []
    for room in asked.rooms or ROOMS:
        if len(asked.rooms) != 1:
            # A process for each: what one room collects is not in the way of the next.
            child = os.fork()
            if child:
                scores.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0)
                continue
        runner = Runner(room, asked)
        sources = [path.relative_to(ROOT).as_posix() for path in ROOMS[room].files]
        options = ["-q", "-s", "-n0", "-p", "no:cacheprovider", f"--basetemp={KEPT / 'files'}"]
        with contextlib.chdir(ROOT):
            tests = asked.tests or ROOMS[room].tests
            code = pytest.main([*options, *tests, *sources], plugins=[runner])
        if not runner.every:
            sys.exit(f"{room}: the tests could not be collected ({code!r})")
        enough = report(room, runner) >= 0.9
        if len(asked.rooms) != 1:
            sys.stdout.flush()
            os._exit(not enough)
        scores.append(enough)
    return 0 if all(scores) else 1


if __name__ == "__main__":
    sys.exit(main())
