"""Discounts: taken off an amount where values show that it is before them, and never twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from core.ingest.tables.source import IngestReport
from tests.core.ingest_help import chosen, load
from tests.core.test_ingest_exports import csv_of, moment, stored

N = 80
Cell = Callable[[int], object]
OFF, RATE = (0, 1.5, 0, 2.25, 0), (0, 0.1, 0, 0.25, 0)
"""By row, what was taken off."""


def price(n: int) -> float:
    return 10 + n % 7


def pieces(n: int) -> int:
    return 1 + n % 3


def off(n: int) -> float:
    return OFF[n % 5]


def rate(n: int) -> float:
    return RATE[n % 5]


def money(number: float) -> str:
    return f"{number:.2f}"


def read(folder: Path, cells: Mapping[str, Cell]) -> tuple[IngestReport, float]:
    """Load a log of lines, and return the sum of what they cost."""
    rows = [
        (f"o{n}", f"u{(5 * n + n // 11) % 11}", f"p{n % 7}", moment(n), *(each(n) for each in cells.values()))
        for n in range(N)
    ]
    report = load(folder, csv_of(",".join(["order_id,customer_id,product_id,order_date", *cells]), rows))
    return report, round(float(str(stored(folder, "select sum(value) from events")[0][0])), 1)


UNIT: dict[str, Cell] = {"quantity": pieces, "unit_price": lambda n: money(price(n))}
GROSS = round(sum(price(n) * pieces(n) for n in range(N)), 1)
LESS_SUM = round(sum(price(n) * pieces(n) - off(n) for n in range(N)), 1)
LESS_RATE = round(sum(price(n) * pieces(n) * (1 - rate(n)) for n in range(N)), 1)


def line(n: int) -> float:
    return price(n) * pieces(n)


@pytest.mark.parametrize(
    ("cells", "total", "note"),
    [
        ({**UNIT, "discount": rate}, LESS_RATE, "is before"),
        ({**UNIT, "discount": lambda n: f"{100 * rate(n):g}%"}, LESS_RATE, "is before"),
        ({**UNIT, "discount_percent": lambda n: f"{100 * rate(n):g}"}, LESS_RATE, "is before"),
        ({**UNIT, "discount": off}, GROSS, "is not known"),
        ({**UNIT, "discount": lambda n: -off(n)}, GROSS, "is not known"),
        ({**UNIT, "discount": lambda n: (0, 10, 0, 5, 0)[n % 5]}, GROSS, "is not known"),
        ({**UNIT, "discount": lambda n: ("0", "10%", "0", "2.50", "0")[n % 5]}, GROSS, "is not known"),
        ({**UNIT, "discount": lambda n: 0.1}, GROSS, "is not known"),
        ({**UNIT, "discount_rate": lambda n: (0, 0.05, 0.1)[(5 * n + n // 11) % 11 % 3]}, GROSS, "is not known"),
        ({**UNIT, "discount_code": lambda n: ("", "10", "", "15", "")[n % 5]}, GROSS, ""),
        ({**UNIT, "coupon": lambda n: ("", "SAVE10", "", "15", "")[n % 5]}, GROSS, ""),
        ({**UNIT, "discount": lambda n: "0.00"}, GROSS, ""),
        ({**UNIT, "discount": lambda n: ("No", "Yes")[n % 2]}, GROSS, ""),
        ({"quantity": pieces, "unit_price": lambda n: money(price(n) * (1 - rate(n))), "discount": rate}, LESS_RATE,
         "is after"),
        ({"gross": lambda n: money(line(n)), "discount": off, "net": lambda n: money(line(n) - off(n))}, LESS_SUM,
         "is after"),
        ({"net_amount": lambda n: money(line(n) - off(n)), "discount": off, "gross_amount": lambda n: money(line(n))},
         LESS_SUM, "is after"),
        ({**UNIT, "discount": off, "total": lambda n: money(line(n) - off(n))}, LESS_SUM, "is after"),
        ({**UNIT, "discount": rate, "total_price": lambda n: money(line(n) * (1 - rate(n)))}, LESS_RATE, "is after"),
        ({"Sales": lambda n: money(line(n) * (1 - rate(n))), "Quantity": pieces, "Discount": rate}, LESS_RATE,
         "is after"),
        ({"price": lambda n: money(price(n)), "discount": lambda n: money(0.1 * rate(n) + off(n))},
         round(sum(price(n) - off(n) - 0.1 * rate(n) for n in range(N)), 1), "is before"),
        ({"quantity": lambda n: 1, "unit_price": lambda n: money(price(n) / 10), "discount": rate},
         round(sum(price(n) / 10 for n in range(N)), 1), "is not known"),
    ],
)  # fmt: skip
def test_a_discount_is_taken_off_once_where_values_settle_it(
    tmp_path: Path, cells: dict[str, Cell], total: float, note: str
) -> None:
    report, found = read(tmp_path, cells)
    assert found == pytest.approx(total, abs=0.2)
    notes = [each for each in map(str, report.notes) if "taken off" in each]
    assert len(notes) == bool(note)
    assert all(note in each for each in notes)
    unused = report.unused.get("events", ())
    assert bool(note) == (not any("disc" in each.lower() for each in unused) and "coupon" not in unused)


def test_what_was_taken_off_an_order_is_not_taken_off_each_line(tmp_path: Path) -> None:
    rows = [
        (f"o{n // 3}", f"u{n // 3 % 11}", f"p{n % 7}", moment(n // 3), 1, money(price(n)), (0, 5.5, 0)[n // 3 % 3])
        for n in range(3 * N)
    ]
    report = load(tmp_path, csv_of("order_id,customer_id,product_id,order_date,quantity,unit_price,discount", rows))
    assert stored(tmp_path, "select sum(value) from events") == [(sum(price(n) for n in range(3 * N)),)]
    assert any("nothing is taken off" in note for note in map(str, report.notes))


def test_a_discount_is_none_of_ratings(tmp_path: Path) -> None:
    assert read(tmp_path, {"rating": lambda n: 1 + n % 5, "discount": rate})[1] == 3 * N


def test_a_discount_lessens_refunds_too(tmp_path: Path) -> None:
    signed: dict[str, Cell] = {**UNIT, "quantity": lambda n: -1 if n % 13 == 0 else pieces(n), "discount": rate}
    report, total = read(tmp_path, signed)
    expected = sum((-1 if n % 13 == 0 else pieces(n)) * price(n) * (1 - rate(n)) for n in range(N))
    assert (chosen(report)["value"], total) == ("unit_price", round(expected, 1))
