"""Addresses of pictures of items, from a file that an analyst brings, such as the items file of a shop."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from core.sentences import Sentence, say, say_n

_SEPARATORS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Pictures:
    """Where pictures of items are; nothing is requested by having them."""

    addresses: Mapping[str, str] = field(default_factory=dict)
    """Id of an item to the address of its picture."""
    n_without: int = 0
    """Rows of items without an address."""
    n_others: int = 0
    """Rows of no item of the log."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """The servers that would be asked for them."""
        return tuple(sorted({urlsplit(each).netloc for each in self.addresses.values()}))

    def sentences(self) -> list[Sentence]:
        """Count the items with a picture, and what was left out."""
        n = len(self.addresses)
        found = [say_n("{n:,} item of the log has an address.", "{n:,} items of the log have an address.", n)]
        if self.n_without:
            n = self.n_without
            found.append(say_n("{n:,} row has none.", "{n:,} rows have none.", n))
        if self.n_others:
            n = self.n_others
            found.append(say_n("{n:,} row is of no item of the log.", "{n:,} rows are of no item of the log.", n))
        return found


def read_pictures(text: str, known: Collection[str]) -> Pictures:
    r"""Read addresses from a CSV file: the column with most ids of the log, and the one with most addresses.

    The first address of an item counts; a first row without id and address is a heading.

    Parameters
    ----------
    text
        The file.
    known
        Ids of the items of the log.

    Examples
    --------
    >>> read_pictures("sku,image_url\na,https://shop.example/a.jpg\nb,\n", {"a", "b"}).addresses
    {'a': 'https://shop.example/a.jpg'}
    """
    rows = _rows(text)
    ids = set(known)
    places = range(max(map(len, rows), default=0))
    cells = {place: [row[place] for row in rows if len(row) > place] for place in places}
    item = max(places, key=lambda place: sum(cell in ids for cell in cells[place]), default=0)
    address = max(places, key=lambda place: sum(map(_is_address, cells[place])), default=0)
    found: dict[str, str] = {}
    n_without = n_others = 0
    has_heading = bool(rows) and not ids.intersection(rows[0]) and not any(map(_is_address, rows[0]))
    for row in rows[1 if has_heading else 0 :]:
        own, where = (row[place] if len(row) > place else "" for place in (item, address))
        if own not in ids:
            n_others += 1
        elif not _is_address(where):
            n_without += 1
        else:
            found.setdefault(own, where)
    return Pictures(found, n_without, n_others)


def why_off() -> Sentence:
    """Say why no picture is loaded unless an analyst allows it."""
    return say(
        "Off unless you turn it on: your browser asks the servers of these addresses for the pictures, so they learn "
        "which items you look at."
    )


def _rows(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.strip()]
    separator = max(_SEPARATORS, key=lambda each: lines[0].count(each)) if lines else ","
    return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO("\n".join(lines)), delimiter=separator)]


def _is_address(cell: str) -> bool:
    return cell.startswith(("https://", "http://")) and bool(urlsplit(cell).netloc)
