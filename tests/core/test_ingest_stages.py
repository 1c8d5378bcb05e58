"""States of sales, charges and trades: what was won, scheduled or sold; and words that are not understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import IngestError
from core.population.meanings import guess_meanings
from core.population.trades import are_trades
from tests.core.ingest_help import chosen, columns, load


def sales(header: str, *states: str, n_rows: int = 120) -> str:
    """Write orders of one line each, with states in turn."""
    days = [f"2031-01-{n % 28 + 1:02} 10:{n % 60:02}:00" for n in range(n_rows)]
    cells = [f"{n % 9 + 1}.50,{states[n % len(states)]}" for n in range(n_rows)]
    rows = [f"o{n},c{n % 17},p{n * 7 % 11},{days[n]},{cells[n]}" for n in range(n_rows)]
    return "\n".join([f"order_id,customer_id,product_id,order_date,amount,{header}", *rows, ""])


def bought(folder: Path, text: str) -> dict[str, int]:
    """Return how many rows of each state of an order were stored as what."""
    noted = load(folder, text).notes[-1].removeprefix("What events mean: ").split("; ")
    return {each.split("'")[1]: int(each.split(" ")[0]) for each in noted}


@pytest.mark.parametrize(
    ("header", "states", "n_bought"),
    [
        ("Stage", ("Closed Won", "Closed Lost", "Prospecting", "Negotiation/Review"), 30),
        ("Deal Stage", ("closedwon", "closedlost", "appointmentscheduled"), 40),
        ("Phase", ("Gewonnen", "Verloren", "Angebot"), 40),
        ("Etapa", ("Ganado", "Perdido"), 60),
        ("status", ("SUCCESS", "QUEUED", "SKIPPED", "ERROR"), 30),
        ("status", ("paid", "scheduled", "draft", "upcoming"), 30),
        ("status", ("delivered", "lost in transit"), 60),
        ("Attendee Status", ("Attending", "Checked In", "Not Attending"), 80),
        ("status", ("delivered", "scheduled", "cancelled"), 80),
        ("fulfillment_status", ("fulfilled", "scheduled", "unfulfilled"), 120),
        ("status", ("open", "won", "lost"), 40),
        ("Stage", ("Closed Won", "Closed - Not Won", "Prospecting"), 40),
        ("booking_status", ("Upcoming", "Completed", "Cancelled"), 80),
        ("status", ("queued", "shipped", "delivered"), 120),
        ("life stage", ("young", "family", "retired"), 120),
        ("stage", ("alpha", "beta"), 120),
        ("status,stake", ("won,5", "lost,5", "open,5"), 120),
    ],
)
def test_rows_are_purchases_where_a_state_says_so(
    tmp_path: Path, header: str, states: tuple[str, ...], n_bought: int
) -> None:
    assert bought(tmp_path, sales(header, *states)).get("purchase") == n_bought


def test_words_that_are_not_understood_are_asked_and_noted(tmp_path: Path) -> None:
    text = sales("status", "Dostarczone", "Rezerwacja", "Wstrzymane")
    with pytest.raises(IngestError, match="'status' says what became of each order in words that are not understood"):
        load(tmp_path, text)
    report = load(tmp_path, text, accepts_guesses=True)
    assert [note for note in report.notes if note.startswith("'status' holds words, dostarczone (40)")]
    report = load(tmp_path, text, map={"event": "status"})
    assert chosen(report)["event"] == "status"


@pytest.mark.parametrize("states", [("Zapłacone", "Anulowane"), ("paid", "shipped"), ("Bezahlt", "Versandt")])
def test_words_that_are_understood_are_not_asked(tmp_path: Path, states: tuple[str, ...]) -> None:
    assert not columns(tmp_path, sales("status", *states)).questions


def test_what_each_user_has_one_of_is_no_state_of_orders(tmp_path: Path) -> None:
    rows = [
        f"o{n},c{n % 17},p{n * 7 % 11},2031-01-{n % 28 + 1:02},2.50,{'gold' if n % 17 < 5 else 'basic'}"
        for n in range(120)
    ]
    report = load(tmp_path, "\n".join(["order_id,customer_id,product_id,order_date,amount,status", *rows, ""]))
    assert not [note for note in report.notes if "holds words" in note]


def test_views_beside_trades_stay_views() -> None:
    assert [each.kind for each in guess_meanings(["view", "buy", "sell"])] == ["view", "purchase", "other"]


def test_codes_beside_their_words_are_not_mentioned(tmp_path: Path) -> None:
    report = load(tmp_path, sales("status_code,status", "1,Paid", "2,Shipped", "3,Delivered", "7,Cancelled"))
    assert not [note for note in report.notes if "holds codes" in note]
    assert "30 'cancelled order' are stored" in report.notes[-1]


def test_states_of_a_log_of_ratings_are_not_called_purchases(tmp_path: Path) -> None:
    report = load(tmp_path, sales("my_status", "1", "2", "6").replace("amount", "my_score").replace("order_", "list_"))
    assert not [note for note in report.notes if "purchases" in note]


@pytest.mark.parametrize("header", ["side", "type", "transaction_type"])
@pytest.mark.parametrize("names", [("BUY", "SELL"), ("Kauf", "Verkauf"), ("买入", "卖出")])
def test_of_trades_those_that_sell_are_no_purchases(tmp_path: Path, header: str, names: tuple[str, str]) -> None:
    assert chosen(columns(tmp_path, sales(header, *names)))["event"] == header
    assert [each.kind for each in guess_meanings([name.lower() for name in names])] == ["purchase", "other"]


@pytest.mark.parametrize("names", [("sale", "refund"), ("buy", "view"), ("sold", "returned"), ("s", "m", "l"), ("b",)])
def test_other_events_are_no_trades(names: tuple[str, ...]) -> None:
    assert not are_trades(names)


def test_letters_and_auctions_are_no_trades_whatever_else_happens() -> None:
    assert not are_trades(["S", "A", "B", "C"], "rank")
    assert not are_trades(["view", "bid", "sold"])
    names = ["Kauf", "Verkauf", "Dividende", "Einzahlung", "Auszahlung"]
    assert [each.kind for each in guess_meanings(names)][:2] == ["purchase", "other"]
