"""What lists for users need before they are asked for."""

from __future__ import annotations

from core.recommenders.hybrid import Hybrid
from core.recommenders.kept import keep_ahead
from core.registry import make_user_recommender
from core.results.run import Depth, Options
from core.types import Population


def keep_for_lists(population: Population, options: Options) -> None:
    """Keep what the hybrid chooses for a log, so that its first lists come soon; a quick run and a trial do not."""
    if options.depth is Depth.FULL and options.with_holdout and options.with_trust and options.cache_dir:
        hybrid = make_user_recommender(Hybrid.name, options.cache_dir, options.machine)
        assert isinstance(hybrid, Hybrid)  # noqa: S101 - it is the class of that name
        keep_ahead(hybrid, population, options.cache_dir)
