"""Ratings written as stars, words and thumbs, and brands that stand in for items."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from core.errors import IngestError
from core.ingest.tables.spelled_ratings import numbers_of_texts
from tests.core.ingest_help import chosen, columns, load
from tests.core.test_ingest_exports import csv_of, moment, stored

N = 120
FIVE = (1, 2, 3, 4, 5)


def table(name: str, texts: Sequence[str]) -> str:
    rows = [(f"u{(5 * n + n // 11) % 11}", f"p{n % 7}", moment(n), f'"{texts[n % len(texts)]}"') for n in range(N)]
    return csv_of(f"user_id,item_id,time,{name}", rows)


@pytest.mark.parametrize(
    ("name", "texts", "numbers"),
    [
        ("rating", ["★" * n + "☆" * (5 - n) for n in FIVE], FIVE),
        ("stars", ["⭐" * n for n in FIVE], FIVE),
        ("Bewertung", [f"{n},5 von 5 Sternen" for n in FIVE[:4]], (1.5, 2.5, 3.5, 4.5)),
        ("note", [f"{n} sur 5" for n in FIVE], FIVE),
        ("Rating", [f"Rated {n} out of 5" for n in FIVE], FIVE),
        ("評価", [f"5つ星のうち{n}.0" for n in FIVE], FIVE),
        ("rating", ["Very poor", "Poor", "Average", "Good", "Excellent"], FIVE),
        ("rating", ["Poor", "Fair", "Good", "Very good", "Excellent"], FIVE),
        ("rating", ["Very bad", "Bad", "Good", "Very good"], (1, 2, 4, 5)),
        ("Bewertung", ["sehr schlecht", "schlecht", "mittel", "gut", "sehr gut"], FIVE),
        ("rating", ["One Star", "Two Stars", "Three Stars", "Four Stars", "Five Stars"], FIVE),
        ("评分", ["很差", "差", "一般", "好", "很好"], FIVE),
        ("thumbs", ["up", "down"], (1, -1)),
        ("rating", ["Thumbs Up", "Thumbs Down"], (1, -1)),
        ("rating", ["like", "dislike"], (1, -1)),
        ("liked", ["True", "False"], (1, -1)),
    ],
)
def test_ratings_are_read_as_they_are_written(
    tmp_path: Path, name: str, texts: list[str], numbers: tuple[float, ...]
) -> None:
    report = load(tmp_path, table(name, texts))
    assert (chosen(report)["value"], "event" in chosen(report)) == (name, False)
    expected = sum(numbers[n % len(numbers)] for n in range(N))
    assert stored(tmp_path, "select sum(value), count(value) from events") == [(expected, N)]
    notes = list(map(str, report.notes))
    assert any(f"{N} 'event' are ratings" in note for note in notes)
    assert any(note.startswith(f"The ratings in {name!r} are read as numbers") for note in notes)
    assert not any("negative value" in note for note in notes)


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("rating", ["PG-13", "R", "G"]),
        ("rating", ["Good", "Good"]),
        ("note", ["call back", "good", "ok"]),
        ("comment", ["good", "bad"]),
        ("priority", ["poor", "good"]),
        ("rating", ["1", "2", "3"]),
        ("rating", ["4.5", "3 stars"]),
        ("credit_rating", ["Good", "Poor"]),
        ("rating", ["High", "Low", "Medium"]),
        ("number of ratings", ["one star", "two stars"]),
        ("title", ["★ Lamp", "★★ Lamp"]),
    ],
)
def test_other_texts_are_no_ratings(name: str, texts: list[str]) -> None:
    assert numbers_of_texts(name, texts * 10) == {}


def test_a_price_stays_the_value_beside_ratings_in_words(tmp_path: Path) -> None:
    rows = [
        (f"o{n}", f"u{n % 11}", f"p{n % 7}", moment(n), f"{5 + n % 9}.50", ("Good", "Poor")[n % 2]) for n in range(N)
    ]
    log = columns(tmp_path, csv_of("order_id,user_id,sku,order_date,price,rating", rows))
    assert chosen(log)["value"] == "price"


@pytest.mark.parametrize("more", [(), ("category",)])
@pytest.mark.parametrize("name", ["brand", "Marke", "brand_name"])
def test_a_brand_in_place_of_an_item_is_asked(tmp_path: Path, name: str, more: tuple[str, ...]) -> None:
    brands, kinds = ("Acme", "Globex", "Initech", "Umbrella", "Hooli"), ("Toys", "Books", "Food")
    rows = [
        (f"u{(5 * n + n // 11) % 11}", brands[n % 5], moment(n), f"{5 + n % 9}.50", *(kinds[n % 3] for _ in more))
        for n in range(N)
    ]
    text = csv_of(",".join(("user_id", name, "order_date", "price", *more)), rows)
    with pytest.raises(IngestError, match=r"Is '\w+' the item"):
        columns(tmp_path, text)
    assert chosen(columns(tmp_path, text, accepts_guesses=True))["item"] in (name, *more)


def test_a_brand_beside_items_is_no_question(tmp_path: Path) -> None:
    rows = [(f"u{n % 11}", f"p{n % 17}", ("Acme", "Globex")[n % 17 % 2], moment(n)) for n in range(N)]
    log = columns(tmp_path, csv_of("user_id,product_id,brand,time", rows))
    assert (chosen(log)["item"], log.questions) == ("product_id", ())
