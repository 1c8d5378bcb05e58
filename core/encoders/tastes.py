"""Users by their broad tastes: how often they interact with each category, or with each item where there are none.

Where items are many and each is rare, what two users share is their taste for kinds of items. Counts are taken by their
logarithm, so that buying again counts, but less and less; the leading dimensions of them count more than the later
ones, which differ from one half of the events to the other.

References
----------
Deerwester, S. et al. (1990). Indexing by latent semantic analysis. JASIS 41(6), 391-407.
doi:10.1002/(SICI)1097-4571(199009)41:6<391::AID-ASI1>3.0.CO;2-9
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from core.compute.vectors import centred_rows
from core.encoders.counts import inverse_document_frequency, leading_components, normalise_rows, signed_log1p
from core.encoders.usual_params import half_life_param
from core.params import param
from core.population.categorised import has_categories
from core.population.interactions import newest, signed_interactions
from core.sentences import say
from core.types import FloatArray, Population, State, Vectors

_RARITY = 0.5
"""Power of the idf."""


@dataclass
class Tastes:
    """Counts of categories or items, brought to few dimensions of which the leading ones count most.

    Attributes
    ----------
    end_, n_event_names_
        Newest event of the fitted log, in seconds since 1970, and its number of event types.
    of_items_
        Whether items are counted, and not categories.
    idf_
        (n_counted,) float32.
    components_
        (n_dims, n_counted) float32; None when no more things are counted than there are dimensions.
    centre_, weights_
        (n_dims,) what is subtracted, and how much each dimension counts.
    notes_
        What was counted.
    """

    n_dims: int = param(12, "Dimensions kept of the counts.", label=say("Dimensions"), low=1, high=128)
    emphasis: float = param(
        0.7,
        "How much more the leading dimensions count: 0 all alike, 1 by their spread.",
        label=say("Weight of leading dimensions"),
        low=0,
        high=2,
    )
    half_life_days: float = half_life_param()
    random_state: int = param(
        0,
        "Random seed of the decomposition; it changes nothing where categories are no more than dimensions.",
        low=0,
        high=2**32 - 1,
    )

    def fit_transform(self, population: Population) -> Vectors:
        """Learn idf, components and weights, return (n_users, n_dims)."""
        self.end_, self.n_event_names_ = newest(population), len(population.event_names)
        self.of_items_ = not has_categories(population)
        counts = self._count(population)
        self.idf_ = inverse_document_frequency(counts) ** _RARITY
        weighted = self._weighted(counts)
        is_short = counts.shape[1] <= self.n_dims
        self.components_ = None if is_short else leading_components(weighted, self.n_dims, self.random_state)
        rows = self._project(weighted)
        is_known = np.diff(counts.indptr) > 0
        self.centre_ = rows[is_known if is_known.any() else slice(None)].mean(axis=0)
        spread = (rows - self.centre_).std(axis=0)
        self.weights_ = (np.maximum(spread, 1e-9) / max(float(spread.max()), 1e-9)) ** self.emphasis
        self.notes_ = () if self.of_items_ else (say("Users are compared by the categories of their items."),)
        return self._placed(rows, counts)

    def transform(self, population: Population) -> Vectors:
        """Put other users into the same space; what the fitted log did not have is ignored."""
        counts = self._count(population)[:, : len(self.idf_)]
        return self._placed(self._project(self._weighted(counts)), counts)

    def get_state(self) -> State:
        """Return what was learnt as plain arrays."""
        learnt = {
            "end": np.array(self.end_),
            "n_event_names": np.array(self.n_event_names_),
            "of_items": np.array(self.of_items_),
            "idf": self.idf_,
            "centre": self.centre_,
            "weights": self.weights_,
        }
        return learnt if self.components_ is None else {**learnt, "components": self.components_}

    def set_state(self, state: State) -> None:
        """Take over what ``get_state`` returned."""
        self.end_, self.n_event_names_ = int(state["end"]), int(state["n_event_names"])
        self.of_items_, self.idf_ = bool(state["of_items"]), state["idf"]
        self.centre_, self.weights_ = state["centre"], state["weights"]
        self.components_, self.notes_ = state.get("components"), ()

    def _count(self, population: Population) -> sparse.csr_array:
        weights = signed_interactions(population, self.half_life_days or None, self.end_, self.n_event_names_)
        if self.of_items_:
            return weights
        counted = sparse.csr_array(weights @ population.items.categories.astype(np.float32))
        counted.eliminate_zeros()
        return counted

    def _weighted(self, counts: sparse.csr_array) -> sparse.csr_array:
        return normalise_rows(sparse.csr_array(signed_log1p(counts).multiply(self.idf_[None, :])))

    def _project(self, weighted: sparse.csr_array) -> FloatArray:
        return np.asarray(weighted.toarray() if self.components_ is None else weighted @ self.components_.T)

    def _placed(self, rows: FloatArray, counts: sparse.csr_array) -> Vectors:
        is_known = np.diff(counts.indptr) > 0
        return centred_rows(rows * self.weights_, self.centre_ * self.weights_, is_known)
