"""Which draw of the control group holds for a key: the first that leaves both sides alike, chosen once and kept.

A control group that is drawn again until both sides are alike is a rerandomization.

References
----------
Morgan, K. L. and Rubin, D. B. (2012). Rerandomization to improve covariate balance in experiments. The Annals of
Statistics 40, 1263-1282.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from core.campaigns.balance import ENOUGH_USERS, WANTED, balances
from core.campaigns.control import FIRST_DRAW, coded, held_back
from core.campaigns.sides import held_exports, read_held
from core.errors import StoreError
from core.files.single_file import write_once
from core.ingest.values.identity import mark_of
from core.sentences import say
from core.types import BoolArray, FloatArray, IntArray, StrArray

DRAW_FILE = "control_group.draw"
"""Beside the key, ``core.ingest.values.identity.KEY_FILE``."""
MOST_DRAWS = 64
"""So many are tried; of draws that all leave a difference, the one with the smallest is taken."""


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
    """Return the first draw in which both sides differ in nothing that is known, in all users and in large segments.

    Parameters
    ----------
    user_ids, labels
        (n_users,) of a run.
    known
        Name → (n_users,) what was known before; NaN where it was not.
    percent
        How many of 100 users are held back.
    """
    codes = [coded(each, key) for each in user_ids]
    smallest, best = np.inf, FIRST_DRAW
    for number in range(MOST_DRAWS):
        draw = str(int(FIRST_DRAW) + number)
        largest = _largest(labels, held_back(codes, key, percent, draw), known)
        if largest < smallest:
            smallest, best = largest, draw
        if smallest < WANTED:
            break
    return best


def _largest(labels: IntArray, is_held: BoolArray, known: Mapping[str, FloatArray]) -> float:
    """Return the largest standardised difference of all users and of segments large enough to judge by."""
    segments = [each for each in balances(labels, is_held, known) if each.n_treated + each.n_control >= ENOUGH_USERS]
    found = [each.largest for each in (*balances(np.zeros_like(labels), is_held, known), *segments)]
    return max((each for each in found if not np.isnan(each)), default=0.0)
