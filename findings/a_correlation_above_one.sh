#!/bin/sh
# numpy correlates members with absences wrongly: above 1, or with the other sign.
#
# Versions: numpy 2.4.6, pandas 3.1.1.
# Expected: numpy.ma.corrcoef, whose documentation says that masked values are propagated pair by
#   pair, correlates two members over the roll calls on which both voted, as pandas does: 1 for two
#   that never differed, at most 1 for any.
# Happens: means and variances are taken over each member's own roll calls, products over the shared
#   ones. Two members that voted alike wherever both voted have 1.15, and two that correlate by
#   -.58 have .17. No warning. (Reported to numpy years ago, and open.)
# Why it matters: absences are not rare, and a correlation of votes is where clusters and principal
#   components begin: an enemy becomes a friend, and 1 - r a negative distance. Use DataFrame.corr.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/python" -m pip install --quiet --disable-pip-version-check numpy==2.4.6 pandas==3.1.1
cd "$folder"
cat > show.py <<'PYTHON'
import numpy as np
import pandas as pd

# -1 no, 0 abstain, 1 yes; nan did not vote
nan = float("nan")
votes = pd.DataFrame(
    {
        "A": [0, -1, 0, -1, 1, nan, nan, 0, 0, nan],
        "B": [0, -1, 0, -1, 1, 0, 0, 0, 0, nan],
        "C": [nan, nan, 0, nan, 0, -1, 0, 1, 1, -1],
    }
)
masked = np.ma.masked_invalid(votes.to_numpy().T)
by_numpy = pd.DataFrame(np.ma.corrcoef(masked), index=votes.columns, columns=votes.columns)
by_pandas = votes.corr()
for one, other in ("AB", "AC", "BC"):
    both = votes[[one, other]].dropna()
    alike = int((both[one] == both[other]).sum())
    print(f"{one} and {other}: alike on {alike} of {len(both)} shared roll calls,", end=" ")
    print(f"pandas {by_pandas.at[one, other]:.2f}, numpy.ma {by_numpy.at[one, other]:.2f}")
    alone = np.ma.corrcoef(np.ma.masked_invalid(both.to_numpy().T))
    print(f"  numpy.ma, only the shared roll calls: {alone[0, 1]:.2f}")
PYTHON
cat > expected.txt <<'TEXT'
A and B: alike on 7 of 7 shared roll calls, pandas 1.00, numpy.ma 1.15
  numpy.ma, only the shared roll calls: 1.00
A and C: alike on 1 of 4 shared roll calls, pandas -0.58, numpy.ma 0.17
  numpy.ma, only the shared roll calls: -0.58
B and C: alike on 2 of 6 shared roll calls, pandas -0.11, numpy.ma 0.05
  numpy.ma, only the shared roll calls: -0.11
TEXT
"$folder/python/bin/python" -W default show.py > found.txt
cat found.txt
diff expected.txt found.txt && echo "As found on 30 November 2026."
