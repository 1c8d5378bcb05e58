"""Which rows of returns take another one back, which lines a state is of, what is a number of a line, and one log."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.ingest.states.status_names import BACK_SINCE
from tests.core.ingest_help import chosen, columns, load, load_path, write

ITEMS = 12


def when(place: int) -> str:
    return f"2026-0{1 + place // 28 % 6}-{place % 28 + 1:02} {8 + place % 12:02}:15:00"


def csv_of(header: str, rows: list[tuple[object, ...]]) -> str:
    return "\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n"


@pytest.mark.parametrize("number", ["Beleg", "Bestellung"])
@pytest.mark.parametrize("word", ["Verkauf erstattet", "Sale reversed", "vendita resa e rimborsata"])
def test_a_document_of_its_own_takes_the_sale_back(tmp_path: Path, word: str, number: str) -> None:
    rows: list[tuple[object, ...]] = []
    for n in range(200):
        sale = (f"K{n % 23}", f"p{n * 7 % ITEMS}", when(n), 12.5)
        rows.append((f"B{n}", *sale, "Verkauf"))
        if n % 8 == 0:
            again = f"B{n}" if number == "Bestellung" else f"R{n}"
            rows.append((again, *sale[:2], when(n + 5), 12.5, word))
    report = load(tmp_path, csv_of("Belegnummer,customer_id,sku,order_date,amount,document type", rows))
    assert report.n_refunds == 25
    assert (
        "What events mean: 200 'purchase' are purchases, weight 1; 25 'refund' are refunds, weight -1." in report.notes
    )


def test_a_sale_that_was_returned_itself_is_worth_nothing_though_users_buy_again(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    rows: list[tuple[object, ...]] = [
        (f"D{n}", f"K{random.integers(20)}", f"p{random.integers(30)}", when(n), 4.5,
         "Invoice" if n % 6 else "Invoice returned") for n in range(600)
    ]  # fmt: skip
    report = load(tmp_path, csv_of("document_id,customer_id,sku,order_date,amount,document type", rows))
    note = "What events mean: 500 'purchase' are purchases, weight 1; 100 'refunded purchase' are refunds, weight 0."
    assert note in report.notes


def test_an_end_that_is_no_word_of_its_own_says_nothing_of_returns() -> None:
    assert not any(BACK_SINCE.search(text) for text in ("fattura impresa", "sorpresa", "ripresa"))
    assert all(
        BACK_SINCE.search(text) for text in ("resa", "vendita resa", "articolo_reso", "warenverkauf retourniert")
    )


@pytest.mark.parametrize("place", ["last", "any", "sorted"])
def test_the_state_of_an_order_is_that_of_all_its_lines_wherever_it_stands(tmp_path: Path, place: str) -> None:
    random, rows = np.random.default_rng(2), []
    for order in range(90):
        state = "refunded" if order % 5 == 0 else "paid"
        filled = 3 if place == "last" else random.integers(4)
        rows += [
            (f"#{order}", f"K{order % 19}", f"p{n * 3 + order % 3}", when(order), 7, state if n == filled else "")
            for n in range(4)
        ]
    if place == "sorted":
        rows.sort(key=lambda row: (row[0], row[2]))
    report = load(tmp_path, csv_of("Order,customer_id,sku,order_date,price,Payment status", rows))
    assert report.n_refunds == 18 * 4


def test_the_state_of_a_line_is_its_own_and_blank_ones_beside_it_are_counted(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [
        (f"#{n // 3}", f"K{n // 3 % 19}", f"p{n % 11}", when(n // 3), 7,
         "returned" if n % 12 == 1 else "" if n % 12 < 3 else ("shipped", "")[n % 2]) for n in range(240)
    ]  # fmt: skip
    report = load(tmp_path, csv_of("order_id,customer_id,sku,order_date,price,line_status", rows))
    assert report.n_refunds == 20
    note = (
        "'line_status' is blank on 40 lines of orders of which another line was paid back or cancelled: they count as "
        "purchases."
    )
    assert note in report.notes


def test_a_flag_of_returns_counts_beside_one_of_full_refunds(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [
        (f"K{n % 19}", f"p{n % 11}", when(n), 7, "ja" if n % 50 == 3 else "nein", "ja" if n % 5 == 0 else "nein")
        for n in range(200)
    ]
    report = load(tmp_path, csv_of("customer_id,sku,order_date,price,Fully refunded,Returned", rows))
    assert report.n_refunds == 4 + 40
    report = load(tmp_path, csv_of("customer_id,sku,order_date,price,Fully refunded,Refunded", rows))
    assert report.n_refunds == 4 + 40  # no yes of the one is a yes of the other: they are about different rows
    rows = [(*row[:4], row[4], "ja" if row[4] == "ja" or n % 5 == 0 else "nein") for n, row in enumerate(rows)]
    report = load(tmp_path, csv_of("customer_id,sku,order_date,price,Fully refunded,Refunded", rows))
    assert report.n_refunds == 4
    assert "'Refunded' is not read: 'Fully refunded' says what was paid back in full." in report.notes


@pytest.mark.parametrize("order", ["as made", "turned", "shuffled", "large and shuffled"])
def test_numbers_of_lines_are_no_items_in_any_order_of_rows(tmp_path: Path, order: str) -> None:
    random, rows = np.random.default_rng(3), []
    for n in range(9000 if order.startswith("large") else 120):
        picked = random.permutation(40)[: random.integers(1, 7)].tolist()
        rows += [(f"o{n}", f"K{n % 31}", place, f"P{i}", when(n), 5) for place, i in enumerate(picked, 1)]
    if order == "turned":
        rows.reverse()
    elif order != "as made":
        rows = [rows[place] for place in random.permutation(len(rows))]
    found = columns(tmp_path, csv_of("order_no,customer_id,item_id,product_id,order_date,price", rows))
    assert chosen(found)["item"] == "product_id"


def test_numbers_of_a_menu_are_no_numbers_of_lines(tmp_path: Path) -> None:
    random, rows = np.random.default_rng(3), []
    for n in range(300):
        dishes = sorted({min(int(random.exponential(6.7)) + 1, 25) for _ in range(3)})
        rows += [(f"o{n}", f"K{n % 31}", dish, f"{dish:02}-{'SML'[random.integers(3)]}", when(n), 5) for dish in dishes]
    rows.sort(key=lambda row: row[2])
    report = columns(
        tmp_path, csv_of("order_no,customer_id,product_id,sku,order_date,price", rows), accepts_guesses=True
    )
    assert chosen(report)["item"] == "product_id"


@pytest.mark.parametrize(
    ("files", "heads"),
    [
        (("clicks_a", "clicks_b"), ("", "click_id")),
        (("events-1", "events-2"), ("", "event_id")),
        (("app", "till"), ("app_order_id", "till_slip_id")),
    ],
)
def test_files_that_say_who_what_and_when_are_one_log_whatever_id_stands_first(
    tmp_path: Path, files: tuple[str, str], heads: tuple[str, str]
) -> None:
    for place, (name, head) in enumerate(zip(files, heads, strict=True)):
        rows: list[tuple[object, ...]] = [
            (*([f"{name}{n}"] if head else []), f"K{n % 19}", f"p{n % 11}", when(n + 3 * place), "Ulm")
            for n in range(80)
        ]
        header = ",".join([*([head] if head else []), "customer_id", "sku", "timestamp", "shop"])
        write(tmp_path / "export" / f"{name}.csv", csv_of(header, rows))
    report = load_path(tmp_path, tmp_path / "export")
    assert (report.n_records, report.n_stored) == (160, 160)
