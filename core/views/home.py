"""Where an analyst stands: the segments at a glance."""

from __future__ import annotations

from dataclasses import dataclass

from core.personas.clear import TASTE_KINDS, is_clear
from core.personas.portrait import Portrait
from core.results.portraits import portraits
from core.results.results import Results
from core.sentences import Sentence, say
from core.store.segment_decision import Decision
from core.views.cards import Card, cards_of
from core.views.carried import decided_before, set_aside_before
from core.views.marks import fact_name

MAX_TILES = 10
_N_TRAITS = 2


@dataclass(frozen=True, slots=True)
class Tile:
    """One segment at a glance."""

    segment: int
    number: int
    """That pages show, with its colour."""
    name: str
    size: int
    share: float
    """size over all users."""
    spend_share: float | None
    """Of what all users spent; None where that is unknown."""
    grade: str
    """Of its verdict; "" without a card."""
    line: str
    """What it likes, as its page and its card say, without figures; where that is no taste, what sets it apart, too."""
    decision: Decision | None
    is_set_aside: bool = False
    """Whether nobody is to act on it."""
    approved_as: str = ""
    """The name under which it was approved, where it is called otherwise now."""
    decided_before: Sentence | str = ""
    set_aside_before: Sentence | str = ""
    """What was decided on it in an earlier run and waits to be confirmed."""


def tiles_of(results: Results) -> list[Tile]:
    """Return a tile for each segment, largest first."""
    grades = {segment: each.grade for segment, each in results.trust.by_segment().items()} if results.trust else {}
    decisions = results.naming.decisions if results.naming else {}
    drawn = {each.segment: each for each in portraits(results)}
    return [
        Tile(
            segment=card.segment,
            number=card.number,
            name=card.name,
            size=card.size,
            share=card.share,
            spend_share=card.spend_share,
            grade=grades.get(card.segment, ""),
            line=_line(drawn[card.segment], card),
            decision=decisions.get(card.segment),
            is_set_aside=card.segment in results.set_aside,
            approved_as=results.approved_name(card.segment),
            decided_before=decided_before(results.naming, card.segment) if results.naming else "",
            set_aside_before=set_aside_before(results.naming, card.segment) if results.naming else "",
        )
        for card in cards_of(results)
    ]


def _line(portrait: Portrait, card: Card) -> Sentence:
    traits = "" if portrait.has_taste else _more_common(card)
    return say("{likes} {traits}", likes=portrait.in_short, traits=traits) if traits else portrait.in_short


def _more_common(card: Card) -> Sentence | str:
    """Name the traits that are certainly more common in a segment than among all users, two at most; no faint taste."""
    stated = (mark for mark in card.marks if mark.kind not in TASTE_KINDS or is_clear(mark))
    found = [fact_name(mark) for mark in stated if (mark.low or 0.0) > 1][:_N_TRAITS]
    if not found:
        return ""
    traits = say("{first}; {second}", first=found[0], second=found[1]) if found[1:] else found[0]
    return say("What sets them apart: {traits}.", traits=traits)
