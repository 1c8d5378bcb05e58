"""What a status of an order says: that it was paid back, came to nothing, or is not paid yet, in thirty languages.

A status is looked at in small letters, without accents, with blanks for signs. The first state whose words it holds is
taken: "partially refunded" is no refund, "not paid" is not paid.
"""

# ruff: noqa: RUF001 - the words are written in several alphabets

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from core.ingest.names.naming import heads_of
from core.ingest.states import asked_states as asked
from core.ingest.states import denied_states as denied
from core.ingest.states import lone_words as lone
from core.ingest.states.status_names import BARE, ENDS, NOT_OF_ORDERS, OF_ORDERS, STARTS
from core.population.event_parts import split_name
from core.store.scratch import Scratch
from core.types import REFUND

CANCELLED = "cancelled order"
"""The event name of what was ordered and came to nothing: no purchase."""
PENDING = "pending order"
"""The event name of what was ordered and is not paid yet: a purchase, unless its meaning is changed."""
STATE_OF = "state_of"
"""What ``state_of`` is called in SQL."""
RETURNED, PAID, UNCLEAR = "returned", "paid", ""
"""States beside the three that are named as events: sent back, a plain purchase, and one that is not understood."""

_BACK = (
    r"refund|charge ?back|(charged|paid) back|money (was )?(back|returned)|\breversed|\breversal|erstatt"
    r"|rue?ckzahl|rue?ckbuch|rue?ckgebucht|geld zurue?ck"
    rf"|gutschrift|gutgeschr|{asked.BACK_IN_SMALL}"
    r"|rembours|reembols|estorn|rimbors|credit (note|memo)|返金|払い?戻|退款|退費|退费"
    r"|terugbetaal|aterbetal|tilbagebetal|hyvitet|vracene? penize|zwrot srodkow|환불"
    r"|pengembalian dana|مستر[جد]|استرجاع|استرداد|visszaterit|ramburs|hoan tien|คืนเงิน|זיכוי"
)
_SENT_BACK = (
    r"\breturn(s|ed)?\b|\bretour|zurue?ckge|rue?cksend|rue?ckgabe|widerruf|devol|devuelt|restitui|\bres[oi]\b"
    r"|退货|退貨|返品|返却|\biade\b|zwroc|zwrot|\bretur|vracen|palautet|возвра|반품|dikembalikan|مرتجع|ارجاع"
    rf"|returnat|visszakuld|επιστρ|tra hang|คืนสินค้า|поверн|הוחזר|{asked.SENT_BACK_IN_SMALL}"
)
_NOTHING = (
    r"cancel|\bvoid|\bfail|declin|reject|\bdenied|abandon|expired|\berro|\berreur|\bfehler|fraud|\btrash"
    r"|\binvalid|\bincomplete|no ?show|not shown|\bnot (attend|complet|success|deliver|approv|authori|accept)|unsuccess"
    r"|undeliver|\blost\b|\bno (driver|courier|rider|cab|car|vehicle|taxi)s? (was )?(found|available)"
    r"|(driver|courier|rider|cab|car|vehicle|taxi)s? (was |were )?not (found|available)"
    r"|\bskipped\b|❌|✖|✗|🚫|⛔"
    r"|\bdeleted|\bdropped|timed? ?out|insufficient|\bcanc\b|^test( order| bestellung)?$|nicht (abgeschl"
    r"|erfolgreich|zugestellt|gelief)"
    r"|(non|pas) livre|\bno entregad|nao entregue|non consegnat"
    r"|ungue?ltig|gelo?e?scht|supprim|eliminad|eliminat|excluid"
    r"|storn|annullier|abgebroch|abgelehnt|fehlgeschlag|fehlerhaft|abgelaufen|verworfen"
    r"|annul|echou|echec|refus([^ij]|i[^o]|$)|abandonn|\bexpire"
    r"|anulad|fallid|rechazad|caducad|denegad"
    r"|fallit|rifiutat|respint|scadut|non riuscit"
    r"|falh|recusad|rejeitad|expirad|negad|nao autorizad|nao aprovad|indisponivel"
    r"|\biptal|anulow|zrusen|avbrut|avbrudt|afbrudt|makuler|perutt|peruut|отмен|отказ|취소"
    rf"|{denied.FAILED}|\bbatal|dibatalkan|ملغ[يىا]|مرفوض"
    r"|torolt|torolve|lemond|\banulat|anul.?lad|ακυρ|\bhuy\b|ยกเลิก|скасов|відмін|בוטל|ביטול"
    r"|取消|关闭|關閉|失败|失敗|作废|作廢|撤销|撤銷|拒绝|无效|超时|キャンセル|取り消|無効|却下|期限切れ|不成立"
)
OFFER = (
    r"\bquot(e|ation)s?\b|\boffer\b|\bestimate\b|angebot|kostenvoranschlag|\bdevis\b|presupuesto|cotizacion|preventivo"
    r"|offerta|orcamento|cotacao|\bofferte\b|\boferta\b|pro ?forma|报价|報價|見積"
)
"""An offer, which is no purchase, as a kind of document and as a status."""
_DRAFT = r"\bdrafts?\b|entwurf|brouillon|borrador|\bbozza|rascunho|草稿|下書き"
_TAKEN = r"accept|confirm|approv|\bwon\b|converted|angenommen|bestatigt|acept|accett|aceit|已确认|已接受|成交|受注|承認"
_OPEN = (
    r"pending|\bunpaid|\bnot( yet| been| fully)* paid|to be paid|\bawaiting|waiting|on ?hold|outstanding"
    r"|\bauthori[sz]ed\b|\bqueued\b|⏳|⌛"
    r"|overdue|\bdue\b|\bcho (thanh toan|xac nhan|duyet)"
    r"|ausstehend|\boffen|unbezahlt|nicht bezahlt"
    r"|wart|ue?berfae?llig|angezahlt|vorgemerkt|\bzu (be)?zahlen"
    r"|en attente|impaye|(non|pas)( encore)? paye|a payer|en retard"
    r"|pendient|en espera|\bno pagad|sin pagar|impagad|por pagar|vencid"
    r"|in attesa|in sospes|non( ancora)? pagat|da pagare|\bsospes"
    r"|pendente|aguardando|em aberto|em analise|nao pag|em espera|a pagar"
    r"|onbetaald|in afwachting|openstaand|oczekuj|nieop[lł]acon|nezaplacen|\bceka|obetald|ubetalt|vantar|afventer"
    r"|odottaa|maksamat|ожида|не оплач|\bbekl|bekliyor|odenmedi|대기|미결제|미입금|belum (di)?bayar|بانتظار|معلق"
    r"|待付|未付|待支付|未支付|等待.*付款|待确认|待審|待审|入金待|未払|未入金|支払い?待|保留|未決済|未収"
)
_ON_ITS_WAY = (
    r"(awaiting|waiting|wartet?n? auf|en attente d|in attesa d|en espera d|pendiente d|pendente d|aguardando)"
    r"\w* ?(the |l |la |il |o |di |de )?(fulfil|ship|pick|deliver|dispatch|collect|versand|abhol|liefer|exped"
    r"|envoi|livr"
    r"|retir|spediz|consegna|envio|entrega|recog|retrait)"
    r"|(pending|ready for|ready to) (fulfil|ship|pick|deliver|dispatch|collect)"
)
_IN_PART = (
    r"part(ial|ly|iel|iell)|teil|parcial|parzial|in parte|en partie|部分|一部"
    r"|delvis|osalis|djelomic|delimic|dalinai|daleji|частич|gedeeltelijk|\bdeels\b|\bk[ıi]sm(i|en)\b"
)
_CALLED_OFF = (
    r"\bcancellation|\bcancel\b|\bstorno\b|stornierung|annulation|annullamento|cancelacion|anulacion|cancelamento"
    r"|\bhuy\b|pembatalan|\banulare|ยกเลิก|\biptal\b|anulowan|отмен|취소|скасув|ביטול|annulering|zruseni"
    r"|\bperuutus|annulatie|elallas"
)
_ASKED = (
    r"request|pending|beantragt|angekue?ndigt|angefragt|demand|solicit|richiest|pendient|pendente|en attente"
    r"|in attesa"
    r"|diajukan|kerve\b|kerelem|\btalep\b|talebi|onay[iı] bekl|aangevra|aanvra|\bbegar|anmod|pyyn|요청|신청"
    rf"|fail|declin|reject|denied|refus|abgelehnt|rechazad|recusad|rifiutat|{asked.REFUSED}"
)
"""What is wished for, or was wished for in vain."""
_ANY_BACK = f"{_BACK}|{_SENT_BACK}|{lone.BACK}|{lone.SENT_BACK}"
_NOT_BACK = (
    r"\b(not|no|non|nicht|kein\w*|pas|aucun\w*|sem|sin|senza|nao|never)\b"
    r"( (yet|been|being|to|be|ha|sido|was|is|noch|mehr|wurde|ete|encore|e|stato|stata|foi|ainda|aun|ancora))* ?"
    rf"({_ANY_BACK}|cancel|storn|annul|anul)"
    r"|(未|无|無|没有|非)(退|取消|返)|(返金|返品|キャンセル)(なし|不可|無)"
    rf"|({_ANY_BACK}|{_CALLED_OFF})\w*.{{0,4}}({_ASKED})"
    rf"|({denied.WISH}) ?((for|of|d|de|di|o|tot|om|на|pour|per) |ל)?({_ANY_BACK}|{_CALLED_OFF})"
    rf"|(^| )طلب (ال)?(الغاء|ارجاع|استرجاع|استرداد)|{denied.not_taken_back(_ANY_BACK)}"
    r"|(申请|申請)(退|取消)|退款(中|失败|失敗|关闭|申请)|取消(申请|申請)|(返金|返品|キャンセル)(待|申請|失敗)"
)
_CANCELLED_FIRST = (
    r"^(cancell?ed|storniert|annulee?|cancelad[oa]|anulad[oa]|annullat[oa])\b.*"
    rf"(\b(not|nicht|non|pas|no|nao)\b.*({_BACK})|({_BACK})\w*.{{0,4}}({_ASKED}))"
)
"""What was cancelled, and is not paid back or not yet."""
_UNDONE = r"\bcancel\w* reversal\b|\breversal of (the |a )?cancel"
"""A cancellation that was taken back itself: "Canceled Reversal". What is "Cancelled/Reversed" was not."""
_DONE = (
    r"transit|out for|back ?order|pre ?order|zugestellt|unterwegs|paid|complet|succe|captured|settled|fulfil"
    r"|shipped|deliver|approved|confirm|\bsold\b|\bok\b|processing"
    r"|processed|\bsales? orders?\b|^sale$"
    r"|accepted|invoiced|\bopen\b|picked|dispatched|closed|\bplaced\b|checked (in|out)|received|\bupcoming\b"
    r"|attend(ed|ing)|\bflown\b|registered|✅|✔|☑"
    r"|\bdone\b|\bactive"
    r"|bezahlt|abgeschl|erledigt|versandt|versendet|gelief|bestatigt|verkauft|bearbeitung|beglichen|fakturiert"
    r"|verrechnet"
    r"|paye|termin|expedi|livre|valid|accept|reussi|encaiss|regle|en cours|prepar"
    r"|pagad|enviad|entregad|aprobad|procesa|cobrad|en preparac"
    r"|pagat|spedit|consegnat|evas|approvat|in lavorazione|incassat"
    r"|\bpag[oa]s?\b|enviad|entregue|conclui|aprovad|faturad|finalizad|em transporte"
    r"|已付|已支付|支付成功|付款成功|成功|已发货|已發貨|已完成|完成|已签收|待发货|等待.*发货|待收货|已收货"
    r"|已确认|交易完成"
    r"|betaald|voltooid|afgerond|verzonden|geleverd|bezorgd|zrealizow|op[lł]acon|wys[lł]an|dostarczon|zakonczon"
    r"|zaplacen|dokoncen|odeslan|dorucen|vyrizen|betald|levererad|skickad|slutford|betalt|leveret|sendt|gennemf[oø]rt"
    r"|maksettu|toimitettu|оплач|доставл|выполн|заверш|отправл|완료|배송|teslim|tamamland|onayland|kargo"
    r"|selesai|dikirim|مكتمل|مدفوع|(^| )تمت? (ال)?(تسليم|توصيل|شحن|ارسال|دفع|سداد|تاكيد|استلام|تنفيذ|بيع)"
    r"|teljesit|kiszallit|fizetve|\bfinalizat|\blivrat|\bplatit|ολοκληρ"
    r"|παραδ|hoan thanh|[đd]a giao\b|[đd]ang (giao|van chuyen|xu ly|chuan bi)|\bcho (xu ly|giao|lay hang)"
    r"|thanh cong|สำเร็จ|จัดส่ง|викон|відправл|הושלם|נשלח"
    rf"|済|完了|発送|出荷|配達|確定|受注|成立|{denied.DONE_IN_SMALL}"
)
MAX_STATUSES = 30
"""A column of more different values is no status."""
_OF_LANDS = ("state", "etat", "estado", "stato", "zustand")
"""Ends of names that may be those of a part of a country, or of the state that a thing is in."""
_OF_ORDER = re.compile(r"\b(current|order|payment|delivery|shipping|commande|pedido|ordine|bestell\w*)\b")
"""Words of the state of an order, where that of a land has such a name too."""
_SKIPPED = re.compile(r"\bskip(ped)?\b")
_PLAYED = re.compile(r"\b(play(ed)?|listen(ed)?|watch(ed)?|stream(ed)?|viewed|read|finished)\b")
_MOSTLY = 0.5
_SIGNS = r"[\s_./,;:()\[\]'’-]+"
_OF_REQUESTS = (
    (asked.in_vain(_BACK, f"{_SENT_BACK}|{lone.BACK}|{lone.SENT_BACK}", _CALLED_OFF), PAID),
    (asked.and_done(f"{_BACK}|{lone.BACK}", asked.OF_BACK), REFUND),
    (asked.and_done(f"{_SENT_BACK}|{lone.SENT_BACK}", asked.OF_SENT), RETURNED),
    (asked.and_done(_CALLED_OFF, asked.OF_OFF), CANCELLED),
)
"""What only a text that speaks of a request may say: others are not searched for it, which takes most of the time."""
_WORDS = (
    (_UNDONE, PAID),
    (denied.UNSETTLED, UNCLEAR),
    (_CANCELLED_FIRST, CANCELLED),
    (asked.CANCELLED_FIRST, CANCELLED),
    *_OF_REQUESTS,
    (rf"{_NOT_BACK}|{asked.NOT_IN_SMALL}", PAID),
    (_ON_ITS_WAY, PAID),
    (rf"({_IN_PART}).*({_ANY_BACK}|{_NOTHING})|({_ANY_BACK}|{_NOTHING}).*({_IN_PART})", PAID),
    (asked.NOUN_DONE, REFUND),
    (asked.BARE_RETURN, RETURNED),
    (lone.alone(lone.BACK), REFUND),
    (lone.alone(lone.SENT_BACK), RETURNED),
    (rf"{lone.alone(lone.NOTHING)}|{lone.ABSENT_OR_DELETED}", CANCELLED),
    (asked.NOUN_OPEN, PAID),
    (asked.NOUN_UNSETTLED, UNCLEAR),
    (_BACK, REFUND),
    (_SENT_BACK, RETURNED),
    (_NOTHING, CANCELLED),
    (denied.NOT_PAID, PENDING),
    (denied.NOT_YET_DONE, PAID),
    (denied.NOT_DONE, CANCELLED),
    (rf"({OFFER}).*({_TAKEN})|({_TAKEN}).*({OFFER})", PAID),
    (rf"{OFFER}|{_DRAFT}", CANCELLED),
    (_OPEN, PENDING),
    (_DONE, PAID),
    (lone.alone(lone.DONE), PAID),
)


def _without_marks(text: str) -> str:
    """Return a text without accents and other marks, vowels above Thai letters among them, as DuckDB does."""
    letters = (each for each in unicodedata.normalize("NFD", text) if not unicodedata.category(each).startswith("M"))
    return unicodedata.normalize("NFC", "".join(letters))


_STATES = tuple((_without_marks(words), state, (words, state) in _OF_REQUESTS) for words, state in _WORDS)
_REQUEST = _without_marks(asked.REQUEST)
_UNSETTLED = re.compile(_without_marks(f"{asked.NOUN_UNSETTLED}|{denied.DENIED_BEHIND}|{lone.UNSETTLED}"))


def is_status_name(header: str) -> bool:
    """Whether a name is that of a status of an order, a line or a payment.

    >>> [is_status_name(name) for name in ("Situação do pedido", "Zahlungsstatus", "subscription_status", "Statement")]
    [True, True, False, False]
    """
    folded = heads_of(header)[0]
    is_named = folded in BARE or bool(OF_ORDERS.fullmatch(folded))
    is_known = is_named or folded.endswith(ENDS) or folded.startswith((*STARTS, *_OF_LANDS[1:]))
    return is_known and not NOT_OF_ORDERS.search(header.lower())


def may_be_of_lands(header: str) -> bool:
    """Whether a name may be that of a part of a country, such as "State" and "Estado"."""
    folded = heads_of(header)[0]
    return folded.endswith(_OF_LANDS) or folded.startswith(_OF_LANDS)


def is_status_of_orders(header: str) -> bool:
    """Whether a name is that of a status of an order or a payment, and not perhaps of a part of a country.

    >>> [is_status_of_orders(name) for name in ("Payment Status", "order_state", "State", "billing_state")]
    [True, True, False, False]
    """
    return is_status_name(header) and (not may_be_of_lands(header) or bool(_OF_ORDER.search(split_name(header))))


def holds_states(header: str, texts: Iterable[str], *, has_orders: bool = True) -> bool:
    """Whether values are states of orders, one of which is more than paid: mostly, where the name may be of a land.

    Where a log has no orders, what is pending is nothing that is paid later. Of songs and films that are played or
    skipped none was ordered.
    """
    texts = [*texts]
    if are_plays(texts):
        return False
    counts = Counter(state_of(text.strip()) for text in texts)
    n_known = counts.total() - counts[UNCLEAR]
    least = _MOSTLY if may_be_of_lands(header) else 0.0
    return n_known > counts[PAID] + (0 if has_orders else counts[PENDING]) and n_known >= least * counts.total()


def are_plays(texts: Iterable[str]) -> bool:
    """Whether texts say of songs, films or pages that they were played to the end or skipped.

    >>> are_plays(["played", "skipped"]), are_plays(["SUCCESS", "SKIPPED"]), are_plays(["played", "paused"])
    (True, False, False)
    """
    names = {text.strip().lower() for text in texts} - {""}
    is_skipped = any(_SKIPPED.search(split_name(name)) for name in names)
    return is_skipped and any(_PLAYED.search(split_name(name)) for name in names)


def are_states(texts: Iterable[str]) -> bool:
    """Whether most texts are states of orders, paid ones too."""
    states = [state_of(text.strip()) for text in texts]
    return bool(states) and sum(state != UNCLEAR for state in states) >= _MOSTLY * len(states)


def _plain(text: str) -> str:
    plain = re.sub(_SIGNS, " ", _without_marks(text.lower()))
    return re.sub(rf" *({lone.CASH_ON_DELIVERY})", "", plain).strip()


@lru_cache(maxsize=10_000)
def state_of(text: str) -> str:
    """Return the state that a text says: an event name, ``RETURNED``, ``PAID`` or ``UNCLEAR``.

    >>> state_of("Storniert"), state_of("partially_refunded"), state_of("Não pago"), state_of("Blue")
    ('cancelled order', 'paid', 'pending order', '')
    """
    plain = _plain(text)
    is_asked = bool(re.search(_REQUEST, plain))
    found = (state for words, state, of_requests in _STATES if is_asked >= of_requests and re.search(words, plain))
    return next(found, UNCLEAR)


def know_states(scratch: Scratch) -> None:
    """Make ``state_of`` known to SQL as ``STATE_OF``; null stays null."""
    scratch.add_function(STATE_OF, state_of)


def is_unsettled(text: str) -> bool:
    """Whether a text speaks of a return or a cancellation, or denies something, and what became of it is not clear.

    >>> is_unsettled("Vračilo denarja"), is_unsettled("Vrnjeno"), is_unsettled("Blue")
    (True, False, False)
    """
    return state_of(text) == UNCLEAR and bool(_UNSETTLED.search(_plain(text)))
