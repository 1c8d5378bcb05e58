"""The table of encoders: what users are compared by. A line here is all that a new encoder needs beside its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from core.compute.machine import Machine
from core.encoders.attributes import Attributes
from core.encoders.autoencoder import Autoencoder
from core.encoders.behaviour import Behaviour
from core.encoders.blend import RARITY_IN_BLEND, Blend, View
from core.encoders.counts import Counts
from core.encoders.factors import Factors
from core.encoders.future import Future
from core.encoders.graph import Graph
from core.encoders.items import ItemVectors
from core.encoders.lasting import Lasting
from core.encoders.sequence import Sequence
from core.encoders.tastes import Tastes
from core.encoders.text import Text
from core.params import Method, view_param
from core.protocols import Encoder
from core.registry.making import complete, find, make
from core.sentences import say
from core.stages.progress import Progress, silent
from core.types import Recipe

ENCODERS: dict[str, Method] = {
    "blend": Method(
        Blend,
        say("Blend"),
        say(
            "Compares users in several ways at once: by default by the items they interacted with, by what the titles "
            "mean, and by how they behave."
        ),
        views=lambda: {name: method for name, method in ENCODERS.items() if method.is_view},
    ),
    "counts": Method(
        Counts,
        say("Items"),
        say("Compares users by the items they interacted with (TF-IDF or BM25): rare items count more."),
        energy=1.0,
        as_view={"idf_power": RARITY_IN_BLEND},
    ),
    "tastes": Method(
        Tastes,
        say("Broad tastes"),
        say(
            "Compares users by the categories of their items, or by the items where there are no categories; what many "
            "share counts most. For catalogues of many rare items, and where people buy the same again."
        ),
        energy=0.0,
    ),
    "lasting": Method(
        Lasting,
        say("Lasting tastes"),
        say(
            "Compares users by what their items say of the items that they take later, by their broad tastes, and by "
            "what the titles mean: differences that last count most. For catalogues of many rare items without "
            "categories."
        ),
        views=lambda: {
            "future": replace(ENCODERS["future"], energy=2.0),
            "tastes": replace(ENCODERS["tastes"], energy=2.0),
            "text": replace(ENCODERS["text"], energy=1.5),
        },
    ),
    "text": Method(
        Text,
        say("Titles"),
        say(
            "Compares users by what the titles of their items mean, and what they wrote, read by a language model on "
            "this machine: one for English, one for 16 languages, chosen by script and language, or one of your own."
        ),
        energy=0.25,
        as_view={"idf_power": RARITY_IN_BLEND},
        needs_words=True,
    ),
    "behaviour": Method(
        Behaviour,
        say("Behaviour"),
        say("Compares users by how they behave: when, how often, how recently, how much, and how broadly."),
        energy=0.4,
        has_own_dims=True,
    ),
    "attributes": Method(
        Attributes,
        say("Attributes"),
        say(
            "Compares users by their attributes, such as age or place; ids, outcomes and consent are left out unless "
            "named."
        ),
        energy=0.0,
    ),
    "factors": Method(
        Factors,
        say("Matrix factors"),
        say("Compares users by latent factors that predict their items: implicit matrix factorisation."),
        energy=0.0,
    ),
    "future": Method(
        Future,
        say("What comes next"),
        say(
            "Compares users by what their items say of the items that they take later, learnt from the last third of "
            "each user's events: differences that say nothing of it do not count."
        ),
        energy=0.0,
    ),
    "items": Method(
        ItemVectors,
        say("Item vectors"),
        say(
            "Compares users by your own vectors of their items (of pictures, sound, anything), from the Parquet file "
            "given as path."
        ),
        energy=0.0,
        as_view={"idf_power": RARITY_IN_BLEND},
        required=("path",),
    ),
    "autoencoder": Method(
        Autoencoder,
        say("Autoencoder"),
        say("Compares users by their items, compressed by a neural network that is trained on the log."),
        energy=0.0,
        is_quick=False,
    ),
    "sequence": Method(
        Sequence,
        say("Order of items"),
        say("Compares users by the order of their items, read by a transformer trained to predict the next item."),
        energy=0.0,
        is_quick=False,
    ),
    "graph": Method(
        Graph,
        say("Graph of users and items"),
        say("Compares users by their place in the graph of users and items, learnt by a neural network (LightGCN)."),
        energy=0.0,
        is_quick=False,
    ),
}


def make_encoder(
    recipe: Recipe,
    cache_dir: Path | None = None,
    progress: Progress = silent,
    columns: tuple[str, ...] | None = None,
    machine: Machine | None = None,
) -> Encoder:
    """Make the encoder of a recipe; errors are those of ``encoder_params``.

    Parameters
    ----------
    recipe
        Which encoder, and its parameters.
    cache_dir
        Keeps what the encoder reads.
    progress
        Receives the stage and the fraction of it that is done.
    columns
        The attributes to compare, chosen before; None for the encoder to choose.
    machine
        What it may use; None for all of it.
    """
    method, values = find_encoder(recipe.encoder), encoder_params(recipe)
    surroundings = {
        "cache_dir": cache_dir,
        "progress": progress,
        "chosen_columns": columns,
        "machine": machine or Machine(),
    }
    made: Encoder = make(method, values, {**surroundings, "views": _views(method, values, surroundings)})
    return made


def encoder_params(recipe: Recipe) -> dict[str, Any]:
    """Return the value of every parameter of a recipe's encoder, those at their default too.

    Raises
    ------
    RecipeError
        The encoder or a parameter is unknown, or a value is not allowed.
    """
    return complete(find_encoder(recipe.encoder), {"random_state": recipe.random_state, **recipe.encoder_params})


def find_encoder(name: str) -> Method:
    """Return an encoder of the table; raise ``RecipeError`` with a guess for a name that is not in it."""
    return find(ENCODERS, "encoder", name)


def _views(method: Method, values: Mapping[str, Any], surroundings: Mapping[str, Any]) -> tuple[View, ...]:
    """Return what a blend can put side by side, with the energies that its parameters give; () for other encoders."""
    return tuple(
        View(
            name=name,
            energy=values[name],
            make=partial(_make_view, view, _given_to(name, view, values), surroundings),
            label=view.label,
            needs_words=view.needs_words,
        )
        for name, view in method.views().items()
    )


def _given_to(name: str, view: Method, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the parameters of a blend say for one of its views."""
    return {**view.as_view, **{each: values[view_param(name, each)] for each in view.required}}


def _make_view(
    method: Method,
    given: Mapping[str, Any],
    surroundings: Mapping[str, Any],
    n_dims: int,
    random_state: int,
    progress: Progress,
) -> Encoder:
    known = {info.name: info for info in method.params}
    values = {"random_state": random_state, **given}
    if "n_dims" in known and not method.has_own_dims:
        values["n_dims"] = min(n_dims, int(known["n_dims"].high or n_dims))
    made: Encoder = make(method, values, {**surroundings, "progress": progress})
    return made
