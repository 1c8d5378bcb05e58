"""Columns that hold money by their values: the sign or the code of a currency, or cents in nearly all rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.ingest.money.draft import Draft
from core.ingest.names.amounts import LINE_NAME, ORDER_NAME, PAID, is_of_one_piece
from core.ingest.tables.log_table import LogTable
from core.ingest.tables.source import Choice
from core.ingest.tables.state_columns import is_of_each
from core.ingest.values.numbers import CURRENCY, are_numbers
from core.population.event_parts import split_name
from core.population.meanings import is_rating
from core.sentences import Sentence, say

_HAS_CURRENCY = re.compile(rf"(?<![A-Za-z])(?:{CURRENCY})(?![A-Za-z])")
_HAS_CENTS = re.compile(r".*\d[.,]\d\d(?!\d).*")
_NO_MONEY = re.compile(
    r"\b(weight|gewicht\w*|poids|peso|gewichten|waga|length|lange|longueur|height|hohe|hauteur|width|breite|largeur"
    r"|distance|entfernung|duration|dauer|duree|duracion|durata|latitude|longitude|lat|lon|lng|percent\w*|prozent\w*"
    r"|pourcentage|porcentaje|percentuale|pct|rate|ratio|score|discount\w*|rabatt\w*|remise|reduction|descuento|sconto"
    r"|desconto|korting|rabat|tax|vat|mwst|ust|umsatzsteuer|steuer|tva|iva|btw|moms|shipping|versand\w*|porto"
    r"|livraison|port|envio|spedizione|frete|flete|verzend\w*|fracht|fee|fees|gebuhr\w*|frais|comision|commission"
    r"|commissione|provision|comissao|commissie|tip|trinkgeld|pourboire|propina|mancia|gorjeta|balance|saldo|guthaben|kontostand|solde|limit|salary|income|budget"
    r"|margin|profit|hours?|minutes|seconds)\b"
    r"|折扣|优惠|税|运费|手续费|佣金|重量|割引|値引|送料|手数料|할인|배송비|수수료"
)
"""Words of other measures, and of parts of an amount."""
_FEE = re.compile(
    r"((course|class|entry|entrance|admission|tuition|enrol?ment|registration|membership|lesson|session|event|tour|ticket"
    r"|visit|treatment|consultation|kurs|teilnahme|eintritts?) ?)?"
    r"(fees?|dues|gebuhr|gebuhren|teilnahmegebuhr|kursgebuhr|entgelt|cuota|matricula|quota|frais|cotisation)( paid)?"
)
"""Fees that are the price of what rows are about."""
_NOT_ZERO = re.compile(r"[1-9]")
_MOSTLY = 0.8


def columns_of_money(events: LogTable, used: Sequence[str]) -> list[str]:
    """List the columns without a role that hold amounts of money, by a currency or by cents in nearly all rows."""
    sample = events.sample
    return [header for header in sample.columns if header not in used and _holds_money(header, sample.texts(header))]


def note_without_value(events: LogTable, used: Sequence[str]) -> list[Sentence]:
    """Say that a log of orders has no value, and which columns may hold it; nothing where none looks so."""
    found = columns_of_money(events, used)
    if not found:
        return []
    return [
        say(
            "No value was found: no column is called as an amount is. {columns} may hold amounts of money; if one of "
            "them is what was paid, take it as the value.",
            columns=", ".join(map(repr, found)),
        )
    ]


def _holds_money(header: str, texts: Sequence[str]) -> bool:
    """Whether a column holds money.

    >>> _holds_money("Stukprijs", ["€ 12,34", "€ 5,00"]), _holds_money("weight", ["1.25", "3.50"])
    (True, False)
    """
    if not _may_be_money(header, texts):
        return False
    n_cents = sum(bool(_HAS_CENTS.fullmatch(text.strip())) for text in texts)
    return n_cents > _MOSTLY * len(texts) or has_currency(header, texts)


def has_currency(header: str, texts: Sequence[str]) -> bool:
    """Whether the amounts of a column have the sign or the code of a currency, and are no tax, fee or the like.

    >>> has_currency("Stk.", ["€ 12,34", "€ 5,00"]), has_currency("Versandkosten", ["€ 5"]), has_currency("n", ["5.00"])
    (True, False, False)
    """
    n_currency = sum(bool(_HAS_CURRENCY.search(text)) for text in texts)
    return n_currency > _MOSTLY * len(texts) and _may_be_money(header, texts)


def _may_be_money(header: str, texts: Sequence[str]) -> bool:
    is_other = _NO_MONEY.search(split_name(header)) or is_rating(header)
    return any(map(_NOT_ZERO.search, texts)) and not is_other and are_numbers(texts)


_FULL = 0.5
"""A column that fewer rows fill is no amount of the log."""


def with_signed_money(draft: Draft) -> Draft:
    """Return a draft with a value where none was found and a column has the signs of a currency.

    Of several the price of a piece goes first where pieces are counted, else the total. What its name says is a tax, a
    fee and the like is none. Without orders or pieces, only what its name says was paid is one.
    """
    if draft.role("value"):
        return draft
    sample, taken, user, pieces = draft.sample, draft.taken, draft.role("user"), draft.role("quantity")
    is_of_orders = bool(draft.role("order") or pieces)
    signed = [
        header
        for header, one in draft.columns.items()
        if header not in taken and one.is_number and one.fullness >= _FULL and one.n_distinct > 1
        and (is_of_orders or PAID.search(split_name(header))) and has_currency(header, sample.texts(header))
        and not (user and user.column in sample.columns and is_of_each(sample, user.column, header))
    ]  # fmt: skip
    if not signed:
        return draft
    best = max(signed, key=lambda header: _rank(header, has_pieces=pieces is not None))
    return draft.with_choices(Choice("events", "value", best, say("its texts have the sign of a currency"), 0.7))


def with_lone_fee(draft: Draft) -> Draft:
    """Return a draft with a fee for the value where none was found and no other column may be an amount.

    That is what a course or an entry costs; a fee of shipping or of a bank is a part of another amount.
    """
    if draft.role("value") or draft.role("quantity"):
        return draft
    taken, sample = draft.taken, draft.sample
    numbers = [each for each, one in draft.columns.items() if each not in taken and one.is_number]
    fees = [each for each in numbers if _is_fee(each) and draft.columns[each].fullness >= _FULL]
    others = [each for each in numbers if each not in fees and _may_be_money(each, sample.texts(each))]
    if len(fees) != 1 or any(_holds_money(each, sample.texts(each)) for each in others):
        return draft
    return draft.with_choices(Choice("events", "value", fees[0], say("no other column may be an amount"), 0.7))


def _is_fee(header: str) -> bool:
    """Whether a name is that of a fee alone, or of one of what may be bought.

    >>> [_is_fee(name) for name in ("Fee", "course_fee", "Gebühr", "late fee", "shipping fee", "fee type", "fees")]
    [True, True, True, False, False, False, True]
    """
    return bool(_FEE.fullmatch(split_name(header)))


def _rank(header: str, *, has_pieces: bool) -> int:
    if has_pieces and is_of_one_piece(header):
        return 2
    return int(bool(LINE_NAME.search(header) or ORDER_NAME.search(header)))
