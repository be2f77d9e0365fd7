#!/bin/sh
# ruptures looks for a change only at every fifth roll call: one change becomes two wrong ones.
#
# Versions: ruptures 1.1.10, numpy 2.4.6.
# Expected: a series that stands at .9 for 12 years and at .3 for the 22 after, without noise, has
#   one change, after the 12th, and Pelt and Dynp, which are exact methods, find it.
# Happens: both look only at places that `jump` divides, and jump is 5: Pelt reports two changes,
#   after the 10th and after the 15th, and none where there is one; Dynp, Binseg and Window, told
#   that there is one, take the 10th. With jump=1 all four find the 12th. KernelCPD has no grid.
# Why it matters: series of votes are short. In a series by year from 2000 the only years that can
#   come out are 2005, 2010, 2015 …, and "when did two states drift apart" is answered by the grid.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/python" -m pip install --quiet --disable-pip-version-check ruptures==1.1.10 numpy==2.4.6
cd "$folder"
cat > show.py <<'PYTHON'
import numpy as np
import ruptures

agreement = np.repeat([0.9, 0.3], [12, 22])


def changes(search):
    *found, _ = search
    return [int(place) for place in found]


for jump in (5, 1):
    kind = {"model": "l2", **({} if jump == 5 else {"jump": jump})}
    print("jump", jump, "(not said)" if jump == 5 else "")
    print(" Pelt:", changes(ruptures.Pelt(**kind).fit(agreement).predict(pen=0.1)))
    print(" Dynp:", changes(ruptures.Dynp(**kind).fit(agreement).predict(n_bkps=1)))
    print(" Binseg:", changes(ruptures.Binseg(**kind).fit(agreement).predict(n_bkps=1)))
    print(" Window:", changes(ruptures.Window(width=6, **kind).fit(agreement).predict(n_bkps=1)))
kernel = ruptures.KernelCPD(kernel="linear").fit(agreement)
print("KernelCPD:", changes(kernel.predict(pen=0.1)))
PYTHON
cat > expected.txt <<'TEXT'
jump 5 (not said)
 Pelt: [10, 15]
 Dynp: [10]
 Binseg: [10]
 Window: [10]
jump 1 
 Pelt: [12]
 Dynp: [12]
 Binseg: [12]
 Window: [12]
KernelCPD: [12]
TEXT
"$folder/python/bin/python" -W default show.py > found.txt
cat found.txt
diff expected.txt found.txt && echo "As found on 30 November 2026."
