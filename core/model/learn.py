"""From given segments to a judged head: what ``python -m core learn`` does."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from core.export.csv_files import DECIMALS, write_csv
from core.model.head import Head
from core.model.labels import Labelled, deal
from core.types import Column, FloatArray, IntArray, StrArray, Vectors

HEAD_FILES = frozenset({"head.json", "head.npz", "metrics.json", "assignments.csv"})
LEARNT_COLUMNS = (Column.USER_ID, Column.SEGMENT, Column.PROBABILITY, Column.SECOND)
_BINS = 15


@dataclass(frozen=True)
class Learnt:
    """A trained head and how good it is on users it did not see."""

    head: Head
    names: tuple[str, ...]
    """(n_segments,) names of its outputs."""
    metrics: dict[str, Any]


def learn(X: Vectors, labelled: Labelled, head: Head) -> Learnt:
    """Train a head on three fifths of the labelled users and judge it on a fifth.

    Parameters
    ----------
    X
        (n_users, n_dims) vectors of all users of the log.
    labelled
        Who of them is labelled.
    head
        With its parameters; it is trained in place.
    """
    rows, parts = X[labelled.rows], deal(labelled.classes, head.random_state)
    is_judge = parts == 2
    head.fit(rows[~is_judge], labelled.classes[~is_judge], parts[~is_judge] == 1)
    seen = {"n_trained": int((parts == 0).sum()), "n_validation": int((parts == 1).sum())}
    figures = judge_head(head, rows[is_judge], labelled.classes[is_judge], labelled.names)
    return Learnt(head, labelled.names, {**seen, **figures, "n_unknown_users": labelled.n_unknown})


def judge_head(head: Head, X: Vectors, classes: IntArray, names: tuple[str, ...]) -> dict[str, Any]:
    """Return accuracy, macro-F1, confusion and calibration error on users the head did not see."""
    from sklearn.metrics import accuracy_score, confusion_matrix, precision_recall_fscore_support

    codes = np.arange(len(names))
    shares = head.probabilities(X)
    found = shares.argmax(axis=1)
    each = precision_recall_fscore_support(classes, found, labels=codes, zero_division=0.0)
    by_name = {
        name: dict(zip(("precision", "recall", "f1", "n_users"), map(float, row), strict=True))
        for name, row in zip(names, np.column_stack(each), strict=True)
    }
    return {
        "n_judged": len(classes),
        "accuracy": float(accuracy_score(classes, found)),
        "macro_f1": float(each[2].mean()),
        "segments": list(names),
        "confusion": confusion_matrix(classes, found, labels=codes).tolist(),
        "by_segment": by_name,
        "temperature": head.temperature_,
        "calibration_error": calibration_error(shares, classes),
        "calibration_error_before": calibration_error(head.probabilities(X, is_calibrated=False), classes),
    }


def calibration_error(shares: FloatArray, classes: IntArray) -> float:
    """Return how far probabilities are from how often they are right: the mean over 15 equal bins (Guo et al. 2017).

    >>> calibration_error(np.array([[0.75, 0.25]] * 4), np.array([0, 0, 0, 1]))
    0.0
    """
    sure, is_right = shares.max(axis=1), shares.argmax(axis=1) == classes
    bins = np.minimum((sure * _BINS).astype(np.int64), _BINS - 1)
    gaps = np.abs(np.bincount(bins, sure, _BINS) - np.bincount(bins, is_right, _BINS))
    return float(gaps.sum() / len(classes))


def write_head(learnt: Learnt, folder: Path) -> None:
    """Write ``head.json``, ``head.npz`` and ``metrics.json`` into a folder that exists."""
    record = {"segments": list(learnt.names), "params": asdict(learnt.head)}
    _write_json(record, folder / "head.json")
    _write_json(learnt.metrics, folder / "metrics.json")
    state: dict[str, Any] = learnt.head.get_state()
    with (folder / "head.npz").open("wb") as file:
        np.savez_compressed(file, **state)


def read_head(folder: Path) -> Learnt:
    """Read what ``write_head`` wrote."""
    record = json.loads((folder / "head.json").read_text(encoding="utf-8"))
    head = Head(**record["params"])
    with np.load(folder / "head.npz", allow_pickle=False) as kept:
        head.set_state(dict(kept))
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    return Learnt(head, tuple(record["segments"]), metrics)


def write_learnt(learnt: Learnt, user_ids: StrArray, X: Vectors, path: Path) -> None:
    """Write the segment, its probability and the second likeliest for every user."""
    shares = learnt.head.probabilities(X)
    order = np.argsort(-shares, axis=1, kind="stable")
    names = pa.array(learnt.names, pa.string())
    columns = [
        pa.array(user_ids, pa.string()),
        names.take(pa.array(order[:, 0])),
        pa.array(np.round(shares.max(axis=1), DECIMALS), pa.float64()),
        names.take(pa.array(order[:, 1])),
    ]
    write_csv(pa.table(dict(zip(LEARNT_COLUMNS, columns, strict=True))), path)


def _write_json(record: dict[str, Any], path: Path) -> None:
    path.write_text(json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False) + "\n", encoding="utf-8")
