"""Names of columns and what they mean: abbreviations, persons and things, zeros, clicks, and money that was paid."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.ingest.inspect import inspect_log
from core.ingest.names.called import is_no_person
from core.ingest.names.naming import EXACT, certainty
from core.ingest.names.plain_name import last_part
from core.ingest.states.order_states import CANCELLED
from core.ingest.tables.private import kind_of
from core.ingest.tables.source import LogSource
from core.settings import load_settings
from tests.core.ingest_help import chosen, load, write
from tests.core.test_ingest_first_looks import day, sums, table


def test_a_point_behind_a_single_letter_is_no_path(tmp_path: Path) -> None:
    names = {"Q.tà": "Q.tà", "N.ro": "N.ro", "C.CUSTOMER_ID": "CUSTOMER_ID", "o.id": "id", "A.name": "name",
             "items.price": "price", "Q.tà.price": "price", "U.uid": "uid", "O.ts": "ts", "P.qty": "qty"}  # fmt: skip
    assert {name: last_part(name) for name in names} == names
    rows = [f"C{n // 3 % 20},A{n % 9},{n // 3 % 28 + 1:02}/03/2031,{n % 4 + 1},{(n % 9 + 0.5) * (n % 4 + 1)},22"
            for n in range(90)]  # fmt: skip
    report = load(tmp_path, table("Cod. cliente,Cod. articolo,Data documento,Q.tà,Importo,IVA", rows))
    assert sums(tmp_path, report) == {"purchase": (90, round(sum(float(row.split(",")[4]) for row in rows), 2))}


def test_an_amount_that_is_zero_in_all_rows_is_none(tmp_path: Path) -> None:
    rows = [f"{n % 20},i{n % 9},{day(n)},{n % 3 + 1},0.00" for n in range(90)]
    report = load(tmp_path, table("CustomerID,ProductID,SalesDate,Quantity,TotalPrice", rows))
    assert "value" not in chosen(report)
    assert "'TotalPrice' was not used: it is 0 in all rows, so what was paid is not known." in report.notes
    assert not [note for note in report.notes if note.startswith("No value was found")]
    report = load(
        tmp_path, table("CustomerID,ProductID,SalesDate,Quantity,TotalPrice", [*rows, f"1,i1,{day(9)},1,0.5"])
    )
    assert chosen(report)["value"] == "TotalPrice"


def test_users_and_items_that_are_given_against_their_values_are_taken(tmp_path: Path) -> None:
    rows = [f"{n % 30 + 31435}\t{n % 5}\t{n % 10 + 4}\t{n % 20 + 4}\t{1_930_000_000 + n * 977}" for n in range(200)]
    source = LogSource(
        write(tmp_path / "plays.txt", "\n".join(rows) + "\n"), map={"user": "column_3", "item": "column_4"}
    )
    found = inspect_log(source, load_settings()).files[0]
    assert {each.role: each.column for each in found.choices} == {
        "user": "column_3", "item": "column_4", "timestamp": "column_5"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "events"), [("clk", {"click", "impression"}), ("liked", {"event"}), ("pid", {"event"})]
)
def test_a_click_alone_says_which_rows_were_only_shown(tmp_path: Path, name: str, events: set[str]) -> None:
    rows = [f"{n % 20},{n % 9},{1_930_000_000 + n * 977},{int(n % 10 == 0)}" for n in range(90)]
    report = load(tmp_path, table(f"user,adgroup_id,time_stamp,{name}", rows))
    assert {*sums(tmp_path, report)} == events


@pytest.mark.parametrize(
    ("name", "sign", "event"),
    [("money", "", "purchase"), ("fare_usd", "", "purchase"), ("Amount", "$", "purchase"), ("Amount", "", "event"),
     ("price", "$", "event"), ("bid amount", "$", "event"), ("total loan amount", "", "event"),
     ("gifted_amount", "€", "event")],
)  # fmt: skip
def test_money_without_a_price_of_pieces_was_paid(tmp_path: Path, name: str, sign: str, event: str) -> None:
    rows = [f"c{n % 20},m{n % 9},{day(n)},{sign}{n % 7}.50" for n in range(60)]
    report = load(tmp_path, table(f"card,product_id,datetime,{name}", rows), map={"user": "card", "value": name})
    assert sums(tmp_path, report) == {event: (60, sum(n % 7 + 0.5 for n in range(60)))}


@pytest.mark.parametrize(
    ("role", "name", "other"),
    [("timestamp", "Gift Date", "Acknowledge Date"), ("timestamp", "Reservation Date", "Arrival Date"),
     ("user", "Guest Name(s)", "Hotel Name"), ("user", "Booked by", "Booked on"), ("order", "Inv#", "Invited"),
     ("user", "Kennzeichen", "Parkdauer (min)"), ("value", "Ext", "Text"),
     ("item", "repo_full_name", "owner_full_name")],
)  # fmt: skip
def test_more_names_are_known(role: str, name: str, other: str) -> None:
    assert certainty(role, name) > certainty(role, other)


def test_names_of_persons_are_private_and_those_of_things_are_not() -> None:
    people = ["Ann Doe", "Bob Roe", "Cy Poe"]
    assert [kind_of(name, people) for name in ("Guest Name(s)", "Booked by", "full_name")] == ["name"] * 3
    things = ["org1/tool", "org2/kit", "org1/app"]
    assert [kind_of(name, things) for name in ("repo_full_name", "Product Full Name", "org fullname")] == [""] * 3
    of_people = ("project_manager", "event_organizer", "team_member", "hotel_guest", "course_instructor", "city_mayor")
    assert [kind_of(f"{name}_full_name", people) for name in of_people] == ["name"] * 6
    assert kind_of("Kennzeichen", ["B-AX 1234", "M-CD 77"]) == "number"
    assert [is_no_person(name) for name in ("Parkdauer (min)", "session_duration", "Bauer")] == [True, True, False]


@pytest.mark.parametrize("name", ["Late Cancel", "No Show", "no_show_flag", "is_cancelled"])
def test_a_visit_that_was_called_off_is_none(tmp_path: Path, name: str) -> None:
    rows = [f"{n % 20},c{n % 9},{day(n)},{'Yes' if n % 10 == 0 else 'No'}" for n in range(60)]
    report = load(tmp_path, table(f"client_id,course_id,date,{name}", rows))
    assert sums(tmp_path, report) == {"event": (54, 0.0), CANCELLED: (6, 0.0)}


def test_lists_of_users_are_named(tmp_path: Path) -> None:
    rows = [f"{900 + n % 20}{';901' if n % 20 == 0 else ''},i{n % 9},{day(n)}" for n in range(100)]
    rows += [f"900,i3,{day(5)}", f"a;b,i4,{day(6)}"]
    report = load(tmp_path, table("Associated Contact IDs,product_id,date", rows))
    named = [note for note in report.notes if "several ids of users" in note]
    assert named == [
        "Some cells of 'Associated Contact IDs' hold several ids of users, such as two with a semicolon between them: "
        "each such list counts as a user of its own."
    ]
    report = load(tmp_path, table("customer_id,product_id,date", [row.replace(";901", "") for row in rows[:100]]))
    assert not [note for note in report.notes if "several ids of users" in note]


@pytest.mark.parametrize(("header", "is_noted"), [("Qiymet", True), ("weight", False), ("rating", False)])
def test_money_under_an_unknown_name_is_noted_without_orders_too(tmp_path: Path, header: str, is_noted: bool) -> None:
    rows = [f"{n % 20},i{n % 9},{day(n)},{n % 7 + 1}.{n % 90 + 10}" for n in range(90)]
    report = load(tmp_path, table(f"customer_id,product_id,date,{header}", rows))
    assert bool([note for note in report.notes if note.startswith("No value was found")]) == is_noted


@pytest.mark.parametrize("name", ["txn_type", "Trx Type", "transaction_type"])
def test_a_kind_of_transaction_names_events_and_returns(tmp_path: Path, name: str) -> None:
    kinds = ["earn", "earn", "burn", "expire"]
    rows = [f"{n % 20},p{n % 9},{day(n)},{kinds[n % 4]},{n % 7}.50" for n in range(80)]
    report = load(tmp_path, table(f"member_id,product_id,txn_date,{name},spend", rows))
    assert {kind: n for kind, (n, _sum) in sums(tmp_path, report).items()} == {"earn": 40, "burn": 20, "expire": 20}
    rows = [f"{n % 20},p{n % 9},{day(n)},{'Return' if n % 10 == 0 else 'Sale'},1,{n % 7}.50" for n in range(80)]
    report = load(tmp_path, table(f"member_id,product_id,txn_date,{name},quantity,price", rows))
    assert report.n_refunds == 8


def test_a_column_with_braces_in_its_name_names_events(tmp_path: Path) -> None:
    words = {1: "Page View", 9: "Purchase"}
    rows = [f"{n % 20},{code},{words[code]},{day(n)},p{n % 9}" for n in range(60) for code in (1, 9)]
    report = load(tmp_path, table("{user_id},{event_type},{event_type_label},{created_at},{product_id}", rows))
    assert {*sums(tmp_path, report)} == {"page view", "purchase"}


def test_initials_are_users_and_no_items_and_extensions_no_amounts(tmp_path: Path) -> None:
    rows = [f"{'NKA'[n % 3]}.{'DAB'[n % 3]}.,{'k.a.' if n % 9 == 0 else f'i{n % 9}'},{day(n)},{n % 40 + 100}"
            for n in range(90)]  # fmt: skip
    report = load(tmp_path, table("reviewer,product_id,date,ext", rows))
    assert (report.n_users, report.n_items) == (3, 8)
    assert "value" not in chosen(report)


def test_the_address_of_a_basket_stands_in_its_first_row(tmp_path: Path) -> None:
    rows = [f"u{n % 20},s{n % 9 + line},{day(n)},1,{n % 7}.50,{f'x{n}' * (line == 0)},pending"
            for n in range(40) for line in range(2)]  # fmt: skip
    header = "customer_id,sku,created_at,quantity,price,Abandoned Checkout URL,Lineitem fulfillment status"
    assert [*sums(tmp_path, load(tmp_path, table(header, rows)))] == ["cart"]
    some = [row.replace(f"x{n // 2}", "") if n % 8 else row for n, row in enumerate(rows)]
    assert "purchase" in sums(tmp_path, load(tmp_path, table(header, some)))


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("value", "Stykpris|revenue_float|unit_price_decimal|priceEach|Cijena|총액|Kappalehinta|Donation Amount"),
        ("user", "KundenID|Kupac|usr_id|Šifra kupca|Pirkėjas"),
        ("timestamp", "date_add|gmt_create|Ordredato|Bestellt am|Datum narudžbe|Kuupäev|tstamp"),
        ("item", "Šifra artikla|Tootekood"),
        ("quantity", "Količina|Antall"),
    ],
)
def test_names_of_smaller_markets_and_of_databases(role: str, names: str) -> None:
    assert {name: certainty(role, name) >= EXACT for name in names.split("|")} == dict.fromkeys(names.split("|"), True)


def test_what_a_search_engine_says_of_what_it_found_is_no_value() -> None:
    names = ("_score", "hits.total.value", "hits.hits._score", "hits.total", "score", "order.total.value", "my_score")
    assert [certainty("value", name) > 0 for name in names] == [False] * 4 + [True] * 3
