"""Cells of a sample and of a table, and what stands in them for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from core.store.sql import literal

if TYPE_CHECKING:
    from core.ingest.tables.log_table import LogTable

BLANKS = ("", "null", "nan", "none", "n/a", "\\n")
"""What stands for no id and no value, in small letters, as databases and programs write it."""
NAMELESS = (*BLANKS, "na", "(none)", "(null)", "(not set)", "undefined", "-", "--")
"""What stands for no name too, such as that of an item or of an event."""


def texts_of(events: LogTable, header: str) -> pd.Series[str]:
    """Return the texts of a column of the sample, (n_rows,), "" where nothing is named."""
    texts = ((text or "").strip() for text in events.sample.columns[header])
    return pd.Series(["" if text.lower() in NAMELESS else text for text in texts], dtype="str")


def first_named(columns: Sequence[str]) -> str:
    """Return a template of the first of some columns that names something."""
    cells = ", ".join(filled_sql(f"trim({{{column}}})") for column in columns)
    return f"coalesce({cells})"


def filled_sql(cell: str) -> str:
    """Return SQL for a cell, null where nothing is named.

    >>> filled_sql("{Item}").startswith("case when lower(trim({Item})) not in ('', 'null', ")
    True
    """
    blanks = ", ".join(map(literal, NAMELESS))
    return f"case when lower(trim({cell})) not in ({blanks}) then {cell} end"
