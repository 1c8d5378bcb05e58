"""What was found out of items, events and values beside their columns, kept for files that are added later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.ingest.tables.log_table import LogTable


def settled_of(events: LogTable) -> dict[str, Any] | None:
    """Return what was found out of a log, as plain values; None where a preset says it."""
    source = events.source
    if source.preset:
        return None
    return {
        "sql": dict(source.sql),
        "instead": {role: list(columns) for role, columns in source.instead.items()},
        "payments": list(source.payments),
        "rated": list(source.rated),
        "query": events.map.query,
        "states": sorted(header for header, is_so in events.sample.known.items() if is_so),
        "reads_units": events.reads_units,
    }


def as_settled(events: LogTable, settled: Mapping[str, Any]) -> LogTable:
    """Return added files that are read as ``settled_of`` found of the files before them.

    Datasets of earlier versions lack what was found out of states, and that amounts in cents are read as such.
    """
    source = replace(
        events.source,
        sql=settled["sql"],
        instead=settled["instead"],
        payments=tuple(settled["payments"]),
        rated=tuple(settled["rated"]),
    )
    states = settled.get("states", ())
    events.sample.known.update({header: header in states for header in events.sample.columns})
    roles = replace(events.map, query=settled["query"])
    return replace(events, source=source, map=roles, reads_units=settled.get("reads_units", False))
