"""Orders and their lines in tables of their own, however many columns they share."""

from __future__ import annotations

from collections.abc import Sequence

from core.ingest.naming import EXACT, certainty


def complete_each_other(headers: Sequence[str], others: Sequence[str]) -> bool:
    """Whether one table names the items of orders and another who bought or when, so that they are no parts of one.

    >>> complete_each_other(["order_id", "product_id", "price"], ["order_id", "customer_id", "order_date", "price"])
    True
    >>> complete_each_other(["user_id", "item_id", "time"], ["user_id", "item_id", "time", "price"])
    False
    """

    def has(role: str, names: Sequence[str]) -> bool:
        return any(certainty(role, name) >= EXACT for name in names)

    return any(
        has("item", lines)
        and not has("item", orders)
        and any(has(role, orders) and not has(role, lines) for role in ("user", "timestamp"))
        for lines, orders in ((headers, others), (others, headers))
    )
