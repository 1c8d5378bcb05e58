"""Where an analyst stands with a log: gathered from the workspace, for the page Home and the command ``status``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from core.attributes.consent import may_hold_consent
from core.campaigns.files import readbacks_of
from core.campaigns.readback import Readback
from core.campaigns.words import heading_of, in_short, only_segment
from core.errors import DataError
from core.health.rows import State, state_of
from core.jobs.answers import Answer, Desk, Listed, Request, Talk, known_dataset
from core.jobs.current import current_dataset, dataset_with_segments, shown_run
from core.jobs.kinds.pack import measured_runs, run_before
from core.model.files import read_confident
from core.results.edited import with_interest_edits
from core.results.results import Results, with_naming
from core.sentences import Sentence, say, to_text
from core.store.dataset_info import DatasetInfo
from core.store.interest_edits import newest_interest_edits
from core.store.job_info import JobState
from core.store.log_name import log_name
from core.store.run_info import RunInfo
from core.store.shape_steps import StepKind, read_steps, standing_runs
from core.views.change import Version, change_of_run, day_beside
from core.views.decisions import decision_sentence
from core.views.home import tiles_of
from core.views.moves import moves_with
from core.views.names import numbered_name
from core.views.next_steps import DOES, EditedBefore, Standing, next_steps
from core.views.step import Step


class StatusRequest(Request, frozen=True, tag=True):
    """Say where an analyst stands with a dataset: its segments at a glance, and what to do next."""

    today: date
    dataset_id: str = ""
    """ "" for the one that was worked on last."""

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return a row for the dataset, each run being computed, segment, read-back and step; ``kind`` says which."""
        info = self._dataset(desk)
        run = shown_run(desk, info.dataset_id)
        results = _named(desk, run) if run and run.state is JobState.DONE else None
        standing = standing_of(desk, info, run, self.today)
        about = _dataset_row(info, run) | _elsewhere(desk, results)
        readbacks = _readback_rows(desk, run) if run and results else []
        live = _computed_rows(desk, info.dataset_id)
        change = change_before(desk, run, results) if run and results else ""
        live += [{"kind": "change", "sentence": to_text(change)}] if change else []
        return Listed([about, *live, *_tile_rows(results), *readbacks, *_step_rows(standing, results)])

    def _dataset(self, desk: Desk) -> DatasetInfo:
        info = desk.store.dataset(known_dataset(desk, self.dataset_id)) if self.dataset_id else current_dataset(desk)
        if info is None:
            raise DataError(say("The workspace has no dataset yet."), say("The command load brings one in."))
        return info


def standing_of(desk: Desk, info: DatasetInfo, run: RunInfo | None, today: date) -> Standing:
    """Gather what the next steps follow from."""
    decisions = desk.health.decisions(info.dataset_id)
    outdated = {part.code for part in decisions.excluded.parts if part.n_outdated}
    findings = [each for each in desk.health.findings(info.dataset_id) if each.code not in outdated]
    open_states = (State.OPEN, State.CHANGED)
    return Standing(
        dataset=info,
        today=today,
        excluded=decisions.excluded,
        open_findings=tuple(each.severity for each in findings if state_of(each, decisions) in open_states),
        has_consent=may_hold_consent(each["name"] for each in info.meta["attributes"]),
        run=run,
        newer=_newer(desk, run) if run else None,
        confident=read_confident(desk.runs.folder(run.run_id)) if run and run.state is JobState.DONE else {},
        computed=next((each for each in desk.runs.runs(info.dataset_id) if each.state.is_live and not each.edit), None),
        edited_before=edited_before(desk, run) if run else None,
        is_exported=run is not None and desk.jobs.is_exported(run.run_id),
    )


def _newer(desk: Desk, run: RunInfo) -> RunInfo | None:
    """Return the newest run that is done of a later version of the dataset, as its edits stand; None without any."""
    newest = shown_run(desk, run.dataset_id)
    return newest if newest and newest.state is JobState.DONE and newest.version > run.version else None


def edited_before(desk: Desk, run: RunInfo) -> EditedBefore | None:
    """Return the newest run with edits before a run of a recipe, as they stand; None where this one has some.

    Runs between the two that nobody edited do not count. None where somebody left or undid edits, here or between.
    """
    standing = standing_runs(desk.store)
    if run.edit or standing.get(run.run_id, run.run_id) != run.run_id:
        return None
    if any(step.kind is StepKind.LEAVE for step in read_steps(desk.store, run.run_id)):
        return None
    runs = {each.run_id: each for each in desk.runs.runs(run.dataset_id)}
    found = _newest_edited(desk, run, runs, standing)
    if found is None or found.state is not JobState.DONE:
        return None
    what: list[Sentence | str] = []
    made: RunInfo | None = found
    while made and made.edit:
        what = [*made.edit.short, *what]
        made = runs.get(made.edit.parent)
    return EditedBefore(found, len(what), tuple(what))


def _newest_edited(
    desk: Desk, run: RunInfo, runs: Mapping[str, RunInfo], standing: Mapping[str, str]
) -> RunInfo | None:
    """Return what stands of the newest run of a recipe before ``run`` that has edits, unless some were given up since.

    ``runs`` are those of the log, newest first; ``standing`` is a run of a recipe to what its edits lead to.
    """
    for before in runs.values():
        if before.edit or before.state is not JobState.DONE or before.created_at >= run.created_at:
            continue
        stands = runs.get(standing.get(before.run_id, before.run_id))
        if stands is None or stands.edit:
            return stands
        if read_steps(desk.store, before.run_id):
            return None
    return None


def change_before(desk: Desk, run: RunInfo, results: Results) -> Sentence | str:
    """Say how users moved since the run before; "" for the first run of the log, and for edited segments."""
    before = run_before(desk.runs, run, desk.runs.segmentation(run.run_id))
    if before is None or before.root == run.root:
        return ""
    earlier = _named(desk, before)
    day = day_beside(*(f"{each.created_at:%Y-%m-%d %H:%M}" for each in (before, run)))
    return change_of_run(results, Version(earlier, day, moves_with(results, earlier)))


def _named(desk: Desk, run: RunInfo) -> Results:
    named = with_naming(desk.results(run.run_id), desk.runs.segmentation(run.run_id))
    return with_interest_edits(named, newest_interest_edits(desk.store, run.dataset_id))


def _dataset_row(info: DatasetInfo, run: RunInfo | None) -> dict[str, Any]:
    sizes = {f"n_{what}": info.report[f"n_{what}"] for what in ("users", "items", "events")}
    own = {"name": _name(info), "version": info.version, **sizes}
    return {"kind": "dataset", "dataset_id": info.dataset_id, **own, "run_id": run.run_id if run else ""}


def _elsewhere(desk: Desk, results: Results | None) -> dict[str, str]:
    """Return id and name of another dataset, where there are segments of that one alone."""
    other = None if results else dataset_with_segments(desk)
    return {"elsewhere": other.dataset_id if other else "", "elsewhere_name": _name(other) if other else ""}


def _name(info: DatasetInfo) -> str:
    return str(log_name(info))


def _command(step: Step, standing: Standing) -> str:
    """Return the command that does a step, without the workspace."""
    run_id = standing.run.run_id if standing.run else ""
    does = step.does or DOES.get(step.page, "")
    return does.format(run=run_id, dataset=standing.dataset.dataset_id, segment=step.number)


def _computed_rows(desk: Desk, dataset_id: str) -> list[dict[str, Any]]:
    """Return a row for each run that waits or is computed, with what its edits do."""
    live = (run for run in desk.runs.runs(dataset_id) if run.state.is_live)
    return [
        {
            "kind": "computed",
            "run_id": run.run_id,
            "state": str(run.state),
            "version": run.edit.version if run.edit else 0,
            "what": [to_text(each) for each in run.edit.short] if run.edit else [],
        }
        for run in live
    ]


def _tile_rows(results: Results | None) -> list[dict[str, Any]]:
    return [
        {
            "kind": "segment",
            "segment": tile.segment,
            "number": tile.number,
            "name": str(tile.name),
            "size": tile.size,
            "share": tile.share,
            "grade": str(tile.grade),
            "line": str(tile.line),
            "decision": str(decision_sentence(tile.decision, tile.approved_as)),
            "is_set_aside": tile.is_set_aside,
            "decided_before": to_text(tile.decided_before) if tile.decided_before else "",
            "set_aside_before": to_text(tile.set_aside_before) if tile.set_aside_before else "",
        }
        for tile in (tiles_of(results) if results else ())
    ]


def outcomes_of(desk: Desk, run: RunInfo) -> Iterator[tuple[Readback, RunInfo]]:
    """Give each read-back of a run, newest first, then those of the runs of its log before it, with the run of each."""
    for measured in (run, *measured_runs(desk.runs.runs(run.dataset_id), run, desk.runs.folder)):
        for each in readbacks_of(desk.runs.folder(measured.run_id)):
            yield each, measured


def _readback_rows(desk: Desk, run: RunInfo) -> list[dict[str, Any]]:
    return [
        {
            "kind": "readback",
            "heading": to_text(_heading(each, measured, run)),
            "lines": [to_text(in_short(each, only_name(desk, each, measured)))],
        }
        for each, measured in outcomes_of(desk, run)
    ]


def only_name(desk: Desk, found: Readback, measured: RunInfo) -> str:
    """Return number and name of the segment of a campaign that had only one; "" for several, and for a selection."""
    segment = only_segment(found)
    results = _named(desk, measured) if segment is not None else None
    return numbered_name(results, segment) if results and segment in results.names else ""


def _heading(found: Readback, measured: RunInfo, run: RunInfo) -> Sentence:
    heading = heading_of(found)
    if measured.run_id == run.run_id:
        return heading
    day = f"{measured.created_at:%Y-%m-%d}"
    return say("{which}, measured on run {run_id} of {day}", which=heading, run_id=measured.run_id, day=day)


def _step_rows(standing: Standing, results: Results | None) -> list[dict[str, Any]]:
    return [
        {"kind": "step", "sentence": to_text(step.sentence), "page": step.page, "command": _command(step, standing)}
        for step in next_steps(standing, results)
    ]
