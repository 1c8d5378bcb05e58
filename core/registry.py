"""The table of methods. Adding one is a class and a line."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Any

from core.clusterers.kmeans import KMeans
from core.encoders.autoencoder import Autoencoder
from core.encoders.behaviour import Behaviour
from core.encoders.blend import Blend
from core.encoders.counts import Counts
from core.encoders.graph import Graph
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
}
CLUSTERERS: dict[str, type] = {"kmeans": KMeans}


def make_encoder(recipe: Recipe, cache_dir: Path | None = None, progress: Progress = silent) -> Encoder:
    """Make the encoder of a recipe; one that embeds titles keeps them in ``cache_dir``; slow ones tell ``progress``."""
    method = _find(ENCODERS, "encoder", recipe.encoder)
    values = {"random_state": recipe.random_state, **recipe.encoder_params}
    check_params(method, values)
    encoder = method(**values)
    if hasattr(encoder, "cache_dir"):
        encoder.cache_dir = cache_dir
    if hasattr(encoder, "progress"):
        encoder.progress = progress
    made: Encoder = encoder
    return made


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
