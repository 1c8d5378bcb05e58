"""What titles state by a pattern of their own: who made an item, before a dash or after "by", and how large it is.

A pattern is a fact of the catalogue where half of the titles follow it. What fewer than ``LEAST_ITEMS`` items share is
no topic.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from scipy import sparse

from core.interests.makers import LEAST_FOLLOWED, LEAST_ITEMS, makers_in
from core.profiles.topics import Topics
from core.sentences import say
from core.types import BoolArray, FloatArray, StrArray

_AMOUNT = re.compile(
    r"(?<![\w.,])(\d+(?:[.,]\d+)?)\s?(kgs?|kilos?|mg|gr?|grams?|lbs?|oz|ml|cl|l|lt|ltr|lit(?:er|re)s?|gal|qt|pt)\b",
    re.IGNORECASE,
)
_NETWORK = re.compile(r"(?<![\w.,])[2-6]G\b(?!\s*(?:pack|sachet|bag|jar|tube|tin)s?\b)")
"""Generations of mobile networks, no grams."""
_IN_GRAMS = {"kg": 1e3, "kilo": 1e3, "mg": 1e-3, "g": 1.0, "gr": 1.0, "gram": 1.0, "lb": 454.0, "oz": 28.0}
_IN_MILLILITRES = {"ml": 1.0, "cl": 10.0, "l": 1e3, "lt": 1e3, "ltr": 1e3, "liter": 1e3, "litre": 1e3}
_IN_GALLONS = {"gal": 3785.0, "qt": 946.0, "pt": 473.0}
_UNITS = {**_IN_GRAMS, **_IN_MILLILITRES, **_IN_GALLONS}
_COUNT = re.compile(r"\b(?:set|pack|box|case|bag) of (\d+)\b|(?<!\w)(\d+)[ -]?(?:pack|pk|pcs|pieces|count|ct)\b", re.I)
_LETTERS = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL")
_LETTER = re.compile(r"(?:^|[\s/(,-])(XXS|XS|S|M|L|XL|XXL|XXXL|[23]XL)(?=$|[\s/),])")


def makers_of(titles: StrArray) -> Topics:
    """Return those who made items: what stands before a dash or a colon in most titles, or after "by"."""
    makers = makers_in(titles)
    counts = Counter(makers)
    names = sorted(name for name, n in counts.items() if name and n >= LEAST_ITEMS)
    return _topics("maker", len(titles), [(name, np.array([each == name for each in makers])) for name in names])


def sizes_of(titles: StrArray) -> Topics:
    """Return the large and the small thirds by weight or volume, by number of pieces, and by letters (XL)."""
    families = (
        (_amount, say("large packs"), say("small packs")),
        (_count, say("large sets"), say("small sets")),
        (_letter, say("large sizes"), say("small sizes")),
    )
    for read, large, small in families:
        sizes = np.array([read(str(title)) for title in titles], dtype=np.float64)
        known = sizes[~np.isnan(sizes)]
        if len(known) >= max(LEAST_FOLLOWED * len(titles), 1):
            return _topics("size", len(titles), list(_thirds(sizes, known, (large, small))))
    return _topics("size", len(titles), [])


def _thirds(sizes: FloatArray, known: FloatArray, names: tuple[str, str]) -> Iterator[tuple[str, BoolArray]]:
    """Yield the largest and the smallest third; none that holds half of the sizes, for want of different ones."""
    low, high = np.quantile(known, [1 / 3, 2 / 3])
    for name, is_in in zip(names, (sizes >= high, sizes <= low), strict=True):
        if LEAST_ITEMS <= is_in.sum() <= len(known) / 2:
            yield name, is_in


def _amount(title: str) -> float:
    """Return grams or millilitres.

    >>> _amount("Basmati rice 1.5 kg"), _amount("Cola 330ml")
    (1500.0, 330.0)
    >>> _amount("Router 5G"), _amount("Saffron 5g")
    (nan, 5.0)
    """
    match = _AMOUNT.search(_NETWORK.sub("", title))
    if not match:
        return float("nan")
    unit = match[2].lower()
    return float(match[1].replace(",", ".")) * _UNITS.get(unit, _UNITS.get(unit.rstrip("s"), float("nan")))


def _count(title: str) -> float:
    match = _COUNT.search(title)
    return float(match[1] or match[2]) if match else float("nan")


def _letter(title: str) -> float:
    match = _LETTER.search(title)
    if not match:
        return float("nan")
    letters = {"2XL": "XXL", "3XL": "XXXL"}.get(match[1], match[1])
    return float(_LETTERS.index(letters))


def _topics(kind: str, n_items: int, found: Sequence[tuple[str, BoolArray]]) -> Topics:
    names = tuple(name for name, _ in found)
    items = np.column_stack([is_in for _, is_in in found]) if found else np.zeros((n_items, 0), bool)
    return Topics(kind, names, names, sparse.csr_array(items))
