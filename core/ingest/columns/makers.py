"""Ids of who makes, sells or holds what a row is about: they are no item where a column says what that is."""

from __future__ import annotations

from collections.abc import Mapping

from core.ingest.columns.passed_over import without
from core.ingest.names.naming import EXACT, certainty, stand_in_rank
from core.ingest.names.plain_name import last_part
from core.ingest.names.words import word_set
from core.ingest.tables.evidence import FEW_ROWS, NEARLY, NEVER, Columns
from core.population.event_parts import split_name
from core.population.meanings import is_rating

_MAKERS = word_set(
    "merchant restaurant shop store seller vendor supplier coupon voucher property place venue hotel business",
    "brand artist artists band album author publisher studio channel playlist label",
)
_OF_HEADINGS = word_set("review comment feedback post title headline heading header subject summary name")
"""Words of what headings of reviews are called."""
_LEAST = 0.3
"""A column that fewer rows fill is nothing to ask about."""
_ONE_EACH, _FEW = 0.5, 10
"""Where more of the makers than this have one title, it is their own; of so many titles that come again."""


def is_maker_name(header: str) -> bool:
    """Whether a name is that of a merchant, a restaurant, an artist and so on, or of the id of one.

    >>> [is_maker_name(each) for each in ("merchant_id", "Restaurant Name", "product_id", "coupon code", "item")]
    [True, True, False, True, False]
    """
    words = split_name(last_part(header)).split()
    return bool(words) and words[0] in _MAKERS and len(words) <= 2


def without_makers(scores: Mapping[str, float], columns: Columns) -> dict[str, float]:
    """Leave out makers where another column is as full and says what was bought or seen of them."""
    makers = [header for header, each in scores.items() if each > NEVER and is_maker_name(header)]

    def says_more(other: str, maker: str) -> bool:
        is_full = columns[other].fullness >= NEARLY * columns[maker].fullness
        return is_full and _is_of_maker(other, maker, columns)

    return without(scores, {maker for maker in makers if any(says_more(other, maker) for other in columns)})


def titles_of_maker(maker: str, columns: Columns) -> list[str]:
    """List the columns that say what was bought or seen of a maker in a good part of the rows, the fullest first."""
    if not is_maker_name(maker):
        return []
    found = [each for each in columns if columns[each].fullness >= _LEAST and _is_of_maker(each, maker, columns)]
    return sorted(found, key=lambda each: -columns[each].fullness)


def _is_of_maker(other: str, maker: str, columns: Columns) -> bool:
    """Whether a column has ids or titles of items, of which makers have several."""
    one = columns[other]
    if other == maker or is_maker_name(other) or one.private or one.n_filled < FEW_ROWS or one.n_distinct < 2:
        return False
    if certainty("item", other) >= EXACT and not one.is_unique:
        return one.n_distinct > columns[maker].n_distinct
    is_title = certainty("text", other) >= EXACT or certainty("item", other) > 0
    if not is_title or one.is_unique or one.is_prose or one.looks["letters"] < NEARLY or one.is_date:
        return False
    if heads_reviews(other, columns):
        return False
    share, _n = columns.tie((maker,), other)
    return share <= _ONE_EACH and one.n_distinct >= columns[maker].n_distinct


def heads_reviews(title: str, columns: Columns) -> bool:
    """Whether titles are headings of reviews: those that come again are of several of what is rated.

    They stand beside ratings and long texts, and what is rated is a shop, a hotel or a page. What is called the title
    of a product, a book or the like is no heading.
    """
    if not _OF_HEADINGS.issuperset(split_name(last_part(title)).split()):
        return False
    if not any(map(is_rating, columns)) or not any(one.is_prose for each, one in columns.items() if each != title):
        return False
    things = [
        each
        for each in columns
        if each != title and certainty("user", each) == 0 and (is_maker_name(each) or stand_in_rank(each) is not None)
    ]
    found = [columns.tie((title,), each) for each in things]
    return any(n_repeated >= _FEW and share < _ONE_EACH for share, n_repeated in found)
