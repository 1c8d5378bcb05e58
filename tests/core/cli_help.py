"""What the tests of the command line share: what a quick run leaves out, a small run, and its files read back."""

from __future__ import annotations

import csv
from pathlib import Path

from core.cli import main as cli
from core.demo.write import write_demo

PARTS = ("--no-map", "--no-holdout", "--no-trust")


def make_demo(folder: Path, n_users: int, random_state: int = 0) -> Path:
    """Write a faint demo log and return its folder."""
    write_demo(folder / "demo", kind="faint", n_users=n_users, random_state=random_state)
    return folder / "demo"


def make_demo_and_run(folder: Path) -> None:
    """Write a demo log of 600 users and run it into its six segments: ``demo`` and ``out``."""
    make_run(make_demo(folder, n_users=600), folder)


def make_run(demo: Path, folder: Path) -> Path:
    """Run a demo log into its six segments and return the folder of the run."""
    recipe = ("--encoder", "blend", "--encoder-param", "text=0", "--k", "6")
    assert cli.main(["run", str(demo / "events.csv"), *recipe, *PARTS, "--out", str(folder / "out")]) == 0
    return folder / "out"


def rows(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    """Read a CSV file."""
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def truth_of(demo: Path) -> dict[str, str]:
    """Return user to planted segment."""
    return {row["user_id"]: row["segment"] for row in rows(demo / "truth.csv")}
