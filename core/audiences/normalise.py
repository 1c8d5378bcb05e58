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
_DEVICE = re.compile(r"[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")
_OTHER_COUNTRIES = {"usa": "US", "uk": "GB", "england": "GB", "great britain": "GB", "uae": "AE"}
"""Usual names that are no names of ISO 3166."""


def email(text: str) -> str | None:
    """Return an e-mail address without blanks, in small letters.

    >>> email(" Test@Example.COM "), email("nobody at example")
    ('test@example.com', None)
    """
    plain = _BLANKS.sub("", text).removeprefix("mailto:").lower()
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


def zip_code(text: str) -> str | None:
    """Return a postal code without blanks around it."""
    return " ".join(text.split()) or None


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
    "zip": zip_code,
    "device_id": device,
}
"""Field → how it is read; a phone number needs its country, too."""


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
