"""Change columns of a scratch table and keep the order of its rows.

An UPDATE moves rows of a table with a column of lists to its end, and ``rowid`` counts the lines of the files.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.store.scratch import Scratch


def rewrite(scratch: Scratch, table: str, columns: Mapping[str, str], join: str = "") -> None:
    """Put SQL in the place of columns; ``join`` may bring in another table, with at most one row for each."""
    replaced = ", ".join(f"{sql} as {name}" for name, sql in columns.items())
    scratch.run(
        f"create table rewritten as select {table}.* replace ({replaced}) from {table} {join} order by {table}.rowid"  # noqa: S608
    )
    scratch.run(f"drop table {table}")
    scratch.run(f"alter table rewritten rename to {table}")
