"""Candidates: the names that the marks of one segment allow, best first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product

from core.personas.marks import Mark, doing, habits, is_large_enough, stems, topics
from core.personas.words import EVENT_WORDS, EventWords
from core.sentences import say, say_n
from core.types import Profile

MAX_NAME_LENGTH = 60
CLOSE = 0.6
"""A second topic joins the first when its evidence is at least this part of the first one's."""
RULES_OUT = 2.0
"""Habits with this many times the evidence of the best topic make the name alone."""

_ADJECTIVE_ORDER = ("behaviour", "weekday", "daypart")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible name and the marks it is made of."""

    name: str
    marks: tuple[Mark, ...]

    @property
    def evidence(self) -> float:
        """Evidence of all marks in the name."""
        return sum(mark.evidence for mark in self.marks)

    @property
    def sense(self) -> frozenset[str]:
        """The same words in another order are the same name."""
        return stems(self.name)


def candidates(profile: Profile, words: EventWords, kinds: Mapping[str, str], n_users: int) -> list[Candidate]:
    """Return the possible names of a segment, best first, none twice; the last ones call it average or too small.

    Where nothing can be stated of what its users do, the last one is its number.

    ``kinds`` is event name to kind.
    """
    about, how, does = topics(profile, n_users), habits(profile, words, n_users), doing(profile, kinds, n_users)
    clear_topics, clear_habits = [mark for mark in about if mark.is_clear], [mark for mark in how if mark.is_clear]
    people, extra = (EVENT_WORDS[does.text], (does,)) if does else (words, ())
    by_topic = _topic_names(clear_topics, clear_habits, people)
    by_habit = _habit_names(clear_habits, people)
    blocks = [by_habit, by_topic] if _is_by_habit(clear_topics, clear_habits) else [by_topic, by_habit]
    found = [Candidate(c.name, (*c.marks, *extra)) for block in blocks for c in block]
    if does:
        found.append(Candidate(_capital(people.people), extra))
    plain = _plain_names(profile, about, words)
    return _without_repeats([*found, *plain])


def _is_by_habit(clear_topics: list[Mark], clear_habits: list[Mark]) -> bool:
    if not clear_topics or not clear_habits:
        return False
    is_nameless = clear_topics[0].lift.kind == "item" and clear_topics[0].lift.name == clear_topics[0].lift.key
    return is_nameless or clear_habits[0].evidence >= RULES_OUT * clear_topics[0].evidence


def _topic_names(clear_topics: list[Mark], clear_habits: list[Mark], people: EventWords) -> Iterator[Candidate]:
    for about, how in product(_topic_choices(clear_topics), [*clear_habits, None]):
        marks = (*about, how) if how else about
        who = _people_of(about, people)
        yield Candidate(_capital(say("{how} {who}", how=how.text, who=who) if how else who), marks)


def _topic_choices(marks: list[Mark]) -> Iterator[tuple[Mark, ...]]:
    """Return one topic at a time, or two of one kind: the first two at once if they are about as strong."""
    for place, mark in enumerate(marks):
        pairs = [(mark, other) for other in marks[place + 1 :] if other.lift.kind == mark.lift.kind]
        if place == 0 and pairs and pairs[0][1].evidence >= CLOSE * mark.evidence:
            yield pairs[0]
        yield (mark,)
        yield from pairs


def _people_of(about: tuple[Mark, ...], people: EventWords) -> str:
    texts = [mark.text for mark in about]
    if people.goes_before and all(text.isascii() for text in texts):
        return say("{topic} {people}", topic=_joined(texts), people=people.people)
    topic = _joined([text.replace("-", " ") for text in texts] if _are_terms(about) else texts)
    return say("{people} {preposition} {topic}", people=people.people, preposition=people.preposition, topic=topic)


def _joined(topics: list[str]) -> str:
    """Join one topic or two."""
    if len(topics) == 1:
        return topics[0]
    if any("&" in topic for topic in topics):
        return say("{first} and {second}", first=topics[0], second=topics[1])
    return say("{first} & {second}", first=topics[0], second=topics[1])


def _are_terms(about: tuple[Mark, ...]) -> bool:
    return all(mark.lift.kind == "term" for mark in about)


def _habit_names(clear_habits: list[Mark], people: EventWords) -> Iterator[Candidate]:
    """Return names by two habits of different kinds, then by three, by one, and by any two."""
    best = list({mark.lift.kind: mark for mark in reversed(clear_habits)}.values())[::-1]
    best.sort(key=lambda mark: -mark.evidence)
    choices: Iterable[tuple[Mark, ...]] = (tuple(best[:2]), tuple(best), tuple(best[:1]))
    pairs = [pair for pair in combinations(clear_habits, 2) if pair[0].lift.kind != pair[1].lift.kind]
    for how in [*choices, *pairs, *((mark,) for mark in clear_habits)]:
        ordered = sorted(how, key=lambda mark: _ADJECTIVE_ORDER.index(mark.lift.kind))
        if ordered:
            who = people.people
            for mark in reversed(ordered):
                who = say("{how} {who}", how=mark.text, who=who)
            yield Candidate(_capital(who), tuple(how))


def _plain_names(profile: Profile, about: list[Mark], words: EventWords) -> Iterator[Candidate]:
    if not is_large_enough(profile):
        return _few_names(profile)
    return _numbers(profile) if profile.why_no_facts else _average_names(about, words)


def _numbers(profile: Profile) -> Iterator[Candidate]:
    yield Candidate(say("Segment {other}", other=profile.segment), ())  # by this key, numbers are put back


def _few_names(profile: Profile) -> Iterator[Candidate]:
    name = say_n("Too few to describe ({n} user)", "Too few to describe ({n} users)", profile.size)
    yield Candidate(name, ())


def _average_names(about: list[Mark], words: EventWords) -> Iterator[Candidate]:
    yield Candidate(say("Average {people}", people=words.people), ())
    for mark in about:
        name = say("Average {people} with a lean to {topic}", people=words.people, topic=mark.text)
        yield Candidate(name, (mark,))


def _without_repeats(found: list[Candidate]) -> list[Candidate]:
    unique: dict[frozenset[str], Candidate] = {}
    for candidate in found:
        if len(candidate.name) <= MAX_NAME_LENGTH:
            unique.setdefault(candidate.sense, candidate)
    return list(unique.values())


def _capital(name: str) -> str:
    return say("{name!c}", name=name)
