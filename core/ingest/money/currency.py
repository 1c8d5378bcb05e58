"""In which currency the amounts of a log are, where a column says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Any

from core.attributes.names import fold, without_accents
from core.ingest.reader.reshape import rows_sql
from core.ingest.tables.log_table import LogTable, filled_sql
from core.sentences import say
from core.store.scratch import Scratch

_NAMES = re.compile(
    r"(transaction|order|price|item|payment|presentment|store|shop|local|tr|ti)?"
    r"(currency|currencycode|currencyiso|currencyisocode|isocurrency|curr|ccy|ccycode|crncy)"
    r"|wahrung|wahrg|waehrung|wahrungscode|devise|codedevise|moneda|valuta|moeda|通貨|币种|幣別|货币|貨幣"
)
"""Columns of currencies, as ``fold`` writes them without accents."""
_CODE = "[A-Z]{3}"
_MOST_STATED = 4


def find_currencies(scratch: Scratch, events: LogTable) -> dict[str, int]:
    """Count the rows of each currency, by its code of three letters, the most frequent first; empty without amounts.

    Of several columns the one counts that stands closest to the value: "order.currency" beside "order.amount".
    """
    column = currency_column(events)
    if column is None or not (events.map.value or "value" in events.source.sql):
        return {}
    codes = rows_sql(events.raws, lambda raw: f"upper({filled_sql(f'trim({raw.column(column)})')}) as code", column)
    rows = scratch.rows(
        f"select code, count(*) as n from ({codes}) "  # noqa: S608
        f"where regexp_full_match(code, '{_CODE}') group by code order by n desc, code"
    )
    return {str(code): int(n) for code, n in rows}


def notes_on_currencies(found: Mapping[str, int]) -> list[str]:
    """Say that amounts in several currencies are added up as they stand; nothing for one."""
    if len(found) < 2:
        return []
    total = sum(found.values())
    shares = [f"{code} {100 * n / total:.1f} %" for code, n in found.items()]
    more = [say("and {n} more", n=len(shares) - _MOST_STATED)] if len(shares) > _MOST_STATED else []
    return [
        say(
            "Amounts are in several currencies ({shares}) and stay as they are written: what users spend is a sum of "
            "different ones. Convert them before the load for figures that can be compared.",
            shares=", ".join([*shares[:_MOST_STATED], *more]),
        )
    ]


def merged_currencies(before: Mapping[str, Any], load: Mapping[str, Any]) -> list[str]:
    """Return the currencies of a dataset after one more load; none where it is not known of all amounts."""
    if any(each.get("has_values") and not each.get("currencies") for each in (before, load)):
        return []
    return list(dict.fromkeys([*before.get("currencies", ()), *load.get("currencies", ())]))


def currency_column(events: LogTable) -> str | None:
    """Return the column of currencies that stands closest to the value; None without one."""
    headers = dict.fromkeys(header for raw in events.raws for header in raw.headers)
    named = [header for header in headers if _NAMES.fullmatch(_own_name(header))]
    return max(named, key=lambda header: _n_shared(header, events.map.value or ""), default=None)


def _own_name(header: str) -> str:
    return fold(without_accents(re.split(r"[.:/]", header.strip())[-1].casefold()))


def _n_shared(header: str, value: str) -> int:
    """Count the letters with which both begin."""
    pairs: Iterable[Sequence[str]] = zip(header, value, strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
