"""Votes and a matrix that several tests of exports take."""

from __future__ import annotations

import pandas as pd
import pytest

import unvotes as uv


@pytest.fixture(scope="session")
def votes() -> pd.DataFrame:
    return uv.load_votes(since="2011-02", until="2012-02")


@pytest.fixture(scope="session")
def matrix(votes: pd.DataFrame) -> uv.AgreementMatrix:
    return uv.agreement_matrix(votes, interval="wilson")


@pytest.fixture(scope="session")
def found(votes: pd.DataFrame) -> uv.Communities:
    return uv.communities(votes)
