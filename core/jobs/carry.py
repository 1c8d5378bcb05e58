"""Names that stay, in a workspace: a run takes over those that hold for its dataset, or those of another run."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from core.errors import DataError
from core.jobs.name_versions import of_analysts
from core.jobs.shape_labels import HasRuns, labels_of
from core.results.carried import Earlier, carry_over, earlier_of, with_weak
from core.results.carried_numbers import OnTheWay
from core.results.earlier_folder import read_earlier
from core.results.edited import with_interests_called
from core.results.folder import read_results
from core.store.carried import Origin
from core.store.interest_edits import newest_interest_edits
from core.store.run_info import RunInfo
from core.store.runs import Runs
from core.store.segmentations import Segmentation
from core.store.store import Store

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Known:
    """The runs of a store."""

    store: Store
    runs: Runs


def first_names(store: Store, runs: Runs, run_id: str, folder: Path) -> Segmentation | None:
    """Return what a run takes over that is about to be published; None where there is nothing to take over.

    Names that cannot be read keep no run from being published: then the version says why it holds none.

    Parameters
    ----------
    folder
        Of its results.
    """
    run, seen = runs.run(run_id), runs.segmentation(run_id)
    current = runs.current_names(run.dataset_id, without=run_id) if run else None
    if current is None:
        return None
    try:
        made = carry_over(_earlier(store, runs, current), read_results(folder), seen)
    except DataError as error:
        _log.warning("No names of run %s are carried over: %s", current.run_id, error.message)
        lost = Origin(run_id=current.run_id, version=current.version, n_common=0, why_nothing=str(error.message))
        return replace(seen, origin=lost) if current.names or current.notes or current.set_aside else None
    return None if made is seen else made


def take_names(
    store: Store, runs: Runs, run_id: str, source: str, author: str, *, takes_weak: bool = False
) -> Segmentation:
    """Write a version with the names that a run takes over; the newest one stays where they change nothing.

    Parameters
    ----------
    source
        The id of another run that is done, or the folder of the files of one; "" for what is carried over already.

    Raises
    ------
    DataError
        There is no such run, or the folder holds none.
    StaleVersionError
        Somebody saved a version meanwhile.
    """
    seen, results = runs.segmentation(run_id), read_results(runs.folder(runs.finished(run_id).run_id))
    made = carry_over(_named(store, runs, source), results, seen) if source else seen
    made = with_weak(made, results) if takes_weak else made
    return seen if made == seen else runs.save_version(made, author)


def _named(store: Store, runs: Runs, source: str) -> Earlier:
    if runs.run(source) is None:
        return read_earlier(Path(source))
    return _earlier(store, runs, runs.segmentation(runs.finished(source).run_id))


def _earlier(store: Store, runs: Runs, newest: Segmentation) -> Earlier:
    """Return the segments of a run of the workspace under the names that people gave."""
    names = of_analysts(runs.history(newest.run_id), newest)
    run, results = runs.run(newest.run_id), read_results(runs.folder(newest.run_id))
    changes = newest_interest_edits(store, run.dataset_id) if run else None
    called = with_interests_called(results, changes) if changes else results
    return earlier_of(called, names, tuple(on_the_way(_Known(store, runs), run)) if run else ())


def on_the_way(workspace: HasRuns, run: RunInfo) -> Iterator[OnTheWay]:
    """Yield the versions that edits led from to a run, the last one first, as far as they are still there."""
    runs = workspace.runs
    root = runs.run(run.root)
    if run.edit is None or root is None:
        return
    user_ids = read_results(runs.folder(root.run_id)).user_ids
    while run.edit and (before := runs.run(run.edit.parent)):
        run = before
        known = labels_of(workspace, run)
        if known:
            segments, places = np.unique(known[0], return_inverse=True)
            naming = runs.segmentation(run.run_id)
            shown = [naming.number_of(each) for each in segments.tolist()]
            yield OnTheWay(user_ids, np.array(shown, dtype=np.int32)[places])
