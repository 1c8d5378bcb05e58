"""Lines of orders that name their kind: goods, beside what is paid or taken off beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.population.event_parts import split_name

_GOODS = re.compile(
    r"^((line|order) )?(items?|products?|articles?|artikel|goods|merchandise|waren?|produkte?|produits?|articulos?"
    r"|productos?|articol[oi]|prodott[oi]|produtos?|artigos?|товары?|商品|产品)( line)?$"
)
_PAID = re.compile(
    r"^(shipping|freight|postage|delivery|handling|(service |shipping |delivery |handling |booking )?fees?|surcharge"
    r"|tax(es)?|vat|gst|tips?|gratuity|gift wrap(ping)?|versand(kosten)?|porto|fracht|gebuhr(en)?|steuern?|mwst"
    r"|trinkgeld|livraison|frais( de port)?|port|taxes|envio|gastos de envio|impuestos?|spedizione|spese|imposte?"
    r"|frete|taxas?|impostos?|доставка|运费|邮费|税|送料|手数料)( (line|cost|costs|charge|charges))?$"
)
_TAKEN_OFF = re.compile(
    r"^(discounts?|coupons?|vouchers?|promotions?|promo|rebate|gift cards?|rabatt|gutscheine?|nachlass|remises?"
    r"|reductions?|bons?( de reduction)?|descuentos?|cupon(es)?|sconti?|buon[oi]|descontos?|cupom|скидка|优惠券?|折扣"
    r"|割引|クーポン)( line)?$"
)
_SOLD_TOO = re.compile(r"voucher|gift card|gutschein|^bon|^buon|^cup")
"""What is taken off an order, or sold as goods are."""
_KIND_OF_PAGE = re.compile(r"\b(page|content|screen|view|media|seite|topic|reason)\b")
_KIND_OF_LINE = re.compile(r"\b(typ|type|kind|tipo|line|zeile|position|entry)\b|typ$|art$|类型|类别|種別|区分")


def are_order_lines(names: Iterable[str], header: str | None = None) -> bool:
    """Whether events are kinds of lines of orders: goods, and what is paid beside them or taken off, and no more.

    ``header``, if given, is that of a column, which must be called as kinds of lines are.

    >>> are_order_lines(["line_item", "shipping", "coupon"]), are_order_lines(["Artikel", "Versand"], "Typ")
    (True, True)
    >>> are_order_lines(["product", "service"]), are_order_lines(["product", "shipping"], "page type")
    (False, False)
    >>> are_order_lines(["product", "voucher"]), are_order_lines(["product"])
    (False, False)
    """
    words = split_name(header) if header is not None else "type"
    if not _KIND_OF_LINE.search(words) or _KIND_OF_PAGE.search(words):
        return False
    plain = {split_name(name.lower()) for name in names}
    goods = {name for name in plain if _GOODS.match(name)}
    beside = plain - goods
    return bool(goods) and all(map(_is_beside, beside)) and not all(map(may_be_sold, beside))


def kind_of_order_line(name: str, goods: str, paid: str, taken_off: str) -> str:
    """Return the kind of an event of ``are_order_lines``: of ``goods``, ``paid`` beside them or ``taken_off``.

    >>> [kind_of_order_line(name, "purchase", "payment", "ignore") for name in ("item", "tax", "coupon")]
    ['purchase', 'payment', 'ignore']
    """
    plain = split_name(name.lower())
    return goods if _GOODS.match(plain) else paid if _PAID.match(plain) else taken_off


def may_be_sold(name: str) -> bool:
    """Whether a kind of line that takes something off may be goods as well, as a gift card is; a discount is none.

    >>> may_be_sold("Gift card"), may_be_sold("discount")
    (True, False)
    """
    return bool(_SOLD_TOO.search(split_name(name.lower())))


def _is_beside(name: str) -> bool:
    return bool(_PAID.match(name) or _TAKEN_OFF.match(name))
