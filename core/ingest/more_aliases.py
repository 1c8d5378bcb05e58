"""The names of columns in Hungarian, Romanian, Greek, Vietnamese, Thai, Ukrainian, Catalan and Hebrew.

They are written as those of ``core.ingest.aliases``.
"""

from __future__ import annotations

from core.ingest.sale_aliases import names as _names

MORE_ALIASES: dict[str, tuple[str, ...]] = {
    "user": _names(
        "vevokod vevo ugyfelkod ugyfel vasarlo codclient clientid cumparator κωδικοσπελατη πελατησ makhachhang",
        "khachhang รหสลกคา ลกคา кодклієнта клієнт покупець codiclient מספרלקוח לקוח קודלקוח",
    ),
    "item": _names(
        "cikkszam termekkod termek codprodus produs κωδικοσπροιοντοσ προιον κωδικοσειδουσ mãsảnphẩm sảnphẩm",
        "mahang รหสสนคา สนคา кодтовару товар codiarticle מקט קודמוצר מוצר",
    ),
    "text": _names(
        "termeknev megnevezes denumireprodus numeprodus ονομαπροιοντοσ περιγραφη tênsảnphẩm ชอสนคา назватовару",
        "назва descripcio nomarticle שםמוצר תיאור",
    ),
    "timestamp": _names(
        "rendelesdatuma datum datacomenzii ημερομηνια ημερομηνιαπαραγγελιασ ngàyđặthàng วนทสงซอ วนท",
        "датазамовлення datacomanda תאריך תאריךהזמנה 결제일",
    ),
    "order": _names(
        "rendelesszam comanda arcomanda αρπαραγγελιασ αριθμοσπαραγγελιασ mađonhang หมายเลขคาสงซอ",
        "номерзамовлення замовлення מספרהזמנה הזמנה",
    ),
    "quantity": _names(
        "mennyiseg darab cantitate ποσοτητα sốlượng จานวน кількість quantitat כמות",
    ),
    "value": _names(
        "osszesen egysegar vegosszeg pretunitar pret valoare συνολο τιμη τιμημοναδασ thànhtiền đongia",
        "tổngtiền ยอดรวม ราคา ราคาตอหนวย сума ціна вартість preu preuunitari סהכ מחיר",
    ),
}
"""Role → names, the most certain first."""
