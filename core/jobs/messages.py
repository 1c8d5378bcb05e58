"""What a worker reports to the server: one JSON object a line, each with the kind it is of."""

from __future__ import annotations

from typing import Any

import msgspec

from core.jobs.codec import decode, encode
from core.stages.table import Stage


class Ready(msgspec.Struct, frozen=True, tag=True, tag_field="kind"):
    """It waits for a task."""


class Progressed(msgspec.Struct, frozen=True, tag=True, tag_field="kind"):
    """So much of a stage is done."""

    stage: Stage
    fraction: float


class Finished(msgspec.Struct, frozen=True, tag=True, tag_field="kind"):
    """The results are written completely."""


class Failed(msgspec.Struct, frozen=True, tag=True, tag_field="kind"):
    """Why there are no results."""

    message: str
    """A sentence as ``core.sentences.to_text`` writes it."""


Message = Ready | Progressed | Finished | Failed
_ANY: Any = Message


def to_line(message: Any) -> bytes:
    r"""Write a message or a task as one line.

    >>> to_line(Progressed(Stage.MAP, 0.5))
    b'{"kind":"Progressed","stage":"map","fraction":0.5}\n'
    """
    return encode(message) + b"\n"


def from_line(line: bytes) -> Message:
    """Read a message that ``to_line`` wrote; raise ``msgspec.MsgspecError`` for any other line."""
    message: Message = decode(line, _ANY)
    return message
