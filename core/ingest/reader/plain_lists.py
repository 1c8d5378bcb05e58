"""Cells that list what an order holds by plain values, such as ``['Soap', 'Milk']`` or ``Soap;Milk``.

Lists that stand side by side and are equally long, as of names and of their prices, are lines of an order together.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping, Sequence

from core.ingest.names.naming import EXACT, HELD, certainty
from core.ingest.reader.joined import Joined, find_joined, may_be_joined, names_baskets
from core.population.meanings import is_rating

_LISTED = re.compile(r"\s*\[.*\]\s*", re.DOTALL)
_TEXTS = re.compile(r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")(\s+(?=['"]))?""", re.DOTALL)
"""The texts of a list, and what stands between two without a comma, as numpy prints it: Python would make one of
them."""
_LONGEST = 100_000
_MOSTLY = 0.9
_BESIDE = ("value", "quantity", "timestamp")
_SIGN = re.compile(r"[|;\n]")
ORDER = "order_number"
"""The column of the numbers of rows where an amount is of each and none is that of an order."""


def values_of(text: str | None) -> list[str] | None:
    """Return the plain values that a cell lists, None where it is no such list.

    >>> values_of("['Soap', 'Milk']"), values_of('["A1", 7]'), values_of("['Soap' 'Milk']"), values_of("[{}]")
    (['Soap', 'Milk'], ['A1', '7'], ['Soap', 'Milk'], None)

    An entry that is null is empty.

    >>> values_of('["A1", null]')
    ['A1', '']
    """
    if not text or len(text) > _LONGEST or not _LISTED.fullmatch(text):
        return None
    for read in (_of_json, _of_python):
        try:
            found = read(text.strip())
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(found, list) and all(isinstance(each, str | int | float | None) for each in found):
            return ["" if each is None else str(each) for each in found]
        return None
    return None


def find_lists(headers: Sequence[str], cells: Mapping[str, Sequence[str]]) -> dict[str, Joined | None]:
    """Return the columns of lists of items, and those beside them that are as long; nothing where none has several.

    Each with the sign between its values, None where it is written as a list of JSON or Python.

    ``cells``: column → its filled texts in some rows, of the columns that may hold lists. Beside a column of ids of
    items that holds no lists, a list says something of the item.
    """
    listed = {header: [values_of(text) for text in texts] for header, texts in cells.items()}
    lists = {header: [each for each in found if each is not None] for header, found in listed.items()
             if found and sum(each is not None for each in found) > _MOSTLY * len(found)}  # fmt: skip
    signs: dict[str, Joined | None] = dict.fromkeys(lists)
    for header in cells:
        if header in lists or not _is_of_items(header) or any(_is_thing(each) for each in headers if each != header):
            continue
        if found := find_joined(cells[header]):
            signs[header], lists[header] = found, [found.parts(text) for text in cells[header]]
    items = [each for each in lists if _is_of_items(each) and any(len(one) > 1 for one in lists[each])]
    if not items or any(certainty("item", each) >= EXACT and each not in lists for each in headers):
        return {}
    between = signs[items[0]]
    beside = [each for each in cells if between and each not in lists and _is_beside(each)]
    for header in beside:
        signs[header] = Joined(between.sign) if between else None
        lists[header] = [_as_list(text, signs[header]) for text in cells[header]]
    lengths = [*map(len, lists[items[0]])]
    able = [each for each in lists if _is_of_items(each) or _is_beside(each)]
    return {each: signs[each] for each in able if [*map(len, lists[each])] == lengths}


def _is_thing(header: str) -> bool:
    """Whether another column may be the item, so that a list beside it may say something of that."""
    return certainty("item", header) > 0 and not _is_beside(header)


def may_list(header: str, texts: Sequence[str | None]) -> bool:
    """Whether cells may hold several values with a sign between them, of items or of what stands beside them."""
    return may_be_joined(header, texts) or (_is_beside(header) and any(text and _SIGN.search(text) for text in texts))


def lines_of(record: Mapping[str, str | None], columns: Mapping[str, Joined | None]) -> list[dict[str, str]]:
    """Return the lines that cells of lists hold together; a cell that is no list is one value."""
    lists = {column: _as_list(record[column], joined) for column, joined in columns.items()}
    lines: list[dict[str, str]] = [{} for _ in range(max(map(len, lists.values())))]
    for column, values in lists.items():
        joined = columns[column]
        for line, value in zip(lines, values, strict=False):
            line[_name_of_one(column)], n_pieces = joined.counted(value) if joined else (value, "")
            line |= {"quantity": n_pieces} if n_pieces else {}
    return lines


def _name_of_one(header: str) -> str:
    """Return what each value of a list is called: "product_ids" lists ids of products.

    >>> _name_of_one("product_ids"), _name_of_one("SKUs"), _name_of_one("quantities"), _name_of_one("Produkt")
    ('product_id', 'SKU', 'quantity', 'Produkt')

    What a basket lists are items.

    >>> _name_of_one("basket"), _name_of_one("items"), _name_of_one("Artikel")
    ('item', 'item', 'Artikel')
    """
    one = f"{header[:-3]}y" if header.endswith("ies") else header.removesuffix("s")
    known = one if max(_known(one)) > max(_known(header)) else header
    return "item" if names_baskets(header) and max(_known(known)) < HELD else known


def _known(header: str) -> list[float]:
    return [certainty(role, header) for role in ("item", "text", *_BESIDE)]


def needs_order(headers: Sequence[str]) -> bool:
    """Whether no column is the number of an order, and one is the amount of it: lists of what was seen have none."""
    has_amount = any(certainty("value", each) >= EXACT and not is_rating(each) for each in headers)
    return has_amount and not any(certainty("order", each) >= EXACT for each in headers)


def _as_list(text: str | None, joined: Joined | None) -> list[str]:
    if not text or not text.strip():
        return []
    if joined:
        return joined.parts(text)
    found = values_of(text)
    return [text] if found is None else found


def _of_json(text: str) -> object:
    return json.loads(text, parse_float=str, parse_int=str)


def _of_python(text: str) -> object:
    return ast.literal_eval(_TEXTS.sub(lambda found: f"{found[1]}, " if found[2] else found[1], text))


def _is_of_items(header: str) -> bool:
    one = _name_of_one(header)
    return max(certainty("item", one), certainty("text", one)) >= HELD


def _is_beside(header: str) -> bool:
    one = _name_of_one(header)
    return any(certainty(role, one) >= EXACT for role in _BESIDE)
