"""One spelling for what identifies a person, of which the forms of all platforms are made.

E-mail addresses: no blanks, small letters. Names: blanks around and between reduced, in composed Unicode. Countries:
two letters of ISO 3166. Phone numbers: ``core.audiences.phones``. What cannot be read is None, never a guess.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, lru_cache

_EMAIL = re.compile(r"[^@\s<>(),;:\\\"]+@[^@\s<>(),;:\\\"]+\.[^@\s<>(),;:\\\".]{2,}")
_BLANKS = re.compile(r"[\s\u00a0\u200b\ufeff]+")
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
_OTHER_COUNTRIES = {"usa": "US", "uk": "GB", "england": "GB", "great britain": "GB", "uae": "AE"}
"""Usual names that are no names of ISO 3166."""


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
    plain = _BLANKS.sub("", text).lower()
    if named := _NAMED_ADDRESS.fullmatch(plain):
        plain = named.group(1)
    plain = plain.strip("'\",;").removeprefix("mailto:").rstrip(".")
    return plain if _EMAIL.fullmatch(plain) else None


def name(text: str) -> str | None:
    """Return the name of a person with single blanks between its words.

    >>> name("  Mary   Ann "), name(" ")
    ('Mary Ann', None)
    """
    return unicodedata.normalize("NFC", " ".join(text.split())) or None


@lru_cache(maxsize=10_000)
def country(text: str) -> str | None:
    """Return the two letters of a country that is written as such or by its name, in any of many languages.

    >>> country("de"), country("Deutschland"), country("Atlantis")
    ('DE', 'DE', None)
    """
    plain = " ".join(text.split()).casefold().rstrip(".")
    return _countries().get(plain) or _OTHER_COUNTRIES.get(plain.replace(".", ""))


def zip_code(text: str, country: str | None = None) -> str | None:
    """Return a postal code without blanks around it, with zeros that a spreadsheet dropped where its country shows it.

    >>> zip_code(" WC2H  8LG", "GB"), zip_code("1067", "DE"), zip_code("10115.0", "DE"), zip_code("1010", "AT")
    ('WC2H 8LG', '01067', '10115', '1010')
    """
    plain = " ".join(text.split())
    if number := _NUMBER.fullmatch(plain):
        digits, n_digits = number.group(1), _ZIP_DIGITS.get(country or "", 0)
        plain = digits.zfill(n_digits) if len(digits) == n_digits - 1 else digits
    return plain or None


def device(text: str) -> str | None:
    """Return an advertising id; None for what is none, and for the zeros of a person who wants none.

    >>> device("AECE52E7-03EE-455A-B3C4-E57283966239 "), device("00000000-0000-0000-0000-000000000000")
    ('AECE52E7-03EE-455A-B3C4-E57283966239', None)
    """
    plain = text.strip()
    return plain if _DEVICE.fullmatch(plain) and plain.strip("0-") else None


NORMALISE: dict[str, Callable[[str], str | None]] = {
    "email": email,
    "first_name": name,
    "last_name": name,
    "country": country,
    "device_id": device,
}
"""Field → how it is read; a phone number and a postal code need their country, too."""


@cache
def country_names() -> dict[str, str]:
    """Return the two letters of each country and its name in English, by name."""
    from phonenumbers.geodata.locale import LOCALE_DATA

    names = {code: _english(names) for code, names in LOCALE_DATA.items()}
    return dict(sorted(((code, name) for code, name in names.items() if name), key=lambda pair: pair[1]))


def _english(names: Mapping[str, str]) -> str:
    """Return the name in English, where * leads to the language that has it."""
    name = names.get("en", "")
    return names.get(name[1:], "") if name.startswith("*") else name


@cache
def _countries() -> dict[str, str]:
    """Return the two letters by themselves and by every name that phonenumbers knows."""
    from phonenumbers.geodata.locale import LOCALE_DATA

    found: dict[str, str] = {}
    for code, names in LOCALE_DATA.items():
        for each in names.values():
            if each and not each.startswith("*"):
                found.setdefault(each.casefold(), code)
    return found | {code.casefold(): code for code in LOCALE_DATA}
