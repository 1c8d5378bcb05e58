"""Words, and what begins them, in names of columns that say who agreed to be contacted or asked not to be."""

from __future__ import annotations

import re

CONSENT_NAMES = (
    "consent", "marketingconsent", "emailconsent", "consentmarketing", "consentgiven", "gdprconsent", "optin",
    "optedin", "emailoptin", "smsoptin", "marketingoptin", "subscribed", "emailsubscribed", "newsletter",
    "newslettersubscribed", "acceptsmarketing", "marketingpermission", "同意", "营销同意", "同意营销", "同意接收",
    "授权", "订阅", "einwilligung", "werbeeinwilligung", "newslettereinwilligung", "consentement", "consentimiento",
    "consenso", "consentimento",
)  # fmt: skip
"""Usual names of an attribute that holds consent, the most specific first."""
CALLED_ALIKE = {
    "marketingow": "marketing", "marketingov": "marketing", "маркетинг": "marketing", "newslettera": "newsletter",
    "newsletteru": "newsletter", "nyhetsbrev": "newsletter", "nyhedsbrev": "newsletter", "uutiskirje": "newsletter",
    "hirlevel": "newsletter", "bulten": "newsletter", "biuletyn": "newsletter", "рассыл": "newsletter",
    "розсил": "newsletter", "reklamow": "advertising", "рекламн": "advertising", "markkinoin": "marketing",
    "markedsfor": "marketing", "marknadsfor": "marketing", "pazarlama": "marketing", "ileti": "mail", "eposta": "email",
    "promoci": "promotions", "promoca": "promotions", "promoz": "promotions", "согласи": "consent",
    "согласен": "consent", "согласна": "consent", "souhlas": "consent", "suhlas": "consent", "samtyck": "consent",
    "samtykk": "consent", "suostumu": "consent", "hozzajarul": "consent", "συγκαταθεσ": "consent",
    "συναινεσ": "consent", "consimtam": "consent", "persetujuan": "consent", "sutikim": "consent",
    "noustumu": "consent", "nousolek": "consent", "piekrisan": "consent", "privol": "consent", "soglasi": "consent",
}  # fmt: skip
"""What begins words of more languages and their cases → the word that says the same."""
CONSENT_ENDINGS = ("samtycke", "samtykke", "ingstilladelse", "ingstillatelse", "markkinointilupa")
"""What ends words of consent that are written together."""
NEWSLETTERS = {"newsletter", "nieuwsbrief", "infolettre", "boletin"}
CONSENT_WORDS = {
    *NEWSLETTERS,
    "consent", "consents", "consented", "consentement", "consentimiento", "consentimento", "consenso", "einwilligung",
    "einverstanden", "einverstandnis", "optin", "subscribed", "toestemming", "contactable",
    "marketingconsent", "emailconsent", "smsconsent", "werbeeinwilligung", "newslettereinwilligung",
    "zgoda", "zgody", "zgode", "zgadzam", "згода", "rechtsgrundlage", "tcf", "iabtcf",
    "tcstring", "euconsent", "emailable", "mailable",
}  # fmt: skip
"""One of these in a longer name makes it one of consent."""
AGREES = {
    "accept", "accepts", "accepted", "agree", "agrees", "agreed", "allow", "allows", "allowed", "permission",
    "permissions", "subscription", "subscriber", "subscribe", "subscribes", "receive", "receives", "ok", "okay",
    "zustimmung", "erlaubnis", "erlaubt", "accepte", "acceptation", "autorisation", "autorise", "acepta", "autoriza",
    "autorizacion", "permiso", "suscripcion", "suscrito", "accetta", "autorizzazione", "iscrizione", "iscritto",
    "aceita", "autorizacao", "permissao", "inscricao", "inscrito", "abonne", "abonnement", "inscrit", "inscription",
    "anmeldung", "angemeldet", "accord", "aceite", "acconsento", "akkoord", "freigabe", "authorization",
    "authorisation", "authorized", "authorised", "wants", "wishes", "souhaite", "desea", "deseja", "vuole",
    "recevoir", "recibir", "ricevere", "receber", "ontvangen", "erhalten", "mag", "can", "darf", "peut", "puede", "puo",
    "pode", "kan", "quiere", "quiero", "mochte", "moechte", "veut", "vorrei", "wil", "chce", "vill", "izin", "izni",
    "onay", "onayi", "riza", "permitted", "permits", "tillatelse", "tilladelse", "lupa", "godkand", "получать", "хочу",
}  # fmt: skip
CONTACT = {
    "marketing", "email", "emails", "mail", "mails", "mailing", "mailings", "sms", "whatsapp", "push", "contact",
    "contacts", "newsletters", "newsletter", "communications", "comms", "advertising", "werbung", "kontakt",
    "publicite", "prospection", "publicidad", "comunicaciones", "contacto", "boletin", "correo", "pubblicita",
    "comunicazioni", "contatto", "publicidade", "comunicacoes", "contato", "promo", "news", "infolettre", "nieuwsbrief",
    "reclame", "comercial", "comerciales", "comerciais", "commerciali", "commerciales", "ad", "ads", "advert",
    "adverts", "remarketing", "retargeting", "gdpr", "dsgvo", "rgpd", "lgpd", "casl", "gemaild", "gebeld", "reklam",
    "reklama", "reklamy", "reklame", "реклама", "рекламы", "spam", "benaderd", "contacted", "contacter", "contactar",
    "contattare", "contatar", "kontaktiert", "promotions", "novidades", "novedades", "novita", "nouveautes",
    "aanbiedingen", "kontaktad", "kontaktas", "kontaktet", "kontaktes", "kontaktowany", "contactado", "contactada",
    "contattato", "contattata", "contatado", "contatada", "dihubungi",
}  # fmt: skip
"""One of each in a longer name makes it one of consent."""
REFUSES = {
    "refuse", "refuses", "refused", "refusal", "decline", "declines", "declined", "reject", "rejects", "rejected",
    "object", "objects", "objected", "objection", "oppose", "opposes", "opposed", "opposition", "oposicion",
    "opposizione", "oposicao", "refus", "rifiuta", "rifiuto", "rechaza", "rechazo", "recusa", "blocked", "disabled",
    "block", "blocker", "excluded", "exclude", "exclusion", "exclusao", "stop", "stopped", "muted", "ineligible",
    "widerspruch", "widersprochen", "sperre", "gesperrt", "ablehnung", "abgelehnt", "cancelled", "canceled",
    "cancellazione", "suspended", "limit", "limited", "paused", "verbot",
}  # fmt: skip
"""One of these and one of the contacts make a longer name one of the contrary, where its answers are of yes and no."""
CAMPAIGNS = {
    "campaigns", "mailshots", "offers", "offres", "ofertas", "angebote", "oferty", "info", "informacion", "informacoes",
    "informazioni", "informations", "informationen",
}  # fmt: skip
"""What somebody may be left out of, though a word of agreement beside it says something else."""
WANTS = {
    "receive", "receives", "wants", "wishes", "recevoir", "recibir", "ricevere", "receber", "ontvangen", "erhalten",
    "quiere", "desea", "souhaite", "vuole", "deseja", "aceita", "mochte",
}  # fmt: skip
"""Beside these, offers are what somebody wants to be sent."""
WAYS = {"channel", "channels", "communication", "notification", "notifications", "kanal", "canal", "canale"}
"""Ways to contact somebody."""
BY_NO_WAY = {
    "none", "no", "off", "never", "nothing", "nobody", "nocontact", "donotcontact", "keine", "keiner", "aucun",
    "aucune", "jamais", "ninguno", "ninguna", "nunca", "nessuno", "nessuna", "mai", "nenhum", "nenhuma", "geen", "不要",
    "なし", "无", "不联系",
}  # fmt: skip
"""Answers to how somebody wants to be contacted that mean not at all, folded, without accents."""
BY_A_WAY = {
    "email", "emails", "mail", "mails", "e", "sms", "text", "phone", "telephone", "telefon", "telefono", "telefone",
    "call",
    "calls", "post", "postal", "letter", "brief", "whatsapp", "push", "app", "any", "all", "both", "and", "or", "und",
}  # fmt: skip
"""Words of answers that name a way alone."""
ORDINARY = {
    "member", "membership", "loyalty", "premium", "vip", "paid", "paying", "active", "new", "returning", "registered",
    "student", "employee", "staff", "business", "company", "trial", "test", "bot", "guest", "app", "mobile", "device",
    "web", "store", "online", "card", "club", "gold", "partner", "dependents", "married", "children", "kids", "child",
    "family", "pet", "dog", "cat", "car", "house", "housing", "home", "owner", "tenant", "smoker", "senior", "adult",
    "default", "insurance", "subscriber", "customer", "buyer", "seller", "vendor", "admin", "banned", "locked", "fraud",
    "churn", "gender", "male", "female", "phone", "internet", "streaming", "security", "backup", "support", "billing",
    "paperless", "lines", "service", "profile", "photo", "picture", "bio", "avatar", "discount", "coupon", "gift",
    "voucher", "referral", "referred", "sale", "wishlist", "basket", "return", "returns", "has", "tv", "tech",
    "protection", "desktop", "international", "prime", "plus", "pro", "free", "beta", "license", "degree", "mode",
}  # fmt: skip
"""Words of names of yes and no that are about something else than contact."""
PREFERS = {"preferred", "preference", "preferences", "prefers", "prefs", "pref", "settings"}
"""Beside a word of contact or one of the ways, of columns that say how somebody wants to be contacted."""
FORGOTTEN = {"forget", "forgotten", "erasure", "oubli", "effacement", "olvido", "oblio", "esquecimento"}
"""One of these asks for erasure: nobody who wants to be forgotten is to be contacted."""
DELETION = {"deletion", "delete", "erase", "deleted", "erased", "loschung", "supresion"}
"""These do beside one of the next."""
OF_A_PERSON = {"gdpr", "dsgvo", "rgpd", "lgpd", "ccpa", "data", "account", "user", "profile", "personal", "me"}
"""What is to be deleted."""
OPTED_OUT = {
    "optout", "dnc", "nocontact", "nomail", "robinson", "robinsonliste", "bloctel", "ausgetragen", "werbesperre",
    "kontaktsperre", "mailsperre", "newslettersperre", "sperrvermerk", "werbewiderspruch", "werbewiderruf",
    "newsletterabmeldung",
}  # fmt: skip
"""One of these makes a name one of the contrary: yes means that the user asked not to be contacted."""
OPTED_OUT_STEMS = (
    "donot", "dont", "unsub", "suppress", "blocklist", "blacklist", "denylist", "abmeld", "abgemeld", "abbestell",
    "austrag", "desabonn", "desinscri", "desuscri", "disiscri", "descadastr", "dessubscr", "uitschrijv", "uitgeschr",
    "afmeld", "afgemeld", "отпис", "відпис", "wypis", "avregistr", "avprenumer", "avanmal", "avmeld", "frameld",
    "leiratkoz", "dezabon", "odhlas",
)  # fmt: skip
"""What begins a word of the same meaning."""
NOT = {
    "no", "not", "non", "never", "nicht", "kein", "keine", "nao", "without", "ohne", "sans", "pas", "sin",
    "senza", "sem", "geen", "niet", "ne", "nie", "bez", "brak", "не", "без", "нет", "inte", "ikke", "ej", "ingen", "ei",
}  # fmt: skip
"""Before a word of consent, or of contact with one of agreement, they turn it around."""
WITHDRAWN_STEMS = (
    "withdr", "revo", "denied", "refus", "declin", "reject", "widerr", "retir", "retrait", "ritir", "ingetrokken",
    "cancel", "annul", "gekundigt", "rechaz", "recus", "rifiut", "verweiger", "abgelehnt", "storn", "ended",
    "expired", "rezygn", "cofn", "wycof", "odwol", "sprzeciw", "отозв", "отзыв", "отказ", "aterkall", "tilbagek",
    "прекрат", "отмен", "зупин", "kundig", "beend", "iptal", "peruut", "kielto", "odvol", "visszavon", "avslut",
    "ophor", "opphor", "lopet", "keskeyt", "renunt", "retras", "ανακλ", "διακοπ", "διαγραφ", "zrus", "lemond",
    "megszun", "vazgec", "berhenti", "odjav", "скасу", "відмов", "opgezeg", "stopgezet", "resili", "desist", "atsisak",
    "atteik", "loobu",
)  # fmt: skip
"""What begins words that turn one of consent beside them around."""
ABOUT = {
    "source", "origin", "count", "number", "clicks", "clicked", "opens", "opened", "id", "version", "ip", "text",
    "frequency", "topic", "language", "link", "url", "token", "page", "campaign", "rate", "score", "probability",
    "prob", "risk", "predicted", "prediction", "likelihood", "propensity", "days", "weeks", "months", "hours", "age",
    "method", "updated", "modified", "changed", "expires", "expiry", "expiration", "until", "review", "requested",
    "asked", "sent", "required", "terms", "level", "received", "title", "template", "quelle", "anzahl", "grund",
    "fuente", "fonte", "price", "prices", "cost", "amount", "plan", "plans", "banner", "seen", "shown", "file",
    "applies", "country", "region", "deleted", "erased", "research", "study", "studie", "forschung", "recherche",
    "ricerca", "investigacion", "pesquisa", "treatment", "surgery", "patient", "parent", "parental", "photo",
}  # fmt: skip
"""A longer name with one of these holds something else of it."""
DATE = {
    "date", "datum", "fecha", "data", "time", "timestamp", "at", "day", "am", "le", "on", "giorno", "dia", "ts",
    "datetime", "since", "seit", "depuis", "desde", "dal",
}  # fmt: skip
LAWS = {"gdpr", "dsgvo", "rgpd", "lgpd", "casl"}
STATE = {"status", "state", "type", "flag", "ok", "is"}
"""Beside the name of a law alone, it is that of consent by that law."""
ON_DEVICES = {
    "permission",
    "permissions",
    "location",
    "geolocation",
    "gps",
    "camera",
    "microphone",
    "bluetooth",
    "storage",
    "cookie",
    "cookies",
    "analytics",
    "tracking",
    "device",
    "app",
    "plan",
    "plans",
    "terms",
    "tos",
}
"""What users grant or accept beside being contacted: what an app or a page may do, and what they pay for."""
OTHER_MATTERS = {
    *ON_DEVICES, "application", "loan", "credit", "claim", "request", "order", "payment", "refund", "access", "review",
    "visa", "permit", "leave", "appeal", "delivery", "account", "login", "admission", "antrag", "kredit", "demande",
    "solicitud", "pedido", "richiesta", "aanvraag",
}  # fmt: skip
"""What else than contact is granted or denied."""
WHEN = CONSENT_WORDS - NEWSLETTERS - {"subscribed", "contactable", "emailable", "mailable"}
"""A date is when consent was given beside one of these, or beside agreement and contact."""
BAJA = {
    "baja", "dado", "dada", "de", "del", "la", "las", "los", "al", "en", "fecha", "newsletter", "boletin", "boletines",
    "email", "correo", "correos", "lista", "publicidad", "comunicaciones", "sms", "es", "esta", "motivo",
}  # fmt: skip
"""Of names in Spanish, whose "baja" may also be a low season."""
OPAQUE = {
    "state", "status", "val", "value", "choice", "answer", "reason", "email", "sms", "push", "marketing", "is", "has",
    "active", "granted", "given", "enabled", *DATE,
}  # fmt: skip
"""The last part of a nested field of such words alone means what its whole path does."""
PARTS = (
    "동의", "수신허용", "訂閱", "موافقة", "הסכמה", "सहमति", "đồng ý", "ยินยอม", "同意", "授权营销", "营销许可", "订阅",
    "配信許可", "配信希望", "メルマガ", "オプトイン",
)  # fmt: skip
"""Of languages without Latin letters or blanks, and of Vietnamese, in names of consent."""
PARTS_OF_OPTED_OUT = (
    "不再接收", "不想收到", "不再订阅", "不再訂閱", "수신거부", "수신 거부", "수신차단", "미동의", "동의철회",
    "동의 철회", "구독취소", "구독 취소", "구독해지", "取消訂閱", "退訂", "拒絕接收", "إلغاء الاشتراك", "הסרה מרשימת",
    "配信停止", "配信拒否", "受信拒否", "購読解除", "登録解除", "購読停止", "メルマガ解除", "オプトアウト",
    "同意しない", "同意撤回", "不許可", "連絡不要", "配信不要", "メール不要", "連絡禁止", "メール拒否", "退订", "拒收",
    "取消订阅", "退出订阅", "停止订阅", "不订阅", "免打扰", "勿扰", "勿联系", "黑名单", "不同意", "未同意", "撤回同意",
    "不接受", "拒绝接收", "拒绝营销", "营销拒绝", "拒绝联系",
)  # fmt: skip
REFUSES_CONTACT = re.compile(
    "(拒绝|拒收|不要|不接收|不发|禁止|屏蔽).*(短信|邮件|邮箱|营销|推送|电话|联系|广告|消息|通知)"
    "|(短信|邮件|营销|推送|电话|广告|消息|通知).*(拒绝|拒收|屏蔽|禁止)"
    "|(メール|連絡|広告|通知|DM|SMS).*(拒否|停止|不要|禁止|解除)"
)
AGREES_TO_CONTACT = re.compile(
    "(接收|允许|愿意|接受).*(营销|短信|邮件|推送|联系|通知|电话|广告)|(推送|短信|邮件|营销|通知).*(开关|许可)"
    "|(メール|受信|配信|連絡|通知|案内|電話|ハガキ|はがき|DM|SMS).*(許可|希望|承諾|可否)"
)
PUSH = {"push", "notification", "notifications"}
PUSH_PARTS, CONTACT_PARTS = ("推送", "プッシュ"), ("短信", "邮件", "营销", "广告", "电话", "メール", "電話", "広告")
"""Of names about push messages, and of those about other contact."""
MAY_BE_CODED = ("notificationtypes", "optstatus")
CODES = {"status", "state", "code"}
"""Beside a word of contact or consent, of columns that hold who may be contacted, or a paid plan, in numbers that only
their program knows; as these names are."""
PARTS_ABOUT = (
    "版本", "次数", "数量", "来源", "链接", "渠道", "合同", "研究", "回数", "件数", "リンク", "バージョン", "経路",
)  # fmt: skip
BESIDE_NEWSLETTER = {
    *CONSENT_WORDS, *AGREES, *CONTACT, *CAMPAIGNS, *WANTS, *WAYS, *PREFERS, *STATE, *OPAQUE, "yes", "ja", "nein", "oui",
    "signup", "signups", "sign", "signed", "up", "join", "joined", "registered", "registration", "confirmed", "optin",
    "user", "users", "customer", "member", "kunde", "cliente", "client", "klant", "my", "our", "the", "to", "for", "of",
    "daily", "weekly", "monthly", "abo", "bestellt", "gewunscht", "erwunscht", "aktiv", "list", "lists", "subscribers",
    "feliratkozott", "tilmeldt", "pameldt", "prenumerera", "prenumererar",
}  # fmt: skip
"""A name of a newsletter and of other words may say that somebody wants it, or that it was ended."""
JOINED = {
    **{(opt, way): f"opt{way}" for opt in ("opt", "opted", "opts", "opting") for way in ("in", "out")},
    **{("un", word): "unsubscribed" for word in ("subscribe", "subscribed", "sub")},
    ("in", "touch"): "consent", ("keep", "me"): "consent", ("keep", "you"): "consent", ("hear", "from"): "consent",
    ("may", "contact"): "contactable", ("may", "email"): "emailable", ("may", "be"): "allowed",
    ("no", "more"): "donot", ("mail", "order"): "order", ("do", "not"): "donot", ("don", "t"): "donot",
    ("nicht", "kontaktieren"): "donot",
    ("pas", "contacter"): "donot",
    ("no", "contactar"): "donot", ("por", "sair"): "optout", ("no", "molestar"): "donot",
    ("non", "contattare"): "donot",
    ("nao", "contatar"): "donot", ("nao", "contactar"): "donot", ("nao", "perturbe"): "donot",
    ("no", "contact"): "donot", ("no", "email"): "donot", ("no", "mail"): "donot", ("keine", "werbung"): "donot",
    ("kein", "newsletter"): "donot", ("keine", "mails"): "donot", ("black", "list"): "blacklist",
    ("block", "list"): "blocklist", ("deny", "list"): "denylist", ("stop", "pub"): "donot", ("niet", "mailen"): "donot",
    **{(basis, "basis"): "consent" for basis in ("legal", "lawful", "processing")},
    **{("base", legal): "consent" for legal in ("legal", "legale", "juridica", "juridique", "giuridica")},
    **{(ad, use): "consent" for ad in ("ad", "ads") for use in ("storage", "personalization", "personalisation")},
    ("tc", "string"): "consent", ("gpp", "string"): "consent", ("us", "privacy"): "consent",
    ("marketing", "contact"): "consent", ("partner", "offers"): "consent", ("partner", "offer"): "consent",
    ("special", "offers"): "consent", ("third", "party"): "newsletters",
    ("marked", "spam"): "donot", ("spam", "complaint"): "donot", ("spam", "complaints"): "donot",
}  # fmt: skip
"""Words that stand for one together."""
FRONTS = {
    "werbe": "werbung", "kontakt": "kontakt", "newsletter": "newsletter", "mailing": "mailing", "email": "email",
    "mail": "mail", "spam": "spam", "sms": "sms", "marketing": "marketing", "whatsapp": "whatsapp", "push": "push",
    "nieuwsbrief": "nieuwsbrief", "reclame": "reclame",
}  # fmt: skip
"""Contact at the front of a word that is written together with one of agreement, or of the contrary."""
