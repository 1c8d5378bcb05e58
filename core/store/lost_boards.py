"""Boards of datasets that are gone for good: what was compared on them goes too."""

from __future__ import annotations

import shutil
from pathlib import Path

from core.store.folders import remove_result
from core.store.store import Store

_VERSIONS = "select version_id from dataset_versions"
_VERSION = """coalesce(nullif(json_extract_string(payload, '$.dataset.version_id'), ''),
    json_extract_string(payload, '$.dataset.dataset_id'))"""
_OF_LOST = f"""kind = 'board' and state not in ('queued', 'running')
    and {_VERSION} not in ({_VERSIONS})"""
_RESULTS = f"select result from jobs where {_OF_LOST}"  # noqa: S608 - our own names
_DELETE = f"delete from jobs where {_OF_LOST}"  # noqa: S608 - our own names


def kept_boards(workspace: Path) -> Path:
    """Return the folder of all trials, with a folder for every version of a dataset, by its id."""
    return workspace / "cache" / "boards"


def remove_lost_boards(store: Store) -> None:
    """Remove the boards of versions that are gone for good: the trials, the jobs, and the files that they left."""
    known = {version_id for (version_id,) in store.rows(_VERSIONS)}
    for folder in kept_boards(store.workspace).glob("*"):
        if folder.name not in known:
            shutil.rmtree(folder, ignore_errors=True)
    for (result,) in store.rows(_RESULTS):
        remove_result(store.workspace, result)
    store.write(_DELETE)
