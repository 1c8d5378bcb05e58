"""Exports of a till that have rows of a receipt, of its lines and of its payment."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.ingest.plausible import look_ahead
from core.ingest.tables.source import LogSource
from core.population.meanings import event_kind
from tests.core.ingest_help import load, settings, write


def till(names: tuple[str, str, str], has_sku: tuple[bool, bool, bool] = (False, True, False)) -> str:
    """Write 60 receipts, each with a row of its own, one of its line and one of its payment."""
    rows = [
        f"c{n % 13},2031-01-{n % 28 + 1:02} 10:00:00,{name},{f's{n * 7 % 11}' if sold else ''},{n % 9 + 1}.50,r{n}"
        for n in range(60)
        for name, sold in zip(names, has_sku, strict=True)
    ]
    return "\n".join(["customer_code,date,line type,sku,total,receipt number", *rows, ""])


@pytest.mark.parametrize(
    "names", [("Sale", "Sale Line", "Payment"), ("order", "order_line", "payment"), ("Invoice", "invoice line", "Paid")]
)
def test_lines_are_purchases_and_their_receipts_are_not_lost(tmp_path: Path, names: tuple[str, str, str]) -> None:
    path = write(tmp_path / "till.csv", till(names))
    seen = look_ahead(LogSource(path), settings(tmp_path))
    line = names[1].lower()
    assert (dict(seen.n_events), seen.meanings[line].kind) == ({line: 60}, "purchase")
    assert set(seen.n_itemless) == {names[0].lower(), names[2].lower()}
    assert not [finding for finding in seen.findings if "lost" in finding]


def test_purchases_that_name_no_item_are_lost_where_no_line_stands_beside_them(tmp_path: Path) -> None:
    path = write(tmp_path / "till.csv", till(("sale", "view", "payment")))
    seen = look_ahead(LogSource(path), settings(tmp_path))
    assert [finding for finding in seen.findings if str(finding).startswith("33% of the rows would be lost")]


def test_purchases_with_items_beside_lines_stay(tmp_path: Path) -> None:
    report = load(tmp_path, till(("sale", "sale line", "payment"), (True, True, False)))
    assert (report.n_stored, report.rejected) == (120, {"no item": 60})


@pytest.mark.parametrize("name", ["hotline", "sales line", "online", "pipeline", "line"])
def test_other_lines_are_no_purchases(name: str) -> None:
    assert event_kind(name) != "purchase"
