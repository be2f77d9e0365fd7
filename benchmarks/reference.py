"""Recompute published figures from the file they come from.

``python -m benchmarks.reference FILE`` takes a table of Assembly votes, 1946 to 2019, as
compiled by Erik Voeten and distributed with the R package `unvotes`: columns ``rcid``,
``country`` and ``vote``, as parquet or CSV. It prints n, agreement, Lijphart's index, S, and
kappa and pi for five pairs, beside the values that independent programs gave (kappa of the
first pair: R's irr and psych), and fails if one differs in its six decimals.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from unvotes.analysis.pairs.all_pairs import compare_measures

COLUMNS = ("agreement", "lijphart", "s", "kappa", "kappa_linear", "kappa_squared", "pi")
EXPECTED: dict[tuple[str, str], tuple[int, tuple[str, ...]]] = {
    ("United States", "Israel"): (
        5657,
        (".675270", ".806435", ".612869", ".498374", ".586353", ".661640", ".494388"),
    ),
    ("United States", "United Kingdom"): (
        6117,
        (".647049", ".756989", ".513977", ".475304", ".504472", ".529042", ".459131"),
    ),
    ("United States", "Cuba"): (
        5968,
        (".190349", ".325151", "-.349698", "-.153149", "-.190695", "-.217104", "-.366151"),
    ),
    ("China", "Russia"): (
        4489,
        (".726888", ".831366", ".662731", ".222942", ".284409", ".345179", ".211243"),
    ),
    ("India", "South Africa"): (
        3526,
        (".560692", ".680091", ".360182", ".057743", ".046721", ".037215", ".055323"),
    ),
}


def read(path: Path) -> pd.DataFrame:
    """Read the file into a tidy frame of votes."""
    table = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)
    return table.rename(columns={"rcid": "roll_call", "country": "member"})[
        ["roll_call", "member", "vote"]
    ]


def main(path: str) -> int:
    """Print each pair beside its expected values; give the number of differences."""
    table = compare_measures(read(Path(path)), measures=COLUMNS)
    found = table.astype({"a": "str", "b": "str"}).set_index(["a", "b"])
    wrong = 0
    for pair, (n, values) in EXPECTED.items():
        row = found.loc[tuple(sorted(pair))]
        print(
            f"{pair[0]} – {pair[1]}: n = {int(row['n']):,}"
            + ("" if row["n"] == n else f", not {n:,}")
        )
        wrong += int(row["n"] != n)
        for name, text in zip(COLUMNS, values, strict=True):
            same = f"{row[name]:.6f}" == f"{float(text):.6f}"
            wrong += not same
            print(f"  {name:14} {row[name]:9.6f} {'as expected' if same else f'expected {text}'}")
    print("all values as expected" if not wrong else f"{wrong} values differ")
    return wrong


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(1 if main(sys.argv[1]) else 0)
