"""Categories that a log gives: they are the upper layers of the tree."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from core.interests.branches import LEAST_ITEMS, split
from core.interests.phrases import is_shorthand
from core.interests.plain_words import ABBREVIATIONS, BESIDES, SHORT_WORDS, STATE_OF_TWO, STATES, STOP_WORDS
from core.interests.proper import PROPER
from core.interests.shorthand import category_in_full
from core.types import FloatArray, IntArray, Items

LEAST_CATEGORISED = 0.8
"""Share of the items that must have a category."""
MOST_IN_ONE_LAYER = 24
"""With more categories, branches of them are made above them."""
_PATH = re.compile(r"\s*[>\u203a\u00bb]\s*")
_REST = frozenset({"all", "all other", "all others", "other", "others", "misc", "miscellaneous", "general"})
_DASH = re.compile(
    rf"\s+-\s+|\s*[-:]\s*(?=(?:{'|'.join(sorted({*STATES, ' '.join(STATE_OF_TWO), *_REST}, reverse=True))})$)", re.I
)
"""A dash between blanks, or a sign before how goods are kept: "SEAFOOD-FRESH", "DINNER MIXES:DRY"."""
_MISC = re.compile(r"^(?:MISC|OTHER)\s+(?=\w)|(?<=\w)\s+(?:MISC|OTHER)$")
_LIST = re.compile(r"[,&()]| and ")
_LEAST_PATHS = 0.5
"""Share of the categories that must be written as a path ("Home > Kitchen") to be read as one."""


@dataclass(frozen=True, slots=True)
class GivenLayer:
    """One layer of categories."""

    branch_of: IntArray
    """(n_items,) from 0."""
    names: tuple[str, ...]
    """Of each branch; "" for one that its titles have to name."""


def given_branches(items: Items, vectors: FloatArray) -> list[GivenLayer]:
    """Return the layers that the categories of a log give, broadest first; none where too few items have one.

    An item of several categories is in that of them whose items it is most like, one without in the nearest of all.
    """
    has = items.categories.astype(bool)
    if has.shape[1] < 2 or (np.diff(has.indptr) > 0).sum() < LEAST_CATEGORISED * items.n_items:
        return []
    category_of = _one_category(has.toarray(), vectors)
    present, category_of = np.unique(category_of, return_inverse=True)
    names = [items.category_names[code] for code in present]
    if len(names) < 2:
        return []
    paths = list(map(levels_of, names))
    if sum(len(path) > 1 for path in paths) >= _LEAST_PATHS * len(paths):
        return _layers_of_paths(category_of, paths)
    layer = _without_twins(category_of, [readable(name) for name in names])
    return [layer] if len(layer.names) <= MOST_IN_ONE_LAYER else [_above(layer, vectors), layer]


def levels_of(category: str) -> list[str]:
    """Return the levels of a category that is a path, the broadest first.

    >>> levels_of("Garden > Roses > Climbing")
    ['Garden', 'Roses', 'Climbing']
    """
    return _PATH.split(category)


def readable(category: str) -> str:
    """Return the name of a category as it can be read aloud; "" where it cannot.

    >>> readable("REFRGRATD JUICES/DRNKS"), readable("Tea & Coffee"), readable("FRZN MEAT"), readable("DRNQS")
    ('Refrigerated juices & drinks', 'Tea & Coffee', 'Frozen meat', '')
    >>> readable("VEGETABLES - SHELF STABLE"), readable("Vegetables - all others"), readable("DVD PLAYERS")
    ('Shelf stable vegetables', 'Vegetables', 'DVD players')
    >>> readable("HISPANIC/MEXICAN FOODS")
    'Hispanic & Mexican foods'
    >>> readable("BAKED BREAD/BUNS/ROLLS"), readable("CRACKERS/MISC BKD FD"), readable("SEAFOOD-FRESH")
    ('Baked bread, buns & rolls', 'Crackers', 'Fresh seafood')
    """
    text = category_in_full(" ".join(category.replace("_", " ").split()))
    kept = _in_small_letters(_listed([part for part in map(_part, _parts(text)) if part]))
    return kept[:1].upper() + kept[1:]


def _parts(text: str) -> list[str]:
    """Return what slashes divide; of several parts of a text in capitals, none that is a rest of other things."""
    parts = text.split("/")
    return [part for part in parts if not (_is_shouted(text) and part.startswith("MISC "))] or parts


def _part(text: str) -> str:
    if _is_shouted(text):
        text = _MISC.sub("", text.replace("&", " & "))
    return _in_order(_without_shorthand(text))


def _listed(parts: list[str]) -> str:
    """Join parts as a reader would: "bread, buns & rolls"."""
    return " & ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def in_a_sentence(category: str) -> str:
    """Return a category as a sentence would write it: in small letters what the log has in capitals.

    >>> in_a_sentence("SOFT DRINKS"), in_a_sentence("Tea & Coffee"), in_a_sentence("DRNQS"), in_a_sentence("DVD")
    ('soft drinks', 'Tea & Coffee', 'DRNQS', 'DVD')
    >>> in_a_sentence("PET"), in_a_sentence("MEXICAN FOODS")
    ('pet', 'Mexican foods')
    """
    text = readable(category)
    return _in_small_letters(text.upper()) if text and _is_shouted(category) else category


def _in_order(part: str) -> str:
    """Return what stands behind a dash before it if it is a state, and without it if it says nothing."""
    thing, *states = _DASH.split(part)
    kept = [state for state in states if state.casefold() not in _REST]
    if kept and all(word in {*STATES, *STATE_OF_TWO} for state in kept for word in state.casefold().split()):
        return " ".join([*kept, thing])
    return " - ".join([thing, *kept])


def _is_shouted(text: str) -> bool:
    return text.isupper() and (len(text) > 3 or text.lower() in SHORT_WORDS)


def _in_small_letters(text: str) -> str:
    if not _is_shouted(text):
        return text
    return " ".join(map(_in_small, text.split()))


def _in_small(word: str) -> str:
    if word.lower() in ABBREVIATIONS:
        return word
    return word.capitalize() if word.lower() in PROPER else word.lower()


def _without_shorthand(text: str) -> str:
    """Leave out words that nobody could read aloud, and small words that nothing follows then.

    Capitals among small letters are an abbreviation that readers know.

    >>> _without_shorthand("Data with SQL"), _without_shorthand("DATA WITH SQL"), _without_shorthand("Juice drnqs")
    ('Data with SQL', 'DATA', 'Juice')
    """
    words = text.split()
    kept = [word for word in words if not is_shorthand(word.lower()) or (word.isupper() and not text.isupper())]
    if len(kept) == len(words):
        return " ".join(words)
    while kept and (kept[-1].lower() in {*STOP_WORDS, *BESIDES} or not any(map(str.isalnum, kept[-1]))):
        kept.pop()
    while kept and not any(map(str.isalnum, kept[0])):
        kept.pop(0)
    return " ".join(kept)


def _one_category(has: np.ndarray[tuple[int, int], np.dtype[np.bool_]], vectors: FloatArray) -> IntArray:
    sizes = has.sum(axis=0)
    centres = (has.T.astype(np.float32) @ vectors) / np.maximum(sizes, 1)[:, None]
    distances = np.square(centres).sum(axis=1) - 2 * vectors @ centres.T
    is_open = np.where(has.any(axis=1, keepdims=True), has, sizes >= LEAST_ITEMS)
    return np.asarray(np.where(is_open, distances, np.inf).argmin(axis=1))


def _layers_of_paths(category_of: IntArray, paths: list[list[str]]) -> list[GivenLayer]:
    layers = []
    for depth in range(1, min(max(map(len, paths)), 3) + 1):
        starts = [tuple(path[:depth]) for path in paths]
        codes = {start: code for code, start in enumerate(dict.fromkeys(starts))}
        branch_of = np.array([codes[start] for start in starts], dtype=np.int32)[category_of]
        layers.append(GivenLayer(branch_of, tuple(readable(start[-1]) for start in codes)))
    return layers


def _without_twins(category_of: IntArray, names: list[str]) -> GivenLayer:
    """Return one branch for all categories that read alike: "Metal" and "METAL"; nameless ones stay apart."""
    keys = [name.casefold() or code for code, name in enumerate(names)]
    first = list(dict.fromkeys(keys))
    code_of = np.array([first.index(key) for key in keys], dtype=np.int32)
    return GivenLayer(code_of[category_of], tuple(names[keys.index(key)] for key in first))


def _above(layer: GivenLayer, vectors: FloatArray) -> GivenLayer:
    """Return branches of alike categories, each named after the two of most items."""
    n_categories = len(layer.names)
    centres = np.array([vectors[layer.branch_of == code].mean(axis=0) for code in range(n_categories)])
    found = split(centres, min(16, n_categories // 4), least=1)
    sizes = np.bincount(layer.branch_of, minlength=n_categories)
    largest = np.argsort(-sizes, kind="stable").tolist()
    names = [[layer.names[code] for code in largest if found[code] == each] for each in range(int(found.max()) + 1)]
    return GivenLayer(found[layer.branch_of], tuple(map(_two_of, names)))


def _two_of(names: list[str]) -> str:
    """Join the first two names that are no lists; "" where there is none, so that titles name the branch.

    >>> _two_of(["Bread, buns & rolls", "Tropical fruit", "Salad mix", "Eggs"]), _two_of(["Video Games", "DVD players"])
    ('Tropical fruit & salad mix', 'Video Games & DVD players')
    """
    first, *others = [name for name in names if name and not _LIST.search(name)][:2] or [""]
    return " & ".join([first, *(name[:1].lower() + name[1:] if name[1:].islower() else name for name in others)])
