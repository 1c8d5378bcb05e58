"""The quick notebook: TF-IDF of items per user, truncated SVD, KMeans by silhouette, UMAP, CSV.

Run it as ``python -m benchmarks.quick_notebook EVENTS OUT``.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from benchmarks.notebook_steps import (
    RANDOM_STATE,
    UserMatrix,
    choose_labels,
    parse_paths,
    read_purchases,
    save_segments,
)

N_DIMS = 64


def count_items(purchases: pd.DataFrame) -> tuple[pd.Index, sparse.csr_matrix]:
    """Count how often each user bought each item: user ids, and a matrix (n_users, n_items)."""
    users, user_ids = pd.factorize(purchases["CustomerID"], sort=True)
    items, item_ids = pd.factorize(purchases["StockCode"], sort=True)
    ones = np.ones(len(purchases))
    return pd.Index(user_ids), sparse.csr_matrix((ones, (users, items)), shape=(len(user_ids), len(item_ids)))


def encode_counts(counts: sparse.csr_matrix) -> UserMatrix:
    """Weight counts by TF-IDF and project them to 64 dimensions, rows of length 1."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.preprocessing import normalize

    weights = TfidfTransformer(sublinear_tf=True).fit_transform(counts)
    X: UserMatrix = normalize(TruncatedSVD(N_DIMS, random_state=RANDOM_STATE).fit_transform(weights))
    return X


def main() -> None:
    """Go from the log to a CSV of segments."""
    events, out = parse_paths()
    user_ids, counts = count_items(read_purchases(events))
    X = encode_counts(counts)
    save_segments(user_ids, X, choose_labels(X), out)


if __name__ == "__main__":
    main()
