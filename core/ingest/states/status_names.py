"""Names of columns that say what became of a row, and the words for yes and no in them."""

# ruff: noqa: RUF001 - the names are written in several alphabets

from __future__ import annotations

import re

from core.ingest.names.words import words

OF_DELIVERY = re.compile(
    "ship|deliver|fulfil|versand|liefer|livraison|expedition|envio|entrega|spedizion|consegna|物流|发货|配送|発送|出荷"
)
"""Words of what is known of the delivery, which may be open though the order is paid."""
OF_DOCUMENT = re.compile(
    r"(document|doc|transaction|txn|trx|trans|order|invoice|movement)type|(beleg|vorgangs|bewegungs|buchungs)(art|typ)"
    r"|(type|nature)(de?|du|dela)?(document|piece|mouvement|operation)|(tipo|naturezad[ao]|natureza)(de|del|da|do|di)?"
    r"(documento?|operacao|operacion|operazione|movimento?|movimiento|pedido|venda|venta)"
    r"|(document|transactie|mutatie)soort|(rodzaj|typ)(dokumentu|transakcji|operacji|dokladu)|видоперации|типоперации"
    r"|(islem|belge)turu|单据类型|单据类别|交易类型|伝票区分|取引区分"
)
CANCEL_NAME = re.compile(
    r"((is|was|has been|late)[_ ]*)?(cancel(l?ed|l?ation)?|void(ed)?|no[_ -]?show)([_ ]?flag)?\??"
    r"|storn(o|iert)|annul[eé]e?|anulad[oa]|cancelad[oa]|annullat[oa]|キャンセル|已取消|是否取消"
    r"|geannuleerd|anulowan[aey]|stornov[aá]n[aoy]?|zru[sš]en[aoy]?|avbruten|annulleret|iptal( edildi)?"
    r"|отмен[её]н[ао]?|취소( ?여부)?|törölve|törölt|lemondva|anulat[ăa]?|anulată"
    r"|ακυρωμ[έε]ν[οηα]|ακυρ[ώω]θηκε|скасован[оаий]"
    r"|(đã |da )?(hủy|huỷ|huy)|ยกเลิก|ยกเลิกแล้ว|בוטל|מבוטל|ملغي|ملغى|ملغاة|dibatalkan|peruutettu",
    re.IGNORECASE,
)
TEST_NAME = re.compile(
    r"((is|was)[_ ]?)?test[_ ]?(order|mode|transaction|purchase|flag)?\??"
    r"|test[_ -]?(order|mode|transaction|purchase|flag|bestellung)\??|sandbox([_ ]?mode)?|testmodus",
    re.IGNORECASE,
)
"""Names of columns that say whether an order was a test."""
LIVE_NAME = re.compile(r"(is[_ ]?)?live[_ ]?mode", re.IGNORECASE)
"""Names of columns that say whether an order was none of a test."""
RETURN_NAME = re.compile(r"(is[_ ]?)?(refund|return)([_ ]?flag)?\??", re.IGNORECASE)
"""Names of columns that say whether a row is a return: of another row."""
BACK_NAME = re.compile(
    r"((is|was|fully)[_ ]?)?(refund|return)(s|ed)?([_ ]?flag)?\??"
    r"|retourniert|zurückgegeben|(rück)?erstattet|rembours[eé]e?|retourn[eé]e?"
    r"|devuelt[oa]|reembolsad[oa]|reso|rimborsat[oa]|devolvid[oa]|estornad[oa]"
    r"|退货|退款|已退货|已退款|是否退款|返品|返金"
    r"|geretourneerd|terugbetaald|zwr[oó]con[aey]|vr[aá]cen[aoy]?|returnerad|iade( edildi)?"
    r"|возвращ[её]н[ао]?|(반품|환불)( ?여부)?|visszaküldve|visszatérítve|returnat[ăa]?|rambursat[ăa]?|επιστρ[άα]φηκε"
    r"|повернен[оаий]|повернуто|trả hàng|tra hang|hoàn tiền|hoan tien|คืนเงิน|คืนสินค้า|הוחזר|מוחזר|مسترجع|مرتجع"
    r"|dikembalikan|palautettu",
    re.IGNORECASE,
)
"""Names of columns that say yes or no."""
WHEN_CANCELLED = re.compile(
    r"((date|time)[_ ]?)?(cancel(l?ed|l?ation)?|void(ed)?)([_ ]?(at|on|date|time))+|cancelledat|canceledat|storniert am"
    r"|stornodatum|date d.annulation|fecha de (cancelaci[oó]n|anulaci[oó]n)|data (di annullamento|do cancelamento)"
    r"|取消时间|キャンセル日時?",
    re.IGNORECASE,
)
WHEN_BACK = re.compile(
    r"((date|time)[_ ]?)?refund(ed)?([_ ]?(at|on|date|time))+|refundedat|erstattet am"
    r"|date de remboursement|fecha de reembolso|data (di|del) rimborso|data do (reembolso|estorno)|退款时间|返金日時?",
    re.IGNORECASE,
)
"""Names of columns that hold a time only where an order was cancelled or paid back."""
TRUE = words(
    "true yes y 1 1.0 t ja oui o x vrai wahr sí si sì sim 是 はい tak ano evet да 예 네 igen da ναι так có ใช่ כן",
    "نعم ya kyllä kylla",
)
FALSE = (
    *("false", "no", "n", "0", "0.0", "f", "nein", "non", "faux", "falsch", "falso", "não", "nao", "否", "いいえ"),
    *words("nee nie ne hayır hayir нет 아니오 아니요 nej nei nem nu όχι οχι ні không"),
    *("ไม่", "ไม่ใช่", "לא", "لا", "tidak", "ei", ""),
)
NO = tuple(each for each in FALSE if each)
"""What says no, of which a blank cell is none."""
ACCEPTED_NAME = re.compile(
    r"(?:(?:is|was)[_ ]?)?(?:authori[sz]ed|approved|succe(?:ss|ssful|eded)|captured)"
    r"(?:[_ ]?(?:flag|flg|ind))?\??"
    r"|genehmigt|autoris[eé]e?|approuv[eé]e?|aprobad[oa]|aprovad[oa]|approvat[oa]|autorizzat[oa]|是否成功|承認",
    re.IGNORECASE,
)
"""Names of columns that say whether a payment went through."""
PAID_NAME = re.compile(
    r"(?:(?:is|was)[_ ]?)?paid(?:[_ ]?(?:flag|flg|ind))?\??|bezahlt|pay[eé]e?|pagad[oa]|pagat[oa]", re.I
)
"""Names of columns that say whether an order was paid."""
BACK_SINCE = re.compile(
    r"(refunded|returned|reversed|erstattet|retourniert|zurückge\w+|rembours[eé]e?s?|retourn[eé]e?s?|reembolsad[oa]s?"
    r"|devuelt[oa]s?|rimborsat[oaie]|(?<![^\W_])res[oaie]|devolvid[oa]s?|estornad[oa]s?|返金済み?|返品済み?|已退款|已退货|退款成功)$"
)
"""Ends of what says of a purchase that it was paid back, rather than naming what takes another one back."""
CANCELLING = re.compile(
    r"storno|stornierung|cancel+ation|\bcancel\b|annulation|annullamento|cancelaci[oó]n|anulaci[oó]n|cancelamento"
    r"|credit|gutschrift|avoir|冲红|红冲"
)
"""Kinds of documents that cancel another one, rather than having been cancelled themselves."""
FULLY_BACK_NAME = re.compile(r"((is|was)[_ ]?)?full(y)?[_ ]?(refund|return)(s|ed)?([_ ]?flag)?\??", re.IGNORECASE)
"""Names of flags of what was paid back in full; beside them, others say that some of it was."""
ENDS = words(
    "status statut estatus situacao 状态 狀態 状態 ステータス state etat estado stato zustand statusu durumu durum",
    "stav статус 상태 الحالة allapot allapota κατασταση trangthai สถานะ סטטוס",
)
STARTS = words(
    "status statut situacao estadod estadop estadoo statod statoo statop etatd zustandd stavobj stavplat",
    "tilauksentila статус حالة starecomanda stareplata κατασταση trangthai estatcomanda estatdelacomanda",
    "stanjenarocil stanzam stanplat stanrealiz станзамовлен станоплат",
)
BARE = ("esito", "tila", "stare", "estat", "busena", "statuss", "وضعیت", "सथत", "状況", "狀況", "현황")
"""What names of a status end in, begin with, and are as a whole."""
OF_ORDERS = re.compile(
    r"(uzsakym|mokejim|apmokejim|pristatym|siunt)\w*busena|(pasutijum|maksajum|piegad|sutijum)\w*statuss"
    r"|وضعیت(سفارش|پرداخت|ارسال|تحویل|تراکنش|مرسوله|خرید)\w*|(आरडर|ऑरडर|भगतन|डलवर)\w*सथत"
    r"|\w*(注文|受注|発送|配送|出荷|配達|支払い?|入金|決済|取引|処理|予約|キャンセル|訂單|付款|出貨|交易|處理)の?(状況|狀況)"
    r"|\w*(주문|배송|결제|처리|입금|예약|거래|출고|취소)현황"
)
"""Names of a status that is one of orders only where they say so, as folded names."""
NOT_OF_ORDERS = re.compile(
    "subscri|abonn|abonnement|suscrip|assinatura|customer|kunde|client|user|usuario|utente|utilizador|member|"
    "mitglied|socio"
    "|account|konto|marital|tax|steuer|civil|zivil|famil|mail|newsletter|consent|optin|stock|inventory|lager|device|employ|"
    "loyalty"
    "|coupon|voucher|gutschein|cupon|会员|用户|客户|会員|顧客|优惠券|クーポン"
)
"""Words of a status of people or things, rather than of orders."""
