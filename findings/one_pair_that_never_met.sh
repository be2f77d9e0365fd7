#!/bin/sh
# One pair of members that never sat together undoes the communities of all the others in networkx.
#
# Versions: networkx 3.6.1, python-louvain 0.16, pandas 3.1.1.
# Expected: from a table of agreement with a gap (South Africa and Norway never sat in the Security
#   Council together) a network without that one tie, or an error; two blocs of four, made to
#   agree .9 within and .2 across, are found as they are without the gap.
# Happens: the gap becomes a tie of weight NaN. Modularity is then NaN whatever the partition, no
#   move ever improves it, and the answer is where the method began: eight communities of one from
#   Louvain (python-louvain too), one of all eight from the greedy method. No warning.
# Why it matters: members come and go, so every table of agreement over some years has such gaps.
#   "Nobody votes with anybody" or "no blocs at all" reads like a result. Drop the gaps first:
#   an edge list without them, or fillna(0), since a 0 in such a table is no tie.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/python" -m pip install --quiet --disable-pip-version-check \
  networkx==3.6.1 python-louvain==0.16 pandas==3.1.1
cd "$folder"
cat > show.py <<'PYTHON'
import community
import networkx as nx
import pandas as pd

blocs = {"RUS": 0, "CHN": 0, "IND": 0, "ZAF": 0, "USA": 1, "GBR": 1, "FRA": 1, "NOR": 1}
agreement = pd.DataFrame(
    [[0.0 if a == b else 0.9 if blocs[a] == blocs[b] else 0.2 for b in blocs] for a in blocs],
    index=list(blocs),
    columns=list(blocs),
)


def show(table):
    network = nx.from_pandas_adjacency(table)
    print(" ties:", network.number_of_edges())
    louvain = nx.community.louvain_communities(network, seed=1)
    print(" networkx, Louvain:", sorted(map(len, louvain)))
    greedy = nx.community.greedy_modularity_communities(network, weight="weight")
    print(" networkx, greedy:", sorted(map(len, greedy)))
    best = community.best_partition(network, random_state=1)
    print(" python-louvain:", sorted(pd.Series(best).value_counts()))


print("every pair:")
show(agreement)
agreement.loc["ZAF", "NOR"] = agreement.loc["NOR", "ZAF"] = float("nan")
print("but South Africa and Norway:")
show(agreement)
PYTHON
cat > expected.txt <<'TEXT'
every pair:
 ties: 28
 networkx, Louvain: [4, 4]
 networkx, greedy: [4, 4]
 python-louvain: [4, 4]
but South Africa and Norway:
 ties: 28
 networkx, Louvain: [1, 1, 1, 1, 1, 1, 1, 1]
 networkx, greedy: [8]
 python-louvain: [1, 1, 1, 1, 1, 1, 1, 1]
TEXT
"$folder/python/bin/python" -W default show.py > found.txt
cat found.txt
diff expected.txt found.txt && echo "As found on 30 November 2026."
