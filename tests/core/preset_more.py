"""Made-up exports of market places, collectors and reshaped data sets, and what must come out of them."""

from __future__ import annotations

from core.ingest.presets.collectors import SNOWPLOW
from tests.core.preset_samples import Sample, rows

_HIT = {
    "collector_tstamp": "2025-03-01 10:00:00.123",
    "event": "page_view",
    "event_id": "00000001-0000-4000-8000-000000000000",
    "domain_userid": "d1",
    "page_urlpath": "/lamp",
    "page_title": "Lamp",
    "derived_tstamp": "2025-03-01 10:00:00.120",
    "event_name": "page_view",
}


def _snowplow_line() -> str:
    shape = SNOWPLOW.forms[1].events.file
    assert shape is not None
    return "\t".join(_HIT.get(name, "") for name in shape.headers.split()) + "\n"


MORE = [
    Sample(
        "paypal",
        {
            "Download.csv": rows(
                "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,To Email Address,"
                "Transaction ID,Item Title,Item ID,Quantity,Balance Impact",
                "03/13/2025,09:31:27,PST,Ann,Express Checkout Payment,Completed,USD,19.90,-1,18.9,ann@x.com,me@x.com,"
                "T1,Lamp,L1,1,Credit",
                "03/14/2025,09:31:27,PST,Ann,Payment Refund,Completed,USD,-19.90,1,-18.9,me@x.com,ann@x.com,"
                "T2,Lamp,L1,1,Debit",
                "03/15/2025,09:31:27,PST,Sup,General Payment,Completed,USD,-99.00,0,-99,me@x.com,sup@x.com,"
                "T3,Paper,P1,1,Debit",
            )
        },
        users=["ann@x.com"],
        items=["L1"],
        events={"purchase": 1, "refund": 1},
        value=0,
        titles=["Lamp"],
        rejected=1,
    ),
    Sample(
        "ebay",
        {
            "orders.csv": rows(
                "Sales Record Number,Order Number,Buyer Username,Buyer Email,Item Number,Item Title,Quantity,Sold For,"
                "Total Price,Sale Date",
                "1,01-1,ann_b,a@x.com,110,Lamp,2,$10.00,$25.00,Mar-13-25",
                "2,01-2,bob_c,b@x.com,111,Mug,1,$5.00,$9.00,Mar-14-25",
            )
        },
        users=["ann_b", "bob_c"],
        items=["110", "111"],
        events={"purchase": 2},
        value=25,
        titles=["Lamp", "Mug"],
    ),
    Sample(
        "segment",
        {
            "pages.csv": rows(
                "id,anonymous_id,context_ip,context_user_agent,name,original_timestamp,path,received_at,referrer,"
                "sent_at,timestamp,title,url,user_id",
                "m1,a1,1.1.1.1,X,,2025-03-01 10:00:00,/lamp,2025-03-01 10:00:09,,,2025-03-01 10:00:01,Lamp,"
                "https://x.com/lamp,",
            )
        },
        users=["a1"],
        items=["/lamp"],
        events={"page_view": 1},
        titles=["Lamp"],
    ),
    Sample(
        "snowplow",
        {"part-00000.tsv": _snowplow_line()},
        users=["d1"],
        items=["/lamp"],
        events={"page_view": 1},
        titles=["Lamp"],
        attributes=("geo_country", "dvce_type"),
    ),
    Sample(
        "adobe",
        {
            "hit_data.tsv": "1740821487\t11\t22\tthanks\t1\tLamps;L1;2;39.80;event1=1,;R2;1;5.00\t0\n"
            "1740821488\t11\t23\thome\t\t\t0\n"
            "1740821489\t11\t23\tbot page\t\t\t1\n",
            "column_headers.tsv": "hit_time_gmt\tpost_visid_high\tpost_visid_low\tpost_pagename\tpost_event_list\t"
            "post_product_list\texclude_hit\n",
            "browser.tsv": "1\tChrome\n2\tFirefox\n",
        },
        users=["11_22", "11_23"],
        items=["L1", "R2", "home"],
        events={"purchase": 2, "page_view": 1},
        value=44.80,
        rejected=1,
    ),
    Sample(
        "sort-of-real",
        {
            "transactions.csv": rows(
                "SHOP_WEEK,SHOP_DATE,SHOP_HOUR,QUANTITY,SPEND,PROD_CODE,PROD_CODE_20,CUST_CODE,"
                "CUST_PRICE_SENSITIVITY,CUST_LIFESTAGE,BASKET_ID",
                "200607,20060413,8,2,3.50,PRD1,DEP1,CUST1,LA,YF,9941",
                "200607,20060413,20,1,1.25,PRD2,DEP1,,LA,YF,9942",
            )
        },
        users=["CUST1"],
        items=["PRD1"],
        events={"purchase": 1},
        value=3.5,
        categories=["DEP1"],
        attributes=("CUST_PRICE_SENSITIVITY", "CUST_LIFESTAGE"),
        rejected=1,
    ),
    Sample(
        "diginetica",
        {
            "train-item-views.csv": "sessionId;userId;itemId;timeframe;eventdate\n"
            "1;NA;81766;526309;2016-05-09\n2;NA;31331;1031018;2016-05-09\n"
        },
        users=["1", "2"],
        items=["31331", "81766"],
        events={"view": 2},
    ),
    Sample(
        "alibaba-mobile",
        {
            "tianchi_mobile_recommend_train_user.csv": rows(
                "user_id,item_id,behavior_type,user_geohash,item_category,time",
                "98047837,232431562,1,,4245,2014-12-06 02",
                "97726136,383583590,4,,5894,2014-12-09 20",
            )
        },
        users=["97726136", "98047837"],
        items=["232431562", "383583590"],
        events={"click": 1, "purchase": 1},
        categories=["4245", "5894"],
    ),
    Sample(
        "mind",
        {
            "behaviors.tsv": "1\tU13\t11/11/2019 9:05:58 AM\tN1 N2\tN3-1 N4-0 N5-1\n"
            "2\tU91\t11/12/2019 6:11:30 PM\t\tN3-0 N4-0\n",
            "news.tsv": 'N3\tnews\tnewsworld\tA "great" day\tText\thttps://x.com/1\t[]\t[]\n',
        },
        users=["U13"],
        items=["N3", "N5"],
        events={"click": 2},
        titles=['A "great" day', ""],
        categories=["newsworld"],
        rejected=1,
    ),
    Sample(
        "netflix-prize",
        {"combined_data_1.txt": "1:\n1488844,3,2005-09-06\n822109,5,2005-05-13\n2:\n1488844,4,2005-10-19\n"},
        users=["1488844", "822109"],
        items=["1", "2"],
        events={"rating": 3},
        value=12,
    ),
    Sample(
        "yoochoose",
        {
            "yoochoose-buys.dat": "420374,2014-04-06T18:44:58.314Z,214537888,12462,1\n",
            "yoochoose-clicks.dat": "1,2014-04-07T10:51:09.277Z,214536502,0\n",
        },
        users=["1", "420374"],
        items=["214536502", "214537888"],
        events={"view": 1, "purchase": 1},
        value=None,
    ),
    Sample(
        "oulad",
        {
            "studentVle.csv": rows(
                "code_module,code_presentation,id_student,id_site,date,sum_click",
                "AAA,2013J,11,501,-10,4",
                "AAA,2014B,12,502,0,3",
                "AAA,2014B,12,501,9,1",
            ),
            "vle.csv": rows(
                "id_site,code_module,code_presentation,activity_type,week_from,week_to",
                "501,AAA,2013J,forumng,,",
                "502,AAA,2014B,quiz,,",
            ),
            "studentInfo.csv": rows(
                "code_module,code_presentation,id_student,gender,region,highest_education,imd_band,age_band,disability",
                "AAA,2013J,11,M,Scotland,A Level,20-30%,0-35,N",
                "AAA,2014B,12,F,Wales,A Level,30-40%,35-55,N",
            ),
            "courses.csv": rows("code_module,code_presentation,module_presentation_length", "AAA,2013J,268"),
        },
        users=["11", "12"],
        items=["501", "502"],
        events={"view": 3},
        value=8,
        categories=["forumng", "quiz"],
        attributes=("gender", "region", "highest_education", "imd_band", "age_band", "disability"),
    ),
    Sample(
        "outbrain",
        {
            "page_views_sample.csv": rows(
                "uuid,document_id,timestamp,platform,geo_location,traffic_source",
                "1fd5f051fba643,120,31905835,1,RS,2",
                "8557aa9004be3b,120,32053104,1,VN>44,2",
            )
        },
        users=["1fd5f051fba643", "8557aa9004be3b"],
        items=["120"],
        events={"view": 2},
    ),
    Sample(
        "gh-archive",
        {
            "2023-01-01-15.json": '{"id":"26","type":"PushEvent","actor":{"id":29,"login":"ann"},'
            '"repo":{"id":50,"name":"org/lamp"},"payload":{"push_id":1,"ref":"main"},"public":true,"created_at":"2023-01-01T15:00:00Z"}\n'
            '{"id":"27","type":"WatchEvent","actor":{"id":30,"login":"bob"},"repo":{"id":50,"name":"org/lamp"},'
            '"payload":{"action":"started"},"public":true,"created_at":"2023-01-01T15:00:01Z"}\n',
        },
        users=["29", "30"],
        items=["50"],
        events={"pushevent": 1, "starred": 1},
        titles=["org/lamp"],
    ),
    Sample(
        "ga360",
        {
            "ga_sessions.json": "".join(
                f'{{"visitorId":null,"visitId":"7","visitStartTime":"1501583974","date":"20170801","fullVisitorId":"{user}",'
                f'"geoNetwork":{{"country":"Chad"}},"hits":[{{"hitNumber":"1","time":"0","product":[],'
                f'"eCommerceAction":{{"action_type":"0"}}}},{{"hitNumber":"2","time":"31000","eCommerceAction":'
                f'{{"action_type":"{code}"}},"product":[{{"productSKU":"S1","v2ProductName":"Lamp","productPrice":"2400000",'
                f'"productQuantity":"{pieces}"}},{{"productSKU":"S2","v2ProductName":"Rug","productPrice":"5000000"}}]}}]}}\n'
                for user, code, pieces in (("12", "2", 1), ("13", "6", 2), ("13", "5", 1), ("12", "0", 1))
            )
        },
        users=["12", "13"],
        items=["S1", "S2"],
        events={"product viewed": 2, "purchase": 2, "checkout started": 2, "impression": 2},
        titles=["Lamp", "Rug"],
        attributes=("geoNetwork.country",),
        value=3 * 7.4 + 9.8,
        rejected=4,
    ),
    Sample(
        "web-log",
        {
            "access.log": '10.0.0.1 - ann [01/May/2023:00:26:59 +0200] "GET /lamp?x=1 HTTP/1.1" 200 80 "-" "Moz/5"\n'
            '10.0.0.2 - - [01/May/2023:00:27:59 +0200] "GET /lamp HTTP/1.1" 200 80 "https://a.b/" "Mozilla/5.0"\n'
            '10.0.0.2 - - [01/May/2023:00:28:59 +0200] "GET /a.css HTTP/1.1" 200 80 "-" "Mozilla/5.0"\n'
            '10.0.0.3 - - [01/May/2023:00:29:59 +0200] "GET /rug HTTP/1.1" 200 80 "-" "Googlebot/2.1"\n'
            '10.0.0.2 - - [01/May/2023:00:30:59 +0200] "GET /old HTTP/1.1" 404 80 "-" "Mozilla/5.0"\n',
        },
        users=["10.0.0.2", "10.0.0.3", "ann"],
        items=["/a.css", "/lamp", "/old", "/rug"],
        events={"page_view": 2, "static_file": 1, "bot": 1, "error": 1},
    ),
    Sample(
        "xapi",
        {
            "statements.jsonl": '{"actor": {"mbox": "mailto:ann@example.org"}, "verb": {"id": "http://a.org/passed"}, '
            '"object": {"id": "http://b.org/7", "definition": {"name": {"en-US": "Lesson 7"}, "type": "http://a/l"}}, '
            '"timestamp": "2031-06-30T17:51:58.000Z", "stored": "2032-01-01T00:00:00.000Z"}\n'
            '{"actor": {"account": {"name": "bob"}}, "verb": {"id": "http://a.org/viewed"}, "object": {"id": '
            '"http://b.org/8"}, "timestamp": "2031-07-01T08:00:00.000Z", "stored": "2032-01-01T00:00:00.000Z"}\n'
        },
        users=["ann@example.org", "bob"],
        items=["http://b.org/7", "http://b.org/8"],
        events={"passed": 1, "viewed": 1},
        categories=["l"],
    ),
]
