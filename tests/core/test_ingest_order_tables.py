"""Orders and their lines in files of their own; two columns that name events; counts that are no users."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from core.errors import IngestError
from core.ingest.names.counting import is_counting
from tests.core.ingest_help import chosen, columns, load, load_path, open_store, write

LINES = 240


def orders(columns: str) -> str:
    """Eighty orders of eight customers, one a day."""
    rows = [
        {"order": f"{500 + n}", "customer": f"K{n % 8}", "date": f"2026-0{1 + n // 28}-{n % 28 + 1:02}", "pieces": "3",
         "state": "shipped", "clock": f"1{n % 10}:05:00", "total": "31.5"}
        for n in range(80)
    ]  # fmt: skip
    return table(columns, rows)


def lines(columns: str) -> str:
    """Three lines of each order."""
    rows = [
        {"line": f"{n}", "order": f"{500 + n // 3}", "product": f"p{n % 11}", "pieces": f"{n % 3 + 1}", "price": "10.5",
         "state": "shipped"}
        for n in range(LINES)
    ]  # fmt: skip
    return table(columns, rows)


def table(columns: str, rows: list[dict[str, str]]) -> str:
    named = dict(each.split("=") for each in columns.split(","))
    body = (",".join(row[key] for key in named.values()) for row in rows)
    return ",".join(named) + "\n" + "\n".join(body) + "\n"


PAIRS = {
    "few columns": (
        "order_id=order,date=date,customer=customer",
        "order_id=order,product=product,quantity=pieces,price=price",
    ),
    "shared columns": (
        "order_id=order,customer_id=customer,order_date=date,status=state,quantity=pieces,price=total",
        "order_id=order,product_id=product,status=state,quantity=pieces,price=price",
    ),
    "an id of lines": (
        "OrderNo=order,OrderDate=date,CustomerNo=customer",
        "LineId=line,OrderNo=order,DishId=product,Qty=pieces,Price=price",
    ),
}  # fmt: skip


@pytest.mark.parametrize("is_folder", [True, False])
@pytest.mark.parametrize("pair", PAIRS)
def test_lines_are_put_together_with_their_orders(tmp_path: Path, pair: str, is_folder: bool) -> None:
    of_orders, of_lines = PAIRS[pair]
    folder = tmp_path / "files"
    folder.mkdir()
    head = write(folder / "orders.csv", orders(of_orders))
    detail = write(folder / "order_details.csv", lines(of_lines))
    files = (folder, None) if is_folder else (head, detail)
    report = load_path(tmp_path, files[0], items=files[1], accepts_guesses=True)
    assert (report.n_records, report.n_stored, report.n_users, report.n_items) == (LINES, LINES, 8, 11)
    with open_store(tmp_path) as store:
        values = store.population(report.dataset_id).histories.values
    assert Counter(values.round(1).tolist()) == {10.5: 80, 21.0: 80, 31.5: 80}


def test_orders_that_name_nobody_have_no_user(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    write(folder / "orders.csv", orders("order_id=order,date=date,time=clock"))
    write(folder / "order_details.csv", lines("order_details_id=line,order_id=order,pizza_id=product,quantity=pieces"))
    with pytest.raises(IngestError, match="no column looks like the user"):
        load_path(tmp_path, folder)


def steps(blank: str) -> str:
    """Sessions of which each looks at a page, then at a product, then puts it into the basket."""
    rows = [
        f"s{n % 12},{'record_page' if n % 3 == 0 else 'record_product'},{(blank, 'detail', 'add')[n % 3]},"
        f"{'' if n % 3 == 0 else f'x{n % 7}'},2026-02-{n % 28 + 1:02} 10:{n % 60:02}:00"
        for n in range(120)
    ]
    return "user,event_type,product_action,sku,time\n" + "\n".join(rows) + "\n"


@pytest.mark.parametrize("blank", ["", "NULL", "(none)"])
def test_the_finer_of_two_columns_of_events_counts_where_it_is_filled(tmp_path: Path, blank: str) -> None:
    report = load(tmp_path, steps(blank))
    assert chosen(report)["event"] == "event_type"
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    counts = Counter(population.event_names[code] for code in population.histories.events)
    assert dict(counts) == {"detail": 40, "add": 40}
    assert {name: each.kind for name, each in population.meanings.items()} == {"detail": "view", "add": "cart"}
    assert "Where 'product_action' is filled, it names the event in place of 'event_type'." in report.notes


def test_a_trailer_is_a_look_at_a_film(tmp_path: Path) -> None:
    kinds = ["", "", "", "", "TRAILER", "HOOK"]
    rows = [f"u{n % 6},Film {n % 9},2026-02-{n % 28 + 1:02} 20:{n % 60:02}:00,{kinds[n % 6]},0:12:{n % 60:02}"
            for n in range(120)]  # fmt: skip
    text = "Profile Name,Title,Start Time,Supplemental Video Type,Bookmark\n" + "\n".join(rows) + "\n"
    report = load(tmp_path, text, accepts_guesses=True)
    with open_store(tmp_path) as store:
        log = store.population(report.dataset_id)
    assert {name: each.kind for name, each in log.meanings.items()} == {"play": "play", "trailer": "view"}
    assert (log.histories.events == log.event_names.index("trailer")).sum() == 40  # a hook is one, too


STAYS = (
    "lead_time,days_in_waiting_list,total_of_special_requests,stays_in_week_nights,Nights,adults,NumberOfGuests,"
    "arrival_week_number,Anzahl der Nächte,previous_cancellations,Latest Bookmark"
)


@pytest.mark.parametrize("name", STAYS.split(","))
def test_what_is_counted_is_no_user_and_no_amount(tmp_path: Path, name: str) -> None:
    rows = [f"Hotel {n % 5},2026-01-{n % 28 + 1:02},{(n * 7) % 31},room {n % 4}" for n in range(200)]
    text = f"hotel,date,{name},room_type\n" + "\n".join(rows) + "\n"
    with pytest.raises(IngestError, match="no column looks like the user"):
        columns(tmp_path, text, accepts_guesses=True)
    of_users = text.replace(",room_type", ",user_id")
    assert "value" not in chosen(columns(tmp_path, of_users, accepts_guesses=True))


@pytest.mark.parametrize("name", ["amount", "guest_id", "total_of_sales", "visitor", "order_total", "room"])
def test_names_of_amounts_and_ids_count_nothing(name: str) -> None:
    assert not is_counting(name)


def test_an_order_that_was_completed_is_a_purchase(tmp_path: Path) -> None:
    states = ["Checkout Refunded", *["Ticketshop Completed"] * 9]
    rows = [f"{700 + n},mail{n % 9}@x.org,gig {n % 5},2026-03-{n % 28 + 1:02},{states[n % 10]},{12 + n % 3}.50"
            for n in range(120)]  # fmt: skip
    text = "Order no,E-mail,Item,Order date,Order kind,Total paid\n" + "\n".join(rows) + "\n"
    report = load(tmp_path, text, accepts_guesses=True, map={"event": "Order kind"})
    with open_store(tmp_path) as store:
        meanings = store.population(report.dataset_id).meanings
    assert meanings["ticketshop completed"].kind == "purchase"


def test_what_one_user_did_is_no_title_where_others_share_titles(tmp_path: Path) -> None:
    rows = [f"pupil {n % 12},{('Quiz', 'Forum', 'Slides')[n % 3]} {n % 5},viewed,"
            f"The pupil with number {n % 12} looked at module {n % 5} of {n % 3},2026-03-{n % 28 + 1:02} 10:{n % 60:02}"
            for n in range(480)]  # fmt: skip
    text = "User full name,Event context,Event name,Description,Time\n" + "\n".join(rows) + "\n"
    report = load(tmp_path, text, accepts_guesses=True)
    assert chosen(report)["item"] == "Event context"
