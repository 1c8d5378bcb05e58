"""The trust card measured: how often it detects planted segments, how often its intervals hold, what it costs.

``python -m benchmarks.trust`` prints three tables. Power: tastes of five strengths planted in the activity and
popularity of Online Retail, 40 logs each, and how many runs get the verdict usable or strong. Coverage: intervals of
200 samples of users against the truth of 100,000 fresh ones with the same lists. Cost: the card's seconds beside those
of the rest of the run.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.logs import load_demo, load_retail, run_parts
from benchmarks.measure import print_table
from benchmarks.planted import plant
from core.clusterers.kmeans import KMeans
from core.encoders.counts import Counts
from core.pipeline import run
from core.recommenders.segment_popularity import SegmentPopularity
from core.results.run import Options
from core.trust.grade import Grade
from core.trust.holdout import uplift_pct
from core.trust.scoring import PRIOR_USERS, HoldoutScorer
from core.trust.split import LIST_LENGTH, split_holdout
from core.types import Population, Recipe

EFFECTS = (0.0, 0.2, 0.3, 0.4, 0.6)
"""Share of events that follow the planted taste: none, faint, small, middling, clear."""
N_LOGS = 40
N_USERS = 1_000
N_ITEMS = 400
N_PLANTED = 5
N_FITTED, N_FRESH = 3_000, 100_000
N_REPETITIONS = 200
SIZES = (50, 200)
COST_USERS = 100_000


def print_power(folder: Path) -> None:
    """Print how many of 40 logs of each strength get each verdict."""
    retail = load_retail(folder)
    rows = []
    for effect in EFFECTS:
        found = [_verdict_on(retail, effect, number, folder / "cache") for number in range(N_LOGS)]
        counts = Counter(found)
        trusted = counts[Grade.USABLE] + counts[Grade.STRONG]
        print(f"{effect:.0%}: {dict(counts)}", file=sys.stderr, flush=True)
        rows.append([f"{effect:.0%}", *(str(counts[grade]) for grade in Grade), f"{trusted} of {N_LOGS}"])
    print(f"{N_LOGS} logs a row, {N_USERS:,} users and {N_ITEMS} items each, {N_PLANTED} planted segments.\n")
    print_table(["events that follow a taste", *Grade, "usable or strong"], rows)


def _verdict_on(retail: Population, effect: float, number: int, cache_dir: Path) -> Grade:
    base = few_items(_some_users(retail, number), N_ITEMS)
    log, _ = plant(base, effect, N_PLANTED, number)
    recipe = Recipe(k=N_PLANTED, random_state=number)
    card = run(log, recipe, Options(with_map=False, cache_dir=cache_dir)).trust
    assert card is not None  # noqa: S101 - it was asked for
    return card.verdict


def _some_users(population: Population, random_state: int) -> Population:
    drawn = np.random.default_rng(random_state).permutation(population.n_users)[:N_USERS]
    return population.of_users(np.sort(drawn))


def few_items(population: Population, n_items: int) -> Population:
    """Keep the events on the most popular items; every user and item stays."""
    counts = np.bincount(population.histories.items, minlength=population.n_items)
    is_kept = np.isin(population.histories.items, np.argsort(-counts)[:n_items])
    return replace(population, histories=population.histories.keep(is_kept))


def print_coverage(folder: Path) -> None:
    """Print how often the interval of a segment's uplift holds the truth, by the number of users judged."""
    population, _planted = load_demo(folder, n_users=N_FITTED + N_FRESH, events_per_user=40)
    fitted = population.of_users(np.arange(N_FITTED))
    fresh = population.of_users(np.arange(N_FITTED, N_FITTED + N_FRESH))
    own, baseline, segments = _recalls(fitted, fresh)
    rows: list[list[str]] = []
    for segment in np.unique(segments):
        users = np.flatnonzero(segments == segment)
        truth = 100 * (own[users].sum() / baseline[users].sum() - 1)
        shares = [_covered(own[users], baseline[users], truth, size) for size in SIZES]
        rows.append([str(segment), f"{len(users):,}", f"{truth:+.1f} %", *(f"{share:.1%}" for share in shares)])
    print(f"{N_REPETITIONS} samples a cell, 95 % intervals.\n")
    print_table(["segment", "fresh users", "true uplift", *(f"held, {size} users" for size in SIZES)], rows)


def _recalls(fitted: Population, fresh: Population) -> tuple[Any, Any, Any]:
    """Return recall by own and by global lists, and the segment, of every fresh user that can be judged."""
    encoder, clusterer = Counts(), KMeans(6)
    train = split_holdout(fitted).train
    labels = clusterer.fit_predict(encoder.fit_transform(train)) + 1
    recommender = SegmentPopularity(PRIOR_USERS).fit(train, labels)
    split = split_holdout(fresh)
    vectors = encoder.transform(split.train)
    placed = np.argmin(np.square(clusterer.centres_).sum(axis=1) - 2 * vectors @ clusterer.centres_.T, axis=1)
    scorer = HoldoutScorer(split, LIST_LENGTH)
    scores = np.vstack([recommender.scores_, recommender.overall_])
    own = scorer.score_lists(scores, placed).recall
    baseline = scorer.score_lists(scores, np.full(fresh.n_users, len(scores) - 1)).recall
    return own, baseline, placed[split.judged] + 1


def _covered(own: Any, baseline: Any, truth: float, size: int) -> float:
    rng = np.random.default_rng(size)
    n_held = 0
    for number in range(N_REPETITIONS):
        drawn = rng.integers(0, len(own), size)
        estimate = uplift_pct(own[drawn], baseline[drawn], number)
        n_held += bool(estimate.low <= truth <= estimate.high)
    return n_held / N_REPETITIONS


def print_cost(folder: Path) -> None:
    """Print the seconds of the card beside those of the other stages."""
    population, _planted = load_demo(folder, n_users=COST_USERS)
    rows = []
    for k in (8, "auto"):
        seconds = run(population, Recipe("counts", k=k)).seconds
        rest = sum(value for stage, value in seconds.items() if stage != "trust")
        rows.append(
            [f"counts, k-means, k = {k}", f"{rest:.1f}", f"{seconds['trust']:.1f}", f"{seconds['trust'] / rest:.2f}"]
        )
    print(f"{COST_USERS:,} users, {population.histories.n_events:,} events.\n")
    print_table(["recipe", "run without the card, s", "card, s", "ratio"], rows)


def main() -> int:
    """Print the tables that were asked for."""
    return run_parts(__doc__ or "", {"power": print_power, "coverage": print_coverage, "cost": print_cost})


if __name__ == "__main__":
    raise SystemExit(main())
