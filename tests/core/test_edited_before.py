"""Whose edits are offered on a new run: those of the newest earlier run that has some."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace

import pytest

from core.jobs import standing as of_standing
from core.population.excluded import NOTHING_EXCLUDED
from core.store.job_info import JobState
from core.store.run_info import EditOrigin, RunInfo
from core.store.shape_steps import StepKind
from core.types import Recipe

MERGED = EditOrigin("first", "first", 2, ("merged 1, 2",), ("Segments 1 and 2 were merged.",), 20)


def run(run_id: str, hour: int, edit: EditOrigin | None = None, state: JobState = JobState.DONE) -> RunInfo:
    return RunInfo(
        *(run_id, "d", 1, Recipe(), "j", {}, {}, (), "full", NOTHING_EXCLUDED),
        *(state, "", 1.0, "", "ann", datetime(2026, 5, 12, hour), None, None),
        edit=edit,
    )


FIRST, MERGED_FIRST = run("first", 8), run("merged", 9, MERGED)
TRIAL, LAST = run("trial", 10), run("last", 11)
UNDONE = {"trial": [StepKind.EDIT, StepKind.UNDO]}


def offered(
    runs: Sequence[RunInfo],
    stands: Mapping[str, str],
    steps: Mapping[str, Sequence[StepKind]],
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """The run whose edits are offered on the newest of the runs, "" for none."""
    newest_first = sorted(runs, key=lambda each: each.created_at, reverse=True)
    desk = SimpleNamespace(store=None, runs=SimpleNamespace(runs=lambda _dataset_id: newest_first))
    monkeypatch.setattr(of_standing, "standing_runs", lambda _store: stands)
    monkeypatch.setattr(
        of_standing,
        "read_steps",
        lambda _store, root: [SimpleNamespace(kind=kind) for kind in steps.get(root, ())],
    )
    found = of_standing.edited_before(desk, newest_first[0])
    return found.run.run_id if found else ""


@pytest.mark.parametrize(
    ("runs", "stands", "steps", "wanted"),
    [
        ([FIRST, MERGED_FIRST, LAST], {"first": "merged"}, {}, "merged"),
        ([FIRST, MERGED_FIRST, TRIAL, LAST], {"first": "merged"}, {}, "merged"),
        ([FIRST, MERGED_FIRST, replace(TRIAL, state=JobState.FAILED), LAST], {"first": "merged"}, {}, "merged"),
        ([FIRST, TRIAL, LAST], {}, {}, ""),
        ([FIRST, MERGED_FIRST, LAST], {"first": "first"}, {"first": [StepKind.EDIT, StepKind.UNDO]}, ""),
        ([FIRST, MERGED_FIRST, TRIAL, LAST], {"first": "merged", "trial": "trial"}, UNDONE, ""),
        ([FIRST, MERGED_FIRST, TRIAL, LAST], {"first": "merged", "trial": "trial"}, {"trial": [StepKind.LEAVE]}, ""),
        ([FIRST, MERGED_FIRST, LAST], {"first": "merged", "last": "last"}, {"last": [StepKind.LEAVE]}, ""),
        (
            [FIRST, replace(MERGED_FIRST, state=JobState.RUNNING), TRIAL, LAST],
            {"first": "merged"},
            {},
            "",
        ),
    ],
    ids=[
        "of the run before",
        "past a run that nobody edited",
        "past a run that failed",
        "nobody edited",
        "undone",
        "undone on the run between",
        "left on the run between",
        "left here",
        "still computed",
    ],
)
def test_edits_of_the_newest_edited_run_are_offered_unless_they_were_given_up(
    runs: list[RunInfo],
    stands: dict[str, str],
    steps: dict[str, list[StepKind]],
    wanted: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert offered(runs, stands, steps, monkeypatch) == wanted
