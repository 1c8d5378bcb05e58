"""What a value is the price of, and which rows are refunds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from core.ingest.tables.source import IngestReport
from core.types import Histories
from tests.core.ingest_help import chosen, columns, load, open_store, table

MAP = {"user": "user", "item": "item", "timestamp": "time"}


def lines(header: str, *rows: str) -> str:
    """A log of orders, (order, item, the rest), one user per order."""
    cells = (row.split(",", 2) for row in rows)
    return f"order,user,item,time,{header}\n" + "".join(
        f"{order},u{order},{item},2026-01-05 10:{place:02},{rest}\n" for place, (order, item, rest) in enumerate(cells)
    )


def histories(folder: Path, report: IngestReport) -> Histories:
    with open_store(folder) as store:
        return store.population(report.dataset_id).histories


def values(folder: Path, report: IngestReport) -> list[float]:
    return [round(float(each), 2) for each in histories(folder, report).values]


@pytest.mark.parametrize("amount", ["5", "$5.00"])
def test_a_time_that_the_first_thousand_did_not_show_is_read_whatever_amounts_look_like(
    tmp_path: Path, amount: str
) -> None:
    start = datetime(2026, 1, 5, 10)
    times = [f"{start + timedelta(minutes=place):%Y-%m-%d %H:%M:%S}" for place in range(1_005)]
    rows = [f"u{place % 9},i{place % 7},{time},{amount}\n" for place, time in enumerate([*times, "5 März 2026 10:00"])]
    report = load(tmp_path, f"user,item,time,price\n{''.join(rows)}")
    assert (report.n_stored, report.n_rejected) == (1_006, 0)
    found = histories(tmp_path, report)
    assert found.values.sum() == 5 * 1_006
    assert datetime.fromtimestamp(int(found.timestamps.max()), UTC) == datetime(2026, 3, 5, 10, tzinfo=UTC)


def test_a_unit_price_is_multiplied_by_the_quantity(tmp_path: Path) -> None:
    log = lines("qty,price", "1,a,2,5", "1,b,1,3.5", "2,a,-1,5")
    report = load(tmp_path, log, map={**MAP, "value": "price", "quantity": "qty"})
    assert values(tmp_path, report) == [10.0, 3.5, -5.0]
    assert report.n_refunds == 1
    assert "The value is 'price' times 'qty'." in report.notes
    assert (
        "1 rows are refunds: their quantity or amount is negative, or their order or a column says so." in report.notes
    )


def test_a_price_is_distinguished_from_an_amount_by_values(tmp_path: Path) -> None:
    sold = [(item, n, price) for item, price in (("a", 5), ("b", 3), ("c", 7)) for n in (1, 2, 4)]
    rows = [f"{order},{item},{n},{n * price}" for order, (item, n, price) in enumerate(sold)]
    report = load(tmp_path, lines("qty,price", *rows), map={**MAP, "value": "price", "quantity": "qty"})
    assert values(tmp_path, report) == [5, 10, 20, 3, 6, 12, 7, 14, 28]


@pytest.mark.parametrize(
    ("name", "is_total"),
    [("grand_total", True), ("Order Total", True), ("basket value", True), ("invoice_amount", True),
     ("receipt total", True), ("amount", False), ("price", False), ("total", False), ("total_paid", False)],
)  # fmt: skip
def test_the_total_of_an_order_is_never_multiplied(tmp_path: Path, name: str, is_total: bool) -> None:
    """Totals that grow little with the pieces, as those of orders of one shop do: 20 for one, 21 for two."""
    rows = [f"{n},s{n % 4},{1 + n // 4 % 2},{20 + 5 * (n % 4) + n // 4 % 2}" for n in range(48)]
    report = load(tmp_path, lines(f"item_count,{name}", *rows), map={**MAP, "value": name, "quantity": "item_count"})
    once = sum(20.0 + 5 * (n % 4) + n // 4 % 2 for n in range(48))
    assert (sum(values(tmp_path, report)) == once) is is_total


def test_the_total_of_an_order_is_divided_among_its_lines(tmp_path: Path) -> None:
    log = lines("total", "1,a,30", "1,b,30", "1,c,30", "2,a,8", "2,b,8", "3,b,9", "3,c,9", "4,a,5")
    report = load(tmp_path, log, map={**MAP, "value": "total", "order": "order"})
    assert values(tmp_path, report) == [10, 10, 10, 4, 4, 4.5, 4.5, 5]
    note = "'total' is the total of an order and stands on all its lines: each line gets an equal part of it."
    assert note in report.notes


def test_what_is_given_wins(tmp_path: Path) -> None:
    log = lines("total", "1,a,30", "1,b,30", "2,a,8", "2,b,8", "3,b,9", "3,c,9")
    report = load(tmp_path, log, map={**MAP, "value": "total", "order": "order"}, value_per="line")
    assert values(tmp_path, report) == [30, 30, 8, 8, 9, 9]


def test_cancelled_invoices_and_flags_are_refunds(tmp_path: Path) -> None:
    log = "order,user,item,time,amount,returned\n" + "".join(
        f"{order},u{n},a,2026-01-05 10:0{n},5,{flag}\n"
        for n, (order, flag) in enumerate([("100", "no"), ("C101", "no"), ("102", "yes"), ("103", "no")])
    )
    report = load(tmp_path, log, map={**MAP, "value": "amount", "order": "order"})
    assert report.n_refunds == 2


@pytest.mark.parametrize(
    ("column", "flags"),
    [
        ("Fully Refunded?", ("0", "1", "0")),
        ("Returns", ("0.0", "1.0", "")),
        ("Booking Status", ("ok", "Refunded", "ok")),
    ],
)
def test_what_a_column_says_of_a_row_makes_it_a_refund(tmp_path: Path, column: str, flags: Sequence[str]) -> None:
    rows = "".join(f"u{n},a,2026-01-05 10:0{n},5,{flag}\n" for n, flag in enumerate(flags))
    report = load(tmp_path, f"user,item,time,amount,{column}\n{rows}", map={**MAP, "value": "amount"})
    assert report.n_refunds == 1


def test_negative_amounts_of_a_log_without_events_are_refunds(tmp_path: Path) -> None:
    log = "user,item,time,amount\n" + "".join(
        f"u{n},a,2026-01-05 10:0{n},{amount}\n" for n, amount in enumerate(["(12.50)", "3", "4", "5", "6"])
    )
    report = load(tmp_path, log, map={**MAP, "value": "amount"})
    assert (report.n_refunds, values(tmp_path, report)[0]) == (1, -12.5)


def test_a_value_that_does_not_fit_is_kept_out_and_counted(tmp_path: Path) -> None:
    report = load(tmp_path, lines("amount", "1,a,1e39", "2,b,5", "3,c,cheap"), map={**MAP, "value": "amount"})
    assert (report.n_stored, int(np.isnan(histories(tmp_path, report).values).sum())) == (3, 2)
    note = "2 events have a value that is not a number or too large; they are kept without a value."
    assert note in report.notes


def test_a_quantity_is_the_value_where_nothing_else_is(tmp_path: Path) -> None:
    report = load(tmp_path, lines("qty", "1,a,2", "2,b,3"), map={**MAP, "quantity": "qty", "value": []})
    assert values(tmp_path, report) == [2, 3]
    assert "No column was taken for an amount: the value is 'qty'." in report.notes


def test_a_row_whose_whole_value_was_paid_back_is_a_refund(tmp_path: Path) -> None:
    report = load(
        tmp_path,
        "user_id,item_id,timestamp,amount,refund_amount\n"
        "u1,a,2026-01-05 10:00:00,10.00,0\n"
        "u1,b,2026-01-06 10:00:00,10.00,10.00\n"
        "u2,a,2026-01-07 10:00:00,10.00,2.50\n",
    )
    assert report.n_refunds == 1


def test_a_price_names_its_currency_its_tax_or_its_unit(tmp_path: Path) -> None:
    for name in ("unit_price_cents", "price_per_kg", "Unit price (incl. tax)", "unit_price_tax_excl", "Price USD"):
        text = f"user_id,item_id,timestamp,quantity,{name}\nu1,a,2026-01-05 10:00:00,3,2.5\n"
        assert chosen(columns(tmp_path, text))["value"] == name


def test_rows_of_orders_that_were_paid_back_are_refunds(tmp_path: Path) -> None:
    for column, value in (("status", "Returned"), ("order_status", "refunded"), ("document_type", "Credit Note")):
        text = (
            f"order_id,user_id,item_id,timestamp,amount,{column}\n"
            "1,u1,a,2026-01-05 10:00:00,10.00,completed\n"
            f"2,u1,b,2026-01-06 10:00:00,10.00,{value}\n"
            "3,u2,a,2026-01-07 10:00:00,10.00,partially refunded\n"
        )
        assert load(tmp_path, text).n_refunds == 1


def test_a_total_of_orders_without_a_number_is_divided_among_what_was_bought_at_once(tmp_path: Path) -> None:
    rows = "".join(
        f"u{n},{item},2026-01-0{n} 10:00:00,{total}\n" for n, total in ((1, 10), (2, 30), (3, 50)) for item in "ab"
    )
    report = load(tmp_path, "user_id,item_id,timestamp,order_total\n" + rows)
    with open_store(tmp_path) as store:
        assert store.population(report.dataset_id).histories.values.tolist() == [5, 5, 15, 15, 25, 25]


def test_amounts_that_are_not_understood_are_noted(tmp_path: Path) -> None:
    report = load(tmp_path, "user_id,item_id,timestamp,amount\nu1,a,2026-01-05 10:00:00,12·50\n")
    assert (
        "'amount' was not used: it is called as amounts are, but its texts, such as '12·50', are not understood as "
        "numbers."
    ) in report.notes


@pytest.mark.parametrize("text", ["{}.0 out of 5 stars", "{}/5", "{} / 10", "{} stars", "{},0"])
def test_a_rating_may_name_its_scale(tmp_path: Path, text: str) -> None:
    rows = "".join(f'u{n % 3},i{n},2026-01-0{1 + n},"{text.format(1 + n)}"\n' for n in range(5))
    report = load(tmp_path, f"user_id,item_id,timestamp,rating\n{rows}")
    assert sorted(values(tmp_path, report)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("column", "back", "spent"),
    [
        ("Partially refunded", "1", 10.0),
        ("partial_refund", "yes", 10.0),
        ("Refund value (%)", "40", 10.0),
        ("Partial refund (gbp)", "4", 6.0),
        ("Refunded amount", "1", 9.0),
    ],
)
def test_only_amounts_of_money_that_were_paid_back_are_taken_off(
    tmp_path: Path, column: str, back: str, spent: float
) -> None:
    no = "no" if back == "yes" else "0"
    rows = "".join(f"u{n},{'abc'[n % 3]},2026-01-05 10:{n:02},10,{back if n == 7 else no}\n" for n in range(30))
    report = load(tmp_path, f"user,item,time,amount,{column}\n{rows}", map={**MAP, "value": "amount"})
    assert (report.n_refunds, sum(values(tmp_path, report))) == (0, 290 + spent)
    is_flag = f"'{column}' says that something was paid back, not how much: nothing is taken off."
    assert (is_flag in report.notes) == (spent == 10 and "%" not in column)


def fees(header: str, more: str = "") -> str:
    rows = [f"S{n % 17},Course {n % 9},2031-03-{n % 28 + 1:02},{90 + n % 9 * 10}.00{more}" for n in range(60)]
    return table(f"student_id,course,enrolled_at,{header}", rows)


@pytest.mark.parametrize("name", ["Fee", "course_fee", "Gebühr", "Cuota", "tuition fee"])
def test_a_fee_that_is_the_only_amount_is_what_was_paid(tmp_path: Path, name: str) -> None:
    assert chosen(load(tmp_path, fees(name), accepts_guesses=True))["value"] == name


@pytest.mark.parametrize(
    ("header", "more"),
    [("late_fee", ""), ("shipping fee", ""), ("bank fee", ""), ("fee_type", ""), ("Fee,Deposit paid", ",20.50"),
     ("processing fee", ""), ("fee id", ""), ("Fee,entry fee", ",7.50"), ("coffee", "")],
)  # fmt: skip
def test_other_fees_are_not_taken_for_what_was_paid(tmp_path: Path, header: str, more: str) -> None:
    found = chosen(load(tmp_path, fees(header, more), accepts_guesses=True))
    assert found.get("value") not in {"late_fee", "shipping fee", "bank fee", "fee_type", "Fee", "fee id", "coffee"}


def test_a_price_goes_before_a_fee(tmp_path: Path) -> None:
    assert chosen(load(tmp_path, fees("Fee,Price", ",99.50"), accepts_guesses=True))["value"] == "Price"


@pytest.mark.parametrize(
    ("name", "n", "spent"),
    [("order_total", 1, 30.0), ("total", 1, 60.0), ("total", 2, 70.0), ("amount", 2, 140.0), ("line_total", 2, 140.0)],
)
def test_few_orders_say_that_a_total_is_theirs_where_its_name_does(
    tmp_path: Path, name: str, n: int, spent: float
) -> None:
    """One order is enough for what is called a total of orders, two of different totals for a total."""
    totals = (30.0, 40.0)[:n]
    rows = [f"o{o},u{o},i{o + k},2031-03-0{o + 1} 10:00:00,{total}" for o, total in enumerate(totals) for k in (0, 1)]
    text = "\n".join([f"order_id,user_id,item_id,timestamp,{name}", *rows]) + "\n"
    values = histories(tmp_path, load(tmp_path, text)).values
    assert float(values.sum()) == pytest.approx(spent)
