"""Words by which a status says that a refund, a return or a cancellation was asked for, and what became of that.

What was asked for and accepted is done. What waits, was refused or failed is none. In languages whose words for a
refund are nouns, which say nothing of what became of it, only those texts are read that settle it.
"""

# ruff: noqa: RUF001 - the words are written in several alphabets

from __future__ import annotations

REQUEST = (
    r"request|beantragt|antrag|anfrage|angefragt|demand|solicit|richiest|yeu cau|permintaan|pengajuan|diajukan"
    r"|mengajukan|cerere|αιτημα|αιτηση|ขอ|בקשת|בקשה|запит|запрос|заявк|искан|wniosek"
    r"|zg[lł]oszenie|prosba|zadost|verzoek"
    r"|aangevra|aanvra|begar|anmod|foresp[oø]r|pyynt|요청|신청|申请|申請|kerelm?|kerve\b|\btalep\b"
    r"|talebi|طلب|zahtj?ev|taotlus"
    r"|prasym|pieprasi|अनुरोध|درخواست|permohonan"
)
_NAMES = (
    r"approved|accepted|granted|processed|fulfilled|genehmigt|bewilligt|angenommen"
    r"|akzeptiert|bearbeitet|stattgegeben"
    r"|acceptee?\b|approuvee?\b|traitee?\b|validee?\b|accordee?\b|aprobad|aceptad|procesad"
    r"|concedid|aprovad|aceit[oa]\b"
    r"|processad|deferid|approvat|accettat|accolt[oa]\b|goedgekeurd|geaccepteerd|verwerkt"
    r"|ingewilligd|zaakceptowan"
    r"|zatwierdzon|zrealizowan|schvalen|akceptovan|zpracovan|spracovan|vyrizen|aprobat"
    r"|acceptat|procesat|jovahagyva"
    r"|jovahagyott|elfogadva|elfogadott|teljesitve|godkand|beviljad|accepterad|godkendt"
    r"|accepteret|imødekommet|godkjent"
    r"|akseptert|innvilget|behandlet|hyvaksytty|odobren|prihvacen|rahuldatud"
    r"|heaks kiidetud|patvirtint|patenkint"
    r"|ivykdyt|apstiprinat|apmierinat|izpildit|disetujui|dikabulkan|telah diproses"
    r"|onayland[iı]( |$)|kabul edildi"
)
_ACCEPTED = (
    rf"\b({_NAMES})|(^| )(выполнен|одобрен|удовлетворен|обработан|исполнен|викон[аa]н"
    rf"|схвален|погоджен|изпълнен|уважен"
    r"|εγκριθηκε|εγινε δεκτ|אושר|בוצע)"
    r"|chap (nhan|thuan)|phe duyet|(đuoc|đa) duyet|(đa|đuoc) xu ly|อนุมัติแล้ว|ได้รับ(การ)?อนุมัติ|승인|수락"
    r"|已?(通过|通過|同意|批准)|已(处理|處理)|承認"
)
"""What was accepted or dealt with: no words that may also say that a request was received or made."""
_HELPERS = (
    r"( (has|have|had|been|was|were|is|and|en|und|et|y|e|i|og|och|ja|wurde|ist|werd|a|ete"
    r"|est|ha|sido|fue|foi|estata"
    r"|stata|stato|fost|si|je|jest|zostal[aey]?|bol[ao]?|byl[ao]?|был[аои]?|було|е|и|telah"
    r"|sudah|đuoc|đa|er|ar|har|blev|ble"
    r"|on|yra|ir|tika|ve|ו))*"
)
REFUSED = (
    r"afgewezen|geweigerd|zamitnut|odrzucon|respins|elutasit|отклон|відхил|отхвърл"
    r"|reddedil|απορριφ|ditolak|נדח|afvist|avvist"
    r"|avvisad|avslag|avslatt|afslaet|nekad|ปฏิเสธ|거절"
)
_NOT = (
    r"(^| )(not|no|non|pas|nicht|kein[^ ]*|niet|geen|nao|nie|ne|nu|nem|nincs|nije|nisu|ni"
    r"|niso|nav|netika|nera|ei"
    r"|pole|ej|inte|ikke|δεν|μη|не|khong|chua|tidak|belum|لم|لن|لا|غير|לא|טרם|degil|yet"
    r"|being|be|will|wird|werden|wordt|bliver"
    r"|blir|sera|sedang|akan|đang|cho|pending|waiting|awaiting|wartet|en attente|en cours|in attesa|em analise"
    r"|pendiente|pendente|bus|tiks|ще|venter|afventer|vantar|odottaa|ceka|чака|ожидает"
    r"|wachten|oczekuje|ממתין|انتظار|بانتظار|قيد"
    r"|partially|teilweise|partiellement|parcialmente|parzialmente)( |$)"
    rf"|reject|refus|denied|declin|fail|abgelehnt|rechazad|recusad|rifiutat|odbij|{REFUSED}"
    rf"|ไม่|รอ|미승인|대기|거절|거부|[未不]|待"
)
OF_BACK = "povrat[a]? novca|възстанов|refusion|refusjon|vracil[aou] denarja|terugbetaling|החזר"
OF_SENT = "povrat|vracil|връщан|grazin|atgrie[zs]|tagasta"
_OFF_NOUNS = (
    r"otkazivanj|ponistavanj|ponistenj|preklic[aeu]?\b|tuhistami|tuhistus|atsaukim"
    r"|atsaukti|atcelsan|atcelt\b|анулиране"
    r"|отказване"
)
OF_OFF = rf"{_OFF_NOUNS}|الغاء|取消|キャンセル"
"""Nouns and infinitives in Croatian, Serbian, Slovene, Bulgarian, Estonian, Lithuanian, Latvian, Danish, Norwegian."""
_DONE = (
    r"gennemf[oø]rt|gjennomf[oø]rt|fullf[oø]rt|fuldf[oø]rt|udbetalt|utbetalt|godkendt"
    r"|godkjent|behandlet|udf[oø]rt|utf[oø]rt"
    r"|izvrsen|odobren|obavljen|zavrsen|dovrsen|isplacen|proveden|uspjesan|uspesan"
)
_OFF = (
    r"otkazan[aoi]?|ponisten[aoi]?|preklican[aoi]?|tuhistatud|atsaukt(as|a|os)|atcelt(s|a"
    r"|i|as)|annulleret|kansellert"
    r"|avbestilt"
)
_GIVEN_BACK = r"vrnjen|vracen|tagastatud|grazint(a|as|os)\b|atgriezt(s|a|i|as)\b|върнат|възстановен|refundir|refunder"
_OPEN = (
    r"odbij|odbac|zavrnj|cekanj|\bceka|cakanj|\bcaka|neusp|zatraz|\btrazen|trazi|zahtj?ev"
    r"|u obradi|u ti?[oj]e?ku"
    r"|\bnije|\bnisu|\bni\b|\bbit ce|\bbice|afvist|afsla|afvent|venter|fejl|feil|mislyk|anmod|ans[oø]g|s[oø]kt"
    r"|foresp|avvist|avsla|avvent|annuller|kanseller|avbr|bliver|\bblir|ikke|behandles"
    r"|behandling|otkazan|taotl|ootel|\boota|ebaonn"
    r"|lukatud|lukati|keeldu|prasym|\bpraso|laukia|atmest|nepavyk|nesekm|\bbus\b|vykdom"
    r"|pieprasi|noraidi|gaida|neizdev"
    r"|\btiks|заявк|искан|поискан|чака|очакв|отказан|отхвърл|неуспеш|провал|(^| )ще |(^| )не "
    r"|djelomic|delimic|\bdelno|delvis|osalis|частич|dalinai|dalinis|daleji|daleja"
)
"""Words that say of a refund, a return or a cancellation in those languages that it is none, or not yet."""

BARE_RETURN = r"^(povrat|поврат)( (robe|proizvoda|artikla|робе|производа|артикла))?$"
"""A return that no word beside it says to be open, as Croatian and Serbian shops call what was sent back."""
CANCELLED_IN_SMALL = rf"\b({_OFF})\b|(^| )анулиран[аои]?( |$)"
"""What was cancelled. Only whole participles are: infinitives and nouns stand in requests."""
BACK_IN_SMALL = "(^| )възстановен"
SENT_BACK_IN_SMALL = r"\bvrnjen[aoi]?\b|\btagastatud\b|\bgrazint(a|as|os)\b|\batgriezt(s|a|i|as)\b|(^| )върнат"
_NO = (
    r"(tiks|bus|bit ce|bice|ще бъде|ще бъдат|nije|nisu|ni|niso|nav|netika|nebija|ne|nera|nebuvo|ei|pole|не"
    r"|ikke)( (е|са|бе|беше|бяха|bilo|bila|bio|vel|jos|se"
    r"|vec|ole|blevet|blitt|enda|endnu|veel|още))*"
)
NOT_IN_SMALL = rf"(^| )({_NO} )({_GIVEN_BACK}|{_OFF}|анулиран|отказан)|(^| )(ne|не)({_GIVEN_BACK}|{_OFF}|анулиран)"
"""What was not given back, nor called off, or is going to be."""
NOUN_DONE = (
    rf"^(({_OFF}) )?((i|og|ir|un|in) )?(refusion|refusjon|povrat novca)( (je|er))?( ({_DONE}))?$"
    rf"|^({_DONE}) (refusion|refusjon|povrat novca)$"
)
"""Refunds whose nouns stand alone, or with a word that says that they are done."""
_NOUNS = rf"{OF_BACK}|{OF_SENT}|{_OFF_NOUNS}"
NOUN_UNSETTLED = (
    r"refusion|refusjon|povrat|възстановя|\bvracil|връщан|grazinti|grazinim|tagastami"
    r"|tagastus|atgriesan|atgriezt\b"
    rf"|{_OFF_NOUNS}"
)
NOUN_OPEN = rf"({NOUN_UNSETTLED}).{{0,60}}({_OPEN})|({_OPEN}).{{0,60}}({NOUN_UNSETTLED})"
"""Refunds, returns and cancellations that are waited for, were refused or failed; others of them are not understood."""
CANCELLED_FIRST = rf"^(({_OFF})|анулиран[аои]?|отказан[аои]?) .*(({_NOUNS}).*({_OPEN})|({_OPEN}).*({_NOUNS}))"
"""What was cancelled, and is not paid back or not yet."""


def _asked(back: str) -> str:
    """Return the pattern of a request for what ``back`` names, up to the end of its words."""
    before = rf"({back})[^ ]{{0,12}} ?({REQUEST})[^ ]*"
    return rf"({before}|({REQUEST})[^ ]*( [^ ]{{1,4}}){{0,2}} ?(ال|ל)?({back})[^ ]*( [^ ]+){{0,2}}?)"


def in_vain(back: str, sent_back: str, called_off: str) -> str:
    """Return the pattern of requests that were refused, or wait."""
    asked = _asked(f"{back}|{sent_back}|{called_off}|{_NOUNS}|{OF_OFF}")
    return rf"{asked}.{{0,60}}({_NOT})|({_NOT}).{{0,60}}{asked}"


def and_done(back: str, nouns: str) -> str:
    """Return the pattern of requests that were accepted."""
    of = f"{back}|{nouns}"
    first = rf"^({_NAMES}|одобрен|выполнен)[^ ]* (({of})[^ ]* request\b|({REQUEST})[^ ]*( [^ ]{{1,4}}){{0,2}} ({of}))"
    return (
        rf"{_asked(of)}{_HELPERS} ?({_ACCEPTED})|{first}"
        rf"|(^| )تمت? (ال)?(موافقه?ة? علي?ى?|قبول|تنفيذ) طلب (ال)?({of})"
    )
