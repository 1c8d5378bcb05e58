"""What ``show --user`` prints: why a user is in a segment rather than in the next likely one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.cli.desk import Desk, read_named
from core.cli.meter import Meter
from core.settings import current_user
from core.types import NOISE

if TYPE_CHECKING:
    from core.results.results import Results
    from core.views.why import Explained


def print_why(desk: Desk, run_id: str, user_id: str) -> None:
    """Print the sentence, and what each thing weighs; raise ``DataError`` where the run has no such user."""
    from core.jobs.answers import Done
    from core.jobs.why_request import WhyRequest, read_explained

    results = read_named(desk, run_id)
    asked = WhyRequest(run_id=run_id, user_id=user_id, author=current_user())
    with Meter({}) as meter:
        found = read_explained(desk.ask(asked, Done, meter.show).value)
    for line in _lines(results, found):
        print(line)


def _lines(results: Results, found: Explained) -> Iterator[str]:
    from core.views.names import numbered_name

    def name_of(segment: int) -> str:
        return "no segment" if segment == NOISE else numbered_name(results, segment)

    yield from found.sentences(name_of)
    yield from (f"  {each}" for each in found.typical)
    if found.why is None:
        return
    why = found.why
    yield f"Probability {100 * why.probability:.1f} %, log-odds {why.log_odds:+.2f}, {why.n_events:,} events."
    yield "What the log-odds lose when one thing is changed; above 0, it speaks for the segment:"
    yield from (f"  {each.weight:+.2f}  {each.about}. {each.done}" for each in why.reasons)
