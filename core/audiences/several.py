"""Cells that hold several e-mail addresses or phone numbers of one user, as CRM programs write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from core.audiences.normalise import email
from core.audiences.phones import phone
from core.sentences import Sentence, say_n

_BETWEEN = re.compile(r"[;,|\n\r]+")
_LOOSELY_BETWEEN = re.compile(r"[;,|\s/]+")
_BETWEEN_PHONES = re.compile(r"[;,|\n\r]+|\s/\s|/(?=\+)")
_OF_ONE_PERSON = ("email", "phone", "device_id")
"""Fields of which a row has one; what else the cells of a row hold is true of all its addresses and numbers."""


@dataclass(frozen=True, slots=True)
class OneEach:
    """Rows that have one e-mail address and one phone number each."""

    texts: Mapping[str, list[str | None]]
    """Field → cells."""
    rows: list[int]
    """Of each, which row it was made of."""
    parts: list[int]
    """Of each, the how manieth of its row it is, from 0."""


def one_each(texts: Mapping[str, list[str | None]], regions: Sequence[str | None]) -> OneEach:
    """Make a row for each e-mail address and each phone number of cells that hold several.

    A cell of which a part cannot be read stays as it is.

    Parameters
    ----------
    regions
        Of each row, two letters of the country that phone numbers without a country code are of.

    Examples
    --------
    >>> made = one_each({"email": ["a@x.example; b@x.example", "c@x.example"], "zip": ["10115", "2139"]}, [None, None])
    >>> made.texts, made.rows, made.parts
    ({'email': ['a@x.example', 'b@x.example', 'c@x.example'], 'zip': ['10115', '10115', '2139']}, [0, 0, 1], [0, 1, 0])
    """
    found: dict[int, dict[str, list[str]]] = {}
    for place, text in enumerate(texts.get("email", ())):
        if text and (made := addresses(text)):
            found[place] = {"email": made}
    for place, text in enumerate(texts.get("phone", ())):
        if text and (made := phones(text, regions[place])):
            found.setdefault(place, {})["phone"] = made
    counts = [max(map(len, found[row].values())) if row in found else 1 for row in range(len(regions))]
    rows = [row for row, n in enumerate(counts) for _ in range(n)]
    parts = [part for n in counts for part in range(n)]
    own = {name: _cells(name, cells, found, zip(rows, parts, strict=True)) for name, cells in texts.items()}
    return OneEach(own if found else texts, rows, parts)


def _cells(
    name: str, cells: list[str | None], found: Mapping[int, Mapping[str, list[str]]], wanted: Iterable[tuple[int, int]]
) -> list[str | None]:
    """Return the cells of a field for the parts of rows that are wanted."""
    if name not in _OF_ONE_PERSON:
        return [cells[row] for row, _part in wanted]
    several = {row: made[name] for row, made in found.items() if name in made}
    return [next(iter(several.get(row, [cells[row]])[part : part + 1]), None) for row, part in wanted]


def several_sentence(n: int) -> Iterator[Sentence]:
    """Count the rows that hold several, and say what becomes of them."""
    if n:
        yield say_n(
            "{n:,} row holds several e-mail addresses or phone numbers; each is taken as one of its user.",
            "{n:,} rows hold several e-mail addresses or phone numbers; each is taken as one of its user.",
            n,
        )


def addresses(text: str) -> list[str]:
    """Return the e-mail addresses of a cell of several; none where it does not hold several or one cannot be read.

    >>> addresses("A@x.example; Bo <b@x.example>"), addresses("a@x.example"), addresses("a@x.example, b@x")
    (['a@x.example', 'b@x.example'], [], [])
    """
    if text.count("@") + text.count("\N{FULLWIDTH COMMERCIAL AT}") < 2:
        return []
    return _parts(text, _BETWEEN, email) or _parts(text, _LOOSELY_BETWEEN, email)


def phones(text: str, region: str | None) -> list[str]:
    """Return the phone numbers of a cell of several; none where the whole is one, or a part is none.

    >>> phones("0171 1234567 / 0172 2345678", "DE"), phones("0171 / 2345678", "DE")
    (['+491711234567', '+491722345678'], [])
    """
    if not _BETWEEN_PHONES.search(text) or phone(text, region):
        return []
    return _parts(text, _BETWEEN_PHONES, partial(phone, region=region))


def _parts(text: str, between: re.Pattern[str], read: Callable[[str], str | None]) -> list[str]:
    parts = [each for each in between.split(text) if each.strip()]
    made = [read(each) for each in parts]
    found = list(dict.fromkeys(each for each in made if each))
    return found if len(parts) > 1 and all(made) else []
