"""Whether the short check of a run says what a long one would: intervals against an independent loop.

``python -m benchmarks.stability`` makes planted logs, from segments that hold to segments that hardly do, and cuts each
into segments. The short check of a run gives each segment a Jaccard index with a 95 % interval. A plain loop, written
here without the classes that are measured, draws users and events anew many times more; its mean should lie in the
interval in about 95 of 100 segments. With 200 segments or more (``--logs 50``) the program fails unless 91 to 98 of 100
do; fewer are too few to judge by.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.stats import t

from benchmarks.honest import population_of
from benchmarks.measure import print_table
from benchmarks.run import print_machine
from core.compute.threads import in_threads
from core.registry import make_clusterer, make_encoder
from core.trust.evidence import N_DRAWS
from core.trust.intervals import Estimate
from core.trust.refit import Refit
from core.trust.segmented import Segmented
from core.trust.stability import refit_stability
from core.types import FloatArray, Histories, Labels, Population, Recipe

N_LOGS, N_LONG = 12, 40
N_USERS, N_ITEMS, N_EVENTS, N_GROUPS = 300, 100, 20, 4
LEAST, MOST, JUDGED = 0.91, 0.98, 200
_FAILED = 1


def planted_log(random_state: int) -> Population:
    """Return four groups that like their own items two to six times as much as others do."""
    rng = np.random.default_rng(random_state)
    strength = 2.0 + 4.0 * rng.random(N_GROUPS)
    own, popularity = rng.permutation(N_ITEMS) % N_GROUPS, 1 / (np.arange(N_ITEMS) + 10.0)
    tastes = [popularity * np.where(own == group, strength[group], 1.0) for group in range(N_GROUPS)]
    chances = [taste / taste.sum() for taste in tastes]
    events = [
        (user, item) for user in range(N_USERS) for item in rng.choice(N_ITEMS, N_EVENTS, p=chances[user % N_GROUPS])
    ]
    return population_of(events, N_USERS, N_ITEMS, rng)


def long_loop(log: Population, labels: Labels, recipe: Recipe, n_draws: int, random_state: int) -> FloatArray:
    """Return the mean Jaccard index of each segment over many draws, with sets and loops alone."""
    return np.asarray(
        np.mean(in_threads(lambda n: _one(log, labels, recipe, random_state + n), range(n_draws), 2), axis=0)
    )


def _one(log: Population, labels: Labels, recipe: Recipe, random_state: int) -> list[float]:
    """Draw four of five users and as many events of each as there are, with replacement; fit; match by sets."""
    rng, histories = np.random.default_rng(random_state), log.histories
    users = sorted(rng.choice(N_USERS, N_USERS * 4 // 5, replace=False).tolist())
    picks = [user * N_EVENTS + np.sort(rng.integers(0, N_EVENTS, N_EVENTS)) for user in users]
    events = np.concatenate(picks)
    drawn = Histories(
        user_ids=histories.user_ids[users],
        offsets=np.arange(len(users) + 1, dtype=np.int64) * N_EVENTS,
        items=histories.items[events],
        events=histories.events[events],
        timestamps=histories.timestamps[events],
        week_hours=histories.week_hours[events],
        values=histories.values[events],
    )
    again = replace(recipe, random_state=random_state)
    vectors = make_encoder(again).fit_transform(replace(log, histories=drawn, attributes=log.attributes.iloc[users]))
    found = make_clusterer(again, N_GROUPS).fit_predict(vectors)
    others = [{user for user, name in zip(users, found, strict=True) if name == each} for each in set(found.tolist())]
    own = [{user for user in users if labels[user] == segment} for segment in sorted(set(labels.tolist()))]
    return _best_pairs([[len(one & other) / len(one | other) for other in others] for one in own])


def _best_pairs(indices: Sequence[Sequence[float]]) -> list[float]:
    """Return the index of each segment under the assignment, of all, with the largest sum."""
    from itertools import permutations

    n_rows, n_columns = len(indices), len(indices[0])
    orders = permutations(range(max(n_rows, n_columns)), n_rows)
    tried = [[row[to] if to < n_columns else 0.0 for row, to in zip(indices, order, strict=True)] for order in orders]
    return max(tried, key=sum)


def interval_of(value: float, error: float, n_draws: int) -> Estimate:
    """Return a mean over draws with its 95 % interval by Student's t, kept within 0 and 1."""
    reach = error * float(t.ppf(0.975, max(n_draws - 1, 1)))
    return Estimate(float(value), max(value - reach, 0.0), min(value + reach, 1.0))


def measure(random_state: int, n_long: int) -> list[tuple[float, float, float, float]]:
    """Return, for each segment of a log, the short check, the ends of its interval, and the long loop."""
    log, recipe = planted_log(random_state), Recipe("counts", "kmeans", N_GROUPS, random_state)
    refit = Refit(recipe, N_GROUPS)
    _, vectors, labels = refit.fit(log)
    short = refit_stability(Segmented(log, vectors, labels, random_state), refit.fit_quickly, N_DRAWS, 2)
    long = long_loop(log, labels, recipe, n_long, 1_000_000 + 1_000 * random_state)
    ends = [interval_of(short.jaccard[place], short.jaccard_error[place], N_DRAWS) for place in range(len(long))]
    return [(each.value, each.low, each.high, float(value)) for each, value in zip(ends, long, strict=True)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print how often the interval of the short check holds the value of the long loop."""
    parser = argparse.ArgumentParser(description="Intervals of stability against a long loop.")
    parser.add_argument("--logs", type=int, default=N_LOGS, help=f"planted logs (default {N_LOGS})")
    parser.add_argument("--draws", type=int, default=N_LONG, help=f"draws of the long loop (default {N_LONG})")
    options = parser.parse_args(arguments)
    print_machine()
    started = time.perf_counter()
    found = np.array([row for number in range(options.logs) for row in measure(number, options.draws)])
    value, low, high, long = found.T
    is_held = (low <= long) & (long <= high)
    rows = [
        (name, f"{chosen.sum()}", f"{value[chosen].mean():.3f}", f"{long[chosen].mean():.3f}",
         f"{100 * is_held[chosen].mean():.1f} %")
        for name, chosen in (
            ("all", long >= 0), ("below 0.60", long < 0.6), ("0.60 to 0.75", (long >= 0.6) & (long < 0.75)),
            ("from 0.75", long >= 0.75),
        )
        if chosen.any()
    ]  # fmt: skip
    print_table(("Jaccard by the long loop", "segments", "short check", "long loop", "in the interval"), rows)
    print(f"{options.logs} logs, {N_DRAWS} draws against {options.draws}, {time.perf_counter() - started:.0f} s")
    return 0 if len(is_held) < JUDGED or LEAST <= is_held.mean() <= MOST else _FAILED


if __name__ == "__main__":
    sys.exit(main())
