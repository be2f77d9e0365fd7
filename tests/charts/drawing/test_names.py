"""Names of states in six languages."""

from __future__ import annotations

import pytest

from unvotes.charts import short_name
from unvotes.charts.drawing.language import LANGUAGES
from unvotes.errors import UnvotesError
from unvotes.record.states import states


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("GBR", "en", "United Kingdom"),
        ("GBR", "fr", "Royaume-Uni"),
        ("ZAF", "es", "Sudáfrica"),
        ("RUS", "ru", "Россия"),
        ("CHN", "zh", "中国"),
        ("EGY", "ar", "مصر"),
        ("SUN", "en", "Soviet Union"),
        ("CSK", "fr", "Tchécoslovaquie"),
        ("DDR", "en", "East Germany"),
        ("COD", "en", "DR Congo"),
        # As the United Nations writes them, where Unicode does not.
        ("BLR", "fr", "Bélarus"),
        ("KAZ", "es", "Kazajstán"),
    ],
)
def test_known_names(code: str, language: str, name: str) -> None:
    assert short_name(code, language) == name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_tells_states_apart(language: str) -> None:
    codes = ["COD", "COG", "PRK", "KOR", "TWN", "CHN", "SUN", "RUS", "DDR", "DEU", "GIN", "GNB"]
    assert len({short_name(code, language) for code in codes}) == len(codes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_of_the_record_has_a_name(language: str) -> None:
    codes = states()["code"].tolist()
    assert [code for code in codes if short_name(code, language) == code] == []


def test_wrong_names_lead_to_the_right_ones() -> None:
    with pytest.raises(UnvotesError, match=r"unknown state 'RUSS'.*'RUS'"):
        short_name("RUSS")
    with pytest.raises(UnvotesError, match="'BRA'"):
        short_name("Brasil")
    with pytest.raises(UnvotesError, match=r"unknown language 'french'"):
        short_name("RUS", "french")
