"""From given segments to a judged head: what ``python -m core learn`` does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.model.assigner import Assignment
from core.model.confidence_rule import CUTS, FEW_EVENTS, TARGET, ConfidenceRule, lower_end
from core.model.head import Head
from core.model.labels import Labelled, split_by_class
from core.sentences import say
from core.types import BoolArray, FloatArray, IntArray, Vectors

_BINS = 15


@dataclass(frozen=True)
class Learnt:
    """A trained head and how good it is on users it did not see."""

    head: Head
    names: tuple[str, ...]
    """(n_segments,) names of its outputs."""
    metrics: dict[str, Any]
    confidence_rule: ConfidenceRule
    """When an assignment is confident; segments are places in ``names``, from 1."""

    def with_metrics(self, **metrics: int) -> Learnt:
        """Return the same with more figures."""
        return replace(self, metrics={**self.metrics, **metrics})

    def assign(self, X: Vectors) -> Assignment:
        """Place every row of (n_users, n_dims) in its likeliest segment."""
        shares = self.head.probabilities(X)
        order = (np.argsort(-shares, axis=1, kind="stable") + 1).astype(np.int32)
        return Assignment(order[:, 0], shares.max(axis=1), order[:, 1], np.ones(len(X), dtype=bool), shares)

    def sentences(self) -> Iterator[str]:
        """In which segments no assignment is confident, and how often confident ones were right."""
        found = self.confidence_rule
        pairs = zip(self.names, found.least_probabilities, strict=True)
        if without := [name for name, cut in pairs if cut is None]:
            yield say(
                "All users of these segments are unsure, since too few held-out labelled users were assigned to them, "
                "or too few of these correctly: {segments}.",
                segments=", ".join(without),
            )
        if found.n_sure:
            yield say(
                "Of {n:,} held-out labelled users, {sure:,} were assigned with confidence, and {agreed:,} of these "
                "correctly.",
                n=found.n_measured,
                sure=found.n_sure,
                agreed=found.n_agreed,
            )


def learn(X: Vectors, n_known_events: IntArray, labelled: Labelled, head: Head) -> Learnt:
    """Train a head on three fifths of the labelled users and judge it on a fifth.

    Parameters
    ----------
    X
        (n_users, n_dims) vectors of all users of the log.
    n_known_events
        (n_users,) events of each that the vectors know of.
    labelled
        Who of them is labelled.
    head
        With its parameters; it is trained in place.
    """
    rows, parts = X[labelled.rows], split_by_class(labelled.classes, head.random_state)
    is_judge = parts == 2
    head.fit(rows[~is_judge], labelled.classes[~is_judge], parts[~is_judge] == 1)
    seen = {"n_trained": int((parts == 0).sum()), "n_validation": int((parts == 1).sum())}
    unseen, classes = rows[is_judge], labelled.classes[is_judge]
    figures = judge_head(head, unseen, classes, labelled.names)
    confidence_rule = find_head_confidence_rule(
        head.probabilities(unseen), classes, n_known_events[labelled.rows[is_judge]]
    )
    metrics = {**seen, **figures, "n_unknown_users": labelled.n_unknown}
    return Learnt(head, labelled.names, metrics, confidence_rule)


def find_head_confidence_rule(shares: FloatArray, classes: IntArray, n_known_events: IntArray) -> ConfidenceRule:
    """Measure from which probability on users are assigned with confidence, on held-out users.

    A segment has confident users from the least probability on at which 95 % of those assigned to it are right, by the
    lower end of the interval.

    Parameters
    ----------
    shares
        (n_users, n_segments) probabilities.
    classes
        (n_users,) the given segments, from 0.
    n_known_events
        (n_users,); with fewer events than all but a few of these users have, no assignment is confident.
    """
    found, probabilities = shares.argmax(axis=1), shares.max(axis=1)
    is_right, codes = found == classes, range(shares.shape[1])
    cuts = tuple(_find_cut(probabilities[found == code], is_right[found == code]) for code in codes)
    is_confident = probabilities >= np.array([np.inf if cut is None else cut for cut in cuts])[found]
    return ConfidenceRule(
        least_probabilities=cuts,
        least_events=max(int(np.quantile(n_known_events, FEW_EVENTS)), 1),
        n_measured=len(classes),
        n_sure=int(is_confident.sum()),
        n_agreed=int(is_right[is_confident].sum()),
    )


def _find_cut(probabilities: FloatArray, is_right: BoolArray) -> float | None:
    return next((cut for cut in CUTS if lower_end(is_right[probabilities >= cut]) >= TARGET), None)


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
    confidence, is_right = shares.max(axis=1), shares.argmax(axis=1) == classes
    bins = np.minimum((confidence * _BINS).astype(np.int64), _BINS - 1)
    gaps = np.abs(np.bincount(bins, confidence, _BINS) - np.bincount(bins, is_right, _BINS))
    return float(gaps.sum() / len(classes))
