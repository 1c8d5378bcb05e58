"""How datasets, runs, methods and states are called on screen. Text from users comes back unescaped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from core.registry import CLUSTERERS, ENCODERS
from core.stages.table import STAGES, Stage
from core.ui.shared.text import _, _n, cut, format_time, format_time_shortly, translated

if TYPE_CHECKING:
    from core.store.runs import RunInfo
    from core.store.store import DatasetInfo
    from core.types import Recipe

_DEMO_FOLDER = "demo"


def short_dataset_label(info: DatasetInfo) -> str:
    """Return a dataset's name in the little space of the sidebar."""
    return cut(dataset_name(info), 26)


def dataset_name(info: DatasetInfo) -> str:
    """Return what a dataset is called: the name of its events file, or that it is the demo."""
    folder, _slash, file = str(info.meta.get("name", "")).rpartition("/")
    if folder == _DEMO_FOLDER:
        return _("Demo log")
    return file or _("Log of {time}").format(time=format_time(info.created_at))


def run_label(run: RunInfo) -> str:
    """Return a run's recipe, its time, and its state unless it is done."""
    label = f"{recipe_label(run.recipe, k_of(run))} · {format_time(run.created_at)}"
    return label if run.state == "done" else f"{label} · {state_label(run.state)}"


def short_run_label(run: RunInfo) -> str:
    """Return what tells a run from others in little space."""
    k = k_of(run)
    first = state_label(run.state) if k is None else _n("{n} segment", "{n} segments", k)
    return f"{first} · {encoder_label(run.recipe.encoder)} · {format_time_shortly(run.created_at)}"


def distinct(labels: Mapping[str, str]) -> dict[str, str]:
    """Add a number to labels that come again, since a box tells its options apart by their labels alone."""
    seen: dict[str, int] = {}
    by_key = {}
    for key, label in labels.items():
        seen[label] = seen.get(label, 0) + 1
        by_key[key] = label if seen[label] == 1 else f"{label} ({seen[label]})"
    return by_key


def recipe_label(recipe: Recipe, k: int | None = None) -> str:
    """Return a recipe in words, with the number of segments where it is known."""
    changed = [f"{param_label(name)} {value}" for name, value in _changed(recipe)]
    n_segments = k if k is not None else recipe.k
    segments = (
        _("automatic number of segments")
        if n_segments == "auto"
        else _n("{n} segment", "{n} segments", int(n_segments))
    )
    return ", ".join([f"{encoder_label(recipe.encoder)} + {clusterer_label(recipe.clusterer)}", segments, *changed])


def k_of(run: RunInfo) -> int | None:
    """Return the number of segments of a finished run."""
    found = run.scores.get("k")
    return int(found) if found is not None else None


def _changed(recipe: Recipe) -> list[tuple[str, Any]]:
    """List the parameters that a recipe sets away from their defaults."""
    from core.params import params_of

    given = [
        (ENCODERS.get(recipe.encoder), recipe.encoder_params),
        (CLUSTERERS.get(recipe.clusterer), recipe.clusterer_params),
    ]
    changed = []
    for method, values in given:
        defaults = {info.name: info.default for info in params_of(method)} if method else {}
        changed += [(name, value) for name, value in values.items() if value != defaults.get(name)]
    return changed + ([("random_state", recipe.random_state)] if recipe.random_state else [])


def encoder_label(name: str) -> str:
    """Return what an encoder compares users by."""
    known = {
        "blend": _("Blend"),
        "counts": _("Items"),
        "text": _("Titles"),
        "behaviour": _("Behaviour"),
        "attributes": _("Attributes"),
        "factors": _("Matrix factors"),
        "items": _("Item vectors"),
        "autoencoder": _("Autoencoder"),
        "sequence": _("Order of items"),
        "graph": _("Graph of users and items"),
    }
    return known.get(name, _readable(name))


def encoder_help(name: str) -> str:
    """Return one sentence on what an encoder does."""
    known = {
        "blend": _("Compares users by the items they touched, by what the titles mean and by how they behave."),
        "counts": _("Compares users by the items they touched; rare items count more."),
        "text": _("Compares users by what the titles of their items mean, read by a language model on this machine."),
        "behaviour": _("Compares users by how they behave: how often, when, how recently, and through which events."),
        "attributes": _("Compares users by what is known of them, such as age or place."),
        "factors": _("Compares users by factors that foretell what they touch: implicit matrix factorisation."),
        "items": _("Compares users by your own vectors of the items they touched, from a Parquet file."),
        "autoencoder": _("Compares users by the items they touched, squeezed through a network trained on them."),
        "sequence": _(
            "Compares users by the order of what they touched, read by a network that foretells what is next."
        ),
        "graph": _("Compares users by their place in the graph of who touched what, learnt by a network (LightGCN)."),
    }
    return known.get(name, _first_sentence(ENCODERS[name]))


def clusterer_label(name: str) -> str:
    """Return what a clusterer is called."""
    known = {
        "kmeans": _("k-means"),
        "minibatch": _("Mini-batch k-means"),
        "mixture": _("Gaussian mixture"),
        "agglomerative": _("Agglomerative"),
        "deep": _("Deep clustering"),
        "dbscan": _("DBSCAN"),
        "hdbscan": _("HDBSCAN"),
    }
    return known.get(name, _readable(name))


def clusterer_help(name: str) -> str:
    """Return one sentence on what a clusterer does."""
    known = {
        "kmeans": _("Puts every user into the group whose centre is nearest."),
        "minibatch": _("Does what k-means does, by small batches of users: for very many users."),
        "mixture": _("Fits groups that may differ in spread and shape."),
        "agglomerative": _("Joins the two nearest groups again and again until as many are left as wanted."),
        "deep": _("Trains a network that squeezes users into a few numbers and pulls them into groups."),
        "dbscan": _("Finds places where many users stand close together, and leaves the others unassigned."),
        "hdbscan": _("Finds dense groups, loose ones and tight ones, and leaves the others unassigned."),
    }
    return known.get(name, _first_sentence(CLUSTERERS[name]))


def _weight_labels() -> dict[str, str]:
    """Name the energies of a blend's views."""
    return {
        "counts": _("Weight of items"),
        "text": _("Weight of titles"),
        "behaviour": _("Weight of behaviour"),
        "attributes": _("Weight of attributes"),
        "factors": _("Weight of matrix factors"),
        "items": _("Weight of item vectors"),
        "autoencoder": _("Weight of the autoencoder"),
        "sequence": _("Weight of the order"),
        "graph": _("Weight of the graph"),
    }


def param_label(name: str) -> str:
    """Return what a parameter is called."""
    known = {
        "n_dims": _("Dimensions"),
        **_weight_labels(),
        "items_path": _("File of item vectors"),
        "path": _("File of item vectors"),
        "model": _("Language model"),
        "columns": _("Attributes compared"),
        "n_values": _("Values kept of a text"),
        "rare_users": _("Least users of a value"),
        "weighting": _("How touches count"),
        "k1": _("BM25 k1"),
        "b": _("BM25 b"),
        "alpha": _("Confidence of a touch"),
        "iterations": _("Iterations"),
        "idf_power": _("Weight of rare items"),
        "half_life_days": _("Half-life in days"),
        "n_starts": _("Starts"),
        "prior_events": _("Prior events"),
        "random_state": _("Random state"),
        "batch_size": _("Users in a batch"),
        "covariance": _("Shape of a group"),
        "regularisation": _("Regularisation"),
        "linkage": _("Which groups are nearest"),
        "n_inner": _("Numbers inside the network"),
        "n_hidden": _("Width of the network"),
        "epochs": _("Passes over the users"),
        "weight": _("Weight of the clustering"),
        "learning_rate": _("Step size"),
        "dropout": _("Share hidden while training"),
        "patience": _("Passes without progress"),
        "n_layers": _("Layers"),
        "length": _("Last events read"),
        "half_life_events": _("Half-life in events"),
        "eps": _("Distance of neighbours"),
        "min_samples": _("Neighbours of a core user"),
        "min_cluster_size": _("Smallest group"),
        "selection": _("Which groups of the tree"),
    }
    return known.get(name, _readable(name))


def state_label(state: str) -> str:
    """Return what the state of a run is called."""
    known = {
        "queued": _("waiting"),
        "running": _("running"),
        "done": _("done"),
        "failed": _("failed"),
        "cancelled": _("cancelled"),
        "interrupted": _("interrupted"),
    }
    return known.get(state, state)


def stage_label(stage: str) -> str:
    """Return what a stage of a job does; "" where the job has not started."""
    return translated(STAGES[Stage(stage)].label) if stage else ""


def role_label(role: str) -> str:
    """Return what a role of a column is called."""
    known = {
        "user": _("User"),
        "item": _("Item"),
        "event": _("Event type"),
        "timestamp": _("Time"),
        "value": _("Value"),
        "text": _("Title"),
        "category": _("Category"),
        "attribute": _("User attributes"),
    }
    return known[role]


def _readable(name: str) -> str:
    return _(name.replace("_", " ").capitalize())


def _first_sentence(method: type) -> str:
    return _(str(method.__doc__).strip().split("\n")[0])


def file_label(file: str) -> str:
    """Return what one of the three files of a log is called."""
    return {"events": _("Events"), "items": _("Items"), "users": _("Users")}[file]


def preset_label(preset: str) -> str:
    """Return what a published layout is called."""
    return {"online-retail": "UCI Online Retail", "movielens": "MovieLens"}.get(preset, preset)
