"""Rules in a marketer's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from core.attributes.names import attribute_labels
from core.results.results import Results
from core.sentences import Sentence, say_n
from core.shaping.found import find_segments
from core.shaping.known import SEPARATION
from core.shaping.numbers import NUMBERS
from core.shaping.rule import AllOf, AnyOf, Compared, Named, Negated, Rule, Share, days_between
from core.types import Column
from core.ui.shared.segments import segment_labels
from core.ui.shared.text import _, format_day, translated

_COUNTED: Mapping[str, Callable[[int, Mapping[str, str]], Sentence]] = {
    "events": lambda n, words: say_n("with {compare} {value} event", "with {compare} {value} events", n, **words),
    "active_days": lambda n, words: say_n(
        "with events on {compare} {value} day", "with events on {compare} {value} days", n, **words
    ),
    "orders": lambda n, words: say_n("with {compare} {value} order", "with {compare} {value} orders", n, **words),
    "first_seen": lambda n, words: say_n(
        "whose first event was {compare} {value} day before the end of the log",
        "whose first event was {compare} {value} days before the end of the log",
        n,
        **words,
    ),
    "last_seen": lambda n, words: say_n(
        "whose last event was {compare} {value} day before the end of the log",
        "whose last event was {compare} {value} days before the end of the log",
        n,
        **words,
    ),
}
"""Name of a number → what a condition on it says; the first value is 1 for one, else 2."""


def number_label(name: str) -> str:
    """Return what a number of users is called on the screen; an attribute by its name, in words."""
    labels = {
        "events": _("Number of events"),
        "active_days": _("Days with an event"),
        "first_seen": _("Days since the first event"),
        "last_seen": _("Days since the last event"),
        "value": _("Average value of an event"),
        "orders": _("Number of orders"),
        "spend": _("Spend, refunds taken off"),
        "total_value": _("Total value of all events"),
        Column.PROBABILITY: _("Membership probability"),
        SEPARATION: _("Separation"),
        Column.STABILITY: _("Found again"),
    }
    return labels.get(name) or attribute_labels([name])[name]


def is_whole(name: str) -> bool:
    """Say whether a number of users is a count, or days."""
    return name in NUMBERS and name not in ("value", "total_value", "spend")


def compare_label(compare: str) -> str:
    """Return a comparison in words."""
    labels = {
        ">=": _("at least"),
        "<=": _("at most"),
        ">": _("more than"),
        "<": _("less than"),
        "=": _("exactly"),
        "!=": _("other than"),
    }
    return labels[compare]


def rule_words(rule: Rule, results: Results) -> str:
    """Return a rule in words that follow "users": "with at least 5 events and whose plan is “free”".

    Texts that users brought stand in it unescaped.
    """
    match rule:
        case Named():
            return _named(rule, results)
        case Compared():
            return _compared(rule)
        case Share():
            return _share(rule)
        case Negated():
            return _("who are none of those {rule}").format(rule=_part(rule.rule, results))
        case _:
            join = _(" and ") if isinstance(rule, AllOf) else _(" or ")
            return join.join(_part(each, results) for each in rule.rules)


def _part(rule: Rule, results: Results) -> str:
    words = rule_words(rule, results)
    return f"({words})" if isinstance(rule, AllOf | AnyOf) else words


def _compared(condition: Compared) -> str:
    name, value = condition.name, condition.value
    if isinstance(value, date):
        of_day = {"first_seen": _("whose first event was"), "last_seen": _("whose last event was")}[name]
        when = {
            ">=": _("on or after"), "<=": _("on or before"), ">": _("after"), "<": _("before"), "=": _("on"),
            "!=": _("not on"),
        }[condition.compare]  # fmt: skip
        return f"{of_day} {when} {format_day(value)}"
    compare = compare_label(condition.compare)
    if name in ("events", "active_days", "orders") and condition.compare == "<":
        compare = _("fewer than")
    if name in _COUNTED:
        return translated(_COUNTED[name](1 if value == 1 else 2, {"compare": compare, "value": f"{value:g}"}))
    sentences = {
        "value": _("whose events are worth {compare} {value} on average"),
        "spend": _("who spent {compare} {value} in all, refunds taken off"),
        "total_value": _("whose events are worth {compare} {value} in all"),
        Column.PROBABILITY: _("whose membership probability is {compare} {value}"),
        SEPARATION: _("whose separation is {compare} {value}"),
        Column.STABILITY: _("who were found again in {compare} {percent} % of the resamples"),
    }
    sentence = sentences.get(name) or _("whose {name} is {compare} {value}")
    return sentence.format(name=number_label(name), compare=compare, value=f"{value:g}", percent=f"{100 * value:g}")


def _shown(condition: Share) -> str:
    """Return what a condition is about as people write it: a day with a capital letter, hours with a dash."""
    if condition.name == "hours":
        return condition.text.replace("-", "\N{EN DASH}")
    return condition.text.title() if condition.name == "days" else condition.text


def _share(condition: Share) -> str:
    what = {
        "event": _("of type “{text}”"),
        "category": _("on “{text}”"),
        "title": _("on titles with “{text}”"),
        "hours": _("between {text} h"),
        "days": _("on weekends") if condition.text.casefold() == "weekend" else _("on {text}s"),
    }[condition.name].format(text=_shown(condition))
    compare = compare_label(condition.compare)
    return _("with {compare} {percent} % of their events {what}").format(
        compare=compare, percent=f"{condition.percent:g}", what=what
    )


def _named(condition: Named, results: Results) -> str:
    name, text = condition.name, condition.text
    if name == "segment":
        labels = segment_labels(results)
        found = find_segments(results.labels, results.names, text)
        return _("in {segment}").format(segment=_(" or ").join(labels.get(int(each), text) for each in found))
    if name == "seen":
        first, last = days_between(text)
        if first == last:
            return _("active on {day}").format(day=format_day(first))
        return _("active between {first} and {last}").format(first=format_day(first), last=format_day(last))
    words = {
        "event": _("who did “{text}”"),
        "item": _("who had to do with “{text}”"),
        "bought": _("who bought “{text}”"),
        "category": _("who had to do with items of “{text}”"),
        "interest": _("most interested in “{text}”"),
        "user": _("whose id is {text}"),
        "selection": _("in the selection “{text}”"),
    }
    if name in words:
        return words[name].format(text=text)
    return _("whose {name} is “{text}”").format(name=attribute_labels([name])[name], text=text)
