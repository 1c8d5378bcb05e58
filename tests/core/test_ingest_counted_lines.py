"""How many things an order is of is no number of pieces of each of its lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.core.ingest_help import chosen, columns

N_ORDERS = 60


def lines(order: int) -> int:
    return order % 3 + 1


def text(
    pieces: Callable[[int, int], object], more: str = "", of: Callable[[int, int], object] = lambda o, k: ""
) -> str:
    """Lines of orders; ``pieces`` and ``of`` give cells of an order and a line."""
    rows = [
        f"c{order % 17},{order},p{(order * 5 + line * 7) % 23},2031-01-{order % 28 + 1:02} 10:00:{line:02},"
        f"{(order * 5 + line * 7) % 23 + 0.99},{pieces(order, line)}" + (f",{of(order, line)}" if more else "")
        for order in range(N_ORDERS)
        for line in range(lines(order))
    ]
    header = "customer_id,order_id,product_id,date,price,items_purchased"
    return "\n".join([header + (f",{more}" if more else ""), *rows, ""])


@pytest.mark.parametrize(
    "pieces", [lambda order, line: lines(order), lambda order, line: lines(order) + (order % 4 == 1)]
)
def test_a_number_that_is_that_of_the_lines_is_no_number_of_pieces(
    tmp_path: Path, pieces: Callable[[int, int], int]
) -> None:
    assert "quantity" not in chosen(columns(tmp_path, text(pieces)))


@pytest.mark.parametrize(
    "pieces",
    [
        lambda order, line: 1,
        lambda order, line: 2 if order % 5 == 0 else 1,
        lambda order, line: 12,
        lambda order, line: order % 4 + 1,
        lambda order, line: (order + line) % 3 + 1,
        lambda order, line: line + 1,
        lambda order, line: lines(order) if line == 0 else 1,
        lambda order, line: -1 if order % 7 == 0 else 1,
    ],
)
def test_other_numbers_are_numbers_of_pieces(tmp_path: Path, pieces: Callable[[int, int], int]) -> None:
    assert chosen(columns(tmp_path, text(pieces)))["quantity"] == "items_purchased"


def test_pieces_that_make_a_total_are_pieces(tmp_path: Path) -> None:
    def total(order: int, line: int) -> str:
        return f"{((order * 5 + line * 7) % 23 + 0.99) * lines(order):.2f}"

    found = columns(tmp_path, text(lambda order, line: lines(order), "line_total", total))
    assert chosen(found)["quantity"] == "items_purchased"


def test_a_column_that_is_given_is_taken(tmp_path: Path) -> None:
    found = columns(tmp_path, text(lambda order, line: lines(order)), map={"quantity": "items_purchased"})
    assert chosen(found)["quantity"] == "items_purchased"
