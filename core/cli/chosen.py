"""The users of a run from whom ``select`` chooses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.cli.look_alikes import Space
from core.cli.shown import Shown
from core.errors import DataError
from core.sentences import Sentence, say
from core.shaping.edits import Members
from core.shaping.known import Known
from core.types import BoolArray

if TYPE_CHECKING:
    from core.attributes.consent import Consent


@dataclass(frozen=True)
class Chosen:
    """The users of a run, and what is known of them."""

    known: Known
    members: Members
    notes: list[Sentence]
    consent: Consent | None
    key: bytes | None
    """That codes of user ids were made with; None for none."""
    space: Callable[[], Space]
    """Makes the space that the run clustered."""
    shown: Shown
    """How its segments are shown."""
    aside: tuple[int, ...] = ()
    """Segments that an analyst set aside or rejected."""

    def rule(self, text: str | None) -> str:
        """Return a rule with the labels of the run in it; "" for none."""
        return self.shown.rule(text) if text else ""

    def listed(self, is_chosen: BoolArray) -> BoolArray:
        """Return who of those chosen may be listed, (n_users,) both; ``DataError`` where that is nobody."""
        if not is_chosen.any():
            raise DataError(
                say("Nobody is chosen, so no list is written."), say("Give another rule, or another list of users.")
            )
        if self.consent is None:
            return is_chosen
        replace(self.consent, answers=self.consent.answers[is_chosen]).of_somebody()
        return is_chosen & self.consent.is_given
