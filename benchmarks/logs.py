"""The logs that recipes are measured on: Online Retail and the demo, loaded as a run loads them."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.run import USERS_MISTAKE, find_online_retail, print_machine
from core.demo.write import write_demo
from core.ingest.load import load_log
from core.ingest.tables.source import LogSource
from core.settings import load_settings
from core.store.store import Store
from core.types import BoolArray, Population, StrArray

_NO_SEGMENT = ("mixed", "noise")
"""What the demo's answer calls users who belong to no planted segment."""


@contextmanager
def scratch() -> Iterator[Path]:
    """Give a folder for a while; a log that is missing ends the program with a sentence and status 2."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            yield Path(folder)
        except FileNotFoundError as error:
            print(error)
            sys.exit(USERS_MISTAKE)


def load(folder: Path, source: LogSource) -> Population:
    """Load a log into a workspace below ``folder``."""
    with Store(replace(load_settings(), workspace=folder / "workspace")) as store:
        return store.population(load_log(store, source, "local").dataset_id)


def load_retail(folder: Path) -> Population:
    """Load Online Retail; ``FileNotFoundError`` says where it is looked for."""
    return load(folder, LogSource(find_online_retail(), preset="online-retail"))


def load_demo(folder: Path, **options: Any) -> tuple[Population, StrArray]:
    """Make and load a demo log, the faint one unless ``kind`` is given; return it with each user's planted segment.

    ``options`` are those of ``write_demo``.
    """
    log = folder / "-".join(["demo", *map(str, options.values())])
    write_demo(log, **({"kind": "faint"} | options))
    population = load(folder, LogSource(log / "events.csv", log / "items.csv", log / "users.csv"))
    truth = pd.read_csv(log / "truth.csv", dtype=str).set_index("user_id")["segment"]
    return population, truth.reindex(population.histories.user_ids.tolist()).to_numpy(dtype=str)


def is_planted(planted: StrArray) -> BoolArray:
    """Return which of the demo's users belong to a planted segment."""
    return ~np.isin(planted, _NO_SEGMENT)


def run_parts(
    doc: str,
    tables: Mapping[str, Callable[[Path], None]],
    also: argparse.ArgumentParser | None = None,
) -> int:
    """Print the tables of a benchmark that were asked for, each from a folder of its own.

    ``also`` is a parser without help that has read options of the benchmark's own.
    """
    description = doc.splitlines()[0] if doc else None
    parser = argparse.ArgumentParser(description=description, parents=[also] if also else [])
    names = tuple(tables)
    parser.add_argument("--only", choices=names, nargs="+", default=names, help="what to measure (default: everything)")
    parts = parser.parse_args().only
    print_machine()
    for part in parts:
        with scratch() as folder:
            tables[part](folder)
    return 0
