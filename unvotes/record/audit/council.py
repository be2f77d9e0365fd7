"""What the Council's record must hold: identity, order, membership, totals, outcomes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from unvotes.record.audit.defects import coding_defects, defects, tally_divided
from unvotes.record.council import LINES, TERMS
from unvotes.record.council_lines import decoded_votes
from unvotes.record.data_files import data_folder, read_table
from unvotes.record.states import terms, to_view
from unvotes.record.vocabulary import VOTE, no_vote_on_the_whole

__all__ = ["council_defects", "possible_outcomes", "unlike_lines", "votes_needed"]

_SYMBOL = (
    r"S/(?:RES/\d+\(\d{4}\)|PV\.\d+|(?:\d{4}/)?\d+(?:/Rev\.\d+)?(?:/Add\.\d+)?(?:/Corr\.\d+)?)"
)
_FIRST_DAY = pd.Timestamp("1946-01-17")
#: Since this year documents of the Council name their year.
_YEAR_IN_SYMBOLS = 1994


#: From this day the Council has fifteen members and decides by nine votes, not seven of eleven.
_ENLARGED = "1966-01-01"


def _exceptions(rule: str) -> pd.DataFrame:
    table = read_table("security_council/exceptions.csv")
    return table[table["rule"] == rule]


def _coded(column: pd.Series) -> pd.Series:
    """Give names as categories: thousands of rows are then compared as small numbers."""
    known = isinstance(column.dtype, pd.CategoricalDtype) and column.cat.categories.dtype == "str"
    if known and not column.hasnans:
        return column
    return column.astype("str").fillna("nan").astype("category")


def council_defects(
    votes: pd.DataFrame, roll_calls: pd.DataFrame, *, complete: bool
) -> list[pd.DataFrame]:
    """
    Audit frames of the Council.

    Parameters
    ----------
    votes, roll_calls : DataFrame
        As `unvotes.load_votes` and `unvotes.load_roll_calls` give them.
    complete : bool
        Also demand that no number of a resolution is missing.

    Returns
    -------
    list of DataFrame
        The defects found, a frame for each kind, some without rows.
    """
    votes = votes.assign(**{name: _coded(votes[name]) for name in ("roll_call", "member")})
    seats = to_view(votes, "seat")
    return [
        *_identity(roll_calls, votes),
        *_order(roll_calls, complete),
        *_meetings(roll_calls),
        *_drafts(roll_calls),
        *_repeated(roll_calls, votes),
        *_membership(seats),
        *_totals(roll_calls, votes),
        *_outcomes(roll_calls, votes),
        *_nonvoting(roll_calls, seats),
        *coding_defects(roll_calls),
    ]


def _identity(roll_calls: pd.DataFrame, votes: pd.DataFrame) -> Iterable[pd.DataFrame]:
    ids, of_votes = _coded(roll_calls["roll_call"]), votes["roll_call"]
    yield defects(
        "duplicate roll call", "The id stands on more than one row.", ids[ids.duplicated()]
    )
    twice = votes.duplicated(["roll_call", "member"])
    yield defects(
        "duplicate vote",
        "The member has more than one vote on the roll call.",
        of_votes[twice],
        member=votes.loc[twice, "member"].astype("str").to_numpy(),
    )
    yield defects(
        "no votes", "The roll call has no row among the votes.", ids[~ids.isin(of_votes.unique())]
    )
    lost = of_votes[~of_votes.isin(ids.unique())].drop_duplicates()
    yield defects("no roll call", "The votes belong to a roll call that is not there.", lost)
    wrong = ~votes["vote"].isin(VOTE.categories)
    yield defects(
        "unknown vote",
        "A vote is one of " + ", ".join(VOTE.categories) + ".",
        of_votes[wrong],
        member=votes.loc[wrong, "member"].astype("str").to_numpy(),
        found=votes.loc[wrong, "vote"].astype("str").to_numpy(),
    )
    twice = roll_calls["resolution"].notna() & roll_calls["resolution"].duplicated()
    yield defects(
        "duplicate resolution",
        "Two roll calls claim one resolution number.",
        ids[twice],
        found=roll_calls.loc[twice, "resolution"].astype("str").to_numpy(),
    )
    symbol = roll_calls["symbol"].astype("str")
    wrong = ~symbol.str.fullmatch(_SYMBOL)
    yield defects(
        "symbol", "Not the form of a Council document's symbol.", ids[wrong], found=symbol[wrong]
    )
    number = symbol.str.extract(r"^S/RES/(\d+)\(", expand=False).astype("Int64")
    wrong = (number != roll_calls["resolution"]).fillna(
        number.isna() != roll_calls["resolution"].isna()
    )
    yield defects(
        "resolution number",
        "The symbol and the resolution's number differ.",
        ids[wrong],
        found=symbol[wrong],
        expected=roll_calls.loc[wrong, "resolution"].astype("str").to_numpy(),
    )
    wrong = roll_calls["resolution"].notna() & (roll_calls["outcome"] != "adopted").to_numpy()
    yield defects("resolution adopted", "A resolution has a number once adopted.", ids[wrong])


def _order(roll_calls: pd.DataFrame, complete: bool) -> Iterable[pd.DataFrame]:
    adopted = roll_calls[roll_calls["resolution"].notna()].sort_values("resolution")
    back = adopted["date"] < adopted["date"].cummax()
    allowed = _exceptions("order")["roll_call"]
    back &= ~adopted["roll_call"].astype("str").isin(allowed)
    yield defects(
        "order",
        "The resolution is dated before one with a lower number.",
        adopted.loc[back, "roll_call"].astype("str"),
        found=adopted.loc[back, "date"].dt.strftime("%Y-%m-%d").to_numpy(),
    )
    year = adopted["symbol"].astype("str").str.extract(r"\((\d{4})\)$", expand=False)
    wrong = year.astype("Int64") != adopted["date"].dt.year
    yield defects(
        "year",
        "The year in the symbol is not the year of the vote.",
        adopted.loc[wrong, "roll_call"].astype("str"),
        found=year[wrong],
        expected=adopted.loc[wrong, "date"].dt.year.astype("str").to_numpy(),
    )
    early = roll_calls["date"] < _FIRST_DAY
    yield defects(
        "date",
        "The Council met first on 17 January 1946.",
        roll_calls.loc[early, "roll_call"].astype("str"),
        found=roll_calls.loc[early, "date"].dt.strftime("%Y-%m-%d").to_numpy(),
    )
    if complete and len(adopted):
        numbers = np.arange(1, int(adopted["resolution"].max()) + 1)
        gaps = np.setdiff1d(numbers, adopted["resolution"].to_numpy(dtype=int))
        yield defects(
            "gap", "No roll call has this resolution's number.", [f"S/RES/{n}" for n in gaps]
        )
    if complete and "kind" in roll_calls.columns:
        wrong = roll_calls["resolution"].isna() & (roll_calls["outcome"] == "adopted").to_numpy()
        wrong &= (roll_calls["kind"] == "resolution").to_numpy()
        wrong &= (roll_calls["date"] >= _ENLARGED).to_numpy()
        yield defects(
            "resolution without number",
            "A draft resolution that is adopted has a number (since 1966 without exception).",
            roll_calls.loc[wrong, "roll_call"].astype("str"),
        )


def _meetings(roll_calls: pd.DataFrame) -> Iterable[pd.DataFrame]:
    """Hold the numbers of meetings against their days: both only grow."""
    if "meeting" not in roll_calls.columns:
        return
    number = roll_calls["meeting"].astype("str").str.extract(r"^S/PV\.(\d+)", expand=False)
    table = roll_calls.assign(number=pd.to_numeric(number)).dropna(subset="number")
    if table.empty:
        return
    table = table.sort_values(["number", "date"], kind="stable")
    before = table.groupby("number")["date"].max().cummax().shift()
    back = (table["date"] < table["number"].map(before)).to_numpy()
    yield defects(
        "meeting order",
        "The meeting is dated before one with a lower number.",
        table.loc[back, "roll_call"].astype("str"),
        found=(table["meeting"].astype("str") + ", " + table["date"].dt.strftime("%Y-%m-%d"))[back],
    )
    first = table.groupby("number")["date"].transform("min")
    allowed = _exceptions("meeting")["roll_call"]
    later = (table["date"] > first) & ~table["roll_call"].astype("str").isin(allowed)
    yield defects(
        "meeting day",
        "A meeting is of one day; the few that went on are in exceptions.csv.",
        table.loc[later, "roll_call"].astype("str"),
        found=table.loc[later, "date"].dt.strftime("%Y-%m-%d").to_numpy(),
        expected=first[later].dt.strftime("%Y-%m-%d").to_numpy(),
    )


def _drafts(roll_calls: pd.DataFrame) -> Iterable[pd.DataFrame]:
    """Hold the drafts' symbols, which name their year since 1994, against the votes."""
    if "draft" not in roll_calls.columns:
        return
    draft = roll_calls["draft"].fillna("").astype("str")
    year = pd.to_numeric(draft.str.extract(r"^S/(\d{4})/", expand=False))
    date = roll_calls["date"]
    fits = (year == date.dt.year) | ((year == date.dt.year - 1) & (date.dt.month == 1))
    wrong = year.notna() & ~fits & (date.dt.year >= _YEAR_IN_SYMBOLS)
    yield defects(
        "draft year",
        "A draft's year is its vote's or, in January, the one before.",
        roll_calls.loc[wrong, "roll_call"].astype("str"),
        found=draft[wrong].to_numpy(),
    )
    whole = (draft != "") & (roll_calls["symbol"].astype("str") != draft)
    twice = whole & draft.where(whole).duplicated(keep=False)
    yield defects(
        "draft twice",
        "Two resolutions cannot come from one draft.",
        roll_calls.loc[twice, "roll_call"].astype("str"),
        found=draft[twice].to_numpy(),
    )


def _repeated(roll_calls: pd.DataFrame, votes: pd.DataFrame) -> Iterable[pd.DataFrame]:
    """Find votes under one symbol on one day with equal letters: perhaps one vote twice."""
    ids = roll_calls["roll_call"].astype("str")
    table = pd.DataFrame(
        {
            "symbol": ids.str.partition("#")[0],
            **{name: roll_calls[name].astype("str") for name in ("date", "outcome")},
            "kind": roll_calls["kind"].astype("str") if "kind" in roll_calls.columns else "",
        }
    )
    # Letters are needed of those only that are alike in all else.
    alike = table.duplicated(keep=False)
    named = votes["roll_call"].isin(ids[alike].unique()) & (votes["vote"] != "yes").to_numpy()
    apart = votes[named].astype({name: "str" for name in ("roll_call", "member", "vote")})
    letter = apart["member"] + " " + apart["vote"]
    letters = letter.groupby(apart["roll_call"]).agg(", ".join).to_dict()
    table["letters"] = [letters.get(name, "") for name in ids]
    twice = table.duplicated() & (table["letters"] != "")
    twice &= ~ids.isin(_exceptions("equal")["roll_call"])
    yield defects(
        "equal letters",
        "The vote equals another under the same symbol on the same day, letter for letter; where "
        "both were cast, exceptions.csv says so.",
        ids[twice],
        found=table.loc[twice, "letters"].to_numpy(),
    )


def _membership(votes: pd.DataFrame) -> Iterable[pd.DataFrame]:
    """Hold votes by seat against the terms: a table of who sat, days by members."""
    table = terms()
    day, days = pd.factorize(votes["date"])
    of_votes = votes["member"].cat.categories
    members = of_votes.append(pd.Index(table["member"].unique()).difference(of_votes))
    member = votes["member"].cat.codes.to_numpy()
    since, until = table["since"].to_numpy(), table["until"].to_numpy()
    begun, over = since <= days.to_numpy()[:, None], until < days.to_numpy()[:, None]
    at, term = np.nonzero(begun & ~over)
    holder = members.get_indexer(pd.Index(table["member"]))[term]
    sat = np.zeros((len(days), len(members)), dtype=bool)
    permanent = np.zeros_like(sat)
    sat[at, holder] = True
    permanent[at, holder] = (table["seat"] == "permanent").to_numpy()[term]

    stranger = ~sat[day, member]
    yield defects(
        "not a member",
        "The member did not sit on the Council that day.",
        votes.loc[stranger, "roll_call"],
        member=votes.loc[stranger, "member"].astype("str").to_numpy(),
        found=votes.loc[stranger, "date"].dt.strftime("%Y-%m-%d").to_numpy(),
    )
    wrong = ~stranger & (permanent[day, member] != votes["permanent"].to_numpy(dtype=bool))
    yield defects(
        "permanent",
        "The mark of a permanent member is wrong.",
        votes.loc[wrong, "roll_call"],
        member=votes.loc[wrong, "member"].astype("str").to_numpy(),
    )
    roll = votes["roll_call"].cat.codes.to_numpy()
    there = np.zeros((len(votes["roll_call"].cat.categories), len(members)), dtype=bool)
    there[roll, member] = True
    meetings = pd.DataFrame({"roll": roll, "day": day}).drop_duplicates().to_numpy()
    absent = sat[meetings[:, 1]] & ~there[meetings[:, 0]]
    which, who = np.nonzero(absent)
    yield defects(
        "member missing",
        "The member sat on the Council that day but has no vote.",
        votes["roll_call"].cat.categories[meetings[which, 0]],
        member=members[who].to_numpy(dtype=object),
    )


def _totals(roll_calls: pd.DataFrame, votes: pd.DataFrame) -> Iterable[pd.DataFrame]:
    voted, words = pd.factorize(votes["vote"])
    voted = np.append(VOTE.categories.get_indexer(pd.Index(words)), -1)[voted]
    names = votes["roll_call"].cat.categories
    cells = votes["roll_call"].cat.codes.to_numpy() * np.intp(len(VOTE.categories)) + voted
    cells = np.bincount(cells[voted >= 0], minlength=names.size * len(VOTE.categories))
    letters = pd.DataFrame(cells.reshape(names.size, -1), index=names, columns=VOTE.categories)
    letters = letters.loc[votes["roll_call"].unique()]
    table = roll_calls.set_index(roll_calls["roll_call"].astype("str"))
    table = table[table.index.isin(letters.index) & ~table.index.duplicated()]
    counted = letters.loc[table.index]
    for vote in VOTE.categories:
        wrong = counted[vote].to_numpy() != table[vote].to_numpy()
        yield defects(
            f"total {vote}",
            "The total differs from the members' votes.",
            table.index[wrong],
            found=table.loc[wrong, vote].to_numpy(),
            expected=counted.loc[wrong, vote].to_numpy(),
        )
    divided = (counted["no"] + counted["abstain"] > 0) | (table["outcome"] != "adopted")
    divided |= tally_divided(table)
    wrong = divided.to_numpy() != table["contested"].to_numpy(dtype=bool)
    yield defects(
        "contested",
        "Contested means that someone voted against or abstained, or it was not adopted.",
        table.index[wrong],
        found=table.loc[wrong, "contested"].to_numpy(),
    )
    silent = counted[["yes", "no", "abstain", "unknown"]].sum(axis=1).to_numpy() == 0
    wrong = silent != no_vote_on_the_whole(table)
    yield defects(
        "without vote",
        "Without a vote, or in parts with none on the whole, means that no member voted for, "
        "against or abstained.",
        table.index[wrong],
    )

    ended = table["outcome"].astype("str").to_numpy()
    if "without_vote" in table.columns:
        wrong = table["without_vote"].to_numpy(dtype=bool) & (ended != "adopted")
        yield defects(
            "adopted without vote",
            "Without a vote, by consensus or acclamation, a text is adopted or not put at all.",
            table.index[wrong],
            found=ended[wrong],
        )


def votes_needed(dates: npt.NDArray[np.datetime64]) -> npt.NDArray[np.int64]:
    """
    Tell how many votes in favour a decision needs (Charter, article 27).

    Parameters
    ----------
    dates : array of datetime64
        The days of the votes.

    Returns
    -------
    array of int
        7, and from 1966 on 9.

    Examples
    --------
    >>> votes_needed(np.array(["1965-12-31", "1966-01-01"], dtype="datetime64[D]")).tolist()
    [7, 9]
    """
    return np.where(dates < np.datetime64(_ENLARGED), 7, 9)


def possible_outcomes(
    dates: npt.NDArray[np.datetime64],
    yes: npt.NDArray[np.int64],
    unknown: npt.NDArray[np.int64],
    blocked: npt.NDArray[np.bool_],
    procedural: npt.NDArray[np.bool_],
) -> dict[str, npt.NDArray[np.bool_]]:
    """
    Tell which outcomes the votes admit.

    Parameters
    ----------
    dates : array of datetime64
        The days of the votes.
    yes, unknown : array of int
        Votes in favour, and votes that no source gives: they may have been in favour.
    blocked : array of bool
        A permanent member voted against.
    procedural : array of bool
        No vote is a veto there.

    Returns
    -------
    dict
        For ``adopted``, ``vetoed`` and ``failed`` whether each roll call can have ended so.

    Examples
    --------
    >>> day = np.array(["2012-02-04"], dtype="datetime64[D]")
    >>> sides = [np.array([each]) for each in (13, 0, True, False)]
    >>> {name: bool(fits[0]) for name, fits in possible_outcomes(day, *sides).items()}
    {'adopted': False, 'vetoed': True, 'failed': False}
    """
    needed, most = votes_needed(dates), yes + unknown
    return {
        "adopted": (most >= needed) & (~blocked | procedural),
        "vetoed": (most >= needed) & blocked,
        "failed": yes < needed,
    }


def _outcomes(roll_calls: pd.DataFrame, votes: pd.DataFrame) -> Iterable[pd.DataFrame]:
    table = roll_calls.set_index(roll_calls["roll_call"].astype("str"))
    table = table[~table.index.duplicated() & ~no_vote_on_the_whole(table)]
    against = votes[(votes["vote"] == "no").to_numpy() & votes["permanent"].to_numpy(dtype=bool)]
    blocked = table.index.isin(against["roll_call"].unique())
    procedural = table.index.isin(_exceptions("procedural")["roll_call"])
    if "kind" in table.columns:
        procedural = procedural | (table["kind"].astype("str") == "procedural").to_numpy()
    least, unknown = table["yes"].to_numpy(), table["unknown"].to_numpy()
    outcome = table["outcome"].astype("str").to_numpy()
    needed = votes_needed(table["date"].to_numpy())
    explained = possible_outcomes(table["date"].to_numpy(), least, unknown, blocked, procedural)
    fits = np.select([outcome == name for name in explained], list(explained.values()), False)
    wrong = ~fits.astype(bool)
    yield defects(
        "outcome",
        "Adopted needs 7 votes of 11, from 1966 9 of 15, and no permanent member against unless "
        "procedural; vetoed means enough votes but a permanent member against; failed, too few.",
        table.index[wrong],
        found=outcome[wrong],
        expected=[
            f"{y} in favour of {n} needed" + (", a permanent member against" if b else "")
            for y, n, b in zip(least[wrong], needed[wrong], blocked[wrong], strict=True)
        ],
    )
    wrong = table["on_un_veto_list"].to_numpy(dtype=bool) & (outcome != "vetoed")
    yield defects("veto list", "On the UN's list of vetoes, but not vetoed.", table.index[wrong])
    ids = votes["roll_call"]
    vetoed = ids.isin(table.index[outcome == "vetoed"]).to_numpy()
    due = vetoed & votes["permanent"].to_numpy(dtype=bool) & (votes["vote"] == "no").to_numpy()
    wrong = due != votes["veto"].to_numpy(dtype=bool)
    yield defects(
        "veto",
        "A veto is a permanent member's vote against a draft that had the votes; nothing else is.",
        ids[wrong],
        member=votes.loc[wrong, "member"].astype("str").to_numpy(),
        found=votes.loc[wrong, "veto"].to_numpy(),
    )


def _nonvoting(roll_calls: pd.DataFrame, seats: pd.DataFrame) -> Iterable[pd.DataFrame]:
    silent = roll_calls.loc[no_vote_on_the_whole(roll_calls), "roll_call"]
    spoken = ~seats["roll_call"].isin(silent.astype("str").unique()).to_numpy()
    apart = (seats["vote"] == "nonvoting").to_numpy() & spoken
    found = seats.loc[apart, ["roll_call", "member"]].astype("str")
    listed = _exceptions("nonvoting")[["roll_call", "member"]]
    known = pd.MultiIndex.from_frame(found).isin(pd.MultiIndex.from_frame(listed))
    yield defects(
        "non-voting",
        "A member that sits but takes no part is rare; exceptions.csv lists each with its reason.",
        found.loc[~known, "roll_call"],
        member=found.loc[~known, "member"].to_numpy(),
    )


def unlike_lines(votes: pd.DataFrame) -> pd.DataFrame:
    """
    Compare the record's votes with those that follow from its lines.

    Parameters
    ----------
    votes : DataFrame
        The Council's, by seat, as they are handed out.

    Returns
    -------
    DataFrame
        A defect for each vote that is another in any column; a single one if the rows are not
        those of the same roll calls and members.

    Examples
    --------
    >>> from unvotes import load_votes
    >>> len(unlike_lines(load_votes()))
    0
    """
    check = "votes made of the lines"
    explanation = "The votes follow from roll_calls.csv and terms.csv; `make correct` writes them."
    right = decoded_votes(*((data_folder() / name).read_bytes() for name in (LINES, TERMS)))
    if right.equals(votes):
        return defects(check, explanation, [])
    ids = ["roll_call", "member"]
    given, due = votes.astype("str"), right.astype("str")
    if list(given) != list(due) or len(given) != len(due) or not given[ids].equals(due[ids]):
        return defects(check, explanation, [""], found=len(votes), expected=len(right))
    wrong = (given != due).any(axis=1)
    told = {
        name: [" ".join(row) for row in frame.loc[wrong].drop(columns=ids).to_numpy()]
        for name, frame in (("found", given), ("expected", due))
    }
    rows = due[wrong]
    return defects(check, explanation, rows["roll_call"], member=rows["member"].to_numpy(), **told)
