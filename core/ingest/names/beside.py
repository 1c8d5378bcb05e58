"""Words beside the head of a name, which say what it is the time, the price or the span of, or the name of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from core.ingest.names.words import word_set, words
from core.population.event_parts import split_name

SPANS = words(
    "lauf spiel lese verweil liefer play watch dwell run travel wait service total elapsed reading screen",
    "deliver response prep process active idle engage spent spend aufenthalt timeon timespent timeto duree",
)
"""What stands before the words of a clock in names of a span of time."""
OF_TIMES = word_set(
    "date time datum zeit uhrzeit heure hora ora orario fecha data day tag jour dia giorno day at on timeofday"
)
"""Words that say of a name that it is a date or a time of day."""
USERS = word_set("user customer client visitor member buyer shopper subscriber")
OF_EVENTS = word_set(
    "order ordered purchase purchased bought transaction sale sold event action click clicked view viewed play",
    "played listen listened watch watched created creation placed placement reservation reserved gift donation",
    "donated pledge pledged occurred happened invoice bill billed receipt rental booking booked checkout hit",
)
"""Words that say of a time that it is that of the event."""
OF_OTHER_TIMES = word_set(
    "ship shipped shipping ships dispatch dispatched deliver delivery delivered due estimated expected promised",
    "expiry expiration expires paid payment complete acknowledge acknowledged completed completion finished",
    "fulfilled fulfillment fulfilment return returned refund refunded cancel cancelled canceled cancellation",
    "updated update modified retour ruckgabe retur innlevert innlevering indlevering aflevering inlevering restitution",
    "restituzione reso zwrotu devuelto rendu etl loaded imported synced exported extracted",
    "inserted indexed archived deleted",
    "scheduled crawled scraped ingested fetched refreshed changed session install installed touch signup",
    "registration registered birth entrega envio despacho pago devolucion reembolso cancelacion modificacion",
    "livraison expedition paiement remboursement annulation modification lieferung versand spedizione consegna",
    "pagamento rimborso annullamento modifica devolucao cancelamento end ended user customer account profile",
    "member product item listing",
)
"""Words that say of a time that it is one of what came before or after, or of something else than the event."""
NOT_PAID = word_set("original list regular before old msrp rrp uvp recommended suggested compare")
"""Words that say of a price that it is not what was paid."""
SOLD = word_set(
    "item items product products article articles piece pieces unit units goods order line row basket cart sku",
    "sold purchase purchased ordered total quantity",
)
"""Words that say of a count that it is of what was sold; the count of anything else, such as votes, is no quantity."""
OF_OTHERS = word_set(
    "device browser traffic geo geonetwork customer visitor staff employee cashier user reviewer member buyer",
    "shopper subscriber",
)
"""Words in names of categories and titles that are of users, of what they use, or of who served them."""
SPENT = re.compile(
    r"(ms|millis\w*|s|secs?|seconds?|mins?|minutes?|hours?|hrs?)(listened|played|watched|viewed|streamed)"
    r"|(listened|played|watched|viewed|streamed)(ms|secs?|seconds?|mins?|minutes?|hours?|hrs?)"
)
"""How long something was listened to or watched."""


_ACCOUNTS = word_set("account accounts acct accountid accountnumber accountno accountnr")
_OF_NO_USER = word_set(
    "shipping carrier freight courier ups fedex dhl gl ledger general ad ads adwords expense income offset counter",
    "clearing suspense tax escrow",
)
_WRITTEN = word_set(
    "note notes comment comments remark remarks message feedback review avis commentaire commentaires remarque",
    "remarques observation observations observacion observaciones observacao observacoes comentario comentarios nota",
    "notas commento commenti osservazioni mensaje mensagem messaggio bemerkung kommentar uwagi komentarz",
)


IN_FRONT = word_set("of de du des d da do di del della von")
"""Words before which the head of a name stands in front."""
NAME_OF = word_set("name nom nombre nome naam title titulo titolo titre titel bezeichnung")
"""Heads in front that say less than what stands behind them, as in "Name of customer"."""
_ARTICLES = word_set("the la le l les el los las lo il der die das des")


@lru_cache(maxsize=20_000)
def what_is_named(name: str) -> str:
    """Return what a column has the names or titles of, where its own name says so in that order; else "".

    >>> what_is_named("Título de la publicación"), what_is_named("Name of customer"), what_is_named("Date of birth")
    ('publicacion', 'customer', '')
    """
    head, *rest = split_name(name).split() or [""]
    if head not in NAME_OF or not rest or rest[0] not in IN_FRONT:
        return ""
    return "".join(word for word in rest if word not in IN_FRONT | _ARTICLES)


def is_of_no_user(words_of_name: Sequence[str]) -> bool:
    """Whether a name that holds one of users is that of something else: an account of a carrier, what a user wrote.

    >>> [is_of_no_user(name.split()) for name in ("shipping account number", "commentaire client", "customer account")]
    [True, True, False]
    """
    is_account = not _ACCOUNTS.isdisjoint(words_of_name) and not _OF_NO_USER.isdisjoint(words_of_name)
    return is_account or words_of_name[0] in _WRITTEN


def is_name_of(name: str) -> bool:
    """Whether a column has the names of something, such as "restaurant_nom" or "Nombre del curso".

    >>> is_name_of("restaurant_nom"), is_name_of("Name"), is_name_of("rename")
    (True, True, False)
    """
    return not NAME_OF.isdisjoint(split_name(name).split())
