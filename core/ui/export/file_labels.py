"""Sizes of the exported files."""

from __future__ import annotations


def format_size(n_bytes: int) -> str:
    """Return a size, such as "1.4 MB"."""
    return f"{n_bytes / 1e6:.1f} MB" if n_bytes >= 1e6 else f"{max(1, round(n_bytes / 1e3)):,} kB"
