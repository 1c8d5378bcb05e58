"""Times that are counted from a start that nobody knows: days and hours since then, put on a calendar from 2000 on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.ingest.names.naming import certainty, heads_of
from core.ingest.reader.read import RawTable
from core.ingest.reader.reshape import with_columns
from core.ingest.tables.evidence import Evidence, examine
from core.ingest.tables.sample import take_sample
from core.population.event_parts import split_name
from core.sentences import Sentence, say
from core.store.scratch import Scratch

_SECONDS = {"week": 604_800, "day": 86_400, "hour": 3_600, "minute": 60, "second": 1, "millisecond": 0.001}
_UNITS = {
    "week": "weeks?|wochen?|semaines?|semanas?|settimane?",
    "day": "days?|tage?|jours?|dias?|giorni|giorno",
    "hour": "hours?|hrs?|stunden?|heures?|horas?|ore",
    "minute": "minutes?|mins?|minuten?|minutos?|minuti",
    "second": "seconds?|secs?|sekunden?|secondes?|segundos?|secondi",
    "millisecond": "milliseconds?|millis|ms",
}
_START = (
    "start|the start|beginning|begin|launch|opening|t0|day (0|zero|one|1)|zero|(study|log|data|recording|simulation"
    "|observation|campaign|period) (start|begin|beginning)|beginn|anfang|(le )?debut|((el|o) )?inicio|inizio"
)
_SINCE = {
    unit: re.compile(
        rf"({words}) (since|from|after|seit|nach|depuis|desde|dall?|da) ({_START})|elapsed ({words})|({words}) elapsed"
        rf"|relative ({words})"
    )
    for unit, words in _UNITS.items()
}
"""Names of times since one start for all; those since a user signed up or ordered last have another one for each."""
_DAY_NAMES = ("day", "daynumber", "dayno", "dayindex", "dayid", "daynum", "simday", "tag", "jour", "dia", "giorno")
_CLOCKS = {"hour": ("hour", "hourofday", "stunde", "heure", "hora", "ora"), "minute": ("minute", "minuteofhour", "min")}
_CALENDAR = (
    "year", "month", "monthofyear", "weekofyear", "quarter", "date", "jahr", "monat", "annee", "mois", "ano",
    "mes", "anno", "mese",
)  # fmt: skip
_WEEKS = ("week",)
"""Weeks beside days, which may be those of a calendar where no day is later than the last one of a year."""
_NAME = "relative time"
_MOSTLY, _MOST_DAYS = 0.98, 36_500
_FITS = """
select count(*) filter ({cell} <> ''), count(*) filter (try_cast({cell} as double) between {low} and {high}),
    min(try_cast({cell} as double)), count(distinct {cell}) from {table}"""
_OF_MONTH, _OF_YEAR = 31, 366
_GOES_ON = """
select count(distinct day), count(*) filter (day < before)
from (select {day} as day, lag({day}) over (order by row_no) as before from {table})"""
_PLACED = "strftime(timestamp '2000-01-01' + to_microseconds((1e6 * ({seconds}))::bigint), '{form}')"


@dataclass(frozen=True, slots=True)
class _Parts:
    """Columns of whole or broken numbers, with the seconds that one of each is."""

    seconds: Mapping[str, float]
    is_day: bool = False
    """Whether they are a day of its own, from the first on, with its hour and minute."""


def join_relative_times(scratch: Scratch, raws: Sequence[RawTable]) -> tuple[RawTable, ...]:
    """Add a column of times to files that count them from a start, and have no date or time in any column."""
    parts = _parts_of(raws[0].headers)
    if parts is None or _NAME in raws[0].headers or any(set(parts.seconds) - set(raw.headers) for raw in raws):
        return tuple(raws)
    columns = examine(scratch, take_sample(scratch, raws))
    if any(is_time(header, one) for header, one in columns.items() if header not in parts.seconds):
        return tuple(raws)
    first, *others = parts.seconds
    if any(heads_of(each)[0] in _WEEKS for each in raws[0].headers) and columns[first].largest <= _OF_YEAR:
        return tuple(raws)
    lowest = [_lowest(scratch, raw, first, parts) for raw in raws]
    if None in lowest + [_lowest(scratch, raw, header, parts) for raw in raws for header in others]:
        return tuple(raws)
    if parts.is_day and not all(_goes_on(scratch, raw, first) for raw in raws):
        return tuple(raws)
    start = 1 if parts.is_day and min(filter(None, lowest), default=0.0) >= 1 and 0 not in lowest else 0
    placed = [_placed(scratch, raw, parts, start) for raw in raws]
    return (replace(placed[0], notes=(*placed[0].notes, _note(parts, start))), *placed[1:])


def _note(parts: _Parts, start: int) -> Sentence:
    columns = ", ".join(map(repr, parts.seconds))
    if parts.is_day:
        return say(
            "The log has no dates: {start} of {columns} is taken to be 2000-01-01, so distances in time are right, "
            "dates are not.",
            start=start,
            columns=columns,
        )
    return say(
        "The log has no dates: 0 of {columns} is taken to be 2000-01-01 00:00, so distances in time are right, dates "
        "and hours of the day are not.",
        columns=columns,
    )


def _parts_of(headers: Sequence[str]) -> _Parts | None:
    for unit, pattern in _SINCE.items():
        named = [header for header in headers if pattern.fullmatch(split_name(header))]
        if named:
            return _Parts({named[0]: _SECONDS[unit]})
    heads = {header: heads_of(header)[0] for header in headers}
    days = [header for header, head in heads.items() if head in _DAY_NAMES]
    if len(days) != 1 or any(head in _CALENDAR for head in heads.values()):
        return None
    clocks = {
        header: _SECONDS[unit] for unit, names in _CLOCKS.items() for header, head in heads.items() if head in names
    }
    return _Parts({days[0]: _SECONDS["day"], **clocks}, is_day=True)


def is_time(header: str, one: Evidence) -> bool:
    """Whether a column holds dates, times of day, or numbers of seconds since 1970 under the name of a time."""
    return one.is_date or one.looks["clock"] > 0.5 or (one.is_epoch and certainty("timestamp", header) > 0)


def _lowest(scratch: Scratch, raw: RawTable, header: str, parts: _Parts) -> float | None:
    """Return the least number of a column; None where it does not hold such numbers, or only one."""
    seconds = parts.seconds[header]
    highest = {3_600: 23.0, 60: 59.0}.get(int(seconds)) if parts.is_day else None
    high = _MOST_DAYS * _SECONDS["day"] / seconds if highest is None else highest
    sql = _FITS.format(cell=f"trim({raw.column(header)})", low=0, high=high, table=raw.sql)
    n_filled, n_fitting, low, n_distinct = scratch.rows(sql)[0]
    is_one = n_distinct < 2 and seconds == max(parts.seconds.values())
    return None if not n_filled or n_fitting < _MOSTLY * n_filled or is_one else float(low)


def _goes_on(scratch: Scratch, raw: RawTable, day: str) -> bool:
    """Whether days are more than those of a month, or never go back from row to row, as those of a week do."""
    sql = _GOES_ON.format(day=f"try_cast(trim({raw.column(day)}) as double)", table=raw.sql)
    [(n_days, n_back)] = scratch.rows(sql)
    return n_days > _OF_MONTH or not n_back


def _placed(scratch: Scratch, raw: RawTable, parts: _Parts, start: int) -> RawTable:
    first = next(iter(parts.seconds))
    numbers = {header: f"try_cast(trim({raw.column(header)}) as double)" for header in parts.seconds}
    total = " + ".join(
        f"({number} - {start if header == first else 0}) * {parts.seconds[header]}"
        for header, number in numbers.items()
    )
    form = "%Y-%m-%d" if parts.is_day and len(parts.seconds) == 1 else "%Y-%m-%d %H:%M:%S"
    placed = with_columns(scratch, raw, {_NAME: _PLACED.format(seconds=total, form=form)})
    return replace(placed, made_of=raw.made_of | set(parts.seconds))
