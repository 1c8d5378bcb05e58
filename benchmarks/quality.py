"""Quality of the segments: by the blend's energies, and by recipe.

``python -m benchmarks.quality`` prints three tables: recall@20 uplift and repeatability of variants on Online Retail at
k = 8; the choice of a recipe on a validation part of the same log; and what ``--k auto`` finds on five demo logs. On
Online Retail four seeds of the whole recipe, which is fitted before the holdout. ``python -m benchmarks.encoders`` does
the same for every encoder.

The validation part is cut from what is left before the holdout, by the same rule. Among the candidates whose
labels agree between seeds, the one of highest uplift there is chosen, and only it is judged on the holdout.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.logs import is_planted, load_demo, load_retail, scratch
from benchmarks.measure import print_table
from benchmarks.run import print_machine
from core.clusterers.kmeans import KMeans
from core.registry import make_clusterer, make_encoder
from core.trust.choose_k import choose_k
from core.trust.holdout import judge
from core.trust.intervals import Estimate
from core.trust.refit import Refit
from core.trust.split import Split, split_holdout
from core.types import IntArray, Population, Recipe, StrArray

K = 8
RANDOM_STATES = range(4)
VALIDATION_RANDOM_STATES = range(3)
DEMO_RANDOM_STATES = range(5)


MIN_AGREEMENT = 0.9
"""A recipe is only chosen if its labels from different seeds agree so far, as a mean adjusted Rand index."""

VARIANTS = {
    "blend (default)": Recipe("blend"),
    "blend, behaviour 0.2": Recipe("blend", encoder_params={"behaviour": 0.2}),
    "blend, behaviour 0.6": Recipe("blend", encoder_params={"behaviour": 0.6}),
    "blend, text 0.5": Recipe("blend", encoder_params={"text": 0.5}),
    "blend, equal energies": Recipe("blend", encoder_params={"counts": 1.0, "text": 1.0, "behaviour": 1.0}),
    "blend, 32 dimensions": Recipe("blend", encoder_params={"n_dims": 32}),
}
_NO_BEHAVIOUR = {"behaviour": 0.0, "text": 0.0}
_ENCODERS_TRIED = {
    "blend": Recipe("blend"),
    "counts": Recipe("counts"),
    "counts 1, text 0.25": Recipe("blend", encoder_params={"behaviour": 0.0}),
    "counts 1, factors 1": Recipe("blend", encoder_params={**_NO_BEHAVIOUR, "factors": 1.0}),
    "counts 1, text 0.25, factors 1": Recipe("blend", encoder_params={"behaviour": 0.0, "factors": 1.0}),
    "factors": Recipe("factors"),
    "factors, regularisation 10": Recipe("factors", encoder_params={"regularisation": 10.0}),
}
CANDIDATES = {
    f"{name}, {n_dims} dimensions": replace(recipe, encoder_params={**recipe.encoder_params, "n_dims": n_dims})
    for name, recipe in _ENCODERS_TRIED.items()
    for n_dims in (8, 16)
}


@dataclass(frozen=True)
class Judgement:
    """What one recipe is worth on one split, over seeds."""

    uplifts: tuple[float, ...]
    """Recall@20 uplift of each seed, in per cent."""
    permuted: float
    """Mean uplift of permuted labels, in per cent."""
    over_permuted: tuple[Estimate, ...]
    """How much better than permuted labels each seed does, in per cent, with the interval over users."""
    agreement: float
    seconds: float
    """Seconds to encode and cluster once."""

    def cells(self) -> list[str]:
        """Return the figures as cells of a table."""
        spread = f"{min(self.uplifts):+.0f} to {max(self.uplifts):+.0f}"
        least = min(self.over_permuted, key=lambda each: each.low)
        figures = [
            f"{np.mean(self.uplifts):+.1f} %",
            spread,
            f"{self.permuted:+.1f} %",
            f"{least.value:+.1f} % ({least.low:+.1f} to {least.high:+.1f})",
        ]
        return [*figures, f"{self.agreement:.3f}", f"{self.seconds:.0f}"]


HEAD = ["recall@20 uplift", "over seeds", "permuted", "over permuted, least seed", "ARI of seeds", "seconds"]
"""The fourth: of the seed with the lowest end, the uplift over permuted labels and its 95 % interval over users."""


def agreement(labellings: Sequence[IntArray | StrArray]) -> float:
    """Return the mean adjusted Rand index over pairs."""
    from sklearn.metrics import adjusted_rand_score

    return float(np.mean([adjusted_rand_score(a, b) for a, b in itertools.combinations(labellings, 2)]))


def judge_recipe(split: Split, recipe: Recipe, cache: Path, random_states: Sequence[int] = RANDOM_STATES) -> Judgement:
    """Fit a recipe to the training part with several seeds, and judge its labels."""
    start = time.perf_counter()
    found = []
    for random_state in random_states:
        own = replace(recipe, random_state=random_state)
        vectors = make_encoder(own, cache).fit_transform(split.train)
        found.append(np.asarray(make_clusterer(own, K).fit_predict(vectors)))
    seconds = (time.perf_counter() - start) / len(random_states)
    judged = [judge(split, labels) for labels in found]
    return Judgement(
        uplifts=tuple(each.recall_uplift_pct for each in judged),
        permuted=float(np.mean([each.recall_uplift_permuted_pct for each in judged])),
        over_permuted=tuple(each.recall_uplift_over_permuted for each in judged),
        agreement=agreement(found),
        seconds=seconds,
    )


def compare_variants(split: Split, cache: Path) -> None:
    """Print uplift, repeatability and time of variants of two encoders."""
    rows = [[name, *judge_recipe(split, recipe, cache).cells()] for name, recipe in VARIANTS.items()]
    print(f"Online Retail, k = {K}, {len(split.judged):,} users judged.\n")
    print_table(["encoder", *HEAD], rows)


def choose_on_validation(split: Split, cache: Path) -> None:
    """Print what the candidates give on a validation part, and what the chosen one gives on the holdout."""
    validation = split_holdout(split.train)
    found = {
        name: judge_recipe(validation, recipe, cache, VALIDATION_RANDOM_STATES) for name, recipe in CANDIDATES.items()
    }
    steady = {name: each for name, each in found.items() if each.agreement >= MIN_AGREEMENT}
    print(f"\nValidation part of Online Retail, k = {K}, {len(validation.judged):,} users judged.\n")
    print_table(["candidate", *HEAD], [[name, *each.cells()] for name, each in found.items()])
    if not steady:
        print(f"No candidate agrees with itself by {MIN_AGREEMENT} or more.")
        return
    chosen = max(steady, key=lambda name: float(np.mean(steady[name].uplifts)))
    print(f"\nChosen: {chosen}. On the holdout:\n")
    print_table(["recipe", *HEAD], [[chosen, *judge_recipe(split, CANDIDATES[chosen], cache).cells()]])


def compare_on_demo(folder: Path) -> None:
    """Print the k that is found on each demo log, and how well the planted segments are met."""
    rows = []
    for random_state in DEMO_RANDOM_STATES:
        population, planted = load_demo(folder, random_state=random_state)
        names = ("blend", "counts", "behaviour")
        rows.append([str(random_state), *(_found(name, folder / "cache", population, planted) for name in names)])
    print("Demo logs of 3,000 users: k found, and adjusted Rand index among planted users.\n")
    print_table(["demo seed", "blend", "counts", "behaviour"], rows)


def _found(encoder: str, cache_dir: Path, population: Population, planted: StrArray) -> str:
    recipe = Recipe(encoder)
    fitted = make_encoder(recipe, cache_dir)
    vectors = fitted.fit_transform(population)
    k = choose_k(population, vectors, Refit(recipe, None, cache_dir, len(vectors), fitted)).k
    labels, is_in = KMeans(k).fit_predict(vectors), is_planted(planted)
    return f"{k}: {agreement([planted[is_in], labels[is_in]]):.3f}"


def main() -> int:
    """Print the tables."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None).parse_args()
    print_machine()
    with scratch() as folder:
        split = split_holdout(load_retail(folder))
        compare_variants(split, folder / "cache")
        choose_on_validation(split, folder / "cache")
        compare_on_demo(folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
