"""Which facts, chosen on one half of the events and counted in the other, are stated: those that chance does not give.

References
----------
Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical Society B
57(1), 289-300.
Hoeffding, W. (1956). On the distribution of the number of successes in independent trials. Annals of Mathematical
Statistics 27(3), 713-721 (why a binomial tail is on the safe side where users differ).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from core.profiles.lifts import MIN_LIFT, MIN_USERS, share_interval, with_interval
from core.profiles.profile import N_LIFTS
from core.trust.drawn_lifts import draw
from core.types import BoolArray, Lift
from core.types.figures import Contrast

FALSE_FACTS = 0.01
"""Share of the stated facts that may be false, at most."""
TASTES = frozenset({"item", "category", "term", "node", "era", "maker", "size"})
KINDS = ("item", "category", "term", "node", "era", "maker", "size", "event", "daypart", "weekday", "behaviour")

Place = tuple[int, str, str]
"""Segment, kind and key of a fact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A fact of a segment, chosen on one half and counted in the other; or the mean of both directions."""

    name: str
    count: float
    size: float
    overall_count: float
    n_users: float
    expected: float
    """Users of the segment who would have it by chance."""
    strength: float
    """Evidence on the half that chose it, in standard errors."""
    contrast: Contrast | None = None
    """None for habits."""
    n_halves: int = 1
    """In which it was counted; counts and sizes are their means."""
    interval: tuple[float, float] | None = None
    """Of the lift, where that was drawn to those of other facts."""

    @property
    def lift(self) -> float:
        """Share of the segment's users over that of all users."""
        return (self.count / self.size) / max(self.overall_count / self.n_users, 1e-12)


def mean_of(counted: Sequence[Counted], n_halves: int) -> Counted:
    """Return the mean of both directions; a fact that one half did not choose has no strength there.

    Where the two halves draw a line at another number, each says something else: the first one stays.
    """
    first = counted[0]
    same = [each for each in counted if each.name == first.name]
    return Counted(
        name=first.name,
        count=_average(each.count for each in same),
        size=_average(each.size for each in same),
        overall_count=_average(each.overall_count for each in same),
        n_users=first.n_users,
        expected=_average(each.expected for each in same),
        strength=sum(each.strength for each in counted) / n_halves,
        contrast=_mean_contrast([each.contrast for each in same if each.contrast]),
        n_halves=len(same),
    )


def _mean_contrast(contrasts: Sequence[Contrast]) -> Contrast | None:
    if not contrasts:
        return None
    names = [field.name for field in fields(Contrast)]
    return Contrast(**{name: _average(getattr(each, name) for each in contrasts) for name in names})


def _average(values: Iterable[float]) -> float:
    return float(np.mean(list(values)))


def stated(found: Mapping[Place, Counted]) -> dict[int, tuple[Lift, ...]]:
    """Return the facts of each segment that hold, strongest first within each kind."""
    lifts: dict[int, list[Lift]] = defaultdict(list)
    drawn = _drawn(found)
    for is_taste in (True, False):
        family = [place for place in found if (place[1] in TASTES) is is_taste]
        for place, holds in zip(family, _hold([found[place] for place in family]), strict=True):
            if holds and _is_more_than_chance(drawn[place]):
                lifts[place[0]].append(_lift(place, drawn[place]))
    return {segment: _strongest_of_each_kind(each) for segment, each in lifts.items()}


def _drawn(found: Mapping[Place, Counted]) -> dict[Place, Counted]:
    """Return the same with the counts of tastes as they are when lifts are drawn to those of the segment and kind."""
    alike: dict[tuple[int, str], list[Place]] = defaultdict(list)
    for place in found:
        alike[place[:2]].append(place)
    return {
        place: counted
        for (_, kind), places in alike.items()
        for place, counted in zip(places, _draw([found[place] for place in places], kind), strict=True)
    }


def _draw(counted: Sequence[Counted], kind: str) -> Sequence[Counted]:
    """Draw the facts of one segment and kind."""
    n_halves, count, size, overall, n_users = (
        np.array([getattr(each, name) for each in counted], dtype=np.float64)
        for name in ("n_halves", "count", "size", "overall_count", "n_users")
    )
    usual = size * overall / n_users
    found = draw(n_halves * count, n_halves * usual, n_halves * size) if kind in TASTES else None
    if found is None:
        return counted
    counts = np.minimum(usual * found.lifts, size).tolist()
    most = size / np.maximum(usual, 1e-12)  # the lift of what all users of the segment have
    intervals = zip(found.low.tolist(), np.minimum(found.high, most).tolist(), strict=True)
    return [replace(each, count=n, interval=ends) for each, n, ends in zip(counted, counts, intervals, strict=True)]


def _is_more_than_chance(counted: Counted) -> bool:
    return counted.interval is None or (counted.lift >= MIN_LIFT and counted.count > counted.expected)


def _hold(counted: Sequence[Counted]) -> BoolArray:
    """Say which facts users of the segment have more often than by chance, false ones held to ``FALSE_FACTS``."""
    from scipy.special import betainc
    from scipy.stats import false_discovery_control

    if not counted:
        return np.zeros(0, dtype=bool)
    names = ("count", "size", "overall_count", "n_users", "expected")
    count, size, overall, n_users, expected = (np.array([getattr(each, name) for each in counted]) for name in names)
    chance = np.clip(expected / size, 1e-12, 1.0)
    p_values = np.where(count > 0, betainc(np.maximum(count, 1e-9), size - count + 1, chance), 1.0)
    lift = (count / size) / np.maximum(overall / n_users, 1e-12)
    is_known = (count >= MIN_USERS) & (lift >= MIN_LIFT) & (share_interval(count, size)[0] > chance)
    is_known &= np.array([_is_more_of_events(each.contrast) for each in counted])
    return np.asarray(is_known & (false_discovery_control(p_values) <= FALSE_FACTS))


def _is_more_of_events(contrast: Contrast | None) -> bool:
    """Whether a taste is more of the events of a segment than of all; a habit is always."""
    return contrast is None or contrast.event_share > contrast.overall_event_share


def _lift(place: Place, counted: Counted) -> Lift:
    share, overall_share = counted.count / counted.size, counted.overall_count / counted.n_users
    lift = Lift(
        kind=place[1],
        name=counted.name,
        count=round(counted.count),
        share=share,
        overall_share=overall_share,
        lift=share / overall_share,
        key=place[2],
        strength=counted.strength,
        contrast=counted.contrast,
    )
    if counted.interval is None:
        return with_interval(lift, counted.size)
    low, high = counted.interval
    return replace(lift, low=low, high=high)


def _strongest_of_each_kind(lifts: Sequence[Lift]) -> tuple[Lift, ...]:
    by_kind: dict[str, list[Lift]] = defaultdict(list)
    for lift in sorted(lifts, key=lambda each: -(each.strength or 0.0)):
        by_kind[lift.kind].append(lift)
    return tuple(lift for kind in KINDS for lift in by_kind[kind][:N_LIFTS])
