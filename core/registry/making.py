"""Look a method up in its table, complete its parameters and make it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from core.errors import RecipeError
from core.params import Method, check_params
from core.sentences import closest, say


def find(methods: Mapping[str, Method], kind: str, name: str) -> Method:
    """Return a method of a table; raise ``RecipeError`` with a guess for a name that is not in it."""
    if name in methods:
        return methods[name]
    guess = closest(name, methods)
    raise RecipeError(
        say("There is no {kind} {name!r}; there are {methods}.", kind=kind, name=name, methods=", ".join(methods)),
        say("Did you mean {guess!r}?", guess=guess) if guess else "",
    )


def complete(method: Method, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the value of every parameter, the default where none is given; errors are those of ``check_params``."""
    check_params(method, given)
    return {info.name: given.get(info.name, info.default) for info in method.params}


def make(method: Method, values: Mapping[str, Any], surroundings: Mapping[str, Any]) -> Any:
    """Make an instance with the values and surroundings that its class has a field for."""
    own = {field.name for field in fields(method.cls)}
    return method.cls(**{name: value for name, value in {**surroundings, **values}.items() if name in own})
