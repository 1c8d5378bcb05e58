"""Whether a text is the title of an item, rather than the heading of a review, a size, or what one user did."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from core.ingest.columns.makers import is_maker_name
from core.ingest.columns.passed_over import REPEATED
from core.ingest.names.naming import EXACT, certainty
from core.ingest.names.plain_name import last_part
from core.ingest.tables.evidence import FEW_ROWS, Evidence, Ties
from core.population.event_parts import split_name

_HARDLY_TITLE, _OF_ROWS = 0.1, 0.5
"""Shares: of repeats of an item that have the same text, and of rows with a text of their own, of what is no title."""
_FEW_TITLES, _FEW_TITLES_OF_DOUBT = 0.05, 0.3
"""A title has at least so many different texts for each item; the second where its name is no known one."""
_HARDLY_ALIKE, _MOSTLY, _MANY_PAIRS = 0.2, 0.5, 50
"""How much more alike the texts of an item are than those of any two rows; share of texts that stay with one item;
rows of items that come again from which both say something."""

_FEW_ITEMS, _TWO = 5, 2
_PARTS = frozenset(
    ["lesson", "lecture", "chapter", "episode", "track", "song", "question", "problem", "video", "page", "article"]
)
_WHOLES = frozenset(
    ["course", "class", "book", "show", "series", "album", "artist", "playlist", "podcast", "quiz", "exam", "channel"]
)
"""What has parts that have titles of their own."""

Columns = Mapping[str, Evidence]
Codes = npt.NDArray[np.int64]


def is_no_title(text: str, item: str, columns: Columns, ties: Ties) -> bool:
    """Whether a text is no title of an item: it names too few of them, or is another one in each of their rows."""
    if columns[text].n_filled < FEW_ROWS:
        return False
    share, n_repeated = ties.find((item,), text)
    if n_repeated >= _FEW_ITEMS and share < _OF_ROWS and _is_of_other_kind(text, item):
        return True
    if _names_few(text, item, columns) or (n_repeated >= REPEATED and _is_of_rows(text, item, share, columns)):
        return True
    return certainty("item", item) > 0 and _is_as_of_any(columns[text], columns[item], ties.find((text,), item))


def _is_of_other_kind(text: str, item: str) -> bool:
    """Whether a title is by its name that of a part of the item, or of what its maker makes.

    >>> _is_of_other_kind("lesson_title", "course_id"), _is_of_other_kind("product_name", "merchant_id")
    (True, True)
    >>> _is_of_other_kind("course_title", "course_id"), _is_of_other_kind("product_name", "sku")
    (False, False)
    """
    named, of = (split_name(last_part(each)).split() for each in (text, item))
    if len(named) < _TWO or not of or named[0] == of[0]:
        return False
    return is_maker_name(item) or (named[0] in _PARTS and of[0] in _WHOLES)


def _names_few(text: str, item: str, columns: Columns) -> bool:
    """Whether a title names so few of the items that it is none, such as the one size that all of them have."""
    least = _FEW_TITLES if certainty("text", text) >= EXACT else _FEW_TITLES_OF_DOUBT
    n_titles, n_items = columns[text].n_distinct, columns[item].n_distinct
    return n_titles < least * n_items or n_titles == 1 < n_items


def _is_of_rows(text: str, item: str, share: float, columns: Columns) -> bool:
    """Whether a text is another one in nearly each row of an item, as the heading of a review is."""
    one = columns[text]
    return share < _HARDLY_TITLE and one.uniqueness > _OF_ROWS and one.n_distinct > 2 * columns[item].n_distinct


def _is_as_of_any(text: Evidence, item: Evidence, stays: tuple[float, int]) -> bool:
    """Whether an item has no texts of its own: two of its rows are hardly more alike than any two, as headings are.

    ``stays``: the share of repeated texts that have one item, and their number. Texts that stay with their item are its
    titles, however many it has, such as those of its sizes.
    """
    share, n_repeated = stays
    if share >= _MOSTLY and n_repeated >= REPEATED:
        return False
    within, n_rows = _alike_within(item.codes, text.codes)
    any_two = _alike_within(np.where(item.codes < 0, -1, 0), text.codes)[0]
    return n_rows >= _MANY_PAIRS and within - any_two < _HARDLY_ALIKE * (1 - any_two)


def _alike_within(groups: Codes, texts: Codes) -> tuple[float, int]:
    """Return how often two rows of one group have the same text, and how many rows there are of groups of several."""
    is_there = (groups >= 0) & (texts >= 0)
    groups, texts = groups[is_there], texts[is_there]
    if not len(groups):
        return 0.0, 0
    sizes = np.bincount(groups)
    pairs, counts = np.unique(groups * (int(texts.max()) + 1) + texts, return_counts=True)
    alike = np.zeros(len(sizes))
    np.add.at(alike, pairs // (int(texts.max()) + 1), counts * (counts - 1.0))
    several = sizes > 1
    n_rows = int(sizes[several].sum())
    if not n_rows:
        return 0.0, 0
    shares = alike[several] / (sizes[several] * (sizes[several] - 1.0))
    return float(np.average(shares, weights=sizes[several])), n_rows
