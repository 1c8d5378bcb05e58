"""Recipes with nothing left to defaults, and the numbers of segments that one allows."""

from __future__ import annotations

from dataclasses import replace

from core.errors import RecipeError
from core.registry.clusterers import clusterer_params
from core.registry.encoders import encoder_params
from core.sentences import say
from core.types import Recipe

K_RANGE = range(2, 13)
"""Numbers of segments that are tried unless a recipe says which."""
MAX_K = 50
"""The largest number that a range may end with: trying more takes too long."""


def k_range(k: int | str) -> range:
    """Return the numbers of segments that a recipe allows.

    Parameters
    ----------
    k
        A number, "auto", or both ends of a range, as in "4-6".

    Raises
    ------
    RecipeError
        It is none of these, or the range is empty or goes beyond what can be tried.

    Examples
    --------
    >>> k_range("4-6"), k_range(8), k_range("auto")
    (range(4, 7), range(8, 9), range(2, 13))
    """
    if isinstance(k, int):
        return range(k, k + 1)
    if k == "auto":
        return K_RANGE
    first, separator, last = k.partition("-")
    if not separator or not first.isdecimal() or not last.isdecimal():
        raise RecipeError(
            say("k = {k} is neither a number nor auto nor a range.", k=repr(k)),
            say('Give a number of segments, "auto", or a range such as 4-6.'),
        )
    if not K_RANGE.start <= int(first) <= int(last) <= MAX_K:
        raise RecipeError(
            say("{k} is no range of numbers of segments from {least} to {most}.", k=k, least=K_RANGE.start, most=MAX_K),
            say("Give the smaller number first, as in 4-6."),
        )
    return range(int(first), int(last) + 1)


def with_all_params(recipe: Recipe, k: int) -> Recipe:
    """Return a recipe with the value of every parameter, those at their default too; its own ``k`` stays.

    ``k`` is the number of segments that was found, for clusterers that are given one.
    """
    return replace(recipe, encoder_params=encoder_params(recipe), clusterer_params=clusterer_params(recipe, k))
