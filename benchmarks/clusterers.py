"""How the clusterers do, side by side: on the demo log at its planted k, and on Online Retail at k = 8.

``python -m benchmarks.clusterers`` prints a table for each log: clusters found, users left unassigned, agreement with
what was planted, agreement of two seeds, silhouette (unassigned users count as 0), recall@20 uplift on the holdout,
seconds of one fit. A third table shows how often a user's own segment is the most probable one, and its mean
probability; a fourth how long 100,000 users take.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.logs import is_planted, load_demo, load_retail, scratch
from benchmarks.measure import print_table
from benchmarks.quality import agreement
from benchmarks.run import print_machine
from core.clusterers.von_mises_fisher import fit_mixture
from core.compute.silhouette import mean_silhouette
from core.compute.vectors import unit_rows
from core.registry import CLUSTERERS, finds_k, make_clusterer, make_encoder
from core.trust.holdout import judge
from core.trust.split import Split, split_holdout
from core.types import Labels, Population, Recipe, StrArray, Vectors

K_DEMO, K_RETAIL = 6, 8
N_MANY, N_DIMS = 100_000, 37
HEADINGS = ["clusterer", "clusters", "unassigned", "ARI planted", "ARI of two seeds", "silhouette", "uplift", "seconds"]


@dataclass(frozen=True)
class Log:
    """A log to cluster."""

    name: str
    vectors: Vectors
    """Of the whole log."""
    train_vectors: Vectors
    """Of the part before the holdout."""
    split: Split
    planted: StrArray | None
    """(n_users,) the planted answer; None where there is none."""


def prepare(name: str, population: Population, folder: Path, planted: StrArray | None = None) -> Log:
    """Encode a log as a whole and before its holdout, with the default encoder."""
    split = split_holdout(population)
    vectors, train_vectors = (
        make_encoder(Recipe(), folder / "cache").fit_transform(each) for each in (population, split.train)
    )
    return Log(name, vectors, train_vectors, split, planted)


def fit(name: str, k: int, vectors: Vectors, random_state: int = 0) -> Labels:
    """Cluster with default parameters."""
    number = "auto" if finds_k(name) else k
    clusterer = make_clusterer(Recipe(clusterer=name, k=number, random_state=random_state), k)
    return np.asarray(clusterer.fit_predict(vectors), dtype=np.int32)


def measure(log: Log, name: str, k: int) -> list[str]:
    """Return one row of the table."""
    start = time.perf_counter()
    labels = fit(name, k, log.vectors)
    seconds = time.perf_counter() - start
    planted = "–"
    if log.planted is not None:
        is_in = is_planted(log.planted)
        planted = f"{agreement([log.planted[is_in], labels[is_in]]):.2f}"
    other = fit(name, k, log.vectors, random_state=1)
    judged = judge(log.split, fit(name, k, log.train_vectors))
    return [
        name,
        str(labels.max() + 1),
        f"{100 * np.mean(labels < 0):.0f} %",
        planted,
        f"{agreement([labels, other]):.2f}",
        f"{mean_silhouette(log.vectors, labels):.3f}",
        f"{judged.recall_uplift_pct:+.1f} % at {judged.k}",
        f"{seconds:.1f}",
    ]


def compare(log: Log, k: int) -> None:
    """Print the table of one log."""
    print(f"{log.name}: {len(log.vectors):,} users, k = {k}, {len(log.split.judged):,} users judged.\n")
    print_table(HEADINGS, [measure(log, name, k) for name in CLUSTERERS])


def compare_probabilities(logs: list[tuple[Log, int]]) -> None:
    """Print how the von Mises-Fisher probabilities fit the labels of each clusterer."""
    rows = []
    for name in CLUSTERERS:
        row = [name]
        for log, k in logs:
            labels = fit(name, k, log.vectors)
            is_in = labels >= 0
            if not is_in.any():
                row += ["–", "–"]
                continue
            found = fit_mixture(log.vectors, labels).probabilities(log.vectors[is_in])
            own = found[np.arange(len(found)), labels[is_in]]
            row += [f"{np.mean(found.argmax(axis=1) == labels[is_in]):.2f}", f"{own.mean():.2f}"]
        rows.append(row)
    headings = [f"{log.name}: {what}" for log, _ in logs for what in ("own most probable", "mean probability")]
    print("Probabilities: share of assigned users whose own segment is the most probable, and its mean.\n")
    print_table(["clusterer", *headings], rows)


def compare_many_users() -> None:
    """Print the seconds that 100,000 users in 8 overlapping groups take."""
    rng = np.random.default_rng(0)
    truth = np.arange(N_MANY) % K_RETAIL
    X = unit_rows(2.5 * np.eye(N_DIMS)[truth] + 0.3 * rng.normal(size=(N_MANY, N_DIMS)))
    rows = []
    for name in CLUSTERERS:
        start = time.perf_counter()
        labels = fit(name, K_RETAIL, X)
        seconds = time.perf_counter() - start
        unassigned = f"{100 * np.mean(labels < 0):.0f} %"
        rows.append([name, str(labels.max() + 1), unassigned, f"{agreement([truth, labels]):.2f}", f"{seconds:.0f}"])
    print(f"{N_MANY:,} users x {N_DIMS} dimensions in {K_RETAIL} planted groups.\n")
    print_table(["clusterer", "clusters", "unassigned", "ARI planted", "seconds"], rows)


def main() -> int:
    """Print the tables."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None).parse_args()
    print_machine()
    with scratch() as folder:
        retail = prepare("Online Retail", load_retail(folder), folder)
        population, planted = load_demo(folder)
        logs = [(prepare("Demo", population, folder, planted), K_DEMO), (retail, K_RETAIL)]
        for log, k in logs:
            compare(log, k)
        compare_probabilities(logs)
    compare_many_users()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
