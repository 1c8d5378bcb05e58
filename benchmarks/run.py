"""Measure Persona Atlas beside the notebooks it replaces, all in one run, and print markdown tables.

``make bench`` runs it; ``python -m benchmarks.run --help`` lists the options. Timings depend on the machine
and on what else it does, so only ratios within one run are worth comparing.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from benchmarks.first_map import MapWatch
from benchmarks.measure import PROJECT, Measured, measure, print_table

DEFAULT_SHARED = PROJECT.parent / "shared"
ONLINE_RETAIL = Path("data/online_retail/online_retail.parquet")
PARTS = ("ours", "quick", "usual", "silhouette")
STACK = ("numpy", "scikit-learn", "umap-learn", "duckdb", "torch", "sentence-transformers")
EVENTS_PER_USER = 20
USERS_MISTAKE = 2
MAP_WITHIN = 0.1
"""The part of the usual notebook's time after which segments and map are to be there."""


def run_atlas(events: Path, folder: Path) -> Measured:
    """Measure the command line as an analyst would call it, with a fresh workspace and so an empty cache."""
    recipe = ["--preset", "online-retail", "--k", "auto"]
    places = ["--workspace", folder / "workspace", "--out", folder / "ours"]
    with MapWatch(folder / "workspace") as watch:
        measured = measure("ours: python -m core run", "core", "run", events, *recipe, *places)
    return replace(measured, seconds_to_map=watch.seconds)


def run_quick(events: Path, folder: Path) -> Measured:
    """Measure TF-IDF, SVD, KMeans by silhouette, UMAP."""
    return measure("quick notebook", "benchmarks.quick_notebook", events, folder / "quick.csv")


def run_usual(events: Path, folder: Path) -> Measured:
    """Measure one text per user, KMeans by silhouette, UMAP."""
    return measure("usual notebook", "benchmarks.usual_notebook", events, folder / "usual.csv")


RUNS: dict[str, Callable[[Path, Path], Measured]] = {"ours": run_atlas, "quick": run_quick, "usual": run_usual}


def find_online_retail() -> Path:
    """Find the Online Retail log below the folder that ``ATLAS_SHARED`` names.

    Raises
    ------
    FileNotFoundError
        The log is not there.
    """
    shared = Path(os.environ.get("ATLAS_SHARED", DEFAULT_SHARED))
    path = (shared / ONLINE_RETAIL).resolve()
    if not path.is_file():
        raise FileNotFoundError(
            f"The Online Retail log is not at {path}. Set ATLAS_SHARED to the folder that holds {ONLINE_RETAIL}."
        )
    return path


def print_machine() -> None:
    """Print the date, the machine and the versions that the figures belong to."""
    versions = ", ".join(f"{name} {version(name)}" for name in STACK)
    cores = len(os.sched_getaffinity(0))
    print(f"## {datetime.datetime.now(tz=datetime.UTC).date()}\n")
    print(f"{cores} cores, {platform.machine()}, Python {platform.python_version()}, {versions}.\n", flush=True)


def compare_processes(parts: Iterable[str], folder: Path) -> None:
    """Print what each whole process on Online Retail took, and its ratio to ours when ours was measured."""
    events = find_online_retail()
    measured = {part: RUNS[part](events, folder) for part in parts}
    atlas = measured.get("ours")
    rows = [
        [
            one.name,
            f"{one.seconds:.1f}",
            f"{one.seconds / atlas.seconds:.1f}" if atlas else "",
            f"{one.peak_rss_mb:.0f}",
            f"{one.peak_rss_mb / atlas.peak_rss_mb:.1f}" if atlas else "",
        ]
        for one in measured.values()
    ]
    print_table(["whole process, Online Retail", "seconds", "ratio to ours", "peak MB", "ratio to ours"], rows)
    if atlas and atlas.seconds_to_map:
        print(describe_map(atlas.seconds_to_map, measured.get("usual")), flush=True)


def describe_map(seconds: float, usual: Measured | None) -> str:
    """Say when numbered segments and their map were there, and which part of the usual notebook's time that is."""
    text = f"Numbered segments and their map were there after {seconds:.1f} s"
    if usual is None:
        return f"{text}.\n"
    return f"{text}, {seconds / usual.seconds:.2f} of the usual notebook's time (wanted: {MAP_WITHIN} at most).\n"


def measure_many_users(n_users: int, folder: Path) -> None:
    """Print what a synthetic log of ``n_users`` takes to make and to run, map included."""
    log, out = folder / "log", folder / "run"
    size = ["--users", str(n_users), "--events-per-user", str(EVENTS_PER_USER)]
    recipe = ["--encoder", "counts", "--k", "8", "--no-holdout"]
    tables = ["--items", log / "items.csv", "--users", log / "users.csv"]
    steps = [
        measure("make the log", "core", "demo", "--kind", "faint", *size, "--out", log),
        measure(f"run {' '.join(recipe)}", "core", "run", log / "events.csv", *tables, *recipe, "--out", out),
    ]
    rows = [[step.name, f"{step.seconds:.0f}", f"{step.peak_rss_mb:.0f}"] for step in steps]
    print_table([f"{n_users:,} users, {EVENTS_PER_USER} events each", "seconds", "peak MB"], rows)


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--only", nargs="*", choices=PARTS, default=list(PARTS), help="parts to measure")
    parser.add_argument("--users", type=int, help="also a synthetic log of this many users")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Measure what was asked and return the exit status: 0, or 2 when something needed is missing."""
    args = parse_args(argv)
    processes = [part for part in args.only if part in RUNS]
    try:
        if processes:
            find_online_retail()  # say so before anything is measured
        print_machine()
        with tempfile.TemporaryDirectory(prefix="atlas-bench-") as folder:
            if processes:
                compare_processes(processes, Path(folder))
            if "silhouette" in args.only:
                subprocess.run([sys.executable, "-m", "benchmarks.silhouette"], cwd=PROJECT, check=True)
            if args.users:
                measure_many_users(args.users, Path(folder))
    except FileNotFoundError as error:
        print(error, "These do without it: --only silhouette, --users N.", file=sys.stderr)
        return USERS_MISTAKE
    return 0


if __name__ == "__main__":
    sys.exit(main())
