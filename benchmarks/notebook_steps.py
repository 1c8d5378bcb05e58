"""What both comparison notebooks do alike: read and clean Online Retail, choose k, draw the map, save.

Written as a competent analyst writes it, with public libraries only and nothing of this project.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

UserMatrix = npt.NDArray[np.floating]
RANDOM_STATE = 0
CANDIDATE_K = range(4, 13)


def parse_paths() -> tuple[Path, Path]:
    """Read the log's path and the path of the CSV to write from the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("events", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    return args.events, args.out


def read_purchases(path: Path) -> pd.DataFrame:
    """Read the log and keep purchases: a known customer, no cancellation, a product, a price, no duplicate."""
    lines = pd.read_parquet(path)
    is_purchase = (
        lines["CustomerID"].notna()
        & ~lines["InvoiceNo"].str.startswith("C")
        & lines["StockCode"].str.match(r"\d{5}")
        & (lines["Quantity"] > 0)
        & (lines["UnitPrice"] > 0)
    )
    return lines[is_purchase].drop_duplicates()


def choose_labels(X: UserMatrix) -> npt.NDArray[np.int32]:
    """Cluster with each k in ``CANDIDATE_K`` and return the labels with the highest mean silhouette."""
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score

    best_score, best_labels = -1.0, np.zeros(len(X), dtype=np.int32)
    for k in CANDIDATE_K:
        labels = KMeans(n_clusters=k, n_init=10, random_state=RANDOM_STATE).fit_predict(X)
        score = silhouette_score(X, labels)
        print(f"k = {k}: silhouette {score:.3f}")
        if score > best_score:
            best_score, best_labels = score, labels
    return best_labels


def save_segments(user_ids: pd.Index, X: UserMatrix, labels: npt.NDArray[np.int32], out: Path) -> None:
    """Draw the map with UMAP's defaults and write user, segment and point as CSV."""
    from umap import UMAP

    points = UMAP(random_state=RANDOM_STATE).fit_transform(X)
    segments = pd.DataFrame({"user_id": user_ids, "segment": labels, "x": points[:, 0], "y": points[:, 1]})
    segments.to_csv(out, index=False)
