"""Long texts among values: a pattern that a text almost fits takes time that grows with the square of its length."""

from __future__ import annotations

LONGEST_VALUE = 200
"""No number and no time is written in more letters."""
_AN_END = 300


def is_short(text: str) -> bool:
    """Whether a text may be a number or a time as far as its length goes."""
    return len(text) <= LONGEST_VALUE


def ends_of(text: str) -> str:
    """Return a text, or of a long one its beginning and its end, by which patterns see what it looks like.

    >>> ends_of("short"), len(ends_of("{" + "x" * 1_000_000 + "}"))
    ('short', 600)
    """
    return text if len(text) <= 2 * _AN_END else text[:_AN_END] + text[-_AN_END:]
