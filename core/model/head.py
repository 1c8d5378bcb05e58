"""A network that learns given segments: what an analyst or a campaign says, rather than what a clusterer finds.

Two hidden layers over the vectors of an encoder; stopped early on a validation part, on which the probabilities are
brought to how often they are right as well.

References
----------
Lin, T.-Y. et al. (2017). Focal loss for dense object detection. ICCV. doi:10.1109/ICCV.2017.324
Guo, C. et al. (2017). On calibration of modern neural networks. ICML. arXiv:1706.04599 (temperature scaling)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from core.compute.device import choose_device, torch_session
from core.compute.machine import Machine
from core.encoders.training import Plan, load_net, net_state, train
from core.params import param
from core.stages.progress import silent
from core.types import FloatArray, IntArray, State, Vectors

if TYPE_CHECKING:
    from torch import Tensor, nn

HIDDEN = (256, 128)
_BATCH = 256
_TEMPERATURES = (0.05, 20.0)


@dataclass
class Head:
    """A multilayer perceptron: 256 and 128 units with ReLU, softmax over segments.

    Attributes
    ----------
    net_
        The trained network, on the CPU.
    temperature_
        What its outputs are divided by before the softmax.
    losses_
        (n_epochs, 2) training and validation loss.
    """

    loss: str = param(
        "cross_entropy",
        "What is minimised: cross_entropy, or focal, which counts users less that are right already.",
        choices=("cross_entropy", "focal"),
    )
    class_weights: str = param(
        "balanced",
        "balanced: small segments count as much as large ones; none: every user does.",
        choices=("balanced", "none"),
    )
    focusing: float = param(
        2.0, "How much less users count that are right already; it changes nothing in cross_entropy.", low=0, high=10
    )
    epochs: int = param(200, "Most passes over the labelled users; 0 leaves it untrained.", low=0, high=10_000)
    patience: int = param(20, "Passes without a better validation loss before it stops.", low=1, high=1000)
    learning_rate: float = param(0.001, "Step size of the training.", low=0.00001, high=0.1)
    random_state: int = param(0, "Seed of the first weights and of the order of users.", low=0, high=2**32 - 1)
    machine: Machine = field(default_factory=Machine)

    def fit(self, X: Vectors, classes: IntArray, is_validation: IntArray) -> Head:
        """Train.

        Parameters
        ----------
        X
            (n_users, n_dims) vectors of labelled users.
        classes
            (n_users,) codes from 0 without gaps.
        is_validation
            (n_users,) bool: who stops the training and settles the temperature, and is not trained on.
        """
        import torch

        device = choose_device(self.machine.device)
        plan = Plan(self.epochs, self.patience, self.learning_rate, _BATCH, len(X), silent)
        with torch_session(self.random_state, self.machine.n_threads):
            net = make_net(X.shape[1], int(classes.max()) + 1).to(device)
            rows, codes = torch.tensor(X, device=device), torch.tensor(classes, device=device, dtype=torch.long)
            weights = self._weights(classes[~is_validation], int(classes.max()) + 1, device)

            def loss(some: IntArray) -> Tensor:
                places = torch.as_tensor(some, device=device)
                return self._loss(net(rows[places]), codes[places], weights)

            parts = np.flatnonzero(~is_validation), np.flatnonzero(is_validation)
            self.losses_ = train(net, loss, parts, plan)
        self.net_ = net.cpu()
        self.temperature_ = _find_temperature(self.outputs(X[is_validation]), classes[is_validation])
        return self

    def outputs(self, X: Vectors) -> FloatArray:
        """Return (n_users, n_segments) float64 before the softmax."""
        import torch

        with torch.no_grad():
            return np.asarray(self.net_(torch.tensor(X)).numpy(), dtype=np.float64)

    def probabilities(self, X: Vectors, *, is_calibrated: bool = True) -> FloatArray:
        """Return (n_users, n_segments) float64, rows sum to 1."""
        return softmax(self.outputs(X) / (self.temperature_ if is_calibrated else 1.0))

    def get_state(self) -> State:
        """Return what was learnt as plain arrays."""
        return {"temperature": np.array(self.temperature_), "losses": self.losses_, **net_state(self.net_)}

    def set_state(self, state: State) -> None:
        """Take over what ``get_state`` returned."""
        self.temperature_, self.losses_ = float(state["temperature"]), state["losses"]
        first, last = state["net.0.weight"], state["net.4.weight"]
        self.net_ = make_net(first.shape[1], last.shape[0])
        load_net(self.net_, state)
        self.net_.eval()

    def _weights(self, classes: IntArray, n_classes: int, device: str) -> Tensor:
        import torch

        if self.class_weights == "none":
            return torch.ones(n_classes, device=device)
        counts = np.maximum(np.bincount(classes, minlength=n_classes), 1)
        return torch.tensor(len(classes) / (n_classes * counts), device=device, dtype=torch.float32)

    def _loss(self, outputs: Tensor, codes: Tensor, weights: Tensor) -> Tensor:
        """Return the mean loss, each user with the weight of the segment."""
        import torch

        each = torch.nn.functional.cross_entropy(outputs, codes, reduction="none")
        if self.loss == "focal":
            each = (1 - torch.exp(-each)) ** self.focusing * each
        own = weights[codes]
        mean: Tensor = (own * each).sum() / own.sum()
        return mean


def make_net(n_dims: int, n_classes: int) -> nn.Module:
    """Return the network with fresh weights."""
    from torch import nn

    first, second = HIDDEN
    return nn.Sequential(
        nn.Linear(n_dims, first), nn.ReLU(), nn.Linear(first, second), nn.ReLU(), nn.Linear(second, n_classes)
    )


def softmax(outputs: FloatArray) -> FloatArray:
    """Return shares of 1 per row."""
    weights = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _find_temperature(outputs: FloatArray, classes: IntArray) -> float:
    """Return the temperature at which the validation part is likeliest."""
    from scipy.optimize import minimize_scalar

    def surprise(log_temperature: float) -> float:
        own = softmax(outputs / np.exp(log_temperature))[np.arange(len(classes)), classes]
        return float(-np.log(np.maximum(own, 1e-12)).mean())

    low, high = np.log(_TEMPERATURES)
    return float(np.exp(minimize_scalar(surprise, bounds=(low, high), method="bounded").x))
