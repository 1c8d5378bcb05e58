"""What the board tries: the encoders that a log supports, the variants that measured well, and blends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.encoders.attribute_columns import choose_columns
from core.encoders.user_texts import has_words
from core.params import MAX_ENERGY
from core.registry import CLUSTERERS, ENCODERS
from core.types import Population, Recipe

LEANING = 2.0
"""Energy of the view that a blend leans on; the default energies are 1 and less."""
OTHER_CLUSTERERS = ("minibatch", "mixture")
"""Tried with the best encoders, after k-means."""
_BEST_FACTORS = {"behaviour": 0.0, "factors": 1.0, "n_dims": 8}
"""The best recipe on Online Retail: counts 1, text 0.25, factors 1 at 8 dimensions; see benchmarks/RESULTS.md."""
_NEVER_LEAD = ("counts", "future")
"""Views on which no further blend leans: the first leads by default, the second does in lasting tastes."""
_VARIANTS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("counts", {"n_dims": 8}),
    ("blend", _BEST_FACTORS),
    ("blend", {"behaviour": 0.0}),
    ("factors", {"n_dims": 8}),
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A recipe to try."""

    recipe: Recipe
    name: str
    """Of the encoder: its name in the table, and in brackets what is not at its default."""
    n_views: int = 1
    """In how many ways it compares users."""

    @property
    def is_quick(self) -> bool:
        """Whether neither encoder nor clusterer is trained."""
        return ENCODERS[self.recipe.encoder].is_quick and CLUSTERERS[self.recipe.clusterer].is_quick

    def with_clusterer(self, clusterer: str) -> Candidate:
        """Return the same encoder with another clusterer."""
        return replace(self, recipe=replace(self.recipe, clusterer=clusterer))


def list_candidates(population: Population, k: int | str, random_state: int = 0) -> list[Candidate]:
    """List the recipes that fit a log, those first that take little time."""
    supported = [name for name in ENCODERS if supports(population, name)]
    recipes = [(name, dict[str, Any]()) for name in supported]
    recipes += [(name, dict(params)) for name, params in _VARIANTS if name in supported]
    recipes += [("blend", {view: LEANING}) for view in supported if _can_lead(view)]
    made = [_candidate(name, params, k, random_state, population) for name, params in recipes]
    return sorted(made, key=lambda each: (not each.is_quick, reads_titles(population, each.recipe.encoder)))


def supports(population: Population, encoder: str) -> bool:
    """Whether a log holds what an encoder needs."""
    method = ENCODERS[encoder]
    if method.required or (method.needs_words and not has_words(population)):
        return False
    if encoder == "attributes":
        return bool(choose_columns(population.attributes, "")[0])
    return True


def reads_titles(population: Population, encoder: str) -> bool:
    """Whether titles, or texts of users, are encoded first, which takes longest the first time."""
    method = ENCODERS[encoder]
    return has_words(population) and (method.needs_words or bool(method.views()))


def _can_lead(encoder: str) -> bool:
    return ENCODERS[encoder].is_view and ENCODERS[encoder].is_quick and encoder not in _NEVER_LEAD


def _candidate(name: str, params: dict[str, Any], k: int | str, random_state: int, population: Population) -> Candidate:
    recipe = Recipe(name, "kmeans", k, random_state, params)
    n_views = sum(energy > 0 for _, energy in _energies(name, params, population))
    return Candidate(recipe, _name(name, params, population), max(n_views, 1))


def _name(encoder: str, params: Mapping[str, Any], population: Population) -> str:
    """Return a name such as "blend (counts 1, factors 1, text 0.25, n_dims 8)", the largest energy first."""
    if not params:
        return encoder
    energies = dict(_energies(encoder, params, population))
    parts = [f"{view} {energy:g}" for view, energy in sorted(energies.items(), key=lambda each: -each[1]) if energy]
    parts += [f"{name} {value:g}" for name, value in params.items() if name not in energies and value]
    return f"{encoder} ({', '.join(parts)})"


def _energies(encoder: str, params: Mapping[str, Any], population: Population) -> Iterator[tuple[str, float]]:
    for view, method in ENCODERS[encoder].views().items():
        if not method.needs_words or has_words(population):
            yield view, min(float(params.get(view, method.energy or 0.0)), MAX_ENERGY)
