#!/bin/sh
# country_converter gives the two Yemens, who sat side by side and voted apart, one code.
#
# Versions: country_converter 1.3.2, pandas 2.3.3 (it does not start with pandas 3.1.1).
# Expected: names of two members that voted in the same roll call get two codes; a name of a state
#   that is no more is not found, or has a code of its own (ISO 3166-3 has YMD for Democratic Yemen).
# Happens: "Yemen", "Yemen Arab Republic" and "Democratic Yemen" are all YEM, "Czechoslovakia" is
#   CZE, today's Czechia, and "Federal Republic of Germany" is DEU, while "German Democratic
#   Republic" is not found. The word "Yemen" anywhere in a name will do. No warning but
#   for the one that is not found.
# Why it matters: in the General Assembly's vote on Afghanistan of 14 January 1980 (ES-6/2) Yemen
#   abstained and Democratic Yemen was against. By code one member has two votes: a pivot is an
#   error or keeps one of them; so it is whenever both voted, from 1967 to 1990. Match members by
#   name and day, not by name alone.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/python" -m pip install --quiet --disable-pip-version-check \
  country_converter==1.3.2 pandas==2.3.3
cd "$folder"
cat > show.py <<'PYTHON'
import country_converter
import pandas as pd

votes = pd.DataFrame(
    {
        'Czechoslovakia': ['no'],
        'Democratic Yemen': ['no'],
        'German Democratic Republic': ['no'],
        'Federal Republic of Germany': ['yes'],
        'Yemen': ['abstain'],
    },
    index=['A/RES/ES-6/2'],
).melt(var_name='name', value_name='vote', ignore_index=False)
votes['code'] = country_converter.convert(list(votes['name']), to='ISO3', not_found='not found')
print(votes.to_string())
print('members:', votes['name'].nunique(), 'codes:', votes['code'].nunique())
print('Yemen Arab Republic:', country_converter.convert('Yemen Arab Republic', to='ISO3'))
for how in ('first', 'last'):
    kept = votes.pivot_table(columns='code', values='vote', aggfunc=how)
    print(f'YEM, the {how} kept:', kept.at['vote', 'YEM'])
PYTHON
cat > expected.txt <<'TEXT'
                                     name     vote       code
A/RES/ES-6/2               Czechoslovakia       no        CZE
A/RES/ES-6/2             Democratic Yemen       no        YEM
A/RES/ES-6/2   German Democratic Republic       no  not found
A/RES/ES-6/2  Federal Republic of Germany      yes        DEU
A/RES/ES-6/2                        Yemen  abstain        YEM
members: 5 codes: 4
Yemen Arab Republic: YEM
YEM, the first kept: no
YEM, the last kept: abstain
TEXT
"$folder/python/bin/python" -W ignore show.py > found.txt
cat found.txt
diff expected.txt found.txt && echo "As found on 30 November 2026."
