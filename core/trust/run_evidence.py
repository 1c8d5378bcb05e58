"""The figures of a run on its trust card: stability, predictive gain and the null reference."""

from __future__ import annotations

from dataclasses import dataclass

from core.trust.evidence import N_SEEDS, Evidence
from core.trust.intervals import NAN, UNKNOWN, Estimate
from core.types import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutView:
    """Agreement with the segments of a blend that goes without one of its views."""

    view: str
    ari: float = NAN
    jaccard: tuple[float, ...] = ()
    """(n_segments,)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStability:
    """Agreement with the recipe fitted to resampled logs, with other random states and with fewer views."""

    ari_resamples: float = NAN
    ari_resamples_error: float = NAN
    ari_random_states: float = NAN
    n_resamples: int = 0
    """Resampled logs; for a run of an earlier program, bootstraps and as many subsamples of finished vectors."""
    n_random_states: int = 0
    n_sampled: int = 0
    """Users from whom the resamples were drawn."""
    is_refitted: bool = False
    """Whether the recipe was fitted to users and events drawn again; an earlier program resampled finished vectors."""
    is_thorough: bool = False
    """Whether it comes from a thorough check after the run."""
    ari_vectors: float = NAN
    """Over bootstraps of the users on the same vectors."""
    n_vector_resamples: int = 0
    jaccard: float = NAN
    """Mean over segments, each by its users."""
    jaccard_shuffled: float = NAN
    """The same of a log with shuffled items before its holdout."""
    ari_shuffled: float = NAN
    n_shuffled_resamples: int = 0
    n_repeated: int = 0
    """Users on whom the whole recipe was run again."""
    without_view: tuple[WithoutView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunGain:
    """Bits per event that the recipe's own segments before the holdout save on it."""

    min_events: int
    """Users with fewer events were not judged."""
    item_bits: Estimate = UNKNOWN
    habit_bits: Estimate = UNKNOWN
    recall_uplift_pct: Estimate = UNKNOWN
    """Of lists by segment over one list for all users, in percent."""
    item_bits_by_time: Estimate = UNKNOWN
    """Of as many groups of users by when they were active alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NullFigures:
    """The log beside its copies with shuffled items, on the same users."""

    item_bits: float = NAN
    item_bits_permuted: tuple[float, ...] = ()
    p_item_bits: float = NAN
    silhouette: float = NAN
    silhouette_permuted: tuple[float, ...] = ()
    p_silhouette: float = NAN
    n_sampled: int = 0


def stability_of(evidence: Evidence) -> RunStability:
    """Return the agreement of all repetitions."""
    found, vectors, shuffled = evidence.stability, evidence.vector_stability, evidence.shuffled_stability
    if found is None:
        return RunStability(n_repeated=evidence.n_repeated)
    return RunStability(
        ari_resamples=found.ari,
        ari_resamples_error=found.ari_error,
        ari_random_states=evidence.ari_seeds,
        n_resamples=found.n_draws,
        n_random_states=N_SEEDS,
        n_sampled=found.n_sampled,
        is_refitted=True,
        ari_vectors=vectors.ari if vectors else NAN,
        n_vector_resamples=vectors.n_resamples if vectors else 0,
        jaccard=found.mean_jaccard,
        jaccard_shuffled=shuffled.mean_jaccard if shuffled else NAN,
        ari_shuffled=shuffled.ari if shuffled else NAN,
        n_shuffled_resamples=shuffled.n_draws if shuffled else 0,
        n_repeated=evidence.n_repeated,
        without_view=tuple(
            WithoutView(view=each.view, ari=each.ari, jaccard=_floats(each.jaccard)) for each in evidence.views
        ),
    )


def gain_of(evidence: Evidence) -> RunGain | None:
    """Return what the segments predict; None without a holdout."""
    gain = evidence.predictive_gain
    if gain is None:
        return None
    return RunGain(
        min_events=evidence.min_events,
        item_bits=gain.items,
        habit_bits=gain.habits,
        recall_uplift_pct=evidence.recall_uplift,
        item_bits_by_time=evidence.gain_by_time,
    )


def null_of(evidence: Evidence) -> NullFigures | None:
    """Return the comparison with shuffled items; None without a holdout."""
    null = evidence.null
    if null is None:
        return None
    return NullFigures(
        item_bits=null.bits,
        item_bits_permuted=_floats(null.bits_null),
        p_item_bits=null.p_bits,
        silhouette=null.silhouette,
        silhouette_permuted=_floats(null.silhouette_null),
        p_silhouette=null.p_silhouette,
        n_sampled=null.n_sampled,
    )


def _floats(values: FloatArray) -> tuple[float, ...]:
    return tuple(map(float, values))
