"""Countries as people and programs write them, as the two letters of ISO 3166."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

_OTHERS = {
    "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB", "great britain": "GB",
    "uae": "AE", "viet nam": "VN", "czechia": "CZ", "slovak republic": "SK", "holland": "NL", "republic of korea": "KR",
    "republic of china": "TW", "taiwan (republic of china)": "TW", "taiwan, republic of china": "TW",
    "hellenic republic": "GR", "democratic republic of the congo": "CD", "holy see (vatican city state)": "VA",
    "falkland islands (malvinas)": "FK", "cabo verde": "CV", "中华人民共和国": "CN", "中國": "CN",
}  # fmt: skip
"""Usual and official names that neither library lists."""
_KINDS = re.compile(
    r"((people's|federal|federative|islamic|arab|socialist) )?(republic|kingdom|principality) of (the )?"
)


@lru_cache(maxsize=10_000)
def country(text: str) -> str | None:
    """Return the two letters of a country that is written as such, as three, or by its name, in any of many languages.

    >>> [country(each) for each in ("de", "DEU", "Deutschland", "Kingdom of Spain", "Netherlands (the)", "Atlantis")]
    ['DE', 'DE', 'DE', 'ES', 'NL', None]
    """
    plain = " ".join(text.split()).casefold().rstrip(".").replace("\u2019", "'")
    plain = plain.removesuffix(" (the)").removeprefix("the ")
    short = _KINDS.sub("", plain, count=1) if _KINDS.match(plain) else plain
    known = _countries()
    return next((known[each] for each in (plain, plain.replace(".", ""), short) if each in known), None)


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
    """Return the two letters by themselves, by three, and by every name that is known."""
    import iso3166
    from phonenumbers.geodata.locale import LOCALE_DATA

    found: dict[str, str] = {}
    for code, names in LOCALE_DATA.items():
        for each in names.values():
            if each and not each.startswith("*"):
                found.setdefault(each.casefold().replace("\u2019", "'"), code)
    official = {
        text.casefold().rstrip("."): each.alpha2
        for each in iso3166.countries
        for text in (each.name, each.apolitical_name, each.alpha3, each.alpha2)
    }
    return found | official | _OTHERS | {code.casefold(): code for code in LOCALE_DATA}
