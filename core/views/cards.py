"""Persona cards: what a card says about a segment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd

from core.personas.clear import TASTE_KINDS, is_clear
from core.personas.likes import stated_tastes
from core.personas.portrait import PortraitLine, masked_apart
from core.profiles.behaviour import spend_share
from core.results.audience import flags_before_leaving
from core.results.portraits import mixed_segments, portraits
from core.results.results import Results
from core.sentences import Sentence, say
from core.types import Column, Lift
from core.types.figures import MIXED, Behaviour, Measure
from core.views.marks import top_marks

N_TYPICAL = 3
"""Typical users on a card."""
LOW, HIGH = "low", "high"
"""The ends of the 95 % interval of a lift."""


@dataclass(frozen=True, slots=True)
class Card:
    """One segment for people."""

    segment: int
    number: int
    """That pages show, with its colour."""
    name: str
    sentence: str
    size: int
    share: float
    """size over all users."""
    spend_share: float | None
    """Of what all users spent; None where that is unknown."""
    probability: float
    """Mean probability of its users."""
    silhouette: float
    """Mean silhouette of its users."""
    marks: tuple[Lift, ...]
    """What it likes first, then the other evidence behind the name and the sentence."""
    typical_users: tuple[str, ...]
    """Masked ids."""
    flagged: str = ""
    """What of the texts about it may not leave for an audience, as a sentence."""
    lines: tuple[PortraitLine, ...] = ()
    """The portrait."""
    behaviour: Behaviour | None = None


def cards_of(results: Results, n_marks: int = 5) -> list[Card]:
    """Return a card per segment, largest segment first."""
    drawn, flagged = portraits(results), flags_before_leaving(results)
    shown = [user for profile in results.profiles for user in profile.typical_users[:N_TYPICAL]]
    masks = dict(zip(shown, masked_apart(shown), strict=True))  # apart over all cards: they stand beside each other
    return [
        replace(_card(results, place, n_marks, masks), lines=each.lines, flagged=flagged[each.segment])
        for place, each in enumerate(drawn)
    ]


def behaviour_labels(behaviour: Behaviour) -> dict[str, Sentence]:
    """Return what each figure of ``behaviour_frame`` is called, by its key."""
    return {
        "n_events": say("Events per user (median)"),
        "days_active": say("Days with an event (median)"),
        "days_since_last": say("Days since the last event (median)"),
        "average_value": _value_label(behaviour.currency),
        "average_rating": say("Average rating that a user gives (median)"),
        "orders": say("Days with an order per user (mean)")
        if behaviour.orders_are_days
        else say("Uncancelled orders per user (mean)"),
        "spend": _spend_label(behaviour.currency),
        "median_spend": _median_spend_label(behaviour.currency),
        "weekend_share": say("Share of events on weekends"),
        "daypart_share": say("Share of events: {daypart}", daypart=behaviour.daypart),
    }


def _value_label(currency: str) -> Sentence:
    if currency == MIXED:
        return say("Average value of an event, mixed currencies (median)")
    if currency:
        return say("Average value of an event, {currency} (median)", currency=currency)
    return say("Average value of an event (median)")


def _spend_label(currency: str) -> Sentence:
    if currency == MIXED:
        return say("Spend per user after refunds, mixed currencies (mean)")
    if currency:
        return say("Spend per user after refunds, {currency} (mean)", currency=currency)
    return say("Spend per user after refunds (mean)")


def _median_spend_label(currency: str) -> Sentence:
    if currency == MIXED:
        return say("Spend per user after refunds, mixed currencies (median)")
    if currency:
        return say("Spend per user after refunds, {currency} (median)", currency=currency)
    return say("Spend per user after refunds (median)")


def behaviour_frame(behaviour: Behaviour) -> pd.DataFrame:
    """Return key, value and overall value of each figure of how a segment acts."""
    found = {field.name: getattr(behaviour, field.name) for field in fields(Behaviour)}
    rows = [(key, each.value, each.overall) for key, each in found.items() if isinstance(each, Measure)]
    return pd.DataFrame(rows, columns=["key", "value", "overall"])


def marks_frame(marks: tuple[Lift, ...]) -> pd.DataFrame:
    """Return kind, name, count, share, overall share, lift and its interval of each mark."""
    columns = [Column.KIND, Column.NAME, Column.COUNT, Column.SHARE, Column.OVERALL_SHARE, Column.LIFT, LOW, HIGH]
    return pd.DataFrame([[getattr(mark, name) for name in columns] for mark in marks], columns=columns)


def _card(results: Results, place: int, n_marks: int, masks: Mapping[str, str]) -> Card:
    profile, persona = results.profiles[place], results.personas[place]
    is_mixed = profile.segment in mixed_segments(results)
    liked = stated_tastes(profile, persona, is_mixed=is_mixed)
    if is_mixed:
        clear = [tuple(filter(_may_be_a_mark, each)) for each in (profile.lifts, persona.evidence)]
        profile, persona = replace(profile, lifts=clear[0]), replace(persona, evidence=clear[1])
    users = np.flatnonzero(results.labels == profile.segment)
    return Card(
        segment=profile.segment,
        number=results.number_of(profile.segment),
        name=persona.name,
        sentence=persona.sentence,
        size=profile.size,
        share=profile.share,
        spend_share=spend_share(profile),
        probability=float(results.probabilities[users].mean()),
        silhouette=float(results.silhouettes[users].mean()),
        marks=top_marks(profile, persona, results.n_users, n_marks, liked),
        typical_users=tuple(masks[user] for user in profile.typical_users[:N_TYPICAL]),
        behaviour=profile.behaviour,
    )


def _may_be_a_mark(lift: Lift) -> bool:
    """Whether a fact marks a mixed segment out: a taste that another one has more of says that its users like all."""
    return is_clear(lift) if lift.kind in TASTE_KINDS else lift.kind != "item"
