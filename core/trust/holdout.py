"""The one protocol by which usefulness is judged: whether the segment foretells what its users do next.

Per user with at least 10 events the last 20 % of the events, rounded up, are held out. The recipe is refitted on the
rest. Every such user is then offered the 20 items that rank highest in the popularity of the user's segment, shrunk
to global popularity by 20 pseudo-users; items the user already touched are passed over, on both sides of the split.
The same lists from global popularity and from labels permuted over users tell what knowing the segment adds.
More segments always gain, so a figure is only comparable at equal k.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse

from core.errors import DataError
from core.interactions import interactions, is_refund, touched
from core.recommenders.segment_popularity import SegmentPopularity
from core.sentences import Sentence, say
from core.types import FloatArray, IntArray, Labels, Population

MIN_EVENTS = 10
HELD_OUT_PERCENT = 20
LIST_LENGTH = 20
FEW_ITEMS = 3 * LIST_LENGTH
"""With fewer items a list holds much of what there is, and the figures say little."""
PRIOR_USERS = 20.0
N_PERMUTATIONS = 20


@dataclass(frozen=True, slots=True)
class Split:
    """A population before the holdout, and what its users touched for the first time in it."""

    train: Population
    """The same users, items and event names; only the events before each user's holdout."""
    targets: sparse.csr_array
    """(n_users, n_items) bool: items of held-out events, refunds aside, that the user had not touched before."""

    @property
    def judged(self) -> IntArray:
        """Rows of the users who have a target."""
        return np.flatnonzero(np.diff(self.targets.indptr))


@dataclass(frozen=True, slots=True)
class Usefulness:
    """How well lists of 20 meet the held-out items; means over ``n_judged`` users."""

    k: int
    """Number of segments: compare only at equal k."""
    n_judged: int
    recall: float
    ndcg: float
    recall_global: float
    ndcg_global: float
    recall_permuted: float
    ndcg_permuted: float
    recall_uplift_pct: float
    """100 * (recall / recall_global - 1)."""
    ndcg_uplift_pct: float
    recall_uplift_permuted_pct: float
    ndcg_uplift_permuted_pct: float

    def as_dict(self) -> dict[str, Any]:
        """Return the figures by name, as the record of a run holds them."""
        return asdict(self)


def not_judged(why: str) -> Sentence:
    """Say in a note of a run why it has no usefulness."""
    return say("Usefulness was not judged. {why}", why=why)


NOT_JUDGED = not_judged("").template
"""By which such a note is known."""


def split_holdout(population: Population) -> Split:
    """Hold out the last fifth of the events of every user with at least 10.

    Raises
    ------
    DataError
        If nobody has enough events, or nobody touches anything new in the holdout.
    """
    histories = population.histories
    counts = histories.counts
    n_held = np.where(counts >= MIN_EVENTS, -(-counts * HELD_OUT_PERCENT // 100), 0)
    if not n_held.any():
        raise DataError(
            say(
                "No user has {n} events or more (the most active has {most}), so there is nothing to judge the "
                "segments on.",
                n=MIN_EVENTS,
                most=int(counts.max(initial=0)),
            ),
            say("Skip the judgement with --no-holdout, or give a longer log."),
        )
    first_held = histories.offsets[1:] - n_held
    is_held = np.arange(histories.n_events) >= np.repeat(first_held, counts)
    train = replace(population, histories=histories.keep(~is_held))
    split = Split(train, _targets(population, is_held))
    if not len(split.judged):
        raise DataError(
            say("No user touches an item in the last fifth of their events that they had not touched before."),
            say("Skip the judgement with --no-holdout."),
        )
    return split


def judge(split: Split, labels: Labels, random_state: int = 0) -> Usefulness:
    """Judge labels of the training population against its holdout.

    Parameters
    ----------
    split
        From ``split_holdout``.
    labels
        (n_users,) from a recipe that was fitted on ``split.train`` only; -1 is served by global popularity.
    random_state
        Seeds the permutations.
    """
    grader = _Grader(split)
    seeds = np.random.default_rng(random_state)
    own = grader.grade(labels)
    world = grader.grade(np.full_like(labels, -1))
    permuted = np.mean([grader.grade(seeds.permutation(labels)) for _ in range(N_PERMUTATIONS)], axis=0)
    own_uplift, permuted_uplift = _uplift_pct(own, world), _uplift_pct(permuted, world)
    return Usefulness(
        k=len(np.unique(labels[labels >= 0])),
        n_judged=len(split.judged),
        recall=own[0],
        ndcg=own[1],
        recall_global=world[0],
        ndcg_global=world[1],
        recall_permuted=float(permuted[0]),
        ndcg_permuted=float(permuted[1]),
        recall_uplift_pct=own_uplift[0],
        ndcg_uplift_pct=own_uplift[1],
        recall_uplift_permuted_pct=permuted_uplift[0],
        ndcg_uplift_permuted_pct=permuted_uplift[1],
    )


def _uplift_pct(figures: Any, world: tuple[float, float]) -> tuple[float, float]:
    recall, ndcg = (
        100 * (own / other - 1) if other else float("nan") for own, other in zip(figures, world, strict=True)
    )
    return float(recall), float(ndcg)


def _targets(population: Population, is_held: np.ndarray[Any, np.dtype[np.bool_]]) -> sparse.csr_array:
    """Items of held-out events that are not refunds and that the user did not touch before them."""
    histories = population.histories
    pairs = histories.users.astype(np.int64) * population.n_items + histories.items
    is_wanted = is_held & ~is_refund(population)
    new = np.setdiff1d(pairs[is_wanted], pairs[~is_held])
    users, items = np.divmod(new, population.n_items)
    shape = (population.n_users, population.n_items)
    return sparse.csr_array((np.ones(len(new), bool), (users, items)), shape=shape)


class _Grader:
    """Grades labels on one split; what does not depend on the labels is prepared once.

    The place of a target in a user's list is its place in the segment's order less the touched items that stand
    before it there, so no list is ever written out.
    """

    def __init__(self, split: Split) -> None:
        self.n_items = split.train.n_items
        self.weights = interactions(split.train)
        targets = split.targets.tocoo()
        self.target_users, self.target_items = targets.row.astype(np.int64), targets.col
        self.n_targets = np.diff(split.targets.indptr)[split.judged]
        self.first_target = np.cumsum(self.n_targets) - self.n_targets
        pairs = touched(split.train).tocoo()
        self.touched_users, self.touched_items = pairs.row.astype(np.int64), pairs.col
        n_ideal = np.minimum(self.n_targets, LIST_LENGTH)
        self.ideal = np.cumsum(_discount(np.arange(LIST_LENGTH)))[n_ideal - 1]

    def grade(self, labels: Labels) -> tuple[float, float]:
        """Return mean recall@20 and nDCG@20 over the judged users."""
        places = self._places(labels)
        hits = places < LIST_LENGTH
        recall = np.add.reduceat(hits.astype(np.float64), self.first_target) / self.n_targets
        gain = np.add.reduceat(np.where(hits, _discount(places), 0.0), self.first_target)
        return float(recall.mean()), float((gain / self.ideal).mean())

    def _places(self, labels: Labels) -> IntArray:
        """Return the place (0 is first) of each target in its user's list."""
        recommender = SegmentPopularity(prior_users=PRIOR_USERS).fit_interactions(self.weights, labels)
        row_of = {int(segment): row for row, segment in enumerate(recommender.segments_)}
        scores = np.vstack([recommender.scores_, recommender.overall_])
        order = np.argsort(-scores, axis=1, kind="stable")
        places = np.empty_like(order)
        np.put_along_axis(places, order, np.arange(order.shape[1])[None, :], axis=1)
        rows = np.array([row_of.get(int(label), len(scores) - 1) for label in labels])
        n_items = self.n_items
        touched_places = np.sort(self.touched_users * n_items + places[rows[self.touched_users], self.touched_items])
        target_places = places[rows[self.target_users], self.target_items]
        before_user = np.searchsorted(touched_places, self.target_users * n_items)
        before_target = np.searchsorted(touched_places, self.target_users * n_items + target_places)
        return np.asarray(target_places - (before_target - before_user))


def _discount(places: IntArray) -> FloatArray:
    return np.asarray(1.0 / np.log2(places + 2.0))


def run_holdout(population: Population, refit: Callable[[Population], Labels], random_state: int = 0) -> Usefulness:
    """Split, refit on what was kept, and judge.

    Parameters
    ----------
    population
        The whole log.
    refit
        Fits the recipe, at the run's k, to the training population it is given and returns its labels.
    random_state
        Seeds the permutations.
    """
    split = split_holdout(population)
    return judge(split, refit(split.train), random_state)
