"""What is stated of a column whose states say what became of each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.ingest.states.order_states import CANCELLED, PENDING
from core.population.meanings import PAID_BACK
from core.sentences import say
from core.types import REFUND

_SHOWN = 6


def note_on_states(header: str, counts: Mapping[str, int], found: Mapping[str, tuple[str, ...]]) -> str:
    """Say what the texts of a column count as."""
    known = {text for texts in found.values() for text in texts}
    others = [text for text in counts if text not in known]
    parts: list[str] = []
    if found.get(REFUND):
        parts.append(say("{words} is a refund", words=_words(found[REFUND], counts)))
    if found.get(PAID_BACK):
        words = _words(found[PAID_BACK], counts)
        parts.append(say("{words} is a purchase that was paid back, stored as {event!r}", words=words, event=PAID_BACK))
    if found.get(CANCELLED):
        words = _words(found[CANCELLED], counts)
        parts.append(say("{words} is no purchase, stored as {event!r}", words=words, event=CANCELLED))
    if found.get(PENDING):
        words = _words(found[PENDING], counts)
        parts.append(
            say("{words} is not paid yet and counts as a purchase, stored as {event!r}", words=words, event=PENDING)
        )
    if others:
        parts.append(say("{words} counts like any other row", words=_words(others, counts)))
    listed = parts[0]
    for part in parts[1:]:
        listed = say("{before}; {one}", before=listed, one=part)
    return say("{column!r} says what became of each row: {parts}.", column=header, parts=listed)


def _words(texts: Sequence[str], counts: Mapping[str, int]) -> str:
    shown = [f"{text} ({counts[text]:,})" for text in texts[:_SHOWN]]
    return ", ".join([*shown, *(["…"] if len(texts) > _SHOWN else [])])
