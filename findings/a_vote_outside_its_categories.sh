#!/bin/sh
# frictionless calls a table of votes valid that has a vote outside its categories, and one twice.
#
# Versions: frictionless 5.21.0.
# Expected: version 2 of the Data Package standard has `categories` for what a field may hold and
#   `uniqueKeys` for columns that no two rows share; frictionless takes other new words of that
#   version, such as `fieldsMatch`, so that a table that breaks these is not valid.
# Happens: neither is looked at. "yse" passes for a vote, and South Africa votes twice on S/2012/77.
#   The older words for the same, `enum` and `primaryKey`, are checked and find both.
# Why it matters: a data package says "no, abstain, yes" and "one vote for each member and roll
#   call" in its own words, and a green check is taken for proof. Write the older words beside the
#   new ones, as long as this is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/python" -m pip install --quiet --disable-pip-version-check frictionless==5.21.0
cd "$folder"
cat > votes.csv <<'CSV'
roll_call,member,vote
S/2012/77,RUS,no
S/2012/77,CHN,no
S/2012/77,IND,yes
S/2012/77,ZAF,yse
S/2012/77,ZAF,yes
CSV
cat > show.py <<'PYTHON'
from frictionless import Resource

SCALE, KEY = ["no", "abstain", "yes"], ["roll_call", "member"]


def show(words, vote, table):
    names = [{"name": name, "type": "string"} for name in KEY]
    schema = {"fieldsMatch": "exact", "fields": [*names, vote], **table}
    found = Resource.from_descriptor({"name": "votes", "path": "votes.csv", "schema": schema})
    report = found.validate()
    errors = [(error.type, error.row_number) for task in report.tasks for error in task.errors]
    print(f"{words}: valid {report.valid}", *errors)


vote = {"name": "vote", "type": "string"}
newer = {"categories": SCALE, "categoriesOrdered": True}
show("categories, uniqueKeys", vote | newer, {"uniqueKeys": [KEY]})
show("enum, primaryKey", vote | {"constraints": {"enum": SCALE}}, {"primaryKey": KEY})
PYTHON
cat > expected.txt <<'TEXT'
categories, uniqueKeys: valid True
enum, primaryKey: valid False ('constraint-error', 5) ('primary-key', 6)
TEXT
"$folder/python/bin/python" -W ignore show.py > found.txt
cat found.txt
diff expected.txt found.txt && echo "As found on 30 November 2026."
