"""The kind of event of a log of sales by which column says what a row holds: only some kinds have an item or an amount.

Collectors may write the number of an event in place of its name, as Klaviyo writes ids of its metrics.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from core.ingest.names.naming import EXACT, HELD, certainty, describes_user
from core.ingest.states.order_states import is_status_of_orders
from core.ingest.states.status_names import FALSE, TRUE
from core.ingest.tables.evidence import FEW_ROWS, Columns, Evidence
from core.ingest.tables.sample import Sample
from core.ingest.tables.source import Candidate, Choice, Question
from core.population.event_parts import split_name
from core.population.meanings import is_rating
from core.sentences import say

_MOST_KINDS, _OFTEN = 40, 5
"""Kinds of events a log has at most, and rows that each has on the mean."""
_FULL, _SOME, _SURE = 0.98, 0.02, 0.98
"""Shares: of rows with a kind, of rows with and without an item at least, and of rows whose kind says which."""
_EACH = 0.95
"""Of items that come again, so many have one value of what is theirs."""
_SHOWN, _LONGEST = 12, 40
"""Values that a question shows, and letters of each."""
_CALLED = re.compile(
    r"\b(metrics?|events?|actions?|activity|activities|kinds?|types?|verbs?|behaviou?rs?|operations?|tracks?)\b"
    r"|类型|行为|事件|種別"
)
_OF_PLACES = re.compile(
    r"\b(stores?|shops?|branch|outlet|sites?|sources?|channels?|markets?|countr\w+|regions?|city|cities|warehouse"
    r"|terminal|till|register|device|platform|campaigns?|currency|payment|method|user|customer|member|segment|group"
    r"|level|version|year|month|week|day|hour|quarter|ship|billing|address|province|zip|postcode)\b"
)
_CODE = re.compile(r"\d{1,6}|(?=.*[\dA-Z])[A-Za-z0-9_-]{1,40}")
_GAPS = ("item", "value", "order", "quantity")


def find_coded_kinds(columns: Columns, sample: Sample, choices: Sequence[Choice]) -> tuple[Choice, Question] | None:
    """Return the column of the kinds of events of a log of sales without one, and the question whether it is that.

    Each of its values has an item, or an amount, in all of its rows or in none, and not all are alike; an item comes
    with several of them. Columns of the places of a sale and of yes and no are none.
    """
    roles = {each.role: each.column for each in choices if each.role != "attribute"}
    is_sale = bool({"quantity", "order"} & set(roles)) and not is_rating(roles.get("value", ""))
    if not is_sale or "event" in roles or _has_orders_for_some(columns, roles):
        return None
    gaps = [roles[role] for role in _GAPS if role in roles and _SOME < _share(columns[roles[role]]) < 1 - _SOME]
    taken = {each.column for each in choices}
    found = [
        header
        for header, one in columns.items()
        if header not in taken
        and _may_be_kind(header, one)
        and any(_says_which(one.codes, columns[gap].codes) for gap in gaps)
        and not _is_of_one(columns, header, [roles[role] for role in ("user", "item") if role in roles])
    ]
    kind = max(found, key=lambda each: (bool(_CALLED.search(split_name(each))), -columns[each].n_distinct), default="")
    return (_chosen(kind), _question(kind, sample)) if kind else None


def _has_orders_for_some(columns: Columns, roles: Mapping[str, str]) -> bool:
    """Whether some rows with a user and an item, and fewer than half, have the number of an order: they were bought."""
    if not {"user", "item", "order"} <= roles.keys():
        return False
    is_whole = (columns[roles["user"]].codes >= 0) & (columns[roles["item"]].codes >= 0)
    n_ordered = int((columns[roles["order"]].codes[is_whole] >= 0).sum())
    return 0 < n_ordered < int(is_whole.sum()) / 2


def _share(one: Evidence) -> float:
    return float((one.codes >= 0).mean())


def _may_be_kind(header: str, one: Evidence) -> bool:
    """Whether values are few enough for kinds of events, and neither flags nor what another role or a place has."""
    if not 2 <= one.n_distinct <= _MOST_KINDS or one.n_filled < max(FEW_ROWS, _OFTEN * one.n_distinct):
        return False
    if _share(one) < _FULL or one.is_status or one.is_date or one.is_epoch or one.private:
        return False
    roles = ("user", "item", "timestamp", "value", "quantity", "order", "attribute")
    is_other = any(certainty(role, header) >= EXACT for role in roles) or is_status_of_orders(header)
    if is_other or certainty("order", header) >= HELD or describes_user(header):
        return False
    name = split_name(header)
    if _CALLED.search(name) or certainty("event", header) >= HELD:
        return not re.search(r"payment|paid|shipping|delivery|currency|customer|user", name)
    return not _OF_PLACES.search(name) and bool(_CODE.fullmatch(one.example)) and not _is_flag(one)


def _is_flag(one: Evidence) -> bool:
    return one.n_distinct <= 2 and one.example.lower() in (*TRUE, *FALSE)


def _says_which(kinds: npt.NDArray[np.int64], filled: npt.NDArray[np.int64]) -> bool:
    """Whether each kind is nearly always with or without what another column holds, some with it and some without."""
    is_there = kinds >= 0
    counts = np.bincount(kinds[is_there])
    n_with = np.bincount(kinds[is_there], weights=filled[is_there] >= 0)
    usual = np.maximum(n_with, counts - n_with)
    has = n_with[counts > 0] > counts[counts > 0] / 2
    return bool(usual.sum() >= _SURE * counts.sum() and has.any() and not has.all())


def _is_of_one(columns: Columns, header: str, owners: Sequence[str]) -> bool:
    """Whether each user, or each item, that comes again has one value of a column."""
    return any(columns.tie((owner,), header)[0] >= _EACH for owner in owners)


def _chosen(header: str) -> Choice:
    return Choice("events", "event", header, say("its values say which rows hold an item or an amount"), 0.5)


def _question(header: str, sample: Sample) -> Question:
    often = Counter(text.strip() for text in sample.texts(header))
    sentence = say(
        "Only some values of {column!r} come with an item or an amount, {values}: is it the kind of event, such as a "
        "view or a purchase?",
        column=header,
        values=", ".join(f"{text[:_LONGEST]} ({n:,})" for text, n in often.most_common(_SHOWN)),
    )
    reasons = (
        say("each code is an event, of which you then say what it means"),
        say("all rows are purchases, whatever their code is"),
    )
    return Question("events", "event", sentence, (Candidate(header, reasons[0]), Candidate("", reasons[1])))
