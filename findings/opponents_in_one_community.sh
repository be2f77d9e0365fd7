#!/bin/sh
# networkx pairs opponents where agreement is corrected for chance: each community is a quarrel.
#
# Versions: networkx 3.6.1, igraph 1.0.0, pandas 3.1.1.
# Expected: four members that agree with kappa .3 within each of two blocs and -.3 across: two
#   communities of four, or an error, since modularity is defined for ties that are not negative.
# Happens: where the negative ties outweigh the others their sum, by which modularity is divided, is
#   negative. Louvain and the greedy method then look for the worst partition, and pair members that
#   oppose one another: France with Russia, China with the United Kingdom (Louvain). With .6 and -.4
#   both are right. No warning. igraph's Leiden finds the blocs in both cases, its multilevel method
#   refuses negative ties.
# Why it matters: kappa and correlations are negative wherever two oppose one another, and a divided
#   body is where communities are looked for. Two calls with one sign changed look equally sure.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/python" -m pip install --quiet --disable-pip-version-check \
  networkx==3.6.1 igraph==1.0.0 pandas==3.1.1
cd "$folder"
cat > show.py <<'PYTHON'
import igraph
import networkx as nx
import pandas as pd

blocs = {"RUS": 0, "CHN": 0, "IND": 0, "ZAF": 0, "USA": 1, "GBR": 1, "FRA": 1, "NOR": 1}


def kappa(within, across):
    return pd.DataFrame(
        [[0.0 if a == b else within if blocs[a] == blocs[b] else across for b in blocs] for a in blocs],
        index=list(blocs),
        columns=list(blocs),
    )


def show(name, communities):
    print(f" {name}:", *sorted("+".join(sorted(members)) for members in communities))


for within, across in ((0.6, -0.4), (0.3, -0.3)):
    table = kappa(within, across)
    network = nx.from_pandas_adjacency(table)
    ties = sum(weight for *_, weight in network.edges(data="weight"))
    print(f"kappa {within} within, {across} across; all ties add up to {ties:.1f}")
    show("networkx, Louvain", nx.community.louvain_communities(network, seed=1))
    show("networkx, greedy", nx.community.greedy_modularity_communities(network, weight="weight"))
    same = igraph.Graph.Weighted_Adjacency(table.to_numpy().tolist(), mode="undirected")
    found = same.community_leiden(objective_function="modularity", weights="weight")
    show("igraph, Leiden", [[list(blocs)[place] for place in each] for each in found])
    try:
        same.community_multilevel(weights="weight")
    except igraph.InternalError:
        print(" igraph, multilevel: refused")
PYTHON
cat > expected.txt <<'TEXT'
kappa 0.6 within, -0.4 across; all ties add up to 0.8
 networkx, Louvain: CHN+IND+RUS+ZAF FRA+GBR+NOR+USA
 networkx, greedy: CHN+IND+RUS+ZAF FRA+GBR+NOR+USA
 igraph, Leiden: CHN+IND+RUS+ZAF FRA+GBR+NOR+USA
 igraph, multilevel: refused
kappa 0.3 within, -0.3 across; all ties add up to -1.2
 networkx, Louvain: CHN+GBR FRA+RUS IND+NOR USA+ZAF
 networkx, greedy: CHN+FRA GBR+IND NOR+RUS USA+ZAF
 igraph, Leiden: CHN+IND+RUS+ZAF FRA+GBR+NOR+USA
 igraph, multilevel: refused
TEXT
"$folder/python/bin/python" show.py > found.txt
cat found.txt
diff expected.txt found.txt && echo "As found on 30 November 2026."
