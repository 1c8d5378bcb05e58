"""Apply the map that an analyst gave to the same columns before, and keep the present one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from core.ingest.reader.files import name_of_log
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
