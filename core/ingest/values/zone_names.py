"""Time zones that are named in words, as in "Eastern Time (US & Canada)", rather than by an IANA name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from zoneinfo import available_timezones

from core.ingest.names.words import word_set

_IN_WORDS: Mapping[str, str] = {
    **dict.fromkeys(["eastern", "us eastern", "us and canada eastern", "north american eastern"], "America/New_York"),
    **dict.fromkeys(["central", "us central", "north american central"], "America/Chicago"),
    **dict.fromkeys(["mountain", "north american mountain"], "America/Denver"),
    **dict.fromkeys(["pacific", "us pacific", "north american pacific"], "America/Los_Angeles"),
    **dict.fromkeys(["alaska", "alaskan"], "America/Anchorage"),
    **dict.fromkeys(["hawaii", "hawaiian", "hawaii aleutian"], "Pacific/Honolulu"),
    **dict.fromkeys(["us mountain", "arizona"], "America/Phoenix"),
    "atlantic": "America/Halifax",
    "newfoundland": "America/St_Johns",
    **dict.fromkeys(["brasilia", "e south america"], "America/Sao_Paulo"),
    **dict.fromkeys(["central european", "central europe", "w europe", "mitteleuropäische"], "Europe/Berlin"),
    **dict.fromkeys(["western european", "portugal"], "Europe/Lisbon"),
    **dict.fromkeys(["eastern european", "e europe", "fle"], "Europe/Helsinki"),
    **dict.fromkeys(["british", "uk", "gmt"], "Europe/London"),
    "irish": "Europe/Dublin",
    "romance": "Europe/Paris",
    **dict.fromkeys(["moscow", "russian"], "Europe/Moscow"),
    **dict.fromkeys(["turkey", "türkiye"], "Europe/Istanbul"),
    **dict.fromkeys(["india", "indian", "mumbai", "new delhi", "chennai"], "Asia/Kolkata"),
    "pakistan": "Asia/Karachi",
    **dict.fromkeys(["china", "beijing"], "Asia/Shanghai"),
    **dict.fromkeys(["japan", "osaka"], "Asia/Tokyo"),
    **dict.fromkeys(["korea", "korean"], "Asia/Seoul"),
    **dict.fromkeys(["arabian", "gulf", "abu dhabi"], "Asia/Dubai"),
    "israel": "Asia/Jerusalem",
    "south africa": "Africa/Johannesburg",
    **dict.fromkeys(["aus eastern", "australian eastern"], "Australia/Sydney"),
    **dict.fromkeys(["new zealand", "wellington"], "Pacific/Auckland"),
}
"""What stands before "time" → zone. Names of Windows and Rails are the same words."""
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")
_SAYS_LITTLE = re.compile(r"\b(standard|daylight|summer|time|zone|zeit)\b")
_SIGNS = re.compile(r"[\W_]+")


@lru_cache(maxsize=10_000)
def zone_in_words(text: str) -> str | None:
    """Return the IANA name of a zone that is named in words or by its city; None for what is none.

    >>> zone_in_words("Eastern Time (US & Canada)"), zone_in_words("(GMT+01:00) Berlin")
    ('America/New_York', 'Europe/Berlin')
    >>> zone_in_words("Central European Summer Time"), zone_in_words("Central"), zone_in_words("Shop 7")
    ('Europe/Berlin', None, None)
    >>> zone_in_words("Central Standard Time (Mexico)"), zone_in_words("Pacific Standard Time (Mexico)")
    ('America/Mexico_City', None)
    """
    if "(mexico)" in text.lower():  # its clocks are no longer changed in summer, unlike those of the same name
        return "America/Mexico_City" if text.lower().startswith("central") else None
    lower = _IN_BRACKETS.sub(" ", text).lower()
    words = _SIGNS.sub(" ", _SAYS_LITTLE.sub(" ", lower)).strip()
    is_time = bool(_SAYS_LITTLE.search(lower))
    return (_IN_WORDS.get(words) if is_time or words not in _SHARED else None) or _by_city().get(words)


def zone_of_name(header: str) -> str | None:
    """Return the zone that the name of a column says its times are of, in brackets; None for none.

    "PT" and "ET" are no zones: a brand, a country and many a word are shortened like that, too.

    >>> zone_of_name("Purchase Time (US Pacific)"), zone_of_name("Datum [CET]"), zone_of_name("Time (GMT+8)")
    ('America/Los_Angeles', 'Europe/Berlin', 'Etc/GMT-8')
    >>> zone_of_name("Order Date (UTC)"), zone_of_name("Duration (minutes)"), zone_of_name("Data (PT)")
    ('UTC', None, None)
    """
    usual = unicodedata.normalize("NFKC", header)
    found = (_zone(text[1:-1].strip()) for text in _IN_BRACKETS.findall(usual))
    return next((zone for zone in found if zone), None)


def _zone(text: str) -> str | None:
    if text in available_timezones() and "/" in text:
        return text
    if text.lower() in ("gmt", "utc"):
        return "UTC"
    offset = _OFFSET.fullmatch(text)
    if offset:
        return f"Etc/GMT{'-' if offset[1] == '+' else '+'}{int(offset[2])}" if int(offset[2]) else "UTC"
    return _SHORT.get(text.upper()) or zone_in_words(f"{text} time")


_OFFSET = re.compile(r"(?:UTC|GMT) ?([+-]) ?(\d{1,2})(?::?00)?")
_SHORT: Mapping[str, str] = {
    **dict.fromkeys(["PST", "PDT"], "America/Los_Angeles"),
    **dict.fromkeys(["EST", "EDT"], "America/New_York"),
    **dict.fromkeys(["CET", "CEST", "MEZ", "MESZ"], "Europe/Berlin"),
    **dict.fromkeys(["JST"], "Asia/Tokyo"),
    "北京时间": "Asia/Shanghai",
    "日本時間": "Asia/Tokyo",
}
"""Short for zones, of which no two share one."""
_SHARED = word_set("eastern central mountain pacific atlantic british india china japan")
"""Words that name regions and countries just as well."""


@cache
def _by_city() -> Mapping[str, str]:
    """Return city → zone, of cities that one zone alone is named after."""
    found: dict[str, list[str]] = {}
    for name in available_timezones():
        region, _, city = name.rpartition("/")
        if region in ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"):
            found.setdefault(city.replace("_", " ").lower(), []).append(name)
    return {city: names[0] for city, names in found.items() if len(names) == 1}
