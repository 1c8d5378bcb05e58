"""What somebody joined to an export of a known layout plays a role that its own columns leave open."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.core.ingest_help import chosen, load
from tests.core.test_ingest_exports import stored

N = 180
RATINGS = "userId,movieId,rating,timestamp"
VISITS = "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session"


def rating(n: int) -> tuple[object, ...]:
    return (n % 13 + 1, n * 5 % 17, n % 5 + 1, 1_000_000_000 + 86_400 * n)


def visit(n: int) -> tuple[object, ...]:
    return (f"2019-10-{n % 28 + 1:02} 10:00:00 UTC", "view", n * 5 % 17, n % 3, "a.b", "acme", 9.5, n % 13 + 1, f"s{n}")


CELLS = {
    "title": lambda n: f"Film {n * 5 % 17}",
    "genres": lambda n: f"Genre {n * 5 % 17 % 4}",
    "gender": lambda n: "mf"[n % 13 % 2],
    "comment": lambda n: f"Text {n}",
    "category": lambda n: f"Mood {n % 7}",
    "country": lambda n: "DE",
    "name": lambda n: f"Ann{n % 13} Lee",
}


@pytest.mark.parametrize(
    ("header", "more", "taken"),
    [
        (RATINGS, "title,genres", {"text": "title", "category": "genres"}),
        (RATINGS, "gender,genres", {"attribute": "gender", "category": "genres"}),
        (VISITS, "title,gender", {"text": "title", "attribute": "gender", "category": "category_code"}),
        (RATINGS, "comment,category", {}),
        (RATINGS, "country,name", {}),
        (VISITS, "category", {"category": "category_code"}),
    ],
)
def test_titles_and_categories_of_items_are_taken_beside_a_preset(
    tmp_path: Path, header: str, more: str, taken: Mapping[str, str]
) -> None:
    row = rating if header == RATINGS else visit
    cells = [(*row(n), *(CELLS[name](n) for name in more.split(","))) for n in range(N)]
    text = "\n".join([f"{header},{more}", *(",".join(map(str, each)) for each in cells), ""])
    report = load(tmp_path, text)
    found = chosen(report)
    assert any("was recognised as" in note for note in report.notes)
    assert {role: found.get(role) for role in ("text", "category", "attribute") if role in found} == taken
    assert report.n_stored == N
    if taken.get("text"):
        assert stored(tmp_path, "select distinct title from items where item_id = '5'") == [("Film 5",)]


def test_a_role_that_is_cleared_stays_so(tmp_path: Path) -> None:
    rows = [",".join(map(str, (*rating(n), CELLS["title"](n)))) for n in range(N)]
    text = "\n".join([f"{RATINGS},title", *rows, ""])
    assert "text" not in chosen(load(tmp_path, text, map={"text": []}))
