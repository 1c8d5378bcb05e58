"""States that only what is beside them explains: kinds of documents, stages of a sale, bets, applicants, charges."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.ingest.states.order_states import CANCELLED, OFFER, PAID
from core.population.event_parts import split_name
from core.population.meanings import PURCHASE, event_kind

_WON = re.compile(
    r"\bwon\b|closed ?won|\bgewonnen\b|\bganad[oa]\b|\bganh[oa]\b|\bvint[oa]\b|\bgagnee?\b|赢单|成交|受注|수주"
)
_NOT = re.compile(r"\b(not|no|never|nicht|non|pas|nao)\b|未")
_LOST = re.compile(r"\blost\b|closed ?lost|\bverloren\b|\bperdid[oa]\b|\bpers[oa]\b|\bperdue?\b|丢单|输单|失注|실주")
_STAGE = re.compile(
    r"\b(stages?|phase|fase|etapa|etape|pipeline|deal|opportunity|opportunit\w*)\b|阶段|商机|フェーズ|商談"
)
_STEPS = re.compile(
    r"prospect|negotiat|qualif|proposal|needs analysis|value proposition|perception|contract ?sent"
    r"|appointment ?scheduled|presentation ?scheduled|decision ?maker"
    r"|verhandlung|angebot|propuesta|proposta|negocia|negozia|proposition"
)
"""Steps before a sale is won or lost."""
_BETS = re.compile(r"\b(bets?|stake|odds|wager|punter|bookmaker|payout|winnings)\b")
_OF_JOBS = re.compile(
    r"\b(applicants?|candidates?|vacanc(y|ies)|job (id|no|title|name|posting|req\w*)|requisition|bewerber\w*"
    r"|stellen(id|titel)|kandidat(en)?(id|nr)?|candidat(e|ure)?s?|postulantes?|vacantes?|candidatos?|candidati)\b|应聘|岗位|求人|応募"
)
"""Names of columns of applications for jobs: who was not taken was interested all the same."""
_TURNED_DOWN = re.compile(
    r"\b(reject\w*|declin\w*|withdr\w*|not selected|unsuccessful|abgelehnt|absage|abgesagt|zuruckgezogen|refus\w*"
    r"|rechazad\w*|descartad\w*|rifiutat\w*|recusad\w*|odrzucon\w*)\b|不合适|淘汰|不採用|不合格|お断り"
)
_CHARGED = re.compile(r"\b(paid|success\w*|succeeded|charged|skipped|failed|error|refunded|processed|draft)\b")
_SCHEDULED = re.compile(r"^(scheduled|queued|upcoming|geplant|planifiee?|programad[oa]|programmat[oa]|agendad[oa])$")
_DELIVERED = re.compile(
    r"\bdeliver|\bship|\bdispatch|\bsent\b|geliefert|versandt|livre|expedie|entregad|enviad|consegnat|spedit"
)


def state_in_context(text: str, state: str, header: str, others: Iterable[str], headers: Iterable[str]) -> str:
    """Return what a state says beside the others of its column: an event name, ``PAID`` or "".

    A sale that is neither won nor lost is none yet, a bet that was lost was made all the same, and what is scheduled
    or queued was not charged yet where the others are states of charges.

    Parameters
    ----------
    state
        What the text says by itself.
    others
        All texts of the column.
    headers
        The columns of the table.
    """
    headers, words, beside = [*headers], split_name(text), [split_name(each) for each in others]
    is_bet = any(_BETS.search(split_name(each)) for each in headers)
    are_won_or_lost = any(map(_is_won, beside)) and any(map(_LOST.search, beside))
    if is_of_sale_stages(header, beside) or (are_won_or_lost and not is_bet):
        return PAID if _is_won(words) else CANCELLED
    if are_won_or_lost and _LOST.search(words):
        return PAID
    if _SCHEDULED.match(words):
        is_charge = any(map(_CHARGED.search, beside)) and not any(map(_DELIVERED.search, beside))
        return CANCELLED if is_charge else PAID
    return state


def was_applied_for(text: str, headers: Iterable[str]) -> bool:
    """Whether a state says that an applicant for a job was turned down or drew back: the interest was there.

    >>> was_applied_for("Rejected", ["candidate_id", "status"]), was_applied_for("cancelled", ["job_id", "status"])
    (True, False)
    """
    return bool(_TURNED_DOWN.search(split_name(text))) and any(_OF_JOBS.search(split_name(each)) for each in headers)


def _is_won(words: str) -> bool:
    return bool(_WON.search(words)) and not _NOT.search(words)


def is_of_sale_stages(header: str, words: Iterable[str]) -> bool:
    """Whether a column has the stages of sales, one of which is that a sale was won.

    >>> is_of_sale_stages("Stage", ["closed won", "prospecting"]), is_of_sale_stages("Status", ["won", "lost"])
    (True, False)
    """
    found = list(words)
    return any(map(_is_won, found)) and (is_stage_name(header) or any(map(_STEPS.search, found)))


def is_stage_name(header: str) -> bool:
    """Whether a name is that of the stage of a sale, as a salesforce calls it."""
    return bool(_STAGE.search(split_name(header)))


_INVOICE = re.compile(
    r"invoice|rechnung|factur|fattura|fatura|faktur|\breceipt|kassenbon|发票|發票|請求|\bsale|verkauf"
    r"|vente\b|venta\b|vendita\b|\bvenda\b"
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
