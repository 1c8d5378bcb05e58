"""Exports of shops, tills and payments: what is bought, and what only looks so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.cli.log import print_ingest
from core.errors import IngestError
from core.ingest.states.order_states import state_of
from core.ingest.tables.source import IngestReport
from core.population.meanings import event_kind
from tests.core.ingest_help import chosen, columns, load, load_path


def meant(report: IngestReport) -> str:
    [note] = [str(note) for note in report.notes if str(note).startswith("What events mean")]
    return note


def clicks(cancelled: Callable[[int], int], cancel: str) -> str:
    """Of each user: views, a basket, a purchase of item 1, and what is cancelled."""
    lines = ["user_id,product_id,created_at,event_type"]
    for user in range(20):
        steps = [(1, "product"), (2, "product"), (1, "cart"), (1, "purchase"), (cancelled(user), cancel)]
        lines += [f"u{user},p{item},2026-01-05 10:{at:02},{name}" for at, (item, name) in enumerate(steps)]
    return "\n".join(lines)


@pytest.mark.parametrize("cancel", ["cancel", "Cancelled", "取消", "Storno"])
def test_a_checkout_that_is_cancelled_takes_nothing_back(tmp_path: Path, cancel: str) -> None:
    report = load(tmp_path, clicks(lambda user: 2, cancel))
    assert report.n_refunds == 0
    assert "20 'cancelled order' are stored, but are no interaction with an item" in meant(report)
    assert "40 'product' are views" in meant(report)


@pytest.mark.parametrize("cancel", ["cancel", "Cancelled", "取消", "Storno"])
def test_a_purchase_that_is_cancelled_is_a_refund(tmp_path: Path, cancel: str) -> None:
    assert load(tmp_path, clicks(lambda user: 1 + (user > 15), cancel)).n_refunds == 20


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("home", "ignore"),
        ("Department", "ignore"),
        ("product", "view"),
        ("checkout cancelled", "ignore"),
        ("payment_canceled", "ignore"),
        ("order_was_cancelled", "refund"),
        ("cart", "cart"),
        ("Ordered Product", "purchase"),
        ("artículo pedido", "purchase"),
    ],
)
def test_places_of_a_shop_and_what_was_given_up(name: str, kind: str) -> None:
    assert event_kind(name) == kind


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("Quotation", "cancelled order"),
        ("Quotation Sent", "cancelled order"),
        ("Draft", "cancelled order"),
        ("Incomplete", "cancelled order"),
        ("Angebot", "cancelled order"),
        ("Devis envoyé", "cancelled order"),
        ("Presupuesto", "cancelled order"),
        ("报价", "cancelled order"),
        ("Quote accepted", "paid"),
        ("Angebot angenommen", "paid"),
        ("Due", "pending order"),
    ],
)
def test_an_offer_is_no_purchase(status: str, state: str) -> None:
    assert state_of(status) == state


@pytest.mark.parametrize(
    "states", [("Sales Order", "Quotation", "Quotation Sent", "Cancelled"), ("sale", "draft", "sent", "cancel")]
)
def test_only_orders_of_a_list_with_offers_are_purchases(tmp_path: Path, states: tuple[str, ...]) -> None:
    lines = ["Order Reference,Order Date,Customer,Product,Quantity,Unit Price,Status"]
    lines += [
        f"S{row},2026-01-{1 + row % 28:02},C{row % 8},I{row % 6},1,4.50,{states[max(row % 8 - 4, 0)]}"
        for row in range(80)
    ]
    report = load(tmp_path, "\n".join(lines))
    assert "50 'purchase' are purchases" in meant(report)
    assert "30 'cancelled order' are stored, but are no interaction with an item" in meant(report)


@pytest.mark.parametrize(
    ("header", "states"),
    [
        (
            "id,Created (UTC),Amount,Amount Refunded,Currency,Customer ID,Status,Description",
            ("Paid", "Failed", "Refunded"),
        ),
        ("订单号码,下单时间,实付金额,退款,币种,买家,订单状态,商品名称", ("交易完成", "交易关闭", "已退款")),
    ],
)
def test_payments_that_went_through_are_purchases(tmp_path: Path, header: str, states: tuple[str, ...]) -> None:
    lines = [header]
    for row in range(100):
        state = states[max(row % 10 - 7, 0)]
        back = "9.00" if state == states[2] else "0.00"
        lines.append(f"ch_{row:05},2026-01-{1 + row % 28:02} 10:{row % 60:02},9.00,{back},usd,cus_{row % 9},{state},"
                     f"plan {row % 4}")  # fmt: skip
    report = load(tmp_path, "\n".join(lines))
    assert report.n_refunds == 10
    assert "80 'purchase' are purchases" in meant(report)
    assert "10 'cancelled order' are stored, but are no interaction with an item" in meant(report)


def test_an_amount_beside_stars_is_no_payment(tmp_path: Path) -> None:
    lines = ["user,item,time,rating,status"]
    lines += [f"u{row % 9},i{row % 7},2026-01-05 10:{row % 60:02},{1 + row % 5},{'paid' if row % 9 else 'failed'}"
              for row in range(90)]  # fmt: skip
    assert "are ratings" in meant(load(tmp_path, "\n".join(lines)))


def visits(header: str, cells: Callable[[int, int], str]) -> str:
    """Twenty sessions of five rows each."""
    return "\n".join([header, *(cells(visit, at) for visit in range(20) for at in range(1, 6))])


@pytest.mark.parametrize("name", ["session ID", "session_id", "visit_id", "会话ID", "Sitzungs-ID"])
def test_sessions_stand_in_for_users_only_if_asked(tmp_path: Path, name: str) -> None:
    text = visits(
        f"year;month;day;order;country;{name};page 1 (main category);page 2 (clothing model);colour;price",
        lambda visit, at: (
            f"2008;4;{1 + visit};{at};{visit % 4};{visit};{1 + at % 4};{'ABCD'[at % 4]}{(visit + at) % 9};{at % 14};28"
        ),
    )
    with pytest.raises(IngestError, match=f"No column names the user. Should each '{name}' count as a user"):
        load(tmp_path, text)
    report = load(tmp_path, text, accepts_guesses=True)
    assert {role: chosen(report).get(role) for role in ("user", "item", "order")} == {
        "user": name,
        "item": "page 2 (clothing model)",
        "order": None,
    }
    assert (report.n_users, report.n_stored) == (20, 100)


def test_users_who_are_blank_in_many_rows_beside_sessions_are_asked_about(tmp_path: Path) -> None:
    text = visits(
        "user_id,session_id,product_id,created_at",
        lambda visit, at: (
            f"{'' if visit % 5 < 2 else 700 + visit},s{visit:04},p{(visit + at) % 9},2026-01-{1 + visit:02} 10:{at:02}"
        ),
    )
    with pytest.raises(
        IngestError, match=r"'user_id' is blank in 40% of the rows\. Is it the user, so that these rows"
    ):
        load(tmp_path, text)
    assert load(tmp_path, text, map={"user": "session_id"}).n_users == 20
    assert load(tmp_path, text, map={"user": "user_id"}).n_users == 12


def test_users_who_are_there_are_taken_beside_sessions(tmp_path: Path) -> None:
    text = visits(
        "user_id,session_id,product_id,created_at",
        lambda visit, at: f"{700 + visit % 7},s{visit:04},p{(visit + at) % 9},2026-01-{1 + visit:02} 10:{at:02}",
    )
    assert load(tmp_path, text).n_users == 7


def test_a_number_of_orders_is_an_order_and_no_place(tmp_path: Path) -> None:
    text = visits(
        "user,product,time,order",
        lambda visit, at: f"u{visit % 7},p{(visit + at) % 9},2026-01-{1 + visit:02},{visit}",
    )
    assert chosen(columns(tmp_path, text))["order"] == "order"


def test_what_odoo_writes_with_a_stroke_is_a_path(tmp_path: Path) -> None:
    header = "name,date_order,partner_id,order_line/product_id,order_line/product_uom_qty,order_line/price_unit,state"
    states = ("sale", "sale", "draft", "sent", "cancel")
    text = visits(
        header,
        lambda visit, at: (
            f"S{visit:05},2026-01-{1 + visit:02} 10:00,Partner {visit % 7},P{(visit + at) % 9},{at},"
            f"{(visit + at) % 9}.5,{states[visit % 5]}"
        ),
    )
    report = load(tmp_path, text)
    assert {role: chosen(report).get(role) for role in ("user", "item", "value", "quantity")} == {
        "user": "partner_id",
        "item": "order_line/product_id",
        "value": "order_line/price_unit",
        "quantity": "order_line/product_uom_qty",
    }
    assert "The value is 'order_line/price_unit' times 'order_line/product_uom_qty'." in report.notes
    assert "40 'purchase' are purchases" in meant(report)
    assert "60 'cancelled order' are stored" in meant(report)


def test_a_telephone_number_goes_before_a_nickname_that_several_people_have(tmp_path: Path) -> None:
    text = visits(
        "订单号,订单状态,下单时间,买家手机号,买家昵称,商品名称,商品数量,实付金额",
        lambda visit, at: (
            f"E{visit:012},交易完成,2026-01-{1 + visit:02} 10:00:00,138{visit % 12:08},昵称{visit % 5},茶{at},1,9.90"
        ),
    )
    report = load(tmp_path, text)
    assert (chosen(report)["user"], report.n_users, report.has_codes) == ("买家手机号", 12, True)


@pytest.mark.parametrize("quoted", ["Book-Rating", "Rating"])
def test_ratings_without_times_are_refused_for_that(tmp_path: Path, quoted: str) -> None:
    folder = tmp_path / "books"
    folder.mkdir()
    ratings = [f'"{user}";"{book:010}";"{(user + book) % 11}"' for user in range(30) for book in range(12)]
    (folder / "BX-Book-Ratings.csv").write_text("\n".join([f'"User-ID";"ISBN";"{quoted}"', *ratings]))
    books = [f'"{book:010}";"Book {book}";"Ann Lee {book % 3}"' for book in range(12)]
    (folder / "BX-Books.csv").write_text("\n".join(['"ISBN";"Book-Title";"Book-Author"', *books]))
    users = [f'"{user}";"town {user % 4}, usa";"{20 + user}"' for user in range(30)]
    (folder / "BX-Users.csv").write_text("\n".join(['"User-ID";"Location";"Age"', *users]))
    with pytest.raises(IngestError, match=r"BX-Book-Ratings\.csv: no column looks like the timestamp"):
        load_path(tmp_path, folder)


@pytest.mark.parametrize("search", ["search", "site_search", "搜索", "Suche"])
def test_what_was_searched_for_is_kept_as_text(tmp_path: Path, search: str) -> None:
    text = visits(
        "user_id,action,reference,timestamp",
        lambda visit, at: (
            f"u{visit % 7},{search if at == 1 else 'filter' if at == 2 else 'click'},"
            f"{'red shoes' if at == 1 else 'by price' if at == 2 else 100 + (visit + at) % 9},"
            f"2026-01-{1 + visit:02} 10:{at:02}"
        ),
    )
    report = load(tmp_path, text)
    assert (report.n_stored, report.n_texts, dict(report.rejected)) == (60, 20, {"no item": 20})


def test_codes_of_events_are_asked_about_until_their_meaning_is_given(tmp_path: Path) -> None:
    text = visits(
        "user_id,sku_id,time,type",
        lambda visit, at: f"{700 + visit % 7},{100 + (visit + at) % 9},2026-01-{1 + visit:02} 10:{at:02},{at % 3 + 1}",
    )
    asked = "Events are called by codes, 1, 2, 3: what they mean is not known, so all of them weigh alike."
    assert any(str(note).startswith(asked) for note in load(tmp_path, text).notes)
    given = load(tmp_path, text, meanings={"1": "view", "2": "cart", "3": "purchase"})
    assert not any(str(note).startswith("Events are called by codes") for note in given.notes)


def test_starts_of_an_app_are_not_lost_in_a_load(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = visits(
        "user_id,event_name,item_id,event_time",
        lambda visit, at: (
            f"u{visit % 7},{'app_open' if at < 3 else 'view_item'},{'' if at < 3 else at},"
            f"2026-01-{1 + visit:02} 10:{at:02}"
        ),
    )
    report = load(tmp_path, text)
    assert (report.n_rejected, report.n_without_items) == (40, 40)
    print_ingest(report)
    assert "of the rows are lost" not in capsys.readouterr().err
    print_ingest(load(tmp_path, text.replace("app_open", "view_item")))
    assert "40% of the rows are lost" in capsys.readouterr().err


@pytest.mark.parametrize("paid", ["paidPrice", "Price Paid", "Amount paid"])
def test_what_was_paid_goes_before_the_price_of_a_piece(tmp_path: Path, paid: str) -> None:
    text = visits(
        f"orderItemId,sellerSku,createTime,orderNumber,customerEmail,{paid},unitPrice,status",
        lambda visit, at: (
            f"32{visit}{at},S{(visit + at) % 9},{1 + visit} Jan 2026 10:{at:02},{visit},m{visit % 7}@x.org,"
            f"{at}.50,{at + 2}.00,{'delivered' if at > 1 else 'canceled'}"
        ),
    )
    assert chosen(columns(tmp_path, text))["value"] == paid
