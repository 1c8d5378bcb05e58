"""Edits of segments: each takes the labels of all users and returns those after it; nobody is lost or doubled.

A merged segment keeps the lowest of its numbers, the largest part of a divided one its own; a new segment gets the
number after the highest that any segment had so far, so that a number never means two groups among edits applied at
once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Union

import msgspec
import numpy as np
import pandas as pd

from core.errors import DataError
from core.sentences import Sentence, say, say_n
from core.shaping.shown import shown_rule
from core.types import NOISE, BoolArray, Labels, StrArray

Divide = Callable[[BoolArray, int], Labels]
"""Puts the users where the mask (n_users,) is true into so many parts: (n_members,) parts from 1, the largest first."""
Choose = Callable[[str, Labels], BoolArray]
"""A rule and the labels of all users to who meets it, (n_users,)."""


@dataclass(frozen=True, slots=True)
class Members:
    """Who is in which segment, on the way through a history of edits."""

    user_ids: StrArray
    labels: Labels
    """(n_users,) segment numbers; -1 is unassigned."""
    highest: int
    """The highest number that any segment had so far."""
    numbers: Mapping[int, int] = field(default_factory=dict)
    """Segment to the number that pages show, where it is another one; sentences state those."""

    @property
    def segments(self) -> list[int]:
        """Numbers of the segments, in order."""
        return [int(each) for each in np.unique(self.labels) if each != NOISE]

    def of_segment(self, segment: int) -> BoolArray:
        """Return (n_users,) who is in a segment.

        Raises
        ------
        DataError
            There is no such segment.
        """
        is_member = self.labels == segment
        if segment == NOISE or not is_member.any():
            raise DataError(
                say("There is no segment {segment}.", segment=self.number_of(segment)),
                say("Segments are {segments}.", segments=self.called(self.segments)),
            )
        return np.asarray(is_member)

    def number_of(self, segment: int) -> int:
        """Return the number that pages show of a segment."""
        return self.numbers.get(segment, segment)

    def called(self, segments: Collection[int]) -> str:
        """Return the numbers that pages show of some segments, as a list in words."""
        return ", ".join(map(str, sorted(map(self.number_of, segments))))

    def shown(self, rule: str) -> str:
        """Return a rule with the numbers that pages show."""
        return shown_rule(rule, self.numbers)

    def moved(self, is_moved: BoolArray, segment: int) -> Members:
        """Return the same with the users where ``is_moved`` in another segment."""
        labels = np.where(is_moved, segment, self.labels).astype(np.int32)
        return self.relabelled(labels)

    def unchanged_in(self, after: Members) -> list[int]:
        """Return the segments whom nobody joined or left until ``after``."""
        return [each for each in after.segments if np.array_equal(self.labels == each, after.labels == each)]

    def relabelled(self, labels: Labels) -> Members:
        """Return the same users in other segments."""
        return replace(self, labels=labels, highest=max(self.highest, int(labels.max(initial=0))))


@dataclass(frozen=True, slots=True)
class Means:
    """What edits need to know of the users."""

    divide: Divide
    choose: Choose


@dataclass(frozen=True, slots=True)
class Edited:
    """What an edit did."""

    members: Members
    sentence: Sentence
    """What was done, with counts."""
    n_users: int
    """How many users it is about: those of the segments that were merged or divided, those who were moved."""
    made: int
    """The segment that came out of it: the merged one, the last new part, the one that users were moved to."""


class Edit(msgspec.Struct, frozen=True, tag_field="kind"):
    """A change of segments."""

    def apply(self, members: Members, means: Means) -> Edited:
        """Return who is where afterwards, and what was done."""
        raise NotImplementedError

    def short(self, members: Members) -> Sentence:
        """Return what is done in a few words, for a list of versions."""
        raise NotImplementedError


class Merge(Edit, frozen=True, tag=True):
    """Several segments become one, which keeps the lowest number."""

    segments: tuple[int, ...]

    def apply(self, members: Members, means: Means) -> Edited:
        """Raise ``DataError`` for fewer than two segments, and for one that is not there."""
        segments = sorted(set(self.segments), key=members.number_of)
        if len(segments) < 2:
            raise DataError(say("One segment cannot be merged."), say("Name two segments or more."))
        is_moved = np.logical_or.reduce([members.of_segment(each) for each in segments])
        done = say(
            "Segments {segments} were merged: segment {segment} has {n:,} users.",
            segments=members.called(segments),
            segment=members.number_of(segments[0]),
            n=int(is_moved.sum()),
        )
        return Edited(members.moved(is_moved, segments[0]), done, int(is_moved.sum()), segments[0])

    def short(self, members: Members) -> Sentence:
        """Return "merged 3, 5"."""
        return say("merged {segments}", segments=members.called(sorted(set(self.segments))))


class Split(Edit, frozen=True, tag=True):
    """A segment becomes several, by what its users do; the largest part keeps the number."""

    segment: int
    n_parts: int

    def apply(self, members: Members, means: Means) -> Edited:
        """Raise ``DataError`` for fewer than two parts, a segment that is not there and one that cannot be divided."""
        is_member = members.of_segment(self.segment)
        n_users = int(is_member.sum())
        if not 2 <= self.n_parts <= n_users:
            raise DataError(
                say_n(
                    "A segment of {n:,} user cannot be split into {parts}.",
                    "A segment of {n:,} users cannot be split into {parts}.",
                    n_users,
                    parts=self.n_parts,
                ),
                say("Ask for two parts or more, and for no more than it has users."),
            )
        parts = means.divide(is_member, self.n_parts)
        numbers = [self.segment, *(members.highest + place for place in range(1, int(parts.max())))]
        if len(numbers) < 2:
            raise DataError(
                say(
                    "Segment {segment} cannot be split: its users are all alike.",
                    segment=members.number_of(self.segment),
                ),
                say("Leave it as it is, or move some of its users."),
            )
        labels = members.labels.copy()
        labels[is_member] = np.asarray(numbers, dtype=np.int32)[parts - 1]
        sizes = [int((parts == place).sum()) for place in range(1, len(numbers) + 1)]
        done = say(
            "Segment {segment} was split: {parts}.",
            segment=members.number_of(self.segment),
            parts="; ".join(
                f"{members.number_of(number)}: {size:,}" for number, size in zip(numbers, sizes, strict=True)
            ),
        )
        return Edited(members.relabelled(labels), done, n_users, numbers[-1])

    def short(self, members: Members) -> Sentence:
        """Return "split 2 into 3"."""
        return say("split {segment} into {n}", segment=members.number_of(self.segment), n=self.n_parts)


class Move(Edit, frozen=True, tag=True):
    """Some users go to a segment that is there, to one of their own, or out of all."""

    user_ids: tuple[str, ...]
    segment: int | None
    """None for a new one; -1 leaves them unassigned."""

    def apply(self, members: Members, means: Means) -> Edited:
        """Raise ``DataError`` where nobody of the users is in the log, or the segment is not there."""
        is_moved = _find_users(members, self.user_ids)
        n_moved, n_unknown = int(is_moved.sum()), len(set(self.user_ids)) - int(is_moved.sum())
        if self.segment is not None and self.segment != NOISE:
            members.of_segment(self.segment)
        segment = members.highest + 1 if self.segment is None else self.segment
        moved = say_n(
            "{n:,} user was moved to segment {segment}.", "{n:,} users were moved to segment {segment}.", n_moved,
            segment=members.number_of(segment),
        )  # fmt: skip
        out = say_n("{n:,} user was taken out of all segments.", "{n:,} users were taken out of all segments.", n_moved)
        done = out if segment == NOISE else moved
        unknown = say_n("{n:,} of the list is not in the log.", "{n:,} of the list are not in the log.", n_unknown)
        sentence = say("{done} {more}", done=done, more=unknown) if n_unknown else done
        return Edited(members.moved(is_moved, segment), sentence, n_moved, segment)

    def short(self, members: Members) -> Sentence:
        """Return "moved 12 users to 3"."""
        n_users = len(set(self.user_ids))
        if self.segment is None:
            return say_n("new segment of {n:,} user", "new segment of {n:,} users", n_users)
        if self.segment == NOISE:
            return say_n("took out {n:,} user", "took out {n:,} users", n_users)
        number = members.number_of(self.segment)
        return say_n("moved {n:,} user to {segment}", "moved {n:,} users to {segment}", n_users, segment=number)


class Select(Edit, frozen=True, tag=True):
    """The users who meet a rule become a segment of their own."""

    rule: str

    def apply(self, members: Members, means: Means) -> Edited:
        """Raise ``DataError`` where the rule cannot be read, or nobody meets it."""
        is_chosen = means.choose(self.rule, members.labels)
        if not is_chosen.any():
            raise DataError(say("Nobody meets {rule}.", rule=members.shown(self.rule)), say("Ask for less."))
        segment, n_chosen = members.highest + 1, int(is_chosen.sum())
        done = say_n(
            "Segment {segment} was made of {n:,} user: {rule}.", "Segment {segment} was made of {n:,} users: {rule}.",
            n_chosen, segment=segment, rule=members.shown(self.rule),
        )  # fmt: skip
        return Edited(members.moved(is_chosen, segment), done, n_chosen, segment)

    def short(self, members: Members) -> Sentence:
        """Return "new segment by interest:coffee"."""
        return say("new segment by {rule}", rule=members.shown(self.rule))


EDITS: tuple[type[Edit], ...] = (Merge, Split, Move, Select)
"""The table of edits."""
_ANY: Any = Union[EDITS]  # noqa: UP007 - made of the table


def edits_to_text(edits: Sequence[Edit]) -> str:
    """Return edits as JSON; the same edits give the same text."""
    return msgspec.json.encode(edits, order="deterministic").decode()


def edits_from_text(text: str) -> tuple[Edit, ...]:
    """Read what ``edits_to_text`` returned."""
    found: list[Edit] = msgspec.json.decode(text, type=list[_ANY])
    return tuple(found)


def apply_edits(members: Members, edits: Sequence[Edit], means: Means) -> tuple[Members, list[Edited]]:
    """Apply edits in their order; return who is where afterwards, and what each of them did.

    Raises
    ------
    DataError
        An edit does not fit what the ones before it left, or nobody is in a segment afterwards.
    """
    done: list[Edited] = []
    for edit in edits:
        done.append(edit.apply(members, means))
        members = done[-1].members
    if not members.segments:
        raise DataError(say("No segment is left."), say("Leave some users in a segment."))
    return members, done


def left_out(names: Mapping[int, str], notes: Mapping[int, str], before: Members, after: Members) -> Iterator[Sentence]:
    """Say what an analyst wrote of segments that somebody joined or left, which holds of them no more."""
    for segment in sorted({*names, *notes} - set(before.unchanged_in(after))):
        texts = (given[segment].rstrip(".") for given in (names, notes) if segment in given)
        yield say(
            "What an analyst wrote of segment {segment} is left out, since users joined or left it: {texts}.",
            segment=before.number_of(segment),
            texts="; ".join(texts),
        )


def _find_users(members: Members, user_ids: Collection[str]) -> BoolArray:
    is_there = np.asarray(pd.Index(members.user_ids).isin(list(user_ids)))
    if not is_there.any():
        raise DataError(
            say("None of the {n:,} users is in the log.", n=len(user_ids)),
            say("Give user ids as segments.csv has them."),
        )
    return is_there
