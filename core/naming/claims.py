"""Claims and sentences of a language model, held against the figures that were sent."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.interests.phrases import singular
from core.naming.answer import Claim
from core.naming.figures import CONTEXT, HABIT, TASTE, Figure, SegmentFigures
from core.personas.policy import flags_of, may_name
from core.sentences import Sentence, say

MORE, LESS = "more", "less"
_NUMBER = re.compile(r"(?<![\w.,])[-+\N{MINUS SIGN}]?\d+(?:[,.\u202f\u00a0']\d{3})*(?:[.,]\d+)?")
_STATED = re.compile(r"\s*([-+]?\d+(?:\.\d+)?)\s*(?:%|percent|×|x|times)?\s*")
_LESS = "less fewer lower below rarely seldom under smaller"
_MORE = "more higher above often over larger twice"
_IN_WORDS = (
    "two three four five six seven eight nine ten twelve twenty thirty forty fifty sixty seventy eighty ninety hundred "
    "thousand dozen half third quarter twice double triple tenfold majority most nobody everybody everyone"
)
_FUNCTIONS = (
    "a an and are at by for from in is it item items more of on or than that the them they to user users usual who with"
)
_LESS_WORDS, _MORE_WORDS = frozenset(_LESS.split()), frozenset(_MORE.split())
_SPELLED = frozenset(_IN_WORDS.split())
"""Numbers in words, which cannot be held against a figure."""
_FUNCTION_WORDS = frozenset(_FUNCTIONS.split())
_LINK = re.compile(r"://|www\.|\]\(|<\w", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[\u3002\uff01\uff1f])")
_GROUPS = re.compile(r"[,.\u202f\u00a0'](?=\d{3}(?!\d))")
"""What separates groups of three digits."""


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim, and whether it holds."""

    text: str
    figure: str
    """The figure it rests on with its numbers, as it was sent; "" where there is none."""
    why_struck: str
    """Why it does not hold; "" where it does."""


@dataclass(frozen=True, slots=True)
class Struck:
    """A sentence that was struck."""

    text: str
    why: str


def check_claim(claim: Claim, segment: SegmentFigures) -> CheckedClaim:
    """Hold a claim against the figure that it names."""
    figure = next((each for each in segment.figures if each.id == claim.figure), None)
    if figure is None:
        why: str = say("The segment has no figure “{id}”.", id=claim.figure)
        return CheckedClaim(claim.text, "", why)
    return CheckedClaim(claim.text, f"{figure.id} {figure.about}: {_both(figure)}", _why_not(claim, figure))


def _why_not(claim: Claim, figure: Figure) -> str:
    stated = _stated(claim.value)
    if stated is None:
        return say("It states no number for the figure.")
    if not is_close(*stated, figure.value):
        return say("The figure is {real}, not {stated}.", real=_shown(figure.value), stated=_shown(stated[0]))
    wrong = _wrong_direction(claim.direction, claim.text, figure)
    if wrong:
        return wrong
    others = [text for text, *number in numbers_in(claim.text) if not _is_of(number, [figure])]
    if others:
        return say("{number} is no number of the figure.", number=others[0])
    return ""


def check_sentence(text: str, segment: SegmentFigures, n_users: int, language: str) -> tuple[str, tuple[Struck, ...]]:
    """Return the sentences that hold, as one text, and those that were struck."""
    kept, struck = [], []
    plain = " ".join(text.split()).replace("vs. ", "vs ")
    for sentence in [each.strip() for each in _SENTENCE_END.split(plain) if each.strip()]:
        why = _why_sentence_not(sentence, segment, n_users, language)
        if why:
            struck.append(Struck(sentence, why))
        else:
            kept.append(sentence)
    return " ".join(kept), tuple(struck)


def _why_sentence_not(sentence: str, segment: SegmentFigures, n_users: int, language: str) -> str:
    found = numbers_in(sentence)
    sizes = (float(segment.size), segment.share, float(n_users))
    if _LINK.search(sentence) or not sentence.isprintable():
        return say("It holds a link, markup or characters that do not print.")
    if not may_name(sentence):
        return flags_of(sentence)[0].reason
    foreign = [text for text, *number in found if not _is_of(number, segment.figures, sizes)]
    if foreign:
        return say("{number} is no figure of the segment that was sent.", number=foreign[0])
    if not found:
        return say("It states no figure.")
    if not language.startswith("en"):
        return ""
    return _why_words_not(sentence, found, segment, sizes)


def _why_words_not(
    sentence: str, found: list[tuple[str, float, int]], segment: SegmentFigures, sizes: Iterable[float]
) -> str:
    """Hold the words of an English sentence against the figures that its numbers may be of."""
    words = words_in(sentence)
    of_figures = [figure for figure in segment.figures if any(_is_of(number, [figure]) for _text, *number in found)]
    about = [figure for figure in of_figures if words & words_in(figure.about)]
    spelled = sorted((words & _SPELLED).difference(*(words_in(figure.about) for figure in about)))
    if spelled:
        return say("“{word}” is a number in words, which is not checked.", word=spelled[0])
    if not about and not all(_is_of(number, (), sizes) for _text, *number in found):
        return say("Its numbers belong to figures about something else: {about}.", about=of_figures[0].about)
    wrong = [_wrong_direction("", sentence, figure) for figure in about]
    return wrong[0] if wrong and all(wrong) else ""


def _wrong_direction(stated: str, text: str, figure: Figure) -> str:
    """Say that a figure is stated the wrong way round; "" where it is not."""
    words = words_in(text)
    found = {MORE} & {stated} | {LESS} & {stated}
    is_less, is_more = bool(words & _LESS_WORDS), bool(words & _MORE_WORDS)
    if is_less != is_more:
        found |= {LESS} if is_less else {MORE}
    real = MORE if figure.value > figure.overall else LESS if figure.value < figure.overall else ""
    if found - {real}:
        return say("The direction is wrong: {both}.", both=_both(figure))
    return ""


def numbers_in(text: str) -> list[tuple[str, float, int]]:
    """Return the numbers of a text, as written, with value and decimals.

    >>> numbers_in("62.5 % of 4,338 users in 3 months")
    [('62.5', 62.5, 1), ('4,338', 4338.0, 0), ('3', 3.0, 0)]
    """
    found = []
    for match in _NUMBER.finditer(text):
        written = match.group()
        plain = (
            re.sub(r"[,.\u202f\u00a0'](?=\d{3}(?!\d))", "", written)
            if not re.fullmatch(r"0\.\d+", written)
            else written
        )
        plain = plain.replace(",", ".").replace("\N{MINUS SIGN}", "-")
        if len(plain) < 16 and plain.count(".") < 2:
            found.append((written, float(plain), len(plain.partition(".")[2])))
        else:
            found.append((written, math.nan, 0))
    return found


def is_close(stated: float, decimals: int, real: float) -> bool:
    """Whether a number is a real one as rounded to its decimals.

    >>> is_close(62, 0, 62.4), is_close(62.0, 1, 62.4), is_close(60, 0, 62.4)
    (True, False, False)
    """
    return abs(stated - real) <= 0.5 * 10.0**-decimals + 1e-9


def words_in(text: str) -> frozenset[str]:
    """Return the words of a text that say something, in small letters and the singular."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return frozenset(singular(word) for word in words if word not in _FUNCTION_WORDS) | (
        frozenset(words) & (_LESS_WORDS | _MORE_WORDS)
    )


def _is_of(number: Iterable[float], figures: Iterable[Figure], sizes: Iterable[float] = ()) -> bool:
    """Whether a number is one of some figures, or stands in what a taste is about, such as a decade."""
    value, decimals = number
    real = [each for figure in figures for each in figure.numbers] + list(sizes)
    named = [
        other
        for figure in figures
        if figure.kind in (TASTE, CONTEXT, HABIT)
        for _text, other, _decimals in numbers_in(figure.about)
    ]
    return any(is_close(value, int(decimals), each) for each in real) or value in named


def _stated(value: object) -> tuple[float, int] | None:
    """Return a number that a claim states, with its decimals; 62.0 has none."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    if isinstance(value, (int, float)) and not abs(value) < 1e12:  # also no number, and endless ones
        return None
    match = _STATED.fullmatch(value[:40] if isinstance(value, str) else f"{value:.6f}".rstrip("0").rstrip("."))
    return (float(match[1]), len(match[1].partition(".")[2])) if match else None


def _both(figure: Figure) -> Sentence:
    return say("{value} against {overall} of all users", value=_shown(figure.value), overall=_shown(figure.overall))


def _shown(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")
