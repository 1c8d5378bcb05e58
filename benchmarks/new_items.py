"""Items that nobody has taken yet: how many places of lists they get, and whether by content the right users get them.

``python -m benchmarks.new_items`` hides all events with one item in twenty, drawn at random, and makes lists by EASE
from the others, with a tenth of the places for new items. It prints the share of places that they have, how many of 100
users who took a hidden item find one of theirs on their list, and how many more that are than with as many hidden
items drawn at random. ``--log`` takes ``sample``, ``lifelike``, ``faint`` or ``retail``; ``--draws`` several draws.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy import sparse

from benchmarks.logs import scratch
from benchmarks.measure import print_table
from benchmarks.offers import DEMOS, load
from core.recommenders.ease import pairs_of
from core.recommenders.for_users import Ease, Popularity
from core.recommenders.new_items import new_items
from core.recommenders.user_lists import Wish, user_lists
from core.registry.recommenders import content_vectors
from core.trust.intervals import Estimate, ratio_estimate
from core.trust.split import LIST_LENGTH
from core.types import BoolArray, IntArray, Population

SHARE = 0.1
ONE_IN = 20
_HEADINGS = ("log", "draw", "new items", "of places, %", "users", "of 100 find theirs", "more than at random", "95 %")


@dataclass(frozen=True)
class Found:
    """What lists with new items find."""

    n_items: int
    places: float
    """Share of all places that new items have."""
    hits: Estimate
    """Of 100 users who took a hidden item, those who find one of theirs."""
    more: Estimate
    """How many more than with as many at random."""
    n_users: int


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", nargs="+", choices=["sample", *DEMOS, "retail"], default=["sample"])
    parser.add_argument("--draws", type=int, default=3)
    args = parser.parse_args()
    rows = []
    with scratch() as folder:
        for log in args.log:
            population = load(log, 0, folder)
            for draw in range(args.draws):
                rows.append([log, str(draw), *figures(judge(population, draw, folder / "cache"))])
    print_table(_HEADINGS, rows)


def figures(found: Found) -> list[str]:
    """Return what is printed of a draw."""
    interval = f"{found.more.low:+.1f} to {found.more.high:+.1f}"
    shares = f"{100 * found.places:.1f}", str(found.n_users), f"{found.hits.value:.1f}"
    return [str(found.n_items), *shares, f"{found.more.value:+.1f}", interval]


def judge(population: Population, draw: int, cache_dir: Path | None = None) -> Found:
    """Hide items, make lists and see who finds what they took of them."""
    rng = np.random.default_rng(draw)
    hidden = np.sort(rng.permutation(population.n_items)[: max(1, population.n_items // ONE_IN)])
    train, took = without(population, hidden), pairs_of(population)
    fitted, popularity = Ease().fit(train), Popularity().fit(train)
    new = new_items(train, fitted.items_, SHARE, content_vectors(cache_dir))
    lists = [each.items for each in user_lists(fitted, popularity, train, Wish(LIST_LENGTH, new=new))]
    made = np.concatenate(lists)
    is_new = np.isin(made, hidden)
    wanted = sparse.csr_array(took[:, hidden])
    users = np.flatnonzero(np.diff(wanted.indptr))
    taken = np.zeros(took.shape, dtype=bool)
    taken[:, hidden] = wanted.toarray() > 0
    by_chance = np.where(is_new, rng.choice(new.items, made.shape), -1)
    hits, chance = (find(taken, each)[users] for each in (np.where(is_new, made, -1), by_chance))
    ones = np.ones(len(users))
    more = ratio_estimate(hits * 1.0 - chance, ones).scaled(100)
    return Found(len(new.items), float(is_new.mean()), ratio_estimate(hits * 1.0, ones).scaled(100), more, len(users))


def without(population: Population, hidden: IntArray) -> Population:
    """Return a log without the events of some items; users and catalogue stay."""
    histories = population.histories
    return replace(population, histories=histories.keep(~np.isin(histories.items, hidden)))


def find(taken: BoolArray, lists: IntArray) -> BoolArray:
    """Return (n_users,) whether a list holds an item that its user took; -1 stands for no item.

    >>> find(np.array([[True, False], [True, False]]), np.array([[0, -1], [1, -1]])).tolist()
    [True, False]
    """
    return np.asarray((taken[np.arange(len(lists))[:, None], lists] & (lists >= 0)).any(axis=1))


if __name__ == "__main__":
    main()
