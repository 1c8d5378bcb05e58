"""A column of time zones or offsets beside the time: what the clock showed where an event happened.

It is read where the time itself is sure to be UTC: seconds since 1970, an offset of zero, or a column so
called. A time that names no zone may be local already, so there the column is only spoken of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.ingest.reader.read import RawTable
from core.ingest.tables.log_table import LogTable
from core.ingest.values.zone_names import zone_in_words, zone_of_name
from core.sentences import Sentence, say
from core.store.scratch import Scratch
from core.store.sql import literal, literals

_NAMES = re.compile(r"time_?zone(_?(id|name|offset))?$|(^|_)tz(_?(id|name|offset))?$|(utc|gmt)_?offset$|^zone_?id$")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z0-9]+")
_OFFSET = r"^(?:UTC|GMT)? ?([+-]) ?(1[0-4]|0\d)(?::?([0-5]\d))?$"
_SHORT = r"([+-]) ?(\d)(:|$)"
"""An hour of one digit, as in +2 and -3:30."""
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_ZONE = re.compile(r"[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+)+|[A-Z]{3,4}|Z")
_IS_UTC = re.compile(r"(^|_)(utc|gmt)($|_)")
_IS_LOCAL = re.compile(r"(^|_)local($|_)")
_MOMENT = re.compile(r"(\d ?(Z|UTC|GMT)|:\d\d(\.\d+)? ?[+-]00(:?00)?|[+]0000 \d{4})$|^\d{9,}(\.\d+)?$")
_HAS_OFFSET = re.compile(r":\d\d(\.\d+)? ?[+-]\d\d(:?\d\d)?($| \d{4}$)")
_NO_PLACE = ("UTC", "GMT", "Z", "UCT", "Etc/UTC", "Etc/GMT", "Zulu", "Universal")
_KNOWN = """select distinct trim({column}) from {table}
where trim({column}) in (select name from pg_timezone_names()) and trim({column}) not in ({no_place}) order by 1"""


@dataclass(frozen=True, slots=True)
class ZoneColumn:
    """A column of zones, and which of its texts are names of zones."""

    header: str
    names: tuple[str, ...]
    in_words: Mapping[str, str]
    """Text → IANA name, of texts that name a zone in words."""
    is_of_utc: bool
    """The column of the time is called one of UTC; else rows count whose time says so."""


def find_zone_column(scratch: Scratch, events: LogTable) -> tuple[ZoneColumn | None, list[Sentence]]:
    """Return the column of zones beside the time, if it can be read, and what to say of it."""
    time, header = events.map.timestamp, _called_zone(events)
    if not time or header is None or _IS_LOCAL.search(_spelled(time)):
        return None, _on_named_zone(scratch, events)
    if header != readable_zone(events):
        return None, [*_why_not(events, header, time), *_on_named_zone(scratch, events)]
    names = sorted({name for raw in events.raws for name in _known(scratch, raw, header)})
    in_words = {text: name for raw in events.raws for text, name in _in_words(scratch, raw, header)}
    zone = ZoneColumn(header, tuple(names), in_words, bool(_IS_UTC.search(_spelled(time))))
    return zone, [say("Hours are those of the zones in {column!r}.", column=header)]


def _on_named_zone(scratch: Scratch, events: LogTable) -> list[Sentence]:
    """Say of which zone times are by the name of their column, where they were read as those of another one."""
    roles = events.map
    named = ((each, zone_of_name(each)) for each in (roles.timestamp, roles.time_of_day) if each)
    column, zone = next((each for each in named if each[1]), (None, None))
    texts = [text for each in (roles.timestamp, roles.time_of_day) if each for text in _texts(events, each)]
    if zone is None or zone == scratch.timezone or any(map(_HAS_OFFSET.search, texts)):
        return []
    return [
        say(
            "By its name, {column!r} holds times of {zone}. Hours of the day are as it shows them, but moments were "
            "read as {read}: give {zone} as the time zone to read them as they are meant.",
            column=column,
            zone=zone,
            read=scratch.timezone,
        )
    ]


def readable_zone(events: LogTable) -> str | None:
    """Return the column of zones beside the time that is read, as far as the sample shows; None where there is none."""
    time, header = events.map.timestamp, _called_zone(events)
    if not time or header is None or _IS_LOCAL.search(_spelled(time)):
        return None
    if not all(map(_is_zone, _texts(events, header))):
        return None
    is_utc = _IS_UTC.search(_spelled(time)) or all(map(_MOMENT.search, _texts(events, time)))
    return header if is_utc else None


def with_zones(table: str, zone: ZoneColumn | None, raw: RawTable) -> str:
    """Return rows with ``clock`` and ``has_own_clock`` by their zone, where their time has no offset of its own."""
    if zone is None or zone.header not in raw.headers:
        return table
    text = f"trim({raw.column(zone.header)})"
    offset = f"regexp_replace({text}, {literal(_SHORT)}, '\\10\\2\\3')"
    sign, hours, minutes = (f"regexp_extract({offset}, {literal(_OFFSET)}, {place})" for place in (1, 2, 3))
    shift = f"(60 * {hours}::integer + coalesce(try_cast({minutes} as integer), 0))"
    named = f"when {text} in ({literals(zone.names)}) then " if zone.names else ""
    named += f"timezone({text}, timezone('UTC', any_moment)) " if zone.names else ""
    for words, name in zone.in_words.items():
        named += f"when {text} = {literal(words)} then timezone({literal(name)}, timezone('UTC', any_moment)) "
    shown = (
        f"case when has_own_clock or not ({'true' if zone.is_of_utc else 'utc is not null'}) then null {named}"
        f"when regexp_matches({offset}, {literal(_OFFSET)}) and regexp_matches({text}, '[1-9]') "
        f"then any_moment + to_minutes(case when {sign} = '-' then -1 else 1 end * {shift}) end"
    )
    replaced = "coalesce(beside, clock) as clock, has_own_clock or coalesce(beside <> clock, false) as has_own_clock"
    return f"(select * exclude (beside) replace ({replaced}) from (select *, {shown} as beside from {table}))"  # noqa: S608


def _called_zone(events: LogTable) -> str | None:
    if "timestamp" in events.source.sql:
        return None
    columns = (each for each in events.sample.columns if each != events.map.timestamp)
    return next((each for each in columns if _NAMES.search(_spelled(each)) and events.sample.texts(each)), None)


def _texts(events: LogTable, header: str) -> list[str]:
    return [text.strip() for text in events.sample.texts(header)]


def _is_zone(text: str) -> bool:
    return bool(zone_in_words(text) or _ZONE.fullmatch(text) or re.match(_OFFSET, re.sub(_SHORT, r"\g<1>0\2\3", text)))


def _why_not(events: LogTable, header: str, time: str) -> list[Sentence]:
    """Say why a column of zones is not read; nothing where the times have offsets, which say more."""
    texts = _texts(events, header)
    if all(map(_NUMBER.fullmatch, texts)):
        return [
            say(
                "{column!r} was not used for hours: numbers such as {example} do not say whether they are hours or "
                "minutes, nor which way.",
                column=header,
                example=max(texts, key=len),
            )
        ]
    if not all(map(_is_zone, texts)):
        return [say("{column!r} was not used for hours: not all of its texts are zones or offsets.", column=header)]
    if any(map(_HAS_OFFSET.search, _texts(events, time))):
        return []
    return [
        say(
            "{column!r} was not used for hours: {time!r} does not say whether it is local or UTC, so hours are as it "
            "shows them.",
            column=header,
            time=time,
        )
    ]


def _spelled(header: str) -> str:
    return _CAMEL.sub("_", header.strip()).strip("_").lower()


def _in_words(scratch: Scratch, raw: RawTable, header: str) -> list[tuple[str, str]]:
    """Return texts of a column that name a zone in words, with its IANA name."""
    if header not in raw.headers:
        return []
    texts = scratch.rows(f"select distinct trim({raw.column(header)}) as zone from {raw.sql} order by 1")  # noqa: S608
    known = {name for (name,) in scratch.rows("select name from pg_timezone_names()")}
    return [(text, name) for (text,) in texts if text and (name := zone_in_words(text)) in known and name]


def _known(scratch: Scratch, raw: RawTable, header: str) -> list[str]:
    if header not in raw.headers:
        return []
    no_place = literals(_NO_PLACE)
    sql = _KNOWN.format(column=raw.column(header), table=raw.sql, no_place=no_place)
    return [str(name) for (name,) in scratch.rows(sql)]
