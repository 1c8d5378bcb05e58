"""What segments are like: facts on fresh events, attributes, and the names that both give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.interests.build import build_tree
from core.interests.edited import edited_tree
from core.interests.tree import InterestTree
from core.personas.candidates import NO_DOUBTS, Doubts
from core.personas.naming import name_segments
from core.personas.stated import with_what_is_stated
from core.population.interactions import last_year
from core.profiles.profile import attribute_marks, profile_segments
from core.recommenders.segment_offers import SegmentOffers
from core.results.run import Depth, Description, Options
from core.sentences import say_n
from core.trust.card import TrustCard
from core.trust.fresh_facts import fresh_facts
from core.trust.given import GivenSegments
from core.trust.refit import Refit
from core.trust.untouched import facts_kept
from core.types import Basis, Labels, Persona, Population, Profile, Vectors

TRIAL_USERS = 2_000
"""A trial is judged on so many users, drawn at random."""


def describe(
    population: Population, labels: Labels, vectors: Vectors, source: Refit | GivenSegments, options: Options
) -> Description:
    """Say what the segments are like, by facts on fresh events and by attributes, in which events have no part."""
    profiles = find_profiles(population, labels, vectors, source, options)
    personas = name_profiles(profiles, population, NO_DOUBTS, options)
    recommender = SegmentOffers().fit(population, labels, options.measured.kept_basis)
    return Description(tuple(profiles), tuple(personas), recommender)


def find_profiles(
    population: Population, labels: Labels, vectors: Vectors, source: Refit | GivenSegments, options: Options
) -> list[Profile]:
    """Return the profile of each segment of (n_users,) labels from 1 without gaps."""
    tree = _tree(population, options)
    fresh = fresh_facts(population, labels, source, TRIAL_USERS if options.depth is Depth.TRIAL else None, tree)
    known = attribute_marks(population.attributes, labels, source.used_attributes, last_year(population))
    lifts = [(*done, *had) for done, had in zip(fresh.lifts, known, strict=True)]
    profiles = [
        replace(profile, basis=Basis.FRESH_EVENTS, why_no_facts=why)
        for profile, why in zip(profile_segments(population, labels, vectors, lifts), fresh.why_none, strict=True)
    ]
    return with_what_is_stated(facts_kept(profiles, options.measured.profiles), population, tree)


def name_profiles(
    profiles: Sequence[Profile], population: Population, doubts: Doubts, options: Options
) -> list[Persona]:
    """Name segments; no taste names those that do not hold."""
    return name_segments(profiles, population, doubts, _tree(population, options), options.kept)


def _tree(population: Population, options: Options) -> InterestTree | None:
    """Return the tree that names segments, as analysts changed it."""
    if not options.with_interests:
        return None
    return edited_tree(population, build_tree(population, options.cache_dir, options.machine), options.interest_edits)


def named_by_verdict(
    description: Description, population: Population, card: TrustCard, options: Options
) -> Description:
    """Take tastes out of the names of segments that do not hold."""
    names_none = set(card.weak)
    if not names_none:
        return description
    doubts = Doubts(names_none, {each.segment for each in card.segments if each.is_mixed})
    personas = name_profiles(description.profiles, population, doubts, options)
    return replace(description, personas=tuple(personas))


def notes_on_facts(description: Description) -> list[str]:
    """Say which segments state nothing of what their users do, by reason."""
    by_reason: dict[str, list[int]] = {}
    for profile in description.profiles:
        if profile.why_no_facts:
            by_reason.setdefault(profile.why_no_facts, []).append(profile.segment)
    return [
        say_n(
            "No tastes and habits are stated of {n} segment of {total}. {why}",
            "No tastes and habits are stated of {n} segments of {total}. {why}",
            len(segments),
            total=len(description.profiles),
            why=why,
        )
        for why, segments in by_reason.items()
    ]
