"""Lines of an order that are equal in all columns: scanned twice at a till, or come in twice by an overlap."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.ingest.load import load_log
from core.ingest.tables.source import IngestReport, LogSource
from tests.core.ingest_help import load, load_path, open_store, table, write

HEADER = "basket_id,till_time,card_no,sku,qty,amount"


def line(order: int, item: int) -> str:
    return f"B{order},2031-01-{order % 28 + 1:02} 10:{order % 60:02}:00,{7000 + order % 13},S{item},1,{item + 1}.50"


def till(orders: range, twice: int = 0, whole: int = 0) -> list[str]:
    """Return orders of three lines; the first ``twice`` have one of them twice, the last ``whole`` all of them."""
    rows = []
    for place, order in enumerate(orders):
        lines = [line(order, (order + k) % 7) for k in (0, 2, 3)]
        again = place % 3 if place < twice else None
        rows += [each for k, each in enumerate(lines) for _ in range(2 if k == again else 1)] + (
            lines if place >= len(orders) - whole else []
        )
    return rows


def kept(report: IngestReport) -> tuple[int, int]:
    return report.n_stored, report.rejected.get("exact duplicate", 0)


def test_a_line_that_was_scanned_twice_is_sold_twice(tmp_path: Path) -> None:
    report = load(tmp_path, table(HEADER, till(range(40), twice=8)))
    assert kept(report) == (128, 0)
    assert any(
        note.startswith("8 rows are equal in all columns to another one of their order") for note in report.notes
    )


def test_whole_orders_that_came_in_twice_count_once(tmp_path: Path) -> None:
    assert kept(load(tmp_path, table(HEADER, till(range(40), whole=8)))) == (120, 24)


def test_beside_orders_that_came_in_twice_no_line_is_taken_for_a_scan(tmp_path: Path) -> None:
    assert kept(load(tmp_path, table(HEADER, till(range(40), twice=8, whole=3)))) == (120, 17)


def test_lines_of_files_that_overlap_count_once(tmp_path: Path) -> None:
    write(tmp_path / "export" / "a.csv", table(HEADER, till(range(30), twice=8)))
    write(tmp_path / "export" / "b.csv", table(HEADER, till(range(20, 50))))
    report = load_path(tmp_path, tmp_path / "export")
    assert kept(report) == (158, 30)
    stated = [note for note in report.notes if "equal in all columns" in note or "duplicate" in note]
    assert [note.split(" of ")[0] for note in stated] == [
        "8 rows are equal in all columns to another one",
        "30 rows are equal in all columns to another row",
    ]  # nor is one of those that were kept counted as a repeat


def test_a_line_by_line_copy_in_another_file_counts_once(tmp_path: Path) -> None:
    write(tmp_path / "export" / "a.csv", table(HEADER, till(range(30))))
    write(tmp_path / "export" / "b.csv", table(HEADER, [*till(range(30))[::4], *till(range(30, 40))]))
    assert kept(load_path(tmp_path, tmp_path / "export")) == (120, 23)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (table(HEADER, till(range(40), twice=2)), (120, 2)),
        (table(HEADER, till(range(40), twice=3, whole=4)), (120, 15)),
        (table(f"event,{HEADER}", [f"purchase,{row}" for row in till(range(40), twice=8)]), (120, 8)),
        (table(HEADER.replace("basket_id", "shop"), till(range(40), twice=8)), (120, 8)),
        (table(f"line_id,{HEADER}", [f"{row},{hash(row)}".rpartition(",")[2] + "," + row
                                     for row in till(range(40), twice=8)]), (120, 8)),
    ],
)  # fmt: skip
def test_elsewhere_equal_rows_are_repeats(tmp_path: Path, text: str, found: tuple[int, int]) -> None:
    assert kept(load(tmp_path, text, accepts_guesses=True)) == found


@pytest.mark.parametrize("n_again", [1, 2, 4, 5, 7])
@pytest.mark.parametrize("page", [50, 47])
def test_pages_that_overlap_count_once(tmp_path: Path, n_again: int, page: int) -> None:
    rows, pages = till(range(100)), []
    for first in range(0, len(rows), page):
        pages += rows[max(first - n_again, 0) : first + page]
    assert kept(load(tmp_path, table(HEADER, pages)))[0] == 300


def test_lines_with_times_of_their_own_are_no_scans(tmp_path: Path) -> None:
    rows = [
        f"B{order},2031-01-{order % 28 + 1:02} 10:{order % 60:02}:{k:02},{7000 + order % 13},S{order % 7 + k},1,{k}.50"
        for order in range(40)
        for k in (*range(3), *([0] if order < 8 else []))
    ]
    assert kept(load(tmp_path, table(HEADER, rows))) == (120, 8)


@pytest.mark.parametrize("header", ["line_no", "Position", "Zeile", "item_no", "pos"])
def test_rows_of_one_line_number_are_one_line(tmp_path: Path, header: str) -> None:
    rows = []
    for order in range(40):
        lines = [f"{k + 1},{line(order, (order + k) % 7)}" for k in range(3)]
        rows += lines + (lines[:1] if order < 8 else [])
    assert kept(load(tmp_path, table(f"{header},{HEADER}", rows), accepts_guesses=True)) == (120, 8)


@pytest.mark.parametrize("header", ["till", "shelf", "discount_code", "store_no"])
def test_other_numbers_of_lines_leave_scans_as_they_are(tmp_path: Path, header: str) -> None:
    rows = [f"{n % 3 + 1},{row}" for row in till(range(40), twice=8) for n in [int(row[1:].partition(",")[0])]]
    assert kept(load(tmp_path, table(f"{header},{HEADER}", rows), accepts_guesses=True)) == (128, 0)


def test_lines_of_a_file_that_is_added_again_are_there_already(tmp_path: Path) -> None:
    text = table(HEADER, till(range(40), twice=8))
    first = load(tmp_path, text)
    path = write(tmp_path / "again.csv", text + "\n".join([*till(range(40, 45)), ""]))
    with open_store(tmp_path) as store:
        added = load_log(store, LogSource(path, adds_to=first.dataset_id), "local")
    assert (added.n_already_there, added.n_stored) == (128, 15)
