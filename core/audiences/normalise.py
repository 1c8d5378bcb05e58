"""One spelling for what identifies a person, of which the forms of all platforms are made.

E-mail addresses: no blanks, small letters, plain forms of wide ones. Names: blanks around and between reduced, without
marks that nobody sees, in composed Unicode. Countries: ``core.audiences.countries``. Phone numbers:
``core.audiences.phones``. What cannot be read is None, never a guess.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from core.audiences.countries import country

_EMAIL = re.compile(r"[^@\s<>(),;:\\\"]+@([^@\s<>(),;:\\\".]+\.)+[^@\s<>(),;:\\\".]{2,}")
_BLANKS = re.compile(r"[\s\u200c\u200d]+")
_UNSEEN = re.compile("[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+")
"""Soft hyphens, blanks of no width and marks of the direction of writing, which programs leave in cells."""
_JOINERS = "\u200c\u200d"
"""What joins or divides letters of Persian and Indian scripts: a part of a name, but not at its ends."""
_NAMED_ADDRESS = re.compile(r"[^<>]*<([^<>]+)>[,;]*")
_NO_VALUE = frozenset([
    "-", "--", "?", "n/a", "N/A", "#N/A", "n.a.", "N.A.", "null", "NULL", "(null)", "<null>", "\\N", "nan", "NaN",
    "none", "None", "NONE", "(none)", "undefined", "unknown", "Unknown", "UNKNOWN", "(not set)", "k.A.", "未知",
])  # fmt: skip
"""How programs write that there is none; as written, since Nan and Null are names of people, and NA is a country."""
_ZIP_DIGITS = {
    **dict.fromkeys(("AU", "NO"), 4),
    **dict.fromkeys(("DE", "ES", "FI", "FR", "HR", "IT", "KR", "MX", "MY", "PE", "SA", "TR", "UA", "US"), 5),
    **dict.fromkeys(("CN", "CO", "KZ", "RO"), 6),
    "JP": 7,
    "BR": 8,
}
"""Country → digits of its postal codes, where some begin with 0, which a spreadsheet drops."""
_NUMBER = re.compile(r"(\d+)([.,]0+)?")
_DEVICE = re.compile(r"[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")


def written(text: str | None) -> str | None:
    """Return a cell; None for an empty one, and for a word for none.

    >>> [written(each) for each in ("Ann", " ", "N/A", "Null")]
    ['Ann', None, None, 'Null']
    """
    return None if text is None or not text.strip() or text.strip() in _NO_VALUE else text


def email(text: str) -> str | None:
    """Return an e-mail address without blanks, in small letters; without the name and the marks around it.

    >>> email(" Test@Example.COM "), email("Ann Lee <ann@x.example>,"), email("nobody at example")
    ('test@example.com', 'ann@x.example', None)
    """
    plain = _BLANKS.sub("", _seen(text)).lower()
    if named := _NAMED_ADDRESS.fullmatch(plain):
        plain = named.group(1)
    plain = plain.strip("'\",;").removeprefix("mailto:").rstrip(".")
    return plain if _EMAIL.fullmatch(plain) else None


def _seen(text: str) -> str:
    """Return the letters and signs that are seen, wide ones as plain ones."""
    return text if text.isascii() else _UNSEEN.sub("", unicodedata.normalize("NFKC", text))


def name(text: str) -> str | None:
    """Return the name of a person with single blanks between its words.

    >>> name("  Mary   Ann "), name(" ")
    ('Mary Ann', None)
    """
    return unicodedata.normalize("NFC", " ".join(_UNSEEN.sub("", text).split()).strip(_JOINERS)) or None


def zip_code(text: str, country: str | None = None) -> str | None:
    """Return a postal code without blanks around it, with zeros that a spreadsheet dropped where its country shows it.

    >>> zip_code(" WC2H  8LG", "GB"), zip_code("1067", "DE"), zip_code("10115.0", "DE"), zip_code("1010", "AT")
    ('WC2H 8LG', '01067', '10115', '1010')
    """
    plain = " ".join(_plain_digits(_UNSEEN.sub("", text)).split())
    if number := _NUMBER.fullmatch(plain):
        digits, n_digits = number.group(1), _ZIP_DIGITS.get(country or "", 0)
        plain = digits.zfill(n_digits) if len(digits) == n_digits - 1 else digits
    return plain or None


def _plain_digits(text: str) -> str:
    """Return wide letters and digits as plain ones, and every other sign as it is."""
    if text.isascii():
        return text
    return "".join(unicodedata.normalize("NFKC", each) if each.isalnum() else each for each in text)


def device(text: str) -> str | None:
    """Return an advertising id; None for what is none, and for the zeros of a person who wants none.

    >>> device("AECE52E7-03EE-455A-B3C4-E57283966239 "), device("00000000-0000-0000-0000-000000000000")
    ('AECE52E7-03EE-455A-B3C4-E57283966239', None)
    """
    plain = _seen(text).strip()
    return plain if _DEVICE.fullmatch(plain) and plain.strip("0-") else None


NORMALISE: dict[str, Callable[[str], str | None]] = {
    "email": email,
    "first_name": name,
    "last_name": name,
    "country": country,
    "device_id": device,
}
"""Field → how it is read; a phone number and a postal code need their country, too."""
