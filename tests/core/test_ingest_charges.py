"""Lines among the articles of orders that are none: shipping, tips, discounts, deposits, payments."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from core.ingest.plausible import look_ahead
from core.ingest.tables.source import LogSource
from core.population.order_lines import is_charge, may_be_charge
from tests.core.ingest_help import load, open_store, settings, write

ARTICLES = ("Blue Mug", "Oak Chair", "Desk Lamp", "Wool Scarf", "Tea Pot", "Wall Clock", "Yoga Mat")
HEADER = "order_no,order_date,customer_id,sku,description,qty,amount"


def orders(titles: Sequence[str], amount: str = "4.90", *, is_alone: bool = False, header: str = HEADER) -> str:
    """Write 60 orders of two articles, each with one of some titles as a line more, or as its only line."""
    rows = []
    for n in range(60):
        lines = [] if is_alone else [(f"S{(n + k) % 7}", ARTICLES[(n + k) % 7], "12.50") for k in (0, 3)]
        lines.append((f"X{n % len(titles)}", titles[n % len(titles)], amount))
        rows += [
            f'{n},2031-01-{n % 28 + 1:02} 10:00:00,c{n % 13},{sku},"{title}",1,{paid}' for sku, title, paid in lines
        ]
    return "\n".join([header, *rows, ""])


@pytest.mark.parametrize(
    ("titles", "amount"),
    [
        (("Standard shipping",), "4.90"),
        (("TIP", "Discount 10%"), "-2.00"),
        (("Pfand 0,25", "Versandkosten DE"), "0.25"),
        (("Leergut", "Rabatt 5%"), "-1.50"),
        (("Frais de port", "Pourboire"), "5.00"),
        (("Remise -10%", "Korting"), "-5.00"),
        (("Gastos de envío",), "3.00"),
        (("送料", "运费"), "500"),
        (("割引", "Descuento", "Coupon: SPRING10"), "-500"),
        (("Discount", "Promo 1"), "0.00"),
        (("Voucher SPRING10", "Gift card"), "-10.00"),
        (("Card payment",), "-29.90"),
    ],
)
def test_what_is_paid_beside_articles_is_no_article(tmp_path: Path, titles: tuple[str, ...], amount: str) -> None:
    report = load(tmp_path, orders(titles, amount))
    assert (report.n_stored, report.rejected, report.n_items) == (120, {"not a product": 60}, 7)
    assert report.n_refunds == 0
    assert any("60 rows are no articles" in note and titles[0].lower() in note for note in report.notes)
    assert any("what users spend is what they paid for articles, before them" in note for note in report.notes)
    with open_store(tmp_path) as store:
        values = store.population(report.dataset_id).histories.values
    assert float(values.sum()) == pytest.approx(120 * 12.5)


def test_no_finding_calls_it_lost(tmp_path: Path) -> None:
    path = write(tmp_path / "till.csv", orders(("Versandkosten",)))
    seen = look_ahead(LogSource(path), settings(tmp_path))
    assert not [finding for finding in seen.findings if "lost" in finding]


@pytest.mark.parametrize(
    "text",
    [
        orders(("Delivery", "Pickup", "Dine-in"), is_alone=True),
        orders(("Shipping", "Tip"), is_alone=True),
        orders(("Gift card", "Voucher 50", "Coupon", "Promo")),
        orders(("Promo 1", "Promo 2", "Promo: Burger + Fries", "Promo: 2 Pizzas")),
        orders(("VAT: A practical guide", "Tips: 100 garden ideas", "Shipping: a history of ports")),
        orders(("Freight: the novel", "Coupon: Spa day", "Postage (1st class)")),
        orders(("Rabat", "Rabat (Morocco)", "Portes", "Kargo", "Consigne", "Rounding", "Tips")),
        orders(("Discount 10%", "Rabatt 5%", "Remise")),
        orders(("Shipping Container Toy", "Tip Top Tea", "Porto 2015", "Discount Card Wallet")),
        orders(("Porto", "Ports", "Delivery", "Gift wrap", "Tax")),
        orders(("Standard shipping",)).replace("order_no", "n").replace(",qty,amount", ",stars,rating"),
        orders(("Handling Stolen Goods (book)", "Tips for Gardeners", "Rabatte im Garten")),
        orders(("Payment Terminal", "Cash Box", "Zahlungsmoral", "Card payment")),
        orders(("Ocean Freight Model", "Postage Stamp Album")),
    ],
)
def test_what_is_sold_stays(tmp_path: Path, text: str) -> None:
    report = load(tmp_path, text, accepts_guesses=True)
    assert "not a product" not in report.rejected
    assert report.n_stored == text.count("\n") - 1


def test_titles_of_charges_are_whole() -> None:
    charges = ("shipping", "Versand & Verpackung", "Service charge", "Trinkgeld 2", "Shipping (DHL)", "Leergut")
    goods = ("Shipping label printer", "Kaffee mit Trinkgeld", "Serviceplatte", "Rabatz", "Bon Bon", "Deposit box", "")
    assert [is_charge(each) for each in charges] == [True] * len(charges)
    assert [is_charge(each) or may_be_charge(each) for each in goods] == [False] * len(goods)
