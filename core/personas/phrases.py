"""Phrases: the terms of a profile put together again as they stand in titles."""

from __future__ import annotations

from core.profiles.terms import GENERIC
from core.types import Lift

MAX_WORDS = 3
MOST = 0.6
"""A pair takes the place of its word when this part of the word's users has the pair."""
SAME = 0.8
"""Two pairs that share a word are one phrase when their users are as many, up to this ratio."""

_PROPER = frozenset({"christmas", "xmas", "easter", "halloween", "english", "french", "british", "london", "paris"})


def phrases(lifts: list[Lift]) -> list[tuple[str, Lift]]:
    """Return a phrase for each term worth naming, in the order of ``lifts`` with the term's lift.

    "water" becomes "hot water", and that "hot water bottle". Pairs with a word that says nothing alone ("red bag") make
    no phrase.
    """
    usable = [lift for lift in lifts if not GENERIC & set(lift.name.split())]
    found: dict[str, Lift] = {}
    for lift in usable:
        term = _pair_of(lift, usable)
        found.setdefault(_written(_extended(term, usable)), term)
    return list(found.items())


def _pair_of(term: Lift, terms: list[Lift]) -> Lift:
    if " " in term.name:
        return term
    pairs = (pair for pair in terms if term.name in pair.name.split() and pair.count >= MOST * term.count)
    return next((pair for pair in pairs if pair is not term), term)


def _extended(term: Lift, terms: list[Lift]) -> list[str]:
    """Add the word before and the word after, where another pair says that nearly all have it."""
    words = term.name.split()
    if len(words) < 2:
        return words
    for pair in terms:
        other = pair.name.split()
        is_same = SAME * term.count <= pair.count <= term.count / SAME
        if len(other) == 2 and is_same and len(words) < MAX_WORDS:
            if other[0] == words[-1]:
                words = [*words, other[1]]
            elif other[1] == words[0]:
                words = [other[0], *words]
    return words


def _written(words: list[str]) -> str:
    return " ".join(word.capitalize() if word in _PROPER else word for word in words)
