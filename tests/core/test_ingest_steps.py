"""Two events of one purchase in logs without numbers of orders."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.ingest_help import load

HEADER = "user_id,product_id,timestamp,event,amount"


def log(first: str, second: str, *, n: int = 40, later: int = 2, every: int = 1, dearer: float = 0.0) -> str:
    """Each user buys one product by ``first``, and every so many-th by ``second`` as well, some days later."""
    rows = []
    for k in range(n):
        amount = 5 + k % 9
        rows.append(f"u{k},p{k % 7},2026-03-{1 + k % 20:02} 10:00:00,{first},{amount:.2f}")
        if k % every == 0:
            rows.append(f"u{k},p{k % 7},2026-03-{1 + k % 20 + later:02} 10:00:00,{second},{amount + dearer:.2f}")
    return "\n".join([HEADER, *rows]) + "\n"


@pytest.mark.parametrize("later", [0, 2])
@pytest.mark.parametrize(
    ("first", "second"), [("order_placed", "order_paid"), ("ordered", "order_completed"), ("purchase", "paid")]
)
def test_a_second_state_of_a_purchase_counts_once(tmp_path: Path, first: str, second: str, later: int) -> None:
    report = load(tmp_path, log(first, second, later=later))
    assert report.n_stored == 80
    assert any("that one alone counts as purchases" in each for each in report.notes)
    assert any(each.startswith("What events mean: 40 ") and "purchases, weight 1; 40 " in each for each in report.notes)


@pytest.mark.parametrize(
    "text",
    [
        log("order_placed", "order_paid", every=2),
        log("order_placed", "order_paid", dearer=1.5),
        log("order_placed", "order_paid", n=9),
        log("subscription_purchased", "subscription_renewed"),
        log("purchase", "return"),
        log("view", "purchase"),
        log("store_purchase", "online_purchase", every=3),
        log("order_placed", "order_paid") + log("order_paid", "order_paid").partition("\n")[2].replace(" 10:", " 12:"),
    ],
    ids=["half", "dearer", "few", "renewals", "returns", "views", "channels", "again"],
)
def test_other_events_are_no_second_state(tmp_path: Path, text: str) -> None:
    assert not any("that one alone counts as purchases" in each for each in load(tmp_path, text).notes)
