"""The command ``inspect``: how a log would be read, and what in it is hard to believe, without loading it."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.log import add_log_options, source_of
from core.ingest.tables.private import KINDS
from core.population.meanings import write_meaning
from core.settings import load_settings

if TYPE_CHECKING:
    from core.ingest.inspect import FileInspection
    from core.ingest.plausible import Plausibility


def add_inspect(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    inspect = commands.add_parser("inspect", help="say how a log would be read, and what is odd in it")
    add_log_options(inspect)
    inspect.add_argument(
        "--workspace",
        type=Path,
        metavar="DIR",
        help="the workspace whose templates and key of user ids are used (default ATLAS_WORKSPACE)",
    )
    inspect.set_defaults(command=_inspect)


def _inspect(options: argparse.Namespace) -> None:
    from core.ingest.inspect import inspect_log
    from core.ingest.plausible import look_ahead

    settings = load_settings()
    settings = replace(settings, workspace=options.workspace or settings.workspace)
    source = source_of(options, settings)
    inspection = inspect_log(source, settings)
    for found in inspection.files:
        print("\n".join(_about(found)))
    for note in inspection.notes:
        print(note)
    if inspection.is_complete:
        print("\n".join(_ahead(look_ahead(source, settings))))


def _about(found: FileInspection) -> Iterator[str]:
    yield f"{found.file}: {found.name}, {found.n_rows:,} rows"
    for note in found.notes:
        yield f"  {note}"
    for each in found.choices:
        yield f"  {each.role} = {each.column} ({each.reason}; confidence {each.confidence:.2f})"
    if found.unused:
        yield f"  not used: {', '.join(found.unused)}"
    for role in found.missing:
        yield f"  no column looks like the {role}: give --map {role}=COLUMN"
    for column, kind in found.private.items():
        yield f"  private: {column} ({KINDS[kind]}){_what_happens(found, column)}"
    for question in found.questions:
        yield f"  question: {question.sentence}"
        for candidate in question.candidates:
            shown = f" ({', '.join(candidate.examples)})" if candidate.examples else ""
            yield f"    --map {question.role}={candidate.column}: {candidate.reason}{shown}"


def _what_happens(found: FileInspection, column: str) -> str:
    if column not in found.user_columns:
        return ": not stored, masked in rejected rows"
    return ": codes are stored for user ids; --user-ids keep stores them as they are" if found.file == "events" else ""


def _ahead(seen: Plausibility) -> Iterator[str]:
    if seen.basis:
        yield seen.basis
    yield f"{seen.n_usable + seen.n_texts:,} of {seen.n_rows:,} rows can be used ({seen.usable_percent})"
    if seen.n_texts:
        yield f"  {seen.n_texts:,} of them have no item and are kept as text that the user wrote"
    for reason, n in seen.rejected.items():
        yield f"  {n:,} rejected: {reason}"
    yield f"{seen.n_users:,} users, {seen.n_items:,} items, {seen.events_per_user:g} events per user (median)"
    if seen.first:
        yield f"from {seen.first:%Y-%m-%d %H:%M} to {seen.last:%Y-%m-%d %H:%M} UTC"
    if seen.hours:
        yield seen.hours
    for name, n in seen.n_events.items():
        yield f"  {n:,} {name!r} events: --event {shlex.quote(name)}={write_meaning(seen.meanings[name])}"
    for name, n in seen.n_itemless.items():
        yield f"  {n:,} {name!r} events name no item, so they are no interactions: --event {shlex.quote(name)}=ignore"
    if seen.date_question:
        yield f"question: {seen.date_question.sentence}"
        for candidate in seen.date_question.candidates:
            yield f"  --date-order {candidate.column}: {candidate.reason}"
    yield from seen.notes
    for finding in seen.findings:
        yield f"Check: {finding}"
