"""Users by a denoising autoencoder: their items are compressed to few dimensions and reconstructed.

References
----------
Liang, D. et al. (2018). Variational autoencoders for collaborative filtering. WWW. doi:10.1145/3178876.3186150
(its denoising form with multinomial likelihood).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from core.compute.device import choose_device, torch_session
from core.compute.machine import Machine
from core.compute.vectors import centre_of, centred_rows
from core.encoders.counts import normalise_rows
from core.encoders.training import (
    Batches,
    Plan,
    canonical_order,
    hold_out,
    load_net,
    net_state,
    note_on,
    restore_trained,
    train,
    trained_state,
)
from core.encoders.usual_params import half_life_param, patience_param
from core.params import param
from core.population.interactions import interactions, newest
from core.sentences import say
from core.stages.progress import Progress, silent
from core.types import FloatArray, IntArray, Population, State, Vectors

if TYPE_CHECKING:
    from torch import Tensor

_EPOCH_SIZE = 20_000
"""Most users in an epoch."""


@dataclass
class Autoencoder:
    """A denoising autoencoder over item counts; the centred bottleneck is the user's vector.

    Attributes
    ----------
    net_
        torch module: item weights to a hidden tanh layer, to the bottleneck, to a logit per item.
    centre_
        (n_dims,) float32, the mean bottleneck.
    end_, n_event_names_
        Newest event of the fitted log, in seconds since 1970, and its number of event types.
    losses_
        (n_epochs, 2) float64, training and validation loss: nats per user.
    notes_
        Where and how long the network was trained.
    """

    n_dims: int = param(32, "Dimensions of the bottleneck.", label=say("Dimensions"), low=1, high=512)
    n_hidden: int = param(256, "Width of the hidden layer.", label=say("Width of the hidden layer"), low=1, high=2048)
    dropout: float = param(
        0.5, "Share of a user's items that are masked at random in training.", label=say("Dropout"), low=0, high=0.95
    )
    epochs: int = param(
        100,
        "Most epochs of training; 0 leaves the network untrained.",
        label=say("Epochs at most"),
        low=0,
        high=1000,
    )
    patience: int = patience_param(5)
    learning_rate: float = param(
        0.002, "Learning rate of the optimizer.", label=say("Learning rate"), low=1e-5, high=0.1
    )
    batch_size: int = param(256, "Users in a training batch.", label=say("Users in a batch"), low=8, high=8192)
    half_life_days: float = half_life_param()
    random_state: int = param(
        0, "Random seed of the weights, the validation users and the masking.", low=0, high=2**32 - 1
    )
    progress: Progress = silent
    machine: Machine = field(default_factory=Machine)

    def fit_transform(self, population: Population) -> Vectors:
        """Train, return (n_users, n_dims)."""
        self.end_, self.n_event_names_ = newest(population), len(population.event_names)
        self.n_items_ = population.n_items
        rows = self._rows(population)
        ordered = rows[canonical_order(population)]
        known = np.flatnonzero(np.diff(ordered.indptr))
        with torch_session(self.random_state, self.machine.n_threads):
            self.net_ = self._make_net()
            parts = hold_out(known, _EPOCH_SIZE)
            plan = Plan(self.epochs, self.patience, self.learning_rate, self.batch_size, _EPOCH_SIZE, self.progress)
            self.losses_ = train(self.net_, lambda batch: self._loss(ordered[batch]), parts, plan)
        self.notes_ = (note_on(choose_device(self.machine.device), self.losses_),)
        bottlenecks, is_known = self._bottlenecks(rows), np.diff(rows.indptr) > 0
        self.centre_ = centre_of(bottlenecks, is_known)
        return centred_rows(bottlenecks, self.centre_, is_known)

    def transform(self, population: Population) -> Vectors:
        """Put other users into the same space; items that the fitted log did not have are ignored."""
        rows = self._rows(population)
        return centred_rows(self._bottlenecks(rows), self.centre_, np.diff(rows.indptr) > 0)

    def get_state(self) -> State:
        """Return what was learnt as plain arrays."""
        return {"n_items": np.array(self.n_items_), **trained_state(self), **net_state(self.net_)}

    def set_state(self, state: State) -> None:
        """Take over what ``get_state`` returned."""
        self.n_items_ = int(state["n_items"])
        restore_trained(self, state)
        with torch_session(self.random_state, self.machine.n_threads):
            self.net_ = self._make_net()
        load_net(self.net_, state)

    def _rows(self, population: Population) -> sparse.csr_array:
        weights = interactions(population, self.half_life_days or None, self.end_, self.n_event_names_)
        return normalise_rows(sparse.csr_array(weights[:, : self.n_items_]).log1p())

    def _make_net(self) -> Any:
        from torch import nn

        hidden = nn.EmbeddingBag(self.n_items_, self.n_hidden, mode="sum")
        nn.init.xavier_normal_(hidden.weight)
        layers = {
            "hidden": hidden,
            "bottleneck": nn.Linear(self.n_hidden, self.n_dims),
            "decoder": nn.Linear(self.n_dims, self.n_items_),
        }
        return nn.ModuleDict(layers).to(choose_device(self.machine.device)).eval()

    def _loss(self, rows: sparse.csr_array) -> Tensor:
        """Mask some of the items and predict the whole row, as shares."""
        import torch
        from torch.nn import functional

        users, items, values = self._to_device(rows)
        is_seen = torch.rand(len(rows.data)).to(values.device) >= self.dropout
        logits = self.net_["decoder"](self._encode(rows.indptr, items, values * is_seen / (1 - self.dropout)))
        shares = torch.zeros_like(logits).index_put((users, items), values)
        return functional.cross_entropy(logits, shares / shares.sum(dim=1, keepdim=True))

    def _encode(self, offsets: IntArray, items: Tensor, values: Tensor) -> Tensor:
        import torch

        starts = torch.as_tensor(offsets[:-1].astype(np.int64), device=items.device)
        hidden = torch.tanh(self.net_["hidden"](items, starts, per_sample_weights=values))
        encoded: Tensor = self.net_["bottleneck"](hidden)
        return encoded

    def _to_device(self, rows: sparse.csr_array) -> tuple[Tensor, Tensor, Tensor]:
        """Return user, item and value of each stored weight."""
        import torch

        device = self.net_["decoder"].weight.device
        users = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
        arrays = users, rows.indices.astype(np.int64), rows.data.astype(np.float32)
        users_, items, values = (torch.as_tensor(array, device=device) for array in arrays)
        return users_, items, values

    def _bottlenecks(self, rows: sparse.csr_array) -> FloatArray:
        import torch

        def encode(batch: IntArray) -> FloatArray:
            part = rows[batch]
            _, items, values = self._to_device(part)
            return np.asarray(self._encode(part.indptr, items, values).cpu().numpy())

        with torch_session(self.random_state, self.machine.n_threads), torch.no_grad():
            return np.vstack(Batches(self.batch_size).run(np.arange(rows.shape[0]), encode))
