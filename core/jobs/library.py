"""The requests that look into a workspace, or delete what it holds."""

from __future__ import annotations

from typing import Any

from msgspec import to_builtins

from core.jobs.answers import Answer, Desk, Done, Listed, Request, Talk, known_dataset, known_run
from core.jobs.carry import take_names
from core.store.dataset_info import DatasetInfo, VersionInfo
from core.store.interest_edits import newest_interest_edits
from core.store.log_name import log_name
from core.store.runs import RunInfo


class DatasetsRequest(Request, frozen=True, tag=True):
    """List the datasets, newest first, or those in the recycle bin."""

    is_bin: bool = False

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return a row for each."""
        if self.is_bin:
            return Listed([_dataset_row(desk, info) | _deletion(info) for info in desk.bin.datasets()])
        return Listed([_dataset_row(desk, info) for info in desk.store.datasets()[::-1]])


class RenameRequest(Request, frozen=True, tag=True):
    """Give a dataset another name."""

    dataset_id: str
    name: str

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Done``."""
        desk.store.rename_dataset(known_dataset(desk, self.dataset_id), self.name)
        return Done()


class RestoreRequest(Request, frozen=True, tag=True):
    """Take a dataset, or the version of it that was deleted last, out of the recycle bin."""

    dataset_id: str
    is_version: bool = False

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Done``."""
        if self.is_version:
            desk.versions.restore(self.dataset_id)
        else:
            desk.bin.restore(self.dataset_id)
        return Done()


class VersionsRequest(Request, frozen=True, tag=True):
    """List the versions of a dataset, also those in the recycle bin."""

    dataset_id: str

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return a row for each."""
        return Listed([_version_row(each) for each in desk.versions.of(known_dataset(desk, self.dataset_id))])


class RunsRequest(Request, frozen=True, tag=True):
    """List the runs, newest first; of one dataset when it is given."""

    dataset_id: str | None = None

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return a row for each."""
        dataset_id = None if self.dataset_id is None else known_dataset(desk, self.dataset_id)
        return Listed([_run_row(run) | {"stands": _stands(desk, run)} for run in desk.runs.runs(dataset_id)])


class NamesRequest(Request, frozen=True, tag=True):
    """Return what analysts made of a run."""

    run_id: str
    with_history: bool = False

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return the newest version, version 0 where nobody wrote; with history the earlier ones behind it."""
        known_run(desk, self.run_id)
        versions = desk.runs.history(self.run_id) if self.with_history else []
        return Listed([to_builtins(each, str_keys=True) for each in versions or [desk.runs.segmentation(self.run_id)]])


class TakeNamesRequest(Request, frozen=True, tag=True):
    """Take names over from another run."""

    run_id: str
    source: str
    """Its id, or the folder of its files as an absolute path; "" for what is carried over already."""
    author: str
    takes_weak: bool = False

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Done``."""
        known_run(desk, self.run_id)
        take_names(desk.store, desk.runs, self.run_id, self.source, self.author, takes_weak=self.takes_weak)
        return Done()


class InterestEditsRequest(Request, frozen=True, tag=True):
    """Return what analysts changed in the tree of interests of the dataset of a run."""

    run_id: str

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return the version that holds, as one row."""
        run = known_run(desk, self.run_id)
        return Listed([to_builtins(newest_interest_edits(desk.store, run.dataset_id))])


class DeleteRequest(Request, frozen=True, tag=True):
    """Delete a run; or put a dataset or its newest version, with runs, into the recycle bin; or delete it for good."""

    run_id: str = ""
    dataset_id: str = ""
    is_for_good: bool = False
    is_newest_version: bool = False
    author: str = ""
    """Who deletes a version."""

    def answer(self, desk: Desk, talk: Talk) -> Answer:
        """Return ``Done``."""
        if self.run_id:
            desk.delete_run(known_run(desk, self.run_id).run_id)
            return Done()
        if self.is_newest_version:
            return self._delete_version(desk)
        if desk.store.dataset(self.dataset_id) or not self.is_for_good:
            desk.delete_dataset(known_dataset(desk, self.dataset_id))
        if self.is_for_good:
            desk.bin.delete(self.dataset_id)
        return Done()

    def _delete_version(self, desk: Desk) -> Answer:
        """Delete the newest version; for good, also one that the bin holds already."""
        if not self.is_for_good or desk.bin.version(self.dataset_id) is None:
            desk.versions.delete_newest(known_dataset(desk, self.dataset_id), self.author)
        if self.is_for_good:
            desk.bin.delete_version(self.dataset_id)
        return Done()


def _version_row(version: VersionInfo) -> dict[str, Any]:
    counts = {
        name: version.load.get(f"n_{name}", 0)
        for name in ("records", "stored", "rejected", "already_there", "replaced")
    }
    return {
        "version": version.version,
        "version_id": version.version_id,
        **counts,
        "first": f"{version.first_at:%Y-%m-%d}" if version.first_at else "",
        "last": f"{version.last_at:%Y-%m-%d}" if version.last_at else "",
        "content_hash": version.content_hash[:16],
        "loaded_at": f"{version.created_at:%Y-%m-%d %H:%M}",
        "by": version.created_by,
        "deleted_at": f"{version.deleted_at:%Y-%m-%d %H:%M}" if version.deleted_at else "",
    }


def _dataset_row(desk: Desk, info: DatasetInfo) -> dict[str, Any]:
    sizes = {f"n_{what}": info.report[f"n_{what}"] for what in ("users", "items", "events")}
    span = desk.store.span(info.dataset_id, info.version)
    return {
        "dataset_id": info.dataset_id,
        "name": str(log_name(info)),
        "version": info.version,
        **sizes,
        "bytes": info.meta.get("n_bytes", ""),
        **{when: f"{at:%Y-%m-%d}" for when, at in zip(("first", "last"), span, strict=True)},
        "loaded_at": f"{info.created_at:%Y-%m-%d %H:%M}",
        "by": info.created_by,
    }


def _deletion(info: DatasetInfo) -> dict[str, Any]:
    return {"deleted_at": f"{info.deleted_at:%Y-%m-%d %H:%M}", "deleted_by": info.deleted_by or ""}


def _stands(desk: Desk, run: RunInfo) -> str:
    """Say whether an edited run is the version that stands; of a run that a recipe made that is no question."""
    return "" if run.edit is None else "yes" if desk.shapes.standing(run.run_id) == run.run_id else "no"


def _run_row(run: RunInfo) -> dict[str, Any]:
    made = f"{run.recipe_as_run.encoder} + {run.recipe.clusterer}, k = {run.recipe.k}"
    if run.edit:
        made += f"; edited: {', '.join(run.edit.short)}, segment version {run.edit.version}"
    return {
        "run_id": run.run_id,
        "dataset_id": run.dataset_id,
        "version": run.version,
        "recipe": made,
        "state": str(run.state),
        "k": run.scores.get("k", ""),
        "silhouette": run.scores.get("silhouette", ""),
        "verdict": run.scores.get("verdict") or "",
        "depth": run.depth,
        "without": ", ".join(run.left_out),
        "asked_at": f"{run.created_at:%Y-%m-%d %H:%M}",
        "by": run.created_by,
        "edited_from": run.edit.parent if run.edit else "",
    }
