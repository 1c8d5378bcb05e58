"""Exports of tools and databases that nobody tidied: tables beside each other, names in other letters, codes, zones."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from core.ingest.names.naming import certainty
from core.ingest.values.zone_names import zone_of_name
from core.population.meanings import event_kind, guess_meanings
from core.types import REFUND
from tests.core.ingest_help import chosen, columns, load, load_path, open_store, write

DAY = datetime(2026, 3, 1).toordinal()


def moment(place: int) -> str:
    return f"{datetime.fromordinal(DAY + place % 60):%Y-%m-%d} {8 + place % 12:02}:{place % 60:02}:00"


def csv_of(header: str, rows: list[tuple[object, ...]]) -> str:
    return "\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n"


def stored(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with open_store(folder) as store:
        return store.rows(sql)


def shop(folder: Path, *, key: str = "order_id", orders: str = "orders") -> Path:
    """Forty orders of ten members, with two lines each, as tables of a database."""
    lines = [(f"L{n}", f"o{n // 2}", 1 + n % 2, f"p{n % 17}", 1 + n % 3, f"{3 + n % 17}.50") for n in range(80)]
    write(folder / "order_items.csv", csv_of("line_key,order_id,item_id,product_id,quantity,list_price", lines))
    made = [(f"o{n}", f"m{n % 10}", moment(n), 1 + n % 4) for n in range(40)]
    write(folder / f"{orders}.csv", csv_of(f"{key},customer_id,order_date,shop_id", made))
    write(
        folder / "stock.csv",
        csv_of("shop_id,product_id,quantity", [(s, f"p{n}", n) for s in (1, 2) for n in range(17)]),
    )
    names = [(f"p{n}", f"Lamp {n}", "Light") for n in range(17)]
    write(folder / "products.csv", csv_of("product_id,product_name,category", names))
    people = [(f"m{n}", f"m{n}@x.example", "5550100", "Graz") for n in range(10)]
    write(folder / "members.csv", csv_of("customer_id,email,phone,city", people))
    shops = [(n, f"s{n}@x.example", "5550199", "Linz") for n in range(1, 5)]
    write(folder / "shops.csv", csv_of("shop_id,email,phone,city", shops))
    return folder


def test_what_is_in_stock_is_no_line_of_an_order_and_a_line_number_no_item(tmp_path: Path) -> None:
    report = load_path(tmp_path, shop(tmp_path / "export"))
    assert chosen(report) == {
        "user": "customer_id", "item": "product_id", "timestamp": "order_date", "value": "list_price",
        "quantity": "quantity", "order": "order_id",
    }  # fmt: skip
    assert (report.n_records, report.n_stored, report.n_users) == (80, 80, 10)
    assert "stock.csv was not used: it has several rows for some values of 'product_id'." in report.notes
    assert stored(tmp_path, "select min(title), count(distinct item_id) from items") == [("Lamp 0", 17)]


@pytest.mark.parametrize("orders", ["raw_orders", "stg_orders", "Sales.Orders", "orders_2026"])
def test_an_id_is_that_of_what_its_file_is_named_after(tmp_path: Path, orders: str) -> None:
    report = load_path(tmp_path, shop(tmp_path / "export", key="id", orders=orders))
    assert chosen(report)["user"] == "customer_id"
    assert (report.n_stored, report.n_users) == (80, 10)


def test_orders_are_no_lines_where_both_say_who_and_when(tmp_path: Path) -> None:
    lines = [
        (f"L{n}", f"o{n // 2}", f"u{n // 2 % 10}", f"p{n % 17}", "sent", moment(n // 2), "9.50") for n in range(80)
    ]
    write(tmp_path / "x/lines.csv", csv_of("id,order_id,user_id,product_id,status,created_at,sale_price", lines))
    made = [(f"o{n}", f"u{n % 10}", "sent", moment(n), 2) for n in range(40)]
    write(tmp_path / "x/orders.csv", csv_of("order_id,user_id,status,created_at,n_lines", made))
    write(tmp_path / "x/products.csv", csv_of("id,name", [(f"p{n}", f"Cup {n}") for n in range(17)]))
    people = [(f"u{n}", moment(n), 30 + n, "f") for n in range(10)]
    write(tmp_path / "x/users.csv", csv_of("id,created_at,age,gender", people))
    report = load_path(tmp_path, tmp_path / "x")
    assert (report.n_records, report.n_stored, report.n_rejected) == (80, 80, 0)
    assert stored(tmp_path, "select count(*) from items where title is not null") == [(17,)]
    assert stored(tmp_path, "select count(*) from users where attributes[1] is not null") == [(10,)]


@pytest.mark.parametrize(
    ("role", "name", "is_one"),
    [
        ("user", "買家帳號", True),
        ("user", "買家總支付金額", False),
        ("user", "会员注册时间", False),
        ("value", "買家總支付金額", True),
        ("item", "商品選項名稱", False),
        ("item", "主商品貨號", True),
        ("quantity", "购买商品数量", True),
        ("quantity", "退货商品数量", False),
        ("item", "退货商品数量", False),
        ("timestamp", "訂單成立日期", True),
        ("text", "Título de la publicación", True),
        ("text", "Titel des Buches", False),
        ("text", "Nom du client", False),
    ],
)
def test_what_stands_at_the_end_of_a_name_counts(role: str, name: str, is_one: bool) -> None:
    assert (certainty(role, name) > 0) == is_one


def test_the_time_of_an_order_is_not_that_of_its_payment() -> None:
    assert certainty("timestamp", "訂單成立日期") > certainty("timestamp", "買家付款日期") > 0


def test_nobody_knows_what_codes_of_states_mean(tmp_path: Path) -> None:
    rows = [(f"o{n}", f"u{n % 9}", f"p{n % 7}", moment(n), 5, (700, 700, 300, 900)[n % 4]) for n in range(60)]
    text = csv_of("order_id,user_id,sku,order_date,price,order_status", rows)
    report = load(tmp_path, text, accepts_guesses=True)
    [note] = [str(each) for each in report.notes if "holds codes" in each]
    assert note.startswith("'order_status' holds codes, 700 (30), ")
    assert "all of these rows count as purchases" in note


def test_codes_beside_events_leave_each_event_what_it_is(tmp_path: Path) -> None:
    rows = [
        (f"u{n % 9}", f"p{n % 7}", moment(n), ("view", "purchase")[n % 3 == 0], 5, (100, 900)[n % 4 == 0])
        for n in range(60)
    ]
    report = load(tmp_path, csv_of("user_id,sku,time,event,price,order_status", rows))
    [note] = [str(each) for each in report.notes if "holds codes" in each]
    assert note.endswith("so each row counts as its event says.")


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("时间\uff08北京时间\uff09", "Asia/Shanghai"),
        ("Time (UTC)", "UTC"),
        ("Data (PT)", None),
        ("Data (ET)", None),
    ],
)
def test_a_zone_in_brackets_is_one_that_nobody_reads_otherwise(name: str, zone: str | None) -> None:
    assert zone_of_name(name) == zone


def test_a_type_of_order_is_no_event_and_what_was_refunded_took_nothing_else_back(tmp_path: Path) -> None:
    types = ("Free Order", "Card", "Card", "Refunded")
    states = ("Attending", "Attending", "Deleted", "Not Attending")
    rows = [(n, f"a{n % 8}@x.example", f"E{n % 5}", moment(n), types[n % 4], states[n % 4], 20) for n in range(80)]
    report = load(tmp_path, csv_of("Order #,Email,Product ID,Order Date,Order Type,Attendee Status,Total Paid", rows))
    names = "select unnest(from_json(meta->'$.event_names', '[\"varchar\"]')) from dataset_versions"
    assert stored(tmp_path, names) == [("cancelled order",), ("purchase",), ("refunded purchase",)]
    counts = stored(tmp_path, "select event_code, count(*) from events group by all order by all")
    assert counts == [(0, 20), (1, 40), (2, 20)]
    assert report.n_refunds == 20


def test_a_state_counts_where_no_event_is_known_to_be_a_purchase(tmp_path: Path) -> None:
    rows = [(f"u{n % 9}", f"p{n % 7}", moment(n), "web", ("done", "cancelled")[n % 2], 5) for n in range(60)]
    report = load(tmp_path, csv_of("user_id,sku,order_date,action,order_status,price", rows), map={"event": "action"})
    assert "30 'cancelled order' are stored" in " ".join(map(str, report.notes))


def test_a_flag_of_full_refunds_goes_before_one_of_any(tmp_path: Path) -> None:
    rows = [
        (f"u{n % 9}@x.example", f"p{n % 7}", moment(n), 10, int(n % 10 < 2), "4.00" if n % 10 == 1 else "0.00",
         int(n % 10 == 0)) for n in range(100)
    ]  # fmt: skip
    report = load(
        tmp_path,
        csv_of("Email,Product ID,Order Date,Sale Price ($),Refunded?,Partial Refund ($),Fully Refunded?", rows),
    )
    assert report.n_refunds == 10
    assert stored(tmp_path, "select value, count(*) from events group by all order by all") == [(6.0, 10), (10.0, 90)]


@pytest.mark.parametrize(
    ("name", "zone"),
    [("Order Date (US Pacific)", "America/Los_Angeles"), ("Order Date (GMT+8)", "Etc/GMT-8"), ("Order Date (UTC)", "")],
)
def test_a_zone_in_the_name_of_a_time_is_spoken_of(tmp_path: Path, name: str, zone: str) -> None:
    rows = [(f"u{n % 9}", f"p{n % 7}", moment(n), 5) for n in range(40)]
    report = load(tmp_path, csv_of(f"user_id,sku,{name},price", rows))
    assert any(f"holds times of {zone}." in note for note in report.notes) == bool(zone)
    if zone:
        report = load(tmp_path, csv_of(f"user_id,sku,{name},price", rows), timezone=zone)
        assert not any("holds times of" in note for note in report.notes)


def test_the_value_is_what_purchases_have_and_an_empty_column_no_item(tmp_path: Path) -> None:
    head = "App Name,Ad ID,Device ID,Event Name,Event Time,Event Value.content_id,Event Value.price,Event Revenue"
    rows = [
        ("Shop", "", f"d{n % 11}", *(("purchase", moment(n), f"c{n % 13}", "", "12.50") if n % 5 == 0 else
                                     ("content_view", moment(n), f"c{n % 13}", "8.25", ""))) for n in range(200)
    ]  # fmt: skip
    report = load(tmp_path, csv_of(head, rows))
    assert chosen(report)["item"] == "Event Value.content_id"
    assert chosen(report)["value"] == "Event Revenue"
    assert "text" not in chosen(report)
    assert stored(tmp_path, "select count(value), sum(value) from events") == [(40, 500.0)]


def test_an_impression_is_no_interaction(tmp_path: Path) -> None:
    rows = [(f"u{n % 9}", f"p{n % 7}", moment(n), int(n % 4 == 0), int(n % 8 == 0)) for n in range(80)]
    report = load(tmp_path, csv_of("user_id,item_id,timestamp,is_click,is_like", rows))
    meant = " ".join(map(str, report.notes))
    assert "60 'impression' are stored, but are no interaction with an item" in meant
    assert "What was shown and no more is no interaction" in meant
    assert [event_kind(each) for each in ("ad_impression", "曝光", "click", "refund")] == [
        "ignore",
        "ignore",
        "view",
        REFUND,
    ]


def test_columns_of_the_same_kind_stay_one_table(tmp_path: Path) -> None:
    for month, more in (("01", ""), ("02", ",order_id")):
        rows = [(f"u{n % 9}", f"p{n % 7}", moment(n), *((n,) if more else ())) for n in range(30)]
        write(tmp_path / f"x/{month}.csv", csv_of(f"user_id,sku,time{more}", rows))
    log = columns(tmp_path, "user_id,sku,time\nu,p,2026-01-01\n")
    assert chosen(log)["item"] == "sku"
    assert load_path(tmp_path, tmp_path / "x").n_records == 60


def test_payments_beside_what_they_are_for_are_no_events_of_it(tmp_path: Path) -> None:
    loans = [(n, moment(n), f"b{n % 17}", f"m{n % 9}", 1) for n in range(80)]
    write(tmp_path / "x/loan.csv", csv_of("loan_id,loan_date,book_id,member_id,staff_id", loans))
    paid = [(n, f"m{n % 9}", 1, n, "2.99", moment(n)) for n in range(80)]
    write(tmp_path / "x/payment.csv", csv_of("payment_id,member_id,staff_id,loan_id,amount,payment_date", paid))
    write(tmp_path / "x/book.csv", csv_of("book_id,title", [(f"b{n}", f"Book {n}") for n in range(17)]))
    report = load_path(tmp_path, tmp_path / "x")
    assert (report.n_records, report.n_stored) == (80, 80)
    assert stored(tmp_path, "select count(*) from items where title is not null") == [(17,)]


def test_of_two_prices_of_a_piece_the_reduced_one_is_the_value(tmp_path: Path) -> None:
    rows = [
        (f"o{n}", f"u{n % 9}", f"p{n % 7}", moment(n), 1 + n % 2, 20, "18.00" if n % 4 == 0 else "20.00", "7.00")
        for n in range(80)
    ]
    head = "OrderKey,CustomerKey,ProductKey,OrderDate,Quantity,UnitPrice,NetPrice,UnitCost"
    report = load(tmp_path, csv_of(head, rows))
    assert chosen(report)["value"] == "NetPrice"
    assert stored(tmp_path, "select sum(value) from events") == [(20.0 * 120 - 2 * 20,)]


def test_prices_with_and_without_tax_are_no_reduced_ones(tmp_path: Path) -> None:
    rows = [(f"o{n}", f"u{n % 9}", f"p{n % 7}", moment(n), 1, "12.00", "10.00") for n in range(80)]
    head = "order_id,user_id,sku,order_date,quantity,price,net_price"
    assert chosen(columns(tmp_path, csv_of(head, rows)))["value"] == "price"


@pytest.mark.parametrize("name", ["etat_commande", "Estado de la venta", "Stato ordine", "current_state"])
def test_states_of_orders_are_read_under_their_names(tmp_path: Path, name: str) -> None:
    rows = [(f"o{n}", f"u{n % 9}", f"p{n % 7}", moment(n), 5, ("paid", "annulé")[n % 4 == 0]) for n in range(60)]
    report = load(tmp_path, csv_of(f"order_id,user_id,sku,order_date,price,{name}", rows))
    assert "15 'cancelled order' are stored" in " ".join(map(str, report.notes))


def test_parts_of_a_country_are_no_codes_of_states(tmp_path: Path) -> None:
    rows = [(f"o{n}", f"u{n % 9}", f"p{n % 7}", moment(n), 5, ("CA", "TX")[n % 2]) for n in range(60)]
    report = load(tmp_path, csv_of("order_id,user_id,sku,order_date,price,State", rows))
    assert not any("holds codes" in note for note in report.notes)


def test_the_state_of_a_line_is_not_that_of_its_order(tmp_path: Path) -> None:
    rows = [
        (
            f"o{n // 2}",
            f"u{n // 2 % 9}",
            f"p{n % 7}",
            moment(n // 2),
            5,
            "refunded" if n % 10 == 3 or n % 20 == 8 else "",
        )
        for n in range(80)
    ]
    report = load(tmp_path, csv_of("order_id,user_id,sku,order_date,price,refund_status", rows))
    assert report.n_refunds == 12


def test_a_state_on_the_first_line_of_an_order_is_that_of_all_its_lines(tmp_path: Path) -> None:
    rows = []
    for order in range(40):
        first = (f"u{order % 9}", moment(order), ("paid", "refunded")[order % 4 == 0])
        rows += [(f"o{order}", *first, f"p{order % 7}", 5), (f"o{order}", "", "", "", f"p{order % 5 + 1}", 5)]
    report = load(tmp_path, csv_of("order_id,user_id,order_date,financial_status,sku,price", rows))
    assert report.n_refunds == 20


@pytest.mark.parametrize(
    ("names", "column"),
    [(("SENT", "DELIVERED", "OPEN", "CLICK", "BOUNCE"), "type"), (("sent", "opened", "unsub", "spam_report"), "kind")],
)
def test_what_becomes_of_messages_is_no_interaction_unless_they_are_opened(
    tmp_path: Path, names: tuple[str, ...], column: str
) -> None:
    rows = [(f"u{n % 20}@x.example", f"C{n % 6}", names[n % len(names)], moment(n)) for n in range(100)]
    report = load(tmp_path, csv_of(f"recipient,campaign_name,{column},created", rows))
    assert chosen(report)["event"] == column
    meant = next(str(note) for note in report.notes if str(note).startswith("What events mean"))
    assert meant.count("are views") == sum(name.lower() in ("open", "opened", "click") for name in names)
    assert meant.count("no interaction") == len(names) - meant.count("are views")


def test_what_was_lent_is_the_title_and_not_its_copy(tmp_path: Path) -> None:
    loans = [(n, moment(n), n % 34, f"m{n % 9}", 1) for n in range(120)]
    write(tmp_path / "x/loan.csv", csv_of("loan_id,loan_date,inventory_id,member_id,staff_id", loans))
    write(tmp_path / "x/inventory.csv", csv_of("inventory_id,book_id,shelf", [(n, f"b{n % 17}", n) for n in range(34)]))
    write(tmp_path / "x/book.csv", csv_of("book_id,title,pages", [(f"b{n}", f"Book {n}", 90) for n in range(17)]))
    report = load_path(tmp_path, tmp_path / "x")
    assert (chosen(report)["item"], report.n_items) == ("book_id", 17)
    assert "loan.csv was put together with inventory.csv by 'inventory_id'." in report.notes
    assert stored(tmp_path, "select count(*) from items where title is not null") == [(17,)]


def test_paths_of_messages_and_pages_beside_buttons_are_understood() -> None:
    def kinds(*names: str) -> list[str]:
        return [each.kind for each in guess_meanings(names)]

    assert kinds("users.messages.sms.Send", "users.messages.sms.Open", "users.messages.sms.Bounce") == [
        "ignore", "view", "ignore",
    ]  # fmt: skip
    assert kinds("pageview", "Tapped Banner") == ["view", "view"]
    assert kinds("pageview", "product_click", "purchase") == ["ignore", "view", "purchase"]


def test_repeats_of_orders_and_others_make_up_what_was_rejected(tmp_path: Path) -> None:
    rows = [(f"o{n}" if n % 3 else "", f"u{n % 9}", f"p{n % 7}", moment(n), 5) for n in range(60)]
    report = load(tmp_path, csv_of("order_id,user_id,sku,order_time,price", [*rows, *rows[:6]]))
    notes = [str(note) for note in report.notes]
    assert report.rejected == {"exact duplicate": 6}
    assert any(note.startswith("4 rows are equal in all columns to another row of their order") for note in notes)
    assert "2 more exact duplicates are of no order." in notes


@pytest.mark.parametrize("name", ["stage", "Auftragsstand", "progress", "milestone"])
def test_states_of_orders_that_messages_have_too_are_no_events(tmp_path: Path, name: str) -> None:
    states = ("Open", "Processed", "Delivered", "Sent")
    rows = [(f"o{n}", f"u{n % 9}", f"p{n % 7}", moment(n), 5, states[n * n % 7 % 4]) for n in range(80)]
    report = load(tmp_path, csv_of(f"order_id,user_id,sku,order_date,price,{name}", rows))
    assert "event" not in chosen(report)
    assert "80 'purchase' are purchases" in " ".join(map(str, report.notes))


@pytest.mark.parametrize(
    ("of_event", "of_another"),
    [
        ("付款时间", "上次购买时间"), ("支付完成时间", "首次下单时间"), ("日志时间", "用户创建时间"),
        ("付款時間", "會員建立時間"), ("決済日時", "前回注文日時"), ("入金日時", "最終購入日時"),
        ("操作时间", "店铺创建时间"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_turned", [False, True])
def test_the_time_of_the_first_or_last_purchase_is_not_that_of_this_one(
    tmp_path: Path, of_event: str, of_another: str, is_turned: bool
) -> None:
    times = [(moment(n), f"2023-0{n % 9 + 1}-01 10:00:00") for n in range(60)]
    rows = [(f"u{n % 9}", f"p{n % 7}", *(each[::-1] if is_turned else each), 5) for n, each in enumerate(times)]
    names = (of_another, of_event) if is_turned else (of_event, of_another)
    log = columns(tmp_path, csv_of(f"用户ID,商品ID,{names[0]},{names[1]},金额", rows))
    assert chosen(log)["timestamp"] == of_event


@pytest.mark.parametrize(
    "name", ["discount_amount", "tax amount", "Shipping value", "tip amount", "MwSt-Betrag", "优惠金额"]
)
def test_a_part_of_what_was_paid_does_not_stand_in_for_it(tmp_path: Path, name: str) -> None:
    rows = [
        (f"u{n % 9}", f"p{n % 7}", moment(n), *(("view", 8.5, "") if n % 3 else ("purchase", "", 1.25)))
        for n in range(90)
    ]
    report = load(tmp_path, csv_of(f"user_id,item_id,timestamp,event,price,{name}", rows))
    assert chosen(report)["value"] == "price"
    assert any(str(each.reason).endswith("; 0% of purchases have it") for each in report.choices)
    assert stored(tmp_path, "select sum(value) from events") == [(8.5 * 60,)]


@pytest.mark.parametrize("given", [{}, {"event": "what"}])
def test_what_purchases_have_is_the_value_where_the_event_is_given(tmp_path: Path, given: dict[str, str]) -> None:
    rows = [
        (f"u{n % 9}", f"p{n % 7}", moment(n), *(("view", 8.5, "", "") if n % 3 else ("purchase", "", 7.5, 1.25)))
        for n in range(90)
    ]
    report = columns(tmp_path, csv_of("user_id,item_id,timestamp,what,price,net_price,tax_amount", rows), map=given)
    assert chosen(report)["value"] == "net_price"


def reduced(tmp_path: Path, name: str, written: str = "{:.2f}", **given: object) -> str:
    """Return the value of a log in which a third of rows have less than the price in another column."""
    rows = [
        (f"o{n}", f"u{n % 9}", f"p{n % 7}", moment(n), 1, written.format(20), written.format(16 if n % 3 == 0 else 20))
        for n in range(90)
    ]
    log = columns(tmp_path, csv_of(f"order_id,user_id,sku,order_date,quantity,unit price,{name}", rows), **given)
    return chosen(log)["value"]


@pytest.mark.parametrize(
    "name",
    [
        *("member price", "floor price", "deposit price", "min price", "wholesale price", "unit cost price"),
        *("unit price excl tax", "lowest price 30 days", "student price", "Einkaufspreis", "会员价格"),
    ],
)
def test_a_lower_price_that_nobody_says_was_paid_is_not_the_value(tmp_path: Path, name: str) -> None:
    assert reduced(tmp_path, name) == "unit price"


@pytest.mark.parametrize(
    "name",
    [
        *("discounted price", "unit price after discount", "reduced_unit_price", "unit price net of discount"),
        *("Preis nach Rabatt", "prix unitaire remisé", "precio con descuento", "折后单价"),
    ],
)
@pytest.mark.parametrize("written", ["{:.2f}", "$ {:.2f}"])
def test_a_price_of_which_something_was_taken_off_is_the_value(tmp_path: Path, name: str, written: str) -> None:
    assert reduced(tmp_path, name, written) == name


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("discounted price", {"value": "unit price"}, "unit price"),
        ("discounted price", {"quantity": "quantity", "item": "sku"}, "discounted price"),
        ("net price", {"item": "sku"}, "net price"),
    ],
)
def test_what_was_given_is_known_where_prices_are_compared(
    tmp_path: Path, name: str, given: dict[str, str], value: str
) -> None:
    assert reduced(tmp_path, name, map=given) == value


def test_a_price_that_is_lower_for_the_same_items_always_is_one_without_tax(tmp_path: Path) -> None:
    rows = [(f"o{n}", f"u{n % 9}", f"p{n % 7}", moment(n), 1, 12, 12 if n % 7 < 3 else 10) for n in range(90)]
    report = columns(tmp_path, csv_of("order_id,user_id,sku,order_date,quantity,price,net price", rows))
    assert chosen(report)["value"] == "price"
