"""Sales of market places and payment services: PayPal, eBay."""

from __future__ import annotations

from core.ingest.presets.declare import Form, Preset, PresetTable
from core.sentences import say

_IS_PAID_OUT = "coalesce(starts_with(trim({Gross}), '-'), false)"
_IS_TAKEN_BACK = "coalesce(regexp_matches(lower({Type}), 'refund|reversal|chargeback'), false)"

PAYPAL = Preset(
    name="paypal",
    label="PayPal activity",
    source="https://developer.paypal.com/docs/reports/online-reports/activity-download/",
    forms=(
        Form(
            PresetTable(
                needs=(
                    "Date",
                    "Time",
                    "TimeZone|Time Zone",
                    "Type",
                    "Gross",
                    "From Email Address",
                    "Transaction ID",
                    "Item Title|Item ID",
                ),
                roles={
                    "user": ("From Email Address",),
                    "item": ("Item ID+Item Title", "Item Title"),
                    "event": ("Type",),
                    "timestamp": ("Date",),
                    "value": ("Gross",),
                    "text": ("Item Title",),
                    "attribute": ("Country",),
                },
                sql={
                    "user": f"case when {_IS_PAID_OUT} then {{To Email Address}} else {{From Email Address}} end",
                    "event": f"case when {_IS_TAKEN_BACK} or {_IS_PAID_OUT} then 'refund' else 'purchase' end",
                    "timestamp": "concat_ws(' ', trim({Date}), trim({Time}), trim({TimeZone|Time Zone}))",
                },
                value_per={"Gross": "line"},
            ),
            is_product=f"not {_IS_PAID_OUT} or {_IS_TAKEN_BACK}",
        ),
    ),
    notes=(
        say(
            "Users are who paid, and who got money back; what was paid to others is no sale, and transactions without "
            "an item are rejected."
        ),
    ),
)

EBAY = Preset(
    name="ebay",
    label="eBay orders",
    source="https://www.ebay.com/help/selling/selling-tools/downloading-reports?id=4096",
    forms=(
        Form(
            PresetTable(
                needs=(
                    "Sales Record Number|Order Number",
                    "Buyer Username|User Id",
                    "Item Number|Item ID",
                    "Item Title",
                    "Quantity",
                    "Sold For|Sale Price",
                    "Sale Date",
                ),
                roles={
                    "user": ("Buyer Username+User Id",),
                    "item": ("Item Number", "Item ID"),
                    "timestamp": ("Sale Date",),
                    "value": ("Sold For", "Sale Price"),
                    "quantity": ("Quantity",),
                    "order": ("Order Number", "Sales Record Number"),
                    "text": ("Item Title",),
                    "attribute": ("Buyer Country",),
                },
                sql={"event": "'purchase'"},
                value_per={"Sold For": "unit", "Sale Price": "unit"},
            )
        ),
    ),
    notes=(say("Every line is a purchase; the price of a piece is Sold For, without shipping."),),
)

MARKETS = (PAYPAL, EBAY)
