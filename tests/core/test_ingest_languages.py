"""Exports of shops in languages of smaller markets: who, what, when, how much, and what became of it."""

# ruff: noqa: RUF001 - the names are written in several alphabets

from __future__ import annotations

from pathlib import Path

import pytest

from core.ingest.states.order_states import CANCELLED, is_status_name
from tests.core.ingest_help import chosen, load, open_store

HEADERS = {
    "Rendelésszám;Rendelés dátuma;Vevőkód;Cikkszám;Terméknév;Mennyiség;Egységár;Állapot": ("Törölve", "Teljesítve"),
    "Nr. comandă;Data comenzii;Cod client;Cod produs;Denumire produs;Cantitate;Preț;Stare comandă": (
        "Anulat", "Livrat"),
    "Αρ. Παραγγελίας;Ημερομηνία;Κωδικός Πελάτη;Κωδικός Προϊόντος;Περιγραφή;Ποσότητα;Τιμή;Κατάσταση": (
        "Ακυρώθηκε", "Ολοκληρώθηκε"),
    "Mã đơn hàng;Ngày đặt hàng;Mã khách hàng;Mã sản phẩm;Tên sản phẩm;Số lượng;Đơn giá;Trạng thái": (
        "Đã hủy", "Hoàn thành"),
    "หมายเลขคำสั่งซื้อ;วันที่สั่งซื้อ;รหัสลูกค้า;รหัสสินค้า;ชื่อสินค้า;จำนวน;ราคา;สถานะ": ("ยกเลิก", "สำเร็จ"),
    "Номер замовлення;Дата;Клієнт;Артикул;Назва;Кількість;Ціна;Статус": ("Скасовано", "Виконано"),
    "מספר הזמנה;תאריך;מספר לקוח;מקט;שם מוצר;כמות;מחיר;סטטוס": ("בוטל", "הושלם"),
    "رقم الطلب;تاريخ الطلب;رقم العميل;رقم المنتج;اسم المنتج;الكمية;السعر;حالة الطلب": ("ملغي", "مكتمل"),
    "No. Pesanan;Tanggal;Pembeli;Kode Produk;Nama Produk;Jumlah;Harga;Status Pesanan": ("Batal", "Selesai"),
    "Tilausnumero;Päivämäärä;Asiakasnumero;Tuotekoodi;Tuotenimi;Määrä;Hinta;Tila": ("Peruutettu", "Toimitettu"),
    "Број поруџбине;Датум;Купац;Шифра артикла;Назив;Количина;Цена;Статус": ("Отказано", "Испоручено"),
    "Номер на поръчка;Дата;Клиент;Код на продукт;Наименование;Количество;Цена;Статус": ("Отказана", "Доставена"),
    "ऑर्डर संख्या;दिनांक;ग्राहक;उत्पाद कोड;उत्पाद का नाम;मात्रा;मूल्य;स्थिति": ("रद्द", "डिलीवर किया गया"),
    "شماره سفارش;تاریخ سفارش;مشتری;کد کالا;نام کالا;تعداد;قیمت;وضعیت": ("لغو شده", "تحویل شده"),
    "No. Pesanan;Tarikh Pesanan;Pembeli;Kod Produk;Nama Produk;Kuantiti;Harga;Status": ("Dibatalkan", "Dihantar"),
    "Užsakymo numeris;Užsakymo data;Klientas;Prekės kodas;Pavadinimas;Kiekis;Kaina;Būsena": (
        "Atšauktas", "Įvykdytas"),
}  # fmt: skip
"""Header → what the state of a cancelled and of a finished order is called."""


@pytest.mark.parametrize("header", HEADERS)
def test_an_export_of_a_shop_is_read_in_its_language(tmp_path: Path, header: str) -> None:
    off, done = HEADERS[header]
    rows = [
        f"{9000 + n // 2};2031-{n % 5 + 1:02}-{n % 28 + 1:02} 10:{n % 60:02};{40 + n // 2 % 17};P{n % 9};Cup {n % 9};"
        f"{n % 3 + 1};{n % 9 + 0.25:.2f};{off if n % 10 == 0 else done}"
        for n in range(120)
    ]
    report = load(tmp_path, header + "\n" + "\n".join(rows) + "\n")
    order, time, user, item, title, pieces, price, _state = header.split(";")
    assert chosen(report) == {
        "order": order, "timestamp": time, "user": user, "item": item, "text": title, "quantity": pieces, "value": price
    }  # fmt: skip
    with open_store(tmp_path) as store:
        population = store.population(report.dataset_id)
    cancelled = population.histories.events == population.event_names.index(CANCELLED)
    assert int(cancelled.sum()) == 12


def test_short_names_of_a_status_are_whole_names() -> None:
    assert [is_status_name(name) for name in ("Tila", "Stare", "Estat")] == [True, True, True]
    assert [is_status_name(name) for name in ("Tilausnumero", "stared_at")] == [False, False]
