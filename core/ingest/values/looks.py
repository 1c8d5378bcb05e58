"""What the values of a column look like: an e-mail address, a price, a date and so on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_PATTERNS = {
    "email": r"[^@\s]+@[^@\s]+\.\w+",
    "browser": r"(ga\d\.\d\.)?\d{5,}\.\d{5,}",
    "uuid": r"\{?[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}\}?|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}",
    "json": r"\s*(?!\{[0-9a-f-]{36}\}\s*$)[\[{].*[\]}]\s*",
    "address": r"\d+\w?,?\s+\S.*\b(st|street|ave|avenue|rd|road|lane|ln|blvd|drive|dr|way|court|ct|place)\b.*"
    r"|.*(straße|strasse|str\.|gasse|weg|platz)\s*\d+.*|(\d+,?\s+)?(rue|avenue|calle|via|viale|rua|av\.)\s.*\d.*|.*[路街]\d+号.*",
    "clock": r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(\s*[ap]\.?m\.?)?(\s*(z|utc|gmt|[-+]\d\d:?\d\d|[a-z]{2,3}t))?"
    r"|\d{1,2}[.:]\d\d\s*(uhr|hs?|hrs)\.?|\d{1,2}\s*h\s*\d\d",
    "dotted": r"([01]?\d|2[0-3])\.[0-5]\d(\.[0-5]\d)?",
    "late": r"(0?[6-9]|1\d|2[0-3])\..*",
    "early": r"0\d\.\d\d.*",
    "one_digit": r"\d\..*",
    "quarters": r"\d+\.(00|25|50|75)",
    "of_day": r"0?[.,]\d+|0",
    "serial": r"[2-5]\d{4}(\.0)?",
    "fine": r"0?[.,]\d{4,}",
    "hour": r"([01]?\d|2[0-3])(\.0)?",
    "short": r"0?[0-5]:\d{2}(:\d{2}(\.\d+)?)?",
    "hhmm": r"([01]?\d|2[0-3])[0-5]\d([0-5]\d)?(\.0)?",
    "price": r"[-+(]?\s*[^\w\s.,()-]?\s*[-+]?\d{1,9}(['  ,.]\d{3})*[.,]\d{1,4}\s*[^\w\s.,()-]?\)?",
    "whole": r"[-+]?\d+(\.0)?",
    "pieces": r"[-+]?\d+([.,]0+)?",
    "hundreds": r"[1-9]\d{2,}([.,]\d+)?",
    "negative": r"-\d.*",
    "to_ten": r"([1-9]|10)(\.0+)?",
    "halves": r"\d{1,2}([.,][05]0?)?",
    "entire": r"(\d+|\d{1,3}(,\d{3})*)(\.0+)?|\d{1,3}(\.\d{3})+",
    "several": r".*\S[,;|] \S.*",
    "joined": r"[^\s,;|]+([,;|][^\s,;|]+)+",
    "masked": r"(?=.*([*\u2022#]{2}|x{4}))[^\d]{0,8}[*\u2022#x][*\u2022#x -]+\d{2,6}",
    "digits": r".*\d.*",
    "bare": r"[\w./-]{2,24}",
    "flag": r"y|n|yes|no|true|false|ja|nein|oui|non|s[ií]|sim|n[aã]o|да|нет|是|否",
    "letters": r".*[^\W\d_].*",
    "exponent": r"\d([.,]\d+)?e\+\d+",
    "numbered": r"(19|20)\d\d-\d{2,3}|[rhs]\d{1,2}([-/.]\d{1,2}){2}",
    "of_taiwan": r"1[0-3]\d[-/.]\d{1,2}[-/.]\d{1,2}(\D.*)?",
    "day_month_year": r"[0-3]?\d[0-3]\d(19|20)\d\d",
    "six_of_date": r"\d\d[0-3]\d[0-3]\d|[0-3]\d[0-3]\d\d\d",
    "year": r"(19|20)\d\d(\.0)?",
    "midnight": r".*\d[ T]0?0:00(:00(\.0+)?)?Z?",
    "named": r"[^\W\d_]+[.'\u2019-]?([ ,]+[^\W\d_.'\u2019-]+[.'\u2019-]?)+",
    "spaced": r".*\S\s+\S+\s+\S.*",
    "epoch": r"\d{9,10}([.,]\d+)?|\d{13}(\.0)?|\d{16}(\.0)?|\d{19}(\.0)?|[2-5]\d{4}([.,]\d+)?",
    "counted": r"(?!(19|20)\d{6}$)([1-9]\d{0,7}|[12]\d{8})(\.0)?",
    "recent": r"(6[3-9]\d|[7-9]\d\d|1\d{3}|2[0-4]\d\d)\d{6}(\d{3}|\d{6}|\d{9})?([.,]\d+)?|[2-5]\d{4}([.,]\d+)?",
    "since_2001": r"(4[7-9]|5\d|6[0-2])\d{7}[.,]\d*[1-9]\d*",
    "datelike": r".*\d{1,4}(?:[-/.年]|\. )\d{1,2}(?:[-/.月]|\. )\d.*|(19|20)\d{6}([T ]?(\d\d){1,3})?(\D.*)?"
    r"|\d[.\d]*e\+?\d+|/date\(\d+.*"
    r"|([^\W\d_]+[.,]* )?(\d{1,2}º? de \w+ de \d{4}.*|\d{1,2}\.? [^\W\d_][^\d\s]{2,}[,،]? \d{4}.*)"
    r"|\d{1,2}[-. ]([^\W\d_]{3,4}|[ก-๙.]{3,})[-. ](\d\d|\d{4})(\D.*)?"
    r"|(19|20)\d\d\. [^\W\d_]{3,}\.? \d{1,2}\b.*"
    r"|\d{4}-?w\d\d(-?\d)?|(19|20)\d\d-\d{2,3}([T ]\d\d:\d\d.*)?|\d{4}년.*"
    rf"|.*\d\W*({_MONTHS}).*|.*({_MONTHS})\w*\W*\d.*|\d{{1,2}} \d{{1,2}}, \d{{4}}",
}
_COMPILED = {name: re.compile(pattern, re.IGNORECASE | re.DOTALL) for name, pattern in _PATTERNS.items()}
WHOLE = _COMPILED["whole"]


class Looks(Mapping[str, float]):
    """Shares of the values of a column that look like something, each found when it is asked for.

    Parameters
    ----------
    often
        Value → how many there are of it, so that each is matched once.
    """

    def __init__(self, often: Counter[str]) -> None:
        self._often = often
        self._ends = [(ends_of(text), n) for text, n in often.items()]
        self._n_all = max(often.total(), 1)
        self._known: dict[str, float] = {}

    def __getitem__(self, name: str) -> float:
        if name not in self._known:
            self._known[name] = self._share(_COMPILED[name])
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_COMPILED)

    def __len__(self) -> int:
        return len(_COMPILED)

    def share_of(self, fits: Callable[[str], object]) -> float:
        """Return the share of the values that fit."""
        return sum(n for text, n in self._often.items() if fits(text)) / self._n_all

    def _share(self, pattern: re.Pattern[str]) -> float:
        is_so = pattern.fullmatch
        return sum([n for text, n in self._ends if is_so(text)]) / self._n_all


LONGEST_VALUE = 200
"""No number and no time is written in more letters."""
_AN_END = 300


def is_short(text: str) -> bool:
    """Whether a text may be a number or a time as far as its length goes."""
    return len(text) <= LONGEST_VALUE


def ends_of(text: str) -> str:
    """Return a text, or of a long one its beginning and its end, by which patterns see what it looks like.

    >>> ends_of("short"), len(ends_of("{" + "x" * 1_000_000 + "}"))
    ('short', 600)
    """
    return text if len(text) <= 2 * _AN_END else text[:_AN_END] + text[-_AN_END:]
