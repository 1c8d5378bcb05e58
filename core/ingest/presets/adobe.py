"""Hits of Adobe's data feeds: a hit lists its products in one cell."""

from __future__ import annotations

from core.ingest.presets.declare import Form, Preset, PresetTable, Tables
from core.ingest.presets.match import find_column
from core.ingest.presets.rows import reshaped
from core.sentences import say
from core.store.scratch import Scratch

_PRODUCT = ("product_category", "product_id", "product_quantity", "product_price")
"""What the first four parts of a product in a product list are; the price is that of all pieces."""
_LISTED = """
create temp table {name} as
select * exclude (row_no, listed, product), row_no as old_no, {parts}
from (select *, unnest(case when len(listed) = 0 then [null] else listed end) as product
    from (select *, list_filter(string_split(coalesce({listed}, ''), ','), lambda each: trim(each) <> '') as listed
        from {table}))
order by row_no"""


def with_products(scratch: Scratch, tables: Tables) -> Tables:
    """Make a row of each product of a hit; a hit without one stays a row."""
    made = []
    for place, raw in enumerate(tables["events"]):
        names = (find_column(name, raw.headers) for name in ("post_product_list", "product_list"))
        listed = next((raw.column(name) for name in names if name), "null::varchar")
        parts = ", ".join(
            f"nullif(trim(split_part(product, ';', {number + 1})), '') as c{len(raw.headers) + number}"
            for number in range(len(_PRODUCT))
        )
        sql = _LISTED.replace("{listed}", listed).replace("{parts}", parts)
        made.append(reshaped(scratch, raw, sql, f"hits_{place}", _PRODUCT))
    return {"events": tuple(made)}


_HITS = "',' || coalesce({post_event_list|event_list}, '') || ','"
ADOBE = Preset(
    name="adobe",
    label="Adobe Analytics data feed",
    source="https://experienceleague.adobe.com/en/docs/analytics/export/analytics-data-feed/data-feed-contents/"
    "datafeeds-reference",
    forms=(
        Form(
            PresetTable(
                needs=("hit_time_gmt", "post_visid_high|visid_high", "post_visid_low|visid_low"),
                roles={
                    "user": ("post_visid_high", "visid_high"),
                    "item": ("post_pagename", "pagename", "post_page_url", "page_url"),
                    "event": ("post_event_list", "event_list"),
                    "timestamp": ("hit_time_gmt",),
                    "value": ("product_price",),
                    "quantity": ("product_quantity",),
                    "category": ("product_category",),
                    "attribute": ("geo_country", "country"),
                },
                value_per={"product_price": "line"},
                joined="{post_product_list|product_list}",
                sql={
                    "user": "concat_ws('_', {post_visid_high|visid_high}, {post_visid_low|visid_low})",
                    "item": "coalesce({product_id}, nullif(trim({post_pagename|pagename}), ''), "
                    "{post_page_url|page_url})",
                    "event": f"case when contains({_HITS}, ',1,') then 'purchase' when contains({_HITS}, ',12,') then "
                    f"'cart' when contains({_HITS}, ',2,') then 'view' else 'page_view' end",
                },
            ),
            join=with_products,
            is_product="coalesce(trim({exclude_hit}), '') in ('', '0')",
        ),
    ),
    notes=(
        say(
            "Users are visitors (visid_high and visid_low). A hit gives a row for each product of its list, with the "
            "quantity and the price of all pieces, or one row for its page. Hits that Adobe excludes are rejected."
        ),
    ),
)
