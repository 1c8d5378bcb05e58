"""Names of events by which users pay for what is no item: renewals, fees, dues, invoices."""

from __future__ import annotations

import re

from core.population.event_parts import is_of_account, split_name
from core.population.meanings import OTHER, PURCHASE, event_kind

_PAID = (
    r"\b(paid|pay|payments?|charged|charges?|billed|billing|renewed|renewals?|fees?|dues|bezahlt|gezahlt|abgebucht"
    r"|verlangert|paye\w*|payee|preleve\w*|renouvele\w*|renouvellement|pagad[oa]|cobrad[oa]|renovad[oa]|renovacion"
    r"|pagat[oa]|addebitat[oa]|rinnovat[oa]|rinnovo|pag[oa]|cobranca|renovacao|op[lł]acon[aey]|zap[lł]acon[aey]|odnowion[aey]"
    r"|betaald|verlengd|betald|betalt|fornyet|fornyad)\b|续费|缴费|更新"
)
_FEE = re.compile(
    r"\b(fees?|dues|direct debit|auto ?pay|standing order|(rent|tuition|premium|instal?lment) (paid|payment)"
    r"|mitglieds(beitrag|gebuhr)|monatsbeitrag|jahresbeitrag|beitrag (gezahlt|bezahlt)|lastschrift|nutzungsgebuhr"
    r"|cotisations?|prelevement|cuota|quota (associativa|mensile|annuale)|mensalidade|anuidade|sk[lł]adka|op[lł]ata"
    r"|contributie|automatische incasso|medlemsavgift|kontingent)\b|会费|会費|会員費|会员费|月謝|サブスク更新|续费"
)
_GIVEN = re.compile(
    r"((online|monthly|recurring|one time|new|gift) )?(donations?|donated|pledges?|pledged)"
    r"( (made|paid|received|completed?|succeeded))?|gifts?|gifted|gifts? (purchased?|bought|given|subscriptions?)"
    r"|spenden?|gespendet|dons?|donaciones|donacion|donazion[ei]|doac(ao|oes)|giften?|darowizna|捐款|捐赠|寄付"
)
"""What is given to somebody: where it names no item, it is money alone."""
_SETTLED = re.compile(
    r"\b((invoice|bill|rechnung|facture|factura|fattura|fatura|faktura|payment|charge|zahlung|paiement|pago|pagamento)s?"
    r" (payment )?(paid|succeeded|successful|received|captured|settled|completed?|bezahlt|beglichen|erhalten|paye[e]?"
    r"|recu[e]?|reussi[e]?|pagad[oa]|recibid[oa]|exitoso|pagat[oa]|ricevut[oa]|riuscito|pag[oa]|recebid[oa]|op[lł]acona)"
    r"|(paid|recurring|monthly|annual|yearly) (invoice|bill|payment|charge))$"
    r"|^(payments?|billed|zahlung|zahlungseingang|paiement)$"
)
_STEP = re.compile(
    r"\b(proceed|select|selected|choose|chosen|go|goto|to|start|started|begin|begun|enter|entered|submit|open|opened|click"
    r"|clicked|method|methods|info|details|page|form|due|overdue|upcoming|reminder|reminded|request|requested|attempt"
    r"|attempted|intent|initiated|sent|issued|scheduled|failed|pending|unpaid|waived|estimate|quote|zahlungsart|fallig"
    r"|credit|reversed|reversal|quoted|estimated|calculated|notice|notification|mandate|created|cycle|changed|updated"
    r"|preview|added|removed|setup|set up|enabled|disabled|authori[sz]ed)\b"
)
"""Words of steps before a payment, or of one that is still to come."""
_COMING = re.compile(r"\b(due|overdue|upcoming|reminder|offer|notice|scheduled|pending|failed|requested|quote)\b")
"""Words of what is paid later, if at all, in names of purchases."""
_BARE = re.compile(r"payments?|billed|zahlung|paiement")
_OWN_MONEY = re.compile(r"\b(top ?up|topup|deposits?|recharged?|aufladung|wallet|withdraw\w*|payout|credited)\b|充值")
"""What is put aside, and spent later."""


def pays_for_account(name: str) -> bool:
    """Whether an event is a payment about an account: of a subscription, a membership, a fee, a donation.

    >>> [pays_for_account(name) for name in ("subscription_renewed", "Membership fee", "Mitgliedsbeitrag", "cuota")]
    [True, True, True, True]
    >>> [pays_for_account(name) for name in ("donation_received", "gift", "gift card", "gift_redeemed")]
    [True, True, False, False]
    >>> [pays_for_account(name) for name in ("fee_viewed", "subscription_cancelled", "payment_failed", "order_paid")]
    [False, False, False, False]
    """
    kind, words = event_kind(name), split_name(name)
    if kind == PURCHASE and is_of_account(name):
        return not _COMING.search(words)
    is_paid = bool(_FEE.search(words) or _GIVEN.fullmatch(words)) or (
        is_of_account(name) and re.search(_PAID, words) is not None
    )
    return kind in (PURCHASE, OTHER) and is_paid and not (_OWN_MONEY.search(words) or _STEP.search(words))


def settles_bill(name: str) -> bool:
    """Whether an event is the payment of an invoice, which may be one for items that the log holds as well.

    >>> [settles_bill(name) for name in ("invoice_paid", "charge.succeeded", "payment", "Rechnung bezahlt")]
    [True, True, True, True]
    >>> [settles_bill(name) for name in ("invoice_created", "payment_failed", "order_paid", "proceed_to_payment")]
    [False, False, False, False]
    """
    words = split_name(name)
    return event_kind(name) in (PURCHASE, OTHER) and bool(_SETTLED.search(words)) and not _STEP.search(words)


def may_be_step(name: str) -> bool:
    """Whether a payment may be a step before buying, as its name does not say that it was made: "payment".

    >>> may_be_step("payment"), may_be_step("payment_received")
    (True, False)
    """
    return bool(_BARE.fullmatch(split_name(name)))
