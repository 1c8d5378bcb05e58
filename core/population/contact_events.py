"""What becomes of messages to users, as tools for e-mail name it: sent, delivered, opened, bounced."""

from __future__ import annotations

from collections.abc import Iterable

_ANSWERED = frozenset(["open", "opened", "opens", "click", "clicked", "clicks"])
_OTHERS = frozenset(
    [
        *("sent", "send", "sends", "delivered", "delivery", "processed", "deferred", "dropped", "received", "rejected"),
        *("bounce", "bounced", "hard_bounce", "soft_bounce", "hardbounce", "softbounce", "blocked", "failed"),
        *("unsubscribe", "unsubscribed", "unsub", "optout", "opt_out", "spam", "spamreport", "spam_report"),
        *("complaint", "complained", "statuschange", "forward", "forwarded", "resubscribe", "group_unsubscribe"),
    ]
)


def are_contacts(names: Iterable[str]) -> bool:
    """Whether texts are the kinds of events of messages, of which each alone may be something else.

    >>> are_contacts(["SENT", "DELIVERED", "OPEN", "CLICK"]), are_contacts(["sent", "delivered", "returned"])
    (True, False)
    """
    plain = {"_".join(name.casefold().replace("-", " ").replace("_", " ").split()) for name in names}
    return bool(plain & _ANSWERED) and bool(plain & _OTHERS) and plain <= _ANSWERED | _OTHERS
