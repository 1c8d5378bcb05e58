"""Whether a topic can stand in a name: words that a reader can say, and that say something alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from core.interests.phrases import is_shorthand
from core.interests.plain_words import (
    ABBREVIATIONS,
    CHINESE_GENERIC,
    GENERIC,
    NAMED_BY_NUMBER,
    SAYS_LITTLE,
    STATE_OF_TWO,
    STATES,
    STOP_WORDS,
)
from core.interests.scripts import scripts_of

USUAL_SCRIPT = 0.5
"""A script is that of a log which so many of its titles are written in."""
_SAYS_NOTHING = GENERIC | STOP_WORDS | NAMED_BY_NUMBER | CHINESE_GENERIC


def is_sayable(text: str, *, is_given: bool = False) -> bool:
    """Whether a name may be about this.

    Not what holds a control character, a line break, an emoji, or a digit; nor what has no word left without units,
    quantities, sizes, colours, codes and stop words; nor shorthand of catalogues; nor one word that says nothing alone;
    nor what ends with how goods are kept ("shelf stable").

    Parameters
    ----------
    text
        Words.
    is_given
        Whether the log itself calls a category so: digits may stand in it, fewer than letters ("3D printing").

    >>> [text for text in ("Tea", "kg", "Set of 6", "85123A", "letter", "Lunch box", "🌱", "dried") if is_sayable(text)]
    ['Tea', 'Lunch box']
    >>> is_sayable("Horse stable"), is_sayable("Vegetables shelf stable")
    (True, False)
    """
    if not text or not all(_is_plain(character, is_given) for character in text):
        return False
    n_digits, n_letters = (sum(map(kind, text)) for kind in (str.isdigit, str.isalpha))
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.casefold())
    own = [word for word in words if word not in _SAYS_NOTHING and (len(word) > 1 or not word.isascii())]
    if is_given:
        return n_letters > n_digits and (bool(own) or "&" in text)
    is_read = not any(is_shorthand(word) for word in words if word not in STOP_WORDS | ABBREVIATIONS)
    is_state = any(_ends_with_state(part.split()) for part in text.casefold().split(" & "))
    is_thing = (len(own) > 1 or not SAYS_LITTLE.issuperset(own)) and not is_state
    return is_read and bool(own) and is_thing


def _ends_with_state(words: list[str]) -> bool:
    return words[-1] in STATES or words[-2:] == [*STATE_OF_TWO]


def on_one_line(text: str) -> str:
    r"""Return a text whose lines begin with capitals as one line; "" where a control character may stand in a word.

    >>> on_one_line("Garden\nTools"), on_one_line("Kit\nchen"), on_one_line("Bo\toks"), on_one_line("Tea & Coffee")
    ('Garden Tools', '', '', 'Tea & Coffee')
    """
    joined = re.sub(r"[ \t]*[\r\n]+[ \t]*(?=[^\W\d_a-z])", " ", text)
    return joined if all(_is_plain(character, True) or character.isprintable() for character in joined) else ""


def usual_scripts(titles: Iterable[str]) -> frozenset[str] | None:
    """Return Latin, and the scripts that at least half of the titles are written in; None for a log without titles."""
    found = [scripts_of(str(title)) for title in titles if title]
    if not found:
        return None
    present = frozenset().union(*found)
    is_usual = {script for script in present if sum(script in each for each in found) >= USUAL_SCRIPT * len(found)}
    return frozenset({"LATIN", *is_usual})


def _is_plain(character: str, with_digits: bool) -> bool:
    """Whether a character is a letter, a mark on one, a space or plain punctuation."""
    kind = unicodedata.category(character)
    is_digit = with_digits and kind == "Nd"
    return is_digit or character in " +" or kind[0] in "LM" or (kind[0] == "P" and character not in "<>{}[]\\|#@*")
