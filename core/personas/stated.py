"""Which tastes a card states: not words of titles that name nothing, or that say no more than a category does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from core.interests.phrases import words_of
from core.interests.proper import FEASTS
from core.interests.tree import InterestTree
from core.personas.clear import CLEAR_LIFT, is_strong
from core.personas.narrow import narrow_tastes, terms_anywhere
from core.personas.node_names import given_names, node_texts
from core.profiles.tastes import items_of_terms, vague_terms
from core.profiles.topics import categories_of, nodes_of
from core.sentences import Sentence
from core.types import FloatArray, IntArray, Lift, Population, Profile

COVERED = 0.5
"""What users have of a taste is covered by a category where more than this part of its events is in the category."""
_Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Words:
    """What titles and the tree say of a log."""

    unstated: frozenset[_Place]
    """Kind and key of words of titles that few items have, that are no things, or that lie anywhere in the tree."""
    n_events: FloatArray
    """Events with each item, (n_items,)."""
    items: dict[_Place, IntArray]
    """Kind and key of a taste by words of titles to its items, as their places."""
    is_in: dict[str, IntArray]
    """Category to the places of its items."""


def with_what_is_stated(
    profiles: Sequence[Profile], population: Population, tree: InterestTree | None = None
) -> list[Profile]:
    """Mark the tastes of segments that no card states; names choose among all of them.

    A word of titles, and a node called by such words, is stated where enough items have it and it is a thing. Beside
    given categories of the same segment that cover most of it, it is stated only where it is clearly more of the
    segment's events than follows from the categories. "Detective" of people who watch all crime series says nothing
    more; "tent" of people who like camping does where they keep to tents.
    """
    words = _words_of_titles(profiles, population, tree)
    return [
        replace(each, lifts=tuple(replace(lift, is_stated=_is_stated(lift, each, words)) for lift in each.lifts))
        for each in profiles
    ]


def _is_stated(lift: Lift, profile: Profile, words: _Words) -> bool:
    place = (lift.kind, lift.key)
    if place in words.unstated:
        return False
    items = words.items.get(place)
    if items is None:
        return True
    strong = [each for each in profile.lifts if each.kind == "category" and is_strong(each)]
    categories = [(each, np.isin(items, words.is_in[each.key])) for each in strong if each.key in words.is_in]
    events = words.n_events[items]
    is_covered = np.logical_or.reduce([np.zeros(len(items), bool), *(is_in for _, is_in in categories)])
    if events @ is_covered <= COVERED * events.sum():
        return True
    parts = [float(events @ is_in) for _, is_in in categories]
    by_categories = np.average([_of_events(each) for each, _ in categories], weights=parts)
    return _of_events(lift) >= CLEAR_LIFT * float(by_categories)


def _of_events(lift: Lift) -> float:
    """Return how many times as large a taste is among the segment's events as among all."""
    seen = lift.contrast
    return seen.event_share / max(seen.overall_event_share, 1e-9) if seen else lift.lift


def _words_of_titles(profiles: Sequence[Profile], population: Population, tree: InterestTree | None) -> _Words:
    found = {(lift.kind, lift.key) for profile in profiles for lift in profile.lifts}
    categories = categories_of(population)
    vocabulary, of_terms = items_of_terms(population)
    n_events = np.bincount(population.histories.items, minlength=population.n_items).astype(np.float64)
    items = _columns("term", vocabulary, of_terms, found)
    unstated = {each for each in narrow_tastes(population) if each[0] == "term" and each[1] not in FEASTS}
    if tree is not None:
        nodes, given = nodes_of(tree), _given_nodes(population, tree)
        by_words = _columns("node", nodes.keys, nodes.items, found)
        items |= {place: own for place, own in by_words.items() if place[1] not in given}
        unstated |= terms_anywhere(population, tree) | _unstated_nodes(population, tree, given)
    return _Words(
        frozenset(unstated),
        n_events,
        items,
        {key: own for (_, key), own in _columns("category", categories.keys, categories.items, found).items()},
    )


def _columns(kind: str, keys: Sequence[str], items: sparse.csr_array, wanted: set[_Place]) -> dict[_Place, IntArray]:
    """Return the places of the items that have each fact of a kind that is wanted."""
    by_column = sparse.csc_array(items)
    starts = by_column.indptr
    return {
        (kind, key): by_column.indices[starts[column] : starts[column + 1]]
        for column, key in enumerate(keys)
        if (kind, key) in wanted
    }


def _given_nodes(population: Population, tree: InterestTree) -> set[str]:
    """Return the keys of nodes whose name is given: by the log, or by an analyst."""
    given = given_names(population) | set(population.items.category_names)
    return {str(node.id) for node in tree.nodes if node.name in given or node.id in tree.given}


def _unstated_nodes(population: Population, tree: InterestTree, given: set[str]) -> set[_Place]:
    """Return the nodes by words of titles that few items bear out, or that are no things."""
    texts, vague = node_texts(population, tree)[0], vague_terms(population)
    unstated = set()
    for node in tree.nodes:
        key = str(node.id)
        parts = [" ".join(words_of(part)) for part in texts.get(key, "").split(" & ")]
        is_thing = any(part and (part in FEASTS or part not in vague) for part in parts)
        if key not in given and not isinstance(node.name, Sentence) and not is_thing:
            unstated.add(("node", key))
    return unstated
