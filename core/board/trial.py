"""One trial of the board: a recipe fitted to a part of the log, and what is measured of it there."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from core.board.candidates import Candidate
from core.compute.machine import Machine
from core.compute.once import once
from core.compute.silhouette import silhouette_samples
from core.errors import DataError
from core.pipeline import run
from core.registry import k_range, make_encoder
from core.results.run import Options
from core.trust.choose_k import choose_k
from core.trust.futures import measure_futures
from core.trust.grade import UNSTABLE, Grade
from core.trust.habits import HabitScorer
from core.trust.holdout import Usefulness, judge, uplift_pct
from core.trust.intervals import NAN, Estimate, ratio_estimate
from core.trust.refit import SOME_STARTS, Refit
from core.trust.scoring import HoldoutScorer
from core.trust.segmented import Segmented
from core.trust.split import Split, split_holdout
from core.trust.stability import Stability, refit_stability
from core.types import NOISE, Labels, Population, Recipe, Vectors

SAMPLE = 1_000
"""Users of the first trials."""
EQUAL_K = 8
"""Candidates are compared at so many segments where each may choose its own number."""
QUICK_REFITS, SLOW_REFITS = 3, 2
"""Refits to users and events drawn again, by which stability is measured as on the trust card."""
Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trials:
    """The trials of a log.

    Every figure by which candidates are chosen comes from ``known``: the log before the holdout. The holdout is only
    reported.
    """

    population: Population
    random_state: int = 0
    cache_dir: Path | None = None
    machine: Machine = field(default_factory=Machine)

    @property
    def known(self) -> Population:
        """The log before the holdout; raise ``DataError`` where it is too short for one."""
        return split_holdout(self.population).train

    def check(self) -> None:
        """Raise ``DataError`` where the log is too short for a validation part and a holdout."""
        split_holdout(self.known)

    def read_titles(self) -> None:
        """Encode the titles, which the text encoder keeps for all trials."""
        if self.cache_dir:
            make_encoder(Recipe("text"), self.cache_dir, machine=self.machine).fit_transform(self._sampled(SAMPLE))

    def validate(self, candidate: Candidate, n_users: int | None = None) -> Figures:
        """Measure a recipe on a validation part of the log before the holdout.

        Parameters
        ----------
        candidate
            Compared at ``EQUAL_K`` where it may choose its own number of segments.
        n_users
            So many users, drawn at random; None for all.
        """
        log = self.known if n_users is None else self._sampled(n_users)
        inner = split_holdout(log)
        _, _, labels = self._refit(candidate.recipe).fit(inner.train, SOME_STARTS)
        scorer = HoldoutScorer(inner)
        own, unassigned = scorer.score(labels), scorer.score(np.full_like(labels, NOISE))
        uplift = uplift_pct(own.recall, unassigned.recall, self.random_state)
        habits = habit_bits(log, inner, labels, self.random_state)
        return _plain(
            {
                "uplift": uplift.value,
                "low": uplift.low,
                "high": uplift.high,
                "habit_bits": habits.value,
                "habit_low": habits.low,
            }
        )

    def measure(self, candidate: Candidate) -> Figures:
        """Fit a recipe to all that lies before the holdout, and report it on the holdout."""
        split = split_holdout(self.population)
        refit = self._refit(self._with_k(candidate.recipe))
        encoder, vectors, labels = refit.fit(split.train)
        refit = replace(refit, encoder=encoder, n_users=len(labels))
        useful = judge(split, labels, self.random_state)
        stability = self._stability(refit, Segmented(split.train, vectors, labels, self.random_state))
        return _plain(
            {
                "k": useful.k,
                **_usefulness(useful),
                "stability_ari": stability.ari,
                "silhouette": float(silhouette_samples(vectors, labels).mean()),
                "smallest": int(np.bincount(labels[labels > 0])[1:].min()),
                "coverage": float(np.mean(labels > 0)),
                "verdict": cheap_grade(useful, stability.mean_jaccard).value,
                **self._futures(split, vectors, refit),
            }
        )

    def card(self, candidate: Candidate, k: int) -> Figures:
        """Run a recipe in full, without map and model, for the verdict of its trust card."""
        options = Options(with_map=False, with_model=False, cache_dir=self.cache_dir, machine=self.machine)
        card = run(self.population, replace(candidate.recipe, k=k), options).trust
        if card is None:
            raise ValueError("a run that was asked for a trust card has none")
        return {"verdict": card.verdict.value, "reason_code": card.reason_code.value, "reason": str(card.reason)}

    def _sampled(self, n_users: int) -> Population:
        known = self.known

        def draw() -> Population:
            drawn = np.random.default_rng(self.random_state).permutation(known.n_users)[:n_users]
            return known.of_users(np.sort(drawn))

        return once(known, ("board", n_users, self.random_state), draw)

    def _with_k(self, recipe: Recipe) -> Recipe:
        """Return the recipe with the number of segments that it chooses before the holdout."""
        if isinstance(recipe.k, int):
            return recipe
        encoder = make_encoder(recipe, self.cache_dir, machine=self.machine)
        vectors = encoder.fit_transform(self.known)
        refit = Refit(recipe, None, self.cache_dir, len(vectors), encoder, self.machine)
        return replace(recipe, k=choose_k(self.known, vectors, refit, k_range(recipe.k)).k)

    def _refit(self, recipe: Recipe) -> Refit:
        k = recipe.k if isinstance(recipe.k, int) else EQUAL_K
        return Refit(replace(recipe, k=k), k, self.cache_dir, machine=self.machine)

    def _stability(self, refit: Refit, segmented: Segmented) -> Stability:
        rows = segmented.rows_of_some(refit.max_users)
        n_refits = QUICK_REFITS if refit.is_quick else SLOW_REFITS
        return refit_stability(segmented.of_users(rows), refit.fit_quickly, n_refits, self.machine.n_threads)

    def _futures(self, split: Split, vectors: Vectors, refit: Refit) -> dict[str, Any]:
        """Return what is known of futures, or why nothing is: the log cut in time may be too short for the encoder."""
        try:
            found = measure_futures(self.population, split, vectors, refit.encode, self.random_state)
        except DataError as error:
            return {"why_no_futures": str(error.message)}
        return {f"future_{name}": value for name, value in found.as_dict().items()}


def cheap_grade(useful: Usefulness, jaccard: float) -> Grade:
    """Grade by usefulness and the mean Jaccard index of refits; strong is for cards alone."""
    if not (useful.bits.is_above_zero and useful.recall_uplift_over_permuted.is_above_zero):
        return Grade.NONE
    return Grade.USABLE if jaccard >= UNSTABLE else Grade.WEAK


def habit_bits(population: Population, split: Split, labels: Labels, random_state: int = 0) -> Estimate:
    """Return the bits per event by which segments predict when and how users act in the holdout."""
    scorer = HabitScorer(population, split)
    saved = scorer.bits(labels) - scorer.bits(np.full_like(labels, NOISE))
    return ratio_estimate(saved, scorer.n_events, random_state)


def _usefulness(useful: Usefulness) -> dict[str, float]:
    uplift = useful.recall_uplift
    return {
        "recall_uplift_pct": uplift.value,
        "low": uplift.low,
        "high": uplift.high,
        "ndcg_uplift_pct": useful.ndcg_uplift_pct,
        "gap_share": useful.ceiling.gap_share.value if useful.ceiling else NAN,
    }


def _plain(figures: dict[str, Any]) -> Figures:
    """Return the figures for JSON, which has no NaN: None where one was not measured."""
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in figures.items()
    }
