"""Names of events that are written in small letters without a sign between their words: "addtocart"."""

from __future__ import annotations

from functools import lru_cache

_KNOWN = (
    "add added app appear appeared article basket begin begun book bought browse bundle buy buynow cancel cart "
    "category checkout click clicked close collect comment complete completed confirm confirmed content coupon "
    "create created delete detail details done end event exit favorite favourite file finish finished follow form "
    "from get goods home impression in info item items launch launched like list listing login logout message my "
    "now of offer offers on open opened order orders out page paid pay payment place placed play playback played post "
    "product products purchase purchased push queue rate rated rating read receive refund refunded register remove "
    "removed result results return returned review save screen search select session share show shown sign signup "
    "sku song start started submit submitted success successful successfully tab to track update upload user video "
    "view viewed views visit visited watch watched watchlist wish wishlist "
)
_WORDS = frozenset(_KNOWN.split())
_SHORTEST = 6
"""A shorter name is one word."""


@lru_cache(maxsize=10_000)
def words_in(name: str) -> str:
    """Return a name with blanks between its words; as it was where it is not made of known words alone.

    >>> words_in("viewproduct"), words_in("payorderdetail"), words_in("overview")
    ('view product', 'pay order detail', 'overview')
    """
    if len(name) < _SHORTEST or not name.isascii() or not name.isalpha() or name in _WORDS:
        return name
    return " ".join(_split(name) or (name,))


@lru_cache(maxsize=10_000)
def _split(rest: str) -> tuple[str, ...]:
    """Return the words that a text is made of, as few as possible; nothing where it is not made of them."""
    if rest in _WORDS:
        return (rest,)
    found = ((rest[:end], *_split(rest[end:])) for end in range(2, len(rest) - 1) if rest[:end] in _WORDS)
    return min((each for each in found if len(each) > 1), key=len, default=())
