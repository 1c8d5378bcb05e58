"""Columns put together: dates from year, month and day, and columns that got another name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from core.ingest.money.units import is_minor_name
from core.ingest.names.aliases import HOURS
from core.ingest.names.amounts import is_of_one_piece
from core.ingest.names.naming import EXACT, HELD, certainty, heads_of
from core.ingest.names.other_times import is_of_another_time
from core.ingest.names.plain_name import TAILS, plain
from core.ingest.names.words import word_set
from core.ingest.reader.read import RawTable, note_on_some_files
from core.ingest.reader.reshape import with_columns
from core.ingest.values.spellings import MONTHS
from core.ingest.values.times import find_time_format
from core.population.event_parts import split_name
from core.population.meanings import is_rating
from core.sentences import Sentence, say
from core.store.scratch import Scratch
from core.store.sql import literal

_PARTS = {
    "year": ("year", "yyyy", "jahr", "annee", "ano", "anno", "jaar", "rok", "年", "年份"),
    "month": ("month", "mm", "monat", "mois", "mes", "mese", "maand", "miesiac", "月", "月份"),
    "day": ("dayofmonth", "day", "dd", "tag", "jour", "dia", "giorno", "dag", "dzien", "日"),
}
_CLOCK = {
    "hour": HOURS,
    "minute": ("minute", "minuto", "分", "分钟"),
    "second": ("second", "sekunde", "seconde", "segundo", "secondo", "秒"),
}
_OF_THINGS = word_set("exp valid warranty launch published publication model manufacture manufactured mfg")
"""Words of dates of things rather than of what was done."""
_RANGES = {
    **{"year": (1900, 2100), "month": (1, 12), "day": (1, 31)},
    **{"hour": (0, 23), "minute": (0, 59), "second": (0, 60)},
}
_NAME = "date"
_MOSTLY = 0.98
"""So many of the filled cells of a column must be numbers of a year, a month or a day."""
_N_LOOKED_AT = 1_000
_FILLED = "select distinct {cell} from {table} where {cell} <> '' limit {n}"
_FITS = """
select count(*) filter ({text} <> ''), count(*) filter ({number} between {low} and {high})
from {table}"""
_DATED = """case when {year} is not null and {month} is not null and {day} is not null and {clock} is not null
    then printf('%04d-%02d-%02d', {year}, {month}, {day}) || {clock} end"""


def join_date_parts(scratch: Scratch, raws: Sequence[RawTable]) -> tuple[RawTable, ...]:
    """Add a column with the date to files that have it in three columns and in no other one; others stay."""
    headers = raws[0].headers
    parts = _parts_of(headers)
    if not parts or _NAME in headers or not all(_fits(scratch, raw, parts) for raw in raws):
        return tuple(raws)
    if any(_holds_dates(scratch, raws[0], header) for header in headers if header not in parts.values()):
        return tuple(raws)
    parts |= _clock_of(scratch, raws, _front(parts["year"]))
    dated = [_with_date(scratch, raw, parts) for raw in raws]
    return (replace(dated[0], notes=(*dated[0].notes, _on_parts(parts))), *dated[1:])


def _on_parts(parts: Mapping[str, str]) -> str:
    if "minute" in parts:
        return say(
            "{date!r} was put together from {year!r}, {month!r}, {day!r}, {hour!r} and {minute!r}.", date=_NAME, **parts
        )
    return say("{date!r} was put together from {year!r}, {month!r} and {day!r}.", date=_NAME, **parts)


def _parts_of(headers: Sequence[str]) -> dict[str, str]:
    """Return the columns of year, month and day: those of whole names, else of names that begin alike.

    Parts of a date of birth or of another event are none.
    """
    whole = {part: header for part, header in _named(headers, _PARTS).items() if header}
    if len(whole) == len(_PARTS):
        return whole
    by_front: dict[str, dict[str, str]] = {}
    for header in headers:
        ends = [(end, part) for part, names in _PARTS.items() for end in names if end in heads_of(header)[1:]]
        end, part = max(ends, key=lambda each: len(each[0]), default=("", ""))
        if end and plain(header).endswith(end):
            by_front.setdefault(plain(header).removesuffix(end), {}).setdefault(part, header)
    complete = (parts for front, parts in by_front.items() if front and len(parts) == len(_PARTS))
    return next((parts for parts in complete if not _is_of_another(parts["year"])), {})


def _is_of_another(year: str) -> bool:
    words = split_name(year).split()[:-1]
    name = " ".join([*words, "date"])
    return is_of_another_time(name) or certainty("timestamp", name) <= HELD or not _OF_THINGS.isdisjoint(words)


def _front(year: str) -> str:
    """Return what the names of the parts begin with: "date" of "date_year", nothing of "year"."""
    end = max((each for each in _PARTS["year"] if plain(year).endswith(each)), key=len, default="")
    return plain(year).removesuffix(end)


def _clock_of(scratch: Scratch, raws: Sequence[RawTable], front: str) -> dict[str, str]:
    """Return the columns of hour and minute, and of seconds where these are there; {} where one is missing.

    ``front``: what the names of year, month and day begin with.
    """
    names = {part: (*known, *(front + each for each in known)) for part, known in _CLOCK.items()}
    named = {part: header for part, header in _named(raws[0].headers, names).items() if header}
    found = {part: header for part, header in named.items() if all(_fits(scratch, raw, {part: header}) for raw in raws)}
    return found if {"hour", "minute"} <= set(found) else {}


def _named(headers: Sequence[str], names: Mapping[str, Sequence[str]]) -> dict[str, str | None]:
    return {part: next((each for each in headers if heads_of(each)[0] in known), None) for part, known in names.items()}


def _holds_dates(scratch: Scratch, raw: RawTable, header: str) -> bool:
    """Whether the values of a column are dates with all their parts; numbers are some under the name of a time only."""
    if is_of_another_time(header):
        return False
    sql = _FILLED.format(cell=f"trim({raw.column(header)})", table=raw.sql, n=_N_LOOKED_AT)
    texts = [str(text) for (text,) in scratch.rows(sql)]
    if certainty("timestamp", header) == 0 and all(re.fullmatch(r"[\d.,+-]*", text) for text in texts):
        return False
    return find_time_format(scratch, texts) is not None


def _fits(scratch: Scratch, raw: RawTable, parts: Mapping[str, str]) -> bool:
    """Whether a file has numbers of years, months and days in all columns, or names of months."""
    if any(header not in raw.headers for header in parts.values()):
        return False
    for part, header in parts.items():
        low, high = _RANGES[part]
        text = f"trim({raw.column(header)})"
        sql = _FITS.format(text=text, number=_number(part, text), low=low, high=high, table=raw.sql)
        n_filled, n_fitting = scratch.rows(sql)[0]
        if not n_filled or n_fitting < _MOSTLY * n_filled:
            return False
    return True


def _number(part: str, text: str) -> str:
    """Return SQL for the whole number of a part, null where it is none."""
    number = f"try_cast(try_cast({text} as double) as integer)"
    if part != "month":
        return number
    names = ", ".join(f"{literal(name)}: {place}" for name, place in MONTHS.items())
    return f"coalesce({number}, map {{{names}}}[rtrim(lower({text}), '.')])"


def _with_date(scratch: Scratch, raw: RawTable, parts: Mapping[str, str]) -> RawTable:
    numbers = {part: _number(part, f"trim({raw.column(header)})") for part, header in parts.items()}
    clock = "''"
    if "minute" in parts:
        clock = f"printf(' %02d:%02d:%02d', {numbers['hour']}, {numbers['minute']}, {numbers.get('second', 0)})"
    dated = with_columns(scratch, raw, {_NAME: _DATED.format(clock=clock, **numbers)})
    return replace(dated, made_of=raw.made_of | set(parts.values()))


_ROLES = ("user", "item", "event", "timestamp", "value", "quantity", "order")
_IDS = ("user", "item", "event")
"""Roles whose values come again in other files."""
_SHARED = 0.1
_OF_IDS = {"id", "ids", "no", "number", "nr", "code", "key", "name"}
"""Words that two names may share though they number different things. Small numbers come again in any column."""
_IN_BOTH = r"""
select count(*) filter (b.id is not null), count(*), count(*) filter (regexp_matches(a.id, '\D|\d{{6}}')) > count(*) / 2
from (select distinct trim({one}) as id from {first} where {one} is not null) a
left join (select distinct trim({other}) as id from {second} where {other} is not null) b using (id)"""


_BETWEEN = re.compile(r"(?<=\w)[\s_.-]+(?=\w)")
"""What stands between the words of a name."""
_BOTH = """
select bool_or({one}), bool_or({other}), bool_or({one} and {other}) from (
    select coalesce(trim({first}), '') <> '' as {one}, coalesce(trim({second}), '') <> '' as {other} from {table})"""


def join_spelled(scratch: Scratch, raw: RawTable) -> RawTable:
    """Fill a column from one whose name differs by case and the signs between words only, where no row has both.

    ``userId`` and ``user_id`` are such names, "Price $" and "Price €" are none.
    """
    by_name: dict[str, list[str]] = {}
    for header in raw.headers:
        by_name.setdefault(_BETWEEN.sub("", header.strip()).lower(), []).append(header)
    for one, *others in by_name.values():
        for other in others:
            first, second = raw.column(one), raw.column(other)
            parts = {"first": first, "second": second, "one": "has_one", "other": "has_other", "table": raw.sql}
            [(has_one, has_other, has_both)] = scratch.rows(_BOTH.format(**parts))
            if not has_one or not has_other or has_both:
                continue
            filled = f"coalesce(nullif(trim({first}), ''), {second}) as {first}"
            note = say("{one!r} was filled from {other!r}: no row has both.", one=one, other=other)
            raw = replace(
                raw,
                sql=f"(select * replace ({filled}) from {raw.sql})",  # noqa: S608 - our own names of columns
                made_of=raw.made_of | {other},
                notes=(*raw.notes, note),
            )
    return raw


def join_renamed(scratch: Scratch, raws: Sequence[RawTable]) -> tuple[RawTable, ...]:
    """Return files with one name for each pair of columns of one role, of which each file has one of the two.

    Both have known names of that role, no third column has, and ids of one come again in the other; small numbers do
    so everywhere, and say nothing unless the names are alike. Amounts are of one unit.
    """
    raws = [join_spelled(scratch, raw) for raw in raws]
    found, notes = list(raws), []
    for role in _ROLES:
        for one, other in _pairs(role, found):
            if role not in _IDS or _share_ids(scratch, found, one, other):
                found = [_with_name(raw, other, one) for raw in _without_note(found, (one, other))]
                notes.append(_on_renamed(one, other, raws))
    return (replace(found[0], notes=(*found[0].notes, *notes)), *found[1:]) if notes else tuple(raws)


def _without_note(raws: Sequence[RawTable], columns: Sequence[str]) -> list[RawTable]:
    """Return files whose notes do not say that some of them lack columns."""
    counts = {each: sum(each in raw.headers for raw in raws) for each in columns}
    known = {note_on_some_files(each, n, len(raws)) for each, n in counts.items()}
    return [replace(raw, notes=tuple(note for note in raw.notes if note not in known)) for raw in raws]


def _pairs(role: str, raws: Sequence[RawTable]) -> Iterator[tuple[str, str]]:
    """Yield that of the first file and each other column of a role, where each file has one of them and not several."""
    headers = dict.fromkeys(header for raw in raws for header in raw.headers)
    named = [each for each in headers if certainty(role, each) >= EXACT]
    if any(sum(each in raw.headers for each in named) != 1 for raw in raws):
        return
    for other in named[1:]:
        if role != "value" or _kind_of_amount(named[0]) == _kind_of_amount(other):
            yield named[0], other


def _kind_of_amount(name: str) -> tuple[object, ...]:
    """Return what the names of amounts that are added up have in common: of one piece or not, stars or money, unit."""
    unit = TAILS["value"].search(name)
    return is_of_one_piece(name), is_rating(name), is_minor_name(name), unit[0].lower().strip(" _-") if unit else ""


def _share_ids(scratch: Scratch, raws: Sequence[RawTable], one: str, other: str) -> bool:
    first = next(raw for raw in raws if one in raw.headers)
    second = next(raw for raw in raws if other in raw.headers)
    parts = {"one": f"a0.{first.column(one)}", "other": f"b0.{second.column(other)}"}
    sql = _IN_BOTH.format(**parts, first=f"{first.sql} a0", second=f"{second.sql} b0")
    [(n_shared, n, has_names)] = scratch.rows(sql)
    is_called_alike = bool({*split_name(one).split()} & {*split_name(other).split()} - _OF_IDS)
    return bool(n) and n_shared >= _SHARED * n and (has_names or is_called_alike)


def _with_name(raw: RawTable, before: str, now: str) -> RawTable:
    headers = tuple(now if each == before else each for each in raw.headers)
    others = tuple(each for each in raw.other_headers if each not in (before, now))
    return replace(raw, headers=headers, other_headers=others)


def _on_renamed(one: str, other: str, raws: Sequence[RawTable]) -> Sentence:
    files = [raw.name for raw in raws if other in raw.headers]
    return say("{other!r} of {files} is read as {one!r} of the other files.", other=other, files=", ".join(files[:3]),
               one=one)  # fmt: skip
