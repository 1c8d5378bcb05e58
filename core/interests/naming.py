"""Names of nodes: what their titles say and those of their siblings do not.

A phrase is worth its share of the node's items, times how many times that is its share among the siblings (class-based
TF-IDF, the siblings being the classes), and less where it never ends a noun phrase. Names are chosen for all siblings
at once, the clearest first: a word that names one names no other.

References
----------
Grootendorst, M. (2022). BERTopic: neural topic modeling with a class-based TF-IDF procedure. arXiv:2203.05794
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.compute.once import once
from core.interests.capitals import capitals_of, with_capitals
from core.interests.parts import PART
from core.interests.phrases import are_forms, phrases_of, words_of
from core.interests.plain_words import ABBREVIATIONS, SAYS_LITTLE
from core.interests.scripts import is_latin
from core.types import FloatArray, IntArray, Items, StrArray

COVERS_ENOUGH = 0.6
"""A phrase that so large a share of the items has names the node alone."""
COVERS_MUCH, COVERS_SOME, SEVERAL = 0.3, 0.1, 3
"""A name stands if so large a share of the items have words of it; with the second share, phrases of so many titles."""
LEAST_COVER = 0.08
"""A phrase names nothing of which it covers less."""
LEAST_WORTH = 0.3
"""The second phrase of a name is worth at least so much of the first."""
_USUAL_SCRIPT = 0.5
"""Share of the titles whose script readers of a log are taken to know."""
_TRIED = 20
"""Phrases that are weighed for the second of a name."""
_NO_NOUN = 0.15
"""What a phrase that never ends a noun phrase is worth beside one that always does."""
_PSEUDO_ITEMS = 0.5
"""Added to counts, so that a phrase that no sibling has is not worth infinitely much."""
_WHOLE_PHRASE = 0.6
"""Two words name together where so large a share of the items of the second have both."""
_TYPICAL_PHRASE = 0.2
"""A word that says little alone is named with another one that so large a share of its items have beside it."""
_OF_ITS_OWN = 0.5
"""A word says little alone where less of its items are in the node, or where it ends fewer noun phrases."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The phrases of a catalogue."""

    of_item: tuple[frozenset[str], ...]
    """The keys of the phrases of each title."""
    surface: dict[str, str]
    """Key to what a reader sees."""
    head_share: dict[str, float]
    """Key to how often the phrase ends a noun phrase."""
    parts: frozenset[str] = frozenset()
    """Keys of phrases that are a part of what one product is called."""


def wording_of(items: Items) -> Wording:
    """Read the phrases of all titles of a log, once."""
    return once(items, "wording of titles", lambda: read_wording(items.titles))


def read_wording(titles: StrArray) -> Wording:
    """Read the phrases of all titles; those of one title only name nothing."""
    capitals = capitals_of(titles)
    phrases = [phrases_of(str(title)) for title in titles]
    n_titles = Counter(key for found in phrases for key in {phrase.key for phrase in found})
    heads: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    surfaces: dict[str, Counter[str]] = defaultdict(Counter)
    for found in phrases:
        for phrase in found:
            counts[phrase.key] += 1
            heads[phrase.key] += phrase.is_head
            surfaces[phrase.key][phrase.surface] += 1
    return Wording(
        tuple(frozenset(phrase.key for phrase in found if n_titles[phrase.key] > 1) for found in phrases),
        {key: with_capitals(_surface(found), capitals) for key, found in surfaces.items()},
        {key: heads[key] / counts[key] for key in counts},
    )


def name_siblings(groups: Sequence[IntArray], wording: Wording, taken: frozenset[str] = frozenset()) -> list[str]:
    """Return a name for each group of items, "" where its titles give none; no two share a word.

    Parameters
    ----------
    groups
        Codes of the items of each node.
    taken
        Names of the nodes above, which name nothing below them.
    """
    keys, counts = _count(groups, wording)
    if not keys:
        return [""] * len(groups)
    sizes = np.array([len(group) for group in groups], dtype=np.float64)
    worth = _worth(counts, sizes) * np.array([_NO_NOUN + (1 - _NO_NOUN) * wording.head_share[key] for key in keys])
    worth *= np.array([PART if key in wording.parts else 1.0 for key in keys])
    worth[counts < LEAST_COVER * sizes[:, None]] = 0.0
    own = counts / np.maximum(counts.sum(axis=0), 1.0)
    is_vague = (own < _OF_ITS_OWN) | np.array([wording.head_share[key] < _OF_ITS_OWN for key in keys])
    vague = [{key for key, is_so in zip(keys, row, strict=True) if is_so or key in SAYS_LITTLE} for row in is_vague]
    chosen = _choose(worth, keys, groups, wording, taken, vague)
    return [_write([wording.surface[key] for key in each]) for each in chosen]


def in_both_scripts(given: str, by_titles: str, titles: Sequence[str]) -> str:
    """Return the name of a category with the words of its titles behind it, where few of all titles are written so.

    >>> in_both_scripts("\u8336\u5177", "Teapot", ["Mug", "Bowl", "Teapot"]), in_both_scripts("Tea", "Teapot", ["Mug"])
    ('\u8336\u5177 (Teapot)', 'Tea')
    """
    is_read = is_latin(given) or not is_latin(by_titles) or not by_titles
    if is_read or sum(not is_latin(str(title)) for title in titles) >= _USUAL_SCRIPT * len(titles):
        return given
    return f"{given} ({by_titles})"


def what_it_says(name: str, items: IntArray, wording: Wording) -> str:
    """Return as much of a name as the titles of a node bear out; "" where they do not.

    Either many of the items have words of it, or some have, and each phrase is in several titles: what two films are
    called says nothing of the others.
    """
    held = {part: _items_with(part, items, wording) for part in name.split(" & ")}
    if len(set().union(*held.values())) >= COVERS_MUCH * len(items):
        return name
    kept = {part: found for part, found in held.items() if len(found) >= SEVERAL}
    is_some = len(set().union(*kept.values())) >= COVERS_SOME * len(items)
    return _write(list(kept)) if kept and is_some else ""


def _items_with(phrase: str, items: IntArray, wording: Wording) -> set[int]:
    words = words_of(phrase)
    key, own = " ".join(words), frozenset(words)
    return {item for item in items.tolist() if words and (key in wording.of_item[item] or own <= wording.of_item[item])}


def _count(groups: Sequence[IntArray], wording: Wording) -> tuple[list[str], FloatArray]:
    found = [Counter(key for item in group for key in wording.of_item[item]) for group in groups]
    least = [max(2.0, LEAST_COVER * len(group)) for group in groups]
    keys = sorted({key for counter, low in zip(found, least, strict=True) for key, n in counter.items() if n >= low})
    return keys, np.array([[counter[key] for key in keys] for counter in found], dtype=np.float64)


def _worth(counts: FloatArray, sizes: FloatArray) -> FloatArray:
    share = counts / sizes[:, None]
    others = counts.sum(axis=0) - counts + _PSEUDO_ITEMS
    share_of_others = others / np.maximum(sizes.sum() - sizes + 2 * _PSEUDO_ITEMS, 1.0)[:, None]
    return np.asarray(share * np.log(np.maximum(share / share_of_others, 1.0)))


def _choose(
    worth: FloatArray,
    keys: list[str],
    groups: Sequence[IntArray],
    wording: Wording,
    taken: frozenset[str],
    vague: Sequence[set[str]],
) -> list[list[str]]:
    """Give every group its first phrase, the clearest first, then a second where the first covers too little."""
    chosen: list[list[str]] = [[] for _ in groups]
    used: set[str] = set()
    clearest_first = np.argsort(-worth.max(axis=1), kind="stable").tolist()
    for choose in (_first, _second):
        for row in clearest_first:
            open_keys = [
                (keys[column], float(worth[row, column]))
                for column in np.argsort(-worth[row], kind="stable").tolist()
                if worth[row, column] > 0 and not set(keys[column].split()) & used
            ]
            for _ in range(_TRIED):
                found = choose(open_keys, groups[row], chosen[row], wording, taken)
                if not found:
                    break
                least = _TYPICAL_PHRASE if found in vague[row] else _WHOLE_PHRASE
                phrase = _whole_phrase(found, groups[row], wording, used, least)
                if _says_enough(phrase, wording, is_second=choose is _second):
                    chosen[row].append(phrase)
                    used |= set(phrase.split())
                    break
                open_keys = [each for each in open_keys if each[0] != found]
    return chosen


def _says_enough(phrase: str, wording: Wording, *, is_second: bool) -> bool:
    """Whether a phrase can be read alone; behind another one, a single word has to be a noun."""
    if " " in phrase:
        return True
    return phrase not in SAYS_LITTLE and not (is_second and wording.head_share[phrase] < _OF_ITS_OWN)


def _first(
    open_keys: list[tuple[str, float]],
    _group: IntArray,
    _chosen: list[str],
    wording: Wording,
    taken: frozenset[str],
) -> str:
    return next((key for key, _ in open_keys if _write([wording.surface[key]]) not in taken), "")


def _second(
    open_keys: list[tuple[str, float]],
    group: IntArray,
    chosen: list[str],
    wording: Wording,
    _taken: frozenset[str],
) -> str:
    """Return the phrase that is worth most in items without the first one; "" where the first says enough."""
    rest = [item for item in group if chosen and chosen[0] not in wording.of_item[item]]
    if not open_keys or len(rest) <= (1 - COVERS_ENOUGH) * len(group):
        return ""
    values = {}
    fitting = [
        each for each in open_keys if is_latin(each[0]) == is_latin(chosen[0]) and not are_forms(each[0], chosen[0])
    ]
    for key, worth in fitting[:_TRIED]:
        n_items, n_new = (sum(key in wording.of_item[item] for item in items) for items in (group, rest))
        values[key] = worth * n_new / max(n_items, 1)
    best = max(values, key=lambda key: values[key], default="")
    return best if best and values[best] >= LEAST_WORTH * open_keys[0][1] else ""


def _whole_phrase(key: str, group: IntArray, wording: Wording, used: set[str], least: float) -> str:
    """Return two words for one where that share of the items with it has both: "lunch bag" for "bag"."""
    if " " in key:
        return key
    with_it = [wording.of_item[item] for item in group if key in wording.of_item[item]]
    place = 0 if wording.head_share[key] < _OF_ITS_OWN else -1  # what is no noun stands first: "dog bed"
    longer = Counter(other for found in with_it for other in found if " " in other and other.split()[place] == key)
    for other, n_items in sorted(longer.items(), key=lambda each: (-each[1], each[0]))[:1]:
        if n_items >= max(least * len(with_it), 2) and not set(other.split()) & used:
            return str(other)
    return key


def _surface(found: Counter[str]) -> str:
    """Return the plural where it is in use, else what is written most."""
    plurals = {text: n for text, n in found.items() if text.endswith("s")}
    best = max(sorted(found), key=lambda text: found[text])
    if plurals and sum(plurals.values()) >= 0.2 * sum(found.values()):
        best = max(sorted(plurals), key=lambda text: plurals[text])
    return " ".join(word.upper() if word in ABBREVIATIONS else word for word in best.split(" "))


def _write(surfaces: list[str]) -> str:
    name = " & ".join(surfaces)
    return name[:1].upper() + name[1:]
