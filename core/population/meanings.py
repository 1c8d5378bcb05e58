"""What an event type means: a view, a purchase, a rating, ...; and what one such event weighs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from core.compute.once import once
from core.errors import IngestError
from core.population.contact_events import kinds_beside_clicks, kinds_of_contacts
from core.population.event_parts import kind_of_words, split_name
from core.population.event_words import KINDS, PAGE, PLACES
from core.population.order_lines import kinds_beside_purchases
from core.population.points import are_points
from core.population.swipes import with_refusals
from core.population.thumbs import THUMBS
from core.population.trades import kinds_of_trades
from core.sentences import say
from core.types import REFUND, Population
from core.types.meaning import Meaning

RATE, PLAY, FINISH, OTHER, IGNORE = "rate", "play", "finish", "other", "ignore"
PURCHASE, PAYMENT = "purchase", "payment"
EVENT_WEIGHTS = {
    "view": 0.2,
    "cart": 0.5,
    "save": 0.5,
    "purchase": 1.0,
    REFUND: -1.0,
    RATE: 1.0,
    PLAY: 1.0,
    "listen": 1.0,
    "watch": 1.0,
    "read": 1.0,
    FINISH: 1.0,
    "uncart": -0.5,
    OTHER: 1.0,
    PAYMENT: 0.0,
    IGNORE: 0.0,
}
"""Every kind of event, and what one such event says about the user's interest in the item."""
KIND_LABELS = {
    "view": say("views"),
    "cart": say("additions to the basket"),
    "save": say("saves and likes"),
    "purchase": say("purchases"),
    REFUND: say("refunds"),
    RATE: say("ratings"),
    PLAY: say("plays"),
    "listen": say("listens"),
    "watch": say("watches"),
    "read": say("reads"),
    FINISH: say("things finished"),
    "uncart": say("removals from the basket"),
    OTHER: say("other interactions"),
    PAYMENT: say("payments of no item"),
    IGNORE: say("no interactions"),
}
PAID_BACK = "refunded purchase"
"""The event name of a purchase that was paid back itself: a refund that takes no other purchase back."""
MAX_WEIGHT = 100.0
VERBS = {
    "view": say("viewed"),
    "cart": say("added to the basket"),
    "purchase": say("bought"),
    RATE: say("rated"),
    "listen": say("played"),
    "watch": say("played"),
    PLAY: say("played"),
}
DID = {
    **VERBS,
    REFUND: say("gave back"),
    "uncart": say("took out of the basket"),
    "save": say("saved or liked"),
    "read": say("read"),
    FINISH: say("finished"),
}
"""What a user did by one event of a kind; the others are called as the log calls them."""
NO_INTERACTION = frozenset({REFUND, "uncart", PAYMENT, IGNORE})
"""Kinds that take an earlier event back, or say nothing of an item; a payment is money of its user all the same."""
_RATING = re.compile(
    r"\b(ratings?|stars?|sterne|bewertung|puntuacion|calificacion|valoracion|valutazione|avaliacao|evaluation)\b"
    r"|^(score|overall|note|nota|voto|rate|liked?|thumbs?)$"
    rf"|^{THUMBS}$"
    r"|\b(review|user|overall|star|product|item|customer|my) score\b|\b(review overall|overall review)\b|评分|評価|评价"
)
_NO_RATING = re.compile(
    r"\b(n|no|num|number|count|counts|total|average|avg|mean|credit|age|content|energy|date|time|id|text|title)\b"
)
"""Words of what is known of ratings, or is rated by nobody, rather than of one that a user gave."""
_SCORE = re.compile(r"\b(scores?|ratings?|ranks?|ranking|rates?|liked?|likes|thumbs?)$")
_MOST_WORDS = 4
"""A text of more words is no name of an event."""
REFUND_NAMES = tuple(name for name, kind in KINDS.items() if kind == REFUND)
"""Names under which logs know an event that takes an earlier one back."""


def event_kind(event_name: str) -> str:
    """Say what kind of event a name means: "Add to cart" is "cart"; an unknown name is of the kind "other".

    >>> event_kind("Add-To-Cart"), event_kind("order"), event_kind("Swipe"), event_kind("login")
    ('cart', 'purchase', 'other', 'ignore')
    >>> event_kind("trackPlayed"), event_kind("song_skipped"), event_kind("ajouté au panier")
    ('play', 'ignore', 'cart')
    """
    kind = _kind_of(event_name)
    return IGNORE if kind == PAGE else kind


@lru_cache(maxsize=10_000)
def is_known_event(event_name: str) -> bool:
    """Say whether a text is a name under which logs know some kind of event.

    >>> is_known_event("Add to basket"), is_known_event("Leeds")
    (True, False)
    """
    if _plain(event_name) in KINDS:
        return True
    is_short = len(split_name(event_name).split()) <= _MOST_WORDS
    return is_short and kind_of_words(event_name) not in (None, PAGE, REFUND, IGNORE)


def guess_meanings(event_names: Sequence[str], value_column: str | None = None) -> tuple[Meaning, ...]:
    """Guess what the event types of one log mean, (n_event_names,).

    A page view is no interaction with an item; in a log of no shop or player, it is a view of the page. Of trades those
    that sell buy nothing, and a fee beside purchases is no interest in an item. Without event types, events are ratings
    if the column of their value is called so.

    >>> [each.kind for each in guess_meanings(["page_view", "purchase"])]
    ['ignore', 'purchase']
    >>> [each.kind for each in guess_meanings(["page_view", "login"])]
    ['view', 'ignore']
    """
    kinds = kinds_of_contacts(event_names) or with_refusals(event_names, list(map(event_kind, event_names)), IGNORE)
    kinds = kinds_of_trades(event_names, kinds, PURCHASE, OTHER)
    kinds = kinds_beside_purchases(event_names, kinds, PURCHASE, PAYMENT, OTHER)
    if not kinds_beside_clicks(event_names, kinds) - NO_INTERACTION - {OTHER}:
        is_page = [_kind_of(name) == PAGE for name in event_names]
        kinds = ["view" if page else kind for page, kind in zip(is_page, kinds, strict=True)]
    if not set(kinds) - NO_INTERACTION:
        kinds = [OTHER if kind == IGNORE else kind for kind in kinds]
    if set(kinds) - {IGNORE, REFUND} == {OTHER} and value_column is not None and is_rating(value_column):
        kinds = [RATE if kind == OTHER else kind for kind in kinds]
    pairs = zip(event_names, kinds, strict=True)
    return tuple(Meaning(kind, 0.0 if name == PAID_BACK else EVENT_WEIGHTS[kind]) for name, kind in pairs)


def is_rating(column: str) -> bool:
    """Whether a column is called as ratings are, by itself or as a field of another.

    >>> [is_rating(name) for name in ("event_properties.Rating", "Book-Rating", "review_score", "lead_score", "price")]
    [True, True, True, False, False]
    >>> is_rating("review.score"), is_rating("quiz.score")
    (True, False)
    """
    words = split_name(column.rpartition(".")[2])
    return bool(_RATING.search(words)) and not _NO_RATING.search(words) and not are_points(column)


def is_other_score(column: str) -> bool:
    """Whether a column is called a score, rating or rate that no user gave: it is no rating, and no amount either.

    >>> [is_other_score(name) for name in ("lead_score", "Credit Rating", "score", "review_score", "price")]
    [True, True, False, False, False]
    """
    words = split_name(column.rpartition(".")[2])
    return bool(_SCORE.search(words)) and not is_rating(column)


def meanings_of(population: Population) -> tuple[Meaning, ...]:
    """Return the meaning of each event type of a log, (n_event_names,): as it was loaded, else as it is guessed."""
    return once(population, "meanings", lambda: meanings_in(population.event_names, population.meanings))


def meanings_in(event_names: Sequence[str], known: Mapping[str, Meaning]) -> tuple[Meaning, ...]:
    """Return the meaning of each event type, the known one or what is guessed."""
    guessed = zip(event_names, guess_meanings(event_names), strict=True)
    return tuple(known.get(name, guess) for name, guess in guessed)


def slightest_event(event_names: Sequence[str], meanings: Sequence[Meaning]) -> str:
    """Return the event that says least of an interest of all that count as one; "" where one kind alone does.

    >>> names = ["purchase", "view", "refund"]
    >>> slightest_event(names, guess_meanings(names)), slightest_event(names[:1], guess_meanings(names[:1]))
    ('view', '')
    """
    counted = [
        (meaning.weight, meaning.kind != OTHER, name)
        for name, meaning in zip(event_names, meanings, strict=True)
        if meaning.kind not in NO_INTERACTION and meaning.weight > 0
    ]
    return min(counted)[-1] if len(counted) > 1 else ""


def event_weights(meanings: Sequence[Meaning], n_fitted: int | None = None) -> npt.NDArray[np.float32]:
    """Weigh each event type of one log, (n_event_names,) float32.

    A log whose only type besides refunds and ignored ones is, say, "view" has nothing stronger to compare it with: it
    weighs 1. When only the first ``n_fitted`` types were there as an encoder was fitted, only they are looked at for
    that, and types that came later are weighed on the same scale.
    """
    weights = np.array([meaning.weight for meaning in meanings], dtype=np.float32)
    is_refund = np.array([meaning.kind == REFUND for meaning in meanings], dtype=bool)
    compared = np.flatnonzero(~is_refund[:n_fitted] & (weights[:n_fitted] != 0))
    if len(compared) == 1:
        weights[~is_refund] /= np.abs(weights[compared])
        weights[compared] = 1.0
    return weights


def parse_meaning(text: str) -> Meaning:
    """Read ``MEANING`` or ``MEANING:WEIGHT``.

    Raises
    ------
    IngestError
        There is no such meaning, or the weight is no number that fits it.

    Examples
    --------
    >>> parse_meaning("cart:0.3"), parse_meaning("ignore")
    (Meaning(kind='cart', weight=0.3), Meaning(kind='ignore', weight=0.0))
    """
    kind, colon, number = text.partition(":")
    if kind not in EVENT_WEIGHTS:
        known = ", ".join(EVENT_WEIGHTS)
        raise IngestError(say("No event can mean {kind!r}.", kind=kind), say("Give one of {known}.", known=known))
    if not colon:
        return Meaning(kind, EVENT_WEIGHTS[kind])
    weight = _weight(number, kind)
    if weight is None:
        raise IngestError(
            say("{weight!r} is no weight of a {kind} event.", weight=number, kind=kind),
            say(
                "Give a number above 0 and up to {most:g}; below 0 for refund and uncart, 0 for a refund that takes "
                "nothing back, and none for ignore and payment.",
                most=MAX_WEIGHT,
            ),
        )
    return Meaning(kind, weight)


def write_meaning(meaning: Meaning) -> str:
    """Write what ``parse_meaning`` reads; the usual weight of a kind is left out.

    >>> write_meaning(Meaning("cart", 0.3)), write_meaning(Meaning("cart", 0.5))
    ('cart:0.3', 'cart')
    """
    return meaning.kind if meaning.weight == EVENT_WEIGHTS[meaning.kind] else f"{meaning.kind}:{meaning.weight:g}"


def given_meanings(given: Mapping[str, str]) -> dict[str, Meaning]:
    """Read meanings that were given by the name of an event; return them by the name under which it is stored.

    Raises ``IngestError`` as ``parse_meaning`` does.
    """
    return {stored_name(name): parse_meaning(text) for name, text in given.items()}


def stored_name(event_name: str) -> str:
    """Return the name under which an event type is stored.

    >>> stored_name(" Page View"), stored_name("Returned")
    ('page view', 'refund')
    """
    name = event_name.strip().lower()
    return REFUND if name in REFUND_NAMES else name


def _kind_of(event_name: str) -> str:
    """Return the kind of a name that is known as a whole, else the one that its words mean, else that of a place."""
    plain = _plain(event_name)
    return KINDS.get(plain) or kind_of_words(event_name) or PLACES.get(plain) or OTHER


def _weight(text: str, kind: str) -> float | None:
    try:
        weight = float(text)
    except ValueError:
        return None
    usual = EVENT_WEIGHTS[kind]
    may_be_zero = usual == 0 or kind == REFUND
    fits = 0 < weight * np.sign(usual) <= MAX_WEIGHT or (weight == 0 and may_be_zero)
    return weight if fits else None


def _plain(event_name: str) -> str:
    return "_".join(event_name.casefold().replace("-", " ").replace("_", " ").split())
