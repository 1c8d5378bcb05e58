"""Parameters that several encoders have, each written once."""

from __future__ import annotations

from typing import Any

from core.params import param
from core.sentences import say


def half_life_param() -> Any:
    """Declare ``half_life_days``."""
    return param(
        365.0,
        "Age in days at which an event counts half; 0 turns it off.",
        label=say("Half-life in days"),
        low=0,
        high=3650,
    )


def rare_items_param() -> Any:
    """Declare ``idf_power``."""
    return param(
        1.0,
        "How much more rare items count than common ones: 0 not at all, 1 full idf.",
        label=say("Weight of rare items"),
        low=0,
        high=2,
    )


def patience_param(default: int) -> Any:
    """Declare for how many epochs a network is trained on without a better validation loss."""
    return param(
        default,
        "Epochs without a better validation loss before training stops.",
        label=say("Epochs without progress"),
        low=1,
        high=100,
    )
