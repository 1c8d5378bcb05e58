"""The versions that a result depends on."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import version

from core import __version__

_LIBRARIES = (
    "duckdb",
    "implicit",
    "numpy",
    "pandas",
    "scikit-learn",
    "scipy",
    "sentence-transformers",
    "torch",
    "torch-geometric",
    "umap-learn",
)


def versions() -> dict[str, str]:
    """Return the versions that a result depends on, Persona Atlas first."""
    return {
        "persona-atlas": __version__,
        "python": platform.python_version(),
        **_of_libraries(),
    }


@cache
def _of_libraries() -> dict[str, str]:
    """Read them once in a process, which goes on with what it has imported."""
    return {name: version(name) for name in _LIBRARIES}
