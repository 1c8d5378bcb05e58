"""Columns that say what a line of an order is: an article, or what is paid beside articles or taken off."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from core.ingest.tables.evidence import Columns
from core.ingest.tables.sample import Sample
from core.population.event_parts import split_name
from core.population.order_lines import may_be_sold

_KIND = re.compile(
    r"(order )?(line|row|item|line item|order item|position|positions) ?(type|kind|typ|art)|positions?(typ|art)"
    r"|typ (pozycji|polozky)|type (de )?(ligne|position)|tipo (de )?(linea|posicion|linha|riga)|orderregel ?type"
    r"|rad ?typ|linje ?type|rivityyppi|行类型|明細区分|明細種別"
)
"""Names of columns that say what a line of an order is."""
_PAID_BESIDE = re.compile(
    r"\b(shipping|shipment|delivery|freight|postage|versand\w*|liefer(ung|kosten|gebuhr)\w*|porto|fracht\w*|livraison"
    r"|envio|gastos de envio|spedizione|frete|verzend\w*|wysylka|dostawa|doprava|frakt|toimitus|fees?|charges?"
    r"|surcharge|gebuhr\w*|zuschlag\w*|aufschlag\w*|nachnahme\w*|frais|cargo|commissione|tasa|opłata|tax|vat|steuer"
    r"|mwst|tva|iva|tips?|gratuity|trinkgeld|pourboire|propina|handling|verpackung\w*)\b|运费|送料|手数料|税"
)
_TAKEN_OFF = re.compile(
    r"\b(discounts?|vouchers?|coupons?|promotions?|promo|credits?|rabatt\w*|gutschein\w*|nachlass\w*|remise|reduction"
    r"|descuento|sconto|buono|desconto|cupom|cupon|korting\w*|rabat|sleva|alennus|payments?|zahlung\w*)\b|折扣|优惠|割引|クーポン"
)
"""Kinds of lines that are paid beside articles, and those that are taken off: vouchers and gift cards, which may be
sold as well, only where the amount is not above zero."""
_ARTICLE = re.compile(
    r"\b(products?|articles?|items?|line items?|goods|sku|artikel\w*|produ[ck]t\w*|ware|standard|produits?|productos?"
    r"|prodott[oi]|articul[oi]s?|articol[oi]|artigos?|towar\w*|zbozi|tovar|vare|vara|tuote)\b|商品|产品|製品"
)
"""Kinds of lines that are articles: without one, "delivery" and "cargo" may be kinds of goods and of serving them."""
_MOST_KINDS = 30


def kind_column(sample: Sample) -> str:
    """Return the column of kinds of lines, some of which are articles and some of which are none; "" without one."""
    return next((header for header in sample.columns if _is_kind(header, sample.texts(header))), "")


def without_line_kinds(columns: Columns, sample: Sample, chosen: Collection[str]) -> Columns:
    """Return columns without that of kinds of lines, which are no events, where it is not chosen and says no more."""
    header = kind_column(sample)
    if not header or header in chosen or not all(map(_is_of_line, _kinds(sample.texts(header)))):
        return columns
    return Columns({name: one for name, one in columns.items() if name != header})


def _kinds(texts: Iterable[str]) -> set[str]:
    return {text.strip().lower() for text in texts}


def _is_of_line(kind: str) -> bool:
    return is_paid_beside(kind) or is_taken_off(kind) or may_be_sold(kind) or bool(_ARTICLE.search(split_name(kind)))


def _is_kind(header: str, texts: list[str]) -> bool:
    if not _KIND.fullmatch(split_name(header)):
        return False
    kinds = _kinds(texts)
    others = {kind for kind in kinds if is_paid_beside(kind) or is_taken_off(kind)}
    has_articles = any(_ARTICLE.search(split_name(kind)) for kind in kinds - others)
    return bool(others) and has_articles and len(kinds) <= _MOST_KINDS


def is_paid_beside(kind: str) -> bool:
    """Whether a kind of lines is paid beside articles.

    >>> [is_paid_beside(kind) for kind in ("shipping", "Versandposition", "fee", "product", "Artikel", "line_item")]
    [True, True, True, False, False, False]
    """
    return bool(_PAID_BESIDE.search(split_name(kind)))


def is_taken_off(kind: str) -> bool:
    """Whether a kind of lines is taken off.

    >>> [is_taken_off(kind) for kind in ("promotion", "Gutschein", "coupon", "gift card", "product")]
    [True, True, True, False, False]
    """
    return not is_paid_beside(kind) and bool(_TAKEN_OFF.search(split_name(kind)))
