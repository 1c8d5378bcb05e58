"""What columns say became of each row of orders or payments: paid back, cancelled, not paid yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from core.ingest.names.amounts import OF_ORDERING, OF_SALE
from core.ingest.orders.status_codes import (
    coded_statuses,
    is_in_words,
    note_on_codes,
    note_on_states,
    note_on_words,
    unread_words,
)
from core.ingest.orders.taken_back import are_negative, flags_of_any, state_of_document, take_others_back
from core.ingest.reader.read import RawTable
from core.ingest.reader.reshape import rows_sql
from core.ingest.states import status_names as names
from core.ingest.states.context import state_in_context, was_applied_for
from core.ingest.states.order_states import (
    CANCELLED,
    MAX_STATUSES,
    PAID,
    PENDING,
    RETURNED,
    UNCLEAR,
    are_states,
    holds_states,
    is_status_name,
    state_of,
)
from core.ingest.tables.log_table import LogTable
from core.ingest.tables.state_columns import holds_sale_stages, is_document, is_of_each, is_state_column
from core.population.loans import is_of_loan
from core.population.meanings import OTHER, PAID_BACK, PURCHASE, event_kind, is_rating
from core.sentences import say
from core.store.scratch import Scratch
from core.store.sql import literals
from core.types import REFUND

_DATE = re.compile(
    r".*\d{1,4}[-/.年]\d{1,2}.*|\d{10,13}|.*[^\W\d_]{3,}\.? \d{1,2},? \d{4}.*"
    r"|.*\d{1,2}[. -]+[^\W\d_]{3,}\.?[ -]\d{2,4}.*"
)
_MOST_WORDS = 1000
_SENT, _BESIDE_SENT = "sent", {"draft", "sale"}
"""An offer that was sent, as Odoo calls it beside the states "draft" and "sale"."""
_MOST_TESTS = 0.2
"""Where more rows than this are of a test, it is an experiment."""
_RENTED = 0.5
"""Where more rows than this were sent back, things are lent rather than sold."""


@dataclass(frozen=True, slots=True)
class Statuses:
    """Which texts of which columns say that a row is a refund, was cancelled or is not paid."""

    says: Mapping[str, Mapping[str, tuple[str, ...]]]
    """Event name → column → its texts in small letters; no text: any."""
    events: tuple[str, ...] | None = None
    """Texts of the event column by which something is bought: the others are never orders. None without one."""
    history: tuple[str, ...] = ()
    """Columns that say what an order is: where it has a row for each state, they differ."""
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether any column says something."""
        return bool(self.says)

    def sql(self, state: str, events: LogTable, raw: RawTable) -> str:
        """Return SQL for whether a row is of a state; "" where nothing says so."""
        conditions = [_is_one_of(raw, column, texts) for column, texts in self.says.get(state, {}).items()]
        found = " or ".join(f"coalesce({each}, false)" for each in conditions)
        if not found or self.events is None or not events.map.event:
            return found and f"({found})"
        return f"(({found}) and trim({events.sql_of(raw, events.map.event, 'event')}) in ({literals(self.events)}))"


NO_STATUSES = Statuses({})


def status_columns(events: LogTable) -> list[str]:
    """List the columns that say what became of a row, whatever they say; of flags of refunds those of full ones."""
    kinds = {header: kind for header in _free(events) if (kind := _kind_of(events, header))}
    of_any = flags_of_any(events, [header for header, kind in kinds.items() if kind in _BACK_FLAGS])
    return [header for header in kinds if header not in of_any]


def columns_read(events: LogTable) -> set[str]:
    """Return the columns whose states are read: those of ``status_columns``, and of orders that go on."""
    return {*status_columns(events), *histories(events)}


def find_statuses(scratch: Scratch, events: LogTable) -> Statuses:
    """Find out which columns say what became of each row, and what their texts mean."""
    says: dict[str, dict[str, tuple[str, ...]]] = {}
    notes: list[str] = []
    flags = [header for header in _free(events) if _kind_of(events, header) in _BACK_FLAGS]
    for header, full in flags_of_any(events, flags).items():
        notes.append(say("{column!r} is not read: {full!r} says what was paid back in full.", column=header, full=full))
    for header in status_columns(events):
        kind = _kind_of(events, header)
        if kind in _DENIALS:
            counts = _counts(scratch, events, header)
            found = {_STATES_OF_KIND[kind]: tuple(text for text in counts if text in names.NO)}
            notes.append(note_on_states(header, counts, found))
        elif kind in _STATES_OF_KIND:
            texts_of_kind: tuple[str, ...] = names.TRUE if kind in _FLAGS else ()
            found = {_STATES_OF_KIND[kind]: texts_of_kind}
            notes += [say("{column!r} says which rows were paid back.", column=header)] if kind in _BACK_KINDS else []
            if kind == "test flag":
                notes.append(say("{column!r} says which rows are tests: they are no purchases.", column=header))
        else:
            counts = _counts(scratch, events, header)
            takes_back = partial(take_others_back, scratch, events, header)
            found = dict(_read(events, header, counts, takes_back, partial(are_negative, events, header)))
            notes += [note_on_states(header, counts, found)] if found else []
        for state, texts in found.items():
            says.setdefault(state, {})[header] = texts
    notes += _unread(scratch, events) if _has_orders(events) else []
    return Statuses(says, _bought(scratch, events) if says else None, histories(events), tuple(notes))


def _unread(scratch: Scratch, events: LogTable) -> list[str]:
    """Return notes on states in codes, or in words that are not understood, where rows are purchases or named."""
    is_sold = bool(events.map.quantity or events.map.order or OF_SALE.search(events.map.timestamp or ""))
    if not events.map.event and (not is_sold or is_rating(events.map.value or "")):
        return []
    free = _free(events)
    named = [each for each in free if _is_status(events, each)]
    coded = [each for each in coded_statuses(events.sample, free, events.map.event)
             if not is_in_words(events.sample, each, named)]  # fmt: skip
    notes = [note_on_codes(events, header, _counts(scratch, events, header)) for header in coded]
    owners = [each for each in (events.map.user, events.map.item) if each in events.sample.columns]
    unread = [
        each
        for each in ([] if events.map.event else unread_words(events.sample, free))
        if not any(is_of_each(events.sample, owner or "", each) for owner in owners)
    ]
    return [*notes, *(note_on_words(header, _counts(scratch, events, header)) for header in unread)]


def histories(events: LogTable) -> tuple[str, ...]:
    """List the columns of states of orders, whatever these are: mostly, their words are known."""
    named = (each for each in _free(events) if _is_status(events, each))
    return tuple(each for each in named if are_states(events.sample.texts(each))) if events.map.order else ()


def _free(events: LogTable) -> list[str]:
    roles = events.map
    used = {roles.user, roles.item, roles.timestamp, roles.value, roles.quantity, roles.order}
    return [each for each in events.raws[0].headers if each not in used and each in events.sample.columns]


_BACK_FLAGS = ("return flag", "refund flag")
_BACK_KINDS = (*_BACK_FLAGS, "refund time")
_FLAGS = ("cancel flag", "test flag", "return flag", "refund flag")
_DENIALS = ("accepted flag", "paid flag", "live flag")
"""What says by a no what became of a row."""
_STATES_OF_KIND = {
    "cancel flag": CANCELLED,
    "cancel time": CANCELLED,
    "test flag": CANCELLED,
    "live flag": CANCELLED,
    "return flag": REFUND,
    "refund flag": PAID_BACK,
    "refund time": PAID_BACK,
    "accepted flag": CANCELLED,
    "paid flag": PENDING,
}


def _kind_of(events: LogTable, header: str) -> str:
    """Return what a column is that says what became of a row; "" where it says nothing of that."""
    name, texts = header.strip(), events.sample.texts(header)
    if is_document(events.sample, header) and events.sample.n_distinct(header) <= MAX_STATUSES:
        return "document" if header != events.map.event else ""
    if _is_status(events, header):
        is_read = holds_states(header, texts, has_orders=_has_orders(events))
        return "status" if is_read or holds_sale_stages(events.sample, header) else ""
    if header == events.map.event or (names.BACK_NAME.fullmatch(name) and any(map(is_of_loan, events.raws[0].headers))):
        return ""  # what was lent comes back, and nothing is paid back
    is_flag = partial(_is_flag, has_blank=len(texts) < len(events.sample.columns[header]))

    def is_of_order(texts: Sequence[str]) -> bool:
        is_sold = _has_orders(events) and not is_rating(events.map.value or "")
        return is_sold and _is_flag(texts, has_blank=False)

    def are_few(texts: Sequence[str], words: Collection[str] = names.TRUE) -> bool:
        n_tests = sum(text.strip().lower() in words for text in texts)
        return is_of_order(texts) and n_tests <= _MOST_TESTS * len(texts)

    named: tuple[tuple[str, re.Pattern[str], Callable[[Sequence[str]], bool]], ...] = (
        ("cancel flag", names.CANCEL_NAME, is_flag),
        ("test flag", names.TEST_NAME, are_few),
        ("live flag", names.LIVE_NAME, partial(are_few, words=names.FALSE)),
        ("return flag", names.RETURN_NAME, is_flag),
        ("refund flag", names.BACK_NAME, is_flag),
        ("accepted flag", names.ACCEPTED_NAME, is_of_order),
        ("paid flag", names.PAID_NAME, is_of_order),
        ("cancel time", names.WHEN_CANCELLED, _are_dates),
        ("refund time", names.WHEN_BACK, _are_dates),
    )
    return next((kind for kind, pattern, fits in named if pattern.fullmatch(name) and fits(texts)), "")


def _is_status(events: LogTable, header: str) -> bool:
    is_named = is_state_column(events.sample, header, events.map.event)
    return is_named and events.sample.n_distinct(header) <= MAX_STATUSES


def _has_orders(events: LogTable) -> bool:
    roles = events.map
    return bool(roles.value or roles.quantity or roles.order or OF_ORDERING.search(roles.timestamp or ""))


def _is_flag(texts: Sequence[str], has_blank: bool) -> bool:
    """Whether texts say yes or no; a blank cell is a no."""
    found = {text.strip().lower() for text in texts}
    return (bool(found & set(names.FALSE)) or (has_blank and bool(found))) and found <= {*names.TRUE, *names.FALSE}


def _are_dates(texts: Sequence[str]) -> bool:
    filled = [text for text in texts if text.strip()]
    return bool(filled) and all(map(_DATE.fullmatch, filled))


def _counts(scratch: Scratch, events: LogTable, header: str) -> Mapping[str, int]:
    """Count the texts of a column, in small letters, in all rows."""
    rows = rows_sql(events.raws, lambda raw: f"lower(trim({raw.column(header)})) as text")
    sql = f"select text, count(*) as n from ({rows}) where text <> '' group by text"  # noqa: S608
    return {str(text): int(n) for text, n in scratch.rows(f"{sql} order by n desc, text limit {_MOST_WORDS}")}


def _read(
    events: LogTable,
    header: str,
    counts: Mapping[str, int],
    takes_back: Callable[[Sequence[str], Sequence[str]], bool],
    are_minus: Callable[[str], bool],
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Return what the texts of a status or of a kind of document say, by event name."""
    is_kind, has_orders = is_document(events.sample, header), _has_orders(events)
    of_state: dict[str, list[str]] = {}
    for text in counts:
        state = CANCELLED if text == _SENT and counts.keys() >= _BESIDE_SENT else state_of(text)
        state = state_in_context(text, state, header, counts, events.sample.columns)
        if not has_orders and was_applied_for(text, events.sample.columns):
            state = PAID
        if is_kind:
            state = state_of_document(text, state, counts, are_minus(text))
        of_state.setdefault(state, []).append(text)
    sent_back = of_state.get(RETURNED, [])
    if has_orders and sum(counts[text] for text in sent_back) <= _RENTED * sum(counts.values()):
        of_state.setdefault(PAID_BACK, []).extend(sent_back)
    if not has_orders or names.OF_DELIVERY.search(header.lower()):
        of_state.pop(PENDING, None)
    if not is_kind:
        of_state.setdefault(PAID_BACK, []).extend(of_state.pop(REFUND, []))
    elif of_state.get(PAID_BACK) and takes_back(of_state[PAID_BACK], of_state.get(UNCLEAR, [])):
        of_state.setdefault(REFUND, []).extend(of_state.pop(PAID_BACK))
    for state in (REFUND, PAID_BACK, CANCELLED, PENDING):
        if of_state.get(state):
            yield state, tuple(of_state[state])


def _bought(scratch: Scratch, events: LogTable) -> tuple[str, ...] | None:
    """Return the texts of events by which something is bought; None where the events are not named, or by a status."""
    column = events.map.event
    if not column or is_status_name(column):
        return None
    rows = rows_sql(events.raws, lambda raw: f"distinct trim({events.sql_of(raw, column, 'event')}) as text")
    texts = scratch.rows(f"select distinct text from ({rows}) where text <> '' limit {_MOST_WORDS}")  # noqa: S608
    kinds = {str(text): event_kind(str(text)) for (text,) in texts}
    kind = PURCHASE if PURCHASE in kinds.values() else OTHER
    return tuple(text for text, each in kinds.items() if each == kind)


def _is_one_of(raw: RawTable, column: str, texts: Sequence[str]) -> str:
    if column not in raw.headers:
        return "false"
    return f"lower(trim({raw.column(column)})) in ({literals(texts)})" if texts else f"trim({raw.column(column)}) <> ''"
