#!/bin/sh
# Two packages of item response theory let no roll call divide members the other way round.
#
# Versions: girth 0.8.0, mirt 1.2.0 (of Python), numpy and scipy as they ask for.
# Expected: the two-parameter model is the same whether a yes is coded 1 or 0: a roll call that is
#   turned gets a discrimination with the other sign, and the positions of the members, and the
#   likelihood, stay as they were.
# Happens: both search the discrimination between a low number above 0 and 5. A roll call on which
#   the other end of the scale votes yes gets that low number (girth .2, mirt .1), as if it told
#   members hardly apart. Of 30 roll calls, every other one turned, about half end there: the log
#   likelihood falls by 170, and the positions from a correlation of .97 with the true ones to .93.
#   mirt says that it converged, and its model itself would take a discrimination below 0. No
#   warning; neither documentation of the model says that the sign is fixed.
# Why it matters: in votes both ends win roll calls, so about half of what divides a parliament or
#   an assembly is thrown away, and the sharpest votes are listed among the dullest. Turn the roll
#   calls first (by the sign of a first principal component), or use an ideal-point package.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/python" -m pip install --quiet --disable-pip-version-check girth==0.8.0 mirt==1.2.0
cd "$folder"
cat > show.py <<'PYTHON'
import girth
import mirt
import numpy as np

MEMBERS, ROLL_CALLS = 40, 30
random = np.random.default_rng(1)
position = np.linspace(-2, 2, MEMBERS)
cut = np.linspace(-1.5, 1.5, ROLL_CALLS)
random.shuffle(cut)
yes = 1 / (1 + np.exp(-2 * (position - cut[:, None])))
votes = (random.uniform(size=yes.shape) < yes).astype(int)
turned = votes.copy()
turned[::2] = 1 - turned[::2]


def show(name, found, discrimination):
    right = abs(np.corrcoef(position, found)[0, 1])
    floor = int((discrimination < 0.35).sum())
    print(f" {name}: correlation with the true positions {right:.2f},", end=" ")
    print(f"discrimination under .35 in {floor} of {ROLL_CALLS}, least {discrimination.min():.2f}")


for text, table in (("all roll calls one way", votes), ("every other one turned", turned)):
    print(text)
    by_girth = girth.twopl_mml(table)
    show("girth", by_girth["Ability"], by_girth["Discrimination"])
    by_mirt = mirt.fit_mirt(table.T, model="2PL")
    theta = mirt.fscores(by_mirt, table.T).theta.ravel()
    show("mirt", theta, np.ravel(by_mirt.model.discrimination))
    likelihood = round(by_mirt.log_likelihood, -1)
    print(f"  converged {by_mirt.converged}, log likelihood about {likelihood:.0f}")
PYTHON
cat > expected.txt <<'TEXT'
all roll calls one way
 girth: correlation with the true positions 0.97, discrimination under .35 in 0 of 30, least 1.45
 mirt: correlation with the true positions 0.97, discrimination under .35 in 0 of 30, least 1.23
  converged True, log likelihood about -450
every other one turned
 girth: correlation with the true positions 0.93, discrimination under .35 in 15 of 30, least 0.20
 mirt: correlation with the true positions 0.93, discrimination under .35 in 15 of 30, least 0.10
  converged True, log likelihood about -620
TEXT
"$folder/python/bin/python" -W ignore show.py > found.txt
cat found.txt
diff expected.txt found.txt && echo "As found on 30 November 2026."
