"""Whether the default holds up: planted, mixed, gradient and structureless logs, many seeds each.

``python -m benchmarks.honest --kept FOLDER`` runs the default recipe with its trust card on logs of at most 1,000 users
and prints a table. What a log gave is kept when it is done: stopped and started again, it goes on.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import print_table
from benchmarks.run import print_machine
from core.pipeline import run
from core.results.run import Options, Run
from core.trust.grade import Grade
from core.trust.reference import permute_items
from core.trust.structure import Kind
from core.types import NOISE, FloatArray, IntArray, Population, Recipe

N_USERS, N_ITEMS, N_EVENTS = 800, 400, 25
N_SEEDS = 100
MINUTES = 60.0
MIXED = -1
"""Planted users without a taste of their own."""
HOUR, DAY, MONDAY = 3_600, 86_400, 1_704_067_200


@dataclass(frozen=True)
class Planted:
    """A log, and what is planted in it."""

    population: Population
    truth: IntArray
    """(n_users,) the planted segment of each user; -1 for mixed users."""


def planted_log(random_state: int) -> Planted:
    """Return three to six groups, each with a taste of its own."""
    n_groups = 3 + random_state % 4
    truth = np.random.default_rng(random_state).integers(0, n_groups, N_USERS)
    return Planted(_log(_tastes(n_groups, random_state)[truth], random_state), truth)


def mixed_log(random_state: int) -> Planted:
    """Return four groups, and a fifth of the users whose tastes are all of theirs together."""
    rng = np.random.default_rng(random_state)
    truth = np.where(rng.random(N_USERS) < 0.2, MIXED, rng.integers(0, 4, N_USERS))
    tastes = _tastes(4, random_state)
    chances = np.where((truth == MIXED)[:, None], tastes.mean(axis=0), tastes[truth])
    return Planted(_log(chances, random_state), truth)


def gradient_log(random_state: int) -> Planted:
    """Return users spread evenly between two tastes."""
    places = np.random.default_rng(random_state).random(N_USERS)[:, None]
    tastes = _tastes(2, random_state)
    return Planted(_log(places * tastes[0] + (1 - places) * tastes[1], random_state), np.zeros(N_USERS, dtype=int))


def noise_log(random_state: int) -> Planted:
    """Return a planted log with shuffled items."""
    return Planted(permute_items(planted_log(random_state).population, random_state), np.zeros(N_USERS, dtype=int))


def grocery_log(random_state: int, n_users: int = 1_000) -> Planted:
    """Return a fine, sparse catalogue where people buy the same again: 3,000 items in 40 categories, four diets."""
    rng = np.random.default_rng(random_state)
    category = np.arange(3_000) % 40
    weights = 1.0 / (rng.permutation(3_000) + 5.0)
    truth = rng.integers(0, 4, n_users)
    diets = rng.dirichlet(np.full(40, 0.5), 4)
    events = []
    for user, diet in enumerate(truth):
        own = rng.dirichlet(60 * (0.5 * diets[diet] + 0.5 / 40) + 0.05)[category] * weights
        pantry = rng.choice(3_000, 25, replace=False, p=own / own.sum())
        n_bought = int(rng.integers(20, 60))
        again = rng.choice(pantry, n_bought, p=rng.dirichlet(np.full(25, 0.7)))
        fresh = rng.choice(3_000, n_bought, p=own / own.sum())
        events += [(user, item) for item in np.where(rng.random(n_bought) < 0.6, again, fresh).tolist()]
    return Planted(population_of(events, n_users, 3_000, rng, category), truth)


def shuffled_grocery_log(random_state: int) -> Planted:
    """Return a grocery log with shuffled items."""
    made = grocery_log(random_state)
    return Planted(permute_items(made.population, random_state), np.zeros_like(made.truth))


KINDS: dict[str, Callable[[int], Planted]] = {
    "planted": planted_log,
    "mixed": mixed_log,
    "gradient": gradient_log,
    "noise": noise_log,
    "grocery": grocery_log,
    "shuffled grocery": shuffled_grocery_log,
}


def _tastes(n_groups: int, random_state: int) -> FloatArray:
    """Return (n_groups, n_items) chances: each group likes its own items eight times as much as others do."""
    own = np.random.default_rng(random_state + 1).permutation(N_ITEMS) % n_groups
    popularity = 1 / (np.arange(N_ITEMS) + 10.0)
    rows = np.array([popularity * np.where(own == group, 8.0, 1.0) for group in range(n_groups)])
    return np.asarray(rows / rows.sum(axis=1, keepdims=True))


def _log(chances: FloatArray, random_state: int) -> Population:
    rng = np.random.default_rng(random_state + 2)
    counts = rng.poisson(N_EVENTS, len(chances)) + 5
    events = [
        (user, item) for user, row in enumerate(chances) for item in rng.choice(N_ITEMS, counts[user], p=row).tolist()
    ]
    return population_of(events, len(chances), N_ITEMS, rng)


def population_of(
    events: Sequence[tuple[int, int]], n_users: int, n_items: int, rng: np.random.Generator, category: Any = None
) -> Population:
    """Return the log of events (user, item) at random hours of 200 days."""
    import pandas as pd
    from scipy import sparse

    from core.types import Histories, Items

    users, items = np.array(events, dtype=np.int32).T
    seconds = MONDAY + rng.integers(0, 200 * 24, len(users)) * HOUR
    order = np.lexsort((seconds, users))
    seconds = seconds[order].astype(np.int64)
    histories = Histories(
        user_ids=np.array([f"u{user}" for user in range(n_users)], dtype=object),
        offsets=np.concatenate([[0], np.cumsum(np.bincount(users, minlength=n_users))]),
        items=items[order],
        events=np.zeros(len(users), dtype=np.int16),
        timestamps=seconds,
        week_hours=((seconds - MONDAY) // HOUR % (7 * 24)).astype(np.int16),
        values=np.full(len(users), np.nan, dtype=np.float32),
    )
    n_categories = 0 if category is None else int(category.max()) + 1
    marks = np.zeros((n_items, n_categories), dtype=bool)
    if category is not None:
        marks[np.arange(n_items), category] = True
    catalogue = Items(
        item_ids=np.array([f"i{item}" for item in range(n_items)], dtype=object),
        titles=np.full(n_items, "", dtype=object),
        category_names=tuple(f"category {number}" for number in range(n_categories)),
        categories=sparse.csr_array(marks),
    )
    return Population(histories, catalogue, ("purchase",), pd.DataFrame(index=range(n_users)), True, False)


def measure(kind: str, random_state: int) -> dict[str, Any]:
    """Run the default recipe on one log and say what came out."""
    from sklearn.metrics import adjusted_rand_score

    made, started = KINDS[kind](random_state), time.perf_counter()
    done = run(made.population, Recipe(random_state=random_state), Options(with_map=False, with_model=False))
    card, labels = done.trust, done.clustering.labels
    assert card is not None  # noqa: S101 - it was asked for
    is_planted = made.truth != MIXED
    return {
        "k": done.clustering.k - sum(each.is_mixed for each in card.segments),
        "n_planted": len(np.unique(made.truth[is_planted])),
        "ari": float(adjusted_rand_score(made.truth[is_planted], labels[is_planted])),
        "grade": str(card.verdict),
        "held": _share_held(done),
        "kind": str(card.structure.kind) if card.structure else "",
        "encoder": done.recipe.encoder,
        "mixed_called_so": _share_of_mixed_called_so(done, made.truth),
        "seconds": time.perf_counter() - started,
    }


def _share_held(done: Run) -> float:
    """Return the share of users in segments that are strong or usable."""
    assert done.trust is not None  # noqa: S101 - it was asked for
    sizes = {each.segment: each.size for each in done.trust.segments}
    held = [each.segment for each in done.trust.segments if each.grade in (Grade.STRONG, Grade.USABLE)]
    return sum(sizes[segment] for segment in held) / max(sum(sizes.values()), 1)


def _share_of_mixed_called_so(done: Run, truth: IntArray) -> float:
    """Return the share of mixed users who are in a segment that is called mixed, or in none; 1 where there are none."""
    assert done.trust is not None  # noqa: S101 - it was asked for
    called = [each.segment for each in done.trust.segments if each.is_mixed]
    of_mixed = done.clustering.labels[truth == MIXED]
    return float(np.isin(of_mixed, [*called, NOISE]).mean()) if len(of_mixed) else 1.0


def _row(kind: str, found: Sequence[dict[str, Any]]) -> list[str]:
    n = len(found)

    def count(is_so: Callable[[dict[str, Any]], bool]) -> str:
        return f"{sum(map(is_so, found))} of {n}"

    return [
        kind,
        count(lambda each: each["k"] == each["n_planted"]),
        f"{np.mean([each['ari'] for each in found]):.3f}",
        count(lambda each: each["ari"] >= 0.9),
        count(lambda each: each["grade"] in (Grade.STRONG, Grade.USABLE)),
        count(lambda each: each["grade"] != Grade.NONE),
        *(count(lambda each, kind=name: each["kind"] == kind) for name in Kind),  # type: ignore[misc]
        f"{np.mean([each['held'] for each in found]):.0%}",
        count(lambda each: each["mixed_called_so"] > 0.75),
        f"{np.mean([each['seconds'] for each in found]):.1f}",
    ]


def main() -> int:
    """Measure what is not kept yet, within the minutes given, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kept", type=Path, default=Path("honest"), help="folder of what is measured already")
    parser.add_argument("--logs", type=int, default=N_SEEDS, help=f"logs of each kind (default {N_SEEDS})")
    parser.add_argument("--first", type=int, default=0, help="random state of the first log of a kind (default 0)")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="stop after so many (default 60)")
    parser.add_argument("--only", choices=tuple(KINDS), nargs="+", default=tuple(KINDS), help="kinds (default: all)")
    asked = parser.parse_args()
    asked.kept.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + 60 * asked.minutes
    for random_state in range(asked.first, asked.first + asked.logs):
        for kind in asked.only:
            kept = asked.kept / f"{kind}-{random_state}.json"
            if not kept.exists() and time.monotonic() < end:
                kept.write_text(json.dumps(measure(kind, random_state)))
    print_machine()
    heads = ["log", "k found", "mean ARI", "ARI ≥ 0.9", "strong or usable", "above none", *Kind, "users held"]
    rows = []
    for kind in asked.only:
        found = [json.loads(path.read_text()) for path in sorted(asked.kept.glob(f"{kind}-*.json"))]
        rows += [_row(kind, found)] if found else []
    print_table([*heads, "mixed users called mixed", "seconds"], rows)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
