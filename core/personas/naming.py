"""Names and sentences for segments, from what marks them out; no language model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count

from core.personas.candidates import Candidate, candidates
from core.personas.marks import Mark, doing, habits, is_large_enough, topics
from core.personas.words import EventWords, statement, words_of_log
from core.population.meanings import meanings_of
from core.sentences import say
from core.types import Lift, Persona, Population, Profile

MAX_STATEMENTS = 3
TIMES = "\N{MULTIPLICATION SIGN}"


def name_segments(profiles: Sequence[Profile], population: Population) -> list[Persona]:
    """Name every segment and say in a sentence why, in the order of ``profiles``.

    A name is made of the strongest marks: how and when the users act, what they are about, what they do ("Weekend Tea &
    Coffee buyers"). When two segments would have the same name, the one with more evidence for it keeps it and the
    other one takes its next best marks; a number is the last resort. A segment of which nothing can be stated is called
    by its number; one that nothing marks out is called average, or too few to describe when it is so small that hardly
    anything could mark it out. Attributes of users and sensitive subjects never make a name.
    """
    words = words_of_log(population)
    kinds = {name: each.kind for name, each in zip(population.event_names, meanings_of(population), strict=True)}
    possible = [candidates(profile, words, kinds, population.n_users) for profile in profiles]
    return [
        Persona(profile.segment, name, _sentence(profile, evidence, words, population.n_users), evidence)
        for profile, (name, chosen) in zip(profiles, _all_different(possible), strict=True)
        for does in [doing(profile, kinds, population.n_users)]
        for evidence in [_evidence(profile, chosen, does, words, population.n_users)]
    ]


def _all_different(possible: list[list[Candidate]]) -> list[tuple[str, Candidate]]:
    """Choose a candidate for each segment, the first that no segment with more evidence wants."""
    places = [0] * len(possible)
    is_moving = True
    while is_moving:
        is_moving = False
        for group in _clashes([own[place] for own, place in zip(possible, places, strict=True)]):
            keeper = max(group, key=lambda i: _claim(possible[i], places[i]))
            for i in group:
                if i != keeper and places[i] + 1 < len(possible[i]):
                    places[i] += 1
                    is_moving = True
    chosen = [own[place] for own, place in zip(possible, places, strict=True)]
    return list(zip(_numbered([candidate.name for candidate in chosen]), chosen, strict=True))


def _clashes(chosen: list[Candidate]) -> Iterator[list[int]]:
    groups: dict[frozenset[str], list[int]] = defaultdict(list)
    for i, candidate in enumerate(chosen):
        groups[candidate.sense].append(i)
    yield from (group for group in groups.values() if len(group) > 1)


def _claim(own: list[Candidate], place: int) -> tuple[bool, float]:
    """Return how strongly a segment holds on to a name: above all if it is the last it has."""
    return place + 1 == len(own), own[place].evidence


def _numbered(names: list[str]) -> list[str]:
    """Put a number behind names that are still the same."""
    different: list[str] = []
    for name in names:
        numbers = (say("{name} {number}", name=name, number=number) for number in count(2))
        different.append(name if name not in different else next(n for n in numbers if n not in {*different, *names}))
    return different


def _evidence(
    profile: Profile, chosen: Candidate, does: Mark | None, words: EventWords, n_users: int
) -> tuple[Lift, ...]:
    """Return the lifts behind the name, then the best others, clear ones first, until there are enough to say."""
    others = [*topics(profile, n_users)[:1], *habits(profile, words, n_users)[:2], *([does] if does else [])]
    others.sort(key=lambda mark: (not mark.is_clear, -mark.evidence))
    lifts = dict.fromkeys(mark.lift for mark in (*chosen.marks, *others))
    return tuple(lifts)[: max(MAX_STATEMENTS, len(chosen.marks))]


def _sentence(profile: Profile, evidence: tuple[Lift, ...], words: EventWords, n_users: int) -> str:
    size = say("{n:,} of {total:,} users ({share:.1f} %).", n=profile.size, total=n_users, share=100 * profile.share)
    if not evidence:
        if profile.why_no_facts:
            return say("{size} {why}", size=size, why=profile.why_no_facts)
        if is_large_enough(profile):
            return say("{size} Nothing marks them out from all users.", size=size)
        return say("{size} They are too few to describe.", size=size)
    first, *others = (_figures(lift, words) for lift in evidence)
    marks = say("{share} {what}, compared with {usual} of all users ({times})", **first)
    for other in others:
        marks = say("{marks}; {share} {what}, compared with {usual} ({times})", marks=marks, **other)
    return say("{size} {marks}.", size=size, marks=marks)


def _figures(lift: Lift, words: EventWords) -> dict[str, str]:
    """Return what a sentence says of one fact."""
    return {
        "share": _percent(lift.share),
        "what": statement(lift, words),
        "usual": _percent(lift.overall_share),
        "times": f"{lift.lift:.1f} {TIMES}",
    }


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.01 else f"{100 * share:.1f} %"
