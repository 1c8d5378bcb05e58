"""The one protocol by which usefulness is judged: whether the segment predicts what its users do next.

Per user with at least 10 events the last 20 % of the events, rounded up, are held out. The recipe is refitted on the
rest. Every such user is then offered the items that rank highest in the popularity of the user's segment, shrunk to
global popularity by 20 pseudo-users: 20 of them, or a fifth of a catalogue of fewer than 100; items the user already
has are passed over, on both sides of the split.
The same lists from global popularity and from labels permuted over users show what knowing the segment adds.
Bits measure the same without lists: by how many the segment shortens the code of an item that the user picks next.
More segments always gain, so a figure is only comparable at equal k.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.sentences import Sentence, say
from core.trust.ceiling import Ceiling, ceiling_of
from core.trust.intervals import NAN, UNKNOWN, Estimate, ratio_estimate
from core.trust.scoring import HoldoutScorer, HoldoutScores
from core.trust.split import LIST_LENGTH, Split
from core.types import NOISE, FloatArray, Labels

FEW_LISTS = 3
"""Of a catalogue of fewer items than so many lists hold, one holds much, and the figures say little."""
N_PERMUTATIONS = 20


@dataclass(frozen=True, slots=True)
class Usefulness:
    """How well lists meet the held-out items; means over ``n_judged`` users."""

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
    recall_uplift: Estimate = UNKNOWN
    """``recall_uplift_pct`` with its interval over users."""
    ndcg_uplift: Estimate = UNKNOWN
    recall_uplift_over_permuted: Estimate = UNKNOWN
    """100 * (recall / recall_permuted - 1), with its interval over users."""
    bits: Estimate = UNKNOWN
    """Bits per event that the segment saves against global popularity, over the events on new items."""
    bits_permuted: float = NAN
    list_length: int = LIST_LENGTH
    """Items on a list."""
    ceiling: Ceiling | None = None
    """What personal lists find on the same holdout, and how much of their gain the segments give; None where that was
    not measured."""


def not_judged(why: str) -> Sentence:
    """Say in a note of a run why what its segments predict is not known."""
    return say("What the segments predict was not judged. {why}", why=why)


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
    scorer = HoldoutScorer(split)
    rng = np.random.default_rng(random_state)
    unassigned = np.full_like(labels, NOISE)
    own, baseline = scorer.score(labels), scorer.score(unassigned)
    shuffles = [rng.permutation(labels) for _ in range(N_PERMUTATIONS)]
    permuted = [scorer.score(each) for each in shuffles]
    permuted_recall = np.mean([each.recall for each in permuted], axis=0)
    permuted_ndcg = np.mean([each.ndcg for each in permuted], axis=0)
    baseline_bits = scorer.bits(unassigned)
    n_targets = scorer.n_targets.astype(np.float64)
    bits_permuted = [(scorer.bits(each) - baseline_bits).sum() / n_targets.sum() for each in shuffles]
    recall_uplift = uplift_pct(own.recall, baseline.recall, random_state)
    ndcg_uplift = uplift_pct(own.ndcg, baseline.ndcg, random_state)
    return Usefulness(
        k=len(np.unique(labels[labels >= 0])),
        n_judged=len(split.judged),
        **_means("", own),
        **_means("_global", baseline),
        recall_permuted=float(permuted_recall.mean()),
        ndcg_permuted=float(permuted_ndcg.mean()),
        recall_uplift_pct=recall_uplift.value,
        ndcg_uplift_pct=ndcg_uplift.value,
        recall_uplift_permuted_pct=_pct(permuted_recall, baseline.recall),
        ndcg_uplift_permuted_pct=_pct(permuted_ndcg, baseline.ndcg),
        recall_uplift=recall_uplift,
        ndcg_uplift=ndcg_uplift,
        recall_uplift_over_permuted=uplift_pct(own.recall, permuted_recall, random_state),
        bits=ratio_estimate(scorer.bits(labels) - baseline_bits, n_targets, random_state),
        bits_permuted=float(np.mean(bits_permuted)),
        list_length=scorer.list_length,
        ceiling=ceiling_of(split, *scorer.lists(labels), random_state),
    )


def uplift_pct(own: FloatArray, other: FloatArray, random_state: int = 0) -> Estimate:
    """Return by how many percent the mean of ``own`` exceeds that of ``other``, both (n_judged,), with its interval.

    The interval ends at -100 %: less than nothing cannot be found.
    """
    estimate = ratio_estimate(own, other, random_state).scaled(100.0, -100.0)
    return replace(estimate, low=max(estimate.low, -100.0))


def _means(suffix: str, scores: HoldoutScores) -> dict[str, float]:
    return {f"recall{suffix}": float(scores.recall.mean()), f"ndcg{suffix}": float(scores.ndcg.mean())}


def _pct(own: FloatArray, other: FloatArray) -> float:
    return float(100 * (own.sum() / other.sum() - 1)) if other.sum() else float("nan")
