"""Files from the browser, kept in the workspace."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from core.ingest.source import LogSource

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_FOLDER = "uploads"
_UNSAFE = re.compile(r"[^\w.\- ()]")


def save_uploads(workspace: Path, uploads: Mapping[str, UploadedFile | None], timezone: str) -> LogSource:
    """Write uploaded files (``events``, ``items``, ``users``) into a folder of their own; the same files once.

    They lie side by side under their own names, since some published layouts are known by the names of files.
    """
    given = {file: upload for file, upload in uploads.items() if upload is not None}
    digest = hashlib.sha256()
    for file, upload in given.items():
        digest.update(f"{file}\0{upload.name}\0{upload.size}\0".encode() + hashlib.sha256(upload.getbuffer()).digest())
    folder = workspace / _FOLDER / digest.hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    paths: dict[str, Path] = {}
    for file, upload in given.items():
        path = folder / _safe_name(upload.name)
        paths[file] = path if path not in paths.values() else folder / f"{file}_{path.name}"
        if not paths[file].exists() or paths[file].stat().st_size != upload.size:
            paths[file].write_bytes(upload.getbuffer())
    return LogSource(paths["events"], paths.get("items"), paths.get("users"), timezone=timezone)


def _safe_name(name: str) -> str:
    """Return the last part of a name, without signs that a file system or a reader could stumble over."""
    kept = _UNSAFE.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).lstrip(".")
    return kept[-120:] or "log.csv"
