"""What would be stored of a log, and what in it is hard to believe: seen before it is loaded."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime

from core.files.temporary import temporary_folder
from core.ingest.alike import FEW, say_of_items, say_of_users
from core.ingest.load import paths_of, stage_all
from core.ingest.opening.log import Log, open_log
from core.ingest.opening.without_items import strengths_left_out
from core.ingest.reader.kept_files import KeptFiles, others
from core.ingest.reader.limits import explained
from core.ingest.reader.read import RawTable
from core.ingest.rows.clean import start_of, text_sql
from core.ingest.rows.duplicates import mark_duplicates
from core.ingest.rows.event_counts import MANY_LOST, count_no_items, lost_rows
from core.ingest.rows.event_types import (
    Itemless,
    choose_meanings,
    count_without_items,
    find_itemless,
    types_without_items,
)
from core.ingest.rows.moments import date_question
from core.ingest.rows.reasons import DUPLICATE, KEPT_AS_TEXT, REASONS
from core.ingest.rows.unused import notes_on_consent_ahead, unused_by_table
from core.ingest.rows.words import id_sql, word_sql
from core.ingest.tables.layout import layout_of
from core.ingest.tables.source import LogSource, Question, check_timezone
from core.ingest.values.clocks import clock_of_staged, note_on_hours
from core.ingest.values.identity import code_of, read_key
from core.population.meanings import IGNORE, PAID_BACK, event_kind, is_rating
from core.sentences import say
from core.settings import Settings
from core.stages.progress import silent
from core.store.scratch import Scratch
from core.store.sql import literal
from core.types import REFUND
from core.types.meaning import Meaning

N_PREVIEW = 50
_MAX_ROWS = 200_000
"""Of a larger log, about so many rows are cleaned, from all over its files."""
_MANY_USERS = 100
"""With so many users in a sample of users, the sample is like the log."""
_ONE_EVENT, _ONE_DAY, _ONE_USER, _MIXED = 0.95, 0.99, 0.2, 0.01
_OFTEN_NEGATIVE = 0.2
"""Where so many amounts are negative and no refunds, they are hardly what was paid."""
_NEGATIVE = f"""
select count(*) filter (value < 0 and not is_refund and event not in ({literal(REFUND)}, {literal(PAID_BACK)})),
    count(value)
from staged join event_names using (event_no) where reason is null"""  # noqa: S608 - our own constants
_FEW = FEW
"""A log of fewer events or users is too small for some findings."""
_USABLE = """
create temp view usable as
select u.fixed as user_id, i.fixed as item_id, event, ts, value, seq, title
from kept join staged_user_ids u on user_no = u.no join staged_item_ids i on item_no = i.no
    join event_names using (event_no) left join preview_titles using (seq)"""
_PREVIEW = f"select * exclude seq from usable order by seq limit {N_PREVIEW}"  # noqa: S608 - our own constant
_EVENTS = "select event, count(*) as n, count(value) from usable group by event order by n desc, event"
_REJECTED = f"""
select reason, count(*) as n from (
    select reason::varchar as reason from staged where reason <> {literal(KEPT_AS_TEXT)}
    union all select {literal(DUPLICATE)} from duplicates)
group by reason order by n desc"""  # noqa: S608 - our own sentence
_TEXTS = f"select count(*) from staged where reason = {literal(KEPT_AS_TEXT)}"  # noqa: S608 - our own sentence
_NAMED = 6
"""Event types that a finding names."""
_HASH = "(?i)[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}"
"""MD5, SHA-1 and SHA-256 in hexadecimal digits."""
_FACTS = f"""
with of_users as (select user_id, count(*) as n from usable group by user_id),
    of_items as (select item_id, count(*) as n from usable group by item_id),
    of_days as (select ts::date as day, count(*) as n from usable group by day)
select (select count(*) from staged),
    (select count(*) from usable), (select count(*) from of_users),
    (select count(*) from of_items), (select median(n) from of_users), (select min(ts) from usable),
    (select max(ts) from usable), (select avg((n = 1)::int) from of_users), (select avg((n = 1)::int) from of_items),
    (select max(n) from of_days), (select max(n) from of_users), (select arg_max(user_id, n) from of_users),
    (select count(*) from usable where ts > now()::timestamp + interval 1 day),
    (select count(*) from of_users where contains(user_id, '@')),
    (select count(*) from of_users where regexp_full_match(user_id, '{_HASH}'))"""  # noqa: S608 - our own sentence


@dataclass(frozen=True, slots=True)
class Plausibility:
    """What would be stored, as far as it was looked at."""

    n_rows: int
    """Rows that were cleaned; fewer than the log has where it is large."""
    n_usable: int
    n_users: int
    n_items: int
    events_per_user: float
    """Median."""
    first: datetime | None
    last: datetime | None
    rejected: Mapping[str, int]
    """Reason → rows."""
    findings: tuple[str, ...]
    """What is hard to believe, as sentences."""
    preview: tuple[tuple[object, ...], ...]
    """The first rows as they would be stored: user, item, event, time, value, title."""
    n_texts: int
    """Rows without an item that are kept as text that the user wrote."""
    n_events: Mapping[str, int]
    """Event name → rows, the most frequent first."""
    meanings: Mapping[str, Meaning]
    """Event name → what it means, as given or guessed."""
    n_itemless: Mapping[str, int]
    """Event name → rows of a type that needs no item: they are counted, or kept as text, and are no events."""
    date_question: Question | None = None
    """Whether dates are day or month first, where the rows do not settle it."""
    hours: str = ""
    """By which clock hours are, as a sentence; empty where times are dates alone."""
    notes: tuple[str, ...] = ()
    """What is known of the events that is nothing to doubt, as sentences."""
    basis: str = ""
    """Which part of a large log was looked at, as a sentence; empty where it was all of it."""

    @property
    def usable_percent(self) -> str:
        """Percent of the rows that would be stored; 100.0 % stands only where no row is lost."""
        n_stored = self.n_usable + self.n_texts
        percent = 100 * n_stored / self.n_rows if self.n_rows else 0.0
        return f"{percent if n_stored == self.n_rows else min(percent, 99.9):.1f} %"


def look_ahead(source: LogSource, settings: Settings, kept: KeptFiles | None = None) -> Plausibility:
    """Clean a log, or some users' events of a large one, as a load does; say what would be stored and what is odd.

    ``kept``: what was read of the files before.

    Raises ``IngestError`` as a load does, save that open questions are taken as proposed; the one on dates
    stands in ``date_question``.
    """
    timezone = check_timezone(source.timezone)
    source = replace(source, accepts_guesses=True)
    with ExitStack() as stack:
        folder = stack.enter_context(temporary_folder())
        layout = layout_of(source, folder)
        stack.enter_context(explained(source.events.name))
        scratch = stack.enter_context(Scratch(folder, paths_of(layout), timezone, settings, others(kept)))
        whole = open_log(scratch, layout, source, settings.workspace, kept)
        question = date_question(scratch, whole.events)
        log, basis = _some_rows(whole)
        formats, _on_rows = stage_all(scratch, log, source, silent)
        key = (read_key(settings.workspace) or secrets.token_bytes(32)) if log.events.has_codes else None
        seen = _describe(scratch, log, whole.source, key)
        notes = (*seen.notes, *formats.money.notes, *notes_on_consent_ahead(scratch, log))
        return replace(seen, date_question=question, basis=basis, notes=notes)


def _some_rows(log: Log) -> tuple[Log, str]:
    """Return a large log with the rows of some users only, and a sentence that says so.

    Users are taken whole, as their numbers of events would mean nothing else; of few users, some rows of each.
    """
    every = -(-sum(raw.n_rows for raw in log.events.raws) // _MAX_ROWS)
    if every <= 1:
        return log, ""
    counts = log.events.sample.counts.get(log.events.map.user or "")
    if counts and counts.n_distinct >= _MANY_USERS * every:
        raws = tuple(_cut(raw, f"coalesce({id_sql(word_sql(log.events, raw, 'user'))}, row_no::varchar)", every)
                     for raw in log.events.raws)  # fmt: skip
        basis = say("This rests on all events of one user in {n:,}.", n=every)
    else:
        raws = tuple(_cut(raw, "row_no", every) for raw in log.events.raws)
        basis = say("This rests on one row in {n:,}.", n=every)
    return replace(log, events=replace(log.events, raws=raws)), basis


def _cut(raw: RawTable, key: str, every: int) -> RawTable:
    sql = f"(select * from {raw.sql} where hash({key}) % {every} = 0)"  # noqa: S608 - built by read
    return replace(raw, sql=sql, n_rows=max(raw.n_rows // every, 1))


def _describe(scratch: Scratch, log: Log, source: LogSource, key: bytes | None) -> Plausibility:
    marked = mark_duplicates(scratch, log.events)
    _find_titles(scratch, log)
    scratch.run(_USABLE)
    [facts] = scratch.rows(_FACTS)
    n_rows, n_usable, n_users, n_items, per_user, first, last, *_more = facts
    counted = scratch.rows(_REJECTED)
    rejected: dict[str, int] = {REASONS[str(reason)]: int(n) for reason, n in counted}
    facts = (*facts[:11], _as_stored(facts[11], key), *facts[12:])
    itemless = find_itemless(scratch, marked.n_without_items)
    lost = lost_rows(rejected, count_without_items(itemless))
    on_rows = (*_on_loss(n_rows, lost), *_on_itemless(n_usable, itemless))
    findings = (*on_rows, *_findings(facts), *_on_negative(scratch, log))
    preview = tuple((_as_stored(user, key), *others) for user, *others in scratch.rows(_PREVIEW))
    counted = scratch.rows(_EVENTS)
    n_events = {str(name): int(n) for name, n, _valued in counted}
    unused = unused_by_table([log.events], log.choices, log.layout.is_product).get("events", ())
    understood = choose_meanings(scratch, log, {str(name): valued / n for name, n, valued in counted}, source)
    return Plausibility(
        n_rows=n_rows,
        n_usable=n_usable,
        n_users=n_users,
        n_items=n_items - count_no_items(scratch, "usable", understood.meanings),
        events_per_user=float(per_user or 0),
        first=first,
        last=last,
        rejected=rejected,
        findings=(*findings, *understood.doubts),
        notes=(*log.on_items, *strengths_left_out(log.events, unused), *understood.notes),
        hours=note_on_hours(clock_of_staged(scratch)) if marked.has_time_of_day else "",
        preview=preview,
        n_texts=int(scratch.one(_TEXTS)),
        n_events=n_events,
        meanings=understood.meanings,
        n_itemless={name: n for name, n in types_without_items(itemless).items() if name not in n_events},
    )


def _find_titles(scratch: Scratch, log: Log) -> None:
    """Make the table ``preview_titles``: seq and title of the rows that are shown."""
    scratch.run("create temp table preview_titles (seq bigint, title varchar)")
    if not log.events.map.text:
        return
    for place, raw in enumerate(log.events.raws):
        seq = f"{start_of(log.events.raws, place)} + row_no"
        title = text_sql(word_sql(log.events, raw, "title"))
        scratch.run(
            f"insert into preview_titles select {seq}, {title} from {raw.sql} where {seq} in "  # noqa: S608 - built by read
            f"(select seq from kept order by seq limit {N_PREVIEW})"
        )


def _as_stored(user_id: str | None, key: bytes | None) -> str | None:
    return code_of(user_id, key) if key and user_id is not None else user_id


def _on_loss(n_rows: int, lost: Mapping[str, int]) -> Iterator[str]:
    n_lost = sum(lost.values())
    if lost and n_lost >= MANY_LOST * n_rows:
        reason, n = max(lost.items(), key=lambda each: each[1])
        share = n_lost / n_rows
        yield say("{share:.0%} of the rows would be lost: {n:,} with {reason}.", share=share, n=n, reason=reason)


def _on_itemless(n_usable: int, itemless: Sequence[Itemless]) -> Iterator[str]:
    """Say that events which name no item are more than those that count, unless they are starts of an app or alike."""
    found = [each for each in itemless if each.is_by_nature and each.n and event_kind(each.name) != IGNORE]
    n = sum(each.n for each in found)
    if n > n_usable:
        yield say(
            "{n:,} more rows name no item, so they do not count: {names}. If they should, say what they mean.",
            n=n,
            names=", ".join(each.name for each in found[:_NAMED]),
        )


def _on_negative(scratch: Scratch, log: Log) -> Iterator[str]:
    value = log.events.map.value
    [(n_negative, n_valued)] = scratch.rows(_NEGATIVE)
    if value and not is_rating(value) and n_negative > _OFTEN_NEGATIVE * n_valued:
        yield say(
            "{share:.0%} of the amounts in {column!r} are negative, and nothing says that these rows are refunds: they "
            "may be no amounts of money, and what users spend is not known then.",
            share=n_negative / n_valued,
            column=value,
        )


def _findings(facts: tuple[object, ...]) -> Iterator[str]:
    _n_rows, n_usable, n_users, n_items = (int(str(each)) for each in facts[:4])
    if n_usable < _FEW:
        return
    yield from _on_users(facts, n_usable, n_users)
    yield from say_of_items(n_usable, n_items)
    if n_items > 1 and float(str(facts[8])) > _ONE_EVENT:
        yield say("Nearly every item has one event only: is this the id of a row rather than of an item?")
    if int(str(facts[9])) >= _ONE_DAY * n_usable:
        yield say("{share:.0%} of the events are on one day.", share=int(str(facts[9])) / n_usable)
    if facts[12]:
        yield say("{n:,} events lie in the future.", n=facts[12])


def _on_users(facts: tuple[object, ...], n_usable: int, n_users: int) -> Iterator[str]:
    share_of_one, n_top, top = float(str(facts[7])), int(str(facts[10])), facts[11]
    yield from say_of_users(n_usable, n_users)
    if 1 < n_users < n_usable and share_of_one > _ONE_EVENT:
        yield say("{share:.0%} of the users have one event.", share=share_of_one)
    n_clear, n_hashed = int(str(facts[13])), int(str(facts[14]))
    if min(n_clear, n_hashed) >= _MIXED * n_users:
        yield say(
            "{n:,} user ids are e-mail addresses and {m:,} look like hashes of such: people who have both would count "
            "twice. Bring all files to one kind of id first.",
            n=n_clear,
            m=n_hashed,
        )
    if n_users >= _FEW and n_top >= _ONE_USER * n_usable:
        yield say("One user, {user!r}, has {share:.0%} of all events.", user=str(top), share=n_top / n_usable)
