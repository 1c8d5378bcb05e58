"""How long an edit of segments takes, until it is applied and until its first figures are there.

    python -m benchmarks.edits [--users 1000000]

The log is that of ``benchmarks.selection``. An edit is what the server does for it: labels, names and step are written
to a workspace. The first figures are sizes, and probabilities and separation of users in a space of 32 dimensions that
is made up; a run's own space is that of its encoder. The rest takes as long as that of a run without its clustering.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import print_table
from benchmarks.selection import make
from core.jobs.shapes import Shapes
from core.jobs.workspace import open_workspace
from core.pipeline.given_run import clustering_of
from core.results.folder import write_results
from core.settings import Settings
from core.shaping.edits import Edit, Merge, Move, Select
from core.store.dataset_info import DatasetVersion
from core.store.job_info import NewJob
from core.store.store import Store
from core.types import Recipe, Vectors

_N_DIMS = 32


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.edits", description=__doc__)
    parser.add_argument("--users", type=int, default=1_000_000, metavar="N")
    options = parser.parse_args(arguments)
    population, results = make(options.users)
    moved = tuple(results.user_ids[::10].tolist())
    edits: dict[str, Edit] = {
        "merge two segments": Merge((2, 3)),
        f"new segment of {len(moved):,} users": Move(moved, None),
        "new segment by a rule": Select("segment:1 and events>=20 and last_seen<30d"),
    }
    with tempfile.TemporaryDirectory() as folder, Store(Settings(Path(folder), "UTC", "2GB", 2)) as store:
        shapes = _shapes(store, Path(folder), population, results)
        run_id = "root"
        rows: list[tuple[str, ...]] = []
        for name, edit in edits.items():
            seconds, run = _timed(lambda edit=edit, run_id=run_id: shapes.edit(run_id, [edit]))  # type: ignore[misc]
            rows.append((name, f"{seconds:.2f}"))
            run_id = run.run_id
        seconds, _found = _timed(lambda: shapes.undo(run_id))
        rows.append(("undo", f"{seconds:.2f}"))
        found = shapes.labels(run_id)
    vectors = _vectors(results.labels)
    seconds, _made = _timed(lambda: clustering_of(vectors, found[1] if found else results.labels, 0))
    rows.append(("sizes, probabilities and separation", f"{seconds:.2f}"))
    print_table(("what", "seconds"), rows)
    return 0


def _shapes(store: Store, folder: Path, population: Any, results: Any) -> Shapes:
    """Return the segments of a workspace with one run, whose results are in memory as a server has them."""
    workspace = open_workspace(store)
    info = workspace.runs.add("root", DatasetVersion("log"), Recipe(), NewJob("run", '{"run_id": "root"}', "ann"))
    workspace.jobs.start(info.job_id)
    (made := folder / "made").mkdir()
    write_results(results, None, made)
    workspace.runs.publish("root", info.job_id, made)
    return Shapes(workspace, lambda _run: results, lambda *_of: population, lambda: None)


def _vectors(labels: Any) -> Vectors:
    draw = np.random.default_rng(0)
    middles = draw.normal(size=(int(labels.max()) + 2, _N_DIMS))
    vectors = (middles[labels] + draw.normal(size=(len(labels), _N_DIMS))).astype(np.float32)
    made: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return made


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    made = work()
    return time.perf_counter() - started, made


if __name__ == "__main__":
    sys.exit(main())
