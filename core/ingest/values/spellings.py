"""Times in any spelling, each row by its own: dates become ISO 8601, zones become offsets.

The steps are layers of SQL: each adds columns to the rows of the one before. Rows that a quick format has read are null
in all of them, so that they cost nothing.
"""

# ruff: noqa: RUF001 - the months are written in several alphabets

from __future__ import annotations

from collections.abc import Sequence

from core.ingest.names.plain_name import without_accents
from core.ingest.values.month_names import MONTH_NAMES
from core.store.sql import Layer, literal

_NAMES = " ".join(MONTH_NAMES).split()
MONTHS = {
    spelled: place % 12 + 1
    for line in MONTH_NAMES
    for place, name in enumerate(line.split())
    for spelled in (name, without_accents(name))
}
"""Name of a month → its number."""
_AT = r"at|um|à|às|as|a las?|(?:alle )?ore|alle|om|kl\.?|klo|o|o godz\.?|в|о|pukul|pkl\.?|เวลา"
"""What stands between a date and its time of day."""
TAIWAN, TAIWAN_YEAR = 1911, r"1[0-3]\d"
"""How far years of Taiwan's calendar are behind; 2011 to 2050 in it, the only one whose years have three digits."""
_DIGITS = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹،"
"""The digits of Arabic and Persian, and their comma."""
_CLEAN = (
    (r"[\s\p{Z}\x{FEFF}]+", " "),
    (r"^ | $", ""),
    (r"^'(\d[^']*)'?$", r"\1"),
    (r"^\[(.+)\]$", r"\1"),
    (r"^(?:new )?[A-Za-z]+\(['\"](.+?)['\"](?:, ?\w+ ?= ?['\"]?[\w/]+['\"]?)?\)$", r"\1"),
    (r"( [+-]\d\d:?\d\d) (?:[A-Z]{2,5}|[+-]\d\d(?:\d\d)?)(?: m=[+-][\d.]+)?$", r"\1"),
    (r"(\pL\.? \d{4}) ?[гр]\.?(,? |$)", r"\1\2"),
    (r"มี\.ค\.?", "มีนาคม"),
    (r"มิ\.ย\.?", "มิถุนายน"),
    (r"([ก-ฮ])\.([ก-ฮ])\.?", r"\1\2"),
    (r"^(\d{1,2} [ก-๙]+) ?([5-9]\d)($| )", r"\1 25\2\3"),
    (r"^(\d{1,2} [ก-๙]+) ?[0-4]\d($| ).*", ""),
    (r" น\.$", ""),
    (r"^(\d{1,2}) ב(\pL)", r"\1 \2"),
    (r"(?i)^(?:posted|reviewed|written|published)(?: in [^\d]+?)?(?: on)?:? (\pL+\.? \d|\d)", r"\1"),
    (r"(\pL.* \d{4})\.$", r"\1"),
    (r"^/Date\((-?\d+)(?:[+-]\d{4})?\)/$", r"\1"),
    (r"(?i)^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? ", ""),
    (
        r"^(\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp]\.?[Mm]\.?)?)(?:,| -)? (\pL{3,}\.? \d{1,2},? \d.*|\d{1,4}[-/. ].*)$",
        r"\2 \1",
    ),
    (r" ?(\[[^\]]*\]|\([^)]*\))$", ""),
    (r"^#(.+)#$", r"\1"),
    (r"^(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})", r"\1.\2.\3"),
    (r"^(\d{4})\. (\pL{3,}\.? \d{1,2})\.?($| )", r"\1 \2\3"),
    (r"(\d:\d\d) ?(?:[πΠ]\.? ?[μΜ]\.?|ص)$", r"\1 am"),
    (r"(\d:\d\d) ?(?:[μΜ]\.? ?[μΜ]\.?|م)$", r"\1 pm"),
    (r"^(\d{1,2}\.\d{1,2}\.\d{4})\.( |$)", r"\1\2"),
    (r" @ (\d)", r" \1"),
    (r"(\d) ?[-–—|] (\d{1,2}[:h]\d\d)", r"\1 \2"),
    (r"^(\d{5}|\d{9,10}|\d{13}),(\d+)$", r"\1.\2"),
    (
        r"(?i)^\pL{2,}(?:-feira)?[.,]{0,2} (?:den |the |le )?"
        r"(\d{1,2}(?:[./-]\d{1,2}[./-]\d|(?:st|nd|rd|th|er|º|\.)? \pL))",
        r"\1",
    ),
    (r" ?\((?:[月火水木金土日]|\pL{2,3}\.?)\)", ""),
    (r"(\d日) ?(?:(?:星期|周|週)[一二三四五六日天]|[月火水木金土日]曜日?) ?", r"\1 "),
    (r"^(\d{4})년 ?(\d{1,2})월 ?(\d{1,2})일", r"\1-\2-\3"),
    (r"(\d)시 ?(\d)분", r"\1시0\2분"),
    (r"(\d)시 ?(\d\d)분 ?(\d\d)초", r"\1:\2:\3"),
    (r"(\d)시 ?(\d\d)분", r"\1:\2"),
    (r"^(\d{4})\. ?(\d{1,2})\. ?(\d{1,2})\.( |$)", r"\1-\2-\3\4"),
    (r"(?:上午|午前|오전) ?(\d{1,2}:\d\d(?::\d\d)?)", r"\1 am"),
    (r"(?:下午|午後|오후) ?(\d{1,2}:\d\d(?::\d\d)?)", r"\1 pm"),
    (r"(?i)^(\d{1,2})º? de (\pL+) de (\d{4})", r"\1 \2 \3"),
    (r"^(\d{4}-\d\d-\d\d)[-T_ ](\d\d)[-.:](\d\d)[-.:](\d\d)", r"\1 \2:\3:\4"),
    (r"^(\d{4}[-/]\d\d[-/]\d\d)[-_](\d\d:\d\d)", r"\1 \2"),
    (r"(:\d\d:\d\d),(\d)", r"\1.\2"),
    (r"(:\d\d:\d\d):(\d{3})($|\D)", r"\1.\2\3"),
    (r"(\d[时時点])(\d)分", r"\10\2分"),
    (r"分(\d)秒", r"分0\1秒"),
    (r"(\d日|[-/.]\d{1,2}) ?(\d{1,2})[时時点](\d\d)分?$", r"\1 \2:\3"),
    (r"(\d日|[-/.]\d{1,2}) ?(\d{1,2})[时時点](\d\d)分(\d\d)秒$", r"\1 \2:\3:\4"),
    (r"(\d{1,2})h(\d\d)m(\d\d)s?$", r"\1:\2:\3"),
    (r"^(\d{4}[-/]\d{1,2}[-/]\d{1,2} \d\d)$", r"\1:00"),
    (r"(\d)[Tt](\d)", r"\1 \2"),
    (r"^((?:19|20)\d\d)([01]\d)([0-3]\d)[ _-]?([012]\d):?([0-5]\d):?([0-6]\d)($|[ .Zz+-])", r"\1-\2-\3 \4:\5:\6\7"),
    (r"^((?:19|20)\d\d)([01]\d)([0-3]\d)[ _-]?([012]\d):?([0-5]\d)($|[ Zz+-])", r"\1-\2-\3 \4:\5\6"),
    (r"^((?:19|20)\d\d)([01]\d)([0-3]\d)($| )", r"\1-\2-\3\4"),
    (r"(?i)^(\d{1,2})(?:st|nd|rd|th|er|º|\.)?[ ./-]*(\pL{3,})\.?[ ./,-]*(\d{4}|\d{2})($|[^\d])", r"\1 \2 \3\4"),
    (r"^(\pL{3,})\.? (\d{1,2}) (\d{1,2}:\d\d(?::\d\d)?)( .+)? (\d{4})$", r"\2 \1 \5 \3\4"),
    (r"(?i)^(\pL{3,})\.?[ -](\d{1,2})(?:st|nd|rd|th)?,?[ -](\d{4}|\d{2})($|[^\d])", r"\2 \1 \3\4"),
    (r"^(\d{4})[ -](\pL{3,})\.?[ -](\d{1,2})($|[^\d])", r"\3 \2 \1\4"),
    (r"^(\d{1,2} \pL+ \d{4}):", r"\1 "),
    (rf"(?i)(\d日?),? ?(?:(?:{_AT}) )?(\d{{1,2}})(?:h|时|点)(\d\d)", r"\1 \2:\3"),
    (rf"(?i)(\d日?),? ?(?:{_AT})? ?\b(\d{{1,2}}:\d\d)", r"\1 \2"),
    (rf"(?i)(\d),? (?:{_AT}) (\d{{1,2}})\.(\d\d)", r"\1 \2:\3"),
    (r"(?i) (?:uhr|hs?\.?|hrs\.?)$", ""),
    (r"(\d [012]?\d)\.([0-5]\d)$", r"\1:\2"),
    (r"( \d{1,2})\.(\d\d)\.(\d\d)(\.\d+)?($| )", r"\1:\2:\3\4\5"),
    (r"(:\d\d\.\d{6})\d+", r"\1"),
    (r"(?i)(\d:\d\d) ?([ap])$", r"\1 \2m"),
    (r"(?i) ?([ap])\.? ?m\.?($|[ +-])", r" \1m\2"),
    (r"^(?:民國 ?|民国 ?)?1([0-3]\d)[-/.年] ?(\d{1,2})[-/.月] ?(\d{1,2})日?($|[ T])", r"民國\1-\2-\3\4"),
    (r"(?i) ?(?:utc|gmt)([+-])(\d)(:\d\d)?$", r"\10\2\3"),
    (r"(?i) ?(?:utc|gmt)([+-]\d)", r"\1"),
    (r"(?i)(\d|\d [ap]m) ?(?:utc|gmt|z)$", r"\1+00:00"),
    (r"(:\d\d(?:\.\d+)?(?: [AaPp][Mm])?) ?([+-]\d\d):?(\d\d)$", r"\1\2:\3"),
    (r"(:\d\d(?:\.\d+)?(?: [AaPp][Mm])?) ?([+-]\d\d)$", r"\1\2:00"),
    (r" CEST$", "+02:00"),
    (r" EST$", "-05:00"),
    (r" MST$", "-07:00"),
    (r" PST$", "-08:00"),
    (r" BST$", "+01:00"),
    (r" EDT$", "-04:00"),
    (r" CDT$", "-05:00"),
    (r" MDT$", "-06:00"),
    (r" PDT$", "-07:00"),
)
"""What is done to a text in turn."""
_CLOCK = r"(?: \d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[AaPp][Mm])?)?"
LETTER = (
    r"[A-Za-z\x{AA}\x{B5}\x{BA}\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{1FFF}\x{2C00}-\x{2DFF}\x{3005}-\x{3007}"
    r"\x{3031}-\x{3035}\x{3041}-\x{31FF}\x{3400}-\x{4DBF}\x{4E00}-\x{D7FB}\x{F900}-\x{FDFF}\x{FE70}-\x{FEFC}"
    r"\x{FF21}-\x{FF3A}\x{FF41}-\x{FF5A}\x{FF66}-\x{FFDC}\x{10000}-\x{1EFFF}\x{20000}-\x{3FFFF}]"
)
"""A letter of any alphabet, or a mark on one, as some ranges: hundreds, as of a class, take DuckDB 2 ms to prepare."""
_OFFSET = r"([+-]\d\d:\d\d)$"
_NAMED_ZONE = r" ([A-Z][A-Za-z_]+(?:/[A-Za-z_/]+)+|[A-Z]{3,4})$"
_WHOLE = r"^\d{4}-\d{1,2}-\d{1,2}" + _CLOCK + "$"
_TWELVE = ("%Y-%m-%d %I:%M:%S %p", "%Y-%m-%d %I:%M %p", "%Y-%m-%d %I:%M:%S.%f %p")
_ISO = r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_SHORT = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})"
_NAMED = r"(?s)^(\d{1,2}) (\pL+) (\d{4}|\d{2})(.*)$"
_WIDTH = 2 + max(map(len, _NAMES))
_LISTED = "".join(f"|{without_accents(name, only_letters=True)}".ljust(_WIDTH) for name in _NAMES)
"""All names of months as DuckDB strips accents, for capitals often have none; each as wide as the others."""
_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925, "民國": TAIWAN + 100}
"""Eras of Japan's calendar and the second century of Taiwan's, and the year before the first of each."""
_OF_ERA = rf"^({'|'.join(_ERAS)})(\d{{1,2}}|元)[-/.年](\d{{1,2}})[-/.月](\d{{1,2}})日?"
BUDDHIST = 543
"""How far the years of Thai calendars are ahead."""
BUDDHIST_YEAR = r"25[1-9]\d|26[0-3]\d"
"""1967 to 2096 in the calendar of Thailand, which no usable year of another one is."""
_NUMBER = r"^[+-]?\d+(\.\d+)?([eE]\+?\d+)?$"
_SERIAL_DAYS = (25569, 73050)
"""1970 to 2100 as a spreadsheet counts days, from 1899-12-30."""


def spelled_layers(text: str, quick: str, date_order: str | None, turned: str = "") -> list[Layer]:
    """Return the layers that read a text; the last one has ``t_naive`` and ``t_utc``, one of them null.

    Parameters
    ----------
    text
        SQL of the text.
    quick
        SQL that is not null where a quick format has read the text.
    date_order
        ``day``, ``month`` or ``year``, what comes first in 03/04/26; None to read no date that could be both.
    turned
        Separators of dates in the other order.

    Returns
    -------
    list of Layer
        ``t_naive``: TIMESTAMP as the clock of the log's zone showed it, from a text without zone. ``t_utc``: TIMESTAMP
        in UTC, from a text with a zone and from seconds since 1970.
    """
    plain = f"translate({text}, '{_DIGITS}', '{'0123456789' * 2},')"
    return [
        {"t_cleaned": f"case when {quick} is null then {_replaced(plain, _CLEAN)} end"},
        {
            "t_zone": f"regexp_extract(t_cleaned, {_text(f'{_OFFSET}|{_NAMED_ZONE}')})",
            "t_number": f"case when regexp_matches(t_cleaned, {_text(_NUMBER)}) then try_cast(t_cleaned as double) end",
        },
        {"t_body": "left(t_cleaned, length(t_cleaned) - length(t_zone))"},
        {"t_named": f"regexp_extract(t_body, {_text(_NAMED)}, ['day', 'month', 'year', 'rest'])"},
        {"t_written": _iso_sql(date_order, turned)},
        {
            "t_iso": f"case when regexp_matches(t_written, '^({BUDDHIST_YEAR})-') "
            f"then (left(t_written, 4)::integer - {BUDDHIST})::varchar || t_written[5:] else t_written end"
        },
        {"t_local": _local_sql()},
        {
            "t_naive": f"coalesce(case when t_zone = '' then t_local end, {_serial_sql()})",
            "t_utc": "coalesce(case when t_zone <> '' then "
            "timezone('UTC', try_cast(t_local::varchar || t_zone as timestamptz)) end, "
            f"{epoch_sql('t_number', 't_cleaned')})",
        },
    ]


def epoch_sql(number: str, text: str) -> str:
    """Return SQL for a TIMESTAMP in UTC from a number since 1970; its size says whether it counts s, ms, us or ns."""
    size = f"abs({number})"
    micros = (
        f"case when {size} < 1e11 then {number} * 1000000 when {size} < 1e14 then {number} * 1000 "
        f"when {size} < 1e17 then {number} else {number} / 1000 end"
    )
    is_epoch = f"(({size} >= 73051 and {size} < 9e18 and length({text}) >= 9) or {number} in (0, -1))"
    return f"case when {is_epoch} then make_timestamp(({micros})::bigint) end"


def _serial_sql() -> str:
    first, last = _SERIAL_DAYS
    micros = "(round(t_number * 86400) * 1000000)::bigint"
    return (
        f"case when t_number between {first} and {last} and regexp_matches(t_cleaned, '^\\d{{5}}(\\.\\d+)?$') "
        f"then timestamp '1899-12-30' + to_microseconds({micros}) end"
    )


def _iso_sql(date_order: str | None, turned: str) -> str:
    """Return SQL for a date and time as ISO 8601 writes it."""
    first, second = (f"regexp_extract(t_body, {_text(_SHORT)}, {place})::integer" for place in (1, 2))
    day_first, month_first = _short_sql(r"\3-\2-\1"), _short_sql(r"\3-\1-\2")
    short = {"day": day_first, "month": month_first, "year": _short_sql(r"\1-\2-\3")}.get(
        date_order or "",
        f"case when {first} > 12 then {day_first} when {second} > 12 or {first} = {second} then {month_first} end",
    )
    if date_order and turned:
        other = month_first if date_order == "day" else day_first
        is_other = f"list_contains({_list(tuple(turned))}, regexp_extract(t_body, '[-/.]'))"
        short = f"case when {is_other} then {other} else {short} end"
    name = "replace(strip_accents(lower(t_named.month)), 'ı', 'i')"
    month = f"(coalesce({_place_sql(name)}, {_place_sql(f'left({name}, 3)')}) % 12 + 1)"
    century = "case when length(t_named.year) = 2 then '20' else '' end"
    named = f"{century} || t_named.year || '-' || {month} || '-' || t_named.day || t_named.rest"
    return (
        f"case when regexp_matches(t_body, {_text(_ISO)}) then regexp_replace(t_body, {_text(_ISO)}, '\\1-\\2-\\3') "
        f"when regexp_matches(t_body, {_text(_SHORT)}) then {short} "
        f"when t_named.month <> '' then {named} "
        f"when regexp_matches(t_body, {_text(_OF_ERA)}) then {_of_era_sql()} end"
    )


def _place_sql(name: str) -> str:
    """Return SQL for the place of a name among those of months, from 0; null where it is none."""
    return f"(nullif(strpos({literal(_LISTED)}, '|' || {name} || ' '), 0) - 1) // {_WIDTH}"


def _of_era_sql() -> str:
    """Return SQL for a date of the Japanese calendar as ISO 8601 writes it."""
    name, number = (f"regexp_extract(t_body, {_text(_OF_ERA)}, {place})" for place in (1, 2))
    begins = " ".join(f"when {literal(era)} then {year}" for era, year in _ERAS.items())
    year = f"(case {name} {begins} end + coalesce(try_cast({number} as integer), 1))::varchar"
    return f"{year} || regexp_replace(t_body, {_text(_OF_ERA)}, '-\\3-\\4')"


def _short_sql(template: str) -> str:
    replaced = f"regexp_replace(t_body, {_text(_SHORT)}, {_text(template)})"
    return f"case when regexp_matches({replaced}, '^\\d\\d-') then '20' || {replaced} else {replaced} end"


def _local_sql() -> str:
    is_whole = f"regexp_matches(t_iso, {_text(_WHOLE)})"
    twelve = f"try_strptime(upper(t_iso), {_list(_TWELVE)})"
    return (
        f"case when {is_whole} then case when t_iso ilike '%m' then {twelve} else try_cast(t_iso as timestamp) end end"
    )


def _replaced(text: str, steps: Sequence[tuple[str, str]]) -> str:
    for pattern, into in steps:
        text = f"regexp_replace({text}, {_text(pattern)}, {_text(into)}, 'g')"
    return text


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(literal, texts))}]"


def _text(pattern: str) -> str:
    return literal(pattern.replace(r"\pL", LETTER))
