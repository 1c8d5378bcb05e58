"""Files from the browser: three boxes, and their content stored in the workspace while it is needed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from core.ingest.source import LogSource
from core.ui.shared.text import _

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from core.jobs.uploads import Uploads
    from core.server import Server

_N_EMPTIED, _FOLDER = "n_uploads", "upload_folder"
_UNSAFE = re.compile(r"[^\w.\- ()]")


def pick_files(server: Server) -> LogSource | None:
    """Draw the boxes and return the log they hold; without events None, and the files are deleted.

    They accept any file: the reader explains in a sentence what is wrong with one that is no table.
    """
    labels = {"events": _("Events"), "items": _("Items (optional)"), "users": _("Users (optional)")}
    n_emptied = st.session_state.setdefault(_N_EMPTIED, 0)
    picked = {
        file: place.file_uploader(label, key=f"upload_{file}_{n_emptied}")
        for place, (file, label) in zip(st.columns(3), labels.items(), strict=True)
    }
    given = {file: upload for file, upload in picked.items() if upload is not None}
    folder = server.uploads.folder(_name_of(given)) if "events" in given else None
    _keep_only(server.uploads, folder)
    return _lay_out(folder, given, server.settings.timezone) if folder else None


def has_files() -> bool:
    """Whether the box for events holds a file."""
    return st.session_state.get(f"upload_events_{st.session_state.get(_N_EMPTIED, 0)}") is not None


def empty_boxes() -> None:
    """Draw fresh, empty boxes from the next run of the page on."""
    st.session_state[_N_EMPTIED] = st.session_state.get(_N_EMPTIED, 0) + 1


def _keep_only(uploads: Uploads, folder: Path | None) -> None:
    """Delete what the boxes held before."""
    before = st.session_state.get(_FOLDER)
    st.session_state[_FOLDER] = folder
    if before and before != folder:
        uploads.delete(before)


def _name_of(given: Mapping[str, UploadedFile]) -> str:
    """Name the folder by the ids that Streamlit gives to each upload: no file is read for it."""
    content = "\0".join(f"{file}\0{upload.file_id}" for file, upload in given.items())
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _lay_out(folder: Path, given: Mapping[str, UploadedFile], timezone: str) -> LogSource:
    """Write the files side by side under their own names: some published layouts are known by them.

    What is there already is left; a load that failed took its files along, and they are written again.
    """
    paths: dict[str, Path] = {}
    for file, upload in given.items():
        path = folder / _safe_name(upload.name)
        paths[file] = path if path not in paths.values() else folder / f"{file}_{path.name}"
        if not paths[file].exists() or paths[file].stat().st_size != upload.size:
            paths[file].write_bytes(upload.getbuffer())
    return LogSource(paths["events"], paths.get("items"), paths.get("users"), timezone=timezone)


def _safe_name(name: str) -> str:
    """Return the last part of a name, without characters that a file system or a reader may reject."""
    kept = _UNSAFE.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).lstrip(".")
    return kept[-120:] or "log.csv"
