"""Names and sentences for segments, from what marks them out; no language model."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from core.interests.tree import InterestTree
from core.personas.by_items import items_in_name
from core.personas.candidates import NO_DOUBTS, Candidate, Doubts
from core.personas.clear import TASTE_KINDS, has_clear_taste, is_clear_taste
from core.personas.kept import NOTHING_KEPT, Kept
from core.personas.marks import Mark, Setting, doing, habits, is_large_enough, stems, topics
from core.personas.own_items import own_items
from core.personas.shares import agreeing
from core.personas.topics import wordings_of
from core.personas.words import ADJECTIVES, EventWords, kinds_of_log, statement, words_of_log, words_of_segment
from core.population.meanings import meanings_of
from core.profiles.topics import topic_of
from core.sentences import say
from core.types import Lift, Persona, Population, Profile

MAX_STATEMENTS = 3
TIMES = "\N{MULTIPLICATION SIGN}"


def name_segments(
    profiles: Sequence[Profile],
    population: Population,
    doubts: Doubts = NO_DOUBTS,
    tree: InterestTree | None = None,
    kept: Kept = NOTHING_KEPT,
) -> list[Persona]:
    """Name every segment and say in a sentence why, in the order of ``profiles``.

    A name is made of what the users are about and, where it sets them apart, of how and when they act ("Weekend Garden
    buyers"). Names that share half their words would be taken for one: the segment of which its name says more keeps
    it, and the other one takes its next best marks; a number is the last resort. A segment that nothing marks out is
    called broad, or too little known when it is so small that hardly anything could mark it out. Attributes of users
    and sensitive subjects never make a name.

    ``kept`` says what some segments are called already: the others are called otherwise.
    """
    of_log, usual = words_of_log(population), kinds_of_log(population)
    kinds = {name: each.kind for name, each in zip(population.event_names, meanings_of(population), strict=True)}
    wordings = wordings_of(population, tree, goes_before=of_log.goes_before)
    settings = [
        Setting(population.n_users, wordings, tuple(each for each in profiles if each is not profile), profile.nearest)
        for profile in profiles
    ]
    people = [words_of_segment(profile.behaviour, of_log, usual) for profile in profiles]
    possible = [
        kept.candidates_of(
            profile.segment,
            doubts.names_of(profile, words, setting),
            [*topics(profile, setting), *habits(profile, setting)],
        )
        for profile, words, setting in zip(profiles, people, settings, strict=True)
    ]
    taken = [kept.others(profile.segment) for profile in profiles]
    return [
        Persona(
            profile.segment,
            name,
            _why_a_number(_sentence(profile, evidence, of_log, population), evidence, chosen, is_unproven),
            evidence,
        )
        for profile, setting, (name, chosen) in zip(profiles, settings, _all_different(possible, taken), strict=True)
        for does, is_unproven in [(doing(profile, kinds, setting), profile.segment in doubts.weak)]
        for beside in [_beside(profile, setting, does, is_unproven)]
        for evidence in [_evidence(profile, chosen, beside, setting)]
    ]


def named_lifts(persona: Persona) -> tuple[Lift, ...]:
    """Return the facts of the evidence whose words the name holds."""
    name = persona.name.casefold()
    return tuple(
        lift
        for lift in persona.evidence
        if (lift.kind in TASTE_KINDS and stems(str(topic_of(lift))) & stems(name))
        or lift in items_in_name(persona)
        or (lift.key in ADJECTIVES and ADJECTIVES[lift.key].casefold() in name)
    )


def _all_different(
    possible: Sequence[Sequence[Candidate]], taken: Sequence[Sequence[Candidate]]
) -> list[tuple[str, Candidate]]:
    """Choose a candidate for each segment: its best that is like no other's, and like none of those ``taken`` of it.

    Those that are kept come first, then those with the most to say.
    """
    chosen: dict[int, Candidate] = {}
    for place in sorted(range(len(possible)), key=lambda place: _rank(possible[place])):
        own, others = possible[place], [*chosen.values(), *taken[place]]
        chosen[place] = next((each for each in own if not any(each.is_like(other) for other in others)), own[-1])
    in_order = [chosen[place] for place in range(len(possible))]
    return list(zip(_numbered(in_order, taken), in_order, strict=True))


def _rank(own: Sequence[Candidate]) -> tuple[bool, float, int]:
    return not own[0].is_kept, -own[0].claim, len(own)


def _numbered(chosen: Sequence[Candidate], taken: Sequence[Sequence[Candidate]]) -> list[str]:
    """Put a number behind names that are still the same; those that are kept stay as they are."""
    names, kept = {each.name for each in chosen}, {each.name for each in chosen if each.is_kept}
    different: list[str] = []
    for each, others in zip(chosen, taken, strict=True):
        called = {*different, *kept, *(other.name for other in others)}
        numbers = (say("{name} {number}", name=each.name, number=number) for number in count(2))
        is_free = each.is_kept or each.name not in called
        different.append(each.name if is_free else next(n for n in numbers if n not in {*called, *names}))
    return different


def _beside(profile: Profile, setting: Setting, does: Mark | None, is_unproven: bool) -> list[Mark]:
    """Return what a segment is about most and what it does: of one that does not hold, only what is clear."""
    tastes = [mark for mark in topics(profile, setting)[:1] if mark.is_clear or (not is_unproven and mark.describes)]
    items = [setting.mark(lift.name, lift, profile.size) for lift in own_items(profile)[:1]]
    return [*(items or tastes), *([does] if does else [])]


def _evidence(profile: Profile, chosen: Candidate, beside: Sequence[Mark], setting: Setting) -> tuple[Lift, ...]:
    """Return the lifts behind the name, then the best others, clear ones first, until there are enough to say."""
    others = [*beside, *[mark for mark in habits(profile, setting)[:2] if mark.describes]]
    others.sort(key=lambda mark: (not mark.is_clear, -mark.evidence))
    lifts = dict.fromkeys(mark.lift for mark in (*chosen.marks, *others))
    return tuple(lifts)[: max(MAX_STATEMENTS, len(chosen.marks))]


def _sentence(profile: Profile, evidence: tuple[Lift, ...], words: EventWords, log: Population) -> str:
    total, has_titles = log.n_users, log.items.has_titles
    size = say("{n:,} of {total:,} users ({share:.1f} %).", n=profile.size, total=total, share=100 * profile.share)
    if not evidence:
        if profile.why_no_facts:
            return say("{size} {why}", size=size, why=profile.why_no_facts)
        if has_clear_taste(profile) and not has_titles:
            return say(
                "{size} They like items of their own, but the log has no titles to name them by. Load it again with "
                "--map text=COLUMN, or choose the column of titles on the page Data; where ids are the titles, it is "
                "the column of items.",
                size=size,
            )
        if has_clear_taste(profile):
            return say("{size} They like items of their own, which have no subject that a name could say.", size=size)
        if is_large_enough(profile):
            return say("{size} Nothing marks them out from all users.", size=size)
        return say("{size} They are too few to describe.", size=size)
    first, *others = (_figures(lift, words) for lift in evidence)
    marks = say("{share} {what}, compared with {usual} of all users ({times})", **first)
    for other in others:
        marks = say("{marks}; {share} {what}, compared with {usual} ({times})", marks=marks, **other)
    return say("{size} {marks}.", size=size, marks=marks)


def _why_a_number(sentence: str, evidence: tuple[Lift, ...], chosen: Candidate, is_unproven: bool) -> str:
    """Say why a segment is called by its number though the sentence shows a clear taste."""
    if chosen.marks or chosen.is_kept:
        return sentence
    if any(lift.kind == "item" for lift in evidence):
        return say("{sentence} No taste is clear beyond it, and a name needs at least four items.", sentence=sentence)
    if not any(map(is_clear_taste, evidence)):
        return sentence
    if is_unproven:
        return say("{sentence} The verdict on it is too weak for a taste to name it.", sentence=sentence)
    return say("{sentence} A name by their tastes would fit another segment too, or say too little.", sentence=sentence)


def _figures(lift: Lift, words: EventWords) -> dict[str, str]:
    """Return what a sentence says of one fact."""
    share, usual, times = agreeing(lift)
    return {"share": share, "what": statement(lift, words), "usual": usual, "times": f"{times} {TIMES}"}
