"""Addresses of pictures in a file."""

from __future__ import annotations

from core.views.pictures import read_pictures

KNOWN = {"a", "b", "c"}


def test_addresses_are_read_and_the_rest_is_counted():
    text = (
        "sku;name;image\n"
        "a;Tea;https://shop.example/a.jpg\n"
        "a;Tea;https://shop.example/a2.jpg\n"
        "b;Pot;javascript:alert(1)\n"
        "zz;Cup;https://cdn.example/z.jpg\n"
        "c;Mug;http://cdn.example/c.png\n"
    )
    found = read_pictures(text, KNOWN)
    assert found.addresses == {"a": "https://shop.example/a.jpg", "c": "http://cdn.example/c.png"}
    assert found.hosts == ("cdn.example", "shop.example")
    assert [*found.sentences()] == [
        "2 items of the log have an address.",
        "1 row has none.",
        "1 row is of no item of the log.",
    ]


def test_a_file_without_addresses_gives_none():
    assert read_pictures("a\nb\n", KNOWN).addresses == {}
    assert read_pictures("", KNOWN).addresses == {}
