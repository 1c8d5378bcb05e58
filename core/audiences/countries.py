"""Countries as people and programs write them, as the two letters of ISO 3166."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

_OTHERS = {
    "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB", "great britain": "GB",
    "uae": "AE", "viet nam": "VN", "czechia": "CZ", "slovak republic": "SK", "holland": "NL", "republic of korea": "KR",
    "republic of china": "TW", "taiwan (republic of china)": "TW", "taiwan, republic of china": "TW",
    "hellenic republic": "GR", "democratic republic of the congo": "CD", "holy see (vatican city state)": "VA",
    "falkland islands (malvinas)": "FK", "cabo verde": "CV", "中华人民共和国": "CN", "中國": "CN",
    "vereinigte staaten": "US", "usa (vereinigte staaten)": "US", "grossbritannien": "GB", "tschechien": "CZ",
    "elfenbeinküste": "CI", "ivory coast": "CI", "weissrussland": "BY", "republik irland": "IE", "eire": "IE",
    "états-unis d'amérique": "US", "grande-bretagne": "GB", "grande bretagne": "GB", "tchéquie": "CZ",
    "stati uniti d'america": "US", "gran bretagna": "GB", "inghilterra": "GB", "repubblica ceca": "CZ",
    "estados unidos de américa": "US", "ee.uu": "US", "ee. uu": "US", "gran bretaña": "GB", "república checa": "CZ",
    "estados unidos da américa": "US", "eua": "US", "grã-bretanha": "GB", "inglaterra": "GB", "angleterre": "GB",
    "verenigde staten van amerika": "US", "groot-brittannië": "GB", "engeland": "GB", "tsjechië": "CZ",
    "stany zjednoczone ameryki": "US", "zjednoczone królestwo": "GB", "anglia": "GB", "czechy": "CZ",
    "abd": "US", "amerika birleşik devletleri": "US", "ingiltere": "GB", "almanya": "DE",
    "アメリカ": "US", "アメリカ合衆国": "US", "米国": "US", "イギリス": "GB", "英國": "GB", "美國": "US", "미국": "US",
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
    known, bare = _countries(), _without_accents(plain)
    written = next((known[each] for each in (plain, plain.replace(".", ""), short) if each in known), None)
    return written or (_bare_countries().get(bare) if bare else None)


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
def _bare_countries() -> dict[str, str]:
    """Return the same for names in Latin letters without their accents; none that two countries share."""
    found: dict[str, set[str]] = {}
    for name, code in _countries().items():
        if bare := _without_accents(name):
            found.setdefault(bare, set()).add(code)
    return {bare: codes.pop() for bare, codes in found.items() if len(codes) == 1}


def _without_accents(name: str) -> str:
    """Return a name in Latin letters without accents, since "Émirats" is written as "Emirats", too; "" of any other.

    >>> _without_accents("émirats arabes unis"), _without_accents("日本")
    ('emirats arabes unis', '')
    """
    bare = "".join(each for each in unicodedata.normalize("NFD", name) if not unicodedata.combining(each))
    return bare if bare.isascii() else ""


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
