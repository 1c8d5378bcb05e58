"""Check that this checkout gives the labels and figures of an earlier commit, on the demo logs and on Online Retail.

Both checkouts run the command line on the same logs, seeds 0 to 4 of the demo with the default recipe and Online Retail
with k = 8; one table compares the results. The earlier commit needs a worktree of its own, for example::

    git worktree add ../earlier 2ea5517
    python -m benchmarks.unchanged ../earlier

It runs with this Python, so with the libraries of this checkout. Results that were made before are compared with
``--earlier DIR``: a folder ``demo-0`` to ``demo-4`` or ``online-retail`` per log, as ``core run --out`` writes it; logs
without one are left out. ``--keep DIR`` keeps what this checkout makes, and takes what is there already.

The exit status is 0 when nothing changed; 1 when labels differ (adjusted Rand index below 1), when a figure of the
earlier run is missing or differs by more than 1e-6, or when a verdict differs; 2 when something needed is missing.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.measure import PROJECT, print_table
from benchmarks.run import USERS_MISTAKE, find_online_retail
from core.types import Column

LARGEST = 1e-6
_ROUNDING = 1e-9
"""Files hold six decimals, and the difference of two of them is not exact."""
RANDOM_STATES = range(5)
RETAIL = "online-retail"
LOGS = (*(f"demo-{state}" for state in RANDOM_STATES), RETAIL)
GROUPS = ("holdout", "choice of k", "trust card")
Figures = dict[str, float | None]
"""Each by its place in run.json, such as ``trust.segments.0.jaccard``; None is "not computed"."""

RENAMED = {"foretelling": "predictive_gain", "is_apart": "is_distinct"}
"""Keys of earlier versions of ``run.json`` to what they are called today."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed on one log."""

    log: str
    ari: float
    """Adjusted Rand index of the labels; 0 when the users are not the same."""
    probabilities: float
    """Largest difference."""
    figures: Mapping[str, tuple[int, float, str]]
    """By group: how many figures the earlier run has, the largest difference, and the figure that has it."""
    verdicts_equal: bool

    @property
    def is_unchanged(self) -> bool:
        """Whether labels, figures and verdicts are those of the earlier run."""
        differences = [self.probabilities, *(largest for _, largest, _ in self.figures.values())]
        return self.ari == 1 and self.verdicts_equal and all(each <= LARGEST + _ROUNDING for each in differences)


def compare(log: str, earlier: Path, now: Path) -> Comparison:
    """Compare two folders of results of one log."""
    ari, probabilities = compare_users(read_users(earlier), read_users(now))
    before, after = (json.loads((each / "run.json").read_text(encoding="utf-8")) for each in (earlier, now))
    return Comparison(
        log=log,
        ari=ari,
        probabilities=probabilities,
        figures={
            group: (len(old), *largest_difference(old, new))
            for group, old, new in zip(GROUPS, figures_by_group(before), figures_by_group(after), strict=True)
        },
        verdicts_equal=verdicts(before) == verdicts(after),
    )


def read_users(folder: Path) -> pd.DataFrame:
    """Return the users of ``segments.csv`` with segment and probability, in the order of their ids."""
    users = pd.read_csv(folder / "segments.csv", dtype={Column.USER_ID: str}).set_index(Column.USER_ID)
    return users[[Column.SEGMENT, Column.PROBABILITY]].sort_index()


def compare_users(earlier: pd.DataFrame, now: pd.DataFrame) -> tuple[float, float]:
    """Return the adjusted Rand index of the labels and the largest difference of probabilities."""
    from sklearn.metrics import adjusted_rand_score

    if not earlier.index.equals(now.index):
        return 0.0, math.inf
    differences = np.abs(earlier[Column.PROBABILITY] - now[Column.PROBABILITY])
    return float(adjusted_rand_score(earlier[Column.SEGMENT], now[Column.SEGMENT])), float(differences.max())


def figures_by_group(record: Mapping[str, Any]) -> tuple[Figures, Figures, Figures]:
    """Return the figures of a ``run.json``, one dict for each of ``GROUPS``."""
    scores = dict(record["scores"])
    holdout = {"scores": {"holdout": scores.pop("holdout", None)}}
    parts = (holdout, {"scores": scores}, {"trust": record.get("trust")})
    return tuple(dict(numbers_in(part)) for part in parts)  # type: ignore[return-value]


def numbers_in(value: Any, place: str = "") -> Iterator[tuple[str, float | None]]:
    """Go through every number, yes or no and null of a JSON value, each with its place; texts are left out."""
    if isinstance(value, dict):
        for name, each in value.items():
            if name not in ("said", "text", "sentences"):
                today = RENAMED.get(name) or str(name)
                yield from numbers_in(each, f"{place}.{today}" if place else today)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from numbers_in(each, f"{place}.{number}")
    elif value is None:
        yield place, None
    elif not isinstance(value, str):
        yield place, float(value)


def largest_difference(earlier: Figures, now: Figures) -> tuple[float, str]:
    """Return the largest difference and the figure that has it; infinite where a figure is missing now."""
    differences = {place: _difference(value, now, place) for place, value in earlier.items()}
    worst = max(differences, key=lambda place: differences[place], default="")
    return differences.get(worst, 0.0), worst


def verdicts(record: Mapping[str, Any]) -> list[str]:
    """Return the verdict on the run and on each segment; none without a trust card."""
    card = record.get("trust")
    return [card["verdict"], *(each["verdict"] for each in card["segments"])] if card else []


def _difference(value: float | None, now: Figures, place: str) -> float:
    other = now.get(place, math.inf)
    if value is None or other is None:
        return 0.0 if value is other else math.inf
    return abs(value - other)


def run_log(log: str, project: Path, logs: Path, out: Path) -> None:
    """Run the command line of a checkout on a log, unless its results are there."""
    if (out / log).is_dir():
        return
    command = ["run", *_arguments(log, logs), "--workspace", str(out / "workspace"), "--out", str(out / log)]
    _call(project, *command)


def _arguments(log: str, logs: Path) -> list[str]:
    if log == RETAIL:
        return [str(find_online_retail()), "--preset", "online-retail", "--k", "8"]
    random_state, folder = log.removeprefix("demo-"), logs / log
    if not folder.is_dir():
        _call(PROJECT, "demo", "--kind", "faint", "--random-state", random_state, "--out", str(folder))
    tables = ["--items", str(folder / "items.csv"), "--users", str(folder / "users.csv")]
    return [str(folder / "events.csv"), *tables, "--random-state", random_state]


def _call(project: Path, *arguments: str) -> None:
    print(f"{project.name}: core {' '.join(arguments)}", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "core", *arguments]
    environment = os.environ | {"HF_HUB_OFFLINE": "1"}
    subprocess.run(command, cwd=project, env=environment, stdout=subprocess.DEVNULL, check=True)


def print_comparisons(comparisons: list[Comparison]) -> None:
    """Print one row per log, and below it which figure differs most where one does."""
    headings = ["log", "ARI of labels", "probabilities", *GROUPS, "verdicts equal", "unchanged"]
    print_table(headings, [_row(each) for each in comparisons])
    for each in comparisons:
        for group, (_, largest, place) in each.figures.items():
            if largest > LARGEST + _ROUNDING:
                print(f"{each.log}, {group}: {place} differs by {largest:.2g}.")


def _row(comparison: Comparison) -> list[str]:
    groups = [f"{largest:.1e} of {n}" for n, largest, _ in comparison.figures.values()]
    answers = ["yes" if each else "no" for each in (comparison.verdicts_equal, comparison.is_unchanged)]
    return [comparison.log, f"{comparison.ari:.6f}", f"{comparison.probabilities:.1e}", *groups, *answers]


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.unchanged", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("checkout", nargs="?", type=Path, help="folder of a checkout of the earlier commit")
    source.add_argument("--earlier", type=Path, metavar="DIR", help="folder with results of the earlier commit")
    parser.add_argument("--only", nargs="+", choices=LOGS, default=list(LOGS), help="logs to compare")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the logs and the results of this checkout")
    return parser.parse_args(argv)


def compare_logs(args: argparse.Namespace, folder: Path) -> list[Comparison]:
    """Make what is missing and compare log by log."""
    earlier = args.earlier.resolve() if args.earlier else folder / "earlier"
    compared = []
    for log in args.only:
        if args.checkout:
            run_log(log, args.checkout.resolve(), folder / "logs", earlier)
        if (earlier / log).is_dir():
            run_log(log, PROJECT, folder / "logs", folder / "now")
            compared.append(compare(log, earlier / log, folder / "now" / log))
    return compared


def main(argv: list[str] | None = None) -> int:
    """Compare what was asked; return 0 when nothing changed, 1 when something did, 2 when something is missing."""
    args = parse_args(argv)
    try:
        with tempfile.TemporaryDirectory(prefix="atlas-unchanged-") as scratch:
            comparisons = compare_logs(args, args.keep.resolve() if args.keep else Path(scratch))
    except FileNotFoundError as error:
        print(error, "Leave it out with --only.", file=sys.stderr)
        return USERS_MISTAKE
    if not comparisons:
        print(f"{args.earlier} holds no results: {', '.join(LOGS)} are looked for.", file=sys.stderr)
        return USERS_MISTAKE
    print_comparisons(comparisons)
    return 0 if all(each.is_unchanged for each in comparisons) else 1


if __name__ == "__main__":
    sys.exit(main())
