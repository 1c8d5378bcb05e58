"""Time and memory of whole processes, and the markdown tables that show them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
KB_PER_MB = 1024  # Linux counts ru_maxrss in kB


@dataclass(frozen=True, slots=True)
class Measured:
    """What one process took."""

    name: str
    seconds: float
    """Wall time from start to exit."""
    peak_rss_mb: float
    """Largest resident memory of the process."""
    seconds_to_map: float | None = None
    """Wall time until numbered segments and their map can be looked at; None where nothing is shown before the end."""


def measure(name: str, module: str, *args: object) -> Measured:
    """Run ``python -m module args`` to its end in a process of its own.

    The process that measures stays small: a child starts its own peak from the memory of its parent.

    Raises
    ------
    subprocess.CalledProcessError
        The process did not end with status 0, so its figures would mean nothing.
    """
    print(f"measuring {name} ...", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", module, *map(str, args)]
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.DEVNULL, env=os.environ | {"HF_HUB_OFFLINE": "1"}
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Measured(name, seconds, usage.ru_maxrss / KB_PER_MB)


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows as a markdown table; the first column is text, the others are figures."""
    print("| " + " | ".join(headings) + " |")
    print("|---|" + "---:|" * (len(headings) - 1))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print(flush=True)
