"""Names that say no taste: of people who like everything, and numbers."""

from __future__ import annotations

from core.sentences import Sentence, say


def called_broad(people: str, how: str = "") -> Sentence:
    """Return the name of people who like nothing in particular, with a habit or without."""
    if how:
        return say("{how} broad-interest {people}", how=how, people=people)
    return say("Broad-interest {people}", people=people)


def is_called_broad(name: str) -> bool:
    """Whether a name says of a segment that it likes nothing in particular.

    >>> is_called_broad(say("{name} {number}", name=say("Broad-interest {people}", people="buyers"), number=2))
    True
    """
    if not isinstance(name, Sentence):
        return False
    is_so = name.template in (called_broad("").template, called_broad("", "often").template)
    return is_so or any(is_called_broad(each) for each in name.values.values() if isinstance(each, Sentence))


def is_number_alone(name: str) -> bool:
    """Whether a run found no name for a segment."""
    return isinstance(name, Sentence) and name.template == number_alone(0).template


def number_alone(segment: int) -> Sentence:
    """Return the number of a segment as its name."""
    return say("Segment {other}", other=segment)  # by this key, numbers are put back
