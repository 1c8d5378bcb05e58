"""What the users of a segment like, in one sentence, and which tastes a card may state; the same wherever it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.interests.given import in_a_sentence
from core.interests.tree import SEPARATOR
from core.personas.by_items import items_in_name, named_items
from core.personas.clear import LEAST_SPREAD, TASTE_KINDS, has_clear_taste, is_clear, is_clear_taste, is_strong, worth
from core.personas.marks import describes, is_large_enough, stems
from core.personas.naming import named_lifts
from core.personas.own_items import own_items
from core.personas.sayable import is_sayable
from core.personas.shares import pct
from core.personas.topics import STATED_KINDS, VAGUE
from core.personas.without_taste import is_called_broad
from core.profiles.lifts import evidence_of
from core.profiles.topics import is_relative, topic_of, without_path
from core.sentences import Sentence, say
from core.types import Lift, Persona, Profile

_TITLES = 2

Stating = Callable[[str, Lift], str]
"""What of a fact is stated behind its words."""


def likes_sentence(profile: Profile, persona: Persona, breadth: Sentence | str = "") -> Sentence | str:
    """Say what the users of a segment like; of one without a taste to state, over how much they spread, or why.

    ``breadth`` is what a mixed segment spreads over; "" for any other.
    """
    if in_name := items_in_name(persona):
        return _of_named_items(in_name, _n_more(profile))
    stated = stated_tastes(profile, persona, is_mixed=bool(breadth))
    if stated:
        return joined([with_shares(_text(lift), lift) for lift in stated])
    return _without_taste(profile, breadth, with_shares)


def in_short(profile: Profile, persona: Persona, breadth: Sentence | str = "") -> Sentence:
    """Say what ``likes_sentence`` does, as a sentence of its own and without the shares of users."""
    if tastes := _tastes_in_short(profile, persona, is_mixed=bool(breadth)):
        return say("Likes {tastes}", tastes=tastes)
    return say("{likes!c}", likes=_without_taste(profile, breadth, lambda text, _: text))


def has_taste(profile: Profile, persona: Persona, breadth: Sentence | str = "") -> bool:
    """Whether ``likes_sentence`` states a taste."""
    return bool(items_in_name(persona) or stated_tastes(profile, persona, is_mixed=bool(breadth)))


def _tastes_in_short(profile: Profile, persona: Persona, *, is_mixed: bool) -> Sentence | str:
    if in_name := items_in_name(persona):
        return say(
            "{first}, {second} and {n} more items.",
            first=_quoted(in_name[0]),
            second=_quoted(in_name[1]),
            n=_n_more(profile),
        )
    stated = stated_tastes(profile, persona, is_mixed=is_mixed)
    if len(stated) == 2 and all(is_more_of(lift) for lift in stated):
        first, second = map(_topic, stated)
        return say("{first} and {second} more than usual.", first=first, second=second)
    if len(stated) == 2:
        more, plain = map(_text, sorted(stated, key=lambda lift: not is_more_of(lift)))
        return say("{first}, and {second}.", first=more, second=plain)
    return joined([_text(lift) for lift in stated]) if stated else ""


def _without_taste(profile: Profile, breadth: Sentence | str, stating: Stating) -> Sentence | str:
    """Say what there is to say of a segment without a taste to state; ``stating`` puts shares behind facts, or not."""
    if items := own_items(profile):
        return _of_few_items([stating(_quoted(lift), lift) for lift in items[:_TITLES]])
    if has_clear_taste(profile):
        return say("items of their own, which no single word describes well.")
    if breadth or profile.why_no_facts:
        return breadth or say("no taste can be stated. {why}", why=profile.why_no_facts)
    if is_large_enough(profile):
        return _of_broad(profile, stating)
    return say("no taste can be stated, since its users are too few.")


def stated_tastes(profile: Profile, persona: Persona, *, is_mixed: bool) -> list[Lift]:
    """Return the tastes behind the name, else the clearest ones: two that share no word, one era at most.

    Given categories stand before words of titles, and such words only where they say more than a category does, or
    where the name says them. Whoever buys all alike has more of what few others buy: of a segment that is mixed, or
    called broad, what another segment has more of is no taste. A faint one is none of any segment: 51 % like it, of
    all users 46 %.
    """
    is_true = is_clear if is_mixed or is_called_broad(persona.name) else is_strong
    named = [lift for lift in persona.evidence if lift.kind in TASTE_KINDS and is_true(lift)]
    in_name = {lift for lift in named_lifts(persona) if lift.kind in TASTE_KINDS}
    clear = sorted(filter(is_clear_taste, profile.lifts), key=lambda lift: (lift.kind != "category", -worth(lift)))
    chosen: list[Lift] = []
    for lift in (*named, *clear):
        is_new = not any(_words(lift) & _words(other) or lift.kind == other.kind in STATED_KINDS for other in chosen)
        if is_new and _is_readable(lift) and (lift.is_stated or lift in in_name):
            chosen.append(lift)
    return chosen[:2]


def joined(parts: Sequence[str]) -> Sentence:
    """Join one part or two to a sentence."""
    if len(parts) == 1:
        return say("{first}.", first=parts[0])
    return say("{first}, {second}.", first=parts[0], second=parts[1])


def with_shares(text: str, lift: Lift) -> Sentence:
    """Put behind a fact which part of a segment has it, and which of all users."""
    share, usual = pct(lift.share), pct(lift.overall_share)
    return say("{what} ({share} %, all users {usual} %)", what=text, share=share, usual=usual)


def _of_broad(profile: Profile, stating: Stating) -> Sentence:
    """Say that no taste is clear, and name one that it has more of: bars beside the sentence show some.

    It is the one that the bars show, which stand in the order of their evidence. What the page Interests shows goes
    before words of titles, and what is nearly all events with one item is no taste: who has that desk tidy may like
    desk tidies less than others do.
    """
    tastes = [
        lift
        for lift in profile.lifts
        if lift.kind in TASTE_KINDS
        and lift.lift > 1
        and lift.is_stated
        and _is_readable(lift)
        and _is_spread(lift)
        and describes(lift)
    ]
    if not tastes:
        return say("many interests, and no single one describes them.")
    n_users = round(profile.size / profile.share) if profile.share else profile.size
    clearest = max(tastes, key=lambda lift: (lift.kind != "term", evidence_of(lift, profile.size, n_users)))
    return say(
        "many interests; the clearest: {taste}.",
        taste=stating(_text(clearest), clearest),
    )


def _is_spread(lift: Lift) -> bool:
    """Whether the segment's events with a taste are with several items, as far as that is known."""
    return lift.contrast is None or lift.contrast.n_items >= LEAST_SPREAD


def _of_few_items(titles: Sequence[str]) -> Sentence:
    """Say which items nearly all of a segment have, where it has no taste beyond them."""
    if len(titles) == 1:
        return say("{first}; no taste beyond this item is clear.", first=titles[0])
    return say("{first}, {second}; no taste beyond such items is clear.", first=titles[0], second=titles[1])


def _of_named_items(items: Sequence[Lift], n_more: int) -> Sentence:
    first, second = (with_shares(_quoted(lift), lift) for lift in items)
    return say(
        "{first}, {second}, and {n} more items that they have at least twice as often as all users.",
        first=first,
        second=second,
        n=n_more,
    )


def _n_more(profile: Profile) -> int:
    """Return how many items mark a segment out beside the two of its name."""
    return len(named_items(profile)) - _TITLES


def _quoted(lift: Lift) -> Sentence:
    return say("“{title}”", title=" ".join(str(lift.name).split()))


def _words(lift: Lift) -> frozenset[str]:
    text = lift.name if lift.kind == "term" else topic_of(lift)
    return stems(text.split(SEPARATOR)[-1])


def _is_readable(lift: Lift) -> bool:
    """Whether a taste can be read aloud: no code, no rest (“Misc”), and no node that is called after an item."""
    text = topic_of(lift)
    if text.casefold() in VAGUE:
        return False
    if lift.kind in STATED_KINDS or isinstance(text, Sentence):
        return lift.kind in STATED_KINDS
    return is_sayable(_text(lift), is_given=lift.kind in ("category", "maker"))


def _text(lift: Lift) -> str:
    if is_more_of(lift):
        return say("{topic} more than usual", topic=_topic(lift))
    return say("titles of {era}", era=topic_of(lift)) if lift.kind == "era" else _topic(lift)


def is_more_of(lift: Lift) -> bool:
    """Whether a taste is read as more of a topic than usual, rather than as the topic alone."""
    return lift.kind not in ("era", "term") and is_relative(lift)


def _topic(lift: Lift) -> str:
    text = lift.name if lift.kind == "term" else topic_of(lift)
    text = in_a_sentence(text) if lift.kind == "category" else text
    return text if isinstance(text, Sentence) else without_path(" ".join(text.split()))
