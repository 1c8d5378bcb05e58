"""Orders of WooCommerce, as its own report, its REST API and export plugins write them."""

from __future__ import annotations

from core.ingest.presets.declare import PresetTable, by_status, preset
from core.sentences import say

WOOCOMMERCE = preset(
    "woocommerce",
    "WooCommerce orders",
    "https://woocommerce.com/document/ordercustomer-csv-export/",
    PresetTable(
        (
            "Order Number|Order ID|Order #, Order Date|Date, "
            "Email (Billing)|Billing Email|Billing Email Address, Item Name|Product Name|SKU, "
            "Quantity|Quantity (- Refund)|Qty"
        ),
        user="Email (Billing)+Billing Email+Billing Email Address+Customer User ID+Phone (Billing)",
        item="SKU+Item Name+Product Name, Item Name, Product Name",
        event="Order Status, Status",
        timestamp="Order Date, Date, Paid Date",
        value="Item Cost, Item Price, Order Line Total, Item Total",
        quantity="Quantity (- Refund), Quantity, Qty",
        order="Order Number, Order ID, Order #",
        text="Item Name, Product Name",
        category="Category, Product Category, Categories",
        attribute="Country (Billing), Billing Country, State (Billing)",
        sql={"event": by_status("Order Status|Status")},
        order_cells="",
        value_per={"Item Cost": "unit", "Item Price": "unit", "Order Line Total": "line", "Item Total": "line"},
    ),
    PresetTable(
        ("order_id|order_number, date|order_date|date_created, billing_email|customer_email, item_name, item_quantity"),
        user="billing_email+customer_email+customer_id",
        item="item_sku+item_name, item_product_id+item_name, item_name",
        event="status, order_status",
        timestamp="date, order_date, date_created",
        value="item_total, item_subtotal, item_price",
        quantity="item_quantity",
        order="order_number, order_id",
        text="item_name",
        attribute="billing_country, billing_state",
        sql={"event": by_status("status|order_status")},
        order_cells="",
        value_per={"item_total": "line", "item_subtotal": "line", "item_price": "unit"},
    ),
    PresetTable(
        "Date, Order #, Customer, Product(s).name, Product(s).quantity",
        user="Customer",
        item="Product(s).name",
        event="Status",
        timestamp="Date",
        value="Net Sales, N. Revenue",
        quantity="Product(s).quantity",
        order="Order #",
        text="Product(s).name",
        sql={"event": by_status("Status")},
        value_per={"Net Sales": "order", "N. Revenue": "order"},
    ),
    PresetTable(
        (
            "line_items.name, line_items.quantity, line_items.total|line_items.sub_total, order_date, "
            "billing_email|customer_email, order_number|order_id"
        ),
        user="billing_email+customer_email+customer_id",
        item="line_items.sku+line_items.name, line_items.product_id",
        event="status",
        timestamp="order_date, paid_date",
        value="line_items.total, line_items.sub_total",
        quantity="line_items.quantity",
        order="order_number, order_id",
        text="line_items.name",
        attribute="billing_country, billing_state",
        sql={"event": by_status("status")},
        value_per={"line_items.total": "line", "line_items.sub_total": "line"},
    ),
    PresetTable(
        "line_items.*, billing.email, date_created|date_created_gmt, line_items.quantity",
        user="billing.email+customer_id",
        item="line_items.sku+line_items.name, line_items.product_id",
        event="/status",
        timestamp="/date_created, /date_created_gmt",
        value="line_items.total, line_items.price",
        quantity="line_items.quantity",
        order="/number, /id",
        text="line_items.name",
        attribute="billing.country, billing.state",
        sql={"event": by_status("/status")},
        value_per={"line_items.total": "line", "line_items.price": "unit"},
    ),
    note_on_events=say(
        "Lines of orders that are refunded are refunds; those that are cancelled or failed are no purchases, and "
        "all others are."
    ),
    note=say("Where the export holds no more than names of customers, those of one name are one user."),
)
