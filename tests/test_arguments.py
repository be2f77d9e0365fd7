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

#: How many of the wrong calls are made; all of them in the nightly command.
CALLS = int(os.environ.get("UNVOTES_WRONG_CALLS", "150"))

WRONG = [
    *(1, -1, 0, 2.5, float("nan"), "x", "", None, True, b"x", [], ["RUS", "XXX"], ["year"], [1]),
    *({}, {"a": 1}, (), ("RUS",), {"s"}, object(), np.int64(3), np.float64("nan"), np.str_("x")),
    *(pd.NA, pd.NaT, pd.Timestamp("2012-02-04"), np.array([1, 2]), pd.DataFrame(), lambda: None),
]

P5 = ["CHN", "FRA", "GBR", "RUS", "USA"]
SLOW = {"ideal_points", "explore", "report", "update", "charts.write_image", "sensitivity"}


def functions():
    found = {name: getattr(uv, name) for name in uv.__all__ if name != "charts"}
    found |= {f"charts.{name}": getattr(uv.charts, name) for name in uv.charts.__all__}
    return {
        name: value
        for name, value in found.items()
        if hasattr(value, "__wrapped__") and name not in SLOW
    }


@pytest.fixture(scope="module")
def good() -> dict[str, object]:
    """A right value of every parameter that has no default."""
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
    }


def calls() -> list[tuple[str, str, object]]:
    every = [
        (name, parameter, wrong)
        for name, function in functions().items()
        for parameter in inspect.signature(function).parameters
        for wrong in WRONG
    ]
    return random.Random(20261129).sample(every, min(CALLS, len(every)))


def arguments(function, good, parameter, wrong):
    takes = inspect.signature(function).parameters
    given = {
        name: good[name]
        for name, one in takes.items()
        if name in good and (one.default is one.empty or name in ("n_boot", "n_permutations"))
    }
    if "path" in takes:
        return None  # would write a file by that name
    return given | {parameter: wrong}


def test_no_wrong_call_ends_in_a_foreign_traceback(good):
    made, foreign = 0, []
    for name, parameter, wrong in calls():
        given = arguments(functions()[name], good, parameter, wrong)
        if given is None:
            continue
        made += 1
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                functions()[name](**given)
            except uv.UnvotesError as error:
                said = re.search(r"np\.(int64|float64|str_)\(", str(error))
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
