"""Logs that name no item, such as lists of orders: it is asked, and each row counts as one of its kind."""

from pathlib import Path

import pytest

from core.errors import IngestError
from core.ingest.inspect import inspect_log
from core.ingest.tables.source import LogSource
from tests.core.ingest_help import chosen, columns, load, open_store, settings, table, write

ORDERS = [f"{9000 + n},c{n % 17},2026-0{n % 5 + 1}-{n % 27 + 1:02},{n % 50 + 2}.50" for n in range(120)]
HEADER = "order_id,customer_id,order_date,total"
GIFTS = [f"d{n % 17},2026-0{n % 5 + 1}-{n % 27 + 1:02},{n % 50 + 2}.50" for n in range(120)]


def test_orders_that_name_no_item_are_asked_about_and_count_as_one_each(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="No column names what was bought or chosen") as refused:
        load(tmp_path, table(HEADER, ORDERS))
    assert str(refused.value.hint).startswith("Answer with --map item=''")
    report = load(tmp_path, table(HEADER, ORDERS), map={"item": ""})
    assert (report.n_stored, report.n_users, report.n_items) == (120, 17, 1)
    assert any("each row counts as one item, 'order'" in note for note in report.notes)
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    assert population.items.item_ids.tolist() == ["order"]
    assert population.histories.values.sum() == sum(float(row.rsplit(",", 1)[1]) for row in ORDERS)


def test_gifts_with_an_amount_are_taken_as_proposed_where_that_is_asked_for(tmp_path: Path) -> None:
    report = load(tmp_path, table("donor_id,gift_date,amount", GIFTS), accepts_guesses=True)
    assert (report.n_stored, report.n_items) == (120, 1)
    assert any("each row counts as one item, 'event'" in note for note in report.notes)


def test_a_column_that_may_be_the_item_is_asked_about_beside(tmp_path: Path) -> None:
    rows = [f"{row},{'CDE'[n % 3]}{n % 7}" for n, row in enumerate(ORDERS)]
    path = write(tmp_path / "orders.csv", table(f"{HEADER},plan", rows))
    [found] = inspect_log(LogSource(path), settings(tmp_path)).files
    [question] = found.questions
    assert found.missing == ()
    assert [each.column for each in question.candidates] == ["plan", ""]
    assert inspect_log(LogSource(path, map={"item": ""}), settings(tmp_path)).is_complete


def test_a_complete_map_may_say_that_there_is_no_item(tmp_path: Path) -> None:
    given = {"events.user": "customer_id", "events.item": "", "events.timestamp": "order_date", "events.value": "total"}
    report = load(tmp_path, table(HEADER, ORDERS), map=given, is_complete_map=True)
    assert chosen(report) == {"user": "customer_id", "timestamp": "order_date", "value": "total"}
    assert (report.n_stored, report.n_items) == (120, 1)


def test_a_list_of_logins_is_refused_as_before(tmp_path: Path) -> None:
    rows = [f"u{n % 17},2026-01-{n % 27 + 1:02}" for n in range(120)]
    with pytest.raises(IngestError, match="no column looks like the item"):
        load(tmp_path, table("user_id,login_date", rows))


def test_ratings_of_one_thing_are_refused_as_before(tmp_path: Path) -> None:
    rows = [f"u{n % 17},2026-01-{n % 27 + 1:02},{n % 5 + 1}" for n in range(120)]
    with pytest.raises(IngestError, match="no column looks like the item"):
        load(tmp_path, table("user_id,reviewed_at,rating", rows))


@pytest.mark.parametrize("header", ["product", "sku", "article_no"])
def test_a_column_of_items_is_no_question(tmp_path: Path, header: str) -> None:
    rows = [f"{row},p{n % 9}" for n, row in enumerate(ORDERS)]
    assert chosen(columns(tmp_path, table(f"{HEADER},{header}", rows)))["item"] == header
