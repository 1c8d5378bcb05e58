"""What a status says of refunds, returns and cancellations that were asked for, are waited for, or were refused."""

# ruff: noqa: RUF001 - the words are written in several alphabets

from __future__ import annotations

import time

import pytest

from core.ingest.states.order_states import CANCELLED, PAID, PENDING, RETURNED, UNCLEAR, state_of
from core.types import REFUND

WORDS = {
    PAID: "Refusion afvist|Refusjon avslått|Zahtjev za povrat novca|Nije otkazano|Ni preklicano|Ne atšaukta|"
    "Nav atgriezts|Заявка за възстановяване|Искане за възстановяване|Zahtev za povrat novca|"
    "Prašymas grąžinti|Pieprasījums atgriezt|Refusion afventer|Refusjon venter|Refusion fejlet|"
    "Refusion annulleret|Povrat novca na čekanju|Povrat novca odbijen|Refund request not approved|"
    "Refund request rejected|Refund request is being processed|Approved, refund requested|"
    "Refund requested|Retour aangevraagd|Retouraanvraag niet goedgekeurd|İade talebi onaylanmadı|"
    "Yêu cầu hủy chưa được chấp nhận|Yêu cầu hủy không được chấp nhận|Запрос на возврат не одобрен|"
    "Запрос на возврат отклонен|Wniosek o zwrot niezaakceptowany|Wniosek o zwrot odrzucony|"
    "Demande d'annulation refusée|Demande de remboursement non acceptée|"
    "Demande de remboursement en cours de traitement|Solicitud de reembolso no aprobada|"
    "Solicitud de reembolso pendiente|Solicitação de cancelamento não aprovada|"
    "Rückgabeantrag nicht genehmigt|Rückgabeantrag wird bearbeitet|Stornierungsanfrage abgelehnt|"
    "Refusjon ikke gjennomført|Refusion er ikke gennemført|Zahtjev za otkazivanje|Otkazivanje odbijeno|"
    "Zatražen povrat novca|Povrat novca nije izvršen|Čeka se povrat novca|Nije vraćeno|Nisu vraćeni|"
    "Ni vrnjeno|Nevrnjeno|Zahteva za vračilo zavrnjena|Tagastamine taotletud|Ei ole tagastatud|"
    "Pole tühistatud|Tühistamine lükati tagasi|Negrąžinta|Nebuvo atšaukta|Prašymas atšaukti|Neatšaukta|"
    "Nav atcelts|Netika atgriezts|Atgriešana noraidīta|Atcelšana gaida|Не е анулирана|Не е върната|"
    "Не е възстановена|Чака възстановяване|Възстановяване отказано|Заявка за анулиране|"
    "Искане за връщане отхвърлено|Ikke refunderet|Djelomični povrat novca|Delvis refusjon|"
    "Частичный возврат|환불 요청 승인 대기|退款申请未通过|返金申請未承認|"
    "Peruutuspyyntö|Še ni poslano|Vēl nav nosūtīts|Approved|"
    "Accepted|Order approved, return requested|Return requested, order accepted|"
    "Cancellation request received|Refund request denied|Refund request under review, not approved yet|"
    "Approval of refund request pending|Richiesta di rimborso non approvata|Richiesta di reso rifiutata|"
    "Solicitud de devolución rechazada|Demande de retour à valider|Annulatieverzoek afgewezen|"
    "Retourverzoek nog niet goedgekeurd|Žádost o vrácení zamítnuta|Žádost o storno neschválena|"
    "Återbetalning begärd|Begäran om retur avslagen|Anmodning om retur afvist|Nije vraćeno kupcu|"
    "Povrat novca u obradi|Vračilo denarja zavrnjeno|Tagastus tagasi lükatud|Grąžinimas atmestas|"
    "Grąžinimas laukia|Atgriešana gaida|Cerere de retur respinsă|Elállási kérelem elutasítva|"
    "Visszatérítési kérelem nem elfogadott|Αίτημα επιστροφής δεν εγκρίθηκε|Αίτημα επιστροφής απορρίφθηκε|"
    "Permintaan pembatalan ditolak|Permintaan pembatalan belum disetujui|คำขอคืนเงินถูกปฏิเสธ|"
    "คำขอคืนเงินยังไม่อนุมัติ|환불 요청 거절|取消申请未通过|İade talebi reddedildi|İptal talebi onay bekliyor|"
    "Запит на повернення відхилено|בקשה לזיכוי נדחתה|בקשת החזר לא אושרה|طلب استرجاع مرفوض|"
    "لم يتم قبول طلب الإلغاء|Tilbagebetaling afvist|Refusjon kansellert|Niso vrnjeni|Netika atcelts|"
    "Все още не е върната|Još nije vraćeno|Dar negrąžinta|Ei ole veel tagastatud",
    REFUND: "Refund request approved|Refund request has been accepted|Approved refund request|"
    "Refund request processed|Refusion|Refusjon|Refusion gennemført|Refusjon gjennomført|Povrat novca|"
    "Povrat novca izvršen|Odobren povrat novca|Zahtjev za povrat novca odobren|"
    "Zahtev za povrat novca je odobren|Demande de remboursement acceptée|Solicitud de reembolso aprobada|"
    "Solicitação de reembolso aprovada|Richiesta di rimborso approvata|Cerere de rambursare aprobată|"
    "Visszatérítési kérelem jóváhagyva|Permintaan pengembalian dana disetujui|"
    "Yêu cầu hoàn tiền đã được chấp nhận|환불 요청 승인|退款申请已通过|返金申請承認済み|"
    "Заявка за възстановяване одобрена|"
    "Възстановена сума|Anmodning om refusion godkendt|Otkazano, povrat novca izvršen|Refund approved|"
    "Demande de remboursement approuvée|Demande de remboursement traitée|Richiesta di rimborso accettata|"
    "Solicitud de reembolso procesada|Verzoek om terugbetaling goedgekeurd|"
    "Permintaan pengembalian dana telah disetujui|คำขอคืนเงินอนุมัติแล้ว|Povrat novca odobren|"
    "Uspješan povrat novca|Annulleret, refusion gennemført|Refusjon utbetalt|Възстановени средства",
    RETURNED: "Запрос на возврат выполнен|Wniosek o zwrot zaakceptowany|İade talebi onaylandı|"
    "Retour aangevraagd en verwerkt|Return request approved|Retouraanvraag goedgekeurd|"
    "Rückgabeantrag genehmigt|Begäran om retur godkänd|Prašymas grąžinti patvirtintas|"
    "Pieprasījums atgriezt apstiprināts|Vraćeno|Vrnjeno|Tagastatud|Grąžinta|Atgriezts|Върната|"
    "Return request accepted|Accepted return request|Žádost o vrácení schválena|Retourverzoek goedgekeurd|"
    "Запит на повернення схвалено|Заявка за връщане одобрена|Taotlus tagastamiseks rahuldatud|"
    "Povrat|Povrat robe|Tagastatud kliendile|Vraćeno pošiljatelju|Vrnjeno pošiljatelju",
    CANCELLED: "Yêu cầu hủy được chấp nhận|Cancellation request approved|Demande d'annulation acceptée|"
    "Solicitação de cancelamento aprovada|Запрос на отмену одобрен|İptal talebi onaylandı|"
    "Zahtjev za otkazivanje prihvaćen|Stornierungsanfrage genehmigt|Otkazano|Poništeno|Preklicano|"
    "Tühistatud|Atšauktas|Atcelts|Анулирана|Otkazano, povrat novca na čekanju|"
    "Otkazano - povrat novca odbijen|Nav piegādāts|Недоставена|Не е доставена|Refused|Refusé|Refusing|"
    "تم قبول طلب الإلغاء|Peruutuspyyntö hyväksytty|Cancellation request processed|Otkazana|Otkazan|"
    "Poništena|Tühistatud kliendi poolt|Atšauktas užsakymas|Atcelts pasūtījums|Анулирани|"
    "Permintaan pembatalan disetujui|취소 요청 승인|取消申请已通过|Anmodning om annullering godkendt|Nije dostavljeno|"
    "Ni dostavljeno|Nepiegādāts|Nepristatyta|Pole tarnitud",
    PENDING: "Nije plaćeno|Neplačano|Ni plačano|Nav apmaksāts|Neapmaksāts|Pole makstud|Не е платена|"
    "Още не е платена|Nav samaksāts|Nije uplaćeno|Niso plačana|Nesamaksāts|Nav vēl apmaksāts|Неплатено|"
    "Dar neapmokėta|Ei ole makstud|Незаплатена",
    UNCLEAR: "Otkazivanje|Vračilo denarja|Възстановяване|Grąžinimas|Tagastamine|Atgriešana|Nikola|"
    "Povratna vrećica|Tagastamata|Request|Nežka|Navigator|Polenta|Ninja|Otkaz|Nearby|Odobreno",
}
"""Wishes that wait or were refused, and what is denied, leave a purchase; wishes that were accepted are done."""


@pytest.mark.parametrize("state", WORDS)
def test_what_became_of_a_wish_is_understood(state: str) -> None:
    words = WORDS[state].split("|")
    assert {word: state_of(word) for word in words} == dict.fromkeys(words, state)


def test_long_prose_is_looked_at_in_a_moment() -> None:
    started = time.process_time()
    state_of("не " * 4_000)
    assert time.process_time() - started < 5
