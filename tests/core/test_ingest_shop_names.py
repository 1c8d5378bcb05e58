"""Exports of shops in more languages: names of their columns, and the amount that a line was paid at."""

# ruff: noqa: RUF001 - the names are written in several alphabets

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from core.ingest.inspect import inspect_log
from core.ingest.names.naming import EXACT, HELD, certainty, means_other
from core.ingest.names.shop_names import SHOP_NAMES
from core.ingest.states.order_states import is_status_name
from core.ingest.tables.source import LogSource
from tests.core.ingest_help import chosen, load, open_store, settings, table, write

ROLES = ("user", "timestamp", "order", "item", "text", "category", "quantity", "value")
SHOPS = {
    "Polish": "Nr klienta;Data zamówienia;Nr zamówienia;Kod towaru;Nazwa towaru;Kategoria;Sztuk;Wartość pozycji",
    "Dutch": "Klantnummer;Besteldatum;Bestelling nr;Artikelcode;Productnaam;Productgroep;Aantal stuks;Regelbedrag",
    "Swedish": "Kundnummer;Beställningsdatum;Beställningsnummer;Artikelkod;Artikelnamn;Varugrupp;Antal;Radsumma",
    "Danish": "Kundenr.;Købsdato;Ordrenummer;Varenummer;Varetekst;Varegruppe;Antal;Linjebeløb",
    "Norwegian": "Kundenummer;Bestillingsdato;Ordrenr;Varenr;Varenavn;Varegruppe;Antall;Linjesum",
    "Czech": "ID zákazníka;Datum nákupu;ID objednávky;Číslo produktu;Název zboží;Kategorie zboží;Počet kusů;Celkem",
    "Slovak": "Číslo zákazníka;Dátum objednávky;Číslo objednávky;Kód tovaru;Názov tovaru;Kategória;Množstvo;Spolu",
    "Turkish": "Müşteri No;Satış Tarihi;Sipariş No;Ürün Kodu;Ürün İsmi;Ürün Kategorisi;Adet;Satır Tutarı",
    "Russian": "ID покупателя;Дата продажи;Номер заказа;ID товара;Название товара;Категория;Количество;Сумма позиции",
    "Finnish": "Asiakasnumero;Tilauspäivä;Tilausnumero;Tuotekoodi;Tuotteen nimi;Tuoteryhmä;Kpl;Rivisumma",
    "Hungarian": "Vevőkód;Rendelés dátuma;Rendelés azonosító;Cikkszám;Termék neve;Kategória;Mennyiség;Tételösszeg",
    "Romanian": "Cod client;Data comenzii;Număr comandă;Cod produs;Denumire produs;Categorie;Cantitate;Valoare totală",
}


def lines(header: str, n: int = 240, off: int = 5) -> str:
    """Return lines of orders: every ``off``-th is paid at 90 %."""
    rows = []
    for row in range(n):
        price, pieces, item = 1000 + 37 * (row * 7 % 25), row % 3 + 1, row * 7 % 25
        paid = price * pieces * (90 if row % off == 0 else 100) // 100
        rows.append(
            f"K{500 + row % 40};2031-03-{row % 28 + 1:02};{7000 + row // 2};A{item};Sock no {item};"
            f"{'Wool' if item % 2 else 'Silk'};{pieces};{paid / 100:.2f};{price / 100:.2f}"
        )
    return table(header, rows)


@pytest.mark.parametrize("language", SHOPS)
def test_the_columns_of_a_shop_are_known_in_its_language(tmp_path: Path, language: str) -> None:
    report = load(tmp_path, lines(f"{SHOPS[language]};x"))
    found = chosen(report)
    assert {role: found.get(role) for role in ROLES} == dict(zip(ROLES, SHOPS[language].split(";"), strict=True))
    assert report.n_stored == 240


@pytest.mark.parametrize(
    ("order", "invoice"),
    [("Orderdatum", "Fakturadatum"), ("Besteldatum", "Factuurdatum"), ("Дата заказа", "Дата чека"),
     ("Sipariş Tarihi", "Fatura Tarihi"), ("Rendelés dátuma", "Számla dátuma"), ("Data comenzii", "Data facturii"),
     ("Tilauspäivä", "Laskupäivä"), ("Ordredato", "Fakturadato")],
)  # fmt: skip
def test_the_date_of_an_order_goes_before_that_of_its_invoices(order: str, invoice: str) -> None:
    assert certainty("timestamp", order) >= EXACT > certainty("timestamp", invoice) >= HELD


def test_no_name_of_a_shop_has_two_roles() -> None:
    assert not [(one, other) for one, other in combinations(SHOP_NAMES, 2) if SHOP_NAMES[one] & SHOP_NAMES[other]]


@pytest.mark.parametrize(
    "name",
    ["booking_no", "Booking Ref", "reservation number", "ticket_ref", "invoice_ref", "receipt reference",
     "Transaction Number", "Buchungsnummer", "número de reserva", "Numer faktury", "Номер брони", "Foglalási szám",
     "Număr rezervare", "Bokningsnummer", "Boekingsnummer", "Varausnumero", "Rezervasyon No", "confirmation_code"],
)  # fmt: skip
def test_numbers_of_bookings_and_receipts_are_those_of_orders(name: str) -> None:
    assert certainty("order", name) >= EXACT
    assert means_other("user", name)
    assert means_other("item", name)


@pytest.mark.parametrize(
    ("role", "name"),
    [("order", "booking date"), ("order", "reservation_status"), ("order", "Data zamówienia"), ("order", "phone_no"),
     ("order", "Status zamówienia"), ("order", "ticket price"), ("category", "Kod rabatowy"), ("value", "Rabat"),
     ("category", "Miasto"), ("quantity", "Numer telefonu"), ("item", "Nr zamówienia"), ("user", "Sprzedawca"),
     ("timestamp", "Data urodzenia"), ("order", "Numer telefonu"), ("user", "Kod pocztowy"), ("item", "Kod rabatowy"),
     ("quantity", "Номер телефона"), ("value", "Скидка"), ("item", "Номер заказа"),
     ("user", "Toimitustapa"), ("order", "Stav objednávky"), ("category", "Sipariş Durumu"), ("value", "KDV"),
     ("order", "confirmed_at"), ("value", "Kedvezmény"), ("user", "Leveranciersnummer")],
)  # fmt: skip
def test_names_beside_these_mean_something_else(role: str, name: str) -> None:
    assert certainty(role, name) < HELD


@pytest.mark.parametrize(
    "name",
    ["Status zamówienia", "Stan zamówienia", "Stav objednávky", "Sipariş Durumu", "Статус заказа", "Tilauksen tila",
     "Rendelés állapota", "Stare comandă", "Orderstatus", "Ordrestatus", "Bestelstatus", "Стан замовлення"],
)  # fmt: skip
def test_the_state_of_an_order_is_known_in_these_languages(name: str) -> None:
    assert is_status_name(name)


AS_PAID = "customer;date;order;sku;title;category;quantity;{paid};{price}"


@pytest.mark.parametrize(
    "paid",
    ["Do zapłaty", "Line amount", "Total", "Wartość pozycji", "Line total", "Net amount", "Zeilensumme"],
)
@pytest.mark.parametrize("price", ["Unit price", "Cena jednostkowa"])
def test_a_line_that_is_mostly_price_times_pieces_and_sometimes_less_was_paid(
    tmp_path: Path, paid: str, price: str
) -> None:
    report = load(tmp_path, lines(AS_PAID.format(paid=paid, price=price), off=4))
    assert chosen(report)["value"] == paid
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    expected = sum(
        (1000 + 37 * (row * 7 % 25)) * (row % 3 + 1) * (90 if row % 4 == 0 else 100) // 100 for row in range(240)
    )
    assert population.histories.values.sum() == pytest.approx(expected / 100, rel=1e-5)


@pytest.mark.parametrize(
    "name", ["c8", "insured_value", "loyalty_base", "paid_by_card", "fulfilled_value", "Endbetrag Z"]
)
def test_what_is_called_otherwise_is_asked_about(tmp_path: Path, name: str) -> None:
    text = lines(AS_PAID.format(paid=name, price="Unit price"))
    [found] = inspect_log(LogSource(write(tmp_path / "log.csv", text)), settings(tmp_path)).files
    [asked] = [each for each in found.questions if each.role == "value"]
    assert [each.column for each in asked.candidates] == ["Unit price", name]
    assert chosen(load(tmp_path, text, map={"value": name}))["value"] == name


@pytest.mark.parametrize(
    ("paid", "off"),
    [("refund value", 5), ("Line cost", 5), ("Line tax", 5), ("commission", 5), ("c8", 1), ("c8", 240),
     ("list amount", 5), ("DPH", 5), ("moms", 5), ("points", 5), ("weight", 5)],
)  # fmt: skip
def test_an_amount_that_is_less_for_another_reason_is_not_what_was_paid(tmp_path: Path, paid: str, off: int) -> None:
    report = load(tmp_path, lines(AS_PAID.format(paid=paid, price="Unit price"), off=off), accepts_guesses=True)
    assert chosen(report)["value"] == "Unit price"


def test_a_net_amount_that_is_less_for_some_items_alone_is_without_their_tax(tmp_path: Path) -> None:
    report = load(tmp_path, lines(AS_PAID.format(paid="Netto", price="Unit price")), accepts_guesses=True)
    assert chosen(report)["value"] == "Unit price"
