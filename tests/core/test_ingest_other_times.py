"""Times of other events, such as the last purchase, and of when users came to be, beside the time of the event."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.errors import IngestError
from tests.core.ingest_help import chosen, columns

N_ROWS, N_USERS, N_ITEMS = 96, 11, 7
_START = datetime(2026, 3, 1, 8)

Cell = Callable[[int], str]


def of_row(n: int) -> str:
    return f"{_START + timedelta(days=7 * n % 60, hours=n % 12, minutes=n % 60):%Y-%m-%d %H:%M:%S}"


def later(n: int) -> str:
    return f"{_START + timedelta(days=7 * n % 60 + 3, hours=n % 9, minutes=n % 50):%Y-%m-%d %H:%M:%S}"


def day_of_row(n: int) -> str:
    return of_row(n)[:10]


def user(n: int) -> str:
    return f"u{(5 * n + n // 11) % N_USERS}"


def item(n: int) -> str:
    return f"p{n % N_ITEMS}"


def of_user(n: int) -> str:
    return (
        f"{datetime(2024, 1, 1, 9) + timedelta(days=13 * int(user(n)[1:]), hours=int(user(n)[1:])):%Y-%m-%d %H:%M:%S}"
    )


def of_item(n: int) -> str:
    return f"{datetime(2020, 1, 1) + timedelta(days=31 * (n % N_ITEMS)):%Y-%m-%d}"


def table(cells: Mapping[str, Cell]) -> str:
    rows = [",".join(cell(n) for cell in cells.values()) for n in range(N_ROWS)]
    return "\n".join([",".join(cells), *rows]) + "\n"


@pytest.mark.parametrize(
    ("of_event", "of_another"),
    [
        ("payment date", "last purchase date"), ("payment_date", "first_purchase_date"), ("order_date", "last_login"),
        ("payment date", "Signup Date"), ("payment_date", "registration date"), ("session date", "birth date"),
        ("processed_at", "customer.created_at"), ("visit on", "LastVisitDate"), ("paid_at", "lastordertime"),
        ("Zahlungsdatum", "Letztes Kaufdatum"), ("Bestelldatum", "Geburtsdatum"),
        ("Zahlungsdatum", "Registrierungsdatum"),
        ("date de paiement", "Date de dernier achat"), ("date de paiement", "Date d'inscription"),
        ("fecha de pago", "Fecha última compra"), ("fecha de pago", "Fecha de nacimiento"),
        ("data pagamento", "Data ultimo acquisto"), ("data pagamento", "Data di nascita"),
        ("data do pagamento", "Data da primeira compra"), ("data do pagamento", "Cliente desde"),
        ("支付时间", "注册时间"), ("付款时间", "最近登录时间"), ("決済日時", "会員登録日"), ("入金日時", "生年月日"),
    ],
)  # fmt: skip
def test_the_time_of_the_event_goes_before_those_of_others(tmp_path: Path, of_event: str, of_another: str) -> None:
    first, last = {"user_id": user, "sku": item}, {"amount": lambda n: f"{5 + n % 9}.50"}
    turned = {**first, of_another: of_user, of_event: day_of_row, **last}
    assert chosen(columns(tmp_path, table(turned)))["timestamp"] == of_event
    straight = {**first, of_event: of_row, of_another: lambda n: of_user(n)[:10], **last}
    assert chosen(columns(tmp_path, table(straight)))["timestamp"] == of_event


@pytest.mark.parametrize(
    ("right", "more"),
    [
        ("last_played", {}),
        ("last_interaction_at", {"signup date": of_user}),
        ("Registration Date", {"birth date": of_user}),
        ("originalTimestamp", {"context.traits.createdAt": of_user}),
        ("order_item_created_at", {"shipped_at": later}),
        ("product_added_at", {}),
        ("Erstellt am", {"Versanddatum": later}),
        ("updated_at", {"customer.created_at": of_user}),
        ("recently_viewed_at", {"release_date": of_item}),
        ("Fecha de alta", {"Fecha de nacimiento": of_user}),
        ("opened_at", {"first_reply_at": later}),
        ("Data registrazione", {"Data scadenza": later}),
        ("item_created_at", {"due_date": later}),
        ("item_created_at", {"delivered_at": later}),
        ("article_created_at", {"article_updated_at": later}),
        ("registered_at", {"delivered_at": later}),
        ("registration_date", {"completion_date": later}),
        ("timestamp_created", {"author.last_played": of_user}),
    ],
)
def test_the_only_time_of_rows_is_taken_whatever_it_is_called(
    tmp_path: Path, right: str, more: dict[str, Cell]
) -> None:
    log = columns(tmp_path, table({"user_id": user, "item_id": item, right: of_row, **more}))
    assert chosen(log)["timestamp"] == right


@pytest.mark.parametrize(
    ("first", "second"),
    [("First Date", "Last Date"), ("first_seen", "last_seen"), ("last contact date", "next contact date")],
)
def test_two_times_of_other_events_are_asked(tmp_path: Path, first: str, second: str) -> None:
    text = table({"user_id": user, "item_id": item, first: of_row, second: later})
    with pytest.raises(IngestError, match=f"Is '{first}' the timestamp, or is it '{second}'"):
        columns(tmp_path, text)


@pytest.mark.parametrize("name", ["release_date", "product_created_at"])
def test_a_time_that_items_have_but_once_is_asked(tmp_path: Path, name: str) -> None:
    with pytest.raises(IngestError, match=f"Is '{name}' the timestamp"):
        columns(tmp_path, table({"user_id": user, "item_id": item, name: of_item}))


@pytest.mark.parametrize("name", ["expiry_date", "warranty end", "Fälligkeitsdatum", "birth_date"])
def test_a_time_at_which_nobody_does_anything_is_asked(tmp_path: Path, name: str) -> None:
    with pytest.raises(IngestError, match=f"Is '{name}' the timestamp"):
        columns(tmp_path, table({"user_id": user, "item_id": item, name: of_row}))


@pytest.mark.parametrize("name", ["last_purchase_date", "Signup Date", "birth_date", "初回購入日"])
def test_a_time_that_users_have_but_once_is_asked(tmp_path: Path, name: str) -> None:
    text = table({"user_id": user, "item_id": item, name: of_user})
    with pytest.raises(IngestError, match="the timestamp") as caught:
        columns(tmp_path, text)
    assert f"--map timestamp={shlex.quote(name)}" in str(caught.value.hint)
    assert chosen(columns(tmp_path, text, accepts_guesses=True))["timestamp"] == name


def test_numbers_of_seconds_without_a_name_go_before_the_date_of_birth(tmp_path: Path) -> None:
    seconds = {"t": lambda n: str(1_740_800_000 + 9_000 * n), "birthdate": lambda n: of_user(n)[:10]}
    text = table({"user_id": user, "item_id": item, **seconds})
    with pytest.raises(IngestError, match="Is 't' the timestamp"):
        columns(tmp_path, text)
    assert chosen(columns(tmp_path, text, accepts_guesses=True))["timestamp"] == "t"


def test_a_date_in_three_columns_goes_before_the_date_of_a_last_purchase(tmp_path: Path) -> None:
    parts: dict[str, Cell] = {
        "year": lambda n: "2026",
        "month": lambda n: str(3 + n % 3),
        "day": lambda n: str(1 + n % 28),
    }
    text = table({"user_id": user, "item_id": item, **parts, "last_purchase_date": of_user})
    assert chosen(columns(tmp_path, text))["timestamp"] == "date"
