"""Names by items: of a segment that clearly likes a part of the catalogue whose titles share no word.

A harness, a helmet and a rope are one interest, and in a small shop no word of their titles says so. Then two of the
items that mark the segment out stand for it, "Helmet & Quickdraw set buyers", where at least four do: one item more or
less is a chance, four that hold on fresh events are what the users came for.
"""

from __future__ import annotations

from itertools import combinations

from core.interests.things import MAX_TITLE_WORDS, thing_of
from core.personas.clear import CLEAR_SHARE, is_clear_taste, worth
from core.personas.marks import Mark, Setting
from core.personas.node_names import MIN_ITEMS
from core.personas.own_items import OWN_ITEM_LIFT
from core.personas.policy import may_name
from core.profiles.topics import topic_of
from core.types import Lift, Persona, Profile

_TRIED = 6
"""Items, those that say most first, out of which two are chosen."""


def named_items(profile: Profile) -> list[Lift]:
    """Return the items that mark a segment out which likes a nameless part of the catalogue; [] of any other.

    Those that say most come first: each is a fact of an eighth of the users or more, at least twice as frequent as
    among all users, in users and in events, and more frequent than in any other segment.
    """
    tastes = [lift for lift in profile.lifts if is_clear_taste(lift)]
    is_of_part = any(lift.kind == "node" for lift in tastes) and all(may_name(topic_of(lift)) for lift in tastes)
    found = [lift for lift in profile.lifts if lift.kind == "item" and _marks_out(lift)]
    return sorted(found, key=worth, reverse=True) if is_of_part and len(found) >= MIN_ITEMS else []


def item_pairs(profile: Profile, setting: Setting) -> list[tuple[Mark, Mark]]:
    """Return pairs of items that a name could say, those that say most first; none beside a sensitive item."""
    if not all(may_name(str(lift.name)) for lift in named_items(profile)):
        return []
    texts: dict[str, Lift] = {}
    for lift in named_items(profile):
        texts.setdefault(thing_of(str(lift.name), setting.wordings.anywhere, setting.wordings.makes), lift)
    short = [(text, lift) for text, lift in texts.items() if len(text.split()) <= MAX_TITLE_WORDS]
    marks = [setting.mark(text, lift, profile.size) for text, lift in short if setting.wordings.can_say(text, lift)]
    return list(combinations(marks[:_TRIED], 2))


def items_in_name(persona: Persona) -> list[Lift]:
    """Return the two items that a segment is called after; [] where it is named otherwise.

    The evidence for another name holds one item at most.
    """
    found = [lift for lift in persona.evidence if lift.kind == "item"]
    return found if len(found) == 2 else []


def _marks_out(lift: Lift) -> bool:
    seen = lift.contrast
    if seen is None or lift.share < CLEAR_SHARE or lift.lift < OWN_ITEM_LIFT or lift.share <= seen.next_share:
        return False
    return seen.event_share >= OWN_ITEM_LIFT * seen.overall_event_share and seen.event_share > seen.next_event_share
