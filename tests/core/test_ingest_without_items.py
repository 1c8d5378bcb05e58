"""Events beside those with an item: payments, ratings in a column of their own, repeats of all kinds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.health.log import HealthLog
from core.health.table import examine
from core.ingest.inspect import inspect_log
from core.ingest.load import load_log
from core.ingest.plausible import look_ahead
from core.ingest.tables.source import LogSource
from core.population.amounts import average_value, bought_value, n_orders, n_real_items, stands_for_payment
from core.population.interactions import interactions
from core.population.meanings import meanings_of
from core.population.volumes import volumes_of
from core.profiles.behaviour import behaviours
from core.types.meaning import Meaning
from core.ui.data.event_types import _table, changed_meanings
from tests.core.ingest_help import load, open_store, settings, table, write

HEADER = "when,action,member,article,minutes_watched,stars,paid_eur,typed"
RENEWALS = ("membership_renewed", "subscription_payment_made", "abo_verlängert")


def log(renewal: str = "membership_renewed") -> str:
    """Six members who look at two of five articles, rate one of them, and pay twice for no article."""
    rows = []
    for member in range(6):
        at = f"2026-03-{member + 1:02} 1"
        rows += [
            f"{at}0:00:00,clip_played,m{member},a{member % 5},,,,",
            f"{at}0:30:00,clip_play_completed,m{member},a{member % 5},30,,,",
            f"{at}0:31:00,clip_rated,m{member},a{member % 5},,{member % 5 + 1},,",
            f"{at}1:00:00,clip_purchased,m{member},a{(member + 2) % 5},,,4.5,",
            f"{at}2:00:00,search,m{member},,,,,red boots {member}",
            f"{at}3:00:00,{renewal},m{member},,,,9.99,",
            f"{at}4:00:00,{renewal},m{member},,,,9.99,",
        ]
    return f"{HEADER}\n" + "\n".join(rows) + "\n"


@pytest.mark.parametrize("renewal", RENEWALS)
def test_what_is_paid_for_no_item_is_money_and_no_interaction(tmp_path: Path, renewal: str) -> None:
    report = load(tmp_path, log(renewal), map={"value": "paid_eur", "event": "action", "query": "typed"})
    assert (report.n_records, report.n_stored, report.n_texts, report.n_rejected) == (42, 36, 6, 0)
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    assert population.meanings[renewal] == Meaning("payment", 0.0)
    bought = bought_value(population)
    assert bought is not None
    assert bought.round(2).tolist() == [24.48] * 6
    place = population.items.item_ids.tolist().index(renewal)
    assert interactions(population)[:, [place]].nnz == 0


def test_a_payment_that_was_given_as_nothing_to_count_is_not_stored(tmp_path: Path) -> None:
    report = load(
        tmp_path, log(), map={"value": "paid_eur", "event": "action"}, meanings={"membership_renewed": "ignore"}
    )
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    assert "membership_renewed" not in population.items.item_ids.tolist()
    assert not any("payments of no item" in str(note) for note in report.notes)


def test_an_event_whose_items_stand_in_another_column_keeps_them_whatever_its_meaning(tmp_path: Path) -> None:
    rows = []
    for member in range(12):
        at = f"2026-03-{member + 1:02}T1"
        seen, bought = f'"sku": "s{member % 5}"', f'"items": {{"sku": "s{(member + 2) % 5}"}}'
        for event, hour, about in (("Product Viewed", 0, seen), ("Order Done", 1, bought)):
            when = f'"userId": "m{member}", "timestamp": "{at}{hour}:00:00Z"'
            rows.append(f'{{"event": "{event}", {when}, "properties": {{{about}}}}}')
    path = tmp_path / "log.jsonl"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    with open_store(tmp_path) as store:
        source = LogSource(path, map={"item": "properties.sku"}, meanings={"Order Done": "purchase"})
        report = load_log(store, source, "ann")
        population = store.population(report.dataset_id)
    assert sorted(population.items.item_ids.tolist()) == [f"s{item}" for item in range(5)]


def test_an_event_without_items_that_was_given_a_meaning_stands_for_an_item(tmp_path: Path) -> None:
    report = load(tmp_path, log("membership_renewed"), meanings={"Membership_Renewed": "purchase"})
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    place = population.items.item_ids.tolist().index("membership_renewed")
    assert interactions(population)[:, [place]].nnz == 6


def test_a_purchase_that_lost_its_item_is_lost(tmp_path: Path) -> None:
    """Only what is about an account is paid for no item."""
    report = load(tmp_path, log("order_completed"), map={"event": "action", "query": "typed"})
    assert dict(report.rejected) == {"no item": 12}
    assert report.n_without_items == 0


@pytest.mark.parametrize("stars", ["stars", "User Rating"])
def test_stars_in_a_column_of_their_own_are_the_values_of_ratings(tmp_path: Path, stars: str) -> None:
    report = load(tmp_path, log().replace("stars", stars), map={"value": "paid_eur"})
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    names = np.array(population.event_names)[population.histories.events]
    assert population.histories.values[names == "clip_rated"].tolist() == [1, 2, 3, 4, 5, 1]
    assert population.rating_scale is not None
    assert (population.rating_scale.lowest, population.rating_scale.highest) == (1, 5)
    assert average_value(population).round(2).tolist() == [4.5] * 6
    kinds = dict(zip(population.event_names, (each.kind for each in meanings_of(population)), strict=True))
    assert kinds["clip_rated"] == "rate"
    assert kinds["clip_play_completed"] == "finish"


def test_what_is_not_used_of_stars_and_minutes_is_stated_before_the_load(tmp_path: Path) -> None:
    source = LogSource(write(tmp_path / "log.csv", log()), map={"value": "paid_eur"})
    [found] = inspect_log(source, settings(tmp_path)).files
    assert "stars" not in found.unused
    assert "minutes_watched" in found.unused
    notes = look_ahead(source, settings(tmp_path)).notes
    assert "The value of 'clip_rated' is 'stars'." in notes
    stated = "'minutes_watched' may say how strong an event is and will not be used: the value is 'paid_eur'."
    assert stated in notes


def test_the_table_of_meanings_has_events_without_items_and_no_usual_weight(tmp_path: Path) -> None:
    seen = look_ahead(
        LogSource(write(tmp_path / "log.csv", log()), map={"value": "paid_eur", "query": "typed"}), settings(tmp_path)
    )
    assert dict(seen.n_itemless) == {"search": 6}
    assert not [each for each in seen.findings if "lost" in each]
    table = _table(seen)
    assert table.loc["search", "kind"] == "ignore"
    assert table["weight"].isna().all()
    guessed = {**seen.meanings, "search": Meaning("ignore", 0.0)}
    table.loc["clip_played", "kind"] = "save"
    assert changed_meanings(table, guessed) == {"clip_played": "save"}


def test_repeats_of_all_kinds_of_rows_count_once(tmp_path: Path) -> None:
    lines = log("app_opened").splitlines()
    again = [next(line for line in lines if f",{name}," in line) for name in ("clip_played", "search", "app_opened")]
    text = "\n".join([*lines, *again]) + "\n"
    report = load(tmp_path, text, map={"query": "typed"})
    assert (report.n_records, report.n_stored, report.n_texts) == (45, 24, 6)
    assert dict(report.rejected) == {"no item": 12, "exact duplicate": 3}
    assert report.n_without_items == 12


def test_rows_without_an_item_of_a_type_that_has_items_are_no_item(tmp_path: Path) -> None:
    """What a type means makes no item of rows that lost theirs."""
    text = log().replace("clip_played,m3,a3", "clip_played,m3,")
    report = load(tmp_path, text, meanings={"clip_played": "view"}, map={"query": "typed", "value": "paid_eur"})
    assert dict(report.rejected) == {"no item": 1}


def test_files_that_are_added_are_read_as_the_others(tmp_path: Path) -> None:
    """A day with one payment and one rating says too little by itself."""
    added = [
        "2026-03-20 10:00:00,membership_renewed,m1,,,,9.99,",
        "2026-03-20 11:00:00,clip_rated,m1,a3,,1,,",
        "2026-03-20 12:00:00,clip_played,m1,a3,,,,",
    ]
    with open_store(tmp_path) as store:
        source = LogSource(write(tmp_path / "all.csv", log()), map={"value": "paid_eur"})
        first = load_log(store, source, "ann")
        more = write(tmp_path / "day.csv", "\n".join([HEADER, *added]) + "\n")
        report = load_log(store, LogSource(more, adds_to=first.dataset_id), "ann")
        population = store.population(first.dataset_id)
    assert (report.n_stored, report.n_rejected) == (3, 0)
    bought = bought_value(population)
    assert bought is not None
    assert sorted(bought.round(2).tolist()) == [24.48] * 5 + [34.47]
    names = np.array(population.event_names)[population.histories.events]
    assert sorted(population.histories.values[names == "clip_rated"].tolist()) == [1, 1, 1, 2, 3, 4, 5]


SERVICE = "member_id,event_name,lesson_id,at,amount"


def service(paid: str, *, item: str = "", bought: str = "", same: bool = False, fee: float = 0.0) -> str:
    """Twelve members take lessons and pay for no lesson; ``bought`` is an event by which they buy one, too."""
    rows = []
    for member in range(12):
        for day in range(1, 6):
            rows.append(f"m{member},lesson_started,l{(member + day) % 6},2031-05-{day + member:02} 10:00:00,")
        price = 9.99 if same else 4.5
        if bought:
            day = member + 2 if same else member + 9
            rows.append(f"m{member},{bought},l{member % 6},2031-05-{day:02} 11:00:00,{price + fee:.2f}")
        rows.append(f"m{member},{paid},{item},2031-05-{member + 2:02} 12:00:00,9.99")
    return f"{SERVICE}\n" + "\n".join(rows) + "\n"


PAID_FOR_NONE = [
    "subscription_renewed", "invoice_paid", "Membership fee", "annual_fee", "dues_paid", "subscription_charged",
    "charge.succeeded", "Mitgliedsbeitrag", "cotisation", "cuota_pagada", "mensalidade", "składka", "会費", "会费",
    "donation", "Donation received", "gift", "gift_purchased", "Spende",
]  # fmt: skip


@pytest.mark.parametrize("paid", PAID_FOR_NONE)
def test_a_payment_of_no_item_is_spend_and_no_item_and_no_order(tmp_path: Path, paid: str) -> None:
    seen = look_ahead(
        LogSource(write(tmp_path / "log.csv", service(paid, bought="course_purchased"))), settings(tmp_path)
    )
    report = load(tmp_path, service(paid, bought="course_purchased"))
    assert (report.n_stored, report.n_rejected, report.n_items, seen.n_items) == (84, 0, 6, 6)
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    bought = bought_value(population)
    assert bought is not None
    assert bought.round(2).tolist() == [14.49] * 12
    assert n_orders(population).tolist() == [1] * 12
    assert stands_for_payment(population).sum() == 1
    assert n_real_items(population) == volumes_of(population).n_items == 6


@pytest.mark.parametrize("paid", ["invoice_paid", "payment_succeeded", "Rechnung bezahlt"])
def test_the_payment_of_what_was_bought_is_no_money_of_its_own(tmp_path: Path, paid: str) -> None:
    report = load(tmp_path, service(paid, bought="course_purchased", same=True))
    assert (report.n_stored, dict(report.rejected)) == (72, {"no item": 12})
    with open_store(tmp_path) as store:
        bought = bought_value(store.population(report.dataset_id))
    assert bought is not None
    assert bought.round(2).tolist() == [9.99] * 12


@pytest.mark.parametrize(
    ("amount", "n_same", "spent"),
    [
        ("9.99", 12, 12 * 9.99),
        ("3.00", 0, 12 * 12.99),
        ("3.00", 1, 11 * 12.99 + 2 * 9.99),
        ("3.00", 4, 8 * 3.00 + 4 * 9.99),
    ],
)
def test_of_two_names_of_one_payment_one_counts(tmp_path: Path, amount: str, n_same: int, spent: float) -> None:
    """Where a fifth of the payments has the money of another one of the same user and day, all are that money."""
    rows = [
        f"m{n},subscription_charged,,2031-05-{n + 2:02} 12:00:05,{'9.99' if n < n_same else amount}" for n in range(12)
    ]
    report = load(tmp_path, service("subscription_renewed") + "\n".join(rows) + "\n")
    with open_store(tmp_path) as store:
        bought = bought_value(store.population(report.dataset_id))
    assert bought is not None
    assert bought.sum() == pytest.approx(spent, rel=1e-5)


@pytest.mark.parametrize(("n_with", "is_money"), [(1, True), (4, False)])
def test_bills_on_days_of_purchases_pay_for_those(tmp_path: Path, n_with: int, is_money: bool) -> None:
    """Their amounts are others, as shipping is on top: a tenth of them says what the others are."""
    text = service("invoice_paid", bought="course_purchased", same=True, fee=-4.0)
    rows = [
        row.replace(f"-{int(row[1:].split(',')[0]) + 2:02} 11", "-28 11")
        if "course_purchased" in row and int(row[1:].split(",")[0]) >= n_with
        else row
        for row in text.splitlines()
    ]
    report = load(tmp_path, "\n".join(rows) + "\n")
    with open_store(tmp_path) as store:
        bought = bought_value(store.population(report.dataset_id))
    assert bought is not None
    assert bought.sum() == pytest.approx(12 * (5.99 + 9.99 * is_money), rel=1e-5)


@pytest.mark.parametrize(("bought", "n_lost"), [("course_purchased", 12), ("", 0)])
def test_a_payment_beside_purchases_may_be_a_step(tmp_path: Path, bought: str, n_lost: int) -> None:
    assert load(tmp_path, service("payment", bought=bought)).rejected.get("no item", 0) == n_lost


@pytest.mark.parametrize("n", [4, 5])
def test_a_payment_has_some_rows(tmp_path: Path, n: int) -> None:
    rows = service("subscription_renewed").splitlines()
    kept = [row for row in rows if "renewed" not in row or int(row[1:].split(",")[0]) < n]
    assert load(tmp_path, "\n".join(kept) + "\n").n_stored == 60 + (n if n > 4 else 0)


@pytest.mark.parametrize(("n_blank", "n_paid"), [(7, 0), (5, 12)])
def test_a_payment_mostly_has_an_amount(tmp_path: Path, n_blank: int, n_paid: int) -> None:
    rows = service("subscription_renewed").splitlines()
    blank = [
        row.replace("9.99", "") if "renewed" in row and int(row[1:].split(",")[0]) < n_blank else row for row in rows
    ]
    assert load(tmp_path, "\n".join(blank) + "\n").n_stored == 60 + n_paid


@pytest.mark.parametrize(
    "paid",
    [
        "order_completed",
        "fee_page_viewed",
        "payment_failed",
        "subscription_cancelled",
        "wallet_topup",
        "deposit",
        "gift_card",
        "gift_redeemed",
        "gift_viewed",
        "donation_failed",
        "donation_started",
        "gift_received",
    ],
)
def test_an_event_without_an_item_that_is_no_such_payment_is_none(tmp_path: Path, paid: str) -> None:
    report = load(tmp_path, service(paid))
    assert not any("payments of no item" in str(note) for note in report.notes)
    assert report.n_stored == 60


def test_a_payment_that_names_what_it_pays_for_is_of_an_item(tmp_path: Path) -> None:
    report = load(tmp_path, service("subscription_renewed", item="gold plan"))
    assert (report.n_items, report.n_stored) == (7, 72)
    assert not any("payments of no item" in str(note) for note in report.notes)


def test_minutes_and_stars_are_no_payments(tmp_path: Path) -> None:
    for name in ("minutes", "rating"):
        report = load(tmp_path, service("membership_fee").replace("amount", name), map={"value": name})
        assert not any("payments of no item" in str(note) for note in report.notes)


def test_a_payment_is_no_item_where_events_stand_in_for_items(tmp_path: Path) -> None:
    text = service("subscription_renewed").replace(",lesson_id,", ",").replace("lesson_started,l", "lesson_")
    rows = [line.split(",") for line in text.splitlines()]
    text = "\n".join(",".join([*row[:2], *row[-2:]]) for row in rows) + "\n"
    report = load(tmp_path, text, map={"item": "event_name", "event": "event_name"})
    assert report.n_items == 6
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    assert population.meanings["subscription_renewed"] == Meaning("payment", 0.0)
    bought = bought_value(population)
    assert bought is not None
    assert bought.round(2).tolist() == [9.99] * 12


def test_a_log_of_payments_alone_has_them_for_items(tmp_path: Path) -> None:
    rows = [
        f"m{n % 20},{('donation_made', 'membership_renewed')[n % 2]},2031-05-{n % 28 + 1:02},9.99" for n in range(60)
    ]
    text = "member_id,event_name,at,amount\n" + "\n".join(rows) + "\n"
    report = load(tmp_path, text, map={"item": "event_name", "event": "event_name"})
    assert report.n_items == 2


def test_added_files_bring_no_item_by_a_payment(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        first = load_log(store, LogSource(write(tmp_path / "all.csv", service("membership_renewed"))), "ann")
        more = write(tmp_path / "day.csv", f"{SERVICE}\nm1,membership_renewed,,2031-06-20 12:00:00,9.99\n")
        report = load_log(store, LogSource(more, adds_to=first.dataset_id), "ann")
    assert (first.n_items, report.n_items) == (6, 6)


def test_where_nothing_is_bought_there_is_spend_and_no_number_of_orders(tmp_path: Path) -> None:
    report = load(tmp_path, service("subscription_renewed"))
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    [found] = behaviours(population, np.zeros(12, dtype=np.int64))
    assert found.orders is None
    assert found.spend is not None
    assert found.spend.value == pytest.approx(9.99, abs=0.01)


def test_data_health_takes_a_payment_for_no_item(tmp_path: Path) -> None:
    text = service("subscription_renewed").replace(SERVICE, f"{SERVICE},lesson_title")
    rows = [row + (f",Lesson {row.split(',')[2]}" if ",l" in row else ",") for row in text.splitlines()[1:]]
    report = load(tmp_path, table(f"{SERVICE},lesson_title", rows))
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    n_events = population.histories.n_events
    log = HealthLog(population, np.arange(n_events), np.full(population.n_items, "", dtype=object), 2_000_000_000)
    assert "missing_titles" not in {each.code for each in examine(log)}


@pytest.mark.parametrize(
    ("fee", "day", "spent"),
    [("delivery_fee", 2, 9.99), ("fees", 2, 9.99), ("fees", 9, 12.49), ("Membership fee", 2, 12.49)],
)
def test_a_fee_on_the_days_of_other_payments_is_no_payment_of_its_own(
    tmp_path: Path, fee: str, day: int, spent: float
) -> None:
    rows = [f"m{n},{fee},,2031-05-{n + day:02} 12:30:00,2.50" for n in range(12)]
    report = load(tmp_path, service("subscription_renewed") + "\n".join(rows) + "\n")
    with open_store(tmp_path) as store:
        bought = bought_value(store.population(report.dataset_id))
    assert bought is not None
    assert bought.round(2).tolist() == pytest.approx([spent] * 12)


def test_a_fee_in_a_ledger_is_no_interest_in_its_item(tmp_path: Path) -> None:
    rows = [
        f"m{n % 12},{kind},l{n % 6},2031-05-{1 + n % 28:02} 12:30:00,{amount}"
        for n in range(60)
        for kind, amount in (("purchase", "9.99"), ("fee", "1.50"))
    ]
    report = load(tmp_path, f"{SERVICE}\n" + "\n".join(rows) + "\n")
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    kinds = dict(zip(population.event_names, (each.kind for each in meanings_of(population)), strict=True))
    assert kinds == {"purchase": "purchase", "fee": "payment"}
