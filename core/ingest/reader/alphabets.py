"""Which alphabet a text of single bytes is written in, whatever is written in capitals.

Where one encoding has capitals, another has small letters, or those of another alphabet: the guess by the letters of
languages knows small letters only, so capitals in Windows-1251, as tills write them, look like small ones of KOI8-R.
"""

from __future__ import annotations

import re

ALPHABETS = (
    "cp1251", "cp1253", "cp1255", "cp1256", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "cp866", "mac-cyrillic",
    "koi8-r", "koi8-u", "cp874",
)  # fmt: skip
"""Encodings of one byte for each letter of an alphabet other than Latin; the more frequent before its likes."""
_LETTERS, _CAPITALS, _SOME_SMALL = 0.9, 0.8, 0.6
"""Shares of what is beyond ASCII in a text in capitals: of letters, and of capitals among them; units may be small."""
_CASELESS = ("cp1255", "cp1256", "iso8859-6", "iso8859-8", "cp874")
"""Encodings of alphabets without capitals, which others have at most of their places."""
_ENOUGH = 20_000
_TURKISH, _NOT_TURKISH = frozenset(b"\xd0\xdd\xde\xf0\xfd\xfe"), frozenset(b"\xc1\xc6\xcd\xd3\xe1\xe6\xed\xf3")
"""Letters at whose places Windows-1252 has those of Icelandic; and letters that Icelandic has besides, Turkish not."""

_OF_DOS, _LATIN_LETTERS = re.compile(rb"(?<=[A-Z])[\x80\x8f\x90\x92\x99\x9a](?=[A-Z])"), 0xA0
"""Between capitals, places where code page 850 has capitals and Windows-1252 signs; where the letters of that begin."""


def settle_alphabet(guessed: str, sample: bytes) -> str:
    """Return the encoding by which a text in capitals fits its language best once all of it is in small letters.

    One that was guessed to be Windows-1252 may be of Turkish, or of DOS.

    ``guessed`` stands where it fits as well, or no encoding of an alphabet has capitals in nearly all places.

    >>> settle_alphabet("koi8-r", "ЮБИЛЕЙНОЕ ПЕЧЕНЬЕ, ЯЙЦА, МОЛОКО, ЩУКА".encode("cp1251"))
    'cp1251'
    """
    if guessed == "cp1252":
        return _settle_latin(guessed, sample)
    if guessed not in ALPHABETS:
        return guessed
    part = sample[:_ENOUGH]
    least = _CAPITALS if guessed in _CASELESS else _SOME_SMALL
    able = [name for name in ALPHABETS if name == guessed or _capitals(part.decode(name, "replace")) >= least]
    fits = {name: _fit(part, name) for name in able} if len(able) > 1 else {guessed: 1.0}
    best = max(fits, key=lambda name: fits[name])
    return best if fits[best] > fits[guessed] else guessed


def _settle_latin(guessed: str, sample: bytes) -> str:
    """Return another encoding for Turkish, which has none of the letters of Icelandic, and for capitals of DOS."""
    letters = set(sample)
    if len(letters & _TURKISH) > 1 and not letters & _NOT_TURKISH:
        return "cp1254"
    n_inside = len(_OF_DOS.findall(sample))
    return "cp850" if n_inside > max(1, sum(each >= _LATIN_LETTERS for each in sample)) else guessed


def _capitals(text: str) -> float:
    """Return the share of capitals among the letters of a text beyond ASCII; 0 where much of it is no letters."""
    beyond = [each for each in text if not each.isascii()]
    letters = [each for each in beyond if each.isalpha()]
    return sum(map(str.isupper, letters)) / len(letters) if len(letters) > _LETTERS * len(beyond) else 0.0


def _fit(sample: bytes, name: str) -> float:
    """Return how well a text fits an encoding when it is put in small letters."""
    from chardet import detect_all

    small = sample.decode(name, "replace").lower().encode(name, "replace")
    found = detect_all(small, ignore_threshold=True, include_encodings=frozenset([name]), compat_names=False)
    return max((each["confidence"] for each in found), default=0.0)
