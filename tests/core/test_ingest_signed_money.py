"""Money that its column's name does not say: signs of currencies, cents and millionths, lines beside totals, gifts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.core.ingest_help import chosen, columns, load
from tests.core.test_ingest_exports import csv_of, stored

N = 60
Cell = Callable[[int], object]
ORDER: dict[str, Cell] = {
    "order_id": lambda n: f"o{n}",
    "customer_id": lambda n: f"c{n % 13}",
    "product_id": lambda n: f"p{n % 7}",
    "order_date": lambda n: f"2031-01-{n % 28 + 1:02} 10:00:00",
}
EUROS = sum(n % 9 + 1.5 for n in range(N))
ZEROS, WHOLE = sum(n % 9 * 1.5 for n in range(N)), sum((n % 9 + 1) * 15_000.0 for n in range(N))


def table(cells: Mapping[str, Cell], *, without: tuple[str, ...] = ()) -> str:
    cells = {name: cell for name, cell in {**ORDER, **cells}.items() if name not in without}
    return csv_of(",".join(cells), [tuple(cell(n) for cell in cells.values()) for n in range(N)])


def euros(n: int) -> str:
    return f'"€ {n % 9 + 1},50"'


@pytest.mark.parametrize(
    ("cells", "value", "total"),
    [
        ({"Vergoeding": euros}, "Vergoeding", EUROS),
        ({"Kol 5": lambda n: f"EUR {n % 9 + 1}.50"}, "Kol 5", EUROS),
        ({"Kol 5": lambda n: f"{n % 9 + 1}.50 zł", "Versandkosten": lambda n: "4.90 zł"}, "Kol 5", EUROS),
        ({"price_usd_cents": lambda n: (n % 9) * 100 + 150}, "price_usd_cents", EUROS),
        ({"totals.transactionRevenue": lambda n: (n % 9) * 1_000_000 + 1_500_000}, "totals.transactionRevenue", EUROS),
        ({"amount_micros": lambda n: (n % 9) * 1_000_000 + 1_500_000}, "amount_micros", EUROS),
        ({"amount_micros": lambda n: (n % 9) * 1_000_000 + 1_500_000 + n}, "amount_micros", EUROS),
        ({"transactionRevenue": lambda n: (n % 9) * 1_500_000 or "0"}, "transactionRevenue", ZEROS),
        ({"product_revenue": lambda n: (n % 9) * 1_500_000}, "product_revenue", ZEROS * 1_000_000),
        ({"totals.transactionRevenue": lambda n: f"{(n % 9 + 1) * 15_000}.0"}, "totals.transactionRevenue", WHOLE),
        ({"Total_Cost": lambda n: f"{n % 9 + 1}.50"}, "Total_Cost", EUROS),
        ({"SKU Subtotal After Discount": lambda n: f"{n % 9 + 1}.50", "Order Amount": lambda n: f"{n % 9 + 6}.50"},
         "SKU Subtotal After Discount", EUROS),
        ({"Total Revenue": lambda n: f"{n % 9 + 1}.50", "Total Cost": lambda n: f"{n % 9}.10"}, "Total Revenue", EUROS),
    ],
)  # fmt: skip
def test_what_was_paid_is_the_value(tmp_path: Path, cells: dict[str, Cell], value: str, total: float) -> None:
    report = load(tmp_path, table(cells))
    assert (chosen(report)["value"], report.n_stored) == (value, N)
    assert stored(tmp_path, "select round(sum(value), 2) from events") == [(total,)]


@pytest.mark.parametrize(
    "cells",
    [
        {"Versandkosten": euros},
        {"TVA": euros},
        {"Trinkgeld": euros},
        {"Kontostand": euros},
        {"household": lambda n: f'"$ {n % 13 + 30},000"'},
        {"Gewicht": lambda n: f"{n % 9 + 1}.50"},
        {"Prozent": lambda n: f"{n % 9 + 1}.50"},
        {"free": lambda n: '"€ 0,00"'},
    ],
)
def test_fees_taxes_and_facts_of_users_are_no_value(tmp_path: Path, cells: dict[str, Cell]) -> None:
    assert "value" not in chosen(columns(tmp_path, table(cells)))


def test_small_or_broken_numbers_are_no_millionths(tmp_path: Path) -> None:
    load(tmp_path, table({"totals.transactionRevenue": lambda n: f"{n % 9 + 1}.50"}))
    assert stored(tmp_path, "select round(sum(value), 2) from events") == [(EUROS,)]


@pytest.mark.parametrize(
    ("cells", "event"),
    [
        ({"Gift Amount": lambda n: n % 9 + 1}, "purchase"),
        ({"gift_amount": lambda n: n % 9 + 1}, "purchase"),
        ({"giftAmount": lambda n: n % 9 + 1}, "purchase"),
        ({"pledged_amount": lambda n: n % 9 + 1}, "purchase"),
        ({"Gift Card Amount": lambda n: n % 9 + 1}, "event"),
        ({"gift_card_amount": lambda n: n % 9 + 1}, "event"),
        ({"gift_wrap_amount": lambda n: n % 9 + 1}, "event"),
        ({"gifted_amount": lambda n: n % 9 + 1}, "event"),
    ],
)
def test_gifts_are_money_of_who_gives_them(tmp_path: Path, cells: dict[str, Cell], event: str) -> None:
    text = table(cells | {"when": ORDER["order_date"]}, without=("order_id", "order_date"))
    assert f"{N} '{event}' are" in load(tmp_path, text).notes[-1]


def test_a_price_per_unit_is_no_number_of_pieces(tmp_path: Path) -> None:
    notes = load(tmp_path, table({"amount": lambda n: n % 9 + 1, "price per unit": lambda n: n % 5 + 1})).notes
    assert not any("is by its name no number of pieces" in note for note in notes)
