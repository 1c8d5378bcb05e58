"""One step of what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from core.sentences import Sentence
from core.views.advice import Way


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do."""

    sentence: Sentence | str
    page: str
    """The address of the page where it is done."""
    number: int | None = None
    """That is shown of the segment which the page opens for."""
    does: str = ""
    """The command that does it; "" for that of the page in ``DOES``."""
    ways: tuple[Way, ...] = ()
    """Where its advice is followed, beside that page."""
