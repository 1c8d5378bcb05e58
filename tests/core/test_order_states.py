"""What a status of an order makes of its rows: refunds, no purchases, or purchases that are not paid yet."""

# ruff: noqa: RUF001 - the words are written in several alphabets

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from core.ingest.states.order_states import (
    CANCELLED,
    PAID,
    PENDING,
    RETURNED,
    UNCLEAR,
    is_status_name,
    state_of,
)
from core.ingest.states.status_names import BACK_NAME, CANCEL_NAME, NO, TRUE
from core.ingest.tables.source import IngestReport
from core.population.amounts import spent, total_value
from core.population.interactions import interactions
from tests.core.ingest_help import chosen, load, open_store

WORDS = {
    PAID: "Paid|wc-completed|Bezahlt|Payée|Expédiée|Pagado|Spedito|Pago|Concluído|交易成功|买家已付款|支払い済み|"
    "Awaiting Shipment|部分退款|Teilweise erstattet|Remboursement partiel|Reembolso parcial|一部返金|"
    "cancel requested|Stornierung beantragt|return requested|Cancellation pending|Rücksendung angekündigt|"
    "Demande d'annulation|Solicitação de cancelamento|Retoure abgelehnt|Reembolso pendiente|取消申请中|"
    "キャンセル申請|In transit|"
    "Zugestellt|Not refunded|Nicht storniert|refund_requested|退款中|Wartet auf Versand|en attente d'expédition|"
    "Rimborso parziale",
    "refund": "rueckerstattet|Money returned|refund processed|Cancelled - refunded|refunded|Gutschrift|Remboursée|"
    "Reembolsado|Rimborsato|Estornado|已退款|返金済み|chargeback",
    RETURNED: "zurueckgegeben|Returned|Retourniert|Retourné|Devuelto|Devolvido|Restituito|已退货|返品済み",
    CANCELLED: "Test order|Not completed|Undelivered|Não entregue|timed out|Unsuccessful|Not paid - cancelled|"
    "ungueltig|geloescht|"
    "Cancelled, not refunded|Cancelled - refund pending|Deleted|voided|Declined|wc-failed|Storniert|Abgebrochen|"
    "fehlgeschlagen|Annulée|Échoué|Cancelado|"
    "Fallido|Annullato|Rifiutato|Não autorizado|Recusado|已取消|交易关闭|支付失败|キャンセル済み|失敗|No-show",
    PENDING: "Not yet paid|pas encore payée|To be paid|ueberfaellig|non ancora pagato|Pending|Awaiting payment|"
    "on-hold|Unpaid|Ausstehend|Nicht bezahlt|Wartet auf Zahlung|En attente|Non payé|"
    "No pagado|In attesa di pagamento|Pendente|Aguardando pagamento|Não pago|待付款|等待买家付款|入金待ち",
    UNCLEAR: "Blue|Standard|CA|NRW",
}
MORE_WORDS = {
    CANCELLED: "تم الإلغاء|تم إلغاء الطلب|فشل الدفع|تم رفض الدفع|غير مكتمل|لم يتم التوصيل|Giao không thành công|"
    "Giao thất bại|ไม่สำเร็จ|จัดส่งไม่สำเร็จ|ไม่สามารถจัดส่ง|ยกเลิก|Nelivrat|Nefinalizat|Nu a fost livrat|"
    "Plată eșuată|Sikertelen|Δεν παραδόθηκε|Μη ολοκληρωμένη|Не доставлено|недоставлен|"
    "לא הושלם|נכשל|Gagal dikirim|Tidak selesai|Ditolak|Niedostarczone|Nie dostarczono|Nieudana|"
    "Nedoručeno|Neúspěšná|Niet geleverd|Ej levererad|Ikke leveret|Ei toimitettu|teslim edilmedi|미완료|배송 실패|"
    "Neplatit - anulat|未成功|Otkazano|Poništeno|Nije isporučeno|Preklicano|Tühistatud|Atšaukta|Atcelts|Анулирана",
    "refund": "Refusion gennemført|Hoàn tiền|Pengembalian dana|Rambursat|환불 완료|"
    "تم الاسترجاع|تم الاسترداد|مسترجع|คืนเงิน|Nelivrat, rambursat|Cancelled/Reversed",
    RETURNED: "Vraćeno|Vrnjeno|Tagastatud|Grąžinta|Върната|Zwrot|Возврат|İade edildi|반품완료|"
    "تم الإرجاع|คืนสินค้า|הוחזר|Trả hàng|Dikembalikan",
    PENDING: "لم يتم الدفع|غير مدفوع|Neplatit|Neachitat|Nu a fost plătit|Nincs fizetve|Не оплачено|неоплачен|לא שולם|"
    "טרם שולם|Belum dibayar|Tidak dibayar|Chưa thanh toán|ยังไม่ชำระเงิน|Niet betaald|Nog niet betaald|Ej betald|"
    "Ikke betalt|Ei maksettu|Nieopłacone|Nezaplaceno|Nije plaćeno|Neapmokėta|Неплатена|Δεν πληρώθηκε",
    PAID: "تم التوصيل|تم التسليم|تم الدفع|تم شحن الطلب|مكتمل|طلب استرجاع|Livrat|Plătit|Finalizat|Teljesítve|"
    "Kiszállítva|Fizetve|Kiszállításra vár|Παραδόθηκε|Ολοκληρώθηκε|Виконано|Відправлено|Не відправлено|"
    "Ще не доставлено|הושלם|נשלח|לא נשלח|Selesai|Belum dikirim|Thành công|Đã giao|Chưa giao|สำเร็จ|จัดส่งแล้ว|"
    "ยังไม่จัดส่ง|Dostarczono|Doručeno|Geleverd|Levererad|Toimitettu|teslim edildi|완료|Не скасовано|"
    "Tidak dibatalkan|Chưa hoàn tiền|Nog niet verzonden|Nem teljesített|Не виконано|Не выполнен|Nevyřízena|"
    "Niezrealizowane|Neprocesat|Yêu cầu hoàn tiền|Yêu cầu trả hàng|Permintaan pengembalian dana|Cerere de rambursare|"
    "Solicitare de retur|Visszatérítési kérelem|Αίτημα επιστροφής|ขอคืนเงิน|בקשה לזיכוי|Запрос на возврат|"
    "Wniosek o zwrot|İade talebi|İade onayı bekliyor|Retour aangevraagd|Begäran om retur|반품 요청|취소요청|"
    "Isporučeno|Plaćeno|Nije poslano|Tarnitud|Pristatyta|Piegādāts|Доставена|"
    "Yêu cầu hủy|Iptal talebi|Запрос на отмену|Anmodning om refusion",
    UNCLEAR: "تم |الغير|Nenhum|Negru|Nietzsche|Nikolaus|Neue|Eibach|Nemo|Ejdeholm|Zaplatit převodem",
}
"""States in languages of smaller markets: what was not done is not done, and what is still to be sent was bought."""
LOG = "order,user,item,time,qty,price,{name}\n" + "".join(
    f"{n},u{n % 9},{'ab'[n % 2]},2026-01-05 10:{n:02},1,5,{{{n % 10}}}\n" for n in range(40)
)
EIGHT = {
    "Payment status": ("Paid", "Cancelled", "Refunded", "Pending"),
    "Zahlungsstatus": ("Bezahlt", "Storniert", "Erstattet", "Offen"),
    "Statut de la commande": ("Payée", "Annulée", "Remboursée", "En attente"),
    "Estado del pedido": ("Pagado", "Cancelado", "Reembolsado", "Pendiente"),
    "Stato ordine": ("Pagato", "Annullato", "Rimborsato", "In attesa"),
    "Situação": ("Pago", "Cancelado", "Estornado", "Aguardando pagamento"),
    "订单状态": ("已付款", "已取消", "已退款", "待付款"),
    "注文ステータス": ("支払済", "キャンセル", "返金済み", "入金待ち"),
}


def log(name: str, paid: str, cancelled: str, refunded: str, pending: str) -> str:
    """Of ten rows, one is cancelled, one refunded and one pending."""
    return LOG.format(*[paid] * 7, cancelled, refunded, pending, name=name)


def events(folder: Path, report: IngestReport) -> Counter[str]:
    with open_store(folder) as store:
        population = store.population(report.dataset_id)
        return Counter(population.event_names[code] for code in population.histories.events)


@pytest.mark.parametrize("words", [WORDS, MORE_WORDS], ids=["eight languages", "negations of others"])
def test_a_status_is_understood_with_its_negation(words: dict[str, str]) -> None:
    meant = {word: state for state, each in words.items() for word in each.split("|")}
    assert {word: state_of(word) for word in meant} == meant


def test_yes_and_no_are_known_where_names_of_flags_are() -> None:
    names = "Avbruten Annulleret Törölve Anulat Ακυρωμένη Скасовано ยกเลิก בוטל ملغي Dibatalkan Peruutettu Zrušeno"
    assert [name for name in names.split() if not CANCEL_NAME.fullmatch(name)] == []
    names = "Returnerad Vráceno Visszaküldve Returnat Επιστράφηκε Повернено คืนสินค้า הוחזר مسترجع Dikembalikan Palautettu"
    assert [name for name in names.split() if not BACK_NAME.fullmatch(name)] == []
    pairs = "ja-nej igen-nem da-nu ναι-όχι так-ні có-không ใช่-ไม่ כן-לא نعم-لا ya-tidak kyllä-ei ano-ne 네-아니요"
    assert [each for each in pairs.split() if each.split("-")[0] not in TRUE or each.split("-")[1] not in NO] == []


def test_a_status_of_people_or_things_is_none_of_orders() -> None:
    for name in ("subscription_status", "Familienstand", "customer status", "Statement", "email_status", "Statura"):
        assert not is_status_name(name)


@pytest.mark.parametrize("name", EIGHT)
def test_cancelled_orders_are_no_purchases_and_refunded_ones_refunds(tmp_path: Path, name: str) -> None:
    report = load(tmp_path, log(name, *EIGHT[name]))
    assert (report.n_stored, report.n_refunds) == (40, 4)
    assert events(tmp_path, report) == {
        "purchase": 28,
        "cancelled order": 4,
        "refunded purchase": 4,
        "pending order": 4,
    }
    [note] = [each for each in report.notes if name in each]
    cancelled, pending = (each.lower() for each in EIGHT[name][1::2])
    assert f"{cancelled} (4) is no purchase, stored as 'cancelled order'" in note
    assert f"{pending} (4) is not paid yet and counts as a purchase, stored as 'pending order'" in note
    [meant] = [each for each in report.notes if each.startswith("What events mean")]
    assert "4 'refunded purchase' are refunds, weight 0" in meant
    assert "4 'cancelled order' are stored, but are no interaction with an item" in meant
    assert "4 'pending order' are purchases, weight 1" in meant


def test_what_was_cancelled_takes_nothing_back_and_is_not_spent(tmp_path: Path) -> None:
    text = (
        "order,user,item,time,qty,price,status\n1,u1,a,2026-01-05 10:00,1,5,paid\n"
        "2,u1,a,2026-01-05 11:00,1,5,cancelled\n3,u2,b,2026-01-05 12:00,1,5,paid\n"
    )
    report = load(tmp_path, text)
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    assert interactions(population).toarray().tolist() == [[1, 0], [0, 1]]
    assert total_value(population).tolist() == [5, 5]


def test_the_meaning_of_a_state_can_be_changed(tmp_path: Path) -> None:
    text = log("status", "paid", "cancelled", "refunded", "pending")
    report = load(tmp_path, text, meanings={"cancelled order": "refund", "pending order": "ignore"})
    assert report.n_refunds == 8
    [meant] = [each for each in report.notes if each.startswith("What events mean")]
    assert "4 'pending order' are stored, but are no interaction with an item" in meant


def test_the_status_on_the_first_line_of_an_order_is_that_of_all_its_lines(tmp_path: Path) -> None:
    text = (
        "order,user,item,time,qty,price,status\n1,u1,a,2026-01-05 10:00,1,5,cancelled\n1,,b,,1,5,\n"
        "2,u2,a,2026-01-06 10:00,1,5,paid\n2,,b,,1,5,\n"
    )
    report = load(tmp_path, text, map={"user": "user", "item": "item", "timestamp": "time", "order": "order"})
    assert events(tmp_path, report) == {"cancelled order": 2, "purchase": 2}


def test_only_what_was_bought_can_be_cancelled(tmp_path: Path) -> None:
    rows = [("view", ""), ("purchase", "failed"), ("purchase", "paid"), ("view", "failed"), ("cart", "")] * 8
    text = "user,item,event,time,amount,payment_status\n" + "".join(
        f"u{n % 9},{'abc'[n % 3]},{event},2026-01-05 10:{n:02},5,{status}\n" for n, (event, status) in enumerate(rows)
    )
    report = load(tmp_path, text)
    assert events(tmp_path, report) == {"view": 16, "purchase": 8, "cancelled order": 8, "cart": 8}


def test_a_status_of_a_log_without_orders_is_named_as_not_used(tmp_path: Path) -> None:
    text = "user,item,time,status\n" + "".join(
        f"u{n % 9},{'abc'[n % 3]},2026-01-05 10:{n:02},{('active', 'inactive', 'pending')[n % 3]}\n" for n in range(40)
    )
    report = load(tmp_path, text)
    assert events(tmp_path, report) == {"event": 40}
    assert "Columns that no role uses: status (events)." in report.notes


def test_what_is_lent_and_given_back_is_no_refund(tmp_path: Path) -> None:
    text = "user,item,time,fee,status\n" + "".join(
        f"u{n % 9},{'abc'[n % 3]},2026-01-05 10:{n:02},2.50,{'Returned' if n % 5 else 'On loan'}\n" for n in range(40)
    )
    assert load(tmp_path, text, map={"value": "fee"}).n_refunds == 0


def test_a_time_that_only_cancelled_orders_have_says_so(tmp_path: Path) -> None:
    ends = [",", ",", ",", "2026-01-09,", ",2026-01-09", ",", ",", ",", ",", ","] * 4
    text = "order,user,item,time,qty,price,Cancelled at,Refunded at\n" + "".join(
        f"{n},u{n % 9},{'ab'[n % 2]},2026-01-05 10:{n:02},1,5,{end}\n" for n, end in enumerate(ends)
    )
    report = load(tmp_path, text)
    assert chosen(report)["timestamp"] == "time"
    assert events(tmp_path, report) == {"purchase": 32, "cancelled order": 4, "refunded purchase": 4}


@pytest.mark.parametrize(
    ("name", "yes", "no"), [("Annulé", "O", "N"), ("storniert", "x", ""), ("is_cancelled", "1", "0")]
)
def test_a_yes_in_a_column_of_what_was_cancelled_says_so(tmp_path: Path, name: str, yes: str, no: str) -> None:
    report = load(tmp_path, log(name, no, yes, no, no))
    assert events(tmp_path, report) == {"purchase": 36, "cancelled order": 4}


ORDER = "order,user,item,time,qty,price,status\n"


def test_a_purchase_that_was_paid_back_takes_no_other_one_back(tmp_path: Path) -> None:
    text = (
        f"{ORDER}1,u1,a,2026-01-05 10:00,1,50,paid\n2,u1,a,2026-01-06 11:00,2,50,refunded\n"
        "3,u1,a,2026-01-07 12:00,1,100,paid\n4,u2,b,2026-01-07 13:00,1,5,paid\n5,u2,a,2026-01-07 14:00,1,50,refunded\n"
    )
    report = load(tmp_path, text)
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    assert interactions(population).toarray().tolist() == [[2, 0], [0, 1]]
    assert spent(population).tolist() == [150, 5]
    assert report.n_refunds == 2
    note = "2 of them are purchases that were paid back: they count for nothing and take no other purchase back."
    assert note in report.notes


def test_what_a_later_row_of_an_order_pays_back_is_taken_from_that_order(tmp_path: Path) -> None:
    text = (
        f"{ORDER}1,u1,a,2026-01-05 10:00,3,5,paid\n1,u1,a,2026-01-09 10:00,1,5,refunded\n"
        "2,u2,a,2026-01-05 10:00,1,5,paid\n2,u2,a,2026-01-05 10:00,1,5,returned\n"
        + "".join(f"{n},u{n},b,2026-01-06 10:0{n},1,5,paid\n" for n in range(3, 9))
    )
    report = load(tmp_path, text)
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    assert events(tmp_path, report) == {"purchase": 8, "refund": 1, "refunded purchase": 1}
    assert spent(population)[:2].tolist() == [10, 5]


@pytest.mark.parametrize("states", ["pending,paid,shipped,delivered", "offen,bezahlt,versandt,zugestellt"])
def test_the_last_state_of_a_line_counts_once(tmp_path: Path, states: str) -> None:
    text = ORDER + "".join(
        f"{n},u{n % 9},{'abc'[n % 3]},2026-01-0{day} 10:{n:02},2,5,{state}\n"
        for n in range(20)
        for day, state in enumerate(states.split(","), 5)
    )
    report = load(tmp_path, text)
    assert (report.n_records, report.n_stored) == (80, 20)
    assert report.rejected == {"earlier state of the order": 60}
    assert events(tmp_path, report) == {"purchase": 20}
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    assert spent(population).sum() == 200
    assert population.histories.timestamps.min() >= 1767830400  # 2026-01-08, the day of the last state
    note = "By 'status', 60 rows are earlier states of an order. Each line of an order counts once, in its last state."
    assert note in report.notes


def test_what_an_order_ends_as_is_what_it_is(tmp_path: Path) -> None:
    """Two lines of one item and quantity go on together; another is cancelled, one paid back, and one stands alone."""
    rows = [
        "1,1,u1,a,2026-01-05,pending", "1,2,u1,a,2026-01-05,pending", "1,1,u1,a,2026-01-06,paid",
        "1,2,u1,a,2026-01-06,paid", "2,1,u2,a,2026-01-05,pending", "2,1,u2,a,2026-01-07,cancelled",
        "3,1,u3,b,2026-01-05,paid", "3,1,u3,b,2026-01-08,refunded", "4,1,u3,b,2026-01-09,paid",
        "4,2,u3,b,2026-01-09,paid",
    ]  # fmt: skip
    report = load(tmp_path, "order,line,user,item,day,status\n" + "\n".join(rows) + "\n")
    assert report.rejected == {"earlier state of the order": 4}
    assert events(tmp_path, report) == {"purchase": 4, "cancelled order": 1, "refunded purchase": 1}


def test_what_is_paid_each_month_under_one_number_is_no_history(tmp_path: Path) -> None:
    states = ("paid", "paid", "failed", "paid", "paid")
    text = ORDER + "".join(
        f"{n},u{n},{'abc'[n % 3]},2026-0{month}-05 10:{n:02},1,5,{state}\n"
        for n in range(20)
        for month, state in enumerate(states, 1)
    )
    report = load(tmp_path, text)
    assert events(tmp_path, report) == {"purchase": 80, "cancelled order": 20}
