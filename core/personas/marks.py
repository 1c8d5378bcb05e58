"""Marks: the lifts of a profile that a name can be made of."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.personas.clear import CLEAR_LIFT, TASTE_KINDS, is_clear, is_clear_taste, is_main_category, worth
from core.personas.topics import Wordings
from core.personas.words import EVENT_WORDS, adjective
from core.profiles.lifts import PRIOR_USERS, evidence_of
from core.types import NOISE, Lift, Profile

MAX_TOPICS = 6
CLEAR_HABIT_SHARE = 0.6
"""An adjective is true of a clear majority: "late-night" says too much of users of whom half are most active then."""
CLEAR_HABIT_GAIN = 0.15
"""Share less overall share, or less that of another segment."""
LEAST_SHARE = 0.25
"""Fewer of its users than a quarter do not describe a segment, however seldom others are so."""
STANDARD_ERRORS = 2.0
"""Of the difference of two segments: less may be chance."""

MIN_USERS_TO_DESCRIBE = PRIOR_USERS
"""Evidence adds so many users like everybody to a segment. While they outnumber its own, hardly any fact can stand out:
of a hundred facts not even one that all of 16 users and a third of everybody have."""

_VALUE = "average_value:"
"""What keys of habits in spending begin with."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that a lift gives to a name."""

    text: str
    lift: Lift
    evidence: float
    apart_from: frozenset[int] = frozenset()
    """Of a habit: the other segments that clearly have it less."""
    fit: float = 1.0
    """Of a taste: how well the words say what it is about."""

    @property
    def worth(self) -> float:
        """How much a topic says."""
        return worth(self.lift) * self.fit

    @property
    def is_main(self) -> bool:
        """Whether it is the category that the segment is about."""
        return is_main_category(self.lift)

    @property
    def describes(self) -> bool:
        """Whether it is true of so many that it describes the segment."""
        return describes(self.lift)

    @property
    def is_clear(self) -> bool:
        """Whether the mark is strong enough to name a whole segment."""
        lift = self.lift
        if lift.kind in TASTE_KINDS:
            return is_clear(lift)
        is_wide = lift.share >= CLEAR_HABIT_SHARE and lift.share - lift.overall_share >= CLEAR_HABIT_GAIN
        return lift.lift >= CLEAR_LIFT and is_wide


def describes(lift: Lift) -> bool:
    """Whether a fact is true of so many users of a segment that it says who they are: 3 % against 1 % does not."""
    return lift.share >= LEAST_SHARE or is_clear_taste(lift)


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
    nearest: int = NOISE
    """Which of them is nearest; -1 where that is not known."""

    def mark(self, text: str, lift: Lift, size: int) -> Mark:
        """Make a mark of a segment of so many users."""
        rivals = () if lift.kind in TASTE_KINDS else self.others
        apart_from = frozenset(other.segment for other in rivals if _has_less(lift, size, other))
        return Mark(text, lift, evidence_of(lift, size, self.n_users), apart_from, self.wordings.fit(lift))

    def items_of(self, mark: Mark) -> str:
        """Return what a name by this mark alone is about, of a motif ("heart items"); "" of any other."""
        return self.wordings.items_of(mark.text, mark.lift)

    def is_apart(self, marks: Sequence[Mark]) -> bool:
        """Whether habits set the segment apart from the nearest one; from each, where that one is not known."""
        rivals = {self.nearest} if self.nearest != NOISE else {other.segment for other in self.others}
        return all(any(each in mark.apart_from for mark in marks) for each in rivals)

    def ranks_alone(self, mark: Mark) -> bool:
        """Whether no other segment is as high as a habit that ranks by spending says, or the habit is no rank.

        "High-value" beside a segment that is worth as much and does not say it would be read as worth more. Times of
        the week are no ranks: that some are weekend buyers says nothing of others.
        """
        if not mark.lift.key.startswith(_VALUE):
            return True
        as_much = (each for each in self.others if not each.why_no_facts and each.segment not in mark.apart_from)
        same = (lift for each in as_much for lift in each.lifts if lift.key == mark.lift.key)
        return not any(Mark("", lift, 0.0).is_clear for lift in same)

    def fits_no_other(self, marks: Sequence[Mark]) -> bool:
        """Whether a name by these habits alone fits no other segment of which anything is known as well."""
        known = (other.segment for other in self.others if not other.why_no_facts)
        return self.is_apart(marks) and all(any(each in mark.apart_from for mark in marks) for each in known)


def _has_less(lift: Lift, size: int, other: Profile) -> bool:
    """Whether another segment clearly has a habit less often, in fresh events; not one of which nothing is known."""
    if other.why_no_facts:
        return False
    shares = (each.share for each in other.lifts if (each.kind, each.key) == (lift.kind, lift.key))
    theirs = next(shares, lift.overall_share)  # what is not stated of a segment is no more than usual
    error = math.sqrt(lift.share * (1 - lift.share) / max(size, 1) + theirs * (1 - theirs) / max(other.size, 1))
    return lift.share - theirs >= max(CLEAR_HABIT_GAIN, STANDARD_ERRORS * error)


def _is_worth_otherwise(profile: Profile, lift: Lift) -> bool:
    """Whether users are called high-value or low-value by their single events, and all that they spend says otherwise.

    Few large events may be little money, and many small ones much: beside the spend the word would be read as wrong.
    """
    spend = profile.behaviour.spend if profile.behaviour else None
    if spend is None or not lift.key.startswith(_VALUE):
        return False
    return spend.value < spend.overall if lift.key.endswith(":high") else spend.value > spend.overall


def topics(profile: Profile, setting: Setting) -> list[Mark]:
    """Return what the segment is about, what says most first, the clear ones before the rest; none shares a word.

    Before them comes the category that nearly all of it is about.

    Vague names ("Other"), sensitive subjects (health, debt, faith, ...) and what few items share give no name; nor does
    a single item.
    """
    found: list[Mark] = []
    marks = [setting.mark(text, lift, profile.size) for text, lift in setting.wordings.texts(profile)]
    for mark in sorted(marks, key=_place):
        if not any(stems(mark.text) & stems(other.text) for other in found):
            found.append(mark)
    return found[:MAX_TOPICS]


def _place(mark: Mark) -> tuple[bool, bool, float, int]:
    return not mark.is_main, not mark.is_clear, -mark.worth, TASTE_KINDS.index(mark.lift.kind)


def habits(profile: Profile, setting: Setting) -> list[Mark]:
    """Return adjectives for how and when the segment acts, strongest evidence first."""
    lifts = [lift for lift in profile.lifts if lift.kind in ("behaviour", "daypart", "weekday") and adjective(lift)]
    lifts = [lift for lift in lifts if not _is_worth_otherwise(profile, lift)]
    marks = [setting.mark(adjective(lift), lift, profile.size) for lift in lifts]
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
