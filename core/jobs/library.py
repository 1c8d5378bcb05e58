"""The requests that look into a workspace, or delete what it holds."""

from __future__ import annotations

from typing import Any

from core.jobs.answers import Answer, Desk, Done, Listed, Request, Talk, known_dataset, known_run
from core.store.runs import RunInfo
from core.store.store import DatasetInfo


class DatasetsRequest(Request, frozen=True, tag=True):
    """List the datasets, newest first."""

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return a row for each."""
        return Listed([_dataset_row(info) for info in desk.store.datasets()[::-1]])


class RunsRequest(Request, frozen=True, tag=True):
    """List the runs, newest first; of one dataset when it is given."""

    dataset_id: str | None = None

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return a row for each."""
        dataset_id = None if self.dataset_id is None else known_dataset(desk, self.dataset_id)
        return Listed([_run_row(run) for run in desk.runs.runs(dataset_id)])


class NamesRequest(Request, frozen=True, tag=True):
    """List the names and notes that analysts gave to the segments of a run."""

    run_id: str

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return a row for each segment that has one."""
        known_run(desk, self.run_id)
        found = desk.runs.segmentation(self.run_id)
        rows: list[dict[str, Any]] = [
            {"segment": segment, "name": found.names.get(segment, ""), "note": found.notes.get(segment, "")}
            for segment in sorted({*found.names, *found.notes})
        ]
        return Listed(rows)


class DeleteRequest(Request, frozen=True, tag=True):
    """Delete a run, or a dataset with all its runs."""

    run_id: str = ""
    dataset_id: str = ""

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Done``."""
        if self.run_id:
            desk.delete_run(known_run(desk, self.run_id).run_id)
        else:
            desk.delete_dataset(known_dataset(desk, self.dataset_id))
        return Done()


def _dataset_row(info: DatasetInfo) -> dict[str, Any]:
    sizes = {f"n_{what}": info.report[f"n_{what}"] for what in ("users", "items", "events")}
    return {
        "dataset_id": info.dataset_id,
        "name": info.meta.get("name", ""),
        **sizes,
        "loaded_at": f"{info.created_at:%Y-%m-%d %H:%M}",
        "by": info.created_by,
    }


def _run_row(run: RunInfo) -> dict[str, Any]:
    return {
        "run_id": run.run_id,
        "dataset_id": run.dataset_id,
        "recipe": f"{run.recipe.encoder} + {run.recipe.clusterer}, k = {run.recipe.k}",
        "state": str(run.state),
        "k": run.scores.get("k", ""),
        "silhouette": run.scores.get("silhouette", ""),
        "verdict": run.scores.get("verdict") or "",
        "depth": run.depth,
        "without": ", ".join(run.left_out),
        "asked_at": f"{run.created_at:%Y-%m-%d %H:%M}",
        "by": run.created_by,
    }
