"""Load a log into the store."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

from core.ingest.append import Before, as_in_dataset, before_of, check_layout, merged_meta, merged_report, reading_of
from core.ingest.money.currency import find_currencies, notes_on_currencies
from core.ingest.notes import note_on_texts, notes_on, unused_of
from core.ingest.opening.log import Log, open_log
from core.ingest.overlap import join_to
from core.ingest.reader.files import name_of_log
from core.ingest.reader.limits import explained
from core.ingest.replaced import lines_of
from core.ingest.rows.answered_by_event import find_answers, note_on_answers, sure_answer
from core.ingest.rows.assemble import Assembled, assemble, collect_rejected, make_texts
from core.ingest.rows.catalogue import count_texts, load_items, load_users
from core.ingest.rows.charges import Charges, find_charges
from core.ingest.rows.clean import Formats, Left, find_formats, look_back, stage
from core.ingest.rows.duplicates import find_duplicates
from core.ingest.rows.event_counts import count_events, count_no_items, count_refunds, note_on_meanings
from core.ingest.rows.event_types import (
    choose_meanings,
    count_without_items,
    find_itemless,
    find_rating_scale,
    note_on_scale,
)
from core.ingest.rows.ids import IdColumn, settle_ids, suspicious_users
from core.ingest.rows.money import finish_money
from core.ingest.rows.order_lines import settle_lines
from core.ingest.rows.repeats import note_on_repeats, note_on_scanned
from core.ingest.rows.unused import notes_on_consent, unused_consent
from core.ingest.rows.words import number_words
from core.ingest.tables.layout import Layout, layout_of
from core.ingest.tables.protect import make_codes
from core.ingest.tables.remember import keep
from core.ingest.tables.source import IngestReport, LogSource, check_event_names, check_report, check_timezone
from core.ingest.values.clocks import clock_of_staged
from core.ingest.values.identity import check_mark, mark_of, need_key, note_on_key, read_key
from core.population.tables import meanings_from_meta
from core.settings import Settings
from core.stages.progress import Progress, silent
from core.stages.table import Stage
from core.store.dataset_info import NewDataset
from core.store.scratch import SCRATCH_FILE, Scratch
from core.store.store import Store
from core.types.meaning import Meaning

BEFORE = "before"
"""The folder for what a dataset holds already."""


def load_log(store: Store, source: LogSource, author: str, *, progress: Progress = silent) -> IngestReport:
    """Read a log, understand its columns, clean it, and put it into the store.

    The same files with the same columns and time zone are loaded once: the second time the first report is returned.
    Raises ``IngestError`` when a file cannot be read, a column is not found, or no event is left.
    """
    parent = store.workspace / "tmp"
    parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="ingest-", dir=parent) as made:
        folder, known = Path(made), store.known_marks()
        before = before_of(store, source.adds_to, folder / BEFORE) if source.adds_to else None
        dataset = prepare_log(folder, source, store.settings, known, progress, before)
        if before or dataset.dataset_id not in known:
            progress(Stage.STORE, 0.0)
            store.add_dataset(dataset, folder / SCRATCH_FILE, author)
        if dataset.dataset_id in known:
            store.restore_dataset(dataset.dataset_id)
    progress(Stage.STORE, 1.0)
    if before:
        return IngestReport.from_dict(dataset.load)
    info = store.dataset(dataset.dataset_id, 1) if dataset.dataset_id in known else None
    return IngestReport.from_dict(info.report if info else dataset.report)


def prepare_log(
    folder: Path,
    source: LogSource,
    settings: Settings,
    known: Mapping[str, str],
    progress: Progress,
    before: Before | None = None,
) -> NewDataset:
    """Read, understand and clean a log; leave the tables that the store takes over in a scratch database in a folder.

    Parameters
    ----------
    folder
        An empty folder inside the workspace.
    source
        The log.
    settings
        Memory limit and threads.
    known
        Ids of the datasets that the store holds, which are not prepared again → marks of the keys of their users.
    progress
        Gets the stages "read" and "clean".
    before
        The dataset that the files are added to; they are read as its other files were.

    Raises
    ------
    IngestError
        A file cannot be read, a column is not found, or no event is left.
    """
    progress(Stage.READ, 0.0)
    source = as_in_dataset(source, before.meta) if before else source
    layout = layout_of(source, folder)
    paths = [*paths_of(layout), *(before.files if before else ())]
    timezone = check_timezone(source.timezone)
    with explained(source.events.name), Scratch(folder, paths, timezone, settings) as scratch:
        log = open_log(scratch, layout, source, settings.workspace)
        if before:
            check_layout(log, before)
            mark = before.report.get("key_mark", "")
            check_mark(mark, read_key(settings.workspace), is_needed=log.events.has_codes)
            return _prepare_addition(scratch, log, settings.workspace, progress, before)
        if found := _known_as(log, known):
            return NewDataset(found, {}, {})
        report, meta = _prepare(scratch, log, settings.workspace, progress)
        notes = note_on_key(read_key(settings.workspace) if log.events.has_codes else None, known.values())
        report = replace(report, notes=(*notes, *report.notes))
        check_report(report)
    keep(settings.workspace, log.source, log.columns, log.layout.preset_name)
    return NewDataset(log.dataset_id, meta, report.as_dict(), log.content_hash)


def _known_as(log: Log, known: Mapping[str, str]) -> str:
    """Return the dataset that the log is already; "" where it is none."""
    if log.dataset_id in known:
        return log.dataset_id
    is_alone = log.source.takes_same_events and not (log.items or log.users)
    return log.source.same_events.get(log.events_id, "") if is_alone else ""


def _prepare_addition(scratch: Scratch, log: Log, workspace: Path, progress: Progress, before: Before) -> NewDataset:
    """Make the tables of what the files add to a dataset."""
    report, meta = _prepare(scratch, log, workspace, progress, before)
    joined = join_to(scratch, before, lines_of(log, before), meta)
    report = replace(
        report,
        dataset_id=before.dataset_id,
        n_stored=report.n_stored - joined.n_already_there,
        n_already_there=joined.n_already_there + joined.n_texts_there,
        n_replaced=joined.n_replaced,
        n_texts=report.n_texts - joined.n_texts_there,
        n_users=joined.n_users,
        n_items=joined.n_items,
        n_events=joined.n_events,
        notes=(*joined.notes, *report.notes),
    )
    check_report(report)
    check_event_names(len(joined.event_names))
    progress(Stage.CLEAN, 1.0)
    load = report.as_dict()
    whole = merged_meta(before.meta, meta, joined.event_names, joined.attributes)
    return NewDataset(
        before.dataset_id, whole, merged_report(before.report, load), log.content_hash, load, before.version_id
    )


def _load_beside(scratch: Scratch, log: Log, workspace: Path) -> tuple[list[str], list[str]]:
    """Take over the files about items and users; return the attributes of users, and notes on both files."""
    notes = load_items(scratch, log.items)
    attributes, more = load_users(scratch, log.users, read_key(workspace))
    return attributes, notes + more


def paths_of(layout: Layout) -> list[Path]:
    """List the files of a log."""
    return [path for table in layout.tables.values() for path in table.paths]


def _prepare(
    scratch: Scratch, log: Log, workspace: Path, progress: Progress, before: Before | None = None
) -> tuple[IngestReport, dict[str, Any]]:
    """Make the tables that the store takes over; return the report, and what a population needs beside the tables."""
    source = log.source
    formats, notes = stage_all(scratch, log, source, progress)
    marked = find_duplicates(scratch, log.events, before.meta["has_time_of_day"] if before else None)
    check_event_names(marked.n_types)
    notes += [*note_on_scanned(marked.n_scanned), *note_on_repeats(scratch, log.events, marked.n_duplicates)]
    n_without_items = count_without_items(find_itemless(scratch, marked.n_without_items))
    progress(Stage.CLEAN, 0.4)
    currencies = find_currencies(scratch, log.events)
    file_attributes, notes_beside = _load_beside(scratch, log, workspace)
    count_texts(scratch, log, has_rejected=marked.n_rejected > 0)
    scratch.drop_files()
    key = need_key(workspace) if log.events.has_codes else None
    answered = find_answers(scratch, some_did=bool(before and sure_answer(before.meta)))
    make_codes(scratch, key)
    made = assemble(scratch, log, file_attributes, answered=answered, is_added=bool(before))
    progress(Stage.CLEAN, 0.9)
    n_texts, rejected = make_texts(scratch, log.events), collect_rejected(scratch, log.events.raws, marked.n_rejected)
    counts = count_events(scratch)
    understood = choose_meanings(scratch, log, {name: each.valued for name, each in counts.items()}, source)
    meanings = _as_before(understood.meanings, before)
    scale = find_rating_scale(scratch, meanings)
    noted = notes_on(scratch, log, formats, counts, marked)
    notes = [*noted, *notes, *notes_on_currencies(currencies), *notes_beside]
    notes += [*understood.doubts, *understood.notes, *([] if before else note_on_answers(scratch, answered))]
    notes += [*made.notes, *notes_on_consent(scratch, log, [each["name"] for each in made.attributes])]
    notes += ([note_on_scale(scale)] if scale else []) + ([note_on_texts(n_texts)] if n_texts else [])
    notes += note_on_meanings(counts, meanings)
    report = _report(log, made, count_refunds(counts, meanings), rejected, notes)
    report = replace(report, n_items=report.n_items - count_no_items(scratch, "items", meanings))
    report = replace(report, n_texts=n_texts, n_without_items=n_without_items, key_mark=mark_of(key) if key else "")
    meta = {
        "event_names": [*meanings],
        "meanings": {name: [each.kind, each.weight] for name, each in meanings.items()},
        "rating_scale": astuple(scale) if scale else None,
        "attributes": made.attributes,
        "answered_by_event": made.attributes[-1]["name"] if answered else None,
        "has_time_of_day": marked.has_time_of_day,
        "currencies": [*currencies],
        **clock_of_staged(scratch),
        **_meta_of(log, formats),
    }
    progress(Stage.CLEAN, 1.0)
    return report, meta


def _meta_of(log: Log, formats: Formats) -> dict[str, Any]:
    """Return what a population needs to know of its log before a row is read."""
    roles = log.events.map
    return {
        "unused_consent": unused_consent(log),
        "has_values": bool(roles.value or roles.quantity or "value" in log.events.source.sql),
        "reading": reading_of(log, formats).as_dict(),
        "name": name_of_log(log.source.events),
        "events_id": log.events_id,
        "n_bytes": sum(path.stat().st_size for path in paths_of(log.layout)),
    }


def _as_before(meanings: dict[str, Meaning], before: Before | None) -> dict[str, Meaning]:
    """Let event types that the dataset had before mean what they meant there."""
    known = meanings_from_meta(before.meta if before else {})
    return {name: known.get(name, meaning) for name, meaning in meanings.items()}


def stage_all(scratch: Scratch, log: Log, source: LogSource, progress: Progress) -> tuple[Formats, list[str]]:
    """Clean all rows into the table ``staged``; return how they are written, and notes on what was changed.

    Files are staged by the formats of a sample, once more where a row shows that it did not settle them.
    """
    formats, charges = find_formats(scratch, log.events, source), find_charges(scratch, log)
    number_words(scratch, log.events)
    left = _stage_by(scratch, log, formats, charges, progress)
    if left.is_unread:
        formats = replace(formats, has_quick_times=False, has_quick_numbers=False)
        scratch.run("drop table staged")
        left = _stage_by(scratch, log, formats, charges, progress)
    if not left.is_settled:
        formats = find_formats(scratch, log.events, source, survey=True)
        scratch.run("drop table staged")
        left = _stage_by(scratch, log, formats, charges, progress)
    formats = replace(formats, has_unread_times=left.has_unread_times)
    notes = _settle_ids(scratch, log.events.has_codes) + settle_lines(scratch, log.events, formats.money.statuses)
    return formats, [*notes, *charges.notes, *finish_money(scratch, log.events, formats.money)]


def _settle_ids(scratch: Scratch, has_codes: bool) -> list[str]:
    columns = (IdColumn("staged", is_user, is_private=is_user and has_codes) for is_user in (True, False))
    return [note for each in columns for note in settle_ids(scratch, each)] + suspicious_users(scratch, has_codes)


def _stage_by(scratch: Scratch, log: Log, formats: Formats, charges: Charges, progress: Progress) -> Left:
    n_rows, n_read = max(sum(raw.n_rows for raw in log.events.raws), 1), 0
    for raw in log.events.raws:
        progress(Stage.READ, 0.2 + 0.8 * n_read / n_rows)
        stage(scratch, log, raw, formats, charges.sql(log.events, raw))
        n_read += raw.n_rows
    left = look_back(scratch, log.events, formats)
    progress(Stage.READ, 1.0)
    return left


def _report(log: Log, made: Assembled, n_refunds: int, rejected: Mapping[str, int], notes: list[str]) -> IngestReport:
    return IngestReport(
        dataset_id=log.dataset_id,
        choices=log.choices,
        notes=tuple(notes),
        n_records=sum(raw.n_rows + len(raw.found.malformed) for raw in log.events.raws),
        n_stored=made.n_events,
        n_rejected=sum(rejected.values()),
        rejected=rejected,
        n_users=made.n_users,
        n_items=made.n_items,
        n_events=made.n_events,
        n_refunds=n_refunds,
        has_codes=log.events.has_codes,
        unused=unused_of(log),
    )
