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


def is_list_of_names(headers: Sequence[str], others: Sequence[str]) -> bool:
    """Whether the smaller table lists names of what the larger one refers to, such as genres beside tracks.

    >>> is_list_of_names(["GenreId", "Name"], ["TrackId", "Name", "AlbumId", "GenreId", "UnitPrice"])
    True
    >>> is_list_of_names(["user_id", "item_id", "time"], ["user_id", "item_id", "time", "price", "shop", "city", "tax"])
    False
    """
    few, many = sorted((headers, others), key=len)
    return len(few) <= _FEW and 2 * len(few) < len(many) and not says("timestamp", few)
