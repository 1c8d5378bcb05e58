"""The command ``decide``: what is to become of a segment, who does it and until when."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from core.cli.desk import read_named, read_with_names
from core.cli.known_runs import RUN_HELP, add_workspace_option, done_run, workspace_desk
from core.errors import DataError
from core.sentences import say
from core.settings import current_user
from core.store.clock import now
from core.store.segment_decision import Decision, DecisionState

if TYPE_CHECKING:
    from core.results.results import Results

SEGMENT_HELP = "its number, as pages and commands show it"
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
    what.add_argument(
        "--confirm", action="store_true", help="make the decision of the earlier run again, for the users of this one"
    )
    what.add_argument("--undo", action="store_true", help="take the decision on it back")
    parser.add_argument("--owner", metavar="NAME", help='who does it; as it stands if not given, "" for nobody')
    parser.add_argument(
        "--due",
        metavar="DAY",
        help='until when, such as 2026-05-12 or 12.05.2026; as it stands if not given, "" for no day',
    )
    parser.add_argument("--comment", metavar="TEXT", help="why; as it stands if not given and nothing else is decided")
    add_workspace_option(parser)
    parser.set_defaults(command=_decide)


def _decide(options: argparse.Namespace) -> None:
    from core.jobs.answers import Done
    from core.jobs.decide import DecideRequest
    from core.views.decisions import standing_decision
    from core.views.names import numbered_name

    with workspace_desk(options) as desk:
        run_id = done_run(desk, options.run)["run_id"]
        results = read_with_names(desk, run_id)
        segment = results.segment_of(options.segment)
        wanted = None if options.undo else _wanted(options, results, segment)
        not_given = () if options.confirm else _not_given(options)
        asked = DecideRequest(
            run_id=run_id, segment=segment, decision=wanted, not_given=not_given, author=current_user()
        )
        version = desk.ask(asked, Done).value
        results = read_named(desk, run_id)
    what = standing_decision(results, segment) or "no decision"
    print(f"{numbered_name(results, segment)}: {what}. It is kept in name version {version}.")
    if wanted and results.naming and segment in results.naming.set_aside:
        print(
            say(
                "Segment {number} is set aside: files leave it out, and nobody is to act on it.", number=options.segment
            )
        )
    for line in _on_approval(results, segment) if wanted and wanted.state is DecisionState.APPROVED else ():
        print(line)


def _on_approval(results: Results, segment: int) -> Iterator[str]:
    """Say what files with codes call it, and what speaks against acting on it."""
    from core.results.audience import code_as_approved

    yield say(
        "Files that give codes call it {code}: segment {number} under the name version that was approved, also where "
        "later versions change others.",
        code=code_as_approved(results, segment),
        number=results.number_of(segment),
    )
    yield from _doubts(results, segment)


def _doubts(results: Results, segment: int) -> Iterator[str]:
    """Say what speaks against acting on a segment, and ask for a comment where there is none."""
    from core.views.doubts import doubts_about

    doubts = doubts_about(results, segment)
    yield from (doubt.rstrip() for doubt in doubts)
    decided = results.naming.decisions.get(segment) if results.naming else None
    if doubts and decided and not decided.comment:
        yield say("Say why it is approved all the same: decide it again with --comment.")


def _not_given(options: argparse.Namespace) -> tuple[str, ...]:
    return tuple(name for name in ("owner", "due", "comment") if getattr(options, name) is None)


def _wanted(options: argparse.Namespace, results: Results, segment: int) -> Decision:
    """Return what is decided, with nothing where it is not given; what is confirmed has what was decided then."""
    due = _day(options.due or "")
    if options.confirm:
        match = results.naming.decided_before(segment) if results.naming else None
        if match is None or match.decided is None:
            raise DataError(
                say("No decision of an earlier run waits on segment {number}.", number=options.segment),
                say("Decide on it with --approve, --change or --reject."),
            )
        found = match.decided.confirmed(now().date())
        owner = found.owner if options.owner is None else options.owner
        comment = found.comment if options.comment is None else options.comment
        return replace(found, owner=owner, due=found.due if options.due is None else due, comment=comment)
    return Decision(state=options.state, owner=options.owner or "", due=due, comment=options.comment or "")


def _day(text: str) -> date | None:
    """Read a day as those of a log are; None for ""."""
    from core.ingest.values.day import read_day
    from core.settings import load_settings

    return read_day(text, load_settings()) if text else None
