"""What chambers call a vote, and the codes that their compilers give it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from unvotes.errors import UnvotesError, shown, unknown
from unvotes.record.vocabulary import VOTE

__all__ = [
    "BLANKS",
    "NUMBERS",
    "OURS",
    "OUTSIDE",
    "POOLE",
    "WORDS",
    "code_table",
    "plain_vote",
    "unknown_votes",
]

_LIST = {
    "yes": """
        yes|y|yea|yeas|aye|ayes|aye vote|for|voted for|in favour|in favor|favour|favor|pro|approve|
        approved|agree|accept|content|placet|oui|pour|ja|dafür|jastimme|voor|sí|si|a favor|
        afirmativo|favorable|favorevole|sim|favorável|za|tak|pro|igen|kyllä|jaa|jah|evet|так|за
    """,
    "no": """
        no|n|nay|nays|noes|no vote|against|voted against|opposed|oppose|con|contra|reject|rejected|
        disagree|not content|non placet|non|contre|nein|dagegen|neinstimme|tegen|nee|en contra|
        negativo|contrario|não|proti|przeciw|nie|nem|ei|nej|nei|hayır|ні|проти|против
    """,
    "abstain": """
        abstain|abstains|abstained|abstaining|abstention|abstentions|abst|abstain vote|enthaltung|
        enthalten|abstención|abstencion|abstiene|abstenção|astenuto|astensione|onthouding|
        wstrzymał się|wstrzymuję się|tartózkodik|tyhjä|avstår|avstod|hverken for eller imod|present
    """,
    "nonvoting": """
        nonvoting|non-voting|not voting|did not vote|did_not_vote|no vote recorded|not voted|nv|
        absent|absence|absente|abwesend|nicht beteiligt|nicht abgegeben|nichtabgegeben|ausente|
        assente|afwezig|nieobecny|nieobecna|távol|poissa|frånvarande|fraværende|excused|
        not present|novote|non votant|nonvotant
    """,
    "unknown": "unknown|not known",
}
#: Words for a vote, in several languages. Letters that mean two things in two chambers ("A" is an
#: aye, an abstention, or an absence) are not here: they are asked for.
WORDS: dict[str, str | None] = {
    " ".join(word.split()): vote for vote, words in _LIST.items() for word in words.split("|")
}
#: Poole and Rosenthal's codes, of Voteview and KH files: 1 to 3 yea (cast, paired, announced), 4
#: to 6 nay, 7 and 8 present, 9 not voting, 0 not a member.
POOLE: dict[str, str | None] = {
    **dict.fromkeys("123", "yes"),
    **dict.fromkeys("456", "no"),
    **dict.fromkeys("78", "abstain"),
    "9": "nonvoting",
    "0": None,
}
#: What stands for no value: R writes ``NA``.
BLANKS = frozenset({"", "na", "nan", "<na>"})
#: Numbers of votes in what we write; as in Voeten's compilation, where it has them.
NUMBERS: Mapping[str, int] = {"yes": 1, "abstain": 2, "no": 3, "unknown": 7, "nonvoting": 8}
OUTSIDE = 9
#: The source that a ``rollcall`` object of ours names.
OURS = "unvotes"


def plain_vote(value: Any) -> str:
    """
    Fold a vote as it stands to what is compared.

    Parameters
    ----------
    value : object
        A word or a code; 1 and 1.0 are one code.

    Returns
    -------
    str
        In small letters, without double spaces and a closing stop.

    Examples
    --------
    >>> plain_vote(" Did not  vote. "), plain_vote(1.0)
    ('did not vote', '1')
    """
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = " ".join(str(value).split()).casefold()
    return re.sub(r"^(-?\d+)\.0+$", r"\1", text).rstrip(".") or text


def code_table(codes: Mapping[Any, str | None] | None) -> dict[str, str | None] | None:
    """
    Check a table of votes that a user gave.

    Parameters
    ----------
    codes : mapping, optional
        From what stands in the file to ``"yes"``, ``"no"``, ``"abstain"``, ``"nonvoting"``,
        ``"unknown"``, or None for no member on the day.

    Returns
    -------
    dict or None
        With folded keys.

    Raises
    ------
    UnvotesError
        If it is no such table, or says two things of one code.

    Examples
    --------
    >>> code_table({"Aye": "yes", 9: None})
    {'aye': 'yes', '9': None}
    """
    if codes is None:
        return None
    if not isinstance(codes, Mapping):
        raise UnvotesError(
            f"codes must be a table such as {{'Aye': 'yes', 9: None}}, not {type(codes).__name__}"
        )
    table: dict[str, str | None] = {}
    for key, vote in codes.items():
        if not (vote is None or (isinstance(vote, str) and vote in VOTE.categories)):
            raise unknown(f"vote for {shown(key)} in codes", vote, list(VOTE.categories))
        plain = plain_vote(key)
        if table.setdefault(plain, vote) != vote:
            raise UnvotesError(
                f"codes says two things of {shown(key)}: {shown(table[plain])} and {shown(vote)}"
            )
    return table


def unknown_votes(path: str, counts: Mapping[str, int], first: Iterable[str]) -> UnvotesError:
    """
    Build the error that lists the votes that are not known.

    Parameters
    ----------
    path : str
        The file.
    counts : mapping of str to int
        How often each stands in it.
    first : iterable of str
        Where the commonest stands first: line and column.

    Returns
    -------
    UnvotesError
        To be raised.
    """
    listed = ", ".join(f"{word!r} ({n:,})" for word, n in list(counts.items())[:12])
    more = f" and {len(counts) - 12} more" if len(counts) > 12 else ""
    table = ", ".join(f"{word!r}: …" for word in list(counts)[:4])
    return UnvotesError(
        f"{path}, {', '.join(first)}: what is not known as a vote: {listed}{more}. Say what each "
        f"means: codes={{{table}}} with 'yes', 'no', 'abstain', 'nonvoting', 'unknown', or None "
        "for no member; all that occur are then to be given"
    )
