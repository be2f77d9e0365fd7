#!/bin/sh
# Perspective gives a member that never voted a vote: in words a yes, in numbers an abstention.
#
# Versions: perspective-python 5.6.1 (its engine; the widget shows what it answers).
# Expected: grouped by member, the lowest, the highest and any vote of a member without votes are
#   missing, as its mean is; among words the lowest is the first by the alphabet, or refused.
# Happens: with -1 no, 0 abstain, 1 yes, a member without a vote has 0 for any, low and high: it
#   abstained. So has each empty cell of a table of members by roll calls, made with any. In words
#   its low and its high are both "yes", which is whatever word the table met first; for the others
#   low and high follow that order too, not the alphabet. The median takes a missing vote for a
#   value: it is missing for a member that missed one of four. mean and dominant are right. No
#   warning.
# Why it matters: absence becomes abstention in the very table that agreement is counted from, and
#   "what was the furthest it went" becomes support. Drop missing votes first, or pivot in pandas.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/python" -m pip install --quiet --disable-pip-version-check perspective-python==5.6.1
cd "$folder"
cat > show.py <<'PYTHON'
import perspective

# C never voted, A missed the second roll call
WORDS = ["yes", None, "no", "no", None, None, None, None, "yes", "abstain", "yes", "yes"]
NUMBERS = {"no": -1.0, "abstain": 0.0, "yes": 1.0, None: None}
table = perspective.Server().new_local_client().table(
    {
        "member": [member for member in "ACB" for _ in range(4)],
        "roll_call": [1, 2, 3, 4] * 3,
        "word": WORDS,
        "number": [NUMBERS[word] for word in WORDS],
    }
)


def grouped(column, aggregate, **more):
    view = table.view(
        group_by=["member"], columns=[column], aggregates={column: aggregate}, **more
    )
    found = view.to_columns()
    path = found.pop("__ROW_PATH__")
    return {key: dict(zip((at[0] for at in path[1:]), found[key][1:])) for key in found}


for aggregate in ("mean", "any", "low", "high", "median"):
    print("number,", aggregate, grouped("number", aggregate)["number"])
for aggregate in ("low", "high", "dominant"):
    print("word,", aggregate, grouped("word", aggregate)["word"])
print("members by roll calls, any:")
for roll_call, cells in grouped("number", "any", split_by=["roll_call"]).items():
    print(" ", roll_call.split("|")[0], cells)
PYTHON
cat > expected.txt <<'TEXT'
number, mean {'A': -0.3333333333333333, 'B': 0.75, 'C': None}
number, any {'A': 1.0, 'B': 1.0, 'C': 0.0}
number, low {'A': -1.0, 'B': 0.0, 'C': 0.0}
number, high {'A': 1.0, 'B': 1.0, 'C': 0.0}
number, median {'A': None, 'B': 1.0, 'C': None}
word, low {'A': 'yes', 'B': 'yes', 'C': 'yes'}
word, high {'A': 'no', 'B': 'abstain', 'C': 'yes'}
word, dominant {'A': 'no', 'B': 'yes', 'C': None}
members by roll calls, any:
  1 {'A': 1.0, 'B': 1.0, 'C': 0.0}
  2 {'A': 0.0, 'B': 0.0, 'C': 0.0}
  3 {'A': -1.0, 'B': 1.0, 'C': 0.0}
  4 {'A': -1.0, 'B': 1.0, 'C': 0.0}
TEXT
"$folder/python/bin/python" -W default show.py > found.txt
cat found.txt
diff expected.txt found.txt && echo "As found on 30 November 2026."
