"""Columns as real exports have them: the right ones are taken, and what holds no user or item is refused."""

# ruff: noqa: RUF001 - some columns are in Turkish

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.ingest.columns.propose import propose
from core.ingest.names.naming import means_other
from core.ingest.tables.sample import Sample
from core.settings import Settings
from core.store.scratch import Scratch
from tests.core import roles_table as made
from tests.core.roles_table import Export, Write, export

CITY_POPULATION, ZIP = made.of(1, "3{:02}5"), made.of(1, "28{:03}")
STATUS = made.pick("Completed", "Pending", "Cancelled")
BUYER = made.of(1, "{:} - buyer")

LAYOUTS = {
    "lines of a market place": export(
        "user=Username (Buyer); item=SKU Reference No.; text=Product Name; timestamp=Order Creation Date;"
        "value=Deal Price; quantity=Quantity; order=Order ID",
        **{
            "Order ID": made.ORDER,
            "Shipping Option": made.pick("Flat Rate", "Express"),
            "Estimated Ship Out Date": made.TIME,
            "Order Creation Date": made.TIME,
            "Order Paid Time": made.TIME,
            "Product Name": made.TITLE,
            "SKU Reference No.": made.ITEM,
            "Original Price": made.PRICE,
            "Deal Price": made.PRICE,
            "Quantity": made.COUNT,
            "Username (Buyer)": made.USER,
        },
    ),
    "clicks beside the start of their session": export(
        "user=user_id; item=click_article_id; timestamp=click_timestamp",
        user_id=made.NUMBER_USER,
        session_start=made.EPOCH,
        click_article_id=made.NUMBER_ITEM,
        click_timestamp=made.EPOCH,
    ),
    "orders in Turkish": export(
        "user=Müşteri No; item=Stok Kodu; text=Ürün Adı; timestamp=Sipariş Tarihi; value=Birim Fiyatı; quantity=Adet;"
        "order=Sipariş Numarası",
        **{
            "Sipariş Tarihi": made.TIME,
            "Sipariş Numarası": made.ORDER,
            "Müşteri No": made.NUMBER_USER,
            "Ürün Adı": made.TITLE,
            "Stok Kodu": made.ITEM,
            "Adet": made.COUNT,
            "Birim Fiyatı": made.PRICE,
        },
    ),
    "orders in Korean": export(
        "user=주문자ID; item=상품코드; timestamp=주문일시; quantity=수량; order=주문번호",
        주문번호=made.ORDER,
        주문일시=made.TIME,
        주문자ID=made.USER,
        주문자명=made.by(1, "김철수", "이영희", "박민수"),
        상품코드=made.ITEM,
        수량=made.COUNT,
    ),
    "codes of what was done": export(
        "user=user_id; item=sku_id; timestamp=time; event=type",
        user_id=made.NUMBER_USER,
        sku_id=made.NUMBER_ITEM,
        time=made.TIME,
        type=made.pick("1", "2", "4", "6"),
    ),
    "codes of items": export(
        "user=user_id; item=sku_id; timestamp=time",
        user_id=made.NUMBER_USER,
        sku_id=made.NUMBER_ITEM,
        time=made.TIME,
        type=made.by(3, "1", "2", "4", "6"),
    ),
    "card payments": export(
        "user=cc_num; item=merchant; timestamp=trans_date_trans_time; value=amt; category=category",
        trans_date_trans_time=made.TIME,
        cc_num=made.of(1, "2703186189652{:03}"),
        merchant=made.of(3, "shop-{:03}"),
        category=made.CATEGORY,
        amt=made.PRICE,
        first=made.by(1, "Ann", "Bob", "Cy", "Di"),
        zip=ZIP,
        city_pop=CITY_POPULATION,
        unix_time=made.EPOCH,
    ),
    "loyalty cards": export(
        "user=LYLTY_CARD_NBR; item=PROD_NBR; text=PROD_NAME; timestamp=DATE; value=TOT_SALES; quantity=PROD_QTY;"
        "order=TXN_ID",
        DATE=made.DATE,
        STORE_NBR=made.pick("1", "2", "3"),
        LYLTY_CARD_NBR=made.NUMBER_USER,
        TXN_ID=made.ORDER,
        PROD_NBR=made.NUMBER_ITEM,
        PROD_NAME=made.TITLE,
        PROD_QTY=made.COUNT,
        TOT_SALES=made.PRICE,
    ),
    "check-ins with a header": export(
        "user=userId; item=venueId; timestamp=utcTimestamp; category=venueCategory",
        userId=made.NUMBER_USER,
        venueId=made.of(3, "4bbc9a{:02}f7e6"),
        venueCategoryId=made.by(3, "4bf58dd8d48988d127951735", "4bf58dd8d48988d1df941735"),
        venueCategory=made.by(3, "Arts & Crafts Store", "Bridge"),
        utcTimestamp=made.TIME,
    ),
    "shoppers and companies": export(
        "user=id; item=brand; timestamp=date; value=purchaseamount; quantity=purchasequantity",
        n_questions=1,
        id=made.NUMBER_USER,
        chain=made.pick("205"),
        category=made.by(3, "707", "814", "921"),
        brand=made.NUMBER_ITEM,
        date=made.DATE,
        purchasequantity=made.COUNT,
        purchaseamount=made.PRICE,
    ),
    "orders of Taobao sellers": export(
        "user=买家会员名; item=宝贝标题; timestamp=订单创建时间; quantity=宝贝总数量; order=订单编号",
        订单编号=made.ORDER,
        买家会员名=made.USER,
        订单状态=made.pick("交易成功", "交易关闭"),
        收货地址=made.of(1, "科技路{:}号"),
        订单创建时间=made.TIME,
        订单付款时间=made.stamp("%Y-%m-%d %H:%M:59"),
        宝贝标题=made.by(3, "红色台灯", "绿色椅子", "蓝色桌子"),
        宝贝总数量=made.COUNT,
    ),
    "till with one name of all prices": export(
        "user=Customer ID; item=Item; timestamp=Date; quantity=Qty; value=Net Sales; category=Category",
        **{
            "Date": made.DATE,
            "Category": made.CATEGORY,
            "Item": made.TITLE,
            "Qty": made.COUNT,
            "Price Point Name": made.pick("Regular"),
            "Net Sales": made.PRICE,
            "Customer ID": made.USER,
        },
    ),
}
LAYOUTS |= {
    "till in short German": export(
        "user=Kd-Nr; item=Art.-Nr.; timestamp=Belegdatum; value=Preis/Stk.; quantity=Mge; text=Artikelbez.",
        **{
            "Belegdatum": made.stamp("%d.%m.%Y"),
            "Kd-Nr": made.USER,
            "Art.-Nr.": made.ITEM,
            "Artikelbez.": made.TITLE,
            "Mge": made.COUNT,
            "Preis/Stk.": made.PRICE,
        },
    ),
    "receipts in French": export(
        "user=Carte de fidélité; item=Code-barres; timestamp=Date ticket; time_of_day=Heure ticket; value=P.U. TTC;"
        "quantity=Nb",
        **{
            "Date ticket": made.stamp("%d/%m/%Y"),
            "Heure ticket": made.stamp("%H:%M"),
            "Carte de fidélité": made.USER,
            "Code-barres": made.NUMBER_ITEM,
            "Nb": made.COUNT,
            "P.U. TTC": made.PRICE,
        },
    ),
    "shop in Dutch": export(
        "user=Klantnr.; item=Artikelnr.; timestamp=Besteldatum; value=Prijs; quantity=Aantal; text=Omschrijving",
        **{
            "Besteldatum": made.stamp("%d-%m-%Y"),
            "Klantnr.": made.USER,
            "Artikelnr.": made.ITEM,
            "Omschrijving": made.TITLE,
            "Aantal": made.COUNT,
            "Prijs": made.PRICE,
        },
    ),
    "sales in Chinese": export(
        "user=会员卡号; item=商品条码; timestamp=销售日期; value=售价; quantity=数量; text=商品名称",
        会员卡号=made.USER,
        商品条码=made.NUMBER_ITEM,
        商品名称=made.by(3, "红色台灯", "绿色椅子", "蓝色桌子"),
        销售日期=made.DATE,
        数量=made.COUNT,
        售价=made.PRICE,
    ),
    "check-ins at a gym": export(
        "user=Member #; item=Class; timestamp=Check-in Date; time_of_day=Check-in Time",
        n_questions=1,
        **{
            "Check-in Date": made.stamp("%m/%d/%Y"),
            "Check-in Time": made.stamp("%I:%M %p"),
            "Member #": made.NUMBER_USER,
            "Class": made.by(3, "Yoga", "Spinning", "Boxing", "Pilates"),
            "Instructor": made.by(3, "Ann", "Bob", "Cy"),
        },
    ),
    "explored in GA4": export(
        "user=Effective user ID; item=Item ID; timestamp=Date + hour (YYYYMMDDHH); value=Item revenue;event=Event name",
        **{
            "Date + hour (YYYYMMDDHH)": made.stamp("%Y%m%d%H"),
            "Effective user ID": made.of(1, "10000{:02}.1700000{:02}"),
            "Event name": made.WEB_EVENT,
            "Item ID": made.ITEM,
            "Item revenue": made.PRICE,
        },
    ),
    "orders with pieces of the order beside those of the line": export(
        "user=Customer ID; item=Product Details.Product ID; timestamp=Order Date; value=Product Details.Unit Price;"
        "quantity=Product Details.Product Qty; order=Order ID",
        **{
            "Order ID": made.ORDER,
            "Customer ID": made.NUMBER_USER,
            "Order Date": made.DATE,
            "Total Quantity": made.of(0, "{:}"),
            "Product Details.Product ID": made.NUMBER_ITEM,
            "Product Details.Product Qty": made.COUNT,
            "Product Details.Unit Price": made.PRICE,
        },
    ),
    "events of profiles": export(
        "user=relationships.profile.data.id; item=event_properties.ProductID; timestamp=datetime",
        **{
            "relationships.profile.data.id": made.of(1, "01GDDKASAP8TKDDA2GRZDSVP{:02}"),
            "event_properties.ProductID": made.ITEM,
            "datetime": made.TIME,
        },
    ),
    "till with columns that are alike in all rows": export(
        "user=Guest Email; item=Item Id; timestamp=Order Date",
        **{
            "Master Id": made.pick("600"),
            "Item Id": made.ITEM,
            "app_id": made.pick("77"),
            "Guest Email": made.EMAIL,
            "Order Date": made.TIME,
        },
    ),
    "coupons with hashes": export(
        "user=USER_ID_hash; item=COUPON_ID_hash; timestamp=I_DATE",
        SMALL_AREA_NAME=made.pick("Hyogo"),
        USER_ID_hash=made.of(1, "{:032x}"),
        COUPON_ID_hash=made.of(3, "{:031x}f"),
        I_DATE=made.TIME,
    ),
    "log of a course": export(
        "user=User full name; item=Event context; timestamp=Time; event=Event name",
        **{
            "Time": made.stamp("%-d/%m/%y, %H:%M"),
            "User full name": made.of(1, "Ann Lee {:}"),
            "Event context": made.by(3, "Quiz: Rome by night", "Page: The first war", "Forum: Ask here"),
            "Event name": made.pick("Course module viewed", "Quiz attempt started"),
            "Description": lambda row: f"The user with id '{row}' viewed page {row * 7}",
        },
    ),
    "shop in Portuguese": export(
        "user=Código do Cliente; item=Código do Produto; timestamp=Data do Pedido; quantity=Qtd.; value=Valor Unitário",
        **{
            "Data do Pedido": made.stamp("%d/%m/%Y %H:%M"),
            "Código do Cliente": made.NUMBER_USER,
            "Código do Produto": made.ITEM,
            "Qtd.": made.COUNT,
            "Valor Unitário": made.PRICE,
            "Valor Total do Item": made.draw("{:}.50", 1, 300),
        },
    ),
    "shop in French with taxes": export(
        "user=ID client; item=Référence article; timestamp=Date de commande; quantity=Qté; value=Prix unitaire TTC",
        **{
            "ID client": made.NUMBER_USER,
            "Référence article": made.ITEM,
            "Date de commande": made.TIME,
            "Qté": made.COUNT,
            "Prix unitaire TTC": made.PRICE,
        },
    ),
    "till in German": export(
        "user=Kundenkarte; item=EAN; timestamp=Kassendatum; time_of_day=Kassenzeit; value=Umsatz",
        Kassendatum=made.stamp("%d.%m.%Y"),
        Kassenzeit=made.stamp("%H:%M"),
        Kundenkarte=made.NUMBER_USER,
        EAN=made.NUMBER_ITEM,
        num_pieces=made.COUNT,
        Umsatz=made.PRICE,
    ),
    "podcasts": export(
        "user=listener_uuid; item=episode_guid; timestamp=started_at; text=episode_title",
        listener_uuid=made.UUID_USER,
        episode_guid=made.of(3, "6f1c2e0a-1111-4000-8000-{:012}"),
        episode_title=made.TITLE,
        started_at=made.TIME,
    ),
    "game events": export(
        "user=player_id; item=sku; timestamp=ts_ms", player_id=made.USER, sku=made.ITEM, ts_ms=made.EPOCH_MS
    ),
    "loans of a library": export(
        "user=Patron Barcode; item=Item Barcode; timestamp=Checkout Date",
        **{
            "Item Barcode": made.of(3, "31234{:09}"),
            "Patron Barcode": made.of(1, "21234{:09}"),
            "Checkout Date": made.stamp("%m/%d/%Y %I:%M %p"),
            "Due Date": made.DATE,
        },
    ),
    "reviews of variants": export(
        "user=user_id; item=asin; timestamp=timestamp; value=rating",
        parent_asin=made.by(3, "B0P1", "B0P2", "B0P3"),
        asin=made.of(3, "B00{:06}"),
        user_id=made.USER,
        rating=made.STARS,
        timestamp=made.EPOCH_MS,
    ),
    "reviews without variants": export(
        "user=user_id; item=parent_asin; timestamp=timestamp",
        parent_asin=made.of(3, "B0P{:06}"),
        user_id=made.USER,
        timestamp=made.EPOCH_MS,
    ),
    "variants of a shop": export(
        "user=user_id; item=variant_id; timestamp=event_time",
        parent_id=made.by(3, "P1", "P2", "P3", "P4"),
        variant_of=made.by(3, "P1", "P2", "P3", "P4"),
        variant_id=made.NUMBER_ITEM,
        user_id=made.USER,
        event_time=made.TIME,
    ),
    "posts with what they answer": export(
        "user=author_id; item=thread_id; timestamp=created_at",
        post_id=made.LINE,
        author_id=made.NUMBER_USER,
        in_reply_to_id=lambda row: str(500_000 + row // 2),
        thread_id=made.of(3, "70{:02}"),
        created_at=made.TIME,
    ),
    "advertisements": export(
        "user=device_id; item=creative_id; timestamp=timestamp_ms",
        impression_id=made.of(0, "imp-{:06}"),
        timestamp_ms=made.EPOCH_MS,
        device_id=made.UUID_USER,
        campaign_id=made.by(3, "c1", "c2", "c3"),
        creative_id=made.of(3, "cr{:03}"),
    ),
    "users of whom half are logged in": export(
        "user=user.deviceId; item=params.product.id; timestamp=ts; value=params.product.price.amount",
        **{
            "ts": made.EPOCH_MS,
            "user.deviceId": made.of(1, "d{:010}"),
            "user.userId": lambda row: "" if int(made.NUMBER_USER(row)[:-5]) % 2 else made.USER(row),
            "params.product.id": made.ITEM,
            "params.product.price.amount": made.PRICE,
        },
    ),
    "trips": export(
        "user=rider_id; item=product; timestamp=requested_at; value=fare",
        rider_id=made.USER,
        product=made.by(3, "pool", "black", "van"),
        requested_at=made.TIME,
        dropped_off_at=made.stamp("%Y-%m-%d %H:%M:59"),
        fare=made.PRICE,
    ),
    "two columns of one name": export(
        "user=Customer; item=Product; timestamp=Date_2",
        Date=made.DATE,
        Customer=made.USER,
        Date_2=made.TIME,
        Product=made.TITLE,
    ),
    "seconds listened": export(
        "user=Listener ID; item=Episode Title; timestamp=Played At; value=Seconds Listened",
        **{
            "Listener ID": made.USER,
            "Episode Title": made.TITLE,
            "Played At": made.TIME,
            "Seconds Listened": made.draw("{:}", 20, 3600),
        },
    ),
}
REFUSED = {
    "orders without items": (
        "item",
        export(
            "user=customer_id; timestamp=order_date",
            order_id=made.LINE,
            customer_id=made.NUMBER_USER,
            order_date=made.DATE,
            amount=made.PRICE,
            status=STATUS,
        ),
    ),
    "addresses of orders": (
        "item",
        export(
            "user=EmailAddress; timestamp=OrderDate",
            SalesOrderNo=made.LINE,
            OrderDate=made.DATE,
            EmailAddress=made.EMAIL,
            ARDivisionNo=made.pick("00"),
            PaymentType=made.pick("card", "cash", "cheque"),
            BillToZipCode=ZIP,
            ShipToZipCode=ZIP,
        ),
    ),
    "list of orders in French": (
        "item",
        export(
            "user=Client; timestamp=Date",
            **{
                "Référence": made.of(0, "XK{:05}"),
                "Nouveau client": made.pick("0", "1"),
                "Client": BUYER,
                "Total": made.PRICE,
                "Paiement": made.pick("Chèque", "Carte", "Virement"),
                "État": made.pick("Livré", "Annulé", "En cours"),
                "Date": made.TIME,
            },
        ),
    ),
    "orders without buyers": (
        "user",
        export(
            "item=sku; timestamp=purchase-date",
            **{
                "amazon-order-id": made.ORDER,
                "merchant-order-id": made.ORDER,
                "purchase-date": made.TIME,
                "sku": made.ITEM,
                "ship-postal-code": ZIP,
            },
        ),
    ),
    "loans without readers": (
        "user",
        export(
            "timestamp=checkout_date",
            loan_id=made.LINE,
            checkout_date=made.DATE,
            genre=made.CATEGORY,
            loan_days=made.draw("{:}", 7, 33),
            returned_date=made.DATE,
            fine_amount=made.PRICE,
        ),
    ),
    "songs of one listener": (
        "user",
        export(
            "timestamp=Date",
            Date=made.TIME,
            Artist=made.by(3, "Kid Trash", "Polearm", "Wido"),
            Album=made.by(3, "Heavy Rain", "White Swan"),
            Song=made.TITLE,
        ),
    ),
}


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scratch]:
    folder = tmp_path_factory.mktemp("layouts")
    with Scratch(folder, [], "UTC", Settings(folder / "workspace", "UTC", "500MB", 2)) as opened:
        yield opened


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_right_columns_are_taken(scratch: Scratch, name: str) -> None:
    found, questions = roles_of(scratch, LAYOUTS[name])
    assert {role: found.get(role) for role in LAYOUTS[name].roles} == LAYOUTS[name].roles
    assert len(questions) == LAYOUTS[name].n_questions


@pytest.mark.parametrize("name", REFUSED)
def test_nothing_stands_in_for_a_user_or_item_that_is_not_there(scratch: Scratch, name: str) -> None:
    role, table = REFUSED[name]
    found, _questions = roles_of(scratch, table)
    assert {each: found.get(each) for each in table.roles} == table.roles
    assert role not in found


def test_codes_are_events_only_where_they_say_what_was_done(scratch: Scratch) -> None:
    assert "event" not in roles_of(scratch, LAYOUTS["codes of items"])[0]


def test_where_users_live_and_how_they_pay_is_no_item_and_no_event(scratch: Scratch) -> None:
    columns = {"user_id": made.USER, "user_location_region": made.NUMBER_ITEM, "hotel_market": made.NUMBER_ITEM,
               "date_time": made.TIME, "Shipping Method": made.pick("Flat Rate")}  # fmt: skip
    found, _questions = roles_of(scratch, Export(columns, {}))
    assert (found["item"], found.get("event")) == ("hotel_market", None)


def test_a_user_column_with_gaps_beside_a_full_one_is_asked_about(scratch: Scratch) -> None:
    login: Write = lambda row: made.USER(row) if row % 5 < 3 else ""  # noqa: E731
    device: Write = lambda row: f"d{row % 61:03}"  # noqa: E731
    columns = {"customer_id": login, "device_id": device, "product_id": made.ITEM, "event_time": made.TIME}
    found, questions = roles_of(scratch, Export(columns, {}))
    assert (found["user"] in ("customer_id", "device_id"), questions) == (True, ["user"])


def test_a_title_that_all_items_share_is_none(scratch: Scratch) -> None:
    assert "text" not in roles_of(scratch, LAYOUTS["till with one name of all prices"])[0]


def test_what_people_wrote_is_an_item_only_if_asked(scratch: Scratch) -> None:
    words: Write = lambda row: f"did you all see number {row % 70} yesterday"  # noqa: E731
    table = Export({"AuthorID": made.USER, "Date": made.TIME, "Content": words, "Reactions": made.pick("a", "b")}, {})
    found, questions = roles_of(scratch, table)
    assert found["item"] != "Reactions"
    assert questions == ["item"]


def test_a_cell_that_lists_several_items_is_asked_about(scratch: Scratch) -> None:
    lists: Write = lambda row: made.TITLE(row) if row % 3 else f"{made.TITLE(row)}, {made.TITLE(row + 1)}"  # noqa: E731
    columns = {"id": made.LINE, "user_id": made.USER, "items": lists, "created_at": made.TIME}
    found, questions = roles_of(scratch, Export(columns, {}))
    assert (found["item"], questions) == ("items", ["item"])


def test_a_list_in_the_cell_of_another_language_is_asked_about(scratch: Scratch) -> None:
    lists: Write = lambda row: f"{made.TITLE(row)}, {made.TITLE(row // 2)}"  # noqa: E731
    columns = {"ID client": made.NUMBER_USER, "Produit(s)": lists, "Date": made.TIME}
    found, questions = roles_of(scratch, Export(columns, {}))
    assert (found["item"], questions) == ("Produit(s)", ["item"])


def test_the_name_of_the_user_is_no_title(scratch: Scratch) -> None:
    columns = {"user": made.USER, "name": made.by(1, *map(str.upper, "abcdefghijklmnopqrstuvwx")), "ts": made.TIME}
    assert "text" not in roles_of(scratch, Export({**columns, "sku": made.ITEM}, {}))[0]
    assert "item" not in roles_of(scratch, Export(columns, {}))[0]


def test_the_price_of_a_line_goes_before_the_total_of_its_order(scratch: Scratch) -> None:
    columns = {
        "email": made.EMAIL,
        "created_at": made.TIME,
        "total_price": made.TOTAL,
        "line_items.sku": made.ITEM,
        "line_items.price": made.PRICE,
    }
    assert roles_of(scratch, Export(columns, {}))[0]["value"] == "line_items.price"


def test_a_title_of_every_row_is_no_item(scratch: Scratch) -> None:
    columns = {"user_id": made.USER, "Title": lambda row: f"how is thing {row} done", "ViewCount": made.COUNT}
    found, _questions = roles_of(scratch, Export({**columns, "created_utc": made.EPOCH}, {}))
    assert ("item" in found, "quantity" in found) == (False, False)


def test_a_subscription_that_each_user_has_one_of_is_an_item(scratch: Scratch) -> None:
    columns = {"Customer ID": made.USER, "Description": made.by(1, "small plan", "large plan"), "Created": made.TIME}
    assert roles_of(scratch, Export(columns, {}))[0]["item"] == "Description"


def test_the_number_of_a_restaurant_is_no_date(scratch: Scratch) -> None:
    columns = {"Customer ID": made.USER, "Restaurant ID": made.of(3, "203206{:02}"), "Placed at": made.TIME}
    found, _questions = roles_of(scratch, Export(columns, {}))
    assert (found["item"], found["timestamp"]) == ("Restaurant ID", "Placed at")


def test_an_empty_column_is_nothing_to_ask_about(scratch: Scratch) -> None:
    table = Export({"aa": made.TIME, "bb": made.USER, "cc": made.ITEM, "dd": made.EMPTY}, {})
    [user] = propose(scratch, "events", Sample(table.cells()), {}).questions
    assert {each.column for each in user.candidates} == {"bb", "cc"}


def test_an_id_that_no_other_row_has_is_an_item_only_if_asked(scratch: Scratch) -> None:
    table = Export({"post_id": made.LINE, "author_id": made.NUMBER_USER, "created_at": made.TIME}, {})
    assert roles_of(scratch, table)[1] == ["item"]


def test_sentences_are_no_title_where_another_column_has_titles(scratch: Scratch) -> None:
    note: Write = lambda row: f"The user with id '{row % 150}' viewed the page activity with module id '{row * 7}'."  # noqa: E731
    table = LAYOUTS["log of a course"]
    assert roles_of(scratch, Export(table.columns | {"Description": note}, {}))[0]["item"] == "Event context"


@pytest.mark.parametrize(
    ("role", "name", "expected"),
    [
        ("user", "TXN_NBR", True),
        ("user", "BillToZipCode", True),
        ("user", "Album", True),
        ("user", "session_id", False),
        ("user", "Full Name", False),
        ("item", "Payment Method", True),
        ("item", "Total Purchase Amount", True),
        ("item", "shopping_mall", False),
    ],
)
def test_names_of_something_else(role: str, name: str, expected: bool) -> None:
    assert means_other(role, name) is expected


def roles_of(scratch: Scratch, table: Export) -> tuple[dict[str, str], list[str]]:
    proposal = propose(scratch, "events", Sample(table.cells()), {})
    return {each.role: each.column for each in proposal.choices}, [each.role for each in proposal.questions]
