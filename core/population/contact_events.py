"""What becomes of messages to users, as tools for e-mail name it: sent, delivered, opened, bounced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
