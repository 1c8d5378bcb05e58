"""Logs of reviews, which are no sales, and amounts and dates whose names are longer than the known ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.ingest.names.naming import certainty
from core.population.meanings import is_rating
from tests.core.ingest_help import chosen, columns, load
from tests.core.test_ingest_exports import csv_of, moment, stored

N = 400
HEADINGS = ("Five Stars", "Great", "Meh", "Broke soon", "Love it")


def user(n: int) -> str:
    return f"u{(7 * n + n // 40) % 40}"


def asin(n: int) -> str:
    return f"B0{(11 * n + n // 30) % 30:04}"


def heading(n: int, own: float) -> str:
    return f"Nice thing number {n} here" if n % 100 < 100 * own else HEADINGS[(n * n // 7 + n // 3) % len(HEADINGS)]


@pytest.mark.parametrize("own", [0.85, 0.5, 0.3, 0.0], ids=str)
@pytest.mark.parametrize("name", ["title", "headline"])
def test_the_heading_of_a_review_is_neither_item_nor_title(tmp_path: Path, own: float, name: str) -> None:
    rows = [(1 + n % 5, heading(n, own), f"I wrote {n} words on this", asin(n), user(n), moment(n)) for n in range(N)]
    found = chosen(columns(tmp_path, csv_of(f"rating,{name},text,asin,user_id,timestamp", rows)))
    assert found.pop("query") == "text"
    assert found == {"user": "user_id", "item": "asin", "timestamp": "timestamp", "value": "rating"}


@pytest.mark.parametrize(
    "title",
    [
        lambda n: f"Lamp {asin(n)}",  # one title for each item
        lambda n: f"Lamp {asin(n)}" if n % 2 else f"Lampe {asin(n)}",  # in two languages
        lambda n: f"Lamp {asin(n)} {('red', 'blue', 'green')[n % 3]}",  # one for each variant
        lambda n: f"{('Mug', 'Lamp', 'Chair', 'Pen', 'Bag', 'Hat')[int(asin(n)[2:]) % 6]} of our own make",  # shared
    ],
)
def test_titles_of_items_stay_titles(tmp_path: Path, title: object) -> None:
    rows = [(1 + n % 5, title(n), asin(n), user(n), moment(n)) for n in range(N)]  # type: ignore[operator]
    log = columns(tmp_path, csv_of("rating,title,asin,user_id,timestamp", rows))
    assert (chosen(log)["item"], chosen(log)["text"]) == ("asin", "title")


def test_reviews_are_no_sales(tmp_path: Path) -> None:
    rows = [
        (
            user(n),
            asin(n),
            moment(n),
            1 + n % 5,
            n % 4,
            ("newest", "most_relevant")[n % 2],
            f"{5 + int(asin(n)[2:])}.99",
        )
        for n in range(N)
    ]
    header = "userId,appId,at,score,thumbsUpCount,sortOrder,price_usd"
    report = load(tmp_path, csv_of(header, rows))
    assert chosen(report) == {"user": "userId", "item": "appId", "timestamp": "at", "value": "score"}
    assert stored(tmp_path, "select sum(value) from events") == [(3 * N,)]
    assert any("are ratings" in note for note in map(str, report.notes))


@pytest.mark.parametrize(
    ("time", "amount", "rating"),
    [
        ("order_date", "price", "rating"),
        ("at", "Purchase Amount (USD)", "Review Rating"),
        ("at", "Order Value", "Delivery Rating"),
        ("at", "price paid", "rating"),
    ],
)
def test_what_was_paid_is_the_value_beside_ratings(tmp_path: Path, time: str, amount: str, rating: str) -> None:
    rows = [(user(n), asin(n), moment(n), f"{5 + int(asin(n)[2:])}.99", 1 + n % 5) for n in range(N)]
    assert chosen(columns(tmp_path, csv_of(f"user_id,asin,{time},{amount},{rating}", rows)))["value"] == amount


def test_the_mean_rating_of_an_item_is_none_that_its_user_gave(tmp_path: Path) -> None:
    rows = [(user(n), asin(n), moment(n), f"{5 + int(asin(n)[2:])}.99", f"3.{int(asin(n)[2:]) % 9}") for n in range(N)]
    assert chosen(columns(tmp_path, csv_of("user_id,asin,at,price,product_rating", rows)))["value"] == "price"


def test_a_price_is_the_value_where_things_are_sold_and_rated(tmp_path: Path) -> None:
    rows = [(f"o{n}", user(n), asin(n), moment(n), 1 + n % 5, f"{5 + int(asin(n)[2:])}.99") for n in range(N)]
    log = columns(tmp_path, csv_of("order_id,user_id,asin,order_date,review_score,price", rows))
    assert chosen(log)["value"] == "price"


@pytest.mark.parametrize("name", ["thumbsUpCount", "total_feedback_count", "vote count", "view_count", "word count"])
def test_counts_of_approval_are_no_quantities(name: str) -> None:
    assert certainty("quantity", name) == 0


@pytest.mark.parametrize(
    "name",
    [
        *("item count", "Product Count", "ordered_item_count", "Quantidade Comprada", "quantity-purchased"),
        *("Cantidad comprada", "Quantité commandée", "Bestellte Menge", "NumberOfItemsPurchased", "Ordered Qty"),
    ],
)
def test_numbers_of_what_was_sold_are_quantities(name: str) -> None:
    assert certainty("quantity", name) > 0.4


def test_longer_names_of_pieces_and_their_price(tmp_path: Path) -> None:
    rows = [(f"t{n}", user(n), asin(n), moment(n), 1 + n % 3, f"{5 + int(asin(n)[2:])}.99") for n in range(N)]
    header = "TransactionId,UserId,ItemCode,TransactionTime,NumberOfItemsPurchased,CostPerItem"
    load(tmp_path, csv_of(header, rows))
    expected = sum((5.99 + int(asin(n)[2:])) * (1 + n % 3) for n in range(N))
    assert stored(tmp_path, "select sum(value) from events") == [(pytest.approx(expected),)]


def test_numbers_that_are_all_alike_are_no_value(tmp_path: Path) -> None:
    rows = [(user(n), asin(n), moment(n), 0, n % 11) for n in range(N)]
    log = columns(tmp_path, csv_of("username,anime_id,updated_at,my_value,my_score", rows))
    assert chosen(log)["value"] == "my_score"
    assert is_rating("my_score")
    assert is_rating("review_overall")


def test_year_month_and_day_go_with_a_time_of_day(tmp_path: Path) -> None:
    rows = [(2026, 1 + n % 3, 1 + n % 28, f"{n % 24:02}:{n % 60:02}", user(n), asin(n), "5.50") for n in range(N)]
    report = load(tmp_path, csv_of("Year,Month,Day,Time,user_id,product_id,price", rows))
    assert (chosen(report)["timestamp"], chosen(report)["time_of_day"], report.n_stored) == ("date", "Time", N)
    assert stored(tmp_path, "select min(ts)::varchar from events") == [("2026-01-01 00:00:00",)]


def test_numbered_states_of_orders_are_asked_whatever_their_name(tmp_path: Path) -> None:
    rows = [(f"o{n}", user(n), asin(n), moment(n), "5.50", 2 + n % 6) for n in range(N)]
    for name in ("current_state", "order_state", "id_order_state"):
        text = csv_of(f"id_order,id_customer,product_id,order_date,price,{name}", rows)
        assert [each.role for each in columns(tmp_path, text, accepts_guesses=True).questions] == ["event"]
    text = csv_of("id_order,id_customer,product_id,order_date,price,state", rows)
    assert columns(tmp_path, text).questions == ()
