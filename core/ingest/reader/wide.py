"""Tables with a column for each month or day, as reports and pivot tables are: each amount becomes a row with its date.

So do the pieces of each article in tables with a column for each article.

A cell that is empty or holds zero is no event. Months without a year are no dates, so they stay columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from core.ingest.names.naming import EXACT, certainty
from core.ingest.reader.cells import Division
from core.ingest.reader.rows import Raw
from core.ingest.values.numbers import are_numbers
from core.ingest.values.spellings import MONTHS
from core.population.event_parts import split_name
from core.sentences import Sentence, say
from core.store.scratch import Scratch

PERIOD, AMOUNT = "date", "amount"
"""The columns that take the place of the others."""
_LEAST = 3
"""Columns that must be months or days."""
_LOOKED_AT = 1_000
_NOTHING = re.compile(r"[\s0.,\-–€$£]*")
"""What reports write for none."""


def find_periods(scratch: Scratch, sql: str, headers: Sequence[str]) -> dict[str, str]:
    """Return the columns that are named after a month or day and hold amounts, with the day as ISO 8601."""
    periods = {header: day.isoformat() for header in headers if (day := period_of(header))}
    others = [header for header in headers if header not in periods]
    if len(periods) < _LEAST or not others or any(certainty("timestamp", header) >= EXACT for header in others):
        return {}
    if len(set(periods.values())) < len(periods):
        return {}
    cells = ", ".join(f"c{headers.index(header)}" for header in periods)
    rows = scratch.rows(f"select {cells} from {sql} where row_no < {_LOOKED_AT}")  # noqa: S608 - our own names
    texts = [text for row in rows for text in row if text and not _NOTHING.fullmatch(text)]
    return periods if texts and are_numbers(texts) else {}


def by_period(scratch: Scratch, name: str, raw: Raw) -> Division | None:
    """Make a row of each amount of a table with a column for each month or day; None of any other table."""
    periods = find_periods(scratch, raw.sql, raw.headers)
    if not periods:
        return None
    return Division(
        lambda _row_no, texts: list(_rows_of(texts, periods)),
        lambda n_before, n_after: (_note(name, periods, n_before, n_after),),
    )


def _rows_of(record: Mapping[str, str | None], periods: Mapping[str, str]) -> Iterator[dict[str, str | None]]:
    own = {header: text for header, text in record.items() if header not in periods}
    amounts = {day: record[header] for header, day in periods.items()}
    filled = {day: text for day, text in amounts.items() if text and not _NOTHING.fullmatch(text)}
    for day, text in filled.items():
        yield {**own, PERIOD: day, AMOUNT: text}


def _note(name: str, periods: Mapping[str, str], n_before: int, n_after: int) -> Sentence:
    """Say which columns became rows."""
    first, *_rest, last = periods
    return say(
        "{file}: each amount in the {n_columns:,} columns {first} to {last} became a row with its date: {n:,} records "
        "are {m:,} rows. Empty cells and zeros are no events.",
        file=name,
        n_columns=len(periods),
        first=first,
        last=last,
        n=n_before,
        m=n_after,
    )


ITEM, PIECES = "item", "quantity"
_COUNTED = re.compile(
    r"(?:qty|quantity|quantities|units|pieces|pcs|menge|anzahl|stuck|qte|quantite|cantidad|unidades|quantita|qta"
    r"|quantidade|aantal|antal|ilosc|数量) (?P<thing>.+)"
)
"""Names of columns that count the pieces of one article."""
_OF_ORDERS = re.compile(
    r"(\w*ordered|shipped|invoiced|sold|total|returned|refunded|refund|cancel\w*|delivered|received|fulfilled|back"
    r"|of|per|in|on|to|min\w*|max\w*|unit|type|order(s|ed)?|bestellt|geliefert|storniert|versandt|gesamt|vendu\w*"
    r"|pedid\w*|vendid\w*|ordinat\w*)( .*)?"
)
"""What else pieces may be called by: what became of them, in which unit they are."""
_LEAST_ARTICLES, _PIECES = 3, re.compile(r"\s*\d{0,4}([.,]0+)?\s*")


def find_articles(headers: Sequence[str]) -> dict[str, str]:
    """Return the columns that count pieces of one article each, with its name; nothing beside a column of items.

    >>> find_articles(["order_id", "qty_blue_mug", "qty_oak_chair", "Qty Lamp"])
    {'qty_blue_mug': 'blue mug', 'qty_oak_chair': 'oak chair', 'Qty Lamp': 'lamp'}
    >>> find_articles(["order_id", "qty_ordered", "qty_shipped", "qty_mug"]), find_articles(["sku", "qty_a", "qty_b"])
    ({}, {})
    """
    found = {header: match["thing"] for header in headers if (match := _COUNTED.fullmatch(split_name(header)))}
    others = [header for header in headers if header not in found]
    is_known = any(certainty("item", each) >= EXACT or certainty("quantity", each) >= EXACT for each in others)
    are_articles = len(found) >= _LEAST_ARTICLES and len(set(found.values())) == len(found)
    return found if are_articles and not is_known and not any(map(_OF_ORDERS.fullmatch, found.values())) else {}


def by_article(scratch: Scratch, name: str, raw: Raw) -> Division | None:
    """Make a row of each article of a table with a column of pieces for each; None of any other table."""
    articles = find_articles(raw.headers)
    if not articles:
        return None
    cells = ", ".join(f"c{raw.headers.index(header)}" for header in articles)
    rows = scratch.rows(f"select {cells} from {raw.sql} where row_no < {_LOOKED_AT}")  # noqa: S608 - our own names
    texts = [text or "" for row in rows for text in row]
    if not all(map(_PIECES.fullmatch, texts)) or all(map(_NOTHING.fullmatch, texts)):
        return None
    return Division(
        lambda _row_no, record: list(_articles_of(record, articles)),
        lambda n_before, n_after: (
            say(
                "{file}: columns such as {column!r} count pieces of one article each: {n:,} records are {m:,} rows, "
                "one for each article of which there are any.",
                file=name,
                column=next(iter(articles)),
                n=n_before,
                m=n_after,
            ),
        ),
    )


def _articles_of(record: Mapping[str, str | None], articles: Mapping[str, str]) -> Iterator[dict[str, str | None]]:
    """Yield a row of each article of which there are pieces; a row of none stays, so that it is counted."""
    own = {header: text for header, text in record.items() if header not in articles}
    counted = {thing: record[header] for header, thing in articles.items()}
    filled = {thing: text for thing, text in counted.items() if text and not _NOTHING.fullmatch(text)}
    for thing, text in filled.items() or ((None, None),):
        yield {**own, ITEM: thing, PIECES: text}


_ISO = re.compile(r"(?P<year>(19|20)\d\d)[-/. ]?(M|m)?(?P<month>\d{1,2})([-/.](?P<day>\d{1,2}))?([ T]00:00(:00)?)?")
_MONTH_FIRST = re.compile(r"(?P<month>\d{1,2})[-/. ](?P<year>(19|20)\d\d)")
_NAMED = re.compile(
    r"(?P<name>[^\W\d_]+)\.?[-/ ']*(?P<year>(19|20)?\d\d)|(?P<year2>(19|20)\d\d)[-/ ]*(?P<name2>[^\W\d_]+)\.?"
)


def period_of(header: str) -> date | None:
    """Return the first day of the month, or the day, that a column is named after.

    >>> period_of("Jan 2025"), period_of("2025-03-09"), period_of("03/2025"), period_of("Januar 25"), period_of("May")
    (datetime.date(2025, 1, 1), datetime.date(2025, 3, 9), datetime.date(2025, 3, 1), datetime.date(2025, 1, 1), None)
    """
    plain = header.strip()
    for pattern in (_ISO, _MONTH_FIRST):
        if found := pattern.fullmatch(plain):
            parts = found.groupdict()
            return _day(parts["year"], int(parts["month"]), int(parts.get("day") or 1))
    if found := _NAMED.fullmatch(plain):
        name, year = found["name"] or found["name2"], found["year"] or found["year2"]
        month = MONTHS.get(name.lower())
        return _day(year, month, 1) if month else None
    return None


def _day(year: str, month: int, day: int) -> date | None:
    try:
        return date(int(year) + 2000 * (len(year) == 2), month, day)
    except ValueError:
        return None
