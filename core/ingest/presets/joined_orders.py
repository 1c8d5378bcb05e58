"""Data sets that keep orders apart from their lines, put together: Olist, and Instacart with days from their gaps."""

from __future__ import annotations

from collections.abc import Sequence

from core.ingest.presets.declare import FileShape, Form, PresetTable, Tables, by_status, preset
from core.ingest.presets.match import find_column
from core.ingest.reader.read import RawTable
from core.ingest.reader.reshape import with_columns
from core.sentences import say
from core.store.scratch import Scratch

_ORDERS = """
create temp table olist_orders as
select order_id, any_value(user_id) as person_id, any_value(ordered_at) as order_purchase_timestamp,
    any_value(status) as order_status
from (select trim({order_id}) as order_id, trim({customer_id}) as user_id, {ordered_at} as ordered_at,
    {status} as status from {table})
group by order_id"""
_PERSONS = """
update olist_orders set person_id = person from (
    select trim({customer_id}) as id, any_value(trim({customer_unique_id})) as person from {table} group by id)
where person_id = id"""
_ORDER_TIMES = """
create temp table order_times as
with numbered as (
    select trim({order_id}) as order_id, {user_id} as user_id, try_cast({order_number} as int) as n,
        try_cast({order_dow} as int) as dow, try_cast({order_hour_of_day} as int) as hour,
        coalesce(try_cast({days_since_prior_order} as double), 0)::int as gap
    from {table}
), placed as (
    select *, first_value(dow) over w + sum(gap) over w as days
    from numbered window w as (partition by user_id order by n rows unbounded preceding)
)
select order_id, user_id, strftime(timestamp '2000-01-01' + to_days(days::int) + to_hours(hour), '%Y-%m-%d %H:%M:%S')
    as ordered_at
from placed"""
_DEPARTMENTS = "create temp table departments as select {key} as department_id, {name} as department from {table}"


def with_orders(scratch: Scratch, tables: Tables) -> Tables:
    """Add the person, the time and the status of its order to each line."""
    [orders] = tables["orders"]
    columns = {name: _column(orders, name) for name in ("order_id", "customer_id")}
    columns |= {"ordered_at": _column(orders, "order_purchase_timestamp"), "status": _column(orders, "order_status")}
    scratch.run(_ORDERS.format(table=orders.sql, **columns))
    for customers in tables.get("customers", ()):
        names = {name: _column(customers, name) for name in ("customer_id", "customer_unique_id")}
        scratch.run(_PERSONS.format(table=customers.sql, **names))
    more = ("person_id", "order_purchase_timestamp", "order_status")
    return {"events": tuple(_with(scratch, raw, "olist_orders", "order_id", more) for raw in tables["events"])}


def in_relative_days(scratch: Scratch, tables: Tables) -> Tables:
    """Add ``user_id`` and ``ordered_at`` to the lines of orders, and the name of its department to each product.

    Day 0 is 2000-01-01, a Saturday, as day 0 of the week is one in the log.
    """
    [orders] = tables["orders"]
    names = ("order_id", "user_id", "order_number", "order_dow", "order_hour_of_day", "days_since_prior_order")
    columns = {name: _column(orders, name) for name in names}
    scratch.run(_ORDER_TIMES.format(table=orders.sql, **columns))
    lines = tuple(_with(scratch, raw, "order_times", "order_id", ("user_id", "ordered_at")) for raw in tables["events"])
    return {"events": lines, **_with_departments(scratch, tables)}


def _with_departments(scratch: Scratch, tables: Tables) -> Tables:
    if "items" not in tables or "departments" not in tables:
        return {}
    [products], [departments] = tables["items"], tables["departments"]
    key, name = _column(departments, "department_id"), _column(departments, "department")
    scratch.run(_DEPARTMENTS.format(key=key, name=name, table=departments.sql))
    return {"items": (_with(scratch, products, "departments", "department_id", ("department",)),)}


def _with(scratch: Scratch, raw: RawTable, other: str, key: str, columns: Sequence[str]) -> RawTable:
    """Add columns of another table by a key that both have."""
    joined = f"left join {other} on trim(own.{_column(raw, key)}) = {other}.{key}"
    return with_columns(scratch, raw, {column: f"{other}.{column}" for column in columns}, joined)


def _column(raw: RawTable, name: str) -> str:
    return raw.column(find_column(name, raw.headers) or name)


OLIST = preset(
    "olist",
    "Olist orders",
    "https://www.kaggle.com/datasets/olistbr/brazilian-ecommerce",
    Form(
        PresetTable(
            "order_id, order_item_id, product_id, seller_id, price",
            user="person_id",
            item="product_id",
            event="order_status",
            timestamp="order_purchase_timestamp",
            value="price",
            order="order_id",
            sql={"event": by_status("order_status", cancelled="coalesce(trim({order_status}) = 'unavailable', false)")},
            value_per={"price": "unit"},
            file=FileShape("*order_items*.csv"),
        ),
        items=PresetTable(
            "product_id, product_category_name",
            item="product_id",
            category="product_category_name",
            file=FileShape("*products*.csv"),
        ),
        more={
            "orders": PresetTable(
                "order_id, customer_id, order_status, order_purchase_timestamp", file=FileShape("*orders*.csv")
            ),
            "customers": PresetTable("customer_id, customer_unique_id", file=FileShape("*customers*.csv")),
        },
        optional=("customers",),
        join=with_orders,
    ),
    note=say(
        "Every line is one piece bought when its order was placed; users are persons (customer_unique_id), since "
        "Olist gives each order a customer_id of its own. Lines of cancelled and unavailable orders are no "
        "purchases."
    ),
)

INSTACART = preset(
    "instacart",
    "Instacart orders",
    "https://www.kaggle.com/competitions/instacart-market-basket-analysis/data",
    Form(
        PresetTable(
            "order_id, product_id, add_to_cart_order",
            user="user_id",
            item="product_id",
            timestamp="ordered_at",
            order="order_id",
            sql={"event": "'purchase'"},
            file=FileShape("order_products*.csv"),
        ),
        items=PresetTable(
            "product_id, product_name",
            item="product_id",
            text="product_name",
            category="department, department_id",
            file=FileShape("products.csv"),
        ),
        more={
            "orders": PresetTable(
                "order_id, user_id, order_dow, order_hour_of_day, days_since_prior_order",
                file=FileShape("orders.csv"),
            ),
            "departments": PresetTable("department_id, department", file=FileShape("departments.csv")),
        },
        optional=("departments",),
        join=in_relative_days,
        known=("aisles.csv",),
    ),
    note=say(
        "The log has no dates: the first order of every user lies in the first week of January 2000, on its day "
        "of the week and hour, and each later order as many days after the one before as the log says (30 stands "
        "for 30 or more). Distances in time within a user are right, dates are not."
    ),
)
