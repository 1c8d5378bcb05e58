"""Methods and their parameters, written once: a parameter as a dataclass field, a method as a line of its table.

The form on the page, the command line, the record of a run, the docs and the tests read the same fields.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from core.errors import RecipeError
from core.sentences import Sentence, say

MAX_ENERGY = 10


@dataclass(frozen=True, slots=True)
class ParamInfo:
    """What a form needs to know of one parameter."""

    name: str
    default: Any
    help: str
    low: float | None
    high: float | None
    choices: tuple[str, ...] = ()
    label: str = ""
    """What it is called on screen; "" for its name."""


def param(
    default: Any,
    help: str,  # noqa: A002 - the word users read
    *,
    label: str = "",
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
) -> Any:
    """Declare a dataclass field that is a parameter, with its range (both ends allowed) and help."""
    metadata = {"help": help, "low": low, "high": high, "choices": choices, "label": label}
    return field(default=default, metadata=metadata)


def _no_views() -> Mapping[str, Method]:
    return {}


@dataclass(frozen=True, slots=True)
class Method:
    """A line of a table: a class, what it is called, what it does, and what it declares about itself.

    What an instance can do beyond its Protocol is declared in ``core/protocols.py`` and checked there.
    """

    cls: type
    """A dataclass whose parameters are fields made with ``param``."""
    label: Sentence
    """What it is called on screen."""
    help: Sentence
    """One sentence on what it does: under the form and in docs/methods.md."""
    is_quick: bool = True
    """Whether it takes so little time on 10,000 users that the trust card can run it dozens of times on them."""
    energy: float | None = None
    """Encoders: its default energy as a view of a blend; None for an encoder that cannot be a view."""
    as_view: Mapping[str, Any] = field(default_factory=dict)
    """Encoders: values of parameters that it takes as a view."""
    has_own_dims: bool = False
    """Encoders: whether its ``n_dims`` is something else than the dimensions of item vectors, so a blend leaves it."""
    needs_words: bool = False
    """Encoders: whether it cannot do without titles of items or texts of users."""
    required: tuple[str, ...] = ()
    """Encoders: parameters that it cannot do without; a blend has them too, under ``view_param``."""
    views: Callable[[], Mapping[str, Method]] = _no_views
    """Encoders: the methods that it can put side by side; asked for when needed, once the table is complete."""
    is_weighed: bool = True
    """Recommenders for users: whether the hybrid weighs it beside the others."""
    finds_k: bool = False
    """Clusterers: whether it finds the number of clusters itself, so that none can be given."""
    sizes: tuple[str, ...] = ()
    """Clusterers: parameters that are a number of users, and shrink with a sample; 0 is a share of all."""
    many_users: str = ""
    """Clusterers: what it does with many users, for docs/methods.md."""

    @property
    def is_view(self) -> bool:
        """Whether a blend can use it."""
        return self.energy is not None

    @property
    def params(self) -> list[ParamInfo]:
        """Its parameters: those of its class, and an energy and the required parameters of each of its views."""
        views = self.views().items()
        energies = [_energy_of(name, view) for name, view in views]
        needed = [_required_of(name, view, each) for name, view in views for each in view.required]
        return [*energies, *params_of(self.cls), *needed]


def view_param(view: str, name: str) -> str:
    """Return what a parameter of a view is called among those of a blend.

    >>> view_param("items", "path")
    'items_path'
    """
    return f"{view}_{name}"


def _energy_of(name: str, view: Method) -> ParamInfo:
    text = say(
        "Weight of the view {view}: its energy, the mean squared length of its vectors; 0 leaves it out.",
        view=view.label,
    )
    return ParamInfo(name, view.energy, text, 0, MAX_ENERGY, label=say("Weight: {view}", view=view.label))


def _required_of(name: str, view: Method, required: str) -> ParamInfo:
    [info] = [each for each in view.params if each.name == required]
    return replace(info, name=view_param(name, required))


def params_of(method: Any) -> list[ParamInfo]:
    """List the parameters of a line of a table, a dataclass or an instance of one, in the order they are written."""
    if isinstance(method, Method):
        return method.params
    return [ParamInfo(each.name, each.default, **each.metadata) for each in fields(method) if "help" in each.metadata]


def read_params(method: type | Method, given: Sequence[tuple[str, str]]) -> dict[str, Any]:
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


def check_names(method: type | Method, values: Mapping[str, Any]) -> None:
    """Raise ``RecipeError`` for a parameter that ``method`` does not have."""
    known = [info.name for info in params_of(method)]
    for name in values:
        if name not in known:
            raise RecipeError(
                say("{method} has no parameter {name!r}.", method=_class_of(method).__name__, name=name),
                say("It has {known}.", known=", ".join(known) or say("none")),
            )


def check_params(method: type | Method, values: Mapping[str, Any]) -> None:
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


def _class_of(method: type | Method) -> type:
    return method.cls if isinstance(method, Method) else method
