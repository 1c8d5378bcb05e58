"""The tree of interests: whether its broad nodes are the categories that it was not given, and how long it takes.

``python -m benchmarks.interests`` prints, for both demo logs without their categories, the agreement of layer 1 with
them (normalised mutual information), and the seconds with the vectors of titles at hand, also on Online Retail.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

from scipy import sparse

from benchmarks.logs import load_demo, load_retail, scratch
from benchmarks.measure import print_table
from benchmarks.run import print_machine
from core.encoders.text import reading_model, title_vectors
from core.interests.build import build_tree
from core.types import Population

HEAD = ("log", "items", "nodes by layer", "NMI of layer 1", "seconds")


def measure_tree(name: str, population: Population, cache: Path) -> list[str]:
    """Return the cells of one log; the agreement is empty where it has no categories."""
    from sklearn.metrics import normalized_mutual_info_score

    items = population.items
    nothing = sparse.csr_array((items.n_items, 0), dtype=bool)
    bare = replace(population, items=replace(items, category_names=(), categories=nothing))
    model, _notes = reading_model(bare)
    title_vectors(bare.items, model, cache)
    started = time.perf_counter()
    tree = build_tree(bare, cache)
    seconds = time.perf_counter() - started
    sizes = " / ".join(str(len(tree.of_layer(layer))) for layer in range(1, tree.n_layers + 1))
    agreed = ""
    if items.category_names:
        given = items.categories.toarray().argmax(axis=1)
        agreed = f"{normalized_mutual_info_score(given, tree.nodes_of(1)):.3f}"
    return [name, f"{items.n_items:,}", sizes, agreed, f"{seconds:.1f}"]


def main() -> int:
    """Print the table."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None).parse_args()
    print_machine()
    with scratch() as folder:
        logs = {
            "demo": load_demo(folder, kind="lifelike")[0],
            "demo, faint": load_demo(folder)[0],
            "Online Retail": load_retail(folder),
        }
        print_table(HEAD, [measure_tree(name, log, folder / "cache") for name, log in logs.items()])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
