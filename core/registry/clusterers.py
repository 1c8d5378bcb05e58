"""The table of clusterers: how users are grouped. A line here is all that a new clusterer needs beside its file."""

from __future__ import annotations

from typing import Any

from core.clusterers.agglomerative import Agglomerative
from core.clusterers.dbscan import Dbscan
from core.clusterers.deep import Deep
from core.clusterers.hdbscan import Hdbscan
from core.clusterers.kmeans import KMeans
from core.clusterers.minibatch import MiniBatch
from core.clusterers.mixture import Mixture
from core.compute.machine import Machine
from core.errors import RecipeError
from core.params import Method
from core.protocols import Clusterer
from core.registry.making import complete, find, make
from core.sentences import say
from core.types import Recipe

CLUSTERERS: dict[str, Method] = {
    "kmeans": Method(
        KMeans,
        say("k-means"),
        say("Puts every user into the group whose centre is nearest."),
        many_users=say("time grows with users, less steeply beyond 20,000"),
    ),
    "minibatch": Method(
        MiniBatch,
        say("Mini-batch k-means"),
        say("Does k-means on small batches of users: for very many users."),
        many_users=say("time grows with users, less steeply"),
    ),
    "mixture": Method(
        Mixture,
        say("Gaussian mixture"),
        say("Fits normal distributions, which may differ in spread and shape."),
        many_users=say("fitted on 50,000 users drawn at random"),
        is_quick=False,
    ),
    "agglomerative": Method(
        Agglomerative,
        say("Agglomerative"),
        say("Merges the two nearest groups again and again until as many are left as you ask for."),
        many_users=say("beyond 20,000 it merges 2,000 small groups"),
        is_quick=False,
    ),
    "deep": Method(
        Deep,
        say("Deep clustering"),
        say("Trains a network that compresses users to a few numbers and pulls them into groups."),
        many_users=say("trained on 50,000 users drawn at random"),
        is_quick=False,
    ),
    "dbscan": Method(
        Dbscan,
        say("DBSCAN"),
        say("Finds places of one density where many users are close together, and leaves the others unassigned."),
        many_users=say("beyond 10,000 it groups as many drawn at random; the others join those groups"),
        is_quick=False,
        finds_k=True,
    ),
    "hdbscan": Method(
        Hdbscan,
        say("HDBSCAN"),
        say("Finds dense groups, loose ones and tight ones, and leaves the others unassigned."),
        many_users=say("beyond 10,000 it groups as many drawn at random; the others join those groups"),
        is_quick=False,
        finds_k=True,
        sizes=("min_cluster_size",),
    ),
}


def make_clusterer(recipe: Recipe, k: int | None, machine: Machine | None = None) -> Clusterer:
    """Make the clusterer of a recipe for a number of clusters; errors are those of ``clusterer_params``.

    Parameters
    ----------
    recipe, k
        See ``clusterer_params``.
    machine
        What it may use; None for all of it.
    """
    surroundings = {"machine": machine or Machine()}
    made: Clusterer = make(find_clusterer(recipe.clusterer), clusterer_params(recipe, k), surroundings)
    return made


def clusterer_params(recipe: Recipe, k: int | None) -> dict[str, Any]:
    """Return the value of every parameter of a recipe's clusterer.

    Parameters
    ----------
    k
        Number of clusters; ignored where the clusterer finds it itself.

    Raises
    ------
    RecipeError
        The clusterer or a parameter is unknown, a value is out of range, or the recipe gives a number to a clusterer
        that finds it itself.
    """
    method = find_clusterer(recipe.clusterer)
    if method.finds_k and recipe.k != "auto":
        names = ", ".join(name for name, each in CLUSTERERS.items() if not each.finds_k)
        raise RecipeError(
            say(
                "{clusterer} finds the number of segments itself, so k = {k} cannot be asked of it.",
                clusterer=recipe.clusterer,
                k=recipe.k,
            ),
            say("Leave k at auto, or take a clusterer that takes the number: {names}.", names=names),
        )
    number = {} if method.finds_k else {"k": k}
    return complete(method, {**number, "random_state": recipe.random_state, **recipe.clusterer_params})


def find_clusterer(name: str) -> Method:
    """Return a clusterer of the table; raise ``RecipeError`` with a guess for a name that is not in it."""
    return find(CLUSTERERS, "clusterer", name)


def finds_k(clusterer: str) -> bool:
    """Whether a clusterer of the table finds the number of clusters itself, so that none can be given."""
    return clusterer in CLUSTERERS and CLUSTERERS[clusterer].finds_k


def chooses_k(recipe: Recipe) -> bool:
    """Whether a run of this recipe tries several numbers of segments and takes one that holds."""
    return isinstance(recipe.k, str) and not finds_k(recipe.clusterer)
