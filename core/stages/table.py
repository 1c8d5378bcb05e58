"""The stages of a load and a run in their order, and how much of the whole is done."""

from __future__ import annotations

from collections.abc import Collection

STAGE_SHARES = {
    "read": 10.0,
    "clean": 10.0,
    "store": 5.0,
    "encode": 20.0,
    "choose k": 15.0,
    "cluster": 5.0,
    "profile": 10.0,
    "map": 20.0,
    "holdout": 10.0,
    "trust": 40.0,
    "model": 15.0,
    "export": 2.0,
}
"""Stages in their order with their usual share of the time; the time left is corrected as stages pass."""


def fraction_done(stage: str, fraction: float, skipped: Collection[str] = ()) -> float:
    """Return how much of the whole is done, in [0, 1], when ``fraction`` of ``stage`` is.

    Stages in ``skipped`` are no part of the whole.

    >>> fraction_done("map", 0.5, skipped=[name for name in STAGE_SHARES if name != "map"])
    0.5
    """
    shares = {name: 0.0 if name in skipped else share for name, share in STAGE_SHARES.items()}
    names = list(shares)
    before = sum(shares[name] for name in names[: names.index(stage)])
    return (before + shares[stage] * fraction) / sum(shares.values())
