"""Whether names in made shops say what was planted, and not a make, a line, a variant or what others like.

``python -m benchmarks.shop_names`` makes the shops of ``benchmarks.made_shops`` in the random states after ``--states``
(0 and 1), finds as many segments as there are tastes, without the categories, and reads the names of segments and of
nodes of the tree. A name is right where each of its phrases is in a thing of the taste that most of its users, or
items, have, and in no thing of another taste. One that says a make, a line, a variant or a thing of others is wrong;
the rest say no taste: a number, a habit, a typical item. ``--others`` takes shops with other words and other titles in
their place: rules were chosen on both in the states 0 to 3, and on none in 4 and 5. ``--names`` prints every name, too.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy import sparse

from benchmarks.logs import scratch
from benchmarks.made_shops import OTHER_SHOPS, SHOPS, Shop, make_shop, things_of
from benchmarks.measure import print_table
from benchmarks.names import ONLY_NAMES
from benchmarks.run import print_machine
from core.interests.build import build_tree
from core.interests.phrases import words_of
from core.interests.scripts import is_latin
from core.pipeline import run
from core.sentences import Sentence
from core.types import IntArray, Population, Recipe

WAYS = RIGHT, WRONG, NOTHING = "right", "wrong", "no taste"
HEAD = ("shop", "segments right", "wrong", "no taste", "nodes right", "wrong", "no taste", "wrong names")
_NO_TASTES = (
    "buyers shoppers browsers viewers users of for items basket fillers occasional regular frequent lapsed recent "
    "broad-interest high-value low-value weekend weekday morning afternoon evening early-evening late-evening "
    "late-night early-morning monday tuesday wednesday thursday friday saturday sunday too little known segment"
)
_NO_TASTE = frozenset(_NO_TASTES.split())
_MOST = 0.5
"""A segment or a node is about the taste that more than this part of its users or items have."""


def read_name(name: str, taste: int, things: Sequence[Sequence[str]]) -> str:
    """Return whether a name says the taste at this place of ``things``, something else, or nothing.

    >>> things = [["Sock wool", "Row counter"], ["Carp rod", "Wool blanket"]]
    >>> [read_name(name, 0, things) for name in ("Sock wool buyers", "Wool buyers", "Counter & Oakley", "Segment 2")]
    ['right', 'wrong', 'wrong', 'no taste']
    """
    words = [word for word in name.replace(" and ", " & ").split() if word.casefold() not in _NO_TASTE]
    phrases = [phrase.strip() for phrase in " ".join(words).split("&") if phrase.strip()]
    phrases = [phrase for phrase in phrases if not phrase.isdigit()]
    is_by_item = isinstance(name, Sentence) and name.template.startswith("Like")
    if is_by_item or not phrases:
        return NOTHING
    return RIGHT if all(_is_of(phrase, taste, things) for phrase in phrases) else WRONG


def _is_of(phrase: str, taste: int, things: Sequence[Sequence[str]]) -> bool:
    in_tastes = {place for place, own in enumerate(things) if any(_is_in(phrase, thing) for thing in own)}
    return in_tastes == {taste}


def _is_in(phrase: str, thing: str) -> bool:
    if not is_latin(phrase):
        return phrase.replace(" ", "") in thing
    words = frozenset(words_of(phrase))
    return bool(words) and words <= frozenset(words_of(thing))


def read_segments(population: Population, taste_of: IntArray, shop: Shop) -> Iterator[tuple[str, str]]:
    """Yield the name of each segment and how it reads; ``taste_of`` is that of each item, -1 for what all buy."""
    histories = population.histories
    own = taste_of[histories.items]
    counts = np.zeros((population.n_users, shop.n_tastes))
    np.add.at(counts, (histories.users[own >= 0], own[own >= 0]), 1)
    found = run(population, Recipe(k=shop.n_tastes), ONLY_NAMES)
    for persona in found.description.personas:
        is_in = found.clustering.labels == persona.segment
        yield persona.name, read_name(persona.name, _main(counts[is_in].argmax(axis=1)), things_of(shop))


def read_nodes(population: Population, taste_of: IntArray, shop: Shop, cache: Path) -> Iterator[tuple[str, str]]:
    """Yield the name of each node and how it reads; what all buy is a taste of its own there."""
    tree = build_tree(population, cache)
    for node in tree.nodes:
        items = np.flatnonzero(tree.nodes_of(node.layer) == node.id)
        yield node.name, read_name(node.name, _main(taste_of[items] % (shop.n_tastes + 1)), things_of(shop))


def _main(tastes: IntArray) -> int:
    """Return the taste of more than ``_MOST``; -1 for none."""
    counts = Counter(tastes.tolist())
    taste, n = max(counts.items(), key=lambda each: each[1])
    return taste if n > _MOST * len(tastes) else -1


def measure(folder: Path, shop: Shop, random_state: int) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the names of segments and those of nodes, each with how it reads."""
    population = make_shop(folder, shop, random_state)
    items = population.items
    codes = np.full(items.n_items, -1)
    rows, columns = items.categories.nonzero()
    codes[rows] = [int(items.category_names[column].split()[-1]) for column in columns]
    nothing = sparse.csr_array((items.n_items, 0), dtype=bool)
    bare = replace(population, items=replace(items, category_names=(), categories=nothing))
    return [*read_segments(bare, codes, shop)], [*read_nodes(bare, codes, shop, folder / "cache")]


def row_of(folder: Path, shop: Shop, states: Sequence[int], *, with_names: bool) -> tuple[list[int], list[str]]:
    """Return how many names of segments and of nodes read in each way, and the names of segments that are wrong."""
    counts, wrong = [0] * 6, list[str]()
    for state in states:
        own = folder / f"{shop.name.replace('/', ' ')} {state}"
        own.mkdir()
        for place, names in enumerate(measure(own, shop, state)):
            for name, reads in names:
                counts[3 * place + WAYS.index(reads)] += 1
                if with_names:
                    print(f"{shop.name}; {state}; {('segment', 'node')[place]}; {name}; {reads}")
            wrong += [name for name, reads in names if reads == WRONG and not place]
    return counts, wrong


def main() -> int:
    """Print a row for each shop, and their sums."""
    parser = argparse.ArgumentParser(description="Whether names in made shops say what was planted.")
    parser.add_argument("--states", type=int, nargs="+", default=[0, 1], metavar="N", help="random states (0 and 1)")
    parser.add_argument("--others", action="store_true", help="shops with other words and other titles")
    parser.add_argument("--names", action="store_true", help="print all names, too")
    options = parser.parse_args()
    print_machine()
    shops = OTHER_SHOPS if options.others else SHOPS
    with scratch() as folder:
        found = [row_of(folder, shop, options.states, with_names=options.names) for shop in shops]
    rows = [[shop.name, *map(str, n), "; ".join(wrong)] for shop, (n, wrong) in zip(shops, found, strict=True)]
    sums = np.sum([n for n, _wrong in found], axis=0).tolist()
    print_table(HEAD, [*rows, ["all", *map(str, sums), ""]])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
