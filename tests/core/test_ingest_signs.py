"""Signs of accounts and of stocks: what was spent or taken is below zero there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.ingest.tables.source import IngestReport
from tests.core.ingest_help import events, load, open_store, table

N = 60
LEDGER = "entry_no,posting_date,entry_type,item_no,customer_id,quantity,sales_amount"
CARDS = "customer_id,booking_date,merchant_id,mcc,amount"
BANK = "date,account_no,description,money_out,money_in,balance"


def paid(folder: Path, report: IngestReport) -> float:
    """Return what the purchases of a log come to."""
    with open_store(folder) as store:
        population = store.population(report.dataset_id)
    codes = [code for code, name in enumerate(population.event_names) if population.meanings[name].kind == "purchase"]
    histories = population.histories
    return round(float(np.nansum(histories.values[np.isin(histories.events, codes)])), 2)


def ledger(kind: str = "Sale", header: str = LEDGER, amount: str = "12.50", pieces: str = "-2") -> str:
    rows = [f"{n},2031-01-{n % 28 + 1:02},{kind},i{n % 7},c{n % 13},{pieces},{amount}" for n in range(N - 1)]
    return table(header, [*rows, f"{N},2031-01-28,{kind},i3,c5,2,-12.50"])


def cards(minus: int = 55, header: str = CARDS, form: str = "-{}") -> str:
    rows = [
        f"c{n % 13},2031-01-{n % 28 + 1:02},m{n % 7},{5411 + n % 7},{form.format('9.50') if n < minus else '9.50'}"
        for n in range(N)
    ]
    return table(header, rows)


def test_a_ledger_of_a_stock_counts_what_was_sold(tmp_path: Path) -> None:
    report = load(tmp_path, ledger())
    assert events(tmp_path, report) == {"sale": N - 1, "refund": 1}
    assert paid(tmp_path, report) == (N - 1) * 12.5
    assert any("its sign is turned" in note for note in report.notes)


def test_what_came_into_the_stock_counts_for_nothing(tmp_path: Path) -> None:
    bought = [f"{100 + n},2031-01-0{n + 1},Purchase,i{n},v1,50,0" for n in range(7)]
    report = load(tmp_path, ledger() + "\n".join([*bought, ""]))
    assert events(tmp_path, report) == {"sale": N - 1, "refund": 1, "goods that came in": 7}
    assert paid(tmp_path, report) == (N - 1) * 12.5


@pytest.mark.parametrize("form", ["-{}", "({})", "{}-", "\u2212{}"])
def test_what_a_card_spent_is_below_zero(tmp_path: Path, form: str) -> None:
    report = load(tmp_path, cards(form=form))
    assert events(tmp_path, report) == {"purchase": 55, "money that came in": 5}
    assert paid(tmp_path, report) == 55 * 9.5


@pytest.mark.parametrize(("minus", "found"), [(N, {"purchase": 48, "cancelled order": 12}), (55, None)])
def test_states_of_what_was_spent_count_where_nothing_came_in(
    tmp_path: Path, minus: int, found: dict[str, int] | None
) -> None:
    head, *rows = cards(minus=minus).splitlines()
    states = [f"{row},{'N' if n % 5 == 0 else 'Y'}" for n, row in enumerate(rows)]
    report = load(tmp_path, table(f"{head},authorized_flag", states))
    assert events(tmp_path, report) == (found or {"purchase": 55, "money that came in": 5})


def test_one_word_in_all_rows_is_no_event_of_an_account(tmp_path: Path) -> None:
    text = cards(header=f"{CARDS},info").replace(".50\n", ".50,Umsatz gebucht\n")
    report = load(tmp_path, text)
    assert events(tmp_path, report) == {"purchase": 55, "money that came in": 5}


def test_what_went_out_of_an_account_has_a_column_of_its_own(tmp_path: Path) -> None:
    rows = [
        f"{n % 28 + 1:02}/01/2031,{2044 + n % 13},Shop {n % 7},{'9.50,' if n % 6 else ',1500.00'},{3000 - n}"
        for n in range(N)
    ]
    report = load(tmp_path, table(BANK, rows))
    assert events(tmp_path, report) == {"purchase": 50, "money that came in": 10}
    assert paid(tmp_path, report) == 50 * 9.5


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        (ledger("Return", LEDGER.replace("sales_amount", "refund_amount")), {"refund": N}),
        (ledger(header=LEDGER.replace("entry_no", "return_reason")), {"refund": N - 1, "sale": 1}),
        (ledger(amount="-25.00"), {"refund": N - 1, "sale": 1}),
        (ledger(pieces="2"), {"sale": N}),
        (cards(60, "customer_id,date,sku,merchant,amount"), {"event": N}),
        (cards(60, "customer_id,date,product,posted,amount"), {"event": N}),
        (cards(60, "customer_id,date,product_id,balance,amount"), {"event": N}),
        (ledger("S1", "n,date,shop,sku,customer_id,qty,sale_price", amount="7.00"), {"refund": N - 1, "purchase": 1}),
        (cards(5), {"event": 55, "refund": 5}),
        (cards(header="customer_id,date,item_id,code,amount"), {"event": N}),
        (cards(header="customer_id,date,item_id,mcc,rating"), {"event": N}),
        (cards(header="customer_id,refund_date,merchant_id,mcc,amount"), {"event": N}),
        (cards(20), {"event": N}),
        (cards(header="customer_id,order_date,item_id,order_id,amount"), {"purchase": N}),
    ],
)
def test_other_signs_stay(tmp_path: Path, text: str, stored: dict[str, int]) -> None:
    report = load(tmp_path, text, accepts_guesses=True)
    assert not [note for note in report.notes if "its sign is turned" in note or "money that came in" in note]
    assert "money that came in" not in events(tmp_path, report)
    assert {name.replace("rating", "event"): n for name, n in events(tmp_path, report).items()} == stored
