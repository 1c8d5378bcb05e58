"""Lines of orders that name their kind: goods, beside what is paid or taken off beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from core.population.event_parts import is_of_account, split_name

_GOODS = re.compile(
    r"^((line|order) )?(items?|products?|articles?|artikel|goods|merchandise|waren?|produkte?|produits?|articulos?"
    r"|productos?|articol[oi]|prodott[oi]|produtos?|artigos?|товары?|商品|产品)( line)?$"
)
_SENDING = (
    r"shipping|freight|postage|delivery|handling|versand|porto|fracht|livraison|port|envio|spedizione|spese|frete"
    r"|доставка|运费|邮费|送料"
)
"""What is paid for sending, or the sending itself."""
_PAID = re.compile(
    rf"^({_SENDING}|(service |shipping |delivery |handling |booking )?fees?|surcharge"
    r"|tax(es)?|vat|gst|tips?|gratuity|gift wrap(ping)?|versandkosten|gebuhr(en)?|steuern?|mwst"
    r"|trinkgeld|frais( de port)?|taxes|gastos de envio|impuestos?|imposte?"
    r"|taxas?|impostos?|税|手数料)( (line|cost|costs|charge|charges))?$"
)
_TAKEN_OFF = re.compile(
    r"^(discounts?|coupons?|vouchers?|promotions?|promo|rebate|gift cards?|rabatt|gutscheine?|nachlass|remises?"
    r"|reductions?|bons?( de reduction)?|descuentos?|cupon(es)?|sconti?|buon[oi]|descontos?|cupom|скидка|优惠券?|折扣"
    r"|割引|クーポン)( line)?$"
)
_PAID_TITLES = (
    r"(standard|express|priority|economy|international|national|local|home|flat rate|free|expedited|next day|same day) "
    r"(shipping|delivery|postage)|(shipping|postage|freight)( (cost|costs|charge|charges|fee|fees))?"
    r"|(shipping|postage|delivery)( and)? (handling|packing|packaging)"
    r"|(delivery|handling|service|booking|packaging) (cost|costs|charge|charges|fee|fees)|surcharge|tip|gratuity"
    r"|gift wrapping( service)?|(vat|mwst|ust|tva|iva|btw|moms) [\d ]+"
    r"|versand(kosten(pauschale)?)?|(standard|express)versand|(versand|porto)( und)? (verpackung|handling)"
    r"|(versand|liefer|porto|verpackungs|fracht|service|bearbeitungs|zustell|buchungs)"
    r"(kosten(pauschale)?|gebuhr|gebuhren|pauschale)|verpackung( und)? versand|geschenkverpackung|fracht"
    r"|leergut|(einweg|mehrweg)?pfand(ruckgabe)?|bottle deposit|deposit refund|statiegeld|trinkgeld"
    r"|frais (de port|d envoi|d expedition|de livraison|de service|de dossier)|pourboire|propina|mancia|gorjeta|fooi"
    r"|(livraison|envio|spedizione|consegna)( (standard|express|gratuit[eo]?|gratis|rapide|a domicile|a domicilio))?"
    r"|(gastos|costes?) de envio|coste? (del? )?envio|(spese|costi) di (spedizione|consegna)|portes de envio|frete"
    r"|(taxa|custos?) de (entrega|envio)|verzendkosten|bezorgkosten|frakt|porto og ekspedition|dricks|drikkepenge"
    r"|koszt(y)? (dostawy|wysylki)|przesylka|dostawa|napiwek|kargo ucreti|teslimat ucreti|bahsis"
    r"|стоимость доставки|доставка( курьером)?|чаевые|运费|邮费|配送费|快递费|包装费|小费|運費|郵費|服務費"
    r"|送料|配送料|手数料|送料手数料|代引(き)?手数料|サービス料|배송비|배달비"
)
"""Titles of what is paid beside goods, which are those of nothing else."""
_OTHER_TITLES = (
    r"consigne|portes|kargo|teslimat|tips|arrotondamento|rounding|rundung|arrondi|redondeo|korting|rabat|rabais"
    r"|remise commerciale|znizka|indirim|割引額|优惠金额|할인"
    r"|(visa|master ?card|amex|card|credit card|cash|paypal|girocard|cheque) payment|payment( received)?"
    r"|(bar|karten|ec)?zahlung"
)
"""Titles of what is taken off, or of other things as well: a city, a trouser, a left luggage."""
_TAIL = re.compile(r"( (\S*\d\S*|%|pct|de|at|ch|eu|uk|us|eur|usd|gbp|chf))+$")
"""What follows such a title: an amount, a share, a code, a country, a currency."""
_MORE = re.compile(r"(?<=\w) *([(\[]([A-Z]{2,4}|[^\W_]*\d[\d.,% ]*)[)\]])$|(?<=\w): *([\w-]*\d[\w.,%-]*|[A-Z]{2,12})$")
"""What a title holds more in brackets or behind a colon: a carrier, an amount, a code; words make another title."""
_SOLD_TOO = re.compile(r"voucher|gift card|gutschein|^bon|^buon|^cup")
"""What is taken off an order, or sold as goods are."""
_CHARGE, _OTHER = re.compile(_PAID_TITLES), re.compile(_OTHER_TITLES)
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


def is_charge_event(event_name: str) -> bool:
    """Whether events are what is paid beside goods, such as a fee, and no interest in any.

    A membership is paid by itself, a tip is for somebody, and the amount of a delivery may be that of its order.

    >>> [is_charge_event(name) for name in ("fee", "Delivery_Fee", "Gebühr", "membership_fee", "tip", "delivery")]
    [True, True, True, False, False, False]
    """
    plain = split_name(event_name)
    return bool(_PAID.match(plain)) and not (is_of_account(event_name) or re.fullmatch(_SENDING, plain))


def kinds_beside_purchases(names: Sequence[str], kinds: Sequence[str], bought: str, paid: str, other: str) -> list[str]:
    """Return kinds of events in which charges beside purchases are ``paid``, where they were ``other``.

    >>> kinds_beside_purchases(["sale", "fee", "visit"], ["purchase", "other", "other"], "purchase", "payment", "other")
    ['purchase', 'payment', 'other']
    >>> kinds_beside_purchases(["fee", "visit"], ["other", "other"], "purchase", "payment", "other")
    ['other', 'other']
    """
    if bought not in kinds:
        return list(kinds)
    pairs = zip(names, kinds, strict=True)
    return [paid if kind == other and is_charge_event(name) else kind for name, kind in pairs]


def may_be_sold(name: str) -> bool:
    """Whether a kind of line that takes something off may be goods as well, as a gift card is; a discount is none.

    >>> may_be_sold("Gift card"), may_be_sold("discount")
    (True, False)
    """
    return bool(_SOLD_TOO.search(split_name(name.lower())))


def is_charge(title: str) -> bool:
    """Whether a whole title is that of what is paid beside goods, and of nothing else.

    >>> [is_charge(title) for title in ("Standard shipping", "Pfand 0,25", "Trinkgeld", "Shipping (DHL)", "VAT 20%")]
    [True, True, True, True, True]
    >>> [is_charge(title) for title in ("Shipping Container Toy", "Shipping: a history", "Porto 2015", "Tips", "Tax")]
    [False, False, False, False, False]
    """
    return bool(_CHARGE.fullmatch(_bare(title)) or _CHARGE.fullmatch(_TAIL.sub("", _bare(title))))


def may_be_charge(title: str) -> bool:
    """Whether a whole title is that of what is taken off goods, or is sold too: a discount, a coupon, a payment.

    >>> [may_be_charge(title) for title in ("Discount 10%", "Promo 1", "Gift card", "Rabat", "Coupon: SPRING10")]
    [True, True, True, True, True]
    >>> [may_be_charge(title) for title in ("Discount Card Wallet", "Promo: Burger + Fries", "Coupon: Spa day")]
    [False, False, False]
    """
    plain = _TAIL.sub("", _bare(title))
    return bool(_OTHER.fullmatch(plain) or _TAKEN_OFF.match(plain))


def _bare(title: str) -> str:
    return split_name(_MORE.sub("", title.strip()).lower())


def _is_beside(name: str) -> bool:
    return bool(_PAID.match(name) or _TAKEN_OFF.match(name))
