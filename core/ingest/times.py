"""How a column writes its times: one format for the whole column, found from all of it where it could be two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from core.sentences import say
from core.store.scratch import Scratch
from core.store.sql import literal

_EPOCH_TEXT = r"[+-]?\d{9,10}(\.\d+)?|\d{12,13}(\.0)?|\d{15,16}(\.0)?|\d{18,19}(\.0)?|\d\.\d+[eE]\+?\d+"
_DAY_OR_MONTH_FIRST = re.compile(r"\d{1,2}([/.-])\d{1,2}\1(\d{4}|\d{2})(\D.*)?")
_CLOCKS = ("", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", " %H:%M:%S.%f", "T%H:%M:%S")
_DATES = ("%Y%m%d", "%Y.%m.%d", "%Y年%m月%d日", "%d %b %Y", "%d-%b-%Y", "%b %d, %Y", "%d %B %Y", "%B %d, %Y", "%d%b%Y")
_WHOLE = ("%Y%m%d%H%M%S", "%Y%m%dT%H%M%S", "%a %b %d %H:%M:%S %Y", "%Y年%m月%d日%H:%M:%S", "%d/%b/%Y:%H:%M:%S")
_WITH_OFFSET = ("%a, %d %b %Y %H:%M:%S %z", "%d/%b/%Y:%H:%M:%S %z", "%a %b %d %H:%M:%S %z %Y")
ENOUGH_SHARE = 0.8
"""Share of texts that a format must read for a column to be taken for a time."""
_ISO = "try_cast({text} as timestamptz)"
_NUMBER = "try_cast({text} as double)"
_EPOCH = f"""case when isfinite({_NUMBER}) and abs({_NUMBER}) < 9e18 then timezone('UTC', make_timestamp(case
    when abs({_NUMBER}) < 1e11 then {_NUMBER} * 1000000 when abs({_NUMBER}) < 1e14 then {_NUMBER} * 1000
    when abs({_NUMBER}) < 1e17 then {_NUMBER} else {_NUMBER} / 1000 end::bigint)) end"""


@dataclass(frozen=True, slots=True)
class TimeFormat:
    """How to turn the text of a column into a point in time."""

    name: str
    sql: str
    """Gives a TIMESTAMPTZ or null from ``{text}``; texts without an offset are in the zone of the connection."""
    separator: str = ""
    """Set where day and month may be either way round."""
    year: str = "%Y"
    notes: tuple[str, ...] = field(default=())

    def of(self, column: str) -> str:
        """Return the SQL for one column."""
        return self.sql.replace("{text}", f"trim({column})")


def find_time_format(scratch: Scratch, texts: Sequence[str], enough: float = ENOUGH_SHARE) -> TimeFormat | None:
    """Return the format that reads most of ``texts``, None when it reads less than the share ``enough`` of them."""
    values = list(dict.fromkeys(text.strip() for text in texts if text and text.strip()))[:5000]
    if not values:
        return None
    if _share(values, _EPOCH_TEXT) >= max(enough, 0.5):
        return TimeFormat(say("seconds, milliseconds or finer since 1970"), _EPOCH)
    if _share(values, r"[-+]?\d{1,7}|[-+]?\d*\.\d+") >= ENOUGH_SHARE:
        return None
    best, n_read = _best(scratch, values)
    return best if n_read >= max(enough * len(values), 1) else None


def settle_order(scratch: Scratch, found: TimeFormat, columns: Sequence[tuple[str, str]]) -> TimeFormat:
    """Decide between day first and month first from all rows of all files; ``found`` where there is nothing to decide.

    ``columns`` are table expressions, each with its column of times.
    """
    if not found.separator:
        return found
    selects = " union all ".join(f"select trim({column}) as t from {table}" for table, column in columns)  # noqa: S608
    part = f"coalesce(max(try_cast(split_part(t, {literal(found.separator)}, {{}}) as integer)), 0)"
    first, second = scratch.rows(f"select {part.format(1)}, {part.format(2)} from ({selects})")[0]  # noqa: S608
    if second > 12 and first <= 12:
        return _short(found.separator, found.year, day_first=False)
    note: str = ""
    if first <= 12:
        note = say("Dates such as 03/04/2026 could be day first or month first; they were read day first.")
    elif second > 12:
        note = say("Some dates are day first and some month first; they were read day first, the others were rejected.")
    return _short(found.separator, found.year, day_first=True, notes=(note,) if note else ())


def _best(scratch: Scratch, values: Sequence[str]) -> tuple[TimeFormat, int]:
    """Return the first of the formats that read most, and how many texts it reads."""
    tried: list[tuple[TimeFormat, int]] = []
    for each in _candidates(values):
        tried.append((each, _n_read(scratch, each, values)))
        if tried[-1][1] == len(values):  # no other reads more
            break
    return max(tried, key=itemgetter(1))


def _candidates(values: Sequence[str]) -> list[TimeFormat]:
    found = next(filter(None, map(_DAY_OR_MONTH_FIRST.fullmatch, values)), None)
    short = []
    if found:
        year = "%Y" if len(found[2]) == 4 else "%y"
        short = [_short(found[1], year, day_first) for day_first in (True, False)]
    dates = [_strptime([date + clock for clock in _CLOCKS], date) for date in _DATES]
    whole = [_strptime([each], each) for each in _WHOLE]
    offset = [TimeFormat(each, f"try_strptime({{text}}, {literal(each)})::timestamptz") for each in _WITH_OFFSET]
    return [*short, TimeFormat("ISO 8601", _ISO), *dates, *whole, *offset]


def _short(separator: str, year: str, day_first: bool, notes: tuple[str, ...] = ()) -> TimeFormat:
    parts = ("%d", "%m") if day_first else ("%m", "%d")
    date = separator.join((*parts, year))
    name = say("day first, like {date}", date=date) if day_first else say("month first, like {date}", date=date)
    return TimeFormat(name, _strptime([date + clock for clock in _CLOCKS], "").sql, separator, year, notes)


def _strptime(formats: Sequence[str], name: str) -> TimeFormat:
    listed = ", ".join(literal(each) for each in formats)
    return TimeFormat(name, f"try_strptime({{text}}, [{listed}])::timestamptz")


def _share(values: Sequence[str], pattern: str) -> float:
    return sum(re.fullmatch(pattern, value) is not None for value in values) / len(values)


def _n_read(scratch: Scratch, each: TimeFormat, values: Sequence[str]) -> int:
    at = each.of("t")
    sql = f"select count(*) filter ({at} between '1900-01-01' and '2200-01-01') from (select unnest(?::varchar[]) as t)"  # noqa: S608
    return int(scratch.one(sql, [values]))
