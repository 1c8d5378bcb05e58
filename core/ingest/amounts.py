"""Names of amounts: which are of one piece, of a line of an order, or of all of it."""

from __future__ import annotations

import re

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


def is_of_one_piece(name: str) -> bool:
    """Whether a name is that of the price of one piece.

    >>> [is_of_one_piece(each) for each in ("UnitPrice", "Total price", "line_price", "Order Total", "Prix unitaire")]
    [True, False, False, False, True]
    """
    return bool(UNIT_NAME.search(name)) and not (LINE_NAME.search(name) or ORDER_NAME.search(name))
