"""Names of times that are not those of the event: the last or first one, a beginning, the end of what began."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from core.ingest.names.aliases import ALIASES, WEAK_ALIASES
from core.ingest.names.han import simplified
from core.ingest.names.plain_name import last_part, plain
from core.population.event_parts import split_name

_WORDS_OF_EVENTS = (
    "purchase|order|transaction|invoice|visit|login|log ?in|session|activity|event|click|view|contact|sale|buy|seen"
)
_OF_ANOTHER = re.compile(
    r"\b(last|latest|first|earliest|prev|previous|prior|next|recent|initial"
    r"|letzte[rsnm]?|erste[rsnm]?|erstmals|vorherige[rsnm]?|vorige[rsnm]?|nachste[rsnm]?"
    r"|derniere?|premiere?|precedente?|prochaine?|ultim[oa]|primer[oa]?|anterior|proxim[oa]"
    r"|prim[oa]|prossim[oa]|primeir[oa]|laatste|eerste|vorige|volgende)\b"
    r"|\b(erst|letzt)(kauf|bestell|besuch|kontakt|auftrag|login|transaktion)"
    r"|\boriginal (purchase|order|transaction)\b"
    rf"|^(last|latest|first|prev|previous|next)({_WORDS_OF_EVENTS})"
    r"|上一?[次笔回单]|首[次单笔购]|第一[次笔单]|最[近后新终終初]|[末前][次回]|初[次回]|直近|初めて"
)
"""Words for a purchase or a visit before or after the one that a row is about."""
_OWNERS = r"user|customer|client|member|account|profile|buyer|subscriber|visitor|shopper"
_OWNER_OF_PATH = frozenset([*_OWNERS.split("|"), "author", "reviewer", "traits"])
_THINGS = (
    rf"{_OWNERS}|product|(?<!order )(?<!line )(?<!cart )item|article|listing|variant|store|shop|seller|vendor|merchant"
)
_CREATED = r"create|created|creation"
_BEGAN = rf"{_CREATED}|opened|opening|activated|activation|registered"
_NEVER = re.compile(
    r"birth|^dob|\bdob\b|geburt|naissance|nacimiento|nascita|nascimento|\bnaiss\b|出生|生日|生年|誕生"
    r"|\b(expir(y|es?|ed|ation)|warranty|valid (until|till|to|thru)|best before|due|overdue|deadline|garantie\w*)\b"
    r"|gultig bis|ablauf|fallig|zahlungsziel|\becheance\b|peremption|valable jusqu|vencimiento|caducidad"
    r"|valid[oa] hasta|scadenza|valid[oa] fino|vencimento|validade|到期|过期|有效期|期限|截止"
    r"|termin (p[lł]atno[sś]ci|zap[lł]aty)|splatnost|forfald\w*|forfall\w*|vervaldatum|\bvade\b|son odeme|срок оплаты"
    r"|\b(date de fin|fecha (de )?fin|data (di )?fine|data (de )?fim)\b"
)
"""Words for times at which nobody does anything: a birth, the end of what is valid, the day until which to pay."""
_BEGUN = re.compile(
    r"sign ?up|\bsigned up\b|\bregistered\b|registration|(?<!cash )\bregister (date|time)\b|registrier"
    r"|anmeldedatum|\banmeldung\b|inscription|inscripcion|iscrizione|inscricao|registrazione"
    rf"|\b(cadastro|registro|alta) (d[eo]l? )?({_OWNERS}|cliente|usuario|socio)\b|\bfecha de alta\b"
    r"|\b(joined|(join|joining) date|date join)\b|^(joindate|joinedat|signup)|\bonboard(ed|ing)\b"
    r"|\bcohort\b|mitglied seit"
    rf"|\b({_OWNERS}|kunde|cliente|client[ea]?|membro|socio|membre)( |_)?(since|seit|depuis|desde|dal)\b"
    rf"|\b({_THINGS})( was)? ({_CREATED})\b|\b({_OWNERS}|store|shop)( was)? ({_BEGAN})\b|\b({_CREATED}) ({_OWNERS})\b"
    r"|\b(product|item|film|movie) (premiere|release|launch)|\breleased?( date| on| at| year)\b|^releasedate"
    r"|erscheinung|\bdate de sortie\b|fecha de (estreno|lanzamiento)|data (di uscita|de lancamento)"
    r"|注册|註冊|登记日|入会|开户|開戶|上架|上市|发行日|発売|公開日"
    r"|(用户|会员|客户|顾客|买家|账户|账号|帐户|帐号|商品|产品|店铺|商家|卖家|門店|门店|店舗|会員|顧客|ユーザー?|アカウント)"
    r"(信息|资料|情報)?(创建|成立|提交|建立|作成|登録|発生)"
)
"""Words for when a user, an account, an item or a shop came to be."""


@lru_cache(maxsize=20_000)
def is_of_another_event(name: str) -> bool:
    """Whether a name is that of the time of another event than the one that a row is about.

    >>> [is_of_another_event(name) for name in ("last_order_date", "Signup Date", "Date de naissance", "上次购买时间")]
    [True, True, True, True]
    >>> [is_of_another_event(name) for name in ("order_date", "payment date", "Erstellt am", "order_item_created_at")]
    [False, False, False, False]
    """
    return _holds(_OF_ANOTHER, name) or is_of_a_beginning(name) or is_of_no_event(name)


@lru_cache(maxsize=20_000)
def is_of_a_beginning(name: str) -> bool:
    """Whether a name is that of the time at which a user, an account, an item or a shop came to be."""
    return _holds(_BEGUN, name)


@lru_cache(maxsize=20_000)
def is_of_no_event(name: str) -> bool:
    """Whether a name is that of a birth, or of the end of what is valid or to be paid."""
    return _holds(_NEVER, name)


@lru_cache(maxsize=20_000)
def is_of_another_time(name: str) -> bool:
    """Whether a name says that its time is not that of the event, and is not known for it all the same.

    >>> [is_of_another_time(name) for name in ("lastLogin", "last_played", "customer.created_at", "order.created_at")]
    [True, False, True, False]
    """
    known = (*ALIASES["timestamp"], *WEAK_ALIASES["timestamp"])
    if not is_of_another_event(name) or plain(name) in known:
        return False
    is_of_owner = not _OWNER_OF_PATH.isdisjoint(split_name(name.removesuffix(last_part(name))).split())
    return is_of_owner or is_of_a_beginning(name) or is_of_no_event(name) or plain(last_part(name)) not in known


def _holds(words: re.Pattern[str], name: str) -> bool:
    """Whether a name holds some of the words, in simplified characters too."""
    return any(words.search(split_name(each)) for each in {name, simplified(name)})


_PAIRS = (
    ("start", "end", "stop", "finish"),
    ("started", "ended", "stopped", "finished"),
    ("starting", "ending"),
    ("begin", "end"),
    ("began", "ended"),
    ("check in", "check out"),
    ("checkin", "checkout"),
    ("checked in", "checked out"),
    ("pick up", "drop off", "return"),
    ("pickup", "dropoff", "return"),
    ("picked up", "dropped off"),
    ("log in", "log out"),
    ("login", "logout"),
    ("borrowed", "returned"),
    ("borrow", "return"),
    ("loan", "return"),
    ("issue", "return"),
    ("issued", "returned"),
    ("rented", "returned"),
    ("rental", "return"),
    ("from", "to", "until", "till"),
    ("add", "upd", "update"),
    ("added", "updated", "modified"),
    ("created", "updated", "modified"),
    ("von", "bis"),
    ("beginn", "ende"),
    ("anreise", "abreise"),
    ("ausleihe", "ruckgabe"),
    ("debut", "fin"),
    ("arrivee", "depart"),
    ("emprunt", "retour"),
    ("inicio", "fin", "final", "fim", "termino"),
    ("desde", "hasta"),
    ("entrada", "salida", "saida"),
    ("prestamo", "devolucion"),
    ("inizio", "fine"),
    ("prestito", "restituzione"),
    ("emprestimo", "devolucao"),
    ("开始", "结束"),
    ("開始", "終了"),
    ("入住", "离店", "退房"),
    ("借出", "归还"),
    ("貸出", "返却"),
)
"""The start of something, and what its end is called."""
_VALIDITY = re.compile(r"\b(valid|validity|gultig|valable|valido|vigencia|validade)\b")
"""Words of dates between which something holds, which is no event."""
_TIMES = re.compile(
    r"^(date|time|datetime|timestamp|at|on|datum|zeit|am|fecha|hora|data|ora|heure|de|da|di|do|del|du)+$"
)


def end_of(name: str, others: Iterable[str]) -> str | None:
    """Return the column of the start of what a column is the end of, None where there is none.

    >>> [end_of(name, ["checkin", "start_date", "tpep_pickup_datetime", "Datum von", "date_add"]) for name in
    ...  ("checkout", "EndDate", "tpep_dropoff_datetime", "Datum bis", "date_upd")]
    ['checkin', 'start_date', 'tpep_pickup_datetime', 'Datum von', 'date_add']
    >>> end_of("start_date", ["end_date"]), end_of("end_station", ["start_date"]), end_of("delivery", ["order"])
    (None, None, None)
    >>> end_of("valid_to", ["valid_from"])
    """
    if _VALIDITY.search(split_name(name)):
        return None
    starts = {_bare(other).replace(" ", ""): other for other in others if other != name}
    return next((starts[start] for start in _starts_of(name) if start in starts), None)


@lru_cache(maxsize=20_000)
def _starts_of(name: str) -> tuple[str, ...]:
    """Return what the start may be called of what a name is the end of."""
    bare, found = _bare(name), []
    for start, *ends in _PAIRS:
        for end in ends:
            edge = "" if not end.isascii() else r"\b"
            begun, n = re.subn(f"{edge}{end}{edge}", start, bare)
            found += [begun.replace(" ", "")] if n == 1 else []
    return tuple(found)


@lru_cache(maxsize=20_000)
def _bare(name: str) -> str:
    """Return the words of a name without those that say that it is a time."""
    words = re.sub(r"(?<=[a-z])(date|time)$", r" \1", split_name(name)).split()
    kept = [word for word in words if not _TIMES.match(word)]
    return " ".join(re.sub("(日期|时间|日時|時間|日)$", "", word) for word in kept)
