"""What parts of a segment would be called and like, before it is divided: what their cards will say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from core.personas.candidates import Doubts
from core.personas.likes import likes_sentence
from core.personas.without_taste import is_number_alone
from core.pipeline.describing import find_profiles, name_profiles
from core.pipeline.own_numbers import own_numbers
from core.results.run import Options
from core.sentences import say
from core.trust.given import GivenSegments
from core.trust.grade import WEAK, Grade
from core.trust.mixed import find_mixed
from core.types import Labels, Population, Vectors


@dataclass(frozen=True, slots=True)
class PartWords:
    """What a card would say of one part; both in plain sentences."""

    name: str
    """Empty where it would have its number alone."""
    likes: str


def words_of_parts(
    population: Population, vectors: Vectors, labels: Labels, grades: Mapping[int, Grade], options: Options
) -> tuple[PartWords, ...]:
    """Return what the cards of some segments would say, by the facts of events that did not form them.

    Parameters
    ----------
    vectors
        (n_users, n_dims), the space in which segments are divided.
    labels
        (n_users,) segments after the edit, numbers with or without gaps.
    grades
        The verdict on each part, by its number: a part that is weak is named by no taste, as on its card.
    options
        Its ``kept`` and ``measured`` say what stays of the segments that the edit leaves alone.
    """
    own, places = own_numbers(labels)
    options = replace(options, kept=options.kept.under(own.place_of), measured=options.measured.under(own.place_of))
    source = GivenSegments(population.histories.user_ids, places, options.random_state, options.machine)
    profiles = find_profiles(population, places, vectors, source, options)
    weak = {own.place_of(part) for part, grade in grades.items() if grade in WEAK}
    is_mixed = find_mixed(vectors, places)
    personas = name_profiles(profiles, population, Doubts(weak, (1 + np.flatnonzero(is_mixed)).tolist()), options)
    found = []
    for part in grades:
        at = own.place_of(part) - 1
        breadth = say("no taste of their own.") if np.any(is_mixed[at]) else ""
        name = personas[at].name
        likes = likes_sentence(profiles[at], personas[at], breadth)
        found.append(PartWords("" if is_number_alone(name) else name, likes))
    return tuple(found)
