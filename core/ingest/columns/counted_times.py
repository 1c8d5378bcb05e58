"""Times that are numbers from 0 under a plain name, such as ``step``: in which unit they count is asked.

Each unit that they may count becomes a column, put on a calendar from 2000 on. Numbers of year, month, day and hour
without a sign between them, such as 14102107, are read as what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from core.ingest.columns.relative_times import is_time
from core.ingest.names.naming import certainty
from core.ingest.reader.read import RawTable
from core.ingest.reader.reshape import with_columns
from core.ingest.tables.evidence import Columns, Evidence, examine
from core.ingest.tables.sample import take_sample
from core.ingest.tables.source import Candidate, Choice, Question
from core.population.event_parts import split_name
from core.sentences import Sentence, say
from core.store.scratch import Scratch
from core.store.sql import literal

SECONDS = {"days": 86_400.0, "hours": 3_600.0, "minutes": 60.0, "seconds": 1.0, "milliseconds": 0.001}
_MADE = re.compile(rf"(?P<column>.+) as (?P<unit>{'|'.join(SECONDS)}) since the start")
_PACKED = re.compile(r"(?P<column>.+) as YYMMDDHH")
_PLAIN = re.compile(
    r"t|ts|times?|time ?stamp|unix ?time(stamp)?|event ?time(stamp)?|(time )?steps?|ticks?|time ?index|elapsed|zeit"
    r"|temps|tiempo|tempo|时间|時間|时间戳"
)
"""Names of times that say no unit."""
_OF_HOURS = re.compile(r"hour|(date|day|event|click) ?hour|ymdh|dt|ts|time|time ?stamp|date ?time")
_MOSTLY, _BACK, _FEW, _FROM_START = 0.98, 0.02, 5, 0.05
_LONGEST, _SHORTEST, _FIRST_EPOCH = 30 * 366 * 86_400.0, 43_200.0, 3e8
"""Seconds: at most and at least between the first and the last event; and since 1970 where numbers may be times."""
_LONGEST_CLOCK = 86_400
"""Seconds of a day, up to which numbers that go back may be times of day."""
_LIKELY = ((400, "days"), (10_000, "hours"), (100_000, "minutes"), (_FIRST_EPOCH, "seconds"))
"""Up to which largest number a unit is the most likely one: a year of days, a year of hours, two months of minutes."""
_LOOK = """
select count(*) filter (cell <> ''), count(n), min(n), max(n), count(distinct n), count(*) filter (n < before),
    count(*) filter (n < before and n > least)
from (select *, min(n) over () as least from (select cell, n, lag(n) over (order by row_no) as before
    from (select {cell} as cell, try_cast({cell} as double) as n, row_no from {table})))"""
_HOURS_FORM = "%y%m%d%H"
_READS = """
select count(*) filter ({cell} <> ''), count(try_strptime({cell}, {form})),
    count(*) filter (try_strptime({cell}, '%Y%m%d') >= timestamp '1970-01-01'), count(distinct {cell}), min({cell})
from {table}"""


@dataclass(frozen=True, slots=True)
class _Range:
    """The numbers of a column."""

    low: float
    high: float
    is_anew: bool = False
    """Whether they begin anew with the lowest one more often than a few rows out of order would."""


def add_counted_times(scratch: Scratch, raws: Sequence[RawTable], wanted: Sequence[str] = ()) -> tuple[RawTable, ...]:
    """Add a column of times for each unit that a column of numbers from 0 may count, in files without any date.

    ``wanted``: what was given as the time: such columns, which are made whatever the numbers are, or a column of
    numbers, which may begin anywhere and stand in any order.
    """
    asked = [match for each in wanted if (match := _MADE.fullmatch(each))]
    if asked and all(asked[0]["column"] in raw.headers for raw in raws):
        return _with_units(scratch, raws, asked[0]["column"], [asked[0]["unit"]])
    headers = [each for each in raws[0].headers if all(each in raw.headers for raw in raws)]
    given = [each for each in wanted if each in headers]
    named = given or [each for each in headers if _PLAIN.fullmatch(split_name(each))]
    packed = [each for each in headers if _OF_HOURS.fullmatch(split_name(each))]
    if not named and not packed:
        return tuple(raws)
    columns = examine(scratch, take_sample(scratch, raws))
    if any(is_time(header, one) for header, one in columns.items()):
        return tuple(raws)
    for header in packed:
        if all(_is_packed(scratch, raw, header) for raw in raws):
            return _unpacked(scratch, raws, header)
    counting = [each for each in named if columns[each].looks["hhmm"] < _MOSTLY and not _are_dates(columns[each])]
    for header in sorted(counting, key=lambda each: -certainty("timestamp", each)):
        found = [_look(scratch, raw, header, is_given=bool(given)) for raw in raws]
        ranges = [each for each in found if each is not None]
        units = (
            _units(min(each.low for each in ranges), max(each.high for each in ranges), bool(given)) if ranges else []
        )
        if len(ranges) == len(found) and units:
            return _with_units(scratch, raws, header, units, any(each.is_anew for each in ranges))
    return tuple(raws)


def without_counted(columns: Columns, chosen: Sequence[str]) -> Columns:
    """Return columns without those that ``add_counted_times`` has made, and of, but for chosen ones."""
    made = [match for each in columns if (match := _MADE.fullmatch(each) or _PACKED.fullmatch(each))]
    left_out = {each for match in made for each in (match[0], match["column"]) if each not in chosen}
    return Columns({header: one for header, one in columns.items() if header not in left_out})


def is_counted(columns: Iterable[str], given: Sequence[str]) -> bool:
    """Whether what was given as the time counts in a unit that was not: the column of numbers itself."""
    made = (_MADE.fullmatch(each) for each in columns)
    return bool(given) and any(match and match["column"] == given[0] for match in made)


def question_on_unit(columns: Columns, is_open: bool) -> tuple[list[Choice], list[Question]]:
    """Return the choice of the time of a log that counts it, and the question which its unit is; or neither.

    ``is_open``: no column was given as the time.
    """
    made = [each for each in columns if _MADE.fullmatch(each) or _PACKED.fullmatch(each)] if is_open else []
    packed = _PACKED.fullmatch(made[0]) if made else None
    if packed:
        why = say("its name, {column!r}, is that of a time", column=packed["column"])
        return [Choice("events", "timestamp", made[0], why)], []
    if not made:
        return [], []
    reasons = {each: _reason(each, columns) for each in made}
    column = _part(made[0], "column")
    sentence = say(
        "{column!r} counts from a start that the log does not name: are these {first} or {others}?",
        column=column,
        first=_part(made[0], "unit"),
        others=", ".join(_part(each, "unit") for each in made[1:]),
    )
    candidates = tuple(Candidate(each, reasons[each]) for each in made)
    choice = Choice("events", "timestamp", made[0], reasons[made[0]], 0.5 if len(made) > 1 else 1.0)
    if len(made) == 1:
        return [choice], []
    return [choice], [Question("events", "timestamp", sentence, candidates)]


def _reason(made: str, columns: Columns) -> Sentence:
    days = columns[_part(made, "column")].largest * SECONDS[_part(made, "unit")] / SECONDS["days"]
    return say("the log would be {days:,.0f} days long", days=days)


def _part(made: str, name: str) -> str:
    match = _MADE.fullmatch(made)
    return match[name] if match else made


def _are_dates(one: Evidence) -> bool:
    """Whether numbers are read as times, or are years or dates without a sign between their parts."""
    together = max(one.looks[name] for name in ("day_month_year", "six_of_date", "year"))
    return one.time is not None or together > _MOSTLY


def _look(scratch: Scratch, raw: RawTable, header: str, *, is_given: bool) -> _Range | None:
    """Return the numbers of a column; None where some are none or negative, or they go back and on by the row.

    Those of each user may begin anew with the lowest one, and given ones stand in any order.
    """
    cell = f"trim({raw.column(header)})"
    sql = _LOOK.format(cell=cell, table=raw.sql)
    [(n_filled, n_numbers, low, high, n_distinct, n_back, n_amid)] = scratch.rows(sql)
    if not n_filled or n_numbers < _MOSTLY * n_filled or n_distinct < _FEW:
        return None
    if is_given:
        return None if low < 0 else _Range(float(low), float(high))
    is_row_number = n_distinct == n_filled == high - low + 1
    is_back = n_amid > _BACK * n_filled if high > _LONGEST_CLOCK else n_back > 0  # times of day begin anew each day
    is_anew = n_back - n_amid > _BACK * n_filled
    return None if is_row_number or is_back or low < 0 else _Range(float(low), float(high), is_anew)


def _units(low: float, high: float, is_given: bool) -> list[str]:
    """List the units in which numbers from 0 would be a log of some hours to some years, the most likely first.

    Given ones are from anywhere below those of 1979.
    """
    if low > (_FIRST_EPOCH if is_given else max(1.0, _FROM_START * high)):
        return []
    able = [unit for unit, each in SECONDS.items() if _SHORTEST <= (high - low) * each <= _LONGEST]
    first = next((unit for most, unit in _LIKELY if high <= most), "milliseconds")
    near = list(SECONDS).index(first)
    return sorted(able, key=lambda unit: abs(list(SECONDS).index(unit) - near))[:3] if first in able else []


def _is_packed(scratch: Scratch, raw: RawTable, header: str) -> bool:
    """Whether the texts of a column are years of two digits, months, days and hours, and no dates of eight digits."""
    sql = _READS.format(cell=f"trim({raw.column(header)})", form=literal(_HOURS_FORM), table=raw.sql)
    [(n_filled, n_packed, n_dates, n_distinct, first)] = scratch.rows(sql)
    is_of_eight = bool(n_filled) and len(first) == len(_HOURS_FORM)
    return is_of_eight and n_packed >= _MOSTLY * n_filled and n_dates < n_packed / 2 and n_distinct >= _FEW


def _with_units(
    scratch: Scratch, raws: Sequence[RawTable], header: str, units: Sequence[str], is_anew: bool = False
) -> tuple[RawTable, ...]:
    number = "try_cast(trim({cell}) as double)"
    made = {
        f"{header} as {unit} since the start": "strftime(timestamp '2000-01-01' + to_microseconds("
        f"(1e6 * {number} * {SECONDS[unit]})::bigint), '%Y-%m-%d{'' if unit == 'days' else ' %H:%M:%S'}')"
        for unit in units
    }
    note = say(
        "The log has no dates: 0 of {column!r} is taken to be 2000-01-01 00:00, so distances in time are as right as "
        "its unit is; dates and hours of the day are not.",
        column=header,
    )
    anew = say(
        "{column!r} begins anew with its lowest number again and again, as times since the first event of each user "
        "do: which of two users came first is not known.",
        column=header,
    )
    return _added(scratch, raws, header, made, (note, anew) if is_anew else (note,))


def _unpacked(scratch: Scratch, raws: Sequence[RawTable], header: str) -> tuple[RawTable, ...]:
    made = {f"{header} as YYMMDDHH": f"strftime(try_strptime(trim({{cell}}), '{_HOURS_FORM}'), '%Y-%m-%d %H:%M:%S')"}
    note = say("{column!r} holds the year, month, day and hour, two digits each.", column=header)
    return _added(scratch, raws, header, made, (note,))


def _added(
    scratch: Scratch, raws: Sequence[RawTable], header: str, made: Mapping[str, str], notes: Sequence[Sentence]
) -> tuple[RawTable, ...]:
    """Return files with more columns, each made of one; ``made``: name to SQL of ``{cell}``."""
    found = []
    for raw in raws:
        cells = {name: sql.format(cell=raw.column(header)) for name, sql in made.items()}
        found.append(replace(with_columns(scratch, raw, cells), made_of=raw.made_of | {header, *made}))
    return (replace(found[0], notes=(*found[0].notes, *notes)), *found[1:])
