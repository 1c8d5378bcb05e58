"""Nouns of German titles with the capital that German writes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

LEAST_GERMAN = 0.02
"""Part of the titles that hold a small German word, for a catalogue to be German."""
NEARLY_ALWAYS, LEAST_SEEN = 0.9, 2
"""Part of the places inside titles where a word has a capital, of so many places or more."""
_GERMAN = frozenset(["für", "mit", "und", "ohne", "zum", "zur"])
_INSIDE = re.compile(r"(?<=[^\W\d_][ ,])\s*([^\W\d_]+(?:['\u2019-][^\W\d_]+)*)")


def capitals_of(titles: Iterable[str]) -> Mapping[str, str]:
    """Return the words that German titles write with a capital inside, each in small letters to how it is written.

    Nothing of titles in other languages, which set capitals where they like.

    >>> capitals_of(["Hella Bremsbelag für Audi", "Sachs Bremsbelag vorne", "Bremse Sachs links"])
    {'bremsbelag': 'Bremsbelag'}
    >>> capitals_of(["Retractable Dog Leash", "Long Dog Leash"])
    {}
    """
    written = [str(title) for title in titles]
    n_german = sum(not _GERMAN.isdisjoint(title.casefold().split()) for title in written)
    if n_german < max(LEAST_GERMAN * len(written), 1):
        return {}
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for title in written:
        for word in _INSIDE.findall(title):
            seen[word.lower()][word] += 1
    return {key: max(sorted(found), key=lambda word: found[word]) for key, found in seen.items() if _has_capital(found)}


def with_capitals(text: str, capitals: Mapping[str, str]) -> str:
    """Write a text's words with the capitals that titles give them.

    >>> with_capitals("satz & bremsbelag", {"bremsbelag": "Bremsbelag"})
    'satz & Bremsbelag'
    """
    return " ".join(capitals.get(word, word) for word in text.split(" "))


def _has_capital(found: Counter[str]) -> bool:
    n_capital = sum(n for word, n in found.items() if word[0].isupper() and not word.isupper())
    return found.total() >= LEAST_SEEN and n_capital >= NEARLY_ALWAYS * found.total()
