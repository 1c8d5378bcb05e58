"""The evidence for and against every segment, gathered from the measures; ``verdict`` says what it means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from core.compute.threads import call, in_threads
from core.errors import DataError
from core.registry import CLUSTERERS, chooses_k
from core.stages.progress import Progress, silent
from core.stages.table import Stage
from core.trust.across_k import AcrossK, follow, other_ks
from core.trust.distinct import Cut, Neighbour, Parts, PredictiveGain, bisect
from core.trust.given import GivenSegments
from core.trust.holdout_gains import HoldoutGains
from core.trust.intervals import UNKNOWN, Estimate
from core.trust.mixed import find_mixed
from core.trust.reference import NullReference, compare_with_null
from core.trust.refit import Refit
from core.trust.segmented import Segmented
from core.trust.split import LIST_LENGTH, MIN_EVENTS, HeldOut, list_length
from core.trust.stability import Stability, VectorStability, best_jaccard, refit_stability, vector_stability
from core.types import NOISE, FloatArray, IntArray

Source = Refit | GivenSegments
"""Where labels come from: a recipe that can be fitted again, or elsewhere."""
N_SEEDS = 2
"""Other values of ``random_state`` with which the whole recipe is fitted again to the same log."""
N_DRAWS, N_SLOW_DRAWS = 6, 4
"""Resampled logs to which the recipe is fitted in a run, and where its encoder is trained or its clusterer slow."""
N_SHUFFLED_DRAWS = 2
"""The same of a log with shuffled items."""


@dataclass(frozen=True, slots=True)
class SegmentEvidence:
    """What was measured of one segment."""

    segment: int
    size: int
    jaccard: float
    """Mean over resampled logs to which the recipe was fitted."""
    jaccard_vectors: float
    """The same over bootstraps of the users on finished vectors."""
    n_judged: int = 0
    """Users of the segment who are judged on the holdout."""
    recall_uplift: Estimate = UNKNOWN
    """In percent over global popularity."""
    predictive_gain: PredictiveGain = field(default_factory=lambda: PredictiveGain(UNKNOWN, UNKNOWN))
    """Against what is known of everybody."""
    neighbour: Neighbour | None = None
    """The segment that it is least distinct from; None with a single segment or without a holdout."""
    parts: Parts | None = None
    """None when it cannot be cut, or without a holdout."""
    jaccard_error: float = float("nan")
    """Standard error of ``jaccard``."""
    list_length: int = LIST_LENGTH
    """Items on the lists that ``recall_uplift`` is of."""
    is_mixed: bool = False
    """Whether it holds what is left over: hardly separated, and near the middle of all users."""


@dataclass(frozen=True, slots=True)
class ViewEffect:
    """What becomes of the segments when a blend goes without one of its views."""

    view: str
    ari: float
    jaccard: FloatArray
    """(n_segments,) with the segment of the other clustering that meets it best."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was measured of a run."""

    segments: tuple[SegmentEvidence, ...]
    stability: Stability | None
    """None for labels that no recipe made."""
    ari_seeds: float
    """Mean adjusted Rand index with the recipe under other values of random_state; NaN without a recipe."""
    views: tuple[ViewEffect, ...]
    predictive_gain: PredictiveGain | None
    """By the recipe's own segments before the holdout, against everybody; None without a holdout."""
    null: NullReference | None
    """None without a holdout."""
    min_events: int
    """Of the users who were judged; 0 without a holdout."""
    coverage: float = 1.0
    """Share of all users who are in any segment."""
    n_repeated: int = 0
    """Users to whom the whole recipe was fitted again."""
    why_not_judged: str = ""
    """Why there is no null reference although there is a holdout."""
    across_k: AcrossK | None = None
    """None for labels that no recipe made, and for a clusterer that finds the number of segments itself."""
    vector_stability: VectorStability | None = None
    """None for labels that no recipe made."""
    shuffled_stability: Stability | None = None
    """Of a log with shuffled items before its holdout; None without a holdout, and for labels that no recipe made."""
    user_stability: FloatArray | None = None
    """(n_users,) share of the draws of each user in which the user came out in the same segment; NaN where never drawn
    or unassigned; None for labels that no recipe made."""
    number_is_chosen: bool = False
    """Whether the run tried other numbers of segments and took this one."""
    recall_uplift: Estimate = UNKNOWN
    """Of the lists of the recipe's own segments before the holdout, in percent over one list for all users."""
    list_length: int = LIST_LENGTH
    """Items on these lists."""
    gain_by_time: Estimate = UNKNOWN
    """Bits per event on the holdout of as many groups of users by when they were active alone."""

    @property
    def is_protocol(self) -> bool:
        """Whether users were judged by the usual protocol, and not with fewer events than it asks for."""
        return self.min_events == MIN_EVENTS


def gather(segmented: Segmented, held: HeldOut | None, source: Source, progress: Progress = silent) -> Evidence:
    """Measure stability, predictive gain and the null reference.

    Parameters
    ----------
    segmented
        The run's population, vectors and labels.
    held
        The recipe before the holdout; None when the log cannot be judged.
    source
        Fits the recipe again; for labels that no recipe made, puts users into them.
    """
    rows, n_threads = segmented.rows_of_some(source.max_users), source.machine.n_threads
    sample = segmented if len(rows) == len(segmented.labels) else segmented.of_users(rows)
    null, why_not = None, ""
    if held:
        try:
            null = compare_with_null(
                sample.population, source.fit_quickly, held.min_events, segmented.random_state, progress, n_threads
            )
        except DataError as error:
            held, why_not = None, error.message
    progress(Stage.TRUST, 0.5)
    again, shuffled = _Again(), None
    if isinstance(source, Refit):
        again = _repeat(sample, source, progress)
        shuffled = _of_shuffled(null, source)
    across_k, cuts = _recluster(sample, segmented, source, with_cuts=held is not None)
    progress(Stage.TRUST, 0.8)
    holdout_gains = HoldoutGains(segmented, held) if held else None
    is_mixed = find_mixed(segmented.vectors, segmented.labels)
    segments = tuple(
        replace(_measure(segment, place, segmented, again, cuts, holdout_gains), is_mixed=bool(is_mixed[place]))
        for place, segment in enumerate(segmented.segments.tolist())
    )
    progress(Stage.TRUST, 1.0)
    return Evidence(
        segments=segments,
        stability=again.stability,
        ari_seeds=again.ari_seeds,
        views=again.views,
        predictive_gain=holdout_gains.of_recipe() if holdout_gains else None,
        null=null,
        min_events=held.min_events if held else 0,
        coverage=float(np.mean(segmented.labels != NOISE)),
        n_repeated=sample.population.n_users if isinstance(source, Refit) else 0,
        why_not_judged=why_not,
        across_k=across_k,
        vector_stability=again.vectors,
        shuffled_stability=shuffled,
        user_stability=_of_all(rows, again.stability, len(segmented.labels)),
        number_is_chosen=isinstance(source, Refit) and chooses_k(source.recipe),
        recall_uplift=holdout_gains.uplift_of_recipe() if holdout_gains else UNKNOWN,
        list_length=list_length(segmented.population.n_items),
        gain_by_time=holdout_gains.by_time() if holdout_gains else UNKNOWN,
    )


def count_distinct(evidence: Evidence) -> int:
    """Count the segments that are left when those that are not distinct from their neighbour are merged."""
    home = {each.segment: each.segment for each in evidence.segments}

    def root(segment: int) -> int:
        while home[segment] != segment:
            segment = home[segment]
        return segment

    for each in evidence.segments:
        if each.neighbour and not each.neighbour.is_distinct:
            home[root(each.segment)] = root(each.neighbour.segment)
    return len({root(segment) for segment in home})


def _of_all(rows: IntArray, stability: Stability | None, n_users: int) -> FloatArray | None:
    if stability is None:
        return None
    found = np.full(n_users, np.nan)
    found[rows] = stability.users
    return found


def _recluster(
    sample: Segmented, segmented: Segmented, source: Source, *, with_cuts: bool
) -> tuple[AcrossK | None, list[Cut]]:
    """Cluster into a few segments more and fewer, to follow those of the run, and cut every segment in two."""
    ks = _other_ks(sample, source)
    X, labels, random_state = segmented.vectors, segmented.labels, segmented.random_state
    others = [partial(source.cluster_at, sample.vectors, k) for k in ks or ()] if isinstance(source, Refit) else []
    segments = segmented.segments.tolist() if with_cuts else []
    cuts = [partial(bisect, segment, X, labels, random_state) for segment in segments]
    tasks: list[Callable[[], Any]] = [*others, *cuts]
    made = in_threads(call, tasks, source.machine.n_threads)
    across_k = None if ks is None else follow(sample.labels, dict(zip(ks, made, strict=False)))
    return across_k, made[len(others) :]


def _other_ks(sample: Segmented, source: Source) -> list[int] | None:
    """Return the other numbers of segments; None where the recipe is not asked for a number."""
    if not isinstance(source, Refit) or source.k is None or not CLUSTERERS[source.recipe.clusterer].is_quick:
        return None
    return other_ks(len(sample.segments), len(sample.labels))


@dataclass(frozen=True, slots=True)
class _Again:
    """What fitting the recipe again says; as here for labels that no recipe made."""

    stability: Stability | None = None
    vectors: VectorStability | None = None
    ari_seeds: float = float("nan")
    views: tuple[ViewEffect, ...] = ()


def _repeat(sample: Segmented, refit: Refit, progress: Progress) -> _Again:
    """Fit the recipe to resampled logs, with other random states, and without each view."""
    n_threads, n_draws = refit.machine.n_threads, N_DRAWS if refit.is_quick else N_SLOW_DRAWS
    stability = refit_stability(
        sample, refit.fit_quickly, n_draws, n_threads, lambda done: progress(Stage.TRUST, 0.5 + 0.2 * done)
    )
    return _Again(
        stability,
        vector_stability(sample.vectors, sample.labels, refit.recluster, sample.random_state, n_threads),
        _agreement_of_seeds(sample, refit),
        tuple(in_threads(lambda view: _without(view, sample, refit), refit.views, n_threads)),
    )


def _of_shuffled(null: NullReference | None, refit: Refit) -> Stability | None:
    if null is None or null.shuffled is None:
        return None
    return refit_stability(null.shuffled, refit.fit_quickly, N_SHUFFLED_DRAWS, refit.machine.n_threads)


def _agreement_of_seeds(sample: Segmented, refit: Refit) -> float:
    from sklearn.metrics import adjusted_rand_score

    states = [sample.random_state + 1 + number for number in range(N_SEEDS)]
    others = in_threads(lambda state: refit.fit_quickly(sample.population, state)[1], states, refit.machine.n_threads)
    return float(np.mean([adjusted_rand_score(sample.labels, other) for other in others]))


def _without(view: str, sample: Segmented, refit: Refit) -> ViewEffect:
    from sklearn.metrics import adjusted_rand_score

    other = refit.fit_without_view(sample.population, view, sample.random_state)
    return ViewEffect(view, float(adjusted_rand_score(sample.labels, other)), best_jaccard(sample.labels, other))


def _measure(
    segment: int,
    place: int,
    segmented: Segmented,
    again: _Again,
    cuts: Sequence[Cut],
    holdout_gains: HoldoutGains | None,
) -> SegmentEvidence:
    found = SegmentEvidence(
        segment=segment,
        size=int(np.count_nonzero(segmented.labels == segment)),
        jaccard=float(again.stability.jaccard[place]) if again.stability else float("nan"),
        jaccard_vectors=float(again.vectors.jaccard[place]) if again.vectors else float("nan"),
        jaccard_error=float(again.stability.jaccard_error[place]) if again.stability else float("nan"),
    )
    if holdout_gains is None:
        return found
    uplift, n_judged = holdout_gains.uplift(segment)
    return replace(
        found,
        n_judged=n_judged,
        recall_uplift=uplift,
        list_length=list_length(segmented.population.n_items),
        predictive_gain=holdout_gains.of_segment(segment),
        neighbour=holdout_gains.neighbour(segment, place),
        parts=holdout_gains.parts(segment, cuts[place], segmented),
    )
