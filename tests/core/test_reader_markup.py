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
        f"<center><font size=2>Orders</font></center><form>{TABLE}</form>".encode(),
        f"<h3>Orders</h3>\n{TABLE}".encode(),
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
        ('<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/hostname">]><l><r>&x;</r><r>&x;</r></l>', "uses entities"),
    ],
)
def test_markup_that_is_no_table(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(IngestError, match=message):
        load(tmp_path, content)


def test_an_entity_is_not_resolved(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret.txt", "hunter2")
    rows = elements("utf-8").partition("?>")[2].replace("<title>", "<title>&x;")
    text = f'<?xml version="1.0"?><!DOCTYPE log [<!ENTITY x SYSTEM "{secret.as_uri()}">]>{rows}'
    with pytest.raises(IngestError, match="uses entities of its own") as caught:
        load(tmp_path, text)
    assert "hunter2" not in str(caught.value)


def test_cells_that_stand_over_several_rows_and_columns(tmp_path: Path) -> None:
    rows = "".join(
        f"<tr><td rowspan=2>2026-01-{n + 1:02}</td><td rowspan='2'>c{n % 4}</td><td>s{n % 5}</td>"
        f"<td colspan=2>Tea<br>Milk"
        f"<script>x()</script></td><td>1.5</td></tr><tr><td>s{(n + 1) % 5}</td><td>Tea</td><td></td><td>2.5</td></tr>"
        for n in range(12)
    )
    head = web_row(("order_date", "customer_id", "sku", "title", "note", "price"), "th")
    report = load(tmp_path, f"<html><meta charset=iso-8859-1><table>{head}{rows}</table></html>")
    assert (report.n_records, report.n_stored, report.n_users, report.n_items) == (24, 24, 4, 5)
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    assert population.histories.values.sum() == pytest.approx(12 * 4.0)
    assert set(population.items.titles) <= {"Tea", "Tea Milk"}


def test_a_table_in_each_row_is_no_row(tmp_path: Path) -> None:
    nested = "".join(
        web_row(row).replace(
            "</tr>", "<td><table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table></td></tr>"
        )
        for row in ROWS
    )
    report = load(tmp_path, "<table>" + web_row((*HEAD, "more"), "th") + nested + "</table>")
    assert (report.n_records, report.n_users, report.n_items) == (12, 4, 3)


def test_a_page_of_windows_has_the_signs_of_windows(tmp_path: Path) -> None:
    text = PAGE.replace("windows-1254", "ISO-8859-1").replace("Şapka", "€ cap")
    report = load(tmp_path, text.encode("cp1252"))
    with open_store(tmp_path) as store:
        assert set(store.population(report.dataset_id).items.titles) == {f'€ cap & "lamp" <{n}>' for n in range(3)}


def test_elements_that_are_called_table_are_rows(tmp_path: Path) -> None:
    rows = "".join(
        "<Table>"
        + "".join(f"<{name}>{escape(cell)}</{name}>" for name, cell in zip(HEAD, row, strict=True))
        + "</Table>"
        for row in ROWS
    )
    report = load(tmp_path, f"<NewDataSet><made by='x'/><made by='y'/>{rows}</NewDataSet>")
    assert (report.n_records, report.n_users) == (12, 4)


def test_texts_with_attributes_and_with_elements_stay_whole(tmp_path: Path) -> None:
    rows = "".join(
        f"<order><customer_id>c{n % 4}</customer_id><order_date>2026-01-{n + 1:02}</order_date><sku>s{n % 5}</sku>"
        f'<title>Cats <i>and</i> dogs {n % 5}</title><price currency="EUR">2.50</price></order>'
        for n in range(12)
    )
    report = load(tmp_path, f"<orders>{rows}</orders>")
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    assert population.histories.values.sum() == pytest.approx(30.0)
    assert set(population.items.titles) == {f"Cats and dogs {n}" for n in range(5)}


def test_a_day_with_one_order_is_one_row_and_a_log_in_markup_stays_beside_other_tables(tmp_path: Path) -> None:
    def order(n: int) -> str:
        items = "".join(f"<item><sku>s{k}</sku><price>{k}.5</price></item>" for k in (1, 2))
        return (
            f"<order><customer_id>c{n}</customer_id><order_date>2026-01-0{n}</order_date><items>{items}</items></order>"
        )

    write(tmp_path / "log" / "1.xml", f"<orders>{order(1)}{order(2)}{order(3)}</orders>")
    write(tmp_path / "log" / "2.xml", f"<orders>{order(4)}</orders>")
    products = "".join(f"<product><sku>s{k}</sku><title>lamp {k}</title></product>" for k in (1, 2))
    write(tmp_path / "log" / "products.xml", f"<products>{products}</products>")
    report = load_path(tmp_path, tmp_path / "log")
    assert (report.n_stored, report.n_users, report.n_items) == (8, 4, 2)


def test_a_sheet_of_a_workbook_in_xml_is_chosen(tmp_path: Path) -> None:
    other = '<Worksheet ss:Name="Notes"><Table><Row><Cell><Data>a</Data></Cell></Row></Table></Worksheet>'
    merged = sheet_row(("u9", "", "view", "2026-01-06", "lamp")).replace("<Cell", '<Cell ss:MergeAcross="1"', 1)
    merged = merged.replace('<Cell><Data ss:Type="String"></Data></Cell>', "")
    text = WORKBOOK.replace("<Worksheet", other + "<Worksheet", 1).replace(
        "</Table></Worksheet></W", merged + "</Table></Worksheet></W"
    )
    report = load(tmp_path, text)
    assert "events.csv: the sheet 'Orders' was read." in report.notes
    assert (report.n_records, report.rejected) == (13, {"no item": 1})
    assert "events.csv: the sheets Notes were passed over; choose one with --sheet." in report.notes
    with pytest.raises(IngestError, match="has no sheet 'Gone'"):
        load(tmp_path, text, sheet="Gone")


def test_markup_beside_tables_with_other_columns_is_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    write(folder / "events.csv", "\n".join(",".join(row[:4]) for row in [HEAD, *ROWS]) + "\n")
    write(folder / "fields.xls", "<table><tr><td>Field</td><td>Meaning</td></tr><tr><td>a</td><td>b</td></tr></table>")
    write(folder / "fields.xml", "<fields><field name='a'/><field name='b'/></fields>")
    report = load_path(tmp_path, folder)
    assert (report.n_records, report.n_stored) == (12, 12)
    for name in ("fields.xls", "fields.xml"):
        assert (
            f"{name} was passed over: it is markup that names neither users and times nor items and titles."
            in report.notes
        )


def test_months_in_markup_are_one_table(tmp_path: Path) -> None:
    for place, rows in enumerate((ROWS[:6], ROWS[6:])):
        write(tmp_path / "log" / f"{place}.xls", "<table>" + web_row(HEAD) + "".join(map(web_row, rows)) + "</table>")
    report = load_path(tmp_path, tmp_path / "log")
    assert (report.n_records, report.n_stored, report.n_users) == (12, 12, 4)
