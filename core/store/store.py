"""The one door to the workspace file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from core.errors import DataError
from core.population.excluded import NOTHING_EXCLUDED, Excluded
from core.population.tables import attributes_from_table, population_from_tables, write_population
from core.sentences import say
from core.settings import Settings
from core.store.added_version import add_version
from core.store.clock import now
from core.store.connect import FILE, connect, damaged
from core.store.dataset_info import SELECT, DatasetInfo, NewDataset, dataset_info
from core.store.health_decisions import HISTORY, Decisions, ExcludedCounts, decisions_of
from core.store.memory import explain_out_of_memory
from core.store.parsed import execute
from core.store.reading import select
from core.store.remembered import RememberedRows, Rows, Values
from core.store.sql import literal
from core.store.transaction import Transaction
from core.types import IntArray, Population, StrArray

_TABLES = ("events", "items", "users", "rejected", "texts", "replaced")
_OF_DATASET = (
    *_TABLES, "excluded", "health_decisions", "interest_edits", "selections", "audience_lists", "dataset_versions",
    "datasets",
)  # fmt: skip
_COPY = {
    "events": "insert into events select ?, user_code, item_code, event_code, ts, week_hour, value, seq, ?, order_id "
    "from scratch.events",
    "items": "insert into items select ?, item_code, item_id, title, categories, other_title, ? from scratch.items",
    "users": "insert into users select ?, user_code, user_id, attributes, ? from scratch.users",
    "rejected": "insert into rejected select ?, position, line, reason, raw, ? from scratch.rejected",
    "texts": "insert into texts select ?, user_code, ts, text, seq, ? from scratch.texts",
    "replaced": "insert into replaced select ?, seq, ? from scratch.replaced",
}
_ADD_DATASET = "insert into datasets values (?, ?, ?, null, null, null)"
TAKE_OUT = "update datasets set deleted_at = null, deleted_by = null where dataset_id = ?"
"""Takes a log out of the recycle bin."""
_KNOWN_MARKS = """
    select dataset_id, arg_max(coalesce(report ->> '$.key_mark', ''), version)
    from dataset_versions where deleted_at is null group by dataset_id
"""
_RENAME = "update datasets set name = ? where dataset_id = ?"
_PARTS = ("events", "items", "users", "texts")


class Store:
    """Opens ``<workspace>/atlas.duckdb`` and closes it again; use it in a ``with`` statement.

    One process may hold it. The connection can reach files in the workspace only.

    Parameters
    ----------
    settings
        Workspace, memory limit and threads.
    """

    def __init__(self, settings: Settings) -> None:
        self.workspace = settings.workspace.resolve()
        self.settings = replace(settings, workspace=self.workspace)  # workers have another current folder
        self._con = connect(self.workspace, self.settings)
        self._remembered = RememberedRows()
        self._counts = ExcludedCounts(self._execute)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the workspace."""
        self._con.close()

    def datasets(self, *, with_deleted: bool = False) -> list[DatasetInfo]:
        """List the loaded logs at their newest version, oldest first; those in the recycle bin only when asked for."""
        rows = self.rows(f"{SELECT} qualify is_newest order by d.created_at, dataset_id")
        return [info for info in map(dataset_info, rows) if with_deleted or info.deleted_at is None]

    def dataset(self, dataset_id: str, version: int | None = None) -> DatasetInfo | None:
        """Return one loaded log, at its newest version when none is given; None when there is none of this id."""
        wanted = "v.version = ?" if version else "is_newest"
        values = [dataset_id, *([version] if version else [])]
        rows = self.rows(f"{SELECT} where dataset_id = ? and d.deleted_at is null qualify {wanted}", values)
        return dataset_info(rows[0]) if rows else None

    def known_marks(self) -> dict[str, str]:
        """Return the mark of the key of user ids by dataset, "" for one without codes; the recycle bin counts too."""
        return dict(self.rows(_KNOWN_MARKS))

    def same_events(self) -> dict[str, str]:
        """Return the dataset that holds the events of an id, as a load names them, the newest of several."""
        return {info.meta["events_id"]: info.dataset_id for info in self.datasets() if "events_id" in info.meta}

    def delete_dataset(self, dataset_id: str) -> None:
        """Delete a log and everything loaded from it for good; an unknown id is no mistake."""
        with self.transaction() as con:
            for table in _OF_DATASET:
                con.execute(f"delete from {table} where dataset_id = ?", [dataset_id])  # noqa: S608 - our own names

    def rename_dataset(self, dataset_id: str, name: str) -> None:
        """Give a log another name; an empty one stands for that of its files."""
        self.write(_RENAME, [" ".join(name.split()) or None, dataset_id])

    def restore_dataset(self, dataset_id: str) -> None:
        """Take a log out of the recycle bin; one that is not in it stays as it is."""
        self.write(TAKE_OUT, [dataset_id])

    def span(self, dataset_id: str, version: int | None = None) -> tuple[datetime, datetime]:
        """Return the times of the first and the last event of a version, UTC; of the newest where none is given."""
        ((first, last),) = self.rows(*self._select("span", dataset_id, version))
        return first, last

    def add_dataset(self, dataset: NewDataset, scratch: Path, author: str) -> None:
        """Take over what ingest left in a scratch database inside the workspace, in one transaction."""
        with self.attached(scratch), self.transaction() as con:
            self.copy_dataset(con, dataset, author)

    @contextmanager
    def attached(self, scratch: Path) -> Iterator[None]:
        """Attach a scratch database, for ``copy_dataset``. For this folder only."""
        self._con.execute(f"attach {literal(str(scratch.resolve()))} as scratch (read_only)")
        try:
            with explain_out_of_memory(self.settings.memory_limit):
                yield
        finally:
            self._con.execute("detach scratch")

    def copy_dataset(self, con: duckdb.DuckDBPyConnection, dataset: NewDataset, author: str) -> None:
        """Copy the attached scratch database inside a transaction, as a dataset or as a version of one.

        For this folder only. Raises ``DataError`` where the version that it follows is not the newest any more.
        """
        newest = self.dataset(dataset.dataset_id) if dataset.follows else None
        version = add_version(con, dataset, newest, author)
        for table in _TABLES:
            execute(con, _COPY[table], [dataset.dataset_id, version])
        if version == 1:
            execute(con, _ADD_DATASET, [dataset.dataset_id, now(), author])

    def population(self, dataset_id: str, excluded: Excluded | None = None, version: int | None = None) -> Population:
        """Read a log into memory.

        Parameters
        ----------
        excluded
            What is left out; when not given, what analysts exclude at present.
        version
            The version of the dataset, the newest when not given.
        """
        info = self._info(dataset_id, version)
        events, items, users, texts = (self._table(*self._left(name, info, excluded)) for name in _PARTS)
        return population_from_tables(events, items, users, info.meta, texts)

    def newest_attributes(
        self, dataset_id: str, excluded: Excluded | None = None, version: int | None = None
    ) -> pd.DataFrame:
        """Read what the newest version knows of the users of a version, in their order, (n_users, n_attributes)."""
        info, newest = self._info(dataset_id, version), self._info(dataset_id)
        without = self.excluded(dataset_id) if excluded is None else excluded
        users = self._table(*select("users_now", dataset_id, info.version, without, newest.version))
        return attributes_from_table(users, newest.meta["attributes"])

    def export_population(
        self, dataset_id: str, folder: Path, excluded: Excluded | None = None, version: int | None = None
    ) -> None:
        """Write a log as Parquet files and ``meta.json``, for ``core.population.tables.read_population``."""
        info = self._info(dataset_id, version)
        with explain_out_of_memory(self.settings.memory_limit), self._con.cursor() as con:
            selects = ((name, *self._left(name, info, excluded)) for name in _PARTS)
            readers = ((name, con.sql(sql, params=values).to_arrow_reader()) for name, sql, values in selects)
            write_population(folder, readers, info.meta)

    def export_whole(self, info: DatasetInfo, folder: Path) -> int:
        """Write all of a dataset as Parquet files, for files to be added; return the first place that is free."""
        folder.mkdir(parents=True)
        tables = {"events": "events_with_orders", "items": "items", "users": "users", "texts": "texts"}
        for name, table in tables.items():
            with explain_out_of_memory(self.settings.memory_limit), self._con.cursor() as con:
                sql, values = select(table, info.dataset_id, info.version)
                con.sql(sql, params=values).write_parquet(str(folder / f"{name}.parquet"), compression="zstd")
        ((last,),) = self.rows(*select("last_place", info.dataset_id, info.version))
        return int(last) + 1

    def places(self, dataset_id: str) -> IntArray:
        """Return (n_events,) the place in the files of each event of the whole log, in the order of its population."""
        seq: IntArray = self._table(*self._select("places", dataset_id))["seq"].to_numpy()
        return seq

    def other_titles(self, dataset_id: str) -> StrArray:
        """Return (n_items,) another title that the log gives an item of the whole log; "" where it gives one only."""
        table = self._table(*self._select("other_titles", dataset_id))
        titles: StrArray = table["title"].to_numpy(zero_copy_only=False)
        return titles

    def decisions(self, dataset_id: str) -> Decisions:
        """Return what analysts decided last on the findings of data health; version 0 where nobody did."""
        info = self._info(dataset_id)
        newest = self._newest_decisions(info)
        return newest or Decisions(dataset_id, 0, info.created_by, info.created_at, NOTHING_EXCLUDED, ())

    def excluded(self, dataset_id: str) -> Excluded:
        """Return what analysts exclude from a log at present, counted in its newest version."""
        info = self.dataset(dataset_id)
        newest = self._newest_decisions(info) if info else None
        return newest.excluded if newest else NOTHING_EXCLUDED

    def _newest_decisions(self, info: DatasetInfo) -> Decisions | None:
        rows = self.rows(f"{HISTORY} limit 1", [info.dataset_id, info.version])
        return self._counts.as_of(decisions_of(rows[0]), info) if rows else None

    def rejected(self, dataset_id: str, version: int | None = None) -> Iterator[pa.RecordBatch]:
        """Give the rejected rows as batches of line, reason, raw, in the order of the files."""
        sql, values = self._select("rejected", dataset_id, version)
        with self._con.cursor() as con:
            reader: pa.RecordBatchReader = con.sql(sql, params=values).to_arrow_reader()
            yield from reader

    def transaction(self) -> Transaction:
        """Begin a transaction of its own: ``with store.transaction() as con``. For this folder only."""
        return Transaction(self._con.cursor(), self._remembered.clear)

    def rows(self, sql: str, values: Values = ()) -> Rows:
        """Return all rows of a query, as they were before if nothing was written since. For this folder only."""
        return self._remembered.get(sql, values, lambda: self._execute(sql, values))

    def write(self, sql: str, values: Values = ()) -> Rows:
        """Execute a statement that writes, and return its rows. For this folder only."""
        try:
            return self._execute(sql, values)
        finally:
            self._remembered.clear()

    def _execute(self, sql: str, values: Values) -> Rows:
        try:
            with self._con.cursor() as con:
                return execute(con, sql, values).fetchall()
        except duckdb.IOException as error:
            if "Could not read" not in str(error):
                raise
            raise damaged(self.workspace / FILE) from error

    def _info(self, dataset_id: str, version: int | None = None) -> DatasetInfo:
        info = self.dataset(dataset_id, version)
        if info is None and version and self.dataset(dataset_id):
            raise DataError(
                say(
                    "The dataset {dataset_id!r} has no data version {version}.", dataset_id=dataset_id, version=version
                ),
                say("The command datasets --versions lists them."),
            )
        if info is None:
            known = ", ".join(each.dataset_id for each in self.datasets()) or say("none")
            raise DataError(
                say("There is no dataset {dataset_id!r}.", dataset_id=dataset_id),
                say("The workspace holds {known}.", known=known),
            )
        return info

    def _select(self, table: str, dataset_id: str, version: int | None = None) -> tuple[str, Any]:
        """Return the SQL of a table of a whole version; of an unknown dataset it is empty."""
        info = None if version else self.dataset(dataset_id)
        return select(table, dataset_id, version or (info.version if info else 1))

    def _left(self, table: str, info: DatasetInfo, excluded: Excluded | None) -> tuple[str, Any]:
        without = self.excluded(info.dataset_id) if excluded is None else excluded
        return select(table, info.dataset_id, info.version, without)

    def _table(self, sql: str, values: Any) -> pa.Table:
        with explain_out_of_memory(self.settings.memory_limit), self._con.cursor() as con:
            return con.sql(sql, params=values).to_arrow_table()
