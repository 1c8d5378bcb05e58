"""Improved deep embedded clustering: an autoencoder compresses users, then its inner vectors are pulled into clusters.

First the network learns to reconstruct the vectors from a bottleneck. Then k-means initialises centres there, and the
loss becomes the reconstruction loss plus ``weight`` times the divergence of the soft assignment from a sharpened one,
until fewer than 0.1 % of the users change their cluster between two epochs.

Unlike the paper, the inner vectors have one length, as all vectors of users here, so that cosine silhouettes describe
the space that was clustered; and the network is smaller. It is trained on a sample of at most 50,000 users, whose
number bounds memory and time, and assigns all users. It is trained on the processor unless a device is asked for: on
a GPU, steps this small take longer.

References
----------
Guo, X., Gao, L., Liu, X. and Yin, J. (2017). Improved deep embedded clustering with local structure preservation.
IJCAI, 1753-1759. doi:10.24963/ijcai.2017/243
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from core.clusterers.kmeans import STAND_IN, KMeans
from core.clusterers.shared import draw_users, require_users, without_gaps
from core.compute.device import choose_device, torch_session
from core.compute.machine import Machine
from core.params import param
from core.sentences import say
from core.types import FloatArray, Labels, Vectors

if TYPE_CHECKING:
    import torch

_SAMPLE = 50_000
_BATCH = 256
_CHUNK = 65_536
_STARTS = 20
_LENGTH = 4.0
"""Length of the inner vectors: the t kernel separates near from far only where distances exceed 1."""
_DECIMALS = 5
"""Inner vectors of equal users may differ in later decimals."""
_STOP_CHANGED = 0.001
"""Share of users: when fewer change their cluster in an epoch, refining ends."""


@dataclass
class Deep:
    """An autoencoder whose inner vectors are clustered, and refined by the clustering loss.

    Attributes
    ----------
    refined_
        (n_users, n_inner) float32 unit rows: the inner vectors that were clustered.
    losses_
        Mean loss of each epoch: "rebuilding" while pretraining, "rebuilding and clustering" while refining.
    """

    k: int = param(8, "Number of clusters.", low=1, high=1000)
    n_inner: int = param(10, "Dimensions of the bottleneck.", label=say("Size of the bottleneck"), low=2, high=256)
    n_hidden: int = param(128, "Width of the hidden layers.", label=say("Width of the hidden layer"), low=4, high=2048)
    epochs: int = param(
        40,
        "Epochs of pretraining, and most epochs of refining; 0 clusters the output of the untrained network.",
        label=say("Epochs at most"),
        low=0,
        high=1000,
    )
    weight: float = param(
        0.3,
        "Weight of the clustering loss against the reconstruction loss.",
        label=say("Weight of the clustering loss"),
        low=0.0,
        high=10.0,
    )
    learning_rate: float = param(
        0.001, "Learning rate of the optimizer.", label=say("Learning rate"), low=0.00001, high=0.1
    )
    random_state: int = param(0, "Random seed of the network, the batches and the centres.", low=0, high=2**32 - 1)
    machine: Machine = field(default_factory=Machine)
    stand_in: ClassVar[str] = STAND_IN

    def fit_predict(self, X: Vectors, y: Any = None) -> Labels:
        """Return (n_users,) labels 0 to n_clusters - 1; fewer than ``k`` when clusters run empty.

        Raises
        ------
        DataError
            If there are fewer users than clusters.
        """
        import torch

        require_users(X, self.k)
        self.losses_: dict[str, list[float]] = {"rebuilding": [], "rebuilding and clustering": []}
        with torch_session(self.random_state, n_threads=1):
            asked = self.machine.device
            device = "cpu" if asked == "auto" else choose_device(asked)
            layers = self._layers(X.shape[1]).to(device)
            drawn = torch.tensor(X[draw_users(len(X), _SAMPLE, self.random_state)], device=device)
            self._pretrain(layers, drawn)
            centres = self._refine(layers, drawn)
            inner = _chunked(layers, torch.tensor(X), device)
            labels = _nearest(inner, centres)
        self.refined_: FloatArray = inner.numpy() / np.float32(_LENGTH)
        return without_gaps(labels)

    def for_sweep(self) -> KMeans:
        """Return what stands for it in a sweep over k, which would have to train more than a hundred networks."""
        return KMeans(self.k, random_state=self.random_state)

    def _layers(self, n_dims: int) -> torch.nn.ModuleDict:
        from torch import nn

        return nn.ModuleDict(
            {
                "encoder": nn.Sequential(
                    nn.Linear(n_dims, self.n_hidden), nn.ReLU(), nn.Linear(self.n_hidden, self.n_inner)
                ),
                "decoder": nn.Sequential(
                    nn.Linear(self.n_inner, self.n_hidden), nn.ReLU(), nn.Linear(self.n_hidden, n_dims)
                ),
            }
        )

    def _pretrain(self, layers: torch.nn.ModuleDict, rows: torch.Tensor) -> None:
        import torch

        optimizer = torch.optim.Adam(layers.parameters(), self.learning_rate)
        for _ in range(self.epochs):
            total = 0.0
            for batch in _batches(len(rows)):
                loss = _rebuilding_loss(layers, rows[batch], _inner(layers, rows[batch]))
                total += _step(optimizer, loss) * len(batch)
            self.losses_["rebuilding"].append(total / len(rows))

    def _refine(self, layers: torch.nn.ModuleDict, rows: torch.Tensor) -> torch.Tensor:
        """Train on both losses and return the centres, (n_clusters, n_inner)."""
        import torch

        start = KMeans(self.k, _STARTS, self.random_state)
        labels = start.fit_predict(_chunked(layers, rows, rows.device).numpy().round(_DECIMALS))
        centres = torch.nn.Parameter(torch.tensor(start.centres_, device=rows.device))
        optimizer = torch.optim.Adam([*layers.parameters(), centres], self.learning_rate)
        for _ in range(self.epochs):
            with torch.no_grad():
                target = _sharper(_soft(_inner(layers, rows), centres))
            total = 0.0
            for batch in _batches(len(rows)):
                inner = _inner(layers, rows[batch])
                divergence = (target[batch] * (target[batch] / _soft(inner, centres)).log()).sum(dim=1).mean()
                loss = _rebuilding_loss(layers, rows[batch], inner) + self.weight * divergence
                total += _step(optimizer, loss) * len(batch)
            self.losses_["rebuilding and clustering"].append(total / len(rows))
            before, labels = labels, _nearest(_chunked(layers, rows, rows.device), centres)
            if np.mean(labels != before) < _STOP_CHANGED:
                break
        return centres.detach()


def _inner(layers: torch.nn.ModuleDict, rows: torch.Tensor) -> torch.Tensor:
    import torch

    inner: torch.Tensor = _LENGTH * torch.nn.functional.normalize(layers["encoder"](rows), dim=1)
    return inner


def _rebuilding_loss(layers: torch.nn.ModuleDict, rows: torch.Tensor, inner: torch.Tensor) -> torch.Tensor:
    """Return the mean squared distance between vectors and what is rebuilt of them."""
    loss: torch.Tensor = (layers["decoder"](inner) - rows).square().sum(dim=1).mean()
    return loss


def _soft(inner: torch.Tensor, centres: torch.Tensor) -> torch.Tensor:
    """Return how much each user belongs to each centre by a t kernel, rows sum to 1 (Guo et al. 2017, eq. 3)."""
    kernel = 1 / (1 + (inner[:, None, :] - centres).square().sum(dim=2))
    return kernel / kernel.sum(dim=1, keepdim=True)


def _sharper(soft: torch.Tensor) -> torch.Tensor:
    """Return the target: squared, weighed against cluster size, rows sum to 1 (Guo et al. 2017, eq. 4)."""
    weights = soft.square() / soft.sum(dim=0)
    return weights / weights.sum(dim=1, keepdim=True)


def _nearest(inner: torch.Tensor, centres: torch.Tensor) -> Labels:
    import torch

    return torch.cdist(inner, centres.detach().cpu()).argmin(dim=1).numpy().astype(np.int32)


def _chunked(layers: torch.nn.ModuleDict, rows: torch.Tensor, device: Any) -> torch.Tensor:
    """Return the inner vectors of many users, on the CPU."""
    import torch

    with torch.no_grad():
        parts = [_inner(layers, part.to(device)).cpu() for part in torch.split(rows, _CHUNK)]
    return torch.cat(parts)


def _step(optimizer: torch.optim.Optimizer, loss: torch.Tensor) -> float:
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return float(loss.detach())


def _batches(n_users: int) -> Iterator[torch.Tensor]:
    import torch

    yield from torch.split(torch.randperm(n_users), _BATCH)
