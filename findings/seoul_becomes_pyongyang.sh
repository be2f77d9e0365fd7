#!/bin/sh
# Searching a name of the record finds another state: the Republic of Korea is North Korea.
#
# Versions: pycountry 26.2.16, countryguess 0.4.9.
# Expected: "Republic of Korea", as the United Nations write it, is KOR; "Niger" is NER; the
#   "Republic of Vietnam", which is no member, is VNM or nothing.
# Happens: pycountry's search_fuzzy gives PRK for the Republic of Korea, and nothing else; for Niger
#   it puts Nigeria first; for the Republic of China it gives CHN, before 1971 the other government.
#   countryguess says that the Republic of Vietnam is Kenya. No warning, no measure of certainty.
# Why it matters: names are matched to codes before votes are joined, and a state that is found is
#   not looked at again. Two Koreas that oppose one another change places. Look names up exactly
#   (pycountry's lookup refuses "Republic of Korea"), and list what is left for a person to read.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/python" -m pip install --quiet --disable-pip-version-check pycountry==26.2.16 countryguess==0.4.9
cd "$folder"
cat > show.py <<'PYTHON'
import countryguess
import pycountry


def searched(name):
    try:
        return [found.alpha_3 for found in pycountry.countries.search_fuzzy(name)]
    except LookupError:
        return "nothing"


def looked_up(name):
    try:
        return pycountry.countries.lookup(name).alpha_3
    except LookupError:
        return "nothing"


for name in ("Republic of Korea", "Niger", "Republic of China", "Republic of Vietnam"):
    guessed = countryguess.guess_country(name)
    print(f"{name}: search_fuzzy {searched(name)}, lookup {looked_up(name)},", end=" ")
    print(f"guess_country {guessed['iso3'] if guessed else 'nothing'}")
PYTHON
cat > expected.txt <<'TEXT'
Republic of Korea: search_fuzzy ['PRK'], lookup nothing, guess_country KOR
Niger: search_fuzzy ['NGA', 'NER'], lookup NER, guess_country NER
Republic of China: search_fuzzy ['CHN'], lookup nothing, guess_country TWN
Republic of Vietnam: search_fuzzy nothing, lookup nothing, guess_country KEN
TEXT
"$folder/python/bin/python" show.py > found.txt
cat found.txt
diff expected.txt found.txt && echo "As found on 30 November 2026."
