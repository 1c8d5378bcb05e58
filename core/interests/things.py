"""What a title calls its thing: without its make, and without the variant at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from core.interests.phrases import singular
from core.interests.plain_words import ABBREVIATIONS, GENERIC, KITS, SAYS_LITTLE, STOP_WORDS
from core.interests.scripts import is_without_blanks

MAX_TITLE_WORDS = 3
"""A longer title is no name of a thing."""
_VARIANTS = GENERIC - KITS
"""Sizes, colours and the like: at the end of a title they say which of its kind an item is."""
_PAIR = 2
_LETTERS_OF_ABBREVIATION = 4
_LEAST_TITLES = 3
"""Titles that begin with a make."""


def makes_of(titles: Iterable[str], anywhere: Collection[str]) -> frozenset[str]:
    """Return the words that lie anywhere in the tree, begin several titles and stand nowhere else in one: makes.

    A bag may lie anywhere, too, but titles end with it.

    >>> titles = ["Brant rope", "Brant helmet", "Brant pot", "Chalk bag", "Tea bag", "Bag clip"]
    >>> sorted(makes_of(titles, {"brant", "bag"}))
    ['brant']
    """
    first, later = Counter[str](), set[str]()
    unwritten = [each for each in anywhere if is_without_blanks(each) and " " not in each]
    for title in map(str, titles):
        words = [_key(word) for word in title.split()]
        first.update(words[:1])
        later.update(words[1:])
        begun = [each for each in unwritten if title.startswith(each) and len(title) >= len(each) + _PAIR]
        first.update(begun)
        later.update(each for each in unwritten if each in title and each not in begun)
    return frozenset(each for each in anywhere if first[each] >= _LEAST_TITLES and each not in later)


def thing_of(title: str, anywhere: Collection[str], makes: Collection[str] = frozenset()) -> str:
    """Return a title without a variant at its end, and without its make.

    Of a longer title all words that lie anywhere are left out, of two words the first where it is a make and the other
    says something alone: a bag lies anywhere, and a chalk bag is no chalk.

    >>> thing_of("Altmann Espresso cups Light", {"altmann"}), thing_of("Chalk bag", {"bag"}), thing_of("Classic", set())
    ('Espresso cups', 'Chalk bag', 'Classic')
    >>> [thing_of(title, {"brant"}, {"brant"}) for title in ("Brant Helmet", "Brant case", "")]
    ['Helmet', 'Brant case', '']
    """
    words = title.split()
    if not words:
        return title
    plain = [_key(word) for word in words]
    last = max((place for place, word in enumerate(plain) if word not in _VARIANTS), default=-1)
    own = words[: last + 1]
    if plain[last] in STOP_WORDS:  # what follows is part of a phrase: "set of six", "im Plus"
        own = words
    if len(own) > _PAIR:
        own = [word for word, key in zip(own, plain, strict=False) if key not in anywhere] or own
    elif len(own) == _PAIR and plain[0] in makes and not {plain[1]} & (SAYS_LITTLE | GENERIC):
        own = own[1:]
    elif len(own) == 1 and is_without_blanks(own[0]):
        own = [_without_make(own[0], makes)]
    return _readable(" ".join(own or words))


def _readable(text: str) -> str:
    """Return words of a catalogue in capitals as a reader would write them; abbreviations stay.

    >>> [_readable(text) for text in ("TEETHING BISCUITS", "TV STAND", "Helmet", "GPS")]
    ['Teething biscuits', 'TV stand', 'Helmet', 'GPS']
    """
    words = text.lower().split()
    if not text.isupper() or (len(words) == 1 and len(text) <= _LETTERS_OF_ABBREVIATION):
        return text
    written = " ".join(word.upper() if word in ABBREVIATIONS else word for word in words)
    return written[:1].upper() + written[1:]


def _without_make(title: str, makes: Collection[str]) -> str:
    """Return a title that is written without blanks without its make; as it is where hardly anything would be left."""
    made = max((each for each in makes if title.startswith(each)), key=len, default="")
    return title[len(made) :] if len(title) >= len(made) + _PAIR else title


def _key(word: str) -> str:
    return singular(word.strip(",.;-").casefold())
