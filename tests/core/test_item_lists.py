"""Lists of items that an analyst brings."""

from __future__ import annotations

import pytest

from core.errors import DataError
from core.ingest.values.identity import code_of
from core.views.item_lists import decoded, match_items, match_users, with_codes

KNOWN = {"007", "A-1", "b", "x,y"}


@pytest.mark.parametrize(
    ("text", "matched", "unmatched"),
    [
        ("007\nA-1\nzz\n", ("007", "A-1"), ("zz",)),
        ("name,sku,stock\nTea,007,3\nPot,A-1,0\nCup,zz,1\n", ("007", "A-1"), ("zz",)),
        ("b, A-1, zz", ("b", "A-1"), ("zz",)),
        ("Id\tn\n'007\t1\n", ("007",), ()),
        ("x,y\nb\nA-1\n", ("x,y", "b", "A-1"), ()),
        ('"007"\n"b"\n', ("007", "b"), ()),
        ("", (), ()),
        ("zz\nyy\n", (), ("zz", "yy")),
    ],
)
def test_ids_are_found_in_lists_of_any_shape(text, matched, unmatched):
    found = match_items(text, KNOWN)
    assert (found.matched, found.unmatched) == (matched, unmatched)


def test_what_is_left_out_of_a_list_is_counted():
    found = match_items("item_id\nb\nb\nzz\n", KNOWN)
    assert list(found.sentences()) == [
        "1 id of the list is of an item.",
        "1 id is of no item: zz.",
        "1 line repeats an id.",
        "The first line, 'item_id', is taken for a heading.",
    ]


def test_a_file_that_is_no_text_is_refused():
    assert decoded("a\n".encode("utf-16"), "list.csv") == "a\n"
    assert decoded(b"\xef\xbb\xbfa\n", "list.csv") == "a\n"
    with pytest.raises(DataError, match="cannot be unpacked"):
        decoded(b"PK\x03\x04\xff\xfe", "list.xlsx")


def test_users_in_clear_are_found_by_their_codes():
    key = b"k" * 32
    code = code_of("ann@shop.com", key)
    found = match_users("user_id\nann@shop.com\nzoe@shop.com\n", [code])
    assert found.matched == ()
    coded = with_codes(found, [code], key)
    assert (coded.matched, coded.unmatched) == ((code,), ("zoe@shop.com",))
    assert with_codes(found, [code], None) == found
