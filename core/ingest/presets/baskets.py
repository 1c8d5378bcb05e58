"""Public data sets of shops: dunnhumby's Let's Get Sort-of-Real, Diginetica, Alibaba's mobile recommendation."""

from __future__ import annotations

from core.ingest.presets.declare import Form, Preset, PresetTable
from core.sentences import say

SORT_OF_REAL = Preset(
    name="sort-of-real",
    label="dunnhumby Let's Get Sort-of-Real",
    source="https://www.dunnhumby.com/source-files/",
    forms=(
        Form(
            PresetTable(
                needs=("SHOP_DATE", "SHOP_HOUR", "CUST_CODE", "PROD_CODE", "BASKET_ID", "SPEND", "QUANTITY"),
                roles={
                    "user": ("CUST_CODE",),
                    "item": ("PROD_CODE",),
                    "timestamp": ("SHOP_DATE",),
                    "value": ("SPEND",),
                    "quantity": ("QUANTITY",),
                    "order": ("BASKET_ID",),
                    "category": ("PROD_CODE_20",),
                    "attribute": ("CUST_PRICE_SENSITIVITY", "CUST_LIFESTAGE"),
                },
                sql={
                    "event": "'purchase'",
                    "timestamp": "trim({SHOP_DATE}) || ' ' || lpad(trim({SHOP_HOUR}), 2, '0') || ':00'",
                },
                value_per={"SPEND": "line"},
            )
        ),
    ),
    notes=(say("Every line is a purchase; rows without CUST_CODE are of customers without a card."),),
)

DIGINETICA = Preset(
    name="diginetica",
    label="Diginetica sessions",
    source="https://competitions.codalab.org/competitions/11161",
    forms=(
        Form(
            PresetTable(
                needs=("sessionId", "itemId", "timeframe", "eventdate"),
                roles={
                    "user": ("sessionId",),
                    "item": ("itemId",),
                    "timestamp": ("eventdate",),
                    "order": ("ordernumber",),
                },
                sql={
                    "event": "case when trim({ordernumber}) <> '' then 'purchase' else 'view' end",
                    "timestamp": "strftime(try_cast({eventdate} as timestamp) "
                    "+ to_milliseconds(coalesce(try_cast({timeframe} as bigint), 0)), '%Y-%m-%d %H:%M:%S')",
                },
            )
        ),
    ),
    notes=(
        say(
            "Users are sessions: few have a user. The time of day is the time since the session began, as the data "
            "set gives no other."
        ),
    ),
)

_BEHAVIOUR = (
    "case trim({behavior_type}) when '1' then 'click' when '2' then 'favourite' when '3' then 'cart' "
    "when '4' then 'purchase' else {behavior_type} end"
)
ALIBABA_MOBILE = Preset(
    name="alibaba-mobile",
    label="Alibaba mobile recommendation",
    source="https://tianchi.aliyun.com/dataset/46",
    forms=(
        Form(
            PresetTable(
                needs=("user_id", "item_id", "behavior_type", "user_geohash", "item_category", "time"),
                roles={
                    "user": ("user_id",),
                    "item": ("item_id",),
                    "event": ("behavior_type",),
                    "timestamp": ("time",),
                    "category": ("item_category",),
                },
                sql={"event": _BEHAVIOUR},
            )
        ),
    ),
    notes=(say("Of behavior_type, 1 is a click, 2 a favourite, 3 the cart and 4 a purchase."),),
)

BASKETS = (SORT_OF_REAL, DIGINETICA, ALIBABA_MOBILE)
