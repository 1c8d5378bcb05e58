"""How long an edit of segments takes, until it is applied and until its first figures are there.

    python -m benchmarks.edits [--users 1000000]
    python -m benchmarks.edits --of FOLDER

The log is that of ``benchmarks.selection``. An edit is what the server does for it: labels, names and step are written
to a workspace. The first figures are sizes, and probabilities and separation of users in a space of 32 dimensions that
is made up; a run's own space is that of its encoder. The rest takes as long as that of a run without its clustering.
Of a folder that ``run`` wrote, with its log, the first figures are computed as the job of an edit does: read the model
and the log, put the users into the space of the run, merge the first two segments.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.measure import print_table
from benchmarks.selection import make
from core.files.kept_log import LOG_FOLDER
from core.jobs.shapes import Shapes
from core.jobs.workspace import open_workspace
from core.model.files import load_model
from core.pipeline.given_run import clustering_of
from core.population.tables import read_population
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
    parser.add_argument("--of", type=Path, metavar="FOLDER", help="the first figures of a run in a folder instead")
    options = parser.parse_args(arguments)
    if options.of:
        print_table(("what", "seconds"), [*_first_figures(options.of)])
        return 0
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


def _first_figures(folder: Path) -> Iterator[tuple[str, str]]:
    """Give the steps to the first figures of an edit, with the seconds since the first one began."""
    began = time.perf_counter()

    def row(what: str) -> tuple[str, str]:
        return what, f"{time.perf_counter() - began:.2f}"

    model, log = load_model(folder), read_population(folder / LOG_FOLDER)
    yield row("model and log are read")
    _known, vectors = model.vectors(log)
    yield row("users are in the space of the run")
    table = pd.read_csv(folder / "segments.csv", usecols=["segment"])
    labels = np.where(table["segment"] == 2, 1, table["segment"]).astype(np.int32)
    clustering_of(vectors, labels, 0)
    yield row(f"figures of {len(labels):,} users are there")


def _shapes(store: Store, folder: Path, population: Any, results: Any) -> Shapes:
    """Return the segments of a workspace with one run, whose results are in memory as a server has them."""
    workspace = open_workspace(store)
    info = workspace.runs.add("root", DatasetVersion("log"), Recipe(), NewJob("run", '{"run_id": "root"}', "ann"))
    workspace.jobs.start(info.job_id)
    (made := folder / "made").mkdir()
    write_results(results, None, made)
    workspace.runs.publish("root", info.job_id, made)
    return Shapes(workspace, lambda _run: results, lambda *_of: population, lambda: None, lambda _run: None)


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
