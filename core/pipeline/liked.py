"""What users and segments of a run are interested in."""

from __future__ import annotations

from dataclasses import replace

from core.interests.build import build_tree
from core.interests.users import Interests, find_interests
from core.results.run import Options
from core.trust.fresh_interests import fresh_shares
from core.trust.given import GivenSegments
from core.trust.refit import Refit
from core.types import Labels, Population


def interests_of_users(population: Population, options: Options) -> Interests:
    """Say what users are interested in."""
    tree = build_tree(population, options.cache_dir, options.machine)
    return find_interests(population, tree, options.half_life_days)


def with_segments(
    interests: Interests, population: Population, labels: Labels, source: Refit | GivenSegments, options: Options
) -> Interests:
    """Add what segments are interested in, by the halves of the events that the appraisal has encoded."""
    tree = build_tree(population, options.cache_dir, options.machine)
    return replace(interests, fresh=fresh_shares(population, tree, labels, source, options.half_life_days))
