"""The tables of a run: users with their segments, and items for every segment."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from core.files.csv_files import numbers_array
from core.protocols import Recommender
from core.results.results import Results
from core.sentences import say
from core.types import Column

USER_COLUMNS = (
    Column.USER_ID,
    Column.SEGMENT,
    Column.PERSONA,
    Column.PROBABILITY,
    Column.SILHOUETTE,
    Column.X,
    Column.Y,
    Column.STABILITY,
)
INTEREST_COLUMNS = (Column.USER_ID, Column.LAYER, Column.RANK, Column.NODE_ID, Column.NODE, Column.WEIGHT)
RECOMMENDATION_COLUMNS = (Column.SEGMENT, Column.RANK, Column.ITEM_ID, Column.TITLE, Column.SCORE, Column.LIFT)
UNASSIGNED = say("Unassigned")


def users_table(results: Results) -> pa.Table:
    """Return ``USER_COLUMNS``, one row per user in their order; NaN and what was left out are empty."""
    segments, codes = np.unique(results.labels, return_inverse=True)
    names = pa.array([results.names.get(int(segment), UNASSIGNED) for segment in segments], pa.string())
    points, stabilities = results.points, results.stabilities
    if points is None:
        points = np.full((len(results.labels), 2), np.nan, dtype=np.float32)
    if stabilities is None:
        stabilities = np.full(len(results.labels), np.nan)
    columns = [
        pa.array(results.user_ids, pa.string()),
        pa.array(results.labels, pa.int32()),
        names.take(pa.array(codes)),
        *(numbers_array(values) for values in (results.probabilities, results.silhouettes, *points.T, stabilities)),
    ]
    return pa.table(dict(zip(USER_COLUMNS, columns, strict=True)))


def recommendations_table(results: Results) -> pa.Table:
    """Return ``RECOMMENDATION_COLUMNS``: the best items of every segment."""
    frame = results.recommendations
    columns = [
        pa.array(frame[Column.SEGMENT], pa.int32()),
        pa.array(frame[Column.RANK], pa.int32()),
        pa.array(frame[Column.ITEM_ID], pa.string()),
        pa.array(frame[Column.TITLE], pa.string()),
        numbers_array(frame[Column.SCORE].to_numpy(dtype=np.float64)),
        numbers_array(frame[Column.LIFT].to_numpy(dtype=np.float64)),
    ]
    return pa.table(dict(zip(RECOMMENDATION_COLUMNS, columns, strict=True)))


def interests_table(results: Results) -> pa.Table:
    """Return ``INTEREST_COLUMNS``: the largest interests of every user in every layer; no row for a user of none."""
    found = results.interests
    assert found is not None  # noqa: S101 - files_of asks first
    layers = np.array([node.layer for node in found.nodes], dtype=np.int32)
    names = pa.array([node.name for node in found.nodes], pa.string())
    ranked = found.ranked
    node_ids = pa.array(ranked.node_ids, pa.int32())
    columns = [
        pa.array(results.user_ids[ranked.rows], pa.string()),
        pa.array(layers[ranked.node_ids], pa.int32()),
        pa.array(ranked.ranks, pa.int32()),
        node_ids,
        names.take(node_ids),
        numbers_array(ranked.weights.astype(np.float64)),
    ]
    return pa.table(dict(zip(INTEREST_COLUMNS, columns, strict=True)))


def recommendations_frame(recommender: Recommender, k: int) -> pd.DataFrame:
    """Return ``RECOMMENDATION_COLUMNS`` of the ``k`` best items of every segment."""
    frames = [recommender.recommend(int(segment), k).assign(segment=int(segment)) for segment in recommender.segments_]
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(RECOMMENDATION_COLUMNS))
    return frame[list(RECOMMENDATION_COLUMNS)]
