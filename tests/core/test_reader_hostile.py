"""Files and workspaces that are damaged, foreign or gone are refused in one sentence, and left as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import IngestError, StoreError
from core.ingest.load import load_log
from core.ingest.tables.source import LogSource
from core.stages.table import Stage
from core.store.store import Store
from tests.core.ingest_help import LOG, load, open_store, settings, write


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"SQLite format 3\0" + bytes(5000), r"atlas\.duckdb is a database of another program\."),
        (b"", r"atlas\.duckdb cannot be opened as a workspace: .*not a valid DuckDB database"),
        (b"text" * 5000, r"atlas\.duckdb cannot be opened as a workspace: .*not a valid DuckDB database"),
    ],
)
def test_a_foreign_workspace_is_refused_and_stays(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "workspace" / "atlas.duckdb"
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(StoreError, match=message):
        Store(settings(tmp_path))
    assert path.read_bytes() == content


@pytest.mark.parametrize("share", [0.4, 0.9])
def test_a_truncated_workspace_is_refused(tmp_path: Path, share: float) -> None:
    report = load(tmp_path, LOG)
    with open_store(tmp_path) as store:
        assert store.dataset(report.dataset_id)
    with Store(settings(tmp_path)):
        pass  # closed as servers close it: all that was written is in the file
    path = tmp_path / "workspace" / "atlas.duckdb"
    cut = path.read_bytes()[: int(share * path.stat().st_size)]
    path.write_bytes(cut)
    with pytest.raises(StoreError, match=r"atlas\.duckdb (is damaged: a part of it is missing|cannot be opened)"):
        Store(settings(tmp_path))
    assert path.read_bytes() == cut


@pytest.mark.parametrize("stage", [Stage.READ, Stage.CLEAN])
def test_a_file_that_is_deleted_while_it_is_read_is_one_sentence(tmp_path: Path, stage: Stage) -> None:
    path = write(tmp_path / "events.csv", LOG)

    def delete(now: Stage, _share: float) -> None:
        if now is stage:
            path.unlink(missing_ok=True)

    with Store(settings(tmp_path)) as store:
        with pytest.raises(IngestError, match=r"There is no file .*events\.csv|events\.csv cannot be read: No such"):
            load_log(store, LogSource(path), "local", progress=delete)
        assert list(store.datasets()) == []


def test_names_of_columns_are_cut_where_none_fits(tmp_path: Path) -> None:
    with pytest.raises(IngestError) as error:
        load(tmp_path, f"{'x' * 100_000},b,c\n1,2,3\n")
    assert len(str(error.value.hint)) < 400
