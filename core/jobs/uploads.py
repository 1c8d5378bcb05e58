"""Files from the browser: they come in slices, and are in the workspace until they are loaded or a day old."""

from __future__ import annotations

import errno
import os
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from core.ingest.reader.kept_files import KeptFiles
from core.ingest.tables.source import LogSource
from core.jobs.brought import sweep_brought
from core.jobs.kinds.load import UPLOADS, LoadJob, upload_folder_of
from core.jobs.kinds.table import read_job
from core.jobs.upload_folder import KEPT, Announced, UploadedFile, UploadFolder, make_private, private_file
from core.jobs.upload_token import Signer, new_upload_id
from core.jobs.workspace import Workspace

SECONDS_KEPT = 86_400
MAX_FILES = 10_000
_FREE_BYTES = 256_000_000
"""Left free on the disk, for the workspace to work."""
_BYTES_A_GB = 1_000_000_000


class UploadRefusedError(Exception):
    """A file or a slice of one is not taken.

    ``why`` is one of: ``gone`` (no such file is announced), ``offset`` (a slice does not begin where the file ends),
    ``size`` (more bytes than announced), ``quota``, ``disk``, ``files`` (too many), ``loading`` (it is being loaded).
    """

    def __init__(self, why: str, have: int = 0) -> None:
        super().__init__(why)
        self.why, self.have = why, have


class Uploads:
    """The uploads of a workspace; safe to use from several threads. None is kept in memory."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._parent = workspace.path / UPLOADS
        make_private(self._parent)
        self._parent.chmod(0o700)
        self._signer = Signer(self._parent / "key")
        self._lock = threading.Lock()
        self._writing: set[Path] = set()
        self._kept: dict[Path, KeptFiles] = {}

    def new_id(self) -> str:
        """Return the id of a new upload; nothing is made on the disk for it yet."""
        return new_upload_id()

    def token(self, upload_id: str) -> str:
        """Return what a browser needs to add to an upload."""
        return self._signer.sign(upload_id)

    def read_token(self, token: str) -> str | None:
        """Return the id of the upload that a token is for; None where it is not ours or too old."""
        return self._signer.read(token)

    def files(self, upload_id: str) -> list[UploadedFile]:
        """List the files of an upload; none where there is no such upload."""
        with self._lock:
            return self._folder(upload_id).files()

    def source(self, upload_id: str, timezone: str) -> LogSource | None:
        """Return the log that the files make; None while one is missing a byte, or none holds events."""
        with self._lock:
            return self._folder(upload_id).source(timezone)

    def kept_files(self, source: LogSource) -> KeptFiles | None:
        """Return what was read of the files of an upload, which is deleted with it; None for a log from elsewhere."""
        upload = upload_folder_of(self._workspace, source)
        if upload is None:
            return None
        with self._lock:
            self._kept = {path: kept for path, kept in self._kept.items() if path.exists()}
            return self._kept.setdefault(upload, KeptFiles(upload / KEPT))

    def announce(self, upload_id: str, announced: Sequence[Announced]) -> list[UploadedFile]:
        """Add files to an upload, whose bytes come later; return all of them.

        Raises
        ------
        UploadRefusedError
            ``quota``, ``disk``, ``files`` or ``loading``; then none is added.
        """
        with self._lock:
            folder = self._folder(upload_id)
            new = [each for each in announced if all(file.announced != each for file in folder.files())]
            if new:
                self._check_room(folder, new)
            return folder.add(new)

    def remove(self, upload_id: str, number: int | None = None) -> list[UploadedFile]:
        """Delete a file, or the whole upload; return what is left. One that is being loaded is refused."""
        with self._lock:
            self._check_not_loading(upload_id)
            folder = self._folder(upload_id)
            if number is None:
                shutil.rmtree(folder.path, ignore_errors=True)
            elif folder.files():
                folder.remove(number)
            return folder.files()

    def open(self, upload_id: str, number: int, offset: int) -> Part:
        """Open a file of an upload to append to it, from the byte it ends at; the caller closes it.

        Raises
        ------
        UploadRefusedError
            ``gone``, ``offset`` with the bytes that are there, or ``loading``.
        """
        with self._lock:
            self._check_not_loading(upload_id)
            folder = self._folder(upload_id)
            file = next((file for file in folder.files() if file.number == number), None)
            if file is None:
                raise UploadRefusedError("gone")
            path = folder.part(number)
            if file.have != offset or path in self._writing:
                raise UploadRefusedError("offset", file.have)
            self._writing.add(path)
            return Part(path, offset, file.announced.size, lambda: self._writing.discard(path))

    def is_loading(self, upload_id: str) -> bool:
        """Whether a load of the upload waits or runs."""
        loads = (read_job(info) for info in self._workspace.jobs.live() if info.kind == "load")
        sources = (load.source for load in loads if isinstance(load, LoadJob) and load.source)
        return any(upload_folder_of(self._workspace, source) == self._parent / upload_id for source in sources)

    def sweep(self) -> None:
        """Delete uploads that nobody has added to for a day, and files that no job takes; those in use stay."""
        sweep_brought(self._workspace)
        for folder in self._parent.iterdir():
            if folder.is_dir() and _last_change(folder) < time.time() - SECONDS_KEPT:
                with self._lock:
                    if not self.is_loading(folder.name):
                        shutil.rmtree(folder, ignore_errors=True)

    def _folder(self, upload_id: str) -> UploadFolder:
        return UploadFolder(self._parent / upload_id)

    def _check_not_loading(self, upload_id: str) -> None:
        if self.is_loading(upload_id):
            raise UploadRefusedError("loading")

    def _check_room(self, folder: UploadFolder, new: Sequence[Announced]) -> None:
        self._check_not_loading(folder.path.name)
        held = [file for path in self._parent.iterdir() if path.is_dir() for file in UploadFolder(path).files()]
        n_new = sum(each.size for each in new)
        if len(new) + len(folder.files()) > MAX_FILES:
            raise UploadRefusedError("files")
        if n_new + sum(file.announced.size for file in held) > self._workspace.settings.upload_gb * _BYTES_A_GB:
            raise UploadRefusedError("quota")
        missing = sum(file.announced.size - file.have for file in held)
        if n_new + missing + _FREE_BYTES > shutil.disk_usage(self._parent).free:
            raise UploadRefusedError("disk")


class Part:
    """A file of an upload, open to be appended to."""

    def __init__(self, path: Path, have: int, size: int, on_close: Callable[[], None]) -> None:
        self.have = have
        self._path, self._size, self._on_close = path, size, on_close
        self._file = private_file(path)

    def write(self, block: bytes) -> None:
        """Append a block; raise ``UploadRefusedError`` where it is more than was announced, or the disk is full."""
        if self.have + len(block) > self._size:
            raise UploadRefusedError("size", self.have)
        if len(block) + _FREE_BYTES > shutil.disk_usage(self._path.parent).free:
            raise UploadRefusedError("disk", self.have)
        try:
            self._file.write(block)
            self._file.flush()
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise UploadRefusedError("disk", self._path.stat().st_size) from error
            raise
        self.have += len(block)

    def close(self) -> None:
        """Close the file; have the disk hold one that is whole."""
        with self._file:
            if self.have == self._size:
                os.fsync(self._file.fileno())
        self._on_close()


def _last_change(folder: Path) -> float:
    paths = [folder, folder / "list.json", *(folder / "parts").glob("*")]
    return max((path.stat().st_mtime for path in paths if path.exists()), default=0.0)
