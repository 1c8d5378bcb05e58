"""Tables with a column of pieces for each article, and files that hold a second table below the first."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import IngestError
from tests.core.ingest_help import load, load_path, write

N = range(30)


def table(columns: tuple[str, ...], cells: tuple[str, ...] = ("1", "0", "2", "0", "")) -> str:
    rows = [
        ",".join(
            [f"o{n}", f"c{n % 7}", f"2026-03-{1 + n % 28:02} 10:00", *(cells[(n + k) % 5] for k in range(len(columns)))]
        )
        for n in N
    ]
    return "\n".join([f"order_id,customer_id,date,{','.join(columns)}", *rows]) + "\n"


@pytest.mark.parametrize(
    "columns",
    [
        ("qty_mug", "qty_oak_chair", "qty_lamp"),
        ("Qty Mug", "Qty Chair", "Qty Lamp"),
        ("Menge Tasse", "Menge Stuhl", "Menge Lampe"),
        ("cantidad_taza", "cantidad_silla", "cantidad_mesa"),
    ],
)
def test_columns_of_articles_become_rows(tmp_path: Path, columns: tuple[str, ...]) -> None:
    """Of five cells two hold pieces; 12 of 30 orders of three articles have one, 6 have two, and none has none."""
    report = load(tmp_path, table(columns))
    n_pieces = sum(("1", "0", "2", "0", "")[(n + k) % 5] in ("1", "2") for n in N for k in range(3))
    assert (report.n_stored, report.n_items, report.n_users) == (n_pieces, 3, 7)


def test_an_order_without_pieces_is_rejected_and_counted(tmp_path: Path) -> None:
    text = table(("qty_mug", "qty_chair", "qty_lamp")) + "o99,c1,2026-03-05 10:00,0,0,0\n"
    report = load(tmp_path, text)
    assert dict(report.rejected) == {"no item": 1}


@pytest.mark.parametrize(
    "columns",
    [
        ("qty_ordered", "qty_shipped", "qty_refunded"),
        ("qty_mug", "qty_chair"),
        ("sku", "qty_a", "qty_b", "qty_c"),
        ("mug_price", "chair_price", "lamp_price"),
        ("qty_per_unit", "qty_mug", "qty_chair"),
    ],
)
def test_other_columns_of_pieces_stay(tmp_path: Path, columns: tuple[str, ...]) -> None:
    try:
        notes = load(tmp_path, table(columns), accepts_guesses=True).notes
    except IngestError as error:
        notes = (error.message,)
    assert not any("count pieces of one article" in each for each in notes)


def test_columns_that_hold_no_pieces_stay(tmp_path: Path) -> None:
    text = table(("qty_mug", "qty_chair", "qty_lamp"), ("0.25", "1.75", "a", "", "0"))
    with pytest.raises(IngestError, match="No column names what was bought"):
        load(tmp_path, text)


ORDERS = "Type,OrderId,Date,Buyer,Total,Currency\n" + "".join(
    f"order,o{n},2026-03-{1 + n % 28:02},b{n % 7},9.50,PLN\n" for n in N
)
LINES = "".join(f"line,{n},o{n % 30},Mug {n % 5},1,PLN\n" for n in range(50))


@pytest.mark.parametrize("header", ["Type,LineId,OrderId,Name,Quantity,Currency", "\nLineId,Name,OrderId,Currency"])
def test_a_second_table_is_refused(tmp_path: Path, header: str) -> None:
    with pytest.raises(IngestError, match="is the header of another table, with "):
        load(tmp_path, f"{ORDERS}{header}\n{LINES}")
    folder = tmp_path / "both"
    folder.mkdir()
    write(folder / "orders.csv", ORDERS)
    write(folder / "lines.csv", "Type,LineId,OrderId,Name,Quantity,Currency\n" + LINES)
    assert load_path(tmp_path, folder).n_stored == 50


@pytest.mark.parametrize(
    "line",
    [
        "Type,OrderId,Date,Buyer,Total,Currency",
        "Total,,,,285.00",
        "Type,o7,2026-03-02,b1,9.50,PLN",
        "order,o8,2026-03-02,Buyer",
        "End of report",
        "Buyer,Total",
    ],
)
def test_other_odd_lines_are_no_second_table(tmp_path: Path, line: str) -> None:
    log = ORDERS.replace("Type,", "Item,", 1).replace("Type,", "Item,")
    report = load(tmp_path, f"{log}{line.replace('Type,', 'Item,')}\n", map={"item": "Item"})
    assert report.n_stored >= len(N)
