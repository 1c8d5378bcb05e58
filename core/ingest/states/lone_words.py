"""Words that say what became of an order only where nothing unknown stands beside them, in languages of small markets.

"Levert" is delivered; "levert tilbake" was handed back, and "vil bli levert" is still to be delivered. All that may
deny such a word, put it off or turn it round is never known, so those beside which it may stand are listed instead.
"""

# ruff: noqa: RUF001 - the words are written in several alphabets

from __future__ import annotations

_BESIDE = (
    r"orders?|parcel|package|items?|products?|payment|amount|money|fully|has|have|been|was|were|is|and"
    r"|bestellung|ware|artikel|paket|wurden?|worden|ist|sind|und|bereits"
    r"|est|ete|et|article|comanda|producte|paquet|import|ha|estat|i|totalment"
    r"|bestelling|pakket|product|bedrag|zijn|werd|en|volledig|sipari[sş]|urun|(edil|yap[ıi]l|tamamlan)d[ıi]"
    r"|bestallning|bokning|ar|har|blivit|och|ordre|bestilling|pakke|vare|er|blitt|ble|blev|og"
    r"|заказ|товар|посылка|был|была|было|и|objednavka|tovar|zasielka|zasilka|bol|bola|bolo|byla|bylo|je|a"
    r"|uzsakymas|preke|prekes|siunta|yra|ir|buvo|pasutijums|prece|sutijums|un|tika|tellimus|kaup|saadetis|on|ja"
    r"|pesanan|barang|telah|sudah|dan|поруџбина|роба|пошиљка|је|aru|ההזמנה|הזמנה|מוצר|đon hang|hang|đa|đuoc|va"
    r"|ऑर्डर|किया|गया|हो|कर|दिया|चुका|है|भुगतान|شد|شده|است|گردید|سفارش|کالا|مبلغ|پرداخت|تراکنش|و|تم"
)
"""The order, its goods and its money; was, has been and is; and; all of it."""
BACK = (
    r"reemborsa(t|da|ts|des)|рефундиран[аои]?|gerestitueerd|para iadesi|ucret iadesi|رد المبلغ"
    r"|dobropis(ovan[aeyo]?)?|bayaran balik|रिफंड|धन ?वापसी|بازپرداخت|عودت وجه|(برگشت|بازگشت) وجه"
)
"""What was paid back."""
SENT_BACK = (
    r"vraten[aeyio]?|враћен[аои]?|geretourneerd|teruggestuurd|retourgezonden|visszaru|מוחזר|tra lai|dipulangkan"
    r"|renvoyee?s?( (par le client|a l expediteur))?|retornat|retornad[ae]s?|levert tilbake|tilbakelevert"
    r"|वापस|लौटा(ई|या|ए)|مرجوعی?|(برگشت|بازگشت) داده|عودت( داده)?"
)
"""What was sent back."""
NOTHING = (
    r"disdett[oa]|no (lliura|entrega)(t|da|ts|des)"
    r"|поништен[аои]?|avboka(d|t|de)( av kund(en)?)?|аннулирован[аоы]?( (клиентом|покупателем|продавцом))?"
    r"|रद्द|निरस्त|अस्वीकृत|विफल|असफल|لغو|کنسل|ناموفق|رد شده?"
)
"""What came to nothing."""
ABSENT_OR_DELETED = (
    r"^((absente?|abwesend|ausente|assente)( (un)?excused)?|excused|(已|無断)?(缺席|缺勤|欠席)|爽约|未到店|노쇼"
    r"|nieobecno[sś]c|nieobecn[yae]|nie (przyszed[lł]|stawil sie)|nedostavil[aoi]? se|afwezig"
    r"|niet (verschenen|gekomen)|nicht (erschienen|gekommen)"
    r"|non presentee?|pas venue?|no (asistio|se presento|presentado)|inasistencia"
    r"|non (presentat[oa]|si e presentat[oa])|nao compareceu|faltou|uteblev|ikke m[oø]tt|udeblevet|неявка"
    r"|не (явил(ся|ась)|пришел|пришла)|gelmedi|hiány[oó]zott"
    r"|已?(删除|刪除)( 等待出库)?)$"
)
"""Who did not come, and what was deleted: beside other words, nobody was at the door, or a list was tidied up."""
_DONE_IN_SMALL = (
    r"vybaven[aeyio]?|odoslan[aeyio]?|ivykdyt(as|a|i|os)|issius\w*|izpildit[sai]|taidetud"
    r"|levert( til (kunden?|mottaker(en)?))?|dihantar"
    r"|испоручен[аои]?|послат[аои]?|завршен[аои]?|плаћен[аои]?|достављен[аои]?"
    r"|(no )?enviat|lliura(t|da|ts|des)|entregat"
    r"|डिलीवर|वितरित|भेज(ा|े|ी)?|पूर्ण|सफल|भुगतान (किया|हो)|تحویل( داده)?|تکمیل|موفق|(ارسال|پرداخت|انجام) شده?"
)
DONE = (
    r"((cash|payment) )?collected( (by (the )?(customer|client|buyer)|in ?store))?|(vom kunden )?abgeholt"
    r"|presente?s?|anwesend|aanwezig|obecn[ya]|compareceu|asistio|出席|到课|签到"
    rf"|{_DONE_IN_SMALL}"
)
"""What was paid, sent, delivered or fetched."""
_PUT_OFF = (
    r"(^| )(yet|noch|enna|vil|skal|blir|bude|budu|bus|tiks|saab|akan|sedang|untuk|per|pendent|caka|laukia|gaida|venter"
    r"|delvis|osaliselt|daleji|ciastocne|parcialment|sebahagian|биће|чека|делимично|जाएगा|जाएगी|बाकी|در حال|آماده)( |$)"
)
"""What says of an order that it will be delivered, or is in part: it was bought."""
UNSETTLED = (
    rf"^(?!.*({_PUT_OFF})).*((^| )({_DONE_IN_SMALL})( |$)|\buncollected\b|\b(not|never)\b.*\bcollected\b"
    r"|\b(nicht|nie|niemals)\b.*\babgeholt)"
)
"""What is perhaps not done, or was undone: words of what is done, beside others that are not known."""
CASH_ON_DELIVERY = r"\b(contra|contre|onder) ?r?(reembols|reembors|rembours)\w*|\bramburs\b"
"""A way of paying whose name is a word for refunds in other places."""


def alone(words: str) -> str:
    """Return the pattern of texts that hold only ``words`` and what may stand beside them."""
    return rf"^(({_BESIDE}) )*({words})( ({_BESIDE}|{words}))*$"
