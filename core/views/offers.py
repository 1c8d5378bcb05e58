"""What to offer a segment: what most of it likes, or what is distinctive of it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.profiles.lifts import MIN_USERS
from core.types import Column, Population

if TYPE_CHECKING:
    from core.recommenders.segment_popularity import SegmentPopularity
    from core.results.results import Results

MIN_SHARE = 0.05
"""An item that fewer users of the segment interacted with is no offer for the segment, however much it is its own."""
N_OFFERED = 20
OFFER_COLUMNS = (Column.RANK, Column.ITEM_ID, Column.TITLE, Column.SCORE, Column.LIFT)


class Order(StrEnum):
    """What makes an item come first."""

    LIKED = "liked"
    DISTINCTIVE = "distinctive"


def popularity_of(results: Results, population: Population) -> SegmentPopularity:
    """Fit again what each segment likes, as the run did; ``population`` is the one that the run was made of."""
    from core.recommenders.segment_popularity import SegmentPopularity

    return SegmentPopularity().fit(population, results.labels)


def liked_frame(results: Results, segment: int) -> pd.DataFrame:
    """Return ``OFFER_COLUMNS`` of the run's own list, most liked first; an empty title becomes the id."""
    own = results.recommendations
    return _with_titles(own[own[Column.SEGMENT] == segment].sort_values(Column.RANK))


def distinctive_frame(fitted: SegmentPopularity, segment: int, n_items: int = N_OFFERED) -> pd.DataFrame:
    """Return ``OFFER_COLUMNS``, highest lift first, of items that enough users of the segment interacted with.

    Enough are ``MIN_SHARE`` of the segment, and ``MIN_USERS`` at least; only items above a lift of 1 are the
    segment's own. There may be fewer than ``n_items``.
    """
    row = int(np.flatnonzero(fitted.segments_ == segment)[0])
    scores, counts = fitted.scores_[row], fitted.counts_[row]
    lifts = scores / np.maximum(fitted.overall_, np.finfo(float).tiny)
    n_enough = max(MIN_USERS, MIN_SHARE * fitted.sizes_[row])
    own = np.flatnonzero((counts >= n_enough) & (lifts > 1))
    best = own[np.argsort(-lifts[own], kind="stable")[:n_items]]
    items = pd.DataFrame(
        {
            Column.ITEM_ID: fitted.items_.item_ids[best],
            Column.TITLE: fitted.items_.titles[best],
            Column.SCORE: scores[best],
            Column.RANK: np.arange(1, len(best) + 1),
            Column.LIFT: lifts[best],
        }
    )
    return _with_titles(items)


def _with_titles(items: pd.DataFrame) -> pd.DataFrame:
    titles = items[Column.TITLE].where(items[Column.TITLE].astype(bool), items[Column.ITEM_ID])
    return items.assign(**{Column.TITLE: titles})[list(OFFER_COLUMNS)].reset_index(drop=True)
