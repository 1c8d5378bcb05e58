"""Marks: the lifts of a profile that a name can be made of."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.personas.phrases import phrases
from core.personas.words import EVENT_WORDS, EventWords, adjective
from core.profiles.lifts import PRIOR_USERS, evidence_of
from core.profiles.tastes import items_of_tastes, vague_terms
from core.types import Lift, Population, Profile

MAX_TOPICS = 6
MAX_TOPIC_LENGTH = 36
CLEAR_LIFT = 1.25
CLEAR_TOPIC_SHARE = 0.12
"""A name describes a whole segment, so at least this share of it must have what it says, in half of the events."""
CLEAR_GAIN = 0.07
"""A taste that is worth less (51 % against 38 %) shows nobody who the segment is."""
TASTE_KINDS = ("category", "term")
"""Kinds of facts that name a segment by what it is about, those that say it best first."""
MIN_ITEMS = 4
"""A name is about many items: fewer are a chance."""
SHARED = 0.8
"""A segment that has a mark at this part of another one's share has it too: it does not part the two."""
CLEAR_HABIT_SHARE = 0.4
CLEAR_HABIT_GAIN = 0.15
"""Share less overall share. Habits are often thirds, so an adjective for 44 % against 33 % would say too much."""

MIN_USERS_TO_DESCRIBE = PRIOR_USERS
"""Evidence adds so many users like everybody to a segment. While they outnumber its own, hardly any fact can stand out:
of a hundred facts not even one that all of 16 users and a third of everybody have."""

_VAGUE = frozenset({"unknown", "other", "others", "misc", "miscellaneous", "none", "n/a", "(no genres listed)", "其他"})
_SENSITIVE = re.compile(
    r"\b(pregnan|fertil|cancer|diabet|hiv\b|aids\b|std\b|depress|disab|disease|medic|pharma|therap|addict|alcoholi|weight.?loss"
    r"|debt|loan|payday|bankrupt|gambl|casino|relig|christian|muslim|islam|jewish|hindu|politic|republican|democrat"
    r"|gay\b|lesbian|lgbt|queer|transgender|sexual|erotic|adult\b|divorc|funeral|ethnic|immigra)"
    r"|孕|癌|糖尿|艾滋|抑郁|疾病|药|贷款|赌|宗教|政治|情趣|成人",
    re.IGNORECASE,
)


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
        """How much a topic says: how many more users have it than usual, times how much more often; half if shared."""
        return _gain(self.lift) * (0.5 if self.is_shared else 1.0)

    @property
    def is_clear(self) -> bool:
        """Whether the mark is strong enough to name a whole segment."""
        lift = self.lift
        if lift.kind in ("category", "term", "item"):
            return lift.lift >= CLEAR_LIFT and lift.share >= CLEAR_TOPIC_SHARE and _gain(lift) >= CLEAR_GAIN
        is_wide = lift.share >= CLEAR_HABIT_SHARE and lift.share - lift.overall_share >= CLEAR_HABIT_GAIN
        return lift.lift >= CLEAR_LIFT and is_wide


def is_large_enough(profile: Profile) -> bool:
    """Whether a segment is large enough that missing marks mean it is like everybody."""
    return profile.size >= MIN_USERS_TO_DESCRIBE


@dataclass(frozen=True, slots=True)
class Setting:
    """What the marks of one segment are seen against."""

    n_users: int
    narrow: frozenset[tuple[str, str]] = frozenset()
    """Kind and key of tastes that too few items share, and of terms that are no nouns."""
    others: tuple[Profile, ...] = ()
    """The other segments."""
    surface: Mapping[str, str] = field(default_factory=dict)
    """Term to how titles write it."""

    def is_shared(self, lift: Lift) -> bool:
        """Whether another segment has this taste nearly as often, or half of the others this habit."""
        n_with = sum(
            any((each.kind, each.key) == (lift.kind, lift.key) and each.share >= SHARED * lift.share for each in lifts)
            for lifts in (other.lifts for other in self.others)
        )
        return n_with > 0 if lift.kind in TASTE_KINDS else n_with > len(self.others) / 2

    def mark(self, text: str, lift: Lift, size: int) -> Mark:
        """Make a mark of a segment of so many users."""
        return Mark(text, lift, evidence_of(lift, size, self.n_users), self.is_shared(lift))


def narrow_tastes(population: Population) -> frozenset[tuple[str, str]]:
    """Return kind and key of the categories and terms that fewer than ``MIN_ITEMS`` items have, and of vague terms."""
    few = {place for place, n_items in items_of_tastes(population).items() if n_items < MIN_ITEMS}
    return frozenset(few | {("term", term) for term in vague_terms(population)})


def topics(profile: Profile, setting: Setting) -> list[Mark]:
    """Return what the segment is about: categories, then terms, the clear ones of both before the rest.

    What says most comes first: a taste of most of the segment before a rare one of high lift. Vague names ("Other"),
    sensitive subjects (health, debt, faith, ...) and what few items share give no name; nor does a single item.
    """
    found: list[Mark] = []
    for kind in TASTE_KINDS:
        lifts = [lift for lift in profile.lifts if lift.kind == kind and _can_name(lift, setting)]
        texts = phrases(lifts, setting.surface) if kind == "term" else [(_short(lift.key), lift) for lift in lifts]
        marks = [setting.mark(text, lift, profile.size) for text, lift in texts]
        for mark in sorted(marks, key=lambda mark: -mark.worth):
            if not any(stems(mark.text) & stems(other.text) for other in found):
                found.append(mark)
    return sorted(found, key=lambda mark: not mark.is_clear)[:MAX_TOPICS]


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


def _gain(lift: Lift) -> float:
    return max(lift.share - lift.overall_share, 0.0) * math.log2(max(lift.lift, 1.0))


def _can_name(lift: Lift, setting: Setting) -> bool:
    is_narrow = (lift.kind, lift.key) in setting.narrow
    return not is_narrow and lift.key.casefold() not in _VAGUE and not _SENSITIVE.search(lift.name)


def _short(text: str) -> str:
    if len(text) <= MAX_TOPIC_LENGTH:
        return text
    return text[: MAX_TOPIC_LENGTH - 1].rsplit(" ", 1)[0] + "\N{HORIZONTAL ELLIPSIS}"
