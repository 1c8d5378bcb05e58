"""What was bought goes before who sold it, what was paid before what was thought of it, and titles come again."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import IngestError
from core.ingest.columns.makers import is_maker_name
from tests.core.ingest_help import chosen, columns, load

THINGS = ("Lamp", "Chair", "Desk", "Mug", "Sofa", "Vase", "Rug", "Clock", "Bowl", "Shelf", "Stool", "Tray")


def log(header: str, *cells: str, n_rows: int = 240) -> str:
    """Write rows of 20 users; in ``cells`` {thing} is one of 12 titles, {maker} one of 4, {n} the number of the row."""
    rows = []
    for n in range(n_rows):
        known = {"n": n, "thing": THINGS[n * 7 % 12], "maker": f"m{n * 7 % 4}", "price": f"{3 + n * 7 % 12}.50"}
        known |= {
            "amount": f"{9 + n * 37 % 91}.25",
            "stars": n * 3 % 5 + 1,
            "half": THINGS[n * 7 % 12] if n % 2 else "",
        }
        rows.append(
            ",".join([f"c{n % 20}", f"2031-01-{n % 28 + 1:02} {n % 24:02}:{n % 60:02}:00", *cells]).format(**known)
        )
    return "\n".join([f"customer_id,{header}", *rows, ""])


@pytest.mark.parametrize(
    ("maker", "title"),
    [
        *(("merchant_id", "product_name"), ("restaurant_id", "item_name"), ("shop_id", "product_title")),
        *(
            ("coupon_id", "product_name"),
            ("property_id", "title"),
            ("restaurant_id", "dish"),
            ("artist_id", "track_name"),
        ),
        *(("vendor_id", "item_name"), ("seller_id", "product")),
    ],
)
def test_a_title_that_each_row_has_is_the_item_before_its_maker(tmp_path: Path, maker: str, title: str) -> None:
    text = log(
        f"order_date,{maker},{title},amount", "{maker}" if maker != "property_id" else "GA-1", "{thing}", "{amount}"
    )
    assert chosen(columns(tmp_path, text))["item"] == title


@pytest.mark.parametrize(
    ("header", "cells", "item"),
    [
        ("date,restaurant_id,restaurant_name,rating", ("{thing}", "At {thing}", "{stars}"), "restaurant_id"),
        ("date,merchant_id,name,amount", ("{maker}", "At {maker}", "{amount}"), "merchant_id"),
        ("date,business_id,stars,text", ("{thing}", "{stars}", "nice place {n} to eat at"), "business_id"),
        ("date,merchant_id,transaction_description,amount", ("{thing}", "POS {n}", "{amount}"), "merchant_id"),
        ("date,restaurant_id,cuisine,total", ("{thing}", "thai", "{amount}"), "restaurant_id"),
        ("date,artist_id,artist_name", ("{thing}", "{thing}"), "artist_id"),
        ("date,property_id,property_title,price", ("{thing}", "{thing} flat", "{price}"), "property_id"),
        ("date,product_id,product_name,merchant_id,price", ("{thing}", "{thing}", "{maker}", "{price}"), "product_id"),
        ("date,media_id,artist_id,album_id", ("{thing}", "{maker}", "{maker}"), "media_id"),
    ],
)
def test_makers_without_titles_of_what_they_sell_stay_items(
    tmp_path: Path, header: str, cells: tuple[str, ...], item: str
) -> None:
    assert chosen(columns(tmp_path, log(header, *cells)))["item"] == item


def test_where_half_of_the_rows_have_a_title_the_maker_is_asked(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"(?=.*'merchant_id')(?=.*'product_name').*the item"):
        load(tmp_path, log("order_date,merchant_id,product_name,amount", "{maker}", "{half}", "{amount}"))


def test_names_of_makers() -> None:
    assert [is_maker_name(each) for each in ("merchant", "Shop ID", "shop_item_id", "item", "offer_id")] == [
        *(True, True, False, False, False)
    ]


@pytest.mark.parametrize(
    ("header", "cells", "value"),
    [
        ("order_date,order_id,product_id,order_amount,rating",
         ("{n}", "{thing}", "{amount}", "{stars}"), "order_amount"),
        ("Order Date,product_id,Order Value,Customer Rating", ("{thing}", "{amount}", "{stars}"), "Order Value"),
        ("date,product_id,Booking Status,Booking Value,Customer Rating",
         ("{thing}", "Completed", "{amount}", "{stars}"), "Booking Value"),
        ("review_date,product_id,price,rating", ("{thing}", "{price}", "{stars}"), "rating"),
        ("reviewed_at,course_id,course_price,rating", ("{thing}", "{price}", "{stars}"), "rating"),
        ("date,product_id,helpful_votes,rating", ("{thing}", "{n}", "{stars}"), "rating"),
        ("rated_at,film_id,rating,revenue", ("{thing}", "{stars}", "{price}"), "rating"),
        ("date,film_id,imdb_score,rating", ("{thing}", "{price}", "{stars}"), "rating"),
        ("date,product_id,amount,rating", ("{thing}", "{price}", "{stars}"), "amount"),
        ("date,product_id,price_paid,rating", ("{thing}", "{price}", "{stars}"), "price_paid"),
        ("date,product_id,revenue,rating", ("{thing}", "{amount}", "{stars}"), "revenue"),
    ],
)  # fmt: skip
def test_the_value_of_an_order_is_what_was_paid_and_of_a_review_its_stars(
    tmp_path: Path, header: str, cells: tuple[str, ...], value: str
) -> None:
    text = log(header, *cells)
    if "Booking Status" in header:
        text = text.replace("Completed", "No Driver Found", 40)
    assert chosen(columns(tmp_path, text))["value"] == value


def test_rated_orders_without_an_amount_are_ratings_and_rows_without_a_driver_no_purchases(tmp_path: Path) -> None:
    report = load(tmp_path, log("order_date,order_id,product_id,rating", "{n}", "{thing}", "{stars}"))
    assert report.notes[-1] == "What events mean: 240 'event' are ratings, weight 1."
    rides = log("date,order_id,product_id,status,fare", "{n}", "{thing}", "Completed", "{amount}")
    report = load(tmp_path, rides.replace("Completed", "No Driver Found", 40))
    assert "40 'cancelled order' are stored" in report.notes[-1]


def test_votes_are_no_ratings_and_a_name_of_each_row_is_no_item(tmp_path: Path) -> None:
    text = log("created_utc,name,subreddit,score", "t1_{n}", "{thing}", "{n}")
    text = text.replace(",7\n", ",-7\n").replace(",91\n", ",-91\n")
    roles = chosen(columns(tmp_path, text))
    assert (roles["item"], roles.get("value"), roles.get("text")) == ("subreddit", None, None)


def test_pages_named_by_what_is_done_there_are_events_and_states_of_sessions_are_none(tmp_path: Path) -> None:
    text = log("ts,auth,page,artist,song", "Logged In", "NextSong", "{maker}", "{thing}").replace("ts,", "timestamp,")
    pages = ("Thumbs Up", "Add to Playlist", "Home", "Thumbs Down")
    for page in pages:
        text = text.replace("NextSong", page, 9)
    roles = chosen(columns(tmp_path, text))
    assert (roles["event"], roles["item"]) == ("page", "song")


def test_a_release_is_no_time_of_what_was_heard(tmp_path: Path) -> None:
    text = log("ts_listen,media_id,release_date,is_listened", "{thing}", "2004{stars:02}01", "1")
    rows = [row.split(",") for row in text.splitlines()]
    for n, row in enumerate(rows[1:]):
        row[1] = str(1479070687 + n * 977)
    text = "\n".join(map(",".join, rows)) + "\n"
    assert chosen(columns(tmp_path, text))["timestamp"] == "ts_listen"
