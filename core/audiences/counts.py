"""How many users of each segment each step leaves, for the analyst: what a manifest may not state, it states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa

from core.audiences.preflight import Check
from core.files.csv_files import write_csv

COUNTS = "counts.csv"
"""For the analyst, never for a platform: groups of a few users are counted."""
STEPS = {
    "n_users": "users",
    "n_found": "in the file of identities",
    "n_usable": "identified",
    "n_consenting": "consenting",
    "n_kept": "in the file",
}
OPPOSED_STEP = {"n_opposed": "consenting, but share an identifier with somebody who did not"}
HELD_STEPS = {
    "n_held": "held back as control group",
    "n_shared": "not held back, but share an identifier with somebody who is",
}
REPEATED_STEP = {"n_repeated": "with an e-mail address that somebody in the file has, where one stands once"}
_WEAK = {
    "n_consenting": "not opted out (nobody says that they consented)",
    "n_opposed": "not opted out, but share an identifier with somebody who did",
}


def step_label(step: str, *, is_weak: bool) -> str:
    """Return what a step is called; ``is_weak``: it is only known who opted out."""
    return (STEPS | OPPOSED_STEP | HELD_STEPS | REPEATED_STEP | (_WEAK if is_weak else {}))[step]


def steps_of(checks: Iterable[Check]) -> list[str]:
    """Return the steps of a platform: consent and a control group only where asked for, groups that lose users."""
    own = list(checks)
    opposed = OPPOSED_STEP if any(each.n_opposed for each in own) else {}
    held = HELD_STEPS if any(each.has_control for each in own) else {}
    repeated = REPEATED_STEP if any(each.n_repeated for each in own) else {}
    asks = any(each.asks_consent for each in own)
    return [step for step in STEPS | opposed | held | repeated if asks or step != "n_consenting"]


def write_counts(checks: Sequence[Check], path: Path) -> None:
    """Write a row for each platform, segment and step."""
    rows = [
        (each.platform, each.segment, each.audience, step_label(step, is_weak=each.is_weak), getattr(each, step))
        for each in checks
        for step in steps_of(other for other in checks if other.platform == each.platform)
    ]
    kinds = {
        "platform": pa.string(), "segment": pa.int32(), "audience": pa.string(), "step": pa.string(),
        "n_users": pa.int64(),
    }  # fmt: skip
    cells = ([row[place] for row in rows] for place in range(len(kinds)))
    columns = {name: pa.array(own, kind) for own, (name, kind) in zip(cells, kinds.items(), strict=True)}
    write_csv(pa.table(columns), path)
