"""Information: how far segments agree with attributes that took no part in making them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from core.attributes.values import is_number, known_texts
from core.sentences import Sentence, say
from core.types import NOISE, Labels, Population

MAX_VALUES_SHARE = 0.5
"""A text attribute with more different values per user than this is an id, and is left out."""
N_PARTS = 4
"""Parts of about equal size into which numbers are cut."""


@dataclass(frozen=True, slots=True)
class AttributeInformation:
    """How much one attribute and the segments explain of each other, among users in a segment who have a value."""

    attribute: str
    n_known: int
    """Users in a segment whose value is known; only these count."""
    n_missing: int
    """Users in a segment whose value is not known."""
    n_values: int
    """Different values, numbers cut at their quartiles."""
    bits: float | None
    """Mutual information of segments and values; None with a ``reason``."""
    entropy_share: float | None
    """bits over the entropy of the segments, in [0, 1]."""
    adjusted: float | None
    """Adjusted mutual information: about 0 for chance, 1 when each determines the other."""
    reason: str | None = None
    """Why the attribute was left out."""


def attribute_information(
    population: Population, labels: Labels, used: Collection[str] = ()
) -> tuple[AttributeInformation, ...]:
    """Measure every attribute that was not ``used`` for clustering, in the order of the columns.

    Numbers are cut at their quartiles. Users in no segment are left out. Adjusted mutual information is that of Vinh,
    Epps and Bailey (2010, JMLR 11, 2837-2854) with the mean of both entropies, as scikit-learn computes it.
    """
    is_member = labels != NOISE
    return tuple(
        _information(str(name), column[is_member], labels[is_member])
        for name, column in population.attributes.items()
        if name not in used
    )


def _information(name: str, column: pd.Series[Any], labels: Labels) -> AttributeInformation:
    from sklearn.metrics import adjusted_mutual_info_score, mutual_info_score

    values = _quarters(column) if is_number(column) else known_texts(column)
    is_known = values.notna().to_numpy()
    codes, found = pd.factorize(values[is_known])
    n_known, n_values = len(codes), len(found)
    counts = (n_known, len(labels) - n_known, n_values)
    own = labels[is_known]
    reason = _why_left_out(name, own, n_values, is_text=not is_number(column))
    if reason:
        return AttributeInformation(name, *counts, None, None, None, reason)
    nats = float(mutual_info_score(own, codes))
    adjusted = float(adjusted_mutual_info_score(own, codes))
    return AttributeInformation(name, *counts, nats / float(np.log(2)), nats / _entropy(own), adjusted)


def _why_left_out(name: str, labels: Labels, n_values: int, *, is_text: bool) -> Sentence | None:
    if len(np.unique(labels)) < 2:
        return say("Fewer than two segments have users whose {name!r} is known.", name=name)
    if n_values < 2:
        return say("{name!r} has one value only.", name=name)
    if is_text and n_values > MAX_VALUES_SHARE * len(labels):
        return say(
            "{name!r} has {n_values:,} different values for {n_users:,} users: it is an id.",
            name=name,
            n_values=n_values,
            n_users=len(labels),
        )
    return None


def _quarters(column: pd.Series[Any]) -> pd.Series[Any]:
    numbers = column.astype(float).where(np.isfinite(column.astype(float)))
    if numbers.nunique() <= N_PARTS:
        return numbers
    return pd.qcut(numbers, N_PARTS, labels=False, duplicates="drop")


def _entropy(labels: Labels) -> float:
    """Entropy in nats."""
    shares = np.unique(labels, return_counts=True)[1] / len(labels)
    return float(-(shares * np.log(shares)).sum())
