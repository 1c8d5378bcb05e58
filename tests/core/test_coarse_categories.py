"""Which of several columns of categories is read: the broadest that divides what is sold."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.ingest_help import columns, table, write

BROAD = ["GROCERY", "PRODUCE", "MEAT", "DRUG GM"]
ONE_FOR_MOST = ["GROCERY", "GROCERY", "GROCERY", "PRODUCE"]


@pytest.mark.parametrize(
    ("header", "departments", "finer", "category"),
    [
        ("DEPARTMENT,COMMODITY", ONE_FOR_MOST, 8, "COMMODITY"),
        ("DEPARTMENT,COMMODITY_DESC", ONE_FOR_MOST, 8, "COMMODITY_DESC"),
        ("department,genre", ONE_FOR_MOST, 8, "genre"),
        ("COMMODITY,DEPARTMENT", BROAD, 1, "COMMODITY"),
        ("DEPARTMENT,COMMODITY", BROAD, 8, "DEPARTMENT"),
        ("DEPARTMENT,COMMODITY", ONE_FOR_MOST, 1, "DEPARTMENT"),
        ("DEPARTMENT,store", ONE_FOR_MOST, 8, "DEPARTMENT"),
        ("category,store", ["Shoes", "Shoes", "Shoes", "Hats"], 8, "category"),
        ("category,subcategory", BROAD, 8, "category"),
    ],
)
def test_a_column_that_hardly_divides_is_read_only_where_no_other_does(
    tmp_path: Path, header: str, departments: list[str], finer: int, category: str
) -> None:
    rows = [
        f"u{n % 17},i{n % 40},2026-01-{n % 27 + 1:02} 10:{n % 60:02},"
        f"{departments[n % 40 % 4]},KIND {chr(65 + n % 40 % finer)}"
        for n in range(400)
    ]
    log = columns(tmp_path, table(f"user,item,time,{header}", rows))
    assert log.events.map.category == category


@pytest.mark.parametrize(("departments", "category"), [(ONE_FOR_MOST, "COMMODITY"), (BROAD, "DEPARTMENT")])
def test_so_it_is_with_a_file_of_items(tmp_path: Path, departments: list[str], category: str) -> None:
    sold = [f"i{n},Tin {n},{departments[n % 4]},KIND {chr(65 + n % 8)}" for n in range(40)]
    items = write(tmp_path / "items.csv", table("item,title,DEPARTMENT,COMMODITY", sold))
    rows = [f"u{n % 17},i{n % 40},2026-01-{n % 27 + 1:02} 10:{n % 60:02}" for n in range(400)]
    log = columns(tmp_path, table("user,item,time", rows), items=items)
    assert log.items is not None
    assert log.items.map.category == category


SHOES = ["Shoes"] * 9 + ["Bags", "Hats", "Belts", "Coats", "Scarves"] * 2 + ["Socks"]  # 45 % in one of 7
SHARES = [*(["Other"] * 17), *(f"Kind {chr(65 + n)}" for n in range(23))]  # 42 % in one of 24


@pytest.mark.parametrize(
    ("of_items", "n_others", "category"),
    [
        (SHARES, 3, "category"),
        (SHOES, 3, "category"),
        (["Shoes"] * 5 + ["Bags", "Hats", "Belts", "Coats", "Socks"], 3, "category"),
        (["Shoes"] * 9 + ["Bags", "Hats"], 2, "category"),
        (["Shoes"] * 9 + ["Bags", "Hats"], 6, "department"),
        (["Shoes"] * 6 + ["Bags"] * 4, 3, "department"),
        (SHOES, 8, "department"),
    ],
)
def test_one_that_divides_into_more_stays_though_a_single_category_holds_much(
    tmp_path: Path, of_items: list[str], n_others: int, category: str
) -> None:
    sold = [f"i{n},Tin {n},{of_items[n % len(of_items)]},FOR {chr(65 + n * 7 % n_others)}" for n in range(120)]
    items = write(tmp_path / "items.csv", table("item,title,category,department", sold))
    rows = [f"u{n % 17},i{n % 120},2026-01-{n % 27 + 1:02} 10:{n % 60:02}" for n in range(400)]
    log = columns(tmp_path, table("user,item,time", rows), items=items)
    assert log.items is not None
    assert log.items.map.category == category
