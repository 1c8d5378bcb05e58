"""Olist's tables put together: who ordered each line and when."""

from __future__ import annotations

from dataclasses import replace

from core.ingest.presets.declare import FileShape, Form, Preset, PresetTable, Tables, by_status
from core.ingest.presets.match import find_column
from core.ingest.reader.read import RawTable
from core.sentences import say
from core.store.scratch import Scratch

_ORDERS = """
create temp table olist_orders as
select any_value(o.user_id) as user_id, any_value(ordered_at) as ordered_at, any_value(status) as status, order_id
from (select trim({order_id}) as order_id, trim({customer_id}) as user_id, {ordered_at} as ordered_at,
    {status} as status from {table}) o
group by order_id"""
_PERSONS = """
update olist_orders set user_id = person from (
    select trim({customer_id}) as id, any_value(trim({customer_unique_id})) as person from {table} group by id)
where user_id = id"""
_LINES = """
create temp table {name} as
select lines.*, o.user_id as c{at}, o.ordered_at as c{at}_1, o.status as c{at}_2
from {table} lines left join olist_orders o on trim(lines.{order_id}) = o.order_id"""


def with_orders(scratch: Scratch, tables: Tables) -> Tables:
    """Add the person, the time and the status of its order to each line."""
    [orders] = tables["orders"]
    columns = {name: _column(orders, name) for name in ("order_id", "customer_id")}
    columns |= {"ordered_at": _column(orders, "order_purchase_timestamp"), "status": _column(orders, "order_status")}
    scratch.run(_ORDERS.format(table=orders.sql, **columns))
    for customers in tables.get("customers", ()):
        names = {name: _column(customers, name) for name in ("customer_id", "customer_unique_id")}
        scratch.run(_PERSONS.format(table=customers.sql, **names))
    return {"events": tuple(_with_order(scratch, raw, f"olist_{n}") for n, raw in enumerate(tables["events"]))}


def _with_order(scratch: Scratch, raw: RawTable, name: str) -> RawTable:
    at = len(raw.headers)
    sql = _LINES.format(name=name, at=at, table=raw.sql, order_id=_column(raw, "order_id"))
    scratch.run(sql.replace(f"c{at}_1", f"c{at + 1}").replace(f"c{at}_2", f"c{at + 2}"))
    return replace(raw, headers=(*raw.headers, "person_id", "order_purchase_timestamp", "order_status"), sql=name)


def _column(raw: RawTable, name: str) -> str:
    return raw.column(find_column(name, raw.headers) or name)


OLIST = Preset(
    name="olist",
    label="Olist orders",
    source="https://www.kaggle.com/datasets/olistbr/brazilian-ecommerce",
    forms=(
        Form(
            PresetTable(
                needs=("order_id", "order_item_id", "product_id", "seller_id", "price"),
                roles={
                    "user": ("person_id",),
                    "item": ("product_id",),
                    "event": ("order_status",),
                    "timestamp": ("order_purchase_timestamp",),
                    "value": ("price",),
                    "order": ("order_id",),
                },
                sql={
                    "event": by_status(
                        "order_status", cancelled="coalesce(trim({order_status}) = 'unavailable', false)"
                    )
                },
                value_per={"price": "unit"},
                file=FileShape(("*order_items*.csv",)),
            ),
            items=PresetTable(
                needs=("product_id", "product_category_name"),
                roles={"item": ("product_id",), "category": ("product_category_name",)},
                file=FileShape(("*products*.csv",)),
            ),
            more={
                "orders": PresetTable(
                    needs=("order_id", "customer_id", "order_status", "order_purchase_timestamp"),
                    roles={},
                    file=FileShape(("*orders*.csv",)),
                ),
                "customers": PresetTable(
                    needs=("customer_id", "customer_unique_id"),
                    roles={},
                    file=FileShape(("*customers*.csv",)),
                ),
            },
            optional=("customers",),
            join=with_orders,
        ),
    ),
    notes=(
        say(
            "Every line is one piece bought when its order was placed; users are persons (customer_unique_id), since "
            "Olist gives each order a customer_id of its own. Lines of cancelled and unavailable orders are no "
            "purchases."
        ),
    ),
)
