"""The portrait of a segment: who its users are, what they like, how they act, and what to offer them.

A card holds at most ``MAX_WORDS`` words of it; every sentence rests on figures that stand in the table behind it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from core.personas.likes import has_taste, in_short, joined, likes_sentence, with_shares
from core.personas.marks import describes
from core.personas.shares import pct
from core.personas.two_kinds import opposite_habits, two_kinds
from core.population.amounts import amount_in
from core.profiles.habits import WEEKEND
from core.sentences import Sentence, say
from core.types import Basis, Lift, Persona, Profile
from core.types.figures import Behaviour, Measure, median_text

MAX_WORDS = 80
LAPSED_SHARE, LAPSED_GAIN = 0.6, 0.2
"""A segment has lapsed where so many of its users have, and so many more than of all users."""
CLEAR_DIFFERENCE = 0.1
"""Share of events by which a time of day or the weekend has to stand out."""
LIKES, WHO, NEXT = say("Likes"), say("Who"), say("Offer first")
"""What a line of a portrait may be about: tastes, attributes, items; all others are about how the users act."""
_MAX_TITLE_WORDS = 6
_TITLES = 2


@dataclass(frozen=True, slots=True)
class PortraitLine:
    """One sentence of a portrait."""

    about: str
    """What it is about, as a heading."""
    sentence: str
    is_fresh: bool = False
    """Whether its figures were counted in events that did not form the segments: such figures hold for new events."""

    @property
    def n_words(self) -> int:
        """Number of words of heading and sentence; a sign alone, such as %, is none."""
        return sum(any(map(str.isalnum, word)) for word in f"{self.about} {self.sentence}".split())


@dataclass(frozen=True, slots=True)
class Portrait:
    """The sentences about one segment."""

    segment: int
    lines: tuple[PortraitLine, ...]
    in_short: Sentence
    """What its users like, as the line about that says, without figures."""
    has_taste: bool
    """Whether that is a taste."""

    @property
    def is_lapsed(self) -> bool:
        """Whether most users of the segment have not been seen for long."""
        return any(line.about == _LAPSED for line in self.lines)


_LAPSED = say("Lapsed")
_FIRST = (LIKES, WHO, NEXT)
_LAST_SEEN, _BUYS, _USUALLY = say("Last seen (median)"), say("Buys (mean)"), say("Usually (median)")
_ON_EACH_CARD = (*_FIRST, _LAPSED, _LAST_SEEN, _BUYS, _USUALLY)
"""Lines that no card lacks: one that is missing would read as unknown."""
_OF_FACTS = (LIKES, _LAPSED)
"""Lines that state facts of a profile; the others describe its users over all that is known of them."""
_LONG_AGO = "recency:high"
"""Key of the fact that a user has not been seen for long."""


def make_portrait(
    profile: Profile, persona: Persona, offered: Sequence[str], breadth: Sentence | str = "", *, finds_more: bool = True
) -> Portrait:
    """Describe a segment in at most ``MAX_WORDS`` words.

    What it likes, who its users are and what to offer have their room first, then when they were last seen, what
    they buy and how they act; what adds to these falls out before them.

    Parameters
    ----------
    offered
        Titles of the items of its list of offers, in their order.
    breadth
        Over how much the users of a mixed segment spread: it stands in place of a taste that is not clear, and of
        what to offer them.
    finds_more
        False where that list finds no more of what they choose than what is popular with all users.
    """
    offers = () if breadth else tuple(_next(offered, finds_more=finds_more))
    lines = list(_lines(profile, persona, offers, breadth))
    kept: list[PortraitLine] = []
    for line in sorted(lines, key=_place):
        if line.n_words + sum(each.n_words for each in kept) <= MAX_WORDS:
            kept.append(line)
    return Portrait(
        profile.segment,
        tuple(line for line in lines if line in kept),
        in_short(profile, persona, breadth),
        has_taste(profile, persona, breadth),
    )


def _place(line: PortraitLine) -> int:
    """Return which line has its room before which."""
    if line.about in _FIRST:
        return 0
    return _ON_EACH_CARD.index(line.about) if line.about in _ON_EACH_CARD else len(_ON_EACH_CARD)


def masked(user_id: str) -> str:
    """Return a user id of which only beginning and end can be read.

    >>> masked("demo-000123"), masked("17"), masked("12345")
    ('de…23', '…', '1…5')
    """
    n_shown = min(2, (len(user_id) - 1) // 3)
    return f"{user_id[:n_shown]}\N{HORIZONTAL ELLIPSIS}{user_id[-n_shown:]}" if n_shown else "\N{HORIZONTAL ELLIPSIS}"


def masked_apart(user_ids: Sequence[str]) -> tuple[str, ...]:
    """Return masked ids of users; behind those that are alike though the users differ, a letter says which is which.

    >>> masked_apart(["demo-000123", "demo-000124"]), masked_apart(["sub_715379", "sub_701479", "sub_703381"])
    (('de…23', 'de…24'), ('su…79 (A)', 'su…79 (B)', 'su…81'))
    """
    alike: dict[str, list[str]] = {}
    for user in dict.fromkeys(user_ids):
        alike.setdefault(masked(user), []).append(user)
    return tuple(
        each if len(alike[each]) == 1 else f"{each} ({_letters(alike[each].index(user))})"
        for user, each in ((user, masked(user)) for user in user_ids)
    )


def has_letters(masks: Iterable[str]) -> bool:
    """Whether a letter stands behind one of some masked ids, since another one looks alike.

    >>> has_letters(("de…23", "de…24")), has_letters(("su…79 (A)", "su…81"))
    (False, True)
    """
    return any(each.endswith(")") for each in masks)


def _letters(place: int) -> str:
    """Return A to Z, then AA, AB and so on, as columns of a sheet are called."""
    before, own = divmod(place, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + own)


def _lines(
    profile: Profile, persona: Persona, offers: Sequence[PortraitLine], breadth: Sentence | str
) -> Iterator[PortraitLine]:
    is_fresh = profile.basis is Basis.FRESH_EVENTS and not profile.why_no_facts
    for line in _counted(profile, persona, breadth):
        yield replace(line, is_fresh=is_fresh and (line.is_fresh or line.about in _OF_FACTS))
    yield from offers
    yield from _basics(profile)


def _counted(profile: Profile, persona: Persona, breadth: Sentence | str) -> Iterator[PortraitLine]:
    yield PortraitLine(LIKES, likes_sentence(profile, persona, breadth))
    if profile.behaviour:
        yield from _behaviour(profile.behaviour, profile.lifts)


def _basics(profile: Profile) -> Iterator[PortraitLine]:
    known = [lift for lift in profile.lifts if lift.kind == "attribute" and describes(lift)][:2]
    if known:
        yield PortraitLine(WHO, joined([with_shares(lift.name, lift) for lift in known]))


def _behaviour(acting: Behaviour, lifts: Sequence[Lift]) -> Iterator[PortraitLine]:
    opposite = opposite_habits(lifts, acting)
    often = say(
        "events {n} (all users {usual}), active days {days} ({usual_days})",
        n=median_text(acting.n_events.value),
        usual=median_text(acting.n_events.overall),
        days=median_text(acting.days_active.value),
        usual_days=median_text(acting.days_active.overall),
    )
    rating = acting.average_rating
    if rating and not math.isnan(rating.value):
        much = say("average rating {value:.1f} ({usual:.1f})", value=rating.value, usual=rating.overall)
        often = say("{often}, {much}", often=often, much=much)
    yield PortraitLine(_USUALLY, say("{first}.", first=often))
    for figure, lift in opposite.items():
        yield PortraitLine(say("Two kinds of users"), two_kinds(lift, getattr(acting, figure)))
    yield from _buys(acting)
    if acting.average_value and not math.isnan(acting.average_value.value):
        value, usual = amount_in(acting.average_value.value, acting.currency), acting.average_value.overall
        yield PortraitLine(say("Value of an event (median)"), say("{value} ({usual:,.2f}).", value=value, usual=usual))
    if "days_since_last" not in opposite:
        yield from _last_seen(acting, next((lift for lift in lifts if lift.key == _LONG_AGO), None))
    yield from _when(acting, lifts)


def _buys(acting: Behaviour) -> Iterator[PortraitLine]:
    orders, spend = acting.orders, acting.spend
    if orders and spend:
        yield PortraitLine(
            _BUYS,
            say(
                "{ordered} {orders:,.1f} ({usual:,.1f}), spend after refunds {spend} ({usual_spend:,.2f}).",
                ordered=say("days with an order") if acting.orders_are_days else say("uncancelled orders"),
                orders=orders.value,
                usual=orders.overall,
                spend=amount_in(spend.value, acting.currency),
                usual_spend=spend.overall,
            ),
        )
    elif spend:
        paid = amount_in(spend.value, acting.currency)
        yield PortraitLine(_BUYS, say("spend after refunds {spend} ({usual:,.2f}).", spend=paid, usual=spend.overall))
    if acting.compares_median_spend and acting.median_spend:
        yield PortraitLine(say("Spend (median)"), _carried_spend(acting, acting.median_spend))


def _carried_spend(acting: Behaviour, median: Measure) -> Sentence:
    """State the median of what users spent, and of whom a few who spend much raise the mean."""
    values = {"value": amount_in(median.value, acting.currency), "usual": median.overall}
    if not acting.few_carry_usual_spend:
        return say("{value} (all users {usual:,.2f}): a few who spend much raise the mean.", **values)
    if not acting.few_carry_spend:
        return say("{value} (all users {usual:,.2f}): a few who spend much raise the mean of all users.", **values)
    return say(
        "{value} (all users {usual:,.2f}): a few who spend much raise the mean, here and of all users.", **values
    )


def _last_seen(acting: Behaviour, long_ago: Lift | None) -> Iterator[PortraitLine]:
    if long_ago and long_ago.share >= LAPSED_SHARE and long_ago.share - long_ago.overall_share >= LAPSED_GAIN:
        share, usual = pct(long_ago.share), pct(long_ago.overall_share)
        yield PortraitLine(_LAPSED, say("{share} % of its users, {usual} % of all.", share=share, usual=usual))
    last = acting.days_since_last
    if not math.isnan(last.value):
        yield PortraitLine(
            _LAST_SEEN,
            say(
                "{days} days before the log's end ({usual}).",
                days=median_text(last.value),
                usual=median_text(last.overall),
            ),
        )


def _when(acting: Behaviour, lifts: Sequence[Lift]) -> Iterator[PortraitLine]:
    """Say of how many users a time is true, as the bars beside it do; where no fact says it, of how many events."""
    if facts := [*_times(lifts)]:
        yield PortraitLine(say("Most active"), joined(facts), is_fresh=True)
        return
    times = ((acting.daypart, acting.daypart_share), (say("weekends"), acting.weekend_share))
    parts = [
        say(
            "{when} {share} % of events (all users {usual} %)",
            when=when,
            share=pct(share.value),
            usual=pct(share.overall),
        )
        for when, share in times
        if share and share.value - share.overall >= CLEAR_DIFFERENCE
    ]
    if parts:
        yield PortraitLine(say("When"), joined(parts))


def _times(lifts: Sequence[Lift]) -> Iterator[Sentence]:
    """State the block of the day of most users and the weekend, where they are true of clearly more than usual."""
    clear = [lift for lift in lifts if lift.share - lift.overall_share >= CLEAR_DIFFERENCE]
    dayparts = (lift for lift in clear if lift.kind == "daypart")
    daypart = max(dayparts, key=lambda lift: lift.share, default=None)
    weekend = next((lift for lift in clear if lift.kind == "weekday" and lift.key == WEEKEND), None)
    if daypart:
        yield with_shares(_with_hours(daypart.name), daypart)
    if weekend:
        yield with_shares(say("weekends"), weekend)


def _with_hours(name: str) -> str:
    """Return the name of a block of the day without brackets, which shares follow; as it is where it names none."""
    return say("{daypart}, {first}–{last} h", **name.values) if isinstance(name, Sentence) else name


def _next(offered: Sequence[str], *, finds_more: bool) -> Iterator[PortraitLine]:
    """Name the first items of a list of offers; where that finds no more, what to offer in its place."""
    titles = [_short(title) for title in offered[:_TITLES]]
    if titles:
        of_all = say("what is popular with all users, as its own list finds no more.")
        yield PortraitLine(NEXT, joined(titles) if finds_more else of_all)


def _short(title: str) -> str:
    words = title.split()
    kept = " ".join(words[:_MAX_TITLE_WORDS])
    return kept if len(words) <= _MAX_TITLE_WORDS else f"{kept}\N{HORIZONTAL ELLIPSIS}"
