"""Names of amounts: which are of one piece, of a line of an order, or of all of it."""

from __future__ import annotations

import re

from core.population.event_parts import split_name

UNIT_NAME = re.compile(r"price|unit|cost|each|preis|prix|precio|prezzo|preço|单价|价格", re.IGNORECASE)
LINE_NAME = re.compile(r"line|item.?(sub)?total|row|total.?price|ext(ended)?[ _.]|position", re.IGNORECASE)
ORDER_NAME = re.compile(
    r"total|(order|invoice|basket|cart).?(value|amount|sum|revenue)|paid|gesamt|订单金额", re.IGNORECASE
)
OF_ORDER_NAME = re.compile(
    r"(order|invoice|basket|cart|receipt|grand)[ _]?(total|value|amount|sum|revenue)|订单金额", re.I
)

OF_SALE = re.compile(
    r"(?i:purchase|invoice|transaction)|(?<![a-z])(?i:trans|txn|order|sale|paid|payment)(?![a-z])"
    r"|(?i:kauf|bestell|rechnung|achat|commande|compra|pedido|factura|fattura|acquisto|ordine)"
    r"|交易|购买|下单|订单|付款|購入|注文"
)
"""Words of the name of a time at which something was bought."""
PAID = re.compile(r"\b(paid|spent|purchase|bought|sale|sold|charged|checkout|bezahlt|paye|pagado|pagato|pago)\b")
"""Words that say of a price that somebody paid it."""

OF_ONE_SALE = re.compile(
    r"\b(amounts?|totals?|subtotal|order|payments?|fees?|charges?|transaction|basket|cart|invoice|ticket|fare|line"
    r"|montant|importe|importo|betrag|valor|total[ei]s?|gesamt|summe)\b|金额|金額"
)
"""Words that say of an amount that it is of one sale, rather than what an item costs or took in."""

_OF_PAYMENT = re.compile(
    r"\b(paid|spent|spend|revenue|fare|money|turnover|umsatz|(sub ?)?total (price|amount|cost|paid|value)"
    r"|(purchase|transaction|order|sales?|payment|basket) (amount|total|value))\b"
    r"|消费金额|支付金额|売上金額|購入金額|구매금액|결제금액"
)
_NO_PAYMENT = re.compile(
    r"\b(bids?|loans?|credits?|debts?|limits?|deposits?|withdrawals?|balances?|bets?|wagers?|stakes?|claims?|offers?"
    r"|quotes?|budgets?|salar\w+|funded|raised|gift(s|ed)?|tax|fees?|tips?|discounts?|refunds?|time|hours?|minutes|seconds"
    r"|duration|plays?|listens?|views?|clicks?)\b"
)
"""Words of amounts by which nothing was bought, and of what is no money."""

_OWED = re.compile(r"\b(claims?|claimed|loans?|salar(y|ies)|wages?|benefits?|payouts?|sinistre|schaden|siniestro)\b")
"""Words of amounts that people ask for or get, rather than pay."""


def is_owed(name: str) -> bool:
    """Whether an amount is one that people ask for or get, whatever became of it: a claim, a loan.

    >>> is_owed("claim_amount"), is_owed("Loan Amount"), is_owed("order amount"), is_owed("claimant")
    (True, True, False, False)
    """
    return bool(_OWED.search(split_name(name)))


def is_of_payment(name: str, *, has_currency: bool) -> bool:
    """Whether an amount was paid by its name, or by the sign of a currency: the price of what was looked at was not.

    >>> [is_of_payment(name, has_currency=False) for name in ("fare_usd", "money", "amount", "price", "total time")]
    [True, True, False, False, False]
    >>> [is_of_payment(name, has_currency=True) for name in ("Amount", "price", "loan amount")]
    [True, False, False]
    """
    words = split_name(name)
    is_amount = bool(_OF_PAYMENT.search(words)) or (has_currency and not is_of_one_piece(name))
    return is_amount and not _NO_PAYMENT.search(words)


def is_of_one_piece(name: str) -> bool:
    """Whether a name is that of the price of one piece.

    >>> [is_of_one_piece(each) for each in ("UnitPrice", "Total price", "line_price", "Order Total", "Prix unitaire")]
    [True, False, False, False, True]
    """
    return bool(UNIT_NAME.search(name)) and not (LINE_NAME.search(name) or ORDER_NAME.search(name))
