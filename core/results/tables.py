"""The tables of a run: users with their segments, and items for every segment."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from core.files.csv_files import numbers_array
from core.protocols import Recommender
from core.recommenders.reasons import reason_sentence
from core.results.results import Results
from core.sentences import say
from core.trust.offer_proof import OfferProof
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
RECOMMENDATION_COLUMNS = (
    Column.SEGMENT,
    Column.RANK,
    Column.ITEM_ID,
    Column.TITLE,
    Column.SCORE,
    Column.LIFT,
    Column.CATEGORY,
    Column.EXPECTED_RESPONSE,
    Column.REASON,
    Column.NEW_TO_PCT,
    Column.RECOMMENDER,
)
_TEXTS_OF_OFFERS = (Column.ITEM_ID, Column.TITLE, Column.CATEGORY, Column.BECAUSE, Column.RECOMMENDER)
_FIGURES_OF_OFFERS = (
    Column.SCORE,
    Column.LIFT,
    Column.EXPECTED_RESPONSE,
    Column.NEW_TO_PCT,
    Column.BECAUSE_PCT,
    Column.USUAL_PCT,
    Column.STRENGTH,
)
OFFER_FIELDS = (Column.SEGMENT, Column.RANK, *_TEXTS_OF_OFFERS, *_FIGURES_OF_OFFERS)
"""What is kept of each item on a list; its reason is made of the fields of ``reason_sentence``."""
REASON_FIELDS = (Column.BECAUSE, Column.BECAUSE_PCT, Column.USUAL_PCT, Column.LIFT)
"""What a reason is made of."""
UNASSIGNED = say("Unassigned")


def with_shown(table: pa.Table, results: Results) -> pa.Table:
    """Return a table of segments with a last column ``shown_as``: the number that pages show, -1 of no segment."""
    numbers = results.numbers
    labels, codes = np.unique(table[Column.SEGMENT].to_numpy(), return_inverse=True)
    shown = np.array([numbers.get(int(each), int(each)) for each in labels], dtype=np.int32)
    return table.append_column(Column.SHOWN_AS, pa.array(shown[codes], pa.int32()))


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
    """Return ``RECOMMENDATION_COLUMNS``: the items to offer every segment, best first."""
    return lists_table(results.recommendations)


def lists_table(frame: pd.DataFrame) -> pa.Table:
    """Return ``RECOMMENDATION_COLUMNS`` of lists in ``OFFER_FIELDS``."""
    reasons = [reason_sentence(*row) for row in zip(*(frame[name] for name in REASON_FIELDS), strict=True)]
    made = {**_offer_columns(frame), Column.REASON: pa.array(reasons, pa.string())}
    return pa.table({name: made[name] for name in RECOMMENDATION_COLUMNS})


def offers_table(frame: pd.DataFrame) -> pa.Table:
    """Return ``OFFER_FIELDS``, as a run keeps them."""
    columns = _offer_columns(frame)
    return pa.table({name: columns[name] for name in OFFER_FIELDS})


def _offer_columns(frame: pd.DataFrame) -> dict[str, pa.Array]:
    return {
        **{name: pa.array(frame[name], pa.int32()) for name in (Column.SEGMENT, Column.RANK)},
        **{name: pa.array(frame[name], pa.string()) for name in _TEXTS_OF_OFFERS},
        **{name: numbers_array(frame[name].to_numpy(dtype=np.float64)) for name in _FIGURES_OF_OFFERS},
    }


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


def recommendations_frame(recommender: Recommender, k: int, proof: OfferProof | None = None) -> pd.DataFrame:
    """Return ``OFFER_FIELDS`` of the ``k`` best items of every segment; without a proof no response is expected."""
    frames = [recommender.recommend(int(segment), k).assign(segment=int(segment)) for segment in recommender.segments_]
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(OFFER_FIELDS))
    if proof and Column.RESPONSE in frame:
        frame[Column.EXPECTED_RESPONSE] = proof.expected(frame[Column.RESPONSE].to_numpy(dtype=np.float64))
    return with_offer_fields(frame.assign(**{Column.RECOMMENDER: recommender.name}))


def with_offer_fields(frame: pd.DataFrame) -> pd.DataFrame:
    """Return ``OFFER_FIELDS``; what a recommender or an earlier version does not know is empty."""
    found = frame.copy()
    for name in OFFER_FIELDS:
        if name not in found:
            found[name] = "" if name in _TEXTS_OF_OFFERS else np.nan
    return found[list(OFFER_FIELDS)]
