"""Parts of the SQL of rules: comparisons, and users who have something."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlglot import exp

_COMPARES = {"<=": "LTE", ">=": "GTE", "<": "LT", ">": "GT", "!=": "NEQ", "=": "EQ"}


def between(column: str, first: int, last: int) -> exp.Expr:
    """Return whether a column is from one number up to, not with, another."""
    return exp.column(column).between(exp.Literal.number(first), exp.Literal.number(last - 1))


def column_of(name: str, table: str, *, is_quoted: bool = False) -> exp.Column:
    """Return a column of a table."""
    made: exp.Column = exp.column(name, table=table, quoted=is_quoted)
    return made


def user_in(table: str, where: exp.Expr) -> exp.Expr:
    """Return whether the user is in a table, in a row of which a condition holds."""
    return column_of("user_id", "users").isin(query=ids_of("user_id", table, where))


def ids_of(column: str, table: str, where: exp.Expr) -> exp.Select:
    """Return the values of a column of a table, of rows of which a condition holds."""
    return exp.select(column).from_(table).where(where)


def is_in(column: str | exp.Expr, values: list[Any]) -> exp.Expr:
    """Return whether a column, or what is computed of some, has one of some values."""
    place = exp.column(column) if isinstance(column, str) else column
    return exp.In(this=place, expressions=[exp.convert(each) for each in values])


def compared(compare: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """Return whether two expressions compare so."""
    made: exp.Expr = getattr(exp, _COMPARES[compare])(this=left, expression=right)
    return made


def known_to_be(condition: exp.Expr) -> exp.Expr:
    """Return a condition that is false, not null, of a user of whom a value is not known."""
    return exp.func("COALESCE", condition, exp.false())


def number_of(value: float) -> exp.Expr:
    """Return a number; one with decimals as a double, since engines take it for a decimal, and compare by that."""
    if value == int(value):
        whole = exp.Literal.number(repr(int(abs(value))))
        return exp.Neg(this=whole) if value < 0 else whole
    return exp.cast(exp.Literal.string(repr(value)), "double")


def day_of(day: date) -> exp.Expr:
    """Return a day."""
    return exp.cast(exp.Literal.string(day.isoformat()), "date")


def orders_of(bought: list[str]) -> exp.Expr:
    """Return how many orders events of some types are: what was bought at the same time is one."""
    when = exp.Case().when(is_in("event", bought), exp.column("timestamp"))
    return exp.Count(this=exp.Distinct(expressions=[when]))


def spending_of(paid: list[str], refunds: list[str]) -> exp.Select:
    """Return ``user_id`` and ``spend``: what was paid less refunds, which take back no more than an item was paid."""
    value = exp.column("value")
    signed = exp.Case().when(is_in("event", paid), value)
    if refunds:
        signed = signed.when(is_in("event", refunds), exp.Neg(this=exp.Abs(this=value)))
    total = exp.Coalesce(this=exp.Sum(this=signed), expressions=[exp.Literal.number(0)])
    kept = exp.Greatest(this=total, expressions=[exp.Literal.number(0)]).as_("kept")
    of_items = exp.select("user_id", kept).from_("events").group_by("user_id", "item_id").subquery("of_items")
    return exp.select("user_id", exp.Sum(this=exp.column("kept")).as_("spend")).from_(of_items).group_by("user_id")
