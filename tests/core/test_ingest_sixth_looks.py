"""What small exports hold that once were refused, or read wrongly with few rows."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from core.errors import IngestError
from core.ingest.tables.source import IngestReport
from core.population.meanings import event_kind
from tests.core.ingest_help import chosen, columns, events, load, open_store, table
from tests.core.reader_help import read_text


def value(folder: Path, report: IngestReport) -> float:
    with open_store(folder) as store:
        return round(float(np.nansum(store.population(report.dataset_id).histories.values)), 2)


def day(n: int) -> str:
    return f"2031-{n % 5 + 1:02}-{n % 28 + 1:02}"


def seats(header: str, n_rows: int, *, one_price: bool = False, wrong: int = 0) -> str:
    """Write bookings whose total is the price times what is counted, but for ``wrong`` rows."""
    rows = []
    for n in range(n_rows):
        price, count = 5.5 if one_price else n % 9 + 2.5, n % 3 + 1
        total = price * count + (n < wrong)
        rows.append(f"B{n},c{n % 7},{day(n)},P{n % 5},{count},{price:.2f},{total:.2f}")
    return table(f"booking_ref,customer_id,booked_at,product_id,{header},ticket price,booking total", rows)


@pytest.mark.parametrize("header", ["Seats", "Plätze", "Persons"])
def test_few_rows_say_what_is_counted_where_all_totals_are_solved(tmp_path: Path, header: str) -> None:
    report = load(tmp_path, seats(header, 24))
    assert chosen(report)["quantity"] == header
    assert value(tmp_path, report) == sum((n % 9 + 2.5) * (n % 3 + 1) for n in range(24))


@pytest.mark.parametrize(
    "text",
    [seats("Seats", 8), seats("Seats", 24, wrong=1), seats("Seats", 24, one_price=True), seats("Remaining", 24)],
    ids=["too few", "one is another", "one price", "not sold"],
)
def test_what_makes_no_total_in_few_rows_is_no_number_of_pieces(tmp_path: Path, text: str) -> None:
    assert "quantity" not in chosen(columns(tmp_path, text))


def cards(header: str, form: str, n_cards: int = 9) -> str:
    rows = [f"{form.format(71491 + n % n_cards * 13)},{1000 + n},{day(n)},A{n % 7},{n % 9 + 1}.95" for n in range(90)]
    return table(f"{header},bon,datum,artikel,umsatz", rows)


@pytest.mark.parametrize("header", ["KARTE", "Tarjeta", "Kundenkarten"])
def test_a_few_cards_are_asked_about_as_users(tmp_path: Path, header: str) -> None:
    with pytest.raises(IngestError, match=f"Is '{header}' the user"):
        load(tmp_path, cards(header, "{:010}"))


@pytest.mark.parametrize(
    "text",
    [cards("Karte", "Visa {}"), cards("Karte", "{}"), cards("Konto", "{:010}"), cards("Terminal", "{:010}"),
     cards("Kartenart", "{:010}"), cards("KARTE", "{:010}", 1), cards("card_bin", "4{:05}"),
     cards("card_type_code", "{:06}")],
    ids=["kinds", "short", "account", "terminal", "kind of card", "one", "bank", "type"],
)  # fmt: skip
def test_what_is_no_number_of_a_card_is_no_user(tmp_path: Path, text: str) -> None:
    with pytest.raises(IngestError, match="no column looks like the user"):
        load(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "name", "n_rows"),
    [
        (",title\ni1,Lamp\ni2,Chair\ni3,Table\n", "title", 3),
        (";city\nu1;Bonn\nu2;Ulm\nu3;Bonn\n", "city", 3),
        (",0\ni1,5\ni2,7\ni3,9\n", "0", 3),
        (",0\ni1,Lamp\ni2,Chair\n", "0", 2),
    ],
)
def test_a_header_that_names_the_second_of_two_columns_only_is_one(
    tmp_path: Path, text: str, name: str, n_rows: int
) -> None:
    found = read_text(tmp_path, text)
    assert (list(found.headers), len(found.rows)) == (["column_1", name], n_rows)


@pytest.mark.parametrize(
    ("text", "headers"),
    [
        (",Sales report\nsku,title\ni1,Lamp\ni2,Chair\n", ["sku", "title"]),
        (",Sales report\narticle,stock\ni1,4\ni2,3\n", ["article", "stock"]),
        (",Lamp\ni1,Chair\ni2,Lamp\ni3,Lamp\n", ["i1", "Chair"]),
        (",Bonn\nu1,Ulm\nu1,Ulm\nu2,Bonn\n", ["u1", "Ulm"]),
        (",Chair\ni2,Lamp\n,Desk\n", ["i2", "Lamp"]),
        (",5\ni1,3\ni2,7\n", ["column_1", "column_2"]),
        (",user,item\n0,u1,i1\n1,u2,i2\n", ["column_1", "user", "item"]),
        (",Report,\nuser,item,time\nu1,i1,2026-01-01\nu2,i2,2026-01-02\n", ["user", "item", "time"]),
        ("sku,title\ni1,Lamp\ni2,Chair\n", ["sku", "title"]),
    ],
)
def test_other_first_lines_without_a_first_cell_are_what_they_were(
    tmp_path: Path, text: str, headers: list[str]
) -> None:
    assert list(read_text(tmp_path, text).headers) == headers


def seconds(start: int, header: str = "time", form: str = "{}.25") -> str:
    rows = [f"{form.format(start + n * 57_600)},u{n % 13},i{n % 7}" for n in range(90)]
    return table(f"{header},user_id,item_id", rows)


@pytest.mark.parametrize(
    ("start", "first"), [(500_000_000, "2016-11-05"), (580_000_000, "2019-05-19"), (628_000_000, "2020-11-25")]
)
def test_seconds_since_2001_of_earlier_years_are_read_as_such(tmp_path: Path, start: int, first: str) -> None:
    report = load(tmp_path, seconds(start))
    with open_store(tmp_path) as store:
        times = store.population(report.dataset_id).histories.timestamps
    assert str(np.datetime64(int(times.min()), "s")).startswith(first)
    assert any("were read as seconds since 2001" in note for note in report.notes)


@pytest.mark.parametrize(
    "text",
    [seconds(500_000_000, form="{}.0"), seconds(500_000_000, form="{}"), seconds(500_000_000, "amount_paid"),
     seconds(500_000_000, "measure"), seconds(300_000_000), seconds(50_000_000)],
    ids=["whole", "plain", "amount", "no name", "2010", "2002"],
)  # fmt: skip
def test_other_numbers_of_nine_digits_are_no_times(tmp_path: Path, text: str) -> None:
    with pytest.raises(IngestError, match="time"):
        load(tmp_path, text)


def made(header: str, n_rows: int = 60, each: int = 1) -> str:
    rows = [f"u{n % 11},{1000 + n // each * 7},{day(n)}" for n in range(n_rows)]
    return table(f"user_id,{header},created_at", rows)


@pytest.mark.parametrize("header", ["POST_ID", "post_id", "PostId"])
def test_a_post_of_each_row_is_asked_about_in_a_small_log_too(tmp_path: Path, header: str) -> None:
    with pytest.raises(IngestError, match=f"Is '{header}' the item"):
        load(tmp_path, made(header))


@pytest.mark.parametrize(
    ("header", "n_rows", "each"),
    [("POST_ID", 60, 4), ("post_id", 60, 2), ("post_id", 12, 1), ("item_id", 60, 1), ("product_id", 60, 1),
     ("sku", 60, 1), ("movie_id", 60, 1), ("video_id", 60, 1), ("song_id", 60, 1)],
)  # fmt: skip
def test_posts_that_come_again_and_other_items_are_not_asked_about(
    tmp_path: Path, header: str, n_rows: int, each: int
) -> None:
    assert chosen(columns(tmp_path, made(header, n_rows, each)))["item"] == header


STATES = ["FLOWN"] * 8 + ["REFUNDED", "VOID"]


def coupons(header: str = "Coupon Status", flight: str = "Flight", states: list[str] = STATES) -> str:
    rows = [
        f"f{n % 13},{220_000 + n},LH{400 + n % 9},{day(n)},{n % 7 + 9}.00,{states[n % len(states)]}" for n in range(90)
    ]
    return table(f"customer_id,ticket_no,{flight},date,fare,{header}", rows)


@pytest.mark.parametrize("ticket", ["ticket_no", "seat"])
def test_coupons_of_flights_say_what_became_of_them(tmp_path: Path, ticket: str) -> None:
    report = load(tmp_path, coupons().replace("ticket_no", ticket))
    kinds: Counter[str] = Counter()
    for name, n in events(tmp_path, report).items():
        kinds[event_kind(name)] += n
    assert kinds == {"purchase": 72, "refund": 9, "ignore": 9}


@pytest.mark.parametrize(
    "text",
    [coupons(flight="product"), coupons("Customer Status"), coupons("Voucher Status"), coupons("Coupon"),
     coupons("Loyalty Status"), coupons(states=["USED", "UNUSED"]), coupons(states=["A", "B", "C"]),
     coupons(states=["USED", "EXPIRED", "FREE"])],
    ids=["no flight", "customer", "voucher", "code", "loyalty", "used", "codes", "unknown"],
)  # fmt: skip
def test_other_coupons_say_nothing_of_an_order(tmp_path: Path, text: str) -> None:
    report = load(tmp_path, text)
    assert {event_kind(each) for each in events(tmp_path, report)} == {"purchase"}


def test_posts_that_users_liked_are_not_asked_about(tmp_path: Path) -> None:
    text = (
        made("post_id")
        .replace("created_at\n", "created_at,event\n")
        .replace("\n", ",like\n")
        .replace("event,like", "event")
    )
    assert chosen(columns(tmp_path, text))["item"] == "post_id"
