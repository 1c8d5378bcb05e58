"""Ids that are words are the titles of a log without titles; codes are none."""

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
        ["product item 1", "product item 2", "product item 3"],
        [],
    ],
)
def test_codes_are_no_titles(item_ids: list[str]) -> None:
    assert titles(*item_ids) == [""] * len(item_ids)
