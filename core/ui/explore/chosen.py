"""Who is chosen on the page Explore, as what is saved, exported, shaped and compared."""

from __future__ import annotations

from dataclasses import dataclass

from core.shaping.rule import Rule, write_rule
from core.shaping.shown import shown_rule
from core.types import BoolArray
from core.ui.shared.explored import Explored

ACTION, LOOK_ALIKES = "action", "look_alikes"
"""Key of what is to be done with them, and the action that shows other users in their place."""


@dataclass(frozen=True)
class Chosen:
    """The users who are chosen."""

    explored: Explored
    is_chosen: BoolArray
    """(n_users,)"""
    n_chosen: int
    rule: Rule | None
    """What the filters ask for; None for everybody."""
    is_rule: bool
    """Whether the rule says all: no shape is drawn, and there is no list."""

    @property
    def is_all(self) -> bool:
        """Whether everybody is chosen."""
        return self.n_chosen == len(self.is_chosen)

    @property
    def rule_text(self) -> str:
        """The rule as it is kept, with the labels of the run; "" for none."""
        return write_rule(self.rule) if self.rule else ""

    @property
    def shown_rule(self) -> str:
        """The rule as it is typed, with the numbers that pages show; "" for none."""
        return shown_rule(self.rule_text, self.explored.results.numbers) if self.rule else ""

    @property
    def user_ids(self) -> tuple[str, ...]:
        """The ids of the chosen users, in the order of the run."""
        return tuple(str(user) for user in self.explored.results.user_ids[self.is_chosen])
