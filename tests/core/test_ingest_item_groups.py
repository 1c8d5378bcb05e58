"""The category of a log whose columns are not called one: the course of lessons, the outlet of dishes, the brand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.ingest_help import chosen, load, table


def log(header: str, group: str = "G{item_group}", title: str = "lesson", more: str = "") -> str:
    """Write 300 events of 25 users with 24 items; ``group`` is filled with numbers of items, users and rows."""
    rows = []
    for row in range(300):
        item, user = row * 7 % 24, row % 25
        cell = group.format(item_group=item % 6, item=item, user=user % 4, row=row % 5, each=row)
        rows.append(f"u{user},i{item},2031-03-{row % 28 + 1:02} 10:{row % 60:02}:00,{cell},Lamp no {item}{more}")
    return table(f"user_id,{title}_id,time,{header},title", rows)


@pytest.mark.parametrize(
    "name", ["course", "Course Name", "outlet", "department", "brand", "Hersteller", "Kurs", "curso", "marka", "series"]
)
def test_what_items_belong_to_is_their_category(tmp_path: Path, name: str) -> None:
    report = load(tmp_path, log(name), accepts_guesses=True)
    assert chosen(report)["category"] == name


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("brand", "G{row}"),
        ("department", "G{user}"),
        ("outlet", "G{item}"),
        ("course", "G{each}"),
        ("city", "G{item_group}"),
        ("seller", "G{item_group}"),
        ("currency", "G{item_group}"),
        ("device", "G{item_group}"),
        ("status", "G{item_group}"),
        ("warehouse", "G{item_group}"),
        ("brand", "one"),
        ("brand_rank", "{item_group}"),
        ("kurs", "{item_group}.25"),
        ("course_price", "{item_group}.5"),
    ],
)
def test_what_is_no_group_of_items_is_no_category(tmp_path: Path, name: str, group: str) -> None:
    report = load(tmp_path, log(name, group), accepts_guesses=True)
    assert "category" not in chosen(report)


@pytest.mark.parametrize(("n_shared", "category"), [(0, None), (1, "brand")])
def test_a_group_of_users_is_no_category_though_each_takes_items_of_its_own(
    tmp_path: Path, n_shared: int, category: str | None
) -> None:
    """Each of 120 users is of one of four groups, and takes items of it; or of the others, too."""
    rows = []
    for row in range(720):
        user, part = row % 120, (row % 120 + n_shared * (row // 120)) % 4
        item = (row // 120 + user // 4) % 6 * 4 + part
        rows.append(f"u{user},i{item},2031-03-{row % 28 + 1:02} 10:{row % 60:02}:00,D{part},Lamp no {item}")
    report = load(tmp_path, table("user_id,lesson_id,time,brand,title", rows), accepts_guesses=True)
    assert chosen(report).get("category") == category


def test_a_column_that_is_called_a_category_goes_before(tmp_path: Path) -> None:
    rows = log("brand").splitlines()
    text = "\n".join(
        [f"{rows[0]},genre", *(f"{row},{'Old' if place % 2 else 'New'}" for place, row in enumerate(rows[1:]))]
    )
    assert chosen(load(tmp_path, text + "\n", accepts_guesses=True))["category"] == "genre"
