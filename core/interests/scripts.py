"""In which scripts words are written."""

from __future__ import annotations

import unicodedata

_WITHOUT_BLANKS = frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "THAI", "LAO", "KHMER", "MYANMAR"})


def scripts_of(text: str) -> frozenset[str]:
    """Return the scripts of its letters, by the first word of the Unicode name.

    >>> sorted(scripts_of("Tea 茶具"))
    ['CJK', 'LATIN']
    """
    return frozenset(unicodedata.name(character, "?").split(" ")[0] for character in text if character.isalpha())


def is_latin(text: str) -> bool:
    """Whether all its letters are Latin, with accents or without.

    >>> is_latin("Küche"), is_latin("Tea 茶具")
    (True, False)
    """
    return text.isascii() or scripts_of(text) <= {"LATIN"}


def is_without_blanks(text: str) -> bool:
    """Whether its letters are of a script that sets no blanks between words.

    >>> [is_without_blanks(text) for text in ("茶具", "Чай", "عطر", "신발", "Tea")]
    [True, False, False, False, False]
    """
    found = scripts_of(text)
    return bool(found) and found <= _WITHOUT_BLANKS
