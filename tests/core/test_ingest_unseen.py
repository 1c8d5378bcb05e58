"""Kinds of columns and events that exports nobody prepared for hold."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from core.errors import IngestError
from core.ingest.tables.source import IngestReport
from core.population.meanings import event_kind
from tests.core.ingest_help import chosen, columns, load, open_store


def values(folder: Path, report: IngestReport) -> list[float]:
    with open_store(folder) as store:
        return [round(float(each), 2) for each in store.population(report.dataset_id).histories.values]


def kinds(folder: Path, report: IngestReport) -> dict[str, str]:
    with open_store(folder) as store:
        return {name: each.kind for name, each in store.population(report.dataset_id).meanings.items()}


def counts(folder: Path, report: IngestReport) -> dict[str, int]:
    with open_store(folder) as store:
        population = store.population(report.dataset_id)
        return dict(Counter(population.event_names[code] for code in population.histories.events))


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def sales(seed: int, *, of_line: bool, name: str) -> str:
    """Lines whose price of one piece is another one each time."""
    rng = np.random.default_rng(seed)
    rows = []
    for place in range(240):
        pieces, price = int(rng.choice([1, 2, 3, 6, 12, 24])), float(rng.uniform(5, 15))
        amount = round(price * pieces if of_line else price, 2)
        rows.append(f"o{place},u{place % 40},i{place % 9},2026-02-{place % 27 + 1:02},{pieces},{amount}")
    return f"order,customer,product,date,pieces,{name}\n" + "\n".join(rows) + "\n"


@pytest.mark.parametrize("name", ["price", "amount"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_price_that_differs_from_row_to_row_is_of_one_piece(tmp_path: Path, name: str, seed: int) -> None:
    report = load(tmp_path, sales(seed, of_line=False, name=name), map={"quantity": "pieces"})
    assert f"The value is '{name}' times 'pieces'." in report.notes


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_amount_that_grows_with_the_pieces_is_of_the_line(tmp_path: Path, seed: int) -> None:
    report = load(tmp_path, sales(seed, of_line=True, name="amount"), map={"quantity": "pieces"})
    note = "'amount' is taken for the amount of the whole line, so it is not multiplied by 'pieces'."
    assert note in report.notes


@pytest.mark.parametrize("name", ["DeviceIDHash", "deviceIdHashed", "device_id_md5", "ClientIdAnon"])
def test_a_disguised_id_of_a_device_is_the_user(tmp_path: Path, name: str) -> None:
    rows = [
        f"{['MainShown', 'OfferShown', 'PaymentScreenSuccessful'][n % 3]},"
        f"{10**17 + 7_919_000_000_000_123 * (n % 35)},{1_770_000_000 + 977 * n}"
        for n in range(210)
    ]
    report = load(tmp_path, f"EventName,{name},EventTimestamp\n" + "\n".join(rows) + "\n", accepts_guesses=True)
    assert chosen(report)["user"] == name
    assert chosen(report)["item"] == "EventName"
    assert (report.n_users, report.n_stored) == (35, 210)
    assert kinds(tmp_path, report)["paymentscreensuccessful"] == "purchase"


def test_how_many_were_bought_is_neither_user_nor_item(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    pieces = rng.choice([1, 1, 1, 1, 1, 2, 2, 3, 4, 5, 7, 9], size=300)
    rows = [f"{n % 60 + 4000:05} {n % 60 + 1:04} 202602{n % 27 + 1:02} {p} {p * 9.5:.2f}" for n, p in enumerate(pieces)]
    with pytest.raises(IngestError, match="no column looks like the item"):
        load(tmp_path, "\n".join(rows) + "\n", accepts_guesses=True)


def test_a_column_of_spans_of_time_is_not_asked_about_as_user(tmp_path: Path) -> None:
    rows = [
        f"{['Ann', 'Bea', 'Cem', 'Dee'][n % 4]},Film {n % 23},2026-02-{n % 27 + 1:02} 20:{n % 60:02}:00,"
        f"{'not the last' if n % 2 else f'00:{n % 50 + 10}:{n % 60:02}'}"
        for n in range(200)
    ]
    log = columns(tmp_path, "Profile Name,Title,Start Time,Latest Position\n" + "\n".join(rows) + "\n")
    assert chosen(log)["user"] == "Profile Name"
    assert log.questions == ()


APP = "visitor_id,event,timestamp,transaction_value\n" + "".join(
    f"v{n % 30},{['open', 'view product', 'payment done'][n % 3]},2026-02-{n % 27 + 1:02} 09:{n % 60:02}:00,"
    f"{'' if n % 3 < 2 else 12.5}\n"
    for n in range(180)
)


def test_an_answer_that_names_what_was_proposed_changes_nothing(tmp_path: Path) -> None:
    proposed, answered = (
        load(made(tmp_path / "a"), APP, accepts_guesses=True),
        load(made(tmp_path / "b"), APP, map={"item": "event"}),
    )
    assert chosen(answered) == chosen(proposed)
    assert counts(tmp_path / "b", answered) == {"open": 60, "view product": 60, "payment done": 60}
    assert sum(value for value in values(tmp_path / "b", answered) if value == value) == 60 * 12.5


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("ignore", "swipe_left|leftSwipe|1 star|2-stars|star_1|zwei Sterne|1 étoile|2星|nope|didn't like|vote_down"),
        ("save", "swipe_right|superlike|thumb_up|starred|voted up"),
        ("rate", "5 stars|4-star|star_3|fünf Sterne|rated 4 stars"),
        ("view", "5-star hotel view"),
    ],
)
def test_opinions_are_events_of_their_own_meaning(kind: str, names: str) -> None:
    assert {name: event_kind(name) for name in names.split("|")} == dict.fromkeys(names.split("|"), kind)


@pytest.mark.parametrize(
    ("written", "stored"),
    [("returned", "refunded purchase"), ("Cancelled", "cancelled order"), ("awaiting payment", "pending order")],
)
def test_a_meaning_is_given_by_the_name_that_the_file_has(tmp_path: Path, written: str, stored: str) -> None:
    states = ["paid", "paid", "paid", "returned", "cancelled", "awaiting payment"]
    rows = [f"o{n},u{n % 9},i{n % 5},2026-02-03 10:{n:02},1,4,{states[n % 6]}" for n in range(36)]
    text = "order,user,item,time,qty,price,status\n" + "\n".join(rows) + "\n"
    report = load(tmp_path, text, meanings={written: "other"})
    assert kinds(tmp_path, report)[stored] == "other"
    assert not [note for note in report.notes if note.startswith("No event is called")]


def orders(*names: str, price_on: str = "") -> str:
    """Orders of two lines; the later names stand on fewer and fewer of them."""
    rows = []
    for place, name in enumerate(names):
        for order in range(30 - 4 * place):
            for line in (1, 2):
                price = "" if price_on and name != price_on else "7.5"
                rows.append(f"{name},o{order},u{order % 11},i{order % 5 + line},2026-02-03 1{place}:{order:02},{price}")
    return "event,order_id,user_id,item_id,time,revenue\n" + "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    ("names", "counted"),
    [
        (("order_created", "order_paid", "order_fulfilled"), "order_created"),
        (("Bestellung aufgegeben", "Zahlung erfolgreich"), "bestellung aufgegeben"),
        (("checkout completed", "Order Placed", "payment received"), "checkout completed"),
    ],
)
def test_steps_of_one_order_are_one_purchase(tmp_path: Path, names: tuple[str, ...], counted: str) -> None:
    report = load(tmp_path, orders(*names))
    found = kinds(tmp_path, report)
    assert [name for name, kind in found.items() if kind == "purchase"] == [counted]
    assert report.n_stored == sum(2 * (30 - 4 * place) for place in range(len(names)))
    assert [note for note in report.notes if f"steps of the orders of '{counted}'" in note]


def test_the_step_that_has_the_amounts_counts(tmp_path: Path) -> None:
    report = load(tmp_path, orders("order_created", "order_paid", price_on="order_paid"))
    assert kinds(tmp_path, report) == {"order_created": "ignore", "order_paid": "purchase"}


def test_ways_to_buy_are_purchases_of_their_own(tmp_path: Path) -> None:
    both = orders("order_placed").splitlines() + orders("purchase").replace(",o", ",p").splitlines()[1:]
    report = load(tmp_path, "\n".join(both) + "\n")
    assert kinds(tmp_path, report) == {"order_placed": "purchase", "purchase": "purchase"}
    given = load(tmp_path, orders("order_created", "order_paid"), meanings={"order_paid": "purchase"})
    assert kinds(tmp_path, given)["order_paid"] == "purchase"


@pytest.mark.parametrize(
    ("name", "back", "left"),
    [("refunded amount", "4.00", 6.0), ("Amount Refunded", "-2.5", 7.5), ("Erstattungsbetrag", "3,50", 6.5)],
)
def test_what_was_paid_back_in_part_is_taken_off(tmp_path: Path, name: str, back: str, left: float) -> None:
    rows = [f'o{n},u{n % 7},i{n % 5},2026-02-03 10:{n:02},10.00,"{back if n == 3 else ""}"' for n in range(30)]
    report = load(tmp_path, f"order,user,item,time,amount,{name}\n" + "\n".join(rows) + "\n")
    assert sorted(values(tmp_path, report))[:2] == [left, 10.0]
    assert report.n_refunds == 0
    assert f"What {name!r} says was paid back in part is taken off the value." in report.notes


def test_what_was_paid_back_of_a_whole_order_is_not_taken_off_each_line(tmp_path: Path) -> None:
    rows = [
        f"o{n // 2},u{n // 2 % 7},i{n % 5},2026-02-03 10:{n // 2:02},{10 + n}.00,{3 if n // 2 % 4 == 0 else ''}"
        for n in range(60)
    ]
    report = load(tmp_path, "order,user,item,time,amount,refunded_amount\n" + "\n".join(rows) + "\n")
    assert sorted(values(tmp_path, report)) == [10.0 + n for n in range(60)]
    assert [note for note in report.notes if note.startswith("What 'refunded_amount' says") and "not taken off" in note]


def test_equal_lines_of_one_order_are_named(tmp_path: Path) -> None:
    rows = [f"o{n},u{n % 7},i{n % 5},2026-02-03 10:{n:02},1,4" for n in range(30)]
    report = load(tmp_path, "order,user,item,time,qty,price\n" + "\n".join([*rows, rows[4], rows[9]]) + "\n")
    assert report.rejected == {"exact duplicate": 2}
    assert (
        "2 rows are equal in all columns to another row of their order and were rejected as repeats. If an order may "
        "have two such lines, one of them is missing." in report.notes
    )


def test_rows_that_have_an_id_of_their_own_and_it_is_equal_too_are_no_lines_of_one_order(tmp_path: Path) -> None:
    rows = [f"m-{n:03},o{n // 2},u{n // 2 % 7},i{n % 5},2026-02-03 10:{n // 2:02},1,4" for n in range(40)]
    header = "message_id,order,user,item,time,qty,price\n"
    report = load(tmp_path, header + "\n".join([*rows, rows[4], rows[9], rows[9]]) + "\n")
    assert report.rejected == {"exact duplicate": 3}
    assert (
        "3 rows are repeats: they are equal to another row in all columns, also in 'message_id', of which every other "
        "row has its own. They were rejected, and nothing is missing." in report.notes
    )
    assert not [note for note in report.notes if "one of them is missing" in note]
    per_order = [row.replace(row[:5], f"m-{n // 2:03}") for n, row in enumerate(rows)]
    again = load(tmp_path, header + "\n".join([*per_order, per_order[4]]) + "\n")
    assert [note for note in again.notes if "one of them is missing" in note]


def test_a_column_whose_states_are_read_is_not_called_unused(tmp_path: Path) -> None:
    states = ["processing", "shipped", "delivered"]
    rows = [
        f"o{n},u{n % 7},i{n % 5},2026-02-0{p + 1} 10:{n:02},1,4,{s}" for n in range(30) for p, s in enumerate(states)
    ]
    report = load(tmp_path, "order,user,item,time,qty,price,Order Status\n" + "\n".join(rows) + "\n")
    assert (report.n_stored, report.rejected) == (30, {"earlier state of the order": 60})
    assert not [note for note in report.notes if note.startswith("Columns that no role uses")]


LISTED = "Shop ID,Order ID,Ordered At,Goods in order,Sum Total,Customer ID,Customer complaint tag\n"


def test_what_an_order_lists_is_bought_and_its_total_is_divided(tmp_path: Path) -> None:
    dishes = ["1 x Soup, 2 x Rice", "1 x Tea", "3 x Rice, 1 x Tea, 1 x Cake"]
    rows = [
        f'{n % 3 + 700},{9000 + n},2026-02-{n % 27 + 1:02} 11:{n % 60:02}:00,"{dishes[n % 3]}",12,c{n % 17},'
        f"{'cold' * (n % 9 == 0)}"
        for n in range(60)
    ]
    text = (LISTED + "\n".join(rows) + "\n").replace("Goods in order", "Items in order")
    report = load(tmp_path, text)
    roles = chosen(report)
    assert (roles["user"], roles["item"], roles["order"]) == ("Customer ID", "Items in order.name", "Order ID")
    assert "category" not in roles
    assert report.n_items == 4
    assert sum(values(tmp_path, report)) == 60 * 12


@pytest.mark.parametrize(
    ("time", "name"),
    [("trans_date_time", "purchase"), ("Kaufdatum", "purchase"), ("txn date", "purchase"), ("checked at", "event")],
)
def test_an_amount_at_the_time_of_a_sale_was_paid(tmp_path: Path, time: str, name: str) -> None:
    rows = [f"c{n % 13},m{n % 7},2026-02-{n % 27 + 1:02} 08:{n % 60:02}:00,{n + 0.25}" for n in range(120)]
    report = load(
        tmp_path, f"customer_id,merchant_id,{time},amount\n" + "\n".join(rows) + "\n", map={"timestamp": time}
    )
    assert counts(tmp_path, report) == {name: 120}


def test_a_text_with_no_break_spaces_alone_is_of_windows(tmp_path: Path) -> None:
    rows = [
        f"u{n % 9},Flash\u00a08gb Drive\u00a0{n % 5} \u2013 \u201cbest\u201d,2026-02-{n % 27 + 1:02} 10:00:00"
        for n in range(60)
    ]
    report = load(tmp_path, "user,item,time\n" + "\n".join(rows) + "\n", encoding="cp1252")
    with open_store(tmp_path) as store:
        items = store.population(report.dataset_id).items.item_ids
    assert str(items[0]) == "Flash\u00a08gb Drive\u00a00 \u2013 \u201cbest\u201d"
