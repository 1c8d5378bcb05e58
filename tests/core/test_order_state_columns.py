"""States of orders under names of events or of nothing known, kinds of documents, and codes of states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from core.cli.log import _role_and_column
from core.errors import IngestError
from tests.core.ingest_help import chosen, columns, load
from tests.core.test_ingest_exports import csv_of, moment

N = 60
STEPS = ("Open", "Processed", "Shipped", "Delivered")


def user(n: int) -> str:
    return f"u{(5 * n + n // 11) % 11}"


def log_of(name: str, words: Sequence[object], by: Callable[[int], int] = int, header: str = "order_id") -> str:
    rows = [(f"o{n}", user(n), f"p{n % 7}", moment(n), f"{10 + n % 7}.50", words[by(n) % len(words)]) for n in range(N)]
    return csv_of(f"{header},customer_id,product_id,order_date,amount,{name}", rows)


@pytest.mark.parametrize("name", ["event_type", "type", "action", "Aktion", "zz"])
def test_an_order_with_a_row_for_each_state_is_one_purchase(tmp_path: Path, name: str) -> None:
    rows = []
    for n in range(N):
        ended = {4: ("Open", "Cancelled"), 5: (*STEPS, "Returned")}.get(n % 6, STEPS)
        rows += [(f"o{n}", user(n), f"p{n % 7}", f"2026-03-{1 + n % 20 + day:02} 10:00", state, "10.50")
                 for day, state in enumerate(ended)]  # fmt: skip
    report = load(tmp_path, csv_of(f"order_id,customer_id,product_id,time,{name},amount", rows))
    assert "event" not in chosen(report)
    assert (report.n_records, report.n_stored, report.rejected) == (230, 60, {"earlier state of the order": 170})
    [meant] = [note for note in map(str, report.notes) if note.startswith("What events mean")]
    assert "40 'purchase' are purchases, weight 1; 10 'cancelled order' are stored, but are no interaction" in meant
    assert "10 'refunded purchase' are refunds, weight 0" in meant


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("event", ("Shipped", "Delivered", "Cancelled", "Returned")),
        ("Aktion", ("Versandt", "Zugestellt", "Storniert", "Retourniert")),
        ("accion", ("Enviado", "Entregado", "Cancelado", "Devuelto")),
        ("操作", ("已发货", "已签收", "已取消", "已退货")),
        ("状態", ("発送済み", "配達完了", "キャンセル", "返品")),
        ("Status da entrega", ("Enviado", "Entregue", "Cancelado", "Devolvido")),
        ("vaihe", ("toimitettu", "maksettu", "peruttu", "palautettu")),
    ],
)
def test_states_are_read_whatever_their_column_is_called(tmp_path: Path, name: str, words: tuple[str, ...]) -> None:
    report = load(tmp_path, log_of(name, words))
    assert "event" not in chosen(report)
    assert (report.n_stored, report.n_refunds) == (60, 15)
    [meant] = [note for note in map(str, report.notes) if note.startswith("What events mean")]
    assert "30 'purchase' are purchases" in meant
    assert "15 'cancelled order' are stored, but are no interaction" in meant


NO_STATES = {
    "a membership of each user": log_of("type", ("Active", "Cancelled", "Expired"), lambda n: int(user(n)[1:])),
    "a state of customers": log_of("customer_state", ("Active", "Cancelled", "Churned")),
    "a state of accounts": log_of("account_state", ("Open", "Closed", "Cancelled"), lambda n: int(user(n)[1:])),
    "a state of coupons": log_of("coupon_status", ("Redeemed", "Cancelled", "Expired")),
    "a state of subscriptions": log_of("abo", ("Active", "Cancelled", "Paused"), lambda n: int(user(n)[1:])),
    "a mode of shipping": log_of("Ship Mode", ("Standard Class", "Second Class", "Same Day")),
    "ways of delivery": log_of("type", ("Delivery", "Pickup", "Express delivery")),
    "a method": log_of("delivery method", ("Delivered at door", "Returned to shop", "Cancelled by app", "Paid locker")),
    "a priority": log_of("Order Priority", ("High", "Low", "Critical")),
    "a way to pay": log_of("payment", ("Paid by card", "Cash", "Voucher")),
}


@pytest.mark.parametrize("what", NO_STATES)
def test_what_users_are_and_how_goods_are_sent_is_no_state(tmp_path: Path, what: str) -> None:
    report = load(tmp_path, NO_STATES[what])
    assert not any("says what became of each row" in note for note in map(str, report.notes))
    assert any("60 'purchase' are purchases" in note for note in map(str, report.notes))


@pytest.mark.parametrize(
    ("words", "is_event"),
    [
        (("purchase", "purchase", "refund"), True),
        (("view", "purchase", "cancelled"), True),
        (("Viewed", "Ordered", "Delivered", "Cancelled"), True),
        (("order_created", "order_shipped", "order_cancelled"), True),
        (("open", "click", "delivered", "cancelled"), True),
        (("issued", "renewed", "returned"), True),
        (("pending", "shipped", "cancelled"), False),
    ],
)
def test_what_users_did_stays_an_event(tmp_path: Path, words: tuple[str, ...], is_event: bool) -> None:
    assert ("event" in chosen(columns(tmp_path, log_of("event_type", words)))) == is_event


def test_an_order_of_which_a_part_is_paid_back_has_no_states(tmp_path: Path) -> None:
    parts = (("20.00", "completed"), ("-5.00", "refunded"))
    rows = [(f"o{n // 2}", user(n // 2), f"p{n // 2 % 7}", moment(n), *parts[n % 2]) for n in range(N)]
    text = csv_of("order_id,customer_id,product_id,order_date,amount,event", rows)
    assert chosen(columns(tmp_path, text))["event"] == "event"


@pytest.mark.parametrize(
    ("name", "words", "kinds"),
    [
        ("transaction type", ("Invoice", "Invoice", "Invoice returned"), "20 'refunded purchase' are refunds"),
        ("transaction_type", ("Sale", "Sale", "Return"), "20 'refund' are refunds, weight -1"),
        ("Transaction Type", ("Invoice", "Invoice", "Credit note"), "20 'refund' are refunds, weight -1"),
        ("order_type", ("online", "store", "cancelled"), "20 'cancelled order' are stored, but are no interaction"),
        ("order_type", ("sale", "sale", "voided"), "20 'cancelled order' are stored, but are no interaction"),
        ("Belegart", ("Rechnung", "Rechnung", "Stornorechnung"), "20 'refund' are refunds, weight -1"),
    ],
)  # fmt: skip
def test_kinds_of_documents(tmp_path: Path, name: str, words: tuple[str, ...], kinds: str) -> None:
    report = load(tmp_path, log_of(name, words))
    assert "event" not in chosen(report)
    [meant] = [note for note in map(str, report.notes) if note.startswith("What events mean")]
    assert kinds in meant
    assert "40 'purchase' are purchases, weight 1" in meant


def test_a_voided_order_whose_money_went_back_is_a_refund(tmp_path: Path) -> None:
    rows = [
        (f"o{n}", user(n), f"p{n % 7}", moment(n), ("-9.50", "10.50")[n % 4 > 0], ("voided", "sale")[n % 4 > 0])
        for n in range(N)
    ]
    report = load(tmp_path, csv_of("order_id,customer_id,product_id,order_date,amount,order_type", rows))
    assert report.n_refunds == 15


def test_codes_of_states_are_asked_and_can_be_answered_either_way(tmp_path: Path) -> None:
    text = log_of("status", (1, 2, 3, 9))
    with pytest.raises(IngestError, match="'status' holds codes of what became of each order, 1 ") as caught:
        columns(tmp_path, text)
    assert "--map event='' or --map event=status" in str(caught.value.hint)
    assert "event" not in chosen(columns(tmp_path, text, map={"event": ""}))
    assert chosen(columns(tmp_path, text, map={"event": "status"}))["event"] == "status"
    report = load(tmp_path, text, accepts_guesses=True)
    assert any("all of these rows count as purchases" in note for note in map(str, report.notes))
    assert _role_and_column("event=") == ("event", "")


@pytest.mark.parametrize("owner", [lambda n: n % 7, lambda n: int(user(n)[1:])], ids=["item", "user"])
def test_codes_that_each_user_or_item_has_are_not_asked(tmp_path: Path, owner: Callable[[int], int]) -> None:
    assert "event" not in chosen(columns(tmp_path, log_of("status", (1, 2, 3, 4), owner)))


def test_codes_beside_their_words_are_not_asked(tmp_path: Path) -> None:
    words = ("paid", "shipped", "cancelled", "refunded")
    rows = [(f"o{n}", user(n), f"p{n % 7}", moment(n), "5.50", n % 4, words[n % 4]) for n in range(N)]
    text = csv_of("order_id,customer_id,product_id,order_date,amount,status,order_state", rows)
    log = columns(tmp_path, text)
    assert log.questions == ()
