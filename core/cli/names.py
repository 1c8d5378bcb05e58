"""The command ``name``: the names of a run and who gave them; names by a language model, once its user agrees."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.desk import open_desk, read_with_names
from core.cli.known_runs import RUN_HELP, add_workspace_option, done_run, workspace_desk
from core.cli.run_home import home_of
from core.errors import DataError, ModelError
from core.sentences import say
from core.settings import current_user

if TYPE_CHECKING:
    from core.cli.desk import Desk
    from core.naming.ask import Question
    from core.naming.outcome import NamedSegment, Outcome


def add_names(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "name", help="show the names of a run, have a language model name its segments, or take names back"
    )
    parser.add_argument("run", metavar="RUN", help=f"{RUN_HELP}, or a folder that run or export wrote")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--show",
        action="store_true",
        help="print names, who gave them, what was changed, and the text that would be sent to a model; send nothing",
    )
    what.add_argument("--yes", action="store_true", help="agree that this text is sent to the model of the settings")
    what.add_argument(
        "--back", action="store_true", help="go back to the names, notes and decisions before the last change"
    )
    parser.add_argument("--language", default="en", metavar="CODE", help="the language of the names (default en)")
    add_workspace_option(parser)
    parser.set_defaults(command=_name)


def _name(options: argparse.Namespace) -> None:
    folder = Path(options.run)
    home = home_of(argparse.Namespace(run=folder, workspace=options.workspace)) if folder.is_dir() else None
    if folder.is_dir() and home is None:
        _name_files(folder, only_shows=not (options.yes or options.back))
        return
    with open_desk(home.settings) if home else workspace_desk(options) as desk:
        run_id = done_run(desk, home.run_id if home else options.run)["run_id"]
        if options.back:
            _take_back(desk, run_id)
        elif options.yes:
            _ask(desk, run_id, options.language)
        elif options.show:
            _show_names(desk, run_id)
            _show_text(desk, run_id, options.language)
        else:
            _refuse(_question(desk, run_id, options.language))


def _name_files(folder: Path, *, only_shows: bool) -> None:
    """Print the names of a run of which there are only files; they keep no history, and nothing is asked for them."""
    from core.files.output_folder import RUN_RECORD
    from core.results.codec import read_json
    from core.results.earlier_folder import SEGMENTS
    from core.settings import known_author

    if not only_shows:
        raise DataError(
            say("{folder} holds the files of a run, which keep no versions of names.", folder=str(folder)),
            say("Run with --workspace DIR, and name the run by its id there."),
        )
    naming = read_json(folder / RUN_RECORD).get("naming") or {}
    author = known_author(naming.get("author"))
    if naming:
        by = f"by {author}, " if author else ""
        print(f"Name version {naming['version']}, {by}{naming['created_at']}.")
    for each in read_json(folder / SEGMENTS):
        number = each["segment"] if each.get("number") is None else each["number"]
        print(_named_line(number, each["persona"]["name"], "an analyst", each["persona"].get("is_given")))


def _show_names(desk: Desk, run_id: str) -> None:
    """Print the names of a run, who gave each, and every change of one, the latest first."""
    from msgspec import convert

    from core.jobs.answers import Listed
    from core.jobs.library import NamesRequest
    from core.results.folder import read_results
    from core.results.results import with_numbers
    from core.settings import author_words, known_author
    from core.store.segmentations import Segmentation
    from core.views.names import HISTORY_COLUMNS, authors_of, history_frame

    rows = desk.ask(NamesRequest(run_id=run_id, with_history=True), Listed).rows
    versions = [convert(row, Segmentation, str_keys=True) for row in rows]
    newest = versions[0]
    personas = with_numbers(read_results(desk.settings.workspace / "runs" / run_id), newest).personas
    print(f"Names of run {run_id}: name version {newest.version}.")
    authors = authors_of(versions, personas)
    for each in personas:
        who = authors[each.segment]
        name = newest.name_of(each.segment, personas)
        print(_named_line(newest.number_of(each.segment), name, author_words(who), bool(who)))
    for row in history_frame(versions, personas)[list(HISTORY_COLUMNS)].itertuples(index=False, name=None):
        version, when, who, number, what, before, after = row
        by = f" by {known_author(who)}" if known_author(who) else ""
        print(f"  name version {version}, {when:%Y-%m-%d %H:%M} UTC{by}: segment {number}, {what}: {before} → {after}")


def _named_line(number: int, name: str, author: str, is_given: bool | None) -> str:
    return f"{number}. {name} (named by {author if is_given else 'the run'})"


def _show_text(desk: Desk, run_id: str, language: str) -> None:
    """Print what would be sent to a model, or that none is set."""
    try:
        question = _question(desk, run_id, language)
    except ModelError as error:
        print(error.message, error.hint)
        return
    _print_text(question)
    to = {"model": question.endpoint.model, "url": question.endpoint.url}
    print(say("This text would be sent to the model {model} at {url}. Nothing was sent.", **to))


def _question(desk: Desk, run_id: str, language: str) -> Question:
    from core.naming.ask import question_of
    from core.results.folder import read_results

    return question_of(read_results(desk.settings.workspace / "runs" / run_id), desk.settings, language)


def _print_text(question: Question) -> None:
    print(question.prompt.text)
    for sentence in question.sent.left_out:
        print(sentence)


def _refuse(question: Question) -> None:
    """Print what would be sent, and refuse to send it."""
    _print_text(question)
    to = {"model": question.endpoint.model, "url": question.endpoint.url}
    raise DataError(
        say("Nothing was sent: nobody agreed that this text goes to the model {model} at {url}.", **to),
        say("Read it, and give --yes to agree."),
    )


def _ask(desk: Desk, run_id: str, language: str) -> None:
    from core.cli.meter import Meter
    from core.jobs.answers import Done
    from core.jobs.requests import NameRequest
    from core.naming.outcome import read_outcome

    question = _question(desk, run_id, language)
    request = NameRequest(run_id=run_id, agreed=question.prompt.digest, language=language, author=current_user())
    with Meter({}) as meter:
        made = desk.ask(request, Done, meter.show).value
    _print_outcome(read_outcome(desk.settings.workspace / Path(made)), read_with_names(desk, run_id).number_of)
    print(f"The names of run {run_id}: python -m core name {run_id} --back takes the last change back.")


def _take_back(desk: Desk, run_id: str) -> None:
    from core.jobs.answers import Done
    from core.jobs.requests import NamesBackRequest

    version = desk.ask(NamesBackRequest(run_id=run_id, author=current_user()), Done).value
    print(f"Names, notes and decisions are those before the last change; this is name version {version}.")


def _print_outcome(outcome: Outcome, number_of: Callable[[int], int]) -> None:
    """Print what became of each name; ``number_of`` is the number that pages show."""
    for each in outcome.segments:
        print(f"{number_of(each.segment)}. {_line(each, outcome.before.get(each.segment, ''))}")
        for text in (each.sentence, *(f"struck: {one.text} {one.why}" for one in each.struck)):
            if text:
                print(f"  {text}")
        for claim in each.claims:
            verdict = f"struck, {claim.why_struck}" if claim.why_struck else "holds."
            print(f"  claim “{claim.text}” ({claim.figure}): {verdict}")
    for note in (*outcome.left_out, *outcome.notes, outcome.cost_line):
        print(note)


def _line(each: NamedSegment, before: str) -> str:
    if each.is_taken:
        return f"{each.proposed} (before: {before})"
    proposed = f"“{each.proposed}” is not taken. " if each.proposed else ""
    return f"{before}: {proposed}{each.why_not}"
