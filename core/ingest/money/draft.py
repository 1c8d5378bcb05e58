"""The roles of a log while they are chosen: one step after the other looks at them and may change the amount."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from core.ingest.money.discounts import numbers_of
from core.ingest.tables.evidence import Columns
from core.ingest.tables.sample import Sample
from core.ingest.tables.source import Choice, by_role
from core.store.scratch import Scratch


@dataclass(frozen=True, slots=True)
class Draft:
    """What is given, which stays, and what was found, which may still be another column."""

    scratch: Scratch
    columns: Columns
    sample: Sample
    given: tuple[Choice, ...]
    found: tuple[Choice, ...]

    def role(self, role: str) -> Choice | None:
        """Return the choice of a role, given or found."""
        return by_role(self.given, self.found).get(role)

    def open_role(self, role: str) -> Choice | None:
        """Return the choice of a role that was found; None where it is given, or there is none."""
        chosen = self.role(role)
        return chosen if chosen in self.found else None

    @property
    def taken(self) -> set[str]:
        """The columns that play a role."""
        return {each.column for each in (*self.given, *self.found)}

    def numbers(self, header: str) -> pd.Series[float]:
        """Return the numbers of a column in the sample, as ``numbers_of``."""
        return numbers_of(self.scratch, self.sample, header)

    def with_value(self, column: str, reason: str, confidence: float | None = None) -> Draft:
        """Return the draft with another column for the value that was found, of its certainty if none is given."""
        value = self.open_role("value")
        if value is None:
            return self
        certain = value.confidence if confidence is None else confidence
        now = replace(value, column=column, reason=reason, confidence=certain)
        return replace(self, found=tuple(now if each is value else each for each in self.found))

    def with_choices(self, *choices: Choice, without: Choice | None = None) -> Draft:
        """Return the draft with more choices, and without one that was found."""
        return replace(self, found=(*(each for each in self.found if each is not without), *choices))
