"""What a campaign can show, before it starts: the smallest gain that the users who are held back let anybody see."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

import msgspec
import numpy as np

from core.campaigns.control import places
from core.campaigns.effect import LEAST_BUYERS
from core.campaigns.intervals import Group, difference
from core.campaigns.sides import Sides
from core.sentences import Sentence, from_text, listed, say, to_text
from core.types import FloatArray

RATES = (5, 20)
"""Of 100 users without a campaign, so many convert in the two cases that are stated: one of few, one of many."""
MOST_PERCENT = 50
"""To hold back more than half would be no campaign."""
_Z_POWER = 0.841621
"""Normal quantile of the power, 80 %."""
_Z_ONE_SIDED = 1.645
"""Normal quantile of 19 of 20 draws."""
_N_HALVINGS = 30


GAIN_MEANING = say(
    "The smallest gain is how many more of 100 users have to convert so that it is noticed in four of five campaigns. "
    "With more users held back, smaller gains are noticed."
)
GAIN_HEADER = (
    say("get the campaign"),
    say("held back"),
    *(say("smallest gain, where {rate} of 100 convert anyway", rate=rate) for rate in RATES),
)
"""Of the table after the segment."""
DRAWN_ALONE = say(
    "Each user is drawn on their own and stays on the same side in later exports. The share held back in a segment is "
    "therefore seldom just what was asked for, and may be far from it in a small one."
)


class GainRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table of what a control group can show later."""

    segment: int | None
    """None for all segments together."""
    name: str
    """What files call it, for ``core.sentences.from_text``, as are the gains."""
    n_treated: int
    n_held: int
    gains: tuple[str, ...]
    """Of ``RATES``."""

    @property
    def held(self) -> str:
        """Return how many are held back, and which share that is."""
        return f"{self.n_held:,} ({100 * self.n_held / (self.n_treated + self.n_held):.1f} %)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The sides of a segment, or of all users together, and what they can show."""

    segment: int | None
    """None for all segments together."""
    n_treated: int
    n_control: int

    @property
    def is_enough(self) -> bool:
        """Whether an effect will be judged at all."""
        return min(self.n_treated, self.n_control) >= LEAST_BUYERS

    @property
    def smallest(self) -> dict[int, int | None]:
        """Return so many of 100 convert anyway → so many more of 100 are the smallest gain to be seen."""
        return {rate: smallest_gain(self.n_treated, self.n_control, rate) for rate in RATES}


def smallest_gain(n_treated: int, n_control: int, rate: int) -> int | None:
    """Return how many more of 100 users have to convert for a campaign to be seen as a gain, four times in five.

    The interval is the one of the read-back. None where no gain is seen as often: they are too few.

    Parameters
    ----------
    rate
        So many of 100 convert without the campaign.

    Examples
    --------
    >>> smallest_gain(180, 20, 5), smallest_gain(18_000, 2_000, 5)
    (25, 2)
    """
    if min(n_treated, n_control) < LEAST_BUYERS:
        return None
    low, high = 0.0, 1 - rate / 100
    if not _is_seen(n_treated, n_control, rate / 100, high):
        return None
    for _ in range(_N_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if _is_seen(n_treated, n_control, rate / 100, middle) else (middle, high)
    return math.ceil(100 * high)


def plans(sides: Sides) -> Iterator[Plan]:
    """Give what each segment of an export can show, then all of them together where there are several."""
    found = [_plan(sides, segment) for segment in np.unique(sides.labels).tolist()]
    yield from found
    if len(found) > 1:
        yield _plan(sides, None)


def gain_rows(sides: Sides | None) -> Iterator[GainRow]:
    """Give the rows of the table of what the campaign can show later; none without a control group."""
    if sides is None:
        return
    names = sides.held.names
    for plan in plans(sides):
        yield GainRow(
            segment=plan.segment,
            name=to_text(say("All segments together") if plan.segment is None else names[plan.segment]),
            n_treated=plan.n_treated,
            n_held=plan.n_control,
            gains=tuple(_gain_text(gain, is_enough=plan.is_enough) for gain in plan.smallest.values()),
        )


def gain_lines(sides: Sides | None) -> Iterator[str]:
    """Write the table as lines of text, what explains it above; nothing without a control group."""
    rows = [
        (str(from_text(each.name)), f"{each.n_treated:,}", each.held, *map(from_text, each.gains))
        for each in gain_rows(sides)
    ]
    if not rows:
        return
    yield GAIN_MEANING
    table = [(say("segment"), *GAIN_HEADER), *rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for name, *cells in table:
        yield "  ".join([name.ljust(widths[0]), *(cell.rjust(n) for cell, n in zip(cells, widths[1:], strict=True))])
    yield DRAWN_ALONE


def few_held_sentences(sides: Sides | None, key: bytes, least_group: int) -> Iterator[Sentence]:
    """Warn of segments of which so few are held back that a campaign can never be judged; nothing without any.

    Parameters
    ----------
    key
        By which users are held back.
    least_group
        Of smaller groups no file is written.
    """
    needed = {
        sides.held.names[plan.segment]: enough_percent(
            places(sides.user_ids[sides.labels == plan.segment], key, sides.held.draw), least_group
        )
        for plan in (plans(sides) if sides else ())
        if sides and plan.segment is not None and plan.n_control < LEAST_BUYERS
    }
    if sides and needed:
        yield _small_control(needed, sides.held.percent, is_drawn=True)


def enough_percent(where: FloatArray, least_group: int) -> int | None:
    """Return how many of 100 users to hold back so that enough of a segment are; None where no share does it.

    Parameters
    ----------
    where
        (n_users,) the places of its users, as ``core.campaigns.control.places`` gives them.
    least_group
        So many have to be left for the files.

    Examples
    --------
    >>> enough_percent(np.arange(200) / 200, 50), enough_percent(np.arange(60) / 60, 50)
    (10, None)
    """
    if len(where) < LEAST_BUYERS:
        return None
    percent = math.floor(100 * float(np.sort(where)[LEAST_BUYERS - 1])) + 1
    n_left = int((where >= percent / 100).sum())
    return percent if percent <= MOST_PERCENT and n_left >= max(LEAST_BUYERS, least_group) else None


def likely_percent(n_users: int) -> int | None:
    """Return how many of 100 users to hold back so that enough of a segment are in 19 of 20 draws; None where none do.

    >>> likely_percent(2000), likely_percent(500), likely_percent(200), likely_percent(60)
    (2, 6, 15, 44)
    """
    for percent in range(1, MOST_PERCENT + 1):
        share = percent / 100
        mean, spread = n_users * share, math.sqrt(n_users * share * (1 - share))
        if mean - _Z_ONE_SIDED * spread >= LEAST_BUYERS:
            return percent
    return None


def small_control_sentence(sizes: Mapping[str, int], percent: float) -> Sentence | str:
    """Warn before anything is drawn where a share may hold back too few of some segments; "" where it does for all.

    Parameters
    ----------
    sizes
        Users of each segment that are to leave, by what pages call it.
    """
    needed = {name: likely_percent(n) for name, n in sizes.items()}
    small = {name: each for name, each in needed.items() if each is None or percent < each}
    return _small_control(small, percent, is_drawn=False) if small else ""


def stated(plan: Plan) -> Mapping[int, int | None]:
    """Return what a manifest has of a segment."""
    return plan.smallest if plan.is_enough else dict.fromkeys(RATES)


def _plan(sides: Sides, segment: int | None) -> Plan:
    is_control = sides.is_control if segment is None else sides.is_control[sides.labels == segment]
    n_control = int(is_control.sum())
    return Plan(segment=segment, n_treated=len(is_control) - n_control, n_control=n_control)


def _gain_text(gain: int | None, *, is_enough: bool) -> str:
    if not is_enough:
        return to_text(say("too few held back"))
    return to_text(say("none can be seen")) if gain is None else f"+{gain}"


def _small_control(needed: Mapping[str, int | None], percent: float, *, is_drawn: bool) -> Sentence:
    """Say that a share is too little for segments, and which would do: before users are drawn as what is likely."""
    about = {"percent": percent, "names": listed(list(needed)), "least": LEAST_BUYERS}
    parts = [
        say(
            "{percent:g} of 100 is too little for {names}: at least {least} users have to be held back of a segment, "
            "or nobody can say later what the campaign changed.",
            **about,
        )
        if is_drawn
        else say(
            "{percent:g} of 100 may be too little for {names}: at least {least} users have to be held back of a "
            "segment, or nobody can say later what the campaign changed. “Check first” counts them.",
            **about,
        )
    ]
    if enough := [each for each in needed.values() if each is not None]:
        would_do = say("{percent} of 100 would do.", percent=max(enough))
        likely = say(
            "{percent} of 100 are most likely to do, more where users without consent or address drop out.",
            percent=max(enough),
        )
        parts.append(would_do if is_drawn else likely)
    if never := [name for name, each in needed.items() if each is None]:
        no_share = say(
            "No share does for {names}: merge such segments with others, or read all segments together.",
            names=listed(never),
        )
        likely = say("No share is sure to do for {names}: merge such segments with others.", names=listed(never))
        parts.append(no_share if is_drawn else likely)
    return reduce(lambda before, then: say("{before} {then}", before=before, then=then), parts)


def _is_seen(n_treated: int, n_control: int, rate: float, gain: float) -> bool:
    """Whether the lower end of the interval is above 0 in four of five samples around these rates."""
    treated, control = (_group(n, each) for n, each in ((n_treated, rate + gain), (n_control, rate)))
    error = math.sqrt(treated.sd**2 / n_treated + control.sd**2 / n_control)
    return difference(treated, control).low >= _Z_POWER * error


def _group(n_users: int, rate: float) -> Group:
    return Group(n_users, rate, math.sqrt(max(rate * (1 - rate), 0.0)), is_rate=True)
