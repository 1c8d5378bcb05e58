"""Several views of a user in one vector.

Each view is centred and scaled to its energy (the mean squared length of its rows), the views are put side by side and
the rows brought to length 1. The default energies were measured: see docs/decisions/0002-energies-of-the-blend.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from core.compute.once import once
from core.compute.vectors import unit_rows
from core.encoders.user_texts import has_words
from core.errors import RecipeError
from core.params import param
from core.protocols import Encoder, notes_of
from core.sentences import say
from core.stages.progress import Progress, silent
from core.stages.table import Stage
from core.types import FloatArray, Population, State, Vectors

RARITY_IN_BLEND = 0.5
"""Power of the idf in views that weigh items by rarity: at full idf, items outweigh behaviour."""

MakeView = Callable[[int, int, Progress], Encoder]
"""The blend's ``n_dims`` and ``random_state``, and where to report progress, to an encoder."""


@dataclass(frozen=True, slots=True)
class View:
    """An encoder that a blend can use."""

    name: str
    energy: float
    """Mean squared length of its centred rows; 0 leaves the view out."""
    make: MakeView
    label: str = ""
    needs_words: bool = False


@dataclass
class Blend:
    """Encoders side by side; a view of energy 0 is left out, and one that reads words where there are none.

    Attributes
    ----------
    views_
        Name to fitted encoder, in the order of the columns.
    centres_, scales_
        Name to the mean row (n_dims,) and to the factor that gives the view its energy.
    notes_
        What was left out, and the notes of the views.
    """

    n_dims: int = param(16, "Dimensions kept of each view of items.", label=say("Dimensions"), low=1, high=384)
    random_state: int = param(0, "Seed of every view.", low=0, high=2**32 - 1)
    views: tuple[View, ...] = ()
    """The encoders it can use, in the order of the columns."""
    progress: Progress = silent

    def fit_transform(self, population: Population) -> Vectors:
        """Fit every view, return (n_users, sum of the views' n_dims).

        Raises
        ------
        RecipeError
            If no view has an energy.
        """
        self.notes_: tuple[str, ...] = ()
        self.views_ = self._make_views(self._choose(population))
        self.centres_: dict[str, FloatArray] = {}
        self.scales_: dict[str, float] = {}
        energies = {view.name: view.energy for view in self.views}
        parts = []
        for name in self.views_:
            view, vectors = self._fit_view(name, population)
            self.notes_ += notes_of(view)
            self.centres_[name] = vectors.mean(axis=0)
            energy = float(np.square(vectors - self.centres_[name]).sum(axis=1).mean())
            self.scales_[name] = float(np.sqrt(energies[name] / energy)) if energy > 1e-12 else 0.0
            parts.append(self._centred(name, vectors))
        return unit_rows(np.hstack(parts))

    def transform(self, population: Population) -> Vectors:
        """Put other users into the same space."""
        parts = [self._centred(name, view.transform(population)) for name, view in self.views_.items()]
        self.notes_ = tuple(note for view in self.views_.values() for note in notes_of(view))
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
        by_name = {view.name: view for view in self.views}
        self.views_ = self._make_views([by_name[name] for name in names])
        self.centres_ = {name: state[f"centres.{name}"] for name in names}
        self.scales_ = {name: float(state[f"scales.{name}"]) for name in names}
        for name, view in self.views_.items():
            start = f"views.{name}."
            view.set_state({key.removeprefix(start): value for key, value in state.items() if key.startswith(start)})

    def _choose(self, population: Population) -> list[View]:
        """Return the views that have an energy and what they need, and note which ones have nothing to read."""
        weighted = [view for view in self.views if view.energy]
        chosen = [view for view in weighted if not view.needs_words or has_words(population)]
        self.notes_ += tuple(
            say("The log has no titles, so “{view}” is left out.", view=view.label)
            for view in weighted
            if view not in chosen
        )
        if not chosen:
            raise RecipeError(say("Every view of the blend has energy 0."), say("Give at least one of them an energy."))
        return chosen

    def _make_views(self, views: list[View]) -> dict[str, Encoder]:
        made = {}
        for position, view in enumerate(views):
            progress = partial(_report_share, self.progress, position, len(views))
            made[view.name] = view.make(self.n_dims, self.random_state, progress)
        return made

    def _fit_view(self, name: str, population: Population) -> tuple[Encoder, Vectors]:
        """Fit a view once for a population and its parameters: a blend without another view has the same one."""
        view = self.views_[name]
        params = tuple((key, repr(value)) for key, value in vars(view).items() if key != "progress")
        fitted = once(population, (type(view), params), lambda: (view, view.fit_transform(population)))
        self.views_[name] = fitted[0]
        return fitted

    def _centred(self, name: str, vectors: Vectors) -> FloatArray:
        return np.asarray((vectors - self.centres_[name]) * self.scales_[name], dtype=np.float32)


def _report_share(progress: Progress, position: int, n_views: int, stage: Stage, fraction: float) -> None:
    """Pass the progress of one view on as a share of that of all."""
    progress(stage, (position + fraction) / n_views)
