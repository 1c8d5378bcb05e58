"""Tables of web pages, old workbooks in XML and rows of XML are read as any table; what is none is refused."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest

from core.errors import IngestError
from tests.core.ingest_help import load, load_path, open_store, write

HEAD = ("user_id", "item_id", "event", "timestamp", "title")
ROWS = [(f"u{n % 4}", f"i{n % 3}", "view", f"2026-01-05 10:{n:02}:00", f'Şapka & "lamp" <{n % 3}>') for n in range(12)]
TITLES = {f'Şapka & "lamp" <{n}>' for n in range(3)}


def web_row(cells: tuple[str, ...], tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>\n"


TABLE = "<table>" + web_row(HEAD, "th") + "".join(map(web_row, ROWS)) + "</table>"
PAGE = f"<html><head><meta charset='windows-1254'></head><body>{TABLE}</body></html>"
TITLE_ABOVE = "<table><tr><td>Orders</td><td>January</td></tr></table>"


def sheet_row(cells: tuple[str, ...]) -> str:
    return "<Row>" + "".join(f'<Cell><Data ss:Type="String">{escape(cell)}</Data></Cell>' for cell in cells) + "</Row>"


WORKBOOK = (
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Orders"><Table>'
    + "".join(map(sheet_row, [HEAD, *ROWS]))
    + "</Table></Worksheet></Workbook>"
)


def elements(encoding: str) -> str:
    rows = "".join(
        "<row>" + "".join(f"<{name}>{escape(cell)}</{name}>" for name, cell in zip(HEAD, row, strict=True)) + "</row>"
        for row in ROWS
    )
    return f'<?xml version="1.0" encoding="{encoding}"?><log><made>2026</made><rows>{rows}</rows></log>'


ATTRIBUTES = "<votes>\n" + "\n".join(
    "<row " + " ".join(f'{name}="{escape(cell)}"' for name, cell in zip(HEAD, row, strict=True)) + "/>" for row in ROWS
) + "\n</votes>"  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        PAGE.encode("cp1254"),
        TABLE.encode("utf-16"),
        (TITLE_ABOVE + TABLE).encode("utf-8-sig"),
        WORKBOOK.encode(),
        elements("utf-8").encode(),
        elements("utf-16").encode("utf-16"),
        ATTRIBUTES.encode(),
    ],
)
def test_a_table_in_markup(tmp_path: Path, content: bytes) -> None:
    report = load(tmp_path, content)
    assert (report.n_records, report.n_stored, report.n_users, report.n_items) == (12, 12, 4, 3)
    with open_store(tmp_path) as store:
        assert set(store.population(report.dataset_id).items.titles) == TITLES


def test_what_elements_hold_inside_becomes_rows(tmp_path: Path) -> None:
    orders = "".join(
        f'<order id="{n}"><customer_id>c{n % 4}</customer_id><order_date>2026-01-{n + 1:02}</order_date><items>'
        + "".join(f"<item><sku>s{(n + k) % 5}</sku><price>{k + 1}.5</price></item>" for k in range(2))
        + "</items></order>"
        for n in range(12)
    )
    report = load(tmp_path, f"<orders>{orders}</orders>")
    assert (report.n_stored, report.n_users, report.n_items) == (24, 4, 5)
    with open_store(tmp_path) as store:
        assert store.population(report.dataset_id).histories.values.sum() == pytest.approx(12 * (1.5 + 2.5))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (PAGE[:-200], "the end of its table is missing"),
        (elements("utf-8")[:-30], "is damaged"),
        ("<html><body><table><tr><td>Please sign in</td></tr></table></body></html>", "is a web page, not a table"),
        ('<?xml version="1.0"?><svg><path d="M0"/></svg>', "no elements of XML that repeat"),
        ('<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/hostname">]><l><r a="&x;"/><r a="&x;"/></l>', "is"),
    ],
)
def test_markup_that_is_no_table(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(IngestError, match=message):
        load(tmp_path, content)


def test_an_entity_is_not_resolved(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret.txt", "hunter2")
    rows = elements("utf-8").partition("?>")[2].replace("<title>", "<title>&x;")
    text = f'<?xml version="1.0"?><!DOCTYPE log [<!ENTITY x SYSTEM "{secret.as_uri()}">]>{rows}'
    report = load(tmp_path, text)
    with open_store(tmp_path) as store:
        assert "hunter2" not in str(store.population(report.dataset_id).items.titles)


def test_markup_beside_tables_with_other_columns_is_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    write(folder / "events.csv", "\n".join(",".join(row[:4]) for row in [HEAD, *ROWS]) + "\n")
    write(folder / "fields.xls", "<table><tr><td>Field</td><td>Meaning</td></tr><tr><td>a</td><td>b</td></tr></table>")
    write(folder / "fields.xml", "<fields><field name='a'/><field name='b'/></fields>")
    report = load_path(tmp_path, folder)
    assert (report.n_records, report.n_stored) == (12, 12)
    for name in ("fields.xls", "fields.xml"):
        assert f"{name} was passed over: it is markup with other columns than the tables." in report.notes


def test_months_in_markup_are_one_table(tmp_path: Path) -> None:
    for place, rows in enumerate((ROWS[:6], ROWS[6:])):
        write(tmp_path / "log" / f"{place}.xls", "<table>" + web_row(HEAD) + "".join(map(web_row, rows)) + "</table>")
    report = load_path(tmp_path, tmp_path / "log")
    assert (report.n_records, report.n_stored, report.n_users) == (12, 12, 4)
