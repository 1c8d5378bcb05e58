"""Words of a log's titles that are a part of what one product is called."""

from __future__ import annotations

from core.compute.once import once
from core.interests.parts import parts_of_phrases
from core.profiles.tastes import items_of_terms
from core.types import Population


def parts_of_titles(population: Population, anywhere: frozenset[str]) -> frozenset[str]:
    """Return the terms that are a part of what one product is called: "external" of filters, "glow" of lip oils."""
    return once(
        population, ("parts of titles", anywhere), lambda: parts_of_phrases(*items_of_terms(population), anywhere)
    )
