"""Why nothing is stated of what a segment likes."""

from __future__ import annotations

from core.personas.portrait import LIKES
from core.personas.topics import TASTE_KINDS
from core.sentences import Sentence, say
from core.types import Profile
from core.views.cards import Card
from core.views.marks import fact_name, percent


def why_no_likes(profile: Profile, card: Card) -> Sentence | str:
    """Say why nothing is stated of what a segment likes; "" where something is."""
    return "" if any(line.about == LIKES for line in card.lines) else profile.why_no_facts or _no_clear_taste(card)


def _no_clear_taste(card: Card) -> Sentence:
    """Say which taste is the strongest, though none is clear enough to be stated, or that there is none."""
    nearest = next((mark for mark in card.marks if mark.kind in TASTE_KINDS), None)
    if nearest is None:
        return say("No taste stands out: its users like much the same as all users.")
    return say(
        "No taste sets it apart far enough to be named after it; the strongest is {taste} ({share} of its users, all "
        "users {usual}).",
        taste=fact_name(nearest),
        share=percent(nearest.share),
        usual=percent(nearest.overall_share),
    )
