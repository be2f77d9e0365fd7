"""How far our ideal points agree with the published ones."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.agreement_with_published import FILE, agreement, compare
from unvotes.record.data_files import data_folder


def test_the_statistics_are_those_of_a_line() -> None:
    published = pd.DataFrame(
        {"member": list("ABCABD"), "session": [1, 1, 1, 2, 2, 2], "estimate": [0, 1, 2, 0, 1, 9.0]}
    ).assign(sd=0.2)
    ours = published.assign(estimate=published["estimate"] * 2 + 1, sd=[0.1, 0.3, 0.6, 0.1, 0.1, 9])
    table = compare(ours[ours["member"] != "D"], published).set_index("session")
    assert table["n"].tolist() == [3, 2]
    assert np.allclose(table["correlation"], 1)
    assert np.allclose(table["slope"], 2)
    assert np.allclose(table["difference"], [2, 1.5])
    assert np.allclose(table["sd_ratio"], [1.5, 0.5])
    turned = compare(ours.assign(estimate=-ours["estimate"]), published)
    assert np.allclose(turned["correlation"], -1)


def test_the_file_is_what_the_command_makes() -> None:
    """Run with ``UNVOTES_SOURCES=folder``; the codebook says where the files are found."""
    folder = os.environ.get("UNVOTES_SOURCES")
    if not folder:
        pytest.skip("UNVOTES_SOURCES does not name the folder of the source files")
    kept = pd.read_csv(data_folder() / FILE)
    made = agreement(Path(folder))
    assert kept[["session", "n"]].equals(made[["session", "n"]])
    # In three decimals; another processor may round the last one the other way.
    assert np.abs(kept - made).to_numpy().max() < 0.0015
