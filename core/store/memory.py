"""One sentence for the one way in which DuckDB fails on a healthy machine: too little memory or disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from core.errors import StoreError
from core.sentences import say


@contextmanager
def explain_out_of_memory(memory_limit: str) -> Iterator[None]:
    """Turn DuckDB's running out of memory or disk into a ``StoreError``; other errors pass."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise StoreError(
            say("The memory limit of {memory_limit} or the disk is too small for this log.", memory_limit=memory_limit),
            say("Raise ATLAS_MEMORY_LIMIT, or free some space for the workspace."),
        ) from error
    except duckdb.Error as error:  # which kind depends on what it was writing
        if "No space left" not in str(error):
            raise
        raise StoreError(
            say("The disk is full."), say("Free some space, or choose a workspace on another disk.")
        ) from error
