"""The command ``decide``: what is to become of a segment, who does it and until when."""

from __future__ import annotations

import argparse
from datetime import date

from core.cli.desk import read_named
from core.cli.known_runs import RUN_HELP, add_workspace_option, done_run, workspace_desk
from core.errors import DataError
from core.sentences import say
from core.settings import current_user
from core.store.segment_decision import Decision, DecisionState

SEGMENT_HELP = "its number in the files of the run"
_HELP = {
    DecisionState.APPROVED: "act on it",
    DecisionState.CHANGE: "change it first",
    DecisionState.REJECTED: "do not act on it",
}


def add_decide(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("decide", help="decide on a segment: approve, change or reject it")
    parser.add_argument("run", metavar="RUN", help=RUN_HELP)
    parser.add_argument("--segment", type=int, required=True, metavar="N", help=SEGMENT_HELP)
    what = parser.add_mutually_exclusive_group(required=True)
    for state, help_text in _HELP.items():
        what.add_argument(f"--{state}", dest="state", action="store_const", const=state, help=help_text)
    what.add_argument("--undo", action="store_true", help="take the decision on it back")
    parser.add_argument("--owner", default="", metavar="NAME", help="who does it")
    parser.add_argument("--due", default="", metavar="YYYY-MM-DD", help="until when")
    parser.add_argument("--comment", default="", metavar="TEXT", help="why")
    add_workspace_option(parser)
    parser.set_defaults(command=_decide)


def _decide(options: argparse.Namespace) -> None:
    from core.jobs.answers import Done
    from core.jobs.decide import DecideRequest
    from core.views.decisions import decision_sentence
    from core.views.names import numbered_name

    wanted = None
    if not options.undo:
        wanted = Decision(state=options.state, owner=options.owner, due=_day(options.due), comment=options.comment)
    with workspace_desk(options) as desk:
        run_id = done_run(desk, options.run)["run_id"]
        asked = DecideRequest(run_id=run_id, segment=options.segment, decision=wanted, author=current_user())
        version = desk.ask(asked, Done).value
        results = read_named(desk, run_id)
    decided = results.naming.decisions.get(options.segment) if results.naming else None
    what = decision_sentence(decided) or "no decision"
    print(f"{numbered_name(results, options.segment)}: {what}. This is name version {version}.")
    if wanted and results.naming and options.segment in results.naming.set_aside:
        number = results.number_of(options.segment)
        print(say("Segment {number} is set aside: files leave it out, and nobody is to act on it.", number=number))


def _day(text: str) -> date | None:
    """Read a day; raise ``DataError`` where it is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise DataError(say("{text!r} is no day.", text=text), say("Write it as 2026-05-12.")) from error
