"""What the board does next: cheap trials on a sample first, then the better half on all users, then the holdout.

The schedule is successive halving: every candidate is tried on 1,000 users, the better half of them and the best of
each encoder on all users. The best of each quick encoder is then reported on the holdout and the best of all run in
full, which takes as long as several reports, before those that are trained follow.

References
----------
Jamieson, K. and Talwalkar, A. (2016). Non-stochastic best arm identification and hyperparameter optimization. AISTATS
2016, 240-248. arXiv:1502.07943 (successive halving).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil

from core.board.candidates import OTHER_CLUSTERERS, Candidate, list_candidates, reads_titles
from core.board.ledger import Finished, Ledger
from core.board.peak import peak_memory
from core.board.trial import SAMPLE, Figures, Trials
from core.errors import DataError, RecipeError

SAMPLED, VALIDATED, TESTED, CARDED = f"validation on {SAMPLE} users", "validation", "holdout", "card"
"""The parts of the log on which trials are made."""
N_CARDS = 3
"""So many of the best are run in full."""
N_ENCODERS = 2
"""So many of the best encoders are tried with other clusterers."""
_LEAST_SAMPLED = 1.5 * SAMPLE
"""With fewer users, all of them take part from the first trial on."""
_COST = {TESTED: 6.0, CARDED: 15.0}
"""Times the seconds of the validation on all users, before one of the kind was seen."""
_LEAST_TRAINED = 20.0
"""Seconds that a method which is trained takes at least."""
_SECONDS_PER_TITLE = 0.01
"""That a language model takes on two cores."""
OnTrial = Callable[[Candidate, str, Finished], None]


@dataclass(frozen=True, slots=True)
class Clock:
    """Says how much time is left."""

    deadline: float
    now: Callable[[], float] = time.monotonic

    @property
    def seconds_left(self) -> float:
        """Seconds until the deadline; negative after it."""
        return self.deadline - self.now()


class Schedule:
    """Makes trials until nothing is left to do or the next one would not fit into the time left.

    Parameters
    ----------
    trials
        The log.
    ledger
        Keeps what is done; what is in it is not done again.
    clock
        Says when to end.
    on_trial
        Called after every new trial.
    """

    def __init__(self, trials: Trials, ledger: Ledger, clock: Clock, on_trial: OnTrial) -> None:
        self._trials, self._ledger, self._clock, self._on_trial = trials, ledger, clock, on_trial
        self._n_users = trials.population.n_users
        self._least: dict[str, float] = {}
        self._candidates: list[Candidate] = []
        self._has_titles_read = False

    def run(self, k: int | str) -> None:
        """Do all trials that fit: the quick encoders up to a first full run, then those that are trained."""
        self._candidates = list_candidates(self._trials.population, k, self._trials.random_state)
        quick = [each for each in self._candidates if each.is_quick]
        ranked = self._validate(self._sample(quick))
        self._report([*_one_per_encoder(ranked), *self._best_for_timing(ranked)], n_cards=0)
        self._report(ranked[:1])
        trained = [each for each in self._candidates if not each.is_quick]
        ranked = self._ranked([*ranked, *self._validate(self._sample(trained))])
        self._report(ranked[:N_CARDS])
        self._report(_one_per_encoder(ranked), n_cards=0)
        best = _one_per_encoder(ranked)[:N_ENCODERS]
        others = self._validate([each.with_clusterer(name) for each in best for name in OTHER_CLUSTERERS])
        ranked = self._ranked([*ranked, *others])
        self._report(ranked[:N_CARDS])
        self._report(ranked, n_cards=0)

    def _sample(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Try all on a sample; return the better half and the best of each encoder, best first."""
        if self._n_users < _LEAST_SAMPLED:
            return list(candidates)
        tried = self._do_all(SAMPLED, candidates, partial(self._trials.validate, n_users=SAMPLE))
        return better_half(self._ledger, tried)

    def _validate(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Try on all users; return those that were tried, best first."""
        return self._ranked(self._do_all(VALIDATED, candidates, self._trials.validate))

    def _ranked(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        return sorted(candidates, key=self._uplift, reverse=True)

    def _report(self, candidates: Sequence[Candidate], n_cards: int = N_CARDS) -> None:
        """Report on the holdout, and run the first ones in full."""
        for place, candidate in enumerate(self._do_all(TESTED, candidates, self._trials.measure)):
            tested = self._ledger.get(TESTED, candidate.recipe)
            if place < n_cards and tested:
                self._do(CARDED, candidate, partial(self._trials.card, k=tested.figures["k"]))

    def _do_all(
        self, part: str, candidates: Iterable[Candidate], work: Callable[[Candidate], Figures]
    ) -> list[Candidate]:
        tried = list(candidates)
        for candidate in tried:
            self._do(part, candidate, work)
        return [candidate for candidate in tried if self._has(part, candidate)]

    def _do(self, part: str, candidate: Candidate, work: Callable[[Candidate], Figures]) -> None:
        if self._ledger.get(part, candidate.recipe) or not self._read_titles(candidate):
            return
        if self._estimate(part, candidate) > self._clock.seconds_left:
            return
        start = self._clock.now()
        with peak_memory() as peak:
            try:
                figures = work(candidate)
            except (DataError, RecipeError) as error:
                figures = {"why": str(error.message)}
        seconds = self._clock.now() - start
        finished = Finished(figures, round(seconds, 2), round(peak.mb, 1))
        self._least[part] = min(seconds, self._least.get(part, seconds))
        self._ledger.add(part, candidate.recipe, finished)
        self._on_trial(candidate, part, finished)

    def _has(self, part: str, candidate: Candidate) -> bool:
        finished = self._ledger.get(part, candidate.recipe)
        return finished is not None and not finished.why

    def _uplift(self, candidate: Candidate) -> float:
        return _uplift(self._ledger, VALIDATED, candidate)

    def _best_for_timing(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the one that best predicts when users act, which may be recommended where none predicts items."""
        return sorted(candidates, key=self._habit_bits, reverse=True)[:1]

    def _habit_bits(self, candidate: Candidate) -> float:
        return _figure(self._ledger, VALIDATED, candidate, "habit_bits")

    def _estimate(self, part: str, candidate: Candidate) -> float:
        """Return the seconds that a trial may take, from earlier ones of its encoder and what others took."""
        least = max(self._least.get(part, 0.0), 0.0 if candidate.is_quick else _LEAST_TRAINED)
        alike = self._seconds(part, candidate)
        if alike:
            return min(alike)
        earlier, factor = (VALIDATED, _COST[part]) if part in _COST else (SAMPLED, self._n_users / SAMPLE)
        seconds = self._seconds(earlier, candidate) if part != SAMPLED else []
        return max(least, factor * min(seconds)) if seconds else least

    def _read_titles(self, candidate: Candidate) -> bool:
        """Read the titles before a first recipe that compares them, so that no trial is charged for it."""
        if self._has_titles_read or not reads_titles(self._trials.population, candidate.recipe.encoder):
            return True
        if self._trials.population.n_items * _SECONDS_PER_TITLE > self._clock.seconds_left:
            return False
        self._trials.read_titles()
        self._has_titles_read = True
        return True

    def _seconds(self, part: str, candidate: Candidate) -> list[float]:
        """Return the seconds of a part for the same encoder and clusterer; a first trial loads libraries."""
        recipe = candidate.recipe
        alike = [each.with_clusterer(recipe.clusterer).recipe for each in self._candidates]
        found = [self._ledger.get(part, each) for each in alike if each.encoder == recipe.encoder]
        return [each.seconds for each in found if each]


def better_half(ledger: Ledger, tried: Sequence[Candidate]) -> list[Candidate]:
    """Return those that go on after the trials on a sample: the better half and the best of each encoder."""
    ranked = sorted(tried, key=partial(_uplift, ledger, SAMPLED), reverse=True)
    half = ranked[: ceil(len(ranked) / 2)]
    return [*half, *(each for each in _one_per_encoder(ranked) if each not in half)]


def _uplift(ledger: Ledger, part: str, candidate: Candidate) -> float:
    return _figure(ledger, part, candidate, "uplift")


def _figure(ledger: Ledger, part: str, candidate: Candidate, name: str) -> float:
    """Return a figure of a trial; less than any where it is not known."""
    finished = ledger.get(part, candidate.recipe)
    value = finished.figures.get(name) if finished else None
    return float("-inf") if value is None else float(value)


def _one_per_encoder(ranked: Sequence[Candidate]) -> list[Candidate]:
    """Return the first of each encoder, in their order."""
    first: dict[str, Candidate] = {}
    for each in ranked:
        first.setdefault(each.recipe.encoder, each)
    return list(first.values())
