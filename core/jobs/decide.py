"""The request that decides on a segment of a run."""

from __future__ import annotations

from core.errors import DataError
from core.jobs.answers import Answer, Desk, Done, Request, Talk, known_run
from core.sentences import say
from core.store.segment_decision import Decision
from core.views.decisions import save_decision, with_what_stands


class DecideRequest(Request, frozen=True, tag=True):
    """Save a decision on a segment, or take it back."""

    run_id: str
    segment: int
    """Its number in the files of the run."""
    decision: Decision | None
    """Without author and time; None takes it back."""
    author: str
    not_given: tuple[str, ...] = ()
    """Fields of the decision that stay as they stand."""

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Done`` with the number of the version that holds it; raise ``DataError`` for an unknown segment."""
        known_run(desk, self.run_id)
        segments = desk.results(self.run_id).segments
        if self.segment not in segments:
            raise DataError(
                say("There is no segment {segment}.", segment=self.segment),
                say("The run has {known}.", known=", ".join(map(str, segments))),
            )
        seen = desk.runs.segmentation(self.run_id)
        wanted = self.decision and with_what_stands(self.decision, seen.decisions.get(self.segment), self.not_given)
        return Done(str(save_decision(desk.runs, seen, self.segment, wanted, self.author).version))
