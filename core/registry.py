"""The table of methods. Adding one is a class and a line."""

from __future__ import annotations

from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from core.clusterers.kmeans import KMeans
from core.encoders.attributes import Attributes
from core.encoders.autoencoder import Autoencoder
from core.encoders.behaviour import Behaviour
from core.encoders.blend import Blend
from core.encoders.counts import Counts
from core.encoders.factors import Factors
from core.encoders.graph import Graph
from core.encoders.items import ItemVectors
from core.encoders.sequence import Sequence
from core.encoders.text import Text
from core.errors import RecipeError
from core.params import check_params
from core.progress import Progress, silent
from core.protocols import Clusterer, Encoder
from core.types import Recipe

ENCODERS: dict[str, type] = {
    "blend": Blend,
    "counts": Counts,
    "text": Text,
    "behaviour": Behaviour,
    "autoencoder": Autoencoder,
    "sequence": Sequence,
    "graph": Graph,
    "attributes": Attributes,
    "factors": Factors,
    "items": ItemVectors,
}
CLUSTERERS: dict[str, type] = {"kmeans": KMeans}


def make_encoder(recipe: Recipe, cache_dir: Path | None = None, progress: Progress = silent) -> Encoder:
    """Make the encoder of a recipe; what it reads is kept in ``cache_dir``, and how far it is told to ``progress``."""
    method = find_encoder(recipe.encoder)
    values = {"random_state": recipe.random_state, **recipe.encoder_params}
    check_params(method, values)
    surroundings = {"cache_dir": cache_dir, "progress": progress}
    own = {field.name for field in fields(method)}
    made: Encoder = method(**values, **{name: value for name, value in surroundings.items() if name in own})
    return made


def find_encoder(name: str) -> type:
    """Return the class of an encoder; raise ``RecipeError`` with a guess for a name that is not in the table."""
    return _find(ENCODERS, "encoder", name)


def make_clusterer(recipe: Recipe, k: int) -> Clusterer:
    """Make the clusterer of a recipe for a number of clusters."""
    method = _find(CLUSTERERS, "clusterer", recipe.clusterer)
    values: dict[str, Any] = {"k": k, "random_state": recipe.random_state, **recipe.clusterer_params}
    check_params(method, values)
    made: Clusterer = method(**values)
    return made


def _find(methods: dict[str, type], kind: str, name: str) -> type:
    if name in methods:
        return methods[name]
    guess = get_close_matches(name, methods, n=1)
    hint = f"Did you mean {guess[0]!r}?" if guess else f"There are {', '.join(methods)}."
    raise RecipeError(f"There is no {kind} {name!r}; there are {', '.join(methods)}.", hint if guess else "")
