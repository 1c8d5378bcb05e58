"""Results of datasets that are gone for good: what was compared on them, and whom of them was assigned, goes too."""

from __future__ import annotations

import shutil
from pathlib import Path

from core.store.folders import remove_result
from core.store.store import Store

_VERSIONS = "select version_id from dataset_versions"
_VERSION = """coalesce(nullif(json_extract_string(payload, '$.dataset.version_id'), ''),
    json_extract_string(payload, '$.dataset.dataset_id'))"""
_LOG = "concat_ws(' ', json_extract_string(payload, '$.dataset_id'), json_extract_string(payload, '$.version'))"
_OF_LOST = f"""state not in ('queued', 'running') and (
    (kind = 'board' and {_VERSION} not in ({_VERSIONS}))
    or (kind = 'assign' and {_LOG} not in (select concat_ws(' ', dataset_id, version) from dataset_versions)))"""  # noqa: S608 - our own names
_RESULTS = f"select result from jobs where {_OF_LOST}"  # noqa: S608 - our own names
_DELETE = f"delete from jobs where {_OF_LOST}"  # noqa: S608 - our own names


def kept_boards(workspace: Path) -> Path:
    """Return the folder of all trials, with a folder for every version of a dataset, by its id."""
    return workspace / "cache" / "boards"


def remove_lost_results(store: Store) -> None:
    """Remove boards of versions that are gone for good, with trials, jobs and files, and whom of them was assigned."""
    known = {version_id for (version_id,) in store.rows(_VERSIONS)}
    for folder in kept_boards(store.workspace).glob("*"):
        if folder.name not in known:
            shutil.rmtree(folder, ignore_errors=True)
    for (result,) in store.rows(_RESULTS):
        remove_result(store.workspace, result)
    store.write(_DELETE)
