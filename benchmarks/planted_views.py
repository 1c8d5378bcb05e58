"""Whether the board finds the view in which segments were planted.

``python -m benchmarks.planted_views --kept FOLDER`` makes logs of 900 users, runs the board on each and prints what it
recommends. What a log gave is kept when it is done: stopped and started again, it goes on.

In five kinds of logs six groups of users have ten items of their own, which take a tenth of their events. That alone
says little of a user; who belongs where stands in one view: in many more items of the group's own (likes), in the hours
and weekdays of events (behaviour), in their order (sequence), in the words of titles of items that hardly two users
share (text), or in an attribute. Two more have no items of their own: in one the hours and weekdays alone are planted
(hours), in the other nothing is.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from benchmarks.logs import load
from benchmarks.measure import print_table
from benchmarks.run import print_machine
from core.board.board import Clock, Ledger, Trials, make_board
from core.board.candidates import Candidate
from core.board.ledger import FILE, fingerprint
from core.board.rows import Board
from core.ingest.tables.source import LogSource
from core.registry import encoder_params
from core.types import IntArray, Population

N_USERS, N_ITEMS, N_GROUPS, N_EVENTS = 900, 300, 6, 30
N_OWN = 10
WEAK, STRONG = 0.1, 0.5
TURN, PHASE = 0.4, 0.8
"""When users turn to the items of their own group, as a share of their events; share of events that follow it."""
VIEWS = {
    "likes": "counts",
    "behaviour": "behaviour",
    "hours": "behaviour",
    "sequence": "sequence",
    "text": "text",
    "attributes": "attributes",
}
"""What is planted, and the encoder that sees it."""
NOISE = "nothing"
_WITHOUT_ITEMS, _BY_TIME = ("hours", NOISE), ("behaviour", "hours")
N_RARE = 4_000
"""Rare items of each group, of which a quarter of the events is in the log of text."""
_TOPICS = ("garden flower pot", "green tea leaves", "racing bicycle wheel", "baby sleeping bag", "oil paint brush",
           "dog leather collar")  # fmt: skip
_COLOURS = ("red", "blue", "small", "large", "wooden", "new", "classic", "soft")
_HEADS = (
    "planted", "seed", "recommended", "leading view", "uplift", "stability", "verdict", "reported", "as planted",
)  # fmt: skip
_START = pd.Timestamp("2024-01-01")


def make_log(view: str, folder: Path, random_state: int = 0) -> LogSource:
    """Write a log with groups planted in a view."""
    rng = np.random.default_rng(random_state)
    groups = rng.integers(0, N_GROUPS, N_USERS)
    users, places = np.repeat(np.arange(N_USERS), N_EVENTS), np.tile(np.arange(N_EVENTS), N_USERS)
    own, anybody = groups[users], rng.integers(0, N_GROUPS, len(users))
    items = _draw_items(view, anybody if view in _WITHOUT_ITEMS else own, places, rng)
    events = pd.DataFrame({"user_id": users, "item_id": items, "event": "purchase"})
    events["timestamp"] = _draw_times(view, own, places, rng)
    folder.mkdir()
    events.to_csv(folder / "events.csv", index=False)
    pd.DataFrame({"user_id": np.arange(N_USERS), "plan": [f"plan {each}" for each in groups]}).to_csv(
        folder / "users.csv", index=False
    )
    titles = {item: f"{_COLOURS[item % 8]} {_TOPICS[item % N_GROUPS]}" for item in np.unique(items)}
    pd.DataFrame({"item_id": titles.keys(), "title": titles.values()}).to_csv(folder / "items.csv", index=False)
    return LogSource(
        folder / "events.csv",
        folder / "items.csv" if view == "text" else None,
        folder / "users.csv" if view == "attributes" else None,
    )


def _draw_items(view: str, own: IntArray, places: IntArray, rng: np.random.Generator) -> IntArray:
    """Draw the items of events: own ones are the first ten of a group, the others are popular or rare."""
    popularity = 1 / (np.arange(N_ITEMS) + 20.0)
    items = rng.choice(N_ITEMS, len(own), p=popularity / popularity.sum()) + N_GROUPS * N_OWN
    if view == "sequence":  # items of two groups, about as many of both, those of the own group later
        follows_own = rng.random(len(own)) < np.where(places < TURN * N_EVENTS, 0.2, 0.8)
        of_phase = np.where(follows_own, own, (own + N_GROUPS // 2) % N_GROUPS)
        phase_items = 20_000 + N_GROUPS * rng.integers(0, 4 * N_OWN, len(own)) + of_phase
        items = np.where(rng.random(len(own)) < PHASE, phase_items, items)
    if view == "text":  # rare items, whose topic is in their titles alone
        rare = 30_000 + N_GROUPS * rng.integers(0, N_RARE, len(own)) + own
        items = np.where(rng.random(len(own)) < STRONG / 2, rare, items)
    is_own = rng.random(len(own)) < (STRONG if view == "likes" else WEAK)
    own_items = rng.integers(0, N_OWN, len(own)) * N_GROUPS + own
    more = rng.integers(0, 4 * N_OWN, len(own)) * N_GROUPS + own + 10_000
    return np.where(is_own, np.where((view == "likes") & (rng.random(len(own)) < STRONG), more, own_items), items)


def _draw_times(view: str, own: IntArray, places: IntArray, rng: np.random.Generator) -> pd.DatetimeIndex:
    """Draw one event in every ten days, at an hour and on a weekday of the group's own where behaviour is planted."""
    hours = rng.integers(0, 24, len(own))
    days = rng.integers(0, 7, len(own))
    if view in _BY_TIME:
        hours = (8 * (own % 3) + rng.integers(0, 5, len(own)) + 4) % 24
        days = np.where(own >= N_GROUPS // 2, rng.integers(5, 7, len(own)), rng.integers(0, 5, len(own)))
    return pd.DatetimeIndex(_START + pd.to_timedelta((14 * places + days) * 24 + hours, unit="h"))


def compare(population: Population, folder: Path, minutes: float) -> Board:
    """Make the board of a log."""
    ledger = Ledger(folder / FILE, fingerprint(population))
    clock = Clock(time.monotonic() + 60 * minutes)
    return make_board(Trials(population, cache_dir=folder / "cache"), ledger, N_GROUPS, clock, lambda *_: None)


def leading_view(candidate: Candidate) -> str:
    """Return the view that an encoder is, or to which a blend gives the largest energy."""
    recipe = candidate.recipe
    if recipe.encoder != "blend":
        return recipe.encoder
    energies = {name: value for name, value in encoder_params(recipe).items() if isinstance(value, float)}
    return max(energies, key=lambda name: energies[name])


def run_board(view: str, random_state: int, minutes: float, kept: Path) -> list[str]:
    """Return the cells of a log, from ``kept`` where it was done before."""
    path = kept / f"{view}-{random_state}.json"
    if not path.exists():
        trials = kept / f"{view}-{random_state}"
        trials.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory() as made:
            log = load(Path(made), make_log(view, Path(made) / "log", random_state))
        path.write_text(json.dumps(_cells(view, random_state, compare(log, trials, minutes))), encoding="utf-8")
    cells: list[str] = json.loads(path.read_text(encoding="utf-8"))
    print(cells, file=sys.stderr, flush=True)
    return cells


def _cells(view: str, random_state: int, board: Board) -> list[str]:
    chosen = board.rows[0] if board.rows and board.rows[0].is_recommended else None
    leading = leading_view(chosen.candidate) if chosen else "none"
    is_right = leading == VIEWS.get(view, "none")
    figures = [f"{chosen.uplift:+.1f} %", f"{chosen.stability:.2f}", chosen.verdict.value] if chosen else ["", "", ""]
    name = chosen.candidate.name if chosen else "nothing"
    return [view, str(random_state), name, leading, *figures, str(len(board.rows)), "yes" if is_right else "no"]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="of each log")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--only", choices=(*VIEWS, NOISE), nargs="+", default=(*VIEWS, NOISE))
    parser.add_argument("--kept", type=Path, required=True, help="a folder for what is done")
    options = parser.parse_args()
    print_machine()
    logs = [(view, state) for state in range(options.seeds) for view in options.only]
    rows = [run_board(view, state, options.minutes, options.kept) for view, state in logs]
    print_table(_HEADS, rows)


if __name__ == "__main__":
    main()
