"""How well each column fits each role, by its name and by its values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from core.ingest.columns.time_columns import certainty_beside, has_time, is_end, score_clock, score_time, share_of_event
from core.ingest.columns.titles import are_deeds, is_coarser, may_be_written
from core.ingest.columns.unnamed_ids import FEW_USERS, FIT, MANY_ROWS, as_id, is_chosen, is_of_books, score_unnamed
from core.ingest.columns.value_columns import (
    are_opinions,
    are_votes,
    ends_in_opinion,
    is_bare_opinion,
    is_constant,
    is_price,
    is_strength,
    may_be_codes,
    may_be_extension,
    score_value,
)
from core.ingest.names.amounts import counts_pieces, holds_amount
from core.ingest.names.beside import USERS, is_name_of
from core.ingest.names.called import called, is_kind_of_thing, is_no_person, is_no_thing, is_person, is_start_of_tie
from core.ingest.names.counting import is_counting
from core.ingest.names.naming import EXACT, HELD, certainty, describes_user, heads_of, is_id_name, means_other
from core.ingest.states.order_states import is_status_name
from core.ingest.states.status_names import NOT_OF_ORDERS
from core.ingest.tables.evidence import FEW_ROWS, NEVER, Columns, Evidence
from core.population.event_parts import split_name
from core.population.meanings import is_other_score, is_rating
from core.population.points import are_of_a_program

_NAME, _VALUE = 0.6, 0.4
_LEAST_OF_KEY, _LEAST_OF_OTHERS, _LEAST_OF_EVENTS = 0.25, 0.6, 0.95
"""What an all but empty column scores of what it would score full; rows without the name of an event are usual ones."""
_FULL_NAMES, _LONG = 1_000, 80
_AS_TEXT = ("'", '="')
"""What a spreadsheet puts before a number that is to stay a text, as ids are."""
_SOME = 0.2
"""Where so many values are spans of time, as "00:40:02" beside "not the last one", they are no ids."""
_ONCE = 0.5
"""An id of events with more different values than this share of its rows is that of the row."""
_MANY_LINES, _FEW_ORDERS = 50, 3
"""So many rows are no lines of so few orders: the column says how a list was sorted, or the like."""
_REPEATING = 0.05
"""Texts with fewer different ones among them repeat as titles do."""
_COUNTS = ("num_", "nb_", "cnt_", "count_", "total_", "avg_", "mean_", "sum_", "pct_", "percent_", "is_", "has_")
"""What names of counts, sums and flags begin with."""
_NO_EVENT = re.compile(
    "payment|paid|shipping|shipment|delivery|fulfil|carrier|method|zahl|versand|liefer|paiement|livraison|pago|envio"
    "|pagamento|spedizione|支付|付款|配送|物流|支払|発送"
    "|(document|doc|invoice|order)[ _.-]?type|beleg[ _.-]?art|type de document|tipo (de )?documento|单据类型|伝票区分"
)
"""Words of how something is paid or sent, or of a document: "Flat Rate" and "Delivery Note" are no events there."""
_MOST_POINTS = 1_000
"""Ratings are no higher than this."""
_MOST_CODES, _FEW_NUMBERS = 12, 32
"""Whole numbers below this are as likely a month, a rank or a count as an id."""


def score(role: str, header: str, columns: Columns) -> float:
    """Score a column for a role of a log of events: up to 1, ``NEVER`` where it cannot be."""
    one, name = columns[header], certainty(role, header)
    if role == "item" and one.private in ("phone", "bank") and name < EXACT:
        return NEVER  # who was called, or paid
    if (role in _OF_ITEMS and one.private in _OF_PERSONS) or (role in _IDS and _is_no_id(role, header, columns)):
        return NEVER
    if not one.n_filled:
        is_never = role in ("timestamp", "value", "event") or (role in _IDS and len(one.codes) >= FEW_ROWS)
        return NEVER if is_never else 0.3 * name
    if role in _NO_COUNTS and name < EXACT and is_counting(header):
        return NEVER
    if role == "value" and _is_other_value(header, one, columns):
        return NEVER
    if role == "quantity" and counts_pieces(header) and not _is_sold(columns):
        return NEVER
    is_id = role == "timestamp" and name == 0 and one.looks["whole"] > 0.5 and is_id_name(header)
    if is_id or (role == "timestamp" and is_end(header, columns)):
        return NEVER
    value = _VALUES[role](one, as_id(role, header, name, one), columns)
    if role == "timestamp" and one.time is not None:
        name = certainty_beside(one, name, columns)
    if role == "timestamp" and (share := share_of_event(header, columns)) < 1:
        name, value = 0.0, share * value
    if role in _IDS and name == 0:
        value = score_unnamed(role, one, value, columns)
    if value == NEVER or (name == 0 and role in _BY_NAME_ONLY) or (0 < name < EXACT and value < 0.3):
        return NEVER
    least = _LEAST_OF_KEY if role in ("user", "item", "timestamp") else _LEAST_OF_OTHERS
    least = _LEAST_OF_EVENTS if role == "event" and one.event_share == 1.0 and one.n_distinct > 1 else least
    return (_NAME * name + _VALUE * value) * (least + (1 - least) * one.fullness)


def _is_other_value(header: str, one: Evidence, columns: Columns) -> bool:
    """Whether numbers are a score of others, a strength, a code or the like rather than what an event is worth."""
    if is_rating(header) and one.largest > _MOST_POINTS:
        return True  # the number of a note or of an invoice
    is_code = are_of_a_program(header) or may_be_extension(header, columns) or may_be_codes(header, one)
    if is_code or is_other_score(header) or is_strength(header, one) or ends_in_opinion(header):
        return True
    return are_votes(header, one, columns) or (is_bare_opinion(header) and not are_opinions(header, columns))


def _is_sold(columns: Columns) -> bool:
    """Whether a table has amounts or numbers of orders, as logs of what was sold have."""
    return any(certainty("value", each) >= HELD or certainty("order", each) >= EXACT for each in columns)


def _is_no_id(role: str, header: str, columns: Columns) -> bool:
    """Whether a column has the name of something else, or all its rows are alike and nothing speaks for it."""
    one = columns[header]
    is_alike = is_constant(one) and certainty(role, header) == 0
    is_row_number = role == "item" and header.strip().lower() == "id" and one.n_distinct == one.n_filled > 1
    is_count = certainty(role, header) == 0 and header.strip().lower().startswith(_COUNTS)
    is_time = one.is_epoch and certainty("timestamp", header) >= EXACT > certainty(role, header)
    is_user = role == "item" and (describes_user(header) or (_is_user(header) and not is_chosen(header, columns)))
    if role == "user" and certainty(role, header) == 0 and (is_no_person(header) or called("item", header) > 0):
        return not (one.private == "phone" or is_start_of_tie(header, columns))
    if certainty(role, header) == 0 and is_no_thing(header):
        return True
    is_of_events = (
        role == "item" and heads_of(header)[0] == "eventid" and one.uniqueness < _ONCE and one.n_distinct > FEW_USERS
    )
    return (
        is_alike or is_row_number or is_count or is_user or is_time or (means_other(role, header) and not is_of_events)
    )


def _is_user(header: str) -> bool:
    """Whether a name is that of a user or of another person, and of no item."""
    of_item = certainty("item", header)
    is_named = certainty("user", header) > 0 and split_name(header).partition(" ")[0] in USERS
    return certainty("user", header) >= EXACT > of_item or (of_item == 0 and (is_named or is_person(header)))


def _id(one: Evidence, name: float, columns: Columns) -> float:
    """Score values as ids; times, prices, structures, addresses and text that hardly repeats are none."""
    looks = one.looks
    is_amount = is_price(one) and not (name >= EXACT and looks["entire"] == 1.0)
    is_date = one.is_date and not (name >= EXACT and looks["whole"] > 0.5)
    if is_date or max(map(looks.__getitem__, _NO_IDS)) > 0.5 or is_amount:
        return NEVER
    is_text = one.example.startswith(_AS_TEXT)
    if one.is_number and not is_text and max(looks["whole"], looks["browser"]) < 0.5 and name < EXACT:
        return NEVER
    if name == 0 and (one.n_filled < FEW_ROWS or one.are_counts or looks["clock"] > _SOME):
        return NEVER
    if one.length > _LONG or (looks["spaced"] > 0.3 and one.uniqueness > 0.9 and one.n_filled >= FEW_ROWS):
        return NEVER
    if one.is_epoch and name < EXACT and not has_time(one, columns):
        return 0.1
    return FIT


def _user(one: Evidence, name: float, columns: Columns) -> float:
    basic = _id(one, name, columns)
    if basic == NEVER or (one.is_unique and name < EXACT):
        return NEVER
    if is_constant(one) and (is_of_books(one, columns) or (name < EXACT and _are_sales(columns))):
        return NEVER
    if is_constant(one) and heads_of(one.header)[0] in ("ip", "ipaddress"):
        return NEVER
    if one.is_unique and any(_repeats_as_user(one, other, header) for header, other in columns.items()):
        return NEVER
    if one.looks["email"] > 0.5:
        return 1.0
    if one.looks["named"] > 0.5 and any(_is_surer(one, other, header) for header, other in columns.items()):
        return NEVER
    if one.looks["uuid"] > 0.5:
        return 0.8
    if one.n_filled >= FEW_ROWS and one.n_distinct <= FEW_USERS and name < EXACT:
        return 0.3 if name > HELD else 0.05
    kind = 0.7 if one.looks["digits"] > 0.5 and one.looks["spaced"] < 0.5 else 0.3
    return min(basic, kind)


def _are_sales(columns: Columns) -> bool:
    """Whether a table has amounts that differ: an address that all of its rows share is that of who sells."""
    return any(
        certainty("value", header) >= EXACT and other.is_number and is_price(other) and other.n_distinct > FEW_USERS
        for header, other in columns.items()
    )


def _repeats_as_user(one: Evidence, other: Evidence, header: str) -> bool:
    """Whether another column names users by its name, who repeat where each row of this one has a value of its own."""
    is_user = certainty("user", header) >= EXACT or other.looks["email"] > 0.5
    return is_user and not other.is_unique and other.uniqueness < 0.8 and other.fullness >= 0.9 * one.fullness


def _is_surer(one: Evidence, other: Evidence, header: str) -> bool:
    """Whether another column has e-mail addresses or ids of the users whose names a column has: many have one name."""
    is_id = other.looks["email"] > 0.5 or (certainty("user", header) >= EXACT and other.looks["digits"] > 0.5)
    is_of_many = other is not one and other.n_distinct > 1
    return is_id and is_of_many and certainty("user", header) > 0 and other.fullness >= 0.9 * one.fullness


def _item(one: Evidence, name: float, columns: Columns) -> float:
    basic = _id(one, name, columns)
    if basic == NEVER or one.looks["email"] > 0.5 or (one.is_unique and name < EXACT):
        return NEVER
    if name == 0 and one.is_number and holds_amount(one.header):
        return NEVER
    if one.is_unique:
        return 0.1 if one.n_filled < MANY_ROWS else -0.3
    if one.n_filled >= FEW_ROWS and one.n_distinct <= 2 and name < EXACT:
        return 0.05
    if one.n_filled >= FEW_ROWS and one.looks["letters"] < 0.5 and one.largest < _FEW_NUMBERS and name < HELD:
        return 0.1
    if one.event_share > 0.6 and name < EXACT:
        return 0.05
    if name == 0 and one.looks["spaced"] > 0.3 and one.uniqueness > _REPEATING:
        return 0.3  # what people wrote
    return 0.6 if one.looks["uuid"] < 0.5 else 0.4


def _event(one: Evidence, name: float, columns: Columns) -> float:
    if one.is_status:
        return NEVER
    if one.n_distinct > _FULL_NAMES or one.is_unique or one.is_date or one.is_epoch or is_price(one):
        return NEVER
    if name == 0 and (_is_no_event(one.header, columns) or (one.n_distinct == 1 and is_name_of(one.header))):
        return NEVER
    if name == 0:
        return 1.0 if one.event_share >= 0.6 and one.n_distinct <= 30 else NEVER
    if name < EXACT and one.event_share < 0.6:
        return 0.4 if are_codes(one) else NEVER
    return 0.4 + 0.6 * one.event_share


def _is_no_event(header: str, columns: Columns) -> bool:
    """Whether a name is that of a way of paying or sending, of a document, or of a state of people or all sales."""
    is_state = is_status_name(header) or heads_of(header)[0].endswith(("status", "state"))
    is_of_all = is_constant(columns[header]) and _is_sold(columns)
    is_other = _NO_EVENT.search(header.lower()) or is_kind_of_thing(header)
    return bool(is_other or (is_state and (is_of_all or NOT_OF_ORDERS.search(header.lower()))))


def are_codes(one: Evidence) -> bool:
    """Whether values are few whole numbers, as the codes of event types are."""
    is_whole = one.looks["whole"] > 0.98 and one.largest < _FEW_NUMBERS
    return is_whole and one.n_filled >= FEW_ROWS and 2 <= one.n_distinct <= _MOST_CODES


def _quantity(one: Evidence, name: float, columns: Columns) -> float:
    return 1.0 if one.is_number and one.looks["whole"] > 0.5 else 0.4 if one.is_number else NEVER


def _order(one: Evidence, name: float, columns: Columns) -> float:
    is_ticket = one.is_unique and heads_of(one.header)[0].startswith("ticket")  # where nothing is sold, one each row
    if is_ticket and not any(
        certainty(role, header) >= EXACT and other.is_number
        for header, other in columns.items()
        for role in ("value", "quantity")
    ):
        return NEVER
    if one.n_filled >= _MANY_LINES and one.n_distinct <= _FEW_ORDERS:
        return NEVER
    return NEVER if one.is_date or is_price(one) or max(map(one.looks.__getitem__, _NO_ORDERS)) > 0.5 else 0.6


def _text(one: Evidence, name: float, columns: Columns) -> float:
    if one.looks["letters"] < 0.5 or one.is_date or one.looks["json"] > 0.5 or one.length > 400:
        return NEVER
    return NEVER if are_deeds(one, columns) else 0.3 if one.is_prose else 0.8


def _query(one: Evidence, name: float, columns: Columns) -> float:
    if not may_be_written(one.header, columns):
        return NEVER
    return NEVER if one.looks["letters"] < 0.5 or one.is_date or one.looks["json"] > 0.5 else 0.8


def _category(one: Evidence, name: float, columns: Columns) -> float:
    if one.is_date or is_price(one) or one.is_unique or one.looks["json"] > 0.5:
        return NEVER
    is_of_codes = one.looks["letters"] < 0.5 or (one.looks["digits"] > 0.8 and one.looks["spaced"] < 0.1)
    return 0.5 if is_of_codes or is_coarser(one, columns) else 0.9


_VALUES: Mapping[str, Callable[[Evidence, float, Columns], float]] = {
    "user": _user,
    "item": _item,
    "event": _event,
    "timestamp": score_time,
    "time_of_day": score_clock,
    "value": score_value,
    "quantity": _quantity,
    "order": _order,
    "text": _text,
    "query": _query,
    "category": _category,
}
_IDS, _NO_IDS, _NO_ORDERS = ("user", "item"), ("json", "address", "clock", "flag"), ("json", "clock", "exponent")
_NO_COUNTS = ("user", "item", "value")
_OF_ITEMS, _OF_PERSONS = ("item", "text", "category"), ("name", "email", "address")
"""What says something of an item is never the name or address of a person."""
_BY_NAME_ONLY = ("time_of_day", "value", "quantity", "order", "text", "query", "category")
