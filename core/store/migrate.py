"""Bring a workspace file to the schema this program knows, after a backup."""

from __future__ import annotations

from pathlib import Path

import duckdb

from core.errors import StoreError
from core.sentences import say
from core.store.clock import now
from core.store.sql import identifier, literal

MIGRATIONS = Path(__file__).parent / "migrations"

_CREATE_VERSION = "create table if not exists schema_version (version integer not null, applied_at timestamp not null)"
_READ_VERSION = "select coalesce(max(version), 0) from schema_version"
_ADD_VERSION = "insert into schema_version values (?, ?)"


def migrate(con: duckdb.DuckDBPyConnection, workspace: Path, folder: Path = MIGRATIONS) -> None:
    """Apply the missing ``NNNN_*.sql`` files of ``folder`` in order, each in its own transaction.

    An existing older file is first copied to ``<workspace>/backups/``. A file newer than the program is refused.
    """
    con.execute(_CREATE_VERSION)
    found = _version(con)
    scripts = _scripts(folder)
    known = max(scripts)
    if found > known:
        raise StoreError(
            say(
                "The workspace has schema {found}, but this program knows only schemas up to {known}.",
                found=found,
                known=known,
            ),
            say("Update Persona Atlas, or choose another workspace."),
        )
    missing = [version for version in sorted(scripts) if version > found]
    if missing and found:
        _back_up(con, workspace, found)
    for version in missing:
        _apply(con, version, scripts[version].read_text(encoding="utf-8"))


def _version(con: duckdb.DuckDBPyConnection) -> int:
    row = con.execute(_READ_VERSION).fetchone()
    return int(row[0]) if row else 0


def _scripts(folder: Path) -> dict[int, Path]:
    return {int(path.name[:4]): path for path in folder.glob("[0-9][0-9][0-9][0-9]_*.sql")}


def _apply(con: duckdb.DuckDBPyConnection, version: int, script: str) -> None:
    con.execute("begin")
    try:
        con.execute(script)
        con.execute(_ADD_VERSION, [version, now()])
    except duckdb.Error:
        con.execute("rollback")
        raise
    con.execute("commit")


def _back_up(con: duckdb.DuckDBPyConnection, workspace: Path, version: int) -> None:
    folder = workspace / "backups"
    folder.mkdir(exist_ok=True)
    path = folder / f"atlas_schema_{version}_{now():%Y%m%dT%H%M%S%f}.duckdb"
    row = con.execute("select current_database()").fetchone()
    name = identifier(str(row[0]) if row else "atlas")
    con.execute(f"attach {literal(str(path))} as backup")
    con.execute(f"copy from database {name} to backup")
    con.execute("detach backup")
