"""A small made-up export of every preset, and what must come out of it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

SHOPIFY_COLUMNS = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,"
    "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Billing City,Billing Country,"
    "Notes,Cancelled at,Payment Method,Refunded Amount,Vendor,Id,Tags,Phone"
)


@dataclass(frozen=True)
class Sample:
    """Files of one export, and what is stored of them."""

    preset: str
    files: dict[str, list[list[str]] | str]
    """Name → header and rows, or the text as it is; the first is given where there is only one."""
    users: list[str]
    items: list[str]
    events: dict[str, int]
    """Name → how many."""
    value: float | None = None
    titles: list[str | None] | None = None
    categories: list[str] | None = None
    attributes: tuple[str, ...] = ()
    rejected: int = 0

    def write(self, folder: Path) -> Path:
        """Write the files; return what is to be loaded."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.files.items():
            text = content if isinstance(content, str) else as_csv(content)
            (folder / name).write_text(text, encoding="utf-8")
        return folder if len(self.files) > 1 else folder / next(iter(self.files))


def as_csv(rows: list[list[str]]) -> str:
    """Write rows as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def rows(header: str, *lines: str) -> list[list[str]]:
    """Split lines at commas."""
    return [line.split(",") for line in (header, *lines)]


SAMPLES = [
    Sample(
        "shopify",
        {
            "orders_export_1.csv": rows(
                SHOPIFY_COLUMNS,
                "#1,ann@x.com,paid,2025-03-01 09:31:27 +0200,,yes,EUR,50,5,4,59,2025-03-01 09:31:27 +0200,2,Red lamp,"
                "19.90,L1,Ann,Bern,CH,,,card,0.00,Acme,901,,",
                "#1,,,,,,,,,,,,1,Green chair,10.00,,,,,,,,,Acme,,,",
                "#2,bob@x.com,refunded,2025-03-02 09:31:27 +0200,,no,EUR,50,5,4,59,2025-03-02 09:31:27 +0200,1,"
                "Red lamp,19.90,L1,Bob,Bern,CH,,,card,59.00,Acme,902,,",
            )
        },
        users=["ann@x.com", "bob@x.com"],
        items=["Green chair", "L1"],
        events={"purchase": 2, "refunded purchase": 1},
        titles=["Green chair", "Red lamp"],
        attributes=("Billing Country", "Accepts Marketing"),
    ),
    Sample(
        "woocommerce",
        {
            "orders.csv": rows(
                "Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Email (Billing),"
                "Country (Billing),SKU,Item Name,Quantity (- Refund),Item Cost",
                "10,completed,2025-03-01 09:31,leave at door,Pat,ann@x.com,CH,C02,tea pot,2,30.00",
                "11,wc-refunded,2025-03-02 09:31,,Pat,bob@x.com,CH,A05,seed tray,1,20.00",
            )
        },
        users=["ann@x.com", "bob@x.com"],
        items=["A05", "C02"],
        events={"purchase": 1, "refunded purchase": 1},
        titles=["seed tray", "tea pot"],
        attributes=("Country (Billing)",),
    ),
    Sample(
        "woocommerce",
        {
            "export.csv": rows(
                "order_id,order_number,date,status,customer_id,billing_email,billing_country,item_name,item_sku,"
                "item_quantity,item_total",
                "10,10,2025-03-01 09:31:00,completed,,ann@x.com,CH,tea pot,C02,2,60.00",
                "11,11,2025-03-02 09:31:00,cancelled,7,bob@x.com,CH,seed tray,,1,20.00",
            )
        },
        users=["ann@x.com", "bob@x.com"],
        items=["C02", "seed tray"],
        events={"purchase": 1, "cancelled order": 1},
        attributes=("billing_country",),
    ),
    Sample(
        "magento",
        {
            "items.csv": rows(
                "item_id,order_id,parent_item_id,created_at,sku,name,product_type,qty_ordered,qty_refunded,price,"
                "customer_email",
                "1,100,,2025-03-01 10:00:00,SHIRT,Shirt,configurable,2,0,10.00,ann@x.com",
                "2,100,1,2025-03-01 10:00:00,SHIRT-S,Shirt S,simple,2,0,0.00,ann@x.com",
                "3,101,,2025-03-02 10:00:00,SHIRT,Shirt,configurable,1,1,10.00,bob@x.com",
            )
        },
        users=["ann@x.com", "bob@x.com"],
        items=["SHIRT"],
        events={"purchase": 1, "refunded purchase": 1},
        titles=["Shirt"],
        rejected=1,
    ),
    Sample(
        "rees46",
        {
            "2019-Oct.csv": rows(
                "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session",
                "2019-10-01 00:00:00 UTC,view,44600062,2103807459595387724,,shiseido,35.79,541312140,72d76fde",
                "2019-10-01 00:00:01 UTC,cart,3900821,20530135,appliances.heater,aqua,33.20,554748717,9333dfbd",
                "2019-10-01 00:00:02 UTC,purchase,3900821,20530135,appliances.heater,aqua,33.20,554748717,9333dfbd",
            )
        },
        users=["541312140", "554748717"],
        items=["3900821", "44600062"],
        events={"view": 1, "cart": 1, "purchase": 1},
        value=102.19,
        categories=["2103807459595387724", "appliances.heater"],
    ),
    Sample(
        "online-retail",
        {
            "online.csv": rows(
                "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
                "536365,85123A,LANTERN,6,12/1/2010 8:26,2.50,17850,France",
                "C536366,85123A,LANTERN,-6,12/13/2010 8:26,2.50,17850,France",
                "536367,POST,POSTAGE,1,12/1/2010 8:26,18,17850,France",
            )
        },
        users=["17850"],
        items=["85123A"],
        events={"purchase": 1, "refund": 1},
        value=0.0,
        attributes=("Country",),
        rejected=1,
    ),
    Sample(
        "online-retail-ii",
        {
            "online_retail_II.csv": rows(
                "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country",
                "489434,85048,LIGHTS,12,2009-12-01 07:45:00,6.95,13085.0,United Kingdom",
                "C489449,85048,LIGHTS,-12,2009-12-01 10:33:00,6.95,13085.0,United Kingdom",
            )
        },
        users=["13085"],
        items=["85048"],
        events={"purchase": 1, "refund": 1},
        value=0.0,
        attributes=("Country",),
    ),
    Sample(
        "ga4",
        {
            "ga4.csv": rows(
                "event_date,event_timestamp,event_name,user_pseudo_id,items.item_id,items.item_name,items.price,"
                "geo.country",
                "20250301,1740821487000000,view_item,1234567901.17,C02,Tea pot,9.5,Switzerland",
                "20250301,1740821488000000,purchase,1234567901.17,C02,Tea pot,9.5,Switzerland",
                "20250301,1740821489000000,session_start,1234567902.17,,,,Switzerland",
            )
        },
        users=["1234567901.17"],
        items=["C02"],
        events={"view_item": 1, "purchase": 1},
        titles=["Tea pot"],
        attributes=("geo.country",),
        rejected=1,
    ),
    Sample(
        "segment",
        {
            "tracks.csv": rows(
                "id,anonymous_id,user_id,event,event_text,original_timestamp,received_at,sent_at,timestamp,product_id",
                "m1,a1,,product_viewed,Product Viewed,2025-03-01 10:00:00,2025-03-01 10:00:09,,2025-03-01 10:00:01,P1",
                "m2,a2,u2,order_done,Order Done,2025-03-01 10:00:00,2025-03-01 10:00:09,,2025-03-01 10:00:02,P2",
            )
        },
        users=["a1", "a2"],
        items=["P1", "P2"],
        events={"product_viewed": 1, "order_done": 1},
    ),
    Sample(
        "amplitude",
        {
            "amplitude.csv": rows(
                "$insert_id,amplitude_id,device_id,event_time,event_type,user_id,event_properties.product_id,country",
                "i1,11,d1,2025-03-01 10:00:00.123000,Buy,u1,P1,Norway",
                "i2,12,d2,2025-03-01 10:00:01.123000,View,u2,P1,Norway",
            )
        },
        users=["u1", "u2"],
        items=["P1"],
        events={"buy": 1, "view": 1},
        attributes=("country",),
    ),
    Sample(
        "mixpanel",
        {
            "mixpanel.csv": rows(
                "event,distinct_id,time,$insert_id,mp_country_code,product_id",
                "Buy,u1,1740821487,i1,NO,P1",
                "View,u2,1740821488,i2,NO,P2",
            )
        },
        users=["u1", "u2"],
        items=["P1", "P2"],
        events={"buy": 1, "view": 1},
        attributes=("mp_country_code",),
    ),
    Sample(
        "snowplow",
        {
            "atomic_events.csv": rows(
                "app_id,collector_tstamp,derived_tstamp,event,event_id,event_name,user_id,domain_userid,network_userid,"
                "page_urlpath,geo_country",
                "shop,2025-03-01 10:00:00.1,2025-03-01 09:59:00.1,page_view,e1,page_view,,d1,n1,/lamp,NO",
                "shop,2025-03-01 10:00:01.1,2025-03-01 09:59:01.1,struct,e2,event,,d2,n2,/chair,NO",
            )
        },
        users=["d1", "d2"],
        items=["/chair", "/lamp"],
        events={"page_view": 1, "event": 1},
        attributes=("geo_country",),
    ),
    Sample(
        "matomo",
        {
            "visits.csv": rows(
                "idVisit,visitorId,userId,serverTimestamp,actionDetails.type,actionDetails.timestamp,"
                "actionDetails.productViewSku,actionDetails.productViewName,country",
                "1,v1,,1740821487,action,1740821487,P1,Lamp,Norway",
                "2,v2,,1740821400,ecommerceOrder,1740821489,P1,Lamp,Norway",
            )
        },
        users=["v1", "v2"],
        items=["P1"],
        events={"action": 1, "ecommerceorder": 1},
        titles=["Lamp"],
        attributes=("country",),
    ),
    Sample(
        "matomo",
        {
            "matomo_log_conversion_item.csv": rows(
                "idsite,idvisitor,server_time,idvisit,idorder,idaction_sku,idaction_name,idaction_category,price,"
                "quantity,deleted",
                "1,v1,2025-03-01 10:00:00,7,0,31,32,33,9.5,1,0",
                "1,v2,2025-03-01 10:00:01,8,A7,31,32,33,9.5,1,0",
            )
        },
        users=["v1", "v2"],
        items=["31"],
        events={"cart": 1, "purchase": 1},
        value=19.0,
    ),
    Sample(
        "posthog",
        {
            "posthog.csv": rows(
                "uuid,event,properties.product_id,properties.$current_url,distinct_id,team_id,timestamp,person_id",
                "e1,$pageview,,https://x.com/a,d1,1,2025-03-01 10:00:00.1+00:00,p1",
                "e2,buy,P1,https://x.com/b,d2,1,2025-03-01 10:00:01.1+00:00,p2",
            )
        },
        users=["p2"],
        items=["P1"],
        events={"buy": 1},
        rejected=1,
    ),
    Sample(
        "taobao",
        {
            "UserBehavior.csv": "1,2268318,2520377,pv,1511544070\n1,2333346,2520771,buy,1511561733\n"
            "2,2268318,2520377,fav,1511572885\n"
        },
        users=["1", "2"],
        items=["2268318", "2333346"],
        events={"pv": 1, "buy": 1, "fav": 1},
        categories=["2520377", "2520771"],
    ),
    Sample(
        "retailrocket",
        {
            "events.csv": rows(
                "timestamp,visitorid,event,itemid,transactionid",
                "1433221332117,257597,view,355908,",
                "1433224214164,992329,transaction,248676,4000",
            ),
            "item_properties_part1.csv": rows(
                "timestamp,itemid,property,value",
                "1435460400000,355908,categoryid,1338",
                "1435460400000,355908,400,n552.000 639502",
            ),
            "category_tree.csv": rows("categoryid,parentid", "1338,278"),
        },
        users=["257597", "992329"],
        items=["248676", "355908"],
        events={"view": 1, "transaction": 1},
        categories=["1338"],
    ),
    Sample(
        "hm",
        {
            "transactions_train.csv": rows(
                "t_dat,customer_id,article_id,price,sales_channel_id",
                "2018-09-20,c1,0663713001,0.050,2",
                "2018-09-21,c2,0541518023,0.030,1",
            ),
            "articles.csv": rows(
                "article_id,product_code,prod_name,product_type_no,product_type_name,product_group_name",
                "0663713001,0663713,Atlanta Push Body,283,Underwear body,Underwear",
                "0541518023,0541518,Rae Push,306,Bra,Underwear",
            ),
            "customers.csv": rows(
                "customer_id,FN,Active,club_member_status,fashion_news_frequency,age,postal_code",
                "c1,,,ACTIVE,NONE,49,abc",
                "c2,1,1,ACTIVE,Regularly,25,def",
            ),
        },
        users=["c1", "c2"],
        items=["0541518023", "0663713001"],
        events={"purchase": 2},
        value=0.08,
        titles=["Rae Push", "Atlanta Push Body"],
        categories=["Bra", "Underwear body"],
        attributes=("age", "club_member_status", "fashion_news_frequency", "Active", "FN"),
    ),
    Sample(
        "instacart",
        {
            "orders.csv": rows(
                "order_id,user_id,eval_set,order_number,order_dow,order_hour_of_day,days_since_prior_order",
                "11,1,prior,1,2,08,",
                "12,1,prior,2,3,07,15.0",
                "21,2,train,1,0,10,",
            ),
            "order_products__prior.csv": rows(
                "order_id,product_id,add_to_cart_order,reordered", "12,196,1,1", "11,196,1,0", "11,14084,2,0"
            ),
            "order_products__train.csv": rows("order_id,product_id,add_to_cart_order,reordered", "21,196,1,0"),
            "products.csv": rows(
                "product_id,product_name,aisle_id,department_id", "196,Soda,77,7", "14084,Almond Milk,91,16"
            ),
            "departments.csv": rows("department_id,department", "7,beverages", "16,dairy eggs"),
            "aisles.csv": rows("aisle_id,aisle", "77,soft drinks"),
        },
        users=["1", "2"],
        items=["14084", "196"],
        events={"purchase": 4},
        titles=["Almond Milk", "Soda"],
        categories=["beverages", "dairy eggs"],
    ),
    Sample(
        "lastfm-1k",
        {
            "userid-timestamp-artid-artname-traid-traname.tsv": (
                "user_000001\t2009-05-04T23:08:57Z\ta1\tDeep Dish\t\tBlue \"Sky\n"
                "user_000002\t2009-05-04T13:54:10Z\ta2\tAir\tt2\tTalisman\n"
            ),
            "userid-profile.tsv": "#id\tgender\tage\tcountry\tregistered\n"
            "user_000001\tm\t\tJapan\tAug 13, 2006\nuser_000002\tf\t30\tPeru\tFeb 24, 2006\n",
        },
        users=["user_000001", "user_000002"],
        items=['Deep Dish - Blue "Sky', "t2"],
        events={"listen": 2},
        titles=['Deep Dish - Blue "Sky', "Air - Talisman"],
        categories=["Air", "Deep Dish"],
        attributes=("gender", "age", "country"),
    ),
    Sample(
        "movielens",
        {
            "ratings.csv": rows("userId,movieId,rating,timestamp", "1,10,4.0,964982703", "2,10,3.0,964982931"),
            "movies.csv": rows("movieId,title,genres", "10,GoldenEye (1995),Action|Adventure"),
        },
        users=["1", "2"],
        items=["10"],
        events={"rating": 2},
        titles=["GoldenEye (1995)"],
        categories=["Action", "Adventure"],
        value=7.0,
    ),
]  # fmt: skip
