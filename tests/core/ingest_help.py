"""What the tests of ingest share: small logs on disk, and a store in a fresh folder."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from core.ingest.load import paths_of, prepare_log
from core.ingest.opening.log import Log, open_log
from core.ingest.tables.layout import layout_of
from core.ingest.tables.source import IngestReport, LogSource
from core.settings import Settings
from core.stages.progress import silent
from core.store.dataset_info import NewDataset
from core.store.scratch import SCRATCH_FILE, Scratch
from core.store.store import Store

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


@contextmanager
def open_store(folder: Path) -> Iterator[Store]:
    """Open the store of a folder, with all logs that were read in it."""
    with open_workspace(settings(folder)) as store:
        known = store.known_marks()
        for log, scratch in _READ.get(folder, {}).values():
            if log.dataset_id not in known:
                store.add_dataset(log, scratch, "local")
        yield store


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
        return [tuple(row.values()) for batch in store.rejected(report.dataset_id) for row in batch.to_pylist()]  # type: ignore[misc]
