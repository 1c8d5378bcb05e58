"""A full disk in one sentence."""

from __future__ import annotations

import errno

from core.errors import OutputError
from core.sentences import say

_FULL = (errno.ENOSPC, errno.EDQUOT)


def full_disk(error: OSError) -> OutputError | None:
    """Return what to say where an error means that a disk or a quota is full; None for any other.

    >>> str(full_disk(OSError(errno.ENOSPC, "No space left on device", "out/segments.csv")).message)
    'The disk is full: out/segments.csv cannot be written.'
    """
    if error.errno not in _FULL and "No space left" not in str(error):
        return None
    hint = say("Free some space, or choose a folder on another disk.")
    if not error.filename:
        return OutputError(say("The disk is full."), hint)
    return OutputError(say("The disk is full: {file} cannot be written.", file=str(error.filename)), hint)
