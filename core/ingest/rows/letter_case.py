"""Values of attributes and categories that differ in capitals and blanks alone are one: "Kochi", "kochi", "KOCHI"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from core.sentences import Sentence, say_n
from core.store.scratch import Scratch

_FOUND = """
create or replace temp table {spelled} as
select place, value, common from (
    select place, value, first_value(value) over (of_one order by is_old desc, n desc,
        value in (upper(value), lower(value)), value) as common
    from (
        select place, value, count(*) as n, bool_or(is_old) as is_old
        from ({cells}) where value is not null group by all)
    window of_one as (partition by place, lower(regexp_replace(trim(value), '\\s+', ' ', 'g'))))
where value <> common"""
_OF_USERS = (
    "select unnest(attributes) as value, generate_subscripts(attributes, 1) as place, false as is_old from users"
)
_OF_OLD_USERS = "select attributes[{old}] as value, {place} as place, true as is_old from old_users"
_OF_ITEMS = "select unnest(categories) as value, 0 as place, {is_old} as is_old from {items}"
_ALL_ITEMS = {"items": "false", "old_items": "true"}
_ATTRIBUTES = """
update users set attributes = list_transform(attributes, lambda x, i: case when i = {place} then common else x end)
from spelled_attributes where place = {place} and value = attributes[{place}]"""
_CATEGORIES = """
update items set categories = merged from (
    select code, list(value order by first) as merged from (
        select code, coalesce(common, c.value) as value, min(c.place) as first
        from (select item_code as code, unnest(categories) as value, generate_subscripts(categories, 1) as place
            from items) c left join spelled_categories s on c.value = s.value group by all)
    group by code) where item_code = code"""
_SHOWN, _LONG = 3, 40
"""Spellings that a note shows, and letters of each."""


def join_spellings(scratch: Scratch, attributes: Mapping[int, str], category: str | None) -> list[Sentence]:
    """Write values of ``users`` and categories of ``items`` in their commonest spelling; return notes.

    Parameters
    ----------
    attributes
        Place, from 1, → name of the attributes that are no numbers.
    category
        What the column of categories is called; None where items have none.
    """
    notes: list[Sentence] = []
    if attributes:
        cells = f"select * from ({_OF_USERS}) where place in ({', '.join(map(str, attributes))})"  # noqa: S608
        found = _find(scratch, "spelled_attributes", cells)
        for place, pairs in sorted(found.items()):
            scratch.run(_ATTRIBUTES.format(place=place))
            notes.append(_note(attributes[place], pairs))
    if category and (found := _find(scratch, "spelled_categories", _OF_ITEMS.format(items="items", is_old="false"))):
        scratch.run(_CATEGORIES)
        notes.append(_note(category, found[0]))
    return notes


def spell_as_before(scratch: Scratch, attributes: Mapping[int, tuple[str, int]]) -> list[Sentence]:
    """Write what is added in the spelling of a dataset, which ``old_users`` and ``old_items`` hold; return notes.

    Parameters
    ----------
    attributes
        Place, from 1, in what is added → name and place in the dataset, of the attributes that both have.
    """
    notes: list[Sentence] = []
    if attributes:
        old = [_OF_OLD_USERS.format(old=old, place=place) for place, (_name, old) in attributes.items()]
        found = _find(scratch, "spelled_attributes", " union all ".join([_OF_USERS, *old]))
        for place in sorted(attributes.keys() & found.keys()):
            scratch.run(_ATTRIBUTES.format(place=place))
            notes.append(_note(attributes[place][0], found[place]))
    items = (_OF_ITEMS.format(items=table, is_old=is_old) for table, is_old in _ALL_ITEMS.items())
    if found := _find(scratch, "spelled_categories", " union all ".join(items)):
        scratch.run(_CATEGORIES)
        notes.append(_note("category", found[0]))
    return notes


def _find(scratch: Scratch, name: str, cells: str) -> dict[int, list[tuple[str, str]]]:
    """Make a table of the rarer spellings; return place → each of them and the commonest of the same value."""
    scratch.run(_FOUND.format(spelled=name, cells=cells))
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for place, value, common in scratch.rows(f"select place, value, common from {name} order by all"):  # noqa: S608
        found[place].append((value, common))
    return dict(found)


def _note(name: str, pairs: list[tuple[str, str]]) -> Sentence:
    shown = ", ".join(f"{value[:_LONG]!r} = {common[:_LONG]!r}" for value, common in pairs[:_SHOWN])
    return say_n(
        "{name!r}: {n:,} spelling differs from a commoner one in capitals and blanks alone and counts as it: {shown}.",
        "{name!r}: {n:,} spellings differ from commoner ones in capitals and blanks alone and count as them: {shown}.",
        len(pairs),
        name=name,
        shown=shown,
    )
