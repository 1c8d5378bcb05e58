"""Which column of a file plays which role."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which column of one file plays which role; None where the file has no such column."""

    user: str | None = None
    item: str | None = None
    event: str | None = None
    timestamp: str | None = None
    time_of_day: str | None = None
    """The hour, where ``timestamp`` holds the date alone."""
    value: str | None = None
    quantity: str | None = None
    order: str | None = None
    text: str | None = None
    query: str | None = None
    """What the user wrote, in rows without an item: a search, a comment."""
    category: str | None = None
    attributes: tuple[str, ...] = ()
