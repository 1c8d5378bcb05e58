"""How much the segments depend on the random state: by the decomposition of item counts, and by the starts of k-means.

``python -m benchmarks.repeatability`` prints two tables for the part of Online Retail before the holdout, k = 8: the
mean adjusted Rand index between the labels of four random states. The first takes 100 starts and varies the
precision of the decomposition; the second varies the starts. A third gives the seconds of each decomposition for
100,000 users of 20,000 items.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from scipy import sparse

from benchmarks.logs import load_retail, scratch
from benchmarks.measure import print_table
from benchmarks.quality import K, agreement
from benchmarks.run import print_machine
from core.clusterers.kmeans import KMeans
from core.encoders.counts import leading_components, normalise_rows
from core.registry import make_encoder
from core.trust.split import split_holdout
from core.types import Population, Recipe

RANDOM_STATES = range(4)
STARTS = (10, 30, 100, 200)
RECIPES = {
    "counts, 8 dimensions": Recipe("counts", encoder_params={"n_dims": 8}),
    "counts": Recipe("counts"),
    "blend (default)": Recipe("blend"),
    "counts 1, factors 1, 8 dimensions": Recipe(
        "blend", encoder_params={"text": 0.0, "behaviour": 0.0, "factors": 1.0, "n_dims": 8}
    ),
}
DECOMPOSITIONS: dict[str, dict[str, Any]] = {
    "5 rounds": {"algorithm": "randomized", "n_iter": 5, "n_oversamples": 10},
    "20 rounds": {"algorithm": "randomized", "n_iter": 20, "n_oversamples": 10},
    "20 rounds, as many directions again": {},
    "ARPACK": {"algorithm": "arpack"},
}
"""What is changed of the decomposition that ``Counts`` takes; the first is scikit-learn's usual one."""
N_USERS, N_ITEMS, N_INTERACTIONS = 100_000, 20_000, 20


@contextmanager
def decomposed(how: dict[str, Any]) -> Iterator[None]:
    """Have ``Counts`` decompose in another way."""
    from sklearn.decomposition import TruncatedSVD

    def make(n_dims: int, **usual: Any) -> TruncatedSVD:
        return TruncatedSVD(n_dims, **{**usual, **how})

    with patch("sklearn.decomposition.TruncatedSVD", make):
        yield


def agree(population: Population, recipe: Recipe, cache: Path, n_starts: int = 100) -> str:
    """Return how far the labels of all random states agree, with nothing kept of earlier encodings."""
    population, labels = replace(population), []
    for random_state in RANDOM_STATES:
        vectors = make_encoder(replace(recipe, random_state=random_state), cache).fit_transform(population)
        labels.append(KMeans(K, n_starts, random_state).fit_predict(vectors))
    return f"{agreement(labels):.3f}"


def draw_interactions() -> sparse.csr_array:
    """Draw the items of many users, popular ones more often."""
    rng, shares = np.random.default_rng(0), 1 / np.arange(1, N_ITEMS + 1) ** 0.8
    items = rng.choice(N_ITEMS, N_USERS * N_INTERACTIONS, p=shares / shares.sum())
    users = np.repeat(np.arange(N_USERS), N_INTERACTIONS)
    interactions = sparse.csr_array((np.ones(len(users), np.float32), (users, items)), shape=(N_USERS, N_ITEMS))
    return normalise_rows(interactions)


def print_seconds() -> None:
    """Print what each decomposition takes on many users."""
    interactions, rows = draw_interactions(), []
    for name, how in DECOMPOSITIONS.items():
        row = [name]
        for n_dims in (16, 32, 128):
            start = time.perf_counter()
            with decomposed(how):
                leading_components(interactions, n_dims, 0)
            row.append(f"{time.perf_counter() - start:.1f}")
        rows.append(row)
    print(f"Seconds to decompose {N_USERS:,} users x {N_ITEMS:,} items, by dimensions.\n")
    print_table(["decomposition", "16", "32", "128"], rows)


def main() -> int:
    """Print the tables."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None).parse_args()
    print_machine()
    with scratch() as folder:
        population = split_holdout(load_retail(folder)).train
        rows = []
        for named, recipe in RECIPES.items():
            row = [named]
            for how in DECOMPOSITIONS.values():
                with decomposed(how):
                    row.append(agree(population, recipe, folder))
            rows.append(row)
        print(f"Online Retail before the holdout, k = {K}: ARI of {len(RANDOM_STATES)} random states.\n")
        print_table(["recipe, by decomposition", *DECOMPOSITIONS], rows)
        starts = [[named, *(agree(population, recipe, folder, n) for n in STARTS)] for named, recipe in RECIPES.items()]
        print_table(["recipe, by starts of k-means", *map(str, STARTS)], starts)
    print_seconds()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
