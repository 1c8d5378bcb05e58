"""Facts: yes-or-no statements about every user, in a sparse matrix, from which lifts are counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from core.types import BoolArray, FloatArray, IntArray, Labels


@dataclass(frozen=True, slots=True)
class Facts:
    """All statements of one kind."""

    kind: str
    """item, category, term, node, era, event, daypart, weekday, attribute or behaviour."""
    names: tuple[str, ...]
    """(n_facts,) what a reader sees."""
    keys: tuple[str, ...]
    """(n_facts,) what code compares: an item id, a category, "n_events:high"."""
    has: sparse.csr_array
    """(n_users, n_facts) bool; or (n_users, n_middle) bool when ``leads_to`` is given."""
    leads_to: sparse.csr_array | None = None
    """(n_middle, n_facts) bool: a user has a fact through anything in ``has`` that leads to it."""
    items: sparse.csr_array | None = None
    """(n_items, n_facts) bool: the items that a taste is about; None for habits and attributes."""
    usual: FloatArray | None = None
    """(n_facts,) share of all events, of statements that a user's own share is above it; 0 for others."""

    @property
    def n_facts(self) -> int:
        """Number of statements."""
        return len(self.names)

    def of_columns(self, columns: Sequence[int] | IntArray) -> Facts:
        """Take some statements, in the order of ``columns``, so that only they are counted."""
        names, keys = (tuple(texts[column] for column in columns) for texts in (self.names, self.keys))
        if not len(columns):
            return Facts(self.kind, (), (), self.has)
        items = None if self.items is None else self.items[:, columns]
        usual = None if self.usual is None else self.usual[columns]
        if self.leads_to is None:
            return Facts(self.kind, names, keys, self.has[:, columns], None, items, usual)
        return Facts(self.kind, names, keys, self.has, self.leads_to[:, columns], items, usual)


def facts_of(kind: str, names: list[str], keys: list[str], columns: list[BoolArray]) -> Facts:
    """Make facts from one boolean array (n_users,) per statement."""
    has = sparse.csr_array(np.column_stack(columns)) if columns else sparse.csr_array((0, 0), dtype=bool)
    return Facts(kind, tuple(names), tuple(keys), has)


def membership(labels: Labels) -> tuple[Labels, sparse.csr_array]:
    """Return the segments in order, noise left out, and who is in them: (n_segments + 1, n_users) float32.

    The last row is everybody, noise included.
    """
    segments = np.unique(labels[labels >= 0]).astype(np.int32)
    users = np.flatnonzero(labels >= 0)
    rows = np.concatenate([np.searchsorted(segments, labels[users]), np.full(len(labels), len(segments))])
    columns = np.concatenate([users, np.arange(len(labels))])
    ones = np.ones(len(rows), dtype=np.float32)
    return segments, sparse.csr_array((ones, (rows, columns)), shape=(len(segments) + 1, len(labels)))


def count_users(facts: Facts, members: sparse.csr_array, users_at_once: int = 100_000) -> FloatArray:
    """Count the users of each group who have each fact, (n_groups, n_facts), a bounded number of users at a time."""
    counts = np.zeros((members.shape[0], facts.n_facts))
    if not facts.n_facts:
        return counts
    by_user = members.tocsc()
    for start in range(0, members.shape[1], users_at_once):
        users = slice(start, start + users_at_once)
        counts += (by_user[:, users].tocsr() @ _who_has(facts, users)).toarray()
    return counts


def _who_has(facts: Facts, users: slice) -> sparse.csr_array:
    block = facts.has[users]
    if facts.leads_to is not None:
        block = block.astype(np.float32) @ facts.leads_to.astype(np.float32)
        block.data = np.ones_like(block.data)
    return block.astype(np.float32)
