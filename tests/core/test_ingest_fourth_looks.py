"""Exports that lost lines, returns, prices or hours without a word."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.errors import IngestError
from core.ingest.names.naming import HELD, certainty
from core.ingest.reader.numbered_groups import find_groups
from core.ingest.states.order_states import CANCELLED, is_status_name, state_of
from core.ingest.tables.private import kind_of
from core.ingest.tables.source import IngestReport
from core.population.meanings import PAID_BACK, event_kind
from core.types import REFUND
from tests.core.ingest_help import chosen, columns, events, load, open_store, table


def value(folder: Path, report: IngestReport) -> float:
    with open_store(folder) as store:
        return round(float(np.nansum(store.population(report.dataset_id).histories.values)), 2)


def day(n: int) -> str:
    return f"2031-{n % 5 + 1:02}-{n % 28 + 1:02}"


@pytest.mark.parametrize("form", ["line_item_{}_{}", "Item {} {}", "{}_{}", "items[{}].{}"])
def test_each_group_of_numbered_columns_is_a_line_of_its_order(tmp_path: Path, form: str) -> None:
    names = ["sku", "quantity", "price"]
    turned = form == "{}_{}"
    header = ",".join(form.format(name, k) if turned else form.format(k, name) for k in (1, 2, 3) for name in names)
    rows = [
        f"{n},u{n % 17}@mail.example,{day(n)},"
        + ",".join(f"A{(n + k) % 9},{k},2.50" if k <= n % 3 + 1 else ",," for k in (1, 2, 3))
        for n in range(60)
    ]
    report = load(tmp_path, table(f"order_id,email,date,{header}", rows))
    assert (report.n_stored, report.n_users, report.n_items) == (120, 17, 9)
    assert value(tmp_path, report) == 2.5 * (60 * 1 + 40 * 2 + 20 * 3)
    assert any("60 records are 120 rows" in note for note in report.notes)


@pytest.mark.parametrize(
    "header",
    [
        "order_id,sku,quantity,price,tag_1,tag_2",
        "order_id,address1,address2,phone1,phone2",
        "user,item,price_1,price_2",
        "order,item_1_sku,item_2_sku",  # without pieces or a price
        "order,item_1_sku,item_1_qty",
        "order,item_1_sku,item_1_qty,item_5_sku,item_5_qty",
        "customer,q1,q2,q3,q4",
        "date,2030,2031,2032",
        "order,item_1_sku,item_1_qty,item_2_sku,item_2_qty,product_id",
    ],
)
def test_other_numbered_columns_stay(header: str) -> None:
    assert find_groups(header.split(",")) == {}


@pytest.mark.parametrize(
    ("header", "is_blank", "n_stored"),
    [
        ("choice,item_{k},price_{k}", False, None),  # what was shown, of which one was chosen
        ("clicked,item_{k},price_{k}", True, None),
        ("rank,rec_item_{k},price_{k}", True, None),
        ("rank,item_{k},price_{k}", False, None),
        ("rank,item_{k},price_{k}", True, 100),
        ("rank,item_{k},qty_{k}", False, 120),
        ("order_id,item_{k},price_{k}", False, 120),
        ("order_id,selected,item_{k},price_{k}", False, 120),
    ],
)
def test_lines_of_what_was_shown_are_asked(tmp_path: Path, header: str, is_blank: bool, n_stored: int | None) -> None:
    *own, item, amount = header.split(",")
    names = [*own, *(name.format(k=k) for k in (1, 2) for name in (item, amount))]
    rows = [
        f"u{n % 17},{day(n)},{','.join(f'{n}' for _ in own)},A{n % 9},{n % 9 + 1},"
        + ("," if is_blank and n % 3 == 0 else f"A{(n + 1) % 9},{n % 9 + 2}")
        for n in range(60)
    ]
    log = table(f"user_id,date,{','.join(names)}", rows)
    if n_stored is None:
        with pytest.raises(IngestError, match="the item"):
            load(tmp_path, log)
    else:
        assert load(tmp_path, log).n_stored == n_stored


@pytest.mark.parametrize(
    ("header", "back", "n_back"),
    [
        ("Type", "Sales credit note", 6),
        ("Typ", "Gutschrift", 6),
        ("Type", "Return", 6),
        ("Type", "Blue", 0),  # no kind of document
        ("Category", "Sales credit note", 0),
    ],
)
def test_a_type_whose_words_are_documents_says_what_is_a_return(
    tmp_path: Path, header: str, back: str, n_back: int
) -> None:
    rows = [
        f"INV{n},K{n % 17},{day(n)},A{n % 9},1,2.50,{back if n % 20 == 7 else 'Sales invoice'},Paid" for n in range(120)
    ]
    report = load(
        tmp_path, table(f"InvoiceNumber,Customer,InvoiceDate,ItemCode,Quantity,UnitAmount,{header},Status", rows)
    )
    assert report.n_refunds == n_back
    assert events(tmp_path, report)["purchase"] == 120 - n_back


@pytest.mark.parametrize("text", ["Mar 05, 2031", "5 March 2031", "05-Mar-31", "2031-03-05", "5. März 2031"])
def test_a_date_in_words_says_what_was_paid_back(tmp_path: Path, text: str) -> None:
    rows = [f"K{n % 17};{day(n)};Course {n % 9};$2.50;{text if n % 20 == 7 else ''}" for n in range(120)]
    report = load(tmp_path, table("User email;Date;Course name;Price paid;Refunded at", rows))
    assert events(tmp_path, report) == {"purchase": 114, PAID_BACK: 6}


@pytest.mark.parametrize("header", ["interaction_kind", "what", "label"])
@pytest.mark.parametrize(
    ("word", "kind"), [("purchase", "purchase"), ("view", "view"), ("add to cart", "cart"), ("blue", None)]
)
def test_a_known_event_in_all_rows_names_them_whatever_the_column_is_called(
    tmp_path: Path, header: str, word: str, kind: str | None
) -> None:
    rows = [f"K{n % 17},A{n % 9},{day(n)},{word}" for n in range(120)]
    report = load(tmp_path, table(f"user,item,time,{header}", rows))
    assert chosen(report).get("event") == (header if kind else None)
    assert [event_kind(each) for each in events(tmp_path, report)] == [kind or "other"]


@pytest.mark.parametrize("header", ["seats", "Seat"])
def test_seats_of_a_sofa_and_numbers_of_seats_are_no_pieces(tmp_path: Path, header: str) -> None:
    rows = [f"{n},K{n % 17},A{n % 9},{n % 9 % 3 + 2},{n % 9 + 1}.50,{day(n)}" for n in range(120)]
    report = columns(tmp_path, table(f"order_id,customer,product,{header},price,date", rows))
    assert "quantity" not in chosen(report)
    assert certainty("quantity", "Number_of_Tickets") > HELD


def test_a_price_at_which_pieces_were_sold_goes_before_a_value_that_makes_no_total(tmp_path: Path) -> None:
    rows = [
        f"v{n},u{n % 17}@mail.example,{day(n)},{n % 9},{n % 3 + 1},{(n % 9 + 2) * 1.25:.2f},{n % 9 + 2}.00,"
        f"{(n % 3 + 1) * (n % 9 + 2)}.00"
        for n in range(120)
    ]
    header = "Order,Email,Creation Date,ID_SKU,Quantity_SKU,SKU Value,SKU Selling Price,SKU Total Price"
    report = columns(tmp_path, table(header, rows))
    assert {"value": "SKU Selling Price", "quantity": "Quantity_SKU"}.items() <= chosen(report).items()
    other = table(header.replace("SKU Selling Price", "SKU Cost Price"), rows)
    assert chosen(columns(tmp_path, other))["value"] == "SKU Value"


def test_lists_without_blanks_in_their_cells_are_rows(tmp_path: Path) -> None:
    rows = [
        f"{n},c{n % 17},{day(n)},{';'.join(f'S{(n + k) % 9}:1' for k in range(n % 3 + 1))},9.50" for n in range(120)
    ]
    report = load(tmp_path, table("order_id,customer_id,ordered_at,items,order_total", rows))
    assert (report.n_stored, report.n_items, value(tmp_path, report)) == (240, 9, 120 * 9.5)
    single = [row.partition(";")[0] + ",9.50" if ";" in row else row for row in rows]
    assert (
        chosen(columns(tmp_path, table("order_id,customer_id,ordered_at,items,order_total", single)))["item"] == "items"
    )


@pytest.mark.parametrize(("n_joined", "is_asked"), [(1, False), (4, False), (30, True)])
def test_a_sign_between_words_of_a_few_titles_makes_no_list(tmp_path: Path, n_joined: int, is_asked: bool) -> None:
    rows = [f"u{n % 17};{'Salt,Pepper' if n < n_joined else f'Cup {n % 9}'};{day(n)}" for n in range(60)]
    log = table("user;items;time", rows)
    if is_asked:
        with pytest.raises(IngestError, match="Is 'items' the item"):
            load(tmp_path, log)
    else:
        assert chosen(columns(tmp_path, log))["item"] == "items"


def test_more_words_of_returns_states_clocks_and_phones_are_known() -> None:
    assert {state_of(each) for each in ("Geretourneerd", "Teruggestuurd", "Renvoyé", "Visszáru", "Đã trả lại")} == {
        "returned"
    }
    assert {state_of(each) for each in ("Gerestitueerd", "Ücret iadesi", "تم رد المبلغ")} == {REFUND}
    assert {state_of(each) for each in ("Аннулирован", "Avbokad")} == {CANCELLED}
    names = (
        "発送状況",
        "訂單狀況",
        "주문현황",
        "Užsakymo būsena",
        "Maksājuma statuss",
        "وضعیت سفارش",
        "भुगतान की स्थिति",
    )
    assert all(map(is_status_name, names))
    names = (
        "状況説明",
        "stato civile",
        "健康",
        "在庫状況",
        "天気状況",
        "재고현황",
        "Šeimyninė būsena",
        "Ģimenes statuss",
    )
    assert not any(map(is_status_name, (*names, "وضعیت تاهل", "وضعیت سلامت", "वैवाहिक स्थिति")))
    assert min(certainty("time_of_day", each) for each in ("Godz.", "Klockslag", "Kellonaika", "Hodina")) > 0.7
    assert kind_of("No Telp Pembeli", ["628120000001", "628120007919"]) == "phone"
    assert kind_of("Nr karty", ["0000029000"]) == ""
    assert min(certainty("user", each) for each in ("Nr karty", "Numer karty")) > 0.7


IBANS = ["DE89370400440532013000", "GB29 NWBK 6016 1331 9268 19", "FR1420041010050500013M02606", "NL91ABNA0417164300"]
IBANS += ["ES9121000418450200051332"]


def test_numbers_of_bank_accounts_are_private_by_their_check_digits() -> None:
    assert kind_of("Kontonummer/IBAN", IBANS) == "bank"
    assert kind_of("Konto", [*IBANS, "", "n/a"]) == "bank"
    others = [
        "DE89370400440532013001",
        "GB00NWBK60161331926819",
        "SKU12345678901234",
        "AB12CDEFGHIJKLMNO",
        "1234567890",
    ]
    assert kind_of("code", others) == ""


@pytest.mark.parametrize(
    ("header", "texts", "expected"),
    [
        ("counterparty", IBANS, "'counterparty' holds numbers of bank accounts, which are no items."),
        ("called", [f"+4917155500{n}" for n in range(5)], "'called' holds phone numbers, which are no items."),
        ("minutes", ["1", "2", "3", "4", "5"], "No column names what was bought or chosen."),
    ],
)
def test_where_nothing_is_an_item_numbers_of_whom_was_paid_or_called_are_named(
    tmp_path: Path, header: str, texts: list[str], expected: str
) -> None:
    cells = [(f"c{n % 17},{texts[n % 5]}", day(n)) for n in range(120)]
    rows = [f"{first},{n % 50 + 2}.50,{last}" for n, (first, last) in enumerate(cells)]
    with pytest.raises(IngestError, match="No column names what was bought or chosen") as refused:
        load(tmp_path, table(f"customer_id,{header},amount,date", rows))
    assert str(refused.value).startswith(expected)
    with pytest.raises(IngestError, match="no column looks like the item") as refused:
        load(tmp_path, table(f"customer_id,{header},date", [",".join(row) for row in cells]))
    assert str(refused.value.hint).startswith("Users are grouped" if expected.startswith("No") else expected)


def test_titles_that_begin_with_a_deed_are_no_events(tmp_path: Path) -> None:
    rows = [f"c{n % 17},{day(n)},Play {('Macbeth', 'Hamlet', 'Faust', 'Medea', 'Tartuffe')[n % 5]}" for n in range(120)]
    with pytest.raises(IngestError, match="Production"):
        load(tmp_path, table("customer_id,date,Production", rows))
    named = columns(tmp_path, table("customer_id,date,event,song", [f"{row},s{n % 9}" for n, row in enumerate(rows)]))
    assert chosen(named)["event"] == "event"
    few = columns(tmp_path, table("customer_id,date,what_was,song", [
        f"c{n % 17},{day(n)},{('play song', 'add to cart', 'purchase item')[n % 3]},s{n % 9}" for n in range(120)
    ]))  # fmt: skip
    assert chosen(few)["event"] == "what_was"


@pytest.mark.parametrize(
    ("header", "clock"),
    [
        ("Date,In,Out", "In"),
        ("Datum,Von,Bis", "Von"),
        ("Date,Start,End", "Start"),
        ("Date,In,Time", "Time"),
        ("Date,Opening,Closing", None),  # when a place is open
    ],
)
def test_the_clock_at_which_a_visit_began_belongs_to_its_day(tmp_path: Path, header: str, clock: str | None) -> None:
    rows = [
        f"M{n % 17},{day(n)},{n % 14 + 7:02}:{n % 60:02},{n % 14 + 8:02}:{n % 60:02},Studio {n % 9}" for n in range(120)
    ]
    log = columns(tmp_path, table(f"member_id,{header},item", rows))
    assert chosen(log).get("time_of_day") == clock
    numbers = [f"M{n % 17},{day(n)},{n % 900 + 100},{n % 60},Studio {n % 9}" for n in range(120)]
    assert "time_of_day" not in chosen(
        columns(tmp_path, table(f"member_id,{header.replace('Time', 'Out')},item", numbers))
    )
