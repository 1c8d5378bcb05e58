"""Reports that name a customer once, in a row of its own above the rows that belong to it, with a total below them.

QuickBooks, Sage and Tally write such reports. Each row gets the name that stands above it; captions and totals are no
records.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from core.ingest.reader.cells import Division, begun, share_blank
from core.ingest.reader.rows import Raw
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
_TOTALS = "select distinct {first} from {table} where {first} is not null and {n_others} > 0 limit {most}"
_MOST = 100_000


def is_total(text: str) -> bool:
    """Whether a cell names a total, such as "Grand total".

    >>> is_total("Total learners"), is_total("Totality")
    (True, False)
    """
    return bool(_TOTAL.search(text.strip()))


def has_captions(scratch: Scratch, sql: str, headers: Sequence[str]) -> bool:
    """Whether the first column of a table holds nothing but captions in rows of their own, and names of totals."""
    if len(headers) < _FEW_COLUMNS:
        return False
    first, *others = (f"nullif(trim(c{place}), '')" for place in range(len(headers)))
    n_others = " + ".join(f"({cell} is not null)::integer" for cell in others)
    parts = {"first": first, "n_others": f"({n_others})", "table": sql}
    if share_blank(scratch, sql, lambda: begun(scratch, sql, 1)[0]) < _SOME:
        return False
    [(n_captions, n_own, n_others_filled, begins)] = scratch.rows(_KINDS.format(**parts))
    if n_captions < _LEAST or not begins or n_own < _MOSTLY * (n_captions + n_own + n_others_filled):
        return False
    totals = scratch.rows(_TOTALS.format(**parts, most=_MOST))
    return all(_TOTAL.search(str(text).strip()) for (text,) in totals)


def under_captions(scratch: Scratch, name: str, raw: Raw) -> Division | None:
    """Give each row of a report the caption that stands above it; None of any other table.

    What stands below a total, and above the next caption, has none.
    """
    if not has_captions(scratch, raw.sql, raw.headers):
        return None
    first, *_others = raw.headers
    caption: list[str | None] = [None]

    def divided(_row_no: int, texts: Mapping[str, str | None]) -> list[dict[str, Any]]:
        above = (texts[first] or "").strip()
        has_others = any(text and text.strip() for header, text in texts.items() if header != first)
        if above:
            caption[0] = None if has_others or _TOTAL.search(above) else above
            return []
        return [{**texts, first: caption[0]}] if has_others else []

    def notes(n_before: int, n_after: int) -> tuple[Sentence, ...]:
        return (
            say(
                "{file}: what stands in rows of its own above others is {header!r} of each of them; {n:,} rows of "
                "captions and totals are no records.",
                file=name,
                header=first,
                n=n_before - n_after,
            ),
        )

    return Division(divided, notes)
