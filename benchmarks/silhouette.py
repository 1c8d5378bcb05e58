"""The exact linear-time silhouette of every user against scikit-learn's, on the same vectors.

Run it as ``python -m benchmarks.silhouette``; it prints a markdown table.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from benchmarks.measure import print_table
from core.compute.silhouette import silhouette_samples
from core.types import FloatArray, Labels, Vectors

N_USERS, N_DIMS, N_CLUSTERS = 20_000, 64, 8


def make_vectors() -> tuple[Vectors, Labels]:
    """Draw users around ``N_CLUSTERS`` directions: unit vectors (n_users, n_dims) and their labels."""
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(N_CLUSTERS, N_DIMS))
    labels = rng.integers(N_CLUSTERS, size=N_USERS, dtype=np.int32)
    X = centres[labels] + rng.normal(size=(N_USERS, N_DIMS))
    return (X / np.linalg.norm(X, axis=1, keepdims=True)).astype(np.float32), labels


def best_seconds(call: Callable[[], FloatArray], repeats: int) -> tuple[float, FloatArray]:
    """Call ``repeats`` times and return the fewest seconds with the last result."""
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        result = call()
        seconds.append(time.perf_counter() - start)
    return min(seconds), result


def main() -> None:
    from sklearn.metrics import silhouette_samples as usual_silhouette_samples

    X, labels = make_vectors()
    atlas, atlas_scores = best_seconds(lambda: silhouette_samples(X, labels), repeats=3)
    usual, usual_scores = best_seconds(lambda: usual_silhouette_samples(X, labels, metric="cosine"), repeats=1)
    largest = float(np.abs(atlas_scores - usual_scores).max())
    print_table(
        [f"silhouette of {N_USERS:,} users, {N_DIMS} dims, {N_CLUSTERS} clusters", "seconds", "ratio to ours"],
        [["scikit-learn", f"{usual:.3f}", f"{usual / atlas:.0f}"], ["ours", f"{atlas:.3f}", "1"]],
    )
    print(f"Largest difference of one user: {largest:.0e}.\n")


if __name__ == "__main__":
    main()
