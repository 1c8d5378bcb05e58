"""Names of amounts that were paid, rather than of a part of them, such as a tax, or of other amounts."""

from __future__ import annotations

import re

from core.ingest.names.naming import EXACT, HELD, certainty
from core.ingest.names.words import word_set
from core.population.event_parts import split_name

_OF_PURCHASES = word_set(
    "net gross final paid actual sale sales sold purchase purchased order item product unit line row total",
    "transaction checkout basket event ecommerce usd eur gbp of per in bezahlter bezahlt gesamt paye pagado",
    "pagato pago",
)
"""Words that may stand beside that of an amount in the name of what was paid."""
_NOT_PAID = re.compile(
    "优惠|折扣|减|券|红包|积分|运费|税|退|佣金|押金|定金|余额|手续费|割引|値引|送料|ポイント|手数料|返金|残高"
)


def is_paid(header: str) -> bool:
    """Whether a name is that of what was paid, rather than of a part of it, such as a tax, or of another amount.

    >>> [is_paid(name) for name in ("revenue", "net_price", "discount_amount", "Tax Amount", "优惠金额", "tip value")]
    [True, True, False, False, False, False]
    """
    fits = certainty("value", header)
    if fits < HELD or _NOT_PAID.search(header):
        return False
    words = split_name(header).split()
    return fits >= EXACT or all(word in _OF_PURCHASES or certainty("value", word) >= EXACT for word in words)
