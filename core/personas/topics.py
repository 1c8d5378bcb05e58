"""What a segment is about: the tastes that can name it, and how a name writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from core.compute.once import once
from core.interests.capitals import capitals_of, with_capitals
from core.interests.given import in_a_sentence, readable
from core.interests.makers import MakerNames, maker_names
from core.interests.naming import wording_of
from core.interests.parts import PART
from core.interests.phrases import is_english, singular, words_of
from core.interests.plain_words import ALWAYS_PLURAL
from core.interests.proper import FEASTS
from core.interests.scripts import is_latin, scripts_of
from core.interests.things import makes_of
from core.interests.tree import InterestTree
from core.interests.words_in_tree import phrases_anywhere
from core.personas.clear import CLEAR_LIFT, TASTE_KINDS, is_clear, is_main_category, worth
from core.personas.narrow import few_items
from core.personas.node_names import PATH, given_names, node_texts
from core.personas.phrases import NEARLY, in_singular, phrases, written
from core.personas.policy import may_name
from core.personas.sayable import is_sayable, on_one_line, usual_scripts
from core.personas.title_parts import first_words, parts_of_titles, refused_words
from core.personas.words import is_of_films
from core.profiles.tastes import motifs_of, pairs_of_words, vague_terms
from core.profiles.topics import topic_of
from core.sentences import say
from core.types import Lift, Population, Profile

STATED_KINDS = ("era", "size")
"""Kinds whose words are ours, and fit a name."""
MAX_TOPIC_LENGTH = 36
WELL_COVERED = 0.5
"""The name of a node says less of a segment where its words stand in the titles of less of what users have of it."""
AT_LEAST = 0.5
"""A pair of words names for its word where it is worth so much of what that is worth, if the word says what is on
things ("hanging heart" for "heart"), and a part for a long name; for any other word ("sign") ``NEARLY``."""
LONG = 5
"""Words of a topic that leave none for the people."""

VAGUE = frozenset({"unknown", "other", "others", "misc", "miscellaneous", "none", "n/a", "(no genres listed)", "其他"})


@dataclass(frozen=True, slots=True)
class Wordings:
    """How names write the tastes of a log; what is missing names nothing."""

    narrow: frozenset[tuple[str, str]] = frozenset()
    """Kind and key of tastes that too few items share, and of terms that lie anywhere in the tree."""
    vague: frozenset[str] = frozenset()
    """Terms that are no nouns."""
    parts: frozenset[str] = frozenset()
    """Terms that nearly always stand beside another word: what one product of a kind is called."""
    surface: Mapping[str, str] = field(default_factory=dict)
    """Term to how titles write it."""
    nodes: Mapping[str, str] = field(default_factory=dict)
    """Key of a node of interests to its name."""
    covers: Mapping[str, float] = field(default_factory=dict)
    """Key of a node to the part of its events whose titles hold words of the name, where names come from titles."""
    dated: str = say("titles")
    """What items with a year are."""
    given_nodes: frozenset[str] = frozenset()
    """Keys of nodes that an analyst named: these names are written as they are."""
    given_categories: Mapping[str, str] = field(default_factory=dict)
    """Category that is a node which an analyst named, as a name would write it, to the analyst's name."""
    scripts: frozenset[str] | None = None
    """Scripts that names may be written in; None for any."""
    pairs: frozenset[frozenset[str]] = frozenset()
    """Two words that stand side by side in a title."""
    motifs: frozenset[str] = frozenset()
    """Words that say what is on things, and not which things."""
    goes_before: bool = True
    """Whether a topic stands before the people, and so in the singular."""
    anywhere: frozenset[str] = frozenset()
    """Words and phrases of several titles that lie anywhere in the tree: makes, lines and variants."""
    makes: frozenset[str] = frozenset()
    """Those of them that only begin titles."""
    makers: MakerNames = field(default_factory=MakerNames)
    """Those who made items, as titles write them."""
    capitals: Mapping[str, str] = field(default_factory=dict)
    """Words in small letters to how German titles write them."""
    first: frozenset[str] = frozenset()
    """Words that begin titles."""
    refused: frozenset[str] = frozenset()
    """Words that stand mostly in titles of sensitive subjects."""
    before: Mapping[str, str] = field(default_factory=dict)
    """Term to how titles write it, in the plural, too: "kids" of bikes."""

    def texts(self, profile: Profile) -> Iterator[tuple[str, Lift]]:
        """Return the tastes that can name a segment; none of one about a sensitive category: its parts say the same."""
        if not all(may_name(self._text(lift)) for lift in filter(is_main_category, profile.lifts)):
            return
        named: list[tuple[str, Lift]] = []
        for kind in TASTE_KINDS:
            lifts = [lift for lift in profile.lifts if lift.kind == kind and self._can_name(lift)]
            texts = (self._borne_out(self._text(lift), lift, profile) for lift in lifts)
            found = phrases(lifts, self.surface) if kind == "term" else texts
            sayable = ((text, lift) for text, lift in found if self.can_say(text, lift))
            named += [self._in_full(text, lift, profile) for text, lift in sayable]
        found = [*named, *self._subjects(profile, named)]
        yield from ((self._as_titles_do(text, lift), lift) for text, lift in found)

    def _as_titles_do(self, text: str, lift: Lift) -> str:
        """Write words of titles with the capitals of German, and names of makers whole."""
        is_by_titles = lift.kind == "term" or (lift.kind == "node" and lift.key in self.covers)
        return self.makers.written(with_capitals(text, self.capitals)) if is_by_titles else text

    def _subjects(self, profile: Profile, named: Sequence[tuple[str, Lift]]) -> Iterator[tuple[str, Lift]]:
        """Return the words that are no nouns, and yet worth more than any name by nouns: "dog" of food and leads.

        Not where a phrase with the word says nearly as much ("cake case"). Where no noun names, a word that begins
        titles does not either, since it may be a make: items do.
        """
        best = max((worth(lift) * self.fit(lift) for _text, lift in named), default=0.0)
        for lift in profile.lifts:
            is_word = lift.kind == "term" and lift.key in self.vague and " " not in lift.key
            own = worth(lift) * self.fit(lift)
            may_be_make = not named and lift.key in self.first
            is_out = may_be_make or lift.key in self.refused
            if not is_word or is_out or not is_latin(lift.key) or self._is_narrow(lift) or own < best:
                continue
            longer = (worth(each) * self.fit(each) for _text, each in named if lift.key in each.key.split())
            text = written(self.before.get(lift.key, lift.key))
            if max(longer, default=0.0) < NEARLY * own and self.can_say(text, lift):
                yield text, lift

    def _borne_out(self, text: str, lift: Lift, profile: Profile) -> tuple[str, Lift]:
        """Return those phrases of a node by titles that are things and, of two, that the segment's own facts state.

        Few like all that is in a node. Of two phrases the one that is left says no more than its own fact does.
        """
        if lift.kind != "node" or lift.key not in self.covers:
            return text, lift
        stated = {each.key: each for each in profile.lifts if each.kind == "term" and each.lift >= CLEAR_LIFT}
        parts = {part: " ".join(words_of(part)) for part in text.split(" & ")}
        things = {part: key for part, key in parts.items() if key in FEASTS or key not in self.vague}
        kept = {part: key for part, key in things.items() if len(parts) == 1 or key in stated}
        own = stated.get(next(iter(kept.values()), "")) if len(kept) < len(parts) == 2 else None
        return " & ".join(kept), own if own and self._can_name(own) else lift

    def _in_full(self, text: str, lift: Lift, profile: Profile) -> tuple[str, Lift]:
        """Return a pair of words for a word of which it says nearly all, and a part for a name that is too long."""
        is_long = lift.kind == "node" and len(text.split()) >= LONG
        is_word = lift.kind in ("node", "term") and " " not in text and text.casefold() not in FEASTS
        is_given = lift.kind == "node" and lift.key not in self.covers  # "Hives" of a log are no hive stands
        if is_given or not (is_long or is_word):
            return text, lift
        terms = [each for each in profile.lifts if each.kind == "term" and is_clear(each)]
        word = singular(text.casefold())
        own = next((worth(each) for each in terms if each.key == word), worth(lift) * self.fit(lift))
        keys = {" ".join(words_of(part)) for part in text.split(" & ")}
        fits = (each for each in terms if (each.key in keys if is_long else _is_pair_of(each.key, word)))
        found = [(written(self.surface.get(each.key, each.key)), each) for each in fits if self._can_name(each)]
        best = max((each for each in found if self.can_say(*each)), key=lambda each: worth(each[1]), default=None)
        least = NEARLY if is_word and word not in self.motifs else AT_LEAST
        return best if best and worth(best[1]) >= least * own else (text, lift)

    def is_pair(self, first: str, second: str) -> bool:
        """Whether two words are one phrase of titles: they are no two things that a name joins by "&"."""
        return frozenset(singular(each.casefold()) for each in (first, second)) in self.pairs

    def items_of(self, text: str, lift: Lift) -> str:
        """Return what a name by this taste alone is about: of a motif the items that have it; "" of any other."""
        is_motif = lift.kind in ("node", "term") and singular(text.casefold()) in self.motifs
        is_motif = is_motif or (lift.kind == "term" and lift.key in self.vague and " " not in lift.key)
        if not is_motif or not is_latin(text) or text.casefold() in FEASTS or lift.key in self.given_nodes:
            return ""
        return say("{motif} items", motif=text)

    def noun(self, lift: Lift) -> str:
        """Return a clear term as a name would write it; "" where it names nothing alone."""
        text = written(self.surface.get(lift.key, lift.key))
        can_name = is_clear(lift) and self._can_name(lift) and self.can_say(text, lift)
        return self._as_titles_do(text, lift) if can_name else ""

    def fit(self, lift: Lift) -> float:
        """Return how well the words of a taste say what it is about, from 0 to 1."""
        cover = self.covers.get(lift.key, 1.0) if lift.kind == "node" else 1.0
        keys = [lift.key] if lift.kind == "term" else [" ".join(words_of(each)) for each in self._phrases(lift)]
        is_part = bool(keys) and self.parts.issuperset(keys)
        return min(cover / WELL_COVERED, 1.0) * (PART if is_part else 1.0)

    def _phrases(self, lift: Lift) -> list[str]:
        """Return the phrases of a node by titles."""
        return self.nodes[lift.key].split(" & ") if lift.kind == "node" and lift.key in self.covers else []

    def _can_name(self, lift: Lift) -> bool:
        is_vague = lift.kind == "term" and lift.key in self.vague and lift.key not in FEASTS
        return not (is_vague or self._is_narrow(lift)) and lift.key.casefold() not in VAGUE

    def _is_narrow(self, lift: Lift) -> bool:
        return (lift.kind, lift.key) in self.narrow and not (lift.kind == "term" and lift.key in FEASTS)

    def can_say(self, text: str, lift: Lift) -> bool:
        """Return whether a name may say a fact in these words."""
        kind = lift.kind
        if (kind == "node" and lift.key in self.given_nodes) or text in self.given_categories.values():
            return may_name(text)
        is_written_so = self.scripts is None or scripts_of(text) <= self.scripts
        can_say = kind in STATED_KINDS or is_sayable(text, is_given=kind in ("category", "maker"))
        return is_written_so and may_name(text) and can_say

    def _text(self, lift: Lift) -> str:
        if lift.kind == "node":
            return self.nodes.get(lift.key, "")
        if lift.kind == "era":
            return say("{era} {titles}", era=topic_of(lift), titles=self.dated)
        if lift.kind == "size":
            return topic_of(lift)
        if lift.kind == "maker":
            return _short(on_one_line(lift.key))
        given = self.given_categories.get(self.category(lift))
        return given or _short(self._in_a_name(_last_level(lift)))

    def category(self, lift: Lift) -> str:
        """Return the category of a fact as it stands alone, in the plural if the log has it so."""
        return readable(_last_level(lift))

    def _in_a_name(self, category: str) -> str:
        """Return a category as it is, or in small letters if the log has it in capitals: "soft drink buyers"."""
        text = in_a_sentence(category)
        if text == category:
            return readable(category)
        return written(in_singular(text) if self.goes_before else text)


def wordings_of(population: Population, tree: InterestTree | None, goes_before: bool) -> Wordings:
    """Read how names write the tastes of a log.

    A topic that ``goes_before`` the people stands in the singular, "water bottle buyers"; else as titles write it,
    "readers of ghost stories".
    """
    titles = population.items.titles
    is_singular = goes_before and is_english(titles)
    as_written = wording_of(population.items).surface
    surface = {key: text for key, text in as_written.items() if not is_singular or text.split()[-1] in ALWAYS_PLURAL}
    nodes, covers = node_texts(population, tree) if tree else ({}, {})
    named = frozenset(str(node) for node in tree.given) if tree else frozenset()
    narrow, anywhere = few_items(population), phrases_anywhere(population, tree) if tree else frozenset()
    if is_singular:
        given = given_names(population)
        nodes = {key: text if text in given or key in named else in_singular(text) for key, text in nodes.items()}
    return Wordings(
        narrow | frozenset(("term", phrase) for phrase in anywhere),
        vague_terms(population),
        parts_of_titles(population, anywhere),
        surface,
        nodes,
        covers,
        say("films") if is_of_films(population) else say("titles"),
        named & set(nodes),
        _given_categories(tree) if tree else {},
        usual_scripts(titles),
        pairs_of_words(population),
        motifs_of(population),
        goes_before,
        frozenset(phrase for phrase in anywhere if ("term", phrase) not in few_items(population)),
        makes_of(titles, anywhere),
        once(population.items, "names of makers", lambda: maker_names(titles)),
        once(population.items, "capitals", lambda: capitals_of(titles)),
        once(population.items, "first words", lambda: first_words(titles)),
        once(population.items, "refused words", lambda: refused_words(titles)),
        as_written,
    )


def _last_level(lift: Lift) -> str:
    return PATH.split(on_one_line(lift.key))[-1]


def _is_pair_of(key: str, word: str) -> bool:
    return " " in key and word in key.split()


def _given_categories(tree: InterestTree) -> dict[str, str]:
    """Return name to the analyst's name, of nodes of whose name there is one."""
    found = {readable(was): tree.nodes[node].name for node, was in tree.given.items()}
    return {
        was: name for was, name in found.items() if [readable(each) for each in tree.given.values()].count(was) == 1
    }


def _short(text: str) -> str:
    if len(text) <= MAX_TOPIC_LENGTH:
        return text
    return text[: MAX_TOPIC_LENGTH - 1].rsplit(" ", 1)[0] + "\N{HORIZONTAL ELLIPSIS}"
