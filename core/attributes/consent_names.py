"""Names of columns that say who agreed to be contacted, or who asked not to be."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from functools import lru_cache

import pandas as pd

from core.attributes.consent_words import (
    ABOUT,
    AGREES,
    AGREES_TO_CONTACT,
    BAJA,
    BESIDE_NEWSLETTER,
    CALLED_ALIKE,
    CAMPAIGNS,
    CONSENT_ENDINGS,
    CONSENT_NAMES,
    CONSENT_WORDS,
    CONTACT,
    CONTACT_PARTS,
    DATE,
    DELETION,
    FORGOTTEN,
    FRONTS,
    JOINED,
    LAWS,
    NEWSLETTERS,
    NOT,
    OF_A_PERSON,
    ON_DEVICES,
    OPAQUE,
    OPTED_OUT,
    OPTED_OUT_STEMS,
    OTHER_MATTERS,
    PARTS,
    PARTS_ABOUT,
    PARTS_OF_OPTED_OUT,
    PUSH,
    PUSH_PARTS,
    REFUSES,
    REFUSES_CONTACT,
    STATE,
    WANTS,
    WAYS,
    WHEN,
    WITHDRAWN_STEMS,
)
from core.attributes.names import find_columns, fold, spellings_of, without_accents

PERHAPS = "perhaps_opted_out_by_"
"""How the attribute begins that holds when users last did what may be an opt-out; the names of the events follow."""
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[^\W\d_]+")
_ENDING = 5
"""The ending of a case has at most so many letters; more of them are another word."""
_ASKED_FOR = {"requested", "asked", "received"}
"""Who asked to opt out has done so; who was asked to opt in has not."""
_USUAL = frozenset().union(*map(spellings_of, CONSENT_NAMES))


class Says(StrEnum):
    """What a column says of users."""

    CONSENT = "consent"
    """Who agreed to be contacted."""
    OPTED_OUT = "opted_out"
    """Who asked not to be contacted."""
    MAY_REFUSE = "may_refuse"
    """The same, if its answers are of yes and no."""


def says(name: str) -> Says | None:
    """Return what a column of this name says of consent; None for one about something else.

    Of a nested field, such as ``properties.consent``, the last part counts, or all where that part says little.

    >>> [str(says(name)) for name in ("Opt-In", "user.optedOutAt", "email_marketing_consent.state", "option")]
    ['consent', 'opted_out', 'consent', 'None']
    """
    if is_perhaps(name):
        return Says.OPTED_OUT
    last = name.rpartition(".")[2] or name
    if last != name and not any(word not in OPAQUE and not _is_withdrawn([word]) for word in words_of(last)):
        return _says(name.replace(".", " "))
    return _says(last)


def is_perhaps(name: str) -> bool:
    """Whether an attribute holds what may be an opt-out, until somebody says that it is: it is asked about."""
    return name.startswith(PERHAPS)


def consent_columns(names: Iterable[str]) -> list[str]:
    """Return the names that are those of consent, the surest first.

    Names of ``CONSENT_NAMES`` come first, in its order; then longer ones that say so in words.

    >>> consent_columns(["user.opt_in", "Status newsletter", "Accepts Email Marketing", "opt_out", "option"])
    ['user.opt_in', 'Status newsletter', 'Accepts Email Marketing']
    """
    own = [name for name in names if says(name) is Says.CONSENT]
    last = {name: name.rpartition(".")[2] or name for name in own}
    usual = find_columns(pd.Index(list(dict.fromkeys(last.values()))), CONSENT_NAMES)
    exact = [name for each in usual for name, part in last.items() if part == each]
    return [*dict.fromkeys([*exact, *own])]


def opt_out_columns(names: Iterable[str]) -> list[str]:
    """Return the names of columns that say who asked not to be contacted.

    >>> opt_out_columns(["age", "HasOptedOutOfEmail", "unsubscribed_at", "do_not_contact", "opt_in"])
    ['HasOptedOutOfEmail', 'unsubscribed_at', 'do_not_contact']
    """
    return [name for name in names if is_opt_out(name)]


def is_about_consent(name: str) -> bool:
    """Whether a column holds something of who consented, or opted out, such as by which campaign: not itself who did.

    >>> [is_about_consent(name) for name in ("UNSUB_CAMPAIGN_TITLE", "consent_source", "opt_in", "source")]
    [True, True, False, False]
    """
    kinds = {*words_of(name)}
    return says(name) is None and bool(kinds & ABOUT) and (bool(kinds & CONSENT_WORDS) or is_about_opt_out(name))


def is_about_opt_out(name: str) -> bool:
    """Whether a column holds something of who opted out, so that whoever has a text there did.

    >>> [is_about_opt_out(name) for name in ("UNSUB_CAMPAIGN_TITLE", "consent_source", "unsubscribed")]
    [True, False, False]
    """
    words = words_of(name)
    return bool({*words} & ABOUT) and says(name) is None and any(map(_is_opted_out, words))


def is_opt_out(name: str) -> bool:
    """Whether a column of this name says who asked not to be contacted, rather than who consented."""
    return says(name) in (Says.OPTED_OUT, Says.MAY_REFUSE)


def is_of_another_matter(name: str) -> bool:
    """Whether what a column of this name grants or denies is something else than contact.

    >>> is_of_another_matter("application_status"), is_of_another_matter("camera_permission")
    (True, True)
    >>> is_of_another_matter("status"), is_of_another_matter("email_permission")
    (False, False)
    """
    kinds = {*words_of(name)}
    return bool((OTHER_MATTERS - ON_DEVICES) & kinds) or is_on_devices(name)


def is_on_devices(name: str) -> bool:
    """Whether what users grant or accept by a column of this name is what an app or a page may do, or a plan.

    >>> [is_on_devices(name) for name in ("cookie_consent", "analytics_storage", "app_notifications", "opt_in")]
    [True, True, False, False]
    """
    kinds = {*words_of(name)}
    return bool(kinds & ON_DEVICES) and not kinds & (CONTACT | CAMPAIGNS | WAYS)


def is_of_push_only(name: str) -> bool:
    """Whether a column of consent of this name is about push messages of an app, and nothing else.

    >>> is_of_push_only("push_opt_in"), is_of_push_only("email_push_consent"), is_of_push_only("推送开关")
    (True, False, True)
    """
    if any(part in name for part in PUSH_PARTS):
        return not any(part in name for part in CONTACT_PARTS)
    kinds = {*words_of(name)}
    return bool(kinds & PUSH) and not kinds & (CONTACT - PUSH)


def is_usual(name: str) -> bool:
    """Whether a name is one of ``CONSENT_NAMES``: less can be doubted of it than of a longer one."""
    return fold(name.rpartition(".")[2] or name) in _USUAL


def asks_to_be_forgotten(kinds: Collection[str]) -> bool:
    """Whether words are those of a request for erasure: nobody who wants to be forgotten is to be contacted.

    >>> asks_to_be_forgotten(words_of("ShouldForget")), asks_to_be_forgotten(words_of("forgot_password"))
    (True, False)
    """
    found = {*kinds}
    return "password" not in found and bool(found & FORGOTTEN or (found & DELETION and found & OF_A_PERSON))


def _says(name: str) -> Says | None:
    if any(part in name for part in PARTS_ABOUT):
        return None
    if any(part in name for part in PARTS_OF_OPTED_OUT) or REFUSES_CONTACT.search(name):
        return Says.OPTED_OUT
    if any(part in name for part in PARTS) or AGREES_TO_CONTACT.search(name) or is_usual(name):
        return Says.CONSENT
    words = words_of(name)
    kinds = set(words)
    if asks_to_be_forgotten(kinds):
        return Says.OPTED_OUT
    place = next((place for place, word in enumerate(words) if _is_opted_out(word)), None)
    if kinds & (ABOUT - _ASKED_FOR if place is not None else ABOUT):
        return None
    if place is not None or _is_baja(kinds):
        before = {*words[:place]} if place is not None and words[place] != "donot" else set()
        is_turned = place is not None and bool(_is_withdrawn(words) or NOT & before)
        return None if is_turned else Says.OPTED_OUT
    return _says_agreement(words, kinds)


def _says_agreement(words: list[str], kinds: set[str]) -> Says | None:
    if kinds & LAWS and kinds <= LAWS | STATE:
        return Says.CONSENT
    is_of_contact = kinds & CONTACT or (kinds & CAMPAIGNS and kinds & WANTS)
    named = kinds & CONSENT_WORDS or (kinds & AGREES if is_of_contact else set())
    if not named:
        contact = kinds & (CONTACT | CAMPAIGNS)
        return Says.MAY_REFUSE if contact and (kinds & REFUSES or _is_turned(words, contact)) else None
    if kinds & REFUSES or _is_withdrawn(words) or _is_turned(words, named):
        return Says.OPTED_OUT
    if kinds & ON_DEVICES and not kinds & (CONTACT | CAMPAIGNS | WAYS):
        return None  # cookie_consent, tracking_opt_in
    if NOT & kinds:
        last = max((words.index(word) for word in kinds & (CONTACT | CAMPAIGNS)), default=0)
        is_refused = not kinds & CONSENT_WORDS and NOT & {*words[:last]}
        return Says.MAY_REFUSE if is_refused else None  # wants not to be contacted
    if kinds & DATE and not (kinds & WHEN or (kinds & (AGREES | {"subscribed"}) and kinds & CONTACT)):
        return None  # newsletter_date, subscribed_at
    is_newsletter_alone = {*named} <= NEWSLETTERS and not kinds & AGREES
    return None if is_newsletter_alone and not kinds <= BESIDE_NEWSLETTER else Says.CONSENT


def _is_withdrawn(words: Iterable[str]) -> bool:
    return any(word.startswith(WITHDRAWN_STEMS) for word in words)


def _is_turned(words: Sequence[str], named: Collection[str]) -> bool:
    """Whether a word of no stands before the first of some."""
    first = min((words.index(word) for word in named), default=0)
    return bool(NOT & {*words[:first]})


def words_of(text: str) -> list[str]:
    """Return words in small letters, without accents; those that stand for one are joined, others taken apart.

    >>> words_of("Double Opt-In"), words_of("Werbeerlaubnis")
    (['double', 'optin'], ['werbung', 'erlaubnis'])
    """
    return [*_words_of(text)]


@lru_cache(maxsize=20_000)
def _words_of(text: str) -> tuple[str, ...]:
    found = _WORD.findall(without_accents(_HUMP.sub(" ", text).lower()))
    words: list[str] = []
    for word in (part for each in found for part in _parts(each)):
        if words and (joined := JOINED.get((words[-1], word))):
            words[-1] = joined
        else:
            words.append(_glued(word))
    return tuple(words)


def _parts(word: str) -> tuple[str, ...]:
    """Return contact and agreement, or the contrary, of a word that holds both."""
    for front, contact in FRONTS.items():
        rest = word.removeprefix(front)
        if rest != word and (rest in CONSENT_WORDS | AGREES | REFUSES or rest.startswith(OPTED_OUT_STEMS)):
            return contact, rest
    return (word,)


def _glued(word: str) -> str:
    """Return what the end of a word that is written together with others, or its stem before an ending, stands for."""
    if word.endswith("kielto") or "optout" in word or "optedout" in word:
        return "optout"
    if word.endswith(CONSENT_ENDINGS):
        return "consent"
    if word.endswith(("optin", "optedin")):
        return "optin"
    for stem, alike in CALLED_ALIKE.items():
        if word.startswith(stem) and len(word) <= len(stem) + _ENDING:
            return alike
    return word


def _is_opted_out(word: str) -> bool:
    return word in OPTED_OUT or word.startswith(OPTED_OUT_STEMS) or "unsubscri" in word


def _is_baja(kinds: set[str]) -> bool:
    return "baja" in kinds and not kinds - BAJA
