"""Words of a log's titles that are a part of what one product is called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from core.compute.once import once
from core.interests.parts import parts_of_phrases
from core.interests.phrases import words_of
from core.personas.policy import may_name
from core.profiles.tastes import items_of_terms
from core.types import Population

_MOSTLY = 0.5
_BEGINS = 0.1
"""Part of the titles with a word that begin with it."""


def parts_of_titles(population: Population, anywhere: frozenset[str]) -> frozenset[str]:
    """Return the terms that are a part of what one product is called: "external" of filters, "glow" of lip oils."""
    return once(
        population, ("parts of titles", anywhere), lambda: parts_of_phrases(*items_of_terms(population), anywhere)
    )


def refused_words(titles: Iterable[str]) -> frozenset[str]:
    """Return the words that stand mostly in titles of sensitive subjects: "pride" of what says "gay pride".

    >>> sorted(refused_words(["HIV Test Kit", "HIV Test Home", "Kit Box"]))
    ['hiv', 'test']
    """
    texts = [str(title) for title in titles]
    n_titles = Counter(word for text in texts for word in set(words_of(text)))
    refused = Counter(word for text in texts if not may_name(text) for word in set(words_of(text)))
    return frozenset(word for word, n in refused.items() if n > _MOSTLY * n_titles[word])


def first_words(titles: Iterable[str]) -> frozenset[str]:
    """Return the words that begin a tenth of the titles they are in, or more: makes and lines are among them.

    >>> sorted(first_words(["Juwel Aquarium Filter", "Eheim Aquarium Pumpe"]))
    ['eheim', 'juwel']
    """
    found = [words for title in titles if (words := words_of(str(title)))]
    n_first, n_titles = Counter(words[0] for words in found), Counter(word for words in found for word in set(words))
    return frozenset(word for word, n in n_first.items() if n >= _BEGINS * n_titles[word])
