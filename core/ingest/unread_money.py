"""Columns that hold money by their values and play no role, in a log of orders that has no value."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.ingest.log_table import LogTable
from core.ingest.numbers import CURRENCY, are_numbers
from core.population.event_parts import split_name
from core.population.meanings import is_rating
from core.sentences import Sentence, say

_HAS_CURRENCY = re.compile(rf"(?<![A-Za-z])(?:{CURRENCY})(?![A-Za-z])")
_HAS_CENTS = re.compile(r".*\d[.,]\d\d(?!\d).*")
_NO_MONEY = re.compile(
    r"\b(weight|gewicht|poids|peso|length|height|width|distance|duration|latitude|longitude|lat|lon|lng|percent\w*|pct|rate"
    r"|ratio|score|discount\w*|tax|vat|shipping|fee|fees|tip|hours?|minutes|seconds)\b"
)
"""Words of other measures, and of parts of an amount."""
_MOSTLY = 0.8


def columns_of_money(events: LogTable, used: Sequence[str]) -> list[str]:
    """List the columns without a role that hold amounts of money, by a currency or by cents in nearly all rows."""
    sample = events.sample
    return [header for header in sample.columns if header not in used and _holds_money(header, sample.texts(header))]


def note_without_value(events: LogTable, used: Sequence[str]) -> list[Sentence]:
    """Say that a log of orders has no value, and which columns may hold it; nothing where none looks so."""
    found = columns_of_money(events, used)
    if not found:
        return []
    return [
        say(
            "No value was found: no column is called as an amount is. {columns} may hold amounts of money; if one of "
            "them is what was paid, take it as the value.",
            columns=", ".join(map(repr, found)),
        )
    ]


def _holds_money(header: str, texts: Sequence[str]) -> bool:
    """Whether a column holds money.

    >>> _holds_money("Stukprijs", ["€ 12,34", "€ 5,00"]), _holds_money("weight", ["1.25", "3.50"])
    (True, False)
    """
    if not texts or _NO_MONEY.search(split_name(header)) or is_rating(header) or not are_numbers(texts):
        return False
    n_currency = sum(bool(_HAS_CURRENCY.search(text)) for text in texts)
    n_cents = sum(bool(_HAS_CENTS.fullmatch(text.strip())) for text in texts)
    return max(n_currency, n_cents) > _MOSTLY * len(texts)
