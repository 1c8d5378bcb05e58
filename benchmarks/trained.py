"""What training adds to the encoders that are trained, on the demo logs and on Online Retail.

``python -m benchmarks.trained`` prints one table: recall@20 uplift at k = 8 of each encoder, of the same encoder left
untrained, and of labels permuted over users; what training took, and the first, lowest and last validation loss.
Encoders are fitted before the holdout, and their users clustered with three seeds.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.logs import load_demo, load_retail, scratch
from benchmarks.measure import print_table
from benchmarks.quality import K
from benchmarks.run import print_machine
from core.clusterers.kmeans import KMeans
from core.encoders.autoencoder import Autoencoder
from core.encoders.graph import Graph
from core.encoders.sequence import Sequence
from core.trust.holdout import judge
from core.trust.split import Split, split_holdout
from core.types import Population

TRAINED: dict[str, type] = {"autoencoder": Autoencoder, "sequence": Sequence, "graph": Graph}
RANDOM_STATES = range(3)
DEMO_RANDOM_STATES = range(2)
HEADINGS = ["log: encoder", "uplift", "untrained", "permuted", "seconds", "of a processor", "epochs", "validation loss"]


@dataclass(frozen=True, slots=True)
class Judged:
    """One encoder on one log."""

    encoder: Any
    uplift: float
    permuted: float
    seconds: float
    """Wall time of fitting."""
    processor_seconds: float
    """The same on an idle machine with one core, more or less."""


def judge_encoder(split: Split, encoder: Any) -> Judged:
    """Fit an encoder before the holdout and judge its segments."""
    start, processor_start = time.perf_counter(), time.process_time()
    vectors = encoder.fit_transform(split.train)
    seconds, processor_seconds = time.perf_counter() - start, time.process_time() - processor_start
    judged = [judge(split, KMeans(K, random_state=each).fit_predict(vectors)) for each in RANDOM_STATES]
    uplift = float(np.mean([each.recall_uplift_pct for each in judged]))
    permuted = float(np.mean([each.recall_uplift_permuted_pct for each in judged]))
    return Judged(encoder, uplift, permuted, seconds, processor_seconds)


def row(name: str, trained: Judged, untrained: Judged) -> list[str]:
    """Write one line of the table."""
    validation = trained.encoder.losses_[:, 1]
    return [
        name,
        f"{trained.uplift:+.1f} %",
        f"{untrained.uplift:+.1f} %",
        f"{trained.permuted:+.1f} %",
        f"{trained.seconds:.0f}",
        f"{trained.processor_seconds:.0f}",
        f"{len(validation)}",
        f"{validation[0]:.3f}, {validation.min():.3f}, {validation[-1]:.3f}",
    ]


def compare(logs: dict[str, Population], names: list[str]) -> None:
    """Print the table."""
    rows = []
    for log, population in logs.items():
        split = split_holdout(population)
        for name in names:
            print(f"{log}: {name} ...", file=sys.stderr, flush=True)
            method = TRAINED[name]
            rows.append(row(f"{log}: {name}", judge_encoder(split, method()), judge_encoder(split, method(epochs=0))))
    print(f"Recall@20 uplift at k = {K}; validation loss of the first, the best and the last epoch.\n")
    print_table(HEADINGS, rows)


def load_logs(folder: Path) -> dict[str, Population]:
    """Load Online Retail and make the demo logs."""
    demos = {f"demo {state}": load_demo(folder, random_state=state)[0] for state in DEMO_RANDOM_STATES}
    return {"Online Retail": load_retail(folder), **demos}


def main(argv: list[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trained", description=__doc__)
    parser.add_argument("--only", nargs="*", choices=list(TRAINED), default=list(TRAINED), help="encoders to judge")
    names = parser.parse_args(argv).only
    print_machine()
    with scratch() as folder:
        compare(load_logs(folder), names)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
