from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.errors import IngestError
from tests.core.reader_help import read, read_text

EVENT = {
    "name": "purchase",
    "user": {"id": "007"},
    "event_params": [{"key": "page", "value": {"string_value": "/a", "int_value": None}}],
    "items": [{"item_id": "A", "price": 1.10}, {"item_id": "B", "price": 2}],
    "tags": ["x", "y"],
}
HEADERS = ("name", "user.id", "event_params.page", "tags", "items.item_id", "items.price")
EXPECTED = [["purchase", "007", "/a", "x|y", "A", "1.1"], ["purchase", "007", "/a", "x|y", "B", "2"]]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(EVENT) + "\n" + json.dumps({**EVENT, "user": {"id": "008"}}),
        json.dumps([EVENT, {**EVENT, "user": {"id": "008"}}], indent=2),
        json.dumps(EVENT, indent=2) + "\n" + json.dumps({**EVENT, "user": {"id": "008"}}, indent=2),
        json.dumps({"status": "ok", "data": [EVENT, {**EVENT, "user": {"id": "008"}}]}),
        json.dumps([EVENT]) + "\n" + json.dumps([{**EVENT, "user": {"id": "008"}}]) + "\n",
        json.dumps([[EVENT], [{**EVENT, "user": {"id": "008"}}]]),
        json.dumps([EVENT]) + "\n" + json.dumps({**EVENT, "user": {"id": "008"}}),
    ],
    ids=["lines", "array", "one after another", "inside one object", "an array a line", "arrays", "array and object"],
)
def test_json_of_every_form(tmp_path: Path, text: str) -> None:
    found = read_text(tmp_path, text, "e.json")
    assert found.headers == HEADERS
    assert found.rows[:2] == EXPECTED
    assert [row[1] for row in found.rows] == ["007", "007", "008", "008"]


@pytest.mark.parametrize(
    "text",
    [
        '{"columns": ["user", "item"], "rows": [["u1", "A"], ["u2", "B"]]}',
        '{"columns": ["user", "item"], "index": [0, 1], "data": [["u1", "A"], ["u2", "B"]]}',
        '{"fields": [{"name": "user"}, {"name": "item"}], "values": [["u1", "A"], ["u2", "B"]]}',
        '{"user": {"0": "u1", "1": "u2"}, "item": {"0": "A", "1": "B"}}',
        '{"user": ["u1", "u2"], "item": ["A", "B"]}',
        '["user", "item"]\n["u1", "A"]\n["u2", "B"]\n',
        '[["user", "item"],\n ["u1", "A"],\n ["u2", "B"]]',
        '\x1e{"user": "u1", "item": "A"}\n\x1e{"user": "u2", "item": "B"}\n',
        '[{"user": "u1", "items": ["A"]}, {"user": "u2", "items": ["B"]}]',
    ],
)
def test_tables_that_json_writes_in_other_ways(tmp_path: Path, text: str) -> None:
    found = read_text(tmp_path, text, "e.json")
    assert [each.rpartition(".")[2] for each in found.headers] == ["user", "item"]
    assert found.rows == [["u1", "A"], ["u2", "B"]]


def test_what_stands_behind_the_named_columns_of_lists_is_kept(tmp_path: Path) -> None:
    found = read_text(tmp_path, '["user", "item"]\n["u1", "A"]\n["u2", "B", 7]\n["u3"]\n', "e.json")
    assert found.headers == ("user", "item", "column_3")
    assert found.rows == [["u1", "A", ""], ["u2", "B", "7"]]


def test_a_list_of_ids_of_items_gives_a_row_for_each(tmp_path: Path) -> None:
    records = [{"user": "u1", "product_ids": ["A", "B"], "tags": ["x", "y"]}, {"user": "u2", "product_ids": ["C"]}]
    found = read_text(tmp_path, "\n".join(map(json.dumps, records)), "e.json")
    assert found.headers == ("user", "tags", "product_ids.product_id")
    assert [(row[0], row[2]) for row in found.rows] == [("u1", "A"), ("u1", "B"), ("u2", "C")]
    pq.write_table(pa.Table.from_pylist(records), tmp_path / "e.parquet")
    assert [row[-1] for row in read(tmp_path, tmp_path / "e.parquet").rows] == ["A", "B", "C"]


def test_one_object_with_very_many_names_is_no_list_of_events(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"e\.json is JSON, but no list of events"):
        read_text(tmp_path, json.dumps({f"u{number}": number for number in range(500)}), "e.json")


def test_lists_within_lists_give_rows(tmp_path: Path) -> None:
    orders = [{"id": "1", "items": [{"sku": "A"}, {"sku": "B"}]}, {"id": "2", "items": [{"sku": "C"}]}]
    users = [{"user": "u1", "cards": [{"no": 1}, {"no": 2}], "orders": orders}, {"user": "u2", "orders": orders[1:]}]
    found = read_text(tmp_path, json.dumps(users), "e.json")
    assert found.headers == ("user", "cards", "orders.id", "orders.items.sku")
    assert [[row[0], *row[2:]] for row in found.rows] == [
        ["u1", "1", "A"],
        ["u1", "1", "B"],
        ["u1", "2", "C"],
        ["u2", "2", "C"],
    ]


def test_what_an_item_of_an_order_holds_repeats_no_event(tmp_path: Path) -> None:
    order = {"user": "u1", "items": [{"sku": "A", "reviews": [{"stars": 1}, {"stars": 2}]}, {"sku": "B"}]}
    found = read_text(tmp_path, f"{json.dumps(order)}\n" * 2, "e.json")
    assert [row[found.headers.index("items.sku")] for row in found.rows] == ["A", "B", "A", "B"]


def test_a_list_that_is_none_of_items_repeats_no_event(tmp_path: Path) -> None:
    event = {"user_id": "u1", "item_id": "A", "tests": [{"name": "x"}, {"name": "y"}]}
    assert len(read_text(tmp_path, f"{json.dumps(event)}\n" * 2, "e.json").rows) == 2


@pytest.mark.parametrize("name", ["images", "tags", "addresses", "reviews", "shipping_lines", "variants"])
def test_what_an_order_has_beside_its_lines_repeats_no_row(tmp_path: Path, name: str) -> None:
    beside = {name: [{"title": "x", "price": 1, "product_id": 7}, {"title": "y", "price": 2, "product_id": 7}]}
    order = {"customer_id": "u1", "created_at": "2026-01-05", **beside}
    assert len(read_text(tmp_path, f"{json.dumps(order)}\n" * 2, "e.json").rows) == 2
    with_lines = {**order, "bought": [{"sku": "A", "qty": 1}, {"sku": "B", "qty": 2}]}
    found = read_text(tmp_path, f"{json.dumps(with_lines)}\n" * 2, "lines.json")
    assert [row[found.headers.index("bought.sku")] for row in found.rows] == ["A", "B", "A", "B"]


def test_types_of_mongodb_are_left_out(tmp_path: Path) -> None:
    time = {"$date": {"$numberLong": "1767607200000"}}
    event = {"_id": {"$oid": "6f1c"}, "time": time, "price": {"$numberDecimal": "2.5"}}
    found = read_text(tmp_path, f"{json.dumps(event)}\n" * 2, "e.json")
    assert (found.headers, found.rows[0]) == (("_id", "time", "price"), ["6f1c", "1767607200000", "2.5"])


def test_a_broken_line_costs_its_record(tmp_path: Path) -> None:
    found = read_text(tmp_path, b'{"u": 1}\n{"u": \n\n{"u": "\xff"}\n{"u": 1e3}\n', "e.jsonl")
    assert found.rows == [["1"], ["1e3"]]
    assert [(line, why) for line, _, why in found.malformed] == [(2, "not a JSON object"), (4, "unreadable bytes")]
    assert found.notes == ["e.jsonl: 1 empty line was passed over; it is no record."]


def test_an_array_that_breaks_off_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"e\.json is no JSON after object 1"):
        read_text(tmp_path, '[{"u": 1},\n {"u": 2', "e.json")


def test_parquet_of_every_type(tmp_path: Path) -> None:
    table = pa.table(
        {
            "user": pa.array(["u1", "u2"]).dictionary_encode(),
            "price": pa.array([Decimal("12.50"), None]),
            "at": pa.array([datetime(2026, 1, 5, 10, tzinfo=UTC)] * 2, pa.timestamp("us", "UTC")),
            "tags": [["a", "b"], []],
        }
    )
    pq.write_table(table, tmp_path / "e.parquet")
    found = read(tmp_path, tmp_path / "e.parquet")
    assert found.headers == ("user", "price", "at", "tags")
    assert found.rows == [["u1", "12.50", "2026-01-05 10:00:00+00", "a|b"], ["u2", "", "2026-01-05 10:00:00+00", ""]]


def test_nested_parquet_is_flattened_like_json(tmp_path: Path) -> None:
    pq.write_table(pa.Table.from_pylist([EVENT]), tmp_path / "e.parquet")
    found = read(tmp_path, tmp_path / "e.parquet")
    assert sorted(found.headers) == sorted(HEADERS)
    place = found.headers.index("items.item_id")
    assert [row[place] for row in found.rows] == ["A", "B"]


def test_damaged_parquet_is_one_sentence(tmp_path: Path) -> None:
    pq.write_table(pa.table({"user": [f"u{place * 7919}" for place in range(5000)]}), tmp_path / "e.parquet")
    content = bytearray((tmp_path / "e.parquet").read_bytes())
    content[500:2500] = bytes(2000)
    with pytest.raises(IngestError, match=r"e\.parquet is not readable Parquet"):
        read_text(tmp_path, bytes(content), "e.parquet")


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(path: Path, sheets: dict[str, list[list[str | float]]], hidden: tuple[str, ...] = ()) -> Path:
    """Write the least that is a workbook."""
    hide = ' state="hidden"'
    names = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"{hide if name in hidden else ""}/>'
        for n, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{NAMESPACE}/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    with zipfile.ZipFile(path, "w") as book:
        book.writestr(
            "xl/workbook.xml",
            '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            f'xmlns:r="{NAMESPACE}"><sheets>{names}</sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>',
        )
        book.writestr("[Content_Types].xml", TYPES)
        book.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{NAMESPACE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        for n, rows in enumerate(sheets.values(), 1):
            cells = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
            book.writestr(f"xl/worksheets/s{n}.xml", SHEET.replace("{rows}", cells))
    return path


def _cell(value: str | float) -> str:
    return f'<c t="inlineStr"><is><t>{value}</t></is></c>' if isinstance(value, str) else f"<c><v>{value}</v></c>"


def test_the_first_sheet_with_a_table_is_read_and_others_are_named(tmp_path: Path) -> None:
    table: list[list[str | float]] = [["user", "item", "price"], ["00123", 17850.0, 2.5], ["u2", 4.0, 1.0]]
    path = workbook(tmp_path / "e.xlsx", {"Cover": [["Report"]], "Orders": table, "More": [["a", "b"], ["1", "2"]]})
    found = read(tmp_path, path)
    assert found.rows == [["00123", "17850", "2.5"], ["u2", "4", "1"]]
    assert found.notes == [
        "e.xlsx: the sheet 'Orders' was read.",
        "e.xlsx: the sheets Cover, More were passed over; choose one with --sheet.",
    ]
    assert read(tmp_path, path, "More").rows == [["1", "2"]]
    with pytest.raises(IngestError, match=r"e\.xlsx has no sheet 'Other'") as caught:
        read(tmp_path, path, "Other")
    assert caught.value.hint == "It has Cover, Orders, More."


def test_a_sheet_of_users_and_times_goes_before_others_and_what_is_hidden_is_left(tmp_path: Path) -> None:
    table: list[list[str | float]] = [["customer", "sku", "date"], ["u1", "A", "2026-01-05"], ["u2", "B", "2026-01-06"]]
    pivot: list[list[str | float]] = [["Row Labels", "Sum of price"], ["Garden", 7.5], ["Grand Total", 7.5]]
    path = workbook(tmp_path / "e.xlsx", {"Old": table, "Pivot": pivot, "Data": table}, hidden=("Old",))
    found = read(tmp_path, path)
    assert found.rows == [["u1", "A", "2026-01-05"], ["u2", "B", "2026-01-06"]]
    assert found.notes[1] == "e.xlsx: the sheets Old, Pivot were passed over; choose one with --sheet."
    assert read(tmp_path, path, "Old").rows == found.rows


def test_sheets_with_the_same_columns_are_one_table(tmp_path: Path) -> None:
    head: list[str | float] = ["user", "item", "price"]
    sheets = {
        "2009": [head, ["u1", "A", 2.5], ["u1", "B", 2.5]],
        "Notes": [["a", "b"], ["1", "2"], ["3", "4"]],
        "2010": [head, ["u2", "B", 1.0], ["u3", "B", 1.0]],
    }
    found = read(tmp_path, workbook(tmp_path / "e.xlsx", sheets))
    assert found.rows == [["u1", "A", "2.5"], ["u1", "B", "2.5"], ["u2", "B", "1"], ["u3", "B", "1"]]
    more = {**sheets, "2010": [["item", "note", "user"], ["A", "", "u9"], ["B", "gift", "u2"]]}
    united = read(tmp_path, workbook(tmp_path / "more.xlsx", more))
    assert (united.headers, united.rows[-1]) == (("user", "item", "price", "note"), ["u2", "B", "", "gift"])
    assert found.notes == [
        "e.xlsx: the sheets 2009, 2010 have mostly the same columns; all were read, as one table.",
        "e.xlsx: the sheets Notes were passed over; choose one with --sheet.",
    ]
    assert read(tmp_path, tmp_path / "e.xlsx", "2010").rows == [["u2", "B", "1"], ["u3", "B", "1"]]


def test_sheets_and_files_are_alike_by_one_rule(tmp_path: Path) -> None:
    sheets: dict[str, list[list[str | float]]] = {
        "Jan": [["Customer ID", "Item", "Price"], ["u1", "A", 2.5], ["u1", "B", 2.5]],
        "Feb": [["customer_id", "item", "note"], ["u2", "B", "gift"], ["u3", "B", "gift"]],
    }
    (tmp_path / "months").mkdir()
    for name, rows in sheets.items():
        text = "\n".join(",".join(map(str, row)) for row in rows)
        (tmp_path / "months" / f"{'ab'[name == 'Feb']}.csv").write_text(f"{text}\n")
    book, files = read(tmp_path, workbook(tmp_path / "e.xlsx", sheets)), read(tmp_path, tmp_path / "months")
    assert book.headers == files.headers == ("Customer ID", "Item", "Price", "note")
    assert (
        book.rows
        == files.rows
        == [
            ["u1", "A", "2.5", ""],
            ["u1", "B", "2.5", ""],
            ["u2", "B", "", "gift"],
            ["u3", "B", "", "gift"],
        ]
    )


def test_sheets_with_titles_above_their_headers_are_one_table(tmp_path: Path) -> None:
    head: list[str | float] = ["user", "item", "price"]
    sheets = {
        "Jan": [["Sales in January", "", ""], ["", "", ""], head, ["u1", "A", 2.5], ["u2", "B", 1.0]],
        "Feb": [["Sales in February", "", ""], ["Store 7", "", ""], head, ["u3", "A", 2.5], ["u1", "C", 1.0]],
    }
    found = read(tmp_path, workbook(tmp_path / "e.xlsx", sheets))
    assert found.rows == [["u1", "A", "2.5"], ["u2", "B", "1"], ["u3", "A", "2.5"], ["u1", "C", "1"]]
    assert "e.xlsx: 2 rows above the headers of further sheets were skipped." in found.notes


def test_what_was_given_back_is_no_more_of_what_was_bought(tmp_path: Path) -> None:
    head: list[str | float] = ["user", "item", "price"]
    bought: list[list[str | float]] = [["u1", "A", 2.5], ["u1", "B", 1.0]]
    sheets = {"Sales": [head, *bought], "Returns": [head, *bought], "2010": [head, ["u2", "B", 1.0], ["u3", "B", 1.0]]}
    found = read(tmp_path, workbook(tmp_path / "e.xlsx", sheets))
    assert found.rows == [["u1", "A", "2.5"], ["u1", "B", "1"], ["u2", "B", "1"], ["u3", "B", "1"]]
    assert found.notes[1] == "e.xlsx: the sheets Returns were passed over; choose one with --sheet."


def test_types_that_dynamodb_names_are_no_names(tmp_path: Path) -> None:
    item = {
        "user_id": {"S": "u1"},
        "price": {"N": "2.50"},
        "is_new": {"BOOL": True},
        "size": {"S": "3", "M": "2"},
        "N": "x",
    }
    found = read_text(tmp_path, f"{json.dumps({'Item': item})}\n" * 2, "e.json")
    assert found.headers == ("Item.user_id", "Item.price", "Item.is_new", "Item.size.S", "Item.size.M", "Item.N")
    assert found.rows[0] == ["u1", "2.50", "true", "3", "2", "x"]
