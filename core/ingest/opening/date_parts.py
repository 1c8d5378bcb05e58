"""Dates that stand in columns of year, month and day, put together; with hours and minutes where these follow."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.ingest.names.aliases import HOURS
from core.ingest.names.naming import HELD, certainty, heads_of
from core.ingest.names.other_times import is_of_another_time
from core.ingest.names.plain_name import plain
from core.ingest.reader.read import RawTable
from core.ingest.values.spellings import MONTHS
from core.ingest.values.times import find_time_format
from core.population.event_parts import split_name
from core.sentences import say
from core.store.scratch import Scratch
from core.store.sql import literal

_PARTS = {
    "year": ("year", "yyyy", "jahr", "annee", "ano", "anno", "jaar", "rok", "年", "年份"),
    "month": ("month", "mm", "monat", "mois", "mes", "mese", "maand", "miesiac", "月", "月份"),
    "day": ("dayofmonth", "day", "dd", "tag", "jour", "dia", "giorno", "dag", "dzien", "日"),
}
_CLOCK = {
    "hour": HOURS,
    "minute": ("minute", "minuto", "分", "分钟"),
    "second": ("second", "sekunde", "seconde", "segundo", "secondo", "秒"),
}
_OF_THINGS = frozenset(
    ["exp", "valid", "warranty", "launch", "published", "publication", "model", "manufacture", "manufactured", "mfg"]
)
"""Words of dates of things rather than of what was done."""
_RANGES = {
    **{"year": (1900, 2100), "month": (1, 12), "day": (1, 31)},
    **{"hour": (0, 23), "minute": (0, 59), "second": (0, 60)},
}
_NAME = "date"
_MOSTLY = 0.98
"""So many of the filled cells of a column must be numbers of a year, a month or a day."""
_N_LOOKED_AT = 1_000
_FILLED = "select distinct {cell} from {table} where {cell} <> '' limit {n}"
_FITS = """
select count(*) filter ({text} <> ''), count(*) filter ({number} between {low} and {high})
from {table}"""
_DATED = """
create temp table {name} as
select *, case when {year} is not null and {month} is not null and {day} is not null and {clock} is not null
    then printf('%04d-%02d-%02d', {year}, {month}, {day}) || {clock} end as c{at}
from {table}"""


def join_date_parts(scratch: Scratch, raws: Sequence[RawTable]) -> tuple[RawTable, ...]:
    """Add a column with the date to files that have it in three columns and in no other one; others stay."""
    headers = raws[0].headers
    parts = _parts_of(headers)
    if not parts or _NAME in headers or not all(_fits(scratch, raw, parts) for raw in raws):
        return tuple(raws)
    if any(_holds_dates(scratch, raws[0], header) for header in headers if header not in parts.values()):
        return tuple(raws)
    parts |= _clock_of(scratch, raws, _front(parts["year"]))
    dated = [_with_date(scratch, raw, parts) for raw in raws]
    return (replace(dated[0], notes=(*dated[0].notes, _note(parts))), *dated[1:])


def _note(parts: Mapping[str, str]) -> str:
    if "minute" in parts:
        return say(
            "{date!r} was put together from {year!r}, {month!r}, {day!r}, {hour!r} and {minute!r}.", date=_NAME, **parts
        )
    return say("{date!r} was put together from {year!r}, {month!r} and {day!r}.", date=_NAME, **parts)


def _parts_of(headers: Sequence[str]) -> dict[str, str]:
    """Return the columns of year, month and day: those of whole names, else of names that begin alike.

    Parts of a date of birth or of another event are none.
    """
    whole = {part: header for part, header in _named(headers, _PARTS).items() if header}
    if len(whole) == len(_PARTS):
        return whole
    by_front: dict[str, dict[str, str]] = {}
    for header in headers:
        ends = [(end, part) for part, names in _PARTS.items() for end in names if end in heads_of(header)[1:]]
        end, part = max(ends, key=lambda each: len(each[0]), default=("", ""))
        if end and plain(header).endswith(end):
            by_front.setdefault(plain(header).removesuffix(end), {}).setdefault(part, header)
    complete = (parts for front, parts in by_front.items() if front and len(parts) == len(_PARTS))
    return next((parts for parts in complete if not _is_of_another(parts["year"])), {})


def _is_of_another(year: str) -> bool:
    words = split_name(year).split()[:-1]
    name = " ".join([*words, "date"])
    return is_of_another_time(name) or certainty("timestamp", name) <= HELD or not _OF_THINGS.isdisjoint(words)


def _front(year: str) -> str:
    """Return what the names of the parts begin with: "date" of "date_year", nothing of "year"."""
    end = max((each for each in _PARTS["year"] if plain(year).endswith(each)), key=len, default="")
    return plain(year).removesuffix(end)


def _clock_of(scratch: Scratch, raws: Sequence[RawTable], front: str) -> dict[str, str]:
    """Return the columns of hour and minute, and of seconds where these are there; {} where one is missing.

    ``front``: what the names of year, month and day begin with.
    """
    names = {part: (*known, *(front + each for each in known)) for part, known in _CLOCK.items()}
    named = {part: header for part, header in _named(raws[0].headers, names).items() if header}
    found = {part: header for part, header in named.items() if all(_fits(scratch, raw, {part: header}) for raw in raws)}
    return found if {"hour", "minute"} <= set(found) else {}


def _named(headers: Sequence[str], names: Mapping[str, Sequence[str]]) -> dict[str, str | None]:
    return {part: next((each for each in headers if heads_of(each)[0] in known), None) for part, known in names.items()}


def _holds_dates(scratch: Scratch, raw: RawTable, header: str) -> bool:
    """Whether the values of a column are dates with all their parts; numbers are some under the name of a time only."""
    if is_of_another_time(header):
        return False
    sql = _FILLED.format(cell=f"trim({raw.column(header)})", table=raw.sql, n=_N_LOOKED_AT)
    texts = [str(text) for (text,) in scratch.rows(sql)]
    if certainty("timestamp", header) == 0 and all(re.fullmatch(r"[\d.,+-]*", text) for text in texts):
        return False
    return find_time_format(scratch, texts) is not None


def _fits(scratch: Scratch, raw: RawTable, parts: Mapping[str, str]) -> bool:
    """Whether a file has numbers of years, months and days in all columns, or names of months."""
    if any(header not in raw.headers for header in parts.values()):
        return False
    for part, header in parts.items():
        low, high = _RANGES[part]
        text = f"trim({raw.column(header)})"
        sql = _FITS.format(text=text, number=_number(part, text), low=low, high=high, table=raw.sql)
        n_filled, n_fitting = scratch.rows(sql)[0]
        if not n_filled or n_fitting < _MOSTLY * n_filled:
            return False
    return True


def _number(part: str, text: str) -> str:
    """Return SQL for the whole number of a part, null where it is none."""
    number = f"try_cast(try_cast({text} as double) as integer)"
    if part != "month":
        return number
    names = ", ".join(f"{literal(name)}: {place}" for name, place in MONTHS.items())
    return f"coalesce({number}, map {{{names}}}[rtrim(lower({text}), '.')])"


def _with_date(scratch: Scratch, raw: RawTable, parts: Mapping[str, str]) -> RawTable:
    name, at = scratch.new_name(), len(raw.headers)
    numbers = {part: _number(part, f"trim({raw.column(header)})") for part, header in parts.items()}
    clock = "''"
    if "minute" in parts:
        clock = f"printf(' %02d:%02d:%02d', {numbers['hour']}, {numbers['minute']}, {numbers.get('second', 0)})"
    scratch.run(_DATED.format(name=name, at=at, table=raw.sql, clock=clock, **numbers))
    return replace(raw, headers=(*raw.headers, _NAME), sql=name, made_of=raw.made_of | set(parts.values()))
