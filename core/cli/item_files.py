"""Files of ids of items that the command ``recommend`` takes: what is not to be offered, and what is in stock."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from core.errors import DataError
from core.sentences import say
from core.views.item_lists import ItemList, decoded, match_items


def add_item_files(recommend: argparse.ArgumentParser) -> None:
    """Add the options that name them."""
    recommend.add_argument(
        "--not-to-offer",
        type=Path,
        metavar="FILE",
        help="ids of items to leave out, one a line; in a CSV file the column with the most ids of the log counts",
    )
    recommend.add_argument(
        "--in-stock",
        type=Path,
        metavar="FILE",
        help="ids of items that are in stock, in the same form; all others are left out",
    )


@dataclass(frozen=True)
class ItemFiles:
    """What the files say; None where none is given."""

    not_to_offer: str | None
    in_stock: str | None

    def left_out(self, known: Collection[str], *, is_log: bool = True) -> frozenset[str]:
        """Return which of some items are not offered; print what of the files is no item among them.

        ``is_log`` says whether the items are all of the log, else those on the lists of a run.
        """
        left: set[str] = set()
        if self.not_to_offer is not None:
            left |= set(_printed("Not to offer", self.not_to_offer, known, is_log).matched)
        if self.in_stock is not None:
            left |= set(known) - set(_printed("In stock", self.in_stock, known, is_log).matched)
        return frozenset(left)

    @property
    def has_any(self) -> bool:
        """Whether a file is given."""
        return self.not_to_offer is not None or self.in_stock is not None


def item_files(options: argparse.Namespace) -> ItemFiles:
    """Read the files that are given.

    Raises
    ------
    DataError
        One cannot be read.
    """
    return ItemFiles(_text(options.not_to_offer), _text(options.in_stock))


def _printed(label: str, text: str, known: Collection[str], is_log: bool) -> ItemList:
    found = match_items(text, known)
    of_lists = say(
        "{n:,} of the {total:,} items on the lists of the run are in the file; without the log no others are known.",
        n=len(found.matched),
        total=len(known),
    )
    print(f"{label}: {' '.join(found.sentences()) if is_log else of_lists}")
    return found


def _text(file: Path | None) -> str | None:
    if file is None:
        return None
    try:
        return decoded(file.read_bytes(), str(file))
    except OSError as error:
        raise DataError(
            say("{file} cannot be read: {why}.", file=str(file), why=str(error)),
            say("Give a text file of ids, one a line, or a CSV, Excel or Parquet file."),
        ) from error
