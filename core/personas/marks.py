"""Marks: the lifts of a profile that a name can be made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.personas.topics import CLEAR_LIFT, TASTE_KINDS, Wordings, is_clear, worth
from core.personas.words import EVENT_WORDS, EventWords, adjective
from core.profiles.lifts import PRIOR_USERS, evidence_of
from core.types import Lift, Profile

MAX_TOPICS = 6
SHARED = 0.8
"""A segment that has a habit at this part of another one's share has it too: it does not part the two."""
CLEAR_HABIT_SHARE = 0.6
"""An adjective is true of a clear majority: "late-night" says too much of users of whom half are most active then."""
CLEAR_HABIT_GAIN = 0.15
"""Share less overall share."""

MIN_USERS_TO_DESCRIBE = PRIOR_USERS
"""Evidence adds so many users like everybody to a segment. While they outnumber its own, hardly any fact can stand out:
of a hundred facts not even one that all of 16 users and a third of everybody have."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that a lift gives to a name."""

    text: str
    lift: Lift
    evidence: float
    is_shared: bool = False
    """Whether another segment has it nearly as often."""

    @property
    def worth(self) -> float:
        """How much a topic says."""
        return worth(self.lift)

    @property
    def is_clear(self) -> bool:
        """Whether the mark is strong enough to name a whole segment."""
        lift = self.lift
        if lift.kind in TASTE_KINDS:
            return is_clear(lift)
        is_wide = lift.share >= CLEAR_HABIT_SHARE and lift.share - lift.overall_share >= CLEAR_HABIT_GAIN
        return lift.lift >= CLEAR_LIFT and is_wide


def is_large_enough(profile: Profile) -> bool:
    """Whether a segment is large enough that missing marks mean it is like everybody."""
    return profile.size >= MIN_USERS_TO_DESCRIBE


@dataclass(frozen=True, slots=True)
class Setting:
    """What the marks of one segment are seen against."""

    n_users: int
    wordings: Wordings = field(default_factory=Wordings)
    others: tuple[Profile, ...] = ()
    """The other segments."""

    def is_shared(self, lift: Lift) -> bool:
        """Whether half of the other segments have this habit nearly as often."""
        n_with = sum(
            any((each.kind, each.key) == (lift.kind, lift.key) and each.share >= SHARED * lift.share for each in lifts)
            for lifts in (other.lifts for other in self.others)
        )
        return lift.kind not in TASTE_KINDS and n_with > len(self.others) / 2

    def mark(self, text: str, lift: Lift, size: int) -> Mark:
        """Make a mark of a segment of so many users."""
        return Mark(text, lift, evidence_of(lift, size, self.n_users), self.is_shared(lift))


def topics(profile: Profile, setting: Setting) -> list[Mark]:
    """Return what the segment is about, what says most first, the clear ones before the rest; none shares a word.

    Vague names ("Other"), sensitive subjects (health, debt, faith, ...) and what few items share give no name; nor does
    a single item.
    """
    found: list[Mark] = []
    marks = [setting.mark(text, lift, profile.size) for text, lift in setting.wordings.texts(profile)]
    for mark in sorted(marks, key=lambda mark: (not mark.is_clear, -mark.worth, TASTE_KINDS.index(mark.lift.kind))):
        if not any(stems(mark.text) & stems(other.text) for other in found):
            found.append(mark)
    return found[:MAX_TOPICS]


def habits(profile: Profile, words: EventWords, setting: Setting) -> list[Mark]:
    """Return adjectives for how and when the segment acts, strongest evidence first."""
    lifts = [
        lift for lift in profile.lifts if lift.kind in ("behaviour", "daypart", "weekday") and adjective(lift, words)
    ]
    marks = [setting.mark(adjective(lift, words), lift, profile.size) for lift in lifts]
    return sorted(marks, key=lambda mark: -mark.evidence)


def doing(profile: Profile, kinds: Mapping[str, str], setting: Setting) -> Mark | None:
    """Return the event type that the segment clearly does more than is usual, if its kind has words of its own.

    ``kinds`` is event name to kind.
    """
    for lift in profile.lifts:
        if lift.kind == "event" and kinds.get(lift.key) in EVENT_WORDS:
            mark = setting.mark(kinds[lift.key], lift, profile.size)
            if mark.is_clear:
                return mark
    return None


def stems(text: str) -> frozenset[str]:
    """Return the words of a text in small letters without the plural s, to compare what two texts say."""
    return frozenset(word.rstrip("s") for word in re.findall(r"\w+", text.casefold()))
