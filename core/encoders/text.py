"""Users by the meaning of the titles of their items, and of what they wrote themselves.

Every distinct title is embedded once by a language model; a user is the weighted mean of the centred title vectors. In
a log with texts that users wrote, such as searches, the mean of theirs stands beside it, in dimensions of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from core.compute.machine import Machine
from core.compute.once import once
from core.compute.vectors import unit_rows
from core.encoders.item_means import ItemMeans
from core.encoders.text_models import (
    AUTO,
    ENGLISH,
    MULTILINGUAL,
    choose_model,
    count_non_latin,
    is_in_other_script,
    share_of_english,
)
from core.encoders.titles import embed_titles
from core.encoders.user_texts import UserTexts, has_words, texts_before_last
from core.encoders.usual_params import half_life_param, rare_items_param
from core.errors import DataError
from core.params import param
from core.sentences import say
from core.stages.progress import Progress, silent
from core.types import BoolArray, FloatArray, Items, Population, State, StrArray, Vectors


@dataclass
class Text:
    """Weighted mean of the vectors of the titles of a user's items.

    Attributes
    ----------
    model_
        The model that read the titles: "english", "multilingual", a folder or a name on the hub.
    means_
        The fitted mean of item vectors; None where no item has a title.
    texts_
        The fitted mean of the vectors of texts; None where nobody wrote any.
    notes_
        Sentences on the choice of the model.
    """

    n_dims: int = param(64, "Dimensions kept of the title vectors.", label=say("Dimensions"), low=1, high=1024)
    model: str = param(
        AUTO,
        "Language model for the titles: english, multilingual, auto (by their script and language), the folder of a "
        "sentence-transformers model, or, where downloads are allowed, a name on the hub.",
        label=say("Language model"),
    )
    idf_power: float = rare_items_param()
    half_life_days: float = half_life_param()
    random_state: int = param(
        0, "Random seed; it changes nothing, since this encoder is deterministic.", low=0, high=2**32 - 1
    )
    cache_dir: Path | None = None
    progress: Progress = silent
    machine: Machine = field(default_factory=Machine)

    def fit_transform(self, population: Population) -> Vectors:
        """Embed the titles, learn centre and idf, return (n_users, n_dims).

        Raises
        ------
        DataError
            If no item has a title, and nobody wrote anything before the last event.
        RecipeError
            If there is no such model.
        """
        if not has_words(population):
            raise DataError(
                say("The log has no titles, so the text encoder has nothing to read."),
                say("Map a title column with --map text=COLUMN, give an items file, or use another encoder."),
            )
        _users, texts = texts_before_last(population)
        has_titles = population.items.has_titles
        self.model_, self.notes_ = reading_model(population, self.model)
        self.means_ = self._make_means() if has_titles else None
        self.texts_ = UserTexts(self.n_dims) if len(texts) else None
        return _side_by_side(
            self.means_.fit_transform(population) if self.means_ else None,
            self.texts_.fit_transform(population, self._embed(texts)) if self.texts_ else None,
        )

    def transform(self, population: Population) -> Vectors:
        """Put other users into the same space; titles of items that the fitted log did not have are read too."""
        _users, texts = texts_before_last(population)
        return _side_by_side(
            self.means_.transform(population) if self.means_ else None,
            self.texts_.transform(population, self._embed(texts)) if self.texts_ else None,
        )

    def get_state(self) -> State:
        """Return what was learnt as plain arrays."""
        state = {"model": np.array(self.model_), **(self.means_.get_state() if self.means_ else {})}
        if self.texts_:
            state |= {"texts.centre": self.texts_.centre_, "texts.axes": self.texts_.axes_}
        return state

    def set_state(self, state: State) -> None:
        """Take over what ``get_state`` returned."""
        self.model_, self.notes_ = str(state["model"]), ()
        self.means_ = self._make_means() if "item_vectors" in state else None
        if self.means_:
            self.means_.set_state(state)
        self.texts_ = UserTexts(self.n_dims) if "texts.centre" in state else None
        if self.texts_:
            self.texts_.centre_, self.texts_.axes_ = state["texts.centre"], state["texts.axes"]

    def _embed(self, texts: StrArray) -> FloatArray:
        if not len(texts):
            return np.empty((0, 0), np.float32)
        return embed_titles(texts.tolist(), self.model_, self.cache_dir, self.progress, self.machine)

    def _make_means(self) -> ItemMeans:
        return ItemMeans(self.n_dims, self.idf_power, self.half_life_days or None, self._read_titles)

    def _read_titles(self, population: Population, first: int) -> tuple[BoolArray, FloatArray]:
        return title_vectors(population.items, self.model_, self.cache_dir, self.progress, self.machine, first)


def reading_model(population: Population, model: str = AUTO) -> tuple[str, tuple[str, ...]]:
    """Return the model that reads a log, and notes on the choice; chosen once for its items, or its texts."""
    owner = population.items if population.items.has_titles else population
    return once(owner, ("model", model), lambda: _choose_model(population, model))


def title_vectors(
    items: Items,
    model: str,
    cache_dir: Path | None,
    progress: Progress = silent,
    machine: Machine | None = None,
    first: int = 0,
) -> tuple[BoolArray, FloatArray]:
    """Return which items from ``first`` on have a title, and the vectors of these, (n_titled, n_dims) unit rows.

    Read once for these items and this model, and shared: do not change it.
    """

    def embed() -> tuple[BoolArray, FloatArray]:
        titles = items.titles[first:]
        has_title = np.array([bool(title) for title in titles])
        if not has_title.any():
            return has_title, np.empty((0, 0), np.float32)
        return has_title, embed_titles(titles[has_title].tolist(), model, cache_dir, progress, machine or Machine())

    return once(items, ("titles", model, cache_dir, first), embed)


def _choose_model(population: Population, model: str) -> tuple[str, tuple[str, ...]]:
    """Return the model and notes on the choice."""
    titles = [str(title) for title in population.items.titles if title]
    read = titles or [str(text) for text in texts_before_last(population)[1]]
    if model != AUTO or choose_model(read) == ENGLISH:
        return ENGLISH if model == AUTO else model, ()
    n, total = count_non_latin(read), len(read)
    if not is_in_other_script(read):
        note = say(
            "The multilingual model read titles or texts: only {share:.0f} % of their words are also English ones.",
            share=100 * share_of_english(read),
        )
    elif titles:
        note = say(
            "{n:,} of {total:,} titles are not in Latin letters, so the multilingual model read them.",
            n=n,
            total=total,
        )
    else:
        note = say(
            "{n:,} of {total:,} texts of users are not in Latin letters, so the multilingual model read them.",
            n=n,
            total=total,
        )
    return MULTILINGUAL, (note,)


def _side_by_side(titles: Vectors | None, texts: Vectors | None) -> Vectors:
    """Return the vectors of titles, those of texts beside them, or either alone."""
    if titles is None or texts is None:
        found = texts if titles is None else titles
        assert found is not None  # noqa: S101 - one of them was fitted
        return found
    return unit_rows(np.hstack([titles, texts]))
