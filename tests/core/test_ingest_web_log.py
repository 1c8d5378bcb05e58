"""Access logs of web servers, money that nothing is called by, and who is named by two columns or a username."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import IngestError
from core.ingest.names.naming import EXACT, certainty
from core.ingest.presets.find import is_like
from core.ingest.presets.published import WEB_LOG
from core.ingest.tables.persons import names_of_persons
from core.ingest.tables.private import are_ips
from tests.core.ingest_help import chosen, load, load_path, write

LINE = '10.0.{n}.1 - - [{day:02}/May/2031:10:{n:02}:59 +0200] "GET /p/{item} HTTP/1.1" 200 80 "-" "Mozilla/5.0"\n'


def test_addresses_that_stand_for_users_become_codes(tmp_path: Path) -> None:
    lines = (LINE.format(n=n % 9, day=n % 28 + 1, item=n % 7) for n in range(40))
    report = load_path(tmp_path, write(tmp_path / "access.log", "".join(lines)))
    assert (report.n_stored, report.n_users, report.n_items, report.has_codes) == (40, 9, 7, True)
    assert "IP addresses in 'address' are replaced by codes that only this workspace can make again." in report.notes


@pytest.mark.parametrize("more", ["", ' "-"', " 0.003 - "])
def test_lines_with_more_cells_and_a_first_request_that_is_none_are_read(tmp_path: Path, more: str) -> None:
    lines = [
        LINE.format(n=n % 9, day=n % 28 + 1, item=n % 7).replace("Mozilla", "CUBOT X18 Mozilla") for n in range(40)
    ]
    lines[0] = '10.0.0.1 - - [01/May/2031:10:00:59 +0200] "-" 408 0 "-" "-"\n'
    text = "".join(line.replace("\n", more.rstrip() + "\n") for line in lines)
    report = load_path(tmp_path, write(tmp_path / "access.log", text))
    assert (report.n_records, report.n_stored, report.n_items) == (40, 39, 7)
    assert not [note for note in report.notes if "bot" in note and "39" in note]


@pytest.mark.parametrize(
    "line",
    [
        '10.0.0.1 - - [01/May/2031:10:00:59 +0200] "GET /lamp HTTP/1.1" 200 80',
        'shop.example - ann lee [01/May/2031:10:00:59 -0800] "POST /cart HTTP/2.0" 302 - "-" "Mozilla/5.0"',
    ],
)
def test_lines_of_access_logs_are_known(tmp_path: Path, line: str) -> None:
    assert is_like(write(tmp_path / "a.log", line + "\n"), WEB_LOG.forms[0].events)


@pytest.mark.parametrize("line", ["user item 2031-05-01 10:00:59", "u1 p1 5 881250949", '10.0.0.1,"GET /lamp",200'])
def test_other_lines_are_no_access_logs(tmp_path: Path, line: str) -> None:
    assert not is_like(write(tmp_path / "a.log", line + "\n"), WEB_LOG.forms[0].events)


def test_what_addresses_are() -> None:
    assert [are_ips(texts) for texts in (["10.0.0.1", "::1"], ["1.2.3"], ["91.0.4472.124"], ["12:30"], [])] == [
        *(True, False, False, False, False)
    ]


def orders(header: str, *cells: str) -> str:
    rows = [f"o{n},c{n % 7},p{n % 5},2031-01-{n % 28 + 1:02},{cells[n % len(cells)]}" for n in range(40)]
    return "\n".join([f"order_id,customer_id,product_id,order_date,{header}", *rows, ""])


@pytest.mark.parametrize(
    ("header", "cells", "is_noted"),
    [
        ("Xprijs", ('"12,34"', '"5,10"'), True),
        ("betaald", ("12.34", "5.10"), True),
        ("weight", ("12.34", "5.10"), False),
        ("shipping fee", ("12.34", "5.10"), False),
        ("floor", ("12", "5"), False),
        ("Sku rating", ("4.50", "3.25"), False),
        ("amount", ("12.34", "5.10"), False),
    ],
)
def test_money_that_is_not_read_is_noted(tmp_path: Path, header: str, cells: tuple[str, ...], is_noted: bool) -> None:
    report = load(tmp_path, orders(header, *cells))
    noted = [note for note in report.notes if note.startswith("No value was found")]
    assert bool(noted) == is_noted
    assert not is_noted or f"{header!r} may hold amounts of money" in noted[0]


def test_names_of_dutch_shops(tmp_path: Path) -> None:
    report = load(
        tmp_path,
        orders("Stukprijs,Aantal,Tijdstip", '"€ 12,34",2,10:15').replace("order_id", "Bestelnummer"),
    )
    roles = ("order", "value", "quantity", "time_of_day")
    assert [chosen(report)[role] for role in roles] == ["Bestelnummer", "Stukprijs", "Aantal", "Tijdstip"]


def test_first_and_last_names_are_those_of_persons() -> None:
    words, numbers = ["Ann", "Bob"], ["1", "2"]
    assert names_of_persons({"first": words, "last": words, "price": numbers}) == {"first", "last"}
    assert names_of_persons({"Customer Fname": words, "Customer Lname": words}) == {"Customer Fname", "Customer Lname"}
    assert names_of_persons({"first": numbers, "last": numbers}) == frozenset()
    assert names_of_persons({"first": words, "price": numbers}) == frozenset()


def test_few_different_names_that_addresses_are_spelled_like_are_those_of_persons(tmp_path: Path) -> None:
    first, last, plans = ("Ruby", "Noah", "Leo"), ("green", "king", "brown", "lee"), ("Basic plan", "Pro plan")
    people = [(f"{first[n % 3]} X", f"{first[n % 3].lower()}.{last[n % 4]}{n}@mail.example") for n in range(36)]
    names, emails = map(list, zip(*people * 3, strict=True))
    assert names_of_persons({"name": names, "email": emails}) == {"name"}
    bought = [plans[n % 2] for n in range(36)] * 3
    assert names_of_persons({"name": bought, "email": emails}) == frozenset()
    rows = [f"{name},{email},2031-01-{n % 28 + 1:02},{'ABCDE'[n % 5]}" for n, (name, email) in enumerate(people * 3)]
    text = "\n".join(["name,email,date,room", *rows, ""])
    with pytest.raises(IngestError, match="Is 'room' the item"):
        load(tmp_path, text)


def test_the_one_name_of_each_user_is_theirs_beside_an_id_of_which_they_have_several() -> None:
    users = [f"u{n}" for n in range(60)] * 4
    names = ["Ann Roe", "Bob Poe", "Cleo Doe"] * 80
    places, plans = [f"p{n * 7 % 23}" for n in range(240)], ["1", "2", "3"] * 80
    assert names_of_persons({"user_id": users, "name": names, "gmap_id": places}) == {"name"}
    assert names_of_persons({"user_id": users, "name": names, "plan_id": plans}) == frozenset()
    assert names_of_persons({"user_id": users, "name": names}) == frozenset()
    assert names_of_persons({"user_id": users, "name": places, "gmap_id": places}) == frozenset()


@pytest.mark.parametrize("name", ["Buyer Username", "customer_nickname", "Client Login", "Member Account"])
def test_what_a_shop_calls_a_buyer_is_a_user(name: str) -> None:
    assert certainty("user", name) >= EXACT


@pytest.mark.parametrize("name", ["Account Manager", "user_agent", "login_time", "Buyer Message", "Customer Type"])
def test_what_else_is_known_of_buyers_is_no_user(name: str) -> None:
    assert certainty("user", name) < EXACT
