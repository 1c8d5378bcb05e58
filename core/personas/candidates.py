"""Candidates: the names that the marks of one segment allow, best first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, product

from core.interests.phrases import are_forms
from core.interests.scripts import is_latin
from core.personas.by_items import item_pairs
from core.personas.clear import TASTE_KINDS, has_clear_taste, is_clear_taste, shares_taste, worth
from core.personas.in_short import in_short
from core.personas.marks import Mark, Setting, habits, is_large_enough, stems, topics
from core.personas.own_items import own_items
from core.personas.topics import STATED_KINDS
from core.personas.without_taste import called_broad, number_alone
from core.personas.words import EventWords
from core.profiles.topics import topic_of
from core.sentences import say
from core.types import Profile

MAX_NAME_LENGTH = 60
MAX_NAME_WORDS = 5
CLOSE = 0.5
"""A second topic joins the first when it is worth at least this part of the first one, and so large a part of the
first one's users has it: "card & doll" says too much of users of whom few have dolls."""

MAIN = 0.25
"""A taste that is worth less of the one that says most, even if no words fit that one, is not what they are about."""

_NO_CONTENT = frozenset({"and", "film", "title"})
"""They say nothing of what a name is about: films of 1996 and films of 1997 are two things."""
_ADJECTIVE_ORDER = ("behaviour", "weekday", "daypart")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible name and the marks it is made of."""

    name: str
    marks: tuple[Mark, ...]
    content: frozenset[str] = frozenset()
    """Of a name by a taste: the words that say what it is about and how."""
    is_kept: bool = False
    """Whether the segment was called so before."""

    @property
    def claim(self) -> float:
        """How much it says of the segment; a taste before habits."""
        tastes = [mark.worth for mark in self.marks if mark.lift.kind in (*TASTE_KINDS, "item")]
        return 1.0 + max(tastes) if tastes else 0.0

    @property
    def sense(self) -> frozenset[str]:
        """The same words in another order are the same name."""
        return stems(self.name)

    def is_like(self, other: Candidate) -> bool:
        """Whether a reader would take the two for one: the same words, or two tastes that share half of them."""
        if self.content and other.content:
            least = min(len(self.content), len(other.content))
            return 2 * len(self.content & other.content) >= least
        return self.sense == other.sense


@dataclass(frozen=True, slots=True)
class Doubts:
    """Segments that no taste may name."""

    weak: Collection[int] = ()
    """Those whose verdict is weak or none: named by a habit or their number."""
    mixed: Collection[int] = ()
    """Those of them that hold what is left over, users of broad tastes: called so."""

    def names_of(self, profile: Profile, words: EventWords, setting: Setting) -> list[Candidate]:
        """Return the possible names of a segment, best first."""
        if profile.segment not in self.weak:
            return candidates(profile, words, setting)
        return (mixed if profile.segment in self.mixed else unproven)(profile, words, setting)


NO_DOUBTS = Doubts()


def candidates(profile: Profile, words: EventWords, setting: Setting) -> list[Candidate]:
    """Return the possible names of a segment, best first, none twice; ``words`` are those of the segment.

    The last ones call it broad, or too little known; a large one has its number at the very end.
    """
    how = habits(profile, setting)
    main = max(map(worth, filter(is_clear_taste, profile.lifts)), default=0.0)
    known = [mark for mark in topics(profile, setting) if mark.is_clear]
    clear_topics = [mark for mark in known if mark.is_main or mark.worth >= MAIN * main]
    clear_habits = [mark for mark in how if mark.is_clear]
    alone = ((mark,) for mark in _words_alone(clear_topics, profile, setting))
    choices = [*_topic_choices(clear_topics, setting), *alone]
    added = [mark for mark in clear_habits if setting.is_apart([mark]) and setting.ranks_alone(mark)]
    by_topic = _topic_names(choices, added, words, setting)
    by_item = [] if clear_topics else _item_names(item_pairs(profile, setting), words)
    plain = _numbers(profile) if clear_topics else _plain_names(profile, clear_habits, words, setting)
    return _without_repeats([*by_topic, *by_item, *_habit_names(clear_habits, words, setting), *plain])


def unproven(profile: Profile, words: EventWords, setting: Setting) -> list[Candidate]:
    """Return the possible names of a segment that does not hold: its habits, or its number.

    Of one that is a part of those who like the same, "Frequent buyers" would be read as all frequent buyers.
    """
    if shares_taste(profile, setting.others):
        return list(_numbers(profile))
    clear_habits = [mark for mark in habits(profile, setting) if mark.is_clear]
    return _without_repeats([*_habit_names(clear_habits, words, setting), *_numbers(profile)])


def mixed(profile: Profile, words: EventWords, setting: Setting) -> list[Candidate]:
    """Return the possible names of a segment of what is left over: it is called broad, with a habit of its own.

    One that has a clear taste all the same is named as any other that does not hold.
    """
    if not _is_broad(profile):
        return unproven(profile, words, setting)
    clear_habits = [mark for mark in habits(profile, setting) if mark.is_clear]
    with_habit = (
        Candidate(_capital(called_broad(words.people, mark.text)), (mark,))
        for mark in clear_habits
        if setting.fits_no_other([mark])
    )
    return _without_repeats([*with_habit, Candidate(called_broad(words.people), ()), *_numbers(profile)])


def _topic_names(
    choices: list[tuple[Mark, ...]], clear_habits: list[Mark], people: EventWords, setting: Setting
) -> Iterator[Candidate]:
    for about, how in product(choices, [*clear_habits, None]):
        marks = (*about, how) if how else about
        items = setting.items_of(about[0]) if len(about) == 1 and people.has_goods else ""
        called = replace(people, people=people.fans) if people.fans and not how else people
        who = _people_behind(items, called) if items else _people_of(about, called)
        name = say("{how} {who}", how=how.text, who=who) if how else who
        content = frozenset[str]().union(*(_content(mark) for mark in marks))
        yield Candidate(_capital(name), marks, content)
        if not how and len(about) == 1 and len(who.split()) > MAX_NAME_WORDS:
            yield from (
                Candidate(_capital(text), marks, content) for text in in_short(about[0], called, setting.wordings)
            )


def _item_names(pairs: Iterable[tuple[Mark, Mark]], people: EventWords) -> Iterator[Candidate]:
    """Name a segment by two of its items; the items alone where there is no room for the people."""
    for pair in pairs:
        content = frozenset[str]().union(*(stems(mark.text) for mark in pair))
        for name in (_people_of(pair, people), _joined([mark.text for mark in pair])):
            yield Candidate(_capital(name), pair, content)


def _content(mark: Mark) -> frozenset[str]:
    """Return the words that say what a mark is about; an era is one word, "late-1990s"."""
    if mark.lift.kind == "era":
        return frozenset({str(topic_of(mark.lift)).casefold()})
    return stems(mark.text) - _NO_CONTENT


def _topic_choices(marks: list[Mark], setting: Setting) -> Iterator[tuple[Mark, ...]]:
    """Return one topic at a time, or two of a kind: the first two at once if they are about as strong."""
    for place, mark in enumerate(marks):
        pairs = [(mark, other) for other in marks[place + 1 :] if _go_together(mark, other, setting)]
        close = next((pair for pair in pairs if _is_close(*pair)), None) if place == 0 else None
        if close:
            yield tuple(sorted(close, key=lambda each: not setting.items_of(each)))  # "heart & bell": no heart alone
        yield (mark,)
        yield from (pair for pair in pairs if mark.lift.kind == "category")


def _words_alone(marks: list[Mark], profile: Profile, setting: Setting) -> Iterator[Mark]:
    """Return words that say as much as the pair they are in, for where another segment is called by its other word."""
    pairs = {word: mark for mark in marks if mark.lift.kind == "term" for word in mark.lift.key.split()}
    for lift in profile.lifts:
        pair = pairs.get(lift.key) if lift.kind == "term" else None
        if pair and lift != pair.lift and worth(lift) >= pair.worth and (text := setting.wordings.noun(lift)):
            yield setting.mark(text, lift, profile.size)


def _is_close(first: Mark, second: Mark) -> bool:
    """Whether a second topic is about as strong as the first."""
    return second.worth >= CLOSE * first.worth and second.lift.share >= CLOSE * first.lift.share


def _go_together(first: Mark, second: Mark, setting: Setting) -> bool:
    """Whether one name may say both: two categories, or two things that titles say, of which neither is two already."""
    kinds = {first.lift.kind, second.lift.kind}
    if kinds == {"category"}:
        return True
    texts = first.text, second.text
    return (
        kinds <= {"node", "term"}
        and "&" not in "".join(texts)
        and not setting.wordings.is_pair(*texts)
        and not are_forms(*texts)
    )


def _people_of(about: tuple[Mark, ...], people: EventWords) -> str:
    texts = [mark.text for mark in about]
    is_ours = any(mark.lift.kind in STATED_KINDS for mark in about)  # in the plural: "buyers of large packs"
    if people.goes_before and not is_ours and all(map(is_latin, texts)):
        return say("{topic} {people}", topic=_joined(texts), people=people.people)
    return _people_behind(_joined(texts), people)


def _people_behind(topic: str, people: EventWords) -> str:
    return say("{people} {preposition} {topic}", people=people.people, preposition=people.preposition, topic=topic)


def _joined(topics: list[str]) -> str:
    """Join one topic or two."""
    if len(topics) == 1:
        return topics[0]
    if any("&" in topic for topic in topics):
        return say("{first} and {second}", first=topics[0], second=topics[1])
    return say("{first} & {second}", first=topics[0], second=topics[1])


def _habit_names(clear_habits: list[Mark], people: EventWords, setting: Setting) -> Iterator[Candidate]:
    """Return names by two habits of different kinds, then by three, by one, and by any two; each fits no other one."""
    best = list({mark.lift.kind: mark for mark in reversed(clear_habits)}.values())[::-1]
    best.sort(key=lambda mark: -mark.evidence)
    choices: Iterable[tuple[Mark, ...]] = (tuple(best[:2]), tuple(best), tuple(best[:1]))
    pairs = [pair for pair in combinations(clear_habits, 2) if pair[0].lift.kind != pair[1].lift.kind]
    for how in [*choices, *pairs, *((mark,) for mark in clear_habits)]:
        ordered = sorted(how, key=lambda mark: _ADJECTIVE_ORDER.index(mark.lift.kind))
        if ordered and setting.fits_no_other(ordered):
            who = people.people
            for mark in reversed(ordered):
                who = say("{how} {who}", how=mark.text, who=who)
            yield Candidate(_capital(who), tuple(how))


def _plain_names(
    profile: Profile, clear_habits: list[Mark], words: EventWords, setting: Setting
) -> Iterator[Candidate]:
    if not is_large_enough(profile):
        yield Candidate(say("Too little known"), ())
        return
    if _is_broad(profile):
        yield from _broad_names(clear_habits, words, setting)
    yield from _numbers(profile)


def _broad_names(clear_habits: list[Mark], words: EventWords, setting: Setting) -> Iterator[Candidate]:
    """Call a segment broad; of several that are, by a habit that the others have less."""
    others = {other.segment for other in setting.others if _is_broad(other)}
    for mark in clear_habits:
        if others and others <= mark.apart_from:
            yield Candidate(_capital(called_broad(words.people, mark.text)), (mark,))
    yield Candidate(called_broad(words.people), ())


def _is_broad(profile: Profile) -> bool:
    """Whether a segment is known to like nothing in particular."""
    is_known = is_large_enough(profile) and not profile.why_no_facts
    return is_known and not has_clear_taste(profile) and not own_items(profile)


def _numbers(profile: Profile) -> Iterator[Candidate]:
    yield Candidate(number_alone(profile.segment), ())


def _without_repeats(found: list[Candidate]) -> list[Candidate]:
    unique: dict[frozenset[str], Candidate] = {}
    for candidate in found:
        if len(candidate.name) <= MAX_NAME_LENGTH and len(candidate.name.split()) <= MAX_NAME_WORDS:
            unique.setdefault(candidate.sense, candidate)
    return list(unique.values())


def _capital(name: str) -> str:
    return say("{name!c}", name=name)
