"""The table of methods. Adding one is a class and a line."""

from __future__ import annotations

from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from core.clusterers.agglomerative import Agglomerative
from core.clusterers.dbscan import Dbscan
from core.clusterers.deep import Deep
from core.clusterers.hdbscan import Hdbscan
from core.clusterers.kmeans import KMeans
from core.clusterers.minibatch import MiniBatch
from core.clusterers.mixture import Mixture
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
from core.params import check_params, params_of
from core.protocols import Clusterer, Encoder
from core.sentences import say
from core.stages.progress import Progress, silent
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
CLUSTERERS: dict[str, type] = {
    "kmeans": KMeans,
    "minibatch": MiniBatch,
    "mixture": Mixture,
    "agglomerative": Agglomerative,
    "deep": Deep,
    "dbscan": Dbscan,
    "hdbscan": Hdbscan,
}


def make_encoder(
    recipe: Recipe,
    cache_dir: Path | None = None,
    progress: Progress = silent,
    columns: tuple[str, ...] | None = None,
) -> Encoder:
    """Make the encoder of a recipe.

    Parameters
    ----------
    recipe
        Which encoder, and its parameters.
    cache_dir
        Keeps what the encoder reads.
    progress
        Is told how far it is.
    columns
        The attributes to compare, chosen before; None for the encoder to choose.
    """
    method = find_encoder(recipe.encoder)
    values = {"random_state": recipe.random_state, **recipe.encoder_params}
    check_params(method, values)
    surroundings = {"cache_dir": cache_dir, "progress": progress, "chosen_columns": columns}
    own = {field.name for field in fields(method)}
    made: Encoder = method(**values, **{name: value for name, value in surroundings.items() if name in own})
    return made


def find_encoder(name: str) -> type:
    """Return the class of an encoder; raise ``RecipeError`` with a guess for a name that is not in the table."""
    return _find(ENCODERS, "encoder", name)


def make_clusterer(recipe: Recipe, k: int | None) -> Clusterer:
    """Make the clusterer of a recipe for a number of clusters; None where it finds the number itself.

    Raises
    ------
    RecipeError
        The clusterer or a parameter is unknown, or the recipe gives a number to a clusterer that finds it itself.
    """
    method = _find(CLUSTERERS, "clusterer", recipe.clusterer)
    number: dict[str, Any] = {"k": k}
    if finds_k(recipe.clusterer):
        number = {}
        if recipe.k != "auto":
            names = ", ".join(name for name in CLUSTERERS if not finds_k(name))
            raise RecipeError(
                say(
                    "{clusterer} finds the number of segments itself, so k = {k} cannot be asked of it.",
                    clusterer=recipe.clusterer,
                    k=recipe.k,
                ),
                say("Leave k at auto, or take a clusterer that is told the number: {names}.", names=names),
            )
    values = {**number, "random_state": recipe.random_state, **recipe.clusterer_params}
    check_params(method, values)
    made: Clusterer = method(**values)
    return made


def finds_k(clusterer: str) -> bool:
    """Whether a clusterer of the table finds the number of clusters itself, so that none can be given."""
    method = CLUSTERERS.get(clusterer)
    return method is not None and "k" not in [info.name for info in params_of(method)]


def chooses_k(recipe: Recipe) -> bool:
    """Whether a run of this recipe tries several numbers of segments and takes the clearest."""
    return recipe.k == "auto" and not finds_k(recipe.clusterer)


def _find(methods: dict[str, type], kind: str, name: str) -> type:
    if name in methods:
        return methods[name]
    guess = get_close_matches(name, methods, n=1)
    raise RecipeError(
        say("There is no {kind} {name!r}; there are {methods}.", kind=kind, name=name, methods=", ".join(methods)),
        say("Did you mean {guess!r}?", guess=guess[0]) if guess else "",
    )
