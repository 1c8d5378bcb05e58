"""Files of one table in which a column has another name: what is ``user_id`` in January is ``user`` in February."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.ingest.money.minor_units import is_minor_name
from core.ingest.names.amounts import is_of_one_piece
from core.ingest.names.naming import EXACT, certainty
from core.ingest.names.tails import TAILS
from core.ingest.reader.read import RawTable, note_on_some_files
from core.population.event_parts import split_name
from core.population.meanings import is_rating
from core.sentences import Sentence, say
from core.store.scratch import Scratch

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


def join_renamed(scratch: Scratch, raws: Sequence[RawTable]) -> tuple[RawTable, ...]:
    """Return files with one name for each pair of columns of one role, of which each file has one of the two.

    Both have known names of that role, no third column has, and ids of one come again in the other; small numbers do
    so everywhere, and say nothing unless the names are alike. Amounts are of one unit.
    """
    found, notes = list(raws), []
    for role in _ROLES:
        for one, other in _pairs(role, found):
            if role not in _IDS or _share_ids(scratch, found, one, other):
                found = [_with_name(raw, other, one) for raw in _without_note(found, (one, other))]
                notes.append(_note(one, other, raws))
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


def _note(one: str, other: str, raws: Sequence[RawTable]) -> Sentence:
    files = [raw.name for raw in raws if other in raw.headers]
    return say("{other!r} of {files} is read as {one!r} of the other files.", other=other, files=", ".join(files[:3]),
               one=one)  # fmt: skip
