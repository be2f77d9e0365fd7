"""Votes written for R and others: they come back as they were, and R's own numbers equal ours."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

import unvotes as uv
from unvotes.errors import UnvotesError
from unvotes.reading.roll_call_writing import write_roll_calls
from unvotes.reading.roll_calls import read_roll_calls


@pytest.fixture(scope="module")
def votes() -> pd.DataFrame:
    return uv.load_votes(since=2011, until=2013)


def cells(frame):
    columns = (frame[name].astype("str") for name in ("roll_call", "member", "vote"))
    return {(call, member): vote for call, member, vote in zip(*columns, strict=True)}


@pytest.mark.parametrize("suffix", [".rds", ".csv", ".dta", ".sav"])
def test_what_is_written_comes_back(tmp_path, votes, suffix):
    path = write_roll_calls(votes, tmp_path / f"council{suffix}")
    file = read_roll_calls(path)
    assert cells(file.votes) == cells(votes)
    assert file.roll_calls["date"].tolist() == sorted(votes.drop_duplicates("roll_call")["date"])
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_a_kh_file_comes_back_by_position(tmp_path, votes):
    path = write_roll_calls(votes, tmp_path / "council.ord")
    file = read_roll_calls(path)
    calls = {
        f"1-{i}": call
        for i, call in enumerate(
            votes["roll_call"].cat.remove_unused_categories().cat.categories, 1
        )
    }
    named = file.votes.assign(
        member=file.votes["name"], roll_call=file.votes["roll_call"].astype("str").map(calls)
    )
    poole = {"unknown": "nonvoting"}
    assert cells(named) == {key: poole.get(vote, vote) for key, vote in cells(votes).items()}


def test_labels_and_numbers(tmp_path, votes):
    read, facts = pyreadstat.read_dta(str(write_roll_calls(votes, tmp_path / "c.dta")))
    names = {1: "yes", 2: "abstain", 3: "no", 7: "unknown", 8: "nonvoting"}
    assert facts.variable_value_labels["vote"] == names
    assert read["vote"].map(names).tolist() == votes["vote"].astype("str").tolist()


def test_who_changed_party_has_both(tmp_path):
    frame = pd.DataFrame(
        {
            "roll_call": ["1", "1", "2", "2"],
            "member": ["A", "B", "A", "B"],
            "vote": ["yes", "no", "no", "no"],
            "party": ["Red", "Blue", "Blue", "Blue"],
        }
    )
    file = read_roll_calls(write_roll_calls(frame, tmp_path / "x.rds"))
    party = file.votes.drop_duplicates("member").set_index("member")["party"]
    assert party.to_dict() == {"A": "Red / Blue", "B": "Blue"}
    file = read_roll_calls(write_roll_calls(frame, tmp_path / "x.csv"))
    assert file.votes["party"].tolist() == frame["party"].tolist()


def test_files_are_replaced_whole_and_keep_their_mode(tmp_path, votes):
    path = tmp_path / "c.csv"
    path.write_text("x", encoding="utf-8")
    path.chmod(0o600)
    write_roll_calls(votes, path)
    assert path.stat().st_mode & 0o777 == 0o600
    broken = votes.assign(vote="maybe")
    before = path.read_bytes()
    with pytest.raises(UnvotesError, match="'maybe'"):
        write_roll_calls(broken, path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("change", "name", "words"),
    [
        (lambda v: v, "c.xlsx", "ends in .xlsx"),
        (lambda v: v, "none/c.csv", "there is no folder"),
        (lambda v: v.drop(columns="vote"), "c.csv", "no column 'vote'"),
        (lambda v: v.iloc[:0], "c.csv", "no rows"),
        (lambda v: pd.concat([v, v]), "c.csv", "two rows on roll call"),
        (lambda v: v.assign(member=None), "c.csv", "no value"),
        (lambda v: [1], "c.csv", "must be a DataFrame"),
    ],
)
def test_what_cannot_be_written(tmp_path, votes, change, name, words):
    with pytest.raises(UnvotesError, match=words):
        write_roll_calls(change(votes), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


SCRIPT = """
suppressMessages(library(pscl))
rc <- readRDS("council.rds")
stopifnot(inherits(rc, "rollcall"), rc$n == nrow(rc$votes), rc$m == ncol(rc$votes))
binary <- convertCodes(rc)
a <- rc$votes["USA", ]; b <- rc$votes["RUS", ]
both <- a %in% 1:3 & b %in% 1:3
table <- table(factor(a[both], 1:3), factor(b[both], 1:3)) / sum(both)
expected <- sum(rowSums(table) * colSums(table))
kappa <- (sum(diag(table)) - expected) / (1 - expected)
kh <- readKH("council.ord")
places <- NA
if (requireNamespace("MCMCpack", quietly = TRUE)) {
  set.seed(1)
  some <- binary[rowSums(!is.na(binary)) > 30, ]
  some <- some[, apply(some, 2, function(x) length(unique(na.omit(x))) > 1)]
  places <- ncol(MCMCpack::MCMCirt1d(some, burnin = 10, mcmc = 10, store.item = FALSE))
}
stata <- if (requireNamespace("haven", quietly = TRUE)) {
  read <- haven::read_dta("council.dta")
  sum(haven::as_factor(read$vote) == "abstain")
} else NA
cat(sum(both), mean(a[both] == b[both]), kappa, sum(binary == 1, na.rm = TRUE),
    sum(kh$votes == 1), places, stata, sep = "\\n")
"""


@pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not here")
def test_rs_own_numbers_equal_ours(tmp_path, votes):
    packages = "cat(requireNamespace('pscl', quietly = TRUE))"
    if subprocess.run(["Rscript", "-e", packages], capture_output=True).stdout != b"TRUE":
        pytest.skip("R has no pscl")
    for name in ("council.rds", "council.ord", "council.dta"):
        write_roll_calls(votes, tmp_path / name)
    done = subprocess.run(
        ["Rscript", "-e", SCRIPT], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    n, same, kappa, yes, kh_yes, places, abstained = done.stdout.split()[-7:]
    ours = uv.agreement(votes, "USA", "RUS")
    assert int(n) == ours.n
    assert float(same) == pytest.approx(ours.estimate, abs=1e-6)
    chance = uv.agreement(votes, "USA", "RUS", measure="kappa")
    assert float(kappa) == pytest.approx(chance.estimate, abs=1e-6)
    cast = votes["vote"].value_counts()
    assert int(yes) == int(kh_yes) == cast["yes"]
    assert places == "NA" or int(places) > 2
    assert abstained == "NA" or int(abstained) == cast["abstain"]


def test_a_frame_of_another_chamber(tmp_path):
    path = Path(tmp_path) / "council.csv"
    path.write_text("name,party,1,2\nAda,Red,Aye,No\nBen,Blue,No,Aye\n", encoding="utf-8")
    file = read_roll_calls(path)
    again = read_roll_calls(
        write_roll_calls(file.votes, tmp_path / "c.rds", roll_calls=file.roll_calls)
    )
    assert cells(again.votes) == cells(file.votes)
    assert again.votes["party"].tolist() == file.votes["party"].tolist()


@pytest.mark.parametrize("ending", [".csv", ".rds", ".ord"])
def test_frames_of_other_libraries_are_written(tmp_path, ending):
    import polars
    import pyarrow as pa

    votes = uv.load_votes(since="2025-10", until="2025")
    right = uv.write_roll_calls(votes, tmp_path / f"a{ending}").read_bytes()
    for number, given in enumerate((polars.from_pandas(votes), pa.Table.from_pandas(votes))):
        assert uv.write_roll_calls(given, tmp_path / f"{number}{ending}").read_bytes() == right
    with pytest.raises(uv.UnvotesError, match=r"votes must be a DataFrame, not 'votes\.csv'"):
        uv.write_roll_calls("votes.csv", tmp_path / f"x{ending}")


@pytest.mark.parametrize("ending", [".rds", ".csv", ".dta", ".sav"])
def test_the_record_with_its_roll_calls_comes_back(tmp_path, ending):
    votes = uv.load_votes(since="2025-10", until="2025")
    calls = uv.load_roll_calls(since="2025-10", until="2025")
    back = read_roll_calls(write_roll_calls(votes, tmp_path / f"v{ending}", roll_calls=calls))
    assert len(back.votes) == len(votes)
    columns = ["roll_call", "member", "vote"]
    said = [frame[columns].astype("str").sort_values(columns) for frame in (votes, back.votes)]
    assert said[0].values.tolist() == said[1].values.tolist()
