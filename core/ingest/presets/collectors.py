"""Hits as collectors write them: Snowplow's atomic events, Adobe's data feeds."""

from __future__ import annotations

from dataclasses import replace

from core.ingest.presets.declare import NO_ITEM, FileShape, Form, PresetTable, Tables, preset
from core.ingest.presets.match import find_column
from core.ingest.reader.reshape import reshaped
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
ADOBE = preset(
    "adobe",
    "Adobe Analytics data feed",
    "https://experienceleague.adobe.com/en/docs/analytics/export/analytics-data-feed/data-feed-contents/"
    "datafeeds-reference",
    Form(
        PresetTable(
            "hit_time_gmt, post_visid_high|visid_high, post_visid_low|visid_low",
            user="post_visid_high, visid_high",
            item="post_pagename, pagename, post_page_url, page_url",
            event="post_event_list, event_list",
            timestamp="hit_time_gmt",
            value="product_price",
            quantity="product_quantity",
            category="product_category",
            attribute="geo_country, country",
            value_per={"product_price": "line"},
            joined="{post_product_list|product_list}",
            sql={
                "user": "concat_ws('_', {post_visid_high|visid_high}, {post_visid_low|visid_low})",
                "item": "coalesce({product_id}, nullif(trim({post_pagename|pagename}), ''), {post_page_url|page_url})",
                "event": f"case when contains({_HITS}, ',1,') then 'purchase' when contains({_HITS}, ',12,') then "
                f"'cart' when contains({_HITS}, ',2,') then 'view' else 'page_view' end",
            },
        ),
        join=with_products,
        is_product="coalesce(trim({exclude_hit}), '') in ('', '0')",
    ),
    note=say(
        "Users are visitors (visid_high and visid_low). A hit gives a row for each product of its list, with the "
        "quantity and the price of all pieces, or one row for its page. Hits that Adobe excludes are rejected."
    ),
)

_ATOMIC = PresetTable(
    user="user_id+domain_userid+network_userid, domain_userid+network_userid+user_id, network_userid",
    item="ti_sku, contexts_com_snowplowanalytics_snowplow_ecommerce_product_1.id, se_property, page_urlpath, "
    "page_title, event_name, event",
    event="se_action+event_name+event, event_name+event, event",
    timestamp="derived_tstamp, collector_tstamp",
    value="ti_price, se_value, tr_total",
    quantity="ti_quantity",
    order="ti_orderid, tr_orderid",
    text="ti_name, page_title",
    category="ti_category",
    attribute="geo_country, dvce_type",
    value_per={"ti_price": "unit", "tr_total": "order"},
)
_SNOWPLOW_COLUMNS = """
app_id platform etl_tstamp collector_tstamp dvce_created_tstamp event event_id txn_id name_tracker v_tracker
v_collector v_etl user_id user_ipaddress user_fingerprint domain_userid domain_sessionidx network_userid geo_country
geo_region geo_city geo_zipcode geo_latitude geo_longitude geo_region_name ip_isp ip_organization ip_domain
ip_netspeed page_url page_title page_referrer page_urlscheme page_urlhost page_urlport page_urlpath page_urlquery
page_urlfragment refr_urlscheme refr_urlhost refr_urlport refr_urlpath refr_urlquery refr_urlfragment refr_medium
refr_source refr_term mkt_medium mkt_source mkt_term mkt_content mkt_campaign contexts se_category se_action
se_label se_property se_value unstruct_event tr_orderid tr_affiliation tr_total tr_tax tr_shipping tr_city tr_state
tr_country ti_orderid ti_sku ti_name ti_category ti_price ti_quantity pp_xoffset_min pp_xoffset_max pp_yoffset_min
pp_yoffset_max useragent br_name br_family br_version br_type br_renderengine br_lang br_features_pdf
br_features_flash br_features_java br_features_director br_features_quicktime br_features_realplayer
br_features_windowsmedia br_features_gears br_features_silverlight br_cookies br_colordepth br_viewwidth
br_viewheight os_name os_family os_manufacturer os_timezone dvce_type dvce_ismobile dvce_screenwidth
dvce_screenheight doc_charset doc_width doc_height tr_currency tr_total_base tr_tax_base tr_shipping_base
ti_currency ti_price_base base_currency geo_timezone mkt_clickid mkt_network etl_tags dvce_sent_tstamp
refr_domain_userid refr_dvce_tstamp derived_contexts domain_sessionid derived_tstamp event_vendor event_name
event_format event_version event_fingerprint true_tstamp
"""
"""The order of columns in the tab-separated file, which has no header."""
_TIME, _UUID = r"\d{4}-\d\d-\d\d \d\d:[^\t]*", "[0-9a-f]{8}-[0-9a-f-]{27}"
SNOWPLOW = preset(
    "snowplow",
    "Snowplow atomic events",
    "https://docs.snowplow.io/docs/fundamentals/canonical-event",
    replace(_ATOMIC, needs="event_id, collector_tstamp, domain_userid|network_userid|user_id"),
    replace(
        _ATOMIC,
        file=FileShape(
            first_line=rf"[^\t]*\t[^\t]*\t({_TIME})?\t{_TIME}\t[^\t]*\t\w+\t{_UUID}(\t[^\t]*){{124}}",
            headers=_SNOWPLOW_COLUMNS,
            delimiter="\t",
        ),
    ),
    note=NO_ITEM,
)

_ACTIONS = {
    "1": "product clicked", "2": "product viewed", "3": "add to cart", "4": "remove from cart",
    "5": "checkout started", "6": "purchase", "7": "refund", "8": "checkout started",
}  # fmt: skip
"""What the codes of enhanced commerce mean."""
UNIVERSAL = preset(
    "ga360",
    "Universal Analytics (BigQuery export)",
    "https://support.google.com/analytics/answer/3437719",
    PresetTable(
        "fullVisitorId, visitStartTime, hits.product.productSKU, hits.eCommerceAction.action_type",
        user="fullVisitorId",
        item="hits.product.productSKU",
        event="hits.eCommerceAction.action_type",
        timestamp="visitStartTime",
        value="hits.product.productPrice",
        order="hits.transaction.transactionId",
        text="hits.product.v2ProductName",
        category="hits.product.v2ProductCategory",
        attribute="geoNetwork.country, device.deviceCategory",
        sql={
            "event": "case {hits.eCommerceAction.action_type} "
            + " ".join(f"when '{code}' then '{name}'" for code, name in _ACTIONS.items())
            + " else 'impression' end",
            "timestamp": "(try_cast({visitStartTime} as bigint) * 1000 "
            "+ coalesce(try_cast({hits.time|time} as bigint), 0))::varchar",
            "value": "coalesce(try_cast({hits.product.productRevenue|productRevenue} as double), "
            "try_cast({hits.product.productPrice} as double) "
            "* coalesce(try_cast({hits.product.productQuantity|productQuantity} as double), 1)) / 1000000",
        },
        value_per={"hits.product.productPrice": "line"},
    ),
    note=(
        say("Products that were shown in a list are no interaction; amounts are millionths of the currency."),
        say("Users are browsers and devices: the export knows few users by an id of their own."),
    ),
)

COLLECTORS = (UNIVERSAL, SNOWPLOW, ADOBE)
