"""Users by their attributes: age, gender, place.

A text becomes one column per frequent value, a number is scaled robustly, and missing values have a column of their
own. Every attribute gets the same energy. A constant first coordinate keeps a user's distance from the average when
rows are scaled to length 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from core.attributes.values import is_number
from core.compute.vectors import unit_rows
from core.encoders.attribute_columns import choose_columns, clean_texts
from core.errors import DataError
from core.params import param
from core.sentences import Sentence, say
from core.types import FloatArray, Population, State, Vectors

_REACH = 3.0
"""Scaled numbers are clipped to this distance from the median."""


@dataclass
class Attributes:
    """Attributes of users, one-hot and scaled.

    Attributes
    ----------
    columns_
        Names of the attributes compared.
    values_
        Name of a text attribute to its frequent values in lower case, most frequent first.
    scales_
        Name of a number to its median and its scale.
    centre_, factors_
        (n_features,) float64: mean of each feature, and the factor that gives its attribute the common energy.
    notes_
        Which attributes were left out and why, and how many users have values that were not there at the fit.
    """

    columns: str = param(
        "",
        "Attributes to compare, separated by commas; empty for all that are suitable.",
        label=say("Attributes compared"),
    )
    n_values: int = param(
        20,
        "Most frequent values of a text that are kept; the others count as one value.",
        label=say("Values kept of a text"),
        low=1,
        high=500,
    )
    rare_users: int = param(
        5,
        "Values of a text that fewer users have count as one value.",
        label=say("Least users of a value"),
        low=1,
        high=1_000_000,
    )
    random_state: int = param(
        0, "Random seed; it changes nothing, since this encoder is deterministic.", low=0, high=2**32 - 1
    )
    chosen_columns: tuple[str, ...] | None = None
    """Attributes chosen on other users of the same log; None to choose them here."""

    def fit_transform(self, population: Population) -> Vectors:
        """Choose attributes, learn values and scales, return (n_users, 1 + n_features).

        Raises
        ------
        DataError
            If there are no attributes, or not those that are asked for.
        """
        attributes = population.attributes
        if not len(attributes.columns):
            raise DataError(
                say("The log has no user attributes, so there is nothing to compare."),
                say("Map them with --map attribute=COLUMN, give a users file, or use another encoder."),
            )
        if self.chosen_columns is None:
            self.columns_, self.notes_ = choose_columns(attributes, self.columns)
        else:
            self.columns_, self.notes_ = list(self.chosen_columns), ()
        self.values_ = {
            name: self._frequent(attributes[name]) for name in self.columns_ if not is_number(attributes[name])
        }
        self.scales_ = {name: _scale(attributes[name]) for name in self.columns_ if name not in self.values_}
        blocks = self._blocks(attributes)
        features = _stack(blocks, len(attributes))
        self.centre_, self.factors_ = features.mean(axis=0), _equal_energy(blocks)
        return self._project(features)

    def transform(self, population: Population) -> Vectors:
        """Put other users into the same space; a value that the fit did not know counts as a rare one."""
        attributes = population.attributes.reindex(columns=self.columns_)
        n_other = {
            name: int((clean_texts(attributes[name]).notna() & ~clean_texts(attributes[name]).isin(values)).sum())
            for name, values in self.values_.items()
        }
        self.notes_ = tuple(_note_on_other_values(name, n, len(attributes)) for name, n in n_other.items() if n)
        return self._project(_stack(self._blocks(attributes), len(attributes)))

    def get_state(self) -> State:
        """Return what was learnt as plain arrays."""
        values = {f"values.{name}": np.array(list(values), dtype=str) for name, values in self.values_.items()}
        scales = {f"scales.{name}": np.array(scale) for name, scale in self.scales_.items()}
        columns = np.array(self.columns_, dtype=str)
        return {"columns": columns, "centre": self.centre_, "factors": self.factors_, **values, **scales}

    def set_state(self, state: State) -> None:
        """Take over what ``get_state`` returned."""
        self.columns_, self.notes_ = state["columns"].tolist(), ()
        self.values_ = {
            name: tuple(state[f"values.{name}"].tolist()) for name in self.columns_ if f"values.{name}" in state
        }
        self.scales_ = {
            name: tuple(state[f"scales.{name}"].tolist()) for name in self.columns_ if name not in self.values_
        }
        self.centre_, self.factors_ = state["centre"], state["factors"]

    def _frequent(self, column: pd.Series[Any]) -> tuple[str, ...]:
        counts = clean_texts(column).value_counts()
        ordered = counts.iloc[np.lexsort((counts.index, -counts.to_numpy()))]
        return tuple(str(value) for value in ordered.index[ordered >= self.rare_users][: self.n_values])

    def _blocks(self, attributes: pd.DataFrame) -> list[FloatArray]:
        """Return the features of each attribute, (n_users, its n_features), unscaled."""
        return [
            _one_hot(attributes[name], self.values_[name])
            if name in self.values_
            else _number(attributes[name], *self.scales_[name])
            for name in self.columns_
        ]

    def _project(self, features: FloatArray) -> Vectors:
        scaled = (features - self.centre_) * self.factors_
        return unit_rows(np.hstack([np.ones((len(scaled), 1)), scaled]).astype(np.float32))


def _note_on_other_values(name: str, n: int, n_users: int) -> Sentence:
    return say(
        "{n:,} of {total:,} users have a rare or new value of {name}; such values count as one.",
        n=n,
        total=n_users,
        name=name,
    )


def _one_hot(column: pd.Series[Any], values: tuple[str, ...]) -> FloatArray:
    """Return a column per value, one for every other value and one for none, (n_users, n_values + 2)."""
    texts = clean_texts(column)
    codes = pd.Index(values, dtype=object).get_indexer(pd.Index(texts.astype(object)))
    codes = np.where(texts.isna(), len(values) + 1, np.where(codes < 0, len(values), codes))
    return np.eye(len(values) + 2, dtype=np.float32)[codes]


def _number(column: pd.Series[Any], median: float, scale: float) -> FloatArray:
    """Return scaled numbers, at most ``_REACH`` from 0, and whether there is none, (n_users, 2)."""
    numbers = _finite(column)
    is_missing = np.isnan(numbers)
    scaled = np.clip((np.where(is_missing, median, numbers) - median) / scale, -_REACH, _REACH)
    return np.column_stack([scaled, is_missing]).astype(np.float32)


def _scale(column: pd.Series[Any]) -> tuple[float, float]:
    """Return the median and the distance between quartiles; where that is 0, the standard deviation, then 1."""
    known = _finite(column)
    known = known[np.isfinite(known)]
    low, median, high = np.quantile(known, [0.25, 0.5, 0.75]) if len(known) else (0.0, 0.0, 0.0)
    return float(median), float(high - low) or float(known.std() if len(known) else 0.0) or 1.0


def _finite(column: pd.Series[Any]) -> FloatArray:
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def _stack(blocks: list[FloatArray], n_users: int) -> FloatArray:
    return np.hstack([np.empty((n_users, 0)), *blocks])


def _equal_energy(blocks: list[FloatArray]) -> FloatArray:
    """Return a factor per feature, with which each attribute that varies has the same variance, 1 in all."""
    variances = np.array([block.var(axis=0, dtype=np.float64).sum() for block in blocks])
    is_alive = variances > 1e-12
    factors = np.where(is_alive, 1 / np.sqrt(np.where(is_alive, variances, 1) * max(int(is_alive.sum()), 1)), 0.0)
    return np.repeat(factors, [block.shape[1] for block in blocks])
