#!/bin/sh
# statsmodels takes a missing vote for a kind of vote: two who were both absent agree.
#
# Versions: statsmodels 0.15.0, pandas 3.1.1.
# Expected: aggregate_raters counts how many cast each vote; a missing one is counted nowhere, or
#   refused, and Fleiss' kappa of two members is that of the four roll calls on which both voted.
# Happens: NaN is a fourth kind of vote, in a column of its own. Two roll calls that both missed
#   count as perfect agreement, and raise kappa from .62 to .77. No warning. fleiss_kappa cannot
#   tell: each row still adds up to two. (One absent alone counts as a disagreement.)
# Why it matters: members miss the same votes, since they leave together, so absences that are taken
#   for votes look like cohesion. Drop the roll calls that one of them missed first.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/python" -m pip install --quiet --disable-pip-version-check statsmodels==0.15.0 pandas==3.1.1
cd "$folder"
cat > show.py <<'PYTHON'
import pandas as pd
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

# 1 no, 2 abstain, 3 yes
votes = pd.DataFrame({"RUS": [1, 1, 3, 2, None, None], "CHN": [1, 2, 3, 2, None, None]})
for text, rows in (("all six roll calls", votes), ("the four with both votes", votes.dropna())):
    counts, kinds = aggregate_raters(rows.to_numpy())
    print(f"{text}: kinds of vote {[float(kind) for kind in kinds]}")
    print(f"  rows {counts.tolist()}, kappa {fleiss_kappa(counts):.3f}")
PYTHON
cat > expected.txt <<'TEXT'
all six roll calls: kinds of vote [1.0, 2.0, 3.0, nan]
  rows [[2, 0, 0, 0], [1, 1, 0, 0], [0, 0, 2, 0], [0, 2, 0, 0], [0, 0, 0, 2], [0, 0, 0, 2]], kappa 0.774
the four with both votes: kinds of vote [1.0, 2.0, 3.0]
  rows [[2, 0, 0], [1, 1, 0], [0, 0, 2], [0, 2, 0]], kappa 0.619
TEXT
"$folder/python/bin/python" -W default show.py > found.txt
cat found.txt
diff expected.txt found.txt && echo "As found on 30 November 2026."
