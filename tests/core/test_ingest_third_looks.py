"""Columns of exports that were read wrongly without a word: clocks, pieces, tests, wishes, and who is no user."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.errors import IngestError
from core.ingest.names.amounts import is_owed
from core.ingest.names.naming import certainty, means_other
from core.ingest.states.order_states import CANCELLED, state_of
from core.ingest.tables.source import IngestReport
from core.population.meanings import event_kind
from core.types import REFUND
from tests.core.ingest_help import chosen, columns, events, load, open_store, table
from tests.core.test_spellings import TIMES


def hours(folder: Path, report: IngestReport) -> set[int]:
    with open_store(folder) as store:
        return {int(each) for each in store.population(report.dataset_id).histories.week_hours % 24}


def day(n: int) -> str:
    return f"2031-{n % 5 + 1:02}-{n % 28 + 1:02}"


def part(n: int) -> str:
    return f"{(n % 14 + 7) / 24 + n % 60 / 1440:.9f}"


@pytest.mark.parametrize("form", ["{}", "{}.0"])
@pytest.mark.parametrize("mark", [".", ","])
def test_clocks_that_are_parts_of_a_day_belong_to_the_days_of_a_spreadsheet(
    tmp_path: Path, mark: str, form: str
) -> None:
    rows = [
        f"K{n % 17};{form.format(47849 + n % 60)};{part(n).replace('.', mark)};A{n % 9};{n % 3 + 1};2{mark}50"
        for n in range(120)
    ]
    report = load(tmp_path, table("Kdnr;Datum;Uhrzeit;Artikelnr;Anzahl;VK-Preis", rows))
    assert chosen(report)["time_of_day"] == "Uhrzeit"
    assert hours(tmp_path, report) == set(range(7, 21))


def test_a_clock_beside_written_days_may_be_a_part_of_the_day_and_noon_is_a_half(tmp_path: Path) -> None:
    rows = [f"K{n % 17};{day(n)};{'0.5' if n % 4 == 0 else part(n)};A{n % 9}" for n in range(120)]
    report = load(tmp_path, table("Kdnr;Datum;Uhrzeit;Artikelnr", rows))
    assert chosen(report)["time_of_day"] == "Uhrzeit"
    assert {12, 7 + 1, 7 + 13} <= hours(tmp_path, report)


@pytest.mark.parametrize(
    ("header", "of_rows"),
    [
        ("time", lambda n: f"{n % 9 + 0.25:.2f}"),  # hours that something took
        ("time", lambda n: f"{n % 7 / 7:.2f}"),  # a share of two digits
        ("rate", part),  # parts that no clock is called like
        ("Uhrzeit", lambda n: f"{n % 9 + 0.123456:.6f}"),  # beyond a day
    ],
)
def test_other_numbers_are_no_parts_of_a_day(tmp_path: Path, header: str, of_rows: object) -> None:
    rows = [f"K{n % 17};{day(n)};{of_rows(n)};A{n % 9}" for n in range(120)]  # type: ignore[operator]
    log = columns(tmp_path, table(f"Kdnr;Datum;{header};Artikelnr", rows))
    assert "time_of_day" not in chosen(log)


def test_clocks_of_sap_belong_to_their_days(tmp_path: Path) -> None:
    rows = [
        f"{n // 2:010},{n % 17:010},2031{n % 5 + 1:02}{n % 28 + 1:02},{n % 14 + 7:02}{n % 60:02}00,M{n % 9},1,2.50"
        for n in range(120)
    ]
    report = load(tmp_path, table("VBELN,KUNNR,ERDAT,ERZET,MATNR,KWMENG,NETWR", rows))
    assert hours(tmp_path, report) == set(range(7, 21))


def test_names_of_pieces_may_end_in_a_word_for_sold() -> None:
    sold = [
        "Menge bestellt",
        "Anzahl verkauft",
        "Qté commandée",
        "Quantità ordinata",
        "Aantal besteld",
        "Ilość sprzedana",
    ]
    assert all(certainty("quantity", each) > 0.7 for each in sold)
    others = ["Bestellt am", "Menge storniert", "Preis verkauft", "Stück retourniert", "Zuletzt verkauft", "bestellt"]
    others += ["Anzahl Bewertungen", "Menge auf Lager bestellt"]
    assert [each for each in others if certainty("quantity", each) > 0.3] == []


@pytest.mark.parametrize("form", ["{},0000", "{},00", "{}"])
def test_pieces_with_zeros_behind_a_comma_are_those_that_make_the_total(tmp_path: Path, form: str) -> None:
    rows = [
        f"{n // 2};K{n % 17};{day(n)};A{n % 9};{form.format(n % 3 + 1)};{n % 9 + 2},25;"
        f"{(n % 3 + 1) * (n % 9 + 2.25):.2f}".replace(".", ",")
        for n in range(120)
    ]
    report = columns(tmp_path, table("Bestellnr;Kunde;Datum;Artikelnr;Zahl;Einzelpreis;Zeilensumme", rows))
    assert chosen(report)["quantity"] == "Zahl"


@pytest.mark.parametrize(
    ("header", "yes", "no", "n_tests"),
    [
        ("test", "true", "false", 6),
        ("is_test", "1", "0", 6),
        ("Test Order?", "Yes", "No", 6),
        ("livemode", "false", "true", 6),
        ("is_test_order", "1", "0", 12),
        ("test", "1", "0", 60),  # half of the users are in an experiment
        ("is_test", "true", "false", 60),
        ("test_flag", "1", "0", 48),
        ("livemode", "false", "true", 60),  # half of the sales are of a live show
        ("A/B test", "1", "0", 6),
        ("latest", "true", "false", 6),
        ("tested", "true", "false", 6),
        ("test_group", "1", "0", 6),
    ],
)
def test_orders_that_were_tests_are_no_purchases(tmp_path: Path, header: str, yes: str, no: str, n_tests: int) -> None:
    rows = [f"{n},K{n % 17},{day(n)},A{n % 9},1,2.50,{yes if n < n_tests else no}" for n in range(120)]
    report = load(tmp_path, table(f"order_id,customer_id,order_date,sku,quantity,price,{header}", rows))
    is_read = header in ("test", "is_test", "Test Order?", "livemode", "is_test_order") and n_tests <= 12
    tests = {CANCELLED: n_tests} if is_read else {}
    assert events(tmp_path, report) == {"purchase": 120 - tests.get(CANCELLED, 0), **tests}


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("wishlist_id", "wishlist"),
        ("Wunschliste Nr", "wishlist"),
        ("wishlist_count", "purchase"),  # how often it is wished for
        ("in_wishlist", "purchase"),
        ("order_id,wishlist_id", "purchase"),  # an order made of one
    ],
)
def test_what_stands_on_lists_of_wishes_was_not_bought(tmp_path: Path, header: str, name: str) -> None:
    more = ",".join(f"{{n}}{place}" for place in range(len(header.split(","))))
    rows = [f"K{n % 17},{day(n)},A{n % 9},1,2.50,{more.format(n=40 + n % 17)}" for n in range(120)]
    report = load(tmp_path, table(f"customer_id,added_at,sku,qty,price,{header}", rows))
    assert events(tmp_path, report) == {name: 120}
    assert event_kind(name) == {"wishlist": "save", "purchase": "purchase"}[name]


@pytest.mark.parametrize(
    ("head", "of_row"),
    [("date,wishlist", lambda n: f"{day(n)},{n % 17}"), ("added_at,wishlist", lambda n: f"{day(n)},{n % 17}"),
     ("date,wishlist_id", lambda n: f"{day(n)},{40 + n % 17}")],
)  # fmt: skip
def test_how_often_a_thing_is_wished_for_and_what_was_bought_from_a_list_make_no_wishes(
    tmp_path: Path, head: str, of_row: Callable[[int], str]
) -> None:
    rows = [f"K{n % 17},A{n % 9},1,2.50,{of_row(n)}" for n in range(120)]
    report = load(tmp_path, table(f"customer_id,sku,qty,price,{head}", rows))
    assert events(tmp_path, report) == {"purchase": 120}


def test_reaction_times_are_no_parts_of_a_day(tmp_path: Path) -> None:
    rows = [f"S{n % 17},E{n % 9},{day(n)},{0.3 + n * 37 % 680 / 1000:.4f},{n % 7}" for n in range(120)]
    found = columns(tmp_path, table("student_id,exercise_id,date,time,score", rows))
    assert "time_of_day" not in chosen(found)


def test_a_candidate_whom_users_voted_for_is_the_item(tmp_path: Path) -> None:
    rows = [f"u{n % 17},c{n % 5},{day(n)}" for n in range(120)]
    found = columns(tmp_path, table("member,candidate,date", rows), accepts_guesses=True)
    assert (chosen(found)["user"], chosen(found)["item"]) == ("member", "candidate")


def test_the_batch_of_a_product_is_no_item(tmp_path: Path) -> None:
    rows = [f"u{n % 17},L{n % 9}-{n % 5},Bowl {n % 9},{n % 3 + 1},{day(n)}" for n in range(120)]
    found = columns(tmp_path, table("customer_id,lot_id,product_name,qty,shipped_at", rows))
    assert chosen(found)["item"] == "product_name"


def test_the_account_of_the_books_is_no_user(tmp_path: Path) -> None:
    rows = [f"Ann {n % 17},DE4{n % 2},Cup {n % 9},{n % 5 + 2}.50,{day(n)}" for n in range(120)]
    with pytest.raises(IngestError, match="Is 'Name' the user"):
        load(tmp_path, table("Name,Kontonummer,Artikel,Betrag,Datum", rows))


def test_claims_and_loans_are_no_purchases_whatever_became_of_them(tmp_path: Path) -> None:
    rows = [f"K{n % 17},{day(n)},P{n % 4},{n % 90 + 100}.50,{('paid', 'denied', 'open')[n % 3]}" for n in range(120)]
    report = load(tmp_path, table("customer_id,date,product,claim_amount,status", rows))
    assert events(tmp_path, report) == {"event": 80, CANCELLED: 40}
    assert [is_owed(each) for each in ("loan amount", "Claimed Amount", "order amount", "acclaimed", "amount")] == [
        True, True, False, False, False
    ]  # fmt: skip
    report = load(tmp_path, table("customer_id,date,product,amount,status", rows))
    assert events(tmp_path, report) == {"purchase": 80, CANCELLED: 40}


def test_counts_and_spans_are_no_users() -> None:
    counts = ["Impressions", "Reach", "visitors", "Link clicks", "time-taken", "Year Published", "unique visitors"]
    assert all(means_other("user", each) for each in counts)
    users = ["visitor", "visitor_id", "Visitor ID", "session user", "cs-username", "reacher_id"]
    assert not any(means_other("user", each) for each in users)
    assert min(certainty("user", each) for each in ("visitor_id", "cs-username")) > 0.6


def test_an_address_that_all_sales_share_is_that_of_who_sells(tmp_path: Path) -> None:
    rows = [f"owner@shop.example,{day(n)} 10:{n % 60:02},T{n},Cup {n % 9},{n % 50 + 2}.50" for n in range(120)]
    sales = table("Email,Date,Transaction ID,Description,Total", rows)
    shared = "all rows have one 'Email', that of who sells or of a single user, and no other column looks like the user"
    with pytest.raises(IngestError, match=shared):
        load(tmp_path, sales)
    assert load(tmp_path, sales, map={"user": "Email"}).n_users == 1
    nobody = table("Date,Transaction ID,Description,Total", [row.partition(",")[2] for row in rows])
    with pytest.raises(IngestError, match="no column looks like the user"):
        load(tmp_path, nobody)
    plays = table("Email,Date,Track", [",".join([*row.split(",")[:2], row.split(",")[3]]) for row in rows])
    assert chosen(columns(tmp_path, plays))["user"] == "Email"  # who played it all
    several = sales.replace("owner@shop.example", "two@shop.example", 40)
    assert chosen(columns(tmp_path, several))["user"] == "Email"


STATES = {
    "returned": "Vrátená|Vráteno|Dipulangkan|Retornat|Враћено|वापस|مرجوع شده",
    REFUND: "Reemborsat|Рефундирано|Dobropis|रिफंड",
    CANCELLED: "Поништено|रद्द किया गया|لغو شده|ناموفق|(删除)等待出库|Absent|Excused|No lliurat"
    "|Neįvykdytas|Није испоручено",
    "paid": "Vybavená|Odoslaná|Įvykdytas|Izpildīts|Levert|Dihantar|Enviat|Завршено|डिलीवर|تحویل شده|Abgeholt|No enviat"
    "|Belum dihantar|Није враћено|No reemborsat|Nevrátená",
    "": "Žiadosť o vrátenie|रद्द नहीं|वापसी अनुरोध|لغو نشده|درخواست مرجوعی|未删除|absentee|Abgehoben|Vrátnica"
    "|vratka|सफलता दर",
}


@pytest.mark.parametrize("state", STATES)
def test_states_of_more_languages_say_what_became_of_an_order(state: str) -> None:
    words = STATES[state].split("|")
    assert {word: state_of(word) for word in words} == dict.fromkeys(words, state)


@pytest.mark.parametrize(
    ("words", "is_asked"),
    [
        (("Xolmaf", "Otkazano", "Brunit"), True),  # none says that all went well, though most must have
        (("Delivered", "Cancelled", "Brunit"), False),
        (("Xolmaf", "Cancelled", "Cancelled"), False),  # all that was not cancelled was bought
        (("Isporučeno", "Otkazano", "Otkazivanje"), True),  # a cancellation, done or not
        (("Isporučeno", "Otkazano", "Povrat novca"), False),
        (("تحویل شده", "لغو شده", "لغو نشده"), True),
        (("Levert", "Kansellert", "Levert av bud"), True),  # delivered, or tried to be
        (("Levert", "Kansellert", "Vil bli levert"), False),  # was bought
        (("Pagado", "Cancelado", "Contra reembolso"), False),
        (("Collected", "Cancelled", "Never collected"), True),
        (("Abgeholt", "Storniert", "Nicht abgeholt"), True),
        (("Abgeholt", "Storniert", "Wird abgeholt"), False),  # was bought
    ],
)
def test_words_of_a_language_that_is_hardly_known_are_asked(
    tmp_path: Path, words: tuple[str, str, str], is_asked: bool
) -> None:
    rows = [f"{n},K{n % 17},{day(n)},A{n % 9},1,2.50,{words[(n % 9 == 0) + (n % 18 == 0)]}" for n in range(180)]
    log = table("order_id,customer_id,order_date,sku,quantity,price,order_status", rows)
    if is_asked:
        with pytest.raises(IngestError, match="in words that are not understood"):
            load(tmp_path, log)
    else:
        assert CANCELLED in events(tmp_path, load(tmp_path, log))


@pytest.mark.parametrize("text", [text for text, (naive, _utc) in TIMES.items() if naive and naive.startswith("2031")])
def test_a_column_of_any_of_these_spellings_holds_times(tmp_path: Path, text: str) -> None:
    rows = [f"K{n % 17}\tA{n % 9}\t{text}\t{n}" for n in range(40)]
    log = columns(tmp_path, table("customer_id\tsku\torder_date\torder_id", rows))
    assert chosen(log)["timestamp"] == "order_date"


def test_times_of_more_languages_are_read_beside_each_other(tmp_path: Path) -> None:
    times = {text: naive for text, (naive, utc) in TIMES.items() if naive and not utc and not text.isascii()}
    assert len(times) > 12
    rows = [f"K{n:02}\tA{n % 9}\t{text}\t{n}" for n, text in enumerate(times)]
    report = load(tmp_path, table("customer_id\tsku\torder_date\torder_id", rows))
    with open_store(tmp_path) as store:
        histories = store.population(report.dataset_id).histories
    found = [str(np.datetime64(int(each), "s")).replace("T", " ") for each in histories.timestamps]
    assert found == [naive.partition(".")[0] for naive in times.values()]


def test_a_title_that_belongs_to_the_items_goes_before_names_of_who_paid(tmp_path: Path) -> None:
    rows = [f"t{n},{day(n)},Ann {n % 17},A{n % 6},Cup {n % 6},{n % 50 + 2}.50,u{n % 17}" for n in range(30)]
    report = columns(tmp_path, table("Beleg,Datum,Name,Artikelnummer,Artikelbezeichnung,Betrag,Kunde", rows))
    assert chosen(report)["text"] == "Artikelbezeichnung"


@pytest.mark.parametrize(
    ("pages", "n_rejected"),
    [
        ({"view": "/product/{}", "cart": "/cart", "purchase": "/purchase?order={}"}, 40),
        ({"view": "/product/{}", "cart": "/product/{}", "purchase": "/product/{}"}, 0),  # where it was done
        ({"view": "/product/{}", "purchase": "/product/3"}, 0),  # the one that was bought
        ({"view": "/product/{}", "purchase": "/buy?sku={}"}, 0),
        ({"view": "/product/{}", "purchase": "/buy?session={}"}, 26),
        ({"view": "/home", "cart": "/cart", "purchase": "/purchase"}, 0),  # pages are all that is known
        ({"view": "/product/{}", "search": "/search", "home": "/"}, 0),  # these are about pages
    ],
)
def test_the_page_of_the_till_is_no_item(tmp_path: Path, pages: dict[str, str], n_rejected: int) -> None:
    names = ["view", *pages]
    done = [names[n % len(names)] for n in range(80)]
    rows = [f"u{n % 17},{day(n)} 10:{n % 60:02},{pages[name].format(n % 9)},{name}" for n, name in enumerate(done)]
    report = load(tmp_path, table("user_id,created_at,uri,event_type", rows))
    assert (report.n_rejected, dict(report.rejected)) == (n_rejected, {"no item": n_rejected} if n_rejected else {})


@pytest.mark.parametrize(("share", "is_asked"), [(0.3, True), (0.1, False)])
def test_devices_are_offered_where_users_are_blank_in_many_rows(tmp_path: Path, share: float, is_asked: bool) -> None:
    rows = [f"{'' if n < share * 200 else f'c{n % 17}'},17000-{n % 23:03},{day(n)},view,A{n % 9}" for n in range(200)]
    log = table("Customer User ID,AppsFlyer ID,Event Time,Event Name,content_id", rows)
    if is_asked:
        with pytest.raises(IngestError, match="does each 'AppsFlyer ID' count as a user"):
            load(tmp_path, log)
    else:
        assert chosen(columns(tmp_path, log))["user"] == "Customer User ID"


@pytest.mark.parametrize(
    ("header", "form", "user"),
    [
        ("ip", "10.0.{k}.7", "user_id"),
        ("client_ip", "2001:db8::{k}", "user_id"),
        ("mobile", "0171 5550{k}", "user_id"),
        ("Konto", "840{k}", "user_id"),  # of the books, fewer than users
        ("deviceid", "d{k}", None),
        ("cookie_id", "d{k}", None),
    ],
)
def test_addresses_phones_and_accounts_are_not_offered_where_users_are_blank(
    tmp_path: Path, header: str, form: str, user: str | None
) -> None:
    n_kinds = 2 if header == "Konto" else 23
    rows = [
        f"{'' if n % 3 == 0 else f'c{n % 17}'},{form.format(k=n % n_kinds + 10)},{day(n)},A{n % 9}" for n in range(200)
    ]
    log = table(f"user_id,{header},timestamp,item_id", rows)
    if user is None:
        with pytest.raises(IngestError, match=f"does each '{header}' count as a user"):
            load(tmp_path, log)
    else:
        assert chosen(columns(tmp_path, log))["user"] == user


@pytest.mark.parametrize("header", ["Karte", "Kontonummer", "Konto"])
def test_cards_and_accounts_that_pay_are_no_users(tmp_path: Path, header: str) -> None:
    rows = [f"Person {n % 17},10{n % 3},T{n % 9},{n % 50 + 2}.50,{day(n)}" for n in range(120)]
    with pytest.raises(IngestError, match="Is 'Name' the user"):
        load(tmp_path, table(f"Name,{header},Artikel,Betrag,Datum", rows))
