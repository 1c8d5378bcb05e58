"""A folder of orders and returns: what was given back is refunded to the users of the orders that it names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from core.errors import IngestError
from core.population.amounts import bought_value
from tests.core.ingest_help import events, load_path, open_store, rejected_rows, write

ORDERS = "order_id,customer_id,sku,title,order_date,quantity,unit_price"
RETURNS = "order_id,sku,return_date,refund_amount"


def orders(header: str = ORDERS, *, more: str = "") -> str:
    """120 lines of 60 orders of 20 customers: one or two pieces at 10 to 17."""
    rows = []
    for n in range(120):
        order = n // 2
        cells = [f"O{1000 + order}", f"c{order % 20}", f"s{n * 7 % 8}", f"Sock no {n * 7 % 8}",
                 f"2031-03-{order % 28 + 1:02} 10:{n % 60:02}:00", str(n % 2 + 1), f"{10 + n * 7 % 8}.50"]  # fmt: skip
        rows.append(",".join(cells) + more)
    return "\n".join([header, *rows]) + "\n"


def returns(header: str = RETURNS, n_rows: int = 12, *, lost: int = 0, amount: str = "5.00", mark: str = "") -> str:
    """The first line of each of so many orders is given back for 5.00; ``lost`` more name orders that are not there."""
    rows = [f"O{1000 + n},s{n * 14 % 8},2031-04-{n % 28 + 1:02},{amount}{mark}" for n in range(n_rows)]
    rows += [f"X{n},s1,2031-04-02,{amount}{mark}" for n in range(lost)]
    return "\n".join([header, *rows]) + "\n"


def folder(path: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        write(path / "shop" / f"{name}.csv", text)
    return path / "shop"


GROSS = sum((10.5 + n * 7 % 8) * (n % 2 + 1) for n in range(120))


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("returns", RETURNS),
        ("refunds_2031", "Order ID,SKU,Refunded At,Refund Amount"),
        ("Retouren", "Auftragsnummer,Artikelnummer,Retourendatum,Gutschrift Brutto"),
        ("zwroty", "Numer zamówienia,Kod towaru,Data zwrotu,Kwota zwrotu"),
        ("devoluciones", "numero de pedido,codigo articulo,fecha devolucion,importe"),
        ("rma", "order number,item sku,date,credit note amount"),
    ],
)
def test_returns_are_refunded_to_the_users_of_their_orders(tmp_path: Path, name: str, header: str) -> None:
    report = load_path(tmp_path, folder(tmp_path, {"orders": orders(), name: returns(header)}))
    assert (report.n_records, report.n_stored, report.n_users, report.n_refunds) == (132, 132, 20, 12)
    assert events(tmp_path, report) == {"purchase": 120, "refund": 12}
    with open_store(tmp_path) as store:
        bought = bought_value(store.population(report.dataset_id))
    assert bought is not None
    assert bought.sum() == pytest.approx(GROSS - 60, rel=1e-5)


def test_a_return_of_an_order_that_is_not_in_the_log_is_rejected_and_counted(tmp_path: Path) -> None:
    report = load_path(tmp_path, folder(tmp_path, {"orders": orders(), "returns": returns(lost=3)}))
    assert (report.n_stored, dict(report.rejected)) == (132, {"no user": 3})
    assert any("3 rows of returns.csv name an order that is not in orders.csv" in str(note) for note in report.notes)
    assert [row[0].split(" ")[0] for row in rejected_rows(tmp_path, report)] == [
        "returns.csv:14",
        "returns.csv:15",
        "returns.csv:16",
    ]


def test_returns_without_an_amount_give_back_the_whole_line(tmp_path: Path) -> None:
    text = returns("order_id,sku,return_date,reason", amount="too small")
    report = load_path(tmp_path, folder(tmp_path, {"orders": orders(), "returns": text}))
    with open_store(tmp_path) as store:
        bought = bought_value(store.population(report.dataset_id))
    assert bought is not None
    first = sum(10.5 + n * 14 % 8 for n in range(12))
    assert bought.sum() == pytest.approx(GROSS - first, rel=1e-5)


def test_the_amount_of_a_return_is_that_of_all_its_pieces(tmp_path: Path) -> None:
    text = returns(f"{RETURNS},quantity", mark=",2")
    report = load_path(tmp_path, folder(tmp_path, {"orders": orders(), "returns": text}))
    with open_store(tmp_path) as store:
        bought = bought_value(store.population(report.dataset_id))
    assert bought is not None
    assert bought.sum() == pytest.approx(GROSS - 60, rel=1e-5)


@pytest.mark.parametrize("name", ["return_status", "state", "refundStatus"])
def test_returns_that_were_refused_or_are_open_are_no_refunds(tmp_path: Path, name: str) -> None:
    lines = returns(f"{RETURNS},{name},reason").splitlines()
    states = ("approved", "rejected", "Completed", "requested")
    rows = [f"{line},{states[n % 4]},too small" for n, line in enumerate(lines[1:])]
    report = load_path(tmp_path, folder(tmp_path, {"orders": orders(), "returns": "\n".join([lines[0], *rows]) + "\n"}))
    assert events(tmp_path, report) == {"purchase": 120, "refund": 6, "declined": 6}
    with open_store(tmp_path) as store:
        bought = bought_value(store.population(report.dataset_id))
    assert bought is not None
    assert bought.sum() == pytest.approx(GROSS - 30, rel=1e-5)
    assert any("rejected, requested" in str(note) for note in report.notes)
    assert "Columns of returns.csv that are not used: reason." in report.notes


def test_a_state_of_the_same_name_as_that_of_the_orders_is_of_the_return(tmp_path: Path) -> None:
    lines = returns(f"{RETURNS},status").splitlines()
    rows = [f"{line},{('approved', 'rejected')[n % 2]}" for n, line in enumerate(lines[1:])]
    text = "\n".join([lines[0], *rows]) + "\n"
    report = load_path(
        tmp_path, folder(tmp_path, {"orders": orders(f"{ORDERS},status", more=",shipped"), "returns": text})
    )
    assert events(tmp_path, report) == {"purchase": 120, "refund": 6, "declined": 6}


def test_returns_beside_orders_with_states_and_customers(tmp_path: Path) -> None:
    files = {
        "orders": orders(f"{ORDERS},status", more=",shipped").replace("O1050,c10", "O1050,c10", 1),
        "returns": returns(),
        "customers": "customer_id,city\n" + "".join(f"c{n},Leeds\n" for n in range(20)),
    }
    report = load_path(tmp_path, folder(tmp_path, files))
    assert (report.n_stored, report.n_refunds) == (132, 12)
    assert any("customers.csv describes the users" in str(note) for note in report.notes)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("stock", returns("order_id,sku,date,amount")),
        ("returns", returns("order_id,color,return_date,refund_amount")),
        ("returns", returns("parcel,sku,return_date,refund_amount")),
        ("returns", returns("order_id,sku,reason,refund_amount")),
        ("returns", returns().replace("O10", "Z10")),
        ("reklamacje", returns("order_id,sku,data,powod", amount="late")),
        ("return_requests", returns("order_id,sku,request_date,reason", amount="late")),
        ("returns", returns(f"{RETURNS},return_status", mark=",lost in the post")),
        ("triade", returns("order_id,sku,date,amount")),
        ("returns", returns(n_rows=4, lost=9)),
    ],
)
def test_other_tables_are_no_returns(tmp_path: Path, name: str, text: str) -> None:
    try:
        report = load_path(tmp_path, folder(tmp_path, {"orders": orders(), name: text}))
    except IngestError:
        return
    assert (report.n_stored, report.n_refunds) == (120, 0)


def test_loans_that_were_returned_are_no_refunds(tmp_path: Path) -> None:
    loans = orders("loan_id,member_id,book_id,title,loan_date,quantity,fee")
    report = load_path(
        tmp_path,
        folder(tmp_path, {"loans": loans, "returns": returns("loan_id,book_id,return_date,fine")}),
        accepts_guesses=True,
    )
    assert report.n_refunds == 0


def test_returns_alone_are_read_as_a_log_is(tmp_path: Path) -> None:
    text = orders("order_id,customer_id,sku,title,return_date,quantity,refund_amount")
    report = load_path(tmp_path, write(tmp_path / "returns.csv", text), accepts_guesses=True)
    assert report.n_records == 120
