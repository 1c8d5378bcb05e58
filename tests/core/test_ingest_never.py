"""What is never a time, an item or a user: ids as long as times, kinds, measures, ways to pay, blank columns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import IngestError
from tests.core.ingest_help import chosen, columns

_KINDS = ("Swipe", "Chip", "Online")


def log(header: str, of_row: Callable[[int], str], n_rows: int = 400) -> str:
    rows = [f"u{n * n % 61},{of_row(n)}" for n in range(n_rows)]
    return "\n".join([f"user_id,{header}", *rows, ""])


def long_number(n: int) -> int:
    """Write one of 90 numbers of 19 digits as hashes are, some below 0."""
    return (n * 13 % 90 + 1) * 7919 * 10**15 // 77 % 9 * 10**18 * (-1) ** n + n * 13 % 90 * 10**14


def date(n: int) -> str:
    return f"2031-{n % 12 + 1:02}-{n % 28 + 1:02} {n % 24:02}:15:00"


@pytest.mark.parametrize("number", [long_number, lambda n: 10**18 * (n * 7 % 9 + 1) + n % 50])
def test_long_numbers_of_any_century_are_no_times(tmp_path: Path, number: Callable[[int], int]) -> None:
    rows = log("product_id,Merchant Name", lambda n: f"p{n % 23},{number(n)}")
    with pytest.raises(IngestError, match="no column looks like the timestamp"):
        columns(tmp_path, rows)


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(lambda n: 1_925_000_000 + n * 9_973, id="seconds"),
        pytest.param(lambda n: (1_925_000_000 + n * 9_973) * 1_000, id="milliseconds"),
        pytest.param(lambda n: (1_925_000_000 + n * 9_973) * 10**9 + 7, id="nanoseconds"),
    ],
)
def test_numbers_of_one_century_stay_times(tmp_path: Path, number: Callable[[int], object]) -> None:
    found = columns(tmp_path, log("product_id,moved", lambda n: f"p{n % 23},{number(n)}"), accepts_guesses=True)
    assert chosen(found)["timestamp"] == "moved"


def test_a_time_without_a_name_is_read_in_nearly_all_rows(tmp_path: Path) -> None:
    def of_row(n: int) -> str:
        return f"p{n % 23},{date(n) if n % 5 < 2 else f'call {n % 9}'}"

    with pytest.raises(IngestError, match="no column looks like the timestamp"):
        columns(tmp_path, log("product_id,agreed", of_row))
    assert chosen(columns(tmp_path, log("product_id,order_date", of_row)))["timestamp"] == "order_date"


def test_names_that_are_numbers_go_before_few_kinds_as_the_item(tmp_path: Path) -> None:
    rows = log("Use Chip,Merchant Name,date", lambda n: f"{_KINDS[n * 7 % 3]},{long_number(n)},{date(n)}")
    with pytest.raises(IngestError, match="Is 'Merchant Name' the item"):
        columns(tmp_path, rows)


def test_few_kinds_are_asked_for_where_nothing_else_can_be_the_item(tmp_path: Path) -> None:
    rows = log("Use Chip,date", lambda n: f"{_KINDS[n * 7 % 3]},{date(n)}")
    with pytest.raises(IngestError, match="Is 'Use Chip' the item"):
        columns(tmp_path, rows)


@pytest.mark.parametrize(
    ("header", "of_row"),
    [
        ("payment_method_id", lambda n: str(n * 7 % 30)),
        ("Trip Distance", lambda n: str(n * 7 % 30 * 100 + 90)),
        ("device_class", lambda n: f"class {n * 7 % 30}"),
        ("browser", lambda n: f"browser {n * 7 % 30}"),
        ("review text", lambda n: f"text{n * 7 % 30}"),
        ("Zahlungsweise", lambda n: f"Weg{n * 7 % 30}"),
        ("moyen_de_paiement", lambda n: f"voie{n * 7 % 30}"),
        ("支付渠道", lambda n: f"z{n * 7 % 30}"),
    ],
)
def test_ways_to_pay_measures_devices_and_texts_are_no_items(
    tmp_path: Path, header: str, of_row: Callable[[int], str]
) -> None:
    with pytest.raises(IngestError, match="no column looks like the item"):
        columns(tmp_path, log(f"{header},date", lambda n: f"{of_row(n)},{date(n)}"))


@pytest.mark.parametrize(
    "header", ["device_model", "browser_game", "payment_plan", "tender_id", "review_subject", "message_template"]
)
def test_what_only_holds_such_words_is_asked_for(tmp_path: Path, header: str) -> None:
    with pytest.raises(IngestError, match=f"Is '{header}' the item"):
        columns(tmp_path, log(f"{header},date", lambda n: f"thing{n * 7 % 30},{date(n)}"))


def test_where_users_live_and_what_they_use_is_no_rival_of_an_id(tmp_path: Path) -> None:
    header = "city_id,device_class,booker_country,hotel_country,date"
    rows = log(header, lambda n: f"{n * 7 % 90 + 300},d{n % 3},C{n * 11 % 50},L{n * 13 % 50},{date(n)}")
    with pytest.raises(IngestError, match=r"Is 'city_id' the item\? Little speaks for it"):
        columns(tmp_path, rows)


def test_a_blank_user_is_none_and_leaves_no_other_guess(tmp_path: Path) -> None:
    rows = [f",i{n * 7 % 23},{n * n % 61},{date(n)}" for n in range(200)]
    with pytest.raises(IngestError, match="no column looks like the user"):
        columns(tmp_path, "\n".join(["Master Id,item_id,Table,date", *rows, ""]))
    known = "\n".join(["userId,item_id,anonymousId,date", *rows, ""])
    assert chosen(columns(tmp_path, known))["user"] == "anonymousId"


def test_a_blank_item_leaves_the_item_to_the_title(tmp_path: Path) -> None:
    found = columns(tmp_path, log("sku,product_name,date", lambda n: f",Kettle {n * 7 % 23},{date(n)}"))
    assert chosen(found)["item"] == "product_name"


def test_the_event_stands_in_for_an_app_that_all_rows_have(tmp_path: Path) -> None:
    rows = log("App ID,Event Name,date", lambda n: f"app1,{_KINDS[n * 7 % 3]},{date(n)}")
    with pytest.raises(IngestError, match="Is 'Event Name' the item"):
        columns(tmp_path, rows)


@pytest.mark.parametrize("beside", ["Vehicle Type", "sensor"])
def test_devices_beside_vehicles_are_asked_for_as_users(tmp_path: Path, beside: str) -> None:
    rows = [f"d{n * n % 61},p{n * 7 % 23},s{n % 3},{date(n)}" for n in range(200)]
    with pytest.raises(IngestError, match="Is 'device_id' the user"):
        columns(tmp_path, "\n".join([f"device_id,station_id,{beside},date", *rows, ""]))
    assert chosen(columns(tmp_path, "\n".join(["device_id,product_id,os,date", *rows, ""])))["user"] == "device_id"


def test_dates_of_noughts_are_blank(tmp_path: Path) -> None:
    def of_row(n: int) -> str:
        start = date(n)[:10] if n % 3 == 0 else "0000-00-00"
        return f"a{n * 7 % 23},{start},{1_925_000_000 + n * 9_973}"

    found = columns(tmp_path, log("anime_id,my_start_date,my_last_updated", of_row))
    assert chosen(found)["timestamp"] == "my_last_updated"
