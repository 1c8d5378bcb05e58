"""Answers to the question of consent: words, dates on which it was given or withdrawn, and their contrary."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from core.attributes.consent_names import Says, is_of_another_matter, is_on_devices, says
from core.attributes.consent_phrases import read_phrase, refuses_contact
from core.attributes.names import fold, without_accents
from core.attributes.values import known_text, known_texts
from core.attributes.yes_no import NO, YES
from core.types import BoolArray, FloatArray

_REFUSED = frozenset([
    "unsubscribed", "unsubscribe", "optout", "optedout", "notoptedin", "notsubscribed", "neversubscribed",
    "nonsubscribed", "noconsent", "notconsented", "notgranted", "denied", "donotcontact", "donotemail", "withdrawn",
    "revoked", "consentdenied", "consentrefused", "consentwithdrawn", "widerrufen", "abgemeldet", "abbestellt",
    "ausgetragen", "verweigert", "nichterteilt", "nichteingewilligt", "nichtangemeldet", "desinscrit", "desinscrite",
    "desabonne", "desabonnee", "nonabonne", "dadodebaja", "dadadebaja", "desuscrito", "desuscrita", "nosuscrito",
    "disiscritto", "disiscritta", "descadastrado", "descadastrada", "uitgeschreven", "afgemeld", "配信停止", "配信拒否",
    "不許可", "受け取らない", "拒否", "オプトアウト", "退订", "已退订", "未订阅", "取消订阅", "拒收", "不同意",
    "未同意", "未授权", "ret", "reddedildi", "отписан", "отписана", "отказался", "отказ", "거부", "미동의", "동의안함",
    "수신거부", "wypisany", "wypisana", "受信しない", "接收しない", "希望しません", "受け取りません", "不接收",
    "不订阅", "未訂閱", "已退訂", "退訂",
])  # fmt: skip
"""Of these one alone says that a column is about consent, beside one of the next."""
_GRANTED = frozenset([
    "granted", "optin", "optedin", "consented", "consents", "consentgiven", "subscribed", "subscriber", "doubleoptin",
    "singleoptin", "confirmedoptin", "erteilt", "eingewilligt", "angemeldet", "abonniert", "inscrit", "inscrite",
    "abonne", "abonnee", "suscrito", "suscrita", "inscrito", "inscrita", "iscritto", "iscritta", "cadastrado",
    "cadastrada", "ingeschreven", "aangemeld", "已同意", "同意", "已订阅", "订阅", "已授权", "許可", "配信希望",
    "オプトイン", "受け取る", "受信する", "接收", "已訂閱", "訂閱", "onay", "onayli", "onaylandi", "подписан",
    "подписана", "согласен", "согласна", "동의", "수신동의", "zapisany", "zapisana", "wyrazona", "wyrazono",
])  # fmt: skip
_WITHDRAWN = _REFUSED | frozenset([
    "withdrew", "declined", "refused", "rejected", "notaccepted", "nichtgewunscht", "unerwunscht", "unconfirmed",
    "pending", "pendingoptin", "cleaned", "bounced", "invalid", "redacted", "archived", "complained", "spam",
    "suppressed", "blocklisted", "blacklisted", "unspecified", "notdetermined", "notset", "restricted", "disallow",
    "disallowed", "donotallow", "notallowed", "blocked", "withheld", "widerruf", "abgelehnt", "ausstehend", "retire",
    "retiree", "revoque", "revoquee", "refuse", "refusee", "noninscrit", "enattente", "retirado", "retirada",
    "revocado", "revocada", "rechazado", "rechazada", "baja", "pendiente", "ritirato", "ritirata", "revocato",
    "revocata", "rifiutato", "rifiutata", "noniscritto", "inattesa", "revogado", "revogada", "recusado", "recusada",
    "naoinscrito", "pendente", "ingetrokken", "geweigerd", "transactional", "unknown", "unset", "notapplicable", "不可",
    "解除済み", "購読解除", "希望しない", "停止", "停止中", "不要", "未承諾", "不接受", "不允许", "不愿意",
    "已取消订阅", "已取消", "关闭", "已关闭", "未接受", "撤回", "撤回済み", "取消", "取り消し", "解除", "未登録",
    "未許可", "已撤回", "撤销", "已撤销", "拒绝", "已拒绝",
])  # fmt: skip
"""Words for consent that is no longer, or was not, given: answers of no, folded, without accents."""
_GIVEN = _GRANTED | frozenset([
    "agreed", "accepted", "gewunscht", "erwunscht", "confirmed", "allow", "allowed", "authorized", "authorised",
    "zugestimmt", "bestatigt", "accepte", "acceptee", "confirme", "aceptado", "aceptada", "confirmado", "confirmada",
    "accettato", "accettata", "confermato", "confermata", "aceito", "aceita", "autorizado", "autorizada", "toestemming",
    "toegestemd", "承諾", "登録", "登録済み", "explicit", "express", "authorise", "akkoord", "accord", "可", "購読中",
    "配信中", "配信可", "希望する", "接受", "已接受", "允许", "已允许", "愿意", "订阅中", "开启", "已开启",
])  # fmt: skip
"""Words for consent that was given: answers of yes, folded, without accents."""
_REACHED = frozenset([
    "optin", "optedin", "subscribed", "subscriber", "notoptedout", "notunsubscribed", "notsuppressed", "notblocked",
    "allow", "allowed", "abonniert", "angemeldet", "nichtabgemeldet", "abonne", "abonnee", "suscrito", "suscrita",
    "iscritto", "iscritta", "cadastrado", "cadastrada", "已订阅", "订阅", "配信希望", "オプトイン",
])  # fmt: skip
"""What says of a user who was asked whether to opt out that he or she did not."""
_ON, _OFF = frozenset(["active", "enabled", "aktiv", "actif"]), frozenset(["inactive", "disabled", "never", "inaktiv"])
_YES, _NO = (YES - _GRANTED) | _ON | {"s", "j", "o"}, (NO - _REFUSED) | _OFF
"""Their meaning depends on what was asked; the other words speak of consent whatever that was."""
_DATE = re.compile(
    r"\d{4}\s?[-/.年]\s?\d{1,2}(\s?[-/.月].*)?|\d{1,2}\s?[-/. ]\s?\d{1,2}\s?[-/. ]\s?\d{2,4}(\D.*)?|(19|20)\d{6}(\D.*)?"
    r"|\d{10}([.,]\d+)?|\d{13}([.,]\d+)?|\d\.\d+e\+?(09|9|12)"
    r"|(\w{3,9},? )?[^\W\d]{3,}\.?\s+\d{1,2}(st|nd|rd|th)?,?\s+\d{4}(\D.*)?"
    r"|(\w{3,9}\.?,? )?\d{1,2}(st|nd|rd|th)?\.?(\s+de)?[\s-]+[^\W\d]{3,}\.?(\s+de)?[\s-]+\d{2,4}(\D.*)?",
    re.IGNORECASE,
)
_NO_DATE = re.compile(r"(0000|0001|1900|1970|9999)\D.*|00?[/.-]00?[/.-]0+.*|0?1[/.-]0?1[/.-](1970|1900)(\D.*)?")
"""How programs write that there is none."""
_EMPTY = ("[]", "{}", "[ ]")
"""How programs write a list of nothing."""
MOST_WORDS = 40
"""A column of more different texts holds no plain words of consent."""
_MARKS = ("x", "\N{CHECK MARK}", "\N{HEAVY CHECK MARK}")
"""How a cell is ticked; the first may mean no where consent is asked."""
_MOST_OTHERS = 0.1
"""A column of the log is consent although so large a share of its answers is neither yes nor no."""


def consent_answers(column: pd.Series[Any], is_opt_out: bool = False) -> tuple[FloatArray, BoolArray]:
    """Return 1 for consent, 0 for anything else, NaN for no answer, (n,); and which answers are not understood, (n,).

    Parameters
    ----------
    column
        (n,) of texts, numbers or truth values. A date is when consent was given.
    is_opt_out
        Whether the column says who asked not to be contacted. Yes, a date and what is not understood are 0 then, no
        is 1.

    Examples
    --------
    >>> consent_answers(pd.Series(["Inscrito", "Descadastrado", "talvez", "2026-03-01"]))[0].tolist()
    [1.0, 0.0, 0.0, 1.0]
    >>> consent_answers(pd.Series(["yes", "no", "", "2026-03-01"]), is_opt_out=True)[0].tolist()
    [0.0, 1.0, nan, 0.0]
    """
    texts = known_texts(column)
    texts = texts.mask(texts.str.fullmatch(_NO_DATE.pattern).fillna(False).astype(bool) | texts.isin(_EMPTY))
    known = {text: _answer(text, is_opt_out) for text in texts.dropna().unique()}
    is_other = texts.isin([text for text, answer in known.items() if answer is None])
    answers = texts.map({text: answer or 0.0 for text, answer in known.items()})
    return answers.to_numpy(np.float64, na_value=np.nan), is_other.to_numpy(np.bool_)


def is_consent(column: pd.Series[Any], is_opt_out: bool = False) -> bool:
    """Whether nearly all answers of a column, (n,), are understood; never without any.

    >>> is_consent(pd.Series(["yes"] * 9 + ["maybe"])), is_consent(pd.Series(["yes"] * 8 + ["maybe"]))
    (True, False)
    """
    answers, is_other = consent_answers(column, is_opt_out)
    n = np.count_nonzero(~np.isnan(answers))
    return bool(n) and bool(np.count_nonzero(is_other) <= _MOST_OTHERS * n)


def holds_consent(name: str, column: pd.Series[Any]) -> bool:
    """Whether a column says who consented, or who opted out: by its name and its answers, or by its answers alone.

    >>> holds_consent("flag_7", pd.Series(["granted", "denied"])), holds_consent("flag_7", pd.Series(["yes", "no"]))
    (True, False)
    """
    kind = says(name)
    if kind is None:
        return speaks_of_consent(column, name)
    if kind is Says.OPTED_OUT:
        return bool((~np.isnan(consent_answers(column, is_opt_out=True)[0])).any())
    return is_consent(column, is_opt_out=kind is not Says.CONSENT)


def understood(name: str, column: pd.Series[Any]) -> bool:
    """Whether a column says in answers that are understood who consented, or who opted out.

    >>> [understood("unsubscribed_at", pd.Series(each)) for each in (["2026-03-01", None], ["a", "b"])]
    [True, False]
    """
    kind = says(name)
    return speaks_of_consent(column, name) if kind is None else is_consent(column, is_opt_out=kind is not Says.CONSENT)


def speaks_of_consent(column: pd.Series[Any], name: str = "") -> bool:
    """Whether the answers of a column alone say that it holds consent: some granted, some refused, in plain words.

    ``name`` of a column about something else, such as an application, leaves only words about contact; of what an app
    may do, or of a plan, nothing.

    >>> [speaks_of_consent(pd.Series(each)) for each in (["Opted in", "opted-out", ""], ["yes", "no"], ["granted"])]
    [True, False, False]
    """
    texts = few_texts(column)
    words = {plain_text(text) for text in texts}
    if words & _GRANTED and words & _REFUSED and words <= _GIVEN | _WITHDRAWN and not is_of_another_matter(name):
        return True
    return speaks_plainly(column, name)


def speaks_plainly(column: pd.Series[Any], name: str = "") -> bool:
    """Whether answers say of some users that they want no contact, of others that they agreed, and all are understood.

    >>> [speaks_plainly(pd.Series(each)) for each in (["Active", "Unsubscribed"], ["granted", "denied"])]
    [True, False]
    """
    if is_on_devices(name) or not refuses_plainly(column):
        return False
    answers, is_other = consent_answers(column)
    return bool((answers == 1).any()) and not is_other.any()


def refuses_plainly(column: pd.Series[Any]) -> bool:
    """Whether answers say of some users that they want no contact, whatever the column is called.

    >>> [refuses_plainly(pd.Series(each)) for each in (["unsubscribed", "VIP"], ["denied", "granted"])]
    [True, False]
    """
    return any(map(refuses_contact, few_texts(column)))


def other_answers(counts: Mapping[str, int], is_opt_out: bool = False) -> dict[str, int]:
    """Return which texts are neither yes nor no, with how many there are of each, the most frequent first.

    >>> other_answers({"yes": 5, "later": 1, "maybe": 2, "revoked": 3, "": 9})
    {'maybe': 2, 'later': 1}
    """
    texts = pd.Series(list(counts), dtype="str")
    _, is_other = consent_answers(texts, is_opt_out)
    return {text: counts[text] for text in sorted(texts[is_other], key=lambda text: (-counts[text], text))}


def _answer(text: str, is_opt_out: bool) -> float | None:
    word = text if text in ("1.0", "0.0") else fold(text)
    plain = without_accents(word)
    if plain in _GIVEN | _WITHDRAWN | _REACHED:
        return float(plain in (_REACHED if is_opt_out else _GIVEN))
    if word in _YES or text.lower() in _MARKS[not is_opt_out :] or _DATE.fullmatch(text):
        return 0.0 if is_opt_out else 1.0
    if word in _NO:
        return 1.0 if is_opt_out else 0.0
    return None if is_opt_out else read_phrase(text)


def few_texts(column: pd.Series[Any]) -> list[str]:
    """Return the different texts of a column; none where it holds numbers, or many."""
    if not (pd.api.types.is_object_dtype(column) or pd.api.types.is_string_dtype(column)):
        return []
    found: list[str] = []
    for each in column.unique():
        text = None if pd.isna(each) else known_text(str(each))
        if text and text not in found:
            if len(found) == MOST_WORDS:
                return []
            found.append(text)
    return found


def plain_text(text: str) -> str:
    """Return a text folded, without accents."""
    return without_accents(fold(text))
