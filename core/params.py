"""Parameters of methods, written once as dataclass fields.

The form on the page, the command line, the record of a run and the tests read the same fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from core.errors import RecipeError
from core.sentences import say


@dataclass(frozen=True, slots=True)
class ParamInfo:
    """What a form needs to know of one parameter."""

    name: str
    default: Any
    help: str
    low: float | None
    high: float | None
    choices: tuple[str, ...] = ()


def param(
    default: Any,
    help: str,  # noqa: A002 - the word users read
    *,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
) -> Any:
    """Declare a dataclass field that is a parameter, with its range (both ends allowed) and help."""
    metadata = {"help": help, "low": low, "high": high, "choices": choices}
    return field(default=default, metadata=metadata)


def params_of(method: Any) -> list[ParamInfo]:
    """List the parameters of a method (a dataclass or an instance of one), in the order they are written."""
    return [
        ParamInfo(f.name, f.default, f.metadata["help"], f.metadata["low"], f.metadata["high"], f.metadata["choices"])
        for f in fields(method)
        if "help" in f.metadata
    ]


def check_params(method: type, values: Mapping[str, Any]) -> None:
    """Raise ``RecipeError`` for a parameter that ``method`` does not have or whose value is out of range."""
    known = {info.name: info for info in params_of(method)}
    for name, value in values.items():
        if name not in known:
            raise RecipeError(
                say("{method} has no parameter {name!r}.", method=method.__name__, name=name),
                say("It has {known}.", known=", ".join(known) or say("none")),
            )
        info = known[name]
        is_low = info.low is not None and value < info.low
        is_high = info.high is not None and value > info.high
        if is_low or is_high:
            raise RecipeError(
                say("{name} = {value} is out of range.", name=name, value=str(value)),
                say("It goes from {low} to {high}.", low=str(info.low), high=str(info.high)),
            )
        if info.choices and value not in info.choices:
            raise RecipeError(
                say("{name} = {value} is not known.", name=name, value=repr(value)),
                say("It is one of {choices}.", choices=", ".join(info.choices)),
            )
