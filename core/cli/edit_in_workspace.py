"""The command ``edit`` on a run of a workspace: each edit is a version there, and versions can be undone."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Literal

from core.cli.desk import Desk, open_desk, read_named
from core.cli.known_runs import done_run
from core.cli.meter import Meter
from core.cli.run_home import RunHome
from core.cli.shown import print_labels, put_labels, shown_of
from core.cli.summary import print_results
from core.errors import AtlasError, DataError
from core.sentences import from_text, say
from core.settings import author_words, current_user
from core.shaping.edits import edits_to_text

if TYPE_CHECKING:
    from pathlib import Path


def add_workspace_options(edit: argparse.ArgumentParser) -> None:
    """Add what only a run of a workspace has."""
    way = edit.add_mutually_exclusive_group()
    way.add_argument("--undo", action="store_true", help="in a workspace: take back what was done last")
    way.add_argument("--redo", action="store_true", help="in a workspace: do again what was undone last")
    way.add_argument("--back", type=int, metavar="VERSION", help="in a workspace: go back to this segment version")
    way.add_argument("--history", action="store_true", help="in a workspace: list who edited, named and decided what")
    way.add_argument(
        "--carry-from",
        metavar="OLD_RUN",
        help="in a workspace: make the edits of another run again on the segments that match",
    )
    way.add_argument(
        "--leave",
        action="store_true",
        help="in a workspace: do not make the edits of the run before again, and do not ask any more",
    )
    edit.add_argument(
        "--order",
        type=read_numbers,
        default=(),
        metavar="3,1,2",
        help="in a workspace: list these segments first, in this order",
    )
    for option, text in (("--set-aside", "set a segment aside: nobody acts on it"), ("--act-on", "act on it again")):
        edit.add_argument(
            option, action="append", default=[], metavar="3|NAME", help=f"in a workspace: {text}; may repeat"
        )


def read_numbers(text: str) -> tuple[int, ...]:
    """Read numbers of segments, each once."""
    try:
        return tuple(dict.fromkeys(int(each) for each in text.split(",")))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form 3,1,2") from error


def wants_workspace(options: argparse.Namespace) -> bool:
    """Whether something is asked for that only a workspace can do."""
    return bool(
        _step(options) or options.history or options.carry_from or options.order or options.set_aside or options.act_on
    )


def edit_in_workspace(home: RunHome, options: argparse.Namespace) -> None:
    """Do what is asked for, print which version stands then, and write its files where a folder is named."""
    from core.export.files import RUN_FILES
    from core.files.output_folder import output_folder

    _check(options)
    with ExitStack() as stack:
        folder = stack.enter_context(output_folder(options.out, options.force, RUN_FILES)) if options.out else None
        desk = stack.enter_context(open_desk(home.settings, runs=bool(options.edits or options.carry_from)))
        put_labels(options, shown_of(read_named(desk, home.run_id)))
        if options.history:
            for line in _history(desk, home.run_id):
                print(line)
            return
        n_before = len(_events(desk, home.run_id))
        run_id = _edited(desk, home.run_id, options)
        notes = _write(desk, run_id, folder, options) if folder else []
        results = read_named(desk, run_id)
        written = list(map(_line_of, _events(desk, run_id)))[: -n_before or None][::-1]
        standing = list(_standing(desk, run_id, options, home.settings.workspace, is_changed=bool(written)))
    if _makes_a_version(options):
        for note in notes:
            results = results.with_note(note)
        print_results(results, keeps_flagged=False)
    else:
        for line in (*(written or (say("Everything was so already: nothing has changed."),)), *notes):
            print(line)
    for line in standing:
        print(line)
    if options.out:
        print_labels(results.numbers)
        print(f"Results are in {options.out}.")


def _check(options: argparse.Namespace) -> None:
    """Raise ``DataError`` where a part of what is asked for would not be done."""
    changes = _changes(options)
    if (_step(options) or options.carry_from) and changes:
        raise DataError(
            say("A step between segment versions is made alone: nothing else is changed with it."),
            say("Ask for one at a time."),
        )
    if options.history and (changes or options.out):
        raise DataError(
            say("The history is listed alone: nothing is changed or written."), say("Ask for one at a time.")
        )


def _changes(options: argparse.Namespace) -> bool:
    """Whether edits are asked for, or something is to be written of segments; all of that is one step."""
    written = (options.name, options.note, options.order, options.set_aside, options.act_on)
    return bool(options.edits or any(written))


def _makes_a_version(options: argparse.Namespace) -> bool:
    """Whether another version may stand afterwards, with figures of its own; else only something is written of one."""
    return bool(options.edits or options.carry_from or _step(options))


def _step(options: argparse.Namespace) -> Literal["", "undo", "redo", "back", "leave"]:
    """Return the step between segment versions that is asked for; "" for none."""
    if options.back is not None:
        return "back"
    return "undo" if options.undo else "redo" if options.redo else "leave" if options.leave else ""


def _edited(desk: Desk, run_id: str, options: argparse.Namespace) -> str:
    """Return the run that stands after a step or the edits."""
    from core.jobs.answers import Done
    from core.jobs.editing import EditRequest, StepRequest

    author = current_user()
    if step := _step(options):
        asked = StepRequest(run_id=run_id, step=step, author=author, version=options.back or 0)
        stands = desk.ask(asked, Done).value
        print(_line_of(_events(desk, stands)[0]))
        return stands
    if options.carry_from:
        return _carried(desk, run_id, options.carry_from)
    if not _changes(options):
        return run_id
    wanted = EditRequest(
        run_id=run_id,
        edits=edits_to_text(options.edits),
        author=author,
        names=_texts(options.name),
        notes=_texts(options.note),
        set_aside=tuple(options.set_aside),
        act_on=tuple(options.act_on),
        order=tuple(options.order),
    )
    with Meter({}) as meter, _leading_on(desk, run_id):
        return desk.ask(wanted, Done, meter.show).value


@contextmanager
def _leading_on(desk: Desk, run_id: str) -> Iterator[None]:
    """Add to a refusal which run to name instead, where the one that was named does not stand."""
    try:
        yield
    except AtlasError as error:
        stands = _stands(desk, run_id)["run_id"]
        if stands == run_id:
            raise
        lead = say("Edit it by python -m core edit {stands}; --history and --back lead to any version.", stands=stands)
        raise AtlasError(error.message, f"{error.hint} {lead}".lstrip()) from error


def _carried(desk: Desk, run_id: str, source: str) -> str:
    """Make the edits of another run again, print what became of each, and return the run that comes out."""
    from core.jobs.answers import Listed
    from core.jobs.editing import CarryRequest

    wanted = CarryRequest(run_id=run_id, from_run_id=done_run(desk, source)["run_id"], author=current_user())
    with Meter({}) as meter, _leading_on(desk, run_id):
        *steps, made = desk.ask(wanted, Listed, meter.show).rows
    for step in steps:
        print(f"{step['state']}. There: {from_text(step['what'])} Here: {from_text(step['why'])}")
    return str(made["run_id"])


def _write(desk: Desk, run_id: str, folder: Path, options: argparse.Namespace) -> list[str]:
    from core.jobs.answers import Done
    from core.jobs.requests import ExportRequest

    asked = ExportRequest(run_id=run_id, folder=folder, only_consented=options.only_consented)
    return [from_text(line) for line in desk.ask(asked, Done).value.splitlines()]


def _texts(given: Sequence[Any]) -> Mapping[int, str]:
    return {each.segment: each.text for each in given}


def _history(desk: Desk, run_id: str) -> Iterator[str]:
    """Say what each step did, newest first."""
    rows = _events(desk, run_id)
    if not rows:
        yield say("Nobody has edited these segments yet.")
    for row in rows:
        label = f" [{row['label']}]" if row["label"] else ""
        when = str(row["at"])[:16].replace("T", " ")
        who = author_words(row["author"])
        yield f"{row['step'] or '':>3}  segment version {row['version']}  {when} UTC  {who}  {_line_of(row)}{label}"


def _events(desk: Desk, run_id: str) -> list[dict[str, Any]]:
    """Return the history, newest first."""
    from core.jobs.answers import Listed
    from core.jobs.editing import StepsRequest

    return desk.ask(StepsRequest(run_id=run_id), Listed).rows


def _line_of(event: Mapping[str, Any]) -> str:
    """Say what one line of the history did."""
    return " ".join(map(from_text, event["what"])) or say(
        "{kind} to segment version {version}.", kind=event["kind"], version=event["version"]
    )


def _stands(desk: Desk, run_id: str, written: Sequence[int] = ()) -> dict[str, Any]:
    """Return which version stands, and where it has other users in segments of which something was written."""
    from core.jobs.answers import Listed
    from core.jobs.editing import StandingRequest

    (row,) = desk.ask(StandingRequest(run_id=run_id, segments=tuple(written)), Listed).rows
    return row


def _standing(
    desk: Desk, run_id: str, options: argparse.Namespace, workspace: Path, *, is_changed: bool
) -> Iterator[str]:
    """Say whether a version stands, and of an earlier one what goes on to the one that does."""
    texts = (each.segment for each in (*options.name, *options.note))
    written = sorted({*texts, *options.set_aside, *options.act_on})
    row = _stands(desk, run_id, written)
    if row["run_id"] == run_id:
        yield say("Run {run_id} of the workspace {workspace} stands.", run_id=run_id, workspace=str(workspace))
        if is_changed and (written or options.order):
            yield say("Take the last change back by python -m core edit {run_id} --undo.", run_id=run_id)
        return
    yield say(
        "Run {run_id} is an earlier version; run {stands}, segment version {version}, stands.",
        run_id=run_id,
        stands=row["run_id"],
        version=row["version"],
    )
    if row["changed"]:
        yield say(
            "Segments with other users there keep what is written of them there: {segments}.",
            segments=", ".join(map(str, row["changed"])),
        )
    if len(row["changed"]) < len(written):
        yield say("What was written of the other segments holds there, too, where nobody wrote something else.")
