"""A blend of what lasts of users' tastes: what they say of later items, broad tastes and titles, in few dimensions.

Each part alone leaves segments that are not distinct, or that are not found again when events are resampled: see
docs/decisions/0162-lasting-tastes-where-there-are-no-categories.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.encoders.blend import Blend
from core.params import param
from core.sentences import say


@dataclass
class Lasting(Blend):
    """A blend with fewer dimensions of each view: those that come later differ from one draw of events to the next."""

    n_dims: int = param(12, "Dimensions kept of each view of items.", label=say("Dimensions"), low=1, high=384)
    random_state: int = param(
        0,
        "Random seed of every view; it changes nothing where items are no more than the dimensions read.",
        low=0,
        high=2**32 - 1,
    )
