"""Look at the files of a log before it is loaded: columns, the role of each with reasons, the first rows."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import IngestError
from core.ingest.files import find_files
from core.ingest.guess import given_for, missing_roles, propose_map
from core.ingest.log import open_log
from core.ingest.presets import PRESETS, layout_of
from core.ingest.read import RawTable, open_table
from core.ingest.sample import Sample, take_sample
from core.ingest.source import Choice, LogSource, check_timezone
from core.settings import Settings
from core.store.scratch import Scratch

N_PREVIEW = 20


@dataclass(frozen=True, slots=True)
class FileInspection:
    """What one file of a log holds."""

    file: str
    """events, items or users."""
    name: str
    columns: tuple[str, ...]
    n_rows: int
    choices: tuple[Choice, ...]
    """The role of each column in use, with the reason."""
    missing: tuple[str, ...]
    """Roles that the file needs and that no column plays."""
    preview: tuple[tuple[str | None, ...], ...]
    """The first 20 rows as text, in the order of ``columns``."""
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the files of a log hold."""

    files: tuple[FileInspection, ...]
    presets: tuple[str, ...]
    """Published layouts that the files have."""

    @property
    def is_complete(self) -> bool:
        """Whether every needed role has a column."""
        return not any(each.missing for each in self.files)


def inspect_log(source: LogSource, settings: Settings) -> Inspection:
    """Read the headers and first rows of a log, and guess what is not given in ``source.map``.

    Raises ``IngestError`` when a file cannot be read; a role without a column is no error here.
    """
    without_header = () if source.preset else fitting_presets(source, ())
    if without_header:  # known by the names of its files alone, and not to be read without its layout
        source = replace(source, items=None, users=None, preset=without_header[0])
    timezone = check_timezone(source.timezone)
    with (
        tempfile.TemporaryDirectory(prefix="inspect-") as folder,
        Scratch(Path(folder), _inputs(source), timezone, settings) as scratch,
    ):
        files = _inspect_preset(scratch, source) if source.preset else _inspect(scratch, source)
    return Inspection(tuple(files), fitting_presets(source, files[0].columns))


def fitting_presets(source: LogSource, columns: tuple[str, ...]) -> tuple[str, ...]:
    """List the published layouts that the files have; ``columns`` are those of the events file."""
    return tuple(preset for preset in PRESETS if _fits(replace(source, preset=preset), columns))


def _fits(source: LogSource, columns: tuple[str, ...]) -> bool:
    try:
        layout = layout_of(replace(source, items=None, users=None))
    except IngestError:
        return False
    return all(column in columns for column in layout.events.columns)


def _inputs(source: LogSource) -> list[Path]:
    if source.preset:
        layout = layout_of(source)
        return [path for table in (layout.events, layout.items, layout.users) if table for path in table.paths]
    return [path for each in (source.events, source.items, source.users) if each for path in find_files(each)]


def _inspect(scratch: Scratch, source: LogSource) -> list[FileInspection]:
    named = (("events", source.events), ("items", source.items), ("users", source.users))
    found = []
    for file, path in named:
        if path:
            raws = tuple(open_table(scratch, each) for each in find_files(path))
            sample = take_sample(scratch, raws)
            found.append(_describe(file, raws, sample, propose_map(scratch, file, sample, given_for(source.map, file))))
    return found


def _inspect_preset(scratch: Scratch, source: LogSource) -> list[FileInspection]:
    log = open_log(scratch, layout_of(source), source)
    return [
        _describe(table.name, table.raws, table.sample, [each for each in log.choices if each.file == table.name])
        for table in log.tables
    ]


def _describe(file: str, raws: Sequence[RawTable], sample: Sample, choices: list[Choice]) -> FileInspection:
    columns = [texts[:N_PREVIEW] for texts in sample.columns.values()]
    return FileInspection(
        file=file,
        name=raws[0].name,
        columns=tuple(sample.columns),
        n_rows=sum(raw.n_rows for raw in raws),
        choices=tuple(choices),
        missing=tuple(missing_roles(file, choices)),
        preview=tuple(zip(*columns, strict=True)),
        notes=tuple(note for raw in raws for note in raw.notes),
    )
