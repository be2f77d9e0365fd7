#!/bin/sh
# A vote of 21 April 2012, saved by R in Berlin, is read by pyreadr as of 20 April, and the scale
# of the votes is gone.
#
# Versions: pyreadr 0.5.8, pandas 3.1.1; the file is by R 4.2.2.
# Expected: the days that R itself shows when it opens the file in Berlin, 2012-04-21 and
#   2013-09-27, and a vote that is no < abstain < yes, as R's ordered factor says.
# Happens: R keeps a date-time as seconds in Greenwich, and with as.POSIXct() of a day, its usual
#   way, no zone (tzone is empty). Midnight in Berlin is the evening before in Greenwich: .dt.date
#   is a day early, for every vote, east of Greenwich. The factor comes unordered, without a word.
# Why it matters: votes are joined by their day, and counted by year: one of 1 January moves to the
#   year before. A filter vote > 'no' is an error, and where votes are ordered again by the alphabet
#   an abstention is below a no. Save days with as.Date(), or set tz = 'UTC'.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/python" -m pip install --quiet --disable-pip-version-check pyreadr==0.5.8 pandas==3.1.1
cd "$folder"
cat > show.py <<'PYTHON'
import base64

import pyreadr

# data.frame(resolution = ..., date = as.POSIXct(c('2012-04-21', '2013-09-27')),
#            vote = factor(c('abstain', 'yes'), c('no', 'abstain', 'yes'), ordered = TRUE))
# saved by R with TZ = 'Europe/Berlin'
DATA = (
    "H4sIAAAAAAAAA11QOwoCMRCNyaq4oAg23kHwX9haWFgpbmMbd0cQ1g0kUdHKK9h5Lz2C53Cd7CaFGZjJm8fMe0O2"
    "ISGEkoBSQhlC1jEFs13ypIFvGA02i2gwHk4nHjMazXC8ZWbnr8+li2D+fvSexERAsVTsRjVOuVKecH29ipbbWNu2"
    "VrTa39Q3kYHddKSJL1o3C7UymbdYS+EMqfNklqWZcO58pzQ/ZLZlV1ClQiX37xQyAQmJE97zWAtZnvB/a8aP4DuG"
    "EpRIT/ognFWQcA0OnwXif18nF+Ic7+8linpGDSkufWdWfMIdS57nX3PVDx6NxmnWAQAA"
)
with open('votes.rds', 'wb') as file:
    file.write(base64.b64decode(DATA))
votes = pyreadr.read_r('votes.rds')[None]
print('days:', [str(day) for day in votes['date'].dt.date])
print('ordered:', votes['vote'].cat.ordered)
PYTHON
cat > expected.txt <<'TEXT'
days: ['2012-04-20', '2013-09-26']
ordered: False
TEXT
"$folder/python/bin/python" -W ignore show.py > found.txt
cat found.txt
diff expected.txt found.txt && echo "As found on 29 November 2026."
