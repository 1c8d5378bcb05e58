"""Headers and made-up rows as common tools and public logs have them, with the roles that are right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

N_ROWS = 240
N_USERS, N_ITEMS, N_ORDERS = 24, 18, 90

_DRAW = np.random.default_rng(7)
_ORDERS = [(int(_DRAW.integers(N_USERS)), int(_DRAW.integers(100 * 86_400))) for _ in range(N_ORDERS)]
_LINES = [
    (order := int(_DRAW.integers(N_ORDERS)), *_ORDERS[order], int(_DRAW.integers(N_ITEMS))) for _ in range(N_ROWS)
]
"""Order, user, seconds and item of each row."""
_WORDS = ("tea pot", "seed tray", "desk lamp", "wool hat", "oak chair", "ink pen", "tin drum", "red kite", "big bag")


def stamp(pattern: str) -> Callable[[int], str]:
    def write(row: int) -> str:
        moment = datetime.fromtimestamp(1_740_800_000 + _LINES[row][2], UTC)
        return moment.strftime(pattern)

    return write


def of(place: int, pattern: str) -> Callable[[int], str]:
    return lambda row: pattern.format(_LINES[row][place], _LINES[row][place])


def draw(pattern: str, low: int, high: int) -> Callable[[int], str]:
    return lambda row: pattern.format(np.random.default_rng(row * 31 + high).integers(low, high))


def pick(*words: str) -> Callable[[int], str]:
    return lambda row: words[np.random.default_rng(row).integers(len(words))]


def _note(row: int) -> str:
    return f"please ring the bell {row} times at door {row * 7}"


def by(place: int, *words: str) -> Callable[[int], str]:
    return lambda row: words[_LINES[row][place] % len(words)]


def _mostly_empty(write: Callable[[int], str], every: int = 10) -> Callable[[int], str]:
    return lambda row: write(row) if row % every == 0 else ""


Write = Callable[[int], str]

USER, NUMBER_USER, EMAIL = of(1, "u{:04}"), of(1, "{:}00171"), of(1, "p{:}@mail.example")
UUID_USER = of(1, "6f1c2e0a-0000-4000-8000-{:012}")
ITEM, NUMBER_ITEM, TITLE = (
    of(3, "SKU-{:03}"),
    of(3, "{:}4022"),
    lambda row: f"{_WORDS[_LINES[row][3] % 9]} {_LINES[row][3]}",
)
ORDER, LINE = of(0, "10{:03}"), lambda row: str(500_000 + row)
SESSION = of(0, "s-{:06}x")
TIME, DATE, CLOCK = stamp("%Y-%m-%d %H:%M:%S"), stamp("%Y-%m-%d"), stamp("%H:%M:%S")
EPOCH, EPOCH_MS = (
    lambda row: str(1_740_800_000 + _LINES[row][2]),
    lambda row: str(1_740_800_000_123 + 1000 * _LINES[row][2]),
)
PRICE, TOTAL, COUNT, STARS = draw("{:}.95", 1, 90), of(0, "{:}00.50"), draw("{:}", 1, 6), draw("{:}", 1, 6)
CATEGORY, COUNTRY = by(3, "garden", "kitchen", "office"), by(1, "France", "Spain", "Japan")
EVENT, PAGE = pick("view", "cart", "purchase"), by(3, "/home", "/shop/hats", "/shop/pens", "/about", "/basket")
WEB_EVENT = pick("page_view", "scroll", "session_start", "user_engagement")
NOTE, CITY, PERSON, EMPTY = _note, by(1, "Bern", "Rome", "Oslo"), of(1, "Ann Doe {:}"), lambda row: ""
STREET, JSON = of(1, "{:} Main Street, Springfield"), lambda row: f'{{"k": {row}}}'


@dataclass(frozen=True)
class Export:
    """Columns of an export, and the roles that are right; those that are not named do not matter."""

    columns: dict[str, Callable[[int], str]]
    roles: dict[str, str]
    n_questions: int = 0

    def cells(self) -> dict[str, list[str | None]]:
        """Return the rows by column."""
        return {header: [write(row) or None for row in range(N_ROWS)] for header, write in self.columns.items()}


def export(pairs: str, n_questions: int = 0, **columns: Callable[[int], str]) -> Export:
    """Make an export; ``pairs`` is "role=Header; role=Header" and columns are "Header" → values."""
    roles = dict(pair.strip().split("=", 1) for pair in pairs.split(";"))
    return Export(columns, roles, n_questions)


EXPORTS = {
    "Shopify": export(
        "user=Email; item=Lineitem sku; text=Lineitem name; timestamp=Created at; quantity=Lineitem quantity;"
        "value=Lineitem price",
        **{
            "Name": of(0, "#10{:03}"),
            "Email": EMAIL,
            "Financial Status": pick("paid", "refunded"),
            "Paid at": TIME,
            "Fulfillment Status": pick("fulfilled", "open"),
            "Currency": pick("EUR"),
            "Subtotal": TOTAL,
            "Total": TOTAL,
            "Created at": TIME,
            "Lineitem quantity": COUNT,
            "Lineitem name": TITLE,
            "Lineitem price": PRICE,
            "Lineitem sku": ITEM,
            "Billing Name": PERSON,
            "Billing Street": STREET,
            "Billing City": CITY,
            "Notes": _mostly_empty(NOTE),
            "Vendor": pick("Acme", "Ajax"),
            "Id": of(0, "9010{:03}"),
            "Phone": EMPTY,
        },
    ),
    "WooCommerce": export(
        "user=Email (Billing); item=SKU; text=Item Name; timestamp=Order Date; quantity=Quantity; value=Item Cost;"
        "order=Order Number",
        **{
            "Order Number": ORDER,
            "Order Status": pick("completed"),
            "Order Date": TIME,
            "Customer Note": NOTE,
            "First Name (Billing)": PERSON,
            "Email (Billing)": EMAIL,
            "Country (Billing)": COUNTRY,
            "SKU": ITEM,
            "Item Name": TITLE,
            "Quantity": COUNT,
            "Item Cost": PRICE,
        },
    ),
    "Magento": export(
        "user=customer_email; item=sku; timestamp=created_at; order=increment_id; quantity=qty_ordered; value=price",
        increment_id=ORDER,
        created_at=TIME,
        customer_email=EMAIL,
        customer_firstname=PERSON,
        status=pick("complete"),
        sku=ITEM,
        name=TITLE,
        qty_ordered=COUNT,
        price=PRICE,
        grand_total=TOTAL,
    ),
    "GA4 with items": export(
        "user=user_pseudo_id; item=items.item_id; text=items.item_name; event=event_name; timestamp=event_timestamp",
        **{
            "event_date": stamp("%Y%m%d"),
            "event_timestamp": lambda row: EPOCH(row) + "000000",
            "event_name": EVENT,
            "event_params.ga_session_id": SESSION,
            "user_pseudo_id": of(1, "12345{:04}.17000001{:02}"),
            "user_id": EMPTY,
            "items.item_id": ITEM,
            "items.item_name": TITLE,
            "items.price": PRICE,
            "geo.country": COUNTRY,
        },
    ),
    "GA4 of a website": export(
        "user=user_pseudo_id; item=page_location; event=event_name; timestamp=event_timestamp",
        event_timestamp=lambda row: EPOCH(row) + "000000",
        event_name=WEB_EVENT,
        user_pseudo_id=NUMBER_USER,
        page_location=PAGE,
        page_title=by(3, "Home", "Hats", "Pens", "About", "Basket"),
        country=COUNTRY,
        ga_session_id=SESSION,
    ),
    "Segment": export(
        "user=anonymousId; event=event; item=properties.product_id; timestamp=timestamp",
        **{
            "messageId": LINE,
            "anonymousId": UUID_USER,
            "userId": _mostly_empty(USER),
            "event": EVENT,
            "timestamp": TIME,
            "receivedAt": TIME,
            "context.ip": of(1, "10.0.0.{:}"),
            "properties.product_id": ITEM,
            "properties.price": PRICE,
            "context": JSON,
        },
    ),
    "Amplitude": export(
        "user=user_id; event=event_type; item=event_properties.item; timestamp=event_time",
        **{
            "$insert_id": LINE,
            "user_id": USER,
            "device_id": UUID_USER,
            "event_type": EVENT,
            "event_time": TIME,
            "session_id": SESSION,
            "event_properties.item": ITEM,
            "platform": pick("iOS", "Web"),
            "country": COUNTRY,
        },
    ),
    "Mixpanel": export(
        "user=properties.distinct_id; event=event; item=properties.product_id; timestamp=properties.time",
        **{
            "event": EVENT,
            "properties.time": EPOCH,
            "properties.distinct_id": USER,
            "properties.product_id": ITEM,
            "properties.$insert_id": LINE,
            "properties.$city": CITY,
        },
    ),
    "Snowplow": export(
        "user=domain_userid; event=event_name; item=page_urlpath; timestamp=derived_tstamp",
        event_id=LINE,
        domain_userid=UUID_USER,
        user_id=EMPTY,
        derived_tstamp=TIME,
        collector_tstamp=TIME,
        event_name=WEB_EVENT,
        page_urlpath=PAGE,
        domain_sessionid=SESSION,
        useragent=pick("Mozilla/5.0 (X11)"),
    ),
    "Matomo": export(
        "user=visitorId; item=productSku; event=actionType; timestamp=serverTimePretty; value=revenue",
        visitorId=UUID_USER,
        idVisit=SESSION,
        productSku=ITEM,
        actionType=EVENT,
        serverTimePretty=TIME,
        revenue=PRICE,
    ),
    "PostHog": export(
        "user=distinct_id; event=event; item=properties.$current_url; timestamp=timestamp",
        **{
            "uuid": lambda row: f"0191b2c3-0000-7000-8000-{row:012}",
            "event": pick("$pageview", "$autocapture", "signed_up"),
            "distinct_id": UUID_USER,
            "timestamp": TIME,
            "properties.$current_url": PAGE,
            "properties": JSON,
        },
    ),
    "Salesforce": export(
        "user=AccountId; item=ProductCode; timestamp=CloseDate; value=TotalPrice; quantity=Quantity",
        AccountId=UUID_USER,
        OpportunityId=of(0, "006{:03}"),
        ProductCode=ITEM,
        CloseDate=DATE,
        Quantity=COUNT,
        TotalPrice=PRICE,
        StageName=pick("Closed Won", "Open"),
    ),
    "SAP": export(
        "user=KUNNR; item=MATNR; timestamp=ERDAT; order=VBELN; quantity=KWMENG; value=NETWR; text=ARKTX",
        VBELN=ORDER,
        ERDAT=stamp("%Y%m%d"),
        KUNNR=NUMBER_USER,
        MATNR=NUMBER_ITEM,
        ARKTX=TITLE,
        KWMENG=COUNT,
        NETWR=PRICE,
    ),
    "till": export(
        "user=Card No; item=Article; timestamp=Date; time_of_day=Time; value=Amount; order=Receipt No",
        **{"Receipt No": ORDER, "Card No": NUMBER_USER, "Article": TITLE, "Date": DATE, "Time": CLOCK, "Amount": PRICE},
    ),
    "RetailRocket": export(
        "user=visitorid; item=itemid; event=event; timestamp=timestamp; order=transactionid",
        timestamp=EPOCH_MS,
        visitorid=NUMBER_USER,
        event=pick("view", "addtocart", "transaction"),
        itemid=NUMBER_ITEM,
        transactionid=_mostly_empty(ORDER),
    ),
    "REES46": export(
        "user=user_id; item=product_id; event=event_type; timestamp=event_time; value=price; category=category_code",
        event_time=stamp("%Y-%m-%d %H:%M:%S UTC"),
        event_type=EVENT,
        product_id=NUMBER_ITEM,
        category_id=by(3, "20530135", "20530136"),
        category_code=CATEGORY,
        brand=by(3, "acme", "ajax"),
        price=PRICE,
        user_id=NUMBER_USER,
        user_session=SESSION,
    ),
    "H&M": export(
        "user=customer_id; item=article_id; timestamp=t_dat; value=price",
        t_dat=DATE,
        customer_id=of(1, "000058a12d5b43e67d225668fa1f8d618c13dc23{:03}"),
        article_id=of(3, "0663713{:03}"),
        price=draw("0.0{:}", 100, 999),
        sales_channel_id=pick("1", "2"),
    ),
    "Last.fm": export(
        "user=userid; item=musicbrainz-track-id; text=track-name; timestamp=timestamp",
        **{
            "userid": USER,
            "timestamp": stamp("%Y-%m-%dT%H:%M:%SZ"),
            "musicbrainz-artist-id": by(3, "ar1", "ar2", "ar3"),
            "artist-name": by(3, "The Ants", "Bees", "Cats"),
            "musicbrainz-track-id": ITEM,
            "track-name": TITLE,
        },
    ),
    "MovieLens": export(
        "user=userId; item=movieId; value=rating; timestamp=timestamp",
        userId=NUMBER_USER,
        movieId=NUMBER_ITEM,
        rating=STARS,
        timestamp=EPOCH,
    ),
    "Online Retail": export(
        "user=CustomerID; item=StockCode; text=Description; timestamp=InvoiceDate; value=UnitPrice; quantity=Quantity;"
        "order=InvoiceNo; attribute=Country",
        InvoiceNo=ORDER,
        StockCode=NUMBER_ITEM,
        Description=TITLE,
        Quantity=COUNT,
        InvoiceDate=TIME,
        UnitPrice=PRICE,
        CustomerID=NUMBER_USER,
        Country=COUNTRY,
    ),
    "Olist": export(
        "user=customer_unique_id; item=product_id; order=order_id; timestamp=order_purchase_timestamp; value=price",
        order_id=of(0, "e481f51cbdc54678b7cc49136f2d6{:03}"),
        customer_id=of(0, "9ef432eb6251297304e76186b10a9{:03}"),
        customer_unique_id=of(1, "7c396fd4830fd04220f754e42b4e5{:03}"),
        order_status=pick("delivered"),
        order_purchase_timestamp=TIME,
        product_id=of(3, "87285b34884572647811a353c7ac4{:03}"),
        price=PRICE,
        freight_value=PRICE,
        product_category_name=CATEGORY,
    ),
    "Groceries": export(
        "user=Member_number; item=itemDescription; text=itemDescription; timestamp=Date",
        Member_number=NUMBER_USER,
        Date=stamp("%d-%m-%Y"),
        itemDescription=TITLE,
        year=pick("2014", "2015"),
        month=draw("{:}", 1, 12),
        day_of_week=draw("{:}", 0, 7),
    ),
    "Superstore": export(
        "user=Customer ID; item=Product ID; text=Product Name; timestamp=Order Date; value=Sales; quantity=Quantity;"
        "order=Order ID",
        **{
            "Row ID": LINE,
            "Order ID": ORDER,
            "Order Date": DATE,
            "Ship Date": DATE,
            "Ship Mode": pick("First", "Second"),
            "Customer ID": USER,
            "Customer Name": PERSON,
            "City": CITY,
            "Postal Code": by(1, "42420", "90036"),
            "Product ID": ITEM,
            "Category": CATEGORY,
            "Product Name": TITLE,
            "Sales": PRICE,
            "Quantity": COUNT,
            "Discount": pick("0.0", "0.2"),
            "Profit": PRICE,
        },
    ),
    "Amazon reviews": export(
        "user=reviewerID; item=asin; value=overall; timestamp=unixReviewTime",
        reviewerID=USER,
        asin=ITEM,
        reviewerName=PERSON,
        helpful=pick("[0, 0]", "[2, 3]"),
        reviewText=NOTE,
        overall=STARS,
        summary=NOTE,
        unixReviewTime=EPOCH,
        reviewTime=stamp("%m %d, %Y"),
    ),
    "Yelp": export(
        "user=user_id; item=business_id; value=stars; timestamp=date",
        review_id=LINE,
        user_id=USER,
        business_id=ITEM,
        stars=STARS,
        useful=COUNT,
        text=NOTE,
        date=TIME,
    ),
    "Goodreads": export(
        "user=user_id; item=book_id; value=rating; timestamp=date_added",
        user_id=USER,
        book_id=NUMBER_ITEM,
        review_id=LINE,
        rating=STARS,
        review_text=NOTE,
        date_added=TIME,
        date_updated=TIME,
        read_at=_mostly_empty(TIME),
    ),
    "Ta-Feng": export(
        "user=CUSTOMER_ID; item=PRODUCT_ID; timestamp=TRANSACTION_DT",
        TRANSACTION_DT=stamp("%m/%d/%Y"),
        CUSTOMER_ID=of(1, "0110{:04}"),
        AGE_GROUP=by(1, "45-49", "30-34"),
        PIN_CODE=by(1, "115", "Others"),
        PRODUCT_SUBCLASS=by(3, "110411", "130315"),
        PRODUCT_ID=of(3, "47101996{:05}"),
        AMOUNT=COUNT,
        ASSET=draw("{:}", 20, 90),
        SALES_PRICE=draw("{:}", 20, 90),
    ),
    "Mobile as user": export(
        "user=Mobile; item=Dish; timestamp=Placed",
        Mobile=of(1, "98200{:05}"),
        Dish=TITLE,
        Placed=TIME,
    ),
    "Japanese": export(
        "user=会員番号; item=商品コード; text=商品名; timestamp=購入日時; value=金額; quantity=数量",
        会員番号=NUMBER_USER,
        商品コード=ITEM,
        商品名=TITLE,
        購入日時=TIME,
        金額=PRICE,
        数量=COUNT,
    ),
    "Chinese": export(
        "user=会员ID; item=商品编号; text=商品名称; timestamp=下单时间; event=行为类型",
        会员ID=USER,
        商品编号=ITEM,
        商品名称=TITLE,
        行为类型=pick("浏览", "购买"),
        下单时间=TIME,
        备注=_mostly_empty(NOTE),
    ),
    "German": export(
        "user=Kundennummer; item=Artikelnummer; text=Bezeichnung; timestamp=Bestelldatum; value=Betrag; quantity=Menge",
        Belegnummer=ORDER,
        Kundennummer=NUMBER_USER,
        Artikelnummer=NUMBER_ITEM,
        Bezeichnung=TITLE,
        Bestelldatum=DATE,
        Menge=COUNT,
        Betrag=PRICE,
    ),
    "French": export(
        "user=N° client; item=Référence; text=Libellé; timestamp=Date de commande; value=Montant TTC",
        **{
            "N° client": NUMBER_USER,
            "Référence": ITEM,
            "Libellé": TITLE,
            "Date de commande": stamp("%d/%m/%Y %H:%M"),
            "Montant TTC": PRICE,
        },
    ),
    "Spanish": export(
        "user=Código de cliente; item=Código de producto; text=Descripción; timestamp=Fecha del pedido; value=Importe",
        **{
            "Pedido": ORDER,
            "Código de cliente": NUMBER_USER,
            "Código de producto": ITEM,
            "Descripción": TITLE,
            "Fecha del pedido": DATE,
            "Cantidad": COUNT,
            "Importe": PRICE,
        },
    ),
    "Italian": export(
        "user=Codice cliente; item=Codice articolo; text=Descrizione; timestamp=Data ordine; value=Importo;"
        "quantity=Quantità",
        **{
            "Codice cliente": NUMBER_USER,
            "Codice articolo": ITEM,
            "Descrizione": TITLE,
            "Data ordine": DATE,
            "Quantità": COUNT,
            "Importo": PRICE,
        },
    ),
    "Portuguese": export(
        "user=Cliente; item=Código do produto; text=Descrição; timestamp=Data do pedido; value=Valor",
        **{
            "Cliente": NUMBER_USER,
            "Código do produto": ITEM,
            "Descrição": TITLE,
            "Data do pedido": DATE,
            "Valor": PRICE,
        },
    ),
    "This Is My Jam": export(
        "user=user_id; item=title; text=title; timestamp=creation_date",
        jam_id=LINE,
        user_id=UUID_USER,
        artist=CATEGORY,
        title=TITLE,
        creation_date=DATE,
    ),
    "RateBeer": export(
        "user=review_profilename; item=beer_name; text=beer_name; timestamp=review_time; value=review_overall",
        brewery_id=by(3, "17", "91", "85"),
        brewery_name=by(3, "Amber Hall", "Blue Mill", "Copper Yard"),
        review_time=EPOCH,
        review_overall=STARS,
        review_profilename=USER,
        beer_name=TITLE,
    ),
    "video rental": export(
        "user=customer_id; item=inventory_id; timestamp=rental_date",
        rental_id=LINE,
        rental_date=TIME,
        inventory_id=NUMBER_ITEM,
        customer_id=NUMBER_USER,
        return_date=TIME,
        staff_id=pick("1", "2"),
        last_update=pick("2006-02-15 21:30:53"),
    ),
    "cards and merchants": export(
        "user=card_id; item=merchant_id; timestamp=purchase_date; value=purchase_amount",
        authorized_flag=pick("Y", "N"),
        card_id=USER,
        merchant_id=ITEM,
        purchase_amount=PRICE,
        purchase_date=TIME,
    ),
    "names of customers beside their addresses": export(
        "user=Customer Email; item=SKU; text=Product; timestamp=Placed on; value=Amount",
        **{
            "Customer": by(1, "Ann Lee", "Bob Ray", "Cy Fox"),
            "Customer Email": EMAIL,
            "Product": TITLE,
            "SKU": ITEM,
            "Placed on": TIME,
            "Amount": PRICE,
        },
    ),
    "two names of one product": export(
        "user=Customer ID; item=Product ID; text=Product Name; value=Product Unit Price (inc tax)",
        **{
            "Order Date": TIME,
            "Customer ID": NUMBER_USER,
            "Product ID": NUMBER_ITEM,
            "Product SKU": ITEM,
            "Product Name": TITLE,
            "Product Unit Price (inc tax)": PRICE,
        },
    ),
    "report of Salesforce": export(
        "user=Account Name: Account ID; item=Product: Product Code; timestamp=Order Start Date; value=Unit Price",
        **{
            "Account Name: Account ID": of(1, "0015g00000Xy{:03}AAA"),
            "Order Start Date": DATE,
            "Product: Product Code": ITEM,
            "Quantity": COUNT,
            "Unit Price": PRICE,
        },
    ),
    "orders in Japanese": export(
        "user=会員番号; item=商品番号; text=商品名; timestamp=注文日時; quantity=個数; value=単価; order=受注番号",
        受注番号=ORDER,
        注文日時=TIME,
        会員番号=NUMBER_USER,
        商品番号=ITEM,
        商品名=TITLE,
        個数=COUNT,
        単価=PRICE,
    ),
    "day and moment": export(
        "user=user_id; item=video_id; timestamp=time_ms",
        user_id=NUMBER_USER,
        video_id=NUMBER_ITEM,
        date=stamp("%Y%m%d"),
        time_ms=EPOCH_MS,
    ),
}
