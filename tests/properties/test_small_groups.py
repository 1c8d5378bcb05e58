"""What a manifest states of a segment gives no small group away, nor a few of them together."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.export.small_groups import Step, is_small, shown_steps

LEAST = 50
SIZES = st.integers(0, 120)
N_GROUPS = 4
"""Of the parts, the groups: users of a file that is not written, held back, sharing, without consent."""


@given(st.tuples(*[SIZES] * 6), st.booleans())
def test_no_small_group_follows_from_what_is_shown(parts: tuple[int, ...], has_other_file: bool) -> None:
    left, held, shared, refused, unusable, unfound = parts
    n_rows = 0 if is_small(left, LEAST) else left
    is_listed = has_other_file and not is_small(refused, LEAST)
    totals = np.cumsum([left + held + shared, refused, unusable, unfound]).tolist()
    steps = [
        Step("consenting", totals[0]),
        Step("usable", totals[1], is_listed=is_listed),
        Step("found", totals[2], is_plain=True),
        Step("users", totals[3], is_plain=True),
    ]
    shown = shown_steps(n_rows, {"held": held, "shared": shared}, steps, LEAST)
    about = {
        "held": [1],
        "shared": [2],
        "consenting": range(3),
        "usable": range(4),
        "found": range(5),
        "users": range(6),
    }
    known = [about[name] for name, n in shown.items() if n is not None]
    known += [[0]] * (n_rows == left) + [[3]] * is_listed
    rows = np.array([_of(each) for each in known]).reshape(-1, len(parts))
    for n in range(1, N_GROUPS + 1):
        for some in combinations(range(N_GROUPS), n):
            if all(parts[each] for each in some) and is_small(sum(parts[each] for each in some), LEAST):
                both = np.vstack([rows, _of(some)])
                assert np.linalg.matrix_rank(both) > np.linalg.matrix_rank(rows)


def _of(some: object) -> list[int]:
    """Which parts are counted, 1 or 0 for each."""
    return [int(each in some) for each in range(6)]
