"""How good the segments are: what each encoder and each choice of the blend's energies gives.

``python -m benchmarks.quality`` prints two tables: recall@20 uplift and repeatability on Online Retail at k = 8, and
what ``--k auto`` finds on five demo logs. On Online Retail ten starts a run, four seeds, and
the recipe fitted before the holdout.
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.measure import print_table
from benchmarks.run import USERS_MISTAKE, find_online_retail, print_machine
from core.clusterers.choose_k import choose_k
from core.clusterers.kmeans import KMeans
from core.encoders.behaviour import Behaviour
from core.encoders.blend import Blend
from core.encoders.counts import Counts
from core.encoders.text import Text
from core.ingest.demo import write_demo
from core.ingest.load import load_log
from core.ingest.source import LogSource
from core.repeat import FEWER_STARTS
from core.settings import load_settings
from core.store.store import Store
from core.trust.holdout import judge, split_holdout
from core.types import IntArray, Population, StrArray

N_STARTS = 10
K = 8
RANDOM_STATES = range(4)
DEMO_RANDOM_STATES = range(5)


def encoders(cache: Path) -> dict[str, Any]:
    """Name the encoders to compare; the first is the default."""
    return {
        "blend (default)": Blend(cache_dir=cache),
        "blend, behaviour 0.2": Blend(behaviour=0.2, cache_dir=cache),
        "blend, behaviour 0.6": Blend(behaviour=0.6, cache_dir=cache),
        "blend, text 0.5": Blend(text=0.5, cache_dir=cache),
        "blend, equal energies": Blend(1.0, 1.0, 1.0, cache_dir=cache),
        "blend, 32 dimensions": Blend(n_dims=32, cache_dir=cache),
        "counts": Counts(),
        "text": Text(cache_dir=cache),
        "behaviour": Behaviour(),
    }


def load(folder: Path, source: LogSource) -> Population:
    """Load a log into a workspace below ``folder``."""
    with Store(replace(load_settings(), workspace=folder / "workspace")) as store:
        return store.population(load_log(store, source).dataset_id)


def agreement(labellings: Sequence[IntArray | StrArray]) -> float:
    """Return the mean adjusted Rand index over pairs."""
    from sklearn.metrics import adjusted_rand_score

    return float(np.mean([adjusted_rand_score(a, b) for a, b in itertools.combinations(labellings, 2)]))


def compare_on_online_retail(folder: Path) -> None:
    """Print uplift and repeatability of every encoder."""
    population = load(folder, LogSource(find_online_retail(), preset="online-retail"))
    split = split_holdout(population)
    rows = []
    for name, encoder in encoders(folder / "cache").items():
        vectors = encoder.fit_transform(split.train)
        found = [KMeans(K, N_STARTS, random_state=random_state).fit_predict(vectors) for random_state in RANDOM_STATES]
        judged = [judge(split, labels) for labels in found]
        uplifts = [each.recall_uplift_pct for each in judged]
        permuted = np.mean([each.recall_uplift_permuted_pct for each in judged])
        spread = f"{min(uplifts):+.0f} to {max(uplifts):+.0f}"
        rows.append([name, f"{np.mean(uplifts):+.1f} %", spread, f"{permuted:+.1f} %", f"{agreement(found):.2f}"])
    print(f"Online Retail, k = {K}, {len(split.judged):,} users judged.\n")
    print_table(["encoder", "recall@20 uplift", "over seeds", "permuted", "ARI of seeds"], rows)


def compare_on_demo(folder: Path) -> None:
    """Print the k that is found on each demo log, and how well the planted segments are met."""
    rows = []
    for random_state in DEMO_RANDOM_STATES:
        log = folder / f"demo-{random_state}"
        write_demo(log, random_state=random_state)
        population = load(folder, LogSource(log / "events.csv", log / "items.csv", log / "users.csv"))
        truth = pd.read_csv(log / "truth.csv", dtype=str).set_index("user_id")["segment"]
        planted = truth.reindex(population.histories.user_ids.tolist()).to_numpy()
        names = {"blend": Blend(cache_dir=folder / "cache"), "counts": Counts(), "behaviour": Behaviour()}
        rows.append([str(random_state), *(_found(encoder, population, planted) for encoder in names.values())])
    print("Demo logs of 3,000 users: k found, and adjusted Rand index among planted users.\n")
    print_table(["demo seed", "blend", "counts", "behaviour"], rows)


def _found(encoder: Any, population: Population, planted: Any) -> str:
    vectors = encoder.fit_transform(population)
    k = choose_k(vectors, lambda k: KMeans(k, FEWER_STARTS)).k
    is_planted = ~np.isin(planted, ["mixed", "noise"])
    labels = KMeans(k).fit_predict(vectors)
    return f"{k}: {agreement([planted[is_planted], labels[is_planted]]):.3f}"


def main() -> int:
    """Print both tables."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None).parse_args()
    print_machine()
    with tempfile.TemporaryDirectory() as name:
        try:
            compare_on_online_retail(Path(name))
        except FileNotFoundError as error:
            print(error)
            return USERS_MISTAKE
        compare_on_demo(Path(name))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
