"""Names that a language model proposes, checked by the rules of generated ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from core.interests.phrases import singular
from core.naming.figures import CONTEXT, HABIT, ITEM, TASTE, SegmentFigures
from core.personas.candidates import MAX_NAME_LENGTH, MAX_NAME_WORDS
from core.personas.policy import flags_of, may_name
from core.personas.sayable import is_sayable
from core.personas.words import ADJECTIVES, EVENT_WORDS, RATERS, SHOPPERS, USERS
from core.sentences import say

_PUNCTUATION = frozenset(" &-,'\N{RIGHT SINGLE QUOTATION MARK}\N{IDEOGRAPHIC COMMA}")
_MORE_PEOPLE = (
    "lover fan enthusiast people customer collector seeker client member visitor guest audience drinker eater watcher "
    "hunter follower aficionado devotee admirer crowd folk household"
)
_PEOPLE = frozenset(
    singular(word) for each in (USERS, SHOPPERS, RATERS, *EVENT_WORDS.values()) for word in each.people.split()
) | frozenset(_MORE_PEOPLE.split())
_PLAIN = frozenset("and the of for with in to on who".split())  # noqa: SIM905 - easier to read
_OF_FIGURES = frozenset({"more", "than", "usual"})
"""Words of figures, such as "more Garden than usual", that say nothing alone."""
_CHINESE_PEOPLE = "爱好者 购买者 浏览者 消费者 用户 买家 顾客 人群 粉丝 观众 读者 听众 者 的 与 和"
_PEOPLE_CHINESE = tuple(_CHINESE_PEOPLE.split())
_HABITS = frozenset(word for text in ADJECTIVES.values() for word in re.findall(r"[^\W\d_]+", text.casefold()))
_CHINESE = re.compile(r"[\u3400-\u9fff]+")


def why_no_name(name: str, segment: SegmentFigures) -> str:
    """Say why a name cannot stand, by itself; "" where it can."""
    return _why_no_text(name) or _why_no_meaning(name, segment)


def why_alike(names: Mapping[int, str], own: Mapping[int, str]) -> dict[int, str]:
    """Return segment to why its proposed name cannot stand beside the others.

    Parameters
    ----------
    names
        Segment to the name that a model proposes.
    own
        Segment to the name that stands where none is proposed or taken.
    """
    left, why = dict(names), dict[int, str]()
    while clash := _first_clash(left, {**own, **left}):
        segment, other = clash
        name = left.get(other, own.get(other, ""))
        why[segment] = say("A reader would take it for “{name}”, which another segment has.", name=name)
        del left[segment]
    return why


def _first_clash(proposed: Mapping[int, str], standing: Mapping[int, str]) -> tuple[int, int] | None:
    """Return a segment whose proposed name is like another; of two proposed ones, the later segment."""
    for segment, name in proposed.items():
        for other, theirs in standing.items():
            is_later = other in proposed and other > segment
            if other != segment and not is_later and is_like(name, theirs):
                return segment, other
    return None


def is_like(name: str, other: str) -> bool:
    """Whether a reader would take two names for one: two tastes that share half their words, or the same habits.

    >>> is_like("Tea buyers", "Weekend tea fans"), is_like("Weekend buyers", "Weekend tea fans")
    (True, False)
    """
    first, second = _content(name), _content(other)
    if first - _HABITS and second - _HABITS:
        return 2 * len(first & second) >= min(len(first), len(second))
    return first == second if first or second else _words(name) == _words(other)


def _why_no_text(name: str) -> str:
    if not name.strip():
        return say("It is empty.")
    if name != " ".join(name.split()):
        return say("It has line breaks or blanks where none belong.")
    if any(character.isdigit() for character in name):
        return say("It holds a digit.")
    if not all(character in _PUNCTUATION or unicodedata.category(character)[0] in "LM" for character in name):
        return say("It holds characters that no name has.")
    if len(name.split()) > MAX_NAME_WORDS or len(name) > MAX_NAME_LENGTH:
        return say("It is longer than {words} words or {n} characters.", words=MAX_NAME_WORDS, n=MAX_NAME_LENGTH)
    if not may_name(name):
        return flags_of(name)[0].reason
    return "" if is_sayable(name) else say("It holds units, codes or shorthand.")


def _why_no_meaning(name: str, segment: SegmentFigures) -> str:
    tastes = _known(figure.about for figure in segment.of_kind(TASTE)) if segment.may_have_taste else frozenset()
    habits = _known(figure.word for figure in segment.of_kind(HABIT) if figure.word)
    says_something = False
    for word in _parts_of(name, segment):
        if _is_in(word, tastes) or _is_in(word, habits):
            says_something = True
        elif word not in _PEOPLE and word not in _PLAIN:
            return _why_no_word(word, segment)
    if not says_something:
        return say("It says nothing of the figures of the segment.")
    return ""


def _why_no_word(word: str, segment: SegmentFigures) -> str:
    if word in _HABITS:
        return say("“{word}” is a habit that no clear figure of the segment shows.", word=word)
    if _is_in(word, _known(figure.about for figure in segment.of_kind(ITEM))):
        return say("“{word}” stands in the title of an item; one item names no segment.", word=word)
    if _is_in(word, _known(figure.about for figure in segment.of_kind(CONTEXT))):
        return say("“{word}” is a taste that is not clear enough to name the segment.", word=word)
    if not segment.may_have_taste:
        return say("“{word}” is no habit, and no taste holds for the segment.", word=word)
    return say("“{word}” stands in no figure of the segment.", word=word)


def _parts_of(name: str, segment: SegmentFigures) -> list[str]:
    """Return the words of a name; of Chinese, the words it is made of by those of the figures and of people."""
    words = sorted(_words(name))
    if not _CHINESE.search(name):
        return words
    texts = sorted((text for figure in segment.figures for text in _CHINESE.findall(figure.about)), key=len)[::-1]
    parts = [*texts, *sorted(_known(texts), key=len)[::-1], *_PEOPLE_CHINESE]
    return [each for word in words for each in (_cut(word, parts) if _CHINESE.search(word) else [word])]


def _cut(word: str, parts: list[str]) -> list[str]:
    found = []
    for part in parts:
        if part in word:
            word = word.replace(part, " ")
            found += [part] if part not in _PEOPLE_CHINESE else []
    return [*found, *word.split()]


def _content(name: str) -> frozenset[str]:
    words = _words(name)
    for word in [each for each in words if _CHINESE.search(each)]:
        words = words - {word} | frozenset(_chinese(word)) - frozenset(_PEOPLE_CHINESE)
    return words - _PEOPLE - _PLAIN


def _words(text: str) -> frozenset[str]:
    return frozenset(singular(word) for word in re.findall(r"[^\W\d_]+", text.casefold()))


def _known(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of texts, Chinese ones also as they are cut."""
    words = {word for text in texts for word in _words(text)} - _PLAIN - _OF_FIGURES
    return frozenset(words) | {part for word in words if _CHINESE.search(word) for part in _chinese(word)}


def _chinese(text: str) -> list[str]:
    import rjieba

    return [word for run in _CHINESE.findall(text) for word in rjieba.cut(run)]


def _is_in(word: str, known: frozenset[str]) -> bool:
    """Whether a word, or one that it is made from ("gardeners" from "garden"), is known."""
    if word in known:
        return True
    return len(word) >= 5 and word.isascii() and any(len(each) >= 4 and word.startswith(each) for each in known)
