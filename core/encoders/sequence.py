"""Users by the order of their items: a causal transformer, trained to predict the next item.

Where order matters, the output at the last position predicts the next item best; where it does not, the mean over all
positions does. A half-life in events sets how much later positions count.

References
----------
Kang, W.-C. and McAuley, J. (2018). Self-attentive sequential recommendation. ICDM. doi:10.1109/ICDM.2018.00035
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from core.compute.device import choose_device, torch_session
from core.compute.machine import Machine
from core.compute.vectors import centre_of, centred_rows
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
from core.encoders.windows import Fitted, Windows, last_events
from core.params import param
from core.population.interactions import newest
from core.sentences import say
from core.stages.progress import Progress, silent
from core.types import FloatArray, IntArray, Population, State, Vectors

if TYPE_CHECKING:
    from torch import Tensor

_EPOCH_SIZE = 20_000
"""Most users in an epoch."""
_FEW_ITEMS = 1024
"""Up to so many items, the softmax runs over all of them."""
_N_DRAWN = 256
"""Beyond it, over so many that are sampled at every step."""
_HEAD_DIMS = 16
_LAST_ALONE = 1e-3
"""Half-life in events so short that the position before the last has weight 0."""


@dataclass
class Sequence:
    """A transformer over the last events; a user's vector is a mean of its outputs, weighted towards the latest.

    Attributes
    ----------
    net_
        torch module: vectors of items and places, attention layers; the items' vectors also give the logits.
    n_items_
        Items of the fitted log.
    centre_
        (n_dims,) float32, the mean of all users.
    end_, n_event_names_
        Newest event of the fitted log, in seconds since 1970, and its number of event types.
    losses_
        (n_epochs, 2) float64, training and validation loss: nats per unit of weight.
    notes_
        Where and how long the network was trained.
    """

    n_dims: int = param(32, "Dimensions of the vectors.", label=say("Dimensions"), low=1, high=512)
    n_layers: int = param(1, "Attention layers.", label=say("Layers"), low=1, high=6)
    length: int = param(50, "Last events of a history that are used.", label=say("Last events read"), low=2, high=1000)
    dropout: float = param(
        0.5, "Share of the values that are masked at random in training.", label=say("Dropout"), low=0, high=0.9
    )
    epochs: int = param(
        30,
        "Most epochs of training; 0 leaves the network untrained.",
        label=say("Epochs at most"),
        low=0,
        high=1000,
    )
    patience: int = patience_param(3)
    learning_rate: float = param(
        0.005, "Learning rate of the optimizer.", label=say("Learning rate"), low=1e-5, high=0.1
    )
    batch_size: int = param(64, "Users in a training batch.", label=say("Users in a batch"), low=8, high=8192)
    half_life_events: float = param(
        0.0,
        "Later events after which a position counts half; 0 uses the last position alone.",
        label=say("Half-life in events"),
        low=0,
        high=1000,
    )
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
        windows = self._windows(population)
        order = canonical_order(population)
        with torch_session(self.random_state, self.machine.n_threads):
            self.net_ = self._make_net()
            parts = hold_out(order[windows.sizes[order] > 1], _EPOCH_SIZE)
            plan = Plan(self.epochs, self.patience, self.learning_rate, self.batch_size, _EPOCH_SIZE, self.progress)
            self.losses_ = train(self.net_, lambda rows: self._loss(windows, rows), parts, plan)
        self.notes_ = (note_on(choose_device(self.machine.device), self.losses_),)
        means = self._means(windows)
        is_known = windows.sizes > 0
        self.centre_ = centre_of(means, is_known)
        return centred_rows(means, self.centre_, is_known)

    def transform(self, population: Population) -> Vectors:
        """Put other users into the same space; items that the fitted log did not have are ignored."""
        windows = self._windows(population)
        return centred_rows(self._means(windows), self.centre_, windows.sizes > 0)

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

    def _windows(self, population: Population) -> Windows:
        fitted = Fitted(self.n_items_, self.n_event_names_, self.end_)
        return last_events(population, fitted, self.length, self.half_life_days or None)

    def _make_net(self) -> Any:
        from torch import nn

        n_heads = math.gcd(self.n_dims, max(1, self.n_dims // _HEAD_DIMS))
        layer = nn.TransformerEncoderLayer(
            self.n_dims, n_heads, 2 * self.n_dims, dropout=0.0, batch_first=True, norm_first=True
        )
        catalogue, positions = nn.Embedding(self.n_items_, self.n_dims), nn.Embedding(self.length, self.n_dims)
        for vectors in (catalogue, positions):
            nn.init.normal_(vectors.weight, std=self.n_dims**-0.5)
        layers = {
            "catalogue": catalogue,
            "places": positions,
            "attention": nn.TransformerEncoder(layer, self.n_layers, enable_nested_tensor=False),
            "norm": nn.LayerNorm(self.n_dims),
        }
        return nn.ModuleDict(layers).to(choose_device(self.machine.device)).eval()

    def _read(self, items: Tensor) -> Tensor:
        """Return what the network makes of each place, having seen no later one: (n_rows, length, n_dims)."""
        import torch
        from torch.nn import functional

        n_positions = items.shape[1]
        vectors = self.net_["catalogue"](items) + self.net_["places"].weight[:n_positions]
        vectors = functional.dropout(vectors, self.dropout, self.net_.training)
        is_later = torch.ones(n_positions, n_positions, dtype=torch.bool, device=items.device).triu(1)
        read: Tensor = self.net_["norm"](self.net_["attention"](vectors, mask=is_later))
        return read

    def _loss(self, windows: Windows, rows: IntArray) -> Tensor:
        """Predict each event from those before it, among all items or a random sample of them."""
        items, weights = self._to_device(windows, rows)
        is_target = weights[:, 1:] > 0
        read, targets, weight = self._read(items[:, :-1])[is_target], items[:, 1:][is_target], weights[:, 1:][is_target]
        losses = _cross_entropy(read, targets, self.net_["catalogue"].weight)
        return (losses * weight).sum() / weight.sum()

    def _to_device(self, windows: Windows, rows: IntArray) -> tuple[Tensor, Tensor]:
        import torch

        device = self.net_["norm"].weight.device
        items, weights = windows.padded(rows)
        return torch.as_tensor(items, device=device), torch.as_tensor(weights, device=device)

    def _means(self, windows: Windows) -> FloatArray:
        import torch

        def encode(rows: IntArray) -> FloatArray:
            items, weights = self._to_device(windows, rows)
            weights = weights * torch.as_tensor(self._recency(windows.sizes[rows], items.shape[1]), device=items.device)
            total = weights.sum(dim=1, keepdim=True).clamp_min(torch.finfo(weights.dtype).tiny)
            mean = (self._read(items) * (weights / total)[:, :, None]).sum(dim=1)
            return np.asarray(mean.cpu().numpy())

        with torch_session(self.random_state, self.machine.n_threads), torch.no_grad():
            return np.vstack(Batches(self.batch_size).run(np.arange(len(windows.sizes)), encode))

    def _recency(self, sizes: IntArray, n_positions: int) -> FloatArray:
        """Return what each place counts for, (n_rows, n_places) float32; past a user's end it does not matter."""
        n_later = np.maximum(sizes[:, None] - 1 - np.arange(n_positions), 0)
        return np.asarray(np.exp2(-n_later / max(self.half_life_events, _LAST_ALONE)), dtype=np.float32)


def _cross_entropy(read: Tensor, targets: Tensor, catalogue: Tensor) -> Tensor:
    """Return the loss of each event; of a large catalogue, drawn items stand for all."""
    import torch
    from torch.nn import functional

    n_items = len(catalogue)
    if n_items <= _FEW_ITEMS:
        return functional.cross_entropy(read @ catalogue.T, targets, reduction="none")
    drawn = torch.randint(n_items, (_N_DRAWN,)).to(targets.device)
    others = read @ catalogue[drawn].T + math.log(n_items / _N_DRAWN)
    others = others.masked_fill(drawn == targets[:, None], -torch.inf)
    own = (read * catalogue[targets]).sum(dim=1, keepdim=True)
    return torch.logsumexp(torch.cat([own, others], dim=1), dim=1) - own[:, 0]
