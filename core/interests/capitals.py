"""Words with the capitals that titles give them: nouns of German titles, and abbreviations and names of any."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from core.interests.proper import PROPER

LEAST_GERMAN = 0.02
"""Part of the titles that hold a small German word, for a catalogue to be German."""
NEARLY_ALWAYS, LEAST_SEEN = 0.9, 2
"""Part of the places inside titles where a word has a capital, of so many places or more."""
MOSTLY_SMALL = 0.5
"""Where so many of the words inside titles have no capital, one that has is a name."""
LONGEST_ABBREVIATION = 5
_GERMAN = frozenset(["für", "mit", "und", "ohne", "zum", "zur"])
_WORD = re.compile(r"[^\W\d_]+")
_INSIDE = re.compile(r"(?<=[^\W\d_][ ,])\s*([^\W\d_]+(?:['\u2019-][^\W\d_]+)*)")


def capitals_of(titles: Iterable[str]) -> Mapping[str, str]:
    """Return the words that titles write with capitals inside, each in small letters to how it is written.

    In German titles nouns; in others abbreviations, where titles are not in capitals, names of places and peoples that
    are known, and other names where most words have none: titles in English set capitals where they like.

    >>> capitals_of(["Hella Bremsbelag für Audi", "Sachs Bremsbelag vorne", "Bremse Sachs links"])
    {'bremsbelag': 'Bremsbelag'}
    >>> capitals_of(["Retractable Dog Leash", "Long Dog Leash"])
    {}
    >>> capitals_of(["Fresh milk UHT 1l", "Whole milk UHT", "Boat trip in Brant", "Trip to Brant, by train", "Rome"])
    {'rome': 'Rome', 'brant': 'Brant', 'uht': 'UHT'}
    """
    written = [str(title) for title in titles if not str(title).isupper()]
    n_german = sum(not _GERMAN.isdisjoint(title.casefold().split()) for title in written)
    is_german = n_german >= max(LEAST_GERMAN * len(written), 1)
    inside = _counted(word for title in written for word in _INSIDE.findall(title))
    sure = inside if is_german else _counted(word for title in written for word in _behind_small(title))
    n_small = sum(n for found in inside.values() for word, n in found.items() if word.islower())
    if not is_german and n_small < MOSTLY_SMALL * sum(found.total() for found in inside.values()):
        sure = {}
    kept = {key: found for key, found in sure.items() if _has_capital(found)}
    kept |= {key: found for key, found in inside.items() if _is_abbreviation(found)}
    named = {word.lower(): word for title in written for word in _WORD.findall(title) if word.istitle()}
    proper = {key: word for key, word in named.items() if key in PROPER}
    return proper | {key: max(sorted(found), key=lambda word: found[word]) for key, found in kept.items()}


def _counted(words: Iterable[str]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for word in words:
        found[word.lower()][word] += 1
    return found


def _behind_small(title: str) -> Iterator[str]:
    """Yield the words behind one in small letters: "Lisbon" of "Trip to Lisbon", not "Yoghurt" of "Brant Yoghurt"."""
    words = title.split()
    for before, word in pairwise(words):
        if before.isalpha() and before.islower() and (bare := word.strip(",.:;()")).isalpha():
            yield bare


def with_capitals(text: str, capitals: Mapping[str, str]) -> str:
    """Write a text's words with the capitals that titles give them.

    >>> with_capitals("satz & bremsbelag", {"bremsbelag": "Bremsbelag"})
    'satz & Bremsbelag'
    """
    return " ".join(capitals.get(word, word) for word in text.split(" "))


def _has_capital(found: Counter[str]) -> bool:
    n_capital = sum(n for word, n in found.items() if word[0].isupper() and not word.isupper())
    return found.total() >= LEAST_SEEN and n_capital >= NEARLY_ALWAYS * found.total()


def _is_abbreviation(found: Counter[str]) -> bool:
    n_capitals = sum(n for word, n in found.items() if word.isupper() and 1 < len(word) <= LONGEST_ABBREVIATION)
    return found.total() >= LEAST_SEEN and n_capitals >= NEARLY_ALWAYS * found.total()
