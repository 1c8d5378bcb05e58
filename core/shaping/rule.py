"""Rules in words: ``segment:3 and last_seen<30d``, ``interest:"Tea & Coffee" and not item:85123A``.

A condition compares a number (``events>=5``) or a date (``first_seen>=2011-05-01``), names a text (``gender:female``,
or ``gender=female`` where the text is neither),
or compares the share of the user's events that are of something (``category:Kitchen>30%``). Conditions are joined by
``not``, ``and``, ``or``, which bind in this order, and brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from core.errors import DataError
from core.sentences import say

COMPARES = ("<=", ">=", "<", ">", "!=", "=")
_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)(?:d|days?)?", re.IGNORECASE)
"""Days may have a d after them, or the word."""
_SPAN = re.compile(r"\d+(?:\.\d+)?[a-z]+", re.IGNORECASE)
"""A number of something else, such as 4w."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_PLAIN = r"""[^\s()<>=!:"']+"""
_OF_DAYS = ("first_seen", "last_seen")
"""Names that are compared with days, however these are written."""
_WORDS = ("not", "and", "or")


@dataclass(frozen=True, slots=True)
class Named:
    """A text holds of a user: ``gender:female``."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A number or a date of a user compares so: ``events>=5``."""

    name: str
    compare: str
    """One of ``COMPARES``."""
    value: float | date


@dataclass(frozen=True, slots=True)
class Share:
    """The share of the user's events that are of something compares so: ``category:Kitchen>30%``."""

    name: str
    text: str
    compare: str
    percent: float


@dataclass(frozen=True, slots=True)
class Negated:
    """A rule is not met."""

    rule: Rule


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of two rules or more is met."""

    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of two rules or more is met."""

    rules: tuple[Rule, ...]


Condition = Named | Compared | Share
Rule = Named | Compared | Share | Negated | AllOf | AnyOf


def parse_rule(text: str) -> Rule:
    """Read a rule.

    Raises
    ------
    DataError
        It cannot be read.

    Examples
    --------
    >>> parse_rule("not segment:3")
    Negated(rule=Named(name='segment', text='3'))
    """
    from pyparsing import ParseException

    try:
        found: Rule = _grammar().parse_string(text, parse_all=True)[0]
    except ParseException as error:
        raise DataError(
            say("The rule {rule!r} cannot be read.", rule=text),
            say("Write it like segment:3 and last_seen<30d; texts with blanks stand in quotes."),
        ) from error
    return found


def write_rule(rule: Rule) -> str:
    """Return the text that ``parse_rule`` reads as this rule.

    >>> write_rule(AllOf((Named("city", "New York"), Compared("last_seen", "<", 30.0))))
    'city:"New York" and last_seen<30'
    """
    match rule:
        case Named():
            return f"{_quoted(rule.name)}:{_quoted(rule.text)}"
        case Compared():
            return f"{_quoted(rule.name)}{rule.compare}{_written(rule.value)}"
        case Share():
            return f"{_quoted(rule.name)}:{_quoted(rule.text)}{rule.compare}{_written(rule.percent)}%"
        case Negated():
            return f"not {_in_brackets(rule.rule)}"
        case _:
            word = " and " if isinstance(rule, AllOf) else " or "
            return word.join(map(_in_brackets, rule.rules))


def all_of(rules: Sequence[Rule]) -> Rule | None:
    """Return the rule that all of some are met; None for none of them."""
    return AllOf(tuple(rules)) if len(rules) > 1 else next(iter(rules), None)


def any_of(rules: Sequence[Rule]) -> Rule | None:
    """Return the rule that at least one of some is met; None for none of them."""
    return AnyOf(tuple(rules)) if len(rules) > 1 else next(iter(rules), None)


def conditions_of(rule: Rule) -> Iterator[Condition]:
    """Yield the conditions of a rule, in its order."""
    match rule:
        case Named() | Compared() | Share():
            yield rule
        case Negated():
            yield from conditions_of(rule.rule)
        case _:
            for each in rule.rules:
                yield from conditions_of(each)


def with_named(rule: Rule, change: Callable[[Named], Named]) -> Rule:
    """Return a rule with another condition for each on a text."""
    match rule:
        case Named():
            return change(rule)
        case Compared() | Share():
            return rule
        case Negated():
            return Negated(with_named(rule.rule, change))
        case _:
            return type(rule)(tuple(with_named(each, change) for each in rule.rules))


def with_names(rule: Rule, change: Callable[[str], str]) -> Rule:
    """Return a rule with another name of what each condition is about."""
    match rule:
        case Named() | Compared() | Share():
            return replace(rule, name=change(rule.name))
        case Negated():
            return Negated(with_names(rule.rule, change))
        case _:
            return type(rule)(tuple(with_names(each, change) for each in rule.rules))


@cache
def _grammar() -> Any:
    import pyparsing as pp

    double, single = (pp.QuotedString(sign, esc_quote=2 * sign, convert_whitespace_escapes=False) for sign in "\"'")
    quoted = double | single
    plain = pp.Regex(_PLAIN)
    of_text = (quoted | plain) + pp.Literal(":").suppress() + (quoted | plain)
    of_number = (quoted | plain) + pp.one_of(list(COMPARES)) + (quoted | plain)
    of_share = of_text + pp.one_of(list(COMPARES)) + pp.Regex(r"\d+(\.\d+)?(?=%)") + pp.Literal("%").suppress()
    condition = (
        of_share.copy().add_parse_action(lambda found: Share(found[0], found[1], found[2], float(found[3])))
        | of_text.copy().add_parse_action(lambda found: Named(*found))
        | of_number.copy().add_parse_action(_compared)
    )
    word = pp.CaselessKeyword
    return pp.infix_notation(  # type: ignore[no-untyped-call]
        condition,
        [
            (word("not"), 1, pp.OpAssoc.RIGHT, lambda found: Negated(found[0][1])),
            (word("and"), 2, pp.OpAssoc.LEFT, lambda found: AllOf(tuple(found[0][::2]))),
            (word("or"), 2, pp.OpAssoc.LEFT, lambda found: AnyOf(tuple(found[0][::2]))),
        ],
    )


def _compared(found: Any) -> Compared | Named:
    name, compare, text = found
    if _DATE.fullmatch(text):
        return Compared(name, compare, _day(text))
    number = _NUMBER.fullmatch(text)
    if number:
        return Compared(name, compare, float(number[1]))
    if compare == "=" and name.casefold() not in _OF_DAYS:
        return Named(name, text)
    if _SPAN.fullmatch(text):
        raise DataError(
            say("{text!r} is neither a number of days nor a date.", text=text),
            say("Write it as 30d, or as 2026-05-12."),
        )
    if text[:1].isdigit():
        return Compared(name, compare, _typed_day(text))
    raise DataError(
        say("{text!r} is neither a number nor a date.", text=text),
        say("Compare with a number or a day, such as events>=5 or first_seen>=2011-05-01; texts: gender:female."),
    )


@cache
def _typed_day(text: str) -> date:
    from core.ingest.values.day import read_day
    from core.settings import load_settings

    return read_day(text, load_settings())


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DataError(
            say("There is no day {text}.", text=text), say("Write dates as year-month-day, such as 2011-05-01.")
        ) from error


def days_between(text: str) -> tuple[date, date]:
    """Read a span of days, ends included: ``2011-05-01..2011-05-31``, or one day.

    Raises
    ------
    DataError
        It is none.
    """
    first, _dots, last = text.partition("..")
    if not _DATE.fullmatch(first) or not _DATE.fullmatch(last or first):
        raise DataError(
            say("{text!r} is no span of days.", text=text), say("Write it like 2011-05-01..2011-05-31, or as one day.")
        )
    return _day(first), _day(last or first)


def _in_brackets(rule: Rule) -> str:
    return f"({write_rule(rule)})" if isinstance(rule, AllOf | AnyOf) else write_rule(rule)


def _written(value: float | date) -> str:
    return value.isoformat() if isinstance(value, date) else f"{value:.15f}".rstrip("0").rstrip(".")


def _quoted(text: str) -> str:
    if re.fullmatch(_PLAIN, text) and text.casefold() not in _WORDS:
        return text
    return '"' + text.replace('"', '""') + '"'
