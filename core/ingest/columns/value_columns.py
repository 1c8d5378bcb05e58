"""How well values fit as what an event is worth: amounts of money and ratings."""

from __future__ import annotations

from collections.abc import Mapping

from core.ingest.names.naming import EXACT, certainty
from core.ingest.names.plain_name import plain
from core.ingest.tables.evidence import FEW_ROWS, NEVER, Evidence

_FEW_PIECES = 1_000
"""Whole numbers up to this, beside amounts far larger, are pieces rather than money."""
_MAY_BE_CODES, _FEW_CODES = ("payment", "charged", "stake"), 12
_SPELLED = 0.8
"""What ratings in words, stars or thumbs score as values."""

Columns = Mapping[str, Evidence]


def score_value(one: Evidence, name: float, columns: Columns) -> float:
    """Score values as amounts or ratings; ``name`` is how certain the name is."""
    if one.is_spelled:
        return _SPELLED
    if not one.is_number or one.is_date or (one.is_epoch and name < EXACT) or _is_idle(one):
        return NEVER
    if is_price(one):
        return 1.0
    return 0.3 if 0 < one.largest <= _FEW_PIECES and _has_amount(one, columns) else 0.7


def _is_idle(one: Evidence) -> bool:
    """Whether all rows have a zero."""
    return is_constant(one) and not one.example.strip("0.,")


def is_constant(one: Evidence) -> bool:
    """Whether all rows have one value, in a table large enough to say so."""
    return one.n_filled >= FEW_ROWS and one.n_distinct == 1


def _has_amount(one: Evidence, columns: Columns) -> bool:
    """Whether another column with the name of a value has prices, or numbers far above this one's."""
    return any(
        other is not one
        and other.is_number
        and certainty("value", header) >= EXACT
        and (is_price(other) or other.largest > 5 * one.largest)
        for header, other in columns.items()
    )


def is_price(one: Evidence) -> bool:
    """Whether most values are numbers with decimals, as prices are."""
    return one.is_number and one.looks["price"] > 0.2 and one.looks["whole"] < 0.8


def may_be_codes(header: str, one: Evidence) -> bool:
    """Whether a name of what was paid may be that of a way to pay, or of a yes or no: a few whole numbers."""
    return plain(header) in _MAY_BE_CODES and one.n_distinct <= _FEW_CODES and not is_price(one)


def may_be_extension(header: str, columns: Columns) -> bool:
    """Whether whole numbers called "Ext" may be extensions of telephones: no column counts pieces of what was sold."""
    is_named = header.strip().lower() == "ext" and columns[header].looks["whole"] == 1
    return is_named and not any(certainty("quantity", each) >= EXACT for each in columns)
