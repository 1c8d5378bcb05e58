"""Open the workspace file: locked to this process, hardened, with today's schema."""

from __future__ import annotations

import re
import shutil
from contextlib import ExitStack
from pathlib import Path

import duckdb

from core.errors import StoreError, StoreLockedError
from core.sentences import say
from core.settings import Settings
from core.store.migrate import migrate
from core.store.sql import literal

FILE = "atlas.duckdb"


def connect(workspace: Path, settings: Settings) -> duckdb.DuckDBPyConnection:
    """Open or make a workspace; raise ``StoreError`` where it cannot be."""
    path = workspace / FILE
    try:
        workspace.mkdir(mode=0o700, parents=True, exist_ok=True)
        con = duckdb.connect(path, config=_config(workspace, settings))
    except OSError as error:
        raise StoreError(
            say("The workspace {workspace} cannot be used: {why}.", workspace=str(workspace), why=str(error)),
            say("Choose another folder."),
        ) from error
    except duckdb.Error as error:
        raise _explain(error, path) from error
    with ExitStack() as stack:
        stack.callback(con.close)
        check_whole(con, path)
        _sweep(workspace)
        _harden(con, workspace)
        migrate(con, workspace)
        con.execute("set lock_configuration = true")
        stack.pop_all()
    return con


def check_whole(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Raise ``StoreError`` where a workspace file is shorter than the blocks that are in use in it."""
    [(block_size, n_used)] = con.execute("select block_size, used_blocks from pragma_database_size()").fetchall()
    if path.stat().st_size < block_size * n_used:
        raise damaged(path)


def damaged(path: Path) -> StoreError:
    """Return the error for a workspace file of which a part is missing or overwritten."""
    return StoreError(
        say("The file {path} is damaged: a part of it is missing.", path=str(path)),
        say("Bring it back from a copy, or choose another workspace."),
    )


def _config(workspace: Path, settings: Settings) -> dict[str, str | bool | int | float | list[str]]:
    return {
        "memory_limit": settings.memory_limit,
        "threads": settings.threads,
        "temp_directory": str(workspace / "tmp"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }


def _harden(con: duckdb.DuckDBPyConnection, workspace: Path) -> None:
    con.execute(
        f"set TimeZone = 'UTC'; set allowed_directories = [{literal(str(workspace))}]; "
        "set enable_external_access = false"
    )


def _sweep(workspace: Path) -> None:
    """Remove what killed loads and jobs left behind: nobody else is at work, since we hold the file."""
    for pattern in ("ingest-*", "job-*", "run-*", "identity-*", "outcomes-*"):
        for folder in (workspace / "tmp").glob(pattern):
            shutil.rmtree(folder, ignore_errors=True)


def _explain(error: duckdb.Error, path: Path) -> StoreError:
    text = str(error)
    holder = re.search(r"PID (\d+)", text)
    if holder:
        return StoreLockedError(
            say(
                "The workspace {workspace} is in use by another process (PID {pid}).",
                workspace=str(path.parent),
                pid=holder[1],
            ),
            say("Wait until it is done, close it, or choose another workspace."),
        )
    if "xtension" in text:  # which DuckDB would need for a database of another program
        return StoreError(
            say("The file {path} is a database of another program.", path=str(path)),
            say("Choose another workspace, or move the file away."),
        )
    return StoreError(
        say("The file {path} cannot be opened as a workspace: {why}", path=str(path), why=text.splitlines()[0]),
        say("Choose another workspace, or move the file away."),
    )
