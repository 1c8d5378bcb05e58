"""Labels that no two things share."""

from __future__ import annotations

from collections.abc import Mapping


def distinct(labels: Mapping[str, str]) -> dict[str, str]:
    """Add a number to repeated labels, since a select box distinguishes its options by their labels alone.

    >>> distinct({"x": "log.csv", "y": "log.csv"})
    {'x': 'log.csv', 'y': 'log.csv (2)'}
    """
    seen: dict[str, int] = {}
    by_key = {}
    for key, label in labels.items():
        seen[label] = seen.get(label, 0) + 1
        by_key[key] = label if seen[label] == 1 else f"{label} ({seen[label]})"
    return by_key
