"""Made-up exports of tools that write records within records, as JSON lines, and what must come out of them."""

from __future__ import annotations

import json
from typing import Any

from tests.core.preset_samples import Sample


def as_lines(*records: dict[str, Any]) -> str:
    """Write records as JSON lines."""
    return "".join(f"{json.dumps(record)}\n" for record in records)


def _parameter(key: str, text: str) -> dict[str, Any]:
    return {"key": key, "value": {"string_value": text, "int_value": None, "float_value": None, "double_value": None}}


def _ga4(user: str, name: str, moment: int, *items: dict[str, Any]) -> dict[str, Any]:
    return {
        "event_date": "20250301",
        "event_timestamp": str(moment),
        "event_name": name,
        "event_params": [_parameter("page_location", f"https://shop.example/{name}"), _parameter("page_title", name)],
        "user_pseudo_id": user,
        "geo": {"country": "Norway"},
        "device": {"category": "mobile"},
        "items": list(items),
    }


LAMP = {"item_id": "L1", "item_name": "Lamp", "item_category": "Light", "price": 20.0, "quantity": 1}
CHAIR = {"item_id": "C1", "item_name": "Chair", "item_category": "Seat", "price": 50.0, "quantity": 1}

NESTED = [
    Sample(
        "ga4",
        {
            "events.json": as_lines(
                _ga4("1.1", "purchase", 1740821487000000, LAMP, CHAIR),
                _ga4("2.2", "view_item", 1740821488000000, LAMP),
                _ga4("3.3", "page_view", 1740821489000000),
            )
        },
        users=["1.1", "2.2"],
        items=["C1", "L1"],
        events={"purchase": 2, "view_item": 1},
        titles=["Chair", "Lamp"],
        categories=["Light", "Seat"],
        attributes=("geo.country", "device.category"),
        rejected=1,
    ),
    Sample(
        "ga4",
        {
            "app.json": as_lines(
                _ga4("1.1", "page_view", 1740821487000000), _ga4("2.2", "session_start", 1740821488000000)
            )
        },
        users=["1.1", "2.2"],
        items=["https://shop.example/page_view", "https://shop.example/session_start"],
        events={"page_view": 1, "session_start": 1},
        attributes=("geo.country", "device.category"),
    ),
    Sample(
        "segment",
        {
            "segment.jsonl": as_lines(
                {
                    "anonymousId": "a1",
                    "userId": None,
                    "event": "Product Viewed",
                    "type": "track",
                    "messageId": "m1",
                    "timestamp": "2025-03-01T10:00:00.000Z",
                    "receivedAt": "2025-03-01T10:00:01.000Z",
                    "properties": {"product_id": "P1", "name": "Lamp", "price": 20},
                },
                {
                    "anonymousId": "a2",
                    "userId": "u2",
                    "event": "Order Completed",
                    "type": "track",
                    "messageId": "m2",
                    "timestamp": "2025-03-01T11:00:00.000Z",
                    "receivedAt": "2025-03-01T11:00:01.000Z",
                    "properties": {
                        "order_id": "O1",
                        "products": [{"product_id": "P1", "name": "Lamp"}, {"product_id": "P2", "name": "Chair"}],
                    },
                },
            )
        },
        users=["a1", "a2"],
        items=["P1", "P2"],
        events={"product viewed": 1, "order completed": 2},
    ),
    Sample(
        "mixpanel",
        {
            "export.jsonl": as_lines(
                {"event": "Buy", "properties": {"time": 1740821487, "distinct_id": "u1", "product_id": "P1"}},
                {"event": "View", "properties": {"time": 1740821488, "distinct_id": "u2", "product_id": "P2"}},
            )
        },
        users=["u1", "u2"],
        items=["P1", "P2"],
        events={"buy": 1, "view": 1},
    ),
    Sample(
        "amplitude",
        {
            "amplitude.json": as_lines(
                {
                    "$insert_id": "i1",
                    "amplitude_id": 11,
                    "device_id": "d1",
                    "user_id": None,
                    "event_time": "2025-03-01 10:00:00.123000",
                    "event_type": "Buy",
                    "event_properties": {"sku": "P1"},
                    "country": "Norway",
                },
                {
                    "$insert_id": "i2",
                    "amplitude_id": 12,
                    "device_id": "d2",
                    "user_id": None,
                    "event_time": "2025-03-01 10:00:01.123000",
                    "event_type": "View",
                    "event_properties": {"sku": "P2"},
                    "country": "Norway",
                },
            )
        },
        users=["11", "12"],
        items=["P1", "P2"],
        events={"buy": 1, "view": 1},
        attributes=("country",),
    ),
    Sample(
        "posthog",
        {
            "posthog.jsonl": as_lines(
                {
                    "uuid": "e1",
                    "event": "$pageview",
                    "distinct_id": "d1",
                    "person_id": "p1",
                    "timestamp": "2025-03-01T10:00:00+00:00",
                    "properties": {"$current_url": "https://x.com/a", "$time": 1740823200, "distinct_id": "d1"},
                },
                {
                    "uuid": "e2",
                    "event": "$pageview",
                    "distinct_id": "d2",
                    "person_id": "p2",
                    "timestamp": "2025-03-01T10:00:01+00:00",
                    "properties": {"$current_url": "https://x.com/b", "$time": 1740823201, "distinct_id": "d2"},
                },
            )
        },
        users=["p1", "p2"],
        items=["https://x.com/a", "https://x.com/b"],
        events={"$pageview": 2},
    ),
    Sample(
        "woocommerce",
        {
            "orders.json": json.dumps(
                [
                    {
                        "id": 10,
                        "number": "10",
                        "status": "completed",
                        "date_created": "2025-03-01T09:31:00",
                        "customer_id": 0,
                        "billing": {"email": "ann@x.com", "country": "NO"},
                        "line_items": [
                            {"id": 1, "name": "Tea pot", "sku": "C02", "quantity": 2, "total": "60.00"},
                            {"id": 2, "name": "Seed tray", "sku": "", "quantity": 1, "total": "20.00"},
                        ],
                    },
                    {
                        "id": 11,
                        "number": "11",
                        "status": "refunded",
                        "date_created": "2025-03-02T09:31:00",
                        "customer_id": 7,
                        "billing": {"email": "bob@x.com", "country": "NO"},
                        "line_items": [{"id": 3, "name": "Tea pot", "sku": "C02", "quantity": 1, "total": "30.00"}],
                    },
                ]
            )
        },
        users=["ann@x.com", "bob@x.com"],
        items=["C02", "Seed tray"],
        events={"purchase": 2, "refunded purchase": 1},
        titles=["Tea pot", "Seed tray"],
        attributes=("billing.country",),
    ),
    Sample(
        "matomo",
        {
            "visits.json": json.dumps(
                [
                    {
                        "idVisit": 1,
                        "visitorId": "v1",
                        "userId": None,
                        "serverTimestamp": 1740821487,
                        "country": "Norway",
                        "actionDetails": [
                            {"type": "action", "url": "https://x.com/a", "pageTitle": "A", "timestamp": 1740821487},
                            {"type": "search", "url": "https://x.com/b", "pageTitle": "B", "timestamp": 1740821490},
                        ],
                    },
                    {
                        "idVisit": 2,
                        "visitorId": "v2",
                        "userId": None,
                        "serverTimestamp": 1740821500,
                        "country": "Norway",
                        "actionDetails": [
                            {"type": "action", "url": "https://x.com/a", "pageTitle": "A", "timestamp": 1740821500}
                        ],
                    },
                ]
            )
        },
        users=["v1", "v2"],
        items=["https://x.com/a", "https://x.com/b"],
        events={"action": 2, "search": 1},
        titles=["A", "B"],
        attributes=("country",),
    ),
    Sample(
        "woocommerce",
        {
            "wc-orders.csv": "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,"
            "Coupon(s),Net Sales\n"
            '2025-03-01 09:31:00,10,$80.00,completed,Ann Bee,new,"2× tea pot, 1× cup, blue",3,,80\n'
            "2025-03-02 09:31:00,11,$20.00,refunded,Bob Cee,new,1× seed tray,1,,20\n",
        },
        users=["Ann Bee", "Bob Cee"],
        items=["cup, blue", "seed tray", "tea pot"],
        events={"purchase": 2, "refunded purchase": 1},
        value=60 + 40,
    ),
    Sample(
        "woocommerce",
        {
            "order_export.csv": "order_id,order_number,order_date,status,billing_email,billing_country,line_item_1,"
            "line_item_2\n"
            "10,10,2025-03-01 09:31:00,completed,ann@x.com,CH,name:tea pot|product_id:7|sku:C02|quantity:2|total:60.00|"
            "sub_total:60.00,name:cup|product_id:8|sku:|quantity:1|total:5.00|sub_total:5.00\n"
            "11,11,2025-03-02 09:31:00,completed,bob@x.com,CH,name:tea pot|product_id:7|sku:C02|quantity:1|"
            "total:30.00|sub_total:30.00,\n",
        },
        users=["ann@x.com", "bob@x.com"],
        items=["C02", "cup"],
        events={"purchase": 3},
        value=95,
        titles=["tea pot", "cup"],
        attributes=("billing_country",),
    ),
    Sample(
        "otto",
        {
            "train.jsonl": as_lines(
                {
                    "session": 1,
                    "events": [
                        {"aid": 7, "ts": 1740821487000, "type": "clicks"},
                        {"aid": 8, "ts": 1740821488000, "type": "orders"},
                    ],
                },
                {"session": 2, "events": [{"aid": 7, "ts": 1740821489000, "type": "carts"}]},
            )
        },
        users=["1", "2"],
        items=["7", "8"],
        events={"clicks": 1, "orders": 1, "carts": 1},
    ),
]
