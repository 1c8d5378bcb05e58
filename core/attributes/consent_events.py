"""Event types by which users say that they want, or do not want, to be contacted: unsubscribed, newsletter_signup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from core.attributes.consent_names import asks_to_be_forgotten, is_opt_out, words_of
from core.attributes.consent_words import CONSENT_WORDS, CONTACT, NEWSLETTERS, NOT, PARTS_OF_OPTED_OUT, WITHDRAWN_STEMS

OPTED_OUT_BY_EVENT = "opted_out_by_event"
"""The attribute that holds when the last opt-out event of a user was; "no" where an opt-in came later."""
_AGREEMENT = CONSENT_WORDS - NEWSLETTERS - {"rechtsgrundlage"}
_ASKED = {
    "viewed", "view", "shown", "seen", "show", "displayed", "opened", "open", "clicked", "click", "page", "screen",
    "popup", "banner", "prompt", "link", "sent", "delivered", "failed", "fail", "error", "cookie", "cookies",
    "requested", "pending", "tracking", "analytics",
}  # fmt: skip
"""Beside these nothing is answered yet, or it was about something else."""
_REQUESTED = {"requested", "pending"}
"""Who asks to opt out has done so; an opt-in still has to be confirmed."""
_LEAVES = {"left", "leave", "leaves", "removed", "remove", "removal"}
"""Of a list of addresses, it is an opt-out."""
_EXITS = {"exit", "exits", "exited", "quit", "quits"}
"""Of such a list and nothing else, too; a form shown on exit wins subscribers."""
_LISTS = {"mailing", "mailings", "newsletter", "newsletters"}
_JOINS = {
    "subscribe", "subscribes", "signup", "signups", "sign", "signed", "join", "joined", "register", "registered",
    "confirmed", "anmeldung", "angemeldet", "abonniert", "inscription", "inscrit", "suscripcion", "suscrito",
    "iscrizione", "iscritto", "inscricao", "inscrito", "aangemeld", "granted", "given", "accepted", "enabled",
}  # fmt: skip
_SUBSCRIBES = {"subscribe", "subscribes", "abonniert", "suscripcion", "suscrito"}
"""Beside a word of contact that is none of consent, only these: who signs in by e-mail did not ask for any."""
_OF_AN_ACCOUNT = {"in", "login", "account", "form"}
_BARE, _BARE_OUT = (
    ("subscribe", "subscribes", "订阅"),
    ("unsubscribe", "unsubscribes", "unsubscribed", "退订", "取消订阅"),
)
"""These may begin a paid plan; the others show that they do not."""
_SUBSCRIBED, _RESUBSCRIBES = {"subscribed", "optin"}, "resubscri"
_COMPLAINS = re.compile(
    r"spam_?(report|complain)|(mark|report|flag)\w*_(as_)?spam|(^|_)abuse_?(report|complaint)?$|spammed"
    r"|block(ed|s)?_sender|account_clos(ed|ure)|clos(ed|e)_account"
    r"|^(email_|mail_|e_mail_|sms_)?complain(t|ed)$|(^|_)stop_?(all|sms|message|keyword|reply)"
)
_COMPLAINS_PARTS = ("投诉垃圾", "标记垃圾", "迷惑メール", "スパム報告")
_CHANNELS = {"push", "sms", "whatsapp", "notification", "notifications", "text", "texts"}
"""Who wants messages of such a kind does not take back that he or she wants no e-mails."""
_OFF = {"off", "none", "disabled", "disable", "denied", "declined", "refused", "rejected", "revoked", "withdrawn"}
_ENDS_STEMS = ("unfollow", "unregist", "unenrol", "deregist", "untick", "uncheck", "unselect", "deselect", "optdown")
"""What begins a word of the contrary of what was wanted."""
_JOINS_PARTS = ("订阅邮件", "邮件订阅", "订阅资讯", "同意接收", "配信登録", "配信希望", "メルマガ登録", "オプトイン")


class Answer(StrEnum):
    """What an event says."""

    OPTED_OUT = "opted_out"
    OPTED_IN = "opted_in"


@lru_cache(maxsize=20_000)
def answer_of_event(name: str) -> Answer | None:
    """Return what an event of this type says of contact with the user; None for nothing.

    >>> names = ("unsubscribed", "Marked Email as Spam", "opt_out", "subscribed", "newsletter_signup", "purchase")
    >>> [str(answer_of_event(each)) for each in names]
    ['opted_out', 'opted_out', 'opted_out', 'opted_in', 'opted_in', 'None']
    """
    words = words_of(name)
    kinds = set(words)
    if kinds & (_ASKED - _REQUESTED):
        return None
    if _opts_out(name, words):
        return Answer.OPTED_OUT
    if kinds & _REQUESTED:
        return None
    return Answer.OPTED_IN if _opts_in(name, words) else None


def events_that_answer(names: Iterable[str], *, some_did: bool = False) -> dict[str, Answer]:
    """Return the event types that say something of contact, with what they say.

    Without one by which users opt out (unless ``some_did``, in files before) nobody is known who did, so there are none
    then: those who signed up before the log began have no event. A bare "subscribe" may begin a paid plan; it counts
    beside a bare "unsubscribe" alone.

    >>> events_that_answer(["view", "newsletter_signup"]), [*events_that_answer(["email_unsubscribe", "subscribe"])]
    ({}, ['email_unsubscribe'])
    """
    all_names = [*names]
    found = {name: answer for name in all_names if (answer := answer_of_event(name))}
    out = {"_".join(words_of(name)) for name, answer in found.items() if answer is Answer.OPTED_OUT}
    if not (out or some_did):
        return {}
    bare = ["_".join(words_of(name)) in _BARE for name in all_names]
    found = {name: found[name] for name, is_bare in zip(all_names, bare, strict=True) if name in found and not is_bare}
    if out.isdisjoint(_BARE_OUT):
        return found
    return found | {name: Answer.OPTED_IN for name, is_bare in zip(all_names, bare, strict=True) if is_bare}


def _opts_out(name: str, words: list[str]) -> bool:
    if _COMPLAINS.search("_".join(words)) or any(part in name for part in (*PARTS_OF_OPTED_OUT, *_COMPLAINS_PARTS)):
        return True
    kinds = set(words)
    if asks_to_be_forgotten(kinds) or (kinds & _LEAVES and kinds & _LISTS):
        return True
    if kinds & _EXITS and kinds & _LISTS and kinds <= _EXITS | _LISTS | {"list", "lists"}:
        return True
    is_withdrawn = bool(kinds & _OFF) or any(word.startswith(WITHDRAWN_STEMS) for word in words)
    if kinds & _AGREEMENT and is_withdrawn:
        return True
    if is_opt_out(name):
        return not is_withdrawn or not _is_unsubscribing(words)
    if _is_unsubscribing(words):
        return not (is_withdrawn or kinds & NOT)  # campaign_unsub
    ends = kinds & _OFF or any(word.startswith(_ENDS_STEMS) for word in words)
    return bool(kinds & (CONTACT | _CHANNELS) and ends)


def _is_unsubscribing(words: list[str]) -> bool:
    """Whether what is withdrawn may be an opt-out: "unsubscribe_cancelled"."""
    return any(word.startswith("unsub") or word == "optout" for word in words)


def _opts_in(name: str, words: list[str]) -> bool:
    kinds = set(words)
    if kinds & (NOT | _OFF | _CHANNELS | _OF_AN_ACCOUNT) or any(word.startswith(WITHDRAWN_STEMS) for word in words):
        return False
    if kinds & _SUBSCRIBED or any(word.startswith(_RESUBSCRIBES) for word in words) or words == ["订阅"]:
        return True
    if (kinds & CONSENT_WORDS and kinds & _JOINS) or (kinds & CONTACT and kinds & _SUBSCRIBES):
        return True
    return any(part in name for part in _JOINS_PARTS)
