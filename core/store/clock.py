"""The time as the workspace keeps it."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return the moment in UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)
