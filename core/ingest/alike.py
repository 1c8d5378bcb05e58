"""What makes a log useless for segments however well its columns are chosen: one event a user, one user, one item."""

from __future__ import annotations

from collections.abc import Iterator

from core.sentences import Sentence, say

FEW = 20
"""A log of fewer events says nothing about that."""


def say_of_users(n_events: int, n_users: int) -> Iterator[Sentence]:
    """Say that all events are of one user, or each of another one."""
    if n_events >= FEW and n_users == 1:
        yield say("All events are of one user.")
    elif n_events >= FEW and n_users == n_events:
        yield say("Every user has one event.")


def say_of_items(n_events: int, n_items: int) -> Iterator[Sentence]:
    """Say that all events have one item."""
    if n_events >= FEW and n_items == 1:
        yield say("All events have one and the same item.")
