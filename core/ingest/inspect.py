"""Look at the files of a log before it is loaded: columns, the role of each with reasons, the first rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.files.temporary import temporary_folder
from core.ingest.columns.chosen import preset_choices
from core.ingest.columns.guess import column_map, given_for, missing_roles
from core.ingest.columns.linked_ids import ask_for_links
from core.ingest.columns.own_key import propose_roles
from core.ingest.opening.log import TABLES, Opened, in_words, open_tables, settle_items
from core.ingest.presets.table import NO_PRESET
from core.ingest.reader.kept_files import KeptFiles, others
from core.ingest.reader.limits import explained
from core.ingest.reader.read import RawTable
from core.ingest.rows.unused import unused_columns
from core.ingest.tables.layout import layout_of
from core.ingest.tables.log_table import LogTable
from core.ingest.tables.protect import private_columns
from core.ingest.tables.remember import as_remembered
from core.ingest.tables.source import Choice, LogSource, Question, check_timezone
from core.sentences import Sentence, say_n
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
    questions: tuple[Question, ...]
    """What must be answered before the log is loaded."""
    unused: tuple[str, ...]
    """Columns that play no role."""
    missing: tuple[str, ...]
    """Roles that the file needs and that no column plays."""
    preview: tuple[tuple[str | None, ...], ...]
    """The first 20 rows as text, in the order of ``columns``."""
    notes: tuple[str, ...]
    private: Mapping[str, str] = field(default_factory=dict)
    """Column that identifies people → kind, of ``core.ingest.tables.private.KINDS``."""
    user_columns: tuple[str, ...] = ()
    """The columns that user ids are proposed to be taken from."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the files of a log hold."""

    files: tuple[FileInspection, ...]
    preset: str = NO_PRESET
    """The preset that was applied, given or recognised; ``none`` where there is none."""
    notes: tuple[str, ...] = ()
    """How the preset was recognised and what it assumes."""

    @property
    def is_complete(self) -> bool:
        """Whether every needed role has a column."""
        return not any(each.missing for each in self.files)


def inspect_log(source: LogSource, settings: Settings, kept: KeptFiles | None = None) -> Inspection:
    """Read the headers and first rows of a log, and guess what is not given in ``source.map``.

    ``kept``: what was read of the files before.

    Raises ``IngestError`` when a file cannot be read; a role without a column is no error here.
    """
    timezone = check_timezone(source.timezone)
    with temporary_folder() as folder:
        layout = layout_of(source, folder)
        paths = [path for table in layout.tables.values() for path in table.paths]
        with explained(source.events.name), Scratch(folder, paths, timezone, settings, others(kept)) as scratch:
            opened = open_tables(scratch, layout, source, settings.workspace, kept)
            named = [(name, opened.layout.tables[name], raws) for name, raws in opened.raws.items() if name in TABLES]
            tables = [in_words(scratch, *each) for each in named]
            files = _describe_all(scratch, tables, opened)
    return Inspection(tuple(files), opened.layout.preset_name, opened.layout.notes)


def _describe_all(scratch: Scratch, tables: Sequence[LogTable], opened: Opened) -> list[FileInspection]:
    events, files = None, []
    by_name = {table.name: table for table in tables}
    for table in tables:
        choices, questions = _choices(scratch, by_name, table, opened.source, events)
        if table.name == "events":
            events = replace(table, map=column_map(choices, table.name))
        files.append(_describe(table, choices, questions, opened.layout.is_product, opened.source))
    return files


def _choices(
    scratch: Scratch, tables: Mapping[str, LogTable], table: LogTable, source: LogSource, events: LogTable | None
) -> tuple[list[Choice], list[Question]]:
    given = given_for(source.map, table.name)
    if table.source.preset is not None:
        return as_remembered(preset_choices(scratch, table, given), source), []
    proposal = propose_roles(scratch, table, given, events)
    if table.name == "events":
        proposal = ask_for_links(scratch, tables, proposal, given)
    return as_remembered(proposal.choices, source), proposal.questions


def _describe(
    table: LogTable, choices: list[Choice], questions: list[Question], is_product: str, source: LogSource
) -> FileInspection:
    table = replace(table, map=column_map(choices, table.name))
    if table.name == "events":
        table, _notes = settle_items(table, source)  # what they say hangs on the roles, which may still change
    columns = [texts[:N_PREVIEW] for texts in table.sample.columns.values()]
    return FileInspection(
        file=table.name,
        name=table.raws[0].name,
        columns=tuple(table.sample.columns),
        n_rows=sum(raw.n_rows for raw in table.raws),
        choices=tuple(choices),
        questions=tuple(questions),
        unused=unused_columns(table, choices, is_product),
        missing=tuple(missing_roles(table.name, choices, given_for(source.map, table.name), questions)),
        preview=tuple(zip(*columns, strict=True)),
        notes=(*(note for raw in table.raws for note in raw.notes), *_on_malformed(table.raws)),
        private=private_columns(table),
        user_columns=table.user_columns,
    )


def _on_malformed(raws: Sequence[RawTable]) -> list[Sentence]:
    """Say how many lines are no records, which a load rejects, with the first of them."""
    found = [(raw.name, each) for raw in raws for each in raw.found.malformed]
    if not found:
        return []
    name, first = found[0]
    return [
        say_n(
            "{n:,} line is no record, so it is not among these rows and will be rejected: line {line:,} of {file}, "
            "{why}.",
            "{n:,} lines are no records, so they are not among these rows and will be rejected, such as line {line:,} "
            "of {file}: {why}.",
            len(found),
            line=first.line,
            file=name,
            why=first.reason,
        )
    ]
