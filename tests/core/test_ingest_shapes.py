"""Logs in other shapes than a row for each event: lines and orders apart, months as columns, orders in one cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import IngestError
from tests.core.ingest_help import chosen, load, load_path, open_store, write
from tests.core.reader_help import read_text

ORDERS = "id,customer_id,created_at,total\n1,c1,2025-03-01 09:30:00,24\n2,c2,2025-03-02 10:00:00,5\n3,c1,2025-03-04,0\n"
LINES = "line,order_id,product_id,quantity,price\n1,1,p1,2,7\n2,1,p2,1,10\n3,2,p2,1,5\n4,9,p1,1,7\n"
PRODUCTS = "id,title,product_type\np1,Oak lamp,Lamps\np2,Tea pot,Pots\n"
CUSTOMERS = "id,country\nc1,France\nc2,Spain\n"


def values_of(folder: Path, dataset_id: str) -> float:
    with open_store(folder) as store:
        return float(store.population(dataset_id).histories.values.sum())


def test_lines_take_who_and_when_from_their_orders(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    for name, text in {"orders": ORDERS, "lines": LINES, "products": PRODUCTS, "customers": CUSTOMERS}.items():
        write(folder / f"{name}.csv", text)
    report = load_path(tmp_path, folder)
    assert chosen(report) == {"user": "customer_id", "item": "product_id", "timestamp": "created_at", "value": "price",
                              "quantity": "quantity", "order": "order_id"}  # fmt: skip
    assert (report.n_records, report.n_stored, report.n_users, report.n_items) == (4, 3, 2, 2)
    assert report.rejected == {"no user": 1}
    assert values_of(tmp_path, report.dataset_id) == 29
    assert (chosen(report, "items")["text"], chosen(report, "users")["attribute"]) == ("title", "country")
    for note in (
        "lines.csv was put together with orders.csv by 'order_id'.",
        "1 rows of lines.csv are found in no row of orders.csv.",
        "1 rows of orders.csv have no row in lines.csv; they are no events.",
        "products.csv describes the items.",
        "customers.csv describes the users.",
    ):
        assert note in report.notes


def test_of_orders_with_one_id_the_first_is_taken_and_the_others_are_counted(tmp_path: Path) -> None:
    orders = "".join(f"{n},c{n % 40},2025-03-01 09:30:00\n" for n in range(200))
    write(tmp_path / "shop" / "orders.csv", f"id,customer_id,created_at\n{orders}0,cx,2025-03-09\n")
    write(tmp_path / "shop" / "lines.csv", "order_id,product_id\n" + "".join(f"{n},p{n % 9}\n" for n in range(200)))
    report = load_path(tmp_path, tmp_path / "shop")
    assert (report.n_stored, report.n_users) == (200, 40)
    assert "1 rows of orders.csv repeat an id; the first row of each is taken." in report.notes


def test_tables_of_which_none_refers_to_another_are_not_put_together(tmp_path: Path) -> None:
    write(tmp_path / "shop" / "orders.csv", ORDERS.replace("\n1,", "\n7,").replace("\n2,", "\n8,"))
    write(tmp_path / "shop" / "lines.csv", LINES)
    with pytest.raises(IngestError, match="has no column"):
        load_path(tmp_path, tmp_path / "shop")


@pytest.mark.parametrize(
    "months",
    [
        ("Jan 2025", "Feb 2025", "Mar 2025"),
        ("2025-01", "2025-02", "2025-03"),
        ("01/2025", "02/2025", "03/2025"),
        ("Januar 25", "Februar 25", "März 25"),
        ("2025-01-01 00:00:00", "2025-02-01 00:00:00", "2025-03-01 00:00:00"),
    ],
)
def test_an_amount_in_the_column_of_a_month_is_a_row_with_its_date(tmp_path: Path, months: tuple[str, ...]) -> None:
    found = read_text(tmp_path, f"customer,product,{','.join(months)}\nc1,p1,2,,3.5\nc2,p1,0,4,-\nc3,p2,,,\n")
    assert found.headers == ("customer", "product", "date", "amount")
    assert found.rows == [
        ["c1", "p1", "2025-01-01", "2"],
        ["c1", "p1", "2025-03-01", "3.5"],
        ["c2", "p1", "2025-02-01", "4"],
    ]
    which = f"each amount in the 3 columns {months[0]} to {months[2]} became a row with its date"
    assert found.notes == [f"events.csv: {which}: 3 records are 3 rows. Empty cells and zeros are no events."]


def test_columns_of_months_beside_a_time_stay_columns(tmp_path: Path) -> None:
    header = "customer,product,timestamp,Jan 2025,Feb 2025,Mar 2025"
    assert len(read_text(tmp_path, f"{header}\nc1,p1,2025-04-01,1,2,3\n").rows) == 1


def test_items_with_labels_in_a_cell_are_rows(tmp_path: Path) -> None:
    lines = "Product SKU: {0}, Product Name: Lamp, {0}, Product Qty: {1}, Product Unit Price: 2.50"
    both, one = f"{lines.format('A', 2)}|{lines.format('B', 1)}", lines.format("B", 3)
    report = load(
        tmp_path,
        f'Order ID,Customer ID,Order Date,Product Details\n7,c1,2025-03-01,"{both}"\n8,c2,2025-03-02,"{one}"\n',
    )
    assert (report.n_stored, report.n_items, values_of(tmp_path, report.dataset_id)) == (3, 2, 15)
