"""From which probability on a model assigns a user with confidence: measured on users that were left out.

The recipe is fitted again several times, each time without some of the users, who are then assigned as new users are.
A segment that is stable in every refit (Jaccard 0.6 or more among the users of both; Hennig 2007 calls less than that
dissolved or unstable) has confident users, from the probability on where both hold:

- of the left-out users assigned to it at such a probability, 95 % are in it in the whole run, by the lower end of the
  interval over all refits, and nine in ten in each refit;
- two parts of a user's events, each assigned at such a probability, agree on the segment as often as two assignments do
  of which 95 % are right. A part holds half the events, so the whole does better than what is measured. This separates
  taste from chance: where users have too few events, no user is assigned with confidence.

References
----------
Hennig, C. (2007). Cluster-wise assessment of cluster stability. Computational Statistics and Data Analysis 52(1),
258-271. doi:10.1016/j.csda.2006.11.025
Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22(158), 209-212.
doi:10.1080/01621459.1927.10502953 (the interval of a share)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.clusterers.shared import draw_users, random_states
from core.compute.threads import in_threads
from core.errors import DataError
from core.model.assigner import Assigner, Assignment
from core.protocols import Encoder
from core.sentences import say
from core.stages.progress import Progress
from core.stages.table import Stage
from core.trust.halves import split_events
from core.types import BoolArray, FloatArray, IntArray, Labels, Population

TARGET = 0.95
"""Share of confident assignments that are to be right."""
_TARGET_OF_PARTS = TARGET**2
_LEAST_IN_A_REFIT = 0.9
_LEAST_JACCARD = 0.6
CUTS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
"""Probabilities that are tried, the least that will do first."""
_N_GROUPS, _N_ROUNDS = 3, 2
"""Each refit leaves one group out; in each round users are assigned to groups at random again."""
_MOST_USERS = 20_000
FEW_EVENTS = 0.05
"""Users with fewer events than all but this share of the measured parts are outside of what was measured."""
_LEVEL = 0.6827
"""Of the interval: one standard error to either side, so that 19 users, all right, are the fewest that will do."""
_FEWEST_USERS = 19

Fit = Callable[[Population], tuple[Encoder, Assigner, Labels]]
"""A recipe fitted on a population: the encoder, what places its vectors, and the users' segments."""


@dataclass(frozen=True, slots=True)
class ConfidenceRule:
    """When an assignment is confident, and what that was measured on."""

    least_probabilities: tuple[float | None, ...]
    """(n_segments,) None for a segment without confident assignments."""
    least_events: int
    """Events with known items that a confident assignment needs."""
    n_measured: int = 0
    """Times that a user was left out and assigned."""
    n_sure: int = 0
    """Of them, those assigned with confidence."""
    n_agreed: int = 0
    """Of these, those whose segment is that of the whole run."""

    @property
    def cuts(self) -> FloatArray:
        """(n_segments,) least probability of a confident assignment; inf where there are none."""
        return np.array([np.inf if each is None else each for each in self.least_probabilities])

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> ConfidenceRule:
        """Read what ``asdict`` gave and JSON kept."""
        return cls(**{**record, "least_probabilities": tuple(record["least_probabilities"])})

    def sentences(self, segments: Iterable[int]) -> Iterator[str]:
        """In which of the ``segments`` no user is assigned with confidence, and on what that was measured."""
        cuts = zip(segments, self.least_probabilities, strict=True)
        without = [str(number) for number, cut in cuts if cut is None]
        if not self.n_measured:
            yield say("The run has too few users to measure the confidence of assignments, so all users are unsure.")
        elif without:
            yield say(
                "All users of these segments are unsure: when users were left out and assigned again, too few came to "
                "the same segment: {segments}. That is about single users; the trust card says how stable each segment "
                "is.",
                segments=", ".join(without),
            )
        if self.n_sure:
            yield say(
                "Users of the run were left out and assigned {n:,} times: {sure:,} times with confidence, and "
                "{agreed:,} of these to the segment of the run.",
                n=self.n_measured,
                sure=self.n_sure,
                agreed=self.n_agreed,
            )


@dataclass(frozen=True, slots=True)
class Confident:
    """When a user is assigned to one segment with confidence."""

    least_probability: float
    least_events: int
    """With known items."""


@dataclass(frozen=True, slots=True)
class _Measured:
    """The users left out of one refit; segments are named by those of the run, 0 for one without a counterpart."""

    jaccards: FloatArray
    """(n_segments + 1,) how nearly the refit found each segment of the run; 0 for one without a counterpart."""
    segments: IntArray
    probabilities: FloatArray
    """0 where the place is none or not typical."""
    is_same: BoolArray
    """Whether the segment is that of the whole run."""
    part_segments: IntArray
    """Of the first part."""
    part_probabilities: FloatArray
    """Of the less probable part."""
    parts_agree: BoolArray


def find_confidence_rule(
    population: Population, labels: Labels, fit: Fit, random_state: int, progress: Progress, n_threads: int = 1
) -> ConfidenceRule:
    """Measure from which probability on assignments are confident.

    Parameters
    ----------
    population, labels
        What was run, and (n_users,) the segments found: from 1, -1 is noise.
    fit
        Fits the recipe again; a ``DataError`` of it (too few users, no segment) means that no assignment is confident.
    random_state
        Seeds who is left out, and the parts.
    n_threads
        How many refits are made at the same time.
    """
    n_segments = int(labels.max())
    drawn = draw_users(population.n_users, _MOST_USERS, random_state)
    population, labels = population.of_users(drawn), labels[drawn]
    least_events = _least_events(population)
    empty_rule = ConfidenceRule((None,) * n_segments, least_events)
    if population.n_users < _FEWEST_USERS:
        return empty_rule
    rng, n_done = np.random.default_rng(random_state), 0
    rounds = [rng.permutation(population.n_users) % _N_GROUPS for _ in range(_N_ROUNDS)]
    is_fitted = [groups != number for groups in rounds for number in range(_N_GROUPS)]

    def measure(task: tuple[BoolArray, int]) -> _Measured:
        nonlocal n_done
        measured = _measure(population, labels, fit, *task)
        n_done += 1
        progress(Stage.MODEL, n_done / len(is_fitted))
        return measured

    try:
        tasks = zip(is_fitted, random_states(random_state, len(is_fitted)), strict=True)
        measured = in_threads(measure, tasks, n_threads)
    except DataError:  # what is left cannot be segmented, so nothing is known about new users
        return empty_rule
    cuts = tuple(_find_cut(measured, segment) for segment in range(1, n_segments + 1))
    return _count(measured, replace(empty_rule, least_probabilities=cuts))


def _least_events(population: Population) -> int:
    counts = population.histories.counts
    halves = counts[counts >= 2] // 2
    return int(np.quantile(halves, FEW_EVENTS)) if len(halves) else 1


def _measure(population: Population, labels: Labels, fit: Fit, is_fitted: BoolArray, random_state: int) -> _Measured:
    rows, others = np.flatnonzero(is_fitted), np.flatnonzero(~is_fitted)
    encoder, assigner, found = fit(population.of_users(rows))
    left_out = population.of_users(others)
    names, jaccards = _match(found, labels[rows], int(labels.max()))
    whole, one, two = (
        assigner.assign(encoder.transform(each)) for each in (left_out, *split_events(left_out, random_state))
    )
    has_parts = left_out.histories.counts >= 2
    return _Measured(
        jaccards=jaccards,
        segments=names[whole.segments],
        probabilities=_usable(whole),
        is_same=names[whole.segments] == labels[others],
        part_segments=names[one.segments][has_parts],
        part_probabilities=np.minimum(_usable(one), _usable(two))[has_parts],
        parts_agree=(one.segments == two.segments)[has_parts],
    )


def _usable(assignment: Assignment) -> FloatArray:
    return np.where(assignment.is_typical, assignment.probabilities, np.float32(0))


def _match(found: Labels, labels: Labels, n_segments: int) -> tuple[IntArray, FloatArray]:
    """Name the segments of a refit by those of the run that they share most users with, one to one.

    Returns
    -------
    (n_found + 1,) the name at each segment's number, 0 for one without a counterpart; and (n_segments + 1,) the users
    that a segment of the run and its counterpart share, over those of either.
    """
    from scipy.optimize import linear_sum_assignment

    shared = np.zeros((found.max() + 2, n_segments + 2))
    np.add.at(shared, (found + 1, labels + 1), 1)  # row and column 0 are those of noise, 1 is empty
    own, others = linear_sum_assignment(-shared[2:, 2:])
    own, others = own + 2, others + 2
    both = shared[own, others]
    names, jaccards = np.zeros(len(shared) - 1, dtype=np.int64), np.zeros(n_segments + 1)
    names[own - 1] = others - 1
    jaccards[others - 1] = both / np.maximum(shared[own].sum(axis=1) + shared[:, others].sum(axis=0) - both, 1)
    return names, jaccards


def _find_cut(measured: Sequence[_Measured], segment: int) -> float | None:
    """Return the least probability that will do for a segment; None where none does."""
    return next((cut for cut in CUTS if _holds(measured, segment, cut)), None)


def _holds(measured: Sequence[_Measured], segment: int, cut: float) -> bool:
    if any(each.jaccards[segment] < _LEAST_JACCARD for each in measured):
        return False
    same = [each.is_same[(each.segments == segment) & (each.probabilities >= cut)] for each in measured]
    if any(not len(each) or each.mean() < _LEAST_IN_A_REFIT for each in same):
        return False
    parts = [each.parts_agree[(each.part_segments == segment) & (each.part_probabilities >= cut)] for each in measured]
    return lower_end(np.concatenate(same)) >= TARGET and lower_end(np.concatenate(parts)) >= _TARGET_OF_PARTS


def _count(measured: Sequence[_Measured], confidence_rule: ConfidenceRule) -> ConfidenceRule:
    cuts = np.append(np.inf, confidence_rule.cuts)
    is_confident = [each.probabilities >= cuts[each.segments] for each in measured]
    return replace(
        confidence_rule,
        n_measured=sum(len(each) for each in is_confident),
        n_sure=sum(int(each.sum()) for each in is_confident),
        n_agreed=sum(
            int(each.is_same[confident].sum()) for each, confident in zip(measured, is_confident, strict=True)
        ),
    )


def lower_end(is_right: BoolArray) -> float:
    """Return the lower end of the interval of the share that is right (n,), one standard error below it; 0 for none.

    >>> lower_end(np.ones(18, dtype=bool)) < TARGET <= lower_end(np.ones(19, dtype=bool))
    True
    """
    from scipy.stats import binomtest

    if not len(is_right):
        return 0.0
    n_right = int(np.count_nonzero(is_right))
    return float(binomtest(n_right, len(is_right)).proportion_ci(_LEVEL, method="wilson").low)
