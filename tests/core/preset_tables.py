"""Made-up exports of public data sets of several tables and of sessions, and what must come out of them."""

from __future__ import annotations

from tests.core.preset_samples import Sample, rows

TABLES = [
    Sample(
        "olist",
        {
            "olist_order_items_dataset.csv": rows(
                "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value",
                "o1,1,p1,s1,2017-09-19 09:45:35,58.90,13.29",
                "o1,2,p2,s1,2017-09-19 09:45:35,10.00,13.29",
                "o2,1,p1,s1,2017-10-19 09:45:35,58.90,5.00",
            ),
            "olist_orders_dataset.csv": rows(
                "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at",
                "o1,c1,delivered,2017-09-13 08:59:02,2017-09-13 09:45:35",
                "o2,c2,canceled,2017-10-13 08:59:02,",
            ),
            "olist_customers_dataset.csv": rows(
                "customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state",
                "c1,person,14409,franca,SP",
                "c2,person,14409,franca,SP",
            ),
            "olist_products_dataset.csv": rows(
                "product_id,product_category_name,product_name_lenght", "p1,perfumaria,40", "p2,bebes,27"
            ),
        },
        users=["person"],
        items=["p1", "p2"],
        events={"purchase": 2, "cancelled order": 1},
        categories=["bebes", "perfumaria"],
    ),
    Sample(
        "yoochoose",
        {"yoochoose-clicks.dat": "1,2014-04-07T10:51:09.277Z,214536502,0\n2,2014-04-07T13:56:37.614Z,214662742,S\n"},
        users=["1", "2"],
        items=["214536502", "214662742"],
        events={"view": 2},
    ),
    Sample(
        "yoochoose",
        {
            "yoochoose-buys.dat": "420374,2014-04-06T18:44:58.314Z,214537888,12462,1\n"
            "420374,2014-04-06T18:44:58.325Z,214537850,10471,2\n"
        },
        users=["420374"],
        items=["214537850", "214537888"],
        events={"purchase": 2},
        value=12462 + 20942,
    ),
    Sample(
        "tmall",
        {
            "user_log_format1.csv": rows(
                "user_id,item_id,cat_id,seller_id,brand_id,time_stamp,action_type",
                "328862,323294,833,2882,2661,829,0",
                "328862,844400,1271,2882,2661,1111,2",
            )
        },
        users=["328862"],
        items=["323294", "844400"],
        events={"click": 1, "purchase": 1},
    ),
    Sample(
        "amazon-ratings",
        {"ratings_Beauty.csv": "A39HTATAQ9V7YF,0205616461,5.0,1369699200\nA3JM6GV9MNOF9X,0558925278,3.0,1355443200\n"},
        users=["A39HTATAQ9V7YF", "A3JM6GV9MNOF9X"],
        items=["0205616461", "0558925278"],
        events={"rating": 2},
        value=8,
    ),
    Sample(
        "check-ins",
        {
            "Gowalla_totalCheckins.txt": "0\t2010-10-19T23:55:27Z\t30.2359091167\t-97.7951395833\t22847\n"
            "1\t2010-10-18T22:17:43Z\t30.2691029532\t-97.7493953705\t420315\n"
        },
        users=["0", "1"],
        items=["22847", "420315"],
        events={"check-in": 2},
    ),
    Sample(
        "complete-journey",
        {
            "transaction_data.csv": rows(
                "household_key,BASKET_ID,DAY,PRODUCT_ID,QUANTITY,SALES_VALUE,STORE_ID,RETAIL_DISC,TRANS_TIME,WEEK_NO",
                "2375,26984851472,1,1004906,1,1.39,364,-0.6,1631,1",
                "2375,26984851472,1,1033142,2,0.82,364,0,1631,1",
            ),
            "product.csv": rows(
                "PRODUCT_ID,MANUFACTURER,DEPARTMENT,BRAND,COMMODITY_DESC,SUB_COMMODITY_DESC,CURR_SIZE_OF_PRODUCT",
                "1004906,69,PRODUCE,Private,POTATOES,POTATOES RUSSET,5 LB",
            ),
        },
        users=["2375"],
        items=["1004906", "1033142"],
        events={"purchase": 2},
        value=2.21,
        titles=["POTATOES RUSSET", ""],
        categories=["POTATOES"],
    ),
    Sample(
        "completejourney",
        {
            "transactions.csv": rows(
                "household_id,store_id,basket_id,product_id,quantity,sales_value,retail_disc,coupon_disc,"
                "coupon_match_disc,week,transaction_timestamp",
                "900,330,31198570044,1095275,1,0.5,0,0,0,1,2017-01-01 11:53:26",
                "900,330,31198570047,9878513,2,0.99,0.1,0,0,1,2017-01-01 12:10:28",
            ),
            "products.csv": rows(
                "product_id,manufacturer_id,department,brand,product_category,product_type,package_size",
                "1095275,2,PASTRY,National,ROLLS,ROLLS:DINNER,10 OZ",
            ),
        },
        users=["900"],
        items=["1095275", "9878513"],
        events={"purchase": 2},
        value=1.49,
        titles=["ROLLS:DINNER", ""],
        categories=["ROLLS"],
    ),
]
