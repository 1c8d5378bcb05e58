"""The silhouette of every user, sorted within segments, thinned for drawing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.results.results import Results
from core.types import Column

N_DRAWN = 2_000
PLACE = "place"
SIZE = "size"
BELOW_ZERO = "share_below_zero"


def silhouette_frame(results: Results, n_max: int = N_DRAWN) -> pd.DataFrame:
    """Return segment, place and silhouette, best first within each segment, evenly thinned to about ``n_max`` rows.

    ``place`` counts all users of the segment from 0, so that a thinned line keeps the segment's true length; the
    first and the last user always stay.
    """
    step = max(1, -(-results.n_users // n_max))
    parts = []
    for segment in results.segments:
        values = np.sort(results.silhouettes[results.labels == segment])[::-1]
        places = np.unique(np.append(np.arange(0, len(values), step), len(values) - 1))
        parts.append(
            pd.DataFrame({Column.SEGMENT: segment, PLACE: places, Column.SILHOUETTE: values[places].astype(np.float32)})
        )
    return pd.concat(parts, ignore_index=True)


def silhouette_means(results: Results) -> pd.DataFrame:
    """Return size, mean silhouette and share of users below 0 for each segment."""
    rows = []
    for segment in results.segments:
        values = results.silhouettes[results.labels == segment]
        rows.append((segment, len(values), float(values.mean()), float((values < 0).mean())))
    return pd.DataFrame(rows, columns=[Column.SEGMENT, SIZE, Column.SILHOUETTE, BELOW_ZERO])


def mean_silhouette(results: Results) -> float:
    """Return the mean over all users; unassigned ones count as 0."""
    return float(results.silhouettes.mean())
