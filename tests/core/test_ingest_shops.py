"""Exports of shops, tills and payments: what is bought, and what only looks so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.ingest.order_states import state_of
from core.ingest.source import IngestReport
from core.population.meanings import event_kind
from tests.core.ingest_help import load


def meant(report: IngestReport) -> str:
    [note] = [str(note) for note in report.notes if str(note).startswith("What events mean")]
    return note


def clicks(cancelled: Callable[[int], int], cancel: str) -> str:
    """Of each user: views, a basket, a purchase of item 1, and what is cancelled."""
    lines = ["user_id,product_id,created_at,event_type"]
    for user in range(20):
        steps = [(1, "product"), (2, "product"), (1, "cart"), (1, "purchase"), (cancelled(user), cancel)]
        lines += [f"u{user},p{item},2026-01-05 10:{at:02},{name}" for at, (item, name) in enumerate(steps)]
    return "\n".join(lines)


@pytest.mark.parametrize("cancel", ["cancel", "Cancelled", "取消", "Storno"])
def test_a_checkout_that_is_cancelled_takes_nothing_back(tmp_path: Path, cancel: str) -> None:
    report = load(tmp_path, clicks(lambda user: 2, cancel))
    assert report.n_refunds == 0
    assert "20 'cancelled order' are stored, but are no interaction with an item" in meant(report)
    assert "40 'product' are views" in meant(report)


@pytest.mark.parametrize("cancel", ["cancel", "Cancelled", "取消", "Storno"])
def test_a_purchase_that_is_cancelled_is_a_refund(tmp_path: Path, cancel: str) -> None:
    assert load(tmp_path, clicks(lambda user: 1 + (user > 15), cancel)).n_refunds == 20


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("home", "ignore"),
        ("Department", "ignore"),
        ("product", "view"),
        ("checkout cancelled", "ignore"),
        ("payment_canceled", "ignore"),
        ("order_was_cancelled", "refund"),
        ("cart", "cart"),
    ],
)
def test_places_of_a_shop_and_what_was_given_up(name: str, kind: str) -> None:
    assert event_kind(name) == kind


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("Quotation", "cancelled order"),
        ("Quotation Sent", "cancelled order"),
        ("Draft", "cancelled order"),
        ("Angebot", "cancelled order"),
        ("Devis envoyé", "cancelled order"),
        ("Presupuesto", "cancelled order"),
        ("报价", "cancelled order"),
        ("Quote accepted", "paid"),
        ("Angebot angenommen", "paid"),
        ("Due", "pending order"),
    ],
)
def test_an_offer_is_no_purchase(status: str, state: str) -> None:
    assert state_of(status) == state


@pytest.mark.parametrize(
    "states", [("Sales Order", "Quotation", "Quotation Sent", "Cancelled"), ("sale", "draft", "sent", "cancel")]
)
def test_only_orders_of_a_list_with_offers_are_purchases(tmp_path: Path, states: tuple[str, ...]) -> None:
    lines = ["Order Reference,Order Date,Customer,Product,Quantity,Unit Price,Status"]
    lines += [
        f"S{row},2026-01-{1 + row % 28:02},C{row % 8},I{row % 6},1,4.50,{states[max(row % 8 - 4, 0)]}"
        for row in range(80)
    ]
    report = load(tmp_path, "\n".join(lines))
    assert "50 'purchase' are purchases" in meant(report)
    assert "30 'cancelled order' are stored, but are no interaction with an item" in meant(report)


@pytest.mark.parametrize(
    ("header", "states"),
    [
        (
            "id,Created (UTC),Amount,Amount Refunded,Currency,Customer ID,Status,Description",
            ("Paid", "Failed", "Refunded"),
        ),
        ("订单号码,下单时间,实付金额,退款,币种,买家,订单状态,商品名称", ("交易完成", "交易关闭", "已退款")),
    ],
)
def test_payments_that_went_through_are_purchases(tmp_path: Path, header: str, states: tuple[str, ...]) -> None:
    lines = [header]
    for row in range(100):
        state = states[max(row % 10 - 7, 0)]
        back = "9.00" if state == states[2] else "0.00"
        lines.append(f"ch_{row:05},2026-01-{1 + row % 28:02} 10:{row % 60:02},9.00,{back},usd,cus_{row % 9},{state},"
                     f"plan {row % 4}")  # fmt: skip
    report = load(tmp_path, "\n".join(lines))
    assert report.n_refunds == 10
    assert "80 'purchase' are purchases" in meant(report)
    assert "10 'cancelled order' are stored, but are no interaction with an item" in meant(report)


def test_an_amount_beside_stars_is_no_payment(tmp_path: Path) -> None:
    lines = ["user,item,time,rating,status"]
    lines += [f"u{row % 9},i{row % 7},2026-01-05 10:{row % 60:02},{1 + row % 5},{'paid' if row % 9 else 'failed'}"
              for row in range(90)]  # fmt: skip
    assert "are ratings" in meant(load(tmp_path, "\n".join(lines)))
