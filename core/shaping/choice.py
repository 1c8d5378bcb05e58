"""Users chosen in words: ``segment:3 and last_seen<30d``, ``interest:"Tea & Coffee" and not item:85123A``.

A condition compares a number (``events>=5``) or names a text (``gender:female``). Conditions are joined by ``not``,
``and``, ``or``, which bind in this order, and brackets. What is not known of a user meets no condition.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np

from core.errors import DataError
from core.sentences import say
from core.shaping.known import Known
from core.types import BoolArray

_COMPARES: Mapping[str, Callable[[Any, Any], Any]] = {
    "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt, "!=": operator.ne, "=": operator.eq,
}  # fmt: skip
_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)d?")
"""Days may have a d after them."""
_Condition = Callable[[Known], BoolArray]


def choose_where(rule: str, known: Known) -> BoolArray:
    """Return who meets a rule, (n_users,).

    Raises
    ------
    DataError
        The rule cannot be read, or asks for what is not known.
    """
    return _read(rule)(known)


def _read(rule: str) -> _Condition:
    from pyparsing import ParseException

    try:
        found: _Condition = _grammar().parse_string(rule, parse_all=True)[0]
    except ParseException as error:
        raise DataError(
            say("The rule {rule!r} cannot be read.", rule=rule),
            say("Write it like segment:3 and last_seen<30d; texts with blanks stand in quotes."),
        ) from error
    return found


@cache
def _grammar() -> Any:
    import pyparsing as pp

    quoted = pp.QuotedString('"', esc_quote='""') | pp.QuotedString("'", esc_quote="''")
    plain = pp.Regex(r"""[^\s()<>=!:"']+""")
    of_text = (quoted | plain) + pp.Literal(":").suppress() + (quoted | plain)
    of_number = (quoted | plain) + pp.one_of(list(_COMPARES)) + plain
    condition = of_text.copy().add_parse_action(_text) | of_number.copy().add_parse_action(_number)
    word = pp.CaselessKeyword
    return pp.infix_notation(  # type: ignore[no-untyped-call]
        condition,
        [
            (word("not"), 1, pp.OpAssoc.RIGHT, _not),
            (word("and"), 2, pp.OpAssoc.LEFT, lambda found: _join(np.logical_and, found[0][::2])),
            (word("or"), 2, pp.OpAssoc.LEFT, lambda found: _join(np.logical_or, found[0][::2])),
        ],
    )


def _text(found: Any) -> _Condition:
    name, text = found
    return lambda known: known.has_text(name, text)


def _number(found: Any) -> _Condition:
    name, compare, text = found
    number = _NUMBER.fullmatch(text)
    if number is None:
        raise DataError(say("{text!r} is no number.", text=text), say("Write {name}:{text}.", name=name, text=text))

    def holds(known: Known) -> BoolArray:
        values = known.numbers(name)
        return np.asarray(_COMPARES[compare](values, float(number[1])) & ~np.isnan(values))

    return holds


def _not(found: Any) -> _Condition:
    inner: _Condition = found[0][1]
    return lambda known: ~inner(known)


def _join(how: Any, parts: list[_Condition]) -> _Condition:
    return lambda known: np.asarray(how.reduce([part(known) for part in parts]))
