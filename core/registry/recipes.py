"""Recipes with nothing left to defaults."""

from __future__ import annotations

from dataclasses import replace

from core.registry.clusterers import clusterer_params
from core.registry.encoders import encoder_params
from core.types import Recipe


def with_all_params(recipe: Recipe, k: int) -> Recipe:
    """Return a recipe with the value of every parameter, those at their default too; its own ``k`` stays.

    ``k`` is the number of segments that was found, for clusterers that are given one.
    """
    return replace(recipe, encoder_params=encoder_params(recipe), clusterer_params=clusterer_params(recipe, k))
