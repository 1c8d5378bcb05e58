"""The read-back: what each segment of an export changed, from the outcomes of its users."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from core.campaigns.before import ACTS
from core.campaigns.effect import Effect, Measure, Side, judge, measure_effect
from core.campaigns.outcomes import Count, Outcomes
from core.campaigns.sides import Held, Sides
from core.types import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Readback:
    """What an export changed."""

    held: Held
    outcomes: str
    """Name of the file of outcomes."""
    made_at: str
    """UTC, as in ISO 8601."""
    count: Count
    effects: tuple[Effect, ...] = ()
    """By measure: everybody, then each segment."""
    before: tuple[str, ...] = field(default=())
    """What of the time before was at hand to adjust for."""

    def of_segment(self, segment: int | None) -> tuple[Effect, ...]:
        """Return the effects of a segment, or of everybody."""
        return tuple(each for each in self.effects if each.segment == segment)

    def shown_for(self, segment: int | None) -> tuple[Effect, ...]:
        """Return the effects of everybody and of a segment, by measure; all of them without a segment."""
        return tuple(each for each in self.effects if segment is None or each.segment in (None, segment))


def measure_sides(sides: Sides, outcomes: Outcomes, name: str, made_at: str) -> Readback:
    """Measure what an export changed.

    Parameters
    ----------
    name
        Of the file of outcomes.
    made_at
        UTC, as in ISO 8601.
    """
    before = {each: sides.before[each] for each in ACTS if each in sides.before}
    before |= {} if outcomes.before is None else {"before": outcomes.before}
    columns = np.column_stack([*before.values()]) if before else np.zeros((len(sides.user_ids), 0))
    found = [
        effect
        for measure, values in ((Measure.CONVERTED, outcomes.converted), (Measure.VALUE, outcomes.value))
        if values is not None
        for effect in _effects(sides, measure, values, columns)
    ]
    return Readback(
        held=sides.held,
        outcomes=name,
        made_at=made_at,
        count=outcomes.count,
        effects=judge(found),
        before=tuple(before),
    )


def _effects(sides: Sides, measure: Measure, values: FloatArray, before: FloatArray) -> Iterator[Effect]:
    users = Side(values, sides.is_control, before)
    segments = np.unique(sides.labels).tolist()
    if len(segments) > 1:
        yield measure_effect(users, measure)
    for segment in segments:
        yield measure_effect(users.of(sides.labels == segment), measure, int(segment))
