"""What a finished run leaves in the workspace, and reading it back without any heavy library.

A folder of ``users.parquet``, ``segments.json``, ``recommendations.parquet``, ``run.json`` and the files of the model.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from core.clusterers.choose_k import KScore
from core.export.csv_files import recommendations_table, segments_table
from core.export.json_files import TEMPLATES, write_run, write_segments
from core.export.run_folder import N_RECOMMENDED, assignments_of, run_record
from core.model.files import write_model
from core.sentences import from_plain
from core.types import Column, FloatArray, Labels, Lift, Persona, Points, Profile, StrArray, Sweep, SweepPoint

if TYPE_CHECKING:
    from core.results.run import Run

_USERS, _SEGMENTS, _RECOMMENDATIONS, _RECORD = "users.parquet", "segments.json", "recommendations.parquet", "run.json"


@dataclass(frozen=True)
class Results:
    """The results of a run; arrays in the order of ``user_ids``, profiles and personas in that of segment numbers."""

    record: Mapping[str, Any]
    """What ``run.json`` holds."""
    user_ids: StrArray
    labels: Labels
    """(n_users,) segment numbers from 1; -1 is unassigned."""
    probabilities: FloatArray
    silhouettes: FloatArray
    points: Points | None
    """(n_users, 2); None when the map was left out."""
    profiles: tuple[Profile, ...]
    personas: tuple[Persona, ...]
    recommendations: pd.DataFrame
    """segment, rank, item_id, title, score, lift."""

    @property
    def n_users(self) -> int:
        """Number of users."""
        return len(self.user_ids)

    @property
    def k(self) -> int:
        """Number of segments."""
        return len(self.profiles)

    @property
    def segments(self) -> tuple[int, ...]:
        """Segment numbers, largest segment first."""
        return tuple(profile.segment for profile in self.profiles)

    @property
    def holdout(self) -> Mapping[str, Any] | None:
        """Figures of ``core.trust.holdout.Usefulness`` by name; None when the holdout was left out."""
        found: Mapping[str, Any] | None = self.record["scores"]["holdout"]
        return found

    @property
    def trust(self) -> Mapping[str, Any] | None:
        """The trust card as ``core.trust.record`` writes it; None when it was left out."""
        found: Mapping[str, Any] | None = self.record.get("trust")
        return found

    @property
    def k_scores(self) -> list[KScore]:
        """The sweep by which k was chosen; empty when k was given or found by the clusterer itself."""
        choice = self.record["scores"]["k_choice"]
        return [KScore(**score) for score in choice["scores"]] if choice else []

    @property
    def sweep(self) -> Sweep | None:
        """What other values of a parameter would give, for clusterers that find the number of segments themselves."""
        found = self.record["scores"].get("sweep")
        return (
            Sweep(found["parameter"], found["chosen"], tuple(SweepPoint(**each) for each in found["trials"]))
            if found
            else None
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the results should know, as sentences."""
        return tuple(map(from_plain, self.record.get("sentences", self.record["notes"])))


def write_results(run: Run, ingest: Mapping[str, Any], seconds: Mapping[str, float], folder: Path) -> None:
    """Write a run into an existing folder; ``ingest`` and ``seconds`` are those of the load before it."""
    pq.write_table(segments_table(assignments_of(run), run.description.personas), folder / _USERS)
    pq.write_table(recommendations_table(run.description.recommender, N_RECOMMENDED), folder / _RECOMMENDATIONS)
    record = run_record(run, ingest, seconds)
    write_segments(run.description.profiles, run.description.personas, record["trust"], folder / _SEGMENTS)
    if run.model:
        write_model(run.model, record["versions"], folder)
    write_run(record, folder / _RECORD)


def read_results(folder: Path) -> Results:
    """Read what ``write_results`` wrote."""
    users = pq.read_table(folder / _USERS)
    segments = json.loads((folder / _SEGMENTS).read_text(encoding="utf-8"))
    n_users = users.num_rows
    points = np.column_stack([users[name].to_numpy() for name in (Column.X, Column.Y)]).astype(np.float32)
    return Results(
        record=json.loads((folder / _RECORD).read_text(encoding="utf-8")),
        user_ids=users[Column.USER_ID].to_numpy(),
        labels=users[Column.SEGMENT].to_numpy().astype(np.int32),
        probabilities=users[Column.PROBABILITY].to_numpy(),
        silhouettes=users[Column.SILHOUETTE].to_numpy(),
        points=points if np.isfinite(points).all() else None,
        profiles=tuple(_profile(segment, n_users) for segment in segments),
        personas=tuple(_persona(segment) for segment in segments),
        recommendations=pq.read_table(folder / _RECOMMENDATIONS).to_pandas(),
    )


def _profile(segment: Mapping[str, Any], n_users: int) -> Profile:
    return Profile(
        segment=segment["segment"],
        size=segment["size"],
        share=segment["size"] / n_users,
        lifts=tuple(map(_lift, segment["lifts"])),
        typical_users=tuple(segment["typical_users"]),
    )


def _persona(segment: Mapping[str, Any]) -> Persona:
    persona = _with_sentences(segment["persona"])
    evidence = tuple(map(_lift, persona["evidence"]))
    return Persona(segment["segment"], persona["name"], persona["sentence"], evidence)


def _lift(values: Mapping[str, Any]) -> Lift:
    return Lift(**_with_sentences(values))


def _with_sentences(values: Mapping[str, Any]) -> dict[str, Any]:
    """Put the sentences that were kept beside the English in its place."""
    kept = {name: from_plain(value) for name, value in values.get(TEMPLATES, {}).items()}
    return {name: kept.get(name, value) for name, value in values.items() if name != TEMPLATES}
