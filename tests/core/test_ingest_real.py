"""Logs in the forms of public files: orders without amounts, registrations, subscriptions, lines of several kinds."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import IngestError
from core.ingest.columns.line_kinds import is_paid_beside, is_taken_off
from core.ingest.inspect import inspect_log
from core.ingest.names.called import is_name_of_person
from core.ingest.tables.source import IngestReport, LogSource
from core.ingest.values.numbers import find_style
from core.types import REFUND
from tests.core.ingest_help import load, open_store, settings, table, write


def stored(folder: Path, report: IngestReport) -> tuple[dict[str, int], float]:
    """Return the events of a dataset by name, and the sum of their values."""
    with open_store(folder) as store:
        population = store.population(report.dataset_id)
        names = [population.event_names[code] for code in population.histories.events]
        values = population.histories.values
        return {name: names.count(name) for name in sorted(set(names))}, float(values[values == values].sum())


def titles(folder: Path, report: IngestReport) -> set[str | None]:
    with open_store(folder) as store:
        return set(store.population(report.dataset_id).items.titles)


@pytest.mark.parametrize("columns", ["order_number,refund_amount", "tilausnumero,counter"])
def test_a_file_of_orders_alone_is_looked_at(tmp_path: Path, columns: str) -> None:
    text = f"return_id,{columns},reason\n" + "".join(f"{n},{n + 500},{n}.50,late\n" for n in range(30))
    looked = inspect_log(LogSource(write(tmp_path / "orders.csv", text)), settings(tmp_path))
    assert "user" in looked.files[0].missing
    with pytest.raises(IngestError, match="no column looks like the user"):
        load(tmp_path, text)


@pytest.mark.parametrize(
    ("texts", "style"),
    [
        (["1024,994", "874,794"], "comma"),
        (["1024.994", "874.794"], "dot"),
        (["12345,500"], "comma"),
        (["874,794", "1,024"], "dot"),
        (["1,024,994"], "dot"),
        (["1.024,994", "874,794"], "comma"),
        (["1,24,994.5"], "dot"),
        (["024,994"], "dot"),
    ],
)
def test_four_digits_in_front_of_three_decimals_are_no_thousands(texts: list[str], style: str) -> None:
    assert find_style(texts) == style


def test_prices_with_three_decimals_keep_their_value(tmp_path: Path) -> None:
    prices = ["1024,994", "874,794", "5,7", "28,8404"]
    text = "order_id;date;customer_id;product_id;quantity;unit_price\n" + "".join(
        f"{n};2026-03-{n % 27 + 1:02};c{n % 20};p{n % 4};{n % 3 + 1};{prices[n % 4]}\n" for n in range(60)
    )
    numbers = (1024.994, 874.794, 5.7, 28.8404)
    report = load(tmp_path, text)
    assert stored(tmp_path, report)[1] == pytest.approx(sum((n % 3 + 1) * numbers[n % 4] for n in range(60)), rel=1e-6)


def test_the_backslash_of_a_yen_sign_is_a_currency(tmp_path: Path) -> None:
    text = "注文日,顧客ID,品名,単価,数量,金額\n" + "".join(
        f'2026/4/{n % 27 + 1},C{n % 9},紙{n % 5},\\500 ,{n % 4 + 1},"\\{500 * (n % 4 + 1):,} "\n' for n in range(40)
    )
    report = load(tmp_path, text)
    assert stored(tmp_path, report)[1] == sum(500 * (n % 4 + 1) for n in range(40))


@pytest.mark.parametrize("header", ["student_name", "Donor Full Name", "patient name", "Nome do aluno"])
def test_names_of_persons_are_no_titles(tmp_path: Path, header: str) -> None:
    text = f"student_id,{header},course,enrollment_date\n" + "".join(
        f"{n % 30},Ana B{n % 30},Course {n % 6},2026-02-{n % 27 + 1:02}\n" for n in range(60)
    )
    report = load(tmp_path, text)
    assert not any("Ana" in (title or "") for title in titles(tmp_path, report))
    assert is_name_of_person(header)


@pytest.mark.parametrize("header", ["game_name", "item name", "student kit name", "flyer_name", "Name", "product"])
def test_names_of_things_stay_titles(header: str) -> None:
    assert not is_name_of_person(header)


def test_a_supplier_is_no_title_of_what_it_brings(tmp_path: Path) -> None:
    rows = [(n, f"Supplier {n % 5}", n % 5) for n in range(60)]
    bought = "order_id,date,customer_id,product_id,supplier_name,quantity\n" + "".join(
        f"{n},2026-03-{n % 27 + 1:02},c{n % 20},p{place},{name},1\n" for n, name, place in rows
    )
    assert titles(tmp_path, load(tmp_path, bought)) == {""}
    of_suppliers = bought.replace("product_id", "supplier_id")
    assert titles(tmp_path, load(tmp_path, of_suppliers, map={"item": "supplier_id"})) == {
        f"Supplier {n}" for n in range(5)
    }


def orders(time: str, states: str = "completed placed shipped returned") -> str:
    words = states.split()
    return f"id,customer_id,drink,{time},status\n" + "".join(
        f"{n},{n % 40},Drink {n % 6},2026-01-{n % 27 + 1:02},{words[n % len(words)]}\n" for n in range(120)
    )


def test_orders_without_amount_and_number_have_states(tmp_path: Path) -> None:
    report = load(tmp_path, orders("order_date"), map={"item": "drink"})
    assert stored(tmp_path, report)[0] == {"purchase": 90, "refunded purchase": 30}
    assert any("'status' says what became of each row" in note for note in report.notes)


@pytest.mark.parametrize("time", ["loan_date", "transaction_date", "timestamp"])
def test_what_came_back_of_no_order_is_no_refund(tmp_path: Path, time: str) -> None:
    report = load(tmp_path, orders(time, "lent lent lent returned"), map={"item": "drink", "timestamp": time})
    assert "refunded purchase" not in stored(tmp_path, report)[0]


def events(words: str) -> str:
    names = words.split()
    return "customer_id,time,event_type,plan\n" + "".join(
        f"c{n % 40},2026-01-{n % 27 + 1:02} 10:00:00,{names[n % len(names)]},{('Pro', 'Basic')[n % 2]}\n"
        for n in range(120)
    )


@pytest.mark.parametrize(
    "words", ["signup cancel upgrade", "trial_started renewed cancelled", "subscribed downgrade cancellation"]
)
def test_cancelling_a_subscription_pays_nothing_back(tmp_path: Path, words: str) -> None:
    found, _ = stored(tmp_path, load(tmp_path, events(words), map={"item": "plan"}))
    assert found["subscription cancelled"] == 40
    assert REFUND not in found


@pytest.mark.parametrize("words", ["purchase cancel upgrade", "view order cancel purchase", "signup purchase cancel"])
def test_cancelling_beside_purchases_is_as_before(tmp_path: Path, words: str) -> None:
    assert "subscription cancelled" not in stored(tmp_path, load(tmp_path, events(words), map={"item": "plan"}))[0]


def test_a_row_that_is_quoted_whole_is_read(tmp_path: Path) -> None:
    header = "order_id,date,customer_id,product,price"
    plain = [f'{n},2026-03-{n % 27 + 1:02},c{n % 9},"Lamp, {n % 5}",{n}.50' for n in range(40)]
    text = "\n".join(
        [header, *(f'"{row.replace(chr(34), chr(34) * 2)}"' if n % 4 == 0 else row for n, row in enumerate(plain))]
    )
    report = load(tmp_path, text + "\n")
    assert (report.n_records, report.n_stored) == (40, 40)
    with open_store(tmp_path) as store:
        assert set(store.population(report.dataset_id).items.item_ids) == {f"Lamp, {n}" for n in range(5)}
    assert any("10 rows are quoted whole" in note for note in report.notes)


@pytest.mark.parametrize("row", ['"a, b"', '"1,2026-03-01,c1,Lamp"', '"1,2026-03-01,c1,Lamp,1.50,more"', '"""x"""'])
def test_one_quoted_cell_is_no_whole_row(tmp_path: Path, row: str) -> None:
    text = "order_id,date,customer_id,product,price\n" + "".join(
        f"{n},2026-03-{n % 27 + 1:02},c{n % 9},Lamp {n % 5},{n}.50\n" for n in range(40)
    )
    report = load(tmp_path, text + row + "\n")
    assert (report.n_records, report.n_stored) == (41, 40)
    assert not any("quoted whole" in note for note in report.notes)


@pytest.mark.parametrize(
    ("kinds", "n_charges"),
    [
        ("Positionstyp:Artikel Artikel Artikel Versandposition", 30),
        ("line_type:product product fee product", 30),
        ("Item Type:product product product shipping", 30),
        ("item_type:book book magazine dvd", 0),
        ("line_type:shipping shipping shipping shipping", 0),
        ("type:product product product shipping", 0),
    ],
)
def test_a_column_of_kinds_of_lines_says_what_is_no_article(tmp_path: Path, kinds: str, n_charges: int) -> None:
    header, _, words = kinds.partition(":")
    names = words.split()
    text = f"order_id,date,customer_id,{header},sku,product_name,quantity,line_total\n" + "".join(
        f"{n // 4},2026-03-{n // 4 % 27 + 1:02},c{n // 4 % 9},{names[n % 4]},s{n % 8},Thing {n % 8},1,{n % 7 + 1}.50\n"
        for n in range(120)
    )
    report = load(tmp_path, text)
    assert report.n_records - report.n_stored == n_charges
    assert any("no articles" in note for note in report.notes) == bool(n_charges)


def test_kinds_of_lines() -> None:
    assert all(map(is_paid_beside, ("Versandkosten", "shipping", "Delivery fee", "Frais de port", "运费")))
    assert all(map(is_taken_off, ("Gutschein", "promotion", "coupon", "Zahlung")))
    assert not any(map(is_paid_beside, ("Artikel", "line_item", "product", "Stückliste", "bundle", "gift card")))


def test_who_registered_for_what_has_an_item(tmp_path: Path) -> None:
    text = "patron_id|event_id|registration_date\n" + "".join(
        f"{n % 40}|{n % 15}|2026-04-{n % 27 + 1:02}\n" for n in range(120)
    )
    report = load(tmp_path, text)
    assert (report.n_stored, report.n_users, report.n_items) == (120, 40, 15)


@pytest.mark.parametrize(
    "columns", ["user_id,event_id,time", "user_id,event_id,birth_date", "patron_id,visit_id,registration_date"]
)
def test_other_ids_of_rows_are_no_items(tmp_path: Path, columns: str) -> None:
    text = f"{columns}\n" + "".join(f"{n % 40},{n},2026-04-{n % 27 + 1:02}\n" for n in range(120))
    with pytest.raises(IngestError):
        load(tmp_path, text)


def test_orders_without_what_was_bought_say_what_is_needed(tmp_path: Path) -> None:
    text = "order_id,customer_id,order_date,amount\n" + "".join(
        f"{n},c{n % 20},2026-04-{n % 27 + 1:02},{n}.50\n" for n in range(60)
    )
    with pytest.raises(IngestError, match="No column names what was bought or chosen") as found:
        load(tmp_path, text)
    assert "load the lines of the orders with their articles" in str(found.value)
    assert "Answer with --map item=''" in str(found.value.hint)


@pytest.mark.parametrize("source", ["traffic_source", "utm_source", "utm_medium", "utm_campaign", "source"])
def test_where_visits_come_from_is_no_item(tmp_path: Path, source: str) -> None:
    rows = [f"u{n % 31},s{n},{('view', 'scroll', 'purchase')[n % 3]},{('ads', 'mail', 'web')[n % 7 % 3]},"
            f"{('US', 'UK', 'IN')[n % 5 % 3]},2026-04-{n % 27 + 1:02}" for n in range(90)]  # fmt: skip
    path = write(
        tmp_path / "visits.csv", table(f"user_id,session_id,event_name,{source},country,event_timestamp", rows)
    )
    (file,) = inspect_log(LogSource(path), settings(tmp_path)).files
    items = [one.column for each in file.questions if each.role == "item" for one in each.candidates]
    assert source not in items
    assert "country" not in items


@pytest.mark.parametrize("item", ["campaign", "destination", "topic", "playlist", "sku"])
def test_what_was_chosen_is_the_item_beside_where_visits_come_from(tmp_path: Path, item: str) -> None:
    rows = [f"u{n % 31},{('view', 'click', 'open')[n % 3]},mail,US,{item}{n % 11 % 6},2026-04-{n % 27 + 1:02}"
            for n in range(90)]  # fmt: skip
    path = write(tmp_path / "v.csv", table(f"user_id,event_name,utm_medium,country,{item},event_timestamp", rows))
    (file,) = inspect_log(LogSource(path), settings(tmp_path)).files
    assert next(each.column for each in file.choices if each.role == "item") == item


@pytest.mark.parametrize(
    ("number", "event"),
    [
        ("loyalty_txn_id", "event"),
        ("points_transaction_id", "event"),
        ("reward_txn_id", "event"),
        ("txn_id", "purchase"),
        ("order_id", "purchase"),
        ("loyalty_order_id", "purchase"),
        ("invoice_no", "purchase"),
        ("point_of_sale_txn_id", "purchase"),
    ],
)
def test_bookings_of_points_are_no_orders(tmp_path: Path, number: str, event: str) -> None:
    rows = [f"T{n},c{n % 31},p{n % 7},2026-04-{n % 27 + 1:02}" for n in range(90)]
    report = load(tmp_path, table(f"{number},customer_id,product_id,txn_date", rows))
    assert stored(tmp_path, report)[0] == {event: 90}


def test_when_users_registered_makes_no_item_of_hits(tmp_path: Path) -> None:
    rows = [f"u{n % 13},{n // 2},2025-01-{n % 13 + 1:02},2026-04-{n % 27 + 1:02} 10:00:00,p{n % 5}" for n in range(60)]
    path = write(tmp_path / "hits.csv", table("user_id,event_id,registration_date,time,page", rows))
    (file,) = inspect_log(LogSource(path), settings(tmp_path)).files
    assert next(each.column for each in file.choices if each.role == "item") == "page"
