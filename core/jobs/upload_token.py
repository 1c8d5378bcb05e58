"""Signed tokens: who holds one may add to one upload, until the day after tomorrow."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import time
from pathlib import Path

_SECONDS_A_DAY = 86_400
_KEY_BYTES = 32
_FORM = re.compile(r"([0-9a-f]{16})\.(\d{1,12})\.([0-9a-f]{64})")


class Signer:
    """Signs the ids of uploads with a key that stays in the workspace, so that tokens survive a restart."""

    def __init__(self, path: Path) -> None:
        self._key = _read_or_make_key(path)

    def sign(self, upload_id: str) -> str:
        """Return a token that is good for one to two days; asked again on the same day, it is the same."""
        until = (int(time.time()) // _SECONDS_A_DAY + 2) * _SECONDS_A_DAY
        return f"{upload_id}.{until}.{self._signature(upload_id, until)}"

    def read(self, token: str) -> str | None:
        """Return the id of the upload; None where the token is not ours or no longer good."""
        found = _FORM.fullmatch(token)
        if not found or int(found[2]) < time.time():
            return None
        return found[1] if hmac.compare_digest(found[3], self._signature(found[1], int(found[2]))) else None

    def _signature(self, upload_id: str, until: int) -> str:
        return hmac.new(self._key, f"{upload_id}.{until}".encode(), hashlib.sha256).hexdigest()


def new_upload_id() -> str:
    """Return an id that nobody guesses."""
    return secrets.token_hex(8)


def _read_or_make_key(path: Path) -> bytes:
    key = path.read_bytes() if path.exists() else b""
    if len(key) == _KEY_BYTES:
        return key
    key = secrets.token_bytes(_KEY_BYTES)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(key)
    return key
