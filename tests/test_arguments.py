"""Wrong calls, made from the signatures: each ends in an answer or in a sentence of ours."""

from __future__ import annotations

import inspect
import os
import random
import re
import warnings

import numpy as np
import pandas as pd
import pytest

import unvotes as uv
from tests.public_names import FUNCTIONS
from unvotes.errors import shown

#: How many of the wrong calls are made; all of them in the nightly command.
CALLS = int(os.environ.get("UNVOTES_WRONG_CALLS", "150"))

WRONG = [
    *(1, -1, 0, 2.5, float("nan"), "x", "", None, True, b"x", [], ["RUS", "XXX"], ["year"], [1]),
    *({}, {"a": 1}, (), ("RUS",), {"s"}, object(), np.int64(3), np.float64("nan"), np.str_("x")),
    *(pd.NA, pd.NaT, pd.Timestamp("2012-02-04"), np.array([1, 2]), pd.DataFrame(), lambda: None),
    *([[]], [pd.Timestamp("2012-02-04")], {"a": np.float64(1)}, np.array("x"), "\ud800", 10**30),
    *(np.datetime64("2012-02-04"), pd.Period("2012-02"), pd.Index(["RUS"]), uv.P5, int),
]
#: What no error shows: names of libraries, of types, and places in memory.
FOREIGN_WORDS = re.compile(
    r"np\.\w+\(|numpy\.|Timestamp\(|Timedelta\(|Period\(|array\(|dtype=|datetime\.|<class|0x[0-9a-f]{6}"
)

P5 = ["CHN", "FRA", "GBR", "RUS", "USA"]
#: They draw a picture, or ask the network, where what they are given is right after all.
LEFT_OUT = {("charts.write_image", name) for name in ("path", "width", "scale")}
LEFT_OUT |= {("update", "path")}
#: Their right calls take seconds: in the test one of their wrong calls in twenty is made.
SLOW = {"ideal_points", "explore", "report", "update", "sensitivity", "communities", "check"}


CALLED = FUNCTIONS | {
    f"Bloc.{name}": getattr(uv.BRICS, name)
    for name in ("among", "from_table", "members_on", "rename", "select")
}


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> dict[str, object]:
    """A right value of every parameter that has no default."""
    folder = tmp_path_factory.mktemp("files")
    votes = uv.load_votes(topic="Syria", since=2011, until=2012)
    calls = uv.load_roll_calls(topic="Syria", since=2011, until=2012)
    yearly = uv.agreement_table(votes, by="year", interval=None, min_shared=1)
    return {
        "votes": votes,
        "roll_calls": calls,
        "a": "RUS",
        "b": "CHN",
        "A": ["RUS", "CHN"],
        "B": ["USA", "GBR"],
        "bloc": ["RUS", "CHN"],
        "blocs": {"one": ["RUS", "CHN"], "two": ["USA", "GBR", "FRA"]},
        "first": "S/2011/612",
        "second": "S/2012/77",
        "members": ["RUS", "CHN"],
        "member": "RUS",
        "roll_call": "S/2012/77",
        "table": yearly,
        "values": votes,
        "frame": pd.DataFrame({"label": ["one", "two"], "n": [1, 2]}),
        "positions": uv.positions(votes, members=P5, n_boot=100, min_shared=1),
        "tree": uv.hierarchy(votes, members=P5, min_shared=1),
        "communities": uv.communities(votes, members=P5, n_boot=100, min_shared=1),
        "power": uv.power_index("security-council"),
        "title": "What was found",
        "matrix": uv.agreement_matrix(votes, interval=None, min_shared=1),
        "n_boot": 100,
        "n_permutations": 20,
        "min_shared": 1,
        "name": "S/2012/77",
        "other": ["USA", "GBR"],
        "periods": (2011, 2012),
        "date": "2012-02-04",
        "view": "seat",
        "path": folder / "written.csv",
        "what": yearly,
        "code": "RUS",
        "record": (votes, calls),
        "newer": (votes, calls),
        "figure": uv.charts.chamber(votes, "S/2012/77"),
        "figures": {"one": uv.charts.chamber(votes, "S/2012/77")},
        "file": _library_file(votes, calls, folder),
        "page": folder / "page.html",
        "series": votes["vote"],
    }


def _library_file(votes, calls, folder):
    path = folder / "2012_sc_voting.csv"
    uv.write_undl(votes, calls, path)
    return path


#: Right values of parameters that mean another thing elsewhere.
OWN = {
    "read_undl": {"path": "file"},
    "read_roll_calls": {"votes": "file"},
    "update": {"path": "file"},
    "read_voeten": {"path": "file"},
    "bloc": {"name": None},
    "charts.write_html": {"path": "page"},
    "report": {"what": "name"},
    "scale": {"votes": "series"},
    "Bloc.from_table": {"name": "title"},
}


def calls() -> list[tuple[str, str, object]]:
    chance = random.Random(20261129)
    every = [
        (name, parameter, wrong)
        for name, function in CALLED.items()
        for parameter in inspect.signature(function).parameters
        if (name, parameter) not in LEFT_OUT
        for wrong in WRONG
    ]
    slow = [call for call in every if call[0] in SLOW]
    quick = [call for call in every if call[0] not in SLOW]
    if len(every) <= CALLS:
        return every
    few = chance.sample(slow, min(CALLS // 20, len(slow)))
    return few + chance.sample(quick, min(CALLS - len(few), len(quick)))


def arguments(name, function, good, parameter, wrong):
    takes = inspect.signature(function).parameters
    own = OWN.get(name, {})
    given = {
        each: good[own.get(each, each)]
        for each, one in takes.items()
        if own.get(each, each) in good
        and one.kind is not one.VAR_POSITIONAL
        and (one.default is one.empty or each in ("n_boot", "n_permutations"))
    }
    if name == "update":
        given["path"] = good["file"]  # without it, it asks the network
    kind = takes[parameter].kind
    if kind is inspect.Parameter.VAR_KEYWORD:
        return (), given | {"no_such_word": wrong}
    listed: tuple[object, ...] = {"bloc": ("RUS", "CHN"), "sensitivity": ("RUS", "CHN")}.get(
        name, ()
    )
    if kind is inspect.Parameter.VAR_POSITIONAL:
        listed = (wrong,)
    else:
        given[parameter] = wrong
    if name == "sensitivity":
        listed = (given.pop("votes"), *listed)
    return listed, given


def test_no_wrong_call_ends_in_a_foreign_traceback(good, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # "x" is a right name of a file
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    made, foreign = 0, []
    for name, parameter, wrong in calls():
        listed, given = arguments(name, CALLED[name], good, parameter, wrong)
        made += 1
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                CALLED[name](*listed, **given)
            except uv.UnvotesError as error:
                said = FOREIGN_WORDS.search(str(error))
                if said:
                    foreign.append(f"{name}({parameter}={wrong!r}): shows {said[0]}")
            except ImportError:
                pass  # an extra that is not there
            except Exception as error:
                foreign.append(f"{name}({parameter}={wrong!r}): {type(error).__name__}: {error}")
    assert made > 100
    assert not foreign, "\n".join(foreign)


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"topic": 1}, "topic=1 must be a text or a list of texts"),
        ({"by": ["year"]}, r"by=\['year'\] must be one name"),
        ({"measure": ["s"]}, r"measure=\['s'\] must be a text"),
        ({"min_shared": 2.5}, "min_shared=2.5 must be a whole number"),
        ({"level": np.float64(2)}, r"level=2\.0 must lie between"),
        ({"seed": np.int64(-1)}, "seed=-1 must be"),
        ({"view": 7}, "view=7 must be a text, or None"),
    ],
)
def test_errors_show_values_as_people_write_them(good, choices, words):
    with pytest.raises(uv.UnvotesError, match=words):
        uv.agreement(good["votes"], "RUS", "CHN", **choices)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([np.str_("RUS"), np.int64(1)], "['RUS', 1]"),
        ({"RUS": np.float64(0.5)}, "{'RUS': 0.5}"),
        (pd.Timestamp("2012-02-04"), "2012-02-04"),
        ([pd.Period("2012-02"), np.datetime64("2012-02-04")], "[2012-02, 2012-02-04]"),
        (np.array([1, 2]), "an array"),
        (pd.Series([1]), "a Series"),
        (len, "a function"),
        (object(), "an object"),
        (int, "the type int"),
        (("RUS",), "('RUS',)"),
        ([], "[]"),
        (10**90, "an int"),
        (list(range(999)), "a list"),
        ("x" * 5000, "'" + "x" * 57 + "'…"),
    ],
)
def test_a_value_is_shown_as_people_write_it(good, value, words):
    assert shown(value) == words
    for ask in (
        lambda: uv.agreement(good["votes"], "RUS", "CHN", view=value),
        lambda: uv.agreement(good["votes"], "RUS", "CHN", level=value),
        lambda: uv.power_index(value),
    ):
        with pytest.raises(uv.UnvotesError) as said:
            ask()
        assert words in str(said.value) or "rule's name" in str(said.value)


def test_text_that_no_file_can_hold_is_refused(good):
    for ask in (
        lambda: uv.agreement(good["votes"], "RUS", "CHN", topic="\ud800"),
        lambda: uv.charts.chamber(good["votes"], "\ud800"),
        lambda: uv.charts.vote_grid(good["votes"], members=["RUS", "\ud800"]),
    ):
        with pytest.raises(uv.UnvotesError, match="no valid Unicode"):
            ask()


def test_numbers_of_numpy_and_pandas_are_numbers(good):
    votes = good["votes"]
    plain = uv.isolation(votes, n_boot=100, seed=3, min_shared=2, since=2012)
    by_numpy = {"n_boot": np.int32(100), "seed": np.int64(3), "min_shared": np.uint8(2)}
    again = uv.isolation(votes, **by_numpy, since=np.int64(2012), level=np.float64(0.95))
    pd.testing.assert_frame_equal(plain, again)
    taken = pd.Series([100, 3], dtype="Int64")
    last = uv.isolation(votes, n_boot=taken[0], seed=taken[1], min_shared=2, since=2012)
    pd.testing.assert_frame_equal(plain, last)
    assert uv.change_points(votes, "RUS", "CHN", penalty=np.float32(9.0)).shape[0] == 1
