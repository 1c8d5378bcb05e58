"""Which column called just "name" holds names of persons: the one that goes with an e-mail address or a phone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from core.ingest.names.called import is_person
from core.ingest.names.naming import EXACT, certainty, heads_of
from core.ingest.names.private_names import ALONE_IN_USERS
from core.ingest.names.words import word_set
from core.ingest.tables.private import kind_of

_REPEATED, _MOSTLY, _MANY = 10, 0.95, 0.5
"""So many addresses must come again, so large a part of them with one name, and so many names there are for each
address: few people are namesakes, and many pay for the same plan."""
_SPELLED, _WORD = 0.3, re.compile(r"[^\W\d_]{3,}")
"""So many addresses hold a word of the name beside them, as that of Ann Roe does: the name is the person's."""
_REACHED = ("email", "phone")
_PAIRS = (("first", "last"), ("fname", "lname"), ("customerfname", "customerlname"), ("userfirst", "userlast"))

_GIVEN = word_set("firstname fname givenname forename vorname prenom nombres имя 名")
_FAMILY = word_set(
    "surname lastname lname familyname nachname familienname apellido apellidos cognome sobrenome фамилия 姓"
)
"""Names of the two halves of a person's name: where there is one alone, a bare "name" is the other."""

_Cells = Sequence[str | None]


def names_of_persons(columns: Mapping[str, _Cells]) -> frozenset[str]:
    """Return the columns of a log that hold the names of its users: two called "first" and "last", or one "name".

    Each e-mail address, or phone, has one name there, and no id of an item decides it: a title is decided by its item.
    Where there are far fewer names than addresses, these are spelled like the names. Beside an id of what users have
    several of, the one name of each user is theirs, too.

    >>> rows = [(f"u{n}@shop.example", f"Ann {n}", f"p{m}") for n in range(10) for m in range(2)]
    >>> emails, names, items = map(list, zip(*rows, strict=True))
    >>> sorted(names_of_persons({"email": emails, "name": names, "product_id": items}))
    ['name']
    >>> sorted(names_of_persons({"email": emails, "name": items, "product_id": items}))
    []
    """
    pair = _first_and_last(columns)
    bare = [header for header in columns if heads_of(header)[0] in ALONE_IN_USERS]
    if not bare:
        return pair
    if _has_half(columns):
        return pair | {*bare}
    reached = [each for each in columns if kind_of(each, [text for text in columns[each] if text]) in _REACHED]
    ids = [each for each in columns if each not in bare and certainty("item", each) >= EXACT]
    users = [each for each in columns if each not in bare and certainty("user", each) >= EXACT]
    persons = [each for each in columns if each not in (*bare, *users) and is_person(each)]
    ids += [each for each in columns if each not in (*bare, *users, *persons, *ids) and heads_of(each)[-1] == "id"]
    return pair | frozenset(
        header
        for header in bare
        if (
            any(_are_of(columns[header], columns[each]) for each in reached)
            or any(_is_of_user(columns[header], columns[each], [columns[one] for one in ids]) for each in users)
            or any(
                _decides(columns[each], columns[header]) and _decides(columns[header], columns[each])
                for each in persons
            )
        )
        and not any(_decides(columns[each], columns[header]) for each in ids)
    )


def _has_half(columns: Iterable[str]) -> bool:
    """Whether one half of the names of persons has a column, and the other has none that says so.

    >>> _has_half(["name", "surname"]), _has_half(["name", "first_name", "last_name"]), _has_half(["name"])
    (True, False, False)
    """
    found = {heads_of(header)[0] for header in columns}
    return (not found.isdisjoint(_GIVEN)) != (not found.isdisjoint(_FAMILY))


def _are_of(names: _Cells, addresses: _Cells) -> bool:
    """Whether names are those of the persons of e-mail addresses or phones."""
    return _decides(addresses, names, _MANY) or (_decides(addresses, names) and _are_spelled(names, addresses))


def _is_of_user(names: _Cells, users: _Cells, ids: Sequence[_Cells]) -> bool:
    """Whether each user has one name, where another id comes again and users have several of it: that is the item."""
    others = (each for each in ids if len(set(each)) < _MANY * len(each))
    is_beside = any(len(set(each)) > 1 and not _decides(users, each) for each in others)
    return is_beside and len(set(names)) > 1 and _decides(users, names)


def _are_spelled(names: _Cells, addresses: _Cells) -> bool:
    """Whether a good part of different addresses holds a word of the name before the sign, as ann.roe@shop.example."""
    pairs = {
        (name.lower(), address.lower()) for name, address in zip(names, addresses, strict=True) if name and address
    }
    alike = [any(word in address.partition("@")[0] for word in _WORD.findall(name)) for name, address in pairs]
    return len({name for name, _address in pairs}) > 1 and sum(alike) >= _SPELLED * len(alike)


def _first_and_last(columns: Mapping[str, _Cells]) -> frozenset[str]:
    """Return two columns called "first" and "last", or "fname" and "lname", which hold words."""
    found = {heads_of(header)[0]: header for header in columns}
    pairs = [[found[each] for each in pair if each in found] for pair in _PAIRS]
    return frozenset(
        header
        for pair in pairs
        if len(pair) > 1 and all(any(map(str.isalpha, text)) for each in pair for text in columns[each] if text)
        for header in pair
    )


def _decides(keys: _Cells, values: _Cells, n_values: float = 0.0) -> bool:
    """Whether nearly all keys that come again have one value each, out of ``n_values`` for each key or more."""
    found: dict[str, set[str]] = {}
    n_rows: dict[str, int] = {}
    for key, value in zip(keys, values, strict=True):
        if key and value:
            found.setdefault(key, set()).add(value)
            n_rows[key] = n_rows.get(key, 0) + 1
    again = [key for key, n in n_rows.items() if n > 1]
    is_one = sum(len(found[key]) == 1 for key in again) >= _MOSTLY * len(again)
    return len(again) >= _REPEATED and is_one and len(set().union(*found.values())) >= n_values * len(found)
