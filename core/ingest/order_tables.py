"""Tables that share columns and are no parts of one: orders beside their lines, lists of names beside what has them."""

from __future__ import annotations

from collections.abc import Sequence

from core.ingest.naming import EXACT, certainty

_FEW = 3
"""A list of names has an id, a name, and at most one column more."""


def says(role: str, headers: Sequence[str]) -> bool:
    """Whether a column has the known name of a role."""
    return any(certainty(role, header) >= EXACT for header in headers)


def complete_each_other(headers: Sequence[str], others: Sequence[str]) -> bool:
    """Whether one table names the items of orders and another who bought or when, so that they are no parts of one.

    >>> complete_each_other(["order_id", "product_id", "price"], ["order_id", "customer_id", "order_date", "price"])
    True
    >>> complete_each_other(["user_id", "item_id", "time"], ["user_id", "item_id", "time", "price"])
    False
    """
    return any(
        says("item", lines)
        and not says("item", orders)
        and any(says(role, orders) and not says(role, lines) for role in ("user", "timestamp"))
        for lines, orders in ((headers, others), (others, headers))
    )


def is_beside_log(headers: Sequence[str], others: Sequence[str]) -> bool:
    """Whether the narrower table is no part of the other, which has times: names of what is in it, or sums of it.

    >>> is_beside_log(["GenreId", "Name"], ["TrackId", "Name", "AlbumId", "GenreId", "UnitPrice"])
    True
    >>> is_beside_log(["user_id", "artist_id", "weight"], ["user_id", "artist_id", "tag_id", "timestamp"])
    True
    >>> is_beside_log(["user_id", "item_id", "time"], ["user_id", "item_id", "time", "price", "shop", "city", "tax"])
    False
    """
    few, many = sorted((headers, others), key=len)
    if says("timestamp", few):
        return False
    return (len(few) <= _FEW and 2 * len(few) < len(many)) or (says("timestamp", many) and says("user", few))
