"""Tables that share columns and are no parts of one: orders beside their lines, lists of names beside what has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from core.attributes.names import fold
from core.ingest.names.naming import EXACT, certainty, heads_of
from core.ingest.names.words import word_set

_FEW = 3
"""A list of names has an id, a name, and at most one column more."""
_ENDS = re.compile(r"(\.(csv|tsv|txt|dat|jsonl?|ndjson|parquet|xlsx?|gz|zip|zst|bz2))+$", re.IGNORECASE)
_STAGE = re.compile(
    r"^((raw|stg|stage|staging|src|source|tbl|table|dim|fact|fct|public|dbo|db|base|seed|my)[_ -]+)+"
    r"|([_ -]+(table|tbl|data|dataset|export|final|clean|cleaned|raw|seed|\d+))+$",
    re.IGNORECASE,
)
"""What the name of a file says of where its rows come from, rather than what they are."""
_OF_ANYTHING = word_set("id name title description type status active createdat updatedat created updated")
"""Columns that tables of all things have."""


def ids_of(name: str) -> set[str]:
    """Return the names of an id of what a file is named after, in the plural or not, whatever stage of data it is of.

    >>> sorted(ids_of("raw_orders.csv") - ids_of("raworders.csv")), "itemid" in ids_of("order_items.csv")
    (['order', 'orderid', 'orders', 'ordersid'], False)
    """
    *above, stem = _ENDS.sub("", PurePath(name).name).split(".")
    stems = {fold(each) for each in (stem, _STAGE.sub("", stem), *above) if each}
    singular = {form for each in stems for form in (each, each.removesuffix("s"), each.removesuffix("es"))}
    singular |= {f"{each.removesuffix('ies')}y" for each in stems if each.endswith("ies")}
    return singular | {f"{each}id" for each in singular}


def says(role: str, headers: Sequence[str]) -> bool:
    """Whether a column has the known name of a role."""
    return any(certainty(role, header) >= EXACT for header in headers)


def are_apart(headers: Sequence[str], others: Sequence[str]) -> bool:
    """Whether tables are no parts of one by what their columns are called."""
    ways = (complete_each_other, is_beside_log, is_about_one, are_of_others)
    return any(are_so(headers, others) for are_so in ways)


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
    if one == other or _are_one_log(headers, others):
        return False
    first, second = headers[0], others[0]
    have_own_ids = _is_own_id(first, other) and _is_own_id(second, one)
    return (
        have_own_ids
        or _OF_ANYTHING.issuperset(set(one) & set(other))
        or _are_lines(headers, others)
        or _are_lines(others, headers)
    )


def are_of_other_files(headers: Sequence[str], name: str, others: Sequence[str], other: str) -> bool:
    """Whether a file begins with an id that it is named after, as ``rental.csv`` with ``rental_id``, and one lacks it.

    So are a file that is named after users and one that is named after items, and what refers to rows of the other
    by their ``id``.

    >>> are_of_other_files(["payment_id", "rental_id"], "payment.csv", ["rental_id", "film_id"], "rental.csv")
    True
    >>> are_of_other_files(["id", "country", "city"], "users.csv", ["id", "title", "country", "city"], "items.csv")
    True
    >>> are_of_other_files(["id", "order_id", "amount"], "payments.csv", ["id", "user_id", "amount"], "raw_orders.csv")
    True
    """
    if _are_one_log(headers, others):
        return False
    if {_named_after(name), _named_after(other)} == {"user", "item"}:
        return True
    if _refers_to(headers, others, other) or _refers_to(others, headers, name):
        return True
    return _is_named_after(headers, name, others) or _is_named_after(others, other, headers)


def is_about_one(headers: Sequence[str], others: Sequence[str]) -> bool:
    """Whether one table says who did what and when, and the other has users or items alone, and no times of events.

    >>> is_about_one(["user_id", "job_id", "application_date"], ["user_id", "city", "degree"])
    True
    >>> is_about_one(["card_id", "merchant_id", "city", "time"], ["merchant_id", "city", "group"])
    True
    >>> is_about_one(["user_id", "sku", "time"], ["user_id", "url", "time"])
    False
    """
    return any(
        says("user", log)
        and says("item", log)
        and _may_say("timestamp", log)
        and not says("timestamp", list_)
        and (
            (says("user", list_) and not _may_say("item", list_))
            or (says("item", list_) and not _may_say("user", list_))
        )
        for log, list_ in ((headers, others), (others, headers))
    )


def _may_say(role: str, headers: Sequence[str]) -> bool:
    return any(certainty(role, header) > 0 for header in headers)


def _named_after(name: str) -> str:
    """Return the role of what a file is named after: "user" of ``customers.csv``; "" where it is neither."""
    ids = ids_of(name)
    return next((role for role in ("user", "item") if any(certainty(role, each) >= EXACT for each in ids)), "")


def _are_one_log(headers: Sequence[str], others: Sequence[str]) -> bool:
    """Whether both tables say who, what and when, and differ at most in the id that stands first in either.

    >>> _are_one_log(["event_id", "user_id", "sku", "time"], ["user_id", "sku", "time"])
    True
    """
    one, other = (list(map(fold, each)) for each in (headers, others))
    rest = [set(each[1:]) if each[0] not in those else set(each) for each, those in ((one, other), (other, one))]
    return rest[0] == rest[1] and all(
        says(role, each) for role in ("user", "item", "timestamp") for each in (headers, others)
    )


def _is_named_after(headers: Sequence[str], name: str, others: Sequence[str]) -> bool:
    first = fold(headers[0])
    return first != "id" and first in ids_of(name) and first not in map(fold, others)


def _refers_to(headers: Sequence[str], others: Sequence[str], other: str) -> bool:
    """Whether a column holds the ids of what the other file is named after, whose own column is called "id"."""
    known = set(map(fold, others))
    ids = {each for each in ids_of(other) if each.endswith("id")}
    return "id" in known and any(each in ids and each not in known for each in map(fold, headers))


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
