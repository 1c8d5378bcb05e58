"""Words by which a status of an order says that something was not done, or not yet, in twenty-five languages.

In alphabets other than the Latin one a blank or the beginning stands before a word.
"""

# ruff: noqa: RUF001 - the words are written in several alphabets

from __future__ import annotations

from core.ingest.states.asked_states import CANCELLED_IN_SMALL

_WORD, _TWO_WORDS = "( [^ ]+)?? ", "( [^ ]+){0,2}? "
_LANGUAGES = (
    ("(^| )(لم|لن|لا|غير)( [^ ]+)?? (ال)?", "", "دفع|مدفوع|سداد|مسدد", "شحن|مشحون|ارسال",
     "تسليم|توصيل|استلام|مكتمل|[ايت]كتمل|تنفيذ"),
    (f"(^| )khong{_WORD}", f"(^| )chua{_WORD}", "thanh toan", "gui", "giao|thanh cong|hoan (thanh|tat)|nhan hang"),
    ("ไม่(ได้)?", "ยังไม่(ได้)?", "ชำระ|จ่าย", "จัดส่ง", "สำเร็จ|เสร็จ|ได้รับ|สามารถ"),
    (rf"\b(ne|nu{_TWO_WORDS})", rf"\binca (ne|nu{_TWO_WORDS})", "platit|achitat", "expediat|trimis|procesat",
     "livrat|finalizat|aprobat"),
    (f"(^| )(nem|nincs){_WORD}", f"(^| )(meg (nem|nincs)|nincs meg){_WORD}", "(ki)?fizet|kiegyenlit",
     "felad|postaz|elkuld|teljesit", "kiszallit|kezbesit|sikeres|atve"),
    (f"(^| )(δεν|μη|μην){_WORD}", f"(^| )ακομ[αη] (δεν|μη|μην){_WORD}", "πληρω|εξοφλ", "απ[οε]σταλ",
     "παραδ|ολοκληρ|παραληφ"),
    ("(^| )не( (бул|был)[^ ]*)? ?", "(^| )(ще|еще|пока) не( (бул|был)[^ ]*)? ?", "опла|сплач|платен",
     "відправ|отправ|надісл|викон|выполн", "доставл|заверш|отрим|получ|вдал|удал|успіш|успеш"),
    ("(^| )не( (е|са|бе|беше|бяха))? ?", "(^| )(още|все още) не( (е|са))? ?", "платен|заплатен",
     "изпрат|изпълн|обработ", "достав|завърш|получ|приключ|успе"),
    (f"(^| )לא{_WORD}", f"(^| )(טרם|עדיין לא){_WORD}", "שול[םמ]", "נשלח", "הושל[םמ]|נמסר|סופק|אושר|התקבל"),
    (f"(^| )tidak{_WORD}", f"(^| )belum{_WORD}", "(di)?bayar|terbayar|lunas", "(di)?(kirim|hantar)",
     "selesai|berhasil|sukses|terkirim|diterima|disetujui"),
    ("(^| )nie( [^ ]+ | )?", "(^| )jeszcze nie( [^ ]+ | )?", "op[lł]ac|zap[lł]ac", "wys[lł]a|nadan|zrealiz",
     "dostarcz|dorecz|zakoncz|odebra|udan|powiod"),
    ("(^| )ne", "(^| )(jeste|este) ne", "zaplac|uhraz", "odesl|odosl|expedov|vyriz|vybav",
     "dorucen|dokonc|prevzat|uspes"),
    (f"(^| )(није|нису){_WORD}", f"(^| )(још|још увек) (није|нису){_WORD}", "плаћен|уплаћен", "послат",
     "испоруч|достављ|заврш|успе"),
    (f"(^| )niet{_WORD}", f"(^| )nog niet{_WORD}", "betaald|voldaan", "verzonden|verstuurd",
     "geleverd|bezorgd|voltooid|afgerond|opgehaald|gelukt|geslaagd"),
    (f"(^| )(ej|inte|ikke){_WORD}", f"(^| )(annu|endnu|enda) (ej|inte|ikke){_WORD}", "betal",
     "skicka|(af|av)?send|avsand", "lever|slutfor|gennemf[oø]r|fullf[oø]r|godk"),
    (f"(^| )(nije|nisu|niso|ni){_WORD}", f"(^| )(jos|se|se vedno|jos uvije?k) (nije|nisu|niso|ni){_WORD}",
     "placen|placan|uplat|uplac", "posla", "isporuc|dostav|dovrs|zavrs|uspe"),
    (f"(^| )(ne ?|(nav|netika|nebija|nera|nebuvo){_WORD})",
     f"(^| )((jos|dar|vel) ne ?|((vel|dar) (nav|nera)|nav vel){_WORD})",
     "placen|placan|apmok|samaks|apmaks|makst", "posla|issius|issust|nosut",
     "isporuc|dostav|dovrs|uspj|uspes|pristat|piegad|ivykd|izpild"),
    (f"(^| )(ei|pole){_WORD}", f"(^| )(ei viela|(ei|pole) veel|veel (ei|pole)){_WORD}", "makset|makst|tasut",
     "lahetet|postit|saadet", "toimitet|valmis|onnistu|noudet|tarnit"),
)  # fmt: skip
"""Words for not and for not yet, for paid, for sent or dealt with, and for done, by language."""


DONE_IN_SMALL = (
    r"isporuc|\bdostavlj|\bdovrs|\bzavrs|\bplacen|\bplacan|\bposlan|\bizvrs|\bizpoln|\btarnit|\bmakst|pristatyt|apmoket"
    r"|piegadat|apmaksat|samaksat|доставен|платен|изпълнен|изпратен"
)
"""Words of what was paid, sent or delivered in Croatian, Serbian, Slovene, Estonian, Lithuanian, Latvian, Bulgarian."""
DENIED_BEHIND = r"(^| )नहीं( |$)|(^| )نشد(ه)?( |$)"
"""What says in Hindi and Persian, behind a verb, that something was not done."""
UNSETTLED = rf"(लंबित|प्रतीक्षा|در انتظار|अनुरोध|درخواست|permohonan)|{DENIED_BEHIND}"
"""What is waited for or wished for, or was not done, in languages whose other words do not settle which it is."""


def _any(*pairs: tuple[str, str]) -> str:
    return "|".join(f"({before})({words})" for before, words in pairs if before)


NOT_PAID = _any(*(pair for no, yet, paid, _sent, _done in _LANGUAGES for pair in ((yet, paid), (no, paid))))
NOT_YET_DONE = _any(
    *(
        pair
        for no, yet, _paid, sent, done in _LANGUAGES
        for pair in ((yet, f"{sent}|{done}"), (no, sent))
    )
)  # fmt: skip
"""What is still to be sent or dealt with, as what awaits its shipment is: it was bought."""
NOT_DONE = (
    _any(*((no, done) for no, _yet, _paid, _sent, done in _LANGUAGES)) + r"|teslim [^ ]+m[ae]d[iı]|미완료|[未不]成功"
)
FAILED = (
    r"الغاء|فشل|رفض|\bgagal|\bditolak|that bai|tu choi|\besuat|\brespins|refuzat|sikertelen|elutasit|αποτυχ|απετυχ"
    r"|αδυναμι|ανολοκληρ|απορριφ|невда|помилк|відхил|נכשל|נדחה|ล้มเหลว|ปฏิเสธ|실패|basarisiz"
    rf"|{CANCELLED_IN_SMALL}"
)
WISH = (
    r"pending|awaiting|requested|demande|solicitud|solicitacao|richiesta|antrag auf|yeu cau|permintaan|pengajuan"
    r"|mengajukan|meminta|cerere|solicitare|αιτημα|αιτηση|ขอ|בקשת|בקשה|запит|запрос|заявка|wniosek|zg[lł]oszenie|prosba"
    r"|zadost|verzoek|begaran|anmodning|aanvraag"
)
"""A wish, as it stands in front of what is wished for."""
_CALLED_OFF = (
    "скасов|отмен|відмін|dibatalkan|batal|huy|anulat|anulow|zrusen|torol|ακυρ|בוטל|ملغ|ยกเลิก|geannuleerd|avbrut"
    "|annulleret|peruut|perut|avboka|аннулир"
)


def not_taken_back(back: str) -> str:
    """Return the pattern of what was not, or not yet, called off or given back, by the words of the latter."""
    return _any(*((f"{yet}|{no}" if yet else no, f"{back}|{_CALLED_OFF}") for no, yet, *_rest in _LANGUAGES))
