"""Forecasts of offers checked on the days after the log.

``python -m benchmarks.forecasts`` cuts the last days of a log off outside of the program, runs on what is before, and
counts who of each segment chose an offered item for the first time in those days. Beside it stands what the run
expected of so many days: its share, times the days that follow over the days it is stated for.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.logs import load_demo, load_retail, run_parts
from benchmarks.measure import print_table
from core.pipeline import run
from core.population.interactions import SECONDS_PER_DAY, interacted
from core.recommenders.segment_offers import MIDDLE, SegmentOffers
from core.results.run import Options
from core.types import Population, Recipe

LENGTH = 20
DAYS = (14, 28, 56)
"""So many of the last days of the log are cut off."""


@dataclass(frozen=True)
class Followed:
    """What was expected of the offers of a run, and what came."""

    stated_for: float
    """Days."""
    expected: float
    """Users who choose an offered item for the first time, over all offers, in the days that followed."""
    observed: int


def follow(population: Population, n_days: int, k: int, folder: Path, random_state: int = 0) -> Followed:
    """Run on all but the last days of a log, and count in these who chose what."""
    histories = population.histories
    is_before = histories.timestamps < histories.timestamps.max() - n_days * SECONDS_PER_DAY
    before = replace(population, histories=histories.keep(is_before))
    options = Options(with_map=False, with_trust=False, with_model=False, cache_dir=folder / "cache")
    made = run(before, Recipe(k=k, random_state=random_state), options)
    proof, offers, labels = made.offers, made.description.recommender, made.clustering.labels
    if proof is None or not isinstance(offers, SegmentOffers):
        raise SystemExit(f"With {n_days} days cut off, nothing is left to prove offers on.")
    has, had = (interacted(each, with_refunds=False) > 0 for each in (population, before))
    is_new = has.astype(np.int8) - has.multiply(had).astype(np.int8)
    place_of = {item: place for place, item in enumerate(population.items.item_ids.astype(str))}
    expected, observed = 0.0, 0
    for segment in offers.segments_.tolist():
        listed = offers.listed(segment, LENGTH, MIDDLE)
        shares = proof.expected(listed["response"].to_numpy(dtype=np.float64))
        members = np.flatnonzero(labels == segment)
        expected += float(shares.sum()) * len(members)
        places = [place_of[item] for item in listed["item_id"].astype(str)]
        observed += int(is_new[members][:, places].sum())
    return Followed(proof.days, expected * n_days / proof.days, observed)


def print_demo(folder: Path) -> None:
    """Print the table of the demo log."""
    print_followed("demo, faint", load_demo(folder)[0], 6, folder)


def print_retail(folder: Path) -> None:
    """Print the table of Online Retail."""
    print_followed("Online Retail", load_retail(folder), 8, folder)


def print_followed(name: str, population: Population, k: int, folder: Path) -> None:
    """Print one line for each number of days."""
    rows = []
    for n_days in DAYS:
        made = follow(population, n_days, k, folder)
        ratio = made.observed / made.expected if made.expected else float("nan")
        rows.append(
            [name, str(n_days), f"{made.stated_for:.0f}", f"{made.expected:,.0f}", f"{made.observed:,}", f"{ratio:.2f}"]
        )
    print_table(["log", "days that followed", "stated for days", "expected", "came", "came over expected"], rows)


TABLES = {"demo": print_demo, "retail": print_retail}


if __name__ == "__main__":
    sys.exit(run_parts(__doc__ or "", TABLES))
