#!/bin/sh
# NLTK's weighted kappa depends on the unit of distance: with its own max_distance it is wrong.
#
# Versions: nltk 3.10.4.
# Expected: weighted kappa of two members is one number, whether a yes and a no are 2 apart or 1:
#   max_distance, the largest distance there is, divides the disagreement that is observed and the
#   one expected by chance, and cancels out.
# Happens: it divides only the one expected by chance. With |a - b| on votes of -1, 0, 1, where the
#   largest distance is 2, kappa is -.07; with the same distances halved it is .47, which is right.
#   With NLTK's interval_distance (squares, at most 4) it is -.33, and .67 if nothing is said. Do_Kw
#   divides by max_distance, as it should. No warning; the documentation does not explain it.
# Why it matters: kappa with weights is what a scale of three votes asks for, and who says how long
#   the scale is gets opposition where there is agreement. Leave max_distance alone.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/python" -m pip install --quiet --disable-pip-version-check nltk==3.10.4
cd "$folder"
cat > show.py <<'PYTHON'
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import interval_distance

# -1 no, 0 abstain, 1 yes; eight roll calls
votes = {"A": [1, 1, -1, 0, 1, -1, 0, -1], "B": [1, 0, -1, 1, 1, 0, -1, -1]}
triples = [(member, number, vote) for member in votes for number, vote in enumerate(votes[member])]


def show(name, distance, longest):
    task = AnnotationTask(triples, distance=distance)
    for options in ({}, {"max_distance": longest}):
        kappa, observed = task.weighted_kappa(**options), task.Do_Kw(**options)
        print(f"{name}, {options or 'nothing said'}: kappa {kappa:.2f}, observed {observed:.3f}")


show("|a - b| / 2", lambda one, other: abs(one - other) / 2, 1)
show("|a - b|", lambda one, other: abs(one - other), 2)
show("interval_distance", interval_distance, 4)
PYTHON
cat > expected.txt <<'TEXT'
|a - b| / 2, nothing said: kappa 0.47, observed 0.250
|a - b| / 2, {'max_distance': 1}: kappa 0.47, observed 0.250
|a - b|, nothing said: kappa 0.47, observed 0.500
|a - b|, {'max_distance': 2}: kappa -0.07, observed 0.250
interval_distance, nothing said: kappa 0.67, observed 0.500
interval_distance, {'max_distance': 4}: kappa -0.33, observed 0.125
TEXT
"$folder/python/bin/python" -W default show.py > found.txt
cat found.txt
diff expected.txt found.txt && echo "As found on 30 November 2026."
