"""What becomes of messages to users, as tools for e-mail name it: sent, delivered, opened, bounced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from core.population.event_parts import split_name

_ANSWERED = frozenset(["open", "opened", "opens", "click", "clicked", "clicks"])
_OTHERS = frozenset(
    [
        *("sent", "send", "sends", "delivered", "delivery", "processed", "deferred", "dropped", "received", "rejected"),
        *("bounce", "bounced", "hard_bounce", "soft_bounce", "hardbounce", "softbounce", "blocked", "failed"),
        *("unsubscribe", "unsubscribed", "unsub", "optout", "opt_out", "spam", "spamreport", "spam_report"),
        *("complaint", "complained", "statuschange", "forward", "forwarded", "resubscribe", "group_unsubscribe"),
    ]
)
_OF_MESSAGES = (
    frozenset(["sent", "send", "sends"]),
    frozenset(["click", "clicked", "clicks"]),
    frozenset(["opened", "opens"]),
    frozenset(["bounce", "bounced", "hard_bounce", "soft_bounce", "hardbounce", "softbounce"]),
    frozenset(["unsubscribe", "unsubscribed", "unsub", "optout", "opt_out", "resubscribe", "group_unsubscribe"]),
    frozenset(["spam", "spamreport", "spam_report", "complaint", "complained"]),
)
"""Words of what becomes of messages and hardly of orders; those of a set say the same."""
_ENOUGH = 2
"""Sets of words that make it certain."""

_CLICKS = frozenset(["click", "clicked", "clicks", "tap", "tapped"])
_CHANNELS = frozenset(
    [
        *("users", "user", "messages", "message", "email", "emails", "e", "mail", "push", "pushnotification", "sms"),
        *("campaign", "campaigns", "newsletter", "marketing", "whatsapp", "inapp", "notification", "webhook", "event"),
    ]
)
"""Words of what is sent, beside what became of it."""


def kinds_of_contacts(names: Sequence[str]) -> list[str] | None:
    """Return what the events of a log of messages mean: what was opened and clicked is a view; None for other logs.

    >>> kinds_of_contacts(["users.messages.email.Send", "users.messages.email.Open", "Clicked Email"])
    ['ignore', 'view', 'view']
    >>> kinds_of_contacts(["Opened Email", "Placed Order"]) is None
    True
    """
    plain = list(map(_what_became, names))
    if not are_contacts(plain):
        return None
    return ["view" if name in _ANSWERED else "ignore" for name in plain]


def are_contacts(names: Iterable[str]) -> bool:
    """Whether texts are the kinds of events of messages, of which each alone may be something else.

    >>> are_contacts(["SENT", "DELIVERED", "OPEN", "CLICK"]), are_contacts(["sent", "delivered", "returned"])
    (True, False)
    """
    plain = set(map(_what_became, names))
    return bool(plain & _ANSWERED) and bool(plain & _OTHERS) and plain <= _ANSWERED | _OTHERS


def are_contacts_for_sure(names: Sequence[str]) -> bool:
    """Whether texts are kinds of events of messages, and no states of orders: those are open, sent and delivered too.

    >>> are_contacts_for_sure(["sent", "click"]), are_contacts_for_sure(["email_open", "email_delivered"])
    (True, True)
    >>> are_contacts_for_sure(["Open", "Sent", "Delivered"])
    False
    """
    plain = set(map(_what_became, names))
    if not are_contacts(names):
        return False
    n_sure = sum(not words.isdisjoint(plain) for words in _OF_MESSAGES)
    return n_sure >= _ENOUGH or all(_what_became(name) != "_".join(split_name(name).split()) for name in names)


@lru_cache(maxsize=10_000)
def _what_became(name: str) -> str:
    """Return the words of a name without those of what was sent.

    >>> _what_became("Bounced Email"), _what_became("email.open"), _what_became("email")
    ('bounced', 'open', 'email')
    """
    words = split_name(name).split()
    return "_".join([word for word in words if word not in _CHANNELS] or words)


def kinds_beside_clicks(names: Sequence[str], kinds: Sequence[str]) -> set[str]:
    """Return the kinds of events that are no clicks: a click may be one on a button as well as on an item.

    >>> sorted(kinds_beside_clicks(["Clicked CTA", "pageview"], ["view", "ignore"]))
    ['ignore']
    """
    return {kind for name, kind in zip(names, kinds, strict=True) if _CLICKS.isdisjoint(split_name(name).split())}
