"""Columns that another one of the table rules out as user or item, whatever they score by themselves."""

from __future__ import annotations

from collections.abc import Mapping

from core.ingest.evidence import FEW_ROWS, Evidence, Ties
from core.ingest.naming import certainty, is_parent
from core.ingest.score import NEVER

LEAST_RIVAL = 0.03
"""A column that scores less is nothing to ask about."""
REPEATED = 10
"""So many values must repeat before it counts that each has one value of another column."""
_AS_FULL, _MUCH_EMPTIER, _SAME = 0.95, 0.95, 0.99

Columns = Mapping[str, Evidence]


def without_constants(role: str, scores: Mapping[str, float], columns: Columns) -> dict[str, float]:
    """Leave out columns that are alike in all rows, where another one that speaks for the role is not."""
    varied = [header for header, each in scores.items() if each > LEAST_RIVAL and columns[header].n_distinct > 1]
    if not any(certainty(role, header) > 0 or columns[header].looks["email"] > 0.5 for header in varied):
        return dict(scores)
    return {
        header: NEVER if columns[header].n_distinct == 1 and columns[header].n_filled >= FEW_ROWS else each
        for header, each in scores.items()
    }


def without_parents(scores: Mapping[str, float], columns: Columns) -> dict[str, float]:
    """Leave out what a row belongs to or answers, where a column that is as full says what the row is about."""
    own = [
        columns[header].fullness
        for header, each in scores.items()
        if each > LEAST_RIVAL and certainty("item", header) > 0 and not is_parent(header)
    ]
    return {
        header: NEVER if is_parent(header) and max(own, default=0.0) >= _AS_FULL * columns[header].fullness else each
        for header, each in scores.items()
    }


def without_emptier(scores: Mapping[str, float], columns: Columns) -> dict[str, float]:
    """Leave out ids of users where a column that is much fuller names the same people."""
    named = [header for header, each in scores.items() if each > LEAST_RIVAL and certainty("user", header) > 0]
    ties = Ties(columns)

    def is_same(one: str, other: str) -> bool:
        found = (ties.find((one,), other), ties.find((other,), one))
        return all(share > _SAME and n >= REPEATED for share, n in found)

    return {
        header: NEVER
        if header in named
        and any(
            columns[header].fullness < _MUCH_EMPTIER * columns[other].fullness and is_same(header, other)
            for other in named
        )
        else each
        for header, each in scores.items()
    }
