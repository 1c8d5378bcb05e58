"""Users by how they behave: when, how often, how much, what kind of events, how broadly.

Shares of users with few events are shrunk towards the shares of all users. Each feature is replaced by its quantile,
and each group of features gets the same energy. Whitened principal components keep correlated features (there are many
measures of activity) from outweighing the others. A constant first coordinate keeps a user's distance from the average
when rows are scaled to length 1.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from core.compute.vectors import unit_rows
from core.encoders.behaviour_features import FeatureGroups, SharePriors, behaviour_features
from core.params import param
from core.sentences import say
from core.types import FloatArray, Population, State, Vectors

_UNIT_VARIANCE = np.sqrt(12.0)
"""A uniform variable on [0, 1] times this has variance 1."""
_ALIVE = 1e-9
"""Components that vary less than this are rounding errors."""


@dataclass
class Behaviour:
    """Quantile-scaled features of behaviour.

    Attributes
    ----------
    priors_
        Shares of all users, towards which those of users with few events are shrunk, and the end of the log.
    scaler_
        scikit-learn's QuantileTransformer, fitted.
    axes_
        (n_features, n_dims) float64: from scaled features to components of equal variance.
    """

    n_dims: int = param(5, "Principal components kept of the features.", label=say("Dimensions"), low=1, high=64)
    prior_events: float = param(
        5.0,
        "Events of the average user that are added to each user, so that few events say little.",
        label=say("Prior events"),
        low=0,
        high=1000,
    )
    random_state: int = param(0, "Random seed of the sample from which quantiles are learnt.", low=0, high=2**32 - 1)

    def fit_transform(self, population: Population) -> Vectors:
        """Learn priors, quantiles and components, return (n_users, 1 + n_dims)."""
        from sklearn.preprocessing import QuantileTransformer

        self.priors_ = SharePriors.of(population, self.prior_events)
        groups = behaviour_features(population, self.priors_)
        features = _stack(groups)
        self.scaler_: Any = QuantileTransformer(
            n_quantiles=min(1000, len(features)), subsample=100_000, random_state=self.random_state
        ).fit(features)
        weights = np.concatenate([np.full(group.shape[1], group.shape[1] ** -0.5) for group in groups.values()])
        self.axes_ = _whitening(self._scaled(features) * weights, self.n_dims) * weights[:, None]
        return self._project(features)

    def transform(self, population: Population) -> Vectors:
        """Put other users into the same space: same end of the log, same quantiles, same components."""
        return self._project(_stack(behaviour_features(population, self.priors_)))

    def get_state(self) -> State:
        """Return what was learnt as plain arrays."""
        priors = {f"priors.{name}": np.asarray(value) for name, value in asdict(self.priors_).items()}
        quantiles = {"quantiles": self.scaler_.quantiles_, "references": self.scaler_.references_}
        return {**priors, **quantiles, "axes": self.axes_}

    def set_state(self, state: State) -> None:
        """Take over what ``get_state`` returned."""
        from sklearn.preprocessing import QuantileTransformer

        priors: dict[str, Any] = {
            name.removeprefix("priors."): value if value.ndim else value.item()
            for name, value in state.items()
            if name.startswith("priors.")
        }
        self.priors_ = SharePriors(**priors)
        self.scaler_ = QuantileTransformer()
        self.scaler_.quantiles_, self.scaler_.references_ = state["quantiles"], state["references"]
        self.scaler_.n_features_in_ = state["quantiles"].shape[1]
        self.axes_ = state["axes"]

    def _scaled(self, features: FloatArray) -> FloatArray:
        return np.asarray((self.scaler_.transform(features) - 0.5) * _UNIT_VARIANCE)

    def _project(self, features: FloatArray) -> Vectors:
        components = self._scaled(features) @ self.axes_
        return unit_rows(np.hstack([np.ones((len(components), 1)), components]).astype(np.float32))


def _whitening(features: FloatArray, n_dims: int) -> FloatArray:
    """Return axes (n_features, n_dims) to components of equal variance, 1 in all; zero where nothing varies."""
    centred = features - features.mean(axis=0)
    variances, axes = np.linalg.eigh(centred.T @ centred / len(features))
    variances, axes = variances[::-1][:n_dims], axes[:, ::-1][:, :n_dims]
    is_alive = variances > _ALIVE
    scale = np.where(is_alive, np.where(is_alive, variances, 1.0) ** -0.5, 0.0)
    return np.asarray(axes * scale / np.sqrt(max(int(is_alive.sum()), 1)))


def _stack(groups: FeatureGroups) -> FloatArray:
    return np.hstack([values.to_numpy(np.float64) for values in groups.values()])
