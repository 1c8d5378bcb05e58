"""What a look at logs of other tools and languages found: names, headers, states and discounts that were misread."""

from __future__ import annotations

import tarfile
import zipfile
from pathlib import Path

import pytest

from core.errors import IngestError
from core.ingest.names.naming import EXACT, certainty
from core.ingest.reader.files import list_files, why_left
from core.ingest.states.order_states import CANCELLED, PAID, UNCLEAR, state_of
from core.ingest.values.numbers import are_numbers
from tests.core.ingest_help import chosen, load, load_path, open_store, write
from tests.core.test_ingest_exports import csv_of, moment, stored

CSV = "user_id,item_id,event,time\nu1,apple,view,2026-01-05 10:00:00\nu2,pear,view,2026-01-06 10:00:00\n"


def test_names_that_begin_with_a_dot_and_a_slash_are_not_hidden(tmp_path: Path) -> None:
    write(tmp_path / "own" / "a.csv", CSV)
    with tarfile.open(tmp_path / "log.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "own" / "a.csv", "./out/a.csv")
    assert load_path(tmp_path, tmp_path / "log.tar.gz").n_stored == 2


@pytest.mark.parametrize(
    ("name", "is_hidden"),
    [("./a.csv", False), ("./x/./a.csv", False), ("a.csv", False), ("x.y/a.csv", False), ("a~$b.csv", False),
     (".a.csv", True), ("./.git/a.csv", True), ("x/~$a.xlsx", True), ("__MACOSX/a.csv", True)],
)  # fmt: skip
def test_hidden_files_are_known_by_their_names(name: str, is_hidden: bool) -> None:
    assert (why_left(name) == "it is hidden") == is_hidden
    assert why_left(f"../{name}") == "its name leads out of the archive"


def test_the_lock_of_an_open_workbook_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.csv", CSV)
    write(tmp_path / "in" / "~$b.xlsx", "\x05anna")
    assert [each.name for each in list_files(tmp_path / "in").paths] == ["a.csv"]


def sheet_of(path: Path, cells: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{cells}</sheetData></worksheet>")
    return path


def cell(place: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>a</t></is></c>'


@pytest.mark.parametrize(
    "far",
    [
        f'<row r="1048570">{cell("XFD1048570")}</row>',
        f'<row r="9">{cell("XFD9")}</row><row r="4000">{cell("A4000")}</row>',
        '<row r="9"><c s="1" r="XFD9"><v>1</v></c></row><row r="4000"><c r="A4000" s="1"><f>1</f><v>1</v></c></row>',
    ],
)
def test_cells_of_a_sheet_that_lie_far_apart_are_one_sentence(tmp_path: Path, far: str) -> None:
    with pytest.raises(IngestError, match="cells so far apart that a table of them would not fit into memory"):
        load_path(tmp_path, sheet_of(tmp_path / "e.xlsx", f'<row r="1">{cell("A1")}</row>{far}'))


@pytest.mark.parametrize(
    "near",
    [
        f'<row r="1048570">{cell("Z1048570")}</row>',
        f'<row r="3000">{cell("XFD3000")}</row>',
        f'<row r="3">{cell("XFD3")}</row><row r="1048576" customFormat="false" ht="12.8"/>',
        f'<row r="3">{cell("XFD3")}</row><row r="1048576"><c r="A1048576" s="3"/><c r="B1048576" s="3"></c></row>',
        f'<row r="1048576">{cell("A1048576")}<c r="XFD1048576" s="3"/></row>',
    ],
)
def test_long_and_wide_sheets_and_empty_cells_are_no_reason_to_refuse_one(tmp_path: Path, near: str) -> None:
    with pytest.raises(IngestError) as caught:
        load_path(tmp_path, sheet_of(tmp_path / "e.xlsx", f'<row r="1">{cell("A1")}</row>{near}'))
    assert "far apart" not in caught.value.message


ROWS = "".join(f";K{n % 7:03};A{n % 5};2026-03-{n % 28 + 1:02} 10:{n:02}:00;{n % 9 + 0.5:.2f}\n" for n in range(40))


@pytest.mark.parametrize(
    "above",
    ["", "Sales;;;;\n", "Period:;01.03.2026;to;31.03.2026;\n", "Sales;;;;\nFrom;2026-03-01;until;2026-03-31;x\n;;;;\n"],
)
def test_the_period_of_a_report_is_no_header(tmp_path: Path, above: str) -> None:
    report = load(tmp_path, f"{above};Kunde;Artikel;Datum;Betrag\n{ROWS}")
    assert {role: chosen(report)[role] for role in ("user", "item", "timestamp", "value")} == {
        "user": "Kunde", "item": "Artikel", "timestamp": "Datum", "value": "Betrag"
    }  # fmt: skip
    assert report.n_stored == 40


def test_a_log_without_header_keeps_its_first_rows(tmp_path: Path) -> None:
    rows = "".join(f"K{n % 7:03};A{n % 5};2026-03-{n % 28 + 1:02} 10:{n:02}:00\n" for n in range(40))
    given = {"user": "column_1", "item": "column_2", "timestamp": "column_3"}
    assert load(tmp_path, rows, map=given).n_stored == 40


NOBODIES = (
    "(not logged in)", "ohne Kunde", "—", "d41d8cd98f00b204e9800998ecf8427e", "未登录", "Sin cliente", "гость",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "ไม่ระบุ",
)  # fmt: skip
NAMES = ("guesthouse", "ohne", "Kunde 7", "d41d8cd98f00b204e9800998ecf8427f", "-x-", "card")


def users_with(folder: Path, names: tuple[str, ...]) -> tuple[set[str], int]:
    """Load views of users, each fifth of one of some names; return the users and how many rows were rejected."""
    users = [names[n // 5 % len(names)] if n % 5 == 0 else f"u{n}" for n in range(60)]
    rows = "".join(f"{user},i,2026-01-05 10:{n:02}\n" for n, user in enumerate(users))
    report = load(folder, f"user_id,item_id,time\n{rows}", user_ids="keep")
    with open_store(folder) as store:
        return {*store.population(report.dataset_id).histories.user_ids}, report.n_rejected


@pytest.mark.parametrize("nobodies", [NOBODIES, NOBODIES[3:4]], ids=["several", "one"])
def test_stand_ins_for_nobody_in_other_languages_are_no_users(tmp_path: Path, nobodies: tuple[str, ...]) -> None:
    assert users_with(tmp_path, nobodies) == ({f"u{n}" for n in range(60) if n % 5}, 12)


def test_titles_that_say_unknown_are_items(tmp_path: Path) -> None:
    rows = "".join(f"u{n},{title},{moment(n)}\n" for n, title in enumerate(["...", "Okänd", "Neznámý", "Ukendt"] * 5))
    assert load(tmp_path, f"user_id,song,played_at\n{rows}").n_rejected == 0


@pytest.mark.parametrize("names", [NAMES, NAMES[1:2]], ids=["several", "one"])
def test_names_that_only_begin_like_a_stand_in_are_users(tmp_path: Path, names: tuple[str, ...]) -> None:
    assert users_with(tmp_path, names) == ({*names, *(f"u{n}" for n in range(60) if n % 5)}, 0)


@pytest.mark.parametrize(
    ("first", "other"),
    [("Utlånsdato", "Innlevert dato"), ("Ausgeliehen am", "Rückgabe Datum"), ("Date du prêt", "Date de retour"),
     ("Verkauft am", "Bezahlt am"), ("DateKey", "LoadDate")],
)  # fmt: skip
def test_the_time_of_an_event_is_known_beside_that_of_its_end(first: str, other: str) -> None:
    assert certainty("timestamp", first) > certainty("timestamp", other)


def sold(amount: str, *, price: bool) -> str:
    head, cell = (",price", ",2.5") if price else ("", "")
    rows = "".join(f"u{n % 17},i{n % 7},{moment(n)}{cell},{amount.format(n=n % 4 + 1)}\n" for n in range(80))
    return f"user_id,item_id,date{head},amount_sold\n{rows}"


@pytest.mark.parametrize(
    ("amount", "price", "role"), [("{n}.25", False, "value"), ("{n}", True, "quantity"), ("{n}", False, "quantity")]
)
def test_what_was_sold_is_money_or_pieces_by_its_values(tmp_path: Path, amount: str, price: bool, role: str) -> None:
    assert chosen(load(tmp_path, sold(amount, price=price)))[role] == "amount_sold"


def test_dates_with_dots_are_no_numbers() -> None:
    assert not are_numbers(["01.02.2018", "13.2.18"])
    assert all(are_numbers([each]) for each in ("1.234.567", "12.34", "1.234,50", "12.345", "1,02", "12.34.567"))


def test_absent_guests_bought_nothing() -> None:
    absent = ("nieobecność", "nicht erschienen", "no asistió", "не явился", "爽约", "não compareceu")
    assert {state_of(each) for each in absent} == {CANCELLED}
    others = {
        "zakończona": PAID,
        "nicht erschienen - bezahlt": PAID,
        "não faltou": UNCLEAR,
        "未到": UNCLEAR,
        "fault": UNCLEAR,
    }
    assert {each: state_of(each) for each in others} == others


@pytest.mark.parametrize(
    ("header", "sale", "back"),
    [("Natureza da operação", "Venda", "Devolução de venda"), ("Type de pièce", "Facture", "Avoir"),
     ("Tipo de movimiento", "Venta", "Devolución"), ("Vorgangsart", "Verkauf", "Rückgabe")],
)  # fmt: skip
def test_kinds_of_documents_say_which_lines_are_returns(tmp_path: Path, header: str, sale: str, back: str) -> None:
    rows = [
        (f"o{n // 2}", f"u{n % 7}", f"i{n % 5}", moment(n), back if n // 2 % 6 == 1 else sale, n % 3 + 1, n % 9 + 0.5)
        for n in range(72)
    ]
    report = load(tmp_path, csv_of(f"order_id,customer,sku,date,{header},qty,line_total", rows))
    assert report.n_refunds == 12


@pytest.mark.parametrize("is_before", [True, False])
def test_prices_at_several_discounts_show_whether_they_are_before_them(tmp_path: Path, is_before: bool) -> None:
    rates = [0.05, 0.1, 0.2]
    prices = [(10 + n % 7) * (1.0 if is_before else 1 - rates[n % 3]) for n in range(84)]
    rows = [
        (f"o{n}", f"u{n * 5 % 11}", f"i{n % 7}", moment(n), 1 + n % 2, f"{price:.4f}", rates[n % 3])
        for n, price in enumerate(prices)
    ]
    load(tmp_path, csv_of("order_id,customer,sku,date,qty,unit_price,discount", rows))
    paid = sum((10 + n % 7) * (1 + n % 2) * (1 - rates[n % 3]) for n in range(84))
    assert float(str(stored(tmp_path, "select sum(value) from events")[0][0])) == pytest.approx(paid, rel=1e-4)


def test_customer_numbers_with_dots_between_thousands_are_users(tmp_path: Path) -> None:
    rows = "".join(f"{11 + n % 7}.{100 + n % 9};A{n % 5};2026-03-{n % 28 + 1:02} 10:00;{n},50\n" for n in range(63))
    report = load(tmp_path, f"Kundennummer;Artikel;Datum;Betrag\n{rows}")
    assert (chosen(report)["user"], report.n_users) == ("Kundennummer", 63)
    with open_store(tmp_path) as store:
        assert store.population(report.dataset_id).histories.user_ids[0] == "11.100"


@pytest.mark.parametrize("columns", ["Amount,Profit,Quantity,Category", "Qty,Line total,Sub-Category"])
def test_lines_that_name_only_a_category_are_put_together_with_their_orders(tmp_path: Path, columns: str) -> None:
    cells = {"Amount": "{n}.5", "Profit": "-1.5", "Quantity": "2", "Qty": "2", "Line total": "{n}.5"}
    lines = "".join(
        f"B{n // 2}," + ",".join(cells.get(each, f"Kind {n % 4}").format(n=n) for each in columns.split(",")) + "\n"
        for n in range(80)
    )
    write(tmp_path / "in" / "List of Orders.csv", "Order ID,Order Date,CustomerName\n" + "".join(
        f"B{n},2026-01-{n % 28 + 1:02},Anna {n % 7}\n" for n in range(40)))  # fmt: skip
    write(tmp_path / "in" / "Order Details.csv", f"Order ID,{columns}\n{lines}")
    item = columns.split(",")[-1]
    report = load_path(tmp_path, tmp_path / "in", map={"item": item}, user_ids="keep")
    assert (report.n_stored, report.n_users, report.n_items) == (80, 7, 4)


def test_payments_of_orders_are_no_lines_of_them(tmp_path: Path) -> None:
    rows = "".join(f"B{n},2026-01-{n % 28 + 1:02},u{n % 7},p{n % 5}\n" for n in range(40))
    write(tmp_path / "in" / "orders.csv", f"Order ID,Order Date,customer_id,product_id\n{rows}")
    payments = "".join(f"B{n // 2},card,{n}.5\n" for n in range(80))
    write(tmp_path / "in" / "payments.csv", f"Order ID,Category,Amount\n{payments}")
    assert load_path(tmp_path, tmp_path / "in").n_stored == 40


def test_the_day_until_which_to_pay_is_no_time_of_an_event() -> None:
    assert certainty("timestamp", "Data wystawienia") >= EXACT > certainty("timestamp", "Termin płatności")
    assert certainty("timestamp", "Forfaldsdato") < EXACT


def weighed(value: str) -> str:
    rows = "".join(
        f"u{n % 7};i{n % 5};{moment(n)};{(n % 12 + 1) / 8:.3f};{value}\n".replace(".", ",") for n in range(60)
    )
    return f"Kunde;Artikel;Datum;Menge;Preis/kg\n{rows}"


@pytest.mark.parametrize(("value", "paid"), [("", 48.75), ("2", 97.5), ("2.50", 121.875)])
def test_weights_settle_how_they_are_written_themselves(tmp_path: Path, value: str, paid: float) -> None:
    load(tmp_path, weighed(value), map={"value": "Preis/kg"} if value else {})
    assert float(str(stored(tmp_path, "select sum(value) from events")[0][0])) == pytest.approx(paid)


@pytest.mark.parametrize(("decimals", "least"), [("dot", 3.0625), ("comma", 3062.5), (None, 3062.5)])
def test_what_was_given_for_decimals_goes_before_what_weights_settle(
    tmp_path: Path, decimals: str | None, least: float
) -> None:
    text = weighed("24_500").replace("_", ".")
    load(tmp_path, text, map={"value": "Preis/kg"}, decimals=decimals)
    assert float(str(stored(tmp_path, "select min(value) from events")[0][0])) == pytest.approx(least)


def test_thousands_of_pieces_are_thousands_beside_prices_with_points(tmp_path: Path) -> None:
    rows = "".join(f'u{n % 7},i{n % 5},{moment(n)},"1,{n % 5 + 100}",2.5\n' for n in range(60))
    load(tmp_path, f"customer,sku,date,qty,unit_price\n{rows}")
    paid = sum((1100 + n % 5) * 2.5 for n in range(60))
    assert float(str(stored(tmp_path, "select sum(value) from events")[0][0])) == pytest.approx(paid)


@pytest.mark.parametrize(
    ("mask", "is_noted"), [("{}***@shop.example", True), ("{}••••1", True), ("{}*", False), ("user_{}", False)]
)
def test_user_ids_of_which_a_part_is_hidden_are_spoken_of(tmp_path: Path, mask: str, is_noted: bool) -> None:
    rows = "".join(f"{mask.format('abcdefghij'[n % 10])},i{n % 5},{moment(n)}\n" for n in range(60))
    notes = load(tmp_path, f"customer_id,sku,date\n{rows}", user_ids="keep").notes
    assert any("is hidden behind signs" in note for note in notes) == is_noted


@pytest.mark.parametrize("partner", ["kontrahent", "code tiers"])
def test_a_partner_that_may_be_a_supplier_goes_behind_an_address(tmp_path: Path, partner: str) -> None:
    rows = "".join(f"{n},D{n % 4},u{n % 25}@shop.example,p{n % 7},{moment(n)},{n % 9}.5\n" for n in range(100))
    assert chosen(load(tmp_path, f"order_id,{partner},email,produkt,data,kwota\n{rows}"))["user"] == "email"
