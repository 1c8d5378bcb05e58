"""Which columns of a log no role uses, and what a load says of consent: answers that count as no, columns left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce

import numpy as np
import pandas as pd

from core.attributes.consent import Consent, known_consent
from core.attributes.consent_answers import MOST_WORDS, consent_answers, other_answers, speaks_of_consent
from core.attributes.consent_events import OPTED_OUT_BY_EVENT
from core.attributes.consent_names import Says, consent_columns, opt_out_columns, says
from core.ingest.columns.line_kinds import kind_column
from core.ingest.money.discounts import discount_column
from core.ingest.money.paid_back import columns_of_refunds
from core.ingest.opening.log import Log
from core.ingest.orders.statuses import columns_read
from core.ingest.presets.match import fill_names
from core.ingest.rows.answered_by_event import find_answers, note_on_answers
from core.ingest.rows.assemble import make_users
from core.ingest.rows.catalogue import load_users
from core.ingest.rows.zone_column import readable_zone
from core.ingest.tables.log_table import PLACE, LogTable
from core.ingest.tables.private import MASK, with_masked
from core.ingest.tables.protect import make_codes
from core.ingest.tables.source import Choice
from core.sentences import Sentence, say, say_n
from core.store.scratch import Scratch
from core.types import IntArray

MOST_NAMED = 20
"""Columns that a sentence names of one table."""


def unused_columns(table: LogTable, choices: Iterable[Choice], is_product: str = "") -> tuple[str, ...]:
    """Return the columns of a table that neither play a role nor stand in what a preset makes of them.

    Parameters
    ----------
    is_product
        The condition for events that are of a product, of a log's layout.
    """
    preset, headers = table.source.preset, list(table.sample.columns)
    where = fill_names(preset.where + preset.joined, headers) if preset else ""
    templates = (*table.source.sql.values(), where, is_product if table.name == "events" else "")
    used = {choice.column for choice in choices if choice.file == table.name}
    used |= {column for template in templates for column in PLACE.findall(template)}
    if table.name == "events" and "event" not in table.source.sql:
        used |= columns_read(table) | columns_of_refunds(table)
    if table.name == "events" and (kind := kind_column(table.sample)):
        used.add(kind)
    if table.name == "events" and (discount := discount_column(table)):
        used.add(discount)
    if table.name == "events" and (zone := readable_zone(table)):
        used.add(zone)
    used |= {header for raw in table.raws for header in raw.made_of}
    return tuple(header for header in headers if header not in used)


def unused_by_table(
    tables: Iterable[LogTable], choices: Sequence[Choice], is_product: str
) -> dict[str, tuple[str, ...]]:
    """Return the columns that no role uses of each table that has any."""
    found = {table.name: unused_columns(table, choices, is_product) for table in tables}
    return {name: columns for name, columns in found.items() if columns}


def note_on_unused(found: Mapping[str, Sequence[str]]) -> list[Sentence]:
    """Name the columns that no role uses in one sentence, by table; none where all are used."""
    named = [_named(file, columns) for file, columns in found.items()]
    if not named:
        return []
    listed = reduce(lambda before, one: say("{before}; {one}", before=before, one=one), named)
    return [say("Columns that no role uses: {columns}.", columns=listed)]


def _named(file: str, columns: Sequence[str]) -> Sentence:
    first, more = ", ".join(columns[:MOST_NAMED]), len(columns) - MOST_NAMED
    if more > 0:
        return say("{columns} and {n:,} more ({file})", columns=first, n=more, file=file)
    return say("{columns} ({file})", columns=first, file=file)


_MOST_NAMED = 3
_LONGEST = 30
"""Letters of an answer that a note shows."""
_GIVEN = "select {cells}, count(*) from users group by all order by all"
_TEXTS = "select distinct attributes[{place}] from users where attributes[{place}] is not null limit {most}"
_ANSWERS = """select attributes[{place}], count(*) from users
    where attributes[{place}] is not null group by all"""


def notes_on_consent(scratch: Scratch, log: Log, attributes: Sequence[str]) -> list[Sentence]:
    """Say how many consented, which answers are not understood and count as no, and what is not used, and why.

    ``attributes``: what each place of the attributes of ``users`` is called.
    """
    return [
        *_given(scratch, attributes),
        *_counted_as_no(scratch, attributes),
        *(_not_used(table, column) for table, column in _left(log)),
    ]


def notes_on_consent_ahead(scratch: Scratch, log: Log) -> list[Sentence]:
    """Say the same of the rows of ``kept`` before a load, and who opted out by events.

    Users are made where something says so.
    """
    named = [*log.events.map.attributes, *(log.users.map.attributes if log.users else ())]
    answered = find_answers(scratch)
    spoken = any(_speaks_in_sample(table) for table in log.tables if table.name in ("events", "users"))
    if not (answered or spoken or any(map(says, named))):
        return notes_on_consent(scratch, log, ())
    make_codes(scratch, None)
    of_file, _notes = load_users(scratch, log.users)
    _n_users, attributes = make_users(scratch, log.events, of_file, answered)
    of_users = notes_on_consent(scratch, log, [str(each["name"]) for each in attributes])
    return [*note_on_answers(scratch, answered), *of_users]


def _speaks_in_sample(table: LogTable) -> bool:
    """Whether answers in an attribute of a table say who consented, as far as its sample shows."""
    columns = table.map.attributes
    return any(speaks_of_consent(pd.Series(table.sample.texts(each), dtype="str"), each) for each in columns)


def unused_consent(log: Log) -> list[str]:
    """Return the columns that are called as consent is, hold something, and play no role."""
    return [column for _, column in _left(log)]


def _left(log: Log) -> Iterator[tuple[LogTable, str]]:
    for table in log.tables:
        if table.name in ("events", "users"):
            unused = unused_columns(table, log.choices, log.layout.is_product)
            free = [each for each in unused if each not in table.private]
            named = [*consent_columns(free), *opt_out_columns(free)]
            yield from ((table, each) for each in named if table.sample.texts(each))


def _given(scratch: Scratch, attributes: Sequence[str]) -> Iterator[Sentence]:
    """Say of each column that says who consented, or opted out, how many users gave which answer; not of events."""
    speak = [each for each in attributes if says(each) or _speaks(scratch, attributes.index(each) + 1, each)]
    consent, counts = _together(scratch, {each: attributes.index(each) + 1 for each in speak})
    used = consent.columns if consent else ()
    for column in (each for each in speak if (says(each) or each in used) and each != OPTED_OUT_BY_EVENT):
        yield _answered(scratch, column, attributes.index(column) + 1)
    if consent and len(used) > 1:
        n, columns = int(counts[consent.is_given].sum()), ", ".join(map(repr, used))
        if consent.is_weak:
            yield say(
                "By {columns} together, {n:,} of {n_users:,} users did not opt out.",
                columns=columns,
                n=n,
                n_users=int(counts.sum()),
            )
        else:
            yield say(
                "By {columns} together, {n:,} of {n_users:,} users may be contacted.",
                columns=columns,
                n=n,
                n_users=int(counts.sum()),
            )


def _speaks(scratch: Scratch, place: int, column: str) -> bool:
    """Whether the answers in a column of another name say who consented."""
    texts = scratch.rows(_TEXTS.format(place=place, most=MOST_WORDS + 1))
    return speaks_of_consent(pd.Series([str(text) for (text,) in texts], dtype="str"), column)


def _together(scratch: Scratch, places: Mapping[str, int]) -> tuple[Consent | None, IntArray]:
    """Return who may be contacted by several columns, (n,) of different answers, and how many users gave each, (n,)."""
    if not places:
        return None, np.zeros(0, dtype=np.int64)
    cells = ", ".join(f"coalesce(attributes[{place}], '')" for place in places.values())
    rows = scratch.rows(_GIVEN.format(cells=cells))
    answers = pd.DataFrame([[str(cell) for cell in row[:-1]] for row in rows], columns=[*places], dtype="str")
    return known_consent(answers), np.array([int(row[-1]) for row in rows], dtype=np.int64)


def _answered(scratch: Scratch, column: str, place: int) -> Sentence:
    is_opt_out = says(column) not in (Says.CONSENT, None)
    rows = scratch.rows(_GIVEN.format(cells=f"coalesce(attributes[{place}], '')"))
    answers, _is_other = consent_answers(pd.Series([str(text) for text, _n in rows], dtype="str"), is_opt_out)
    counts = np.array([int(n) for _text, n in rows])
    n_yes, n_no, n_none = (int(counts[is_so].sum()) for is_so in (answers == 1, answers == 0, np.isnan(answers)))
    if is_opt_out:
        return say(
            "{column!r} says who opted out: {n_out:,} did, {n_in:,} did not, and {n_none:,} gave no answer.",
            column=column, n_out=n_no, n_in=n_yes, n_none=n_none,
        )  # fmt: skip
    return say(
        "{column!r} says who consented: {n_yes:,} did, {n_no:,} did not, and {n_none:,} gave no answer, which "
        "counts as no.",
        column=column, n_yes=n_yes, n_no=n_no, n_none=n_none,
    )  # fmt: skip


def _counted_as_no(scratch: Scratch, attributes: Sequence[str]) -> Iterator[Sentence]:
    for column in (each for each in attributes if says(each)):
        rows = scratch.rows(_ANSWERS.format(place=attributes.index(column) + 1))
        counts = {str(text): int(n) for text, n in rows}
        is_opt_out = says(column) is not Says.CONSENT
        others = other_answers(counts, is_opt_out)
        if not others or (len(others) == len(counts) and says(column) is not Says.OPTED_OUT):
            continue
        if is_opt_out:
            yield say_n(
                "What {n:,} user has in {column!r} is neither yes nor no ({examples}) and counts as opted out.",
                "What {n:,} users have in {column!r} is neither yes nor no (such as {examples}) and counts as opted "
                "out.",
                sum(others.values()),
                column=column,
                examples=_examples(others),
            )
        else:
            yield say_n(
                "The answer of {n:,} user in {column!r} is neither yes nor no ({examples}) and counts as no.",
                "The answers of {n:,} users in {column!r} are neither yes nor no (such as {examples}) and count as no.",
                sum(others.values()),
                column=column,
                examples=_examples(others),
            )


def _not_used(table: LogTable, column: str) -> Sentence:
    texts = Counter(table.sample.texts(column))
    others = other_answers(texts, is_opt_out=says(column) is not Says.CONSENT)
    if not others:
        return say(
            "{column!r} is called as consent is, but is not used. To use it, load the log with "
            "--map attribute={column}.",
            column=column,
        )
    return say(
        "{column!r} is called as consent is, but is not used: {n:,} of {n_all:,} answers looked at are neither yes nor "
        "no, such as {examples}. To use it, load the log with --map attribute={column}: such answers count as no then.",
        column=column,
        n=sum(others.values()),
        n_all=texts.total(),
        examples=_examples(others),
    )


def _examples(others: Mapping[str, int]) -> str:
    return ", ".join(repr(with_masked(text, lambda _: MASK)[:_LONGEST]) for text in list(others)[:_MOST_NAMED])
