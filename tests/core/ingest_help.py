"""What the tests of ingest share: small logs on disk, and a store in a fresh folder."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from core.ingest.load import paths_of, prepare_log
from core.ingest.opening.log import Log, open_log
from core.ingest.tables.layout import layout_of
from core.ingest.tables.source import IngestReport, LogSource
from core.population.tables import population_from_tables
from core.settings import Settings
from core.stages.progress import silent
from core.store.connect import FILE
from core.store.dataset_info import NewDataset
from core.store.scratch import SCRATCH_FILE, Scratch
from core.store.store import Store
from core.types import Population

HEADER = "user_id,item_id,event,timestamp,value\n"
ROWS = (
    "u1,apple,view,2026-01-05 10:00:00,\n"
    "u1,apple,purchase,2026-01-05 10:05:00,2.5\n"
    "u2,pear,view,2026-01-06 23:30:00,\n"
    "u2,apple,refund,2026-01-07 09:00:00,-2.5\n"
)
LOG = HEADER + ROWS
_READ: dict[Path, dict[str, tuple[NewDataset, Path]]] = {}
"""By folder and dataset, what the logs of a test became, and the database that holds it."""
OF_POPULATION = (
    "select user_code, item_code, event_code, epoch_us(ts) as ts, week_hour, value, seq from events",
    "select item_code, item_id, title, categories from items order by item_code",
    "select user_code, user_id, attributes from users order by user_code",
    "select user_code, epoch_us(ts) as ts, text from texts order by user_code, ts, seq",
)
"""What a load made of a log: the tables that a population is of."""


def settings(folder: Path) -> Settings:
    return Settings(workspace=folder / "workspace", timezone="UTC", memory_limit="500MB", threads=1)


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def load(folder: Path, text: str | bytes, encoding: str = "utf-8", **more: object) -> IngestReport:
    path = folder / "events.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return load_path(folder, path, **more)


def load_path(folder: Path, path: Path, **more: object) -> IngestReport:
    """Read and clean a log; ``open_store`` puts it into the store, where a test reads it back."""
    logs = _READ.setdefault(folder, {})
    place = settings(folder).workspace / "tmp"
    place.mkdir(parents=True, exist_ok=True)
    own = Path(tempfile.mkdtemp(prefix="read-", dir=place))
    known = {dataset_id: log.report.get("key_mark", "") for dataset_id, (log, _) in logs.items()}
    log = prepare_log(own, LogSource(path, **more), settings(folder), known, silent)  # type: ignore[arg-type]
    log, _ = logs.setdefault(log.dataset_id, (log, own / SCRATCH_FILE))
    return IngestReport.from_dict(log.report)


def open_workspace(options: Settings) -> AbstractContextManager[Store]:
    """Open a workspace of its own; ``tests/conftest.py`` puts a quicker way in its place."""
    return Store(options)


def read_tables(scratch: Path) -> list[pa.Table]:
    """Read what a load made; ``tests/conftest.py`` puts the way to databases in memory in its place."""
    with duckdb.connect(scratch, read_only=True) as con:
        return [con.sql(select).to_arrow_table() for select in OF_POPULATION]


class LogStore:
    """The store of a folder with all logs that were read in it.

    What a load made is looked at where it lies. The store takes it over once more than that is asked for; that it gives
    back what it took is what its own tests are about, and those that load into it.
    """

    def __init__(self, folder: Path, opened: ExitStack) -> None:
        self._folder, self._opened = folder, opened

    def population(self, dataset_id: str, *more: Any, **named: Any) -> Population:
        """Return the population of a log; the store itself is asked for a version, or without what is excluded."""
        is_stored = (settings(self._folder).workspace / FILE).exists()
        if is_stored or more or named or dataset_id not in _READ.get(self._folder, {}):
            return self._store.population(dataset_id, *more, **named)
        log, scratch = _READ[self._folder][dataset_id]
        events, items, users, texts = read_tables(scratch)
        return population_from_tables(events, items, users, log.meta, texts)

    @cached_property
    def _store(self) -> Store:
        store = self._opened.enter_context(open_workspace(settings(self._folder)))
        known = store.known_marks()
        for log, scratch in _READ.get(self._folder, {}).values():
            if log.dataset_id not in known:
                store.add_dataset(log, scratch, "local")
        return store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


@contextmanager
def open_store(folder: Path) -> Iterator[LogStore]:
    """Open the store of a folder, with all logs that were read in it."""
    with ExitStack() as opened:
        yield LogStore(folder, opened)


def columns(folder: Path, text: str, **more: object) -> Log:
    """Open a log and choose its columns, as a load begins; no row is cleaned."""
    return columns_of(folder, write(folder / "events.csv", text), **more)


def columns_of(folder: Path, path: Path, **more: object) -> Log:
    """Choose the columns of a log in a file or a folder."""
    source = LogSource(path, **more)  # type: ignore[arg-type]
    with tempfile.TemporaryDirectory(dir=folder) as own:
        layout = layout_of(source, Path(own))
        with Scratch(Path(own), paths_of(layout), source.timezone, settings(folder)) as scratch:
            return open_log(scratch, layout, source, settings(folder).workspace)


def table(header: str, rows: list[str]) -> str:
    return header + "\n" + "\n".join(rows) + "\n"


def events(folder: Path, report: IngestReport) -> dict[str, int]:
    with open_store(folder) as store:
        population = store.population(report.dataset_id)
    return dict(Counter(population.event_names[code] for code in population.histories.events))


def chosen(report: IngestReport | Log, file: str = "events") -> dict[str, str]:
    return {each.role: each.column for each in report.choices if each.file == file}


def rejected_rows(folder: Path, report: IngestReport) -> list[tuple[str, str, str]]:
    with open_store(folder) as store:
        return [tuple(row.values()) for batch in store.rejected(report.dataset_id) for row in batch.to_pylist()]
