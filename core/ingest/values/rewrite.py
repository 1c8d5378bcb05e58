"""Change columns of a scratch table by writing it anew, which is faster than an UPDATE of most rows."""

from __future__ import annotations

from collections.abc import Mapping

from core.store.scratch import Scratch


def rewrite(scratch: Scratch, table: str, columns: Mapping[str, str], join: str = "") -> None:
    """Put SQL in the place of columns; ``join`` may bring in another table, with at most one row for each."""
    replaced = ", ".join(f"{sql} as {name}" for name, sql in columns.items())
    scratch.run(
        f"create temp table rewritten as select {table}.* replace ({replaced}) from {table} {join} "  # noqa: S608
    )
    scratch.run(f"drop table {table}")
    scratch.run(f"alter table rewritten rename to {table}")
