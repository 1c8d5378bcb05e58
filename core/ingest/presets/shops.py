"""Order lines of shops: Shopify, WooCommerce, Magento, REES46, Online Retail."""

from __future__ import annotations

from core.ingest.presets.declare import Form, PresetTable, by_status, either, number, preset
from core.ingest.presets.woocommerce import WOOCOMMERCE
from core.sentences import say

_SHOPIFY_EVENT = by_status(
    "Financial Status",
    refunded=f"coalesce({number('Refunded Amount')} >= {number('Total')} and {number('Total')} > 0, false)",
    cancelled="coalesce(trim({Cancelled at}) <> '', false)",
)
SHOPIFY = preset(
    "shopify",
    "Shopify orders",
    "https://help.shopify.com/en/manual/fulfillment/managing-orders/exporting-orders",
    PresetTable(
        "Name, Lineitem quantity, Lineitem name, Lineitem price, Created at|Paid at",
        user="Email+Phone+Billing Name, Phone+Billing Name, Billing Name",
        item="Lineitem sku+Lineitem name, Lineitem name",
        event="Financial Status",
        timestamp="Created at+Paid at, Paid at",
        value="Lineitem price",
        quantity="Lineitem quantity",
        order="Name",
        text="Lineitem name",
        attribute="Billing Country, Billing Province, Accepts Marketing",
        sql={"event": _SHOPIFY_EVENT},
        order_cells="Cancelled at, Refunded Amount, Total",
        value_per={"Lineitem price": "unit"},
    ),
    note_on_events=say(
        "Lines of orders that are refunded in full are refunds; those that are voided or cancelled are no "
        "purchases, and all others are: the export does not say which lines a partial refund or the discount of an "
        "order concerns, and neither is taken off."
    ),
)

_ALL_BACK, _ALL_CANCELLED = (
    f"coalesce({number('qty_ordered')} > 0 and coalesce({number(gone)}, 0) > 0 "
    f"and coalesce({number('qty_refunded')}, 0) + coalesce({number('qty_canceled')}, 0) "
    f">= {number('qty_ordered')}, false)"
    for gone in ("qty_refunded", "qty_canceled")
)
"""SQL for whether nothing is left of a line of Magento: some of it was paid back, or it was cancelled."""
MAGENTO = preset(
    "magento",
    "Magento order items",
    "https://developer.adobe.com/commerce/webapi/rest/",
    Form(
        PresetTable(
            "sku, qty_ordered, created_at, price|base_price|row_total, customer_email|customer_id",
            user="customer_email+customer_id, customer_id",
            item="sku",
            event="/status, status, /state",
            timestamp="/created_at, created_at",
            value="price, base_price, row_total",
            quantity="qty_ordered",
            order="increment_id, order_id",
            text="name, items.name, product_name",
            category="category, category_name, category_name_1",
            attribute="billing_address.country_id, country_id, customer_group",
            sql={
                "event": by_status(
                    "/status|status|/state",
                    refunded=f"coalesce(trim(lower({{/status|status|/state}})) = 'closed', false) or {_ALL_BACK}",
                    cancelled=_ALL_CANCELLED,
                )
            },
            order_cells="",
            value_per={"price": "unit", "base_price": "unit", "row_total": "line"},
        ),
        is_product="coalesce(trim({parent_item_id}), '') in ('', '0', 'NULL', 'null')",
    ),
    note=say("The variant that Magento writes below a configurable product is no product of its own."),
    note_on_events=say(
        "Items that were refunded in full are refunds; cancelled ones are no purchases, and all others are."
    ),
)

REES46 = preset(
    "rees46",
    "REES46 shop behaviour",
    "https://rees46.com/en/datasets",
    PresetTable(
        "event_time, event_type, product_id, user_id, user_session",
        user="user_id",
        item="product_id",
        event="event_type",
        timestamp="event_time",
        value="price",
        category="category_code+category_id, category_id",
        value_per={"price": "unit"},
    ),
)

_IS_PRODUCT = "regexp_matches(trim({StockCode}), '^[0-9][0-9][0-9][0-9][0-9]')"
ONLINE_RETAIL = preset(
    "online-retail",
    "UCI Online Retail",
    "https://doi.org/10.24432/C5BW33",
    Form(
        PresetTable(
            "InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID",
            user="CustomerID",
            value="UnitPrice",
            quantity="Quantity",
            item="StockCode",
            timestamp="InvoiceDate",
            text="Description",
            attribute="Country",
            sql={"event": either("upper(trim({InvoiceNo})) like 'C%'", "refund", "purchase")},
            value_per={"UnitPrice": "unit"},
        ),
        is_product=_IS_PRODUCT,
        text_event="purchase",
    ),
    note=say(
        "Events are refunds where InvoiceNo begins with C, purchases elsewhere; their value is Quantity times "
        "UnitPrice."
    ),
)

ONLINE_RETAIL_II = preset(
    "online-retail-ii",
    "UCI Online Retail II",
    "https://doi.org/10.24432/C5CG6D",
    Form(
        PresetTable(
            "Invoice, StockCode, Description, Quantity, InvoiceDate, Price, Customer ID",
            user="Customer ID",
            value="Price",
            quantity="Quantity",
            item="StockCode",
            timestamp="InvoiceDate",
            text="Description",
            attribute="Country",
            sql={
                "event": either(
                    f"upper(trim({{Invoice}})) like 'C%' or coalesce({number('Quantity')} < 0, false)",
                    "refund",
                    "purchase",
                )
            },
            value_per={"Price": "unit"},
        ),
        is_product=_IS_PRODUCT,
        text_event="purchase",
    ),
    note=say(
        "Events are refunds where Invoice begins with C or Quantity is negative, purchases elsewhere; their value "
        "is Quantity times Price."
    ),
)

SHOPS = (SHOPIFY, WOOCOMMERCE, MAGENTO, REES46, ONLINE_RETAIL, ONLINE_RETAIL_II)
