"""Public data sets of sessions, ratings and check-ins: YooChoose, OTTO, Tmall, Amazon ratings, check-ins, dunnhumby."""

from __future__ import annotations

from dataclasses import replace

from core.ingest.presets.declare import FileShape, Form, PresetTable, Tables, preset
from core.sentences import say
from core.store.scratch import Scratch

_SESSIONS = say("Users are sessions: the data set knows no person behind them.")
_ISO = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"

_CLICKS = FileShape(first_line=rf"\d+,{_ISO},\d{{9}},[SB\d]+", headers="session_id timestamp item_id category")
_BUYS = FileShape(first_line=rf"\d+,{_ISO},\d{{9}},\d+,\d+", headers="session_id timestamp item_id price quantity")


def with_buys(scratch: Scratch, tables: Tables) -> Tables:
    """Put clicks and purchases into one log."""
    return {"events": (*tables["events"], *tables["buys"])}


YOOCHOOSE = preset(
    "yoochoose",
    "YooChoose sessions",
    "https://www.kaggle.com/datasets/chadgostopp/recsys-challenge-2015",
    Form(
        PresetTable(
            user="session_id",
            item="item_id",
            timestamp="timestamp",
            value="price",
            quantity="quantity",
            category="category",
            sql={"event": "case when {price} is null then 'view' else 'purchase' end"},
            value_per={"price": "unit"},
            file=_CLICKS,
        ),
        more={"buys": PresetTable(file=_BUYS)},
        join=with_buys,
        is_of_folder=True,
    ),
    PresetTable(
        user="session_id",
        item="item_id",
        timestamp="timestamp",
        category="category",
        sql={"event": "'view'"},
        file=_CLICKS,
    ),
    PresetTable(
        user="session_id",
        item="item_id",
        timestamp="timestamp",
        value="price",
        quantity="quantity",
        sql={"event": "'purchase'"},
        value_per={"price": "unit"},
        file=_BUYS,
    ),
    note=_SESSIONS,
)

OTTO = preset(
    "otto",
    "OTTO sessions",
    "https://github.com/otto-de/recsys-dataset",
    PresetTable("session, aid, ts, type", user="session", item="aid", event="type", timestamp="ts"),
    note=_SESSIONS,
)

_TMALL_EVENT = (
    "case trim({action_type}) when '0' then 'click' when '1' then 'cart' when '2' then 'purchase' when '3' then "
    "'favourite' else {action_type} end"
)
_TMALL_DAY = "regexp_replace(lpad(trim({time_stamp}), 4, '0'), '^(\\d\\d)(\\d\\d)$', '2015-\\1-\\2')"
TMALL = preset(
    "tmall",
    "Tmall repeat buyers",
    "https://tianchi.aliyun.com/dataset/42",
    Form(
        PresetTable(
            "user_id, item_id, cat_id, seller_id|merchant_id, time_stamp, action_type",
            user="user_id",
            item="item_id",
            event="action_type",
            timestamp="time_stamp",
            category="cat_id",
            sql={
                "event": _TMALL_EVENT,
                "timestamp": _TMALL_DAY,
            },
            file=FileShape("user_log*.csv"),
        ),
        users=PresetTable(
            "user_id, age_range, gender",
            user="user_id",
            attribute="age_range, gender",
            file=FileShape("user_info*.csv"),
        ),
    ),
    note=say("The data set gives month and day only; the year is taken to be 2015."),
)

_RATED = PresetTable(user="user_id", item="item_id", value="rating", timestamp="timestamp", sql={"event": "'rating'"})
AMAZON_RATINGS = preset(
    "amazon-ratings",
    "Amazon ratings",
    "https://cseweb.ucsd.edu/~jmcauley/datasets/amazon/links.html",
    replace(
        _RATED,
        file=FileShape(
            first_line=r"A[0-9A-Z]{9,30},[0-9A-Z]{10},[1-5]\.0,\d{9,10}", headers="user_id item_id rating timestamp"
        ),
    ),
    replace(
        _RATED,
        file=FileShape(
            first_line=r"[0-9A-Z]{10},A[0-9A-Z]{9,30},[1-5]\.0,\d{9,10}", headers="item_id user_id rating timestamp"
        ),
    ),
    note=say("The file has no header: its columns are user and item, rating and time."),
)

_DEGREES = r"-?\d+(\.\d+)?"
CHECK_INS = preset(
    "check-ins",
    "check-ins of Gowalla, Brightkite or Foursquare",
    "https://snap.stanford.edu/data/loc-gowalla.html",
    PresetTable(
        user="user_id",
        item="venue_id",
        timestamp="timestamp",
        sql={"event": "'check-in'"},
        file=FileShape(
            first_line=rf"\d+\t{_ISO}\t{_DEGREES}\t{_DEGREES}\t\w+",
            headers="user_id timestamp latitude longitude venue_id",
            delimiter="\t",
        ),
    ),
    PresetTable(
        user="user_id",
        item="venue_id",
        timestamp="timestamp",
        category="category",
        sql={"event": "'check-in'"},
        file=FileShape(
            first_line=r"\d+\t[0-9a-f]{24}\t[0-9a-f]{24}\t[^\t]+"
            rf"\t{_DEGREES}\t{_DEGREES}\t-?\d+\t\w{{3}} .*\d{{4}}",
            headers="user_id venue_id category_id category latitude longitude offset_minutes timestamp",
            delimiter="\t",
            encoding="latin-1",
        ),
    ),
    note=say("The file has no header; places are the items."),
)

_MOMENT = (
    "strftime(timestamp '2000-01-01' + to_days(try_cast({DAY} as int) - 1) "
    "+ to_minutes(coalesce(try_cast({TRANS_TIME} as int) // 100 * 60 + try_cast({TRANS_TIME} as int) % 100, 0)), "
    "'%Y-%m-%d %H:%M:%S')"
)
COMPLETE_JOURNEY = preset(
    "complete-journey",
    "dunnhumby The Complete Journey",
    "https://www.dunnhumby.com/source-files/",
    Form(
        PresetTable(
            "household_key, BASKET_ID, DAY, PRODUCT_ID, QUANTITY, SALES_VALUE",
            user="household_key",
            item="PRODUCT_ID",
            timestamp="DAY",
            value="SALES_VALUE",
            quantity="QUANTITY",
            order="BASKET_ID",
            sql={"event": "'purchase'", "timestamp": _MOMENT},
            value_per={"SALES_VALUE": "line"},
            file=FileShape("transaction_data*.csv"),
        ),
        items=PresetTable(
            "PRODUCT_ID, DEPARTMENT, COMMODITY_DESC",
            item="PRODUCT_ID",
            text="SUB_COMMODITY_DESC",
            category="COMMODITY_DESC, DEPARTMENT",
            file=FileShape("product.csv"),
        ),
        users=PresetTable(
            "household_key, AGE_DESC",
            user="household_key",
            attribute="AGE_DESC, MARITAL_STATUS_CODE, INCOME_DESC, HOMEOWNER_DESC, HH_COMP_DESC",
            file=FileShape("hh_demographic*.csv"),
        ),
    ),
    note=say("The log has no dates: day 1 is taken to be 2000-01-01, so distances in time are right, dates are not."),
)

COMPLETE_JOURNEY_PACKAGE = preset(
    "completejourney",
    "The Complete Journey as a package (completejourney)",
    "https://bradleyboehmke.github.io/completejourney/",
    Form(
        PresetTable(
            "household_id, basket_id, product_id, quantity, sales_value, transaction_timestamp",
            user="household_id",
            item="product_id",
            timestamp="transaction_timestamp",
            value="sales_value",
            quantity="quantity",
            order="basket_id",
            sql={"event": "'purchase'"},
            value_per={"sales_value": "line"},
        ),
        items=PresetTable(
            "product_id, product_category, product_type",
            item="product_id",
            text="product_type",
            category="product_category, department",
        ),
        users=PresetTable(
            "household_id, household_comp",
            user="household_id",
            attribute="age, income, home_ownership, marital_status, household_comp",
        ),
    ),
)

SESSIONS = (YOOCHOOSE, OTTO, TMALL, AMAZON_RATINGS, CHECK_INS, COMPLETE_JOURNEY, COMPLETE_JOURNEY_PACKAGE)
