"""Runs and what analysts make of them, as the workspace remembers them."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from core.errors import DataError
from core.results.run_id import run_id_of
from core.sentences import say, to_text
from core.settings import current_user
from core.stages.table import Stage
from core.store.clock import now
from core.store.run_info import COLUMNS, RunInfo, RunState, run_info
from core.store.segmentations import Segmentation, add_version, read_history
from core.store.store import Store
from core.types import Recipe

__all__ = ["RunInfo", "RunState", "Runs", "Segmentation"]

_SELECT = f"select {COLUMNS} from runs"  # noqa: S608 - our own names
_ADD = "insert into runs values (?, ?, ?, 'queued', '', ?, ?, null, null, '{}', '{}')"
_QUEUE_AGAIN = """
    update runs set state = 'queued', message = '', created_at = ?, created_by = ?, started_at = null,
        finished_at = null where run_id = ?
"""
_START = "update runs set state = 'running', started_at = ? where run_id = ?"
_END = """
    update runs set state = ?, message = ?, finished_at = ?
    where run_id = ? and state in ('queued', 'running') returning run_id
"""
_PUBLISH = """
    update runs set state = 'done', message = '', finished_at = ?, scores = ?, seconds = ?
    where run_id = ? and state = 'running' returning run_id
"""
_INTERRUPT = "update runs set state = 'interrupted', message = ?, finished_at = ? where run_id = ?"
_ENDED = say("The program ended before this run was done. Start it again to compute it.")
_NO_FOLDER = say("The results of this run are gone from the workspace. Start it again to compute them.")


class Runs:
    """The runs of a workspace; safe to use from several threads.

    A run that is done always has its folder, and only such a run has one after ``recover``.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.RLock()
        self._live: dict[str, tuple[str, float]] = {}
        self._root = store.workspace / "runs"

    def folder(self, run_id: str) -> Path:
        """Say where the results of a run that is done are."""
        return self._root / run_id

    def runs(self, dataset_id: str | None = None) -> list[RunInfo]:
        """List the runs, newest first; of one dataset when it is given."""
        order = " order by created_at desc, run_id"
        if dataset_id is None:
            return self._infos(_SELECT + order)
        return self._infos(f"{_SELECT} where dataset_id = ?{order}", dataset_id)

    def run(self, run_id: str) -> RunInfo | None:
        """Return one run, None when there is none of this id."""
        return next(iter(self._infos(f"{_SELECT} where run_id = ?", run_id)), None)

    def add(self, dataset_id: str, recipe: Recipe) -> RunInfo:
        """Put a run into the queue; one that waits, runs or is done stays as it is.

        Raises
        ------
        RecipeError
            A method is unknown or a parameter out of range.
        """
        run_id = run_id_of(dataset_id, recipe)
        with self._lock:
            known = self.run(run_id)
            if known is None:
                text = json.dumps(asdict(recipe), ensure_ascii=False)
                self._write(_ADD, run_id, dataset_id, text, now(), current_user())
            elif not (known.state.is_live or known.state is RunState.DONE):
                self._write(_QUEUE_AGAIN, now(), current_user(), run_id)
            return self._known(run_id)

    def start_next(self) -> RunInfo | None:
        """Take the run that waits longest and mark it as running; None when none waits."""
        with self._lock:
            waiting = self._infos(f"{_SELECT} where state = 'queued' order by created_at, run_id limit 1")
            if not waiting:
                return None
            self._live[waiting[0].run_id] = (Stage.START, 0.0)
            self._write(_START, now(), waiting[0].run_id)
            return self._known(waiting[0].run_id)

    def update_progress(self, run_id: str, stage: Stage, fraction: float) -> None:
        """Remember how far a run is, until it ends."""
        with self._lock:
            if run_id in self._live:
                self._live[run_id] = (stage, max(fraction, self._live[run_id][1]))

    def end(self, run_id: str, state: RunState, message: str = "") -> bool:
        """Mark a run that waits or runs as failed, cancelled or interrupted; say whether it was live."""
        with self._lock:
            self._live.pop(run_id, None)
            return bool(self._write(_END, state, to_text(message), now(), run_id))

    def publish(self, run_id: str, results: Path) -> bool:
        """Make the folder ``results`` that of the run and mark it as done; say whether the run was still running.

        The folder is in place before the row says so: a kill in between leaves a folder that ``recover`` removes.
        """
        record = json.loads((results / "run.json").read_text(encoding="utf-8"))
        scores = {**record["scores"], "verdict": (record.get("trust") or {}).get("verdict")}
        texts = [json.dumps(each, ensure_ascii=False) for each in (scores, record["seconds"])]
        _sync(results)
        with self._lock:
            self._root.mkdir(exist_ok=True)
            shutil.rmtree(self.folder(run_id), ignore_errors=True)
            results.rename(self.folder(run_id))
            _sync(self._root)
            is_done = bool(self._write(_PUBLISH, now(), *texts, run_id))
            self._live.pop(run_id, None)
            if not is_done:
                shutil.rmtree(self.folder(run_id), ignore_errors=True)
            return is_done

    def delete(self, run_id: str) -> None:
        """Forget a run, its segmentations and its folder; an unknown id is no mistake."""
        with self._lock:
            self._live.pop(run_id, None)
            with self._store.transaction() as con:
                con.execute("delete from segmentations where run_id = ?", [run_id])
                con.execute("delete from runs where run_id = ?", [run_id])
            shutil.rmtree(self.folder(run_id), ignore_errors=True)

    def recover(self) -> None:
        """Mark what an earlier process left unfinished as interrupted, and remove what it left lying about."""
        with self._lock:
            for info in self.runs():
                if info.state.is_live:
                    self._write(_INTERRUPT, to_text(_ENDED), now(), info.run_id)
                elif info.state is RunState.DONE and not self.folder(info.run_id).is_dir():
                    self._write(_INTERRUPT, to_text(_NO_FOLDER), info.finished_at, info.run_id)
            done = {info.run_id for info in self.runs() if info.state is RunState.DONE}
            left = [folder for folder in self._root.glob("*") if folder.name not in done]
            for folder in (*left, *(self._store.workspace / "tmp").glob("run-*")):
                shutil.rmtree(folder, ignore_errors=True)

    def history(self, run_id: str) -> list[Segmentation]:
        """Return all versions of what analysts made of a run, newest first; none when nobody wrote."""
        return read_history(self._store, run_id)

    def segmentation(self, run_id: str) -> Segmentation:
        """Return the newest version; version 0, without names and notes, when nobody wrote."""
        newest = next(iter(self.history(run_id)), None)
        if newest:
            return newest
        run = self._known(run_id)
        return Segmentation(run_id, 0, None, run.created_by, run.created_at, {}, {})

    def save_segmentation(
        self, run_id: str, names: Mapping[int, str], notes: Mapping[int, str], seen_version: int
    ) -> Segmentation:
        """Write a new version that holds exactly these names and notes.

        Raises
        ------
        StaleVersionError
            The newest version is another one than ``seen_version``; the error holds it.
        """
        with self._lock:
            return add_version(self._store, self.segmentation(run_id), names, notes, seen_version)

    def _known(self, run_id: str) -> RunInfo:
        info = self.run(run_id)
        if info is None:
            raise DataError(
                say("There is no run {run_id!r}.", run_id=run_id), say("It may have been deleted; choose another one.")
            )
        return info

    def _infos(self, sql: str, *values: Any) -> list[RunInfo]:
        with self._lock:
            infos = [run_info(row) for row in self._store.rows(sql, values)]
            return [self._alive(info) if info.state is RunState.RUNNING else info for info in infos]

    def _alive(self, info: RunInfo) -> RunInfo:
        stage, fraction = self._live.get(info.run_id, (Stage.START, 0.0))
        return replace(info, stage=stage, fraction=fraction)

    def _write(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Execute one statement in its own transaction; the lock keeps writes from meeting."""
        return self._store.rows(sql, values)


def _sync(folder: Path) -> None:
    """Have the disk hold a folder and its files, so that a power cut cannot take what the row promises."""
    for path in (*(path for path in folder.iterdir() if path.is_file()), folder):
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
