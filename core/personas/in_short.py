"""How a name writes a topic that leaves no room for the people."""

from __future__ import annotations

from collections.abc import Iterator

from core.personas.marks import Mark
from core.personas.phrases import shortened
from core.personas.topics import Wordings
from core.personas.words import EventWords
from core.sentences import say


def in_short(topic: Mark, people: EventWords, wordings: Wordings) -> Iterator[str]:
    """Yield shorter names by one topic: "Desk lamp & laptop sleeve" and "Baked bread, buns & rolls" say enough."""
    if topic.lift.kind == "node":
        if short := shortened(topic.text, wordings.pairs, wordings.anywhere):
            yield say("{topic} {people}", topic=short, people=people.people)
        yield topic.text
    elif topic.lift.kind == "category":
        yield wordings.category(topic.lift)
