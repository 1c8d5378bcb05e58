"""The rules that trust cards found for segments, as rules that users can be chosen by."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.results.results import Results
from core.shaping.rule import Compared, Named, Rule, Share, all_of
from core.trust.conditions import HAS, Condition

_NUMBERS = {"n_events": "events", "days_active": "active_days", "recency": "last_seen", "total_value": "total_value"}
_SHARES: Mapping[str, Callable[[str], tuple[str, str]]] = {
    "event": lambda name: ("event", name),
    "category": lambda name: ("category", name),
    "term": lambda name: ("title", name),
    "daypart": lambda name: ("hours", name),
    "weekend": lambda name: ("days", "weekend"),
}


def found_rules(results: Results) -> dict[int, Rule]:
    """Return the rule of each segment for which one with conditions was found, in the order of the segments.

    A word of titles is looked for as a part of titles here, and low ratings count as any other event.
    """
    if results.trust is None:
        return {}
    judged = results.trust.by_segment()
    found = {segment: judged[segment].rule for segment in results.segments if segment in judged}
    rules = {segment: rule_of(rule.conditions) for segment, rule in found.items() if rule}
    return {segment: rule for segment, rule in rules.items() if rule}


def rule_of(conditions: tuple[Condition, ...]) -> Rule | None:
    """Return the rule that all conditions hold; None for none.

    >>> rule_of((Condition("n_events", "", ">=", 12), Condition("category", "Tea", ">", 0.3)))
    AllOf(rules=(Compared(name='events', compare='>=', value=12.0), Share(name='category', text='Tea', compare='>', \
percent=30.0)))
    """
    return all_of([_condition(each) for each in conditions])


def _condition(condition: Condition) -> Rule:
    if condition.kind in _SHARES:
        percent = round(100 * condition.threshold, 6)
        return Share(*_SHARES[condition.kind](condition.name), condition.comparison, percent)
    if condition.comparison == HAS and condition.kind == "item":
        return Named("item", condition.key)
    if condition.comparison == HAS:
        name, _colon, value = condition.name.partition(": ")
        return Named(name, value)
    return Compared(_NUMBERS.get(condition.kind, condition.name), condition.comparison, float(condition.threshold))
