"""Checks of items and values: what nearly everybody has, titles that are missing or shared, amounts below zero."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.health.finding import Found
from core.health.log import HealthLog
from core.population.amounts import amount_in
from core.sentences import Sentence, say, say_n
from core.types import BoolArray, IntArray

NEARLY_ALL = 0.8
"""Share of users from which on an item says nothing about any of them: it divides them 4 to 1 at best."""
MANY = 0.2
"""Share of users from which on an item whose title names a fee counts too: others may have orders without it."""
FEW_ITEMS = 20
"""In a smaller catalogue everybody may well have everything, so that it is no accident."""
# fmt: off
FEES = (
    "shipping", "postage", "carriage", "freight", "delivery", "voucher", "coupon", "deposit", "discount", "gift card",
    "gift certificate", "handling", "surcharge",
    "service charge", "service fee", "booking fee", "tip", "tips", "gratuity",
    "versand", "versandkosten", "porto", "lieferung", "gutschein", "pfand", "rabatt",
    "geschenkkarte", "geschenkgutschein", "wertgutschein", "trinkgeld", "versandpauschale", "zustellgebühr",
    "servicegebühr", "bearbeitungsgebühr",
    "livraison", "frais de port", "bon d'achat", "consigne", "remise",
    "frais d'expédition", "frais d'envoi", "carte cadeau", "chèque cadeau", "pourboire", "frais de service",
    "envío", "gastos de envío", "cupón", "depósito", "descuento",
    "tarjeta regalo", "tarjeta de regalo", "vale regalo", "propina",
    "spedizione", "buono", "cauzione", "sconto", "frete", "entrega", "cupom", "vale-presente", "desconto",
    "carta regalo", "buono regalo", "mancia", "cartão presente", "cartão-presente", "gorjeta", "portes de envio",
)
"""Words of titles that name what belongs to an order and not to a taste, in six languages written with spaces."""
FEES_WITHOUT_SPACES = (
    "送料", "配送料", "クーポン", "割引", "保証金", "运费", "邮费", "优惠券", "押金", "折扣",
    "礼品卡", "小费", "服务费", "ギフトカード", "商品券", "手数料",
)
# fmt: on
_STEP_PAGE = re.compile(
    r"^(https?://[^/]+)?(/[\w-]+)*/(cart|basket|bag|checkout|payment|order-confirmation|thank-you|login|log-in|signin"
    r"|sign-in|register|account|my-account|warenkorb|kasse|anmelden|mein-konto|panier|caisse|connexion|mon-compte"
    r"|carrito|cesta|pago|carrello|cassa|carrinho)(/[\w-]+)*(\.\w+)?/?([?#].*)?$",
    re.IGNORECASE,
)
"""Paths of pages of a shop that belong to buying or to an account, where pages stand in for items."""
_FEE = re.compile(rf"\b({'|'.join(FEES)})\b|{'|'.join(FEES_WITHOUT_SPACES)}", re.IGNORECASE)


def find_common_items(log: HealthLog) -> Found | None:
    """Find items that nearly all users have, and fees and pages such as the basket that many have."""
    if log.n_items < FEW_ITEMS:
        return None
    n_users = np.where(log.is_item, _users_of_items(log, MANY), 0)
    total = log.population.n_users
    is_common = n_users >= NEARLY_ALL * total
    for item in np.flatnonzero((n_users >= MANY * total) & ~is_common):
        is_common[item] = _says_nothing_of_taste(log.name_of(int(item)))
    items = np.flatnonzero(is_common)
    if not len(items):
        return None
    first = items[np.argmax(n_users[items])]
    share = float(np.isin(log.histories.items, items).mean())
    return Found(
        count=len(items),
        of=log.n_items,
        members=items,
        weight=share,
        sentence=say_n(
            "{n:,} of {total:,} items is with nearly all users, or is a fee, a voucher or a page such as the basket "
            "that many have. It takes {events:.1f} % of all events.",
            "{n:,} of {total:,} items are with nearly all users, or are fees, vouchers or pages such as the basket "
            "that many have. They take {events:.1f} % of all events.",
            len(items),
            total=log.n_items,
            events=100 * share,
        ),
        example=say(
            "{item} with {n:,} of {total:,} users", item=log.name_of(int(first)), n=int(n_users[first]), total=total
        ),
    )


def _says_nothing_of_taste(name: str) -> bool:
    return bool(_FEE.search(name.replace("_", " ")) or _STEP_PAGE.search(name))


def _users_of_items(log: HealthLog, share: float) -> IntArray:
    """Return (n_items,) users of each item; 0 for items with fewer events than that share of the users."""
    histories, n_items = log.histories, log.population.n_items
    is_frequent = np.bincount(histories.items, minlength=n_items) >= share * log.population.n_users
    frequent = np.flatnonzero(is_frequent)
    rows = np.flatnonzero(is_frequent[histories.items])
    places = np.searchsorted(frequent, histories.items[rows]).astype(np.int16 if len(frequent) < 2**15 else np.int32)
    order = np.argsort(places, kind="stable")  # users stay in order within each item
    places, users = places[order], histories.users[rows[order]]
    is_first = (np.diff(places, prepend=-1) != 0) | (np.diff(users, prepend=-1) != 0)
    n_users = np.zeros(n_items, dtype=np.int64)
    n_users[frequent] = np.bincount(places[is_first], minlength=len(frequent))
    return n_users


def find_missing_titles(log: HealthLog) -> Found | None:
    """Find items without a title."""
    items = np.flatnonzero((log.population.items.titles == "") & log.is_item)
    if not len(items):
        return None
    total = log.n_items
    if len(items) == total:
        sentence = say("None of {total:,} items has a title: the log has item ids only.", total=total)
    else:
        sentence = say_n(
            "{n:,} of {total:,} items ({share:.1f} %) has no title.",
            "{n:,} of {total:,} items ({share:.1f} %) have no title.",
            len(items),
            total=total,
            share=100 * len(items) / total,
        )
    return Found(
        count=len(items),
        of=total,
        members=items,
        weight=len(items) / total,
        sentence=sentence,
        example=say("item {item}", item=str(log.population.items.item_ids[items[0]])),
    )


def find_shared_titles(log: HealthLog) -> Found | None:
    """Find titles that several items have."""
    titles = pa.array(log.population.items.titles, pa.string())
    plain = pc.utf8_lower(pc.utf8_trim_whitespace(titles)).to_pandas()
    is_shared: BoolArray = (plain.duplicated(keep=False) & (plain != "")).to_numpy()
    items = np.flatnonzero(is_shared)
    if not len(items):
        return None
    total = log.n_items
    largest = plain[items].value_counts().sort_index(kind="stable").idxmax()
    alike = np.flatnonzero(plain == largest)
    return Found(
        count=len(items),
        of=total,
        members=items,
        weight=len(items) / total,
        sentence=say(
            "{n:,} of {total:,} items ({share:.1f} %) share their title with another item. They take {events:.1f} % of "
            "all events.",
            n=len(items),
            total=total,
            share=100 * len(items) / total,
            events=_percent_of_events(log, items),
        ),
        example=_example_of_shared(log, alike),
    )


def _example_of_shared(log: HealthLog, items: IntArray) -> Sentence:
    ids = log.population.items.item_ids[items]
    title = str(log.population.items.titles[items[0]])
    return say(
        "{title} is the title of {n:,} ids, {first} and {second} among them",
        title=title,
        first=ids[0],
        second=ids[1],
        n=len(ids),
    )


def find_several_titles(log: HealthLog) -> Found | None:
    """Find items that the log gives several titles."""
    items = np.flatnonzero(log.other_titles != "")
    if not len(items):
        return None
    total = log.n_items
    first = items[0]
    return Found(
        count=len(items),
        of=total,
        members=items,
        weight=len(items) / total,
        sentence=say_n(
            "{n:,} of {total:,} items ({share:.1f} %) has several titles in the log. It takes {events:.1f} % of all "
            "events.",
            "{n:,} of {total:,} items ({share:.1f} %) have several titles in the log. They take {events:.1f} % of all "
            "events.",
            len(items),
            total=total,
            share=100 * len(items) / total,
            events=_percent_of_events(log, items),
        ),
        example=say(
            "{item} is {title} and also {other}",
            item=str(log.population.items.item_ids[first]),
            title=str(log.population.items.titles[first]),
            other=str(log.other_titles[first]),
        ),
    )


def _percent_of_events(log: HealthLog, items: IntArray) -> float:
    """Return how much of the log goes with some items, in percent of the events."""
    return 100 * float(np.isin(log.histories.items, items).mean())


def find_negative_values(log: HealthLog) -> Found | None:
    """Find events with a value below zero that are no refunds."""
    rows = np.flatnonzero((log.histories.values < 0) & ~log.is_refund)
    if not len(rows):
        return None
    total = log.histories.n_events
    row = rows[0]
    return Found(
        count=len(rows),
        of=total,
        members=rows,
        weight=len(rows) / total,
        sentence=say_n(
            "{n:,} of {total:,} events ({share:.1f} %) has a value below zero and is no refund.",
            "{n:,} of {total:,} events ({share:.1f} %) have a value below zero and are no refunds.",
            len(rows),
            total=total,
            share=100 * len(rows) / total,
        ),
        example=say(
            "{item} for {value}",
            item=log.name_of(int(log.histories.items[row])),
            value=amount_in(float(log.histories.values[row]), log.population.currency),
        ),
    )
