"""Ids that are words are the titles of a log without titles; codes are none."""

from string import ascii_letters, ascii_lowercase, digits, hexdigits

import numpy as np
import pytest

from core.population.worded_ids import titles_of_ids


def titles(*item_ids: str) -> list[str]:
    return list(titles_of_ids(np.array(item_ids, dtype=object)).tolist())


@pytest.mark.parametrize(
    ("item_ids", "texts"),
    [
        (["Garden chair", "Tea pot XL", "Desk lamp"], ["Garden chair", "Tea pot XL", "Desk lamp"]),
        (["/shop/red-shoes", "/shop/tea_pots.html?a=1", "/shop/wool+socks", "/shop/big-hats", "/shop/old-caps"],
         ["red shoes", "tea pots", "wool socks", "big hats", "old caps"]),
        (["https://a.de/damen/rote-schuhe", "https://a.de/herren/blaue-hosen"],
         ["damen / rote schuhe", "herren / blaue hosen"]),
        (["report.exported", "settingsOpened", "user-invited"], ["report exported", "settings Opened", "user invited"]),
        (["\u9732\u8425\u5e10\u7bf7", "\u9493\u9c7c\u7aff\u67b6"],
         ["\u9732\u8425\u5e10\u7bf7", "\u9493\u9c7c\u7aff\u67b6"]),
        (["caf%C3%A9-cr%C3%A8me", "th%C3%A9-vert"], ["café crème", "thé vert"]),
    ],
)  # fmt: skip
def test_ids_in_words_are_titles(item_ids: list[str], texts: list[str]) -> None:
    assert titles(*item_ids) == texts


@pytest.mark.parametrize(
    "item_ids",
    [
        ["85123A", "71053", "84406B"],
        ["item_1", "item_2", "item_3"],
        ["B00X1ABC", "B01AAAAA"],
        ["3f2504e0-4f89-11d3-9a0c-0305e82c3301", "6fa459ea-ee8a-3ca4-894e-db77e160355e"],
        ["SKU-RED-1", "SKU-RED-2", "SKU-RED-3"],
        ["/a/b", "/c/d"],
        ["Latte", "Mocha"],
        ["spotify:track:6iIHnkMBMXLkq9jSdEjVRP", "spotify:track:0VjIjW4GlUZAMYd2vXMi3b", "spotify:track:x"],
        ["product item 1", "product item 2", "product item 3"],
        [],
    ],
)
def test_codes_are_no_titles(item_ids: list[str]) -> None:
    assert titles(*item_ids) == [""] * len(item_ids)


@pytest.mark.parametrize("letters", [ascii_letters + digits, ascii_lowercase + "234567", ascii_lowercase, hexdigits])
@pytest.mark.parametrize("before", ["", "spotify:track:", "/watch/"])
def test_letters_by_chance_are_no_titles(letters: str, before: str) -> None:
    random = np.random.default_rng(7)
    ids = [before + "-".join("".join(random.choice(list(letters), 11)) for _ in range(3)) for _ in range(500)]
    assert titles(*ids) == [""] * 500


@pytest.mark.parametrize("n", [10, 30, 60])
def test_ids_are_titles_where_their_words_set_them_apart(n: int) -> None:
    kinds, things = ["oak", "steel", "linen", "wool"], ["table", "scarf", "lamp", "bowl", "chair"]
    ids = [f"{kinds[i % 4]}-{things[i % 5]}-{i}" for i in range(n)]  # twenty pairs of words
    assert all(titles(*ids)) == (n < 40)
