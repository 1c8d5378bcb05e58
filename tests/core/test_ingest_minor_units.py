"""Amounts in cents and other smallest units, by the name of their column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from core.ingest.load import load_log
from core.ingest.tables.source import LogSource
from tests.core.ingest_help import load, open_store, write
from tests.core.test_ingest_exports import csv_of, moment, stored

N = 60
Cell = Callable[[int], object]


def price(n: int) -> float:
    return 10.5 + n % 7


def pieces(n: int) -> int:
    return 1 + n % 3


def off(n: int) -> float:
    return (0, 1.5, 0, 2.25, 0)[n % 5]


def cents(of: Callable[[int], float]) -> Cell:
    return lambda n: round(100 * of(n))


def status_of(n: int) -> str:
    return ("shipped", "delivered", "cancelled", "returned")[n % 4]


def table(cells: Mapping[str, Cell], first: int = 0, n_rows: int = N) -> str:
    rows = [
        (f"o{n}", f"u{(5 * n + n // 11) % 11}", f"p{n % 7}", moment(n), *(each(n) for each in cells.values()))
        for n in range(first, first + n_rows)
    ]
    return csv_of(",".join(["order_id,customer_id,product_id,order_date", *cells]), rows)


WHOLE = sum(map(price, range(N)))
LINES = sum(price(n) * pieces(n) for n in range(N))


@pytest.mark.parametrize(
    ("cells", "total"),
    [
        ({"price_cents": cents(price), "quantity": pieces}, LINES),
        ({"quantity": pieces, "Unit Amount (in cents)": cents(price)}, LINES),
        ({"amountInCents": cents(price)}, WHOLE),
        ({"total_minor": cents(price)}, WHOLE),
        ({"price_pence": cents(price)}, WHOLE),
        ({"金额(分)": cents(price)}, WHOLE),
        ({"unit_amount": cents(price), "quantity": pieces, "currency": lambda n: "usd"}, LINES),
        ({"amount_cents": cents(price), "amount_refunded_cents": lambda n: (0, 500)[n % 2]}, WHOLE - 5 * N / 2),
        ({"amount_cents": cents(price), "refunded_amount": lambda n: ("0", "5.00")[n % 2]}, WHOLE - 5 * N / 2),
        ({"gross_cents": cents(price), "discount_cents": cents(off), "net_cents": cents(lambda n: price(n) - off(n))},
         WHOLE - sum(map(off, range(N)))),
        ({"price_cents": cents(price), "discount": lambda n: f"{off(n):.2f}"}, WHOLE - sum(map(off, range(N)))),
        ({"amount": price, "discount_cents": cents(off)}, WHOLE - sum(map(off, range(N)))),
    ],
)  # fmt: skip
def test_amounts_in_cents_are_stored_in_whole_units(tmp_path: Path, cells: dict[str, Cell], total: float) -> None:
    report = load(tmp_path, table(cells))
    assert stored(tmp_path, "select sum(value) from events") == [(pytest.approx(total, abs=0.01),)]
    assert "refunded" not in " ".join(report.unused.get("events", ()))


@pytest.mark.parametrize(
    "cells",
    [
        {"UnitAmount": price, "CurrencyCode": lambda n: "EUR"},
        {"unit_amount": price, "currency": lambda n: "EUR"},
        {"amount": price, "tax_percent": lambda n: 19},
        {"amount": price, "cost center": lambda n: 100 + n % 3},
        {"amount": price, "recent": lambda n: n % 2},
        {"price_cents": price},
        {"price": price, "price_level": lambda n: n % 3},
        {"center_total": price},
        {"net amount": price, "minor_version": lambda n: n % 3},
    ],
)
def test_other_amounts_stay_as_they_are(tmp_path: Path, cells: dict[str, Cell]) -> None:
    load(tmp_path, table(cells))
    assert stored(tmp_path, "select sum(value) from events") == [(pytest.approx(WHOLE),)]


def test_each_currency_has_a_smallest_unit_of_its_own(tmp_path: Path) -> None:
    cells: dict[str, Cell] = {"total_minor": lambda n: 5000, "currency": lambda n: ("JPY", "EUR", "KWD")[n % 3]}
    load(tmp_path, table(cells))
    assert stored(tmp_path, "select value, count(*) from events group by all order by 1") == [
        (5, 20),
        (50, 20),
        (5000, 20),
    ]


def test_added_files_are_read_as_those_before_however_few_their_rows_are(tmp_path: Path) -> None:
    cells: dict[str, Cell] = {
        "price_cents": cents(price), "discount": lambda n: f"{off(n):.2f}", "event_type": status_of,
    }  # fmt: skip
    with open_store(tmp_path) as store:
        first = load_log(store, LogSource(write(tmp_path / "a.csv", table(cells))), "ann")
        more = write(tmp_path / "b.csv", table(cells, N, 3))
        load_log(store, LogSource(more, adds_to=first.dataset_id), "ann")
        expected = sum(price(n) - off(n) for n in range(N + 3))
        counted = store.rows("select sum(value) from events")
    assert counted[0][0] == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    ("amount", "currency", "cell", "total"),
    [
        ("base_price_money.amount", "base_price_money.currency", "350", 210.0),
        ("lines.totalMoney.amount", "lines.totalMoney.currency", "350", 210.0),
        ("base_price_money.amount", "base_price_money.currency", "3.50", 210.0),
        ("shop_money.amount", "shop_money.currency", "350.00", 21000.0),
        ("base_price_money.amount", "note", "350", 21000.0),
        ("price.amount", "price.currency", "350", 21000.0),
    ],
)
def test_amounts_of_square_are_in_the_smallest_unit(
    tmp_path: Path, amount: str, currency: str, cell: str, total: float
) -> None:
    report = load(tmp_path, table({amount: lambda _n: cell, currency: lambda _n: "USD"}))
    assert report.n_stored == N
    assert stored(tmp_path, "select round(sum(value), 2) from events") == [(total,)]
