"""Cells that hold several items: with a sign between them, as ``101|205``, or as shop tools spell them in cells.

A cell of the first kind differs from one title with signs in it, as ``T-Shirt | Red | M``, by where its parts stand: an
item that was bought first here was bought second there, while a colour never stands first. WooCommerce Analytics writes
``2× Lamp, 1× Mug`` or ``Lamp x 2, Mug x 1`` into one cell; WebToffee ``name:Lamp|sku:A1|quantity:2`` into a column for
each line of the order; BigCommerce ``Product SKU: A1, Product Qty: 2|Product SKU: B2, Product Qty: 1``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from core.ingest.names.naming import HELD, certainty
from core.population.event_parts import split_name

_BASKETS = re.compile(
    r"^((order|cart|basket|line|purchased|bought|ordered|product|sku) )?"
    r"(items?|products?|articles?|skus?|lines?|baskets?|carts?|titles?|item list|product list|goods)"
    r"( (purchased|ordered|bought|sold|list|ids?|codes?|names?|titles?))?$"
    r"|^(artikel|produkte?|waren?|warenkorb|positionen|bestellpositionen|artikelliste|articles|produits|panier"
    r"|articulos?|productos?|carrito|cesta|articol[oi]|prodott[oi]|carrello|artigos?|produtos?|carrinho|producten"
    r"|produkty|towary|товары|корзина|商品|商品名|商品列表|购物车|商品明细|注文商品|상품)$"
)
_SIGNS = ("|", ";", "\n", ",")
_MOST_LETTERS, _SOME, _FEW = 80, 0.05, 3
_SWAPPED = {",": 0.6}
"""Of the parts that come again, so many stand first in one cell and later in another; half as many with other signs."""
_COUNT_BEHIND = re.compile(r"(.*\S)(?: ?[:×*=] ?| x ?)(\d{1,3})|(.*\S) ?\((\d{1,3})\)")
_COUNT_IN_FRONT = re.compile(r"(\d{1,3}) ?[x×*] (\S.*)|(\d{1,3})[×*](\S.*)")
_MOSTLY, _FEW_PIECES, _HALF, _VARY = 0.95, 3, 0.5, 0.2
"""Of the numbers of pieces nearly all have one digit, half are three or fewer, and those of an item vary."""


class Joined(NamedTuple):
    """How the cells of a column hold several items."""

    sign: str
    has_counts: bool = False
    """Whether each item has the number of its pieces behind or before it."""

    def parts(self, text: str) -> list[str]:
        """Return the parts of a cell without blanks around them."""
        return [part.strip() for part in text.strip().strip(self.sign).split(self.sign)]

    def counted(self, part: str) -> tuple[str, str]:
        """Return an item and the number of its pieces, "" where it has none.

        >>> Joined(";", True).counted("A1:2"), Joined(";", True).counted("2 x Soap"), Joined(";").counted("A1:2")
        (('A1', '2'), ('Soap', '2'), ('A1:2', ''))
        """
        if not self.has_counts:
            return part, ""
        if found := _COUNT_IN_FRONT.fullmatch(part):
            return found[2] or found[4], found[1] or found[3]
        found = _COUNT_BEHIND.fullmatch(part)
        return (found[1] or found[3], found[2] or found[4]) if found else (part, "")


def names_baskets(header: str) -> bool:
    """Whether a column is called as what lists items is.

    >>> [names_baskets(each) for each in ("items", "Order Lines", "Warenkorb", "product_ids", "tags", "item_category")]
    [True, True, True, True, False, False]
    """
    return bool(_BASKETS.match(split_name(header)))


def may_be_joined(header: str, texts: Sequence[str | None]) -> bool:
    """Whether cells of a column that is called so have such signs in them."""
    filled = [text for text in texts if text]
    n_signs = sum(any(sign in text for sign in _SIGNS) for text in filled)
    return names_baskets(header) and n_signs >= max(_SOME * len(filled), _FEW)


def find_joined(texts: Sequence[str]) -> Joined | None:
    """Return how cells hold several items, None where each holds one."""
    for sign in _SIGNS:
        n_with = sum(sign in text for text in texts)
        if n_with < max(_SOME * len(texts), _FEW):
            continue
        cells = [Joined(sign).parts(text) for text in texts]
        parts = [part for cell in cells for part in cell]
        found = Joined(sign, _have_counts(parts))
        if _are_items([[found.counted(part)[0] for part in cell] for cell in cells], _SWAPPED.get(sign, 0.3)):
            return found
    return None


def _have_counts(parts: Sequence[str]) -> bool:
    """Whether parts have numbers of pieces: few each, and others for the same item; else they are of its name.

    >>> _have_counts(["A:1", "B:2", "A:2", "B:1", "A:1"]), _have_counts(["Cola (330)", "Beer (500)", "Cola (330)"])
    (True, False)
    >>> _have_counts(["Matrix 2", "Xbox 360", "Codex 7"]), _have_counts(["toys:12", "books:7", "toys:3", "books:8"])
    (False, False)
    """
    read = [Joined("", has_counts=True).counted(part) for part in parts]
    counts = [int(n) for _item, n in read if n]
    if len(counts) < _MOSTLY * len(parts):
        return False
    n_few, n_single = sum(n <= _FEW_PIECES for n in counts), sum(n < 10 for n in counts)
    of_item: dict[str, set[str]] = {}
    for item, n in read:
        of_item.setdefault(item, set()).add(n)
    varying = sum(len(each) > 1 for each in of_item.values())
    is_one = set(counts) == {1}
    are_pieces = n_few >= _HALF * len(counts) and n_single >= _MOSTLY * len(counts) and varying >= _VARY * len(of_item)
    return is_one or are_pieces


def _are_items(cells: Sequence[Sequence[str]], swapped: float) -> bool:
    """Whether cells have several parts, not all as many, which come again in other cells and in other places."""
    if len({len(cell) for cell in cells}) < 2 or any(
        not part or len(part) > _MOST_LETTERS for c in cells for part in c
    ):
        return False
    often = Counter(part for cell in cells for part in set(cell))
    again = {part for part, n in often.items() if n > 1}
    first, later = {cell[0] for cell in cells} & again, {part for cell in cells for part in cell[1:]} & again
    return len(again) >= _FEW and 2 * len(again) >= len(often) and len(first & later) >= swapped * len(again)


LINE_ITEMS = "line_items"
_NUMBERED = re.compile(r"line_?item_?\d+", re.IGNORECASE)
_PAIRS = re.compile(r"\s*\w+:[^|]*(\|\s*\w+:[^|]*)+\s*")
_COUNTED = re.compile(r"\s*\d+ ?[×x] .+")
_BETWEEN = re.compile(r"[,;|\n] *(?=\d+ ?[×x] )")
_ENTRY_BEHIND = r"\s*(\S.*?) [×x] ?(\d+)\s*(?:, |$)"
_LABEL = r"[^\W\d_][^:,|;\n]{0,40}:"
_LABELLED = re.compile(rf"\s*{_LABEL} ?[^|\n]*?, {_LABEL}.*", re.DOTALL)
_ENTRIES = re.compile(rf"[|;\n][^\S\n]*(?={_LABEL})")
_AROUND = "|; \t\r\n"
_NEXT_LABEL = re.compile(rf",\s+(?={_LABEL})")
_COUNTED_BEHIND = re.compile(r"\s*\S.* [×x] ?\d+\s*")
_NEARLY_ALL = 0.9


def is_counted(texts: Sequence[str]) -> bool:
    """Whether cells are lists such as ``2× Lamp, 1× Mug``."""
    are_lists = any(re.search(r"× |, \d+ ?x |x ?\d+, ", text) for text in texts)
    return are_lists and (_mostly(_COUNTED, texts) or _mostly(_COUNTED_BEHIND, texts))


def is_line_item(header: str, texts: Sequence[str]) -> bool:
    """Whether a column holds one line of each order as pairs of name and value."""
    return _NUMBERED.fullmatch(header.strip()) is not None and _mostly(_PAIRS, texts)


def counted(text: str | None) -> Any:
    """Return the items of a cell with name and quantity; the text itself where it is no such list.

    >>> counted("2× Lamp, red, 1× Mug")
    [{'quantity': '2', 'name': 'Lamp, red'}, {'quantity': '1', 'name': 'Mug'}]
    >>> counted("Lamp, red x 2, Mug x 1")
    [{'quantity': '2', 'name': 'Lamp, red'}, {'quantity': '1', 'name': 'Mug'}]
    """
    if text and not _COUNTED.fullmatch(text) and _COUNTED_BEHIND.fullmatch(text):
        return [{"quantity": quantity, "name": name} for name, quantity in re.findall(_ENTRY_BEHIND, text)]
    if not text or not _COUNTED.fullmatch(text):
        return text
    pairs = (re.split(r" ?[×x] ", entry.strip(), maxsplit=1) for entry in _BETWEEN.split(text))
    return [{"quantity": quantity, "name": name} for quantity, name in pairs]


def is_labelled(texts: Sequence[str]) -> bool:
    """Whether cells are lists of items with a label before each value, such as ``SKU: A1, Qty: 2|SKU: B2, Qty: 1``."""
    if not _mostly(_LABELLED, texts):
        return False
    entries = [entry for text in texts for entry in labelled(text)]
    labels = {label for entry in entries for label in entry}
    often = [label for label in labels if sum(label in entry for entry in entries) > _NEARLY_ALL * len(entries)]
    has = {role: any(certainty(role, label) >= HELD for label in often) for role in ("item", "text", "quantity")}
    return has["quantity"] and (has["item"] or has["text"])


def labelled(text: str | None) -> Any:
    """Return the items of a cell by their labels; the text itself where it is no such list.

    >>> labelled("SKU: A1, Name: Lamp, red, Qty: 2|SKU: B2, Name: Mug, Qty: 1")
    [{'SKU': 'A1', 'Name': 'Lamp, red', 'Qty': '2'}, {'SKU': 'B2', 'Name': 'Mug', 'Qty': '1'}]
    """
    if not text or not _LABELLED.fullmatch(text):
        return text
    entries = (_NEXT_LABEL.split(entry) for each in _ENTRIES.split(text) if (entry := each.strip(_AROUND)))
    pairs = ([pair.partition(":") for pair in entry] for entry in entries)
    return [{label.strip(): value.strip() for label, _colon, value in entry} for entry in pairs]


def line_item(text: str) -> Mapping[str, str]:
    """Return the pairs of one line.

    >>> line_item("name:Lamp: red|sku:A1|quantity:2")
    {'name': 'Lamp: red', 'sku': 'A1', 'quantity': '2'}
    """
    pairs = (part.partition(":") for part in text.split("|"))
    return {name.strip(): value for name, _colon, value in pairs}


def _mostly(pattern: re.Pattern[str], texts: Sequence[str]) -> bool:
    return bool(texts) and sum(pattern.fullmatch(text) is not None for text in texts) > _NEARLY_ALL * len(texts)
