from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from core.errors import IngestError
from core.ingest.tables.source import IngestReport
from tests.core.ingest_help import HEADER, LOG, ROWS, chosen, load, load_path, open_store, rejected_rows, write


def user_ids(folder: Path, report: IngestReport) -> list[str]:
    with open_store(folder) as store:
        return list(store.population(report.dataset_id).histories.user_ids)


def titles(folder: Path, report: IngestReport) -> list[str]:
    with open_store(folder) as store:
        return list(store.population(report.dataset_id).items.titles)


def test_short_rows_are_filled_up_and_surplus_cells_are_rejected(tmp_path: Path) -> None:
    report = load(tmp_path, HEADER + "u1,a\n" + ROWS + "u1,a,view,2026-01-05 10:00:00,1,2\n")
    assert (report.n_records, report.n_stored) == (6, 4)
    assert rejected_rows(tmp_path, report) == [
        ("2", "no usable time", "u1,a,,,"),
        ("7", "more cells than columns", "u1,a,view,2026-01-05 10:00:00,1,2"),
    ]
    assert "events.csv: 1 row has fewer cells than the header; the missing ones are empty." in report.notes


def test_an_unclosed_quote_costs_one_line(tmp_path: Path) -> None:
    more = "".join(f"u3,i{place // 2},view,2026-01-0{8 + place % 2} 10:00:00,\n" for place in range(500))
    report = load(tmp_path, HEADER + '"u1,apple,view,2026-01-05 10:00:00,\n' + ROWS + more)
    assert (report.n_records, report.n_stored, report.rejected) == (505, 504, {"malformed line": 1})
    assert rejected_rows(tmp_path, report) == [("2", "malformed line", '"u1,apple,view,2026-01-05 10:00:00,')]


def test_a_quote_that_closes_by_accident_swallows_nothing(tmp_path: Path) -> None:
    rows = 'u1,"a,2026-01-05 10:00\nu2,b,2026-01-05 10:00\nu3,c,2026-01-05 10:00\nu4,"d",2026-01-05 10:00\n'
    report = load(tmp_path, "user,item,time\n" + rows)
    assert rejected_rows(tmp_path, report) == [("2", "malformed line", 'u1,"a,2026-01-05 10:00')]
    assert user_ids(tmp_path, report) == ["u2", "u3", "u4"]


def test_a_quote_that_closes_right_swallows_no_whole_rows(tmp_path: Path) -> None:
    rows = 'u1,"a,2026-01-05 10:00\nu2,b,2026-01-05 10:00\n","2026-01-05 10:00"\nu4,d,2026-01-05 10:00\n'
    report = load(tmp_path, "user,item,time\n" + rows)
    assert user_ids(tmp_path, report) == ["u2", "u4"]
    assert report.rejected == {"malformed line": 2}


def test_many_unclosed_quotes_stay_quick(tmp_path: Path) -> None:
    rows = "".join(f'u{place},"a,2026-01-05 10:00\n' for place in range(0, 2001))
    report = load(tmp_path, "user,item,time\nu,b,2026-01-05 10:00\n" + rows)
    assert report.n_records == 2002
    assert user_ids(tmp_path, report) == ["u"]


def test_texts_over_several_lines_keep_line_numbers_right(tmp_path: Path) -> None:
    rows = 'u1,a,2026-01-05 10:00,"Red\nshoe"\nu2,b,soon,x\n\nu3,c,2026-01-05 10:00,"5"" pipe"\n,d,2026-01-05 10:00,\n'
    report = load(tmp_path, "user,item,time,title\n" + rows)
    assert titles(tmp_path, report) == ["Red\nshoe", '5" pipe']
    assert rejected_rows(tmp_path, report) == [
        ("4", "no usable time", "u2,b,soon,x"),
        ("7", "no user", ",d,2026-01-05 10:00,"),
    ]
    assert "events.csv: 1 empty line was passed over; it is no record." in report.notes


def load_parts(folder: Path, parts: dict[str, str]) -> IngestReport:
    """Load several files as one log, each with users of its own."""
    for place, (name, text) in enumerate(parts.items()):
        write(folder / "log" / f"{name}.csv", text.replace("u1", f"u1-{place}").replace("u2", f"u2-{place}"))
    return load_path(folder, folder / "log")


def test_line_ends(tmp_path: Path) -> None:
    ends = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}
    tails = {"none": "", "one": "\n", "three": "\n\n\n"}
    parts = {
        f"{end}-{tail}": (LOG.rstrip("\n") + tails[tail]).replace("\n", ends[end]) for end in ends for tail in tails
    }
    parts["mixed"] = LOG.replace("u2,pear,view,2026-01-06 23:30:00,\n", "u2,pear,view,2026-01-06 23:30:00,\r\n")
    report = load_parts(tmp_path, parts)
    assert (report.n_records, report.n_stored, report.n_users) == (40, 40, 20)
    assert [name for name in parts if f"{name}.csv was read: 4 rows." not in report.notes] == []


def test_delimiters(tmp_path: Path) -> None:
    names = {";": "semicolon", "\t": "tab", "|": "bar", "::": "colons", "^": "caret", "~": "tilde", "¦": "broken"}
    report = load_parts(tmp_path, {name: LOG.replace(",", delimiter) for delimiter, name in names.items()})
    assert (report.n_stored, report.n_users, chosen(report)["item"]) == (28, 14, "item_id")
    assert [name for name in names.values() if f"{name}.csv was read: 4 rows." not in report.notes] == []


LINES = [
    "user_id,item_id,event,timestamp,title",
    *(f'u{n % 4},i{n % 3},view,2026-01-05 10:{n:02}:00,"lamp, 12"" high"' for n in range(12)),
]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f'"{line.replace(chr(34), chr(34) * 2)}"' for line in LINES) + "\n",
        "\r\n".join([LINES[0], *(f'"{line.replace(chr(34), chr(34) * 2)}";;' for line in LINES[1:])]) + "\r\n",
    ],
)
def test_lines_that_stand_between_quotes_as_one_cell(tmp_path: Path, text: str) -> None:
    report = load(tmp_path, text)
    assert (report.n_records, report.n_stored, report.n_users, report.n_items) == (12, 12, 4, 3)
    assert "events.csv: each line stood between quotes as one cell; the quotes were taken off." in report.notes
    with open_store(tmp_path) as store:
        assert set(store.population(report.dataset_id).items.titles) == {'lamp, 12" high'}


def test_a_quoted_line_too_long_is_not_held_whole(tmp_path: Path) -> None:
    quoted = [f'"{line.replace(chr(34), chr(34) * 2)}"' for line in LINES]
    long = '"' + 'u1,i1,view,2026-01-05 10:00:00,""' + "x" * 2_500_000 + '"""'
    report = load(tmp_path, "\n".join([*quoted, long, quoted[1]]) + "\n")
    assert (report.n_records, report.n_stored, report.n_users) == (14, 12, 4)


def test_cells_between_quotes_that_hold_commas_stay(tmp_path: Path) -> None:
    rows = "".join(f'"a{n % 4}, b, c","i, {n % 3}, x","January 5, 2026 10:{n:02}"\n' for n in range(12))
    report = load(tmp_path, "user_id,item_id,timestamp\n" + rows)
    assert not [note for note in report.notes if "between quotes" in note]


CHINESE = "用户编号,商品编号,行为,时间,金额,商品名称\n" + "".join(
    f"客户{place},商品{place},购买,2026-01-05 10:{place:02}:00,{place}.5,红色的鞋子第{place}号\n" for place in range(30)
)


def test_encodings(tmp_path: Path) -> None:
    converted = ["gb18030", "utf-16", "utf-16-be"]
    for encoding in ["utf-8", "utf-8-sig", *converted]:
        write(tmp_path / "log" / f"{encoding}.csv", CHINESE.replace("客户", f"客户{encoding}"), encoding)
    report = load_path(tmp_path, tmp_path / "log")
    assert (report.n_stored, report.n_users, report.n_items) == (150, 150, 30)
    assert sorted(titles(tmp_path, report)) == sorted(f"红色的鞋子第{place}号" for place in range(30))
    assert chosen(report) == {
        "user": "用户编号",
        "item": "商品编号",
        "event": "行为",
        "timestamp": "时间",
        "value": "金额",
        "text": "商品名称",
    }
    assert {note for note in report.notes if "written in" in note} == {
        f"{encoding}.csv is written in {encoding}; it was converted to UTF-8." for encoding in converted
    }


def test_a_file_in_another_encoding_alone(tmp_path: Path) -> None:
    report = load(tmp_path, CHINESE, "gb18030")
    assert titles(tmp_path, report)[0] == "红色的鞋子第0号"
    assert "events.csv is written in gb18030; it was converted to UTF-8." in report.notes


@pytest.mark.parametrize("text", [LOG.replace("\n", "\r"), LOG.replace(",", "::")], ids=["cr", "colons"])
def test_a_file_with_other_marks_alone(tmp_path: Path, text: str) -> None:
    report = load(tmp_path, text)
    assert (report.n_records, report.n_stored, chosen(report)["item"]) == (4, 4, "item_id")


def test_gzip(tmp_path: Path) -> None:
    (tmp_path / "e.csv.gz").write_bytes(gzip.compress(LOG.encode()))
    report = load_path(tmp_path, tmp_path / "e.csv.gz")
    assert report.n_stored == 4
    assert "e.csv.gz was unpacked." in report.notes


@pytest.mark.parametrize("sep", [",", "\t", ";"])
def test_names_in_angle_brackets_are_no_xml(tmp_path: Path, sep: str) -> None:
    lines = [["<user>", "<item>", "<time>"], *(["u1", f"i{n}", f"2026-01-0{n}"] for n in range(1, 5))]
    text = "\n".join(map(sep.join, lines)) + "\n"
    assert load(tmp_path, text, map={"user": "<user>", "item": "<item>", "timestamp": "<time>"}).n_stored == 4


PACKED = gzip.compress(LOG.encode())


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (PACKED[:-20], "its end is missing"),
        (PACKED[:-8] + bytes(4) + PACKED[-4:], "its content is damaged"),
        (PACKED + b"junk", "something that is not compressed stands behind its content"),
    ],
)
def test_a_broken_gzip(tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / "e.csv.gz").write_bytes(content)
    with pytest.raises(IngestError, match=rf"e\.csv\.gz cannot be unpacked: {why}\."):
        load_path(tmp_path, tmp_path / "e.csv.gz")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\n \n", "is empty"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "is a web page, not a table"),
        (b"  <HTML>", "is a web page, not a table"),
        (b"<table><tr><th>user</th></tr></table>", "is a web page, not a table"),
        ("\ufeff<html><meta charset=utf-16><table><tr>".encode("utf-16-le"), "the end of its table is missing"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook>', "is damaged"),
        (b'<?xml version="1.0"?><votes><row Id="1"/></votes>', "no elements of XML that repeat"),
        (b"\x26\x00\x00\x00\x02u\x00\x02\x00\x00\x001\x00" + bytes(25), "is a file of BSON, which is not read"),
        (bytes(8) + b"DUCK" + bytes(90), "is a file of DuckDB, which is not read"),
        (b"ARROW1\0\0" + bytes(90), "is a file of Arrow, which is not read"),
        (b"-- dump\nINSERT INTO e VALUES (1, 2, '2026-01-05');\n", "is a file of SQL, which is not read"),
        (b"\x80\x05\x95\x10" + bytes(90), r"is a file of Python \(pickle\), which is not read"),
        (b'{\n "user": 1}', "is JSON, but no list of events"),
        (b'{"user": 1}', "no column looks like the item"),
        (b"%PDF-1.7 ...", "is a PDF, not a table"),
        (b"\xd0\xcf\x11\xe0 old excel", "is no Excel workbook that can be read"),
        (b"hello\nworld\n", "seems to have one column only: 'hello'"),
        (b"PAR1 but not really", "is not readable Parquet"),
        (bytes(range(256)) * 40, "neither text in a known encoding nor Parquet"),
    ],
)
def test_files_that_are_no_tables(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(IngestError, match=message) as caught:
        load(tmp_path, content)
    assert caught.value.hint


def test_a_file_that_begins_with_many_blank_lines(tmp_path: Path) -> None:
    assert load(tmp_path, "\n" * 150 + LOG).n_stored == 4
    with pytest.raises(IngestError, match=r"begins with 300 blank lines\."):
        load(tmp_path, "\n" * 350 + LOG)


def test_an_excel_file(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "events.xlsx", "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(IngestError, match="is no Excel workbook that can be read") as caught:
        load_path(tmp_path, tmp_path / "events.xlsx")
    assert caught.value.hint == "Save the sheet as CSV (UTF-8), then load that."


def test_sheets_of_one_row_and_of_two_columns_are_tables(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    path, items = tmp_path / "log" / "months.xlsx", tmp_path / "items.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for month, day in (("January", "2026-01-05"), ("February", "2026-02-05")):
            sheet = book.add_worksheet(month)
            sheet.write_row(0, 0, ["user", "item", "time"])
            sheet.write_row(1, 0, ["u1", "a", day])
    with xlsxwriter.Workbook(items) as book:
        sheet = book.add_worksheet("items")
        sheet.write_row(0, 0, ["item", "title"])
        sheet.write_row(1, 0, ["a", "Oak lamp"])
    report = load_path(tmp_path, path, items=items)
    assert (report.n_records, report.n_stored, report.n_items) == (2, 2, 1)
    assert chosen(report, "items")["text"] == "title"


def test_missing_files_and_empty_folders(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="There is no file or folder"):
        load_path(tmp_path, tmp_path / "nowhere.csv")
    (tmp_path / "empty").mkdir()
    with pytest.raises(IngestError, match="holds no file to read"):
        load_path(tmp_path, tmp_path / "empty")


def test_names_of_columns_that_are_missing_or_taken(tmp_path: Path) -> None:
    report = load(tmp_path, "user,item,time,item,\nu1,a,2026-01-05 10:00,b,c\n")
    assert "events.csv: column 4 was renamed 'item_2', since its name is missing or taken." in report.notes
    assert "events.csv: column 5 was renamed 'column_5', since its name is missing or taken." in report.notes
    assert chosen(report)["item"] == "item"


def test_hostile_names_of_columns_are_only_names(tmp_path: Path) -> None:
    names = ["us\"er'; drop table events; --", "{user}", "c0", "select", "price\\d"]
    header = ",".join('"' + name.replace('"', '""') + '"' for name in names)
    report = load(
        tmp_path,
        header + "\nu1,a,2026-01-05 10:00,view,Leeds\n",
        map={"user": names[0], "item": names[1], "timestamp": names[2], "event": names[3], "attribute": [names[4]]},
    )
    assert report.n_stored == 1
    with open_store(tmp_path) as store:
        assert store.population(report.dataset_id).attributes.columns.tolist() == [names[4]]


def test_hostile_values_are_only_values(tmp_path: Path) -> None:
    value = "'); drop table events; --"
    report = load(tmp_path, f"user,item,time,event,title\n{value},{{raw}},2026-01-05 10:00,view,=cmd|x\n")
    assert user_ids(tmp_path, report) == [value]


def test_a_very_long_line_is_rejected(tmp_path: Path) -> None:
    report = load(tmp_path, LOG + "u9," + "x" * 5_000_000 + ",view,2026-01-05 10:00:00,\n")
    assert report.rejected == {"line too long": 1}


def test_repaired_files_still_guard_the_catalogue(tmp_path: Path) -> None:
    write(tmp_path / "items.csv", 'item_id,title\napple,"Apple\npear,Pear\n')
    report = load(tmp_path, LOG, items=tmp_path / "items.csv")
    assert "items.csv: 1 malformed lines were left out, such as line 2." in report.notes
    assert titles(tmp_path, report) == ["", "Pear"]
