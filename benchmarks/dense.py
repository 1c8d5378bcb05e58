"""HDBSCAN against PLSCAN, which picks its smallest group by itself: the demo logs and Online Retail.

``python -m benchmarks.dense`` prints a table for each log: clusters found, users left unassigned, agreement with what
was planted, agreement of a fit on all users with one on 80 % of them, silhouette (unassigned users count as 0),
recall@20 uplift on the holdout, seconds of one fit.

PLSCAN comes from a library that nothing else needs: ``pip install fast-plscan``.

References
----------
Bot, J. (2025). fast-plscan: persistent leaves spatial clustering for applications with noise.
doi:10.5281/zenodo.17964285
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np

from benchmarks.clusterers import Log, prepare
from benchmarks.logs import is_planted, load_demo, load_retail, scratch
from benchmarks.measure import print_table
from benchmarks.quality import agreement
from benchmarks.run import print_machine
from core.clusterers.hdbscan import Hdbscan
from core.compute.silhouette import mean_silhouette
from core.trust.holdout import judge
from core.types import Labels, Vectors

SHARE_KEPT = 0.8
HEADINGS = ["clusterer", "clusters", "unassigned", "ARI planted", "ARI on 80 %", "silhouette", "uplift", "seconds"]


def plscan(min_samples: int = 5, share: float = 0.0, **options: str) -> Callable[[Vectors], Labels]:
    """Return a fit of PLSCAN with a smallest group of ``share`` of the users, or one that it picks by itself."""
    from fast_plscan import PLSCAN

    def fit(vectors: Vectors) -> Labels:
        size = max(float(min_samples), share * len(vectors))
        model = PLSCAN(min_samples=min_samples, min_cluster_size=size, **options)
        return np.asarray(model.fit(vectors.astype(np.float32)).labels_, dtype=np.int32)

    return fit


def clusterers() -> dict[str, Callable[[Vectors], Labels]]:
    """Return the ways of finding dense groups, by what they are called in the table."""
    return {
        "hdbscan, most persistent": lambda vectors: Hdbscan().fit_predict(vectors),
        "hdbscan, leaves": lambda vectors: Hdbscan(selection="leaf").fit_predict(vectors),
        "plscan": plscan(),
        "plscan, 15 neighbours": plscan(15),
        "plscan, by size and density": plscan(persistence_measure="size-density"),
        "plscan, groups of 1 % or more": plscan(share=0.01),
    }


def measure(log: Log, name: str, fit: Callable[[Vectors], Labels]) -> list[str]:
    """Return one row of the table."""
    start = time.perf_counter()
    labels = fit(log.vectors)
    seconds = time.perf_counter() - start
    planted = "–"
    if log.planted is not None:
        is_in = is_planted(log.planted)
        planted = f"{agreement([log.planted[is_in], labels[is_in]]):.2f}"
    kept = np.random.default_rng(0).random(len(labels)) < SHARE_KEPT
    judged = judge(log.split, fit(log.train_vectors))
    return [
        name,
        str(labels.max() + 1),
        f"{100 * np.mean(labels < 0):.0f} %",
        planted,
        f"{agreement([labels[kept], fit(log.vectors[kept])]):.2f}",
        f"{mean_silhouette(log.vectors, labels):.3f}",
        f"{judged.recall_uplift_pct:+.1f} % at {judged.k}",
        f"{seconds:.1f}",
    ]


def main() -> int:
    """Print the tables."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None).parse_args()
    print_machine()
    with scratch() as folder:
        logs = [("Faint demo", *load_demo(folder)), ("Lifelike demo", *load_demo(folder, kind="lifelike"))]
        for name, population, planted in [*logs, ("Online Retail", load_retail(folder), None)]:
            log = prepare(name, population, folder / name, planted)
            print(f"{name}: {len(log.vectors):,} users, {len(log.split.judged):,} users judged.\n")
            print_table(HEADINGS, [measure(log, *each) for each in clusterers().items()])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
