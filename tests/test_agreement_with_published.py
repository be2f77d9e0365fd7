"""How far our ideal points agree with the published ones."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import unvotes as uv
from benchmarks.agreement_with_published import (
    BODY,
    FILE,
    MODELS,
    agreement,
    as_published,
    compare,
    compare_models,
    models,
)
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


def test_two_models_are_compared_over_the_states_that_both_have() -> None:
    joint = pd.DataFrame(
        {"member": ["USA", "RUS", "CHN", "IND", "USA", "RUS"], "session": [1, 1, 1, 1, 2, 2]}
    ).assign(estimate=[3.0, 0, 1, 2, 1, 0])
    forward = joint.assign(estimate=2 * joint["estimate"] - 1)[joint["member"] != "IND"]
    published = joint.assign(estimate=-joint["estimate"])[joint["session"] == 1]
    table = compare_models(joint, forward, published).set_index("session")
    assert table["n"].tolist() == [3, 2] and np.allclose(table["correlation"], 1)
    assert np.allclose(table["forward_sd"], 2 * table["joint_sd"])
    assert np.allclose(table["forward_mean"], 2 * table["joint_mean"] - 1)
    first = table.loc[1]
    assert first["published_n"] == 3 and np.isnan(table.loc[2, "published_joint"])
    assert np.isclose(first["published_joint"], -1) and np.isclose(first["joint_slope"], -1)
    assert np.isclose(first["joint_difference"], 2 * 4 / 3)
    assert first[["forward_USA", "forward_RUS", "forward_CHN"]].tolist() == [5, -1, 1]
    assert np.isnan(table.loc[1, "forward_IND"])


def test_the_comparison_of_models_is_of_the_estimates_that_come_with_the_record() -> None:
    """If this fails: ``python -m benchmarks.agreement_with_published FOLDER``."""
    kept = pd.read_csv(data_folder() / MODELS).set_index("session")
    own = as_published(uv.load_ideal_points(BODY, by="session")).groupby("session")["estimate"]
    assert kept["n"].le(own.size()).all() and kept["n"].sum() > 0.98 * own.size().sum()
    assert (kept["joint_mean"] - own.mean()).abs().max() < 0.02
    assert (kept["joint_sd"] - own.std(ddof=0)).abs().max() < 0.02


@pytest.mark.parametrize(("file", "made_by"), [(FILE, agreement), (MODELS, models)])
def test_the_file_is_what_the_command_makes(
    file: str, made_by: Callable[[Path], pd.DataFrame]
) -> None:
    """Run with ``UNVOTES_SOURCES=folder``; the codebook says where the files are found."""
    folder = os.environ.get("UNVOTES_SOURCES")
    if not folder:
        pytest.skip("UNVOTES_SOURCES does not name the folder of the source files")
    kept, made = pd.read_csv(data_folder() / file), made_by(Path(folder))
    assert kept[["session", "n"]].equals(made[["session", "n"]])
    # In three decimals; another processor may round the last one the other way.
    assert (kept - made).abs().max(axis=None) < 0.0015
    assert (kept.isna() == made.isna()).all(axis=None)
