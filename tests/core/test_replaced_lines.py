"""Lines of orders that added files have in a newer state: they count once, and an earlier version stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import IngestError
from core.ingest.load import load_log
from core.ingest.tables.source import IngestReport, LogSource
from core.population.excluded import NOTHING_EXCLUDED
from core.store.store import Store
from core.store.versions import put_newest, restore_newest
from tests.core.ingest_help import open_store, write

HEADER = "order_id,customer_id,product_id,ordered_at,status,amount\n"
FIRST = (
    "o1,ann,pear,2026-01-05 10:00:00,confirmed,5.00\n"
    "o1,ann,apple,2026-01-05 10:00:00,confirmed,3.00\n"
    "o2,bob,pear,2026-01-06 11:00:00,pending,5.00\n"
    "o3,cid,kiwi,2026-01-07 12:00:00,completed,2.00\n"
    "o4,dan,kiwi,2026-01-08 12:00:00,completed,2.00\n"
)
NEW = "o9,eve,kiwi,2026-02-01 12:00:00,completed,9.00\n"
Row = tuple[str, str, str, float | None]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as opened:
        yield opened


def load(store: Store, folder: Path, rows: str, adds_to: str = "", header: str = HEADER) -> IngestReport:
    path = write(folder / f"{len(list(folder.glob('*.csv')))}.csv", header + rows)
    return load_log(store, LogSource(path, adds_to=adds_to, accepts_guesses=True), "ann")


def events_of(store: Store, dataset_id: str, version: int | None = None) -> list[Row]:
    population = store.population(dataset_id, NOTHING_EXCLUDED, version)
    histories, names = population.histories, population.event_names
    rows = zip(histories.users, histories.items, histories.events, histories.values, strict=True)
    return sorted(
        (str(histories.user_ids[user]), str(population.items.item_ids[item]), names[event], round(float(value), 2))
        for user, item, event, value in rows
    )


def add(store: Store, folder: Path, rows: str, first: str = FIRST) -> tuple[IngestReport, list[Row]]:
    """Load two files; return the second report, and what the newest version holds."""
    before = load(store, folder, first)
    added = load(store, folder, rows, before.dataset_id)
    return added, events_of(store, added.dataset_id)


def without(*left_out: tuple[str, str]) -> list[Row]:
    """Return the events of ``FIRST`` and ``NEW`` without those of users and items."""
    whole: list[Row] = [
        ("ann", "apple", "purchase", 3.0),
        ("ann", "pear", "purchase", 5.0),
        ("bob", "pear", "pending order", 5.0),
        ("cid", "kiwi", "purchase", 2.0),
        ("dan", "kiwi", "purchase", 2.0),
        ("eve", "kiwi", "purchase", 9.0),
    ]
    return [row for row in whole if row[:2] not in left_out]


@pytest.mark.parametrize(
    ("row", "right"),
    [
        ("o2,bob,pear,2026-01-06 11:00:00,completed,5.00\n", ("bob", "pear", "purchase", 5.0)),
        ("o2,bob,pear,2026-01-06 11:00:00,cancelled,0.00\n", ("bob", "pear", "cancelled order", 0.0)),
        ("o1,ann,pear,2026-01-05 10:00:00,completed,4.50\n", ("ann", "pear", "purchase", 4.5)),
        ("o3,cid,kiwi,2026-01-07 12:00:00,refunded,2.00\n", ("cid", "kiwi", "refunded purchase", 2.0)),
        ("o3,cid,kiwi,2026-01-17 12:00:00,refunded,2.00\n", ("cid", "kiwi", "refunded purchase", 2.0)),
    ],
)
def test_a_newer_state_counts_instead(store: Store, tmp_path: Path, row: str, right: Row) -> None:
    added, events = add(store, tmp_path, row + NEW)
    assert events == sorted([*without(right[:2]), right])
    assert (added.n_stored, added.n_replaced, added.n_already_there, added.n_events) == (2, 1, 0, 6)
    assert (
        "1 line of an order is in the log already, in another state. It counts once, as the new files have it."
    ) in added.notes
    info = store.dataset(added.dataset_id)
    assert info is not None
    assert (info.report["n_stored"], info.report["n_records"], info.report["n_events"]) == (6, 7, 6)


def test_what_is_there_in_the_same_state_is_no_newer_one(store: Store, tmp_path: Path) -> None:
    added, events = add(store, tmp_path, FIRST + NEW)
    assert events == without()
    assert (added.n_stored, added.n_replaced, added.n_already_there) == (1, 0, 5)


def test_a_state_that_is_not_understood_changes_nothing(store: Store, tmp_path: Path) -> None:
    added, events = add(store, tmp_path, "o3,cid,kiwi,2026-01-07 12:00:00,qx7,2.00\n" + NEW)
    assert events == without()
    assert (added.n_replaced, added.n_already_there) == (0, 1)


@pytest.mark.parametrize(
    ("row", "more"),
    [
        # a second purchase of the same item on the same day, by another order
        ("o8,cid,kiwi,2026-01-07 12:00:00,completed,3.00\n", ("cid", "kiwi", "purchase", 3.0)),
        ("o3,ann,kiwi,2026-01-07 12:00:00,completed,3.00\n", ("ann", "kiwi", "purchase", 3.0)),  # another user's
        ("o1,ann,kiwi,2026-01-05 10:00:00,completed,2.00\n", ("ann", "kiwi", "purchase", 2.0)),  # one more item
        (",cid,kiwi,2026-01-07 12:00:00,completed,3.00\n", ("cid", "kiwi", "purchase", 3.0)),  # of no order
    ],
)
def test_other_lines_are_counted_beside(store: Store, tmp_path: Path, row: str, more: Row) -> None:
    added, events = add(store, tmp_path, row + NEW)
    assert events == sorted([*without(), more])
    assert added.n_replaced == 0


def test_a_line_that_files_leave_out_stays(store: Store, tmp_path: Path) -> None:
    _, events = add(store, tmp_path, "o1,ann,apple,2026-01-05 10:00:00,cancelled,0.00\n" + NEW)
    assert events == sorted([*without(("ann", "apple")), ("ann", "apple", "cancelled order", 0.0)])


def test_of_two_lines_of_an_item_the_one_of_the_same_amount_changes(store: Store, tmp_path: Path) -> None:
    first = FIRST + "o5,fay,pear,2026-01-09 09:00:00,confirmed,5.00\no5,fay,pear,2026-01-09 09:00:00,confirmed,4.00\n"
    _, events = add(store, tmp_path, "o5,fay,pear,2026-01-09 09:00:00,cancelled,4.00\n" + NEW, first)
    assert [row for row in events if row[0] == "fay"] == [
        ("fay", "pear", "cancelled order", 4.0),
        ("fay", "pear", "purchase", 5.0),
    ]


def test_an_earlier_state_that_comes_later_is_left_out(store: Store, tmp_path: Path) -> None:
    added, events = add(store, tmp_path, "o4,dan,kiwi,2026-01-01 08:00:00,pending,2.00\n" + NEW)
    assert events == without()
    assert (added.n_replaced, added.n_already_there) == (0, 1)
    assert "1 line of an order is in the log already, in a later state, which is kept." in added.notes


def test_what_is_paid_each_month_is_counted_each_month(store: Store, tmp_path: Path) -> None:
    months = [
        "".join(f"s{n},u{n},plan,2026-0{month}-0{n} 08:00:00,completed,9.00\n" for n in range(1, 9)) for month in (1, 2)
    ]
    added, events = add(store, tmp_path, months[1] + "s8,u8,plan,2026-03-01 08:00:00,cancelled,9.00\n",
                        FIRST + months[0])  # fmt: skip
    assert sum(row[:3] == ("u1", "plan", "purchase") for row in events) == 2
    assert added.n_replaced == 0
    assert any("at another time. They are counted once more." in note for note in added.notes)


def test_deleted_and_restored_versions_have_the_state_of_their_time(store: Store, tmp_path: Path) -> None:
    row = "o2,bob,pear,2026-01-06 11:00:00,completed,6.00\n"
    added, events = add(store, tmp_path, row + NEW)
    first = without(("eve", "kiwi"))
    assert events_of(store, added.dataset_id, 1) == first
    put_newest(store, added.dataset_id, "ann")
    assert events_of(store, added.dataset_id) == first
    restore_newest(store, added.dataset_id)
    assert events_of(store, added.dataset_id) == events
    put_newest(store, added.dataset_id, "ann")
    load(store, tmp_path, NEW, added.dataset_id)
    assert events_of(store, added.dataset_id) == without()


def test_the_newest_of_three_files_counts_and_the_first_brings_nothing_again(store: Store, tmp_path: Path) -> None:
    states = ("pending", "completed", "cancelled")
    first, second, third = (f"o2,bob,pear,2026-01-06 11:00:00,{each},5.00\n" for each in states)
    added, _ = add(store, tmp_path, second + NEW, FIRST.replace("o2,bob", "o6,bob") + first)
    load(store, tmp_path, third + NEW, added.dataset_id)
    assert ("bob", "pear", "cancelled order", 5.0) in events_of(store, added.dataset_id)
    assert [row for row in events_of(store, added.dataset_id) if row[0] == "bob"][1:] == [
        ("bob", "pear", "pending order", 5.0)
    ]
    with pytest.raises(IngestError, match="holds all 2 events of these files already"):
        load(store, tmp_path, second + NEW, added.dataset_id)


PLAIN = "order_id,customer_id,product_id,ordered_at,amount\n"
PLAIN_FIRST = """o1,ann,pear,2026-01-05 10:00:00,5.00
o1,ann,apple,2026-01-05 10:00:00,3.00
o2,bob,pear,2026-01-06 11:00:00,5.00
o3,cid,pear,2026-01-07 11:00:00,5.00
"""


@pytest.mark.parametrize(
    ("rows", "n_replaced", "n_events"),
    [
        ("o2,bob,pear,2026-01-06 11:00:00,4.00\n", 1, 4),  # the order again, with another amount
        ("o1,ann,pear,2026-01-05 10:00:00,4.00\no1,ann,apple,2026-01-05 10:00:00,3.00\n", 1, 4),
        ("o1,ann,pear,2026-01-05 10:00:00,4.00\n", 0, 5),  # a page that cuts the order
        ("o2,bob,pear,2026-01-09 11:00:00,5.00\n", 0, 5),  # the same order at another time
        ("o3,cid,pear,2026-01-07 11:00:00,6.00\n", 0, 5),  # the order at which a page ended goes on
        # returns, each of what was bought at that time
        ("o1,ann,pear,2026-01-05 10:00:00,-5.00\no2,bob,pear,2026-01-06 11:00:00,-5.00\n", 0, 6),
    ],
)
def test_without_states_an_order_that_comes_whole_counts_instead(
    store: Store, tmp_path: Path, rows: str, n_replaced: int, n_events: int
) -> None:
    before = load(store, tmp_path, PLAIN_FIRST, header=PLAIN)
    added = load(store, tmp_path, rows, before.dataset_id, PLAIN)
    assert (added.n_replaced, added.n_events) == (n_replaced, n_events)


def test_a_view_with_another_price_is_another_view(store: Store, tmp_path: Path) -> None:
    header = "user_id,item_id,event,timestamp,value,order_id\n"
    rows = [
        f"ann,pear,view,2026-01-05 10:00:00,{price},s1\nann,pear,purchase,2026-01-05 10:05:00,{price},s1\n"
        for price in ("2.50", "3.50")
    ]
    before = load(store, tmp_path, rows[0] + "bob,pear,view,2026-01-06 10:00:00,2.50,s2\n", header=header)
    added = load(store, tmp_path, rows[1], before.dataset_id, header)
    assert (added.n_replaced, added.n_events) == (1, 4)


def test_events_with_names_of_their_own_stay_beside_each_other(store: Store, tmp_path: Path) -> None:
    header = "user_id,item_id,event,timestamp,value,order_id\n"
    first = "ann,pear,view,2026-01-05 10:00:00,,\nann,pear,purchase,2026-01-05 10:05:00,2.5,o1\n"
    rows = "ann,pear,cart,2026-01-05 10:00:00,,\nann,pear,refund,2026-01-05 10:05:00,2.5,o1\n"
    before = load(store, tmp_path, first, header=header)
    added = load(store, tmp_path, rows, before.dataset_id, header)
    assert (added.n_stored, added.n_replaced, added.n_events) == (2, 0, 4)


def test_without_an_order_new_states_are_named(store: Store, tmp_path: Path) -> None:
    header = "customer_id,product_id,ordered_at,status,amount\n"
    rows = [
        "".join(f"u{n},pear,2026-01-0{n} 10:{n}0:00,{state},5.00\n" for n in range(1, 5))
        for state in ("confirmed", "cancelled")
    ]
    before = load(store, tmp_path, rows[0], header=header)
    added = load(store, tmp_path, rows[1], before.dataset_id, header)
    assert (added.n_stored, added.n_replaced, added.n_events) == (4, 0, 8)
    assert any(
        note.startswith("4 rows are of a user, an item and a time that the log holds already") for note in added.notes
    )
