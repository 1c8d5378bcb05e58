"""What rows are that no order is: songs that were skipped, signs in place of words, texts, addresses beside users."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from core.ingest.plausible import look_ahead
from core.ingest.states.order_states import CANCELLED, PAID, PENDING, state_of
from core.ingest.tables.source import LogSource
from tests.core.ingest_help import chosen, load, settings, write
from tests.core.test_ingest_exports import csv_of

N = 60
Cell = Callable[[int], object]
WHO: dict[str, Cell] = {
    "user_id": lambda n: f"c{n % 13}",
    "item_id": lambda n: f"p{n % 7}",
    "time": lambda n: f"2031-01-{n % 28 + 1:02} 10:00:00",
}


def table(cells: Mapping[str, Cell]) -> str:
    cells = {**WHO, **cells}
    return csv_of(",".join(cells), [tuple(cell(n) for cell in cells.values()) for n in range(N)])


def prose(n: int) -> str:
    return f"I liked it on day {n} and will come back"


def test_a_song_that_was_skipped_is_no_cancelled_order(tmp_path: Path) -> None:
    report = load(tmp_path, table({"status": lambda n: "skipped" if n % 3 else "played"}))
    assert "20 'played' are plays" in report.notes[-1]
    assert "40 'skipped' are stored, but are no interaction" in report.notes[-1]


def test_a_charge_that_was_skipped_is_one(tmp_path: Path) -> None:
    cells: dict[str, Cell] = {"order_id": lambda n: n, "amount": lambda n: n + 1}
    report = load(tmp_path, table({**cells, "status": lambda n: "skipped" if n % 3 else "success"}))
    assert "40 'cancelled order'" in report.notes[-1]


def test_signs_are_states_of_orders() -> None:
    assert [state_of(each) for each in ("✅", "❌", "⏳", "⭐")] == [PAID, CANCELLED, PENDING, ""]


@pytest.mark.parametrize(
    ("cells", "query"),
    [
        ({"review": prose}, "review"),
        ({"text": prose, "rating": lambda n: n % 5 + 1}, "text"),
        ({"data.body": prose}, "data.body"),
        ({"review": lambda n: n % 5 + 1}, None),
        ({"text": lambda n: f"Mug {n % 7}"}, None),
        ({"comment": prose, "order_id": lambda n: n, "amount": lambda n: n}, None),
        ({"body": lambda n: "xl"}, None),
        ({"tip": lambda n: f"{n}.50"}, None),
        ({"product_review": prose}, "product_review"),
        ({"email_body": prose}, None),
        ({"status_text": lambda n: ("Toimitettu", "Peruttu")[n % 2]}, None),
    ],
)
def test_what_users_wrote_is_known_by_a_bare_name_where_it_is_prose(
    tmp_path: Path, cells: dict[str, Cell], query: str | None
) -> None:
    report = load(tmp_path, table(cells))
    assert (chosen(report).get("query"), report.n_stored) == (query, N)


@pytest.mark.parametrize(
    ("header", "value", "is_private"),
    [
        ("ip", "10.0.0.{}", True),
        ("client_ip", "10.0.0.{}", True),
        ("events.ipAddress", "10.0.0.{}", True),
        ("version", "1.0.0.{}", False),
        ("ip", "model {}", False),
    ],
)
def test_an_address_beside_a_user_is_private(tmp_path: Path, header: str, value: str, is_private: bool) -> None:
    notes = " ".join(load(tmp_path, table({header: lambda n: value.format(n % 9)})).notes)
    assert ("Columns that identify people are not stored" in notes) is is_private


def test_rows_without_an_item_are_named_where_they_are_more_than_the_others(tmp_path: Path) -> None:
    names = ("level_complete", "item_equipped", "purchase")
    text = table({"event": lambda n: names[n % 3], "item_id": lambda n: f"p{n % 7}" if n % 3 == 2 else ""})
    found = look_ahead(LogSource(write(tmp_path / "log.csv", text), accepts_guesses=True), settings(tmp_path))
    assert found.n_usable == 20
    assert any("40 more rows name no item, so they do not count" in each for each in found.findings)
