"""Public data sets of shops: dunnhumby's Let's Get Sort-of-Real, Diginetica, Alibaba's mobile recommendation."""

from __future__ import annotations

from core.ingest.presets.declare import PresetTable, preset
from core.sentences import say

SORT_OF_REAL = preset(
    "sort-of-real",
    "dunnhumby Let's Get Sort-of-Real",
    "https://www.dunnhumby.com/source-files/",
    PresetTable(
        "SHOP_DATE, SHOP_HOUR, CUST_CODE, PROD_CODE, BASKET_ID, SPEND, QUANTITY",
        user="CUST_CODE",
        item="PROD_CODE",
        timestamp="SHOP_DATE",
        value="SPEND",
        quantity="QUANTITY",
        order="BASKET_ID",
        category="PROD_CODE_20",
        attribute="CUST_PRICE_SENSITIVITY, CUST_LIFESTAGE",
        sql={
            "event": "'purchase'",
            "timestamp": "trim({SHOP_DATE}) || ' ' || lpad(trim({SHOP_HOUR}), 2, '0') || ':00'",
        },
        value_per={"SPEND": "line"},
    ),
    note=say("Every line is a purchase; rows without CUST_CODE are of customers without a card."),
)

DIGINETICA = preset(
    "diginetica",
    "Diginetica sessions",
    "https://competitions.codalab.org/competitions/11161",
    PresetTable(
        "sessionId, itemId, timeframe, eventdate",
        user="sessionId",
        item="itemId",
        timestamp="eventdate",
        order="ordernumber",
        sql={
            "event": "case when trim({ordernumber}) <> '' then 'purchase' else 'view' end",
            "timestamp": "strftime(try_cast({eventdate} as timestamp) "
            "+ to_milliseconds(coalesce(try_cast({timeframe} as bigint), 0)), '%Y-%m-%d %H:%M:%S')",
        },
    ),
    note=say(
        "Users are sessions: few have a user. The time of day is the time since the session began, as the data "
        "set gives no other."
    ),
)

_BEHAVIOUR = (
    "case trim({behavior_type}) when '1' then 'click' when '2' then 'favourite' when '3' then 'cart' "
    "when '4' then 'purchase' else {behavior_type} end"
)
ALIBABA_MOBILE = preset(
    "alibaba-mobile",
    "Alibaba mobile recommendation",
    "https://tianchi.aliyun.com/dataset/46",
    PresetTable(
        "user_id, item_id, behavior_type, user_geohash, item_category, time",
        user="user_id",
        item="item_id",
        event="behavior_type",
        timestamp="time",
        category="item_category",
        sql={"event": _BEHAVIOUR},
    ),
    note=say("Of behavior_type, 1 is a click, 2 a favourite, 3 the cart and 4 a purchase."),
)

BASKETS = (SORT_OF_REAL, DIGINETICA, ALIBABA_MOBILE)
