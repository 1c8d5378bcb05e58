"""Dates that stand in three columns, of year, month and day, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.ingest.naming import certainty, heads_of
from core.ingest.read import RawTable
from core.sentences import say
from core.store.scratch import Scratch

_PARTS = {
    "year": ("year", "yyyy", "jahr", "annee", "ano", "anno", "jaar", "rok", "年", "年份"),
    "month": ("month", "mm", "monat", "mois", "mes", "mese", "maand", "miesiac", "月", "月份"),
    "day": ("day", "dd", "dayofmonth", "tag", "jour", "dia", "giorno", "dag", "dzien", "日"),
}
_RANGES = {"year": (1900, 2100), "month": (1, 12), "day": (1, 31)}
_NAME = "date"
_MOSTLY = 0.98
"""So many of the filled cells of a column must be numbers of a year, a month or a day."""
_FITS = """
select count(*) filter ({cell} <> ''), count(*) filter (try_cast({cell} as double) between {low} and {high})
from {table}"""
_DATED = """
create table {name} as
select *, case when try_cast({year} as integer) is not null and try_cast({month} as integer) is not null
    and try_cast({day} as integer) is not null
    then printf('%04d-%02d-%02d', try_cast({year} as integer), try_cast({month} as integer), try_cast({day} as integer))
    end as c{at}
from {table}"""


def join_date_parts(scratch: Scratch, raws: Sequence[RawTable]) -> tuple[RawTable, ...]:
    """Add a column with the date to files that have it in three columns and in no other one; others stay."""
    headers = raws[0].headers
    parts = _parts_of(headers)
    has_other = any(certainty("timestamp", header) > 0 for header in headers if header not in parts.values())
    is_apart = len(parts) == len(_PARTS) and not has_other and _NAME not in headers
    if not is_apart or not all(_fits(scratch, raw, parts) for raw in raws):
        return tuple(raws)
    dated = [_with_date(scratch, raw, parts) for raw in raws]
    note = say(
        "{date!r} was put together from {year!r}, {month!r} and {day!r}.",
        date=_NAME,
        year=parts["year"],
        month=parts["month"],
        day=parts["day"],
    )
    return (replace(dated[0], notes=(*dated[0].notes, note)), *dated[1:])


def _parts_of(headers: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part, names in _PARTS.items():
        header = next((each for each in headers if heads_of(each)[0] in names), None)
        if header:
            found[part] = header
    return found


def _fits(scratch: Scratch, raw: RawTable, parts: dict[str, str]) -> bool:
    """Whether a file has numbers of years, months and days in all three columns."""
    if any(header not in raw.headers for header in parts.values()):
        return False
    for part, header in parts.items():
        low, high = _RANGES[part]
        sql = _FITS.format(cell=f"trim({raw.column(header)})", low=low, high=high, table=raw.sql)
        n_filled, n_fitting = scratch.rows(sql)[0]
        if not n_filled or n_fitting < _MOSTLY * n_filled:
            return False
    return True


def _with_date(scratch: Scratch, raw: RawTable, parts: dict[str, str]) -> RawTable:
    name, at = scratch.new_name(), len(raw.headers)
    cells = {part: f"trim({raw.column(header)})" for part, header in parts.items()}
    scratch.run(_DATED.format(name=name, at=at, table=raw.sql, **cells))
    return replace(raw, headers=(*raw.headers, _NAME), sql=name)
