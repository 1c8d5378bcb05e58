"""Rules: at most three conditions a person understands that separate a segment's users from all others.

One half of the users is searched for the rule with the best F1 (the harmonic mean of precision and recall); the other
half measures it, so that the figures hold for users it was not made for. The search is a beam search over single
conditions with thresholds at quantiles, rounded before anything is measured. How long a rule may be is settled by
cross-validation within the first half: a longer rule must gain ``MIN_GAIN`` and ``STANDARD_ERRORS`` of the difference
in F1 on users left out of the search, or it only repeats noise. The shortest rule has no condition: everybody fits.

References
----------
Clark and Niblett (1989), The CN2 induction algorithm, doi:10.1007/BF00116835 (beam search for rules).
Van Rijsbergen (1979), Information Retrieval, 2nd edition, chapter 7 (F1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.compute.threads import in_threads
from core.sentences import Sentence, say, say_n
from core.trust.conditions import Condition
from core.trust.named_conditions import says
from core.trust.rule_features import Users, conditions_on, features_of
from core.trust.rule_sample import split_users
from core.types import BoolArray, FloatArray, Labels, Lift, Population

MAX_CONDITIONS = 3
MIN_USERS = 20
"""Users of a segment that each half needs."""
BEAM = 8
"""Rules kept at each length while searching."""
MIN_GAIN = 0.02
"""In F1: what a longer rule must add to be worth its words."""
STANDARD_ERRORS = 2.0
"""Of the difference in F1: what a longer rule must add to be beyond noise."""
N_FOLDS = 5
MOST_LOST = 0.05
"""In F1: what a rule that holds a word of the segment's name may lose to one that does not."""
_POOR = 0.5
"""Of precision and recall: a rule with less of one of them is a poor description."""

Chosen = tuple[int, ...]
"""Columns of the conditions of one rule, in ascending order."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Conditions, joined by "and", that separate a segment's users from all others, measured on other users.

    Of a large log a sample is looked at; each user then stands for as many users of the own segment, in both figures.
    """

    segment: int
    conditions: tuple[Condition, ...]
    """At most three; none when nothing separates the segment from the others."""
    precision: float | None
    """Of the judged users whom the rule fits, the share that is in the segment; None with a ``reason``."""
    recall: float | None
    """Of the judged users of the segment, the share that the rule fits; None with a ``reason``."""
    n_fitted: int
    """Users on whom the rule was found."""
    n_judged: int
    """Users on whom it was measured."""
    n_own: int
    """Judged users who are in the segment."""
    n_matched: int
    """Judged users whom the rule fits."""
    n_hits: int
    """Judged users whom the rule fits and who are in the segment."""
    reason: str | None = None
    """Why a figure is missing."""
    text: str | None = None
    """The rule in words; None without conditions."""

    @property
    def is_poor(self) -> bool:
        """Whether most whom the rule fits are in other segments, or it misses most users of its own."""
        return any(each is not None and each < _POOR for each in (self.precision, self.recall))


def find_rules(
    population: Population,
    labels: Labels,
    random_state: int = 0,
    n_threads: int = 1,
    named: Mapping[int, Sequence[Lift]] | None = None,
) -> tuple[Rule, ...]:
    """Find a rule for each segment, in the order of segment numbers.

    Parameters
    ----------
    population
        The log that was clustered.
    labels
        (n_users,) segments; users at -1 have no rule, but are among the others.
    random_state
        Seeds the halves, and the sample where there are more than ``rule_sample.MAX_USERS`` users.
    n_threads
        How many segments are searched at the same time.
    named
        Segment to the facts that its name states; of rules about as good, one that holds such a fact is preferred.
    """
    table = _Table(population, labels, random_state, named or {})
    return tuple(in_threads(table.rule_of, np.unique(labels[labels >= 0]).tolist(), n_threads))


class _Table:
    """Who meets which condition, on both halves."""

    def __init__(
        self, population: Population, labels: Labels, random_state: int, named: Mapping[int, Sequence[Lift]]
    ) -> None:
        self.named = named
        halves = split_users(labels, random_state)
        rows = np.concatenate([halves.fitted, halves.judged])
        self.is_fitted = np.arange(len(rows)) < len(halves.fitted)
        self.labels, self.weights = labels[rows], halves.weights[rows]
        self.conditions: list[Condition] = []
        columns: list[BoolArray] = []
        for feature in features_of(Users(population, rows, self.is_fitted, self.labels)):
            for condition in conditions_on(feature, feature.values[self.is_fitted]):
                self.conditions.append(condition)
                columns.append(condition.holds(feature.values))
        self.holds = np.array(columns).reshape(len(columns), len(rows))
        self.search = _Search(self.holds[:, self.is_fitted], self.weights[self.is_fitted], random_state)

    def rule_of(self, segment: int) -> Rule:
        """Find the rule of a segment on one half and measure it on the other."""
        is_own = self.labels == segment
        n_least = min(np.count_nonzero(is_own & self.is_fitted), np.count_nonzero(is_own & ~self.is_fitted))
        if n_least < MIN_USERS:
            return self._measure(segment, (), _too_small(int(n_least)))
        stated = self.named.get(segment, ())
        wanted = [column for column, each in enumerate(self.conditions) if any(says(each, lift) for lift in stated)]
        chosen = self.search.best_rule(is_own[self.is_fitted], wanted)
        return self._measure(segment, chosen, None if chosen else _no_better_than_everybody())

    def _measure(self, segment: int, chosen: Chosen, reason: Sentence | None) -> Rule:
        is_own = (self.labels == segment)[~self.is_fitted]
        weights = self.weights[~self.is_fitted]
        is_matched = self.holds[list(chosen)][:, ~self.is_fitted].all(axis=0) & bool(chosen)
        is_hit = is_own & is_matched
        if chosen and not is_matched.any():
            reason = say("The rule fits nobody in the half that measures it.")
        hits = float(weights[is_hit].sum())
        conditions = tuple(self.conditions[column] for column in chosen)
        return Rule(
            segment=segment,
            conditions=conditions,
            precision=None if reason else hits / float(weights[is_matched].sum()),
            recall=hits / float(weights[is_own].sum()) if chosen else None,
            n_fitted=int(np.count_nonzero(self.is_fitted)),
            n_judged=len(is_own),
            n_own=int(np.count_nonzero(is_own)),
            n_matched=int(np.count_nonzero(is_matched)),
            n_hits=int(np.count_nonzero(is_hit)),
            reason=reason,
            text=_in_words(conditions),
        )


def _in_words(conditions: Sequence[Condition]) -> Sentence | None:
    words = [each.sentence for each in conditions]
    if len(words) < 2:
        return words[0] if words else None
    if len(words) == 2:
        return say("{first} and {second}", first=words[0], second=words[1])
    return say("{first} and {second} and {third}", first=words[0], second=words[1], third=words[2])


def _too_small(n: int) -> Sentence:
    return say_n(
        "The segment is too small for a rule: {n:,} of its users is in one half, and {least:,} are needed.",
        "The segment is too small for a rule: {n:,} of its users are in one half, and {least:,} are needed.",
        n,
        least=MIN_USERS,
    )


def _no_better_than_everybody() -> Sentence:
    return say(
        "No rule of up to {n} conditions finds its users: what sets them apart is more than that, or not in the log.",
        n=MAX_CONDITIONS,
    )


class _Search:
    """Beam search on the fitted half: ``holds`` is (n_conditions, n_users), ``weights`` (n_users,)."""

    def __init__(self, holds: BoolArray, weights: FloatArray, random_state: int) -> None:
        self.holds, self.weights = holds, weights
        self.numbers = holds.astype(np.float32)
        self.max_length = min(MAX_CONDITIONS, len(holds))
        self.folds = np.random.default_rng(random_state).permutation(len(weights)) % N_FOLDS

    def best_rule(self, is_own: BoolArray, wanted: Sequence[int] = ()) -> Chosen:
        """Return the best rule of the length that predicts best; () when nothing beats "everybody".

        One that holds a ``wanted`` condition takes its place where it is about as good, and beats "everybody" too.
        """
        length = self._best_length(is_own)
        best = self._best_rules(is_own, self.weights, length)[-1]
        if not best or not wanted or set(best) & set(wanted):
            return best
        with_name = self._best_with(wanted, is_own, length)
        least = max(self._f1(best, is_own) - MOST_LOST, self._f1((), is_own) + MIN_GAIN)
        return with_name if self._f1(with_name, is_own) >= least else best

    def _best_with(self, wanted: Sequence[int], is_own: BoolArray, length: int) -> Chosen:
        alone: list[Chosen] = [(column,) for column in wanted]
        beam = sorted(alone, key=lambda each: -self._f1(each, is_own))[:BEAM]
        for _ in range(1, length):
            beam = self._longer(beam, is_own, self.weights)
        return beam[0]

    def _f1(self, chosen: Chosen, is_own: BoolArray) -> float:
        return self._score(np.asarray(self.holds[list(chosen)].all(axis=0)), is_own)[0]

    def _best_length(self, is_own: BoolArray) -> int:
        """Return the least length that no greater one beats beyond noise on users that were left out of the search."""
        fits = np.ones((self.max_length + 1, len(is_own)), dtype=bool)
        for fold in range(N_FOLDS):
            is_out = self.folds == fold
            rules = self._best_rules(is_own, np.where(is_out, 0.0, self.weights), self.max_length)
            for length, chosen in enumerate(rules):
                fits[length, is_out] = self.holds[list(chosen)][:, is_out].all(axis=0)
        best = 0
        for length in range(1, len(fits)):
            if self._is_better(fits[length], fits[best], is_own):
                best = length
        return best

    def _best_rules(self, is_own: BoolArray, weights: FloatArray, max_length: int) -> list[Chosen]:
        """Return the best rule of each length from 0 on."""
        beam: list[Chosen] = [()]
        best = [beam[0]]
        for _ in range(max_length):
            beam = self._longer(beam, is_own, weights)
            best.append(beam[0])
        return best

    def _longer(self, beam: list[Chosen], is_own: BoolArray, weights: FloatArray) -> list[Chosen]:
        """Add one condition to each rule of the beam and return the ``BEAM`` best rules, best first."""
        fits = np.array([self.holds[list(chosen)].all(axis=0) for chosen in beam]) * weights
        both = np.vstack([fits, fits * is_own]).T.astype(np.float32)
        matched, hits = np.hsplit(self.numbers @ both, 2)  # one product, since it reads all conditions
        scores = (2 * hits / (matched + float(weights[is_own].sum()))).round(6)  # the last bits are rounding
        found: dict[Chosen, None] = {}
        for place in np.argsort(-scores, axis=None, kind="stable"):
            column, row = divmod(int(place), len(beam))
            if column not in beam[row]:
                found[tuple(sorted((*beam[row], column)))] = None
            if len(found) == BEAM:
                break
        return list(found)

    def _is_better(self, longer: BoolArray, shorter: BoolArray, is_own: BoolArray) -> bool:
        (score, influence), (score_before, influence_before) = (self._score(fits, is_own) for fits in (longer, shorter))
        error = float(np.sqrt(((influence - influence_before) ** 2).sum()))
        return score - score_before > max(MIN_GAIN, STANDARD_ERRORS * error)

    def _score(self, fits: BoolArray, is_own: BoolArray) -> tuple[float, FloatArray]:
        """Return F1 and how much each user moves it: its linearisation, whose squares add up to its variance."""
        both = fits.astype(np.float64) + is_own
        total = float((self.weights * both).sum())
        score = float(2 * self.weights[fits & is_own].sum() / total)
        return score, self.weights * (2.0 * (fits & is_own) - score * both) / total
