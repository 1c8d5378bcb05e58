"""The distinct texts of users, items and event types, each with a number.

Staged rows hold numbers: a text is looked at once however often it occurs, and numbers are joined and sorted faster.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import partial

from core.ingest.money.signed_money import has_currency
from core.ingest.names.amounts import OF_ORDERING, OF_SALE, is_of_payment, is_owed
from core.ingest.orders.statuses import status_columns
from core.ingest.reader.read import RawTable
from core.ingest.reader.reshape import rows_sql
from core.ingest.states.order_states import CANCELLED, PENDING
from core.ingest.states.status_names import FALSE, TRUE
from core.ingest.tables.log_table import BLANKS, LogTable
from core.ingest.values.numbers import are_numbers
from core.population.event_parts import split_name
from core.population.event_words import CANCEL_NAMES
from core.population.loans import LOAN_ENDED, are_loans, ends_loan
from core.population.meanings import PAID_BACK, REFUND_NAMES, event_kind, is_rating
from core.store.scratch import Scratch
from core.store.sql import has_text, literal, literals
from core.types import REFUND

NO_EVENT = "event"
"""The event name where the log gives none."""
PURCHASE = "purchase"
"""The event name where the log gives none, but holds orders, quantities or payments."""
LEFT_CART = "cart"
"""The event name of lists of baskets that were never paid."""
WISH = "wishlist"
"""The event name of what stands on lists of wishes."""
_LEFT = re.compile(
    r"((cart|basket|checkout) )?abandon(ed|ment)( (cart|basket|checkout))?"
    r"( (at|on|date|time|timestamp|id|no|number|url|link))+"
    r"|(date|time) (cart |basket |checkout )?abandon(ed|ment)|弃购(时间|日期|单号)"
)
_LEFT_CART = re.compile(rf"(?=.*(cart|basket|checkout|弃购))({_LEFT.pattern})")
"""Names of when a basket was left, and of its id or address; rates, counts and flags of such are of orders too."""
_WISHED = re.compile(
    r"(wish ?list|wunschliste|merkliste|merkzettel|liste d envies|lista de deseos|lista desideri|lista de desejos"
    r"|心愿单|收藏夹|ほしい物リスト|お気に入りリスト|위시리스트)( (id|key|no|number|code|name|nr|编号|番号))*"
)
"""Names of the list of wishes that a row is of."""
_OF_LIST = re.compile(r"(id|key|no|number|code|nr|编号|番号)$")
_ADDED = re.compile(
    r"\b(added|add|created|saved|wished|hinzugefügt|gemerkt|ajout|añadid|agregad|aggiunt|adicionad)|加入|收藏|追加"
)
"""Names of lists by their number, and of when something was put onto one."""
_WAS_PAID = re.compile(
    r"\b(paid|ordered|purchased|completed|recovered|converted) (at|on|date|time)\b"
    r"|\b(order|orders|payment|purchase|financial|transaction|invoice|sale)"
    r" (at|on|date|time|status|state|id|no|number)\b|\b(date|time) of (order|purchase|payment)\b"
)
"""Names of what an order has, and a basket that was left has not."""
REFUND_NO, DEFAULT_NO, CANCELLED_NO, PENDING_NO, PAID_BACK_NO = 0, 1, 2, 3, 4
"""Numbers of the event types that a row may get without naming them."""
_OF_POINTS = re.compile(
    r"^(?!.*\b(?:order|receipt|invoice|bill)).*\b(loyalty|points?(?! of)|rewards?|miles|coins?|stamps?)\b"
)
"""Words of numbers of bookings of points, which are no orders."""
_OF_GIFT = re.compile(
    r"(?i)donation|pledged?\b|(?<![a-z])gifts?(?![ _-]?(cards?|wrap\w*|vouchers?|cert\w*|codes?|message|receipt))\b"
    r"|(?<![a-z])spende|donaci|donativo|doaç|doaca|donazion|捐款|捐赠|寄付"
)
"""Words of the name of an amount, or of a time, of what was given."""
ACCOUNT_ENDED = "subscription cancelled"
_OF_ACCOUNT = re.compile(
    r"\b(upgrade[ds]?|downgrade[ds]?|renew(s|ed|al|als)?|trials?|churn(ed)?|reactivat\w+|subscri\w+)\b"
)
"""Words of events of a subscription or an account."""
_MOST_NAMES, _MOSTLY, _NEARLY, _LOOKED_AT = 1000, 0.5, 0.95, 5_000
_DISTINCT = "create or replace temp table distinct_words as select distinct word from ({words}) where word is not null"
_NUMBERS = """
create or replace temp table {name}_words as
select word as {name}_word, no as {name}_no from (
    select word, (row_number() over () - 1)::integer as no from (select distinct word from ({words})))
where {condition}"""
"""Numbered before it is filtered, else DuckDB would filter the words of all rows before it finds the distinct ones."""
_NAMES = f"""
select word, lower(trim(word)) from distinct_words order by word limit {_MOST_NAMES}"""  # noqa: S608 - our own constant
_BOUGHT = """
select avg(is_bought::int) from (
    select bool_or(lower(trim(word)) in ({cancels})) as is_cancelled, bool_or(word in ({bought})) as is_bought
    from ({rows}) where who is not null group by who, what)
where is_cancelled"""
_EVENTS = """
create or replace temp table event_words as
select word as event_word, event, (dense_rank() over (
    order by event <> {refund}, event <> {default}, event <> {cancelled}, event <> {pending}, event <> {paid_back},
        event
    ) - 1)::integer as event_word_no
from (select word, {event} as event from distinct_words
    union all select null, unnest([{refund}, {default}, {cancelled}, {pending}, {paid_back}]));
create or replace temp table event_names as select distinct event, event_word_no as event_no from event_words"""
"""The names that a row may get without naming them stand there without a word."""


def number_words(scratch: Scratch, events: LogTable) -> None:
    """Make a table ``NAME_words`` of text and number for each of ``word_names``, and the table ``event_names``.

    What stands for no id, and a text of blanks, has no number.
    """
    for name in word_names(events):
        words = rows_sql(events.raws, partial(_word, events, name))
        if name == "event":
            scratch.run(_DISTINCT.format(words=words))
            _number_events(scratch, events)
        else:
            condition = f"{id_sql('word')} is not null" if name in ("user", "item") else has_text("word")
            scratch.run(_NUMBERS.format(name=name, words=words, condition=condition))


def _word(events: LogTable, name: str, raw: RawTable) -> str:
    return f"{word_sql(events, raw, name)} as word"


def _number_events(scratch: Scratch, events: LogTable) -> None:
    """Make the tables ``event_words`` and ``event_names`` from ``distinct_words``."""
    plain = {str(word): str(bare) for word, bare in scratch.rows(_NAMES)}
    names = {"cancelled": CANCELLED, "pending": PENDING, "paid_back": PAID_BACK}
    names |= {"refund": REFUND, "default": event_of_unnamed(events)}
    parts = {key: literal(each) for key, each in names.items()}
    refunds = REFUND_NAMES if len(plain) == _MOST_NAMES else {*REFUND_NAMES}.intersection(plain.values())
    words = list(plain)
    by_log: dict[str, Collection[str]] = {
        CANCELLED: _gives_up(scratch, events, words),
        LOAN_ENDED: _ended(events, words),
    }
    by_log |= {ACCOUNT_ENDED: _ends_account(words), REFUND: refunds}
    event = _event_sql("word", by_log)
    scratch.run(_EVENTS.format(event=event, **parts))


def word_names(events: LogTable) -> list[str]:
    """Return what is numbered: users, items, event types and attributes."""
    return ["user", "item", "event", *attribute_names(events)]


def attribute_names(events: LogTable) -> list[str]:
    """Return what the attributes are called among words, in their order."""
    return [f"attribute_{place}" for place in range(1, len(events.map.attributes) + 1)]


def word_sql(events: LogTable, raw: RawTable, name: str) -> str:
    """Return SQL for the texts of one of ``word_names``, a title or a category; null where the file has none."""
    roles = events.map
    columns = {
        "user": (roles.user, "user"),
        "item": (roles.item, "item"),
        "event": (roles.event, "event"),
        "title": (roles.text, "text"),
        "category": (roles.category, "category"),
    } | {name: (column, "") for name, column in zip(attribute_names(events), roles.attributes, strict=True)}
    column, role = columns[name]
    return events.sql_of(raw, column or "", role)


def id_sql(column: str) -> str:
    """Return SQL for an id as it is written, null where there is none."""
    missing = literals(BLANKS)
    return f"case when lower(trim({column})) in ({missing}) then null else {column} end"


def event_without_column(events: LogTable) -> str:
    """Return what events are called in a log without a column for it: purchases where it has orders or payments.

    A payment is an amount beside a column that says what became of it, such as "paid" and "failed", or beside the time
    of a purchase or transaction; so is what was donated, what is called revenue, a fare or the like, and an amount with
    the sign of a currency. A rating of an order is none. What has the time of an order and a state is an order as well.
    """
    roles = events.map
    is_rated = bool(roles.value) and is_rating(roles.value or "")
    is_amount = bool(roles.value) and not is_rated
    is_gift = is_amount and bool(
        _OF_GIFT.search(" ".join(split_name(each or "") for each in (roles.value, roles.timestamp)))
    )
    is_sale = bool(OF_SALE.search(roles.timestamp or "") or (status_columns(events) and not is_owed(roles.value or "")))
    is_payment = is_gift or (is_amount and (is_sale or _is_spent(events, roles.value or "")))
    is_ordered = not is_rated and bool(OF_ORDERING.search(roles.timestamp or "") and status_columns(events))
    is_order = roles.order and not is_rated and not _OF_POINTS.search(split_name(roles.order))
    is_bought = roles.quantity or is_order or is_payment or is_ordered
    if _was_left(events, _LEFT if is_bought else _LEFT_CART):
        return LEFT_CART
    if not roles.order and _was_left(events, _WISHED) and _is_wish(events):
        return WISH
    return PURCHASE if is_bought else NO_EVENT


def _is_wish(events: LogTable) -> bool:
    """Whether rows of lists of wishes were not bought from there: what has pieces and a price has a time of adding."""
    roles = events.map
    has_sale = bool(roles.quantity and roles.value)
    is_count = any(
        _WISHED.fullmatch(split_name(header)) and not _OF_LIST.search(split_name(header)) and are_numbers(texts)
        for header in events.sample.columns
        if (texts := events.sample.texts(header))
    )
    return not is_count and not (has_sale and not _ADDED.search(split_name(roles.timestamp or "")))


def _was_left(events: LogTable, names: re.Pattern[str]) -> bool:
    """Whether each order has when its basket was left, or its id or address, and hardly one has that it was paid."""
    sample = events.sample
    left = [header for header in sample.columns if names.fullmatch(split_name(header)) and _is_of_each(events, header)]
    n_left = len(sample.texts(left[0])) if left else 0
    return bool(left) and not any(
        _WAS_PAID.search(split_name(header)) and 2 * len(sample.texts(header)) > n_left for header in sample.columns
    )


def _is_of_each(events: LogTable, header: str) -> bool:
    """Whether nearly each order has a text that is no yes or no, if only in its first row.

    Without a column of orders, one is what a user has at a time.
    """
    sample = events.sample
    cells = sample.columns[header][:_LOOKED_AT]
    roles = events.map
    names = [name for name in ((roles.order,) if roles.order else (roles.user, roles.timestamp)) if name]
    orders = [*zip(*(sample.columns[name][:_LOOKED_AT] for name in names if name in sample.columns), strict=True)]
    filled = {order for order, text in zip(orders, cells, strict=bool(orders)) if text and text.strip()}
    is_flag = {*TRUE, *FALSE}.issuperset(text.strip().lower() for text in sample.texts(header))
    return not is_flag and bool(filled) and len(filled) >= _NEARLY * len(set(orders))


def _is_spent(events: LogTable, value: str) -> bool:
    texts = events.sample.texts(value) if value in events.sample.columns else []
    return is_of_payment(value, has_currency=has_currency(value, texts))


def event_of_unnamed(events: LogTable) -> str:
    """Return what an event is called that has no name of its own."""
    has_column = events.map.event or "event" in events.source.sql
    return NO_EVENT if has_column else event_without_column(events)


def _event_sql(word: str, by_log: Mapping[str, Collection[str]]) -> str:
    """Return SQL for the name of an event; ``by_log``: another name that the whole log gives it, its words."""
    name = f"lower(trim({word}))"
    named = f"coalesce(nullif({name}, ''), {literal(NO_EVENT)})"
    whens = [
        f"when {name} in ({literals(sorted(words))}) then {literal(event)}" for event, words in by_log.items() if words
    ]
    return f"case {' '.join(whens)} else {named} end" if whens else named


def _ends_account(words: Sequence[str]) -> frozenset[str]:
    """Return the names of cancellations that end a subscription, beside its upgrades and renewals and no purchase.

    Nobody gets money back by them.
    """
    kinds = {word.strip().lower(): event_kind(word) for word in words}
    is_account = any(_OF_ACCOUNT.search(split_name(word)) for word in kinds)
    return CANCEL_NAMES.intersection(kinds) if is_account and "purchase" not in kinds.values() else frozenset()


def _gives_up(scratch: Scratch, events: LogTable, words: Sequence[str]) -> frozenset[str]:
    """Return the names of cancellations that take nothing back, as of a checkout.

    They are those of a log of views or baskets whose users mostly did not buy what they cancelled.
    """
    kinds = {word: event_kind(word) for word in words}
    cancels = CANCEL_NAMES.intersection(word.strip().lower() for word in kinds)
    if not cancels or not {"view", "cart"}.intersection(kinds.values()):
        return frozenset()
    bought = [word for word, kind in kinds.items() if kind == "purchase"]

    def cells(raw: RawTable) -> str:
        names = (("user", "who"), ("item", "what"), ("event", "word"))
        return ", ".join(f"{word_sql(events, raw, role)} as {name}" for role, name in names)

    rows = rows_sql(events.raws, cells)
    share = scratch.one(_BOUGHT.format(rows=rows, cancels=literals(sorted(cancels)), bought=literals(sorted(bought))))
    return cancels if (share or 0.0) < _MOSTLY else frozenset()


def _ended(events: LogTable, names: Sequence[str]) -> frozenset[str]:
    """Return the names by which a log of loans says that something came back; none where most rows have an amount."""
    amounts = events.sample.texts(events.map.value) if events.map.value else []
    if sum(text.strip("0.,- ") != "" for text in amounts) > _MOSTLY * len(amounts):
        return frozenset()
    return frozenset(name.strip().lower() for name in names if ends_loan(name)) if are_loans(names) else frozenset()
