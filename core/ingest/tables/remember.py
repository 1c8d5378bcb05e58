"""What is kept of a load for the next one: the map of an analyst for the same columns, and what was found out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.ingest.reader.files import name_of_log
from core.ingest.tables.log_table import LogTable
from core.ingest.tables.source import Choice, LogSource
from core.sentences import say
from core.store.templates import Template, find_template, save_template

Given = dict[str, list[str]]


def as_before(source: LogSource, workspace: Path | None, columns: Sequence[str], known: Sequence[str]) -> LogSource:
    """Return the source with the map that was given for these columns before.

    Parameters
    ----------
    source
        What is asked for now. A preset that is named, or a complete map, leaves no role to be remembered; single roles
        and meanings win over the earlier ones.
    workspace
        Where templates are kept; None for none.
    columns
        The columns of the events.
    known
        The columns of all tables: a role whose column is missing is forgotten.
    """
    template = find_template(workspace, columns) if workspace and not source.adds_to else None
    if template is None:
        return source
    source = replace(source, known_meanings=template.meanings)
    if source.preset is not None or source.is_complete_map:
        return source
    kept = {role: found for role, found in template.map.items() if set(found) <= set(known)}
    is_complete = template.is_complete and len(kept) == len(template.map)
    now = as_lists(source.map)
    earlier = {key: found for key, found in kept.items() if key not in now and key.rpartition(".")[2] not in now}
    return replace(
        source, preset=template.preset, map={**earlier, **now}, is_complete_map=is_complete, remembered=tuple(earlier)
    )


def keep(workspace: Path, source: LogSource, columns: Sequence[str], preset: str) -> None:
    """Keep the map and the meanings of event types of a log that was prepared, where an analyst gave any."""
    if source.map or source.meanings:
        name = name_of_log(source.events)
        meanings = {**source.known_meanings, **source.meanings}
        template = Template(tuple(columns), preset, as_lists(source.map), source.is_complete_map, name, meanings)
        save_template(workspace, template)


def as_remembered(choices: Sequence[Choice], source: LogSource) -> list[Choice]:
    """Return the choices with a reason of their own where the role was given at an earlier load."""
    reason = say("columns known from an earlier load")
    return [replace(each, reason=reason) if _is_remembered(each, source) else each for each in choices]


def _is_remembered(choice: Choice, source: LogSource) -> bool:
    return bool({choice.role, f"{choice.file}.{choice.role}"} & set(source.remembered))


def as_lists(given: Mapping[str, str | list[str]]) -> Given:
    """Return a map in which every role has a list; an empty one where the role was given no column."""
    return {role: [each] * bool(each) if isinstance(each, str) else list(each) for role, each in given.items()}


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
