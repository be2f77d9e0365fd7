"""Agreement of all pairs of a body as large as the General Assembly, against a pandas join.

The votes are made up: as many as those of the Assembly from 1946 to 2019, spread over years
and members in a like manner.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.peers import peer
from benchmarks.table import Row, best, peak, show
from unvotes.analysis.core.limits import limits
from unvotes.analysis.core.measures import MEASURES
from unvotes.analysis.core.threads import one_thread
from unvotes.analysis.core.uncertainty import Uncertainty
from unvotes.analysis.pairs.agreement import agreement
from unvotes.analysis.pairs.all_pairs import agreement_matrix, agreement_table, compare_measures

YEARS, ROLL_CALLS, MEMBERS = 74, 6200, 199
PART = 8  # without --full the slow alternative gets one roll call in so many


def assembly(seed: int = 0) -> pd.DataFrame:
    """Make up the votes of an assembly that grows, in categoricals."""
    rng = np.random.default_rng(seed)
    year = np.sort(rng.integers(0, YEARS, ROLL_CALLS))
    joined = np.sort(np.concatenate([np.zeros(55), rng.integers(0, 50, MEMBERS - 55)]))
    camp = rng.normal(size=MEMBERS)
    issue = rng.normal(size=(ROLL_CALLS, 1))
    lean = camp * issue + rng.normal(size=(ROLL_CALLS, MEMBERS)) + 0.9
    there = (joined <= year[:, None]) & (rng.random((ROLL_CALLS, MEMBERS)) < 0.93)
    roll, member = np.nonzero(there)
    vote = np.digitize(lean[roll, member], [-0.7, 0.0]).astype(np.int8)
    return pd.DataFrame(
        {
            "roll_call": pd.Categorical.from_codes(roll, [f"R/{i}" for i in range(ROLL_CALLS)]),
            "date": pd.to_datetime(1946 + year[roll], format="%Y"),
            "member": pd.Categorical.from_codes(
                member, [f"M{i:03}" for i in range(MEMBERS)], ordered=True
            ),
            "vote": pd.Categorical.from_codes(vote, ["no", "abstain", "yes"], ordered=True),
        }
    )


def joined(votes: pd.DataFrame) -> pd.DataFrame:
    """Do it the plain way: join the frame with itself, compare, average by pair."""
    both = votes.merge(votes, on="roll_call")
    both = both[both["member_x"] < both["member_y"]]
    same = both["vote_x"] == both["vote_y"]
    return same.groupby([both["member_x"], both["member_y"]], observed=True).agg(["mean", "size"])


def peers(votes: pd.DataFrame) -> list[tuple[str, float]]:
    """Do the same join in libraries made for such things, where they are installed."""
    found = []
    frame = votes[["roll_call", "member", "vote"]]
    polars, name = peer("polars")
    if polars:
        lazy = polars.from_pandas(frame).lazy()
        both = lazy.join(lazy, on="roll_call").filter(
            polars.col("member") < polars.col("member_right")
        )
        same = (polars.col("vote") == polars.col("vote_right")).mean()
        query = both.group_by("member", "member_right").agg(same, n=polars.len())
        found.append((f"{name}, the same join", best(query.collect, 1)))
    duckdb, name = peer("duckdb")
    if duckdb:
        sql = """select a.member, b.member, avg((a.vote = b.vote)::int), count(*) from frame a
            join frame b on a.roll_call = b.roll_call and a.member < b.member group by all"""
        held = duckdb.connect()
        held.register("frame", frame)
        found.append((f"{name}, the same join", best(lambda: held.sql(sql).fetchall(), 1)))
    return found


def large(members: int = 5000, roll_calls: int = 200) -> pd.DataFrame:
    """Make up few votes of very many members."""
    codes = np.random.default_rng(0).integers(0, 3, (roll_calls, members))
    call, member = np.nonzero(codes >= 0)
    return pd.DataFrame(
        {
            "roll_call": pd.Categorical.from_codes(call, [f"R/{i}" for i in range(roll_calls)]),
            "member": pd.Categorical.from_codes(member, [f"M{i:04}" for i in range(members)]),
            "vote": pd.Categorical.from_codes(codes.ravel(), ["no", "abstain", "yes"]),
        }
    )


def run(full: bool) -> None:
    """Measure, and print the table."""
    votes = assembly()
    text = votes.astype({"roll_call": "str", "member": "str", "vote": "str"})
    codes = np.full((ROLL_CALLS, MEMBERS), -1)
    codes[votes["roll_call"].cat.codes, votes["member"].cat.codes] = votes["vote"].cat.codes
    hot = [(codes == v).astype(np.float32) for v in range(3)]
    hot.append((codes >= 0).astype(np.float32))

    def bare() -> None:
        with one_thread():
            for one in hot:
                one.T @ one

    few = votes if full else votes[votes["roll_call"].cat.codes % PART == 0]
    times = 1 if full else PART
    part = "" if full else f"1 roll call in {PART} measured, times {PART} (--full measures all)"
    plain = best(lambda: joined(few), 1) * times
    plain_text = best(lambda: joined(text.loc[few.index]), 1) * times
    products = best(bare, 20)
    matrix = best(lambda: agreement_matrix(votes), 10)
    matrix_text = best(lambda: agreement_matrix(text), 10)
    objects = text.astype({"roll_call": "object", "member": "object", "vote": "object"})
    matrix_objects = best(lambda: agreement_matrix(objects), 3)
    every = best(lambda: compare_measures(votes))
    yearly = best(lambda: agreement_matrix(votes, by="year"))
    pair = np.array([[250, 200, 500], [100, 700, 450], [50, 400, 2400]], dtype=float)[..., None]
    kappa, how = MEASURES["kappa"], Uncertainty()
    rows = [
        Row("pandas join, categoricals", plain, note=part),
        Row("pandas join, text", plain_text, note=part),
        Row("bare products: three of votes, one of n", products),
        Row("agreement_matrix, categoricals", matrix, plain, "1/200 of the join"),
        Row("  the same", matrix, products, "3 times the products"),
        Row("agreement_matrix, text", matrix_text, plain_text, "1/200 of the join"),
        Row("  the same", matrix_text, products, "2 times the products", "text is hashed first"),
        Row("agreement_matrix, objects", matrix_objects, products, "", "made text first"),
        Row(f"all {len(MEASURES)} measures of all pairs", every, matrix, "5 times"),
        Row(f"all pairs in each of {YEARS} years", yearly, matrix, "5 times"),
        Row("bootstrap of one table, 1,000 draws", best(lambda: limits(pair, kappa, how))),
        Row(
            "one pair from the frame, kappa, 1,000 draws",
            best(lambda: agreement(votes, "M000", "M001", measure="kappa")),
        ),
        Row("all pairs with intervals, agreement", best(lambda: agreement_table(votes))),
        Row(
            "all pairs with intervals, kappa, 1,000 draws",
            best(lambda: agreement_table(votes, measure="kappa"), 1),
        ),
    ]
    rows[2:2] = [Row(name, times * seconds, note=part) for name, seconds in peers(few)]
    if full:
        many = large()
        rows.append(
            Row(
                "kappa of 5,000 members, 200 roll calls",
                best(lambda: agreement_matrix(many, measure="kappa"), 1),
            )
        )
    show(f"Agreement: {ROLL_CALLS:,} roll calls, {MEMBERS} members, {len(votes):,} votes", rows)
    megabytes = {
        "agreement_matrix": peak(lambda: agreement_matrix(votes)),
        "by year": peak(lambda: agreement_matrix(votes, by="year")),
        "all measures": peak(lambda: compare_measures(votes)),
        "all pairs, kappa with intervals": peak(lambda: agreement_table(votes, measure="kappa")),
    }
    listed = ", ".join(f"{name} {value:,.0f} MB" for name, value in megabytes.items())
    print(f"peak memory beyond the frame: {listed}")
