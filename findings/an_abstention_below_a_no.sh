#!/bin/sh
# irrCAC weighs votes by the alphabet: an abstention is farther from a yes than a no is.
#
# Versions: irrCAC 0.4.4; pandas as it asks for.
# Expected: with weights="ordinal" or "linear", a yes and an abstention agree by half or more, a yes
#   and a no not at all; an ordered categorical column (no < abstain < yes) says so.
# Happens: the values that occur are sorted as text: abstain, no, yes. The weight of an abstention
#   and a yes is 0, that of a no and a yes two thirds, also where the column is an ordered
#   categorical, whose order is not looked at. No warning. With categories= in the right order, or
#   the votes as numbers, it is right.
# Why it matters: chance-corrected agreement of eight votes of two members, who never opposed one
#   another, falls from .59 to .03, and its p from .02 to .93.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/python" -m pip install --quiet --disable-pip-version-check irrCAC==0.4.4
cd "$folder"
cat > show.py <<'PYTHON'
import pandas as pd
from irrCAC.raw import CAC

SCALE = ['no', 'abstain', 'yes']
votes = pd.DataFrame(
    {
        'A': ['yes', 'yes', 'no', 'abstain', 'yes', 'no', 'abstain', 'no'],
        'B': ['yes', 'abstain', 'no', 'yes', 'yes', 'abstain', 'no', 'no'],
    }
)
ordered = votes.astype(pd.CategoricalDtype(SCALE, ordered=True))
numbers = votes.apply(lambda column: column.map(SCALE.index))


def kappa(table, **options):
    found = CAC(table, weights='ordinal', **options).fleiss()['est']
    return f"kappa {found['coefficient_value']:.2f}, p {found['p_value']:.2f}"


table = CAC(votes, weights='ordinal')
print('order:', *table.categories)
for one, other in (('yes', 'no'), ('yes', 'abstain')):
    at = [list(table.categories).index(vote) for vote in (one, other)]
    print(f'weight of {one} and {other}: {table.weights_mat[at[0]][at[1]]:.2f}')
print('words:', kappa(votes))
print('ordered categorical:', kappa(ordered))
print('words and categories=:', kappa(votes, categories=SCALE))
print('numbers:', kappa(numbers))
PYTHON
cat > expected.txt <<'TEXT'
order: abstain no yes
weight of yes and no: 0.67
weight of yes and abstain: 0.00
words: kappa 0.03, p 0.93
ordered categorical: kappa 0.03, p 0.93
words and categories=: kappa 0.59, p 0.02
numbers: kappa 0.59, p 0.02
TEXT
"$folder/python/bin/python" -W ignore show.py > found.txt
cat found.txt
diff expected.txt found.txt && echo "As found on 30 November 2026."
