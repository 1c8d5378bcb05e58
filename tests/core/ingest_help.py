"""What the tests of ingest share: small logs on disk, and a store in a fresh folder."""

from __future__ import annotations

from pathlib import Path

from core.ingest.load import load_log
from core.ingest.source import IngestReport, LogSource
from core.settings import Settings
from core.store.store import Store

HEADER = "user_id,item_id,event,timestamp,value\n"
ROWS = (
    "u1,apple,view,2026-01-05 10:00:00,\n"
    "u1,apple,purchase,2026-01-05 10:05:00,2.5\n"
    "u2,pear,view,2026-01-06 23:30:00,\n"
    "u2,apple,refund,2026-01-07 09:00:00,-2.5\n"
)
LOG = HEADER + ROWS


def settings(folder: Path) -> Settings:
    return Settings(workspace=folder / "workspace", timezone="UTC", memory_limit="500MB", threads=2)


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def load(folder: Path, text: str | bytes, encoding: str = "utf-8", **more: object) -> IngestReport:
    path = folder / "events.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return load_path(folder, path, **more)


def load_path(folder: Path, path: Path, **more: object) -> IngestReport:
    with Store(settings(folder)) as store:
        return load_log(store, LogSource(path, **more), "local")  # type: ignore[arg-type]


def chosen(report: IngestReport, file: str = "events") -> dict[str, str]:
    return {each.role: each.column for each in report.choices if each.file == file}


def rejected_rows(folder: Path, report: IngestReport) -> list[tuple[str, str, str]]:
    with Store(settings(folder)) as store:
        return [tuple(row.values()) for batch in store.rejected(report.dataset_id) for row in batch.to_pylist()]  # type: ignore[misc]
