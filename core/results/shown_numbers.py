"""Sentences that name another segment by its number, under the numbers that pages show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from core.sentences import Sentence, from_plain, to_plain

IN_SENTENCES = "other"
"""The value of a sentence that is the number of a segment, where it is a number."""


def with_other_numbers(value: Any, number_of: Callable[[int], int]) -> Any:
    """Return a value with other numbers of segments in its sentences; fields that hold numbers stay.

    >>> from core.sentences import say
    >>> with_other_numbers((say("Segment {other}", other=2),), lambda segment: segment + 5)
    ('Segment 7',)
    """
    if isinstance(value, Sentence):
        return sentence_with_numbers(value, number_of)
    if isinstance(value, tuple):
        return tuple(with_other_numbers(each, number_of) for each in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    found = {each.name: getattr(value, each.name) for each in fields(value)}
    changed = {name: with_other_numbers(inner, number_of) for name, inner in found.items()}
    return replace(value, **{name: inner for name, inner in changed.items() if inner is not found[name]})


def sentence_with_numbers(sentence: Sentence, number_of: Callable[[int], int]) -> Any:
    """Return a sentence with other numbers of segments, also in the sentences that are part of it."""
    values = {
        name: number_of(value)
        if name == IN_SENTENCES and isinstance(value, int)
        else to_plain(sentence_with_numbers(value, number_of))
        if isinstance(value, Sentence)
        else value
        for name, value in sentence.values.items()
    }
    return from_plain({**to_plain(sentence), "values": values})
