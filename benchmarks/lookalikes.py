"""How well look-alikes are found: by the nearest users of a list or by its middle; and how long it takes.

    python -m benchmarks.lookalikes [--users 1000000]

Lists of 100 users are drawn from one planted segment of the demo logs, and from two that are mixed. Precision is the
share of the 100 nearest who are of the segments that the list was drawn from; recall is the share of another half of
the list that is found among as many as it has users. The default encoder places the users. Means of ten lists.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from benchmarks.logs import is_planted, load_demo, scratch
from benchmarks.measure import KB_PER_MB, print_table
from core.compute.vectors import unit_rows
from core.registry import make_encoder
from core.shaping.nearest import find_nearest
from core.types import FloatArray, IntArray, Recipe, StrArray, Vectors

_N_LISTED, _N_NEAREST, _N_LISTS, _N_DIMS, _LONG = 100, 100, 10, 64, 10_000
Score = Callable[[Vectors, Vectors], FloatArray]
"""Vectors of users and of a list to how near each user is."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lookalikes", description=__doc__)
    parser.add_argument("--users", type=int, default=1_000_000, metavar="N")
    options = parser.parse_args(arguments)
    with scratch() as folder:
        for kind in ("lifelike", "faint"):
            population, planted = load_demo(folder, kind=kind, n_users=3000)
            vectors = make_encoder(Recipe(), None).fit_transform(population)
            print_table([f"{kind} demo log", "precision", "recall", "precision, two", "recall, two"], [
                [name, *_quality(vectors, planted, score, 1), *_quality(vectors, planted, score, 2)]
                for name, score in _SCORES.items()
            ])  # fmt: skip
    print_table(["users", "list", "seconds", "peak MB"], [_timed(options.users)])
    return 0


def _by_middle(vectors: Vectors, listed: Vectors) -> FloatArray:
    return np.asarray(vectors @ listed.mean(axis=0))


def _by_nearest(k: int) -> Score:
    return lambda vectors, listed: np.sort(vectors @ listed.T, axis=1)[:, -k:].mean(axis=1)


_SCORES: Mapping[str, Score] = {
    "the middle of the list": _by_middle,
    **{f"the {k} nearest of the list": _by_nearest(k) for k in (1, 5, 10, 20)},
    "at random": lambda vectors, listed: np.random.default_rng(len(vectors)).random(len(vectors)),
}


def _quality(vectors: Vectors, planted: StrArray, score: Score, n_segments: int) -> list[str]:
    """Return precision and recall of lists that are drawn from so many segments."""
    rng, found = np.random.default_rng(0), []
    names = np.unique(planted[is_planted(planted)])
    for _ in range(_N_LISTS):
        drawn = rng.choice(names, n_segments, replace=False)
        pools = [np.flatnonzero(planted == name) for name in drawn]
        listed = rng.permutation(np.concatenate([rng.choice(own, _N_LISTED // n_segments, False) for own in pools]))
        nearest = _nearest(vectors, listed, score, _N_NEAREST)
        half = _N_LISTED // 2
        again = _nearest(vectors, listed[:half], score, half)
        found.append((np.isin(planted[nearest], drawn).mean(), np.isin(listed[half:], again).mean()))
    return [f"{100 * value:.0f} %" for value in np.mean(found, axis=0)]


def _nearest(vectors: Vectors, listed: IntArray, score: Score, n: int) -> IntArray:
    scores = score(vectors, vectors[listed]).astype(np.float64)
    scores[listed] = -np.inf
    return np.argsort(-scores, kind="stable")[:n]


def _timed(n_users: int) -> list[str]:
    rng = np.random.default_rng(0)
    vectors = unit_rows(rng.standard_normal((n_users, _N_DIMS), dtype=np.float32))
    is_listed = np.zeros(n_users, dtype=bool)
    is_listed[rng.choice(n_users, min(_LONG, n_users // 10), replace=False)] = True
    start = time.perf_counter()
    find_nearest(vectors, is_listed, np.ones(n_users, dtype=bool), _LONG)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB_PER_MB
    return [f"{n_users:,}", f"{is_listed.sum():,}", f"{seconds:.1f}", f"{peak:,.0f}"]


if __name__ == "__main__":
    sys.exit(main())
