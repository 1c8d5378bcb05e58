"""Columns that another one of the table rules out as user or item, whatever they score by themselves."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.ingest.evidence import FEW_ROWS, Evidence, Ties
from core.ingest.naming import EXACT, certainty, is_parent
from core.ingest.score import NEVER
from core.population.event_parts import split_name

LEAST_RIVAL = 0.03
"""A column that scores less is nothing to ask about."""
REPEATED = 10
"""So many values must repeat before it counts that each has one value of another column."""
_AS_FULL, _MUCH_EMPTIER, _SAME = 0.95, 0.95, 0.99
_MOST_LINES, _MORE = 100, 2
"""Lines of an order, and how many times as many items there are at least."""
_OF_COPIES = frozenset(["inventory", "copy", "copies", "exemplar", "instance", "asset", "unit"])
_DENSE, _MORE_OFTEN = 0.9, 1.1

Columns = Mapping[str, Evidence]


def without_constants(role: str, scores: Mapping[str, float], columns: Columns) -> dict[str, float]:
    """Leave out columns that are empty or alike in all rows, where another one that speaks for the role is not."""
    varied = [header for header, each in scores.items() if each > LEAST_RIVAL and columns[header].n_distinct > 1]
    if not any(certainty(role, header) > 0 or columns[header].looks["email"] > 0.5 for header in varied):
        return dict(scores)
    return {header: NEVER if _says_nothing(columns[header]) else each for header, each in scores.items()}


def _says_nothing(one: Evidence) -> bool:
    return not one.n_filled or (one.n_distinct == 1 and one.n_filled >= FEW_ROWS)


def without_other_items(scores: Mapping[str, float], columns: Columns) -> dict[str, float]:
    """Leave out what has the name of an item and is none: what a row belongs to, numbers of its lines, and copies."""
    return _without_parents(_without_copies(_without_line_numbers(scores, columns), columns), columns)


def _without_copies(scores: Mapping[str, float], columns: Columns) -> dict[str, float]:
    """Leave out ids of copies, such as those of an inventory, where another column says what each is a copy of."""
    named = [header for header, each in scores.items() if each > LEAST_RIVAL and _is_item(header)]
    copies = [header for header in named if not _OF_COPIES.isdisjoint(split_name(header).split())]
    ties = Ties(columns) if copies else None

    def has_original(header: str) -> bool:
        others = (ties.find((header,), other) for other in named if other not in copies) if ties else ()
        return any(share > _SAME and n >= REPEATED for share, n in others)

    return {header: NEVER if header in copies and has_original(header) else each for header, each in scores.items()}


def _without_parents(scores: Mapping[str, float], columns: Columns) -> dict[str, float]:
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


def _without_line_numbers(scores: Mapping[str, float], columns: Columns) -> dict[str, float]:
    """Leave out the numbers of the lines of each order, such as ``item_id`` from 1 to 5 beside ``product_id``."""
    named = {header: columns[header] for header, each in scores.items() if each > LEAST_RIVAL and _is_item(header)}
    has_orders = any(certainty("order", header) >= EXACT for header in columns)
    return {
        header: NEVER
        if has_orders
        and _counts_lines(columns[header])
        and any(one.n_distinct > _MORE * columns[header].n_distinct for one in named.values())
        else each
        for header, each in scores.items()
    }


def _is_item(header: str) -> bool:
    return certainty("item", header) >= EXACT


def _counts_lines(one: Evidence) -> bool:
    """Whether values are 1, 2, 3 and so on, each of which hardly has more rows than the one before."""
    if one.looks["whole"] < 1 or not 2 <= one.n_distinct <= _MOST_LINES or one.largest * _DENSE > one.n_distinct:
        return False
    counts = np.bincount(one.codes[one.codes >= 0])
    return bool((counts[1:] <= _MORE_OFTEN * counts[:-1]).all()) and one.n_filled >= FEW_ROWS


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
