"""Runs and what analysts make of them, as the workspace remembers them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import duckdb

from core.errors import DataError
from core.sentences import say, to_text
from core.stages.table import Stage
from core.store.carried import CARRIED_OVER
from core.store.dataset_info import DatasetVersion
from core.store.folders import publish_folder, remove_result
from core.store.job_info import STATE_LABELS, JobState, NewJob
from core.store.jobs import Jobs, Write, write_nothing
from core.store.naming_history import (
    add_version,
    as_it_came,
    give_first_version,
    insert_version,
    keep_highest_version,
    read_history,
    written_by_analysts,
)
from core.store.run_info import NOT_DELETED, SELECT, EditOrigin, RunInfo, run_info
from core.store.segmentations import Segmentation
from core.store.shape_steps import StepKind, standing_runs
from core.store.store import Store
from core.types import Recipe

__all__ = ["RunInfo", "Runs", "Segmentation"]

_NEWEST_FIRST = " order by created_at desc, run_id"
_ADD = "insert into runs values (?, ?, ?, ?, '{}', '{}', ?, ?, null)"
_QUEUE_AGAIN = "update runs set job_id = ? where run_id = ?"
_PUBLISH = "update runs set scores = ?, seconds = ? where run_id = ?"
_RESCORE = "update runs set scores = ? where run_id = ?"
_EDITED = "update runs set edit = ? where run_id = ?"
_CHILDREN = "select run_id from runs where json_extract_string(edit, '$.parent') = ?"
_DELETE = (
    "delete from shapes where run_id = ?",
    "delete from shape_steps where run_id = ?",
    "delete from shape_steps where root_run_id = ?",
    "delete from segmentations where run_id = ?",
    "delete from written_files where run_id = ?",
    "delete from runs where run_id = ?",
    "delete from jobs where json_extract_string(payload, '$.run_id') = ?",
)
_RESULTS = "select result from jobs where state = 'done' and json_extract_string(payload, '$.run_id') = ?"
_WITHOUT_FOLDER = "update jobs set state = 'interrupted', message = ?, result = '' where job_id = ?"
_LOST = "select run_id from runs where version = 0"
_NO_FOLDER = say("The results of this run are gone from the workspace. Run it again to compute them.")


class Runs:
    """The runs of a workspace; safe to use from several threads.

    Each is one question, and has the last job that was to answer it. A run that is done always has its folder, and
    only such a run has one after ``recover``.
    """

    def __init__(self, store: Store, jobs: Jobs) -> None:
        self._store, self._jobs = store, jobs
        self._root = store.workspace / "runs"

    def folder(self, run_id: str) -> Path:
        """Return where the results of a run that is done are."""
        return self._root / run_id

    def runs(self, dataset_id: str | None = None, *, with_deleted: bool = False) -> list[RunInfo]:
        """List the runs, newest first; of one dataset when it is given, of those in the recycle bin when asked for."""
        wanted = "true" if with_deleted else NOT_DELETED
        if dataset_id is None:
            return self._infos(f"{SELECT} where {wanted}{_NEWEST_FIRST}")
        return self._infos(f"{SELECT} where {wanted} and dataset_id = ?{_NEWEST_FIRST}", dataset_id)

    def run(self, run_id: str) -> RunInfo | None:
        """Return one run, None when there is none of this id."""
        return next(iter(self._infos(f"{SELECT} where run_id = ?", run_id)), None)

    def finished(self, run_id: str) -> RunInfo:
        """Return a run that is done.

        Raises
        ------
        DataError
            There is no such run, or it is not done.
        """
        run = self.run(run_id)
        if run is None:
            raise DataError(say("There are no results: the run is not known."), say("Choose a run that is done."))
        if run.state is not JobState.DONE:
            raise DataError(
                say("There are no results: the run is {state}.", state=STATE_LABELS[run.state]),
                say("Choose a run that is done."),
            )
        return run

    def add(self, run_id: str, dataset: DatasetVersion, recipe: Recipe, job: NewJob) -> RunInfo:
        """Put the job of a run into the queue; a run that waits, runs or is done stays as it is."""
        with self._jobs.lock:
            with self._store.transaction() as con:
                self.add_with(con, run_id, (dataset, recipe), job)
            return self._known(run_id)

    def add_with(
        self,
        con: duckdb.DuckDBPyConnection,
        run_id: str,
        of: tuple[DatasetVersion, Recipe],
        job: NewJob,
        edit: EditOrigin | None = None,
    ) -> None:
        """Do as ``add`` does, inside a transaction; ``edit`` says where an edited run comes from."""
        dataset, recipe = of
        known = self.run(run_id)
        if known and (known.state.is_live or known.state is JobState.DONE):
            return
        job_id = self._jobs.add_with(con, job)
        if known:
            con.execute(_QUEUE_AGAIN, [job_id, run_id])
        else:
            text = json.dumps(asdict(recipe), ensure_ascii=False)
            about = [run_id, dataset.dataset_id, text, job_id, dataset.version]
            con.execute(_ADD, [*about, edit.to_text() if edit else None])

    def publish(
        self,
        run_id: str,
        job_id: str,
        results: Path,
        names: Segmentation | None = None,
        also: Write = write_nothing,
    ) -> bool:
        """Make the folder ``results`` that of the run and mark its job as done; return whether it was still running.

        ``names`` were carried over, and become the first version of a run that nobody wrote about yet; ``also`` is
        called in the same transaction. The folder is in
        place before the table says so: a kill in between leaves a folder that ``recover`` removes.
        """
        record = json.loads((results / "run.json").read_text(encoding="utf-8"))
        scores = {**record["scores"], "verdict": (record.get("trust") or {}).get("verdict")}
        texts = [json.dumps(each, ensure_ascii=False) for each in (scores, record["seconds"])]

        def write(con: duckdb.DuckDBPyConnection) -> None:
            con.execute(_PUBLISH, [*texts, run_id])
            also(con)
            if self.history(run_id):
                return
            if names:
                insert_version(con, names, CARRIED_OVER)
            else:
                give_first_version(con, run_id)

        with self._jobs.lock:
            if self._jobs.is_running(job_id):
                shutil.rmtree(self.folder(run_id), ignore_errors=True)
            return publish_folder(self._jobs, job_id, results, self.folder(run_id), run_id, write)

    def correct_edit(self, con: duckdb.DuckDBPyConnection, run_id: str, edit: EditOrigin) -> None:
        """Write inside a transaction what edits did, once the job of the run has found out."""
        con.execute(_EDITED, [edit.to_text(), run_id])

    def publish_check(self, run_id: str, job_id: str, made: Path, verdict: str | None) -> bool:
        """Put a file beside the results of a run, with the verdict that follows from it, and mark its job as done.

        Returns whether the job was still running. An earlier file of the name is replaced.
        """
        scores = json.dumps({**self._known(run_id).scores, "verdict": verdict}, ensure_ascii=False, default=dict)

        def write(con: duckdb.DuckDBPyConnection) -> None:
            con.execute(_RESCORE, [scores, run_id])

        with self._jobs.lock:
            if not self._jobs.is_running(job_id):
                return False
            made.replace(self.folder(run_id) / made.name)
            return self._jobs.finish(job_id, run_id, write)

    def delete(self, run_id: str) -> None:
        """Delete a run with its jobs, segmentations and folders, and those that edits made of it.

        An unknown id does nothing.
        """
        with self._jobs.lock:
            for each in (run_id, *self.descendants(run_id)):
                self._delete(each)

    def _delete(self, run_id: str) -> None:
        results = [result for (result,) in self._store.rows(_RESULTS, [run_id])]
        with self._store.transaction() as con:
            keep_highest_version(con, run_id)
            for sql in _DELETE:
                con.execute(sql, [run_id])
        shutil.rmtree(self.folder(run_id), ignore_errors=True)
        for result in results:
            remove_result(self._store.workspace, result)

    def descendants(self, run_id: str) -> list[str]:
        """Return the runs that edits made of a run, and those made of these."""
        children = [child for (child,) in self._store.rows(_CHILDREN, [run_id])]
        return [each for child in children for each in (child, *self.descendants(child))]

    def delete_lost(self) -> None:
        """Delete the runs on versions of a dataset that are gone for good."""
        for (run_id,) in self._store.rows(_LOST):
            self.delete(run_id)

    def recover(self) -> None:
        """Mark runs whose results are gone as interrupted, and remove folders that are no results of a run."""
        self.delete_lost()
        for info in self.runs(with_deleted=True):
            if info.state is JobState.DONE and not self.folder(info.run_id).is_dir():
                self._store.write(_WITHOUT_FOLDER, [to_text(_NO_FOLDER), info.job_id])
        done = {info.run_id for info in self.runs(with_deleted=True) if info.state is JobState.DONE}
        for folder in self._root.glob("*"):
            if folder.name not in done:
                shutil.rmtree(folder, ignore_errors=True)

    def history(self, run_id: str) -> list[Segmentation]:
        """Return all versions of what analysts made of a run, newest first; none when nobody wrote."""
        return read_history(self._store, run_id)

    def segmentation(self, run_id: str) -> Segmentation:
        """Return the newest version; that of the run as it came, without names and notes, when nobody wrote."""
        return next(iter(self.history(run_id)), None) or as_it_came(self._known(run_id))

    def save_segmentation(
        self, run_id: str, names: Mapping[int, str], notes: Mapping[int, str], seen_version: int, author: str
    ) -> Segmentation:
        """Write a new version that holds exactly these names and notes.

        Raises
        ------
        StaleVersionError
            The newest version is another one than ``seen_version``; the error holds it.
        """
        with self._jobs.lock:
            seen = replace(self.segmentation(run_id), version=seen_version)
            return self.save_version(seen.renamed(names, notes), author)

    def save_version(self, wanted: Segmentation, author: str, kind: StepKind | None = StepKind.EDIT) -> Segmentation:
        """Write a new version after ``wanted.version``, with what ``wanted`` holds.

        ``kind`` says whether that is a change, or a step back or forth between changes; None where it is not known.

        Raises
        ------
        StaleVersionError
            The newest version is another one; the error holds it.
        """
        with self._jobs.lock:
            return add_version(self._store, self.segmentation(wanted.run_id), wanted, author, kind)

    def current_names(self, dataset_id: str, *, without: str) -> Segmentation | None:
        """Return the names that hold for a dataset: those that an analyst wrote last, in any run of it but one.

        Where none did, those of its newest full run; None where there is no run that is done. Of edited segments the
        version that stands counts, and the run that they were made from.
        """
        standing = {*standing_runs(self._store).values()}
        runs = [
            run
            for run in self.runs(dataset_id)
            if run.state is JobState.DONE and run.run_id != without and (run.edit is None or run.run_id in standing)
        ]
        written = written_by_analysts(self._store)
        named = sorted((run.run_id for run in runs if run.run_id in written), key=written.__getitem__)
        found = named[-1:] or [run.run_id for run in runs if run.depth == "full"][:1]
        return self.segmentation(found[0]) if found else None

    def _known(self, run_id: str) -> RunInfo:
        info = self.run(run_id)
        if info is None:
            raise DataError(
                say("There is no run {run_id!r}.", run_id=run_id), say("It may have been deleted; choose another one.")
            )
        return info

    def _infos(self, sql: str, *values: Any) -> list[RunInfo]:
        live = self._jobs.progress()
        return [_with_progress(run_info(row), live) for row in self._store.rows(sql, values)]


def _with_progress(info: RunInfo, live: Mapping[str, tuple[Stage, float]]) -> RunInfo:
    stage, fraction = live.get(info.job_id, (info.stage, info.fraction))
    return replace(info, stage=stage, fraction=fraction) if info.state is JobState.RUNNING else info
