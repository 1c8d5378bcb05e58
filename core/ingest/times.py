"""How a column writes most of its times: a format that is read quickly; ``spellings`` reads the rows that it leaves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.ingest.spellings import epoch_sql, spelled_layers
from core.sentences import say
from core.store.scratch import Scratch
from core.store.sql import Layer, literal, nested

_EPOCH_TEXT = r"[+-]?\d{9,10}(\.\d+)?|\d{12,13}(\.0)?|\d{15,16}(\.0)?|\d{18,19}(\.0)?|\d\.\d+[eE]\+?\d+"
_DATE_TEXT = r"(19|20)\d\d[01]\d[0-3]\d([012]\d[0-5]\d([0-6]\d)?)?"
_SERIAL_TEXT = r"[2-7]\d{4}(\.\d+)?"
SHORT_DATE = r"^\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})($|\D)"
"""A date whose first two numbers are day and month, in an order that it does not say."""
_CLOCKS = ("", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", " %H:%M:%S.%f", "T%H:%M:%S")
_ISO_CLOCKS = (" %H:%M:%S", "", "T%H:%M:%S", " %H:%M", " %H:%M:%S.%f", "T%H:%M:%S.%f", "T%H:%M")
_UTC_CLOCKS = ("T%H:%M:%SZ", "T%H:%M:%S.%fZ", " %H:%M:%SZ", " %H:%M:%S UTC", " %H:%M:%S.%f UTC", "T%H:%M:%S+00:00")
_DATES = ("%Y%m%d", "%Y.%m.%d", "%Y/%m/%d", "%Y年%m月%d日", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%d %B %Y")
_WHOLE = ("%Y%m%d%H%M%S", "%Y%m%dT%H%M%S", "%a %b %d %H:%M:%S %Y", "%Y年%m月%d日%H:%M:%S", "%d/%b/%Y:%H:%M:%S")
_WITH_OFFSET = (
    "%Y-%m-%d %H:%M:%S %z", "%a, %d %b %Y %H:%M:%S %z", "%d/%b/%Y:%H:%M:%S %z", "%a %b %d %H:%M:%S %z %Y",
)  # fmt: skip
_MAX_TEXTS = 1000
_MOSTLY = 0.5
ENOUGH_SHARE = 0.8
"""Share of texts that must be read for a column to be taken for a time."""


@dataclass(frozen=True, slots=True)
class TimeFormat:
    """How to turn most texts of a column into a point in time, and how dates are read that could be two."""

    name: str
    sql: str = "null::timestamp"
    """Gives a TIMESTAMP or null from ``{text}``."""
    is_utc: bool = False
    """Whether that is in UTC; else it is what the clock of the log's zone showed."""
    date_order: str | None = None
    """``day`` or ``month``: what comes first in 03/04/2026. None: not known."""

    def of(self, text: str) -> str:
        """Return the SQL for one text."""
        return self.sql.replace("{text}", text)


def find_time_format(
    scratch: Scratch, texts: Sequence[str], enough: float = ENOUGH_SHARE, date_order: str | None = None
) -> TimeFormat | None:
    """Return a format for ``texts``, None when less than the share ``enough`` of them can be read at all.

    Numbers below 100,000 are days of a spreadsheet only where ``enough`` is lower than usual: by their values alone
    they may be anything.
    """
    values = list(dict.fromkeys(text.strip() for text in texts if text and text.strip()))[:_MAX_TEXTS]
    if not values or (enough >= ENOUGH_SHARE and _share(values, r"[-+]?\d{1,7}|[-+]?\d*\.\d+") >= ENOUGH_SHARE):
        return None
    order = date_order or order_of(values)
    quick = _candidates(values, order)
    *counts, n_read = _count_read(scratch, quick, values, order or "day")
    if n_read < max(enough * len(values), 1):
        return None
    n_best, best = max(zip(counts, quick, strict=True), key=lambda each: each[0])
    if n_best >= _MOSTLY * n_read:
        return best
    name = say("days of a spreadsheet") if _share(values, _SERIAL_TEXT) > _MOSTLY else say("dates and times")
    return TimeFormat(name, date_order=order)


def order_of(texts: Sequence[str]) -> str | None:
    """Say what comes first in dates such as 03/04/2026, None where the texts do not settle it or hold no such date."""
    found = [each for each in map(re.compile(SHORT_DATE).match, texts) if each]
    n_day = sum(int(each[1]) > 12 >= int(each[2]) for each in found)
    n_month = sum(int(each[2]) > 12 >= int(each[1]) for each in found)
    return ("day" if n_day > n_month else "month") if n_day or n_month else None


def read_layers(text: str, time: TimeFormat) -> list[Layer]:
    """Return layers of SQL that read a text; the last one has ``naive`` and ``utc``, as ``spelled_layers`` says."""
    mine, other = ("utc", "naive") if time.is_utc else ("naive", "utc")
    return [
        {"quick": time.of(text)},
        {"sure": "case when quick > timestamp '1900-01-01' and quick < timestamp '9999-12-31' then quick end"},
        *spelled_layers(text, "sure", time.date_order),
        {mine: f"coalesce(sure, t_{mine})", other: f"t_{other}"},
    ]


def _candidates(values: Sequence[str], order: str | None) -> list[TimeFormat]:
    if _share(values, _EPOCH_TEXT) >= _MOSTLY and _share(values, _DATE_TEXT) < _MOSTLY:
        sql = epoch_sql("try_cast({text} as double)", "{text}")
        return [TimeFormat(say("seconds, milliseconds or finer since 1970"), sql, True, order)]
    iso = _strptime(["%Y-%m-%d" + clock for clock in _ISO_CLOCKS], "ISO 8601", order)
    utc = replace(_strptime(["%Y-%m-%d" + clock for clock in _UTC_CLOCKS], "ISO 8601", order), is_utc=True)
    offset = TimeFormat("ISO 8601", "timezone('UTC', try_cast({text} as timestamptz))", True, order)
    dates = [_strptime([date + clock for clock in _CLOCKS], date, order) for date in _DATES]
    whole = [_strptime([each], each, order) for each in _WHOLE]
    with_offset = [
        TimeFormat(each, f"timezone('UTC', try_strptime({{text}}, {literal(each)}))", True, order)
        for each in _WITH_OFFSET
    ]
    return [*_short(values, order or "day"), iso, utc, offset, *dates, *whole, *with_offset]


def _short(values: Sequence[str], order: str) -> list[TimeFormat]:
    found = next(filter(None, map(re.compile(SHORT_DATE).match, values)), None)
    if not found:
        return []
    separator, year = found[0].strip()[len(found[1])], "%Y" if len(found[3]) == 4 else "%y"
    date = separator.join((*(("%d", "%m") if order == "day" else ("%m", "%d")), year))
    name = say("day first, like {date}", date=date) if order == "day" else say("month first, like {date}", date=date)
    return [_strptime([date + clock for clock in _CLOCKS], name, order)]


def _strptime(formats: Sequence[str], name: str, order: str | None) -> TimeFormat:
    listed = ", ".join(literal(each) for each in formats)
    return TimeFormat(name, f"try_strptime({{text}}, [{listed}])", date_order=order)


def _share(values: Sequence[str], pattern: str) -> float:
    return sum(re.fullmatch(pattern, value) is not None for value in values) / len(values)


def _count_read(scratch: Scratch, quick: Sequence[TimeFormat], values: Sequence[str], order: str) -> list[int]:
    """Count the texts that each format reads, and at last those that can be read at all."""
    usable = "between timestamp '1900-01-01' and timestamp '2200-01-01'"
    counts = [f"count(*) filter ({each.of('t')} {usable})" for each in quick]
    table = nested("(select unnest(?::varchar[]) as t)", spelled_layers("t", "null", order))
    sql = f"select {', '.join(counts)}, count(*) filter (coalesce(t_naive, t_utc) {usable}) from {table}"  # noqa: S608
    return [int(count) for count in scratch.rows(sql, [values])[0]]
