"""What the dots of a map are coloured by: a number, or a group, of each user."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from core.results.results import Results
from core.shaping.found import attribute_codes
from core.shaping.known import SEPARATION, Known
from core.types import Column, FloatArray, IntArray

SEGMENT, INTEREST = "segment", "interest"
ATTRIBUTE = "attribute:"
"""Before the name of an attribute."""
N_GROUPS = 8
"""The largest groups have a colour each; all others share one."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """A number of each user."""

    name: str
    """As rules call it."""
    values: FloatArray
    """(n_users,), NaN where not known."""

    @property
    def ends(self) -> tuple[float, float]:
        """The ends of the colours: a hundredth of the users lies beyond each."""
        known = self.values[~np.isnan(self.values)]
        low, high = np.quantile(known, [0.01, 0.99]) if len(known) else (0.0, 1.0)
        return float(low), float(high) if high > low else float(low) + 1.0


@dataclass(frozen=True, slots=True)
class Groups:
    """A group of each user, the largest first."""

    names: tuple[str, ...]
    """At most ``N_GROUPS``."""
    codes: IntArray
    """(n_users,) places in ``names``; ``len(names)`` for a smaller group, -1 where not known."""


def colourings(results: Results, attributes: Iterable[str], *, has_values: bool) -> list[str]:
    """List what a map can be coloured by; ``attributes`` are the names of those that the log has."""
    figures = [Column.PROBABILITY, SEPARATION, *([Column.STABILITY] if results.stabilities is not None else [])]
    interests = [INTEREST] if results.interests is not None and results.interests.shown else []
    habits = ["last_seen", "events", *(["value"] if has_values else [])]
    return [SEGMENT, *figures, *interests, *habits, *(f"{ATTRIBUTE}{name}" for name in attributes)]


def colour_values(colouring: str, results: Results, known: Known) -> Numbers | Groups:
    """Return what users are coloured by; not for ``SEGMENT``, which has colours of its own."""
    name = colouring.removeprefix(ATTRIBUTE)
    if colouring == INTEREST:
        return _interests(results)
    if name in known.number_names:
        return Numbers(name, known.numbers(name))
    codes, values = attribute_codes(known.population, name)
    return _largest(codes, values)


def _interests(results: Results) -> Groups:
    assert results.interests is not None  # noqa: S101 - ``colourings`` has asked
    main, nodes = results.interests.main, results.interests.nodes
    found, codes = np.unique(main, return_inverse=True)
    names = [str(nodes[int(each)].name) if each >= 0 else "" for each in found]
    return _largest(np.where(main < 0, -1, codes), names)


def _largest(codes: IntArray, names: list[str]) -> Groups:
    sizes = np.bincount(codes[codes >= 0], minlength=len(names))
    order = np.argsort(-sizes, kind="stable")
    place = np.empty(len(names) + 1, dtype=np.int64)
    place[order] = np.minimum(np.arange(len(names)), N_GROUPS)
    place[-1] = -1
    kept = [names[each] for each in order[:N_GROUPS] if sizes[each]]
    return Groups(tuple(kept), place[codes])
