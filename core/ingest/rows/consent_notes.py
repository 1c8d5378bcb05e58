"""What a load says of consent: answers that count as no, and columns that are called as consent is and are not used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from core.attributes.consent_answers import other_answers
from core.attributes.consent_names import Says, consent_columns, opt_out_columns, says
from core.ingest.opening.log import Log
from core.ingest.rows.unused import unused_columns
from core.ingest.tables.log_table import LogTable
from core.ingest.tables.private import MASK, with_masked
from core.sentences import Sentence, say, say_n
from core.store.scratch import Scratch

_MOST_NAMED = 3
_LONGEST = 30
"""Letters of an answer that a note shows."""
_ANSWERS = """select attributes[{place}], count(*) from users
    where attributes[{place}] is not null group by all"""


def notes_on_consent(scratch: Scratch, log: Log, attributes: Sequence[str]) -> list[Sentence]:
    """Say which answers count as no though they are not understood, and which column of consent is not used, and why.

    ``attributes``: what each place of the attributes of ``users`` is called.
    """
    return [*_counted_as_no(scratch, attributes), *(_not_used(table, column) for table, column in _left(log))]


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
                examples=_named(others),
            )
        else:
            yield say_n(
                "The answer of {n:,} user in {column!r} is neither yes nor no ({examples}) and counts as no.",
                "The answers of {n:,} users in {column!r} are neither yes nor no (such as {examples}) and count as no.",
                sum(others.values()),
                column=column,
                examples=_named(others),
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
        examples=_named(others),
    )


def _named(others: Mapping[str, int]) -> str:
    return ", ".join(repr(with_masked(text, lambda _: MASK)[:_LONGEST]) for text in list(others)[:_MOST_NAMED])
