"""Items in another place of nested events, dates in three columns, kinds of documents, pieces that came back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.ingest.states.order_states import state_of
from core.population.meanings import event_kind
from tests.core.ingest_help import load, load_path


def test_an_item_is_taken_from_the_list_where_the_event_itself_names_none(tmp_path: Path) -> None:
    events = [
        {"who": {"customer_id": f"c{row % 7}"}, "at": f"2026-03-{1 + row % 28:02}T10:00:{row % 60:02}", "event": "view",
         "props": {"sku": f"S{row % 9}"}}
        for row in range(60)
    ]  # fmt: skip
    events += [
        {"who": {"customer_id": f"c{row % 7}"}, "at": f"2026-04-{1 + row:02}T11:00:00", "event": "purchase",
         "props": {"items": [{"sku": f"S{row % 9}"}, {"sku": "S20"}]}}
        for row in range(20)
    ]  # fmt: skip
    path = tmp_path / "events.jsonl"
    path.write_text("\n".join(map(json.dumps, events)))
    report = load_path(tmp_path, path, map={"timestamp": "at"})
    assert (report.n_stored, report.n_items, report.rejected) == (100, 10, {})
    assert "Where 'props.sku' is blank, 'props.items.sku' is taken." in report.notes


def test_words_of_searches_are_no_items_of_a_log_of_clicks(tmp_path: Path) -> None:
    lines = ["user_id,reference,action_type,timestamp"]
    for row in range(120):
        kind, what = ("click", 500 + row % 11) if row % 4 else ("sort order", ("price", "distance")[row % 8 // 4])
        lines.append(f"u{row % 13},{what},{kind},2026-05-{1 + row % 28:02} 08:{row % 60:02}:00")
    report = load(tmp_path, "\n".join(lines), map={"item": "reference"})
    assert (report.n_stored, report.n_items, dict(report.rejected)) == (90, 11, {"no item": 30})


def test_year_month_and_day_become_a_date(tmp_path: Path) -> None:
    lines = ["customer_id;product_id;year;month;day"]
    lines += [f"c{row % 9};p{row % 7};2008;{4 + row % 3};{1 + row % 30}" for row in range(90)]
    report = load(tmp_path, "\n".join(lines))
    assert report.n_stored == 90
    assert {each.role: each.column for each in report.choices}["timestamp"] == "date"
    assert "'date' was put together from 'year', 'month' and 'day'." in report.notes


def test_year_month_and_day_beside_a_date_stay_apart(tmp_path: Path) -> None:
    lines = ["customer_id;product_id;order_date;year;month;day"]
    lines += [f"c{row % 9};p{row % 7};2008-04-{1 + row % 30:02};2008;4;{1 + row % 30}" for row in range(90)]
    report = load(tmp_path, "\n".join(lines))
    assert {each.role: each.column for each in report.choices}["timestamp"] == "order_date"


@pytest.mark.parametrize(
    ("kinds", "n_purchases"),
    [
        (("Rechnung", "Angebot", "Lieferschein"), 30),
        (("Invoice", "Quote", "Delivery note"), 30),
        (("Facture", "Devis", "Bon de livraison"), 30),
        (("Lieferschein", "Lieferschein", "Lieferschein"), 90),
    ],
)
def test_offers_and_delivery_notes_beside_invoices_are_no_sales(
    tmp_path: Path, kinds: tuple[str, str, str], n_purchases: int
) -> None:
    lines = ["Document Type;Document No;Customer No;Item No;Date;Quantity;Unit Price"]
    lines += [
        f"{kinds[row % 3]};D{row};{100 + row % 8};I{row % 6};2026-01-{1 + row % 28:02};1;4.50" for row in range(90)
    ]
    report = load(tmp_path, "\n".join(lines))
    [meaning] = [str(note) for note in report.notes if str(note).startswith("What events mean")]
    assert f"{n_purchases} 'purchase' are purchases" in meaning
    assert report.n_stored == 90


@pytest.mark.parametrize("name", ["Quantity refunded", "Returned quantity", "Retournierte Menge"])
def test_a_line_whose_pieces_all_came_back_is_a_refund(tmp_path: Path, name: str) -> None:
    lines = [f"Customer ID,SKU,Date,Order ID,Quantity,Price,{name}"]
    lines += [
        f"c{row % 8},S{row % 6},2026-01-{1 + row % 28:02},O{row},2,4.50,{2 if row % 10 == 0 else row % 2}"
        for row in range(60)
    ]
    assert load(tmp_path, "\n".join(lines)).n_refunds == 6


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("İptal Edildi", "cancelled order"),
        ("İade Edildi", "returned"),
        ("Anulowane", "cancelled order"),
        ("Opłacone", "paid"),
        ("отменён", "cancelled order"),
        ("Доставлен", "paid"),
        ("취소완료", "cancelled order"),
        ("결제대기", "pending order"),
        ("Terugbetaald", "refund"),
        ("Peruttu", "cancelled order"),
    ],
)
def test_states_of_orders_in_more_languages(status: str, state: str) -> None:
    assert state_of(status) == state


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("viewproduct", "view"),
        ("productaddedtocart", "cart"),
        ("payorderdetail", "purchase"),
        ("overview", "other"),
        ("paper", "other"),
    ],
)
def test_names_of_events_without_signs_between_their_words(name: str, kind: str) -> None:
    assert event_kind(name) == kind
