"""Answers to the question of consent that are phrases: "Express Consent", "double opt-in pending", "SoftBounced"."""

from __future__ import annotations

from itertools import pairwise

from core.attributes.consent_names import words_of
from core.attributes.consent_words import NOT, OPTED_OUT_STEMS, WITHDRAWN_STEMS
from core.attributes.names import fold, without_accents

_MOST_WORDS = 6
_REFUSED = {
    "optout", "pending", "awaiting", "waiting", "unconfirmed", "cleaned", "junk", "spam", "held", "hold", "deleted",
    "invalid", "inactive", "disabled", "none", "never", "transactional", "paused", "blocked", "withheld", "restricted",
    "undetermined", "unset", "unspecified", "ausstehend", "abgelaufen", "widerrufen", "verweigert", "expire", "attente",
    "pendiente", "caducado", "attesa", "scaduto", "pendente", "verlopen",
}  # fmt: skip
_REFUSED_STEMS = (*OPTED_OUT_STEMS, *WITHDRAWN_STEMS, "bounc", "complain", "quarantin", "revok")
"""What begins words of consent that was not given, or is no longer."""
_GIVEN = {
    "optin", "subscribed", "consent", "consents", "consented", "granted", "given", "obtained", "agreed", "accepted",
    "confirmed", "allowed", "authorized", "authorised", "einwilligung", "eingewilligt", "erteilt", "zugestimmt",
    "bestatigt", "consentement", "accepte", "abonne", "inscrit", "confirme", "consentimiento", "aceptado", "suscrito",
    "confirmado", "consenso", "accettato", "iscritto", "confermato", "consentimento", "aceito", "inscrito",
    "toestemming", "ingeschreven", "aangemeld", "bevestigd",
}  # fmt: skip
_BESIDE = {
    "express", "explicit", "double", "single", "freely", "verified", "active", "written", "verbal", "oral",
    "electronic", "digital", "from", "contact", "customer", "user", "by", "via", "to", "the", "of", "with", "has", "is",
    "yes", "email", "mail", "e", "sms", "push", "marketing", "newsletter", "web", "website", "form", "doi", "soi",
    "fully", "ja", "oui", "si", "sim", "zum", "fur", "per", "par", "por", "al", "aan", "voor", "liegt", "vor",
}  # fmt: skip
"""What may stand beside a word of consent that was given, and leaves it so."""
_NO_CONTACT = frozenset([
    "notoptedin", "notsubscribed", "neversubscribed", "nonsubscribed", "noconsent", "notconsented", "notdetermined",
    "consentdenied", "consentrefused", "consentwithdrawn", "nichteingewilligt", "abbestellt", "desabonne", "desabonnee",
    "disiscritto", "disiscritta", "desuscrito", "desuscrita", "配信停止", "配信拒否", "オプトアウト", "退订", "已退订",
    "取消订阅", "已取消订阅", "受信しない", "不接收", "수신거부", "退訂", "已退訂", "отписан", "отписана",
    "donotcontact", "donotemail", "donotmail", "donotcall", "dnc",
])  # fmt: skip
"""Answers that say it as a whole, folded, without accents."""
_CONTACT = {"contact", "email", "mail", "call", "sms", "text", "disturb", "market", "push"}
"""After "do not"."""
_CONTACTING = {
    "kontaktieren", "anrufen", "anschreiben", "contacter", "appeler",
    "contactar", "llamar", "contattare", "chiamare", "contatar", "ligar", "bellen", "mailen", "benaderen", "kontakta",
    "kontakte", "kontaktowac", "dzwonic", "kontaktovat", "связываться", "звонить",
}  # fmt: skip
"""Soon after a word of no, in a note: "bitte nicht mehr anrufen"."""
_CONTACTED, _BE = {"contacted", "emailed", "called", "kontaktiert", "angerufen"}, {"be", "being", "werden"}
"""Who is not to be contacted refuses; who was not contacted yet was only not asked."""
_ME = {"me", "us", "again", "anymore"}


def read_phrase(text: str) -> float | None:
    """Return 1 for consent that was given, 0 for none or no longer, None for what is not understood.

    One word of refusal is enough for a refusal; for consent every word has to be known.

    >>> [read_phrase(each) for each in ("Express Consent", "Double opt-in: pending", "No consent", "implied consent")]
    [1.0, 0.0, 0.0, None]
    """
    words = words_of(text)
    if not 0 < len(words) <= _MOST_WORDS:
        return None
    negated = next((place for place, word in enumerate(words) if word in NOT), None)
    refused = next((place for place, word in enumerate(words) if _refuses(word)), None)
    if refused is not None:
        return None if negated is not None and negated < refused and words[refused] != "never" else 0.0
    if not _GIVEN & {*words}:
        return None
    if negated is not None:
        return 0.0
    return 1.0 if {*words} <= _GIVEN | _BESIDE else None


def refuses_contact(text: str) -> bool:
    """Whether an answer says, whatever was asked, that somebody does not want to be contacted.

    >>> [refuses_contact(each) for each in ("Unsubscribed", "Please don't email me", "denied", "never unsubscribed")]
    [True, True, False, False]
    """
    if without_accents(fold(text)) in _NO_CONTACT:
        return True
    words = words_of(text)
    if words[-1:] == ["donot"] or any(word == "donot" and after in _CONTACT for word, after in pairwise(words)):
        return True
    if any(
        word in _CONTACT and words[at - 1] == "never" and _ends(words[at + 1 :]) for at, word in enumerate(words) if at
    ):
        return True
    if any(NOT & {*words[max(at - 2, 0) : at]} for at, word in enumerate(words) if word in _CONTACTING):
        return True
    if _BE & {*words} and any(NOT & {*words[:at]} for at, word in enumerate(words) if word in _CONTACTED):
        return True
    if len(words) > _MOST_WORDS or NOT & {*words[:1]}:
        return False
    return any(word == "optout" or word.startswith(("unsub", "suppress")) for word in words)


def _ends(words: list[str]) -> bool:
    """Whether nothing that limits it comes after "never call": "before 9am" does."""
    return {*words} <= _ME


def _refuses(word: str) -> bool:
    return word in _REFUSED or word.startswith(_REFUSED_STEMS)
