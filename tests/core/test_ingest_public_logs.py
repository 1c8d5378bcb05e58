"""What public logs showed: flags as users, names of customers as titles, days of matches as times, loans given back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.errors import IngestError
from tests.core.ingest_help import chosen, columns, events, load, load_path, write
from tests.core.test_ingest_exports import csv_of, moment, stored


@pytest.mark.parametrize("flags", [("Y", "N"), ("yes", "no"), ("True", "False"), ("是", "否")])
@pytest.mark.parametrize("name", ["loyalty_member", "member", "customer"])
def test_a_yes_or_no_is_never_the_user(tmp_path: Path, name: str, flags: tuple[str, str]) -> None:
    rows = [(f"o{n}", moment(n), f"s{n % 4}", f"p{n % 9}", 1 + n % 3, f"{5 + n % 7}.50", flags[n % 3 == 0])
            for n in range(60)]  # fmt: skip
    with pytest.raises(IngestError, match="no column looks like the user"):
        columns(tmp_path, csv_of(f"order_id,order_date,store_id,product_id,quantity,unit_price,{name}", rows))


def test_the_number_of_a_customers_order_is_no_user_and_the_customers_name_no_title(tmp_path: Path) -> None:
    rows = [(f"A{n:04}", f"12507{n // 2:04}", f"采购{n % 12}号公司", f"G{n % 9}", moment(n), f"{20 + n % 5}.00")
            for n in range(60)]  # fmt: skip
    report = load(tmp_path, csv_of("订单编号,客户PO号,客户名称,商品编号,下单时间,订单金额", rows))
    assert chosen(report) == {
        "user": "客户名称", "item": "商品编号", "timestamp": "下单时间", "value": "订单金额", "order": "订单编号",
    }  # fmt: skip
    assert (report.n_stored, report.n_users) == (60, 12)


def test_a_number_that_a_spreadsheet_shortened_is_no_order_and_neither_is_where_orders_come_from(
    tmp_path: Path,
) -> None:
    rows = [("2.50623E+14", f"web{n % 3}", f"k{n % 12}", f"G{n % 9}", moment(n), "15.00") for n in range(60)]
    report = load(tmp_path, csv_of("订单编号,订单来源,客户编号,商品编号,下单时间,订单金额", rows))
    assert "order" not in chosen(report)
    assert stored(tmp_path, "select count(*), min(value), max(value) from events") == [(60, 15.0, 15.0)]


def test_the_day_of_a_match_is_not_when_its_page_was_seen(tmp_path: Path) -> None:
    seen = [(f"h{n}", moment(n), f"v{n % 12}", "Detail", n % 9, f"2026-06-{1 + n % 9:02}") for n in range(60)]
    report = load(tmp_path, csv_of("hit_id,hit_timestamp,visitor_id,page,game_number,event_date", seen))
    assert (chosen(report)["timestamp"], chosen(report)["item"]) == ("hit_timestamp", "game_number")
    assert stored(tmp_path, "select count(*) from events where ts < '2026-05-01'") == [(60,)]


def test_the_day_of_an_event_is_its_time_where_items_have_several(tmp_path: Path) -> None:
    rows = [(f"v{n % 12}", n % 9, f"2026-06-{1 + n % 28:02}", "2026-07-01 06:00:00") for n in range(60)]
    report = load(tmp_path, csv_of("visitor_id,game_number,event_date,etl_timestamp", rows))
    assert chosen(report)["timestamp"] == "event_date"


@pytest.mark.parametrize(("half", "item"), [("surname", "page"), ("first_name", "page"), ("city", "name")])
def test_a_name_beside_one_half_of_a_persons_name_is_the_other_half(tmp_path: Path, half: str, item: str) -> None:
    rows = [(moment(n), f"u{n % 12}", f"Ann{n % 5}", f"Roe{n % 7}", f"/p{n % 9}") for n in range(60)]
    found = columns(tmp_path, csv_of(f"timestamp,user_id,name,{half},page", rows))
    assert chosen(found)["item"] == item


@pytest.mark.parametrize(
    ("header", "kinds"),
    [("member_id,isbn,borrow_date,due_date,returned", {"event": 60}),
     ("customer_id,sku,order_date,price,returned", {"purchase": 40, "refunded purchase": 20})],
)  # fmt: skip
def test_what_was_lent_is_given_back_and_not_paid_back(tmp_path: Path, header: str, kinds: dict[str, int]) -> None:
    third = [f"2026-06-{1 + n % 28:02}" if "due" in header else f"{5 + n % 7}.50" for n in range(60)]
    rows = [(f"M{n % 12}", f"B{n % 9}", moment(n), third[n], n % 3 == 0) for n in range(60)]
    report = load(tmp_path, csv_of(header, rows))
    assert events(tmp_path, report) == kinds
    assert any("paid back" in note for note in report.notes) == ("sku" in header)


def test_where_people_live_and_work_is_no_item_of_what_they_gave(tmp_path: Path) -> None:
    rows = [(f"d{n % 12}@x.example", f"{10 + n % 7}.00", moment(n), f"Town{n % 9}", f"Firm{n % 6}", f"Job{n % 8}")
            for n in range(60)]  # fmt: skip
    with pytest.raises(IngestError, match="No column names what was bought or chosen"):
        columns(tmp_path, csv_of("email,amount,date,city,employer,occupation", rows))
    found = columns(tmp_path, csv_of("email,amount,date,city,employer,occupation", rows), map={"item": ""})
    assert [each.column for each in found.choices if each.role == "attribute"] == ["city", "employer", "occupation"]


@pytest.mark.parametrize("name", ["id_livre", "codigo_libro", "cod_libro", "idlivre"])
def test_the_id_of_a_book_is_the_item_without_a_question(tmp_path: Path, name: str) -> None:
    rows = [(n, moment(n), f"2026-06-{1 + n % 28:02}", n % 17, f"u{n % 12}") for n in range(60)]
    found = columns(tmp_path, csv_of(f"id_emprunt,date_emprunt,date_limite,{name},id_utilisateur", rows))
    assert chosen(found)["item"] == name
    assert not found.questions


def test_the_kind_of_a_thing_is_no_event(tmp_path: Path) -> None:
    rows = [(f"u{n % 12}", moment(n), f"t{n % 9}", "TRAILER" if n % 5 == 0 else "") for n in range(60)]
    found = chosen(columns(tmp_path, csv_of("user_id,time,title,Extra Video Type", rows)))
    assert "event" not in found


@pytest.mark.parametrize("form", ["bare", "named", "pushed", "pandas"])
def test_objects_under_their_keys_are_rows(tmp_path: Path, form: str) -> None:
    keys = [{"pushed": f"-N{n:018}", "pandas": f"{n}"}.get(form, f"ORD{n}") for n in range(30)]
    orders = {
        key: {"customer_id": f"u{n % 7}", "product": f"P{n % 5}", "order_date": moment(n), "amount": 5 + n % 3}
        | ({"note": "late"} if n % 9 == 0 else {})
        for n, key in enumerate(keys)
    }
    path = write(tmp_path / "orders.json", json.dumps({"orders": orders} if form == "named" else orders))
    report = load_path(tmp_path, path)
    assert chosen(report) == {"user": "customer_id", "item": "product", "timestamp": "order_date", "value": "amount"}
    assert (report.n_stored, report.n_users) == (30, 7)
    assert stored(tmp_path, "select sum(value) from events") == [(180.0,)]
