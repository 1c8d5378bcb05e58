"""Consent: which users agreed to be contacted, read from an attribute."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from core.attributes.names import find_columns, without_accents
from core.attributes.yes_no import read_answers
from core.errors import DataError
from core.sentences import Sentence, say, say_n
from core.types import BoolArray, FloatArray

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
    "optin", "optedin", "newsletter", "subscribed", "toestemming",
}  # fmt: skip
"""One of these in a longer name makes it one of consent."""
_AGREES = {
    "accept", "accepts", "accepted", "agree", "agrees", "agreed", "allow", "allows", "permission", "permissions",
    "subscription", "subscriber", "zustimmung", "erlaubnis", "erlaubt", "accepte", "acceptation", "autorisation",
    "acepta", "autoriza", "autorizacion", "permiso", "accetta", "autorizzazione", "aceita", "autorizacao", "permissao",
}  # fmt: skip
_CONTACT = {
    "marketing", "email", "emails", "mail", "mails", "mailing", "sms", "whatsapp", "push", "contact", "contacts",
    "werbung", "kontakt", "publicite", "prospection", "publicidad", "comunicaciones", "contacto", "pubblicita",
    "comunicazioni", "contatto", "publicidade", "comunicacoes", "contato", "promo", "promotions", "news",
}  # fmt: skip
"""One of each in a longer name makes it one of consent."""
_ABOUT_CONSENT = {
    "date", "datum", "fecha", "time", "timestamp", "at", "day", "source", "origin", "count", "number", "clicks",
    "clicked", "opens", "opened", "id", "version", "ip", "text", "frequency", "topic", "out", "no", "not", "non",
    "nicht", "kein", "keine", "nao", "without", "language",
}  # fmt: skip
"""A longer name with one of these holds something else of it, such as when it was given, or its contrary."""
_PARTS_OF_CHINESE_OR_JAPANESE = ("同意", "授权营销", "营销许可", "订阅", "配信許可", "メルマガ")
_HUMP, _OPT_IN = re.compile(r"(?<=[a-z])(?=[A-Z])"), re.compile(r"\bopt(?:ed)?[\W_]+in\b")
WITHDRAWN = frozenset([
    "withdrawn", "withdrew", "revoked", "unsubscribed", "unsubscribe", "declined", "refused", "rejected", "widerrufen",
    "widerruf", "abgelehnt", "abgemeldet", "abbestellt", "ausgetragen", "retire", "retiree", "revoque", "revoquee",
    "refuse", "refusee", "desinscrit", "desinscrite", "desabonne", "desabonnee", "retirado", "retirada", "revocado",
    "revocada", "rechazado", "rechazada", "baja", "dadodebaja", "dadadebaja", "ritirato", "ritirata", "revocato",
    "revocata", "rifiutato", "rifiutata", "disiscritto", "disiscritta", "revogado", "revogada", "recusado", "recusada",
    "descadastrado", "descadastrada", "uitgeschreven", "afgemeld", "ingetrokken", "geweigerd",
    "撤回", "撤回済み", "取消", "取り消し", "拒否", "配信停止", "已撤回", "撤销", "已撤销", "拒绝", "已拒绝", "退订",
    "已退订",
])  # fmt: skip
"""Words for consent that is no longer, or was not, given: answers of no, folded, without accents."""
GRANTED = frozenset([
    "consented", "agreed", "accepted", "subscribed", "subscriber", "confirmed", "eingewilligt", "zugestimmt",
    "angemeldet", "abonniert", "bestatigt", "inscrit", "inscrite", "abonne", "abonnee", "accepte", "acceptee",
    "confirme", "suscrito", "suscrita", "aceptado", "aceptada", "inscrito", "inscrita", "confirmado", "confirmada",
    "iscritto", "iscritta", "accettato", "accettata", "confermato", "confermata", "cadastrado", "cadastrada", "aceito",
    "aceita", "autorizado", "autorizada", "ingeschreven", "aangemeld", "toegestemd",
    "已同意", "已订阅", "订阅", "已授权", "許可", "承諾", "登録", "登録済み", "配信希望",
])  # fmt: skip
"""Words for consent that was given: answers of yes, folded, without accents."""
_MOST_OTHERS = 0.1
"""A column of the log is consent although so large a share of its answers is neither yes nor no."""


class NoConsentError(DataError):
    """The log does not hold who consented."""


@dataclass(frozen=True, slots=True)
class Consent:
    """The answers of the users; arrays in their order."""

    attribute: str
    """Which attribute holds it."""
    answers: FloatArray
    """(n_users,) 1 for yes, 0 for no, NaN for no answer."""

    @property
    def is_given(self) -> BoolArray:
        """(n_users,) whether the user consented: no answer counts as no."""
        return np.asarray(self.answers == 1)

    @property
    def n_given(self) -> int:
        """Users who consented."""
        return int(np.count_nonzero(self.is_given))

    @property
    def n_unanswered(self) -> int:
        """Users without an answer."""
        return int(np.isnan(self.answers).sum())

    @property
    def sentence(self) -> Sentence:
        """How many users may be listed, and why the others may not."""
        counts = {"attribute": self.attribute, "n": self.n_given, "n_users": len(self.answers)}
        n_refused = len(self.answers) - self.n_given - self.n_unanswered
        if not self.n_unanswered:
            return say(
                "{n:,} of {n_users:,} users consented (attribute {attribute!r}) and are listed; {n_refused:,} refused.",
                **counts,
                n_refused=n_refused,
            )
        return say(
            "{n:,} of {n_users:,} users consented (attribute {attribute!r}) and are listed; of the others "
            "{n_refused:,} refused and {n_unanswered:,} gave no answer, which counts as a refusal.",
            **counts,
            n_refused=n_refused,
            n_unanswered=self.n_unanswered,
        )

    @property
    def all_listed(self) -> Sentence | Literal[""]:
        """How many users are listed who did not consent; "" where everybody did."""
        n = len(self.answers) - self.n_given
        listed = say_n(
            "{n:,} user did not consent to be contacted, or gave no answer, and is in lists of users all the same; "
            "--only-consented leaves such users out.",
            "{n:,} users did not consent to be contacted, or gave no answer, and are in lists of users all the same; "
            "--only-consented leaves such users out.",
            n,
        )
        return listed if n else ""

    def of_users(self, is_kept: BoolArray) -> Consent:
        """Return the answers of the users where ``is_kept`` (n_users,) is true."""
        return Consent(self.attribute, self.answers[is_kept])


def consent_answers(column: pd.Series[Any]) -> tuple[FloatArray, BoolArray]:
    """Return 1 for consent, 0 for anything else, NaN for no answer, (n,); and which answers are not understood, (n,).

    >>> consent_answers(pd.Series(["Inscrito", "Descadastrado", "talvez"]))[0].tolist()
    [1.0, 0.0, 0.0]
    """
    return read_answers(column, WITHDRAWN, GRANTED)


def consent_columns(names: Iterable[str]) -> list[str]:
    """Return the names that are those of consent, the surest first.

    Of a nested field, such as ``properties.consent``, the last part counts. Names of ``CONSENT_NAMES`` come first, in
    its order; then longer ones that say so in words.

    >>> consent_columns(["user.opt_in", "Status newsletter", "Accepts Email Marketing", "opt_in_date", "option"])
    ['user.opt_in', 'Status newsletter', 'Accepts Email Marketing']
    """
    last = {name: name.rpartition(".")[2] or name for name in names}
    usual = find_columns(pd.Index(list(dict.fromkeys(last.values()))), CONSENT_NAMES)
    exact = [name for each in usual for name, part in last.items() if part == each]
    return [*dict.fromkeys([*exact, *(name for name, part in last.items() if _says_consent(part))])]


def _says_consent(name: str) -> bool:
    if any(part in name for part in _PARTS_OF_CHINESE_OR_JAPANESE):
        return True
    text = without_accents(_HUMP.sub(" ", name).lower())
    words = {*re.findall(r"[^\W\d_]+", _OPT_IN.sub("optin", text.replace("_", " ")))}
    if words & _ABOUT_CONSENT:
        return False
    return bool(words & _CONSENT_WORDS) or bool(words & _AGREES and words & _CONTACT)


def is_consent(column: pd.Series[Any]) -> bool:
    """Whether nearly all answers of a column, (n,), are yes or no; never without any.

    >>> is_consent(pd.Series(["yes"] * 9 + ["maybe"])), is_consent(pd.Series(["yes"] * 8 + ["maybe"]))
    (True, False)
    """
    answers, is_other = consent_answers(column)
    n = np.count_nonzero(~np.isnan(answers))
    return bool(n) and bool(np.count_nonzero(is_other) <= _MOST_OTHERS * n)


def other_answers(counts: Mapping[str, int]) -> dict[str, int]:
    """Return which texts are neither yes nor no, with how many there are of each, the most frequent first.

    >>> other_answers({"yes": 5, "later": 1, "maybe": 2, "revoked": 3, "": 9})
    {'maybe': 2, 'later': 1}
    """
    texts = pd.Series(list(counts), dtype="str")
    _, is_other = consent_answers(texts)
    return {text: counts[text] for text in sorted(texts[is_other], key=lambda text: (-counts[text], text))}


def may_hold_consent(names: Iterable[str]) -> bool:
    """Whether one of these attributes has a name of consent."""
    return bool(consent_columns(names))


def known_consent(attributes: pd.DataFrame) -> Consent | None:
    """Return the same as ``read_consent``; None where that is not known."""
    try:
        return read_consent(attributes)
    except NoConsentError:
        return None


def read_consent(attributes: pd.DataFrame, unused: Sequence[str] = ()) -> Consent:
    """Read the attribute that stands first in ``consent_columns``.

    An answer that is neither yes nor no counts as no.

    Parameters
    ----------
    attributes
        (n_users, n_attributes).
    unused
        Columns of the log that are called as consent is and were not loaded, which the error names.

    Raises
    ------
    NoConsentError
        No attribute has a name of consent, or the one that has holds no answer of yes or no.
    """
    names = consent_columns(map(str, attributes.columns))
    if not names and unused:
        raise NoConsentError(
            say("The column {column!r} is called as consent is, but was not loaded as an attribute.", column=unused[0]),
            say("Load the log anew with --map attribute={column}.", column=unused[0]),
        )
    if not names:
        raise NoConsentError(
            say("The log has no attribute that holds consent, such as consent or opt_in."),
            say("Load a table of users with such a column."),
        )
    answers, is_other = consent_answers(attributes[names[0]])
    if is_other[~np.isnan(answers)].all():  # a less specific name may mean something else, so none takes its place
        raise NoConsentError(
            say("{name!r} holds no answer of yes or no, so consent is not known.", name=names[0]),
            say("Use yes or no in it, or leave it empty."),
        )
    return Consent(names[0], answers)
