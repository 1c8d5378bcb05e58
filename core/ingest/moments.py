"""When events happened: each file by its own format of time, dates that could be two settled from all rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import IngestError
from core.ingest.log import LogTable
from core.ingest.read import RawTable
from core.ingest.source import Candidate, LogSource, Question
from core.ingest.times import SHORT_DATE, TimeFormat, find_time_format, read_layers
from core.sentences import say
from core.store.scratch import Scratch
from core.store.sql import Layer, literal

FIRST_MOMENT, END = "timestamp '1970-01-01'", "timestamp '2101-01-01'"
"""Times outside are not usable."""
_SHORT = re.compile(SHORT_DATE)
_MAX_TEXTS = 20_000
_UNKNOWN = TimeFormat(say("none"))
_MIDNIGHT = r"[ T]00:00(:00(\.0+)?)?$"
_NO_DATE = r"^(1899-12-3[01]|1900-01-0[01]|1970-01-01)[ T]"
_OF_CLOCKS = ((_NO_DATE, ""), (r"\.0$", ""), (r"^(\d{1,2})[.h](\d\d)(?:\s*(?i:uhr|hs?|hrs)\.?)?$", r"\1:\2"))
"""What is done to a time of day in turn."""
_HHMM = re.compile(r"\s*\d{3,6}\s*$")
_EVIDENCE = """
select count(*) filter (a > 12 and b <= 12), count(*) filter (b > 12 and a <= 12),
    count(*) filter (a <= 12 and b <= 12 and a <> b), count(*) filter (dot <> '.'),
    min(t) filter (a <= 12 and b <= 12 and a <> b)
from (select t, regexp_extract(t, {pattern}, 1)::integer as a, regexp_extract(t, {pattern}, 2)::integer as b,
    regexp_extract(t, '[-/.]') as dot
    from (select {text} as t from {table}) where regexp_matches(t, {pattern}))"""


@dataclass(frozen=True, slots=True)
class Times:
    """How each file of a log writes its times."""

    formats: tuple[TimeFormat, ...]
    notes: tuple[str, ...] = ()
    example: str = ""
    """A date that could be two, where nothing settles which; it is read day first."""


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Dates of one file that could be two by their form."""

    n_day: int
    n_month: int
    n_open: int
    n_other_than_dots: int
    example: str

    @property
    def order(self) -> str | None:
        if self.n_day or self.n_month:
            return "day" if self.n_day >= self.n_month else "month"
        return "day" if self.n_open and not self.n_other_than_dots else None


_NONE = _Evidence(0, 0, 0, 0, "")


def time_text(events: LogTable, raw: RawTable) -> str:
    """Return SQL for the text of a time: one column, or a date put together with a time of day where it has none."""
    date = events.sql_of(raw, events.map.timestamp or "", "timestamp")
    if not events.map.time_of_day:
        return date
    clock = events.sql_of(raw, events.map.time_of_day, "time_of_day")
    for pattern, into in _OF_CLOCKS:
        clock = f"regexp_replace(trim({clock}), {literal(pattern)}, {literal(into)})"
    padded = f"lpad({clock}, case when length({clock}) > 4 then 6 else 4 end, '0')"
    shortest = 1 if any(map(_HHMM.match, events.sample.texts(events.map.time_of_day))) else 3
    spelled = (
        f"case when regexp_matches({clock}, '^\\d{{{shortest},6}}$') "
        f"then rtrim(regexp_replace({padded}, '(\\d\\d)(\\d\\d)(\\d\\d)?', '\\1:\\2:\\3'), ':') "
        f"when regexp_matches({clock}, '^\\d{{1,2}}$') then {clock} || ':00' else {clock} end"
    )
    day = f"regexp_replace(trim({date}), {literal(_MIDNIGHT)}, '')"
    return f"case when contains({day}, ':') then {day} else concat_ws(' ', {day}, nullif({spelled}, '')) end"


def find_times(scratch: Scratch, events: LogTable, source: LogSource, survey: bool = False) -> Times:
    """Find out how each file writes its times; ``survey``: look into all rows for dates that could be two.

    Raises
    ------
    IngestError
        No time is understood, or dates could be two and nothing says which.
    """
    texts = [_texts(scratch, events, raw) for raw in events.raws]
    found = _find_evidence(scratch, events, texts, survey)
    order, example = _order_of_open(found, source.date_order)
    formats = tuple(
        find_time_format(scratch, each, 0.0, evidence.order or order) or _UNKNOWN
        for each, evidence in zip(texts, found, strict=True)
    )
    if _UNKNOWN in formats and set(formats) == {_UNKNOWN}:
        _refuse(events, texts)
    if example and not source.accepts_guesses:
        raise IngestError(
            say("Dates such as {example} could be day first or month first.", example=example),
            say("Say which with --date-order day or --date-order month; --yes takes day first."),
        )
    return Times(formats, tuple(_notes(found, order, example)), example)


def date_question(scratch: Scratch, events: LogTable) -> Question | None:
    """Return the question whether dates are day or month first, None where the rows settle it; whatever is given."""
    texts = [_texts(scratch, events, raw) for raw in events.raws]
    _order, example = _order_of_open(_find_evidence(scratch, events, texts), None)
    if not example:
        return None
    sentence = say("Dates such as {example} could be day first or month first.", example=example)
    day, month = (Candidate(each, say("{order} first", order=each)) for each in ("day", "month"))
    return Question("events", "date_order", sentence, (day, month))


def moment_layers(text: str, time: TimeFormat, zone: str, is_quick: bool = False) -> list[Layer]:
    """Return layers of SQL that read a text: the last one has ``moment`` in UTC and ``clock`` in the log's zone."""
    if zone == "UTC":
        moment = clock = "coalesce(naive, utc)"
    else:
        here = literal(zone)
        moment = f"case when naive is null then utc else timezone('UTC', timezone({here}, naive)) end"
        clock = f"coalesce(naive, timezone({here}, timezone('UTC', utc)))"
    return [*read_layers(text, time, is_quick), {"any_moment": moment, "clock": clock}]


def _texts(scratch: Scratch, events: LogTable, raw: RawTable) -> list[str]:
    if len(events.raws) == 1 and not events.map.time_of_day and "timestamp" not in events.source.sql:
        return events.sample.texts(events.map.timestamp or "")
    sql = f"select {time_text(events, raw)} from {raw.sql} limit {_MAX_TEXTS}"  # noqa: S608 - built by read
    return [text for (text,) in scratch.rows(sql) if text and text.strip()]


def _find_evidence(
    scratch: Scratch, events: LogTable, texts: Sequence[Sequence[str]], survey: bool = False
) -> list[_Evidence]:
    """Look into all rows of the files that have dates which could be two; ``survey``: of every file."""
    is_short = [survey or any(map(_SHORT.match, each)) for each in texts]
    return [_evidence(scratch, events, raw) if each else _NONE for raw, each in zip(events.raws, is_short, strict=True)]


def _evidence(scratch: Scratch, events: LogTable, raw: RawTable) -> _Evidence:
    parts = {"pattern": literal(SHORT_DATE), "text": time_text(events, raw), "table": raw.sql}
    [(n_day, n_month, n_open, n_other, example)] = scratch.rows(_EVIDENCE.format(**parts))
    return _Evidence(n_day, n_month, n_open, n_other, (example or "").strip()[:30])


def _order_of_open(found: Sequence[_Evidence], given: str | None) -> tuple[str | None, str]:
    """Return what comes first where a file does not settle it, and an example where nothing does."""
    settled = {each.order for each in found if each.order}
    still_open = [each for each in found if each.n_open and not each.order]
    if given or not still_open:
        return given, ""
    return (settled.pop(), "") if len(settled) == 1 else ("day", still_open[0].example)


def _notes(found: Sequence[_Evidence], order: str | None, example: str) -> list[str]:
    notes: list[str] = []
    n_open = sum(each.n_open for each in found if not each.order)
    if example:
        notes.append(
            say(
                "Dates such as {example} could be day first or month first; {n:,} were read day first.",
                example=example,
                n=n_open,
            )
        )
    elif n_open:
        notes.append(
            say("{n:,} dates could be day first or month first; they were read {order} first.", n=n_open, order=order)
        )
    for first, n_other in ((each.order, min(each.n_day, each.n_month)) for each in found):
        if n_other:
            notes.append(
                say(
                    "Some dates are day first and some month first; they were read {order} first, and {n:,} that "
                    "cannot be were rejected.",
                    order=first,
                    n=n_other,
                )
            )
    return notes


def _refuse(events: LogTable, texts: Sequence[Sequence[str]]) -> None:
    """Raise ``IngestError`` where there are times and none is understood."""
    example = next((text for each in texts for text in each), "")
    if example:
        column = events.map.timestamp
        raise IngestError(
            say(
                "The times in {column!r} are not understood, such as {example!r}.", column=column, example=example[:40]
            ),
            say("Write them like 2026-01-31 18:05:00, or give another column with --map timestamp=COLUMN."),
        )
