"""What the trained encoders share: one training loop, validation users, saved weights, bounded memory.

Random numbers come from torch's global generator, which ``torch_session`` seeds and restores.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np

from core.compute.device import preserved_generators, seed_generators
from core.sentences import Sentence, say
from core.stages.progress import Progress
from core.stages.table import Stage
from core.types import FloatArray, IntArray, Population, State

if TYPE_CHECKING:
    from torch import Tensor, nn

VALIDATION_SHARE = 0.1
NET = "net."
"""The names of a network's weights in the state of an encoder begin with it."""
_ENCODING = 0.1
"""Share of the stage that the vectors take after training."""
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast to train."""

    epochs: int
    """Most epochs; 0 leaves the network as it was initialised."""
    patience: int
    """Stop after so many epochs without a better validation loss."""
    learning_rate: float
    batch_size: int
    epoch_size: int
    """Most rows in an epoch, sampled anew each time."""
    progress: Progress


class Trained(Protocol):
    """What every trained encoder learns beside its network."""

    centre_: FloatArray
    end_: int
    n_event_names_: int
    losses_: FloatArray


def trained_state(encoder: Trained) -> State:
    """Return as arrays what every trained encoder learns."""
    return {
        "centre": encoder.centre_,
        "end": np.array(encoder.end_),
        "n_event_names": np.array(encoder.n_event_names_),
        "losses": encoder.losses_,
    }


def restore_trained(encoder: Trained, state: State) -> None:
    """Give an encoder what ``trained_state`` returned."""
    encoder.centre_, encoder.losses_ = state["centre"], state["losses"]
    encoder.end_, encoder.n_event_names_ = int(state["end"]), int(state["n_event_names"])


class Batches:
    """Goes through rows batch by batch; when GPU memory runs out, the batch size is halved from there on."""

    def __init__(self, size: int) -> None:
        self.size = size

    def run(self, rows: IntArray, step: Callable[[IntArray], _T]) -> list[_T]:
        """Call ``step`` on slices of ``rows``, in order.

        Raises
        ------
        torch.OutOfMemoryError
            Even one row is too much.
        """
        results: list[_T] = []
        start = 0
        while start < len(rows):
            batch = rows[start : start + self.size]
            result = self._try(batch, step)
            if result is not None:
                results.append(result)
                start += len(batch)
        return results

    def _try(self, batch: IntArray, step: Callable[[IntArray], _T]) -> _T | None:
        import torch

        try:
            return step(batch)
        except torch.OutOfMemoryError:
            if self.size == 1:
                raise
        self.size = max(1, min(self.size, len(batch)) // 2)
        torch.cuda.empty_cache()
        return None


def canonical_order(population: Population) -> IntArray:
    """Return the rows of users by their ids: trained in this order, the order in a log does not matter."""
    return np.argsort(population.histories.user_ids, kind="stable")


def hold_out(rows: IntArray, epoch_size: int) -> tuple[IntArray, IntArray]:
    """Draw a tenth of the rows, or of an epoch, for validation: (training, validation). A single row serves as both."""
    import torch

    if len(rows) < 2:
        return rows, rows
    drawn = rows[torch.randperm(len(rows)).numpy()]
    n_held = max(1, round(VALIDATION_SHARE * min(len(rows), epoch_size)))
    return drawn[n_held:], drawn[:n_held]


def train(
    net: nn.Module, loss: Callable[[IntArray], Tensor], parts: tuple[IntArray, IntArray], plan: Plan
) -> FloatArray:
    """Train until the validation loss no longer falls; the net ends with the weights that had the lowest.

    Parameters
    ----------
    net
        Changed in place.
    loss
        Mean loss of some rows; ``net.training`` says whether they are trained on.
    parts
        Rows for training and for validation, from ``hold_out``.
    plan
        How long and how fast.

    Returns
    -------
    (n_epochs, 2) float64, training and validation loss of every epoch that was trained.
    """
    import torch

    optimizer = torch.optim.Adam(net.parameters(), lr=plan.learning_rate)
    batches = Batches(plan.batch_size)
    losses: list[tuple[float, float]] = []
    best, best_loss, best_epoch = _weights(net), np.inf, 0
    for epoch in range(plan.epochs if len(parts[0]) else 0):
        order = parts[0][torch.randperm(len(parts[0]))[: plan.epoch_size].numpy()]
        trained = _mean(batches.run(order, lambda rows: _step(net, loss, optimizer, rows)))
        losses.append((trained, _validate(net, loss, parts[1], batches)))
        plan.progress(Stage.ENCODE, (1 - _ENCODING) * (epoch + 1) / plan.epochs)
        if losses[-1][1] < best_loss:
            best, best_loss, best_epoch = _weights(net), losses[-1][1], epoch
        elif epoch - best_epoch >= plan.patience:
            break
    net.load_state_dict(best)
    net.eval()
    return np.array(losses).reshape(-1, 2)


def _step(net: nn.Module, loss: Callable[[IntArray], Tensor], optimizer: Any, rows: IntArray) -> tuple[float, int]:
    net.train()
    optimizer.zero_grad()
    value = loss(rows)
    value.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return float(value.detach()), len(rows)


def _validate(net: nn.Module, loss: Callable[[IntArray], Tensor], rows: IntArray, batches: Batches) -> float:
    """Use the same random numbers each time, so that epochs can be compared."""
    import torch

    net.eval()
    with torch.no_grad(), preserved_generators():
        seed_generators(0)
        return _mean(batches.run(rows, lambda rows: (float(loss(rows)), len(rows))))


def _mean(losses: list[tuple[float, int]]) -> float:
    values, sizes = zip(*losses, strict=True)
    return float(np.average(values, weights=sizes))


def _weights(net: nn.Module) -> dict[str, Tensor]:
    return {name: weight.detach().clone() for name, weight in net.state_dict().items()}


def note_on(device: Any, losses: FloatArray) -> Sentence:
    """Say where and how long a network was trained."""
    return say("The network was trained on {device} for {n:,} epochs.", device=str(device), n=len(losses))


def net_state(net: nn.Module) -> State:
    """Return the weights of a network as arrays, whose names begin with ``NET``."""
    return {NET + name: weight.cpu().numpy() for name, weight in net.state_dict().items()}


def load_net(net: nn.Module, state: State) -> None:
    """Put weights that ``net_state`` gave into a network of the same shape."""
    import torch

    net.load_state_dict({name.removeprefix(NET): torch.tensor(state[name]) for name in state if name.startswith(NET)})
