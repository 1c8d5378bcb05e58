"""Titles of items stand beside their ids; headings of reviews and texts at random do not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.core.ingest_help import chosen, columns

_WORDS = ("Kettle", "Lamp", "Chair", "Hat", "Pen", "Drum", "Kite", "Bag", "Tray", "Pot")


def log(header: str, of_row: Callable[[int], str], n_rows: int = 600) -> str:
    rows = [
        f"u{n * n % 83},{of_row(n)},{n % 5 + 1},2031-{n % 12 + 1:02}-{n % 28 + 1:02} 10:00:00" for n in range(n_rows)
    ]
    return "\n".join([f"user_id,{header},rating,timestamp", *rows, ""])


def heading(n: int, of: int) -> str:
    """Write one of five headings that come again and again, or one of many."""
    return ("Five Stars", "Great", "Love it", "Meh", "Bad")[n * 7 % 5] if n % 10 < of else f"my note {n * 11 % 457}"


@pytest.mark.parametrize("of", [10, 7, 5, 3, 1])
def test_headings_of_reviews_are_neither_items_nor_titles(tmp_path: Path, of: int) -> None:
    found = columns(tmp_path, log("title,asin", lambda n: f"{heading(n, of)},B{n * 13 % 41:05}"))
    assert chosen(found)["item"] == "asin"
    assert "text" not in chosen(found)


@pytest.mark.parametrize(
    "of_row",
    [
        pytest.param(lambda n: f"p{n * 13 % 41},{_WORDS[n * 13 % 41 % 10]} {n * 13 % 41} in size {n % 4}", id="sizes"),
        pytest.param(lambda n: f"p{n * 13 % 41}-{n % 4},{_WORDS[n * 13 % 41 % 10]} {n * 13 % 41}", id="ids of sizes"),
        pytest.param(lambda n: f"p{n * 13 % 41},Kettle {n * 13 % 41}{' new' * (n > 300)}", id="renamed"),
        pytest.param(
            lambda n: f"p{n * 13 % 41},{('Kettle', 'Kessel', 'Bouilloire')[n % 3]} {n * 13 % 41}", id="languages"
        ),
        pytest.param(lambda n: f"p{n * 13 % 6},{_WORDS[n * 13 % 6]}", id="few items"),
        pytest.param(lambda n: f"p{n * 13 % 8},Lesson {n * 13 % 41 * 8 + n * 13 % 8}", id="parts of an item"),
    ],
)
def test_texts_that_stay_with_their_items_are_titles(tmp_path: Path, of_row: Callable[[int], str]) -> None:
    found = columns(tmp_path, log("item_id,title", of_row))
    assert (chosen(found)["item"], chosen(found)["text"]) == ("item_id", "title")


def test_a_title_stands_in_where_only_a_carrier_is_beside_it(tmp_path: Path) -> None:
    carriers = ("DHL", "UPS", "FedEx", "GLS")
    found = columns(tmp_path, log("title,carrier", lambda n: f"{_WORDS[n * 13 % 10]} big,{carriers[n * 7 % 4]}"))
    assert chosen(found)["item"] == "title"


def test_a_known_id_that_few_rows_have_leaves_the_item_to_the_title(tmp_path: Path) -> None:
    rows = log("coupon_id,title", lambda n: f"{f'k{n % 9}' if n % 5 < 2 else ''},{_WORDS[n * 13 % 10]} {n * 13 % 41}")
    assert chosen(columns(tmp_path, rows))["item"] == "title"


def words_of(item: int) -> str:
    return f"{_WORDS[item % 10]} of dark wood {item}"


@pytest.mark.parametrize("header", ["Título do anúncio", "Details", "af_content", "Bezeichner", "what it is"])
def test_a_text_of_which_each_item_has_one_is_its_title_by_any_name(tmp_path: Path, header: str) -> None:
    found = columns(tmp_path, log(f"sku,{header}", lambda n: f"s{n * 13 % 41},{words_of(n * 13 % 41)}"))
    assert (chosen(found)["item"], chosen(found)["text"]) == ("sku", header)


@pytest.mark.parametrize(
    ("header", "of_row"),
    [
        pytest.param("supplier", lambda n: words_of(n * 13 % 41), id="supplier"),
        pytest.param("Lieferant", lambda n: words_of(n * 13 % 41), id="supplier in German"),
        pytest.param("author", lambda n: words_of(n * 13 % 41), id="author"),
        pytest.param("product url", lambda n: words_of(n * 13 % 41), id="link"),
        pytest.param("colour tone", lambda n: words_of(n * 13 % 41), id="colour"),
        pytest.param("cuisine", lambda n: words_of(n * 13 % 41 % 5), id="few kinds"),
        pytest.param("motto", lambda n: words_of(n * n % 83), id="of the user"),
        pytest.param("hint", lambda n: words_of(n * 7 % 39), id="of the row"),
        pytest.param("code", lambda n: f"x{n * 13 % 41}-{n * 13 % 41}", id="codes"),
    ],
)
def test_makers_links_kinds_and_texts_of_rows_are_no_titles(
    tmp_path: Path, header: str, of_row: Callable[[int], str]
) -> None:
    found = columns(tmp_path, log(f"sku,{header}", lambda n: f"s{n * 13 % 41},{of_row(n)}"))
    assert (chosen(found)["item"], chosen(found).get("text")) == ("sku", None)


@pytest.mark.parametrize(
    ("title", "header", "of_row", "item"),
    [
        pytest.param("beer_name", "beer_beerid", lambda n: 4700 + n * 13 % 41, "beer_beerid", id="of the title"),
        pytest.param("Product Name", "Product Card Id", lambda n: 900 + n * 13 % 41, "Product Card Id", id="of a card"),
        pytest.param("beer_name", "beer_row_id", lambda n: n, "beer_name", id="of the row"),
        pytest.param("beer_name", "beer_style_id", lambda n: n * 13 % 41 % 6, "beer_name", id="of the kind"),
        pytest.param("Product Name", "Card Id", lambda n: 900 + n * 13 % 41, "Product Name", id="of another name"),
    ],
)
def test_an_id_that_goes_with_each_title_is_the_item(
    tmp_path: Path, title: str, header: str, of_row: Callable[[int], int], item: str
) -> None:
    found = columns(tmp_path, log(f"{title},{header}", lambda n: f"{words_of(n * 13 % 41)},{of_row(n)}"))
    assert (chosen(found)["item"], chosen(found)["text"]) == (item, title)


@pytest.mark.parametrize(
    ("header", "of_row", "item"),
    [
        pytest.param("cote", lambda n: f"C{n * 13 % 41:04}", "cote", id="a shelf mark"),
        pytest.param("cote", lambda n: f"C{n * 13 % 41 + (n == 40):04}", "cote", id="two of one title"),
        pytest.param("kode", lambda n: f"AB-{900 + n * 13 % 41}", "kode", id="a code"),
        pytest.param("rayon", lambda n: f"R{n * 13 % 41 % 6}", "titre", id="of the kind"),
        pytest.param("exemplaire", lambda n: f"E{n}", "titre", id="of the row"),
        pytest.param("caisse", lambda n: f"K{n % 13}", "titre", id="of the till"),
        pytest.param("lot", lambda n: f"L{n * 13 % 41 * 2 + n // 41 % 2}", "titre", id="several of a title"),
        pytest.param("prix", lambda n: f"{n * 13 % 41},50 €", "titre", id="a price"),
        pytest.param("page", lambda n: 100 + n * 13 % 41, "titre", id="numbers"),
        pytest.param("plaque", lambda n: f"un mot {n * 13 % 41} de plus", "titre", id="words"),
    ],
)
def test_codes_each_of_which_has_a_title_are_the_item(tmp_path: Path, header: str, of_row, item: str) -> None:
    text = log(f"titre,{header}", lambda n: f'{words_of(n * 13 % 41)},"{of_row(n)}"')
    found = columns(tmp_path, text, accepts_guesses=True)
    assert (chosen(found)["item"], chosen(found)["text"]) == (item, "titre")


@pytest.mark.parametrize(
    ("header", "every", "item"),
    [("article_ids_clicked", 4, "article_ids_clicked"), ("article_ids_inview", 4, "article_id"),
     ("article_ids_clicked", 1, "article_id"), ("tag_ids_clicked", 4, "article_id")],
)  # fmt: skip
def test_a_full_list_of_what_was_chosen_goes_before_an_item_that_is_mostly_blank(
    tmp_path: Path, header: str, every: int, item: str
) -> None:
    text = log(f"article_id,{header}", lambda n: f"{'' if n % every else 70 + n * 13 % 41},{9000 + n * 7 % 39}")
    found = columns(tmp_path, text, accepts_guesses=True)
    assert chosen(found)["item"] == item
    assert [each.role for each in found.questions] == (["item"] if item == header else [])
