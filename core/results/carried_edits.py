"""Edits that go over to another run: each is made again on segments that match by their users, or it says why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from msgspec import structs

from core.compute.matching import match_segments
from core.errors import DataError
from core.results.carried import SAME_JACCARD
from core.results.carried_numbers import STRONG_JACCARD
from core.sentences import Sentence, say, say_in_a_row
from core.shaping.edits import Edit, Means, Members, Merge, Move, Select, Split
from core.shaping.rule import Named, parse_rule, with_named, write_rule
from core.store.segmentations import NO_MARK, Segmentation
from core.types import NOISE, IntArray, Labels, StrArray


class ReplayState(StrEnum):
    """What became of an edit of another run."""

    CARRIED = "applied"
    ALREADY = "not applied, not needed"
    """The run has it without the edit."""
    LEFT = "not applied"


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of one edit, name or mark of another run."""

    what: str
    """A sentence, by the numbers of that run."""
    state: ReplayState
    why: str
    """What is done here, or why not, by the numbers of this run."""


@dataclass(frozen=True, slots=True, eq=False)
class Was:
    """One edit of another run."""

    edit: Edit
    before: Labels
    """(n_users,) of that run."""
    after: Labels
    what: str
    """A sentence."""
    naming: Segmentation
    names: Mapping[int, str]
    """Segment to what it was called when the edit was made."""


@dataclass(frozen=True, slots=True, eq=False)
class Common:
    """The users whom both runs know, by their places in each."""

    rows: IntArray
    rows_here: IntArray

    @staticmethod
    def of(user_ids: StrArray, user_ids_here: StrArray) -> Common:
        """Find them; raise ``DataError`` where there are none."""
        rows = pd.Index(user_ids).get_indexer(pd.Index(user_ids_here))
        is_known = rows >= 0
        if not is_known.any():
            raise DataError(say("The two runs have no users in common."), say("Name a run of the same users."))
        return Common(rows[is_known], np.flatnonzero(is_known))

    def partners(self, labels: Labels, here: Labels) -> dict[int, tuple[int, float]]:
        """Return segment of the other run to the one here that it matches, and the Jaccard index."""
        found = match_segments(labels[self.rows], here[self.rows_here], STRONG_JACCARD)
        own = zip(found.segments.tolist(), found.partners.tolist(), found.jaccard.tolist(), strict=True)
        return {segment: (partner, jaccard) for segment, partner, jaccard in own if partner != NOISE}


@dataclass(frozen=True, slots=True, eq=False)
class Replay:
    """What of the edits of another run can be made here."""

    edits: tuple[Edit, ...]
    steps: tuple[Replayed, ...]
    """One for each edit of the other run, in order."""
    members: Members
    """Who is in which segment here afterwards."""


def replay(common: Common, was: Sequence[Was], members: Members, means: Means) -> Replay:
    """Make the edits of another run again, in their order, each on the segments that match those it was made of."""
    edits: list[Edit] = []
    steps: list[Replayed] = []
    for each in was:
        here = _partners_of(each, common, members)
        found = _found_here(each, common, members)
        if found:
            steps.append(Replayed(each.what, ReplayState.ALREADY, _without_edit(each, found, members)))
            continue
        try:
            edit = here.edit()
            done = edit.apply(members, means)
        except DataError as error:
            steps.append(Replayed(each.what, ReplayState.LEFT, error.message))
            continue
        edits.append(edit)
        steps.append(Replayed(each.what, ReplayState.CARRIED, done.sentence))
        members = done.members
    return Replay(tuple(edits), tuple(steps), members)


@dataclass(frozen=True, slots=True, eq=False)
class _Here:
    """An edit of another run, and which segments here match its own."""

    was: Was
    partners: Mapping[int, tuple[int, float]]
    members: Members

    def edit(self) -> Edit:
        """Return the same edit of the segments here; raise ``DataError`` where they do not match."""
        edit = self.was.edit
        if isinstance(edit, Merge):
            return Merge(tuple(sorted(self.of(each) for each in edit.segments)))
        if isinstance(edit, Move):
            is_known = edit.segment is None or edit.segment == NOISE
            return edit if is_known else structs.replace(edit, segment=self.of(int(edit.segment or 0)))
        if isinstance(edit, Select):
            return Select(write_rule(with_named(parse_rule(edit.rule), self._named)))
        if isinstance(edit, Split):
            number = self.members.number_of(self.of(edit.segment))
            raise DataError(
                say("It was split by what its users do. Split segment {segment} here, and choose.", segment=number)
            )
        raise TypeError(f"{type(edit).__name__} cannot be carried over")

    def of(self, segment: int) -> int:
        """Return the segment here that one of the other run matches."""
        return matched(self.partners, segment, self.was.naming, self.members)

    def _named(self, condition: Named) -> Named:
        """Return a condition of a rule with the number here, where it is on a segment by number or name."""
        if condition.name != "segment":
            return condition
        called = {name.casefold(): segment for segment, name in self.was.names.items()}
        number = int(condition.text) if condition.text.isdecimal() else called.get(condition.text.casefold())
        return condition if number is None else Named("segment", str(self.of(number)))


def matched(partners: Mapping[int, tuple[int, float]], segment: int, naming: Segmentation, members: Members) -> int:
    """Return the segment here that one of another run matches; raise ``DataError`` where there is none, or weakly."""
    number = naming.number_of(segment)
    here, jaccard = partners.get(segment, (NOISE, 0.0))
    if here == NOISE:
        raise DataError(say("Segment {segment} of that run has no match here.", segment=number))
    if jaccard < STRONG_JACCARD:
        raise DataError(
            say(
                "Segment {segment} of that run matches segment {here} too weakly: {share:.0f} % of the users of either "
                "are in both.",
                segment=number,
                here=members.number_of(here),
                share=100 * jaccard,
            )
        )
    return here


def _partners_of(was: Was, common: Common, members: Members) -> _Here:
    return _Here(was, common.partners(was.before, members.labels), members)


def _found_here(was: Was, common: Common, members: Members) -> dict[int, tuple[int, float]]:
    """Return each segment that an edit made to that here which is much the same without it, and the Jaccard index.

    Nothing where one of them is not here, or what the edit was made of is.
    """
    before, after = (set(np.unique(each).tolist()) - {NOISE} for each in (was.before, was.after))
    made = after - before
    if isinstance(was.edit, Merge):
        merged = {*was.edit.segments} & before
        here = common.partners(was.before, members.labels)
        if all(here.get(each, (NOISE, 0.0))[1] >= STRONG_JACCARD for each in merged):
            return {}
        made = {min(merged)} if merged else set()
    elif isinstance(was.edit, Split):
        made = {*made, was.edit.segment}
    partners = common.partners(was.after, members.labels)
    found = {each: partners[each] for each in sorted(made) if each in partners and partners[each][1] >= SAME_JACCARD}
    return found if len(found) == len(made) else {}


def _without_edit(was: Was, found: Mapping[int, tuple[int, float]], members: Members) -> Sentence:
    """Say which segments here are those that an edit made there."""
    same = [
        say(
            "segment {there} of that run is segment {here} here ({share:.0f} % of the users of either are in both)",
            there=was.naming.number_of(segment),
            here=members.number_of(here),
            share=100 * jaccard,
        )
        for segment, (here, jaccard) in found.items()
    ]
    return say("This run has such segments without the edit: {same}.", same=say_in_a_row(same))


def replay_names(
    partners: Mapping[int, tuple[int, float]], theirs: Segmentation, seen: Segmentation, members: Members
) -> tuple[Segmentation, list[Replayed]]:
    """Return what analysts wrote of segments here with what they wrote of those of another run, and what became of it.

    Nothing that was written here is changed.

    Parameters
    ----------
    theirs
        What analysts wrote of the other run.
    seen
        What they wrote here.
    members
        Who is where here.
    """
    made, steps = seen, list[Replayed]()
    for segment, part, what in _written(theirs):
        try:
            here = matched(partners, segment, theirs, members)
            made, state, why = _taken(made, part, here, theirs, segment)
        except DataError as error:
            state, why = ReplayState.LEFT, error.message
        steps.append(Replayed(what, state, why))
    if theirs.decisions:
        steps.append(
            Replayed(
                say("Decisions on segments: {n}.", n=len(theirs.decisions)),
                ReplayState.LEFT,
                say("They were taken on other users. Decide again."),
            )
        )
    return made, steps


def _written(theirs: Segmentation) -> Iterator[tuple[int, str, str]]:
    """Yield every name, note and mark: the segment, which part of a version it is, and a sentence."""
    for segment in sorted({*theirs.names, *theirs.notes, *theirs.marks}):
        number = theirs.number_of(segment)
        if segment in theirs.names:
            yield (
                segment,
                "names",
                say("Segment {segment} is called “{name}”.", segment=number, name=theirs.names[segment]),
            )
        if segment in theirs.notes:
            yield segment, "notes", say("A note stands on segment {segment}.", segment=number)
        if replace(theirs.mark_of(segment), place=None) != NO_MARK:
            sentence = say("Segment {segment} has a colour of its own.", segment=number)
            if theirs.marks[segment].is_set_aside:
                sentence = say("Segment {segment} is set aside.", segment=number)
            yield segment, "marks", sentence


def _taken(
    made: Segmentation, part: str, here: int, theirs: Segmentation, segment: int
) -> tuple[Segmentation, ReplayState, str]:
    wanted, own = getattr(theirs, part)[segment], getattr(made, part)
    if part == "marks":  # the order is that of all segments of a version, so it stays
        wanted = replace(wanted, place=made.mark_of(here).place)
    number = made.number_of(here)
    if own.get(here) == wanted:
        return made, ReplayState.ALREADY, say("The same is written of segment {segment} here.", segment=number)
    if here in own and not (part == "marks" and replace(own[here], place=None) == NO_MARK):
        raise DataError(say("Somebody wrote something else of segment {segment} here.", segment=number))
    rival = next((each for each, text in own.items() if part == "names" and text.casefold() == wanted.casefold()), None)
    if rival is not None:
        raise DataError(say("Segment {segment} is called so here.", segment=made.number_of(rival)))
    changed: dict[str, Any] = {part: {**own, here: wanted}}
    return replace(made, **changed), ReplayState.CARRIED, say("It holds for segment {segment} here.", segment=number)
