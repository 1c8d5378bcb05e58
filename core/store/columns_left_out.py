"""The columns of files that no role used when a dataset was loaded, from what the load reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def columns_left_out(report: Mapping[str, Any]) -> dict[str, str]:
    """Return each column to its file; of loads that kept only the note on them, the first ones of each file.

    None of loads before there were sentences.

    Parameters
    ----------
    report
        Of a load, as plain values.
    """
    if kept := report.get("unused"):
        return {column: file for file, columns in kept.items() for column in columns}
    notes = report.get("sentences", {}).get("notes", ())
    return dict(pair for note in notes for pair in _columns(note))


def _columns(note: Any) -> Iterator[tuple[str, str]]:
    """Give the columns that a sentence, or one in it, lists for a file."""
    values = note.get("values", {}) if isinstance(note, Mapping) else {}
    if isinstance(values.get("columns"), str) and "file" in values:
        yield from ((column, str(values["file"])) for column in values["columns"].split(", "))
    for value in values.values():
        yield from _columns(value)
