"""Names of the end of something whose start is in another column: the event is when it began."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from core.population.event_parts import split_name

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
