"""Cells that list plain values: what an order holds becomes a row each, and its total is divided."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from core.ingest.reader.plain_lists import values_of
from tests.core.ingest_help import chosen, load, open_store
from tests.core.test_ingest_exports import csv_of, stored

N = 90
GOODS = ("Soap", "Olive Oil", "Milk", "Bread")
PRICES = [2, 3, 7, 11]
Cell = Callable[[int], object]


def goods(n: int) -> list[str]:
    """Return one to four goods, 225 in all orders."""
    return [*GOODS[: n % 4 + 1]]


def quoted(values: list[str], between: str = ", ") -> str:
    return f'"[{between.join(repr(each) for each in values)}]"'


def table(cells: Mapping[str, Cell]) -> str:
    who = {"customer_id": lambda n: f"c{n % 17}", "order_date": lambda n: f"2031-01-{n % 28 + 1:02} 10:00:{n % 60:02}"}
    cells = {**who, **cells}
    return csv_of(",".join(cells), [tuple(cell(n) for cell in cells.values()) for n in range(N)])


@pytest.mark.parametrize(
    ("cells", "item", "total"),
    [
        ({"Product": lambda n: quoted(goods(n)), "total": lambda n: n + 1}, "line_items.Product", 4095),
        ({"order_id": lambda n: n, "items": lambda n: '"' + json.dumps(goods(n)).replace('"', '""') + '"',
          "amount": lambda n: n + 1}, "line_items.item", 4095),
        ({"product_ids": lambda n: quoted(goods(n), " "), "Total_Cost": lambda n: n + 1},
         "line_items.product_id", 4095),
        ({"invoice_id": lambda n: n, "product_ids": lambda n: quoted(goods(n)), "invoice_total": lambda n: n + 1,
          "quantities": lambda n: f'"{[n % 3 + 1] * (n % 4 + 1)}"'}, "line_items.product_id", 4095),
        ({"order_id": lambda n: n, "skus": lambda n: quoted(goods(n)), "prices": lambda n: f'"{PRICES[: n % 4 + 1]}"',
          "quantities": lambda n: f'"{[n % 3 + 1] * (n % 4 + 1)}"'}, "line_items.sku",
         sum((n % 3 + 1) * sum(PRICES[: n % 4 + 1]) for n in range(N))),
    ],
)  # fmt: skip
def test_each_entry_of_a_list_is_a_row_and_a_total_is_counted_once(
    tmp_path: Path, cells: dict[str, Cell], item: str, total: float
) -> None:
    report = load(tmp_path, table(cells))
    n_rows = sum(len(goods(n)) for n in range(N))
    assert (chosen(report)["item"], report.n_stored, report.n_rejected, n_rows) == (item, 223, 0, 223)
    assert stored(tmp_path, "select count(*), round(sum(value)) from events") == [(223, total)]
    assert [title for (title,) in stored(tmp_path, "select item_id from items order by 1")] == sorted(GOODS)


@pytest.mark.parametrize(
    "cells",
    [
        {"item_id": lambda n: f"p{n % 7}", "genres": lambda n: quoted(goods(n))},
        {"product": lambda n: GOODS[n % 4], "tags": lambda n: quoted(goods(n))},
        {"item_id": lambda n: f"p{n % 7}", "related_products": lambda n: quoted(goods(n))},
        {"item_id": lambda n: f"p{n % 7}", "embedding": lambda n: '"[0.1, 0.2]"'},
    ],
)
def test_lists_of_what_is_known_of_an_item_repeat_no_row(tmp_path: Path, cells: dict[str, Cell]) -> None:
    assert load(tmp_path, table(cells)).n_records == N


@pytest.mark.parametrize("more", [{}, {"rating": lambda n: n % 5 + 1}])
def test_lists_of_what_was_seen_are_no_purchases(tmp_path: Path, more: dict[str, Cell]) -> None:
    cells = {"items": lambda n: quoted(goods(n)), **more}
    report = load(tmp_path, table(cells).replace("order_date", "date"))
    assert (report.n_stored, "order" in chosen(report)) == (223, False)
    assert "223 'event'" in report.notes[-1 if not more else -2] + report.notes[-1]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("""["the girls' 'night'", "B"]""", ["the girls' 'night'", "B"]),
        ("""["the girls' 'night'", 'B']""", ["the girls' 'night'", "B"]),
        ("""['the girls\\' "night"' 'B']""", ['the girls\' "night"', "B"]),
        ("""["the girls' 'night'"\n 'B']""", ["the girls' 'night'", "B"]),
        ("""['a', ' ', "b"]""", ["a", " ", "b"]),
        ('["A", null]', ["A", ""]),
        ("['A', None, 7]", ["A", "", "7"]),
        ("[]", []),
        ('["A", ["B"]]', None),
        ("['A' 'B", None),
    ],
)
def test_the_values_of_a_list(text: str, values: list[str] | None) -> None:
    assert values_of(text) == values


def test_an_entry_that_is_null_is_no_item_and_is_counted(tmp_path: Path) -> None:
    null = {"Product": lambda n: '"' + json.dumps([*goods(n), None][: n % 4 + 2]).replace('"', '""') + '"'}
    report = load(tmp_path, table({**null, "order_id": lambda n: n}))
    assert (report.n_stored, report.n_rejected) == (223, 90)
    assert [item for (item,) in stored(tmp_path, "select item_id from items order by 1")] == sorted(GOODS)


def joined(sign: str, form: str = "{}") -> Cell:
    """Return cells of one to four goods, in another order in each, with a sign between them."""
    return lambda n: '"' + sign.join(form.format(each) for each in [*goods(n)[n % 3 :], *goods(n)[: n % 3]]) + '"'


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("items", joined("|")),
        ("Artikel", joined("; ")),
        ("product_ids", joined(",")),
        ("basket", joined("\n")),
        ("Order Lines", joined(";")),
        ("Products Ordered", joined(" | ")),
    ],
)
def test_values_between_signs_are_rows_too(tmp_path: Path, header: str, cell: Cell) -> None:
    report = load(tmp_path, table({"order_id": lambda n: n, header: cell, "total": lambda n: n + 1}))
    assert (report.n_records, report.n_stored, report.n_items) == (223, 223, 4)
    assert stored(tmp_path, "select count(*), round(sum(value)) from events") == [(223, 4095)]
    assert [title for (title,) in stored(tmp_path, "select item_id from items order by 1")] == sorted(GOODS)


@pytest.mark.parametrize("form", ["{}:{n}", "{} x{n}", "{n}x {}", "{} ({n})", "{}*{n}", "{n} × {}"])
def test_pieces_stand_behind_or_before_each_of_them(tmp_path: Path, form: str) -> None:
    def cell(n: int) -> str:
        return ";".join(form.format(each, n=n // 4 % 3 + 1) for each in [*goods(n)[n % 3 :], *goods(n)[: n % 3]])

    report = load(tmp_path, table({"order_id": lambda n: n, "items": cell}))
    assert (report.n_stored, chosen(report)["quantity"].partition(".")[2]) == (223, "quantity")
    assert stored(tmp_path, "select distinct value from events order by 1") == [(1,), (2,), (3,)]
    assert [title for (title,) in stored(tmp_path, "select item_id from items order by 1")] == sorted(GOODS)


def test_prices_between_signs_belong_to_the_items_beside_them(tmp_path: Path) -> None:
    cells = {"order_id": lambda n: n, "skus": lambda n: "|".join([*goods(n)[n % 2 :], *goods(n)[: n % 2]]),
             "prices": lambda n: "|".join(str(PRICES[GOODS.index(each)]) for each in
                                          [*goods(n)[n % 2 :], *goods(n)[: n % 2]])}  # fmt: skip
    report = load(tmp_path, table(cells))
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    paid = dict(zip(population.histories.items, population.histories.values, strict=True))
    assert {str(population.items.item_ids[item]): value for item, value in paid.items()} == dict(
        zip(GOODS, PRICES, strict=True)
    )


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Product", lambda n: f"{GOODS[n % 4]} | {('red', 'blue')[n % 2]}" + (" | L" if n % 3 else "")),
        ("product", lambda n: f'"{GOODS[n % 4]}, {("large", "small")[n % 2]}"' if n % 3 else GOODS[n % 4]),
        ("item_id", lambda n: f"shop{n % 3}|{n % 7}" if n % 4 else f"shop{n % 3}"),
        ("Artikel", lambda n: f"{GOODS[n % 4]}; Größe {n % 3}" if n % 2 else GOODS[n % 4]),
        ("items", lambda n: f"p{n % 7}"),
        ("product", lambda n: ("Salt & Pepper", '"Oil, 1l"', '"Oil, 2l"', "Tea")[n % 4]),
        ("item", lambda n: f"http://x.example/a;b={n % 7}"),
        ("category_path", lambda n: f"Home|{GOODS[n % 4]}" if n % 2 else GOODS[n % 4]),
    ],
)
def test_a_title_or_id_with_such_signs_is_one_item(tmp_path: Path, header: str, cell: Cell) -> None:
    more = {} if "category" not in header else {"item_id": lambda n: f"p{n % 7}"}
    report = load(tmp_path, table({"order_id": lambda n: n, header: cell, **more}), accepts_guesses=True)
    assert report.n_records == N


@pytest.mark.parametrize(
    "names",
    [
        ("Matrix 2", "Xbox 360", "Vertex 9", "Index 4"),
        ("Cola (330)", "Beer (500)", "Wine (750)", "Tea (250)"),
        ("toys:12", "books:7", "toys:3", "books:2"),
        ("iPhone x10", "Model x3", "Tesla x5", "Class x1"),
    ],
)
def test_a_number_that_an_item_always_has_is_of_its_name(tmp_path: Path, names: tuple[str, ...]) -> None:
    cells = {"order_id": lambda n: n, "items": lambda n: "|".join([*names[n % 4 :], *names[: n % 3]])}
    report = load(tmp_path, table(cells))
    assert sorted(title for (title,) in stored(tmp_path, "select item_id from items")) == sorted(names)
    assert "quantity" not in chosen(report)


@pytest.mark.parametrize("header", ["film", "item_id", "sku"])
def test_a_list_beside_a_thing_says_something_of_it(tmp_path: Path, header: str) -> None:
    report = load(tmp_path, table({header: lambda n: f"p{n % 7}", "items": joined("|")}), accepts_guesses=True)
    assert report.n_records == N
