"""Buttons that download a table of the page, for programs and for a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pyarrow as pa
import streamlit as st

from core.ui.shared.text import _
from core.views.files import table_bytes

Write = Callable[[bool], bytes]
"""Makes a file; True for a spreadsheet."""


def draw_table_downloads(table: pa.Table, kind: str, stem: str) -> None:
    """Offer a table as a file: ``kind`` is what it lists, ``stem`` how its name begins."""
    draw_downloads(lambda for_excel: table_bytes(table, for_excel=for_excel), kind, stem)


def draw_downloads(write: Write, kind: str, stem: str) -> None:
    """Offer a file that is made when it is asked for."""
    kinds = [(_("For upload"), ".csv", False), (_("For Excel"), "_excel.csv", True)]
    for column, (label, ending, for_excel) in zip(st.columns(2), kinds, strict=True):
        column.download_button(
            f"{label}: {kind}{ending}",
            data=partial(write, for_excel),
            file_name=f"{stem}_{kind}{ending}",
            mime="text/csv",
            key=f"download_{kind}{ending}",
            icon=":material/download:",
            on_click="ignore",
            width="stretch",
        )
