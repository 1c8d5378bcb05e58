"""How a column writes most of its times: a format that is read quickly; ``spellings`` reads the rows that it leaves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from core.ingest.values.cocoa import NAME, START, are_since_2001, note_since_2001
from core.ingest.values.looks import is_short
from core.ingest.values.run_together import OF_SIX, Numbers, is_year_first, read_together
from core.ingest.values.spellings import BUDDHIST, BUDDHIST_YEAR, TAIWAN, TAIWAN_YEAR, epoch_sql, spelled_layers
from core.sentences import say
from core.store.scratch import Scratch
from core.store.sql import Layer, literal, nested

_EPOCH_TEXT = r"[+-]?\d{9,10}([.,]\d+)?|\d{12,13}(\.0)?|\d{15,16}(\.0)?|\d{18,19}(\.0)?|\d\.\d+[eE]\+?\d+"
_DATE_TEXT = r"(19|20)\d\d[01]\d[0-3]\d([012]\d([0-5]\d([0-6]\d)?)?)?"
_SERIAL_TEXT = r"[2-7]\d{4}([.,]\d+)?"
_CLOCK_IN_FRONT = r"\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp]\.?[Mm]\.?)?,? (?:- )?"
SHORT_DATE = (
    rf"^\s*(?:[^\s\d]+\s|{_CLOCK_IN_FRONT})?(\d{{1,2}})(?:[-/.]|\. )(\d{{1,2}})(?:[-/.]|\. )(\d{{4}}|\d{{2}})($|\D)"
)
"""A date whose first two numbers are day and month, in an order that it does not say."""
_CLOCKS = ("", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", " %H:%M:%S.%f", "T%H:%M:%S")
_ISO_CLOCKS = (" %H:%M:%S", "", "T%H:%M:%S", " %H:%M", " %H:%M:%S.%f", "T%H:%M:%S.%f", "T%H:%M")
_UTC_CLOCKS = ("T%H:%M:%SZ", "T%H:%M:%S.%fZ", " %H:%M:%SZ", " %H:%M:%S UTC", " %H:%M:%S.%f UTC", "T%H:%M:%S+00:00")
_DATES = (
    "%Y%m%d", "%Y-%j", "%Y.%m.%d", "%Y/%m/%d", "%Y年%m月%d日", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y",
    "%b %d, %Y", "%d %B %Y",
)  # fmt: skip
MONTHS_ONLY = "%Y-%m"
_WHOLE = (
    "%Y%m%d%H%M%S", "%Y%m%d%H", "%G-W%V-%u", "%GW%V%u", "%G-W%V", MONTHS_ONLY, "%Y%m%dT%H%M%S",
    "%a %b %d %H:%M:%S %Y", "%Y年%m月%d日%H:%M:%S", "%d/%b/%Y:%H:%M:%S",
)  # fmt: skip
_WITH_OFFSET = (
    "%Y-%m-%d %H:%M:%S %z", "%a, %d %b %Y %H:%M:%S %z", "%d/%b/%Y:%H:%M:%S %z", "%a %b %d %H:%M:%S %z %Y",
)  # fmt: skip
_ISO_WITH_OFFSET = r"\d{4}-\d\d?-\d\d?[T ]\d.*([+-]\d\d(:?\d\d)?|Z|[A-Za-z]{3,})$"
_ISO_CLOCK = (
    r"try_cast(nullif(regexp_extract({text}, '^(\d{4}-\d\d?-\d\d?[T ]\d\d?(?::\d\d){0,2}(?:\.\d+)?) ?"
    r"(?:[+-]\d\d(?::?\d\d){0,2}|[A-Za-z][A-Za-z_]{2,}(?:/[A-Za-z0-9_+-]+)*)$', 1), '') as timestamp)"
)
"""What the clock shows in such a text: all of it but the offset, or the name of the zone."""
_FORMS = (
    dict.fromkeys(("%Y", "%y", "%m", "%d", "%H", "%I", "%M", "%S", "%f", "%G", "%V", "%u"), r"\d+")
    | {"%j": r"\d{3}"}
    | dict.fromkeys(("%a", "%b", "%B", "%p"), r"\w+")
    | {"%z": r"\S+"}
)
"""The text of each part of a format."""
_BUDDHIST = re.compile(
    rf"^(?:[^\W\d_]+[.,]* )?(?:({BUDDHIST_YEAR})[-/.年]\d{{1,2}}[-/.月]|"
    rf"\d{{1,2}}[-/. ]+[^\W_]+[-/. ]+({BUDDHIST_YEAR})(?!\d))"
)
"""A date with such a year; a fraction of a second is none."""
_TAIWAN = re.compile(rf"^(?:民[國国] ?)?({TAIWAN_YEAR})[-/.年] ?\d{{1,2}}[-/.月] ?\d{{1,2}}日?($|[ T])")
_EXPONENT = re.compile(r"\d[.,](\d+)[eE]\+?(\d{1,2})")
"""A number as spreadsheets write long ones."""
_USABLE = "between timestamp '1900-01-01' and timestamp '2200-01-01'"
_DIGIT = re.compile(r"\d")
_MAX_TEXTS = 1000
_MOSTLY, _FEW = 0.5, 0.05
_SHORT_YEAR_FIRST = r"\d{1,2}[-/.]\d{1,2}[-/.]\d{1,2}"
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
    """``day``, ``month`` or ``year``: what comes first in 03/04/26. None: not known."""
    turned: str = ""
    """Separators of dates in the other order: "." where the column holds 03/31/2026 and 31.03.2026."""
    own: str = ""
    """Gives from ``{text}`` what the clock showed where it happened, or null; "" where the format knows no offsets."""
    reads_all: bool = field(default=False, compare=False)
    """Whether it reads each text that it was found from."""

    def of(self, text: str) -> str:
        """Return the SQL for one text."""
        return self.sql.replace("{text}", text)


def find_time_format(
    scratch: Scratch,
    texts: Sequence[str],
    enough: float = ENOUGH_SHARE,
    date_order: str | None = None,
    turned: str = "",
) -> TimeFormat | None:
    """Return a format for ``texts``, None when less than the share ``enough`` of them can be read at all.

    Numbers below 100,000 are days of a spreadsheet only where ``enough`` is lower than usual: by their values alone
    they may be anything.
    """
    values = list(dict.fromkeys(text.strip() for text in texts if text and text.strip()))[:_MAX_TEXTS]
    if not values or (enough >= ENOUGH_SHARE and _share(values, r"[-+]?\d{1,7}|[-+]?\d*\.\d+") >= ENOUGH_SHARE):
        return None
    if any(map(_TAIWAN.match, values)) and _share(values, _SHORT_YEAR_FIRST) > _FEW:  # its years below 100: not read
        return None
    order = date_order or order_of(values)
    quick = [replace(each, turned=turned) for each in _candidates(values, order, turned)]
    counts = _count_read(scratch, quick, values)
    n_best, best = max(zip(counts, quick, strict=True), key=lambda each: each[0], default=(0, TimeFormat("")))
    if n_best == len(values):
        return replace(best, reads_all=True)
    n_read = _count_readable(scratch, values, order or "day", turned)
    if n_read < max(enough * len(values), 1):
        return None
    if n_best >= _MOSTLY * n_read:
        return best
    name = say("days of a spreadsheet") if _share(values, _SERIAL_TEXT) > _MOSTLY else say("dates and times")
    return TimeFormat(name, date_order=order, turned=turned)


def order_of(texts: Sequence[str]) -> str | None:
    """Say what comes first in dates such as 03/04/2026, None where the texts do not settle it or hold no such date."""
    found = [each for each in map(re.compile(SHORT_DATE).match, texts) if each]
    if found and all(int(each[2]) <= 12 and len(each[3]) == 2 for each in found):
        first, second, last = (Numbers.of({int(each[place]) for each in found}) for place in (1, 2, 3))
        if is_year_first(first, second.n, last):
            return "year"
    n_day = sum(int(each[1]) > 12 >= int(each[2]) for each in found)
    n_month = sum(int(each[2]) > 12 >= int(each[1]) for each in found)
    return ("day" if n_day > n_month else "month") if n_day or n_month else None


def notes_on_calendars(formats: Sequence[TimeFormat], texts: Sequence[Sequence[str]]) -> list[str]:
    """Say that times are months only, have years in front of two digits, or years of the Buddhist calendar."""
    notes: list[str] = []
    for first in ("year", "day", "month"):
        of_order = (file for each, file in zip(formats, texts, strict=True) if each.date_order == first)
        shown = [text.strip() for file in of_order for text in file if _needs_order(text, first)]
        if shown:
            notes.append(say("Dates such as {example} were read {order} first.", example=min(shown), order=first))
    if any(each.name == MONTHS_ONLY for each in formats):
        notes.append(say("Times hold only a month: each event counts on the first day of its month."))
    notes += [note_since_2001(texts[place][0]) for place, each in enumerate(formats) if each.name == NAME][:1]
    years = (each[1] or each[2] for file in texts for text in file if (each := _BUDDHIST.match(text.strip())))
    year = next(years, "")
    if year:
        notes.append(
            say(
                "Years such as {year} are of the Buddhist calendar; {year} was read as {read}.",
                year=year,
                read=str(int(year) - BUDDHIST),
            )
        )
    year = next((each[1] for file in texts for text in file if (each := _TAIWAN.match(text.strip()))), "")
    if year:
        notes.append(
            say(
                "Years such as {year} are of the calendar of Taiwan; {year} was read as {read}.",
                year=year,
                read=str(int(year) + TAIWAN),
            )
        )
    cut = next((text.strip() for file in texts for text in file if _lost_seconds(text) > 0), "")
    if cut:
        notes.append(
            say(
                "Times such as {text!r} were cut short by a spreadsheet: they are right to {hours:.1f} hours only.",
                text=cut, hours=_lost_seconds(cut) / 3600,
            )
        )  # fmt: skip
    return notes


def _lost_seconds(text: str) -> float:
    """Return by how many seconds a number of seconds or finer since 1970 may be wrong, for digits that it lost.

    >>> round(_lost_seconds("1.49628E+12")), _lost_seconds("1.496280000000E+12"), _lost_seconds("1496280000")
    (5000, 0.0, 0.0)
    """
    found = _EXPONENT.fullmatch(text.strip())
    if found is None or (n_lost := int(found[2]) - len(found[1])) <= 0:
        return 0.0
    return 0.5 * 10.0 ** (n_lost - 3 * ((int(found[2]) - 9) // 3))


def _needs_order(text: str, first: str) -> bool:
    """Whether a note says how a date was read: one without signs, and one whose year stands in front."""
    return bool(OF_SIX.fullmatch(text.strip()) or (first == "year" and re.match(SHORT_DATE, text)))


def read_layers(text: str, time: TimeFormat, is_quick: bool) -> list[Layer]:
    """Return layers of SQL that read a text; the last one has ``naive`` and ``utc``, as ``spelled_layers`` says.

    ``is_quick``: texts that the format does not read stay null.
    """
    mine, other = ("utc", "naive") if time.is_utc else ("naive", "utc")
    sure: list[Layer] = [
        {"quick": time.of(text)},
        {"sure": "case when quick > timestamp '1900-01-01' and quick < timestamp '2200-01-01' then quick end"},
    ]
    if is_quick:
        return [*sure, {mine: "sure", other: "null::timestamp"}]
    return [
        *sure,
        *spelled_layers(text, "sure", time.date_order, time.turned),
        {mine: f"coalesce(sure, t_{mine})", other: f"t_{other}"},
    ]


def _candidates(values: Sequence[str], order: str | None, turned: str) -> list[TimeFormat]:
    if _share(values, _EPOCH_TEXT) >= _MOSTLY and _share(values, _DATE_TEXT) < _MOSTLY:
        if are_since_2001(values):
            return [TimeFormat(NAME, epoch_sql(f"(try_cast({{text}} as double) + {START})", "{text}"), True, order)]
        sql = epoch_sql("try_cast({text} as double)", "{text}")
        return [TimeFormat(say("seconds, milliseconds or finer since 1970"), sql, True, order)]
    plain = [
        *_short(values, order or "day", turned),
        (["%Y-%m-%d" + clock for clock in _ISO_CLOCKS], "ISO 8601", False),
        (["%Y-%m-%d" + clock for clock in _UTC_CLOCKS], "ISO 8601", True),
        *(([date + clock for clock in _CLOCKS], date, False) for date in _DATES),
        (["%Y-%j" + clock for clock in _UTC_CLOCKS], "%Y-%j", True),
        *(([each], each, False) for each in _WHOLE),
    ]
    if together := read_together(values, order):
        return [TimeFormat(together.form, together.sql, False, together.first)]
    of_zeros = (_DIGIT.sub("0", value) for value in values if is_short(value))
    shapes = list(dict.fromkeys(of_zeros))  # a handful, where texts are thousands
    found = [_strptime(_fitting(formats, shapes), name, is_utc, order) for formats, name, is_utc in plain]
    if any(map(re.compile(_ISO_WITH_OFFSET).match, values)):
        utc = "timezone('UTC', try_cast({text} as timestamptz))"
        found.append(TimeFormat("ISO 8601", utc, True, order, own=_ISO_CLOCK))
    found += [
        TimeFormat(each, f"timezone('UTC', try_strptime({{text}}, {literal(each)}))", True, order, own=_clock_of(each))
        for each in _fitting(_WITH_OFFSET, shapes)
    ]
    return [each for each in found if each]


def _short(values: Sequence[str], order: str, turned: str) -> list[tuple[list[str], str, bool]]:
    found = next(filter(None, map(re.compile(SHORT_DATE).match, values)), None)
    if not found:
        return []
    separator, year = found[0][found.end(1)], "%Y" if len(found[3]) == 4 else "%y"
    if order == "year" and separator not in turned:
        date = separator.join(("%y", "%m", "%d"))
        return [([date + clock for clock in _CLOCKS], say("year first, like {date}", date=date), False)]
    is_day = (order != "month") != (separator in turned and order != "year")
    date = separator.join((*(("%d", "%m") if is_day else ("%m", "%d")), year))
    name = say("day first, like {date}", date=date) if is_day else say("month first, like {date}", date=date)
    return [([date + clock for clock in _CLOCKS], name, False)]


def _strptime(formats: Sequence[str], name: str, is_utc: bool, order: str | None) -> TimeFormat | None:
    listed = ", ".join(literal(each) for each in formats)
    return TimeFormat(name, f"try_strptime({{text}}, [{listed}])", is_utc, order) if formats else None


def _clock_of(time_format: str) -> str:
    """Return SQL for what the clock shows in a text of a format with an offset: the text without it."""
    without = literal(time_format.replace(" %z", ""))
    return f"try_strptime(regexp_replace({{text}}, ' [+-]\\d\\d(:?\\d\\d)?', ''), {without})"


def _fitting(formats: Sequence[str], shapes: Sequence[str]) -> list[str]:
    """Keep the formats of whose form a text is, all of whose digits are 0: a try of DuckDB costs more than a look."""
    return [each for each in formats if any(map(_form_of(each).match, shapes))]


@cache
def _form_of(time_format: str) -> re.Pattern[str]:
    """Return a pattern for all texts that a format can read, and some more."""
    parts = re.split("(%[a-zA-Z])", time_format)
    return re.compile("".join(_FORMS.get(part, re.escape(part)) for part in parts) + "$", re.IGNORECASE)


def _share(values: Sequence[str], pattern: str) -> float:
    return sum(re.fullmatch(pattern, value) is not None for value in values) / len(values)


def _count_read(scratch: Scratch, quick: Sequence[TimeFormat], values: Sequence[str]) -> list[int]:
    """Count the texts that each format reads."""
    counts = [f"count(*) filter ({each.of('t')} {_USABLE})" for each in quick]
    sql = f"select {', '.join(counts)} from (select unnest(?::varchar[]) as t)"  # noqa: S608 - our own formats
    return [int(count) for count in scratch.answer(sql, values)[0]] if quick else []


def _count_readable(scratch: Scratch, values: Sequence[str], order: str, turned: str) -> int:
    """Count the texts that can be read at all."""
    table = nested("(select unnest(?::varchar[]) as t)", spelled_layers("t", "null", order, turned))
    sql = f"select count(*) filter (coalesce(t_naive, t_utc) {_USABLE}) from {table}"  # noqa: S608 - our own forms
    return int(scratch.answer(sql, values)[0][0])
