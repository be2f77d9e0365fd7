#!/bin/sh
# A missing vote that pyreadstat writes to SPSS or Stata comes back as a vote: an empty text.
#
# Versions: pyreadstat 1.3.7, pandas 3.1.1.
# Expected: three members, of whom one has no vote; missing before, missing after.
# Happens: a categorical column is written as text, and its missing value as an empty text, which
#   is no missing value when it is read: nothing is missing, and there is a third kind of vote.
#   No warning, and SPSS and Stata count it too.
# Why it matters: who was absent becomes one who voted, in every share and in the n. Write votes as
#   numbers with variable_value_labels instead.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/python" -m pip install --quiet --disable-pip-version-check pyreadstat==1.3.7 pandas==3.1.1
cd "$folder"
cat > show.py <<'PYTHON'
import pandas as pd
import pyreadstat

scale = pd.CategoricalDtype(['no', 'abstain', 'yes'], ordered=True)
votes = pd.DataFrame({
    'member': ['FRA', 'RUS', 'CHN'],
    'vote': pd.Series(['yes', None, 'abstain'], dtype=scale),
})
print('missing before:', int(votes['vote'].isna().sum()))
for write, read, name in (
    (pyreadstat.write_sav, pyreadstat.read_sav, 'votes.sav'),
    (pyreadstat.write_dta, pyreadstat.read_dta, 'votes.dta'),
):
    write(votes, name)
    back, _ = read(name)
    print(name, 'missing after:', int(back['vote'].isna().sum()), 'votes:', back['vote'].tolist())
PYTHON
cat > expected.txt <<'TEXT'
missing before: 1
votes.sav missing after: 0 votes: ['yes', '', 'abstain']
votes.dta missing after: 0 votes: ['yes', '', 'abstain']
TEXT
"$folder/python/bin/python" -W ignore show.py > found.txt
cat found.txt
diff expected.txt found.txt && echo "As found on 29 November 2026."
