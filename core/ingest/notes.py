"""What a user should know about a load, as sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple

from core.ingest.columns.guess import note_on_guess
from core.ingest.columns.visits import find_visit, fuller_user
from core.ingest.money.signed_money import note_without_value
from core.ingest.names.naming import EXACT, certainty
from core.ingest.opening.log import Log
from core.ingest.rows.clean import Formats
from core.ingest.rows.duplicates import Marked
from core.ingest.rows.event_counts import Counted
from core.ingest.rows.ids import with_example
from core.ingest.rows.reasons import NO_TIME
from core.ingest.rows.unused import note_on_unused, unused_by_table
from core.ingest.rows.words import event_of_unnamed
from core.ingest.tables.evidence import examine
from core.ingest.tables.log_table import LogTable
from core.ingest.values.numbers import find_number_sql
from core.population.meanings import is_rating
from core.sentences import Sentence, say
from core.store.scratch import Scratch
from core.store.sql import literal
from core.types import REFUND

_UNUSED_ITEMS = "select count(*) from item_rows anti join items using (item_id)"
_UNKNOWN_ITEMS = "select count(*) from items anti join item_rows using (item_id)"
_UNUSED_USERS = "select count(*) from user_rows anti join users on user_rows.user_id = written_id"
_UNKNOWN_USERS = "select count(*) from users anti join user_rows on user_rows.user_id = written_id"
_OF_ITEMS = (_UNUSED_ITEMS, _UNKNOWN_ITEMS, ("items", "item"))
_OF_USERS = (_UNUSED_USERS, _UNKNOWN_USERS, ("users", "user"))
_LOST_ZEROS = """
select count(*), min(l.{id}), min_by(r.{id}, l.{id})
from (select {id} from (select {written} as {id} from {file}) anti join {rows} using ({id}) where not {id} is null) l
join (select {id} from {rows}) r
on ltrim(l.{id}, '0') = ltrim(r.{id}, '0') and (l.{id}[1] = '0' or r.{id}[1] = '0')
where regexp_matches(l.{id}, '^\\d+$')"""
_SEVERAL = re.compile(r"[;,|]")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(\s*[ap]\.?m\.?)?", re.IGNORECASE)
_BAD_VALUES = "select count(*) from kept where is_value_bad"


def notes_on(scratch: Scratch, log: Log, formats: Formats, counts: Mapping[str, Counted], marked: Marked) -> list[str]:
    """Return notes on what was assumed and what was left out."""
    notes = [note for table in log.tables for raw in table.raws for note in raw.notes]
    notes += [*log.layout.notes, *formats.times.notes, *(_times(scratch) if formats.has_unread_times else [])]
    notes += (
        [note_on_guess(each) for each in log.questions if each.candidates[0].column]
        + _unused_clock(log)
        + _unread_values(log)
        + _without_value(log)
        + _lists_of_users(log)
    )
    if not marked.has_time_of_day:
        notes.append(say("Times hold only a date: equal rows are kept, and hours of the day are not used."))
    if not log.events.map.event and "event" not in log.events.source.sql:
        notes.append(
            say(
                "The log has no event column: every event is called {name!r}.",
                name=event_of_unnamed(log.events),
            )
        )
    return (
        notes
        + note_on_unused(unused_of(log))
        + _guests(scratch, log, marked.n_without_users)
        + _counted(scratch, log)
        + _negative(log, counts)
        + _lost_zeros(scratch, log)
    )


def unused_of(log: Log) -> dict[str, tuple[str, ...]]:
    """Return the columns that no role uses, by table."""
    return unused_by_table(log.tables, log.choices, log.layout.is_product)


def _unused_clock(log: Log) -> list[str]:
    """Say which column of a time of day was not used, since the time has hours already."""
    roles, sample = log.events.map, log.events.sample
    if roles.time_of_day or not roles.timestamp or "timestamp" in log.events.source.sql:
        return []
    return [
        say("{column!r} was not used: {timestamp!r} has a time of day.", column=header, timestamp=roles.timestamp)
        for header in sample.columns
        if header not in astuple(roles)
        and certainty("time_of_day", header) >= EXACT
        and _is_clock(sample.texts(header))
    ]


def _unread_values(log: Log) -> list[str]:
    """Say which column is called as amounts are and holds texts that are not understood as numbers."""
    roles, sample = log.events.map, log.events.sample
    if roles.value or "value" in log.events.source.sql:
        return []
    found = [
        (header, sample.texts(header))
        for header in sample.columns
        if header not in astuple(roles) and certainty("value", header) >= EXACT
    ]
    zeros = [
        say("{column!r} was not used: it is 0 in all rows, so what was paid is not known.", column=header)
        for header, texts in found
        if texts and not any(text.strip(" 0.,") for text in texts) and not is_rating(header)
    ]
    return [*zeros, *_not_numbers(found)]


def _not_numbers(found: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    return [
        say(
            "{column!r} was not used: it is called as amounts are, but its texts, such as {example!r}, are not "
            "understood as numbers.",
            column=header,
            example=texts[0][:30],
        )
        for header, texts in found
        if texts and find_number_sql(texts) is None and any(each.isdigit() for each in texts[0])
    ]


def _without_value(log: Log) -> list[str]:
    """Say that a log of orders, or one that names no events, has no value where a column without a role holds money."""
    roles, sql = log.events.map, log.events.source.sql
    names_events = bool(roles.event) or "event" in sql
    if roles.value or "value" in sql or (names_events and not (roles.order or roles.quantity)):
        return []
    return list(note_without_value(log.events, [each for each in astuple(roles) if isinstance(each, str)]))


def _lists_of_users(log: Log) -> list[str]:
    """Say that cells hold the ids of several users, which also stand alone: each list is a user of its own."""
    user = log.events.map.user
    texts = log.events.sample.columns.get(user or "", [])
    lists = [text for text in texts if text and _SEVERAL.search(text)]
    alone = set(texts).difference(lists) if lists else set()
    if not any(all(part.strip() in alone for part in _SEVERAL.split(text)) for text in lists):
        return []
    return [
        say(
            "Some cells of {column!r} hold several ids of users, such as two with a semicolon between them: each such "
            "list counts as a user of its own.",
            column=user,
        )
    ]


def _is_clock(texts: Sequence[str]) -> bool:
    return bool(texts) and sum(_CLOCK.fullmatch(text.strip()) is not None for text in texts) > 0.8 * len(texts)


def note_on_texts(n: int) -> str:
    """Say how many events without an item were kept as text."""
    return say(
        "{n:,} events without an item, such as searches, are kept as text that users wrote; e-mail addresses and phone "
        "numbers in it are masked.",
        n=n,
    )


def _times(scratch: Scratch) -> list[str]:
    """Say which times were not understood, and what time was read from a stand-in."""
    [(n, example)] = scratch.rows(
        f"select count(*), min(text) from unread_times join staged using (seq) where reason = {literal(NO_TIME)}"  # noqa: S608
    )
    if not n:
        return []
    return [
        say(
            "{n:,} times are not understood or lie outside 1970 to 2100, such as {example!r}; they were rejected.",
            n=n,
            example=example,
        )
    ]


def _guests(scratch: Scratch, log: Log, n: int) -> list[str]:
    """Say what else could be the user of the ``n`` rows that have none: a session or a device."""
    user, sample = log.events.map.user, log.events.sample
    if not n or user is None or user not in sample.columns or log.events.source.preset:
        return []
    columns = examine(scratch, sample)
    other = find_visit(columns, {user}) or fuller_user(columns, user, ())
    if other is None:
        return []
    return [
        say(
            "{n:,} rows have no {user!r}, as those of guests, and are left out. Each {other!r} could count as a user "
            "instead: give --map user={other}.",
            n=n, user=user, other=other,
        )
    ]  # fmt: skip


def _lost_zeros(scratch: Scratch, log: Log) -> list[str]:
    """Say how many ids of the log would be in the users or items file if they had no leading zeros."""
    files = [("users", "user_id", "written_id", say("user ids"))] if log.users else []
    files += [("items", "item_id", "item_id", say("item ids"))] if log.items else []
    notes: list[str] = []
    for file, column, written, what in files:
        [(n, example, other)] = scratch.rows(
            _LOST_ZEROS.format(file=file, rows=f"{file[:-1]}_rows", id=column, written=written)
        )
        note = say(
            "{n:,} {what} of the log would be in the {file} file without their leading zeros: a spreadsheet drops "
            "them. They are not matched.",
            n=n,
            what=what,
            file=file,
        )
        is_hidden = log.events.has_codes and file == "users"
        notes += [with_example(note, "" if is_hidden else f"{example} and {other}")] if n else []
    return notes


def _has_values(log: Log) -> bool:
    return bool(log.events.map.value or log.events.map.quantity or "value" in log.events.source.sql)


def _negative(log: Log, counts: Mapping[str, Counted]) -> list[str]:
    n = sum(each.n_negative for name, each in counts.items() if name != REFUND)
    if not n or not _has_values(log) or is_rating(log.events.map.value or ""):
        return []
    return [say("{n:,} events have a negative value and are not marked as refunds; they are kept as they are.", n=n)]


def _counted(scratch: Scratch, log: Log) -> list[str]:
    questions: list[tuple[str, Callable[[int], str], object]] = [
        (
            _BAD_VALUES,
            lambda n: say(
                "{n:,} events have a value that is not a number or too large; they are kept without a value.", n=n
            ),
            _has_values(log),
        ),
    ]
    counted = [(int(scratch.one(sql)), sentence_for) for sql, sentence_for, is_asked in questions if is_asked]
    of_files = _unmatched(scratch, log.items, log.events.map.item, *_OF_ITEMS)
    of_files += _unmatched(scratch, log.users, log.events.map.user, *_OF_USERS)
    return [*(sentence_for(n) for n, sentence_for in counted if n), *of_files]


def _unmatched(
    scratch: Scratch, table: LogTable | None, mine: str | None, unused: str, unknown: str, kinds: tuple[str, str]
) -> list[Sentence]:
    """Say which ids of a file about items or users the log lacks, and the other way; in one note where all do."""
    if table is None:
        return []
    (n_unused, n_unknown), (kind, role) = (int(scratch.one(sql)) for sql in (unused, unknown)), kinds
    n_all = int(scratch.one(f"select count(*) from {kind}"))  # noqa: S608 - our own names
    if n_unused and n_unknown == n_all:
        return [
            say(
                "Nothing in {file} is known of any of the {n:,} {kind} of the log: none of its ids is in {column!r}. "
                "Where another column of the log holds them, give --map {role}=COLUMN.",
                file=table.raws[0].name,
                n=n_all,
                kind=kind,
                column=mine or role,
                role=role,
            )
        ]
    if kind == "items":
        left = say("{n:,} items of the items file occur in no event; they are left out.", n=n_unused)
        other = say("{n:,} items of the log are not in the items file.", n=n_unknown)
    else:
        left = say("{n:,} users of the users file have no event that was stored; they are left out.", n=n_unused)
        other = say("{n:,} users of the log are not in the users file.", n=n_unknown)
    return [left] * bool(n_unused) + [other] * bool(n_unknown)
