"""Events of analytics tools: GA4, Segment and RudderStack, Amplitude, Mixpanel, Snowplow, Matomo, PostHog."""

from __future__ import annotations

from dataclasses import replace

from core.ingest.presets.collectors import COLLECTORS
from core.ingest.presets.declare import NO_ITEM, PresetTable, preset
from core.sentences import say

_ITEM_IDS = "product_id+products.product_id+sku+products.sku+item_id+items.item_id+content_id"
_ITEM_NAMES = "product_name, products.name, item_name, product, item"
_PAGES = "page_path, path, page_location, current_url, page_url, url, screen_name, page_title"
_PROPERTIES = PresetTable(
    item=f"{_ITEM_IDS}, {_ITEM_NAMES}, {_PAGES}",
    value="price+products.price, revenue, amount, value",
    quantity="quantity+products.quantity",
    order="order_id, transaction_id",
    text=f"{_ITEM_NAMES}, page_title, title",
    category="products.category, product_category, item_category, category",
)

GA4 = preset(
    "ga4",
    "Google Analytics 4 (BigQuery export)",
    "https://support.google.com/analytics/answer/7029846",
    PresetTable(
        "event_timestamp, event_name, user_pseudo_id",
        user="user_pseudo_id+user_id, user_id",
        item=(
            "item_id+items.item_id+item_name+items.item_name, page_location, page_title, screen_name, "
            "firebase_screen, firebase_screen_class, event_name"
        ),
        event="event_name",
        timestamp="event_timestamp",
        value="items.price, price, event_value_in_usd, value, purchase_revenue, revenue",
        quantity="items.quantity, quantity",
        order="ecommerce.transaction_id, transaction_id",
        text="items.item_name, item_name, page_title",
        category="items.item_category, item_category",
        attribute="geo.country, device.category",
        value_per={"items.price": "unit", "price": "unit"},
    ),
    note=(
        NO_ITEM,
        say("Users are browsers and devices (user_pseudo_id): GA4 knows few users by an id of their own."),
    ),
)

SEGMENT = preset(
    "segment",
    "Segment or RudderStack events",
    "https://www.twilio.com/docs/segment/connections/storage/warehouses/schema",
    replace(
        _PROPERTIES,
        needs="anonymous_id, event|event_text|type, received_at|original_timestamp|sent_at",
        user="user_id+anonymous_id, anonymous_id+user_id",
        item=f"{_ITEM_IDS}, {_ITEM_NAMES}, {_PAGES}, event",
        event="/event+/type, event_text",
        timestamp="/timestamp, original_timestamp, sent_at, received_at",
        attribute="context_locale, context.locale, country",
    ),
    PresetTable(
        (
            "/anonymous_id, /path|/url, /title|/referrer|/search, "
            "/received_at|/original_timestamp|/sent_at, "
            "/context_user_agent|/context_ip|/context_library_name"
        ),
        user="user_id+anonymous_id, anonymous_id+user_id",
        item="/path, /url",
        timestamp="/timestamp, /original_timestamp, /sent_at, /received_at",
        text="/title",
        attribute="context_locale",
        sql={"event": "coalesce({/event}, 'page_view')"},
    ),
    note=NO_ITEM,
)

AMPLITUDE = preset(
    "amplitude",
    "Amplitude events",
    "https://amplitude.com/docs/apis/analytics/export",
    replace(
        _PROPERTIES,
        needs=(
            "/event_type, /event_time|/client_event_time, "
            "amplitude_id|device_id|event_properties|event_properties.*|user_properties.*"
        ),
        user="/user_id+/amplitude_id+/device_id, /amplitude_id+/device_id, /device_id",
        item=f"{_ITEM_IDS}, {_ITEM_NAMES}, {_PAGES}, /event_type",
        event="/event_type",
        timestamp="/event_time, /client_event_time",
        attribute="/country, /platform, /language",
    ),
    note=NO_ITEM,
)

MIXPANEL = preset(
    "mixpanel",
    "Mixpanel events",
    "https://developer.mixpanel.com/reference/raw-event-export",
    replace(
        _PROPERTIES,
        needs="/event, /distinct_id|properties.distinct_id, /time|properties.time",
        user="/distinct_id+properties.distinct_id, user_id",
        item=f"{_ITEM_IDS}, {_ITEM_NAMES}, {_PAGES}, /event",
        event="/event",
        timestamp="/time+properties.time",
        attribute="mp_country_code, country_code, properties.os",
    ),
    note=NO_ITEM,
)

_MATOMO_LOG_EVENT = "case when {idorder} is null then 'view' when trim({idorder}) = '0' then 'cart' else 'purchase' end"
MATOMO = preset(
    "matomo",
    "Matomo visits log",
    "https://developer.matomo.org/guides/database-schema",
    PresetTable(
        "visitorId, actionDetails.*|serverTimestamp|serverTimePretty|serverDate",
        user="userId+visitorId, visitorId",
        item="itemSKU+productViewSku+productSku, actionDetails.url, url, pageTitle, actionDetails.type",
        event="actionDetails.type, actionType, type",
        timestamp=("actionDetails.timestamp, serverTimestamp, lastActionTimestamp, serverTimePretty, serverDate"),
        value="itemPrice, productViewPrice, revenue",
        quantity="itemQuantity",
        order="orderId",
        text="itemName, productViewName, productName, pageTitle",
        category="itemCategory, productViewCategory1, productViewCategory",
        attribute="country, deviceType",
        value_per={"itemPrice": "unit", "productViewPrice": "unit"},
    ),
    PresetTable(
        "idvisitor, server_time, idaction_url|idaction_sku|idaction_name",
        user="idvisitor",
        item="idaction_sku, idaction_url, idaction_name",
        event="idorder",
        timestamp="server_time",
        value="price",
        quantity="quantity",
        order="idorder",
        category="idaction_category",
        sql={"event": _MATOMO_LOG_EVENT},
        value_per={"price": "unit"},
    ),
    note=NO_ITEM,
)

POSTHOG = preset(
    "posthog",
    "PostHog events",
    "https://posthog.com/docs/cdp/batch-exports",
    replace(
        _PROPERTIES,
        needs=(
            "/event, /distinct_id, /timestamp, "
            "/person_id|/elements_chain|/team_id|/uuid|/properties|properties.*|/person"
        ),
        user="/person_id+/distinct_id, /distinct_id",
        item=f"{_ITEM_IDS}, {_ITEM_NAMES}, {_PAGES}, /event",
        event="/event",
        timestamp="/timestamp",
        attribute="geoip_country_code, device_type",
    ),
    note=NO_ITEM,
)

ANALYTICS = (GA4, SEGMENT, AMPLITUDE, MIXPANEL, *COLLECTORS, MATOMO, POSTHOG)
