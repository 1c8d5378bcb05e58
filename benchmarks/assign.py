"""How often confident assignments are right, for users that the model has not seen.

``python -m benchmarks.assign`` fits each recipe on 70 % of the users of a log, assigns the others by its model, and
prints, over random states: the share of confident assignments; among these, how many differ from the planted segment,
and how many agree with the run of the recipe on all users; and for comparison both figures for users with a probability
of 0.9 or more, who would be confident by the mixture alone.

Logs: the demo's (encoders of items are compared with its five tastes, since two segments differ in behaviour only), the
same activity with other planted items, and Online Retail, as it is and with planted tastes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.logs import is_planted, load_demo, load_retail, scratch
from benchmarks.measure import print_table
from benchmarks.planted import plant
from benchmarks.run import print_machine
from core.clusterers.clustering import Clustering
from core.clusterers.von_mises_fisher import fit_mixture
from core.demo.planted import FAINT
from core.model.segment_model import make_model
from core.registry import finds_k, make_encoder
from core.trust.refit import Refit, cluster
from core.types import BoolArray, FloatArray, IntArray, Labels, Population, Recipe

FITTED_SHARE = 0.7
BARE = 0.9
HEAD = ["log", "encoder", "clusterer", "random state", "confident", "error", "agree", "p ≥ 0.9", "error", "agree"]


@dataclass(frozen=True)
class Case:
    """A log with what is planted in it: (n_users,) from 0, -1 for users in no segment; None where nothing is."""

    name: str
    population: Population
    planted: IntArray | None
    k: int
    encoders: tuple[str, ...]
    clusterers: tuple[str, ...] = ("kmeans", "mixture", "hdbscan")


def demo_cases(folder: Path, random_state: int) -> Iterator[Case]:
    """Make the logs that begin with a demo log."""
    for events in (40, 20):
        population, planted = load_demo(folder, random_state=random_state, events_per_user=events)
        segments = np.where(is_planted(planted), planted, "0").astype(int) - 1
        tastes = np.where(segments >= 0, np.array(FAINT.taste_of)[segments], -1)
        yield Case(f"demo, {events} events", population, segments, 6, ("blend",))
        yield Case(f"demo, {events} events", population, tastes, 5, ("counts", "factors"))
        for effect in (0.4, 0.7):
            made, own = plant(population, effect, 5, random_state)
            yield Case(f"planted {effect:.0%}, {events} events", made, own, 5, ("counts",))


def retail_cases(retail: Population, random_state: int) -> Iterator[Case]:
    """Make the logs that begin with Online Retail."""
    yield Case("Online Retail", retail, None, 8, ("blend", "counts", "factors"))
    made, own = plant(retail, 0.4, 6, random_state)
    yield Case("Online Retail, planted 40%", made, own, 6, ("counts",), ("kmeans", "mixture"))


def measure(case: Case, recipe: Recipe, cache: Path) -> list[str]:
    """Fit on most users, assign the others, and return the figures as cells."""
    k = None if finds_k(recipe.clusterer) else case.k
    order = np.random.default_rng(recipe.random_state).permutation(case.population.n_users)
    n_fitted = int(FITTED_SHARE * len(order))
    fitted, new = np.sort(order[:n_fitted]), np.sort(order[n_fitted:])
    some = case.population.of_users(fitted)
    encoder = make_encoder(recipe, cache)
    vectors = encoder.fit_transform(some)
    labels = cluster(vectors, recipe, k)[1]
    mixture = fit_mixture(vectors, np.where(labels > 0, labels - 1, labels), recipe.random_state)
    nothing: FloatArray = np.zeros(len(labels), np.float32)
    clustering = Clustering(labels, nothing, nothing, mixture)
    refit = Refit(recipe, k, cache, some.n_users, encoder)
    model = make_model(some, refit, vectors, clustering)
    assigned = model.assign(case.population.of_users(new))
    of_all = cluster(make_encoder(recipe, cache).fit_transform(case.population), recipe, k)[1]
    is_same = assigned.segments == _named(of_all, fitted, labels)[new]
    is_wrong = None
    if case.planted is not None:
        is_wrong = case.planted[new] != _planted_of(labels, case.planted[fitted])[np.maximum(assigned.segments, 0)]
        is_wrong = np.where(case.planted[new] >= 0, is_wrong, np.nan)
    groups = (~assigned.is_unsure, assigned.probabilities >= BARE)
    return [cell for group in groups for cell in _cells(group, is_wrong, is_same)]


def _named(again: Labels, fitted: IntArray, labels: Labels) -> IntArray:
    """Name the segments of the run on everyone by those of the model, one to one; 0 for one without a counterpart."""
    from scipy.optimize import linear_sum_assignment

    shared = np.zeros((again.max() + 1, labels.max() + 1))
    both = (again[fitted] > 0) & (labels > 0)
    np.add.at(shared, (again[fitted][both], labels[both]), 1)
    own, others = linear_sum_assignment(-shared[1:, 1:])
    names = np.zeros(len(shared), dtype=int)
    names[own + 1] = others + 1
    return np.where(again > 0, names[np.maximum(again, 0)], -1)


def _planted_of(labels: Labels, planted: IntArray) -> IntArray:
    """Return the planted segment that most users of each segment are of, (n_segments + 1,); -2 at 0."""
    counts = np.zeros((labels.max() + 1, planted.max() + 1))
    both = (labels > 0) & (planted >= 0)
    np.add.at(counts, (labels[both], planted[both]), 1)
    return np.append(-2, counts[1:].argmax(axis=1))


def _cells(group: BoolArray, is_wrong: FloatArray | None, is_same: BoolArray) -> list[str]:
    wrong = np.array([]) if is_wrong is None else is_wrong[group & np.isfinite(is_wrong)]
    return [f"{group.mean():.0%}", _percent(wrong), _percent(is_same[group])]


def _percent(values: FloatArray | BoolArray) -> str:
    return f"{100 * values.mean():.1f} %" if len(values) else "–"


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--only", choices=("demo", "retail"), help="leave the other logs out")
    parser.add_argument("--states", type=int, default=3, metavar="N", help="random states, from 0")
    parser.add_argument("--clusterers", nargs="*", metavar="NAME", help="leave the others out")
    args = parser.parse_args()
    only, states = args.only, range(args.states)
    print_machine()
    rows = []
    with scratch() as folder:
        cases: list[tuple[int, Case]] = []
        for random_state in states:
            if only != "retail":
                cases += [(random_state, case) for case in demo_cases(folder, random_state)]
        if only != "demo":
            retail = load_retail(folder)
            cases += [(state, case) for state in states for case in retail_cases(retail, state)]
        for random_state, case in cases:
            for encoder in case.encoders:
                for clusterer in (each for each in case.clusterers if each in (args.clusterers or case.clusterers)):
                    recipe = Recipe(encoder, clusterer, "auto" if finds_k(clusterer) else case.k, random_state)
                    rows.append([case.name, encoder, clusterer, str(random_state), *measure(case, recipe, folder)])
                    print(*rows[-1], sep=" | ", flush=True)
    print_table(HEAD, rows)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
