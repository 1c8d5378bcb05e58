"""Parameters of methods, written once as dataclass fields.

The form on the page, the command line, the record of a run and the tests read the same fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def read_params(method: type, given: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Turn names and texts of a command line into values of the kinds that the parameters' defaults have.

    Raises
    ------
    RecipeError
        A parameter is given twice, ``method`` does not have it, or the text is not of its kind.
    """
    values: dict[str, Any] = {}
    for name, text in given:
        if name in values:
            raise RecipeError(say("{name} is given twice.", name=name), say("Give it once."))
        values[name] = text
    check_names(method, values)
    return {info.name: _read(info, values[info.name]) for info in params_of(method) if info.name in values}


def _read(info: ParamInfo, text: str) -> Any:
    kind = type(info.default)
    if kind is bool and text in ("true", "false"):
        return text == "true"
    if kind is str:
        return text
    try:
        return {int: int, float: float}[kind](text)
    except (KeyError, ValueError) as error:
        wanted = {int: say("a whole number"), float: say("a number"), bool: say("true or false")}[kind]
        raise RecipeError(
            say("{name} = {text!r} is not {wanted}.", name=info.name, text=text, wanted=wanted),
            say("Give {wanted}.", wanted=wanted),
        ) from error


def check_names(method: type, values: Mapping[str, Any]) -> None:
    """Raise ``RecipeError`` for a parameter that ``method`` does not have."""
    known = [info.name for info in params_of(method)]
    for name in values:
        if name not in known:
            raise RecipeError(
                say("{method} has no parameter {name!r}.", method=method.__name__, name=name),
                say("It has {known}.", known=", ".join(known) or say("none")),
            )


def check_params(method: type, values: Mapping[str, Any]) -> None:
    """Raise ``RecipeError`` for a parameter that ``method`` does not have or whose value is out of range."""
    check_names(method, values)
    known = {info.name: info for info in params_of(method)}
    for name, value in values.items():
        info = known[name]
        is_low = info.low is not None and not value >= info.low  # so that what is no number is refused too
        is_high = info.high is not None and not value <= info.high
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
