"""Vectors of titles: each distinct title is embedded once and kept by the hash of its content, for each model.

Titles are lower-cased first: the same title in capitals can lie far away.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from threading import get_ident
from zipfile import BadZipFile

import numpy as np

from core.compute.machine import Machine
from core.encoders.text_models import load_model, model_key
from core.stages.progress import Progress, silent
from core.stages.table import Stage
from core.types import FloatArray

_BATCH = 512
"""Titles given to the model between two reports of progress."""


def embed_titles(
    titles: Sequence[str],
    model: str,
    cache_dir: Path | None = None,
    progress: Progress = silent,
    machine: Machine | None = None,
) -> FloatArray:
    """Return (n_titles, n_dims) float32 unit vectors.

    Parameters
    ----------
    titles
        Any text, at least one; equal titles, ignoring case, are embedded once.
    model
        "english", "multilingual", a folder, or a name on the hub: see ``core.encoders.text_models``.
    cache_dir
        Folder that keeps vectors between calls; None keeps nothing.
    progress
        Called with nine tenths of the fraction of new titles that are done.
    machine
        Its threads, and whether a model may be fetched from the hub by its name.

    Raises
    ------
    RecipeError
        If there is no such model.
    """
    clean = [" ".join(title.lower().split()) for title in titles]
    distinct = sorted(set(clean))
    machine = machine or Machine()
    name = model_key(model, machine.allow_downloads)
    keys = [hashlib.sha256(f"{name}\n{title}".encode()).hexdigest() for title in distinct]
    cache = _Cache(cache_dir, name)
    missing = [title for title, key in zip(distinct, keys, strict=True) if key not in cache.vectors]
    if missing:
        new = _embed(missing, model, progress, machine)
        cache.add(dict(zip((key for key in keys if key not in cache.vectors), new, strict=True)))
    row_of = {title: row for row, title in enumerate(distinct)}
    vectors = np.array([cache.vectors[key] for key in keys], dtype=np.float32)
    return vectors[[row_of[title] for title in clean]]


def _embed(titles: list[str], model: str, progress: Progress, machine: Machine | None = None) -> FloatArray:
    encode = load_model(model, machine)
    lengths = encode.lengths(titles)
    by_length = sorted(range(len(titles)), key=lambda i: lengths[i])
    parts = []
    for start in range(0, len(titles), _BATCH):
        parts.append(encode([titles[i] for i in by_length[start : start + _BATCH]]))
        progress(Stage.ENCODE, 0.9 * min(1.0, (start + _BATCH) / len(titles)))
    vectors = np.vstack(parts)
    return vectors[np.argsort(by_length)]


class _Cache:
    """Vectors by content hash, in one file that is replaced whole: a reader never sees half of it."""

    def __init__(self, folder: Path | None, model: str) -> None:
        self.path = folder / f"{model}.npz" if folder else None
        self.vectors: dict[str, FloatArray] = {}
        if self.path and self.path.exists():
            self.vectors = _read(self.path)

    def add(self, vectors: dict[str, FloatArray]) -> None:
        self.vectors |= vectors
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self.path.with_suffix(f".{os.getpid()}-{get_ident()}.npz")
        np.savez(temporary, keys=np.array(list(self.vectors)), vectors=np.array(list(self.vectors.values())))
        temporary.replace(self.path)


def _read(path: Path) -> dict[str, FloatArray]:
    """Return the vectors by key; none from a damaged file, which the next new title replaces."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))
    except (EOFError, KeyError, ValueError, BadZipFile):
        return {}
