"""Phrases: the terms of a profile as a reader would write them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from core.interests.phrases import singular
from core.interests.plain_words import ABBREVIATIONS, ALWAYS_PLURAL
from core.interests.proper import PROPER
from core.interests.scripts import is_without_blanks
from core.personas.clear import worth
from core.personas.sayable import is_sayable
from core.types import Lift

MOST, NEARLY = 0.6, 0.8
"""A pair takes the place of its word ("water bottle" for "water") when this part of the word's users has the pair, and
the pair is worth so much of what the word is worth."""
_SEVERAL = 2
"""Kinds of a thing."""
_ENDS = re.compile(r"[^\s,]+(?=$|,? (?:&|and) |, )")
"""The last word of each part."""


def phrases(lifts: list[Lift], surface: Mapping[str, str]) -> list[tuple[str, Lift]]:
    """Return a phrase for each term worth naming, in the order of ``lifts`` with the term's lift.

    "water" becomes "water bottle" where most of its users have that. ``surface`` is term to how titles write it.
    """
    found: dict[str, Lift] = {}
    for lift in lifts:
        term = _pair_of(lift, lifts)
        found.setdefault(written(surface.get(term.key, term.key)), term)
    return list(found.items())


def in_singular(text: str) -> str:
    """Bring the last word of each part to the singular, unless it has none.

    >>> in_singular("cake cases, brooms and mops & stands"), in_singular("board shorts")
    ('cake case, broom and mop & stand', 'board shorts')
    """
    return _ENDS.sub(lambda found: found[0] if found[0] in ALWAYS_PLURAL else singular(found[0]), text)


def shortened(text: str, pairs: Collection[frozenset[str]], anywhere: Collection[str]) -> str:
    """Return two phrases with the noun alone of the first that has one which says enough; "" where there is none.

    Such a noun stands beside several words, makes and variants aside: there are lamps of several kinds, but "verre"
    stands behind "biberon" alone, and says nothing without it.

    Parameters
    ----------
    pairs
        Two words that stand side by side in titles.
    anywhere
        Words that lie anywhere in the tree.

    >>> pairs = [frozenset(each.split()) for each in ("desk lamp", "floor lamp", "biberon verre", "brant verre")]
    >>> shortened("desk lamp & laptop sleeve", pairs, {"brant"}), shortened("biberon verre & bol", pairs, {"brant"})
    ('lamp & laptop sleeve', '')
    """
    parts = [part.split() for part in text.split(" & ")]
    for place, words in enumerate(parts):
        own = frozenset({singular(words[-1].casefold())})
        n_kinds = sum(not (pair - own) <= frozenset(anywhere) for pair in pairs if own < pair)
        if len(words) > 1 and n_kinds >= _SEVERAL and is_sayable(words[-1]):
            parts[place] = words[-1:]
            return " & ".join(" ".join(words) for words in parts)
    return ""


def _pair_of(term: Lift, terms: list[Lift]) -> Lift:
    if " " in term.key:
        return term
    pairs = (pair for pair in terms if term.key in pair.key.split() and _is_as_much(pair, term))
    return next((pair for pair in pairs if pair is not term), term)


def _is_as_much(pair: Lift, word: Lift) -> bool:
    return pair.count >= MOST * word.count and worth(pair) >= NEARLY * worth(word)


def written(text: str) -> str:
    """Write a phrase, or two joined by "&", as a reader would: names of feasts and places begin with a capital.

    >>> written("christmas tree"), written("茶杯 & 茶 壶"), written("kaffeemühle keramik"), written("чайная чашка")
    ('Christmas tree', '茶杯 & 茶壶', 'kaffeemühle keramik', 'чайная чашка')
    """
    return " & ".join(_one_phrase(part) for part in text.split(" & "))


def _one_phrase(text: str) -> str:
    words = text.split()
    gap = "" if any(map(is_without_blanks, words)) else " "
    return gap.join(_one_word(word) for word in words)


def _one_word(word: str) -> str:
    if word.casefold() in ABBREVIATIONS:
        return word.upper()
    return word.capitalize() if word in PROPER else word
