"""What a segment is about: the tastes that can name it, and how a name writes them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from core.interests.given import in_a_sentence, readable
from core.interests.naming import read_wording
from core.interests.phrases import singular, words_of
from core.interests.scripts import is_latin, scripts_of
from core.interests.things import makes_of
from core.interests.tree import InterestTree
from core.interests.words_in_tree import phrases_anywhere
from core.personas.narrow import few_items, narrow_tastes
from core.personas.node_names import PATH, given_names, node_texts
from core.personas.phrases import FEASTS, phrases, written
from core.personas.policy import may_name
from core.personas.sayable import is_sayable, on_one_line, usual_scripts
from core.personas.words import is_of_films
from core.profiles.tastes import modifiers, motifs_of, pairs_of_words, vague_terms
from core.profiles.topics import topic_of
from core.sentences import say
from core.types import Lift, Population, Profile

TASTE_KINDS = ("category", "node", "era", "maker", "size", "term")
"""Kinds of facts that name a segment by what it is about; of two that say as much, the first."""
STATED_KINDS = ("era", "size")
"""Kinds whose words are ours, and fit a name."""
MAX_TOPIC_LENGTH = 36
LEAST_SPREAD = 3.0
"""Items over which the segment's events with a taste would be spread as evenly."""
CLEAR_LIFT = 1.25
"""Of its users and of its events."""
CLEAR_SHARE = 0.12
"""A name describes a whole segment, so at least this share of it must have what it says, in half of the events."""
CLEAR_GAIN = 0.06
"""A taste that is worth less (51 % against 38 %) shows nobody who the segment is."""
CLEAR_EVENT_SHARE = {"era": 0.1, "size": 0.1}
LEAST_EVENT_SHARE = 0.01
"""What fewer of its events are about names no segment."""
CLEAR_EVENT_GAIN = 0.008
"""The same of events, which spread over more topics than users do (2 % against 1.4 % shows nobody who they are)."""
WELL_COVERED = 0.5
"""The name of a node says less of a segment where its words stand in the titles of less of what users have of it."""
NEARLY, AT_LEAST = 0.8, 0.5
"""A pair of words names for its word ("metal sign" for "sign") where it is worth so much of what that is worth; the
second is for a word that rather stands before others ("hanging heart" for "heart"), and for a part of a long name."""
LONG = 5
"""Words of a topic that leave none for the people."""
MAIN_SHARE, MAIN_EVENT_SHARE = 0.8, 0.5
"""Parts of the users and of the events that have a category which says what a segment is about."""
_IN_NEXT = 0.3
"""What a taste is worth beside a neighbour that has as much of it, as part of what it is worth beside nobody."""

_VAGUE = frozenset({"unknown", "other", "others", "misc", "miscellaneous", "none", "n/a", "(no genres listed)", "其他"})


@dataclass(frozen=True, slots=True)
class Wordings:
    """How names write the tastes of a log; what is missing names nothing."""

    narrow: frozenset[tuple[str, str]] = frozenset()
    """Kind and key of tastes that too few items share, and of terms that are no nouns or lie anywhere in the tree."""
    vague: frozenset[str] = frozenset()
    """Terms that are no nouns."""
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
    modifiers: frozenset[str] = frozenset()
    """Words that rather stand before others."""
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

    def texts(self, profile: Profile) -> Iterator[tuple[str, Lift]]:
        """Return the tastes that can name a segment; none of one about a sensitive category: its parts say the same."""
        if not all(may_name(self._text(lift)) for lift in filter(is_main_category, profile.lifts)):
            return
        for kind in TASTE_KINDS:
            lifts = [lift for lift in profile.lifts if lift.kind == kind and self._can_name(lift)]
            texts = ((self._borne_out(self._text(lift), lift, profile), lift) for lift in lifts)
            found = phrases(lifts, self.surface) if kind == "term" else texts
            sayable = ((text, lift) for text, lift in found if self.can_say(text, lift))
            yield from (self._in_full(text, lift, profile) for text, lift in sayable)

    def _borne_out(self, text: str, lift: Lift, profile: Profile) -> str:
        """Return those phrases of a node by titles that are things and, of two, that the segment's own facts state.

        Few like all that is in a node.
        """
        if lift.kind != "node" or lift.key not in self.covers:
            return text
        stated = {each.key for each in profile.lifts if each.kind == "term" and each.lift >= CLEAR_LIFT}
        parts = {part: " ".join(words_of(part)) for part in text.split(" & ")}
        things = {part: key for part, key in parts.items() if key in FEASTS or key not in self.vague}
        return " & ".join(part for part, key in things.items() if len(parts) == 1 or key in stated)

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
        least = NEARLY if is_word and word not in self.modifiers else AT_LEAST
        return best if best and worth(best[1]) >= least * own else (text, lift)

    def is_pair(self, first: str, second: str) -> bool:
        """Whether two words are one phrase of titles: they are no two things that a name joins by "&"."""
        return frozenset(singular(each.casefold()) for each in (first, second)) in self.pairs

    def items_of(self, text: str, lift: Lift) -> str:
        """Return what a name by this taste alone is about: of a motif the items that have it; "" of any other."""
        is_motif = lift.kind in ("node", "term") and singular(text.casefold()) in self.motifs
        if not is_motif or not is_latin(text) or text.casefold() in FEASTS or lift.key in self.given_nodes:
            return ""
        return say("{motif} items", motif=text)

    def fit(self, lift: Lift) -> float:
        """Return how well the words of a taste say what it is about, from 0 to 1."""
        cover = self.covers.get(lift.key, 1.0) if lift.kind == "node" else 1.0
        return min(cover / WELL_COVERED, 1.0)

    def _can_name(self, lift: Lift) -> bool:
        is_narrow = (lift.kind, lift.key) in self.narrow and not (lift.kind == "term" and lift.key in FEASTS)
        return not is_narrow and lift.key.casefold() not in _VAGUE

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
        category = PATH.split(on_one_line(lift.key))[-1]
        given = self.given_categories.get(readable(category))
        return given or _short(self._in_a_name(category))

    def _in_a_name(self, category: str) -> str:
        """Return a category as it is, or in small letters if the log has it in capitals: "soft drink buyers"."""
        text = in_a_sentence(category)
        if text == category:
            return readable(category)
        return written(_singular(text) if self.goes_before else text)


def wordings_of(population: Population, tree: InterestTree | None, goes_before: bool) -> Wordings:
    """Read how names write the tastes of a log.

    A topic that ``goes_before`` the people stands in the singular, "water bottle buyers"; else as titles write it,
    "readers of ghost stories".
    """
    surface = {} if goes_before else read_wording(population.items.titles).surface
    nodes, covers = node_texts(population, tree) if tree else ({}, {})
    named = frozenset(str(node) for node in tree.given) if tree else frozenset()
    narrow, anywhere = narrow_tastes(population), phrases_anywhere(population, tree) if tree else frozenset()
    if goes_before:
        given = given_names(population)
        nodes = {key: text if text in given or key in named else _singular(text) for key, text in nodes.items()}
    return Wordings(
        narrow | frozenset(("term", phrase) for phrase in anywhere),
        vague_terms(population),
        surface,
        nodes,
        covers,
        say("films") if is_of_films(population) else say("titles"),
        named & set(nodes),
        _given_categories(tree) if tree else {},
        usual_scripts(population.items.titles),
        modifiers(population),
        pairs_of_words(population),
        motifs_of(population),
        goes_before,
        frozenset(phrase for phrase in anywhere if ("term", phrase) not in few_items(population)),
        makes_of(population.items.titles, anywhere),
    )


def worth(lift: Lift) -> float:
    """Return how much a taste says of a segment.

    How many more users have it than usual, times how much more often; the same of its events, and the geometric mean
    of both, less where another segment has nearly as much. Of a taste without a contrast, users alone count.
    """
    of_users, seen = _gain(lift.share, lift.overall_share), lift.contrast
    if seen is None:
        return of_users
    gain = seen.event_share - seen.overall_event_share
    apart = min(max((seen.event_share - seen.next_event_share) / gain, 0.0), 1.0) if gain > 0 else 0.0
    of_events = _gain(seen.event_share, seen.overall_event_share)
    return math.sqrt(of_users * of_events) * (_IN_NEXT + (1 - _IN_NEXT) * apart)


def is_clear(lift: Lift) -> bool:
    """Whether a taste is strong enough to name a whole segment, and a name by it would fit no other segment better."""
    seen = lift.contrast
    if seen and seen.next_share > lift.share and seen.next_event_share > seen.event_share:
        return False
    return is_strong(lift)


def is_strong(lift: Lift) -> bool:
    """Whether a taste is true of a whole segment, in its users and in its events, more than of all users."""
    of_users = _gain(lift.share, lift.overall_share)
    if lift.lift < CLEAR_LIFT or lift.share < CLEAR_SHARE or of_users < CLEAR_GAIN:
        return False
    seen = lift.contrast
    if seen is None:
        return True
    is_much = seen.event_share >= CLEAR_EVENT_SHARE.get(lift.kind, LEAST_EVENT_SHARE)
    is_much = is_much and _gain(seen.event_share, seen.overall_event_share) >= CLEAR_EVENT_GAIN
    return is_much and seen.event_share >= CLEAR_LIFT * seen.overall_event_share and seen.n_items >= LEAST_SPREAD


def is_main_category(lift: Lift) -> bool:
    """Whether a category of the log is what a segment is about: nearly all of its users and most events have it.

    It names before words of titles, which say more of fewer users.
    """
    if lift.kind != "category" or lift.contrast is None or not is_clear(lift):
        return False
    return lift.share >= MAIN_SHARE and lift.contrast.event_share >= MAIN_EVENT_SHARE


def has_clear_taste(profile: Profile) -> bool:
    """Whether the users like something more than others do, so that they are not broad, even if no name says what."""
    return any(map(is_clear_taste, profile.lifts))


def is_clear_taste(lift: Lift) -> bool:
    """Whether a fact is a taste, and a clear one."""
    return lift.kind in TASTE_KINDS and is_clear(lift)


def _gain(share: float, usual: float) -> float:
    return max(share - usual, 0.0) * math.log2(max(share / max(usual, 1e-9), 1.0))


def _is_pair_of(key: str, word: str) -> bool:
    return " " in key and word in key.split()


def _given_categories(tree: InterestTree) -> dict[str, str]:
    """Return name to the analyst's name, of nodes of whose name there is one."""
    found = {readable(was): tree.nodes[node].name for node, was in tree.given.items()}
    return {
        was: name for was, name in found.items() if [readable(each) for each in tree.given.values()].count(was) == 1
    }


def _singular(text: str) -> str:
    """Bring the last word of each part to the singular: "cake cases & stands" to "cake case & stand"."""
    parts = [part.split(" ") for part in text.split(" & ")]
    return " & ".join(" ".join([*words[:-1], singular(words[-1])]) for words in parts)


def _short(text: str) -> str:
    if len(text) <= MAX_TOPIC_LENGTH:
        return text
    return text[: MAX_TOPIC_LENGTH - 1].rsplit(" ", 1)[0] + "\N{HORIZONTAL ELLIPSIS}"
