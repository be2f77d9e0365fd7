#!/bin/sh
# The ordinal alpha of Krippendorff is two statistics: two packages rank two pairs otherwise.
#
# Versions: krippendorff 0.9.0, irrCAC 0.4.4; pandas and numpy as irrCAC asks for.
# Expected: the alpha of votes that are ordered (1 no, 2 abstain, 3 yes) is one number in both, as
#   the nominal and the interval alpha are.
# Happens: irrCAC's krippendorff() with weights="ordinal" takes weights that know only the distance
#   of two votes on the scale. Krippendorff's ordinal difference, which krippendorff has, counts how
#   many votes were cast on and between the two: where nearly all say yes, a yes and an abstention
#   are far apart. The first pair has .57 and .36, the second .52 and .72: who agrees more changes
#   places. Nothing in the names says so.
# Why it matters: "Krippendorff's alpha, ordinal" in a thesis does not say which, and the votes of
#   the United Nations, mostly yes, are where the two part most. Name the package with the number.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/python" -m pip install --quiet --disable-pip-version-check \
  krippendorff==0.9.0 irrCAC==0.4.4
cd "$folder"
cat > show.py <<'PYTHON'
import krippendorff
import numpy as np
import pandas as pd
from irrCAC.raw import CAC

# 1 no, 2 abstain, 3 yes; twelve roll calls
PAIRS = {
    "one abstention shared, one no against a yes": (
        [3, 3, 3, 3, 3, 3, 2, 3, 3, 3, 3, 3],
        [3, 3, 3, 3, 3, 3, 2, 1, 3, 3, 3, 3],
    ),
    "one no shared, two abstentions against a yes": (
        [3, 3, 1, 3, 3, 2, 3, 3, 3, 3, 3, 3],
        [3, 2, 1, 3, 3, 3, 3, 3, 3, 3, 3, 3],
    ),
}
WEIGHTS = {"nominal": "identity", "interval": "quadratic", "ordinal": "ordinal"}
for text, pair in PAIRS.items():
    print(text)
    for level, weights in WEIGHTS.items():
        one = krippendorff.alpha(np.array(pair), level_of_measurement=level)
        other = CAC(pd.DataFrame(pair).T, weights=weights).krippendorff()["est"]
        print(f"  {level}: krippendorff {one:.2f}, irrCAC {other['coefficient_value']:.2f}")
PYTHON
cat > expected.txt <<'TEXT'
one abstention shared, one no against a yes
  nominal: krippendorff 0.65, irrCAC 0.65
  interval: krippendorff 0.28, irrCAC 0.28
  ordinal: krippendorff 0.57, irrCAC 0.36
one no shared, two abstentions against a yes
  nominal: krippendorff 0.45, irrCAC 0.45
  interval: krippendorff 0.77, irrCAC 0.77
  ordinal: krippendorff 0.52, irrCAC 0.72
TEXT
"$folder/python/bin/python" -W ignore show.py > found.txt
cat found.txt
diff expected.txt found.txt && echo "As found on 30 November 2026."
