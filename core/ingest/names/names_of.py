"""Names in which what is meant stands in front, as in "Date de commande" and "Title of the product"."""

from __future__ import annotations

from functools import lru_cache

from core.population.event_parts import split_name

IN_FRONT = frozenset(["of", "de", "du", "des", "d", "da", "do", "di", "del", "della", "von"])
"""Words before which the head of a name stands in front."""
NAME_OF = frozenset(
    ["name", "nom", "nombre", "nome", "naam", "title", "titulo", "titolo", "titre", "titel", "bezeichnung"]
)
"""Heads in front that say less than what stands behind them, as in "Name of customer"."""
_ARTICLES = frozenset(["the", "la", "le", "l", "les", "el", "los", "las", "lo", "il", "der", "die", "das", "des"])


@lru_cache(maxsize=20_000)
def what_is_named(name: str) -> str:
    """Return what a column has the names or titles of, where its own name says so in that order; else "".

    >>> what_is_named("Título de la publicación"), what_is_named("Name of customer"), what_is_named("Date of birth")
    ('publicacion', 'customer', '')
    """
    head, *rest = split_name(name).split() or [""]
    if head not in NAME_OF or not rest or rest[0] not in IN_FRONT:
        return ""
    return "".join(word for word in rest if word not in IN_FRONT | _ARTICLES)
