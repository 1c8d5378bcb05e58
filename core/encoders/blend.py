"""Several views of a user in one vector.

Each view is centred and scaled to a stated energy (the mean squared length of its rows), the views are put side by
side and the rows brought to length 1. The energies are settled by measurement: see
docs/decisions/0002-energies-of-the-blend.md.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from core.encoders.vectors import unit_rows
from core.errors import RecipeError
from core.params import param, params_of
from core.protocols import Encoder
from core.sentences import say
from core.stages.progress import Progress, silent
from core.stages.table import Stage
from core.types import FloatArray, Population, State, Vectors

VIEWS = ("counts", "text", "behaviour", "attributes", "factors", "items", "autoencoder", "sequence", "graph")
"""The encoders that can be a view, in the order of the columns; each has a field for its energy."""
_IDF_POWER = 0.5
"""Of views that weigh items by how rare they are: with more, what users touched drowns how they behave."""
_HAS_OWN_DIMS = ("behaviour",)
"""Views whose number of dimensions says something else than that of item vectors."""


@dataclass
class Blend:
    """Any encoders side by side; a view of energy 0 is left out, and text where there are no titles.

    Attributes
    ----------
    views_
        Name to fitted encoder, in the order of the columns.
    centres_, scales_
        Name to the mean row (n_dims,) and to the factor that gives the view its energy.
    notes_
        What was left out, and what the views say.
    """

    counts: float = param(1.0, "Energy of what users touched.", low=0, high=10)
    text: float = param(0.25, "Energy of the meaning of titles.", low=0, high=10)
    behaviour: float = param(0.4, "Energy of how users behave.", low=0, high=10)
    attributes: float = param(0.0, "Energy of what is known of users: age, place.", low=0, high=10)
    factors: float = param(0.0, "Energy of implicit matrix factors.", low=0, high=10)
    items: float = param(0.0, "Energy of given item vectors.", low=0, high=10)
    autoencoder: float = param(0.0, "Energy of the autoencoder.", low=0, high=10)
    sequence: float = param(0.0, "Energy of the order of what users touched.", low=0, high=10)
    graph: float = param(0.0, "Energy of the graph of users and items.", low=0, high=10)
    n_dims: int = param(16, "Dimensions kept of each view of items.", low=1, high=384)
    items_path: str = param("", "Parquet file of item vectors, for their energy.")
    random_state: int = param(0, "Seed handed to every view.", low=0, high=2**32 - 1)
    cache_dir: Path | None = None
    progress: Progress = silent
    chosen_columns: tuple[str, ...] | None = None
    """Of the attributes view."""

    def fit_transform(self, population: Population) -> Vectors:
        """Fit every view, return (n_users, sum of the views' n_dims).

        Raises
        ------
        RecipeError
            If no view has an energy, or one that has is no encoder here.
        """
        self.notes_: tuple[str, ...] = ()
        self.views_ = self._make_views(self._chosen(population))
        self.centres_: dict[str, FloatArray] = {}
        self.scales_: dict[str, float] = {}
        parts = []
        for name, view in self.views_.items():
            vectors = view.fit_transform(population)
            self.notes_ += getattr(view, "notes_", ())
            self.centres_[name] = vectors.mean(axis=0)
            energy = float(np.square(vectors - self.centres_[name]).sum(axis=1).mean())
            self.scales_[name] = float(np.sqrt(getattr(self, name) / energy)) if energy > 1e-12 else 0.0
            parts.append(self._centred(name, vectors))
        return unit_rows(np.hstack(parts))

    def transform(self, population: Population) -> Vectors:
        """Put other users into the same space."""
        parts = [self._centred(name, view.transform(population)) for name, view in self.views_.items()]
        self.notes_ = tuple(note for view in self.views_.values() for note in getattr(view, "notes_", ()))
        return unit_rows(np.hstack(parts))

    def get_state(self) -> State:
        """Return what was learnt as plain arrays; what a view learnt has "views.", its name and "." before it."""
        state: State = {"views": np.array(list(self.views_), dtype=str)}
        for name, view in self.views_.items():
            state |= {f"centres.{name}": self.centres_[name], f"scales.{name}": np.array(self.scales_[name])}
            state |= {f"views.{name}.{key}": value for key, value in view.get_state().items()}
        return state

    def set_state(self, state: State) -> None:
        """Take over what ``get_state`` returned."""
        names = state["views"].tolist()
        self.notes_ = ()
        self.views_ = self._make_views(names)
        self.centres_ = {name: state[f"centres.{name}"] for name in names}
        self.scales_ = {name: float(state[f"scales.{name}"]) for name in names}
        for name, view in self.views_.items():
            start = f"views.{name}."
            view.set_state({key.removeprefix(start): value for key, value in state.items() if key.startswith(start)})

    def _chosen(self, population: Population) -> list[str]:
        names = [name for name in VIEWS if getattr(self, name)]
        if "text" in names and not population.items.has_titles:
            names.remove("text")
            self.notes_ += (say("The log has no titles, so the blend goes without its text view."),)
        if not names:
            raise RecipeError(say("Every view of the blend has energy 0."), say("Give at least one of them an energy."))
        return names

    def _make_views(self, names: list[str]) -> dict[str, Encoder]:
        from core.registry import find_encoder  # the table holds this class too, so it is read when it is complete

        views = {}
        for place, name in enumerate(names):
            progress = partial(_report_share, self.progress, place, len(names))
            views[name] = self._make_view(name, find_encoder(name), progress)
        return views

    def _make_view(self, name: str, method: type, progress: Progress) -> Encoder:
        known = {info.name: info for info in params_of(method)}
        values: dict[str, Any] = {"random_state": self.random_state}
        if "n_dims" in known and name not in _HAS_OWN_DIMS:
            values["n_dims"] = min(self.n_dims, int(known["n_dims"].high or self.n_dims))
        if "idf_power" in known:
            values["idf_power"] = _IDF_POWER
        if name == "items":
            values["path"] = self.items_path
        own = {field.name for field in fields(method)}
        surroundings = {"cache_dir": self.cache_dir, "progress": progress, "chosen_columns": self.chosen_columns}
        values |= {name: value for name, value in surroundings.items() if name in own}
        made: Encoder = method(**values)
        return made

    def _centred(self, name: str, vectors: Vectors) -> FloatArray:
        return np.asarray((vectors - self.centres_[name]) * self.scales_[name], dtype=np.float32)


def _report_share(progress: Progress, place: int, n_views: int, stage: Stage, fraction: float) -> None:
    """Pass the progress of one view on as a share of that of all."""
    progress(stage, (place + fraction) / n_views)
