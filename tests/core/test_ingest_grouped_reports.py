"""Reports grouped by customer, whose merged cells name each on the first of its rows; repeated cells of ODS."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.core.ingest_help import events, load, load_path, open_store, table

HEADER = "Customer ID,Product,Date,Amount"


def report_of(users: int = 15, each: int = 4, *, is_repeated: bool = False) -> str:
    """Rows of users, each named on the first of its rows, by day within each."""
    rows = []
    for user in range(users):
        for row in range(each):
            named = f"C{100 + user % (5 if is_repeated else users)}" if row == 0 else ""
            rows.append(f"{named},P{(user * 3 + row) % 9},2031-03-{user + row + 1:02},{10 + row}.50")
    return table(HEADER, rows)


def test_rows_below_the_name_of_a_customer_are_its_own(tmp_path: Path) -> None:
    report = load(tmp_path, report_of())
    assert (report.n_stored, report.n_users, report.n_rejected) == (60, 15, 0)
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    assert population.histories.counts.tolist() == [4] * 15
    assert any("45 rows without 'Customer ID' are those of the one above" in str(note) for note in report.notes)


def test_a_blank_answer_of_a_customer_is_none_of_the_one_above(tmp_path: Path) -> None:
    rows = []
    for user in range(12):
        answer = ("yes", "", "no")[user % 3]
        for row in range(4):
            first = (f"C{100 + user}", answer) if row == 0 else ("", "")
            rows.append(f"{first[0]},{first[1]},P{(user * 3 + row) % 9},2031-03-{user + row + 1:02},{10 + row}.50")
    report = load(tmp_path, table("Customer ID,Newsletter consent,Product,Date,Amount", rows))
    assert any("4 did, 4 did not, and 4 gave no answer" in str(note) for note in report.notes)


def guests(n: int, n_users: int, *, is_sorted: bool) -> str:
    """Orders of which every second one is a guest's; users come once where there are as many as rows."""
    rows = []
    for row in range(n):
        day = row * 27 // n + 1 if is_sorted else row * 11 % 28 + 1
        rows.append(f"{f'C{100 + row % n_users}' if row % 2 else ''},P{row % 7},2031-03-{day:02},9.50")
    return table(HEADER, rows)


@pytest.mark.parametrize(
    ("text", "n_rejected"),
    [
        (guests(60, 60, is_sorted=True), 30),
        (guests(60, 60, is_sorted=False), 30),
        (guests(60, 9, is_sorted=True), 30),
        (guests(60, 9, is_sorted=False), 30),
        (report_of(is_repeated=True), 45),
        (report_of(4), 12),
        (report_of().replace("C100,", ",", 1), 46),
        (report_of(each=1), 0),
    ],
)
def test_rows_of_guests_belong_to_nobody(tmp_path: Path, text: str, n_rejected: int) -> None:
    report = load(tmp_path, text, accepts_guesses=True)
    assert report.n_rejected == n_rejected
    assert not any("merged cells" in str(note) for note in report.notes)


SPACE = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
MANIFEST = (
    f'<manifest:manifest xmlns:manifest="{SPACE}"><manifest:file-entry manifest:full-path="content.xml" '
    'manifest:media-type="text/xml"/></manifest:manifest>'
)


def ods(path: Path) -> Path:
    """Write a sheet whose equal cells and rows beside each other are written once, as LibreOffice does."""

    def cell(text: str, times: int = 1) -> str:
        kind = f'office:value-type="float" office:value="{text}"' if text.isdigit() else 'office:value-type="string"'
        repeated = f'table:number-columns-repeated="{times}"'
        return f"<table:table-cell {kind} {repeated}><text:p>{text}</text:p></table:table-cell>"

    def row(*cells: str, times: int = 1) -> str:
        return f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'

    rows = [row(*map(cell, ("Customer ID", "Product", "Date", "Price", "Paid")))]
    for user in range(20):
        name, day = f"C{100 + user}", f"2031-03-{user + 1:02}"
        rows += [row(cell(name), cell("P1"), cell(day), cell("7"), cell("6"))]
        rows += [row(cell(name), cell(f"P{user % 5}"), cell(day), cell("5", 2), times=2)]
    spaces = " ".join(
        f'xmlns:{each}="urn:oasis:names:tc:opendocument:xmlns:{each}:1.0"' for each in ("office", "table", "text")
    )
    body = f'<table:table table:name="S">{"".join(rows)}{row("<table:table-cell/>", times=9000)}</table:table>'
    content = (
        f'<office:document-content {spaces} office:version="1.2"><office:body><office:spreadsheet>{body}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("META-INF/manifest.xml", MANIFEST)
        file.writestr("content.xml", content)
    return path


def test_cells_and_rows_that_an_ods_writes_once_are_all_read(tmp_path: Path) -> None:
    report = load_path(tmp_path, ods(tmp_path / "log.ods"), map={"value": "Paid"})
    assert (report.n_records, report.n_stored, report.n_users) == (60, 60, 20)
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    assert population.histories.values.sum() == 20 * (6 + 5 + 5)
    assert sum(events(tmp_path, report).values()) == 60
