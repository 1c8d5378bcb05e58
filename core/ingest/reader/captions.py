"""Reports that name a customer once, in a row of its own above the rows that belong to it, with a total below them.

QuickBooks, Sage and Tally write such reports. Each row gets the name that stands above it; captions and totals are no
records.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from core.ingest.reader.cells import add_divided
from core.ingest.reader.nested import Parts
from core.ingest.reader.repair import Repaired
from core.sentences import Sentence, say
from core.store.scratch import Scratch

_TOTAL = re.compile(
    r"(?i)^(sub|grand )?total\b|^(sum|summe|gesamt\w*|zwischensumme|endsumme|somme|sous-total|suma|totale|totaal|razem"
    r"|итого|всего|合计|小计|总计|合計|小計|総計)\b|\b(total|summe)$"
)
_LEAST, _MOSTLY, _SOME, _FEW_COLUMNS = 3, 0.5, 0.25, 3
"""Captions; share of rows that belong to one, and of the first rows; columns of a table with captions."""
_KINDS = """
select count(*) filter (is_caption), count(*) filter (is_own), count(*) filter (not (is_caption or is_own or is_blank)),
    bool_or(is_caption) filter (row_no = first) from (
    select *, min(row_no) filter (not is_blank) over () as first from (
        select row_no, {first} is not null and {n_others} = 0 as is_caption,
            {first} is null and {n_others} > 1 as is_own,
            {first} is null and {n_others} = 0 as is_blank from {table}))"""
_BLANK = "select avg(({first} is null)::integer) from {table} where row_no < 1000"
_TOTALS = "select distinct {first} from {table} where {first} is not null and {n_others} > 0 limit {most}"
_MOST = 100_000


def has_captions(scratch: Scratch, sql: str, headers: Sequence[str]) -> bool:
    """Whether the first column of a table holds nothing but captions in rows of their own, and names of totals."""
    if len(headers) < _FEW_COLUMNS:
        return False
    first, *others = (f"nullif(trim(c{place}), '')" for place in range(len(headers)))
    n_others = " + ".join(f"({cell} is not null)::integer" for cell in others)
    parts = {"first": first, "n_others": f"({n_others})", "table": sql}
    if (scratch.one(_BLANK.format(**parts)) or 0.0) < _SOME:
        return False
    [(n_captions, n_own, n_others_filled, begins)] = scratch.rows(_KINDS.format(**parts))
    if n_captions < _LEAST or not begins or n_own < _MOSTLY * (n_captions + n_own + n_others_filled):
        return False
    totals = scratch.rows(_TOTALS.format(**parts, most=_MOST))
    return all(_TOTAL.search(str(text).strip()) for (text,) in totals)


def add_captioned(scratch: Scratch, sql: str, headers: Sequence[str], found: Repaired, parts: Parts) -> Repaired:
    """Add the rows of a table to ``parts``, each with the caption above it; return where rows start now.

    What stands below a total, and above the next caption, has none.
    """
    caption: list[str | None] = [None]

    def divided(_row_no: int, texts: Mapping[str, str | None]) -> list[dict[str, Any]]:
        name = (texts[headers[0]] or "").strip()
        has_others = any(text and text.strip() for header, text in texts.items() if header != headers[0])
        if name:
            caption[0] = None if has_others or _TOTAL.search(name) else name
            return []
        return [{**texts, headers[0]: caption[0]}] if has_others else []

    return add_divided(scratch, sql, headers, found, parts, divided)


def note_on_captions(name: str, header: str, n_before: int, n_after: int) -> Sentence:
    """Say what stood above the rows, and how many rows were no records."""
    return say(
        "{file}: what stands in rows of its own above others is {header!r} of each of them; {n:,} rows of captions and "
        "totals are no records.",
        file=name, header=header, n=n_before - n_after,
    )  # fmt: skip
