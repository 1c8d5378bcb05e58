"""Everything a run leaves behind, in one folder."""

from __future__ import annotations

import platform
import resource
import sys
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core import __version__
from core.export.csv_files import Assignments, recommendations_table, segments_table, write_csv, write_excel_csv
from core.export.json_files import plain, write_run, write_segments
from core.export.listed import list_only
from core.export.trust_file import trust_table
from core.model.files import write_model
from core.sentences import to_plain
from core.trust.record import trust_record
from core.types import BoolArray

if TYPE_CHECKING:
    from core.results.run import Run

N_RECOMMENDED = 20
_LIBRARIES = (
    "duckdb",
    "implicit",
    "numpy",
    "pandas",
    "scikit-learn",
    "scipy",
    "sentence-transformers",
    "torch",
    "torch-geometric",
    "umap-learn",
)
_BYTES_OF_MAXRSS = 1 if sys.platform == "darwin" else 1024


def write_run_folder(
    run: Run, ingest: Mapping[str, Any], seconds: Mapping[str, float], folder: Path, is_listed: BoolArray | None = None
) -> None:
    """Write the results of a run into an existing folder; ``rejected.csv`` is the ingest's own.

    Parameters
    ----------
    run
        The finished run.
    ingest
        The report of the load, as plain values.
    seconds
        Stage to seconds for the stages before the run.
    folder
        Where to write.
    is_listed
        (n_users,) who may be named in lists of users; everybody unless given. Figures stay those of everybody.
    """
    users, found = assignments_of(run), run.description
    profiles = found.profiles
    if is_listed is not None:
        profiles = list_only(profiles, users.user_ids, is_listed)
        users = users.of_users(is_listed)
    segments = segments_table(users, found.personas)
    write_csv(segments, folder / "segments.csv")
    write_excel_csv(segments, folder / "segments_excel.csv")
    record = run_record(run, ingest, seconds)
    write_segments(profiles, found.personas, record["trust"], folder / "segments.json")
    write_csv(recommendations_table(found.recommender, N_RECOMMENDED), folder / "recommendations.csv")
    if run.trust:
        write_excel_csv(trust_table(plain(record["trust"]), profiles, found.personas), folder / "trust.csv")
    if run.model:
        write_model(run.model, record["versions"], folder)
    write_run(record, folder / "run.json")


def assignments_of(run: Run) -> Assignments:
    """Return who is where, as the tables of users need it."""
    found, user_ids = run.clustering, run.population.histories.user_ids
    points = run.map.points if run.map else None
    return Assignments(user_ids, found.labels, found.probabilities, found.silhouettes, points)


def run_record(run: Run, ingest: Mapping[str, Any], seconds: Mapping[str, float]) -> dict[str, Any]:
    """Return what ``run.json`` holds: recipe, sizes, ingest, scores, seconds by stage, memory and versions."""
    return {
        "recipe": _recipe(run),
        "n_users": run.population.n_users,
        "n_items": run.population.n_items,
        "n_events": run.population.histories.n_events,
        "n_segments": run.clustering.k,
        "n_unassigned": int(np.count_nonzero(run.clustering.labels < 0)),
        "ingest": dict(ingest),
        "scores": _scores(run),
        "trust": trust_record(run.trust) if run.trust else None,
        "map": run.map.method if run.map else None,
        "notes": list(run.notes),
        "sentences": [to_plain(note) for note in run.notes],
        "seconds": {name: round(value, 3) for name, value in {**seconds, **run.seconds}.items()},
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _BYTES_OF_MAXRSS / 1e6, 1),
        "versions": versions(),
    }


def versions() -> dict[str, str]:
    """Return the versions that a result depends on, Persona Atlas first."""
    return {
        "persona-atlas": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in _LIBRARIES},
    }


def _recipe(run: Run) -> dict[str, Any]:
    from core.registry import clusterer_params, encoder_params

    return {
        "encoder": run.recipe.encoder,
        "encoder_params": encoder_params(run.recipe),
        "clusterer": run.recipe.clusterer,
        "clusterer_params": clusterer_params(run.recipe, run.clustering.k),
        "k": run.recipe.k,
        "random_state": run.recipe.random_state,
    }


def _scores(run: Run) -> dict[str, Any]:
    found = run.clustering
    return {
        "k": found.k,
        "silhouette": float(found.silhouettes.mean()),
        "silhouette_by_segment": {
            str(segment): float(found.silhouettes[found.labels == segment].mean()) for segment in range(1, found.k + 1)
        },
        "concentration": found.mixture.concentration,
        "k_choice": asdict(run.k_choice) if run.k_choice else None,
        "sweep": asdict(found.sweep) if found.sweep else None,
        "losses": found.losses,
        "holdout": run.usefulness.as_dict() if run.usefulness else None,
    }
