"""Which draw of the control group holds for a key: one that leaves both sides alike, chosen once and kept.

A control group that is drawn again until both sides are alike is a rerandomization. Of draws that leave both sides
alike, the one is taken that comes nearest to the share that is asked for in each segment.

References
----------
Morgan, K. L. and Rubin, D. B. (2012). Rerandomization to improve covariate balance in experiments. The Annals of
Statistics 40, 1263-1282.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.campaigns.balance import ENOUGH_USERS, WANTED, balances
from core.campaigns.control import FIRST_DRAW, coded, held_back
from core.campaigns.effect import LEAST_BUYERS
from core.campaigns.sides import held_exports, read_held
from core.errors import StoreError
from core.files.single_file import write_once
from core.ingest.values.identity import mark_of
from core.sentences import say
from core.types import NOISE, BoolArray, FloatArray, IntArray, StrArray

DRAW_FILE = "control_group.draw"
"""Beside the key, ``core.ingest.values.identity.KEY_FILE``."""
MOST_DRAWS, MOST_SEEN = 512, 64
"""So many are tried, and of so many it is seen how alike both sides are: of those that come nearer to the share than
the best before. Of draws that all leave a difference, the one with the smallest is taken."""
NEAR_SHARE = 0.03
"""So near to the number that the share asks for, or to one user, is near enough in each segment."""
_TOO_FEW = 1e3
"""Added where a draw leaves too few to be judged, though the share asks for enough."""


@dataclass(frozen=True, slots=True)
class _Tried:
    """One draw."""

    draw: str
    difference: float
    """The largest standardised difference of both sides."""
    gap: float
    """Of the segment that is farthest from the share, in standard deviations of what chance does."""

    @property
    def is_alike(self) -> bool:
        return self.difference < WANTED

    @property
    def rank(self) -> tuple[float, float]:
        return max(self.difference, WANTED), self.gap


def draw_of(folder: Path, key: bytes, choose: Callable[[], str], *, is_trial: bool = False) -> str:
    """Return the draw that holds for the key of a folder; keep it, except in a trial, which writes no files.

    Where none is kept, it is that of the last export there that held users back by the key, else ``choose`` gives it.

    Raises
    ------
    StoreError
        The file is there and cannot be read, or is empty: another draw would hold other users back than before.
    DataError
        By what an export held users back cannot be read.
    """
    path = folder / DRAW_FILE
    if not path.exists():
        chosen = _of_exports(folder, mark_of(key)) or choose()
        if is_trial:
            return chosen
        write_once(path, chosen)
    try:
        return _kept(path)
    except (OSError, ValueError) as error:
        raise StoreError(
            say("The draw of the control group {path} cannot be read.", path=str(path)),
            say("Put the right file back, or name the draw of an earlier manifest: others are held back otherwise."),
        ) from error


def _of_exports(folder: Path, key_mark: str) -> str:
    held = map(read_held, held_exports(folder))
    return next((each.draw for each in held if each.key_mark == key_mark), "")


def _kept(path: Path) -> str:
    draw = path.read_text(encoding="ascii").strip()
    if not draw:
        raise ValueError(path)
    return draw


def balanced_draw(
    user_ids: StrArray, labels: IntArray, known: Mapping[str, FloatArray], key: bytes, percent: float
) -> str:
    """Return a draw in which both sides differ in nothing that is known, in all users and in large segments.

    Parameters
    ----------
    user_ids, labels
        (n_users,) of a run.
    known
        Name → (n_users,) what was known before; NaN where it was not.
    percent
        How many of 100 users are held back.
    """
    codes = np.array([coded(each, key) for each in user_ids], dtype=object)
    segments = _smallest_first(labels)
    best, n_seen = _Tried(FIRST_DRAW, np.inf, np.inf), 0
    for number in range(MOST_DRAWS):
        draw = str(int(FIRST_DRAW) + number)
        gap = _gap((codes[each] for each in segments), key, percent, draw, best.gap if best.is_alike else np.inf)
        if best.is_alike and gap >= best.gap:
            continue
        difference = _largest(labels, held_back(codes, key, percent, draw), known)
        best = min(best, _Tried(draw, difference, gap), key=lambda each: each.rank)
        n_seen += 1
        if (best.is_alike and not best.gap) or n_seen == MOST_SEEN:
            break
    return best.draw


def _smallest_first(labels: IntArray) -> list[IntArray]:
    """Return the rows of the users of each segment."""
    found = [np.flatnonzero(labels == each) for each in np.unique(labels[labels != NOISE])]
    return sorted(found, key=len)


def _gap(segments: Iterable[StrArray], key: bytes, percent: float, draw: str, most: float) -> float:
    """Return how far the segment is from the share that is farthest from it, from 0; infinity from ``most``."""
    share, worst = percent / 100, 0.0
    for codes in segments:
        wanted = share * len(codes)
        n_held = int(held_back(codes, key, percent, draw).sum())
        off = abs(n_held - wanted)
        gap = off / np.sqrt(wanted * (1 - share)) if off >= max(1.0, NEAR_SHARE * wanted) else 0.0
        gap += _TOO_FEW if n_held < LEAST_BUYERS <= wanted else 0.0
        worst = max(worst, gap)
        if worst >= most:
            return float(np.inf)
    return worst


def _largest(labels: IntArray, is_held: BoolArray, known: Mapping[str, FloatArray]) -> float:
    """Return the largest standardised difference of all users and of segments large enough to judge by."""
    segments = [each for each in balances(labels, is_held, known) if each.n_treated + each.n_control >= ENOUGH_USERS]
    found = [each.largest for each in (*balances(np.zeros_like(labels), is_held, known), *segments)]
    return max((each for each in found if not np.isnan(each)), default=0.0)
