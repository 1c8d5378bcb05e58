"""A workspace file that is none of this product is refused in one sentence, and left as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import StoreError
from core.store.store import Store
from tests.core.ingest_help import settings


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


def test_a_truncated_workspace_is_refused(tmp_path: Path) -> None:
    with Store(settings(tmp_path)):
        path = tmp_path / "workspace" / "atlas.duckdb"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StoreError, match=r"atlas\.duckdb cannot be opened as a workspace"):
        Store(settings(tmp_path))
