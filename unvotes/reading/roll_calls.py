"""Roll calls of any parliament or chamber, brought to the form that the statistics read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from unvotes.errors import UnvotesError, unknown
from unvotes.parameters import checked_arguments
from unvotes.reading.content import as_path, content_of
from unvotes.reading.delimited import Repair, Table, plain_header
from unvotes.reading.library_values import date_parts
from unvotes.reading.roll_call_forms import (
    Sheet,
    Tables,
    as_long,
    frame_given,
    kh_form,
    names_of,
    read_sheet,
    rollcall_object,
)
from unvotes.reading.spreadsheet_end import refuse_torn
from unvotes.reading.vote_words import BLANKS, code_table, plain_vote, unknown_votes
from unvotes.reading.voting_file import LETTERS, FileReport, Findings, VotingFile
from unvotes.record.vocabulary import VOTE

__all__ = ["RollCallFile", "read_roll_calls"]

Source = str | PathLike[str] | pd.DataFrame
#: The parties of Voteview's codes that are known by one name.
_PARTIES = {"100": "Democrat", "200": "Republican", "328": "Independent"}
_HINT = "(broken='set aside' keeps such rows apart)"


@dataclass(frozen=True, repr=False, eq=False)
class RollCallFile(VotingFile):
    """
    Roll calls of a chamber as our frames, with a report of what was read as what.

    Attributes
    ----------
    votes : DataFrame
        A row per member and roll call: ``roll_call``, ``member`` and ``vote`` (dtypes as of
        `load_votes`), ``date`` and ``party`` where they are known, and every other column of the
        file of votes and that of members.
    roll_calls : DataFrame
        A row per roll call, in order of time: ``roll_call``, ``date`` where it is known, ``yes``,
        ``no``, ``abstain``, ``nonvoting``, ``unknown`` (how many), ``contested`` (someone
        against, or abstaining), and every other column of the file of roll calls.
    report : FileReport
        Which column was taken for what, what was doubted, and what was set aside.
    body : str
        The form that was recognised: ``"Voteview"``, ``"HowTheyVote.eu"``, ``"rollcall"``,
        ``"KH"``, ``"long"`` or ``"wide"``.
    source : str
        The file's name.
    """

    def _head(self) -> str:
        days = self.roll_calls.get("date")
        span = (
            f", {days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}"
            if days is not None and days.notna().any()
            else ""
        )
        return (
            f"{self.source} ({self.body}): {len(self.votes):,} votes of "
            f"{self.votes['member'].nunique():,} members on {len(self.roll_calls):,} roll "
            f"calls{span}; contradictions: {len(self.report.contradictions):,}; lines set aside: "
            f"{len(self.report.set_aside):,}"
        )


@checked_arguments
def read_roll_calls(
    votes: Source | Sequence[str | PathLike[str]],
    roll_calls: Source | None = None,
    members: Source | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    codes: Mapping[Any, str | None] | None = None,
    broken: Literal["raise", "set aside"] = "raise",
    table: str | None = None,
) -> RollCallFile:
    r"""
    Read roll calls of any parliament, council or assembly, for all statistics and most charts.

    The file may be text, R, Stata, SPSS, Parquet or Feather, packed or not. Its form is told by
    its content: Voteview's votes, HowTheyVote.eu's, a ``rollcall`` object of R's pscl, a KH or
    ORD file; else a long table (a row per vote) or a wide one (a column per roll call and a row
    per member, or the other way round). A long table may have a column for each possible vote
    (``yes``, ``no``, ``abstain``), with a 1 in that of the vote. Which column is what is guessed
    by its name and its values, and said in ``report.coverage``; `columns` tells it.

    Parameters
    ----------
    votes : path, DataFrame or list of paths
        The votes. Of several files (one per session), roll calls that bear one name in two of
        them are named after their file too.
    roll_calls : path or DataFrame, optional
        A table with a row per roll call: its day, and whatever else is known of it.
    members : path or DataFrame, optional
        A table of members with a row each: party, district. With columns ``start_date`` and
        ``end_date`` (or ``since`` and ``until``) there may be several, and the row counts that
        holds on the day of the vote, so that who changes party changes group.
    columns : mapping of str to str, optional
        Which column is ``"roll_call"``, ``"member"``, ``"vote"``, ``"date"``, ``"party"``,
        ``"name"``: ``{"member": "MP", "vote": "Lobby"}``.
    codes : mapping, optional
        What each vote means: ``{"Aye": "yes", 1: "yes", 9: None, …}``, with None for no member
        on the day. It replaces the words that are known (in some ten languages) and the codes of
        the ready forms. Numbers and single letters other than y and n are never guessed.
    broken : {"raise", "set aside"}, default "raise"
        A row without roll call or member, or with too many or too few values, ends the reading
        with an error; or is kept apart in ``report.set_aside``.
    table : str, optional
        The object that is meant, of an R file that holds several.

    Returns
    -------
    RollCallFile
        ``votes``, ``roll_calls`` and ``report``. Ids are those of the file, as text; of a
        DataFrame, integers stay integers, so that answers merge with your own tables.

    Raises
    ------
    UnvotesError
        Naming the file, if it cannot be told which column is what, or listing every vote that
        is not known.

    Notes
    -----
    - Codes of Voteview and KH files: 1 to 3 yes (cast, paired, announced), 4 to 6 no, 7 and 8
      (present) ``abstain``, 9 ``nonvoting``, 0 no member.
    - Of a ``rollcall`` object, what is neither yea, nay nor outside the chamber is ``nonvoting``:
      the object does not tell abstention from absence. ``codes=`` does, where its letters do.
    - A blank vote (or ``NA``, as R writes it) is ``unknown`` in a long table, and no member on
      the day in a wide one.
    - A member twice on one roll call: alike, one row stays; else the vote is ``unknown``.

    See Also
    --------
    write_roll_calls : the way back, for R, Stata and others.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> path = Path(tempfile.mkdtemp()) / "council.csv"
    >>> rows = ["councillor,party,2024-01-15,2024-02-12", "Ada,Red,Aye,No", "Ben,Blue,No,Aye"]
    >>> _ = path.write_text("\n".join(rows))
    >>> read_roll_calls(path).votes[["roll_call", "member", "party", "vote"]].values.tolist()
    [['2024-01-15', 'Ada', 'Red', 'yes'], ['2024-01-15', 'Ben', 'Blue', 'no'],
     ['2024-02-12', 'Ada', 'Red', 'no'], ['2024-02-12', 'Ben', 'Blue', 'yes']]
    """
    if broken not in ("raise", "set aside"):
        raise unknown("value of broken", broken, ["raise", "set aside"])
    if columns is not None and not isinstance(columns, Mapping):
        raise UnvotesError(
            f"columns must be a table such as {{'member': 'MP'}}, not {type(columns).__name__}"
        )
    aside = broken == "set aside"
    meant = code_table(codes)
    given = list(votes) if isinstance(votes, list | tuple) else [votes]
    if not given:
        raise UnvotesError("votes is an empty list; give the files of votes")
    read = [_tables(each, dict(columns or {}), meant, table, aside) for each in given]
    tables, sheet = _one_after_another(read)
    findings = Findings(sheet.table)
    frame, lines = _told_apart(tables, sheet, aside)
    frame = frame.assign(vote=_votes(frame["vote"], lines, meant, tables, sheet, findings))
    kept = (frame["vote"] >= 0).to_numpy()
    outside = int((~kept).sum())
    frame, lines = frame[kept].reset_index(drop=True), lines[kept]
    if frame.empty:
        raise UnvotesError(f"{sheet.path}, line 1, column 'vote': no vote is left")
    frame, lines = _one_vote_each(frame, lines, sheet, findings)
    calls = _calls(frame, tables, roll_calls, sheet, aside, findings)
    frame = _with_members(frame, calls, members, tables, aside, findings)
    ours, facts = _ours(frame, calls, sheet, tables)
    report = _report(sheet, findings, ours, facts, tables, outside)
    return RollCallFile(ours, facts, report, tables.form, sheet.path)


def _tables(
    source: Any, told: dict[str, str], codes: Any, name: str | None, aside: bool
) -> tuple[Tables, Sheet]:
    """Read one file of votes."""
    if not isinstance(source, str | PathLike):
        source = frame_given(source, "votes", " or a list of paths")
    else:
        path = as_path(source, "votes")
        content = content_of(path)
        content.stream.close()
        found = None
        if content.kind == "r":
            found = rollcall_object(path, name)
        elif content.kind == "text":
            found = kh_form(path)
        if found is not None:
            lines = found.line
            table = Table(str(path), {}, len(lines), lambda of: lines[np.asarray(of)])
            return found, Sheet(str(path), found.votes, lines, table)
    sheet = read_sheet(source, name, aside)
    torn = np.zeros(len(sheet.frame), dtype=bool)
    tables = as_long(sheet, told, codes)
    if tables.form != "wide" and not isinstance(source, pd.DataFrame):
        torn = refuse_torn(
            sheet.table, tables.votes["roll_call"].cat.codes.to_numpy(), aside, "roll call"
        )
    if torn.any():
        tables.votes = tables.votes[~torn].reset_index(drop=True)
        tables.line = tables.line[~torn]
    return tables, sheet


def _one_after_another(read: list[tuple[Tables, Sheet]]) -> tuple[Tables, Sheet]:
    """Put the files of several sessions one after the other."""
    tables, sheet = read[0]
    if len(read) == 1:
        return tables, sheet
    forms = {each.form for each, _ in read}
    if len(forms) > 1:
        raise UnvotesError(f"the files of votes are of several forms: {', '.join(sorted(forms))}")
    ids = [set(each.votes["roll_call"].cat.categories) for each, _ in read]
    clash = sum(map(len, ids)) > len(set().union(*ids))
    frames = []
    for each, of in read:
        frame = each.votes
        if clash:
            stem = Path(of.path).name.partition(".")[0]
            held = [f"{stem}:{name}" for name in frame["roll_call"].cat.categories]
            frame = frame.assign(roll_call=frame["roll_call"].cat.rename_categories(held))
        frames.append(frame.astype("str"))
    joined = pd.concat(frames, ignore_index=True).fillna("").astype("category")
    order = pd.unique(joined["roll_call"].astype("str"))
    joined["roll_call"] = joined["roll_call"].cat.set_categories(order)
    line = np.concatenate([each.line for each, _ in read])
    path = ", ".join(Path(of.path).name for _, of in read)
    whole = Table(path, {}, len(line), lambda of: line[np.asarray(of)])
    for _, of in read:
        whole.repairs += of.table.repairs
        whole.broken += of.table.broken
    return (
        Tables(tables.form, joined, line, tables.taken, tables.codes),
        Sheet(path, joined, line, whole),
    )


def _told_apart(
    tables: Tables, sheet: Sheet, aside: bool
) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """Take out rows that do not say which roll call or which member."""
    frame, lines = tables.votes, tables.line
    lost = np.zeros(len(frame), dtype=bool)
    for what in ("roll_call", "member"):
        held = frame[what].cat
        blank = np.array([str(x).strip() == "" for x in held.categories], dtype=bool)
        wrong = blank[held.codes] & ~lost
        for i in np.flatnonzero(wrong).tolist():
            why = f"no {what.replace('_', ' ')} is named"
            if not aside:
                raise UnvotesError(
                    f"{sheet.path}, line {lines[i]}, column {tables.taken.get(what, what)!r}: "
                    f"{why} {_HINT}"
                )
            text = ", ".join(str(frame[name].iloc[i]) for name in ("roll_call", "member", "vote"))
            sheet.table.broken.append((int(lines[i]), text[:200], why))
        lost |= wrong
    return frame[~lost].reset_index(drop=True), lines[~lost]


def _votes(
    column: pd.Series,
    lines: npt.NDArray[np.int64],
    codes: Mapping[str, str | None] | None,
    tables: Tables,
    sheet: Sheet,
    findings: Findings,
) -> npt.NDArray[np.int8]:
    """Read votes as places on the scale; -1 of those who were no members."""
    table = tables.codes if codes is None else codes
    held = column.cat
    words = [plain_vote(label) for label in held.categories]
    places = np.full(len(words), -2, dtype=np.int8)
    for i, word in enumerate(words):
        if word in table:
            vote = table[word]
            places[i] = -1 if vote is None else LETTERS[vote]
        elif word in BLANKS:
            places[i] = LETTERS["unknown"]
    cast = places[held.codes]
    if (cast == -2).any():
        wrong = held.codes[cast == -2].value_counts()
        counts = {str(held.categories[code]): int(n) for code, n in wrong.items()}
        row = int(np.argmax(cast == -2))
        where = (f"line {lines[row]}", f"column {tables.taken.get('vote', 'vote')!r}")
        raise unknown_votes(sheet.path, counts, where)
    blank = np.array([word in BLANKS and word not in table for word in words])[held.codes]
    if blank.any():
        row = int(np.argmax(blank))
        findings.contradictions.append(
            (
                "blank vote",
                "",
                "",
                tables.taken.get("vote", "vote"),
                int(lines[row]),
                f"{int(blank.sum()):,} rows",
                "a vote",
                "the votes are unknown",
            )
        )
    return cast


def _one_vote_each(
    frame: pd.DataFrame, lines: npt.NDArray[np.int64], sheet: Sheet, findings: Findings
) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """Keep one vote per member and roll call."""
    key = (
        frame["roll_call"].cat.codes.to_numpy().astype(np.int64)
        * (len(frame["member"].cat.categories) + 1)
        + frame["member"].cat.codes.to_numpy()
    )
    first = pd.Series(key).duplicated().to_numpy()
    if not first.any():
        return frame, lines
    _, at, which = np.unique(key, return_index=True, return_inverse=True)
    kept = at[which]
    cast = frame["vote"].to_numpy().copy()
    unlike = cast[kept] != cast
    same = int((first & ~unlike).sum())
    if same:
        row = int(np.argmax(first & ~unlike))
        sheet.table.repairs.append(
            Repair("vote given twice, alike", "member", int(lines[row]), "", "once", same)
        )
    for i in np.flatnonzero(unlike).tolist():
        found, other = VOTE.categories[cast[i]], VOTE.categories[cast[kept[i]]]
        call, member = str(frame["roll_call"].iloc[i]), str(frame["member"].iloc[i])
        findings.contradictions.append(
            (
                "vote given twice, unlike",
                call,
                member,
                "vote",
                int(lines[i]),
                found,
                other,
                "the vote is unknown",
            )
        )
    cast[kept[unlike]] = LETTERS["unknown"]
    return frame.assign(vote=cast)[~first].reset_index(drop=True), lines[~first]


def _days(labels: list[str], path: str, what: str) -> list[Any]:
    """Read days; an order of day and month is taken only where some day shows it."""
    parts = [date_parts(label.strip().removesuffix(" UTC")) for label in labels]
    orders: dict[str, bool] = {"year first": True, "named": True}
    last = [part for part in parts if part is not None and part[0] == "year last"]
    if last:
        by_day, by_month = any(p[2] > 12 for p in last), any(p[3] > 12 for p in last)
        if by_day == by_month and any(p[2] != p[3] for p in last):
            found = labels[parts.index(last[0])]
            raise UnvotesError(
                f"{path}, column {what!r}: {found!r} may be read in two ways; write days as "
                "'2012-02-04'"
            )
        orders["year last"] = not by_day
    days: list[Any] = []
    for label, part in zip(labels, parts, strict=True):
        if part is None:
            if label.strip() not in ("", "NA", "NaT", "nan", "None"):
                raise UnvotesError(
                    f"{path}, column {what!r}: {label[:40]!r} is no date; write the day as "
                    "'2012-02-04'"
                )
            days.append(pd.NaT)
            continue
        form, year, one, two = part
        month, day = (one, two) if orders[form] else (two, one)
        try:
            days.append(pd.Timestamp(year, month, day))
        except ValueError:
            raise UnvotesError(
                f"{path}, column {what!r}: {label[:40]!r} is no day of the calendar"
            ) from None
    return days


def _calls(
    frame: pd.DataFrame,
    tables: Tables,
    given: Source | None,
    sheet: Sheet,
    aside: bool,
    findings: Findings,
) -> pd.DataFrame:
    """Collect what is known of each roll call."""
    ids = frame["roll_call"].cat.remove_unused_categories().cat.categories.astype("str")
    calls = pd.DataFrame({"roll_call": ids})
    about = tables.calls
    if given is not None:
        about = _about_calls(given, tables, ids, aside)
        _doubt_lacking(findings, "roll_call", set(ids) - set(about["roll_call"].astype("str")))
    if about is not None:
        about = about.drop_duplicates("roll_call")
        calls = calls.merge(about, on="roll_call", how="left", sort=False)
    date = next((name for name in names_of(calls) if plain_header(name) in _DATES), None)
    if date is not None:
        labels = calls[date].fillna("").astype("str").tolist()
        calls = calls.drop(columns=date).assign(date=_days(labels, sheet.path, date))
    elif "date" in frame:
        first = ~frame["roll_call"].duplicated().to_numpy()
        said = dict(zip(frame["roll_call"][first].astype("str"), frame["date"][first], strict=True))
        labels = [str(said.get(name, "")) for name in ids]
        calls["date"] = _days(labels, sheet.path, tables.taken.get("date", "date"))
    elif all(date_parts(str(name).partition("#")[0].strip()) is not None for name in ids):
        labels = [str(name).partition("#")[0].strip() for name in ids]
        calls["date"] = _days(labels, sheet.path, "roll_call")
    return calls


def _doubt_lacking(findings: Findings, what: str, lacking: set[str]) -> None:
    """Say which roll calls or members have votes, and no line in the table of them."""
    if lacking:
        plural = what.replace("_", " ") + "s"
        least = min(lacking)
        findings.contradictions.append(
            (
                f"votes of {plural} without a line in the table of {plural}",
                *((least, "") if what == "roll_call" else ("", least)),
                *(
                    what,
                    0,
                    f"{len(lacking):,} {plural}",
                    "a line",
                    "what the table says is missing",
                ),
            )
        )


_DATES = ("date", "vote_date", "timestamp", "day", "datetime", "division_date", "sitting_date")


def _about_calls(given: Source, tables: Tables, ids: pd.Index, aside: bool) -> pd.DataFrame:
    """Read the table of roll calls, and name each as the votes do."""
    about = read_sheet(given, None, aside)
    frame = about.frame.astype("str")
    plain = {plain_header(name): name for name in names_of(frame)}
    if tables.form == "Voteview" and {"congress", "chamber", "rollnumber"} <= set(plain):
        ids_of = (
            frame[plain["chamber"]].str[:1]
            + frame[plain["congress"]]
            + "-"
            + frame[plain["rollnumber"]]
        )
    else:
        names = [about.find("roll_call"), plain.get("id"), plain.get("number"), *frame.columns]
        known = set(ids)
        # The column that names most of the roll calls that have votes.
        name = max(
            (each for each in names if each is not None),
            key=lambda each: (len(known & set(frame[each])), -names.index(each)),
        )
        if not known & set(frame[name]):
            raise UnvotesError(
                f"{about.path}, line 1, column 'roll_call': none of its columns names the roll "
                f"calls of the votes, such as {ids[0]!r}. It has {', '.join(names_of(frame))[:300]}"
            )
        ids_of = frame[name]
        frame = frame.drop(columns=name)
    return frame.drop(columns="roll_call", errors="ignore").assign(roll_call=ids_of)


def _with_members(
    frame: pd.DataFrame,
    calls: pd.DataFrame,
    given: Source | None,
    tables: Tables,
    aside: bool,
    findings: Findings,
) -> pd.DataFrame:
    """Join what is known of the members, as of the day of the vote where that is known."""
    if given is None:
        return frame
    about = read_sheet(given, None, aside)
    held = about.frame.astype("str")
    held.columns = pd.Index([plain_header(name) for name in held.columns])
    votes_ids = set(frame["member"].cat.categories.astype("str"))
    names = [n for n in ("icpsr", "member_id", "id", "member", "name", *held) if n in held]
    name = max(names, key=lambda each: (len(votes_ids & set(held[each])), -names.index(each)))
    if not votes_ids & set(held[name]):
        raise UnvotesError(
            f"{about.path}, line 1, column 'member': none of its columns names the members of the "
            f"votes, such as {min(votes_ids)!r}. It has {', '.join(names_of(held))[:300]}"
        )
    _doubt_lacking(findings, "member", votes_ids - set(held[name]))
    held = held.rename(columns={name: "member"})
    held = held.rename(columns={old: "name" for old in ("bioname",) if "name" not in held})
    start = next((n for n in ("start_date", "since", "from_date", "start") if n in held), None)
    end = next((n for n in ("end_date", "until", "to_date", "end") if n in held), None)
    keys = [n for n in ("congress", "chamber") if n in held and n in frame]
    left = frame.drop(columns=[n for n in held if n in frame and n not in ("member", *keys)])
    left = left.assign(member=left["member"].astype("str"))
    left = left.astype({key: "str" for key in keys})
    if start is None or "date" not in calls:
        _refuse_two_rows(held, keys, votes_ids, about.path)
        joined = left.merge(
            held.drop_duplicates(["member", *keys]), on=["member", *keys], how="left"
        )
    else:
        joined = _as_of_day(left, calls, held, start, end, about.path)
    if tables.form == "Voteview" and "party_code" in joined and "party" not in joined:
        joined["party"] = joined["party_code"].map(lambda code: _PARTIES.get(code, code))
    elif "party" not in joined:
        group = next((n for n in ("group_code", "group", "party_name") if n in joined), None)
        if group is not None:
            joined["party"] = joined[group]
    member = pd.Categorical(
        joined["member"], categories=frame["member"].cat.categories.astype("str")
    )
    return joined.assign(member=member)


def _refuse_two_rows(held: pd.DataFrame, keys: list[str], voted: set[str], path: str) -> None:
    """Refuse a table that says two things of one member, without a day to tell which holds."""
    rows = held[held["member"].isin(voted)].drop_duplicates()
    twice = rows.duplicated(["member", *keys], keep=False)
    if twice.any():
        member = rows.loc[twice, "member"].iloc[0]
        both = rows[rows["member"] == member]
        unlike = next(n for n in both if both[n].nunique() > 1)
        first, second = both[unlike].unique()[:2].tolist()
        raise UnvotesError(
            f"{path}, column {unlike!r}: member {member!r} has two rows, {first!r} and {second!r}; "
            "say from when to when each holds (start_date, end_date, with votes that have days), "
            "or keep one"
        )


def _as_of_day(
    left: pd.DataFrame,
    calls: pd.DataFrame,
    held: pd.DataFrame,
    start: str,
    end: str | None,
    path: str,
) -> pd.DataFrame:
    """Join to each vote the member's row that held on its day."""
    since = pd.to_datetime(pd.Series(_days(held[start].tolist(), path, start)))
    until = pd.Series(pd.NaT, index=held.index, dtype="datetime64[us]")
    if end is not None:
        until = pd.to_datetime(pd.Series(_days(held[end].tolist(), path, end)))
    spans = held.assign(__since=since.to_numpy(), __until=until.to_numpy())
    day = dict(zip(calls["roll_call"], calls["date"], strict=True))
    rows = left.assign(__row=np.arange(len(left)), __day=left["roll_call"].astype("str").map(day))
    both = rows[["member", "__row", "__day"]].merge(spans, on="member", how="inner")
    holds = (both["__since"].isna() | (both["__since"] <= both["__day"])) & (
        both["__until"].isna() | (both["__day"] <= both["__until"])
    )
    found = both[holds].sort_values("__since").drop_duplicates("__row", keep="last")
    found = found.set_index("__row").drop(columns=["member", "__day", "__since", "__until"])
    return rows.join(found, on="__row").drop(columns=["__row", "__day"])


def _ours(
    frame: pd.DataFrame, calls: pd.DataFrame, sheet: Sheet, tables: Tables
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make our two frames: roll calls in order of time, members in the alphabet's."""
    calls = calls.reset_index(drop=True)
    order = np.arange(len(calls))
    if "date" in calls:
        order = np.argsort(calls["date"].to_numpy(), kind="stable")
    calls = calls.iloc[order].reset_index(drop=True)
    place = {name: i for i, name in enumerate(calls["roll_call"])}
    row = frame["roll_call"].astype("str").map(place).to_numpy(dtype=np.intp)
    cast = frame["vote"].to_numpy(dtype=np.int8)
    counts = {
        name: np.bincount(row[cast == code], minlength=len(calls)) for name, code in LETTERS.items()
    }
    lead = ["roll_call", *(["date"] if "date" in calls else [])]
    facts = pd.DataFrame(
        {
            **{name: calls[name] for name in lead},
            **counts,
            "contested": counts["no"] + counts["abstain"] > 0,
            **{n: calls[n] for n in calls if n not in (*lead, *counts, "contested")},
        }
    )
    if "date" in facts:
        facts["date"] = facts["date"].astype("datetime64[us]")
    members = frame["member"].cat.remove_unused_categories().cat.categories.astype("str").tolist()
    numbered = _named_by_integers(tables, sheet, "member")
    members = sorted(members, key=int) if numbered else sorted(members)
    member = pd.Categorical(frame["member"].astype("str"), categories=members)
    columns: dict[str, Any] = {
        "roll_call": pd.Categorical.from_codes(row, categories=pd.Index(calls["roll_call"])),
    }
    if "date" in facts:
        columns["date"] = facts["date"].to_numpy()[row]
    columns |= {"member": member, "vote": pd.Categorical.from_codes(cast, dtype=VOTE)}
    for name in ("name", "party", *frame.columns):
        if name in frame and name not in columns:
            columns[name] = _as_it_was(frame[name], sheet.kinds.get(name, ""))
    votes = pd.DataFrame(columns, copy=False)
    votes = votes.iloc[np.lexsort((votes["member"].cat.codes, row))].reset_index(drop=True)
    for what in ("roll_call", "member"):
        if _named_by_integers(tables, sheet, what):
            votes[what] = votes[what].cat.rename_categories(lambda x: int(x))
            if what == "roll_call":
                facts[what] = facts[what].astype("int64")
    return votes, facts


def _named_by_integers(tables: Tables, sheet: Sheet, what: str) -> bool:
    """Tell whether a frame named roll calls or members by integers."""
    return tables.form != "wide" and sheet.kinds.get(tables.taken.get(what, "")) == "i"


def _as_it_was(column: pd.Series, kind: str) -> pd.Series:
    """Give a column as it was in a frame, or of a file as a category; blank is missing."""
    texts = column.astype("str").where(column.notna(), "").astype("str")
    present = texts.where(texts != "")
    if kind == "b":
        marks = present.map({"True": True, "False": False})
        return marks.astype("bool" if marks.notna().all() else "boolean")
    if kind in ("i", "f"):
        numbers = pd.to_numeric(present)
        return numbers if kind == "f" or numbers.isna().any() else numbers.astype("int64")
    return present.astype("category")


def _report(
    sheet: Sheet,
    findings: Findings,
    votes: pd.DataFrame,
    calls: pd.DataFrame,
    tables: Tables,
    outside: int,
) -> FileReport:
    facts = {
        "form": tables.form,
        **{f"column of {what}": name for what, name in tables.taken.items()},
        "rows of those who were no members": f"{outside:,}",
    }
    return findings.report(votes, calls, facts)
