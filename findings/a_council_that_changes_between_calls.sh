#!/bin/sh
# powerindices alters the weights it is given: the second index is of another Security Council.
#
# Versions: powerindices 1.0.2, numpy 2.4.6.
# Expected: nine of fifteen votes, and none of the five permanent members against: with ten votes
#   for each of the five and a quota of 54, the Shapley–Shubik index of a permanent member is .196
#   (the published figure), however often and in whatever order the indices are asked for.
# Happens: a weight that exceeds what a veto needs is cut down in the caller's own list, and the
#   quota with it, but only for that call. The next call meets smaller weights and the old quota: it
#   answers .169, the one after it 0 for all fifteen. The Banzhaf index falls from .052 to .011 to
#   0. No error, no warning; the documentation does not say so. Its own example has the least weight
#   that vetoes (seven, and a quota of 39), and is safe.
# Why it matters: one list of weights and two or three indices of it is how a table of voting power
#   is made, and its columns are then of different rules. Hand over a new list: list(weights).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/python" -m pip install --quiet --disable-pip-version-check powerindices==1.0.2 numpy==2.4.6
cd "$folder"
cat > show.py <<'PYTHON'
from powerindices import compute_pbi, compute_ssi

QUOTA, WEIGHTS = 54, [10] * 5 + [1] * 10


def show(name, index):
    weights = list(WEIGHTS)
    print(name, "with one list")
    for _ in range(3):
        given = weights[:6]
        power = index(QUOTA, weights)
        print(f"  {given} …: permanent {power[0]:.3f}, other {power[-1]:.4f}, sum {sum(power):.3f}")
    fresh = [index(QUOTA, list(WEIGHTS)) for _ in range(3)]
    print("  with a new list each time:", *(f"{power[0]:.3f}" for power in fresh))


show("Shapley-Shubik", compute_ssi)
show("Penrose-Banzhaf", compute_pbi)
PYTHON
cat > expected.txt <<'TEXT'
Shapley-Shubik with one list
  [10, 10, 10, 10, 10, 1] …: permanent 0.196, other 0.0019, sum 1.000
  [7, 10, 10, 10, 10, 1] …: permanent 0.169, other 0.0154, sum 1.000
  [4, 7, 10, 10, 10, 1] …: permanent 0.000, other 0.0000, sum 0.000
  with a new list each time: 0.196 0.196 0.196
Penrose-Banzhaf with one list
  [10, 10, 10, 10, 10, 1] …: permanent 0.052, other 0.0051, sum 0.310
  [7, 10, 10, 10, 10, 1] …: permanent 0.011, other 0.0051, sum 0.105
  [4, 7, 10, 10, 10, 1] …: permanent 0.000, other 0.0000, sum 0.000
  with a new list each time: 0.052 0.052 0.052
TEXT
"$folder/python/bin/python" -W default show.py > found.txt
cat found.txt
diff expected.txt found.txt && echo "As found on 30 November 2026."
