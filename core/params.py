"""Parameters of methods, written once as dataclass fields.

The form on the page, the command line, the record of a run and the tests read the same fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from core.errors import RecipeError


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


def parse_params(method: type, texts: Mapping[str, str]) -> dict[str, Any]:
    """Read values that were typed as text; raise ``RecipeError`` for an unknown parameter or one that is no number."""
    known = {info.name: info for info in params_of(method)}
    _check_names(method, texts)
    return {name: _parse(name, text, type(known[name].default)) for name, text in texts.items()}


def _check_names(method: type, names: Iterable[str]) -> None:
    """Raise ``RecipeError`` for a parameter that ``method`` does not have."""
    known = [info.name for info in params_of(method)]
    for name in names:
        if name not in known:
            raise RecipeError(f"{method.__name__} has no parameter {name!r}.", f"It has {', '.join(known) or 'none'}.")


def _parse(name: str, text: str, kind: type) -> Any:
    try:
        return {"true": True, "false": False}[text.casefold()] if kind is bool else kind(text)
    except (KeyError, ValueError) as error:
        expected = {bool: "true or false", int: "a whole number"}.get(kind, "a number")
        raise RecipeError(f"{name} = {text!r} is not {expected}.") from error


def check_params(method: type, values: Mapping[str, Any]) -> None:
    """Raise ``RecipeError`` for a parameter that ``method`` does not have or whose value is out of range."""
    known = {info.name: info for info in params_of(method)}
    _check_names(method, values)
    for name, value in values.items():
        info = known[name]
        is_low = info.low is not None and not value >= info.low  # so that what is no number is refused too
        is_high = info.high is not None and not value <= info.high
        if is_low or is_high:
            raise RecipeError(f"{name} = {value} is out of range.", f"It goes from {info.low} to {info.high}.")
        if info.choices and value not in info.choices:
            raise RecipeError(f"{name} = {value!r} is not known.", f"It is one of {', '.join(info.choices)}.")
