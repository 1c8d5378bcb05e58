"""Jobs and messages as JSON, checked against their types when they are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import msgspec

Value = TypeVar("Value")


def encode(value: Any) -> bytes:
    """Return a dataclass or ``msgspec.Struct`` as JSON on one line; paths and sentences become text."""
    return msgspec.json.encode(value, enc_hook=_write_text)


def decode(text: bytes | str, kind: type[Value]) -> Value:
    """Read what ``encode`` returned; raise ``msgspec.ValidationError`` where it is no ``kind``."""
    return msgspec.json.decode(text, type=kind, dec_hook=_read_path)


def _write_text(value: Any) -> str:
    if isinstance(value, Path | str):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def _read_path(kind: type, value: Any) -> Path:
    if issubclass(kind, Path) and isinstance(value, str):
        return kind(value)
    raise TypeError(f"{value!r} is no {kind.__name__}")
