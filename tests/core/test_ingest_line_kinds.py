"""Columns of kinds of lines beside titles of charges, other columns of kinds, and names of persons who are chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.ingest_help import chosen, events, load, table

_PRICES = (9.5, 12.25, 30.0, 7.75, 101.0)


def log(name: str, kinds: tuple[str, ...], *, has_shipping: bool = False) -> str:
    rows = [
        f"{n // 3},c{n // 3 % 9},{'Shipping' if has_shipping and n % 3 == 2 else f'Mug {n % 7}'},"
        f"2026-03-{1 + n // 3 % 28:02} 10:00:00,{_PRICES[n % 5]},1,{kinds[n % len(kinds)]}"
        for n in range(48)
    ]
    return table(f"order_id,customer_id,product_name,order_date,price,quantity,{name}", rows)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("item_type", ("delivery", "pickup", "dine in")),
        ("item_type", ("Jeans", "Cargo", "Chinos")),
        ("item type", ("Porto", "Sherry", "Madeira")),
        ("row kind", ("tips", "guides", "maps")),
        ("line_type", ("cargo", "slim", "loose")),
        ("item_type", ("handling", "tax", "delivery")),
        ("position type", ("delivery", "eat in", "eat in")),
        ("category", ("product", "product", "shipping")),
    ],
)
def test_kinds_of_goods_are_no_kinds_of_lines(tmp_path: Path, name: str, kinds: tuple[str, ...]) -> None:
    report = load(tmp_path, log(name, kinds))
    assert (report.n_stored, dict(report.rejected)) == (48, {})


@pytest.mark.parametrize("name", ["line_type", "item_type", "Positionstyp", "order_item_type"])
@pytest.mark.parametrize("kinds", [("product", "product", "shipping"), ("product", "product", "product")])
def test_lines_are_charges_by_their_kind_or_by_their_title(tmp_path: Path, name: str, kinds: tuple[str, ...]) -> None:
    report = load(tmp_path, log(name, kinds, has_shipping=True))
    assert dict(report.rejected) == {"not a product": 16}
    assert events(tmp_path, report) == {"purchase": 32}


def test_a_discount_by_its_kind_and_shipping_by_its_title_add_up(tmp_path: Path) -> None:
    text = log("line_type", ("product",) * 12, has_shipping=True)
    lines = text.splitlines()
    lines[2] = lines[2].replace(lines[2].split(",")[4], "-2").replace(",product", ",discount")
    report = load(tmp_path, "\n".join(lines) + "\n")
    assert dict(report.rejected) == {"not a product": 17}
    assert events(tmp_path, report) == {"purchase": 31}


@pytest.mark.parametrize("kind", ["voucher", "gift card", "Gutschein"])
def test_vouchers_that_were_sold_are_articles(tmp_path: Path, kind: str) -> None:
    report = load(tmp_path, log("line_type", ("product", "product", kind)))
    assert (report.n_stored, dict(report.rejected)) == (48, {})


def test_kinds_of_lines_that_say_more_are_events(tmp_path: Path) -> None:
    report = load(tmp_path, log("line_type", ("sale", "sale", "refund")))
    assert chosen(report)["event"] == "line_type"


@pytest.mark.parametrize("name", ["driver_name", "player_name", "stylist_name", "teacher name", "streamer_name"])
def test_persons_whom_users_choose_are_items(tmp_path: Path, name: str) -> None:
    rows = [f"c{n % 13},Ann B{n % 7},2026-03-{1 + n % 28:02} 10:00:00,{1 + n % 5}" for n in range(60)]
    report = load(tmp_path, table(f"passenger_id,{name},ride_date,rating", rows))
    assert chosen(report)["item"] == name
    assert report.n_items == 7
