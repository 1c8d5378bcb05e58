"""Names that stay: what the segments of a run take over from those of an earlier one, matched by their users."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from core.compute.matching import match_segments
from core.personas.clear import TASTE_KINDS, is_clear_taste, worth
from core.personas.marks import stems
from core.profiles.topics import topic_of
from core.results.carried_numbers import STRONG_JACCARD, OnTheWay, are_same, numbers_of
from core.results.results import Results, with_numbers
from core.store.carried import Carried, CarriedState, Origin, Unplaced
from core.store.segment_decision import DecidedBefore
from core.store.segmentations import Segmentation
from core.types import Labels, Lift, Profile, StrArray

SAME_JACCARD = 0.75
"""From here on their members have not changed much (Hennig's "stable")."""
WEAK_JACCARD = 0.2
"""Below, nobody is asked."""
LEAST_KNOWN_SHARE = 0.5
"""With fewer users whom the earlier run knew, the members have changed."""
_GIVEN = (CarriedState.CARRIED, CarriedState.STALE)
_MAIN = 3
"""Interests have changed where none of so many, those that marked the segment out most, is stated any more."""


@dataclass(frozen=True, slots=True, eq=False)
class Earlier:
    """Segments of an earlier run, under the names that hold."""

    run_id: str
    """The run, or the folder of its files."""
    version: int
    """Of its names."""
    user_ids: StrArray
    labels: Labels
    """(n_users,) numbers of the earlier run; -1 is unassigned."""
    profiles: tuple[Profile, ...]
    names: Mapping[int, str]
    """Segment to name, of those that an analyst gave."""
    notes: Mapping[int, str]
    numbers: Mapping[int, int]
    """Segment to the number that pages show."""
    highest: int
    """The highest number that a segment has or had on the way here."""
    decided: Mapping[int, DecidedBefore] = field(default_factory=dict)
    """Segment to what was decided on it, there or in a run before it."""
    generated: Mapping[int, str] = field(default_factory=dict)
    """Segment to the name that the run found, of those that no analyst named; empty where nobody asks for it."""
    set_aside: Mapping[int, str] = field(default_factory=dict)
    """Segment to how it is called, of those that nobody is to act on."""
    on_the_way: tuple[OnTheWay, ...] = ()
    """The versions that edits led from to this one, the last one first."""


def earlier_of(results: Results, names: Segmentation, on_the_way: tuple[OnTheWay, ...] = ()) -> Earlier:
    """Return the segments of a run of the workspace under its names."""
    numbers = {segment: names.number_of(segment) for segment in results.segments}
    personas = with_numbers(results, names).personas
    called = {segment: str(names.name_of(segment, personas)) for segment in results.segments}
    return Earlier(
        names.run_id,
        names.version,
        results.user_ids,
        results.labels,
        results.profiles,
        names.names,
        names.notes,
        numbers,
        results.highest_segment,
        decided_in(names, called),
        set_aside={each: called[each] for each in names.set_aside if each in called},
        on_the_way=on_the_way,
    )


def decided_in(names: Segmentation, called: Mapping[int, str]) -> dict[int, DecidedBefore]:
    """Return segment to what was decided on it in a run, else to what waits there from a run before it.

    ``called`` are the names of its segments.
    """
    waiting = {each: match.decided for each in called if (match := names.decided_before(each)) and match.decided}
    own = {
        each: DecidedBefore(decision=names.decisions[each], run_id=names.run_id, name=name)
        for each, name in called.items()
        if each in names.decisions
    }
    return {**waiting, **own}


def carry_over(earlier: Earlier, results: Results, seen: Segmentation) -> Segmentation:
    """Return the names of a run with those that its segments take over from an earlier run's.

    A strong match gives name, note and number, which pages show with its colour, and the segment stays set aside. The
    name is stale where members or interests have changed. A weak match waits for an answer. Names that an analyst gave
    in this run stay. A segment that an edit had merged or divided, and that is found again, has the number that it had
    before the edit, unless another segment has that now. ``seen`` itself comes back where there is nothing to take
    over, or it was taken over already.

    Parameters
    ----------
    earlier
        The segments that are followed, by the users whom both runs know.
    results
        Of the run whose segments are named.
    seen
        What analysts made of the run so far.
    """
    if seen.origin and (seen.origin.run_id, seen.origin.version) == (earlier.run_id, earlier.version):
        return seen
    own = _own(seen)
    carried, n_common = _matched(earlier, results, own.names)
    strong = [each for each in carried if each.state is not CarriedState.ASKED]
    had = {*earlier.numbers.values(), earlier.highest}
    numbers = numbers_of({each.segment: each.number for each in strong}, had, earlier.on_the_way, results)
    unplaced = _unplaced(earlier, carried)
    is_any = any(each.name or each.note or each.decided or each.is_set_aside for each in carried)
    is_behind = bool(strong) and earlier.version > seen.version  # a code would look older than that of the earlier run
    if not (is_any or unplaced or numbers or is_behind):
        return seen
    return replace(
        _with_set_aside(seen, carried),
        names={**{each.segment: each.name for each in strong if each.name}, **own.names},
        notes={**{each.segment: each.note for each in strong if each.note}, **own.notes},
        numbers=numbers,
        origin=Origin(
            run_id=earlier.run_id, version=earlier.version, n_common=n_common, segments=carried, unplaced=unplaced
        ),
    )


def with_weak(naming: Segmentation, results: Results) -> Segmentation:
    """Return the same with the names of weak matches taken, but for those that another segment has."""
    for each in naming.origin.in_state(CarriedState.ASKED) if naming.origin else ():
        if not _is_rival(each, results, naming.names):
            naming = naming.answered(each.segment, takes=True)
    return naming


def lost_interests(was: Profile, now: Profile) -> tuple[str, ...]:
    """Return what marked a segment out most, where none of it is stated of the later segment any more.

    Nothing where either states no tastes: then a change cannot be seen.
    """
    main = sorted(filter(is_clear_taste, was.lifts), key=worth)[::-1][:_MAIN]
    likes = [lift for lift in now.lifts if lift.kind in TASTE_KINDS and lift.lift > 1]
    if not likes or any(_are_same(lift, other) for lift in main for other in likes):
        return ()
    return tuple(str(topic_of(lift)) for lift in main)


def _are_same(lift: Lift, other: Lift) -> bool:
    if lift.kind == other.kind == "category":
        return lift.key == other.key
    return bool(stems(str(topic_of(lift))) & stems(str(topic_of(other))))


def _matched(earlier: Earlier, results: Results, own: Mapping[int, str]) -> tuple[tuple[Carried, ...], int]:
    """Return the matches that are worth a word, and the number of users whom both runs know."""
    _ids, rows, earlier_rows = np.intersect1d(results.user_ids, earlier.user_ids, return_indices=True)
    matches = match_segments(results.labels[rows], earlier.labels[earlier_rows], STRONG_JACCARD)
    found = (
        _carried(
            earlier,
            results,
            Carried(
                segment=int(matches.segments[place]),
                from_segment=int(matches.partners[place]),
                share=float(matches.share[place]),
                jaccard=float(matches.jaccard[place]),
                known_share=0.0,
                state=CarriedState.CARRIED,
                number=earlier.numbers.get(int(matches.partners[place]), int(matches.partners[place])),
            ),
            int(matches.sizes[place]),
        )
        for place in np.flatnonzero(matches.jaccard >= WEAK_JACCARD)
    )
    named = (_without_rivals(each, results, own) for each in found)
    return tuple(each for each in named if each.state is not CarriedState.ASKED or each.name or each.note), len(rows)


def _carried(earlier: Earlier, results: Results, match: Carried, n_known: int) -> Carried:
    """Return a match with the name of the earlier segment, and what is to be done with it."""
    was = next((each for each in earlier.profiles if each.segment == match.from_segment), None)
    now = next(each for each in results.profiles if each.segment == match.segment)
    lost = lost_interests(was, now) if was else ()
    known_share = n_known / max(now.size, 1)
    name, note = (texts.get(match.from_segment, "") for texts in (earlier.names, earlier.notes))
    is_changed = match.jaccard < SAME_JACCARD or known_share < LEAST_KNOWN_SHARE or bool(lost)
    is_weak = not are_same(match.jaccard, n_known, now.size)
    state = CarriedState.CARRIED
    if is_weak or (is_changed and name):
        state = CarriedState.ASKED if is_weak else CarriedState.STALE
    decided = None if is_weak else earlier.decided.get(match.from_segment)
    is_set_aside = not is_weak and match.from_segment in earlier.set_aside
    about = replace(match, name=name, note=note, lost_interests=lost, decided=decided, is_set_aside=is_set_aside)
    return replace(about, known_share=known_share, state=state)


def _without_rivals(match: Carried, results: Results, own: Mapping[int, str]) -> Carried:
    """Leave out the name where the segment has one of its own, and ask where another segment is called so."""
    if match.segment in own:
        return replace(match, name="", note="")
    return replace(match, state=CarriedState.ASKED) if _is_rival(match, results, own) else match


def _is_rival(match: Carried, results: Results, names: Mapping[int, str]) -> bool:
    """Whether another segment is called as the match would be."""
    called = {segment: names.get(segment, name).casefold() for segment, name in results.names.items()}
    return any(name == match.name.casefold() for segment, name in called.items() if segment != match.segment)


def _own(seen: Segmentation) -> Segmentation:
    """Return what an analyst wrote: without the names and notes that an earlier run gave."""
    given = [each for each in (seen.origin.segments if seen.origin else ()) if each.state in _GIVEN]
    names, notes = {each.segment: each.name for each in given}, {each.segment: each.note for each in given}
    return replace(
        seen,
        names={segment: name for segment, name in seen.names.items() if names.get(segment) != name},
        notes={segment: note for segment, note in seen.notes.items() if notes.get(segment) != note},
    )


def _with_set_aside(seen: Segmentation, carried: Collection[Carried]) -> Segmentation:
    """Set aside what was so in the earlier run, but for segments on which an analyst took that back here."""
    before = {each.segment for each in (seen.origin.segments if seen.origin else ()) if each.is_set_aside}
    for segment in (each.segment for each in carried if each.is_set_aside and each.segment not in before):
        seen = seen.marked(segment, replace(seen.mark_of(segment), is_set_aside=True))
    return seen


def _unplaced(earlier: Earlier, carried: Collection[Carried]) -> tuple[Unplaced, ...]:
    """Return what was written of segments of the earlier run that no segment takes over, and is asked about."""
    placed = {each.from_segment for each in carried if each.name or each.note}
    matched = {each.from_segment for each in carried}
    texts = {*earlier.names, *earlier.notes} - placed
    decided = {*earlier.decided} - {each.from_segment for each in carried if each.decided}
    aside = {*earlier.set_aside} - {each.from_segment for each in carried if each.is_set_aside}
    return tuple(
        Unplaced(
            name=earlier.names.get(segment, "") if segment in texts else "",
            note=earlier.notes.get(segment, "") if segment in texts else "",
            is_taken=segment in matched,
            decided=earlier.decided[segment] if segment in decided else None,
            set_aside=earlier.set_aside[segment] if segment in aside else "",
        )
        for segment in sorted(texts | decided | aside)
    )
