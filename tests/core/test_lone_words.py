"""Words that say what became of an order where they stand alone, and not beside what denies them or puts them off."""

# ruff: noqa: RUF001 - the words are written in several alphabets

from __future__ import annotations

import pytest

from core.ingest.states.order_states import CANCELLED, PENDING, state_of
from core.types import REFUND

UNLIKE_ALONE = {
    "returned": "Renvoyé|Renvoyé par le client|Levert tilbake|Bestelling geretourneerd|Đã trả lại|Dipulangkan",
    REFUND: "Reemborsada|Para iadesi yapıldı|Rambursat|Reembolso|Remboursement|بازپرداخت شد",
    CANCELLED: "Avbokad av kund|Заказ аннулирован|لغو شد|Absent (excused)|已删除|Cancelado (contra reembolso)"
    "|Storniert, nicht abgeholt|Ikke levert|پرداخت ناموفق",
    "paid": "Collected|Cash collected|Ware wurde abgeholt|Levert|Levert til kunde|No enviat|Ej avbokad|Не аннулирован"
    "|订单已删除(已完成)|已完成 已删除|Gedeeltelijk gerestitueerd|Deels geretourneerd|Kısmi para iadesi|Nem visszáru"
    "|Para iadesi talebi|Entregado contra reembolso|Awaiting collection|Nikdy nevrátené|भुगतान हो गया",
    PENDING: "Para iadesi bekleniyor|En espera de ser reemborsat",
    "": "Not collected|Never collected|To be collected|Payment to be collected|Partly collected|Collected by carrier"
    "|Nicht abgeholt|Wird abgeholt|Vom Kurier abgeholt|Contra reemborsament|Contra reembolso|Contre-remboursement"
    "|Plată ramburs|Onder rembours|Pendent de reemborsament|Reemborsament sol·licitat|Mai reemborsat|Absent de stock"
    "|Destinataire absent, nouvelle livraison|Customer absent|Ausente - reintentar entrega|Not absent|用户已删除|未缺席"
    "|Vil bli levert|Aldri levert|Levert av bud|Delvis levert|Ücret iadesi yok|Para iadesi yapılmadı|À renvoyer"
    "|Renvoyé au client|Bayaran balik dalam proses|Dihantar oleh kurier|Encara no lliurat|Tevergeefs geretourneerd"
    "|Dobropis zamietnutý|Bude vybavená|Tiks izpildīts|Täidetud osaliselt|Биће послато|Послато назад|Delvis avbokad"
    "|Sẽ trả lại|מוחזר חלקית|रिफंड अस्वीकृत|वापस भेजा जाएगा|عدم تحویل|موفق نبود|نیمه تکمیل",
}


@pytest.mark.parametrize("state", UNLIKE_ALONE)
def test_a_state_is_read_with_what_stands_beside_it(state: str) -> None:
    words = UNLIKE_ALONE[state].split("|")
    assert {word: state_of(word) for word in words} == dict.fromkeys(words, state)
