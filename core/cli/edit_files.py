"""The files of a run, edited: who is where afterwards is appraised, and written as a run is written."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING

from core.cli.assign import read_log
from core.cli.log import requested_consent
from core.cli.select import members_of
from core.cli.shown import print_labels, put_labels, shown_of_folder
from core.cli.summary import print_results
from core.files.kept_log import LOG_FOLDER, keep_log, keep_unedited, unedited_of
from core.files.temporary import temporary_folder
from core.sentences import Sentence, say
from core.shaping.edits import Edit, Edited, Members, left_out
from core.shaping.small import small_left
from core.shaping.user_list import in_log
from core.stages.table import Stage

if TYPE_CHECKING:
    from core.attributes.consent import Consent
    from core.pipeline.edited_run import Start
    from core.results.carried import Earlier
    from core.results.results import Results
    from core.results.run import Options, Run
    from core.store.segmentations import Segmentation
    from core.trust.untouched import Measured


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """The files of a run with its log, ready to be edited."""

    earlier: Earlier
    start: Start
    edits: Sequence[Edit]
    """By the ids of users that the log has."""
    wanted: Options
    consent: Consent | None
    notes: Sequence[Sentence | str]
    """What became of users whom the log does not know."""


def edit_files(options: argparse.Namespace) -> None:
    """Read the run and the log, apply the edits, and write what comes out; the folder appears at the very end."""
    from core.export.files import RUN_FILES
    from core.files.output_folder import output_folder

    with (
        output_folder(options.out, options.force, RUN_FILES) as folder,
        temporary_folder() as kept,
    ):
        results = _write(options, _read(options), kept, folder)
    print_results(results, keeps_flagged=False)
    print_labels(results.numbers)
    print(f"Results are in {options.out}.")


def _read(options: argparse.Namespace) -> _Read:
    """Read the run and the log; a file is refused before anything is computed."""
    from core.pipeline.edited_run import Start
    from core.results.earlier_folder import has_map, read_earlier, read_figures, read_map
    from core.results.run import options_without

    earlier = read_earlier(options.run)
    model, log = read_log(options, options.run)
    consent = requested_consent(options, log.population)
    known, vectors = model.vectors(log.population)
    before, notes = members_of(earlier, known)
    put_labels(options, shown_of_folder(earlier))
    of_users = read_map(options.run, before.user_ids), read_figures(options.run, before.user_ids)
    return _Read(
        earlier=earlier,
        start=Start(model, known, vectors, before, earlier.names, *of_users),
        edits=[in_log(each, before.user_ids, log.key) for each in options.edits],
        wanted=options_without(() if has_map(options.run) else (Stage.MAP,), log.settings),
        consent=consent,
        notes=notes,
    )


def _write(options: argparse.Namespace, read: _Read, kept: Path, folder: Path) -> Results:
    """Apply the edits, and write what comes out; files that are copied first stand in the folder ``kept``."""
    from core.export.assemble import assemble
    from core.export.files import write_files
    from core.model.files import write_model
    from core.pipeline.edited_run import shape

    members, done = shape(read.start, read.edits, read.wanted)
    naming = _naming(read.earlier, read.start.members.unchanged_in(members), members, options)
    made = _appraised(options, read, members, done)
    results = _results(options, made, read.start.members, members)
    if made.model:
        write_model(made.model, results.record.versions, kept)
    source = assemble(results, kept, _rejected_of(options.run), naming=naming, consent=read.consent)
    write_files(source, folder)
    if options.events is None and not options.only_consented:
        keep_log(options.run / LOG_FOLDER, folder)
        keep_unedited(options.run, folder)
    return source.results


def _appraised(options: argparse.Namespace, read: _Read, members: Members, done: Sequence[Edited]) -> Run:
    """Appraise the segments that came out; its notes begin with what each edit did, and what holds no more."""
    from core.pipeline.edited_run import kept_names, run_shaped

    start, earlier = read.start, read.earlier
    before, new = start.members, {each.segment: each.text for each in options.name}
    first, names = _unedited(options, read)
    kept_as = kept_names([(first, names), (before, earlier.generated)], (before, earlier.names), members, new)
    measured = _measured(options, first, before, members)
    wanted = replace(read.wanted, kept=kept_as, measured=measured, origin=first.labels)
    made = run_shaped(start, members.labels, wanted)
    lost = _lost(earlier, before, members, is_map_new=made.map is not None and start.map is None)
    return replace(made, notes=(*read.notes, *(each.sentence for each in done), *lost, *made.notes))


def _unedited(options: argparse.Namespace, read: _Read) -> tuple[Members, Mapping[int, str]]:
    """Return who was in which segment of the run that was edited first, and what it called them.

    With another log that is the run that is edited now.
    """
    from core.results.earlier_folder import read_earlier

    if options.events is not None or unedited_of(options.run) == options.run:
        return read.start.members, read.earlier.generated
    first = read_earlier(unedited_of(options.run))
    return members_of(first, read.start.population)[0], first.generated


def _results(options: argparse.Namespace, made: Run, before: Members, members: Members) -> Results:
    """Return the results, with a note on verdicts that the edits changed."""
    from core.results.earlier_folder import read_card, read_ingest
    from core.results.make import make_results
    from core.views.verdict_changes import with_changed_verdicts

    results = make_results(made, read_ingest(options.run), highest=members.highest)
    return with_changed_verdicts(read_card(options.run), results, before, members)


def _rejected_of(run: Path) -> Callable[[Path], object] | None:
    """Return what writes the rows that ingest rejected for a run, once more; None where its folder has none."""
    path = run / "rejected.csv"
    return partial(copyfile, path) if path.is_file() else None


def _measured(options: argparse.Namespace, first: Members, before: Members, after: Members) -> Measured:
    """Return what the files of a run, and of the one that was edited first, state of segments whom nobody joined or
    left; nothing with another log.
    """  # noqa: D205 - one sentence
    from core.pipeline.edited_run import measured_of
    from core.results.exported import read_exported
    from core.trust.untouched import NOTHING_MEASURED, measured_again

    if options.events is not None:
        return NOTHING_MEASURED
    was, last = read_exported(unedited_of(options.run)), read_exported(options.run)
    return measured_again(measured_of(was, first, after), measured_of(last, before, after), after.labels)


def _lost(earlier: Earlier, before: Members, after: Members, *, is_map_new: bool) -> Iterator[Sentence]:
    """Say what of the run holds no more, and what is too small to act on."""
    yield from left_out(earlier.names, earlier.notes, before, after)
    yield from small_left(before, after)
    if is_map_new:
        yield say("The map is drawn anew: that of the run has no place for some users.")


def _naming(earlier: Earlier, stays: Collection[int], after: Members, options: argparse.Namespace) -> Segmentation:
    """Return the names of the options, and those that analysts gave before where nobody came or went, with the numbers
    that are shown, as the first version after that of the run which nothing beside has.
    """  # noqa: D205 - one sentence
    from core.results.numbered_beside import dataset_in, free_version
    from core.settings import current_user
    from core.store.clock import now
    from core.store.segmentations import Segmentation

    names, notes = ({each: given[each] for each in stays if each in given} for given in (earlier.names, earlier.notes))
    names |= {each.segment: each.text for each in options.name}
    notes |= {each.segment: each.text for each in options.note}
    for segment in {*names, *notes}:
        after.of_segment(segment)
    numbers = {each: number for each, number in earlier.numbers.items() if each in after.segments}
    is_own = all(each == number for each, number in numbers.items())
    parent = 0 if names or notes or not is_own else None
    beside = (options.run.resolve().parent, options.out.resolve().parent)
    version = free_version(earlier.version + 1, dataset_in(options.run), (after, names), beside)
    blank = Segmentation("", version, parent, current_user(), now(), {}, {}, {} if is_own else numbers)
    return blank.renamed(names, notes)
