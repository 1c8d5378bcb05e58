"""Marks: the lifts of a profile that a name can be made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.personas.phrases import phrases
from core.personas.words import EVENT_WORDS, EventWords, adjective
from core.profiles.lifts import PRIOR_USERS, evidence_of
from core.sentences import say
from core.types import Lift, Profile

MAX_TOPICS = 6
MAX_TOPIC_LENGTH = 36
CLEAR_LIFT = 1.25
CLEAR_TOPIC_SHARE = 0.12
"""A name describes a whole segment, so at least this share of it must have what it says, in half of the events."""
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

    @property
    def is_clear(self) -> bool:
        """Whether the mark is strong enough to name a whole segment."""
        lift = self.lift
        if lift.kind in ("category", "term", "item"):
            return lift.lift >= CLEAR_LIFT and lift.share >= CLEAR_TOPIC_SHARE
        is_wide = lift.share >= CLEAR_HABIT_SHARE and lift.share - lift.overall_share >= CLEAR_HABIT_GAIN
        return lift.lift >= CLEAR_LIFT and is_wide


def is_large_enough(profile: Profile) -> bool:
    """Whether a segment is large enough that missing marks mean it is like everybody."""
    return profile.size >= MIN_USERS_TO_DESCRIBE


def topics(profile: Profile, n_users: int) -> list[Mark]:
    """Return what the segment is about: categories, then terms, then items, the clear ones of all before the rest.

    Vague names ("Other") and sensitive subjects (health, debt, faith, ...) give no name.
    """
    found: list[Mark] = []
    for kind in ("category", "term", "item"):
        lifts = [lift for lift in profile.lifts if lift.kind == kind and _can_name(lift)]
        texts = phrases(lifts) if kind == "term" else [(_topic_text(lift), lift) for lift in lifts]
        for text, lift in texts:
            mark = Mark(text, lift, evidence_of(lift, profile.size, n_users))
            if not any(stems(mark.text) & stems(other.text) for other in found):
                found.append(mark)
    return sorted(found, key=lambda mark: not mark.is_clear)[:MAX_TOPICS]


def habits(profile: Profile, words: EventWords, n_users: int) -> list[Mark]:
    """Return adjectives for how and when the segment acts, strongest evidence first."""
    lifts = [
        lift for lift in profile.lifts if lift.kind in ("behaviour", "daypart", "weekday") and adjective(lift, words)
    ]
    marks = [Mark(adjective(lift, words), lift, evidence_of(lift, profile.size, n_users)) for lift in lifts]
    return sorted(marks, key=lambda mark: -mark.evidence)


def doing(profile: Profile, kinds: Mapping[str, str], n_users: int) -> Mark | None:
    """Return the event type that the segment clearly does more than is usual, if its kind has words of its own.

    ``kinds`` is event name to kind.
    """
    for lift in profile.lifts:
        if lift.kind == "event" and kinds.get(lift.key) in EVENT_WORDS:
            mark = Mark(kinds[lift.key], lift, evidence_of(lift, profile.size, n_users))
            if mark.is_clear:
                return mark
    return None


def stems(text: str) -> frozenset[str]:
    """Return the words of a text in small letters without the plural s, to compare what two texts say."""
    return frozenset(word.rstrip("s") for word in re.findall(r"\w+", text.casefold()))


def _can_name(lift: Lift) -> bool:
    return lift.key.casefold() not in _VAGUE and not _SENSITIVE.search(lift.name)


def _topic_text(lift: Lift) -> str:
    if lift.kind == "category":
        return _short(lift.key)
    if lift.name == lift.key:
        return say("item {id}", id=_short(lift.key))
    title = lift.name.capitalize() if lift.name.isupper() else lift.name
    return say("“{title}”", title=_short(title))


def _short(text: str) -> str:
    if len(text) <= MAX_TOPIC_LENGTH:
        return text
    return text[: MAX_TOPIC_LENGTH - 1].rsplit(" ", 1)[0] + "\N{HORIZONTAL ELLIPSIS}"
