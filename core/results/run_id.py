"""The id of a run, known before it runs: the same question has the same id, so it is answered once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from functools import cache
from typing import Any

from core.population.excluded import NOTHING_EXCLUDED, Excluded
from core.registry import clusterer_params, encoder_params, k_range
from core.results.run import Depth
from core.results.versions import versions
from core.stages.table import Stage
from core.types import Recipe

_LENGTH = 16


def run_id_of(
    dataset_id: str,
    recipe: Recipe,
    left_out: Collection[Stage] = (),
    depth: Depth = Depth.FULL,
    excluded: Excluded = NOTHING_EXCLUDED,
    version_id: str = "",
) -> str:
    """Hash the dataset and what is excluded of it, the recipe with the value of every parameter, and the versions.

    The stages left out and the depth count too, and so does ``version_id`` of a later version of the dataset.

    Raises
    ------
    RecipeError
        A method is unknown or a parameter out of range.
    """
    parts = [dataset_id, full_recipe(recipe), _versions(), *([sorted(left_out)] if left_out else [])]
    parts += [depth] if depth is not Depth.FULL else []  # a full run has the id it always had
    parts += [{"excluded": excluded.keys}] if excluded else []  # so has a run on all of a dataset
    parts += [{"version": version_id}] if version_id not in ("", dataset_id) else []  # and one on the first version
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def full_recipe(recipe: Recipe) -> dict[str, Any]:
    """Spell a recipe with the value of every parameter, those left at their default too."""
    k_range(recipe.k)
    k = recipe.k if isinstance(recipe.k, int) else 2  # any k: it is left out below
    return {
        "encoder": recipe.encoder,
        "encoder_params": encoder_params(recipe),
        "clusterer": recipe.clusterer,
        "clusterer_params": {name: value for name, value in clusterer_params(recipe, k).items() if name != "k"},
        "k": recipe.k,
        "random_state": recipe.random_state,
    }


@cache
def _versions() -> dict[str, str]:
    return versions()
