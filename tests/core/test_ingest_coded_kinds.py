"""The kind of event of a log of sales: codes that say which rows hold an item or an amount are asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import IngestError
from tests.core.ingest_help import chosen, columns, load

N_ROWS = 300
MAIL, TEXT, VIEW, CART, SALE = range(5)


def log(header: str, names: tuple[str, ...], *, order: str = "quantity", per_user: bool = False) -> str:
    """Write rows of five kinds in turn, of which the last three have an item, the last two an amount."""
    rows = [f"customer,time,product_id,amount,{order},{header}"]
    for n in range(N_ROWS):
        user = n * 3 % 47
        kind = user % 5 if per_user else n % 5
        item = f"p{n * 7 % 11}" if kind >= VIEW else ""
        amount, pieces = (f"{n % 9 + 1}.50", "1") if kind >= CART else ("", "")
        rows.append(f"c{user},2031-01-{n % 28 + 1:02} 10:{n % 60:02}:00,{item},{amount},{pieces},{names[kind]}")
    return "\n".join([*rows, ""])


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("metric_id", ("RtYuZ3", "XaBcD1", "XaBcD4", "XaBcD6", "XaBcD7")),
        ("action_code", ("1", "2", "3", "4", "5")),
        ("islem", ("K1", "K2", "K3", "K4", "K5")),
        ("metric_type", ("Epost", "Sms", "Vaade", "Korv", "Tellimus")),
    ],
)
def test_codes_that_say_which_rows_hold_an_item_are_asked_about(
    tmp_path: Path, header: str, names: tuple[str, ...]
) -> None:
    text = log(header, names)
    with pytest.raises(IngestError) as asked:
        load(tmp_path, text)
    assert f"Only some values of '{header}' come with an item or an amount" in str(asked.value)
    taken = load(tmp_path, text, accepts_guesses=True)
    assert chosen(taken)["event"] == header
    assert (taken.n_stored, taken.n_rejected) == (180, 120)
    assert all(f"60 '{names[kind].lower()}' are other" in taken.notes[-1] for kind in (VIEW, CART, SALE))
    assert "purchase" not in taken.notes[-1]


def test_codes_that_say_nothing_are_named_as_such(tmp_path: Path) -> None:
    text = log("metric_id", ("RtYuZQ", "XaBcD1", "XaBcD4", "XaBcD6", "XaBcD7"))
    notes = " ".join(load(tmp_path, text, accepts_guesses=True).notes)
    assert "Events are called by codes, xabcd4, xabcd6, xabcd7: what they mean is not known" in notes


@pytest.mark.parametrize(
    ("header", "names", "more"),
    [
        ("store_id", ("101", "102", "103", "104", "105"), {}),
        ("source_system", ("POS", "ERP", "WEB", "APP", "TEL"), {}),
        ("payment_type", ("CASH", "CARD", "PP", "VISA", "MC"), {}),
        ("is_gift", ("0", "0", "1", "1", "1"), {}),
        ("customer_type", ("A", "B", "C", "D", "E"), {"per_user": True}),
        ("code", ("A", "B", "C", "D", "E"), {"per_user": True}),
        ("type", ("A", "A", "A", "A", "A"), {}),
        ("action_code", ("1", "2", "3", "4", "5"), {"order": "note"}),
    ],
)
def test_places_flags_and_kinds_of_customers_are_no_kinds_of_events(
    tmp_path: Path, header: str, names: tuple[str, ...], more: dict[str, object]
) -> None:
    assert "event" not in chosen(columns(tmp_path, log(header, names, **more)))  # type: ignore[arg-type]


def test_numbers_of_orders_say_which_rows_are_purchases(tmp_path: Path) -> None:
    rows = log("action_code", ("1", "2", "3", "4", "5"), order="order_id").splitlines()
    ordered = [rows[0], *(f"{row[:-3]}{f'o{n}' if row.endswith('5') else ''},{row[-1]}" if row.endswith(("4", "5"))
               else row for n, row in enumerate(rows[1:]))]  # fmt: skip
    done = load(tmp_path, "\n".join([*ordered, ""]))
    assert "60 'purchase' are purchases" in done.notes[-1]
    assert "120 'view' are views" in done.notes[-1]


def test_an_order_log_without_a_user_is_refused_in_words(tmp_path: Path) -> None:
    rows = [f"o{n},p{n % 7},2031-01-{n % 28 + 1:02},{n % 9 + 1}.50" for n in range(60)]
    with pytest.raises(IngestError, match="no column looks like the user"):
        load(tmp_path, "\n".join(["order_id,product_id,order_date,amount", *rows, ""]))
