"""Stated facts checked on events that no part of the run has seen.

``python -m benchmarks.fresh_facts`` prints three tables. Fresh: the events of a log are cut at random into two halves
outside of the program, the recipe is run on one, and the lift of the ten strongest item facts of each segment is
computed on the other with the labels of the run. Shuffled: how many item facts and names of tastes are stated on copies
of Online Retail whose items are shuffled within twentieths of its time. Cost: the seconds of the facts in a run.
``--log FILE`` checks facts of that log instead of those of Online Retail and of planted ratings of films.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.logs import load, load_demo, load_retail, run_parts
from benchmarks.measure import print_table
from benchmarks.planted import film_ratings
from core.ingest.tables.source import LogSource
from core.pipeline import run
from core.population.interactions import interacted, is_disliked
from core.results.run import Options, Run
from core.stages.table import Stage
from core.trust.fact_tests import TASTES
from core.trust.reference import permute_items
from core.types import Labels, Population, Recipe

N_FACTS = 10
"""Item facts of each segment that are checked, the strongest."""
N_COPIES = 20
CHOICES: tuple[int | str, ...] = ("auto", 3, 4, 6, 8, 12)


@dataclass(frozen=True)
class Checked:
    """Item facts of a run, and the same on other events."""

    n_segments: int
    n_stating: int
    """Segments with item facts."""
    stated: list[float]
    fresh: list[float]


def check(population: Population, k: int | str, folder: Path, random_state: int = 0) -> Checked:
    """Run on a random half of all events, and compute the lifts of its facts on the other half."""
    histories = population.histories
    is_seen = np.random.default_rng(random_state + 99).random(histories.n_events) < 0.5
    seen, unseen = (replace(population, histories=histories.keep(is_kept)) for is_kept in (is_seen, ~is_seen))
    found = run_on(seen, Recipe(k=k, random_state=random_state), folder)
    stated, fresh, n_stating = [], [], 0
    for profile in found.description.profiles:
        facts = [lift for lift in profile.lifts if lift.kind == "item"][:N_FACTS]
        n_stating += bool(facts)
        for fact in facts:
            stated.append(fact.lift)
            fresh.append(lift_on(unseen, found.clustering.labels == profile.segment, fact.key))
    return Checked(len(found.description.profiles), n_stating, stated, fresh)


def lift_on(population: Population, is_own: Labels, item_id: str) -> float:
    """Return the share of some users with an item over the share of all users; what a user rated low is not counted."""
    population = replace(population, histories=population.histories.keep(~is_disliked(population)))
    item = int(np.flatnonzero(population.items.item_ids == item_id)[0])
    has = interacted(population, with_refunds=False)[:, [item]].toarray().ravel() > 0
    return float(has[is_own].mean() / max(has.mean(), 1e-9))


def run_on(population: Population, recipe: Recipe, folder: Path) -> Run:
    """Run without what facts do not need."""
    options = Options(
        with_map=False, with_holdout=False, with_trust=False, with_model=False, cache_dir=folder / "cache"
    )
    return run(population, recipe, options)


def load_films(folder: Path) -> Population:
    """Load planted ratings of films."""
    path = folder / "films.csv"
    film_ratings().to_csv(path, index=False)
    return load(folder, LogSource(path))


def load_logs(folder: Path, path: Path | None) -> Mapping[str, Population]:
    """Load the log that was asked for, or the two usual ones."""
    if path:
        return {path.stem: load(folder, LogSource(path))}
    return {"Online Retail": load_retail(folder), "films": load_films(folder)}


def print_fresh(logs: Mapping[str, Population], folder: Path) -> None:
    """Print stated and fresh lifts of logs."""
    rows = []
    for name, log in logs.items():
        for k in CHOICES:
            for random_state in (0, 1, 2):
                found = check(log, k, folder, random_state)
                mean, fresh = (float(np.mean(each)) if each else float("nan") for each in (found.stated, found.fresh))
                rows.append(
                    [
                        name,
                        f"{k}" if k != "auto" else f"auto: {found.n_segments}",
                        str(random_state),
                        f"{found.n_stating} of {found.n_segments}",
                        str(len(found.stated)),
                        f"{mean:.2f}",
                        f"{fresh:.2f}",
                        f"{100 * (mean / fresh - 1):+.1f} %",
                    ]
                )
                print(rows[-1], file=sys.stderr, flush=True)
    print(f"The {N_FACTS} strongest item facts of each segment.\n")
    print_table(
        [
            "log",
            "k",
            "random state",
            "segments with item facts",
            "facts",
            "stated lift",
            "lift on unseen events",
            "off",
        ],
        rows,
    )


def print_shuffled(folder: Path) -> None:
    """Print what is stated where there is no taste."""
    retail, rows = load_retail(folder), []
    for number in range(N_COPIES):
        described = run_on(permute_items(retail, number + 1), Recipe(random_state=number), folder).description
        facts = [lift for profile in described.profiles for lift in profile.lifts if lift.kind == "item"]
        tastes = [lift for profile in described.profiles for lift in profile.lifts if lift.kind in TASTES]
        named = [each.name for each in described.personas if any(lift.kind in TASTES for lift in each.evidence)]
        mean = f"{np.mean([lift.lift for lift in facts]):.2f}" if facts else ""
        rows.append(
            [str(number), str(len(described.profiles)), str(len(tastes)), str(len(facts)), mean, str(len(named))]
        )
        print(rows[-1], [each.name for each in described.personas], file=sys.stderr, flush=True)
    print(f"{N_COPIES} copies of Online Retail with items shuffled within 20 periods.\n")
    print_table(["copy", "segments", "taste facts", "item facts", "mean stated lift", "sentences with a taste"], rows)


def print_cost(folder: Path) -> None:
    """Print the seconds of the facts beside those of the other stages before the card."""
    logs = {"Online Retail": load_retail(folder), "demo, 100,000 users": load_demo(folder, n_users=100_000)[0]}
    rows = []
    for name, log in logs.items():
        seconds = run_on(log, Recipe("counts" if log.n_users > 10_000 else "blend", k=8), folder).seconds
        rest = sum(value for stage, value in seconds.items() if stage != Stage.PROFILE)
        rows.append([name, f"{rest:.1f}", f"{seconds[Stage.PROFILE]:.1f}"])
    print_table(["log", "finding segments, s", "facts and names, s"], rows)


def main() -> int:
    """Print the tables that were asked for."""
    also = argparse.ArgumentParser(add_help=False)
    also.add_argument("--log", type=Path, help="check facts of this log")
    path = also.parse_known_args()[0].log

    def print_facts(folder: Path) -> None:
        print_fresh(load_logs(folder, path), folder)

    return run_parts(__doc__ or "", {"fresh": print_facts, "shuffled": print_shuffled, "cost": print_cost}, also)


if __name__ == "__main__":
    raise SystemExit(main())
