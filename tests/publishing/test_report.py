"""Reports: what they say against the record, and that they stand alone."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import unvotes as uv
from tests.public_names import not_public
from unvotes.charts import describe
from unvotes.errors import UnvotesError
from unvotes.publishing import report as module
from unvotes.publishing.report import report


class Page(HTMLParser):
    """The links, scripts and texts of a page, scripts' own texts apart."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.rows: list[list[str]] = []
        self.code = ""
        self._inside = ""
        self._cell = False
        self.feed(text)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style", "pre"):
            self._inside = tag
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self._cell = True
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = "" if tag == self._inside else self._inside
        self._cell = self._cell and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._inside == "pre":
            self.code += data
        if self._inside:
            return
        self.words.append(data)
        if self._cell:
            self.rows[-1][-1] += data.strip()


@pytest.fixture(scope="module", autouse=True)
def light_plotly():
    """Spare the tests five megabytes a page; one test has the library itself."""
    patch = pytest.MonkeyPatch()
    patch.setattr("plotly.offline.get_plotlyjs", lambda: "/* plotly */")
    yield
    patch.undo()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reports")


@pytest.fixture(scope="module")
def veto(folder: Path) -> Page:
    return Page(report("s/2012/77", folder / "veto.html").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def blocs(folder: Path) -> Page:
    pair = (uv.RUSSIA_CHINA, uv.INDIA_SOUTH_AFRICA)
    path = report(pair, folder / "blocs.html", since=2011, until=2012)
    return Page(path.read_text(encoding="utf-8"))


def test_the_vote_of_4_february_2012(veto: Page):
    assert "S/2012/77: vetoed by China and Russia" in veto.text
    assert "On 4 February 2012 the Security Council voted on a draft resolution on Syria." in (
        veto.text
    )
    assert "It had 13 votes in favour" in veto.text and "2 voted against, 0 abstained" in veto.text
    assert ["Against", "2", "China (veto), Russia (veto)"] in veto.rows
    assert ["Tally", "13–2–0"] in veto.rows
    assert ["Meeting", "S/PV.6711"] in veto.rows
    assert ["Subject", "Syria: back the Arab League’s plan for transition"] in veto.rows


def test_india_and_south_africa_moved_since_october(veto: Page):
    assert "before this was S/2011/612, on 4 October 2011 (vetoed)" in veto.text
    assert "10 members voted both times; 2 of them voted otherwise." in veto.text
    for name in ("India", "South Africa"):
        assert [name, "abstaining", "in favour"] in veto.rows


def test_states_are_named_as_they_were(folder: Path):
    page = Page(report("678", folder / "678.html").read_text(encoding="utf-8"))
    assert "Soviet Union" in page.text and "Russia" not in page.text
    assert ["China", "in favour", "abstaining"] in page.rows, "it voted for 674 and not for 678"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (1, "adopted S/RES/1 on Council procedure without a vote"),
        ("S/2014/916", "9 votes in favour were needed"),
    ],
)
def test_other_outcomes(name: str | int, said: str, folder: Path):
    page = Page(report(name, folder / "other.html").read_text(encoding="utf-8"))
    assert said in page.text


def test_every_word_for_sponsors_that_are_no_state_is_told(folder: Path) -> None:
    written = " ".join(uv.load_roll_calls()["sponsors"]).split()
    assert {word for word in written if not word.isupper()} == set(module._NO_STATE)
    page = Page(report("S/RES/1987", folder / "president.html").read_text(encoding="utf-8"))
    assert ["Sponsors", "the President of the Council (1)"] in page.rows


def test_an_id_means_that_roll_call_and_not_the_paragraphs_beside_it(folder: Path) -> None:
    page = Page(report("A/RES/72/245", folder / "whole.html").read_text(encoding="utf-8"))
    assert not any("#2" in word for word in page.words)
    with pytest.raises(UnvotesError, match="choose one of"):
        report("a/res/72/245", folder / "both.html")


def test_two_blocs_with_n_and_interval(blocs: Page):
    pair = (uv.RUSSIA_CHINA, uv.INDIA_SOUTH_AFRICA)
    table = uv.bloc_agreement(uv.load_votes(), *pair, since=2011, until=2012, contested=True)
    rows = {row[0]: row for row in blocs.rows if row}
    for part, name in (
        ("within A", "Within Russia–China"),
        ("between", "Between the two"),
        ("difference", "Difference"),
    ):
        known = table.set_index("part").loc[part]
        assert rows[name][1] == f"{known['estimate']:.3f}"
        assert rows[name][2] == f"[{known['low']:.3f}, {known['high']:.3f}]"
        assert rows[name][3:] == [f"{known['n']:,}", f"{known['dyads']:,}"]
    assert "They agree more within than between, by 0.409" in blocs.text
    assert "Bayesian bootstrap" in blocs.text
    assert "Compared on the 11 roll calls of the Security Council that have a pair" in blocs.text


def run(page: Page) -> dict[str, Any]:
    """Run the code that stands at the foot of a page."""
    names: dict[str, Any] = {}
    assert not_public(page.code) == []
    exec(page.code, names)
    return names


def test_the_code_of_a_page_gives_its_numbers(veto: Page, blocs: Page):
    assert run(blocs)["table"].set_index("part").loc["between", "n"] == 11
    assert describe(run(veto)["fig"]) in veto.text
    assert max(map(len, blocs.code.splitlines())) <= 88


def test_the_code_names_blocs_that_it_cannot_write(folder: Path):
    pair = (uv.BRICS - uv.RUSSIA_CHINA, ["USA", "GBR"])
    page = Page(report(pair, folder / "c.html", since=2011).read_text(encoding="utf-8"))
    assert "# A: the bloc 'BRICS − Russia–China' that was given to report()" in page.code
    assert '["GBR", "USA"]' in page.code


def test_an_assembly_vote_is_drawn_on_a_map(folder: Path):
    page = Page(report("A/RES/66/253 A", folder / "d.html").read_text(encoding="utf-8"))
    assert "On 16 February 2012 the General Assembly voted on a draft resolution on Syria." in (
        page.text
    )
    assert "It was adopted, with 137 in favour, 12 against, 17 abstaining and" in page.text
    (against,) = (row for row in page.rows if row and row[0] == "Against")
    assert against[1] == "12" and "China" in against[2] and "Russia" in against[2]
    assert ["Session", "66"] in page.rows
    assert ["India", "abstaining", "in favour"] in page.rows
    assert describe(run(page)["fig"]) in page.text


def test_a_day_that_no_source_gives_is_called_so(folder: Path):
    calls = uv.load_roll_calls("general-assembly")
    unsure = calls.loc[calls["date_source"] == "estimated", "roll_call"].iloc[0]
    page = Page(report(unsure, folder / "e.html").read_text(encoding="utf-8"))
    assert "Around " in page.text and "(inferred: no source gives the day)" in page.text


def test_blocs_in_the_assembly(folder: Path):
    pair, chosen = (uv.RUSSIA_CHINA, uv.INDIA_SOUTH_AFRICA), {"since": 2011, "until": 2012}
    path = report(pair, folder / "f.html", body="general-assembly", **chosen)
    page = Page(path.read_text(encoding="utf-8"))
    votes = uv.load_votes("general-assembly", **chosen)
    table = uv.bloc_agreement(votes, *pair, contested=True).set_index("part")
    assert f"On {table.loc['between', 'n']} contested roll calls" in page.text
    pd.testing.assert_frame_equal(run(page)["table"].set_index("part"), table)


def test_what_cannot_be_told_is_not_told():
    row = {"estimate": 0.9, "low": 0.8, "high": 1.0, "n": 20, "withheld": ""}
    unsure = row | {"estimate": 0.05, "low": -0.1, "high": 0.2}
    parts = dict.fromkeys(["within A", "within B", "between"], row)
    said = module._finding(parts | {"difference": unsure}, "A", "B", "agreement", "roll calls")
    assert "cannot be told: the difference is 0.050 [−0.100, 0.200]" in said
    fewer = unsure | {"low": -0.3, "high": -0.1}
    said = module._finding(parts | {"difference": fewer}, "A", "B", "agreement", "roll calls")
    assert "less within than between" in said
    none = row | {"withheld": "n below 10", "n": 4}
    said = module._finding(
        parts | {"between": none, "difference": none}, "A", "B", "agreement", "roll calls"
    )
    assert said == "Agreement of A and B is withheld: n below 10 (4 roll calls)."


def test_pages_load_nothing_and_link_only_to_documents(veto: Page, blocs: Page):
    for page in (veto, blocs):
        for tag, facts in page.tags:
            assert "src" not in facts, tag
            assert tag not in ("link", "iframe", "object", "embed", "base"), tag
            if "href" in facts:
                assert tag == "a" and str(facts["href"]).startswith("https://undocs.org/S/")
        (policy,) = [f["content"] for t, f in page.tags if t == "meta" and "http-equiv" in f]
        assert policy is not None and policy.startswith("default-src 'none'")
        assert "http" not in policy


def test_pages_are_accessible_by_construction(veto: Page, blocs: Page):
    for page in (veto, blocs):
        tags = [tag for tag, _ in page.tags]
        assert tags.count("h1") == tags.count("title") == tags.count("main") == 1
        assert ("html", {"lang": "en"}) in page.tags
        assert tags.count("table") == tags.count("caption")
        assert all("scope" in facts for tag, facts in page.tags if tag == "th")
        assert tags.count("figure") == tags.count("figcaption") >= 1
        assert "This chart in words" in page.text
        assert (
            "Source: unvotes" in page.text
            and f"unvotes {uv.__version__}, record {uv.record_version()}" in page.text
        )


def test_plotly_is_inside_once(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.undo()
    text = report("S/2011/612", folder / "whole.html").read_text(encoding="utf-8")
    assert text.count("/* plotly */") == 1


def test_whatever_is_given_is_escaped(folder: Path):
    text = report("S/2012/77", folder / "a.html", title="<script>alert(1)</script>").read_text(
        encoding="utf-8"
    )
    assert "<script>alert" not in text and "&lt;script&gt;alert(1)" in text
    ours = uv.bloc("RUS", "CHN", name='<b onload="x">&')
    text = report((ours, ["IND", "ZAF"]), folder / "b.html", since=2011, until=2012).read_text(
        encoding="utf-8"
    )
    body = re.sub(r"<script.*?</script>", "", text, flags=re.S)
    assert "<b onload" not in body and "India and South Africa" in body


@pytest.mark.parametrize(
    ("what", "path", "options", "message"),
    [
        ("S/2012/777777", "a.html", {}, "did you mean"),
        ("S/3502", "a.html", {}, "one roll call, and this is"),
        ("S/2012/77", "a.pdf", {}, r"\.html"),
        ("S/2012/77", "none/a.html", {}, "there is no folder"),
        ("S/2012/77", "a.html", {"since": 2011}, "needs none of them"),
        ("S/2012/77", "a.html", {"body": "general-assembly"}, "needs none of them"),
        (("BRICS", "P3"), "a.html", {"body": "assembly"}, "did you mean 'general-assembly'"),
        (("BRICS",), "a.html", {}, "neither a roll call nor two blocs"),
        (("BRIC", "P3"), "a.html", {}, "did you mean 'BRICS'"),
        (("BRICS", "P3"), "a.html", {"topic": "Siria"}, "did you mean 'Syria'"),
        (("BRICS", "P3"), "a.html", {"measure": "kapa"}, "did you mean 'kappa'"),
        (3.5, "a.html", {}, "neither a roll call nor two blocs"),
    ],
    ids=str,
)
def test_wrong_arguments_teach(
    what: object, path: str, options: dict[str, object], message: str, tmp_path: Path
):
    with pytest.raises(UnvotesError, match=message):
        report(what, tmp_path / path, **options)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_an_old_page_stays_until_the_new_one_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "a.html"
    path.write_text("old", encoding="utf-8")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(UnvotesError, match="No space left"):
        report("S/2012/77", path)
    monkeypatch.undo()
    assert path.read_text(encoding="utf-8") == "old" and len(list(tmp_path.iterdir())) == 1
