"""Event types that may say who wants no contact, and are not understood: an analyst has to say what they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.attributes.consent_events import answer_of_event
from core.attributes.consent_names import PERHAPS, is_opt_out, words_of
from core.attributes.consent_words import CONSENT_WORDS, CONTACT, LAWS, NEWSLETTERS, OPTED_OUT_STEMS, PREFERS
from core.attributes.names import fold

_MOST_NAMED, _LONGEST = 2, 60
"""Events in the name of the attribute, and letters of each."""
_NOTHING_YET = {
    "viewed", "view", "shown", "seen", "show", "displayed", "page", "screen", "popup", "banner", "prompt", "sent",
    "delivered", "failed", "fail", "error", "cookie", "cookies", "tracking", "analytics", "opened", "open", "template",
}  # fmt: skip
"""Beside these nothing is answered, or it is about something else."""
_PRESSED = {"clicked", "click", "tapped", "tap", "pressed", "submitted", "submit", "selected", "chosen"}
_ASKS = {"request", "requested", "requests", "anfrage", "demande", "solicitud", "richiesta", "verzoek"}
_CHANGED = {
    "changed", "change", "changes", "updated", "update", "updates", "modified", "edited", "saved", "set", "geandert",
    "aktualisiert", "modifie", "modifiee", "cambiado", "actualizado", "modificado", "atualizado", "modificato",
    "gewijzigd", "zmiana", "zmieniono", "andrad", "endret", "изменено", "изменение",
}  # fmt: skip
_SETTINGS = PREFERS | {
    "setting", "einstellung", "einstellungen", "praferenz", "praferenzen", "preferencia", "preferencias", "preferenza",
    "preferenze", "parametres", "ajustes", "impostazioni", "instellingen", "voorkeuren", "ustawienia", "preferencje",
    "installningar", "innstillinger", "indstillinger", "asetukset", "ayarlari", "tercihleri", "configuracion",
    "настройки", "предпочтения",
}  # fmt: skip
_WRITTEN_TO = (CONTACT - {"ad", "ads", "advert", "adverts", "news"}) | {
    "communication", "communications", "notification", "notifications", "subscription", "subscriptions", "subscriber",
    "privacy", "datenschutz", "kommunikation", "comunicacion", "comunicazione", "comunicacao", "communicatie",
}  # fmt: skip
"""What settings of contact are about; those of an account or an app are about something else."""
_GROUPS = ({"subscription", "group"}, {"subscriptiongroup"}, {"subscription", "global", "state"})
"""Of a list of addresses, where a paid plan has none."""
_LETTERS = NEWSLETTERS | {"email", "emails", "mail", "mails", "mailing", "mailings", "mailinglist", "sms", "whatsapp"}
_KNOWN = _NOTHING_YET | _PRESSED | _ASKS | _CHANGED | {
    "opens", "clicks", "link", "button", "send", "sends", "sending", "delivery", "received", "receive", "recieved",
    "read", "views", "forwarded", "forward", "shared", "share", "bounced", "bounce", "soft", "hard", "deferred",
    "dropped", "processed", "queued", "scheduled", "verified", "verification", "verify", "confirmed",
    "confirmation", "confirm", "signup", "signups", "sign", "signed", "in", "up", "subscribed", "subscribe", "join",
    "joined", "registered", "register", "registration", "entered", "entry", "form", "capture", "captured",
    "collected", "added", "add", "created", "create", "provided", "reply", "replied", "replies", "response",
    "responded", "inbound", "outbound", "campaign", "modal", "field", "address", "conversion", "converted",
    "purchase", "order", "orders", "code", "otp", "login", "reminder", "welcome", "abandoned", "cart", "browse",
    "post", "print", "download", "downloaded", "start", "started", "complete", "completed", "impression",
    "impressions", "engagement", "interaction", "event", "user", "customer", "contact", "lead", "message",
    "messages", "test", "preview", "draft", "daily", "weekly", "monthly", "hit", "visit", "visited", "session",
    "scroll", "scrolled", "marketing", "copied", "copy", "filled", "to", "from", "by", "of", "the", "a", "and",
    "with", "geoffnet", "geklickt", "gesendet", "zugestellt", "gelesen", "erhalten", "angemeldet", "anmeldung",
    "ouvert", "ouverture", "clic", "clique", "envoye", "envoi", "recu", "lu", "abierto", "apertura", "enviado",
    "recibido", "leido", "aperto", "inviato", "letto", "ricevuto", "aberto", "lido", "recebido", "geopend",
    "verzonden", "gelezen", "ontvangen", "aangemeld", "otwarty", "otwarcie", "wyslany", "odebrany", "zapis",
}  # fmt: skip
"""What becomes of a message, or of an address, that is no answer."""
_MOST_WORDS = 3
_BY_LETTERS = re.compile(
    "(短信|邮件|营销|推送|通知|订阅|メール|メルマガ|配信|通知|이메일|문자|수신|구독).*(偏好|设置|設定|设定|설정)"
    "|(短信|邮件|营销|メール|メルマガ|配信|이메일|문자|수신).*(更改|变更|変更|修改|변경)"
)


def may_answer_event(name: str) -> bool:
    """Whether an event may say that a user wants no contact any more, and it is not understood whether it does.

    >>> [may_answer_event(each) for each in ("email_pref_changed", "gdpr_request", "newsletter_fertig")]
    [True, True, True]
    >>> [may_answer_event(each) for each in ("email_changed", "email_opened", "unsubscribed", "subscription_updated")]
    [False, False, False, False]
    """
    words = words_of(name)
    kinds = {*words}
    if answer_of_event(name) or kinds & _NOTHING_YET:
        return False
    if kinds & _PRESSED and (is_opt_out(name) or any(word.startswith(OPTED_OUT_STEMS) for word in words)):
        return True
    if kinds & _SETTINGS and kinds & (_WRITTEN_TO | CONSENT_WORDS):
        return True
    if kinds & _CHANGED and kinds & ((CONSENT_WORDS - NEWSLETTERS) | LAWS):
        return True
    if kinds & _ASKS and kinds & (LAWS | {"privacy", "datenschutz", "dsar"}):
        return True
    return any(each <= kinds for each in _GROUPS) or bool(_BY_LETTERS.search(name)) or _is_of_letters(words)


def name_of_doubt(events: Sequence[str]) -> str:
    """Return how the attribute is called that holds who did what may be an opt-out.

    >>> name_of_doubt(["Email Pref. changed", "gdpr request", "other"])
    'perhaps_opted_out_by_Email_Pref_changed_or_gdpr_request_or_others'
    """
    names = [re.sub(r"\W+", "_", each).strip("_")[:_LONGEST] for each in events[:_MOST_NAMED]]
    return PERHAPS + "_or_".join([*names, *(["others"] if len(events) > _MOST_NAMED else [])])


def _is_of_letters(words: list[str]) -> bool:
    """Whether it is something about newsletters or the like in a word that is not known: of another language."""
    rest = [word for word in words if word not in _LETTERS]
    is_short = len(words) <= _MOST_WORDS and len(rest) < len(words)
    return is_short and bool(rest) and not any(fold(word) in _KNOWN for word in rest)
