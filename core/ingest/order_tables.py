"""Tables that share columns and are no parts of one: orders beside their lines, lists of names beside what has them."""

from __future__ import annotations

from collections.abc import Sequence

from core.attributes.names import fold
from core.ingest.naming import EXACT, certainty, heads_of

_FEW = 3
"""A list of names has an id, a name, and at most one column more."""
_OF_ANYTHING = frozenset(
    ["id", "name", "title", "description", "type", "status", "active", "createdat", "updatedat", "created", "updated"]
)
"""Columns that tables of all things have."""


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


def are_of_others(headers: Sequence[str], others: Sequence[str]) -> bool:
    """Whether tables are about different things, whatever columns they share: each has an id that the other lacks.

    So are tables that share no more than tables of all things do, lines of orders beside what is in stock, and orders
    beside their lines where both say who and when.

    >>> are_of_others(["customer_id", "city", "phone"], ["store_id", "city", "phone", "email"])
    True
    >>> are_of_others(["order_id", "sku", "qty"], ["shop_id", "sku", "qty"])
    True
    >>> are_of_others(["order_id", "user_id", "sku", "time"], ["order_id", "user_id", "time", "n_items"])
    True
    >>> are_of_others(["user_id", "sku", "time"], ["user_id", "sku", "time", "order_id"])
    False
    """
    one, other = (list(map(fold, each)) for each in (headers, others))
    if one == other:
        return False
    first, second = headers[0], others[0]
    have_own_ids = _is_own_id(first, other) and _is_own_id(second, one)
    return (
        have_own_ids
        or _OF_ANYTHING.issuperset(set(one) & set(other))
        or _are_lines(headers, others)
        or _are_lines(others, headers)
    )


def _is_own_id(header: str, others: Sequence[str]) -> bool:
    return heads_of(header)[-1] == "id" and fold(header) not in others


def _are_lines(headers: Sequence[str], others: Sequence[str]) -> bool:
    """Whether rows are lines of orders, and others either orders that name no items or items of no order."""
    is_line = says("item", headers) and says("order", headers)
    if not is_line or says("event", headers) or says("event", others):
        return False
    of_no_order = not any(says(role, each) for role in ("user", "timestamp") for each in (headers, others))
    return says("item", others) != says("order", others) and (of_no_order or says("order", others))


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
