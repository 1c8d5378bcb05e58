"""What people decided on a segment: to act on it, to change it or to reject it, who does it and until when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec


class DecisionState(StrEnum):
    """What was decided on a segment."""

    APPROVED = "approve"
    """Act on it."""
    CHANGE = "change"
    """Change it first."""
    REJECTED = "reject"
    """Do not act on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """How a segment was called when it was approved."""

    version: int
    """The name version that was looked at."""
    name: str = ""
    """ "" for the name that the run gave."""
    note: str = ""
    number: int
    """That pages show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided on one segment."""

    state: DecisionState
    owner: str = ""
    """Who does what was decided; "" for nobody."""
    due: date | None = None
    """Until when."""
    comment: str = ""
    author: str = ""
    """Who wrote the decision down."""
    decided_at: datetime | None = None
    """UTC."""
    approved: Approved | None = None
    """What was approved; None for any other decision."""

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed."""
        return self.due is not None and self.due < today


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedBefore:
    """What was decided in an earlier run on the segment that matches: of other users, so it does not hold by itself."""

    decision: Decision
    run_id: str
    """The run that it was made for, or the folder of its files."""
    name: str
    """What the segment is called there."""

    def confirmed(self, today: date) -> Decision:
        """Return the decision as somebody makes it again; a due date that has passed is left out."""
        decided = self.decision
        due = None if decided.is_overdue(today) else decided.due
        return Decision(state=decided.state, owner=decided.owner, due=due, comment=decided.comment)


def texts_of_decision(decision: Decision) -> tuple[str, ...]:
    """Return the texts of a decision that say something about its segment."""
    approved = decision.approved
    return (decision.comment, *((approved.name, approved.note) if approved else ()))


def decisions_to_text(decisions: Mapping[int, Decision]) -> str:
    """Return JSON, by segment."""
    plain: Any = msgspec.to_builtins(decisions, str_keys=True)
    return json.dumps(plain, ensure_ascii=False)


def decisions_from_text(text: str) -> dict[int, Decision]:
    """Read what ``decisions_to_text`` returned."""
    found: dict[int, Decision] = msgspec.convert(json.loads(text), dict[int, Decision], str_keys=True)
    return found
