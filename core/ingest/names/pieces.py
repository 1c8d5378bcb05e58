"""Names of numbers of pieces: which of them are of what was sold, and which of stock, packs or instalments."""

from __future__ import annotations

import re
from functools import lru_cache

from core.ingest.names.plain_name import last_part
from core.population.event_parts import split_name

_NOT_SOLD = re.compile(
    r"\b(stocks?|stocked|in stock|stok|stokta|inventory|inventario|estoque|inventaire|onhand|on hand|in hand|warehouse"
    r"|voorraad|magazzino|lager\w*|bestands?\w*|available|availability|disponi\w+|verfugbar\w*|remaining|left"
    r"|restant\w*|restlich\w*|restmenge|rimanent\w*|allocated|reorder\w*|incoming"
    r"|moq|back ?order(ed)?|min|minimum|minim[aeo]s?|minimal\w*|mindest\w*|hochst\w*|maxim[aeo]s?|maximal\w*"
    r"|max(imum)?(?!.*\b(ordered|sold|shipped|bought|purchased)\b)"
    r"|forecast\w*|target|planned|previous|average|avg|mean|yearly"
    r"|(per|pro|por|par)(?! (order|line|row|receipt|basket|cart|invoice|transaction|sale|ticket|bestellung|rechnung|bon"
    r"|beleg|zeile|kauf|pedido|factura|compra|linea|commande|facture|ligne|achat|ordine|fattura|riga)\b)"
    r"|instal?lments?|instal?ments?|cuotas?|parcelas?|raten|ratenanzahl|rate|rata|mensualites?|echeances?|taksit\w*"
    r"|termijnen|returns?|returned|refunds?|refunded|cancel?led|retourniert\w*|storniert\w*|retournee?s?|annulee?s?|devuelt[oa]s?"
    r"|photos?|images?|pictures?|clicks?|impressions?|hits?|page ?views?|visits?|sessions?"
    r"|reviews?|comments?|views?|votes?|likes?|followers?"
    r"|distance|temperature|weight|currency|length|height|width|speed|duration|measure\w*|energy)\b"
    r"|库存|可用|剩余|可售|起订|起批|最小|最低|最大|分期|每箱|装箱|箱规|平均|目标|预测|退货|退款|取消"
    r"|在庫|残数|引当|入数|最小|分割|返品|재고|최소|최대|잔여|가용|할부|반품|취소"
)
"""Words of pieces that nobody bought by the row: in stock, in a pack, at least, given back; and units of measures."""
_COUNT_OF = re.compile(
    r"^(num|no|nb|nr|n|number|count|nombre|numero|anzahl|cantidad|quantidade|quantita|quantite)( of| de| d| di| der)? "
    r"(items?|units?|pieces?|products?|articles?|artikel|articulos?|productos?|itens|produtos?|articoli|prodotti|pezzi"
    r"|produits?)( (sold|purchased|ordered|bought))?$"
)
"""Names of how many pieces there are, whose mark of a number says so."""
_PIECES = re.compile(r"\b(quantity|qty|quantities|units?|menge|quantite|cantidad|quantidade|quantita|adet)\b|数量|수량")

_PRICE = re.compile(
    r"price|cost|preis|prix|precio|prezzo|preco|amount|betrag|montant|importe|prijs|cena|价|価|가격|단가"
)
"""What says of pieces that a name is of what they cost."""


@lru_cache(maxsize=20_000)
def is_not_sold(name: str) -> bool:
    """Whether a name says that pieces are not those of a sale, or that units are those of a measure.

    >>> [is_not_sold(each) for each in ("max_quantity", "min_qty", "Qtd. Parcelas", "return_quantity", "库存数量")]
    [True, True, True, True, True]
    >>> [is_not_sold(each) for each in ("Quantity", "Units Sold", "quantity_shipped", "Max Qty Ordered", "购买数量")]
    [False, False, False, False, False]
    """
    return bool(_NOT_SOLD.search(split_name(last_part(name))))


@lru_cache(maxsize=20_000)
def counts_pieces(name: str) -> bool:
    """Whether a name is that of a number of pieces, as "No. of Items" and "num_items"."""
    return bool(_COUNT_OF.match(split_name(last_part(name))))


def is_of_other_pieces(name: str) -> bool:
    """Whether a name is that of a number of pieces, but not of those that were sold.

    >>> [is_of_other_pieces(each) for each in ("Stock Quantity", "Quantity", "Minimum Price", "price per unit")]
    [True, False, False, False]
    """
    words = split_name(last_part(name))
    return bool(_PIECES.search(words)) and not _PRICE.search(words) and is_not_sold(name)
