"""Where and how networks are trained: on the device that is asked for, seeded, on so many threads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from core.errors import SettingsError
from core.sentences import say

_ONE_AT_A_TIME = RLock()
"""torch has one generator for all threads: with two drawing from it, results would not repeat."""


def choose_device(asked: str = "auto") -> str:
    """Return "cuda", "mps" or "cpu": what is asked for, or with "auto" the fastest that is here.

    Raises
    ------
    SettingsError
        ``asked`` is nothing that torch knows, or a device that this machine lacks.
    """
    import torch

    is_here = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if asked == "auto":
        return next(name for name, here in is_here.items() if here)
    if asked not in is_here:
        raise SettingsError(
            say("ATLAS_DEVICE is {asked!r}, which is no device.", asked=asked), say("Set it to auto, cuda, mps or cpu.")
        )
    if not is_here[asked]:
        raise SettingsError(
            say("ATLAS_DEVICE is {asked!r}, but torch finds no such device here.", asked=asked), say("Set it to auto.")
        )
    return asked


@contextmanager
def torch_session(random_state: int, n_threads: int) -> Iterator[None]:
    """Seed torch and bound its threads for a while; afterwards both are as they were.

    Other threads that ask for a session wait.

    Parameters
    ----------
    random_state
        Seeds what is drawn.
    n_threads
        Threads of torch, never more than it had.
    """
    import torch

    with _ONE_AT_A_TIME:
        before = torch.get_num_threads()
        torch.set_num_threads(max(1, min(before, n_threads)))
        try:
            with preserved_generators():
                seed_generators(random_state)
                yield
        finally:
            torch.set_num_threads(before)


def seed_generators(random_state: int) -> None:
    """Seed torch's generators that are in use: the CPU's and those of GPUs that are here.

    ``torch.manual_seed`` also writes down, with the stack of each call, how GPUs are to be seeded should there be any.
    """
    import torch

    torch.default_generator.manual_seed(random_state)
    if torch.cuda.is_available():
        torch.cuda.manual_seed_all(random_state)
    if torch.backends.mps.is_available():
        torch.mps.manual_seed(random_state)


@contextmanager
def preserved_generators() -> Iterator[None]:
    """Put torch's generators back as they were before: the CPU's and those of every GPU, Apple's too."""
    import torch

    of_mps = torch.mps.get_rng_state() if torch.backends.mps.is_available() else None
    try:
        with torch.random.fork_rng(devices=range(torch.cuda.device_count())):
            yield
    finally:
        if of_mps is not None:
            torch.mps.set_rng_state(of_mps)
