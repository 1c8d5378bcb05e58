"""Texts: the titles of items, found or ruled out, what users wrote, and categories that divide little."""

from __future__ import annotations

import re
from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from core.ingest.columns.makers import is_maker_name
from core.ingest.columns.passed_over import REPEATED
from core.ingest.names.naming import EXACT, HELD, certainty, describes_user, heads_of
from core.ingest.names.plain_name import last_part
from core.ingest.names.words import word_set
from core.ingest.tables.evidence import FEW_ROWS, Columns, Evidence
from core.ingest.tables.source import Choice
from core.population.event_parts import split_name
from core.sentences import say

_HARDLY_TITLE, _OF_ROWS = 0.1, 0.5
"""Shares: of repeats of an item that have the same text, and of rows with a text of their own, of what is no title."""
_FEW_TITLES, _FEW_TITLES_OF_DOUBT = 0.05, 0.3
"""A title has at least so many different texts for each item; the second where its name is no known one."""
_HARDLY_ALIKE, _MOSTLY, _MANY_PAIRS = 0.2, 0.5, 50
"""How much more alike the texts of an item are than those of any two rows; share of texts that stay with one item;
rows of items that come again from which both say something."""

_FEW_ITEMS, _TWO = 5, 2
_PARTS = word_set("lesson lecture chapter episode track song question problem video page article")
_WHOLES = word_set("course class book show series album artist playlist podcast quiz exam channel")
"""What has parts that have titles of their own."""

_OF_SUPPLY = re.compile(
    r"\b(vendor|supplier|seller|manufacturer|publisher|distributor|lieferant|hersteller|verkaufer|fournisseur|vendeur"
    r"|proveedor|vendedor|fornecedor|fornitore|venditore|leverancier|dostawca)\b"
)
"""Who brings or makes what is sold: no title of it."""

Codes = npt.NDArray[np.int64]


def is_no_title(text: str, item: str, columns: Columns) -> bool:
    """Whether a text is no title of an item: it names too few of them, or is another one in each of their rows."""
    if _OF_SUPPLY.search(split_name(last_part(text))) and not is_maker_name(item):
        return True
    if columns[text].n_filled < FEW_ROWS:
        return False
    share, n_repeated = columns.tie((item,), text)
    if n_repeated >= _FEW_ITEMS and share < _OF_ROWS and _is_of_other_kind(text, item):
        return True
    if _names_few(text, item, columns) or (n_repeated >= REPEATED and _is_of_rows(text, item, share, columns)):
        return True
    return certainty("item", item) > 0 and _is_as_of_any(columns[text], columns[item], columns.tie((text,), item))


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


_SOME, _HALF, _NEARLY_ALL, _LONGEST = 0.3, 0.5, 0.95, 120
"""Shares of texts and of items, and characters on the mean that a title has at most."""
_CONFIDENCE, _KNOWN = 0.7, 0.4
_OTHER_ROLES = ("user", "event", "timestamp", "value", "quantity", "order", "query", "category", "attribute")
_NO_TITLE = re.compile(
    r"\b(brands?|vendor|supplier|seller|store|shop|outlet|branch|maker|manufacturer|author|artist|publisher|studio"
    r"|director|label|owner|agent|presenter|instructor|teacher|speaker|host|driver|doctor|actor|singer|band|composer|url|uri|link|image|img|picture|photo|path|file|address|street|notes?|comments?|reviews?"
    r"|size|colou?r|material|ingredients?|country|origin|warehouse|location|group|class|type|status|tags?"
    r"|marke|hersteller|lieferant|verkaufer|verfasser|farbe|grosse|marque|fabricant|fournisseur|vendeur|auteur"
    r"|couleur|taille|marca|fabricante|proveedor|fornecedor|vendedor|autor|cor|tamanho|talla|fornitore|venditore"
    r"|autore|colore|taglia|loja|tienda|negozio|magasin|filiale)\b|品牌|厂商|供应商|卖家|作者|颜色|尺码|店铺|图片|链接"
    r"|ブランド|メーカー|著者|色|サイズ|店舗"
)
"""Words of names of what each item has one of, and what is not what it is called."""


def choose_title(columns: Columns, item: str | None, taken: Collection[str | None]) -> list[Choice]:
    """Return the column of words of which each item has one, whatever its name is, as a choice; [] where none is.

    Only the items of a known id have titles of their own. A maker, a shop or a link is no title, though each item may
    have one.
    """
    if item is None or certainty("item", item) < _KNOWN:
        return []
    found = [
        header
        for header, one in columns.items()
        if header not in taken and _may_be_title(header, one) and _is_of_items(header, item, columns)
    ]
    title = max(found, key=lambda header: columns[header].n_distinct, default=None)
    if title is None:
        return []
    why = say("each of its texts stays with its items: {n:,} different ones", n=columns[title].n_distinct)
    return [Choice("events", "text", title, why, _CONFIDENCE)]


def _may_be_title(header: str, one: Evidence) -> bool:
    """Whether a column holds short texts of several words, and has no name of something else."""
    looks = one.looks
    has_words = max(looks["spaced"], looks["named"]) > _SOME and looks["letters"] > _NEARLY_ALL
    is_other = one.is_date or max(looks["json"], looks["address"], looks["email"], looks["several"]) > _SOME
    is_known = any(certainty(role, header) >= HELD for role in _OTHER_ROLES) or describes_user(header)
    if is_other or is_known or one.private or _NO_TITLE.search(split_name(last_part(header))):
        return False
    return has_words and one.length < _LONGEST


def _is_of_items(text: str, item: str, columns: Columns) -> bool:
    """Whether nearly each item has one of the texts, there are about as many of both, and most rows have one."""
    share, n_repeated = columns.tie((item,), text)
    one, of = columns[text], columns[item]
    is_full = one.fullness >= _HALF * of.fullness
    return share > _NEARLY_ALL and n_repeated >= REPEATED and is_full and one.n_distinct >= _HALF * of.n_distinct


_OF_USERS = ("review", "reviews", "comment", "comments", "opinion")
"""What users write, whatever stands before it: "product_review"."""
_OF_MANY = ("text", "body", "tip")
"""What users write only where nothing stands before it: no "status_text", "ad_text" and "email_body"."""
_ALL, _BARE = 0.9, ("name", "title", "label")
"""Where so many values are names of events, a column that is called by one of these alone holds events."""
_LONG, _DIFFERENT, _SEVERAL_WORDS = 20, 0.3, 0.5
"""What users write is so long on the mean, and so many texts are different ones, and have several words."""


def may_be_written(header: str, columns: Columns) -> bool:
    """Whether a column may be what users wrote, for all that its name is a bare one; others may be."""
    *before, last = split_name(header.rpartition(".")[2]).split() or [""]
    if last not in (*_OF_USERS, *_OF_MANY) or (before and certainty("query", header) >= EXACT):
        return True
    return not (before and last in _OF_MANY) and _is_written(columns[header], columns)


def _is_written(one: Evidence, columns: Columns) -> bool:
    """Whether texts are what users wrote, in a log of no orders: of those it is a word on the delivery."""
    if any(certainty(role, each) >= EXACT for each in columns for role in ("order", "quantity")):
        return False
    is_prose = one.length >= _LONG and one.uniqueness > _DIFFERENT
    return is_prose and (one.looks["spaced"] > _SEVERAL_WORDS or not one.example.isascii())


def are_deeds(one: Evidence, columns: Columns) -> bool:
    """Whether a column called "name" holds names of events, as "VIEW_ITEM", where no other one is called so."""
    if one.event_share <= _ALL or one.n_distinct < 2 or any(certainty("event", each) >= EXACT for each in columns):
        return False
    return heads_of(one.header)[0] in _BARE


MOST = 0.4
"""Part of the rows that one category holds: of items, of which a department sells fewer than of what is bought."""

COARSE = 0.9
"""What the name of such a column scores of what it would."""


def is_coarser(one: Evidence, columns: Columns) -> bool:
    """Whether one category holds most rows, and another column that is one of categories by name divides them better.

    It does where its categories are worth more of the same size.
    """
    others = (other for header, other in columns.items() if other is not one and certainty("category", header) >= EXACT)
    return _is_coarse(one) and any(
        not _is_coarse(other) and not other.is_unique and _n_even(other) > _n_even(one) for other in others
    )


def _n_even(one: Evidence) -> float:
    """Return how many categories of one size divide the rows as well: 1 by the chance that two rows share one.

    This is the inverse Simpson index.
    """
    known = one.codes[one.codes >= 0]
    return float(1 / np.sum((np.bincount(known) / len(known)) ** 2)) if len(known) else 0.0


def _is_coarse(one: Evidence) -> bool:
    known = one.codes[one.codes >= 0]
    return len(known) == 0 or int(np.bincount(known).max()) > MOST * len(known)
