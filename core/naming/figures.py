"""What a language model is sent of a run: figures of segments, never of a user, each with an id to rest a claim on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.naming.private import Filter
from core.personas.clear import TASTE_KINDS, is_clear, worth
from core.personas.marks import Mark
from core.personas.sayable import is_sayable, on_one_line
from core.personas.topics import STATED_KINDS
from core.personas.words import adjective
from core.profiles.topics import is_relative, topic_of
from core.results.results import Results
from core.sentences import Sentence, say_n
from core.types import Lift, Profile
from core.types.figures import Behaviour, Measure

TASTE, CONTEXT, ITEM, HABIT, MEDIAN = "taste", "context", "item", "habit", "median"
"""Kinds of figures: a taste may name a segment; what is context, or a single item, may not."""
_MOST = {TASTE: 8, CONTEXT: 4, ITEM: 5, HABIT: 6}
_HABIT_KINDS = ("behaviour", "daypart", "weekday", "event")
MAX_TEXT = 80
"""Characters of a title that are sent."""
_PERCENT = "% of users"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a segment beside that of all users."""

    id: str
    kind: str
    about: str
    value: float
    """Exactly; what is sent is rounded."""
    overall: float
    unit: str = _PERCENT
    word: str = ""
    """Of a habit: the adjective that a name may have for it."""

    @property
    def times(self) -> float:
        """How many times the figure of all users it is; NaN where that is 0."""
        return self.value / self.overall if self.overall else math.nan

    @property
    def numbers(self) -> tuple[float, ...]:
        """The numbers that a sentence may state of it."""
        return tuple(each for each in (self.value, self.overall, self.times) if math.isfinite(each))

    def as_sent(self) -> dict[str, object]:
        """Return what is sent."""
        sent: dict[str, object] = {"id": self.id, "kind": self.kind, "about": self.about, "unit": self.unit}
        if self.word:
            sent["word"] = self.word
        return {**sent, "segment": rounded(self.value), "all_users": rounded(self.overall)}


@dataclass(frozen=True, slots=True)
class SegmentFigures:
    """What is sent of one segment."""

    segment: int
    size: int
    share: float
    """In percent of all users."""
    may_have_taste: bool
    """Whether it holds, so that a taste may name it."""
    figures: tuple[Figure, ...]

    def of_kind(self, *kinds: str) -> Iterator[Figure]:
        """Return the figures of some kinds."""
        return (each for each in self.figures if each.kind in kinds)

    def as_sent(self) -> dict[str, object]:
        """Return what is sent."""
        about = {"segment": self.segment, "users": self.size, "percent_of_users": rounded(self.share)}
        rule = "taste, habit or both" if self.may_have_taste else "habit only"
        return {**about, "name_by": rule, "figures": [each.as_sent() for each in self.figures]}


@dataclass(frozen=True, slots=True)
class Sent:
    """What is sent of a run, and what is left out."""

    n_users: int
    segments: tuple[SegmentFigures, ...]
    left_out: tuple[str, ...]
    """Sentences that count what is not sent."""

    def of(self, segment: int) -> SegmentFigures | None:
        """Return what is sent of a segment; None where it is left out."""
        return next((each for each in self.segments if each.segment == segment), None)


def rounded(value: float) -> float | int:
    """Round a figure as it is sent: whole from 10 on, one decimal below, two below 1.

    >>> rounded(62.41), rounded(6.249), rounded(0.123)
    (62, 6.2, 0.12)
    """
    return round(value) if abs(value) >= 10 else round(value, 1 if abs(value) >= 1 else 2)


def figures_to_send(results: Results, least_users: int) -> Sent:
    """Choose what a language model is sent of a run.

    Segments, and facts of a segment, that hold for fewer than ``least_users`` users are left out; so are attributes of
    users, facts on sensitive subjects, and texts that look like private data or hold a user id.
    """
    keep = Filter(least_users, frozenset(str(user) for user in results.user_ids))
    weak = results.trust.weak if results.trust else ()
    large = [profile for profile in results.profiles if profile.size >= least_users]
    segments = tuple(_of_segment(profile, profile.segment not in weak, keep) for profile in large)
    n_small = len(results.profiles) - len(large)
    return Sent(results.n_users, segments, (*_small(n_small, least_users), *keep.sentences()))


def _small(n_small: int, least_users: int) -> Iterator[str]:
    if n_small:
        yield say_n(
            "{n} segment with fewer than {least} users is not sent.",
            "{n} segments with fewer than {least} users are not sent.",
            n_small,
            least=least_users,
        )


def _of_segment(profile: Profile, holds: bool, keep: Filter) -> SegmentFigures:
    lifts = [lift for lift in profile.lifts if keep.lift(lift)]
    chosen = [*_habits(lifts), *_medians(profile.behaviour)]
    if holds:
        chosen = [*_tastes(lifts), *_items(lifts), *chosen]
    figures = tuple(Figure(f"{profile.segment}.{number}", *rest) for number, rest in enumerate(chosen, start=1))
    has_taste = any(each.kind == TASTE for each in figures)
    return SegmentFigures(profile.segment, profile.size, 100 * profile.share, has_taste, figures)


_Parts = tuple[str, str, float, float, str, str]
"""Kind, what it is about, value, overall value, unit, word."""


def _of_lift(kind: str, about: str, lift: Lift, word: str = "") -> _Parts:
    return kind, about, 100 * lift.share, 100 * lift.overall_share, _PERCENT, word


def _tastes(lifts: Iterable[Lift]) -> Iterator[_Parts]:
    """Return the tastes that may name the segment, what says most first, then a few that may not."""
    found = sorted((lift for lift in lifts if lift.kind in TASTE_KINDS), key=lambda lift: -worth(lift))
    kinds = {kind: [lift for lift in found if _kind(lift) == kind] for kind in (TASTE, CONTEXT)}
    for kind, own in kinds.items():
        seen: set[str] = set()
        for lift in own:
            about = _about(lift)
            if about and about.casefold() not in seen and len(seen) < _MOST[kind]:
                seen.add(about.casefold())
                yield _of_lift(kind, about, lift)


def _kind(lift: Lift) -> str:
    text = topic_of(lift)
    is_item = lift.kind == "node" and isinstance(text, Sentence)  # called after its most typical item
    can_say = lift.kind in STATED_KINDS or is_sayable(on_one_line(text), is_given=lift.kind in ("category", "maker"))
    return TASTE if is_clear(lift) and can_say and not is_item else CONTEXT


def _about(lift: Lift) -> str:
    text = short(topic_of(lift))
    return f"more {text} than usual" if text and lift.kind != "term" and is_relative(lift) else text


def _items(lifts: Iterable[Lift]) -> Iterator[_Parts]:
    titles = [(short(lift.name), lift) for lift in lifts if lift.kind == "item"]
    yield from (_of_lift(ITEM, title, lift) for title, lift in [each for each in titles if each[0]][: _MOST[ITEM]])


def _habits(lifts: Iterable[Lift]) -> Iterator[_Parts]:
    for lift in [each for each in lifts if each.kind in _HABIT_KINDS][: _MOST[HABIT]]:
        word = adjective(lift) if lift.kind != "event" and Mark("", lift, 0.0).is_clear else ""
        yield _of_lift(HABIT, short(lift.name), lift, str(word))


def _medians(acting: Behaviour | None) -> Iterator[_Parts]:
    if acting is None:
        return
    measures: tuple[tuple[str, str, Measure | None, float], ...] = (
        ("events of the middle user", "events", acting.n_events, 1.0),
        ("days with an event of the middle user", "days", acting.days_active, 1.0),
        ("days since the last event of the middle user", "days", acting.days_since_last, 1.0),
        ("average value of an event of the middle user", "value", acting.average_value, 1.0),
        ("average rating of the middle user", "rating", acting.average_rating, 1.0),
        ("events on weekends", "% of events", acting.weekend_share, 100.0),
    )
    for about, unit, found, scale in measures:
        if found and math.isfinite(found.value) and math.isfinite(found.overall):
            yield MEDIAN, about, scale * found.value, scale * found.overall, unit, ""


def short(text: str) -> str:
    """Return a text of the log on one line, without control characters, cut where it is long."""
    plain = " ".join("".join(each if each.isprintable() else " " for each in str(text)).split())
    return plain if len(plain) <= MAX_TEXT else plain[: MAX_TEXT - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"
