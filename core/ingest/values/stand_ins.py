"""Texts that stand where an id is missing."""

from __future__ import annotations

STAND_INS = (
    "undefined", "[object object]", "(not set)", "not set", "(none)", "(null)", "(empty)", "(blank)", "<na>", "<null>",
    "na", "n.a.", "nil", "nat", "-nan", "missing", "unknown", "not available", "not provided", "-", "--", "?",
    "00000000-0000-0000-0000-000000000000", "00000000000000000000000000000000", "#n/a", "#ref!", "#value!", "#name?",
    "#div/0!", "#num!", "#null!", "#nv", "#bezug!", "#wert!", "#zahl!", "#err", "#error!", "未知", "不明",
    "不详", "无", "false", "nicht angegeben", "keine angabe", "unbekannt", "inconnu", "non renseigné", "desconocido",
    "sconosciuto", "onbekend", "n/d", "s/d", "sin datos", "неизвестно", "não informado", "nieznany",
    "[null]", "{}", "[]", "null null", "undefined undefined", "undefined_undefined", ".", "*",
    "(leer)", "(vide)", "(vacío)", "(en blanco)", "(vuoto)", "(vazio)", "(em branco)", "(leeg)", "(空白)", "(пусто)",
    "(other)", '""', "''", "[deleted]", "[removed]", "deleted user",
    "\u2013", "\u2014", "ffffffff-ffff-ffff-ffff-ffffffffffff",
)  # fmt: skip
"""What stands for no user and for no item."""
NOTHING = ("k.a.", "n.d.")
"""What stands for no item only: users may be written by such initials."""
NOBODY = (
    "anonymous", "anonym", "(anonymous)", "anon", "guest", "(guest)", "gast", "invité", "匿名", "游客",
    "anonymous user", "anonymous customer", "guest user", "guest customer", "guest checkout", "walk-in",
    "walk-in customer", "walk in customer", "cash customer", "laufkunde", "barverkauf", "anonyme", "anónimo", "anonimo",
    "anônimo", "invitado", "ospite", "convidado", "ゲスト", "匿名用户", "散客",
    "walkin", "walk-in client", "walk in client", "walkin customer", "walk-in guest",
    "counter sale", "counter customer",
    "cash sale", "cash sales", "cash sale customer", "over the counter", "one-time customer", "casual customer",
    "sundry customer", "sundry customers", "no customer", "unregistered customer", "customer unknown",
    "laufkundschaft", "barkunde", "barverkäufe", "barkäufer", "thekenverkauf", "sammelkunde", "einmalkunde",
    "diverse kunden", "diverser kunde", "kunde diverse", "cpd-kunde", "unbekannter kunde",
    "client de passage", "client comptoir", "client comptant", "client divers", "clients divers", "vente comptoir",
    "client anonyme", "client inconnu",
    "test@test.com", "test@test.de", "test@test.fr", "test@test.test", "test@example.com", "test@example.org",
    "test@mail.com", "test@gmail.com", "user@example.com", "test test", "test user", "test customer", "test account",
    "testkunde", "test kunde", "testbestellung", "client test", "cliente prueba", "cliente de prueba", "cliente teste",
    "测试用户", "测试账号", "テストユーザー", "тестовый клиент",
    "consumidor final", "cliente final", "público en general", "publico en general", "público general",
    "publico general", "cliente mostrador", "venta mostrador", "cliente ocasional", "cliente contado",
    "cliente de contado", "clientes varios", "cliente genérico", "cliente generico", "cliente varios",
    "cliente occasionale", "cliente generico", "cliente banco", "vendita al banco", "clienti vari", "privato generico",
    "cliente balcão", "cliente balcao", "cliente avulso", "cliente padrão", "cliente padrao",
    "passant klant", "contante klant", "diverse klanten", "losse klant",
    "kontantkund", "kontantkunde", "diverse kunder",
    "klient detaliczny", "klient anonimowy", "sprzedaż detaliczna", "perakende müşteri", "perakende musteri",
    "nihai tüketici", "muhtelif müşteri", "розничный покупатель", "розничный клиент",
    "非会员", "非會員", "散客户", "现金客户", "過路客",
    "一般のお客様", "非会員", "一見客", "비회원", "일반손님",
    "(not logged in)", "not logged in", "logged out", "not signed in", "nicht angemeldet", "nicht eingeloggt",
    "non connecté", "no identificado", "no registrado", "non registrato", "não identificado", "niezalogowany", "未登录",
    "未ログイン", "ohne kunde", "kein kunde", "ohne kundennummer", "ohne kundenkarte", "sans client", "sans carte",
    "sin cliente", "senza cliente", "sem cliente", "zonder klant", "bez klienta", "без клиента", "гость", "gość",
    "misafir", "gæst", "gäst", "gjest", "vieras", "no card", "no loyalty card",
    "---", "...", "\u2026", "ไม่ระบุ", "لا يوجد", "غير معروف", "bilinmiyor", "ukendt", "okänd", "ukjent", "tuntematon",
    "neznámý", "ismeretlen",
    "d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
)  # fmt: skip
"""What stands for no user only: whoever was not known or tried the shop, and MD5, SHA-1 and SHA-256 of no text."""
