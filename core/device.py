"""Where networks are trained: on a GPU where there is one, unless ``ATLAS_DEVICE`` says otherwise."""

from __future__ import annotations

from core.errors import SettingsError
from core.settings import load_settings


def choose_device() -> str:
    """Return "cuda", "mps" or "cpu": what ``ATLAS_DEVICE`` names, or with "auto" the fastest that is here.

    Raises
    ------
    SettingsError
        The setting names nothing that torch knows, or a device that this machine lacks.
    """
    import torch

    is_here = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    asked = load_settings().device
    if asked == "auto":
        return next(name for name, here in is_here.items() if here)
    if asked not in is_here:
        raise SettingsError(f"ATLAS_DEVICE is {asked!r}, which is no device.", "Set it to auto, cuda, mps or cpu.")
    if not is_here[asked]:
        raise SettingsError(f"ATLAS_DEVICE is {asked!r}, but torch finds no such device here.", "Set it to auto.")
    return asked
