"""Terms: the words and word pairs of item titles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from scipy import sparse

from core.types import Items

MAX_TERMS = 3_000

_STOP_TEXT = (
    "a an and are as at be but by for from in into is it its no not of on or our so that the their then these this to "
    "was we were will with without you your my me vs per de la le les el der die das und et"
)
_GENERIC_TEXT = (
    "set sets pack packs pcs pc piece pieces box size small medium large mini big new old assorted asst ass col cols "
    "colour color colours colors design style type item items product pair kit one two three four five six ten "
    "red blue green pink white black yellow purple orange brown grey gray gold silver cream ivory turquoise "
    "part vol volume edition version series great best classic premium deluxe original quality ltd inc please person"
)
_STOP_WORDS = frozenset(_STOP_TEXT.split())
GENERIC = frozenset(_GENERIC_TEXT.split())
"""Words that say nothing alone."""
_WORD = re.compile(r"\d+|[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_CJK = re.compile(r"[\u3400-\u9fff]{2,}")


def title_terms(title: str) -> list[str]:
    """Return the words and pairs of neighbouring words of a title, in lower case, stop words left out.

    A word that says nothing alone ("set", "red") counts in a pair only. Chinese, which has no spaces, gives pairs of
    characters.

    >>> title_terms("Set of 3 RED Tea Tins")
    ['red tea', 'tea', 'tea tins', 'tins']
    >>> title_terms("茉莉花茶")
    ['茉莉', '莉花', '花茶']
    """
    terms: list[str] = []
    before = ""
    for word in _words(title):
        if before and word and not {before, word} <= GENERIC:
            terms.append(f"{before} {word}")
        if word and word not in GENERIC:
            terms.append(word)
        before = word
    return [*terms, *_character_pairs(title)]


def item_terms(
    items: Items, popularity: npt.ArrayLike, max_terms: int = MAX_TERMS
) -> tuple[list[str], sparse.csr_array]:
    """Return the terms that two items or more share, and which item has which: (n_items, n_terms) bool.

    At most ``max_terms``: those with the most popular items, by ``popularity`` (n_items,), users per item.
    """
    terms_by_item = [sorted(set(title_terms(title))) for title in items.titles]
    n_items_with = Counter(term for terms in terms_by_item for term in terms)
    reach: Counter[str] = Counter()
    for terms, n_users in zip(terms_by_item, np.asarray(popularity), strict=True):
        reach.update({term: float(n_users) for term in terms if n_items_with[term] > 1})
    vocabulary = sorted(sorted(reach), key=lambda term: -reach[term])[:max_terms]
    return vocabulary, _incidence(terms_by_item, vocabulary)


def _incidence(terms_by_item: list[list[str]], vocabulary: list[str]) -> sparse.csr_array:
    code_of = {term: code for code, term in enumerate(vocabulary)}
    codes = [[code_of[term] for term in terms if term in code_of] for terms in terms_by_item]
    offsets = np.concatenate([[0], np.cumsum([len(row) for row in codes], dtype=np.int64)]).astype(np.int64)
    columns = np.array([code for row in codes for code in row], dtype=np.int32)
    shape = (len(terms_by_item), len(vocabulary))
    return sparse.csr_array((np.ones(len(columns), dtype=bool), columns, offsets), shape=shape)


def _words(title: str) -> Iterable[str]:
    """Words in order; "" stands where a stop word, a number or a single letter parts two words."""
    for match in _WORD.finditer(_CJK.sub(" 0 ", title).casefold()):
        word = match.group()
        yield "" if word in _STOP_WORDS or len(word) < 2 or word.isdigit() else word


def _character_pairs(title: str) -> list[str]:
    runs = _CJK.findall(title)
    return [run[start : start + 2] for run in runs for start in range(len(run) - 1)]
