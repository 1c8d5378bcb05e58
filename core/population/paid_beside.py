"""Events by which something is paid beside what was bought, such as a fee in a ledger of purchases."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.population.event_parts import is_of_account, split_name
from core.population.order_lines import kind_of_order_line

_SENT = re.compile(
    r"shipping|freight|postage|delivery|handling|versand|porto|fracht|livraison|port|envio|spedizione|spese|frete"
    r"|доставка|运费|邮费|送料"
)
"""What may also be the sending itself, whose amount is that of the order."""


def is_paid_beside(event_name: str) -> bool:
    """Whether an event is what is paid beside goods and is no interest in any, unlike a tip for somebody.

    >>> [is_paid_beside(name) for name in ("fee", "Delivery_Fee", "Gebühr", "membership_fee", "tip", "delivery")]
    [True, True, True, False, False, False]
    """
    is_paid = bool(kind_of_order_line(event_name, "", "paid", ""))
    return is_paid and not is_of_account(event_name) and not _SENT.fullmatch(split_name(event_name))


def kinds_beside_purchases(names: Sequence[str], kinds: Sequence[str], bought: str, paid: str, other: str) -> list[str]:
    """Return kinds of events in which what is paid beside purchases is ``paid``, where it was ``other``.

    >>> kinds_beside_purchases(["sale", "fee", "visit"], ["purchase", "other", "other"], "purchase", "payment", "other")
    ['purchase', 'payment', 'other']
    >>> kinds_beside_purchases(["fee", "visit"], ["other", "other"], "purchase", "payment", "other")
    ['other', 'other']
    """
    has_purchases = bought in kinds
    pairs = zip(names, kinds, strict=True)
    return [paid if has_purchases and kind == other and is_paid_beside(name) else kind for name, kind in pairs]
