"""Columns of exports that were read wrongly without a word: what is no money, no user, no item and no return."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from core.ingest.inspect import inspect_log
from core.ingest.money.units import is_minor
from core.ingest.names.naming import certainty
from core.ingest.plausible import look_ahead
from core.ingest.reader.nested import rows_of
from core.ingest.states.order_states import CANCELLED, PAID, PENDING, state_of
from core.ingest.tables.sample import Sample
from core.ingest.tables.source import IngestReport, LogSource
from core.ingest.values.numbers import find_style
from core.settings import load_settings
from core.types import REFUND
from tests.core.ingest_help import chosen, columns, load, open_store, settings, table, write


def sums(folder: Path, report: IngestReport) -> dict[str, tuple[int, float]]:
    """Event name → events and the sum of their values."""
    with open_store(folder) as store:
        population = store.population(report.dataset_id)
    histories, names = population.histories, population.event_names
    counts = Counter(names[code] for code in histories.events)
    return {
        name: (n, round(float(np.nansum(histories.values[histories.events == names.index(name)])), 2))
        for name, n in counts.items()
    }


def day(n: int) -> str:
    return f"2031-{n % 5 + 1:02}-{n % 28 + 1:02} {n % 24:02}:{n % 60:02}:07"


@pytest.mark.parametrize(("form", "n_refunds"), [("{n:08x}", 0), ("{n:06}", 8), ("{n:04x}-7", 0)])
def test_only_numbers_with_a_c_in_front_are_cancelled_orders(tmp_path: Path, form: str, n_refunds: int) -> None:
    ids = [form.format(n=n * 7_654_321 % 2**32 if "x" in form else n) for n in range(200)]
    ids[::25] = [f"C{n:06}" if n_refunds else f"c{n:07}" for n in range(8)]
    rows = [f"{each},u{n % 20},i{n % 9},{day(n)},{n % 3 + 1},2.50" for n, each in enumerate(ids)]
    report = load(tmp_path, table("order_id,customer_id,product_id,order_date,quantity,unit_price", rows))
    assert report.n_refunds == n_refunds
    note = "Rows whose number in 'order_id' has a C in front are taken for returns."
    assert (note in report.notes) == bool(n_refunds)


def test_amounts_are_known_by_names_with_their_tax_and_in_braces() -> None:
    paid = [
        "total_price_tax_incl",
        "itemTotalPriceWithVat",
        "VK Brutto",
        "Montant TTC",
        "Preis inkl. MwSt.",
        "Total (inc tax)",
    ]
    less = [
        "total_price_tax_excl",
        "itemTotalPriceWithoutVat",
        "VK Netto",
        "Montant HT",
        "Preis exkl. MwSt.",
        "Total (ex tax)",
    ]
    for name, without in zip(paid, less, strict=True):
        assert certainty("value", name) > certainty("value", without) > 0.3
    assert certainty("value", "{revenue_usd}") == certainty("value", "revenue_usd") > 0.9
    assert certainty("value", "Gross weight") == certainty("value", "weight net") == 0.0
    assert certainty("user", "{adid}") == certainty("user", "adid")
    assert certainty("value", "{}") == 0.0


def test_an_amount_that_counts_pieces_is_no_money(tmp_path: Path) -> None:
    rows = [
        f"u{n % 20}@mail.example,K{n % 9},{day(n)},{n % 3 + 1},{n % 9 + 0.5:.2f},{(n % 9 + 0.5) * (n % 3 + 1):.2f}"
        for n in range(90)
    ]
    report = load(tmp_path, table("email,itemCode,date,itemAmount,itemUnitPriceWithVat,itemTotalPriceWithVat", rows))
    assert {"value": "itemUnitPriceWithVat", "quantity": "itemAmount"}.items() <= chosen(report).items()
    assert sums(tmp_path, report) == {"purchase": (90, 870.0)}
    other = table("email,itemCode,date,itemAmount,rank,place", [row.replace(".", "") for row in rows])
    assert chosen(columns(tmp_path, other))["value"] == "itemAmount"


def test_points_of_a_program_are_no_money_and_no_opinion(tmp_path: Path) -> None:
    rows = [f"{n % 20},i{n % 9},{day(n)},{n % 40},{n % 7},{n % 5}.25" for n in range(90)]
    known = columns(tmp_path, table("client_id,product_id,date,points_spent,bonus_points,miles_redeemed", rows))
    assert "value" not in chosen(known)
    known = columns(tmp_path, table("client_id,product_id,date,points_spent,bonus_points,amount_paid", rows))
    assert chosen(known)["value"] == "amount_paid"
    assert chosen(columns(tmp_path, table("user_id,wine_id,date,score,a,b", rows)))["value"] == "score"


def sample(**texts: list[str]) -> Sample:
    return Sample(texts, len(next(iter(texts.values()))))  # type: ignore[arg-type]


def test_amounts_in_objects_of_stripe_are_in_cents() -> None:
    live = {"livemode": ["true"] * 3, "currency": ["usd"] * 3}
    for name in ("amount", "amount_refunded", "data.object.amount", "subtotal", "total"):
        assert is_minor(sample(**{**live, name: ["1900", "2950", "0"]}), name)
    assert not is_minor(sample(**{**live, "amount": ["19.00", "29.50", "0"]}), "amount")
    assert not is_minor(sample(**{**live, "quantity": ["1900", "2", "3"]}), "quantity")
    assert not is_minor(sample(currency=["usd"] * 3, amount=["1900", "2950", "0"]), "amount")
    assert not is_minor(sample(livemode=["true"] * 3, currency=["USD"] * 3, amount=["1900", "2950", "0"]), "amount")


def test_a_flag_of_baskets_that_came_back_leaves_orders_what_they_are(tmp_path: Path) -> None:
    rows = [f"u{n % 20},s{n % 9},{day(n)},1,{n % 7}.50,{'yes' if n % 9 == 0 else 'no'}" for n in range(60)]
    report = load(tmp_path, table("customer_id,sku,created_at,quantity,price,abandoned_cart_recovered", rows))
    assert [*sums(tmp_path, report)] == ["purchase"]


@pytest.mark.parametrize(
    ("extra", "event"),
    [("Abandoned Checkout URL", "cart"), ("abandoned_at", "cart"), ("cart_abandoned_at", "cart"),
     ("Cart_Abandonment_Rate,Abandoned Cart Recovery,abandoned_carts,cart_abandoned", "purchase"),
     ("Abandoned Checkout URL,Paid at", "purchase"), ("abandoned_cart_id,Financial Status", "purchase"),
     ("Note", "purchase"), ("Abandoned property", "purchase")],
)  # fmt: skip
def test_what_was_left_at_the_checkout_was_not_bought(tmp_path: Path, extra: str, event: str) -> None:
    rows = [f"u{n % 20},s{n % 9},{day(n)},1,{n % 7}.50{f',x{n}' * (extra.count(',') + 1)}" for n in range(60)]
    report = load(tmp_path, table(f"customer_id,sku,created_at,quantity,price,{extra}", rows))
    assert [*sums(tmp_path, report)] == [event]


def test_an_id_that_goes_with_each_item_is_no_user(tmp_path: Path) -> None:
    rows = [f"{day(n)},{n % 50},{n % 24},{700 + n % 30},{400 + n % 30},Dish {n % 30},4.50" for n in range(180)]
    path = write(tmp_path / "till.csv", table("Order Date,Order Id,Table,Master Id,Item Id,Menu Item,Net Price", rows))
    found = inspect_log(LogSource(path), load_settings()).files[0]
    assert {each.role: each.column for each in found.choices}.get("user") not in ("Master Id", "Item Id", "Menu Item")
    people = [row.replace(f",{700 + n % 30},", f",{700 + n % 17},") for n, row in enumerate(rows)]
    known = columns(tmp_path, table("Order Date,Order Id,Table,Master Id,Item Id,Menu Item,Net Price", people))
    assert chosen(known)["user"] == "Master Id"


@pytest.mark.parametrize(
    ("header", "is_rated"),
    [("Id,PostId,UserId,CreationDate,Text,Score", False), ("id,link_id,member_id,created_utc,body,score", False),
     ("parent_id,asin,reviewer_id,time,text,score", True),
     ("id,product_id,user_id,date,review,score", True), ("id,movie_id,user_id,date,comment,score", True)],
)  # fmt: skip
def test_votes_of_others_are_no_ratings(tmp_path: Path, header: str, is_rated: bool) -> None:
    rows = [f"{n},{500 + n % 9},{n % 20},{day(n)},I have tried it {n} times,{n % 5}" for n in range(90)]
    roles = chosen(columns(tmp_path, table(header, rows), accepts_guesses=True))
    assert (roles.get("value") is not None) == is_rated


def test_a_word_for_each_code_names_the_events(tmp_path: Path) -> None:
    words = {1: "Page View", 9: "Purchase", 27: "Cart addition"}
    rows = [f"v{n % 20},p{n % 9},{day(n)},{code},{words[code]},web" for n in range(90) for code in (1, 9, 27)]
    report = load(tmp_path, table("visitor_id,product_id,timestamp,event_type,event_type_label,site", rows))
    assert {*sums(tmp_path, report)} == {"page view", "purchase", "cart addition"}
    assert "'event_type_label' says in words what the codes in 'event_type' are." in report.notes
    mixed = [row.replace("Page View", f"Seen {n % 2}") for n, row in enumerate(rows)]
    report = load(tmp_path, table("visitor_id,product_id,timestamp,event_type,event_type_label,site", mixed))
    assert {"1", "9", "27"} == {*sums(tmp_path, report)}


def test_lines_of_orders_on_a_page_that_is_called_items_are_rows() -> None:
    lines = [{"sku": "A", "qty_ordered": 2, "price": 1.5}, {"sku": "B", "qty_ordered": 1, "price": 4}]
    order = {"increment_id": "7", "customer_id": 5, "created_at": "2031-01-02 03:04:05", "items": lines}
    assert [row["items.items.sku"] for row in rows_of({"items": [order, order]})] == ["A", "B", "A", "B"]
    made_of = {"sku": "A", "quantity": 1, "price": 3, "items": [{"sku": "part", "quantity": 2}]}
    assert len(rows_of({"id": 1, "items": [made_of]})) == 1
    bundle = {**order, "sku": "K", "price": 2}
    assert len(rows_of({"items": [bundle]})) == 1


def test_points_stand_between_thousands_where_a_currency_has_no_decimals() -> None:
    bare = [f"{n % 300 + 1}.{n % 10}00" for n in range(40)]
    pesos = [f"{n % 90 + 1}.{n % 20 * 50:03}" for n in range(40)]
    forms = {"Rp {}": "comma", "{}₫": "comma", "COP {}": "comma", "${}": "comma", "R$ {}": "comma", "{}": "dot",
             "KWD {}": "dot", "{} BHD": "dot", "£{}": "dot", "USD {}": "dot", "US${}": "dot", "₹{}": "dot"}  # fmt: skip
    for amounts in (bare, pesos):
        assert {form: find_style([form.format(each) for each in amounts]) for form in forms} == forms
        assert find_style(amounts, has_thousands=lambda: True) == "comma"
        assert find_style([*amounts, "12.5"], has_thousands=lambda: True) == "dot"
        assert find_style([*amounts, "0.500"], has_thousands=lambda: True) == "dot"
    assert find_style([f"${each}" for each in pesos[:19]]) == "dot"
    assert find_style([f"${n % 9 + 1}.{n % 20 * 50:03}" for n in range(40)]) == "dot"  # a litre of fuel
    assert find_style([f"${n % 90 + 10}.{n % 20 * 47:03}" for n in range(40)]) == "dot"  # a piece of metal


@pytest.mark.parametrize(
    ("header", "code", "times"),
    [("user,item,date,price,currency", "KWD", 1), ("user,item,date,price,currency", "COP", 1000),
     ("user,item,date,price,note", "x", 1), ("user,item,date,price (IDR),note", "x", 1000),
     ("user,item,date,price (KWD),note", "x", 1), ("Pembeli,Kode Produk,Tanggal,Harga,note", "x", 1000)],
)  # fmt: skip
def test_three_digits_behind_a_point_are_thousands_only_by_a_currency(
    tmp_path: Path, header: str, code: str, times: int
) -> None:
    rows = [f"u{n % 20},i{n % 9},{day(n)},{n % 40 + 2}.{n % 9}00,{code}" for n in range(90)]
    report = load(tmp_path, table(header, rows))
    [(n_events, total)] = sums(tmp_path, report).values()
    assert (n_events, total) == (90, round(sum(float(row.split(",")[3]) for row in rows) * times, 2))
    assert any("--decimals" in note for note in report.notes) == ("KWD" not in f"{code} {header}")
    if code == "x" and times == 1:
        given = load(tmp_path, table(header, rows), decimals="comma")
        assert [each for _n, each in sums(tmp_path, given).values()] == [round(1000 * total, 2)]
        assert any(note.endswith("is read as one between thousands, as was given.") for note in given.notes)
        plain = [row.replace("00,x", "5,x") for row in rows]
        given = load(tmp_path, table(header, plain), decimals="comma")
        assert any(note.startswith("What was given for decimals changes nothing") for note in given.notes)
        seen = look_ahead(LogSource(tmp_path / "events.csv", decimals="dot"), settings(tmp_path))
        assert any(note.startswith("What was given for decimals") for note in seen.notes)


@pytest.mark.parametrize(
    ("text", "state"),
    [("Canceled Reversal", PAID), ("Reversal of cancellation", PAID), ("Canceled", CANCELLED), ("Reversed", REFUND),
     ("Canceled_Reversal", PAID), ("Cancelled/Reversed", REFUND), ("CANCELLED_REVERSED", REFUND),
     ("Batal", CANCELLED), ("Dibatalkan Penjual", CANCELLED), ("Selesai", PAID), ("Belum Bayar", PENDING),
     ("ملغي", CANCELLED), ("مكتمل", PAID), ("مسترجع", REFUND)],
)  # fmt: skip
def test_more_states_are_understood(text: str, state: str) -> None:
    assert state_of(text.lower()) == state


@pytest.mark.parametrize(
    ("name", "yes", "no"),
    [("Geannuleerd", "ja", "nee"), ("Anulowane", "tak", "nie"), ("İptal", "evet", "hay\u0131r"),
     ("Avbruten", "Ja", "Nej")],
)  # fmt: skip
def test_a_yes_of_more_languages_says_what_was_cancelled(tmp_path: Path, name: str, yes: str, no: str) -> None:
    rows = [f"u{n % 20},s{n % 9},{day(n)},1,2.50,{yes if n % 10 == 0 else no}" for n in range(60)]
    report = load(tmp_path, table(f"customer_id,sku,order_date,quantity,price,{name}", rows))
    assert sums(tmp_path, report) == {"purchase": (54, 135.0), CANCELLED: (6, 15.0)}


def test_what_people_come_to_is_the_item_and_no_kind_of_event(tmp_path: Path) -> None:
    nights = [
        {"event_id": f"e{n}", "event_name": f"Night {n}", "time": 1_940_000_000_000 + n * 86_400_000} for n in range(12)
    ]
    found = [
        {"member": {"member_id": n % 20}, "mtime": 1_930_000_000_000 + n * 7_000_000, "response": "yes",
         "event": nights[n % 12], "venue": {"venue_id": n % 4}}
        for n in range(180)
    ]  # fmt: skip
    path = write(tmp_path / "rsvps.jsonl", "\n".join(map(json.dumps, found)))
    roles = {each.role: each.column for each in inspect_log(LogSource(path), load_settings()).files[0].choices}
    assert roles == roles | {"user": "member.member_id", "item": "event.event_id", "timestamp": "mtime"}
    assert "event" not in roles
    rows = [f"{n % 20},{n % 4},{day(n)},{n % 4},{['view', 'login', 'level_up', 'purchase'][n % 4]}" for n in range(90)]
    known = columns(tmp_path, table("user_id,venue_id,time,event_id,event_name", rows), accepts_guesses=True)
    assert chosen(known)["event"] == "event_name"


def test_an_address_of_its_own_in_each_row_is_no_item(tmp_path: Path) -> None:
    rows = [f"s{n % 20},{day(n)},click,https://shop.example/p/{n % 9}?id={n * 7919},{300 + n % 9}" for n in range(400)]
    path = write(tmp_path / "clicks.csv", table("SubscriberID,EventDate,EventType,URL,LinkNo", rows))
    found = inspect_log(LogSource(path), load_settings()).files[0]
    assert {each.role: each.column for each in found.choices}.get("item") != "URL"
    again = [row.partition("?id=")[0] + f",{n}" for n, row in enumerate(rows)]
    assert chosen(columns(tmp_path, table("SubscriberID,EventDate,EventType,URL,LinkNo", again)))["item"] == "URL"


@pytest.mark.parametrize(
    ("header", "user"),
    [("cust_no,name,date,product,amount", "cust_no"), ("account,name,date,product_id,amount", "account"),
     ("card_id,description,date,product_id,amount", "card_id"), ("cust_no,item_id,date,product,amount", "cust_no")],
)  # fmt: skip
def test_an_id_that_goes_with_the_name_of_a_user_is_one(tmp_path: Path, header: str, user: str) -> None:
    rows = [f"{40 + n % 20},Ann {n % 20},{day(n)},P{n % 9},{n % 7}.50" for n in range(200)]
    assert chosen(columns(tmp_path, table(header, rows), accepts_guesses=True))["user"] == user


def test_events_of_a_game_are_no_gatherings(tmp_path: Path) -> None:
    names = ["level_up", "view", "login", "boss"]
    for other in ("revenue", "seating", "attendant_id", "avenue"):
        rows = [f"{n % 20},{n % 4},{names[n % 4]},{day(n)},{n % 3}.50" for n in range(200)]
        path = write(tmp_path / "game.csv", table(f"user_id,event_id,event_name,event_time,{other}", rows))
        roles = {each.role: each.column for each in inspect_log(LogSource(path), load_settings()).files[0].choices}
        assert roles.get("item") != "event_id"
        assert "text" not in roles


@pytest.mark.parametrize(
    "header", ["comment_id,user_id,hotel_id,score,content,created_at", "post_id,user_id,hotel_id,score,text,date",
               "id,user_id,hotel_id,score,text,date,thread_id"]
)  # fmt: skip
def test_scores_on_a_scale_are_ratings_beside_a_text_too(tmp_path: Path, header: str) -> None:
    rows = [f"{n},{n % 20},{n % 9},{n % 5 + 1},I have slept here {n} times,{day(n)},{n % 30}" for n in range(200)]
    if not header.endswith("thread_id"):
        rows = [row.rpartition(",")[0] for row in rows]
    assert chosen(columns(tmp_path, table(header, rows), accepts_guesses=True))["value"] == "score"
