"""Kinds of documents that are no sale, in ten languages: offers, and what comes before or beside an invoice."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.ingest.states.order_states import OFFER
from core.population.event_parts import split_name
from core.population.meanings import PURCHASE, event_kind

_INVOICE = re.compile(
    r"invoice|rechnung|factur|fattura|fatura|faktur|\breceipt|kassenbon|发票|發票|請求|\bsale|verkauf|vente\b|venta\b|vendita\b"
)
_OFFER = re.compile(OFFER)
_BESIDE = re.compile(
    r"delivery (note|slip)|packing (slip|list)|dispatch note|order confirmation|sales order"
    r"|lieferschein|auftragsbestatigung"
    r"|bestellbestatigung|bon de livraison|confirmation de commande|bon de commande|albaran|confirmacion de(l)? pedido"
    r"|documento di trasporto|\bddt\b|bolla|conferma (d )?ordine|guia de (remessa|transporte)"
    r"|confirmacao de(o)? (pedido|encomenda)"
    r"|pakbon|orderbevestiging|送货单|发货单|销售订单|納品書|注文請書"
)
"""Documents of what an invoice says once more."""


def is_no_sale(kind: str, kinds: Iterable[str]) -> bool:
    """Whether a kind of document is no sale: an offer, or one beside the invoices where ``kinds`` has these too.

    >>> is_no_sale("Angebot", []), is_no_sale("Delivery note", []), is_no_sale("Delivery note", ["Invoice"])
    (True, False, True)
    """
    plain = split_name(kind)
    if _OFFER.search(plain):
        return True
    return bool(_BESIDE.search(plain)) and any(_INVOICE.search(split_name(each)) for each in kinds)


def is_kind_of_sale(kind: str) -> bool:
    """Whether a kind of document is a sale, an offer, or what comes before or beside an invoice.

    >>> [is_kind_of_sale(kind) for kind in ("Invoice", "Cash sale", "purchase", "Deposit", "Add to cart")]
    [True, True, True, False, False]
    """
    plain = split_name(kind)
    return any(each.search(plain) for each in (_INVOICE, _OFFER, _BESIDE)) or event_kind(kind) == PURCHASE
