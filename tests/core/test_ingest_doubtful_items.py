"""What is no item though its name may say so: headings of reviews, ids of rows; and times that are all alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from core.errors import IngestError
from core.ingest.opening.log import Log
from tests.core.ingest_help import chosen, columns

N = 320
HEADINGS = ("Great", "Perfect stay", "Never again", "Good value", "Nice people", "Too loud at night", "Lovely", "Dirty")
HOTELS = [f"https://x.example/hotel-{n}" for n in range(23)]
Cell = Callable[[int], object]


def log(tmp_path: Path, cells: Mapping[str, Cell], n_rows: int = N, **more: object) -> Log:
    when = {"date": lambda n: f"2031-01-{n % 28 + 1:02} 10:{n % 60:02}:00"}
    cells = {**when, **cells}
    rows = [",".join(str(cell(n * n % 8_191)) for cell in cells.values()) for n in range(n_rows)]
    return columns(tmp_path, "\n".join([",".join(cells), *rows, ""]), **more)


def prose(n: int) -> str:
    return f"We stayed for {n} nights in room {n * 7} and told everybody at home how the breakfast was on day {n % 9}"


def heading(n: int) -> str:
    return HEADINGS[n % 8] if n % 3 else f"{HEADINGS[n % 8]} {HEADINGS[n // 8 % 8].lower()}"


REVIEWS: dict[str, Cell] = {
    "author_id": lambda n: f"a{n % 61}",
    "hotel_url": lambda n: HOTELS[n % 23],
    "rating": lambda n: n % 5 + 1,
    "title": heading,
    "text": prose,
}


def test_headings_of_reviews_are_no_items(tmp_path: Path) -> None:
    found = log(tmp_path, REVIEWS, accepts_guesses=True)
    assert chosen(found)["item"] == "hotel_url"
    assert "text" not in chosen(found)


@pytest.mark.parametrize(
    ("other", "item"),
    [
        ({"title": lambda n: f"Pizza no {n % 23} {n % 3}"}, "title"),
        ({"title": lambda n: f"Room {'ABCDEFGHIJKLMNOPQRSTUVW'[n % 23]} suite"}, "title"),
        ({"text": lambda n: "ok"}, "title"),
        ({"product_id": lambda n: f"p{n % 31}"}, "product_id"),
    ],
)
def test_titles_of_what_is_rated_stay_items(tmp_path: Path, other: dict[str, Cell], item: str) -> None:
    assert chosen(log(tmp_path, REVIEWS | other, accepts_guesses=True))["item"] == item


@pytest.mark.parametrize(
    ("name", "item"),
    [("product_title", "product_title"), ("book title", "book title"), ("itemName", "itemName"),
     ("review_title", "hotel_url"), ("headline", "hotel_url")],
)  # fmt: skip
def test_titles_of_things_by_their_name_stay_items(tmp_path: Path, name: str, item: str) -> None:
    cells = {name if key == "title" else key: cell for key, cell in REVIEWS.items()}
    assert chosen(log(tmp_path, cells, accepts_guesses=True))["item"] == item


def test_titles_beside_no_ratings_stay_items(tmp_path: Path) -> None:
    cells = {name: cell for name, cell in REVIEWS.items() if name != "rating"}
    assert chosen(log(tmp_path, cells, accepts_guesses=True))["item"] == "title"


FORUM: dict[str, Cell] = {"author": lambda n: f"a{n % 31}", "forum": lambda n: f"f{n % 7}", "body": prose}


@pytest.mark.parametrize("code", [lambda n: f"t1_c{n}x", lambda n: f"x{n:07}", lambda n: f"n{n}/{n * 7}"])
def test_codes_of_rows_are_no_titles_in_a_small_log_either(tmp_path: Path, code: Cell) -> None:
    with pytest.raises(IngestError, match=r"no column looks like the item|Is '\w+' the item"):
        log(tmp_path, FORUM | {"name": code}, 120, map={"user": "author"})


@pytest.mark.parametrize(
    "title",
    [
        lambda n: f"A{n % 9}",
        lambda n: f"model-{n % 43}",
        lambda n: f"{chr(65 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}na",
    ],
)  # fmt: skip
def test_words_and_what_comes_again_stay_titles(tmp_path: Path, title: Cell) -> None:
    assert chosen(log(tmp_path, FORUM | {"name": title}, 120, map={"user": "author"}))["item"] == "name"


CRITICS: dict[str, Cell] = {
    "film_link": lambda n: f"m/film-{n % 37}",
    "critic_name": lambda n: f"Anna {'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[n % 23]}orton",
    "publisher_name": lambda n: ("The Daily", "Weekly Film", "Cine News")[n % 23 % 3],
    "review_score": lambda n: n % 5 + 1,
    "review_content": prose,
}


def test_the_user_is_no_item_and_a_publisher_beside_links_is_asked_about(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="Is 'publisher_name' the item, or is it 'film_link'"):
        log(tmp_path, CRITICS, map={"user": "critic_name"})
    found = log(tmp_path, CRITICS, map={"user": "critic_name", "item": "film_link"})
    assert (chosen(found)["user"], chosen(found)["item"]) == ("critic_name", "film_link")


@pytest.mark.parametrize("name", ["restaurant_name", "hotel_name", "venue", "movie_name", "game_title"])
def test_a_shop_or_a_title_alone_is_the_item_without_a_question(tmp_path: Path, name: str) -> None:
    cells: dict[str, Cell] = {
        "customer_id": lambda n: f"c{n % 61}",
        name: lambda n: f"Golden {'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[n % 23]}arden",
        "amount": lambda n: f"{n % 90}.50",
    }
    assert chosen(log(tmp_path, cells))["item"] == name


BEERS: dict[str, Cell] = {
    "brewery_id": lambda n: 100 + n % 5,
    "brewery_name": lambda n: f"Brewery no {n % 5}",
    "review_profilename": lambda n: f"p{n % 61}",
    "review_overall": lambda n: n % 5 + 1,
    "beer_name": lambda n: f"Pale Ale {n % 35}",
    "beer_beerid": lambda n: 40_000 + n % 35,
}


@pytest.mark.parametrize(
    ("left_out", "item", "title"),
    [
        ((), "beer_beerid", "beer_name"),
        (("brewery_name",), "beer_beerid", "beer_name"),
        (("beer_beerid",), "beer_name", "beer_name"),
        (("brewery_id", "brewery_name"), "beer_beerid", "beer_name"),
        (("beer_beerid", "brewery_id", "brewery_name"), "beer_name", "beer_name"),
    ],
)
def test_an_item_has_the_title_of_its_own_name(
    tmp_path: Path, left_out: tuple[str, ...], item: str, title: str
) -> None:
    found = log(tmp_path, {name: cell for name, cell in BEERS.items() if name not in left_out}, accepts_guesses=True)
    assert (chosen(found)["item"], chosen(found)["text"]) == (item, title)


LINKS: dict[str, Cell] = {"source_forum": lambda n: f"f{n % 61}", "target_forum": lambda n: f"f{n * 5 % 67}"}


def test_an_id_of_each_row_is_no_answer_to_what_the_item_is(tmp_path: Path) -> None:
    cells = LINKS | {"post_id": lambda n: f"t{n}"}
    with pytest.raises(IngestError, match="Is 'post_id' the item, or is it"):
        log(tmp_path, cells, map={"user": "source_forum"})
    found = log(tmp_path, cells, map={"user": "source_forum", "item": "target_forum"})
    assert chosen(found)["item"] == "target_forum"


@pytest.mark.parametrize("name", ["post_id", "product_id", "page"])
def test_an_id_that_comes_again_is_the_item_beside_others(tmp_path: Path, name: str) -> None:
    found = log(tmp_path, LINKS | {name: lambda n: f"t{n % 47}"}, map={"user": "source_forum"})
    assert chosen(found)["item"] == name


def test_a_column_without_a_name_beside_unknown_events_is_asked_about(tmp_path: Path) -> None:
    cells: dict[str, Cell] = {
        "customer_id": lambda n: f"c{n % 61}",
        "activity": lambda n: ("A_SUBMITTED", "A_DECIDED", "W_FILED", "O_SENT")[n % 4],
        "desk": lambda n: f"d{n % 7}x",
    }
    with pytest.raises(IngestError, match=re.escape("Is 'desk' the item, or is it 'activity'?")):
        log(tmp_path, cells)


@pytest.mark.parametrize(
    ("item", "event"), [("level_id", "event"), ("level_id", "activity"), ("board", "event"), ("board", "user_action")]
)
def test_an_id_and_what_stands_beside_an_event_are_items(tmp_path: Path, item: str, event: str) -> None:
    cells: dict[str, Cell] = {
        "user_id": lambda n: f"c{n % 61}",
        item: lambda n: f"L{n % 47}",
        event: lambda n: ("attempt", "complete", "start")[n % 3],
    }
    assert chosen(log(tmp_path, cells, accepts_guesses=True))["item"] == item
    if item.endswith("id"):
        log(tmp_path, cells)


def test_known_events_are_no_choice_for_the_item(tmp_path: Path) -> None:
    cells: dict[str, Cell] = {
        "customer_id": lambda n: f"c{n % 61}",
        "activity": lambda n: ("view", "purchase", "cart")[n % 3],
        "desk": lambda n: f"d{n % 47}x",
    }
    with pytest.raises(IngestError, match=re.escape("Is 'desk' the item? Little speaks for it.")):
        log(tmp_path, cells)


def test_a_time_that_is_one_for_all_rows_gives_way_to_another(tmp_path: Path) -> None:
    cells: dict[str, Cell] = {
        "customer_id": lambda n: f"c{n % 61}",
        "item_id": lambda n: f"i{n % 47}",
        "complete timestamp": lambda n: f"2031/01/{n % 28 + 1:02} 10:{n % 60:02}:00.546",
        "reg date": lambda n: "2031-01-01T00:38:44.546+02:00",
    }
    found = log(tmp_path, {"date": lambda n: "", **cells})
    assert chosen(found)["timestamp"] == "complete timestamp"
    alone = log(
        tmp_path, {"date": lambda n: "", **{name: cells[name] for name in cells if name != "complete timestamp"}}
    )
    assert chosen(alone)["timestamp"] == "reg date"
