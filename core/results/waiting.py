"""Decisions of an earlier run that wait to be confirmed for this one, in what leaves."""

from __future__ import annotations

from core.sentences import Sentence, say, say_n
from core.store.segmentations import Segmentation

_SHORT_ID = 6


def waiting_on(naming: Segmentation) -> tuple[int, ...]:
    """Return the segments on which a decision of an earlier run waits, by the number that pages show."""
    matched = {each.segment for each in naming.origin.segments} if naming.origin else set()
    return tuple(sorted((each for each in matched if naming.decided_before(each)), key=naming.number_of))


def waiting_sentence(naming: Segmentation | None) -> Sentence | None:
    """Say which decisions of an earlier run wait; None where none does."""
    segments = waiting_on(naming) if naming else ()
    if naming is None or not segments:
        return None
    return say_n(
        "A decision of an earlier run waits to be confirmed: on segment {segments}. "
        "Confirm it on One segment, or with decide --confirm.",
        "{n} decisions of an earlier run wait to be confirmed: on segments {segments}. "
        "Confirm them on One segment, or with decide --confirm.",
        len(segments),
        segments=", ".join(str(naming.number_of(each)) for each in segments),
    )


def not_confirmed(naming: Segmentation | None, segment: int) -> Sentence | None:
    """Say what was decided on a segment for an earlier run, and waits; None where nothing does."""
    match = naming.decided_before(segment) if naming else None
    if match is None or match.decided is None:
        return None
    found = match.decided
    return say(
        "{state}, for “{name}” of run {run}",
        state=str(found.decision.state),
        name=found.name,
        run=found.run_id[:_SHORT_ID],
    )
