#!/bin/sh
# no < abstain < yes is another order in polars, and two orders at once in DuckDB.
#
# Versions: pandas 3.1.1, pyarrow 26.0.1, polars 2.1.0, duckdb 2.0.1.
# Expected: an ordered categorical column (no < abstain < yes) keeps its order or loses the right to
#   be compared: above "abstain" is South Africa's yes and nothing else.
# Happens: polars.from_pandas makes a Categorical that compares by the alphabet: the two noes are
#   above "abstain" too. DuckDB makes an ENUM that keeps the order for ORDER BY, min, max and where
#   two columns are compared, but compares with a word by the alphabet: in one query the noes are
#   below an abstention and above 'abstain'. No error, no warning.
# Why it matters: "who went further than abstaining" counts every no as support. Compare with
#   numbers made in pandas (cat.codes), or with polars.Enum; in DuckDB cast the word to the ENUM.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/python" -m pip install --quiet --disable-pip-version-check \
  pandas==3.1.1 pyarrow==26.0.1 polars==2.1.0 duckdb==2.0.1
cd "$folder"
cat > show.py <<'PYTHON'
import duckdb
import pandas as pd
import polars as pl

scale = pd.CategoricalDtype(["no", "abstain", "yes"], ordered=True)
votes = pd.DataFrame({"member": ["RUS", "CHN", "IND", "ZAF"]})
votes["vote"] = pd.Series(["no", "no", "abstain", "yes"], dtype=scale)

print("above 'abstain':")
print(" pandas", votes.loc[votes["vote"] > "abstain", "member"].to_list())
frame = pl.from_pandas(votes)
print(" polars", frame.filter(pl.col("vote") > "abstain")["member"].to_list())
word = duckdb.sql("select member from votes where vote > 'abstain'").fetchall()
print(" DuckDB", [member for (member,) in word])
row = duckdb.sql(
    "select a.member from votes a, votes b where b.vote = 'abstain' and a.vote > b.vote"
).fetchall()
print(" DuckDB, India's vote for the word", [member for (member,) in row])
print("in order:")
print(" pandas", votes.sort_values("vote")["vote"].to_list())
print(" polars", frame.sort("vote")["vote"].to_list())
ordered = duckdb.sql("select vote from votes order by vote").fetchall()
print(" DuckDB", [vote for (vote,) in ordered])
PYTHON
cat > expected.txt <<'TEXT'
above 'abstain':
 pandas ['ZAF']
 polars ['RUS', 'CHN', 'ZAF']
 DuckDB ['RUS', 'CHN', 'ZAF']
 DuckDB, India's vote for the word ['ZAF']
in order:
 pandas ['no', 'no', 'abstain', 'yes']
 polars ['abstain', 'no', 'no', 'yes']
 DuckDB ['no', 'no', 'abstain', 'yes']
TEXT
"$folder/python/bin/python" -W default show.py > found.txt
cat found.txt
diff expected.txt found.txt && echo "As found on 30 November 2026."
