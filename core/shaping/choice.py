"""Users chosen by a rule. What is not known of a user meets no condition."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np

from core.shaping.known import Known
from core.shaping.rule import AllOf, Compared, Named, Negated, Rule, Share, parse_rule
from core.types import BoolArray

_COMPARES: Mapping[str, Callable[[Any, Any], Any]] = {
    "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt, "!=": operator.ne, "=": operator.eq,
}  # fmt: skip


def choose_where(rule: str, known: Known) -> BoolArray:
    """Return who meets a rule, (n_users,).

    Raises
    ------
    DataError
        The rule cannot be read, or asks for what is not known.
    """
    return meets(parse_rule(rule), known)


def meets(rule: Rule, known: Known) -> BoolArray:
    """Return who meets a rule that was read, (n_users,); raise ``DataError`` where it asks for what is not known."""
    match rule:
        case Named():
            return known.has_text(rule.name, rule.text)
        case Compared():
            return _holds(rule, known)
        case Share():
            n_own, n_all = known.event_counts(rule.name, rule.text)
            return np.asarray(holds(rule.compare, 100.0 * n_own, rule.percent * n_all))
        case Negated():
            return ~meets(rule.rule, known)
        case _:
            how = np.logical_and if isinstance(rule, AllOf) else np.logical_or
            return np.asarray(how.reduce([meets(each, known) for each in rule.rules]))


def holds(compare: str, left: Any, right: Any) -> Any:
    """Return whether two values, or arrays of them, compare so."""
    return _COMPARES[compare](left, right)


def _holds(condition: Compared, known: Known) -> BoolArray:
    compare = _COMPARES[condition.compare]
    if isinstance(condition.value, date):
        days = known.dates(condition.name)
        return np.asarray(compare(days, np.datetime64(condition.value, "D")) & ~np.isnat(days))
    values = known.numbers(condition.name)
    return np.asarray(compare(values, condition.value) & ~np.isnan(values))
