"""Shared parameters: written once, told whole by every function, and no others taken."""

from __future__ import annotations

import inspect
import pydoc
import re

import jedi
import pandas as pd
import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

import unvotes as uv
from tests.public_names import FUNCTIONS
from unvotes import frames
from unvotes.parameters import DEFAULTS, TEXTS, shared_parameters

OPEN = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
#: Whose arguments are checked, and which take no more than they name.
SHARED = {
    name: value
    for name, value in FUNCTIONS.items()
    if hasattr(value, "__wrapped__")
    and not any(one.kind in OPEN for one in inspect.signature(value).parameters.values())
}

SELECTION = {"since", "until", "topic", "contested", "view", "roll_calls"}


def described(text: str) -> dict[str, str]:
    """Read what a docstring says of each parameter."""
    section = re.search(r"Parameters\n-+\n(.*?)(?=\n\n\S[^\n]*\n-{3,}\n|\Z)", text, re.S)
    found = {}
    for entry in re.split(r"\n+(?=\S)", section[1] if section else ""):
        head, _, said = entry.partition("\n")
        for name in head.split(" : ")[0].split(","):
            found[name.strip(" *")] = said.strip()
    return found


def text_of(name: str) -> str:
    return next(text for names, text in TEXTS.items() if name in names).partition("\n")[2]


def test_many_functions_share_their_parameters():
    takers = [name for name, value in SHARED.items() if {*parameters(value)} >= SELECTION]
    assert len(takers) > 15 and {"agreement", "select", "positions"} <= {*takers}


def parameters(function) -> dict[str, inspect.Parameter]:
    return dict(inspect.signature(function).parameters)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_help_describes_every_parameter_in_full(name):
    function = FUNCTIONS[name]
    said = described(inspect.getdoc(function))
    for parameter in parameters(function):
        assert said.get(parameter), f"{name} says nothing of {parameter}"
        assert not said[parameter].startswith("As in `"), f"{name} sends its reader elsewhere"


@pytest.mark.parametrize("name", SHARED)
def test_help_has_the_shared_texts_and_the_functions_own(name):
    function = SHARED[name]
    shown = pydoc.plain(pydoc.render_doc(function))
    own = described(inspect.getdoc(inspect.unwrap(function)))
    said = described(inspect.getdoc(function))
    for parameter in parameters(function):
        if parameter in own:
            assert said[parameter] == own[parameter]
        else:
            assert said[parameter] == text_of(parameter).strip()
        assert f"{parameter}:" in shown and said[parameter].splitlines()[-1] in shown


@pytest.mark.parametrize("name", SHARED)
def test_the_defaults_that_are_told_are_those_of_the_signature(name):
    text = inspect.getdoc(SHARED[name])
    for parameter, shown in parameters(SHARED[name]).items():
        head = next(
            line for line in text.splitlines() if re.match(rf"(\w+, )*{parameter}(, \w+)* : ", line)
        )
        told = re.search(r"default (.+)$", head)
        if told and parameter in DEFAULTS:
            assert told[1].strip('"') == str(shown.default), head


@pytest.mark.parametrize("name", SHARED)
def test_an_unknown_keyword_is_refused_with_the_nearest(name):
    meant = (
        "since" if "since" in parameters(SHARED[name]) else max(parameters(SHARED[name]), key=len)
    )
    wrong = meant[0] + "z" + meant[1:]
    with pytest.raises(uv.UnvotesError, match=rf"{wrong}=; did you mean [^?]*{meant}="):
        SHARED[name](**{wrong: 2011})


def test_the_error_names_what_a_function_takes():
    with pytest.raises(uv.UnvotesError) as caught:
        uv.joint_table(pd.DataFrame(), "A", "B", sinse=2011)
    assert str(caught.value) == (
        "joint_table() has no parameter sinse=; did you mean since=? It takes votes, a, b, "
        "contested, since, until, topic, view, roll_calls"
    )


def test_a_function_of_ones_own():
    """Own texts and defaults stay, what is missing is filled in, in the order of the call."""

    @shared_parameters
    def first(votes, level: float = 0.9, *, measure: str = "s"):
        """
        Take some.

        Parameters
        ----------
        measure : str, default "s"
            Another thing.

        Returns
        -------
        int
        """
        return level

    assert first(None) == 0.9
    assert list(described(first.__doc__)) == ["votes", "level", "measure"]
    assert "level : float, default 0.9\n" in first.__doc__
    assert described(first.__doc__)["measure"] == "Another thing."


@pytest.mark.parametrize(
    ("call", "keyword"),
    [
        ("uv.agreement(votes, 'RUS', 'CHN', si", "since="),
        ("uv.select(votes, si", "since="),
        ("uv.charts.world(votes, ti", "title="),
    ],
)
def test_jupyterlab_completes_keywords(call, keyword):
    namespace = {"uv": uv, "votes": pd.DataFrame()}
    assert keyword in [one.name for one in jedi.Interpreter(call, [namespace]).complete()]
    completer = InteractiveShell().Completer
    completer.use_jedi, completer.namespace = False, namespace
    with provisionalcompleter():
        assert keyword in [one.text for one in completer.completions(call, len(call))]


def test_a_frame_is_looked_through_once_on_its_way_in(monkeypatch):
    """Functions that call each other gave a million rows to the door three times."""
    votes = pd.DataFrame(
        {"roll_call": ["r1"] * 2, "member": ["A", "B"], "vote": ["yes", "no"], "date": "2012-02-04"}
    )
    looked = []
    whole = frames._as_votes

    def counted(column):
        looked.append(column)
        return whole(column)

    @shared_parameters
    def inner(votes: pd.DataFrame) -> pd.DataFrame:
        """Give what came in."""
        return votes

    @shared_parameters
    def outer(votes: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Give what came in, and what comes in of something else."""
        return inner(votes), inner(votes.assign(vote=["yes", "abstain"]))

    monkeypatch.setattr(frames, "_as_votes", counted)
    uv.agreement_matrix(votes, min_shared=1)
    assert len(looked) == 1
    same, other = outer(votes)
    assert len(looked) == 3
    assert same["vote"].cat.categories.tolist() == other["vote"].cat.categories.tolist()
    assert other["vote"].tolist() == ["yes", "abstain"]
    with pytest.raises(uv.UnvotesError, match="YES"):
        uv.agreement_matrix(votes.assign(vote="YES"))
    assert inner(votes) is not votes and len(looked) == 5
