"""The tree of interests: whether its broad nodes are the categories that it was not given, and how long it takes.

``python -m benchmarks.interests`` prints, for both demo logs without their categories, the agreement of layer 1 with
them (normalised mutual information), beside that of k-means on the same vectors with as many groups as layer 1 has
nodes, the mean of five random states, and the seconds with the vectors of titles at hand, also on Online Retail.
``--movielens FOLDER`` adds a folder of MovieLens files, whose categories are genres: an item counts once for each of
them. ``--items N`` adds a made-up catalogue of N items, for the seconds. ``--shops N`` prints instead, for made shops
in five languages in N random states each, the agreement of layer 1 with the planted tastes, beside that with the least
weight of users.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd
from scipy import sparse

from benchmarks.logs import load, load_demo, load_retail, scratch
from benchmarks.made_shops import SHOPS, make_shop
from benchmarks.measure import print_table
from benchmarks.run import print_machine
from core.encoders.text import reading_model, title_vectors
from core.ingest.tables.source import LogSource
from core.interests import item_vectors as vectors_of_items
from core.interests.build import build_tree
from core.interests.item_vectors import WEIGHT_OF_USERS, item_vectors, weight_of_users
from core.types import Population

SHOPS_HEAD = ("shop", "items", "weight of users", "NMI of layer 1", "with the least weight")
N_STATES = 5
HEAD = ("log", "items", "nodes by layer", "NMI of layer 1", "NMI of k-means", "seconds")


def measure_tree(name: str, population: Population, cache: Path) -> list[str]:
    """Return the cells of one log; the agreement is empty where it has no categories."""
    from sklearn.cluster import KMeans
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
    agreed = ["", ""]
    if items.category_names:
        vectors = item_vectors(bare, cache)
        k_means = [KMeans(len(tree.of_layer(1)), n_init=10, random_state=state) for state in range(N_STATES)]
        rows, given = items.categories.nonzero()
        found = [
            normalized_mutual_info_score(given, each[rows])
            for each in (tree.nodes_of(1), *(one.fit_predict(vectors) for one in k_means))
        ]
        agreed = [f"{found[0]:.3f}", f"{np.mean(found[1:]):.3f}"]
    return [name, f"{items.n_items:,}", sizes, *agreed, f"{seconds:.1f}"]


def shop_rows(folder: Path, n_states: int) -> Iterator[list[str]]:
    """Give a row for each made shop, and one of the means."""
    found = []
    for shop in SHOPS:
        for random_state in range(n_states):
            own = folder / f"{shop.name} {random_state}"
            own.mkdir()
            population = make_shop(own, shop, random_state)
            measured = measure_tree("", population, folder / "cache")
            with mock.patch.object(vectors_of_items, "weight_of_users", return_value=WEIGHT_OF_USERS):
                fixed = measure_tree("", population, folder / "cache")
            found.append((float(measured[3]), float(fixed[3])))
            weight = weight_of_users(population)
            yield [f"{shop.name}; {random_state}", measured[1], f"{weight:.2f}", measured[3], fixed[3]]
    yield ["mean", "", "", *(f"{mean:.3f}" for mean in np.mean(found, axis=0))]


def make_catalogue(folder: Path, n_items: int) -> Population:
    """Make a log of a shop whose titles are of three words each, 5 events for every item."""
    rng = np.random.default_rng(0)
    makes, kinds, things = (
        [f"{stem}{n}" for n in range(size)] for stem, size in (("Make", 60), ("Kind", 90), ("Thing", 400))
    )
    titles = [f"{rng.choice(makes)} {rng.choice(kinds)} {rng.choice(things)}" for _ in range(n_items)]
    events = pd.DataFrame(
        {
            "user_id": rng.integers(0, n_items // 4, 5 * n_items),
            "item_id": rng.permutation(np.repeat(np.arange(n_items), 5)),
            "event": "purchase",
            "timestamp": 1_700_000_000 + rng.integers(0, 10_000_000, 5 * n_items),
        }
    )
    events.to_csv(folder / "many.csv", index=False)
    pd.DataFrame({"item_id": np.arange(n_items), "title": titles}).to_csv(folder / "many_items.csv", index=False)
    return load(folder, LogSource(folder / "many.csv", folder / "many_items.csv"))


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--movielens", type=Path, metavar="FOLDER", help="a folder of MovieLens files, measured too")
    parser.add_argument("--items", type=int, metavar="N", help="a made-up catalogue of so many items, measured too")
    parser.add_argument("--shops", type=int, metavar="N", help="made shops in N random states each, in their place")
    options = parser.parse_args()
    print_machine()
    with scratch() as folder:
        if options.shops:
            print_table(SHOPS_HEAD, list(shop_rows(folder, options.shops)))
            return 0
        logs = {
            "demo": load_demo(folder, kind="lifelike")[0],
            "demo, faint": load_demo(folder)[0],
            "Online Retail": load_retail(folder),
        }
        if options.movielens:
            logs["MovieLens"] = load(folder, LogSource(options.movielens))
        if options.items:
            logs["made up"] = make_catalogue(folder, options.items)
        print_table(HEAD, [measure_tree(name, log, folder / "cache") for name, log in logs.items()])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
