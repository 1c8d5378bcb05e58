"""How segments of small catalogues are graded, by the share of the catalogue that lists hold by which they are judged.

``python -m benchmarks.few_items`` makes logs of 300 users with three tastes, and copies with shuffled items, and prints
how many runs and segments get which grade, and the middle uplift of recall in percent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from benchmarks.made_logs import Shape, log_of
from benchmarks.measure import print_table
from core.pipeline import run
from core.trust import split
from core.trust.grade import Grade
from core.trust.reference import permute_items
from core.types import Population, Recipe

SIZES = (12, 24, 60)
SHARES = (1.0, 0.2, 0.1)
"""Of the catalogue, 20 items at most; 1 is a list of 20 wherever there are so many."""
N_LOGS = 5
_GRADES = (Grade.STRONG, Grade.USABLE, Grade.WEAK, Grade.NONE)


def main() -> None:
    """Print the table."""
    headings = ["log, items, share", "items on a list", *(f"segments {grade}" for grade in _GRADES), "uplift"]
    print_table([*headings[:2], *(f"runs {grade}" for grade in _GRADES), *headings[2:]], list(_rows()))


def _rows() -> Iterator[list[str]]:
    for n_items in SIZES:
        planted = [log_of(Shape(300, n_items, 3, 22, 180, spread=0.3), state) for state in range(N_LOGS)]
        shuffled = [permute_items(log, state) for state, log in enumerate(planted)]
        for name, logs in (("planted", planted), ("shuffled", shuffled)):
            for share in SHARES:
                split.LIST_SHARE = share
                yield [f"{name}, {n_items}, {share:g}", str(split.list_length(n_items)), *_graded(logs)]


def _graded(logs: list[Population]) -> list[str]:
    """Return how many runs and segments have each grade, and the middle uplift."""
    done = [run(log.of_users(np.arange(log.n_users)), Recipe()) for log in logs]  # a copy keeps nothing of other runs
    cards = [each.trust for each in done if each.trust]
    runs = Counter(card.verdict for card in cards)
    segments = Counter(each.verdict for card in cards for each in card.segments)
    uplifts = [each.usefulness.recall_uplift_pct for each in done if each.usefulness]
    counts = [str(counted[grade]) for counted in (runs, segments) for grade in _GRADES]
    return [*counts, f"{np.median(uplifts):+.1f}" if uplifts else ""]


if __name__ == "__main__":
    main()
