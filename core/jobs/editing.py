"""The requests that edit segments in a workspace, and lead through their versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from msgspec import to_builtins

from core.errors import DataError
from core.jobs.answers import Answer, Desk, Done, Listed, Request, Talk, known_run
from core.jobs.following import follow
from core.jobs.written_with import WrittenWith
from core.sentences import say, to_text
from core.shaping.edits import Members, edits_from_text


class EditRequest(Request, frozen=True, tag=True):
    """Apply edits, and write of the segments what analysts say of them, as one step; each may be left out."""

    run_id: str
    edits: str
    """As ``core.shaping.edits.edits_to_text`` writes them."""
    author: str
    names: Mapping[int, str] = {}
    notes: Mapping[int, str] = {}
    """Segment to note; numbers are those after the edits, here and below."""
    set_aside: tuple[int, ...] = ()
    """Nobody is to act on these."""
    act_on: tuple[int, ...] = ()
    """These are not set aside any more."""
    order: tuple[int, ...] = ()
    """These come first, in this order; the others follow in theirs."""

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Done`` with the id of the run that comes out, once its figures are there."""
        edits = edits_from_text(self.edits)
        run = known_run(desk, self.run_id)
        if edits:
            run = desk.shapes.edit(run.run_id, edits, written=self._written, author=self.author)
            if run.state.is_live:
                follow(desk, run.job_id, talk)
        self._write(desk, run.run_id)
        return Done(run.run_id)

    @property
    def _written(self) -> WrittenWith:
        aside = dict.fromkeys(self.set_aside, True) | dict.fromkeys(self.act_on, False)
        return WrittenWith(self.names, self.notes, aside=aside, order=self.order)

    def _write(self, desk: Desk, run_id: str) -> None:
        """Save what the edits did not take with them; raise ``DataError`` where a segment is not there."""
        seen, found = desk.runs.segmentation(run_id), desk.shapes.labels(run_id)
        if found:
            members = Members(found[0], found[1], 0)
            for segment in self._written.segments:
                members.of_segment(segment)  # raises where it is not there
        if self._written.changes(seen):
            desk.runs.save_version(self._written.on(seen), self.author)


class StepRequest(Request, frozen=True, tag=True):
    """Undo the last edit, redo what was undone, go back to a version, or leave the edits of the run before."""

    run_id: str
    step: Literal["undo", "redo", "back", "leave"]
    author: str
    version: int = 0
    """To go back to; that of the recipe is 1."""

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Done`` with the id of the run that stands then."""
        if self.step == "undo":
            return Done(desk.shapes.undo(self.run_id, self.author).run_id)
        if self.step == "redo":
            return Done(desk.shapes.redo(self.run_id, self.author).run_id)
        if self.step == "leave":
            return Done(desk.shapes.leave(self.run_id, self.author).run_id)
        versions = {each.edit.version if each.edit else 1: each.run_id for each in desk.shapes.versions(self.run_id)}
        if self.version not in versions:
            raise DataError(
                say("There is no segment version {version}.", version=self.version),
                say("Segment versions are {versions}.", versions=", ".join(map(str, versions))),
            )
        return Done(desk.shapes.back(self.run_id, versions[self.version], self.author).run_id)


class CarryRequest(Request, frozen=True, tag=True):
    """Make the edits of another run on a run that stands, on the segments that match."""

    run_id: str
    from_run_id: str
    author: str

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return a row for what became of each edit, name and mark; the last row has the run that comes out."""
        known_run(desk, self.from_run_id)
        run, steps = desk.shapes.carry(known_run(desk, self.run_id).run_id, self.from_run_id, self.author)
        if run.state.is_live:
            follow(desk, run.job_id, talk)
        rows = [{"what": to_text(each.what), "state": str(each.state), "why": to_text(each.why)} for each in steps]
        return Listed([*rows, {"run_id": run.run_id}])


class StepsRequest(Request, frozen=True, tag=True):
    """List the history of the segments that a run belongs to, newest first: steps, and what analysts wrote."""

    run_id: str

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return a row for each, with the number of the version that it led to or was written of."""
        versions = {run.run_id: run.edit.version if run.edit else 1 for run in desk.shapes.versions(self.run_id)}
        return Listed(
            [
                to_builtins(replace(each, what=()))
                | {"what": [to_text(what) for what in each.what], "version": versions.get(each.run_id)}
                for each in desk.shapes.events(self.run_id)
            ]
        )


class StandingRequest(Request, frozen=True, tag=True):
    """Say which version stands for the segments that a run belongs to."""

    run_id: str
    segments: tuple[int, ...] = ()
    """Of the run."""

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return one row: the run that stands, its version, and which of the segments have other users there."""
        run = known_run(desk, self.run_id)
        stands = known_run(desk, desk.shapes.standing(run.run_id))
        changed = [each for each in self.segments if not desk.runs.has_same_users(run.run_id, each)]
        numbers = [desk.runs.segmentation(run.run_id).number_of(each) for each in changed]
        version = stands.edit.version if stands.edit else 1
        return Listed([{"run_id": stands.run_id, "version": version, "changed": numbers}])
