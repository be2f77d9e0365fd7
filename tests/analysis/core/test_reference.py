from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.reference import main


def test_published_values_from_the_source_file() -> None:
    folder = os.environ.get("UNVOTES_SOURCES")
    if not folder:
        pytest.skip("UNVOTES_SOURCES does not name the folder of the source files")
    file = Path(folder, "general-assembly", "voeten-votes-1946-2019.parquet")
    assert main(str(file)) == 0
