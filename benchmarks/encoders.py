"""Every encoder on its own, at k = 8: whether its segments predict better than chance.

``python -m benchmarks.encoders`` prints a table for Online Retail and one for a demo log: recall@20 uplift over four
seeds of encoder and clusterer, fitted before the holdout; the uplift of labels permuted over users; how much better
than these the segments do, with a 95 % interval over users; agreement of the labels of two seeds; seconds to encode and
cluster once. ``items`` takes vectors of the words in the titles.

Two of the demo's segments differ in behaviour only, and its attributes are correlated with the segments. So for the
demo the table also shows the agreement with the planted segments (adjusted Rand index), all six of them and those two
alone, beside the 97.5th percentile of permuted labels.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.logs import is_planted, load_demo, load_retail, scratch
from benchmarks.measure import print_table
from benchmarks.quality import HEAD, K, agreement, judge_recipe
from benchmarks.run import print_machine
from core.errors import DataError
from core.params import params_of
from core.registry import ENCODERS, make_clusterer, make_encoder
from core.trust.split import split_holdout
from core.types import BoolArray, IntArray, Population, Recipe, StrArray

N_DIMS_OF_WORDS = 32
N_PERMUTED = 200
BEHAVIOUR_ONLY = ("3", "4")
"""The demo's planted segments that have one taste and two behaviours."""


def write_word_vectors(population: Population, path: Path) -> None:
    """Write vectors of the words in the titles, as somebody with a model of their own would."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(sublinear_tf=True).fit_transform(population.items.titles)
    n_dims = min(N_DIMS_OF_WORDS, words.shape[1] - 1)
    vectors = TruncatedSVD(n_dims, algorithm="arpack", random_state=0).fit_transform(words)
    pd.DataFrame({"item_id": population.items.item_ids, "vector": list(vectors)}).to_parquet(path)


def recipes(population: Population, folder: Path) -> Iterator[tuple[str, Recipe]]:
    """Yield name and recipe of every encoder with all parameters at their defaults, and of some variants."""
    for name, method in ENCODERS.items():
        params: dict[str, Any] = {}
        if name == "items":
            write_word_vectors(population, folder / "words.parquet")
            params = {"path": str(folder / "words.parquet")}
        yield name, Recipe(name, encoder_params=params)
        if name == "counts":
            yield "counts, BM25", Recipe(name, encoder_params={"weighting": "bm25"})
        if "idf_power" in {info.name for info in params_of(method)}:
            yield f"{name}, root of idf", Recipe(name, encoder_params={**params, "idf_power": 0.5})


def compare(population: Population, folder: Path, planted: StrArray | None = None) -> None:
    """Print the table of one log."""
    split, left_out = split_holdout(population), []
    rows = []
    for name, recipe in recipes(population, folder):
        try:
            judged = judge_recipe(split, recipe, folder / "cache")
        except DataError as error:
            left_out.append(f"{name}: {error.message}")
            continue
        agreed = [] if planted is None else agree_with_planted(population, recipe, folder, planted)
        rows.append([name, *judged.cells(), *agreed])
        print(*rows[-1], sep=" | ", flush=True)
    print(f"\nk = {K}, {len(split.judged):,} users judged.\n")
    print_table(["encoder", *HEAD, *([] if planted is None else ["ARI planted", "ARI of 3 and 4"])], rows)
    print(*left_out, sep="\n")


def agree_with_planted(population: Population, recipe: Recipe, folder: Path, planted: StrArray) -> list[str]:
    """Return how far the segments of the whole log agree with the planted ones, as cells."""
    vectors = make_encoder(recipe, folder / "cache").fit_transform(population)
    labels = np.asarray(make_clusterer(replace(recipe, k=K), K).fit_predict(vectors))
    groups = is_planted(planted), np.isin(planted, BEHAVIOUR_ONLY)
    return [_against_chance(labels, planted, is_in) for is_in in groups]


def _against_chance(labels: IntArray, planted: StrArray, is_in: BoolArray) -> str:
    rng, own, truth = np.random.default_rng(0), labels[is_in], planted[is_in]
    chance = [agreement([truth, rng.permutation(own)]) for _ in range(N_PERMUTED)]
    return f"{agreement([truth, own]):.3f} (permuted {np.quantile(chance, 0.975):.3f})"


def main() -> int:
    """Print the tables."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None).parse_args()
    print_machine()
    with scratch() as folder:
        retail = load_retail(folder)
        print("Online Retail")
        compare(retail, folder)
        population, planted = load_demo(folder)
        print("Demo log")
        compare(population, folder, planted)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
