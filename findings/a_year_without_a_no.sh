#!/bin/sh
# Two Stata files with the same labels give one vote two codes in pandas, if nobody said no.
#
# Versions: pandas 3.1.1 (read_stata); pyreadstat 1.3.7 only writes the files.
# Expected: both files label 1 no, 2 abstain, 3 yes; an abstention has one code in both years.
# Happens: read_stata makes categories of the labels that occur in the data, not of those that the
#   file defines. In a year without a no, 'abstain' is the lowest category, with code 0, and 'yes'
#   has code 1, which was 'abstain' in the other year. No warning.
# Why it matters: whoever works with the codes, as statistics do, counts the yes of one year as the
#   abstention of another. Read with convert_categoricals=False and label the numbers yourself.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/python" -m pip install --quiet --disable-pip-version-check pandas==3.1.1 pyreadstat==1.3.7
cd "$folder"
cat > show.py <<'PYTHON'
import pandas as pd
import pyreadstat

labels = {1: 'no', 2: 'abstain', 3: 'yes'}
for year, votes in ((2011, [1, 2, 3]), (2012, [2, 3, 3])):
    frame = pd.DataFrame({'vote': votes})
    pyreadstat.write_dta(frame, f'{year}.dta', variable_value_labels={'vote': labels})
    read = pd.read_stata(f'{year}.dta')['vote']
    print(year, dict(zip(read.astype(str), read.cat.codes.tolist())))
PYTHON
cat > expected.txt <<'TEXT'
2011 {'no': 0, 'abstain': 1, 'yes': 2}
2012 {'abstain': 0, 'yes': 1}
TEXT
"$folder/python/bin/python" -W ignore show.py > found.txt
cat found.txt
diff expected.txt found.txt && echo "As found on 29 November 2026."
