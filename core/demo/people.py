"""Who the users of the demo log are: fictional addresses, and attributes that lean a little with the segment."""

from __future__ import annotations

from itertools import product

import numpy as np
import pyarrow as pa

from core.demo.plan import LABEL_NAMES
from core.types import Column, FloatArray, IntArray

ATTRIBUTE_LEAN = 1.8
"""How much likelier a segment's typical values are than among everybody, before shares are made to sum to 1."""

FIRST_NAMES = (
    "ada amir anya ben bo clara dan eli esme finn gwen hana ivo jia leo mara mei noor omar pia ravi sam wei zoe"
)
LAST_NAMES = (
    "abbot baker bell brook chen clay cole dunn fox frost gray hale hart hill khan lake lee moss nash patel wang"
)

ATTRIBUTES: dict[str, tuple[tuple[str, float], ...]] = {
    "age_band": (("18-24", 0.14), ("25-34", 0.24), ("35-44", 0.22), ("45-54", 0.18), ("55-64", 0.13), ("65+", 0.09)),
    "gender": (("female", 0.49), ("male", 0.46), ("other", 0.05)),
    "city": (
        ("London", 0.22),
        ("Manchester", 0.16),
        ("Leeds", 0.13),
        ("Bristol", 0.13),
        ("Glasgow", 0.12),
        ("Cardiff", 0.09),
        ("Belfast", 0.08),
        ("上海", 0.07),
    ),
    "consent": (("yes", 0.7), ("no", 0.3)),
}
"""Values of each user attribute with their shares among everybody."""
TYPICAL = (
    ("55-64", "female", "Bristol"),
    ("45-54", "female", "上海"),
    ("25-34", "male", "Manchester"),
    ("35-44", "male", "Leeds"),
    ("25-34", "female", "London"),
    ("18-24", "other", "Glasgow"),
)
"""Values that each planted segment leans to; mixed and noise users lean nowhere."""


def tabulate_people(rng: np.random.Generator, labels: IntArray, user_ids: pa.Array) -> pa.Table:
    """Draw the rows of ``users.csv`` for users with these labels, (n_users,) codes into ``LABEL_NAMES``."""
    columns = {Column.USER_ID: user_ids, "email": _draw_emails(rng, user_ids)}
    for name, values in ATTRIBUTES.items():
        cdf = np.cumsum(_leaning_shares(name), axis=1)[labels, :-1]
        codes = (rng.random((len(labels), 1)) >= cdf).sum(axis=1)
        columns[name] = pa.array([value for value, _ in values]).take(pa.array(codes))
    return pa.table(columns)


def _draw_emails(rng: np.random.Generator, user_ids: pa.Array) -> pa.Array:
    """Draw a name for each user; the number of the user makes the address unique."""
    names = [f"{first}.{last}" for first, last in product(FIRST_NAMES.split(), LAST_NAMES.split())]
    codes = rng.integers(len(names), size=len(user_ids))
    numbers = (user_id.removeprefix("demo-u") for user_id in user_ids.to_pylist())
    return pa.array([f"{names[code]}.{number}@example.com" for code, number in zip(codes, numbers, strict=True)])


def _leaning_shares(name: str) -> FloatArray:
    """Return (n_labels, n_values) shares of an attribute's values."""
    values, shares = zip(*ATTRIBUTES[name], strict=True)
    weights = np.tile(np.array(shares), (len(LABEL_NAMES), 1))
    for segment, typical in enumerate(TYPICAL):
        weights[segment, [value in typical for value in values]] *= ATTRIBUTE_LEAN
    leaning: FloatArray = weights / weights.sum(axis=1, keepdims=True)
    return leaning
