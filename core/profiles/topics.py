"""Topics: groups of items that a user may like, as yes-or-no statements.

A group is a category of the log, a node of the tree of interests, or an era, a maker or a size that titles state.
Where more than half of all users have one, that says nothing; the statement is then that the user gives it a greater
share of their events than the log does as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from core.compute.once import once
from core.interests.tree import ROOT, SEPARATOR, InterestTree, name_alone
from core.population.interactions import is_disliked, is_given_back, is_interaction
from core.profiles.facts import Facts
from core.sentences import Sentence, say
from core.types import BoolArray, FloatArray, IntArray, Lift, Population, StrArray

COMMON_SHARE = 0.5
LEAST_DATED = 0.5
"""Part of the titles that must end in a year, for years to be a fact of the catalogue."""
LEAST_OF_ERA = 4
"""Items of an era."""
TOPIC_KINDS = ("category", "node", "era", "maker", "size")
_RELATIVE = "{name}: more than usual"
_YEAR = re.compile(r"\(((?:18|19|20)\d\d)\)\s*$")


@dataclass(frozen=True, slots=True)
class Topics:
    """Groups of items of one kind."""

    kind: str
    keys: tuple[str, ...]
    names: tuple[str, ...]
    items: sparse.csr_array
    """(n_items, n_topics) bool."""


def is_taste(population: Population) -> BoolArray:
    """Mark the events that say what a user likes: interactions with items neither rated low nor given back."""
    return is_interaction(population) & ~is_disliked(population) & ~is_given_back(population)


def categories_of(population: Population) -> Topics:
    """Return the categories of the log."""
    items = population.items
    return Topics("category", items.category_names, items.category_names, sparse.csr_array(items.categories))


def nodes_of(tree: InterestTree) -> Topics:
    """Return the nodes of all layers of the tree; the key is the id of the node."""
    n_items = len(tree.leaf_of)
    columns = [tree.nodes_of(layer) for layer in range(1, tree.n_layers + 1)]
    is_first = np.array([node.layer for node in tree.nodes], dtype=np.int64)
    rows, nodes = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for layer, node_of in enumerate(columns, start=1):
        own = np.flatnonzero(node_of != ROOT)
        own = own[is_first[node_of[own]] == layer]  # an item whose branch ends above is in that branch once
        rows.append(own)
        nodes.append(node_of[own].astype(np.int64))
    places = (np.concatenate(rows), np.concatenate(nodes))
    is_in = sparse.csr_array((np.ones(len(places[0]), bool), places), shape=(n_items, len(tree.nodes)))
    names = tuple(name_alone(tree.nodes, node.id) for node in tree.nodes)
    return Topics("node", tuple(str(node.id) for node in tree.nodes), names, is_in)


def eras_of(titles: StrArray) -> Topics:
    """Return the decades, their halves and the single years that titles end in, "(1996)", and what is older.

    None where fewer than half of the titles end in a year. Eras of fewer than ``LEAST_OF_ERA`` items are left out.
    """
    years = years_of(titles)
    keys: list[str] = []
    columns: list[BoolArray] = []
    for key, is_in in _eras(years) if (years > 0).mean() >= LEAST_DATED else ():
        if is_in.sum() >= LEAST_OF_ERA:
            keys.append(key)
            columns.append(is_in)
    items = np.column_stack(columns) if columns else np.zeros((len(titles), 0), bool)
    return Topics("era", tuple(keys), tuple(keys), sparse.csr_array(items))


def years_of(titles: StrArray) -> IntArray:
    """Return the year in which each title ends, (n_items,); 0 for none."""
    found = (_YEAR.search(str(title)) for title in titles)
    return np.array([int(match.group(1)) if match else 0 for match in found], dtype=np.int64)


def _eras(years: IntArray) -> list[tuple[str, BoolArray]]:
    known = np.unique(years[years > 0]).tolist()
    decades = sorted({year // 10 * 10 for year in known})
    return [
        *((say("{decade}s", decade=decade), years // 10 * 10 == decade) for decade in decades),
        *((say("early-{decade}s", decade=decade), (years >= decade) & (years < decade + 5)) for decade in decades),
        *((say("late-{decade}s", decade=decade), (years >= decade + 5) & (years < decade + 10)) for decade in decades),
        *((say("pre-{decade}", decade=decade), (years > 0) & (years < decade)) for decade in decades[2:]),
        *((str(year), years == year) for year in known),
    ]


def usual_shares(population: Population, topics: Topics) -> FloatArray:
    """Return the share of events on each topic that more than half of the users have, (n_topics,); 0 on others.

    Computed once for a population and topics of these names, and shared: do not change it.
    """
    return once(population, ("usual shares", topics.kind, topics.names), lambda: _usual_shares(population, topics))


def _usual_shares(population: Population, topics: Topics) -> FloatArray:
    counts, n_events = _events_by_topic(population, topics)
    n_users_with = np.bincount(counts.indices, weights=counts.data > 0, minlength=counts.shape[1])
    is_common = n_users_with > COMMON_SHARE * population.n_users
    return np.asarray(np.where(is_common, np.asarray(counts.sum(axis=0)) / max(n_events.sum(), 1), 0.0))


def topic_facts(population: Population, whole: Population, topics: Topics) -> Facts:
    """State which topics each user likes; ``whole`` is the log that decides which of them are common."""
    usual = usual_shares(whole, topics)
    counts, n_events = _events_by_topic(population, topics)
    shares = counts.data / np.repeat(np.maximum(n_events, 1), np.diff(counts.indptr))
    counts.data = shares > usual[counts.indices]
    counts.eliminate_zeros()
    names = _names(topics.names, usual)
    return Facts(topics.kind, names, topics.keys, counts, None, topics.items, usual)


def _names(names: Sequence[str], usual: FloatArray) -> tuple[str, ...]:
    return tuple(named_topic(name, is_relative=bool(share)) for name, share in zip(names, usual, strict=True))


def is_relative(lift: Lift) -> bool:
    """Whether a fact is that users have more of a topic than usual, not that they have it."""
    return lift.kind in TOPIC_KINDS and lift.name != topic_of(lift)


def named_topic(name: str, *, is_relative: bool) -> str:
    """Return what a fact about a topic of this name is called."""
    return say("{name}: more than usual", name=name) if is_relative else name


def topic_of(lift: Lift) -> str:
    """Return the topic that a fact is about: a category, the name of a node or an era."""
    if lift.kind == "category":
        return lift.key
    is_sentence = isinstance(lift.name, Sentence) and lift.name.template == _RELATIVE
    return lift.name.values["name"] if isinstance(lift.name, Sentence) and is_sentence else lift.name


def without_path(name: str) -> Sentence | str:
    """Return what a part of an interest is called where people read it aloud.

    >>> without_path("Bag \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} Retrospot"), without_path("Bag")
    ('Retrospot in Bag', 'Bag')
    """
    *above, part = name.split(SEPARATOR)
    return say("{part} in {whole}", part=part, whole=above[-1]) if above else part


def with_topic(lift: Lift) -> Sentence | str:
    """Return the name of a fact about a topic, whose path is left out."""
    if isinstance(lift.name, Sentence):
        is_more = lift.name.template == _RELATIVE
        return say("{name}: more than usual", name=without_path(topic_of(lift))) if is_more else lift.name
    return without_path(lift.name)


def events_by_item(population: Population) -> sparse.csr_array:
    """Count the events of each user with each item that say what the user likes, (n_users, n_items) float32."""
    histories, is_counted = population.histories, is_taste(population)
    return sparse.csr_array(
        (is_counted.astype(np.float32), histories.items, histories.offsets),
        shape=(population.n_users, population.n_items),
    )


def _events_by_topic(population: Population, topics: Topics) -> tuple[sparse.csr_array, IntArray]:
    """Count the events that say what a user likes: by user and topic, and by user (n_users,)."""
    histories, is_counted = population.histories, is_taste(population)
    n_events = np.bincount(histories.users[is_counted], minlength=population.n_users)
    return events_by_item(population) @ topics.items.astype(np.float32), n_events
