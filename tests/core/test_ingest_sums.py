"""What a load states of rows that are sums, and of people under two ids; and the value of lines that sum up."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.ingest.opening.doubts import note_on_sums
from tests.core.ingest_help import chosen, columns

N = range(60)


def _counted(folder: Path, header: str, values: tuple[int, ...], clock: str = "", again: bool = False) -> list[str]:
    days = 6 if again else 28
    rows = [
        f"u{n % 6},p{n % 2 if again else n},2026-01-{1 + n % days:02}{clock},"
        + ",".join(str((n + n // 6) % each) for each in values)
        for n in N
    ]
    log = columns(folder, f"user_id,item_id,date,{header}\n" + "\n".join(rows) + "\n")
    return [str(note) for note in note_on_sums(log.events)[1]]


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("n_purchases", (4,)),
        ("num_page_views", (3,)),
        ("click_count", (5,)),
        ("views,purchases", (9, 3)),
        ("购买次数", (4,)),
    ],
)
def test_rows_that_are_sums_are_named(tmp_path: Path, header: str, values: tuple[int, ...]) -> None:
    [note, *_nothing] = _counted(tmp_path, header, values)
    assert note.startswith(f"The rows seem to be sums: {header.replace(',', ', ')} count what each user did")


@pytest.mark.parametrize(
    ("header", "values", "clock", "again"),
    [
        ("is_click", (2,), "", False),
        ("views", (9,), "", False),
        ("n_purchases", (2,), "", False),
        ("n_purchases", (4,), " 10:31:00", False),
        ("n_purchases", (4,), "", True),
        ("n_rooms", (4,), "", False),
        ("quantity", (4,), "", False),
        ("rating_count", (4,), "", False),
    ],
)
def test_other_rows_are_no_sums(tmp_path: Path, header: str, values: tuple[int, ...], clock: str, again: bool) -> None:
    assert _counted(tmp_path, header, values, clock, again) == []


def test_rows_that_count_nothing_are_counted(tmp_path: Path) -> None:
    assert _counted(tmp_path, "n_purchases", (4,))[1] == "16 rows of those looked at have 0 there and count too."


AMPLITUDE = "device_id,user_id,event_type,product_id,event_time"
ITS_OWN = "visitor_id,user_id,event,product_id,date"


def _tracks(header: str, of_row: list[tuple[str, str]]) -> str:
    rows = [f"{a},{u},Product Viewed,p{n % 7},2026-01-{1 + n % 28:02}T10:00:00Z" for n, (a, u) in enumerate(of_row)]
    return "\n".join([header, *rows]) + "\n"


@pytest.mark.parametrize(
    ("header", "of_row", "begins"),
    [
        (
            AMPLITUDE,
            [(f"a{n % 8}", "" if n in (3, 5) else f"u{n % 8}") for n in N],
            "2 values of 'device_id' are in rows with",
        ),
        (ITS_OWN, [(f"a{n % 16}", "" if n % 3 else f"u{n % 8}") for n in N], "8 values of 'user_id' have several of"),
        (AMPLITUDE, [(f"a{n % 16}", f"u{n % 8}") for n in N], ""),
        (AMPLITUDE, [(f"a{n % 8}", f"u{n % 8}") for n in N], ""),
        (
            AMPLITUDE,
            [(f"a{n % 8}", "" if n % 8 == 3 and n < 50 else f"u{n % 8}") for n in N if n % 8 != 3 or n < 32],
            "",
        ),
    ],
)
def test_people_under_two_ids_are_counted(
    tmp_path: Path, header: str, of_row: list[tuple[str, str]], begins: str
) -> None:
    log = columns(tmp_path, _tracks(header, of_row))
    notes = [str(note) for note in log.on_items]
    assert (notes[0] if notes else "").startswith(begins) if begins else notes == []


def test_lines_that_sum_up_to_their_order_go_before_its_total(tmp_path: Path) -> None:
    lines = [(n // 3, n % 7, f"{2 + n % 7}.50") for n in N]
    total = {order: sum(2.5 + item for each, item, _price in lines if each == order) for order, _item, _price in lines}
    rows = [f"c{o % 6},o{o},p{i},2026-01-{1 + o:02},{total[o]},{own}" for o, i, own in lines]
    report = columns(
        tmp_path, "client_id,order_id,product_id,date,purchase_sum,from_register\n" + "\n".join(rows) + "\n"
    )
    assert chosen(report)["value"] == "from_register"
    rows = [f"c{o % 6},o{o},p{i},2026-01-{1 + o:02},{total[o]},{i}" for o, i, own in lines]
    log = columns(tmp_path, "client_id,order_id,product_id,date,purchase_sum,points\n" + "\n".join(rows) + "\n")
    assert chosen(log)["value"] == "purchase_sum"


@pytest.mark.parametrize("of", ["user", "item"])
def test_numbers_that_belong_to_an_item_or_a_user_are_no_sums(tmp_path: Path, of: str) -> None:
    rows = [f"u{n % 6},p{n % 9},2026-01-{1 + n % 28:02},{7 * (n % 6 if of == 'user' else n % 9) + 3}" for n in N]
    log = columns(tmp_path, "user_id,item_id,date,view_count\n" + "\n".join(rows) + "\n")
    assert note_on_sums(log.events)[1] == ()


@pytest.mark.parametrize(
    ("header", "values", "is_value"),
    [
        ("sales_num", "12345", False),
        ("payment", "12345", False),
        ("charged", "01", False),
        ("payment", ("12.50", "3.99", "20.00"), True),
        ("sales_float", ("12.50", "3.99", "20.00"), True),
    ],
)
def test_counts_codes_and_flags_are_no_amounts(
    tmp_path: Path, header: str, values: tuple[str, ...], is_value: bool
) -> None:
    rows = [f"u{n % 6},p{n % 9},2026-01-{1 + n % 28:02} 10:00:00,{values[n % len(values)]}" for n in N]
    log = columns(tmp_path, f"user_id,item_id,date,{header}\n" + "\n".join(rows) + "\n")
    assert (log.events.map.value == header) is is_value
