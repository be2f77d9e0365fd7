"""Blocs over the Security Council's whole history: fast enough to sit behind a slider."""

from __future__ import annotations

from benchmarks.table import Row, best, show
from unvotes.analysis.blocs.agreement import bloc_agreement
from unvotes.analysis.pairs.all_pairs import agreement_table
from unvotes.record.loading import load_votes


def run(full: bool) -> None:
    """Measure, and print the table; nothing here is slow enough to be measured in part."""
    votes = load_votes()
    years = votes["date"].dt.year.nunique()
    one, two = ["RUS", "CHN"], ["USA", "GBR", "FRA"]
    rows = [
        Row("bloc_agreement", best(lambda: bloc_agreement(votes, one, two))),
        Row(
            f"bloc_agreement by year, {years} years with intervals",
            best(lambda: bloc_agreement(votes, one, two, by="year")),
            0.3,
            "under 1",
            "of the third of a second after which a slider drags",
        ),
        Row("agreement of all pairs, with intervals", best(lambda: agreement_table(votes))),
    ]
    show(f"Blocs: the Council's {len(votes):,} votes", rows)
