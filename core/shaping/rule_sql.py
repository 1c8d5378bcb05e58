"""A rule as SQL: the users who meet it, from the tables of ``core.shaping.rule_tables``.

One tree of expressions is built and written in several dialects. DuckDB and Spark are executed in tests and benchmarks;
of the others only the grammar is checked. Names in a rule are looked up in the log as the SQL is written: it holds the
numbers of segments and the spellings of values, while parts of titles are looked for wherever it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from sqlglot import exp

from core.population.amounts import bought_value
from core.population.meanings import PURCHASE
from core.shaping.choice import holds
from core.shaping.found import (
    attribute_codes,
    days_of,
    find_categories,
    find_events,
    find_interests,
    find_items,
    find_segments,
    find_users,
    find_values,
    hours_of,
    is_item_id,
)
from core.shaping.habits_sql import event_names, habits, is_counted, named_for, spending
from core.shaping.known import DATES, FIGURES, Known
from core.shaping.numbers import numbers_of
from core.shaping.rule import AllOf, Compared, Named, Negated, Rule, Share, days_between, with_names
from core.shaping.sql_parts import (
    between,
    column_of,
    compared,
    day_of,
    ids_of,
    is_in,
    known_to_be,
    number_of,
    user_in,
)
from core.types import NOISE


class Dialect(StrEnum):
    """Whose SQL is written."""

    DUCKDB = "duckdb"
    SPARK = "spark"
    BIGQUERY = "bigquery"
    SNOWFLAKE = "snowflake"


EXECUTED = (Dialect.DUCKDB, Dialect.SPARK)
"""Those whose SQL was compared with the users that a rule chooses."""
_SECONDS_PER_DAY = 86_400


def rule_sql(rule: Rule, known: Known, dialect: Dialect) -> str:
    """Return the query that gives the ``user_id`` of everybody who meets a rule.

    Raises
    ------
    DataError
        The rule asks for what is not known.
    """
    return rule_query(rule, known).sql(dialect=dialect.value, pretty=True)


def rule_query(rule: Rule, known: Known) -> exp.Select:
    """Return the same as a tree of expressions."""
    where = _where(with_names(rule, known.spelt), known)
    columns = list(where.find_all(exp.Column))
    tables = {str(column.table) for column in columns}
    query = exp.select("users.user_id").from_("users")
    for table in ("habits", "spending", "segments"):
        if table in tables:
            query = query.join(table, on=f"{table}.user_id = users.user_id", join_type="left")
    query = query.where(where)
    used = [str(column.name) for column in columns if column.table == "habits"]
    query = query.with_("habits", as_=habits(known, used)) if used else query
    return query.with_("spending", as_=spending(known)) if "spending" in tables else query


def _where(rule: Rule, known: Known) -> exp.Expr:
    match rule:
        case Named():
            return _named(rule, known)
        case Compared():
            return _compared(rule, known)
        case Share():
            return _share(rule, known)
        case Negated():
            return exp.not_(_where(rule.rule, known))
        case _:
            parts = [_where(each, known) for each in rule.rules]
            return exp.and_(*parts) if isinstance(rule, AllOf) else exp.or_(*parts)


def _compared(condition: Compared, known: Known) -> exp.Expr:
    if isinstance(condition.value, date):
        known.dates(condition.name)
        day = column_of(_DAYS[condition.name], "habits")
        return known_to_be(compared(condition.compare, day, day_of(condition.value)))
    number = _number_column(condition.name, known)
    return known_to_be(compared(condition.compare, number, number_of(condition.value)))


_DAYS = dict(zip(DATES, ("first_day", "last_day"), strict=True))
_TIMES = {"first_seen": "first_time", "last_seen": "last_time"}


def _number_column(name: str, known: Known) -> exp.Expr:
    if name in _TIMES:
        end = exp.select("MAX(timestamp)").from_("events").subquery()
        seconds = exp.TimestampDiff(this=end, expression=column_of(_TIMES[name], "habits"), unit=exp.var("SECOND"))
        return exp.Floor(this=exp.Div(this=seconds, expression=exp.Literal.number(_SECONDS_PER_DAY)))
    if name == "spend" and bought_value(known.population) is not None:
        return exp.Coalesce(this=column_of("spend", "spending"), expressions=[exp.Literal.number(0)])
    if name in numbers_of(known.population):
        name = {"spend": "total_value"}.get(name, name)
        counted = column_of(name, "habits")
        filled: exp.Expr = exp.Coalesce(this=counted, expressions=[exp.Literal.number(0)])
        return counted if name == "value" else filled
    if name in known.figures:
        return column_of(FIGURES[name], "segments")
    known.numbers(name)
    return column_of(name, "users", is_quoted=True)


_OPPOSITE = {"<=": ">", ">=": "<", "<": ">=", ">": "<=", "!=": "=", "=": "!="}


def _share(condition: Share, known: Known) -> exp.Expr:
    """Return who has such a share; of users without events it is 0, which those who are asked for must not lack."""
    known.event_counts(condition.name, condition.text)
    is_met_by_none = bool(holds(condition.compare, 0.0, condition.percent))
    compare = _OPPOSITE[condition.compare] if is_met_by_none else condition.compare
    events = exp.select("events.user_id").from_("events").group_by("events.user_id")
    items = _items_of(condition, known)
    if items:
        of_items = items.distinct().subquery("own")
        events = events.join(of_items, on="own.item_id = events.item_id", join_type="left")
    is_own = exp.not_(column_of("item_id", "own").is_(exp.null())) if items else _of_something(condition, known)
    own = exp.Sum(this=exp.Case().when(is_own, exp.Literal.number(1)).else_("0"))
    shares = exp.Mul(this=own, expression=exp.Literal.number(100))
    whole = exp.Mul(this=number_of(condition.percent), expression=exp.Count(this=exp.Star()))
    found: exp.Expr = column_of("user_id", "users").isin(query=events.having(compared(compare, shares, whole)))
    return exp.not_(found) if is_met_by_none else found


def _items_of(condition: Share, known: Known) -> exp.Select | None:
    """Return the items whose events are meant; None where it is not by items."""
    if condition.name == "category":
        return _in_categories(condition.text, known)
    return _titled(condition.text) if condition.name == "title" else None


def _of_something(condition: Share, known: Known) -> exp.Expr:
    """Return whether an event is one of those whose share is asked for."""
    population, text = known.population, condition.text
    if condition.name == "event":
        return is_in("event", event_names(known, find_events(population, text)))
    return (
        between("hour", *hours_of(population, text)) if condition.name == "hours" else is_in("weekday", days_of(text))
    )


def _named(condition: Named, known: Known) -> exp.Expr:
    name, text = condition.name, condition.text
    if name in _NAMED:
        made: exp.Expr = _NAMED[name](text, known)
        return made
    known.has_text(name, text)
    values = attribute_codes(known.population, name)[1]
    own = [values[code] for code in find_values(known.population, name, text)]
    return known_to_be(is_in(column_of(name, "users", is_quoted=True), own)) if own else exp.false()


def _of_segment(text: str, known: Known) -> exp.Expr:
    segments = find_segments(known.labels, known.names, text)
    number = exp.func("COALESCE", column_of("segment", "segments"), exp.Literal.number(NOISE))
    return is_in(number, segments.tolist())


def _of_event(text: str, known: Known) -> exp.Expr:
    return user_in("events", is_in("event", event_names(known, find_events(known.population, text))))


def _of_item(text: str, known: Known) -> exp.Expr:
    return user_in("events", exp.and_(is_counted(known), _item(text, known)))


def _of_purchase(text: str, known: Known) -> exp.Expr:
    bought = named_for(known, PURCHASE)
    item = _item(text, known)
    return user_in("events", exp.and_(is_in("event", bought), item)) if bought else exp.false()


def _of_category(text: str, known: Known) -> exp.Expr:
    inside = exp.column("item_id").isin(query=_in_categories(text, known))
    return user_in("events", exp.and_(is_counted(known), inside))


def _in_categories(text: str, known: Known) -> exp.Select:
    names = known.population.items.category_names
    own = [names[place] for place in find_categories(known.population.items, text)]
    return ids_of("item_id", "item_categories", is_in("category", own))


def _of_interest(text: str, known: Known) -> exp.Expr:
    nodes = find_interests(known.interests(), text).tolist()
    return user_in(
        "interests", exp.and_(compared("=", exp.column("rank"), exp.Literal.number(1)), is_in("node_id", nodes))
    )


def _was_active(text: str, known: Known) -> exp.Expr:
    first, last = (day_of(each) for each in days_between(text))
    return user_in("events", exp.column("day").between(first, last))


def _is_user(text: str, known: Known) -> exp.Expr:
    find_users(known.population.histories.user_ids, text)
    return compared("=", column_of("user_id", "users"), exp.Literal.string(text))


def _in_selection(text: str, known: Known) -> exp.Expr:
    known.selection(text)
    return user_in("selections", compared("=", exp.column("selection"), exp.Literal.string(text)))


_NAMED: Mapping[str, Callable[[str, Known], Any]] = {
    "segment": _of_segment,
    "event": _of_event,
    "item": _of_item,
    "bought": _of_purchase,
    "category": _of_category,
    "interest": _of_interest,
    "seen": _was_active,
    "user": _is_user,
    "selection": _in_selection,
}


def _item(text: str, known: Known) -> exp.Expr:
    """Return whether an event is with the item of that id, or with one whose title holds the text."""
    items = known.population.items
    find_items(items, text)
    if is_item_id(items, text):
        return compared("=", exp.column("item_id"), exp.Literal.string(text))
    return exp.column("item_id").isin(query=_titled(text))


def _titled(text: str) -> exp.Select:
    """Return the items whose titles hold a text."""
    title = exp.func("LOWER", exp.column("title"))
    place = exp.StrPosition(this=title, substr=exp.Literal.string(text.lower()))
    return ids_of("item_id", "items", compared(">", place, exp.Literal.number(0)))
