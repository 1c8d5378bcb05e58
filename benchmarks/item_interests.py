"""Whether lists of segments would be better without items of interests that a segment has less of than all users.

``python -m benchmarks.item_interests`` runs a recipe on what users did before the holdout, and prints how many of the
first ten and of the 20 items of a segment's list are of a broad interest of which it certainly has less; recall@20 of
the lists as they are and without such items; and how many of 100 users of a segment choose such an item of its list,
and another one, in the held-out part.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.logs import load_demo, load_retail, run_parts
from benchmarks.measure import print_table
from core.pipeline import run
from core.population.interactions import interacted
from core.recommenders.segment_offers import LIST_LENGTH, OWN_FIRST, SegmentOffers
from core.results.run import Options
from core.trust.split import Split, split_holdout
from core.types import BoolArray, IntArray, Labels, Population, Recipe
from core.views.item_interests import interests_of_items

HEAD = ("log", "of ten", "of 20", "recall@20", "without them", "choose one, of 100", "choose another, of 100")


@dataclass(frozen=True)
class Lists:
    """Lists of segments, by what their users did before the holdout."""

    split: Split
    labels: Labels
    orders: Mapping[int, IntArray]
    """Segment to items, best first."""
    is_less: Mapping[int, BoolArray]
    """Segment to (n_items,) whether it has less of the item's interest than all users."""

    def recall(self, orders: Mapping[int, IntArray]) -> float:
        """Return the mean share of a user's held-out items on the first 20 items that are new to the user."""
        has, targets = (each.toarray() > 0 for each in (interacted(self.split.train), self.split.targets))
        users = [user for user in self.split.judged.tolist() if self.labels[user] in orders]
        found = []
        for user in users:
            order = orders[int(self.labels[user])]
            first = order[~has[user, order]][:LIST_LENGTH]
            found.append(targets[user, first].sum() / targets[user].sum())
        return float(np.mean(found))

    def chosen(self) -> tuple[float, float]:
        """Return by what share of a segment's users an item of its list is chosen: of such an interest, and others."""
        targets, judged = self.split.targets.toarray() > 0, self.split.judged
        such: list[float] = []
        others: list[float] = []
        for segment, order in self.orders.items():
            own = judged[self.labels[judged] == segment]
            shares = targets[np.ix_(own, order[:LIST_LENGTH])].mean(axis=0)
            is_such = self.is_less[segment][order[:LIST_LENGTH]]
            such += shares[is_such].tolist()
            others += shares[~is_such].tolist()
        return float(np.mean(such)) if such else float("nan"), float(np.mean(others))


def make_lists(population: Population, folder: Path) -> Lists:
    """Run on the part before the holdout, and make the lists of its segments."""
    split = split_holdout(population)
    options = Options(
        with_map=False, with_holdout=False, with_trust=False, with_model=False, cache_dir=folder / "cache"
    )
    found = run(split.train, Recipe(k=8), options)
    offers = SegmentOffers().fit(split.train, found.clustering.labels)
    segments, ids = offers.segments_.tolist(), population.items.item_ids
    is_less = {
        each: np.array([bool(one and one.is_less) for one in interests_of_items(found.interests, each, ids)])
        for each in segments
    }
    return Lists(split, found.clustering.labels, {each: offers.order(each) for each in segments}, is_less)


def print_lists(folder: Path) -> None:
    """Print a row for each log."""
    rows = []
    for name, log in {"demo, faint": load_demo(folder)[0], "Online Retail": load_retail(folder)}.items():
        made = make_lists(log, folder)
        kept = {segment: order[~made.is_less[segment][order]] for segment, order in made.orders.items()}
        counts = [
            np.mean([made.is_less[segment][order[:n]].sum() for segment, order in made.orders.items()])
            for n in (OWN_FIRST, LIST_LENGTH)
        ]
        recalls = f"{made.recall(made.orders):.4f}", f"{made.recall(kept):.4f}"
        rows.append(
            [name, *(f"{each:.1f}" for each in counts), *recalls, *(f"{100 * each:.1f}" for each in made.chosen())]
        )
    print_table(HEAD, rows)


def main() -> int:
    """Print the table."""
    return run_parts(__doc__ or "", {"lists": print_lists})


if __name__ == "__main__":
    sys.exit(main())
