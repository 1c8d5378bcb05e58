"""The text of a time: of one column, or a day put together with a time of day that stands in another one."""

from __future__ import annotations

import re

from core.ingest.reader.read import RawTable
from core.ingest.tables.log_table import LogTable
from core.ingest.values.clocks import OF_CLOCKS
from core.store.sql import literal

_MIDNIGHT = r"[ T]00:00(:00(\.0+)?)?$"
_HHMM = r"\d{3,6}(\.0)?$"
_FINE = r"0?[.,]\d{4,}$"
_PART_OF_DAY, _SERIAL = r"^(0?[.,]\d+|0)$", r"^[2-5]\d{4}(\.0)?$"
_CLOCK_OF_PART = "strftime(timestamp '1970-01-01' + to_seconds(round(86400 * try_cast({part} as double))), '%H:%M:%S')"
_DAY_OF_SERIAL = "strftime(date '1899-12-30' + try_cast(try_cast({day} as double) as integer), '%Y-%m-%d')"
"""A part of a day, and a day, as a spreadsheet stores them."""


def time_text(events: LogTable, raw: RawTable) -> str:
    """Return SQL for the text of a time: one column, or a date put together with a time of day where it has none."""
    date = events.sql_of(raw, events.map.timestamp or "", "timestamp")
    if not events.map.time_of_day:
        return date
    clock = bare = events.sql_of(raw, events.map.time_of_day, "time_of_day")
    for pattern, into in OF_CLOCKS:
        clock = f"regexp_replace(trim({clock}), {literal(pattern)}, {literal(into)})"
    padded = f"lpad({clock}, case when length({clock}) > 4 then 6 else 4 end, '0')"
    shortest = 1 if _some(_HHMM, events, events.map.time_of_day) else 3
    spelled = (
        f"case when regexp_matches({clock}, '^\\d{{{shortest},6}}$') "
        f"then rtrim(regexp_replace({padded}, '(\\d\\d)(\\d\\d)(\\d\\d)?', '\\1:\\2:\\3'), ':') "
        f"when regexp_matches({clock}, '^\\d{{1,2}}$') then {clock} || ':00' else {clock} end"
    )
    day = f"regexp_replace(trim({date}), {literal(_MIDNIGHT)}, '')"
    if _some(_FINE, events, events.map.time_of_day):
        of_part = _CLOCK_OF_PART.format(part=f"replace(trim({bare}), ',', '.')")
        spelled = f"case when regexp_matches(trim({bare}), {literal(_PART_OF_DAY)}) then {of_part} else {spelled} end"
    if _some(_SERIAL, events, events.map.timestamp):
        of_serial = _DAY_OF_SERIAL.format(day=day)
        day = f"case when regexp_matches({day}, {literal(_SERIAL)}) then {of_serial} else {day} end"
    return f"case when contains({day}, ':') then {day} else concat_ws(' ', {day}, nullif({spelled}, '')) end"


def _some(pattern: str, events: LogTable, column: str | None) -> bool:
    """Whether some texts of a column are written in a way."""
    return any(re.match(pattern, text.strip()) for text in events.sample.columns.get(column or "", ()) if text)
