"""Files and folders that only their owner can read, and logs without e-mail addresses."""

from __future__ import annotations

import logging
import os
import re

_EMAIL = re.compile(r"[^@\s<>'\"(),;:=|]+@[^@\s<>'\"(),;:=|]+\.\w{2,}")
_OTHERS = 0o077


def keep_to_owner() -> None:
    """Make what this process writes from now on readable by its owner only: files 0600, folders 0700."""
    os.umask(_OTHERS)


class MaskingFormatter(logging.Formatter):
    """Writes lines of a log without e-mail addresses, also those in the text of an error."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        return _EMAIL.sub("***", super().format(record))
