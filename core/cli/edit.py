"""The command ``edit``: merges, divides, moves and names segments of a run, and writes the folder of what comes out."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING, Any

from core.cli.assign import check_log, read_log
from core.cli.edit_in_workspace import add_workspace_options, edit_in_workspace, wants_workspace
from core.cli.log import add_consent_option, add_log_options, requested_consent, workspace_settings
from core.cli.run_home import home_of
from core.cli.select import members_of
from core.cli.shown import print_labels, put_labels, shown_of_folder
from core.cli.summary import print_results
from core.errors import DataError
from core.files.kept_log import LOG_FOLDER, keep_log
from core.files.temporary import temporary_folder
from core.sentences import Sentence, say
from core.shaping.edits import Members, Merge, Move, Select, Split, left_out
from core.shaping.small import small_left
from core.shaping.user_list import in_log, read_user_list
from core.stages.table import Stage
from core.types import NOISE

if TYPE_CHECKING:
    from core.results.carried import Earlier
    from core.store.segmentations import Segmentation
    from core.trust.untouched import Measured

_NEW, _NONE = "new", "none"


@dataclass(frozen=True, slots=True)
class _Text:
    """A name or note that is given to a segment."""

    segment: int
    text: str


class _InOrder(argparse.Action):
    """Collects edits of all kinds in the order in which they are given."""

    def __call__(self, _parser: Any, options: argparse.Namespace, value: Any, _option: str | None = None) -> None:
        options.edits = [*options.edits, value]


def add_edit(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    edit = commands.add_parser("edit", help="merge, divide, move and name segments of a run")
    edit.add_argument(
        "run", type=Path, metavar="RUN", help="the folder that a run or an edit has written, or a run of a workspace"
    )
    add_log_options(edit, needs_log=False)
    edit.set_defaults(edits=[])
    kinds: dict[str, tuple[Callable[[str], object], str, str]] = {
        "--merge": (_merge, "3,5", "make one segment of several; it has the lowest number"),
        "--split": (_split, "2:3", "divide segment 2 into 3 by what its users do; the largest part keeps the number"),
        "--move": (_move, f"FILE:3|{_NEW}|{_NONE}", f"move the users of a file (user_id) to segment 3, to a "
                   f"{_NEW} segment, or out of all ({_NONE})"),
    }  # fmt: skip
    kinds |= {"--select": (Select, "RULE", "make a segment of the users who meet a rule; see README")}
    for option, (read, form, text) in kinds.items():
        edit.add_argument(option, action=_InOrder, type=read, metavar=form, help=f"{text}; may repeat, in any order")
    edit.add_argument("--name", action="append", default=[], type=_text, metavar="3=TEXT", help="name a segment")
    edit.add_argument("--note", action="append", default=[], type=_text, metavar="3=TEXT", help="note on a segment")
    add_consent_option(edit)
    edit.add_argument("--workspace", type=Path, metavar="DIR", help="keep datasets and encoded titles")
    edit.add_argument("--force", action="store_true", help="write into a folder that is not empty")
    edit.add_argument("--out", type=Path, metavar="DIR", help="a folder that is empty or new")
    add_workspace_options(edit)
    edit.set_defaults(command=_edit)


def _merge(text: str) -> Merge:
    with _explained(text, "3,5"):
        return Merge(tuple(int(each) for each in text.split(",")))


def _split(text: str) -> Split:
    with _explained(text, "2:3"):
        segment, n_parts = text.split(":")
        return Split(int(segment), int(n_parts))


def _move(text: str) -> Move:
    file, _colon, segment = text.rpartition(":")
    with _explained(text, "users.csv:3"):
        target = {_NEW: None, _NONE: NOISE}[segment] if segment in (_NEW, _NONE) else int(segment)
    return Move(read_user_list(Path(file)), target)


def _text(text: str) -> _Text:
    with _explained(text, "3=Name"):
        segment, rest = text.split("=", 1)
        return _Text(int(segment), rest)


@contextmanager
def _explained(text: str, form: str) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form {form}") from error


def _edit(options: argparse.Namespace) -> None:
    """Edit a run of a workspace there, or the files of a run."""
    home = home_of(options)
    if not (options.edits or options.name or options.note or wants_workspace(options)):
        raise DataError(
            say("There is nothing to edit."), say("Give --merge, --split, --move, --select, --name or --note.")
        )
    if home:
        edit_in_workspace(home, options)
        return
    if wants_workspace(options):
        raise DataError(
            say("{run} is no run of a workspace.", run=str(options.run)), say("Versions are kept in a workspace.")
        )
    check_log(options)
    if options.out is None:
        raise DataError(say("No folder is named for the results."), say("Give --out, or name a run of a workspace."))
    _edit_files(options)


def _edit_files(options: argparse.Namespace) -> None:
    """Read the run and the log, apply the edits, appraise what comes out and write it as a run is written."""
    from core.export.assemble import assemble
    from core.export.files import RUN_FILES, write_files
    from core.files.output_folder import output_folder
    from core.model.files import write_model
    from core.pipeline.edited_run import Start, kept_names, run_shaped, shape
    from core.results.earlier_folder import has_map, read_card, read_earlier, read_figures, read_ingest, read_map
    from core.results.make import make_results
    from core.results.run import options_without
    from core.views.verdict_changes import with_changed_verdicts

    with (
        output_folder(options.out, options.force, RUN_FILES) as folder,
        workspace_settings(options.workspace) as settings,
        temporary_folder() as kept,
    ):
        earlier, keeps = read_earlier(options.run), options.events is None
        model, log = read_log(options, options.run)
        consent = requested_consent(options, log.population)
        known, vectors = model.vectors(log.population)
        before, notes = members_of(earlier, known)
        wanted = options_without(() if has_map(options.run) else (Stage.MAP,), settings)
        put_labels(options, shown_of_folder(earlier))
        edits = [in_log(each, before.user_ids, log.key) for each in options.edits]
        of_users = read_map(options.run, before.user_ids), read_figures(options.run, before.user_ids)
        start = Start(model, known, vectors, before, earlier.names, *of_users)
        members, done = shape(start, edits, wanted)
        naming = _naming(earlier, before.unchanged_in(members), members, options)
        new = {each.segment: each.text for each in options.name}
        kept_as = kept_names((before, earlier.generated), (before, earlier.names), members, new)
        measured = _measured(options, before, members)
        made = run_shaped(start, members.labels, replace(wanted, kept=kept_as, measured=measured))
        lost = _lost(earlier, before, members, is_map_new=made.map is not None and start.map is None)
        notes += [*(each.sentence for each in done), *lost]
        made = replace(made, notes=(*notes, *made.notes))
        results = make_results(made, read_ingest(options.run), highest=members.highest)
        results = with_changed_verdicts(read_card(options.run), results, before, members)
        if made.model:
            write_model(made.model, results.record.versions, kept)
        source = assemble(results, kept, _rejected_of(options.run), naming=naming, consent=consent)
        write_files(source, folder)
        if keeps and not options.only_consented:
            keep_log(options.run / LOG_FOLDER, folder)
    print_results(source.results, keeps_flagged=False)
    print_labels(source.results.numbers)
    print(f"Results are in {options.out}.")


def _rejected_of(run: Path) -> Callable[[Path], object] | None:
    """Return what writes the rows that ingest rejected for a run, once more; None where its folder has none."""
    path = run / "rejected.csv"
    return partial(copyfile, path) if path.is_file() else None


def _measured(options: argparse.Namespace, before: Members, after: Members) -> Measured:
    """Return what the files of a run state of the segments whom nobody joined or left; nothing with another log."""
    from core.pipeline.edited_run import measured_of
    from core.results.exported import read_exported
    from core.trust.untouched import NOTHING_MEASURED

    return measured_of(read_exported(options.run), before, after) if options.events is None else NOTHING_MEASURED


def _lost(earlier: Earlier, before: Members, after: Members, *, is_map_new: bool) -> Iterator[Sentence]:
    """Say what of the run holds no more, and what is too small to act on."""
    yield from left_out(earlier.names, earlier.notes, before, after)
    yield from small_left(before, after)
    if is_map_new:
        yield say("The map is drawn anew: that of the run has no place for some users.")


def _naming(earlier: Earlier, stays: Collection[int], after: Members, options: argparse.Namespace) -> Segmentation:
    """Return the names of the options, and those that analysts gave before where nobody came or went, with the numbers
    that are shown, as the version after that of the run.
    """  # noqa: D205 - one sentence
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
    blank = Segmentation("", earlier.version + 1, parent, current_user(), now(), {}, {}, {} if is_own else numbers)
    return blank.renamed(names, notes)
