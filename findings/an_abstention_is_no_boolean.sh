#!/bin/sh
# DuckDB reads a CSV column of yes and no as true and false, and stops at the first late abstention.
#
# Versions: duckdb 2.0.1 (read_csv with its defaults).
# Expected: a column with the words yes, no and abstain is text, wherever the abstention stands.
# Happens: DuckDB looks at the first 20,480 rows. If they hold only yes and no, also in quotes, the
#   column is BOOLEAN. A later abstention is then an error; with ignore_errors=True every abstention
#   is dropped without a word, and no other row.
# Why it matters: abstentions are rare in many chambers, and what is dropped is never a yes or a no:
#   the rates and the agreement worked out of what is left are wrong. Say dtype={'vote': 'VARCHAR'},
#   or sample_size=-1, which looks at all rows first.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/python" -m pip install --quiet --disable-pip-version-check duckdb==2.0.1
cd "$folder"
cat > show.py <<'PYTHON'
from pathlib import Path

import duckdb

HEAD = 'member,vote\n'
Path('early.csv').write_text(HEAD + 'RUS,yes\nCHN,no\nIND,abstain\n' + 'RUS,yes\nCHN,no\n' * 15_000)
Path('late.csv').write_text(HEAD + 'RUS,yes\nCHN,no\n' * 15_000 + 'IND,abstain\n')
Path('quoted.csv').write_text('"member","vote"\n"RUS","yes"\n"CHN","no"\n')


def kind(path):
    return str(duckdb.read_csv(path).types[1])


def rows(path, **options):
    try:
        return len(duckdb.read_csv(path, **options).fetchall())
    except duckdb.ConversionException as error:
        return type(error).__name__


print('abstention in row 3:', kind('early.csv'), rows('early.csv'), 'of 30003 rows')
print('in the last row:', kind('late.csv'), rows('late.csv'))
print('errors ignored:', rows('late.csv', ignore_errors=True), 'of 30001 rows')
print('yes and no in quotes:', kind('quoted.csv'))
print('said to be text:', rows('late.csv', dtype={'vote': 'VARCHAR'}), 'of 30001 rows')
PYTHON
cat > expected.txt <<'TEXT'
abstention in row 3: VARCHAR 30003 of 30003 rows
in the last row: BOOLEAN ConversionException
errors ignored: 30000 of 30001 rows
yes and no in quotes: BOOLEAN
said to be text: 30001 of 30001 rows
TEXT
"$folder/python/bin/python" -W ignore show.py > found.txt
cat found.txt
diff expected.txt found.txt && echo "As found on 29 November 2026."
