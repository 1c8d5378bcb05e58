"""Users by their place in the graph of users and items: LightGCN, trained to rank a user's items above others.

The paper learns a vector for every user. Here a user's vector comes from the items alone, by the same convolutions, so
that new users get theirs in the same way.

References
----------
He, X. et al. (2020). LightGCN: simplifying and powering graph convolution network for recommendation. SIGIR.
doi:10.1145/3397271.3401063
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from core.compute.device import choose_device, torch_session
from core.compute.machine import Machine
from core.compute.vectors import centre_of, centred_rows, unit_rows
from core.encoders.training import Plan, canonical_order, hold_out, note_on, restore_trained, train, trained_state
from core.encoders.usual_params import half_life_param, patience_param
from core.params import param
from core.population.interactions import interactions, newest
from core.sentences import say
from core.stages.progress import Progress, silent
from core.types import FloatArray, IntArray, Population, State, Vectors

if TYPE_CHECKING:
    from torch import Tensor

_EPOCH_SIZE = 2**18
"""Most edges in an epoch."""


@dataclass
class Graph:
    """LightGCN with Bayesian personalised ranking; edges weigh what interactions weigh.

    Attributes
    ----------
    item_vectors_
        (n_items, n_dims) float32: the sum of an item's vectors before each convolution, over the root of its degree.
    centre_
        (n_dims,) float32, the mean of the users' directions.
    end_, n_event_names_
        Newest event of the fitted log, in seconds since 1970, and its number of event types.
    losses_
        (n_epochs, 2) float64, training and validation loss: nats per pair of an item of the user and a random one.
    notes_
        Where and how long the network was trained.
    """

    n_dims: int = param(32, "Dimensions of the vectors.", label=say("Dimensions"), low=1, high=512)
    n_layers: int = param(
        2, "Graph convolutions: from how many steps away taste counts.", label=say("Layers"), low=1, high=6
    )
    epochs: int = param(
        40,
        "Most epochs of training; 0 leaves the vectors as they are initialised.",
        label=say("Epochs at most"),
        low=0,
        high=1000,
    )
    patience: int = patience_param(5)
    learning_rate: float = param(
        0.01, "Learning rate of the optimizer.", label=say("Learning rate"), low=1e-5, high=0.1
    )
    batch_size: int = param(8192, "Edges in a training batch.", label=say("Edges in a batch"), low=64, high=1_000_000)
    half_life_days: float = half_life_param()
    random_state: int = param(
        0, "Random seed of the vectors, the validation edges and the negative samples.", low=0, high=2**32 - 1
    )
    progress: Progress = silent
    machine: Machine = field(default_factory=Machine)

    def fit_transform(self, population: Population) -> Vectors:
        """Train, return (n_users, n_dims)."""
        self.end_, self.n_event_names_ = newest(population), len(population.event_names)
        weights = self._weights(population)
        self._fit_items(weights[canonical_order(population)])
        directions = unit_rows(weights @ self.item_vectors_)
        is_known = np.diff(weights.indptr) > 0
        self.centre_ = centre_of(directions, is_known)
        return centred_rows(directions, self.centre_, is_known)

    def transform(self, population: Population) -> Vectors:
        """Put other users into the same space; items that the fitted log did not have are ignored."""
        weights = self._weights(population)[:, : len(self.item_vectors_)]
        return centred_rows(unit_rows(weights @ self.item_vectors_), self.centre_, np.diff(weights.indptr) > 0)

    def get_state(self) -> State:
        """Return what was learnt as plain arrays."""
        return {"item_vectors": self.item_vectors_, **trained_state(self)}

    def set_state(self, state: State) -> None:
        """Take over what ``get_state`` returned."""
        self.item_vectors_ = state["item_vectors"]
        restore_trained(self, state)

    def _weights(self, population: Population) -> sparse.csr_array:
        weights = interactions(population, self.half_life_days or None, self.end_, self.n_event_names_)
        return sparse.csr_array(weights.log1p())

    def _fit_items(self, weights: sparse.csr_array) -> None:
        with torch_session(self.random_state, self.machine.n_threads):
            net = self._make_net(sum(weights.shape))
            training, validation = hold_out(np.arange(weights.nnz), _EPOCH_SIZE)
            task = _Ranking(net, weights, training)
            plan = Plan(self.epochs, self.patience, self.learning_rate, self.batch_size, _EPOCH_SIZE, self.progress)
            self.losses_ = train(net, task.loss, (training, validation), plan)
            self.item_vectors_ = _item_vectors(net, weights)
        self.notes_ = (note_on(net.embedding.weight.device, self.losses_),)

    def _make_net(self, n_nodes: int) -> Any:
        from torch_geometric.nn import LightGCN

        device = choose_device(self.machine.device)
        net = LightGCN(n_nodes, self.n_dims, self.n_layers, normalize=False)
        return net.to("cpu" if device == "mps" else device)  # torch has no sparse matrices on mps


class _Ranking:
    """The task: an item of the user ranks above one drawn at random."""

    def __init__(self, net: Any, weights: sparse.csr_array, training: IntArray) -> None:
        import torch

        is_training = np.zeros(weights.nnz, np.float32)
        is_training[training] = 1
        seen = sparse.csr_array((weights.data * is_training, weights.indices, weights.indptr), weights.shape)
        self.net, self.adjacency = net, _bind(net, seen)
        pairs = weights.tocoo()
        self.n_users, self.n_items = weights.shape
        self.users, self.items = torch.as_tensor(pairs.row).long(), torch.as_tensor(pairs.col).long()

    def loss(self, pairs: IntArray) -> Tensor:
        import torch

        users, items = self.users[pairs], self.items[pairs] + self.n_users
        drawn = torch.randint(self.n_items, (len(pairs),)) + self.n_users
        vectors = self.net.get_embedding(self.adjacency)
        scores = [(vectors[users] * vectors[others]).sum(dim=1) for others in (items, drawn)]
        loss: Tensor = self.net.recommendation_loss(*scores, node_id=torch.cat([users, items, drawn]))
        return loss


def _bind(net: Any, weights: sparse.csr_array) -> Tensor:
    """Make the adjacency of users, then items, and have every convolution multiply by it.

    It is symmetric, so the gradient is the same product. Torch does not know that and would transpose the matrix at
    every step, which takes ten times as long as all the rest.
    """
    import torch

    adjacency = _adjacency(weights).to(net.embedding.weight.device)

    class Product(torch.autograd.Function):
        @staticmethod
        def forward(context: Any, vectors: Tensor) -> Tensor:
            product: Tensor = torch.sparse.mm(adjacency, vectors)
            return product

        @staticmethod
        def backward(context: Any, *gradients: Tensor) -> Tensor:
            product: Tensor = torch.sparse.mm(adjacency, gradients[0])
            return product

    for conv in net.convs:
        conv.message_and_aggregate = lambda adj_t, x: Product.apply(x)  # type: ignore[no-untyped-call]
    return adjacency


def _adjacency(weights: sparse.csr_array) -> Tensor:
    """Return the graph of users and items, each edge over the root of both degrees: (n_nodes, n_nodes) sparse."""
    import torch

    user_scale, item_scale = (_inverse_root(np.asarray(weights.sum(axis=axis))) for axis in (1, 0))
    scaled = weights.multiply(user_scale[:, None]).multiply(item_scale[None, :])
    both = sparse.csr_array(sparse.block_array([[None, scaled], [scaled.T, None]])).astype(np.float32)
    starts, ends = torch.as_tensor(both.indptr.astype(np.int64)), torch.as_tensor(both.indices.astype(np.int64))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Sparse CSR tensor support is in beta state")
        return torch.sparse_csr_tensor(starts, ends, torch.as_tensor(both.data), both.shape, check_invariants=True)


def _inverse_root(degrees: FloatArray) -> FloatArray:
    """Return 1 / sqrt; 0 for a node without edges."""
    return np.divide(1.0, np.sqrt(degrees), out=np.zeros(len(degrees)), where=degrees > 0)


def _item_vectors(net: Any, weights: sparse.csr_array) -> FloatArray:
    """Convolve over all edges, those held out too; all layers but the last reach a user by one more convolution."""
    import torch

    adjacency = _bind(net, weights)
    with torch.no_grad():
        layers = [net.embedding.weight]
        for conv in net.convs[:-1]:
            layers.append(conv(layers[-1], adjacency))
        items = torch.stack(layers).sum(dim=0)[weights.shape[0] :].cpu().numpy()
    return np.asarray(items * _inverse_root(np.asarray(weights.sum(axis=0)))[:, None], dtype=np.float32)
