"""What of the counts of a dataset was published with noise, so that what all of it together gives away is known.

Noise of the same run and epsilon is the same, however often it leaves, and counts once. Epsilons of different ones add
up (sequential composition: Dwork and Roth 2014, The Algorithmic Foundations of Differential Privacy, theorem 3.16).
Rows stay when the dataset is deleted: what is published stays so, and the same files are the same dataset again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.store.clock import now

if TYPE_CHECKING:
    import duckdb

    from core.store.store import Store

_ADD = "insert or ignore into published_noise values (?, ?, ?, ?, ?)"
_READ = "select run_id, epsilon from published_noise where dataset_id = ? order by created_at, run_id, epsilon"


def add_published(con: duckdb.DuckDBPyConnection, dataset_id: str, run_id: str, epsilon: float, author: str) -> None:
    """Write down that counts of a run leave with noise, inside a transaction; once for the same noise."""
    con.execute(_ADD, [dataset_id, run_id, epsilon, author, now()])


def published(store: Store, dataset_id: str) -> list[tuple[str, float]]:
    """Return run and epsilon of each noise under which counts of a dataset have left, the first at the front."""
    return store.rows(_READ, [dataset_id])
