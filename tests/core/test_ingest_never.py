"""What is never a time, an item or a user: ids as long as times, kinds, measures, ways to pay, blank columns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import IngestError
from tests.core.ingest_help import chosen, columns

_KINDS = ("Swipe", "Chip", "Online")


def log(header: str, of_row: Callable[[int], str], n_rows: int = 400) -> str:
    rows = [f"u{n * n % 61},{of_row(n)}" for n in range(n_rows)]
    return "\n".join([f"user_id,{header}", *rows, ""])


def long_number(n: int) -> int:
    """Write one of 90 numbers of 19 digits as hashes are, some below 0."""
    return (n * 13 % 90 + 1) * 7919 * 10**15 // 77 % 9 * 10**18 * (-1) ** n + n * 13 % 90 * 10**14


def date(n: int) -> str:
    return f"2031-{n % 12 + 1:02}-{n % 28 + 1:02} {n % 24:02}:15:00"


@pytest.mark.parametrize("number", [long_number, lambda n: 10**18 * (n * 7 % 9 + 1) + n % 50])
def test_long_numbers_of_any_century_are_no_times(tmp_path: Path, number: Callable[[int], int]) -> None:
    rows = log("product_id,Merchant Name", lambda n: f"p{n % 23},{number(n)}")
    with pytest.raises(IngestError, match="no column looks like the timestamp"):
        columns(tmp_path, rows)


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(lambda n: 1_925_000_000 + n * 9_973, id="seconds"),
        pytest.param(lambda n: (1_925_000_000 + n * 9_973) * 1_000, id="milliseconds"),
        pytest.param(lambda n: (1_925_000_000 + n * 9_973) * 10**9 + 7, id="nanoseconds"),
    ],
)
def test_numbers_of_one_century_stay_times(tmp_path: Path, number: Callable[[int], object]) -> None:
    found = columns(tmp_path, log("product_id,moved", lambda n: f"p{n % 23},{number(n)}"), accepts_guesses=True)
    assert chosen(found)["timestamp"] == "moved"


def test_a_time_without_a_name_is_read_in_nearly_all_rows(tmp_path: Path) -> None:
    def of_row(n: int) -> str:
        return f"p{n % 23},{date(n) if n % 5 < 2 else f'call {n % 9}'}"

    with pytest.raises(IngestError, match="no column looks like the timestamp"):
        columns(tmp_path, log("product_id,agreed", of_row))
    assert chosen(columns(tmp_path, log("product_id,order_date", of_row)))["timestamp"] == "order_date"


def test_names_that_are_numbers_go_before_few_kinds_as_the_item(tmp_path: Path) -> None:
    rows = log("Use Chip,Merchant Name,date", lambda n: f"{_KINDS[n * 7 % 3]},{long_number(n)},{date(n)}")
    with pytest.raises(IngestError, match="Is 'Merchant Name' the item"):
        columns(tmp_path, rows)


def test_few_kinds_are_asked_for_where_nothing_else_can_be_the_item(tmp_path: Path) -> None:
    rows = log("Use Chip,date", lambda n: f"{_KINDS[n * 7 % 3]},{date(n)}")
    with pytest.raises(IngestError, match="Is 'Use Chip' the item"):
        columns(tmp_path, rows)
