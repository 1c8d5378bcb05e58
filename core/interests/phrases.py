"""Words and phrases of titles that can name what items are about.

A phrase is a noun with a word before it or alone. Without a grammar of each language, a noun is what stands where a
noun phrase ends: at the end of a title, before "for", "with", "of", a colour, a number or a comma, but not before
"design"; nor is one what comes with a thing ("bag with lid"). Chinese is cut into
words by jieba's dictionary, which says which are nouns, but lacks many names of things: a single character that it
leaves over belongs to the word before it, two of them are a word.

What never names alone: units, quantities, sizes, colours, numbers, codes, stop words (``core.interests.plain_words``),
words of two letters and shorthand of catalogues that no reader could read aloud ("REFRGRATD", "DRNKS").

In Romance languages, in Polish, Indonesian, Arabic and others the noun comes first ("Crema solar facial"), behind a
make or not: there any word may be the noun, and what users have in common says which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from core.interests.plain_words import (
    ABBREVIATIONS,
    BESIDES,
    CHINESE_GENERIC,
    CHINESE_NO_ENDINGS,
    COLOURED_THINGS,
    ENGLISH,
    GENERIC,
    IN_IE,
    IRREGULAR,
    KITS,
    LOOKS,
    NAMED_BY_NUMBER,
    NOUN_FIRST,
    NOUN_LAST,
    OTHER_LANGUAGES,
    OWNERS,
    STOP_BETWEEN,
    STOP_WORDS,
)
from core.interests.scripts import is_without_blanks, scripts_of
from core.interests.shorthand import title_in_full

LEAST_NOUN_FIRST = 0.05
"""Part of the titles that hold a small word of a language whose nouns come first."""
LEAST_FORM, LEAST_CHARACTERS = 3, 2
"""Letters of a word that another one may be a form of; in a script without blanks."""
_SCRIPTS_NOUN_FIRST = frozenset({"ARABIC", "HEBREW"})
_LETTERS = r"[^\W\d_\u3400-\u9fff]+"
_TOKEN = re.compile(rf"[\u3400-\u9fff]+|{_LETTERS}(?:['\u2019-]{_LETTERS})*|[\d][\w.]*|[^\w\s'\u2019]+")
_CUT_OFF = re.compile(r"\([^()]*$")
"""A bracket that is not closed: the title was cut at some length, and its last word may be half of one."""
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_NOUNS = ("n", "vn", "j", "l", "i")
_ONE_SOUND = re.compile(r"(th|ch|sh|ph|ck|gh|ng|tz|qu)")
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz1]{4,}")
_VOWELS = frozenset("aeiouy")
_ELIDED = re.compile(
    r"(?:[cdjlnDL]|qu)['\u2019](?=[^\W\d_A-Z])|(?:[dl]|[dns]ell|dall|sull|all|un|quest)['\u2019](?=\w)"
    r"|D['\u2019](?=[A-Z]{2})"
)
"""A small French or Italian word that lost its last letter before a vowel ("corde d'escalade"); no "L'Oréal"."""
_OWNER = "\0"
"""Stands for "your" and the like, before which a verb stands: "make your own"."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One or two words of a title."""

    key: str
    """In lower case, the last word in the singular: what counts as the same."""
    surface: str
    """As it is written, in lower case unless it is an abbreviation."""
    is_head: bool
    """Whether a noun phrase ends with it."""

    @property
    def words(self) -> frozenset[str]:
        """Return the words in it."""
        return frozenset(self.key.split())


def words_of(title: str) -> list[str]:
    """Return the words of a title, settled: what two titles share.

    >>> words_of("Set of 3 RED Tea Tins"), words_of("Vanilla ice cream"), words_of("Cream mug")
    (['tea', 'tin'], ['vanilla', 'ice', 'cream'], ['mug'])
    """
    return [singular(token) for token, _is_noun, says in _worded(title) if says]


def is_english(titles: Iterable[str]) -> bool:
    """Whether no other language is known by more small words, so that an s at the end of a word may be a plural's.

    >>> is_english(["Soap for men"]), is_english(["Vase", "Vase aus Glas"]), is_english(["Micro-ondas com grill"])
    (True, False, False)
    """
    found = [set(str(title).casefold().split()) for title in titles]
    n_english = sum(not ENGLISH.isdisjoint(words) for words in found)
    return n_english >= sum(not OTHER_LANGUAGES.isdisjoint(words) for words in found)


def nouns_come_first(titles: Iterable[str]) -> bool:
    """Whether titles are in a language whose nouns stand before their adjectives, by its script or its small words.

    >>> nouns_come_first(["Crema de manos", "Champú seco"]), nouns_come_first(["Crème de la Crème", "Soap for men"])
    (True, False)
    """
    n_titles = n_first = n_last = 0
    for title in titles:
        words = set(str(title).casefold().split())
        n_titles += 1
        n_first += bool(words & NOUN_FIRST) or not _SCRIPTS_NOUN_FIRST.isdisjoint(scripts_of(str(title)))
        n_last += bool(words & NOUN_LAST)
    return n_first >= max(LEAST_NOUN_FIRST * n_titles, 1) and n_first >= 2 * n_last


def phrases_of(title: str, *, noun_first: bool = False) -> list[Phrase]:
    """Return the phrases of a title that can name what it is about.

    ``noun_first`` is that of ``nouns_come_first`` for all titles.

    >>> [phrase.key for phrase in phrases_of("Set of 3 RED Tea Tins")]
    ['tea', 'tea tin', 'tin']
    >>> [phrase.key for phrase in phrases_of("Cream mug, ice cream")]  # no name: the colour alone
    ['ice', 'ice cream', 'mug']
    """
    found = []
    tokens = [*_worded(title), ("", False, False)]
    before = ""
    for place, (token, is_noun, says) in enumerate(tokens[:-1]):
        after, _is_noun, says_after = tokens[place + 1]
        is_before = after == _OWNER or _is_before(token, after) or says_after
        is_head = is_noun and (noun_first or not is_before)
        if says:
            is_chinese = bool(_CHINESE.fullmatch(token))
            gap = "" if is_chinese else " "
            if before and before != token and is_chinese == bool(_CHINESE.fullmatch(before)):
                found.append(Phrase(f"{before} {singular(token)}", f"{before}{gap}{token}", is_head))
            if _can_name(token):
                found.append(Phrase(singular(token), token, is_head))
            before = token
        else:
            before = ""
    return sorted(found, key=lambda phrase: phrase.key)


def are_forms(first: str, second: str) -> bool:
    """Whether a word of one phrase begins or ends with one of the other: such two are not two things.

    >>> are_forms("perde", "perdesi"), are_forms("luftfilter", "ölfilter"), are_forms("desk lamp", "lampshade")
    (True, False, True)
    >>> are_forms("\u5b8b\u5236\u8919\u5b50", "\u5b8b\u5236")
    True
    """
    words = (sorted((one, other), key=len) for one in first.casefold().split() for other in second.casefold().split())
    return any(_is_form(short, long) for short, long in words)


def _is_form(short: str, long: str) -> bool:
    least = LEAST_CHARACTERS if is_without_blanks(short) else LEAST_FORM
    return len(short) >= least and (long.startswith(short) or long.endswith(short))


def _worded(title: str) -> Iterator[tuple[str, bool, bool]]:
    """Yield the words of ``_tokens`` with whether each says something: a colour does beside what makes it a thing."""
    tokens = list(_tokens(title))
    words = ["", *(token for token, _is_noun in tokens), ""]
    for place, (token, is_noun) in enumerate(tokens, start=1):
        beside = {(words[place - 1], token), (token, words[place + 1])}
        says = bool(token) and token != _OWNER and (_can_name(token) or not COLOURED_THINGS.isdisjoint(beside))
        yield token, is_noun, says


def _is_before(word: str, after: str) -> bool:
    """Whether a word says how a thing looks, or what a kit is for: "suki design", "brewing kit"."""
    return after in LOOKS or (after in KITS and word.endswith("ing"))


@lru_cache(maxsize=100_000)
def singular(word: str) -> str:
    """Return the singular of an English plural; any other word as it is.

    >>> [singular(word) for word in ("tins", "boxes", "cherries", "cookies", "glass", "dishes", "christmas")]
    ['tin', 'box', 'cherry', 'cookie', 'glass', 'dish', 'christmas']
    >>> [singular(word) for word in ("knives", "gloves", "potatoes", "shoes", "lenses", "vases", "gas")]
    ['knife', 'glove', 'potato', 'shoe', 'lens', 'vase', 'gas']
    """
    if word in IRREGULAR:
        return IRREGULAR[word]
    if len(word) < 4 or not word.isascii() or word.endswith(("ss", "us", "is", "mas")) or not word.endswith("s"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-1] if word[:-1] in IN_IE else word[:-3] + "y"
    if word.endswith(("xes", "ches", "shes", "sses", "zzes")):
        return word[:-2]
    return word[:-1]


def _tokens(title: str) -> Iterator[tuple[str, bool]]:
    """Yield the words of a title in order and whether each may be a noun; "" or ``_OWNER`` where a phrase ends."""
    tokens = _TOKEN.findall(_CUT_OFF.sub("", title_in_full(title) if title.isupper() else title))
    is_aside = False
    for place, token in enumerate(tokens):
        if _CHINESE.fullmatch(token):
            yield from _chinese(token)
        elif not token[0].isalpha():
            is_aside = False
            yield "", False
        else:
            word = token.lower().replace("\u2019", "'").removesuffix("'s")
            if elided := _ELIDED.match(token):
                yield "", False
                word = word[elided.end() :]
            ends = word in STOP_WORDS or len(word) < 2 or (token in STOP_BETWEEN and _is_between_words(place, tokens))
            is_aside = is_aside or word in BESIDES
            yield (_OWNER if word in OWNERS else "" if ends else word), not is_aside


def _is_between_words(place: int, tokens: list[str]) -> bool:
    """Whether words stand on both sides; not behind a single letter, as in "sac à dos noir"."""
    beside = tokens[max(place - 1, 0) : place + 2]
    return len(beside) == 3 and beside[0].isalpha() and len(beside[0]) > 1 and beside[2].isalpha()


@lru_cache(maxsize=100_000)
def _chinese(run: str) -> tuple[tuple[str, bool], ...]:
    import rjieba

    words: list[tuple[str, bool]] = []
    for is_left_over, group in groupby(rjieba.tag(run), key=lambda each: _is_left_over(each[0])):
        tagged = [(word, kind.startswith(_NOUNS)) for word, kind in group]
        text = "".join(word for word, _is_noun in tagged)
        if is_left_over and len(text) == 1 and words:
            words[-1] = words[-1][0] + text, True
        elif is_left_over:
            words.append((text, any(is_noun for _word, is_noun in tagged)))
        else:
            words += tagged
    return tuple((word if is_noun and len(word) > 1 else "", True) for word, is_noun in words)


def _is_left_over(word: str) -> bool:
    return len(word) == 1 and word not in CHINESE_NO_ENDINGS


@lru_cache(maxsize=100_000)
def _can_name(word: str) -> bool:
    if _CHINESE.fullmatch(word):
        return word not in CHINESE_GENERIC and word[-1] != "\u8272"
    is_half = len(word) < 3 and word.isascii() and word not in ABBREVIATIONS
    return word not in GENERIC and word not in NAMED_BY_NUMBER and not is_half and not is_shorthand(word)


def is_shorthand(word: str) -> bool:
    """Whether a Latin word cannot be read aloud: no vowel, or too many consonants in a row.

    >>> [is_shorthand(word) for word in ("drnks", "refrgratd", "birthday", "dvd", "rhythm")]
    [True, True, False, False, False]
    """
    if not word.isascii() or word in ABBREVIATIONS:
        return False
    return len(word) > 1 and (not _VOWELS & set(word) or bool(_CONSONANTS.search(_ONE_SOUND.sub("1", word))))
