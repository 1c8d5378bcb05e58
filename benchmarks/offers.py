"""Lists of segments on many logs: what they find beside what is popular there, how alike they are, how true shares are.

``python -m benchmarks.offers`` prints a row for each log of ``benchmarks.made_logs``; ``--log`` takes some of them,
``retail`` for Online Retail, ``lifelike`` or ``faint`` for a demo log of 3,000 users, ``sample`` for the log in
``data/sample``; ``--file`` takes a log of your own, such as films; ``--k`` and ``--random-state`` several numbers.
Recipe and proof are those of a run: users are put into the segments of the whole log by what they did before the
holdout.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks import logs
from benchmarks.logs import load_demo, load_retail, scratch
from benchmarks.made_logs import SHAPES, make_log
from benchmarks.measure import print_table
from core.ingest.tables.source import LogSource
from core.pipeline import find
from core.recommenders.segment_offers import OWN_FIRST, SegmentOffers
from core.results.run import Options
from core.trust.offer_proof import OfferProof, prove_offers
from core.trust.placement import place_users
from core.trust.split import LIST_LENGTH, MIN_EVENTS
from core.types import Labels, Population, Recipe

DEMOS = ("lifelike", "faint")
SAMPLE = Path(__file__).parents[1] / "data" / "sample"
_HEADINGS = ("log", "random state", "k", "half-life", "recall@20", "of popularity", "overlap", "lift below 1", "levels")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", nargs="+", choices=[*SHAPES, *DEMOS, "sample", "retail"])
    parser.add_argument("--file", type=Path, help="take a log of your own, beside those of --log")
    parser.add_argument("--k", nargs="+", type=int, default=[8])
    parser.add_argument("--random-state", nargs="+", type=int, default=[0])
    args = parser.parse_args()
    rows = []
    with scratch() as folder:
        for log in names_of(args):
            for random_state in args.random_state:
                population = logs.load(folder, LogSource(args.file)) if log is None else load(log, random_state, folder)
                title = log or args.file.stem
                rows += [[title, str(random_state), str(k), *figures(population, k, folder)] for k in args.k]
    print_table(_HEADINGS, rows)


def names_of(args: argparse.Namespace) -> list[str | None]:
    """Return the logs that are asked for, all that are made where none is; None stands for the file.

    >>> names_of(argparse.Namespace(log=["sample"], file=Path("films.csv")))
    ['sample', None]
    """
    own = [] if args.file is None else [None]
    return [*(args.log or ([] if own else SHAPES)), *own]


def load(log: str, random_state: int, folder: Path) -> Population:
    """Return a log by its name."""
    if log == "retail":
        return load_retail(folder)
    if log == "sample":
        return logs.load(folder, LogSource(SAMPLE / "events.csv", SAMPLE / "items.csv", SAMPLE / "users.csv"))
    if log in DEMOS:
        return load_demo(folder, kind=log, random_state=random_state, n_users=3_000)[0]
    return make_log(log, random_state)


def figures(population: Population, k: int, folder: Path) -> list[str]:
    """Find segments, prove their lists and return what is printed of them."""
    found = find(population, Recipe(k=k), Options(cache_dir=folder / "cache"))
    labels = found.clustering.labels
    held = found.refit.hold_out(population, MIN_EVENTS)
    proof = prove_offers(population, held.split, place_users(held.vectors, labels))
    if proof is None:
        raise SystemExit("No user in a segment is judged.")
    recall = {each.recommender: each.recall.value for each in proof.scores if each.segment is None}
    own, popular = recall[SegmentOffers.name], recall["segment_popularity"]
    ratios = [each.observed / each.expected for each in proof.levels]
    overlap, n_low = listed(population, labels, proof)
    levels = f"{min(ratios):.2f} to {max(ratios):.2f}"
    return [f"{proof.half_life:g}", f"{own:.4f}", f"{own / popular:.3f}", f"{overlap:.0f} %", str(n_low), levels]


def listed(population: Population, labels: Labels, proof: OfferProof) -> tuple[float, int]:
    """Return the largest overlap of two lists in percent, and how many first places have a lift below 1."""
    offers = SegmentOffers().fit(population, labels)
    fading = offers.fading(population, labels, proof.half_life).ordered_by(proof.curve)
    lists = [fading.order(int(each))[:LIST_LENGTH] for each in fading.segments_]
    pairs = [(first, second) for place, first in enumerate(lists) for second in lists[:place]]
    overlaps = [len({*first.tolist()} & {*second.tolist()}) / LIST_LENGTH for first, second in pairs]
    n_low = sum(int((fading.lifts_[row, own[:OWN_FIRST]] < 1).sum()) for row, own in enumerate(lists))
    return 100 * max(overlaps, default=0.0), n_low


if __name__ == "__main__":
    main()
