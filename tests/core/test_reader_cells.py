"""Cells of JSON in a table: paths become columns, items become rows, and every row knows its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.ingest.reader.cells import parsed
from core.ingest.reader.joined import counted, labelled
from tests.core.ingest_help import chosen, load, open_store, rejected_rows
from tests.core.reader_help import read_text

MIXPANEL = (
    "event,time,distinct_id,properties\n"
    'Viewed,1735725600,u1,"{""sku"": ""A1"", ""price"": 2.50, ""$city"": ""Bonn""}"\n'
    'Viewed,1735729200,u2,"{""sku"": ""B2""}"\n'
    "Viewed,1735729300,u2,no json\n"
)
SEGMENT = (
    "anonymousId,type,event,properties,timestamp\n"
    'a1,track,Order Completed,"{""order_id"": 7, ""products"": [{""sku"": ""A"", ""price"": 2}, '
    '{""sku"": ""A"", ""price"": 2}, {""sku"": ""B"", ""price"": 5}]}",2026-01-05T10:00:00Z\n'
    'a2,track,Order Completed,"{""order_id"": 8, ""products"": [{""sku"": ""B"", ""price"": 5}]}",2026-01-05T11:00Z\n'
    ',track,Order Completed,"{""order_id"": 9, ""products"": [{""sku"": ""C"", ""price"": 1}]}",2026-01-05T12:00Z\n'
)


def test_properties_in_cells_become_columns(tmp_path: Path) -> None:
    report = load(tmp_path, MIXPANEL)
    assert chosen(report)["item"] == "properties.sku"
    assert (report.n_records, report.n_users, report.n_items, report.n_rejected) == (3, 2, 2, 1)
    assert "events.csv: properties hold objects; what is in them became columns." in report.notes


def test_each_item_of_a_list_in_a_cell_is_a_row_of_its_line(tmp_path: Path) -> None:
    report = load(tmp_path, SEGMENT)
    assert (report.n_records, report.n_stored, report.n_items) == (5, 4, 2)
    assert "events.csv: 3 records became 5 rows, one for each item in them." in report.notes
    with open_store(tmp_path) as store:
        assert store.population(report.dataset_id).histories.values.sum() == 14
    assert [(line, reason) for line, reason, _raw in rejected_rows(tmp_path, report)] == [("4", "no user")]


def test_a_long_list_that_ends_in_something_else_is_a_text() -> None:
    text = ", ".join(f"Lamp {n} x {n}" for n in range(60)) + ", gift wrap"
    assert counted(text) == text


@pytest.mark.parametrize("filling", [" ", "\n", "| ", ", "])
def test_a_long_gap_in_a_labelled_cell_holds_no_load_up(filling: str) -> None:
    """Time grows with its length: were it with the square, this would take hours."""
    cell = f"SKU: A1, Qty: 2 {filling * 500_000}|\n SKU: B2, Qty: 1"
    first, second = labelled(cell)
    assert (first["SKU"], second) == ("A1", {"SKU": "B2", "Qty": "1"})


@pytest.mark.parametrize("cells", [("2× Lamp, 1× Mug", "3× Mug"), ("Lamp x 2, Mug x 1", "Mug x 3")])
def test_counted_items_in_a_cell_are_rows(tmp_path: Path, cells: tuple[str, str]) -> None:
    rows = "".join(f'{n};"{cell}"\n' for n, cell in enumerate(cells))
    found = read_text(tmp_path, f"order;Produit(s)\n{rows}")
    assert [
        [row[found.headers.index(f"Produit(s).{each}")] for each in ("name", "quantity")] for row in found.rows
    ] == [
        ["Lamp", "2"],
        ["Mug", "1"],
        ["Mug", "3"],
    ]


def test_lists_that_are_not_items_stay_in_their_cell(tmp_path: Path) -> None:
    genres = '"[{""id"": 1, ""name"": ""War""}, {""id"": 2, ""name"": ""Love""}]"'
    log = "user_id,item_id,timestamp,genres\n" + f"u1,m1,2026-01-05 10:00,{genres}\nu2,m1,2026-01-06 10:00,{genres}\n"
    assert load(tmp_path, log).n_stored == 2


@pytest.mark.parametrize("name", ["reviews", "tags", "images", "addresses", "ratings"])
def test_a_list_that_is_no_line_of_an_order_repeats_no_row(tmp_path: Path, name: str) -> None:
    log = "user_id,item_id,timestamp,LIST\n" + 'u1,m1,2026-01-05,"[{""a"": 1}, {""a"": 2}]"\n' * 2
    found = read_text(tmp_path, log.replace("LIST", name))
    assert (found.headers, len(found.rows)) == (("user_id", "item_id", "timestamp", name), 2)
    note = f"events.csv: {name} hold lists that are no lines of an order; they stay in their cells and repeat no row."
    assert note in found.notes


def test_lines_of_an_order_are_known_by_what_they_hold(tmp_path: Path) -> None:
    bought, seen = '"[{""sku"": ""A"", ""qty"": 1}, {""sku"": ""B"", ""qty"": 2}]"', '"[{""url"": 1}, {""url"": 2}]"'
    found = read_text(tmp_path, f"customer,placed_at,stuff,images\nu1,2026-01-05,{bought},{seen}\n" * 2)
    assert [row[found.headers.index("stuff.sku")] for row in found.rows][:2] == ["A", "B"]
    assert "events.csv: stuff hold objects; what is in them became columns." in found.notes


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1.50}', {"a": "1.50"}),
        ("{'offer id': 'x1', 'paid': None}", {"offer id": "x1", "paid": None}),
        ("[{'sku': 'A'}\n {'sku': 'B'}]", [{"sku": "A"}, {"sku": "B"}]),
        ("[1, 2]", "[1, 2]"),
        ("{broken", "{broken"),
        (None, None),
    ],
)
def test_objects_are_read_in_the_spelling_of_json_and_of_python(text: str | None, value: object) -> None:
    assert parsed(text) == value
