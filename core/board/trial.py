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
from core.pipeline import run
from core.registry import k_range, make_encoder
from core.results.run import Options
from core.trust.choose_k import choose_k
from core.trust.futures import measure_futures
from core.trust.grade import UNSTABLE, Grade
from core.trust.holdout import Usefulness, judge, uplift_pct
from core.trust.intervals import NAN
from core.trust.refit import MAX_USERS, SOME_STARTS, Refit
from core.trust.scoring import HoldoutScorer
from core.trust.split import LIST_LENGTH, split_holdout
from core.types import NOISE, Labels, Population, Recipe

SAMPLE = 1_000
"""Users of the first trials."""
EQUAL_K = 8
"""Candidates are compared at so many segments where each may choose its own number."""
REFIT_SHARE = 0.8
QUICK_REFITS, SLOW_REFITS = 3, 2
"""Refits to 80 % of the users, by which stability is measured."""
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
        inner = split_holdout(self.known if n_users is None else self._sampled(n_users))
        _, _, labels = self._refit(candidate.recipe).fit(inner.train, SOME_STARTS)
        scorer = HoldoutScorer(inner, LIST_LENGTH)
        own, unassigned = scorer.score(labels), scorer.score(np.full_like(labels, NOISE))
        uplift = uplift_pct(own.recall, unassigned.recall, self.random_state)
        return _plain({"uplift": uplift.value, "low": uplift.low, "high": uplift.high})

    def measure(self, candidate: Candidate) -> Figures:
        """Fit a recipe to all that lies before the holdout, and report it on the holdout."""
        split = split_holdout(self.population)
        refit = self._refit(self._with_k(candidate.recipe))
        encoder, vectors, labels = refit.fit(split.train)
        refit = replace(refit, encoder=encoder, n_users=len(labels))
        useful = judge(split, labels, self.random_state)
        futures = measure_futures(self.population, split, vectors, refit.encode, self.random_state)
        n_refits = QUICK_REFITS if candidate.is_quick else SLOW_REFITS
        agreement = self._agreement(refit, split.train, labels, n_refits)
        return _plain(
            {
                "k": useful.k,
                **_usefulness(useful),
                "stability_ari": agreement,
                "silhouette": float(silhouette_samples(vectors, labels).mean()),
                "smallest": int(np.bincount(labels[labels > 0])[1:].min()),
                "coverage": float(np.mean(labels > 0)),
                "verdict": cheap_grade(useful, agreement).value,
                **{f"future_{name}": value for name, value in futures.as_dict().items()},
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

    def _agreement(self, refit: Refit, population: Population, labels: Labels, n_refits: int) -> float:
        """Return the mean adjusted Rand index with refits to 80 % of the users, encoder and all."""
        from sklearn.metrics import adjusted_rand_score

        rng = np.random.default_rng(self.random_state + 1)
        n_drawn = min(round(REFIT_SHARE * len(labels)), MAX_USERS)
        found = []
        for _ in range(n_refits):
            rows = np.sort(rng.permutation(len(labels))[:n_drawn])
            _, _, again = refit.fit(population.of_users(rows), SOME_STARTS)
            found.append(adjusted_rand_score(labels[rows], again))
        return float(np.mean(found))


def cheap_grade(useful: Usefulness, agreement: float) -> Grade:
    """Grade by what is known without a trust card; strong is for cards alone."""
    if not (useful.bits.is_above_zero and useful.recall_uplift_over_permuted.is_above_zero):
        return Grade.NONE
    return Grade.USABLE if agreement >= UNSTABLE else Grade.WEAK


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
