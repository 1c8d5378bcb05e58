"""Items of an order that shop tools write into cells in spellings of their own, as lists of objects.

WooCommerce Analytics writes ``2× Lamp, 1× Mug`` or ``Lamp x 2, Mug x 1`` into one cell; WebToffee writes
``name:Lamp|sku:A1|quantity:2`` into one column for each line of the order, ``line_item_1`` and so on. BigCommerce
writes ``Product SKU: A1, Product Qty: 2|Product SKU: B2, Product Qty: 1`` into one cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from core.ingest.names.naming import HELD, certainty

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
_MOSTLY = 0.9


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
    often = [label for label in labels if sum(label in entry for entry in entries) > _MOSTLY * len(entries)]
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
    return bool(texts) and sum(pattern.fullmatch(text) is not None for text in texts) > _MOSTLY * len(texts)
