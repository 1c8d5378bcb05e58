"""Names of amounts: of one piece, of a line of an order, or of all of it; and of numbers of pieces."""

from __future__ import annotations

import re
from functools import lru_cache

from core.ingest.names.plain_name import last_part, plain
from core.population.event_parts import split_name

UNIT_NAME = re.compile(
    r"price|unit|cost|each|preis|prix|precio|prezzo|preço|单价|价格"
    r"|(?<![a-z])(cena|cen[ay] jedn|prijs|pris|ár|hinta|pret|preț)(?![a-z])"
    r"|(styck|stk|stuks?|enhets|enheds|eenheids|kappale|yksikkö|egység)\W?(pris|prijs|hinta|ár)|birim|цена",
    re.IGNORECASE,
)
LINE_NAME = re.compile(
    r"line|item.?(sub)?total|row|total.?price|ext(ended)?[ _.]|position|pozycj|polož|polozk|позици|sat\wr (tutar|topl)"
    r"|(?<![a-z])rivi|zeile|regel|tétel|linie|linje|(?<![a-z])rad(summa|belopp|pris|total)|cel(kem|kov)|spolu"
    r"|за (товар|строк)",
    re.IGNORECASE,
)
ORDER_NAME = re.compile(
    r"total|(order|invoice|basket|cart).?(value|amount|sum|revenue)|paid|gesamt|订单金额|zamówieni|zamowieni|objedn"
    r"|заказа|чека|итого|sipariş t|genel t|comenzi|végössz|tilau"
    r"|(order|ordre)(summa|belopp|värde|bedrag|waarde|sum|beløb)|razem|zapłat|yhteensä",
    re.IGNORECASE,
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
OF_ORDERING = re.compile(
    r"(?i:purchase)|(?<![a-z])(?i:order)(?![a-z])|(?i:bestell|kaufdatum|commande|achat|compra|pedido|acquisto|ordine)"
    r"|购买|下单|订单|購入|注文"
)
"""Those that no loan and no transfer of money has."""
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


_AMOUNTS = (
    "price", "amount", "total", "preis", "betrag", "umsatz", "montant", "prix", "precio", "importe", "pago", "monto",
    "valor", "preco", "prezzo", "importo", "totale", "bedrag", "prijs", "kwota", "belopp", "tutar", "fiyat", "harga",
    "сумма", "цена", "стоимость", "金额", "金額", "价格", "価格",
)  # fmt: skip


@lru_cache(maxsize=20_000)
def holds_amount(name: str) -> bool:
    """Whether a name ends as those of amounts do, in one word or in several.

    >>> holds_amount("ultimopago"), holds_amount("Gesamtpreis"), holds_amount("plan")
    (True, True, False)
    """
    return plain(last_part(name)).endswith(_AMOUNTS)
