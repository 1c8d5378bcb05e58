"""The command ``name``: names of segments by a language model, once its user agrees to what is sent."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.library import RUN_HELP, add_workspace_option, done_run, workspace_desk
from core.errors import DataError
from core.sentences import say
from core.settings import current_user

if TYPE_CHECKING:
    from core.cli.desk import Desk
    from core.naming.ask import Question
    from core.naming.outcome import NamedSegment, Outcome


def add_names(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("name", help="have a language model name the segments of a run, or take names back")
    parser.add_argument("run", metavar="RUN", help=RUN_HELP)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--show", action="store_true", help="print the text that would be sent, and send nothing")
    what.add_argument("--yes", action="store_true", help="agree that this text is sent to the model of the settings")
    what.add_argument("--back", action="store_true", help="go back to the names and notes before the last change")
    parser.add_argument("--language", default="en", metavar="CODE", help="of the names (default en)")
    add_workspace_option(parser)
    parser.set_defaults(command=_name)


def _name(options: argparse.Namespace) -> None:
    with workspace_desk(options) as desk:
        run_id = done_run(desk, options.run)["run_id"]
        if options.back:
            _take_back(desk, run_id)
        elif options.yes:
            _ask(desk, run_id, options.language)
        else:
            _show(_question(desk, run_id, options.language), is_asked_for=options.show)


def _question(desk: Desk, run_id: str, language: str) -> Question:
    from core.naming.ask import question_of
    from core.results.folder import read_results

    return question_of(read_results(desk.settings.workspace / "runs" / run_id), desk.settings, language)


def _show(question: Question, *, is_asked_for: bool) -> None:
    """Print what would be sent; refuse to send it where that was not only asked for."""
    print(question.prompt.text)
    for sentence in question.sent.left_out:
        print(sentence)
    to = {"model": question.endpoint.model, "url": question.endpoint.url}
    if is_asked_for:
        print(say("This text would be sent to the model {model} at {url}. Nothing was sent.", **to))
        return
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
    _print_outcome(read_outcome(desk.settings.workspace / Path(made)))
    print(f"The names of run {run_id}: name {run_id} --back takes the last change back.")


def _take_back(desk: Desk, run_id: str) -> None:
    from core.jobs.answers import Done
    from core.jobs.requests import NamesBackRequest

    version = desk.ask(NamesBackRequest(run_id=run_id, author=current_user()), Done).value
    print(f"The names and notes are those before the last change; this is version {version}.")


def _print_outcome(outcome: Outcome) -> None:
    for each in outcome.segments:
        print(_line(each, outcome.before.get(each.segment, "")))
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
        return f"{each.segment}. {each.proposed} (before: {before})"
    proposed = f"“{each.proposed}” is not taken. " if each.proposed else ""
    return f"{each.segment}. {before}: {proposed}{each.why_not}"
