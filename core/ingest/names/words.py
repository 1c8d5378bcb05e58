"""Words written in lines, as tables of them are."""

from __future__ import annotations


def words(*lines: str) -> tuple[str, ...]:
    """Return the words of some lines, which have blanks between them, in their order.

    >>> words("user customer", "client")
    ('user', 'customer', 'client')
    """
    return tuple(" ".join(lines).split())


def word_set(*lines: str) -> frozenset[str]:
    """Return the words of some lines as a set."""
    return frozenset(" ".join(lines).split())
