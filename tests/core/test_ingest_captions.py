"""Reports that name a customer in a row of its own above the rows that belong to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import IngestError
from tests.core.ingest_help import chosen, load, table

HEADER = ",Date,Transaction Type,Product,Qty,Amount"


def report(header: str = HEADER, total: str = "Total for {}", *, has_totals: bool = True, above: str = "") -> str:
    """Write a report of 12 customers with five rows each."""
    blanks = "," * header.count(",")
    rows = [above] if above else []
    for k in range(12):
        rows.append(f"Firma {k}{blanks}")
        rows += [f",2031-01-{n * 5 + k % 5 + 1:02},Invoice,Item {(n + k) % 7},1,12.50" for n in range(5)]
        rows += [f"{total.format(f'Firma {k}')}{blanks[:-2]},5,62.50"] if has_totals else []
    return table(header, [*rows, f"TOTAL{blanks[:-2]},60,750.00"])


@pytest.mark.parametrize("total", ["Total for {}", "Total {}", "{} Total", "Summe {}", "Somme"])
def test_each_row_belongs_to_the_customer_above_it(tmp_path: Path, total: str) -> None:
    found = load(tmp_path, report(total=total), user_ids="keep", map={"user": "column_1"})
    assert (found.n_records, found.n_stored, found.n_users, found.n_items) == (60, 60, 12, 7)
    assert any("25 rows of captions and totals are no records" in note for note in found.notes)


@pytest.mark.parametrize("word", ["Firma", "Region", "Store"])
def test_what_stands_above_the_rows_is_asked_about_where_it_has_no_name(tmp_path: Path, word: str) -> None:
    with pytest.raises(IngestError, match="user"):
        load(tmp_path, report().replace("Firma", word))


def test_a_name_of_the_column_stays(tmp_path: Path) -> None:
    found = load(tmp_path, report(f"Client{HEADER}"), user_ids="keep")
    assert (chosen(found)["user"], found.n_users) == ("Client", 12)


def test_what_stands_below_a_total_has_no_customer(tmp_path: Path) -> None:
    text = report().replace("Firma 3,,,,,\n", "", 1)
    found = load(tmp_path, text, user_ids="keep", map={"user": "column_1"})
    assert (found.n_stored, found.rejected, found.n_users) == (55, {"no user": 5}, 11)


@pytest.mark.parametrize(
    "text",
    [
        report(above=",2031-01-01,Invoice,Item 1,1,12.50"),
        report(total="{} again"),
        table("customer,date,product,amount", [f"c{n % 9},2031-01-{n % 28 + 1:02},p{n % 7},5.5" for n in range(60)]),
        table("customer,date,product,amount", [f"{f'c{n}' if n % 3 == 0 else ''},2031-01-05,p{n % 7},5.5"
                                               for n in range(60)]),
        table("note,date,customer,product", [f",2031-01-{n % 28 + 1:02},c{n % 9},p{n % 7}" for n in range(60)]),
        table("note,date,customer,product", ["x,,,", "y,,,", *(f",2031-01-{n % 28 + 1:02},c{n % 9},p{n % 7}"
                                                               for n in range(60))]),
        table("who,date", ["a,", "b,", "c,", *(f",2031-01-{n % 28 + 1:02}" for n in range(60))]),
    ],
)  # fmt: skip
def test_other_tables_keep_their_rows(tmp_path: Path, text: str) -> None:
    path = tmp_path / "events.csv"
    path.write_text(text)
    from core.ingest.reader.read import ReadOptions, read_tables
    from core.store.scratch import Scratch
    from tests.core.ingest_help import settings

    with Scratch(tmp_path, [path], "UTC", settings(tmp_path)) as scratch:
        [raw] = read_tables(scratch, [path], ReadOptions())
        n_filled = sum(1 for line in text.splitlines()[1:] if line.strip(","))
        assert (raw.n_rows, [note for note in raw.notes if "captions" in note]) == (n_filled, [])


def test_the_number_of_a_document_is_no_user_beside_a_caption(tmp_path: Path) -> None:
    text = report().replace(HEADER, HEADER.replace("Transaction Type", "Num"), 1)
    for n in range(60):
        text = text.replace(",Invoice,", f",{1000 + n},", 1)
    with pytest.raises(IngestError, match="Is 'column_1' the user"):
        load(tmp_path, text)
