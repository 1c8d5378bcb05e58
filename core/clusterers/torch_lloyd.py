"""The steps of k-means in torch, for a GPU; the same code runs on a CPU, where it is tested against scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.types import FloatArray, Labels, Vectors

if TYPE_CHECKING:
    import torch

_CHUNK = 65_536
_TOLERANCE = 1e-4
"""Of the mean variance of the columns: when the centres move by less in all, it is done. As scikit-learn has it."""


@dataclass(frozen=True)
class Found:
    """What a run of k-means found; the names are those of scikit-learn's ``KMeans``."""

    labels_: Labels
    """(n_users,) 0 to k - 1; a cluster may be empty where there are fewer distinct users."""
    cluster_centers_: FloatArray
    """(k, n_dims) float32."""
    inertia_: float


def lloyd(X: Vectors, starts: Sequence[FloatArray], max_steps: int, device: str) -> Found:
    """Move the centres of each start to the means of their users until they rest; return the run of least inertia.

    Parameters
    ----------
    X
        (n_users, n_dims).
    starts
        Centres to start from, each (k, n_dims).
    max_steps
        Steps of a run at most.
    device
        A device of torch, such as "cuda".
    """
    import torch

    rows = torch.tensor(X, device=device)
    tolerance = _TOLERANCE * float(rows.var(dim=0, correction=0).mean())
    runs = [_run(rows, torch.tensor(start, dtype=rows.dtype, device=device), max_steps, tolerance) for start in starts]
    return min(runs, key=lambda run: run.inertia_)


def _run(rows: torch.Tensor, centres: torch.Tensor, max_steps: int, tolerance: float) -> Found:
    for _ in range(max_steps):
        labels, squares = _assign(rows, centres)
        before, centres = centres, _means(rows, labels, squares, centres)
        if float((centres - before).square().sum()) <= tolerance:
            break
    labels, squares = _assign(rows, centres)
    inertia = float(squares.cpu().double().sum())
    return Found(labels.cpu().numpy().astype(np.int32), centres.cpu().numpy(), inertia)


def _assign(rows: torch.Tensor, centres: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the nearest centre of every user and the squared distance to it."""
    import torch

    nearest = [torch.cdist(part, centres).min(dim=1) for part in torch.split(rows, _CHUNK)]
    return torch.cat([each.indices for each in nearest]), torch.cat([each.values for each in nearest]).square()


def _means(rows: torch.Tensor, labels: torch.Tensor, squares: torch.Tensor, centres: torch.Tensor) -> torch.Tensor:
    """Return the mean of each cluster; an empty one goes to the user farthest from the own centre, as scikit-learn's.

    Sums go through a product of matrices: adding by index has no fixed order on a GPU.
    """
    import torch

    sums, sizes = torch.zeros_like(centres), torch.zeros(len(centres), device=rows.device)
    for part, own in zip(torch.split(rows, _CHUNK), torch.split(labels, _CHUNK), strict=True):
        is_in = torch.nn.functional.one_hot(own, len(centres)).to(rows.dtype)
        sums += is_in.T @ part
        sizes += is_in.sum(dim=0)
    means = sums / sizes.clamp(min=1)[:, None]
    empty = (sizes == 0).nonzero()[:, 0]
    means[empty] = rows[squares.topk(len(empty)).indices]
    return means
