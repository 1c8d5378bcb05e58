"""Ids whose names no list holds: what speaks for them as users or items, and what against it."""

from __future__ import annotations

import math
import re

from core.ingest.names.called import is_person, is_seller
from core.ingest.names.naming import EXACT, HELD, certainty, heads_of
from core.ingest.names.words import word_set
from core.ingest.tables.evidence import FEW_ROWS, NEVER, Columns, Evidence
from core.population.event_parts import split_name

FIT = 0.6
"""What values score that are fit for ids."""
FEW_USERS = 10
"""So few different values in many rows are kinds of something."""
MANY_ROWS = 200
"""In a table of so many rows an id that no other row has is that of the row, rather than of an item."""
_FEW_KINDS, _FEW_IDS, _HALF = 0.35, 0.1, 0.5
"""What few different values in many rows score as items: ways to pay and kinds of devices are as few. What few ids
score more than other values that are fit for ids."""
_LOOKS = word_set("colour color farbe couleur colore cor size location 颜色 色 サイズ")
_OFFERED = word_set("plan tier membership language")
"""What users have and what they can buy or learn as well."""
_SELDOM_ITEM = 0.15
"""What values score as items whose name is that of a place, of something of users, of a person, or of a look."""
_FINER, _MOST_DIGITS = 0.01, 4
"""What ten times as many different values add where names say nothing: the finer of two columns is first."""
_LEDGER = re.compile(r"\b(account|acct)\b")
"""Names of users which may be those of an account of the books."""
_CARDS = re.compile(r"\b(cards?|pan|\w*karten?|cartes?|tarjetas?|cart[ao]|cartao|karta|kort)\b|卡号|カード")
_DIGITS_OF_CARD, _OF_KINDS = 6, re.compile(r"\b(bin|types?|kinds?|brands?|issuers?|schemes?)\b")
"""Names of cards, of which a few with so many digits may be people's; whether they are is asked. Numbers of
banks and of kinds of cards are none."""
UNNAMED, _MANY_UNNAMED = "column_", 50
"""What columns of a table without a header are called; so many different numbers are no counts there."""


def as_id(role: str, header: str, name: float, one: Evidence) -> float:
    """Return how certain a name is where its values are judged: small numbers are ids under the name of an id.

    So are those of a column without a name that has many of them.
    """
    if role not in ("user", "item") or name > 0 or one.n_filled < FEW_ROWS:
        return name
    is_unnamed = header.startswith(UNNAMED) and one.n_distinct > _MANY_UNNAMED
    is_place = role == "item" and is_seller(header)
    return HELD if is_unnamed or is_place or heads_of(header)[-1] == "id" else name


def score_unnamed(role: str, one: Evidence, value: float, columns: Columns) -> float:
    """Score the values of an id of unknown name: finer columns first; less where it is a place or a look of items."""
    header = one.header
    if value == NEVER or (role == "item" and _is_fact_of_people(header, columns)):
        return NEVER
    if role == "user" and _may_be_cards(header, one):
        value = max(value, FIT)
    if not header.startswith(UNNAMED):
        value += _FINER * min(math.log10(max(one.n_distinct, 1)), _MOST_DIGITS)
    if role == "item" and (is_person(header) or _is_of_place_or_look(header)):
        return min(value, _SELDOM_ITEM)
    return _of_unnamed_item(header, one, value) if role == "item" and value >= FIT else value


def _may_be_cards(header: str, one: Evidence) -> bool:
    is_long = one.looks["whole"] == 1 and one.length >= _DIGITS_OF_CARD
    words = split_name(header)
    return is_long and bool(_CARDS.search(words)) and not _OF_KINDS.search(words)


def is_chosen(header: str, columns: Columns) -> bool:
    """Whether a person may be what users chose, as one whom they follow: another column is the user by as good a name.

    None is where a category or a kind of event names what was chosen or done.
    """
    own = certainty("user", header)
    has_user = any(
        certainty("user", other) >= max(own, HELD) and one.n_filled for other, one in columns.items() if other != header
    )
    is_named = any(certainty(each, other) >= EXACT for other in columns for each in ("event", "category"))
    return is_person(header) and has_user and not is_named


def _is_fact_of_people(header: str, columns: Columns) -> bool:
    """Whether a column is one of several facts about people, beside their names or e-mail addresses.

    Where somebody lives and works is no item of what was paid or given.
    """
    if certainty("attribute", header) < EXACT or certainty("item", header) > 0:
        return False
    n_facts = sum(certainty("attribute", each) >= EXACT for each in columns)
    return n_facts > 1 and any(each.private in ("name", "email") for each in columns.values())


def is_of_books(one: Evidence, columns: Columns) -> bool:
    """Whether what all rows share is an account of the books: another column holds people, or is called so."""
    is_account = bool(_LEDGER.search(split_name(one.header)))
    return is_account and any(
        ((certainty("user", header) > 0 and "name" in header.lower()) or other.private in ("name", "email"))
        and other.n_distinct > 1
        and other.fullness >= 0.9 * one.fullness
        for header, other in columns.items()
    )


def _of_unnamed_item(header: str, one: Evidence, value: float) -> float:
    """Score an id of unknown name: more where it is called an id or a name and holds numbers, less for few kinds."""
    is_id = heads_of(header)[-1] == "id"
    if one.n_distinct <= FEW_USERS and one.n_filled >= MANY_ROWS:
        return value + _FEW_IDS if is_id else _FEW_KINDS
    return 1.0 if is_id or (certainty("text", header) >= HELD and one.looks["letters"] < _HALF) else value


def _is_of_place_or_look(header: str) -> bool:
    """Whether a column is called as what users or items have in common: a country, a colour."""
    least = EXACT if heads_of(header)[-1] in _OFFERED else HELD
    return certainty("attribute", header) >= least or not _LOOKS.isdisjoint(heads_of(header))
