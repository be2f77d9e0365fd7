"""Alt text and data survive, and nothing in a user's data becomes HTML."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unvotes.charts import bar_counts, chamber, data, describe, to_html, vote_grid, write_html
from unvotes.charts.drawing.packing import pack, unpack
from unvotes.charts.drawing.words import escape
from unvotes.errors import UnvotesError

EVIL = '<a href="https://evil.example">x</a></script><b>&%{meta}'


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.one_of(st.none(), st.text(max_size=3)),
            st.integers(-5, 5),
            st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)),
            st.booleans(),
        ),
        min_size=1,
        max_size=40,
    )
)
def test_any_frame_comes_back_as_it_was(rows: list[tuple[object, ...]]) -> None:
    frame = pd.DataFrame(rows, columns=["coded", "text", "whole", "real", "flag"])
    frame = frame.astype({"text": "str", "whole": "Int64", "real": "float64", "flag": "bool"})
    frame["coded"] = pd.Categorical(frame["coded"], list("cab"), ordered=True)
    frame["date"] = pd.Timestamp("1946-01-25") + pd.to_timedelta(np.arange(len(frame)), "D")
    frame.loc[0, "date"] = pd.NaT
    figure = go.Figure(layout={"meta": {"data": pack(frame), "alt": "x"}})
    back = data(pio.from_json(figure.to_json()))
    pd.testing.assert_frame_equal(back, frame)


@pytest.mark.parametrize("levels", [1, 61, 62, 63, 2000, 5000])
def test_many_levels_come_back(levels: int) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"x": pd.Categorical.from_codes(np.arange(levels), range(levels))})
    frame["x"] = frame["x"].cat.rename_categories(str)
    frame = frame.iloc[rng.permutation(levels)].reset_index(drop=True)
    frame.loc[len(frame)] = [None]
    pd.testing.assert_frame_equal(unpack(pack(frame)), frame)


def test_alt_text_and_data_survive_json(syria: pd.DataFrame) -> None:
    figure = vote_grid(syria)
    back = pio.from_json(figure.to_json())
    assert describe(back) == describe(figure)
    pd.testing.assert_frame_equal(data(back), data(figure))


@pytest.mark.parametrize(
    "change",
    [
        lambda figure: figure.update_layout(height="high"),
        lambda figure: figure.update_traces(opacity=7),
        lambda figure: setattr(figure.layout.title.font, "size", "large"),
    ],
)
def test_what_a_user_sets_is_checked(change: Callable[..., object]) -> None:
    with pytest.raises(ValueError, match="Invalid value"):
        change(bar_counts(pd.DataFrame({"label": ["a"], "n": [1]}), title="T"))


def test_a_figure_from_elsewhere_is_refused() -> None:
    for read in (describe, data, to_html):
        with pytest.raises(UnvotesError, match=r"not drawn by unvotes\.charts"):
            read(go.Figure())


NOT_HTML = ("meta", "meta.alt", "meta.words", "template")


def texts(node: object) -> list[str]:
    """Collect every string of a figure but those that plotly does not read as HTML."""
    if isinstance(node, str):
        return [node]
    if isinstance(node, dict):
        return [t for k, v in node.items() if k not in NOT_HTML for t in texts(v)]
    return [t for v in node for t in texts(v)] if isinstance(node, list | tuple) else []


OWN_TAGS = re.compile(r'</?(b|br|extra)>|<(span|b) style="[a-z0-9:;#-]+">|</span>')


@pytest.mark.parametrize("n_copies", [1, 25])
def test_users_data_never_becomes_html(syria: pd.DataFrame, n_copies: int) -> None:
    one = syria[syria["roll_call"] == "S/2012/77"].astype(
        {"roll_call": "str", "topic": "str", "member": "str", "outcome": "str", "symbol": "str"}
    )
    one["topic"] = one["outcome"] = EVIL
    one.loc[one["member"] == "TGO", "member"] = EVIL
    copies = [one.assign(roll_call=f"{EVIL}{i}", symbol=f"{EVIL}{i}") for i in range(n_copies)]
    votes = pd.concat(copies, ignore_index=True)
    figures = [
        vote_grid(votes, blocs={EVIL: ["RUS", EVIL]}, title=EVIL, source=EVIL),
        vote_grid(votes, order="topic", names={"RUS": EVIL + "2"}),
        chamber(votes, f"{EVIL}0", names={"RUS": EVIL}, title=EVIL, source=EVIL),
        chamber(votes, f"{EVIL}0"),
        bar_counts(
            pd.DataFrame({"label": [EVIL], "n": [1], "note": [EVIL]}), title=EVIL, subtitle=EVIL
        ),
    ]
    for figure in figures:
        for text in texts(figure.to_dict()):
            rest = OWN_TAGS.sub("", text)
            assert "<" not in rest.replace("<br>", ""), text
            assert "%{m" not in rest, text
        assert EVIL[:20] not in to_html(figure, include_plotlyjs=False)
        assert "</script><b>" not in to_html(figure, include_plotlyjs=False)


@given(st.text())
def test_escaping_leaves_no_markup(text: str) -> None:
    safe = escape(text)
    assert "<" not in safe
    assert ">" not in safe
    assert "%{" not in safe


def test_html_is_labelled_for_screen_readers(syria: pd.DataFrame, tmp_path: object) -> None:
    figure = chamber(syria, "S/2012/77")
    page = to_html(figure, include_plotlyjs=False, div_id="chart")
    assert 'getElementById("chart")' in page
    assert 'setAttribute("aria-label", figure.layout.meta.alt)' in page
    assert '"showSendToCloud": false' in page
    assert "<head>" not in to_html(figure, include_plotlyjs=False, full_html=False)
    head, _, _ = page.partition("</head>")
    assert '<meta name="viewport" content="width=device-width">' in head
    assert "<title>S/2012/77: vetoed by China and Russia</title>" in head
    assert "margin: 0" in head and '<html lang="en">' in head
    path = tmp_path / "chart.html"  # type: ignore[operator]
    write_html(figure, path, include_plotlyjs=False, full_html=False)
    assert "13 in favour" in path.read_text(encoding="utf-8")
