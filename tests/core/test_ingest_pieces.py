"""Which numbers of a log are pieces that were sold, and what is noted of totals that they do not make."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import IngestError
from core.ingest.money.solved_amounts import contradicted_total
from core.ingest.names.amounts import is_not_sold
from core.ingest.names.naming import EXACT, HELD, certainty
from core.ingest.tables.source import IngestReport
from core.store.scratch import Scratch
from tests.core.ingest_help import chosen, columns, load, open_store, settings

Cells = Callable[[int, float], str]


def price_of(n: int) -> float:
    return 3.5 + n % 10 * 3


def sales(header: str, cells: Cells, n_rows: int = 120) -> str:
    """Write sales of 10 items at prices from 3.50 to 30.50, two lines of each order; ``cells`` makes the rest."""
    days = [f"2031-01-{n // 2 % 28 + 1:02} 10:{n % 60:02}:00" for n in range(n_rows)]
    rows = [f"o{n // 2},c{n // 2 % 17},p{n % 10},{day},{cells(n, price_of(n))}" for n, day in enumerate(days)]
    return "\n".join([f"order_id,customer_id,product_id,order_date,{header}", *rows, ""])


def total(folder: Path, report: IngestReport) -> float:
    with open_store(folder) as store:
        return round(float(store.population(report.dataset_id).histories.values.sum()), 2)


@pytest.mark.parametrize(
    "name",
    [
        *("Stock Quantity", "Minimum Quantity", "quantity available", "Units in stock", "distance_units", "Pack Size"),
        *("Qty per pack", "Number of installments", "Quantidade de parcelas", "Cantidad de cuotas", "Anzahl Raten"),
        *("Nombre d'échéances", "taksit adedi", "Lagermenge", "Mindestbestellmenge", "Quantité disponible", "库存数量"),
        *(
            "起订数量",
            "在庫数量",
            "재고수량",
            "Returned Quantity",
            "product_photos_qty",
            "Reorder Quantity",
            "weight units",
        ),
    ],
)
def test_pieces_that_nobody_bought_are_no_quantity(name: str) -> None:
    assert certainty("quantity", name) == 0


@pytest.mark.parametrize(
    "name",
    [
        *("Quantity", "Qty (pcs)", "Quantity Ordered", "Units Sold", "unit_quantity", "No. of Items", "num_items"),
        *("Bestellmenge", "Menge", "Quantité livrée", "Nombre d'articles", "Cantidad", "quantidade vendida"),
        *(
            "Pezzi venduti",
            "satis adedi",
            "购买数量",
            "販売個数",
            "구매수(수량)",
            "items.quantity",
        ),
    ],
)
def test_pieces_that_were_sold_are_a_quantity(name: str) -> None:
    assert certainty("quantity", name) >= (HELD if not name.isascii() or name == "unit_quantity" else EXACT)


@pytest.mark.parametrize(
    "name",
    ["Packs Sold", "Qty (packs)", "Weekly units", "warehouse.lines.quantity", "Menge pro Rechnung", "Qty Stockholm"],
)
def test_words_beside_pieces_that_were_sold_leave_them_what_they_are(name: str) -> None:
    assert not is_not_sold(name)


def test_what_each_item_has_one_of_is_no_quantity(tmp_path: Path) -> None:
    log = sales("price,num_units", lambda n, price: f"{price},{n % 10 % 4 + 1}", n_rows=240)
    assert "quantity" not in chosen(columns(tmp_path, log))
    log = sales("price,quantity", lambda n, price: f"{price},{n % 10 % 4 + 1}", n_rows=240)
    assert chosen(columns(tmp_path, log))["quantity"] == "quantity"


def test_what_is_counted_where_nothing_is_sold_is_no_quantity(tmp_path: Path) -> None:
    rows = [f"u{n % 17},s{n % 5},2031-01-{n % 28 + 1:02},{n % 4 + 1}" for n in range(90)]
    text = "\n".join(["user_id,item_id,date,number_of_articles", *rows, ""])
    assert "quantity" not in chosen(columns(tmp_path, text))


@pytest.mark.parametrize("name", ["Stock Quantity", "库存数量", "units per pack", "distance_units"])
def test_a_price_is_not_multiplied_by_what_is_in_stock_and_that_is_noted(tmp_path: Path, name: str) -> None:
    report = load(tmp_path, sales(f"Unit Price,{name}", lambda n, price: f"{price},{n * 37 % 90 + 2}"))
    assert (chosen(report)["value"], "quantity" in chosen(report)) == ("Unit Price", False)
    assert total(tmp_path, report) == 2040.0
    noted = f"{name!r} is by its name no number of pieces that were sold: 'Unit Price' is not multiplied by it."
    assert noted in report.notes


def ordered(n: int) -> int:
    return n * 7 % 4 + 1


def shipped(n: int) -> int:
    return max(ordered(n) - (n % 3 == 0), 1)


def test_of_two_quantities_the_one_that_makes_the_total_is_taken(tmp_path: Path) -> None:
    log = sales(
        "price,Quantity Ordered,Quantity Shipped,Line Amount",
        lambda n, price: f"{price},{ordered(n)},{shipped(n)},{price * shipped(n):.2f}",
    )
    report = load(tmp_path, log)
    right = round(sum(price_of(n) * shipped(n) for n in range(120)), 2)
    assert (chosen(report)["quantity"], total(tmp_path, report)) == ("Quantity Shipped", right)


def test_of_two_quantities_without_a_total_the_plain_name_is_taken(tmp_path: Path) -> None:
    log = sales("price,Quantity Shipped,Quantity", lambda n, price: f"{price},{shipped(n)},{ordered(n)}")
    report = load(tmp_path, log)
    right = round(sum(price_of(n) * ordered(n) for n in range(120)), 2)
    assert (chosen(report)["quantity"], total(tmp_path, report)) == ("Quantity", right)


def noise(n: int) -> float:
    return 5 + n * 7919 % 997 / 2


def test_a_total_that_contradicts_a_unit_price_is_noted(tmp_path: Path) -> None:
    log = sales("Unit Price,Quantity,Total Amount", lambda n, price: f"{price},{ordered(n)},{noise(n)}")
    report = load(tmp_path, log)
    assert chosen(report)["value"] == "Unit Price"
    assert (
        "'Total Amount' is another amount than 'Unit Price' times 'Quantity' in 100% of the rows. The value is made of "
        "'Unit Price'; if 'Total Amount' is what was paid, take that as the value." in report.notes
    )


def test_where_no_name_says_which_amount_was_paid_it_is_asked(tmp_path: Path) -> None:
    log = sales("amount,quantity,total", lambda n, price: f"{price},{ordered(n)},{noise(n)}")
    with pytest.raises(IngestError, match="'total' is another amount than 'amount' times 'quantity' in 100% of the"):
        load(tmp_path, log)
    report = load(tmp_path, log, map={"value": "total"})
    assert total(tmp_path, report) == round(sum(map(noise, range(120))), 2)


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("unit_price,quantity,total", lambda n, price: f"{price},{ordered(n)},{price * ordered(n)}"),
        ("unit_price,quantity,tax,total", lambda n, p: f"{p},{ordered(n)},1,{p * ordered(n) * 1.19:.2f}"),
        ("unit_price,quantity,total", lambda n, p: f"{p},{ordered(n)},{p * ordered(n) + n % 3 * 4.9:.2f}"),
        ("unit_price,quantity,total_jpy", lambda n, p: f"{p},{ordered(n)},{p * ordered(n) * 150:.0f}"),
        ("unit_price,quantity,order_total", lambda n, p: f"{p},{ordered(n)},{noise(n // 2)}"),
        ("unit_price,quantity,total_spent", lambda n, p: f"{p},{ordered(n)},{noise(n // 2 % 17)}"),
        ("unit_price,quantity,product_sales", lambda n, p: f"{p},{ordered(n)},{noise(n % 10)}"),
        ("price,quantity,total", lambda n, p: f"{p * ordered(n)},{ordered(n)},{p * ordered(n)}"),
        ("unit_price,quantity,tax_amount", lambda n, p: f"{p},{ordered(n)},{noise(n)}"),
    ],
)
def test_a_total_that_has_to_do_with_price_and_pieces_or_is_of_more_than_a_row_is_no_contradiction(
    tmp_path: Path, header: str, cells: Cells
) -> None:
    events = columns(tmp_path, sales(header, cells)).events
    roles = {role: getattr(events.map, role) for role in ("user", "item", "timestamp", "value", "quantity", "order")}
    with Scratch(tmp_path, [], "UTC", settings(tmp_path)) as scratch:
        assert contradicted_total(scratch, events.sample, roles) is None
