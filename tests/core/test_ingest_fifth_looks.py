"""What exports of tills, shops, apps and servers hold, in spellings that no preset knows."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from core.errors import IngestError
from core.ingest.names.naming import EXACT, certainty
from core.ingest.values.numbers import are_numbers
from core.population.meanings import event_kind
from tests.core.ingest_help import chosen, columns, events, load, open_store, table

N = 90


def sales(*customers: str, header: str = "Kunde", share: int = 2) -> str:
    """Write sales of 13 customers, where each ``share``-th is of one of ``customers`` in turn."""
    names = [customers[n // share % len(customers)] if n % share == 0 else f"Firma {n % 13}" for n in range(N)]
    rows = [f"{n},2031-01-{n % 28 + 1:02} 10:00:00,{name},A{n % 7},1,{n % 9 + 1}.50" for n, name in enumerate(names)]
    return table(f"order_no,date,{header},sku,qty,amount", rows)


NOBODIES = (
    "Laufkundschaft", "Diverse Kunden", "Walk-in Client", "Client de passage", "Consumidor Final",
    "Público en General", "Cliente occasionale", "现金客户", "非会員", "Розничный покупатель",
)  # fmt: skip
COMPANIES = (
    "Paragon", "Passant SA", "Laufkundschaft GmbH", "Final Consumer Goods", "Cash & Carry", "Retail Ltd", "Divers",
    "Counter Culture", "General Public Art", "普通客户", "零售客户", "Физлицо",
)  # fmt: skip


@pytest.mark.parametrize("nobodies", [NOBODIES, NOBODIES[:1]], ids=["several", "one"])
def test_who_was_not_known_at_the_till_is_no_user(tmp_path: Path, nobodies: tuple[str, ...]) -> None:
    report = load(tmp_path, sales(*nobodies), user_ids="keep")
    with open_store(tmp_path) as store:
        users = store.population(report.dataset_id).histories.user_ids
    assert not {*nobodies}.intersection(users)
    assert (report.n_stored, report.n_users) == (45, 13)
    assert report.rejected == {"a stand-in for no user, such as undefined or #N/A": 45}


@pytest.mark.parametrize("companies", [COMPANIES, COMPANIES[:1]], ids=["several", "one"])
def test_a_company_that_sounds_like_nobody_is_a_user(tmp_path: Path, companies: tuple[str, ...]) -> None:
    report = load(tmp_path, sales(*companies), user_ids="keep")
    with open_store(tmp_path) as store:
        users = store.population(report.dataset_id).histories.user_ids
    assert {*companies}.difference(users) == set()
    assert (report.n_stored, report.n_users) == (N, 13 + len(companies))


def test_keys_of_tables_are_ids() -> None:
    assert all(certainty("user", each) >= EXACT for each in ("USER_PK1", "customer_sk", "Customer FK"))
    assert all(certainty("item", each) >= EXACT for each in ("item_sk", "PRODUCT_PK"))
    others = ("sk", "user_risk", "desk", "customer_disk", "pk1", "item_task", "user_pkg")
    assert not any(certainty(role, each) >= EXACT for role in ("user", "item") for each in others)


def test_addresses_of_the_internet_are_no_numbers() -> None:
    assert not are_numbers([f"203.0.{n}.{n * 7 % 250}" for n in range(1, 30)])
    assert not are_numbers(["10.0.0.1", "198.51.100.7"])
    for numbers in (
        ["1.234.567", "12.345"],
        ["1.234.567.890", "2.000.000.000"],
        ["10.5", "3"],
        ["1,234.50"],
        ["1'234.50"],
    ):
        assert are_numbers(numbers)


def test_the_code_of_a_medicine_is_no_address() -> None:
    assert [certainty("user", each) > 0 for each in ("c-ip", "C_IP", "cip", "CIP", "s-ip")] == [True] * 2 + [False] * 3


@pytest.mark.parametrize("header", ["c-ip", "ip_address", "IP"])
def test_an_address_may_be_the_user_of_a_server_log(tmp_path: Path, header: str) -> None:
    rows = [f"2031-01-{n % 28 + 1:02},10:00:{n % 60:02},85.10.{n % 13}.{n % 13 + 200},/p/{n % 7}" for n in range(N)]
    log = columns(tmp_path, table(f"date,time,{header},cs-uri-stem", rows), accepts_guesses=True)
    assert (log.events.map.user, log.events.map.item) == (header, "cs-uri-stem")


DEEDS = ("VIEW_ITEM", "VIEW_ITEM", "ADD_TO_CART", "PURCHASE")


def named(header: str, names: tuple[str, ...], more: str = "") -> str:
    rows = [
        f"{names[n % len(names)]},{1925000000 + n * 5000},u{n % 13},{f'S{n % 7}'},{n % 9 + 1}.5{more and ',click'}"
        for n in range(N)
    ]
    return table(f"{header},timestamp,user_id,content_sku,revenue{more}", rows)


@pytest.mark.parametrize("header", ["name", "title", "label"])
def test_a_name_that_holds_deeds_is_the_event(tmp_path: Path, header: str) -> None:
    report = load(tmp_path, named(header, DEEDS), accepts_guesses=True)
    assert (chosen(report)["event"], chosen(report)["item"]) == (header, "content_sku")
    assert {*events(tmp_path, report)} == {"view_item", "add_to_cart", "purchase"}


@pytest.mark.parametrize(
    ("header", "names", "more"),
    [
        ("name", ("Blue Mug", "Oak Chair", "Purchase Order Pad"), ""),
        ("title", ("Play", "Macbeth", "Hamlet", "Faust"), ""),
        ("name", ("Order", "Chaos", "Dune"), ""),
        ("item_name", DEEDS, ""),
        ("name", DEEDS, ",event_type"),
        ("product_title", DEEDS, ""),
    ],
)
def test_a_name_of_things_is_a_title(tmp_path: Path, header: str, names: tuple[str, ...], more: str) -> None:
    report = columns(tmp_path, named(header, names, more), accepts_guesses=True)
    assert chosen(report).get("event") != header


def test_screens_of_apps_are_the_items_of_firebase(tmp_path: Path) -> None:
    def row(n: int) -> str:
        params = [{"key": "firebase_screen", "value": {"string_value": f"Screen{n % 7}"}}]
        return json.dumps({"event_timestamp": str(1925000000000000 + n * 5000000), "event_name": "screen_view",
                           "user_pseudo_id": f"u{n % 13}", "event_params": params})  # fmt: skip

    report = load(tmp_path, "\n".join(map(row, range(N))))
    assert (chosen(report)["item"], report.n_items) == ("event_params.firebase_screen", 7)


@pytest.mark.parametrize(
    "time", ["2031/01/{day:02} 16時10分", "2031-01-{day:02} 16时10分05秒", "2031年1月{day}日 16時10分"]
)
def test_hours_in_chinese_and_japanese_follow_any_date(tmp_path: Path, time: str) -> None:
    rows = [f"{time.format(day=n % 28 + 1)},u{n % 13},i{n % 7}" for n in range(N)]
    report = load(tmp_path, table("time,user_id,item_id", rows))
    assert report.n_stored == len({*rows})


def invoices(header: str, codes: tuple[str, ...], more: str = "") -> str:
    rows = [
        f"INV{n},2031-01-{n % 28 + 1:02},c{n % 13},S{n % 7},2,12.50,{codes[n % len(codes)]}{more and f',{n % 3}'}"
        for n in range(N)
    ]
    return table(f"invoice_no,date,account_ref,sku,qty,net_amount,{header}{more}", rows)


@pytest.mark.parametrize(
    ("header", "codes"),
    [("Type", ("SI", "SI", "SC")), ("Type", ("INV", "INV", "CN")), ("Doc Type", ("XA", "XA", "XB")),
     ("Belegart", ("RE", "RE", "GU")), ("Invoice Type", ("S1", "S1", "R1"))],
)  # fmt: skip
def test_codes_of_documents_are_asked_about(tmp_path: Path, header: str, codes: tuple[str, ...]) -> None:
    with pytest.raises(IngestError, match=f"'{header}' holds codes of what became of each order, {codes[0]} \\(60\\)"):
        load(tmp_path, invoices(header, codes))
    report = load(tmp_path, invoices(header, codes), map={"event": header}, meanings={codes[2]: "refund"})
    assert events(tmp_path, report) == {codes[0].lower(): 60, codes[2].lower(): 30}
    assert report.n_refunds == 30


@pytest.mark.parametrize(
    ("header", "codes"),
    [("Type", ("A", "A", "C")), ("Type", ("SI", "IN")), ("Type", ("XL", "S", "M")), ("Doc Type", ("Invoice",)),
     ("Type", ("Retail", "Online")), ("Channel", ("SI", "SC")), ("Size", ("SC", "SI")), ("Tax Type", ("CN", "SI"))],
)  # fmt: skip
def test_other_codes_beside_sales_are_not(tmp_path: Path, header: str, codes: tuple[str, ...]) -> None:
    report = load(tmp_path, invoices(header, codes))
    assert events(tmp_path, report) == {"purchase": N}


@pytest.mark.parametrize("header", ["Application Status", "status", "Stage"])
@pytest.mark.parametrize("job", ["job_id", "vacancy_id"])
def test_who_was_turned_down_was_interested_in_the_job(tmp_path: Path, header: str, job: str) -> None:
    states = ("rejected", "rejected", "hired", "withdrawn", "in review")
    rows = [f"cand{n % 13},J{n % 7},2031-01-{n % 28 + 1:02} 10:00:{n % 60:02},{states[n % 5]}" for n in range(N)]
    report = load(tmp_path, table(f"candidate_id,{job},applied_at,{header}", rows), accepts_guesses=True)
    assert "cancelled order" not in events(tmp_path, report)


@pytest.mark.parametrize(
    "name",
    ["order_id,customer_id", "offer_id,user_id", "application_no,customer_id", "job_title,customer_id",
     "job_id,customer_id", "candidate_id,user_id"],
)  # fmt: skip
def test_what_is_rejected_elsewhere_was_not_bought(tmp_path: Path, name: str) -> None:
    states = ("rejected", "completed", "completed", "completed", "cancelled")
    rows = [f"{n},c{n % 13},S{n % 7},2031-01-{n % 28 + 1:02},{n % 9 + 1}.50,{states[n % 5]}" for n in range(N)]
    report = load(tmp_path, table(f"{name},sku,order_date,amount,status", rows), accepts_guesses=True)
    assert events(tmp_path, report)["cancelled order"] == 36


def cards(form: str, header: str = "Card Number") -> str:
    rows = [
        f"{form.format(4000 + n % 13)},A{n % 7},2031-01-{n % 28 + 1:02} 10:00:{n % 60:02},{n % 9}.50" for n in range(N)
    ]
    return table(f"{header},Product Code,Date/Time,Amount", rows)


@pytest.mark.parametrize("form", ["************{}", "XXXX-XXXX-XXXX-{}", "**** {}", "\u2022\u2022\u2022\u2022{}"])
def test_last_digits_of_cards_are_asked_about(tmp_path: Path, form: str) -> None:
    with pytest.raises(IngestError, match="only the last digits are left, which several people may share"):
        load(tmp_path, cards(form))
    assert load(tmp_path, cards(form), map={"user": "Card Number"}, user_ids="keep").n_users == 13


@pytest.mark.parametrize(
    ("form", "header"),
    [("60088800{}", "Card Number"), ("C-{}", "Card Number"), ("411111******{}", "Card No"), ("{}", "Loyalty Card No"),
     ("##{}", "user_id"), ("#{}", "Member ID"), ("xx{}", "user"), ("U***{}A", "user_id"), ("*{}", "customer_id")],
)  # fmt: skip
def test_whole_numbers_of_cards_are_not(tmp_path: Path, form: str, header: str) -> None:
    assert load(tmp_path, cards(form, header), user_ids="keep").n_users == 13


def test_an_appointment_to_look_at_something_is_no_purchase() -> None:
    met = ("viewing_booked", "demo booked", "testDriveBooked", "Besichtigung gebucht", "inspection slot booked")
    bought = ("booked", "room_booked", "flight booked", "table_booked", "tour booked", "Hotel gebucht", "class booked",
              "meeting room booked", "inspection service booked")  # fmt: skip
    assert {event_kind(each) for each in met} == {"other"}
    assert {event_kind(each) for each in bought} == {"purchase"}


def test_whoever_tried_the_shop_is_no_user(tmp_path: Path) -> None:
    tried = ("test@test.com", "Test Customer", "Testkunde", "user@example.com")
    report = load(tmp_path, sales(*tried, header="customer", share=6), user_ids="keep")
    assert report.rejected == {"a stand-in for no user, such as undefined or #N/A": 15}
    assert any("15 records have" in note for note in report.notes)


def test_a_user_whose_name_begins_so_stays(tmp_path: Path) -> None:
    names = ("tester@mail.example", "Testa GmbH", "Example Ltd", "test4@shop.example", "Dr. Test")
    report = load(tmp_path, sales(*names, header="customer", share=6), user_ids="keep")
    with open_store(tmp_path) as store:
        users = store.population(report.dataset_id).histories.user_ids
    assert {*names}.difference(users) == set()
    assert (report.n_stored, report.n_users) == (N, 13 + len(names))


def since(start: int, form: str = "{}.25") -> str:
    """Write views of two months from a second on."""
    rows = [f"{form.format(start + n * 57_600)},u{n % 13},i{n % 7}" for n in range(N)]
    return table("time,user_id,item_id", rows)


def test_seconds_since_2001_are_read_as_such(tmp_path: Path) -> None:
    report = load(tmp_path, since(794_181_674))
    with open_store(tmp_path) as store:
        times = store.population(report.dataset_id).histories.timestamps
    assert str(np.datetime64(int(times.min()), "s")).startswith("2026-03-02")
    assert any("were read as seconds since 2001" in note for note in report.notes)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        (since(794_181_674, "{}"), "1995"),
        (since(1_772_488_874), "2026"),
        (since(874_724_710, "{}"), "1997"),
        (since(1_100_000_000, "{}.5"), "2004"),
        (since(978_300_760, "{}"), "2000"),
        (since(1_772_488_874_000, "{}"), "2026"),
        (since(1_300_000_000, "{}.0"), "2011"),
    ],
)
def test_other_seconds_are_since_1970(tmp_path: Path, text: str, year: str) -> None:
    report = load(tmp_path, text)
    with open_store(tmp_path) as store:
        times = store.population(report.dataset_id).histories.timestamps
    assert str(np.datetime64(int(times.min()), "s")).startswith(year)


@pytest.mark.parametrize("header", ["session.id", "device_id", "visit_id"])
def test_what_could_be_the_user_of_guests_is_named(tmp_path: Path, header: str) -> None:
    rows = [f"{'' if n % 8 == 0 else f'u{n % 13}'},d{n % 29},2031-01-{n % 28 + 1:02} 10:00:{n % 60:02},i{n % 7}"
            for n in range(N)]  # fmt: skip
    report = load(tmp_path, table(f"user_id,{header},time,item_id", rows))
    assert any("12 rows have no 'user_id'" in note and f"--map user={header}" in note for note in report.notes)


@pytest.mark.parametrize("header", ["email", "ip", "shop", "phone"])
def test_what_is_no_user_of_guests_is_not(tmp_path: Path, header: str) -> None:
    form = {"email": "a{}@x.example", "ip": "85.1.2.{}", "phone": "+49171555{:04}"}.get(header, "S{}")
    users = ["" if n % 8 == 0 else f"u{n % 13}" for n in range(N)]
    rows = [f"{user},{form.format(n % 29)},2031-01-{n % 28 + 1:02} 10:00:{n % 60:02},i{n % 7}"
            for n, user in enumerate(users)]  # fmt: skip
    report = load(tmp_path, table(f"user_id,{header},time,item_id", rows))
    assert report.rejected == {"no user": 12}
    assert not any("as those of guests" in note for note in report.notes)


def test_an_account_of_the_books_is_no_surer_user_than_a_name(tmp_path: Path) -> None:
    rows = [f"Firma {'ABCDEFGHIJKLM'[n % 13]} Co,INV{n},2031-01-{n % 28 + 1:02},I{n % 7},1,2.50,200" for n in range(N)]
    header = "*ContactName,*InvoiceNumber,*InvoiceDate,InventoryItemCode,*Quantity,*UnitAmount,*AccountCode"
    report = load(tmp_path, table(header, rows), accepts_guesses=True)
    assert (chosen(report)["user"], report.n_users) == ("*ContactName", 13)
