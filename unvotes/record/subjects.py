"""What a roll call was about, in a short phrase: written by hand, or composed from its codes."""

from __future__ import annotations

import functools

import pandas as pd

from unvotes.record.data_files import read_table

__all__ = ["composed_subject", "subjects", "topic_and_subject"]

#: What each action is called after the topic; `{}` is where the mission's name goes.
_ACTIONS = {
    "admission": "membership",
    "appointment": "appointment",
    "ceasefire": "end of fighting or withdrawal",
    "condemnation": "condemnation or demand",
    "court": "courts",
    "disarmament": "weapons",
    "humanitarian": "relief",
    "investigation": "inquiry",
    "mandate": "mandate of {}",
    "procedure": "conduct of business",
    "referral to the Assembly": "referral to the Assembly",
    "sanctions": "sanctions",
    "settlement": "settlement",
    "thematic": "policy",
    "use of force": "use of force",
}


def composed_subject(
    topic: str, action: str = "", mission: str = "", kind: str = "resolution"
) -> str:
    """
    Compose a subject from what a roll call is coded as.

    Parameters
    ----------
    topic : str
        One of `topics`, or empty if it is not known.
    action, mission : str, optional
        As the codebook has them, or empty.
    kind : str, default "resolution"
        Named unless it is a resolution.

    Returns
    -------
    str
        The topic, what the text does, the mission, and the kind in brackets; nothing if
        neither topic nor action is known.

    Examples
    --------
    >>> composed_subject("Cyprus", "mandate", "UNFICYP")
    'Cyprus: mandate of UNFICYP'
    >>> composed_subject("Libya", "sanctions", "1970 sanctions")
    'Libya: sanctions of resolution 1970'
    >>> composed_subject("Palestine", kind="paragraph")
    'Palestine (paragraph)'
    """
    number, _, regime = mission.partition(" ")
    named = f"sanctions of resolution {number}" if regime == "sanctions" else mission
    done = _ACTIONS.get(action, action)
    if "{}" in done:
        done = done.format(named or "a mission")
    elif named and named.startswith(done):
        done = named
    elif named:
        done = f"{done}, {named}" if done else named
    whole = ": ".join(filter(None, [topic, done]))
    if not whole:
        return ""
    return whole if kind in ("", "resolution") else f"{whole} ({kind})"


def topic_and_subject(topic: str, subject: str) -> list[str]:
    """
    Say what a roll call was about without saying its topic twice.

    Parameters
    ----------
    topic, subject : str
        Of the roll call, or empty.

    Returns
    -------
    list of str
        The topic, unless the subject begins with it, and the subject.

    Examples
    --------
    >>> topic_and_subject("Ukraine", "Crimea: the referendum has no validity")
    ['Ukraine', 'Crimea: the referendum has no validity']
    >>> topic_and_subject("Cyprus", "Cyprus: mandate of UNFICYP")
    ['Cyprus: mandate of UNFICYP']
    """
    parts = [subject] if subject.startswith(topic) else [topic, subject]
    return [part for part in parts if part]


@functools.cache
def _by_hand() -> dict[str, str]:
    table = read_table("subjects.csv")
    return dict(zip(table["roll_call"], table["subject"], strict=True))


def subjects(roll_calls: pd.DataFrame) -> pd.Series:
    """
    Say what each roll call of the record was about.

    Parameters
    ----------
    roll_calls : DataFrame
        With ``roll_call``, ``topic`` and ``kind``, and ``action`` and ``mission`` if they are
        coded.

    Returns
    -------
    Series
        A phrase for each row (``str``): the one in ``subjects.csv``, or else one composed.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {"roll_call": ["S/2012/77", "A/3/V160"], "topic": ["Syria", "Former Italian colonies"],
    ...      "kind": ["resolution", "amendment"]}
    ... )
    >>> subjects(frame).tolist()
    ['Syria: back the Arab League’s plan for transition', 'Former Italian colonies (amendment)']
    """
    coded = [
        # A missing code is no text but a number.
        [code if isinstance(code, str) else "" for code in roll_calls[name].tolist()]
        if name in roll_calls
        else [""] * len(roll_calls)
        for name in ("topic", "action", "mission", "kind")
    ]
    # Some hundreds of combinations stand for thousands of roll calls.
    composed = functools.cache(composed_subject)
    by_hand = _by_hand()
    found = [
        by_hand.get(str(roll_call)) or composed(*codes)
        for roll_call, *codes in zip(roll_calls["roll_call"].tolist(), *coded, strict=True)
    ]
    return pd.Series(found, index=roll_calls.index, dtype="str")
