"""The page of a state or a bloc: what it says against the statistics, and that it stands alone."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

import unvotes as uv
from tests.public_names import not_public
from tests.publishing.test_report import Page
from unvotes.errors import UnvotesError
from unvotes.publishing.static_charts import Line, line_plot

FEW_YEARS = {"since": 2008}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("voters")


@pytest.fixture(scope="module")
def france(folder: Path) -> Page:
    path = uv.report("France", folder / "france.html", **FEW_YEARS)
    assert path == folder / "france.html" and path.stat().st_size < 1_000_000
    return Page(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def brics(folder: Path) -> Page:
    path = uv.report(uv.BRICS, folder / "brics.html", body="general-assembly", since=2016)
    return Page(path.read_text(encoding="utf-8"))


def signed(value: float) -> str:
    return f"{value:.3f}".replace("-", "−")


def test_whom_france_is_closest_to_and_how_that_changed(france: Page) -> None:
    votes = uv.load_votes("general-assembly", view="state", contested=True, **FEW_YEARS)
    spans = {"before": (2008, 2016), "now": (2017, 2025)}
    table = uv.agreement_table(votes, member="FRA", periods=spans)
    now = table[(table["period"] == "now") & (table["n"] > 300)].sort_values("estimate")
    best, worst = now.iloc[-1], now.iloc[0]
    assert best["b"] == "GBR"
    lead = (
        f"General Assembly, contested roll calls of 2017–2025: closest to France by agreement "
        f"United Kingdom ({best['estimate']:.3f} [{best['low']:.3f}, {best['high']:.3f}], "
        f"n = {best['n']:,}), furthest"
    )
    assert lead in france.text
    # The Assembly's section comes first.
    row = next(row for row in france.rows if row[0] == "United Kingdom" and len(row) == 5)
    change = uv.compare_periods(table, "before", "now").set_index("b").loc["GBR"]
    assert row[1] == f"{best['estimate']:.3f} [{best['low']:.3f}, {best['high']:.3f}]"
    assert row[3] == f"{change['estimate_from']:.3f}"
    ends = f"[{signed(change['low'])}, {signed(change['high'])}]"
    assert row[4] in (f"{signed(change['estimate'])} {ends}", f"+{change['estimate']:.3f} {ends}")
    assert worst["estimate"] < 0.5


def test_how_often_it_stood_alone(france: Page) -> None:
    for body in ("security-council", "general-assembly"):
        votes = uv.load_votes(body, view="state", contested=True, **FEW_YEARS)
        row = uv.isolation(votes, "FRA").iloc[0]
        assert f"On {row['alone']:,} of {row['contested']:,} contested roll calls no other" in (
            france.text
        )


def test_its_votes_by_topic_and_its_last_twenty(france: Page) -> None:
    votes = uv.load_votes(view="state", contested=True, members=["FRA"], **FEW_YEARS)
    syria = uv.shares(votes, topic="Syria").set_index("vote")
    (row,) = (row for row in france.rows if row[0] == "Syria" and len(row) == 7 and
              row[5] == str(syria.loc["yes", "n"]))  # fmt: skip
    assert row[1] == f"{100 * syria.loc['yes', 'estimate']:.0f}%"
    calls = uv.load_roll_calls(contested=True).iloc[::-1].head(20)
    found = [row for row in france.rows if row[1].startswith("S/") and len(row) == 4]
    assert len(found) == 20
    for fact, row in zip(calls.to_dict("records"), found, strict=True):
        assert row[0] == f"{fact['date']:%Y-%m-%d}"
        assert row[1] == f"{fact['symbol']}{fact['subject']}"


def test_where_it_stands_on_a_line(france: Page, brics: Page) -> None:
    session = uv.load_ideal_points("general-assembly", members=["FRA"]).query("withheld == ''")
    at, where = session.iloc[-1]["session"], session.iloc[-1]["estimate"]
    assert f"In session {at} France stood at {signed(where)}, with its 95% interval" in france.text
    assert f"In session {at} BRICS stood at " in brics.text, "a session is a whole number"
    points = uv.load_ideal_points(members=["FRA"]).query("withheld == ''").iloc[-1]
    assert (
        f"In {points['year']} France stood at {signed(points['estimate'])}, with its 95% "
        f"interval at {signed(points['low'])} and {signed(points['high'])}." in france.text
    )


def test_a_bloc_is_one_voter_and_its_members_stand_apart(brics: Page) -> None:
    votes = uv.load_votes("general-assembly", contested=True, since=2016)
    united = uv.bloc_positions(votes, uv.BRICS).query("voting >= 2")
    said = f"voted alike on {united['united'].sum():,} of {len(united):,} contested roll calls"
    assert said in brics.text
    rates = uv.defection_rates(votes, uv.BRICS)
    first = rates[rates["withheld"] == ""].iloc[0]
    name = uv.charts.short_name(first["member"])
    assert any(row[0] == name and row[2] == f"{first['n']:,}" for row in brics.rows)
    ranked = [row[0] for row in brics.rows if len(row) == 5 and "[" in row[1]]
    closest = ranked[: len(ranked) - len(rates)]
    assert "China" not in closest[:10] and "Russia" not in closest[:10]
    assert all("of" in row[2] for row in brics.rows if row[1].startswith("A/RES"))


def test_pages_stand_alone_and_are_accessible(france: Page, brics: Page) -> None:
    for page in (france, brics):
        tags = [tag for tag, _ in page.tags]
        assert tags.count("h1") == tags.count("title") == tags.count("main") == 1
        assert tags.count("table") == tags.count("caption")
        assert all("scope" in facts for tag, facts in page.tags if tag == "th")
        assert tags.count("figure") == tags.count("figcaption") >= 1
        assert not {"script", "link", "iframe", "object", "img"} & set(tags)
        for tag, facts in page.tags:
            assert "src" not in facts
            if tag == "svg":
                assert facts["aria-hidden"] == "true"
            if "plot" in str(facts.get("class")).split():
                assert facts["role"] == "img" and len(str(facts["aria-label"])) > 20
        (policy,) = [f["content"] for t, f in page.tags if t == "meta" and "http-equiv" in f]
        assert policy == "default-src 'none'; style-src 'unsafe-inline'"
        assert "Source: unvotes" in page.text and "95% intervals; n: roll calls" in page.text


def test_the_code_of_a_page_gives_its_numbers(france: Page, brics: Page) -> None:
    for page in (france, brics):
        assert not_public(page.code) == []
    names: dict[str, pd.DataFrame] = {}
    exec(brics.code, names)
    decade = names["assembly_united"].set_index("decade").loc["2010s"]
    (row,) = (r for r in brics.rows if r[0] == "2010s" and "[" in r[1])
    assert row[1].startswith(f"{decade['estimate']:.3f} [") and row[2] == f"{decade['n']:,}"


def test_a_state_without_a_seat_and_one_government_of_a_seat(folder: Path) -> None:
    tuvalu = Page(uv.report("Tuvalu", folder / "t.html", since=2022).read_text(encoding="utf-8"))
    assert "In the Security Council Tuvalu cast no vote there on these." in tuvalu.text
    path = uv.report("USSR", folder / "u.html", body="security-council")
    soviet = Page(path.read_text(encoding="utf-8"))
    assert "Soviet Union at the United Nations: how it votes, 1946–1991" in soviet.text
    assert not any(row[0] == "Russia" for row in soviet.rows)


@pytest.mark.parametrize(
    ("what", "options", "words"),
    [
        ("Korea", {}, "South Korea .KOR. or North Korea .PRK."),
        ("TUV", {"body": "security-council"}, "has no vote in the Security Council"),
        ("FRA", {"body": "council"}, "unknown body 'council'"),
        ("FRA", {"topic": "Siria"}, "did you mean 'Syria'"),
        ("FRA", {"measure": "kapa", "since": 2020}, "did you mean 'kappa'"),
        ("Fraunce", {}, "Fraunce"),
    ],
)
def test_what_cannot_be_told(
    what: str, options: dict[str, object], words: str, folder: Path
) -> None:
    with pytest.raises(UnvotesError, match=words):
        uv.report(what, folder / "none.html", **options)  # type: ignore[arg-type]
    assert not (folder / "none.html").exists()


def test_names_at_the_ends_of_lines_do_not_touch() -> None:
    points = {year: (0.5, 0.4, 0.6) for year in (2000.0, 2001.0)}
    lines = [Line(name, points) for name in ("A <b>", "B", "C")]
    drawn = line_plot(lines, "Three lines", (0, 1), {0.0: "0"}, height=160)
    tops = sorted(
        float(style[4:-1])
        for tag, facts in Page(drawn).tags
        if tag == "span"
        and "name" in str(facts["class"])
        and (style := str(facts["style"])).startswith("top")
    )
    assert [round(b - a, 1) for a, b in pairwise(tops)] == [10.0, 10.0]
    assert "A &lt;b&gt;" in drawn
