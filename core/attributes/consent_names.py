"""Names of columns that say who agreed to be contacted, or who asked not to be."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum

import pandas as pd

from core.attributes.names import find_columns, without_accents

CONSENT_NAMES = (
    "consent", "marketingconsent", "emailconsent", "consentmarketing", "consentgiven", "gdprconsent", "optin",
    "optedin", "emailoptin", "smsoptin", "marketingoptin", "subscribed", "emailsubscribed", "newsletter",
    "newslettersubscribed", "acceptsmarketing", "marketingpermission", "同意", "营销同意", "同意营销", "同意接收",
    "授权", "订阅", "einwilligung", "werbeeinwilligung", "newslettereinwilligung", "consentement", "consentimiento",
    "consenso", "consentimento",
)  # fmt: skip
"""Usual names of an attribute that holds consent, the most specific first."""
_CONSENT_WORDS = {
    "consent", "consents", "consented", "consentement", "consentimiento", "consentimento", "consenso", "einwilligung",
    "einverstanden", "einverstandnis", "optin", "newsletter", "subscribed", "toestemming", "contactable",
    "marketingconsent", "emailconsent", "smsconsent", "werbeeinwilligung", "newslettereinwilligung", "nieuwsbrief",
    "infolettre", "boletin", "rechtsgrundlage", "tcf", "iabtcf", "tcstring", "euconsent",
}  # fmt: skip
"""One of these in a longer name makes it one of consent."""
_AGREES = {
    "accept", "accepts", "accepted", "agree", "agrees", "agreed", "allow", "allows", "allowed", "permission",
    "permissions", "subscription", "subscriber", "subscribe", "subscribes", "receive", "receives", "ok", "okay",
    "zustimmung", "erlaubnis", "erlaubt", "accepte", "acceptation", "autorisation", "autorise", "acepta", "autoriza",
    "autorizacion", "permiso", "suscripcion", "suscrito", "accetta", "autorizzazione", "iscrizione", "iscritto",
    "aceita", "autorizacao", "permissao", "inscricao", "inscrito", "abonne", "abonnement", "inscrit", "inscription",
    "anmeldung", "angemeldet", "accord", "aceite", "acconsento", "akkoord", "freigabe", "authorization",
    "authorisation", "authorized", "authorised", "wants", "wishes", "souhaite", "desea", "deseja", "vuole",
}  # fmt: skip
_CONTACT = {
    "marketing", "email", "emails", "mail", "mails", "mailing", "mailings", "sms", "whatsapp", "push", "contact",
    "contacts", "newsletters", "newsletter", "communications", "comms", "advertising", "werbung", "kontakt",
    "publicite", "prospection", "publicidad", "comunicaciones", "contacto", "boletin", "correo", "pubblicita",
    "comunicazioni", "contatto", "publicidade", "comunicacoes", "contato", "promo", "promotions", "news",
    "infolettre", "nieuwsbrief", "reclame", "comercial", "comerciales", "comerciais", "commerciali", "commerciales",
    "ad", "ads", "advert", "adverts", "remarketing", "retargeting", "gdpr", "dsgvo", "rgpd", "lgpd", "casl",
}  # fmt: skip
"""One of each in a longer name makes it one of consent."""
_REFUSES = {
    "refuse", "refuses", "refused", "refusal", "decline", "declines", "declined", "reject", "rejects", "rejected",
    "object", "objects", "objected", "objection", "oppose", "opposes", "opposed", "opposition", "oposicion",
    "opposizione", "oposicao", "refus", "rifiuta", "rifiuto", "rechaza", "rechazo", "recusa", "blocked", "disabled",
    "excluded", "exclude", "exclusion", "exclusao", "stop", "stopped", "muted", "ineligible", "widerspruch",
    "widersprochen", "sperre", "gesperrt", "ablehnung", "abgelehnt", "cancelled", "canceled", "cancellazione",
    "suspended",
    "limit", "limited", "paused", "verbot",
}  # fmt: skip
"""One of these and one of the contacts make a longer name one of the contrary, where its answers are of yes and no."""
_OPTED_OUT = {
    "optout", "dnc", "nocontact", "nomail", "robinson", "robinsonliste", "bloctel", "ausgetragen", "werbesperre",
    "kontaktsperre", "mailsperre", "newslettersperre", "sperrvermerk", "werbewiderspruch", "werbewiderruf",
    "newsletterabmeldung",
}  # fmt: skip
"""One of these makes a name one of the contrary: yes means that the user asked not to be contacted."""
OPTED_OUT_STEMS = (
    "donot", "dont", "unsub", "suppress", "blocklist", "blacklist", "denylist", "abmeld", "abgemeld", "abbestell",
    "austrag", "desabonn", "desinscri", "desuscri", "disiscri", "descadastr", "dessubscr", "uitschrijv", "uitgeschr",
    "afmeld", "afgemeld",
)  # fmt: skip
"""What begins a word of the same meaning."""
NOT = {
    "no", "not", "non", "never", "nicht", "kein", "keine", "nao", "without", "ohne", "sans", "pas", "sin",
    "senza", "sem", "geen", "niet",
}  # fmt: skip
"""Before a word of consent, or of contact with one of agreement, they turn it around."""
WITHDRAWN_STEMS = (
    "withdr", "revo", "denied", "refus", "declin", "reject", "widerr", "retir", "retrait", "ritir", "ingetrokken",
    "cancel", "annul", "gekundigt", "rechaz", "recus", "rifiut", "verweiger", "abgelehnt", "storn", "ended",
    "expired",
)  # fmt: skip
"""What begins words that turn one of consent beside them around."""
_ABOUT = {
    "source", "origin", "count", "number", "clicks", "clicked", "opens", "opened", "id", "version", "ip", "text",
    "frequency", "topic", "language", "link", "url", "token", "page", "campaign", "rate", "score", "probability",
    "prob", "risk", "predicted", "prediction", "likelihood", "propensity",
    "days", "weeks", "months", "hours", "age", "method", "updated",
    "modified", "changed", "expires", "expiry", "expiration", "until", "review", "requested", "asked", "sent",
    "required", "terms", "level", "received", "title", "template", "quelle", "anzahl", "grund", "fuente", "fonte",
    "price", "prices", "cost", "amount", "plan", "plans", "banner", "seen", "shown", "file", "applies", "country",
    "region", "deleted", "erased", "research", "study", "studie", "forschung", "recherche", "ricerca",
    "investigacion", "pesquisa", "treatment", "surgery", "patient", "parent", "parental", "photo",
}  # fmt: skip
"""A longer name with one of these holds something else of it."""
_DATE = {
    "date", "datum", "fecha", "data", "time", "timestamp", "at", "day", "am", "le", "on", "giorno", "dia", "ts",
    "datetime", "since", "seit", "depuis", "desde", "dal",
}  # fmt: skip
_LAWS = {"gdpr", "dsgvo", "rgpd", "lgpd", "casl"}
_STATE = {"status", "state", "type", "flag", "ok", "is"}
"""Beside the name of a law alone, it is that of consent by that law."""
_OTHER_MATTERS = {
    "application", "loan", "credit", "claim", "request", "order", "payment", "refund", "access", "review", "visa",
    "permit", "leave", "appeal", "delivery", "account", "login", "admission", "antrag", "kredit", "demande",
    "solicitud", "pedido", "richiesta", "aanvraag",
}  # fmt: skip
"""What else than contact is granted or denied."""
_WHEN = _CONSENT_WORDS - {"newsletter", "subscribed", "contactable"}
"""A date is when consent was given beside one of these, or beside agreement and contact."""
_BAJA = {"baja", "dado", "dada", "de", "fecha", "newsletter", "boletin", "email", "correo", "es", "esta", "motivo"}
"""Of names in Spanish, whose "baja" may also be a low season."""
_OPAQUE = {
    "state", "status", "val", "value", "choice", "answer", "reason", "email", "sms", "push", "marketing", "is", "has",
    "active", "granted", "given", "enabled", *_DATE,
}  # fmt: skip
"""The last part of a nested field of such words alone means what its whole path does."""
_PARTS = ("同意", "授权营销", "营销许可", "订阅", "配信許可", "配信希望", "メルマガ", "オプトイン")
"""Of Chinese or Japanese, in names of consent."""
_PARTS_OF_OPTED_OUT = (
    "配信停止", "配信拒否", "受信拒否", "購読解除", "登録解除", "購読停止", "メルマガ解除", "オプトアウト",
    "同意しない", "同意撤回", "不許可", "連絡不要", "配信不要", "メール不要", "連絡禁止", "メール拒否",
    "退订", "拒收", "取消订阅", "退出订阅", "停止订阅", "不订阅", "免打扰", "勿扰", "勿联系", "黑名单",
    "不同意", "未同意", "撤回同意", "不接受", "拒绝接收", "拒绝营销", "营销拒绝", "拒绝联系",
)  # fmt: skip
_REFUSES_CONTACT = re.compile(
    "(拒绝|拒收|不要|不接收|不发|禁止|屏蔽).*(短信|邮件|邮箱|营销|推送|电话|联系|广告|消息|通知)"
    "|(短信|邮件|营销|推送|电话|广告|消息|通知).*(拒绝|拒收|屏蔽|禁止)"
    "|(メール|連絡|広告|通知|DM|SMS).*(拒否|停止|不要|禁止|解除)"
)
_AGREES_TO_CONTACT = re.compile(
    "(接收|允许|愿意|接受).*(营销|短信|邮件|推送|联系|通知|电话|广告)"
    "|(メール|受信|配信|連絡|通知|案内|電話|ハガキ|はがき|DM|SMS).*(許可|希望|承諾|可否)"
)
_PARTS_ABOUT = (
    "版本", "次数", "数量", "来源", "链接", "渠道", "合同", "研究", "回数", "件数", "リンク", "バージョン", "経路",
)  # fmt: skip
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[^\W\d_]+")
_JOINED = {
    **{(opt, way): f"opt{way}" for opt in ("opt", "opted", "opts", "opting") for way in ("in", "out")},
    **{("un", word): "unsubscribed" for word in ("subscribe", "subscribed", "sub")},
    ("do", "not"): "donot", ("don", "t"): "donot", ("nicht", "kontaktieren"): "donot", ("pas", "contacter"): "donot",
    ("no", "contactar"): "donot", ("por", "sair"): "optout", ("no", "molestar"): "donot",
    ("non", "contattare"): "donot",
    ("nao", "contatar"): "donot", ("nao", "contactar"): "donot", ("nao", "perturbe"): "donot",
    ("no", "contact"): "donot", ("no", "email"): "donot", ("no", "mail"): "donot", ("keine", "werbung"): "donot",
    ("kein", "newsletter"): "donot", ("keine", "mails"): "donot", ("black", "list"): "blacklist",
    ("block", "list"): "blocklist", ("deny", "list"): "denylist", ("stop", "pub"): "donot", ("niet", "mailen"): "donot",
    **{(basis, "basis"): "consent" for basis in ("legal", "lawful", "processing")},
    **{("base", legal): "consent" for legal in ("legal", "legale", "juridica", "juridique", "giuridica")},
    **{(ad, use): "consent" for ad in ("ad", "ads") for use in ("storage", "personalization", "personalisation")},
    ("tc", "string"): "consent", ("gpp", "string"): "consent", ("us", "privacy"): "consent",
    ("marketing", "contact"): "consent",
    ("marked", "spam"): "donot", ("spam", "complaint"): "donot", ("spam", "complaints"): "donot",
}  # fmt: skip
"""Words that stand for one together."""
_FRONTS = {
    "werbe": "werbung", "kontakt": "kontakt", "newsletter": "newsletter", "mailing": "mailing", "email": "email",
    "mail": "mail", "sms": "sms", "marketing": "marketing", "whatsapp": "whatsapp", "push": "push",
    "nieuwsbrief": "nieuwsbrief", "reclame": "reclame",
}  # fmt: skip
"""Contact at the front of a word that is written together with one of agreement, or of the contrary."""


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
    last = name.rpartition(".")[2] or name
    if last != name and not any(word not in _OPAQUE and not _is_withdrawn([word]) for word in words_of(last)):
        return _says(name.replace(".", " "))
    return _says(last)


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


def is_opt_out(name: str) -> bool:
    """Whether a column of this name says who asked not to be contacted, rather than who consented."""
    return says(name) in (Says.OPTED_OUT, Says.MAY_REFUSE)


def is_of_another_matter(name: str) -> bool:
    """Whether what a column of this name grants or denies is something else than contact.

    >>> is_of_another_matter("application_status"), is_of_another_matter("status")
    (True, False)
    """
    return bool(_OTHER_MATTERS & {*words_of(name)})


def is_usual(name: str) -> bool:
    """Whether a name is one of ``CONSENT_NAMES``: less can be doubted of it than of a longer one."""
    return bool(find_columns(pd.Index([name.rpartition(".")[2] or name]), CONSENT_NAMES))


def _says(name: str) -> Says | None:
    if any(part in name for part in _PARTS_ABOUT):
        return None
    if any(part in name for part in _PARTS_OF_OPTED_OUT) or _REFUSES_CONTACT.search(name):
        return Says.OPTED_OUT
    if any(part in name for part in _PARTS) or _AGREES_TO_CONTACT.search(name) or is_usual(name):
        return Says.CONSENT
    words = words_of(name)
    kinds = set(words)
    if kinds & _ABOUT:
        return None
    place = next((place for place, word in enumerate(words) if _is_opted_out(word)), None)
    if place is not None or _is_baja(kinds):
        is_turned = place is not None and bool(_is_withdrawn(words) or NOT & {*words[:place]})
        return None if is_turned else Says.OPTED_OUT
    return _says_agreement(words, kinds)


def _says_agreement(words: list[str], kinds: set[str]) -> Says | None:
    if kinds & _LAWS and kinds <= _LAWS | _STATE:
        return Says.CONSENT
    named = kinds & _CONSENT_WORDS or (kinds & _AGREES if kinds & _CONTACT else set())
    if not named:
        is_turned = kinds & _REFUSES or _is_turned(words, kinds & _CONTACT)
        return Says.MAY_REFUSE if is_turned and kinds & _CONTACT else None
    if kinds & _REFUSES or _is_withdrawn(words) or _is_turned(words, named):
        return Says.OPTED_OUT
    if NOT & kinds:
        return None
    if kinds & _DATE and not (kinds & _WHEN or (kinds & (_AGREES | {"subscribed"}) and kinds & _CONTACT)):
        return None  # newsletter_date, subscribed_at
    return Says.CONSENT


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
    found = _WORD.findall(without_accents(_HUMP.sub(" ", text).lower()))
    words: list[str] = []
    for word in (part for each in found for part in _parts(each)):
        if words and (joined := _JOINED.get((words[-1], word))):
            words[-1] = joined
        else:
            words.append(_glued(word))
    return words


def _parts(word: str) -> tuple[str, ...]:
    """Return contact and agreement, or the contrary, of a word that holds both."""
    for front, contact in _FRONTS.items():
        rest = word.removeprefix(front)
        if rest != word and (rest in _CONSENT_WORDS | _AGREES | _REFUSES or rest.startswith(OPTED_OUT_STEMS)):
            return contact, rest
    return (word,)


def _glued(word: str) -> str:
    """Return what the end of a word that is written together with others stands for."""
    if word.endswith(("optin", "optedin")):
        return "optin"
    return "optout" if "optout" in word or "optedout" in word else word


def _is_opted_out(word: str) -> bool:
    return word in _OPTED_OUT or word.startswith(OPTED_OUT_STEMS) or "unsubscri" in word


def _is_baja(kinds: set[str]) -> bool:
    return "baja" in kinds and not kinds - _BAJA
