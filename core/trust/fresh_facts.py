"""Facts on fresh events: what marks segments out, counted in events that had no part in putting users into them.

A segment that is formed by events has more of them than other users: counted in the same events, its facts hold even
where there is nothing to find. So the events of every user are cut at random into two halves. Users are put into the
segments by one half alone, facts are chosen there, and counted in the other half; then the other way round. Of a user's
own label nothing is used: the mean of a segment is that of its other users (``core.trust.placement``). A fact chosen on
both halves is the mean of both counts. Where those who are in a segment have such facts clearly less often than those
whom the half puts into it, they are counted among the former: what is stated holds of the segment as it is shown.

A segment states nothing where less than half of the users who are in it, or are put into it by one half of their
events, are both (Jaccard index): then a half does not show who is in it.

A fact is stated when the users of the segment have it more often than they would by chance: a taste more often than
users who are as active in the same weeks (``core.trust.expected_tastes``), a habit more often than all users. Where
most users keep to few things, those who pick from everything have each thing more often than users as active; so a
taste must be more of the segment's events than of all events, too. Over all tastes of all segments, and over all
habits, the share of false ones is held to one in a hundred. What is stated of a taste is not the mere count, which is
too high where it was the count that made it stated: ``core.trust.drawn_lifts``.

References
----------
Neufeld, A., Dharamshi, A., Gao, L. L. and Witten, D. (2024). Data thinning for convolution-closed distributions.
Journal of Machine Learning Research 25, 1-35. arXiv:2301.07276 (one part of the data suggests, the other one tests).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from core.compute.matching import match_segments
from core.errors import DataError
from core.interests.tree import InterestTree
from core.profiles.facts import Facts, count_users, membership
from core.profiles.lifts import evidence, strongest
from core.profiles.profile import habit_facts
from core.profiles.tastes import taste_facts, title_facts
from core.profiles.topics import events_by_item
from core.sentences import say, say_n
from core.trust.contrasts import ContrastOf, contrasts, no_contrast
from core.trust.expected_tastes import ExpectedTastes, items_of
from core.trust.fact_tests import TASTES, Counted, Place, mean_of, stated
from core.trust.given import GivenSegments
from core.trust.halves import Half, encode_halves
from core.trust.placement import place_everybody
from core.trust.refit import Refit
from core.types import NOISE, FloatArray, IntArray, Labels, Lift, Population

SAME_SEGMENT = 0.5
"""Least Jaccard index of a segment with the users whom a half of their events puts into it."""
N_CHOSEN = 40
"""Facts of each kind that a half suggests for a segment; those that do not hold on the other one fall out."""
ALL_OF_IT = 0.85
"""Where users of a segment have its facts less often than this times those whom a half puts into it, the half shows a
part of it. In segments that a recipe found they have tastes as often or more often: these formed it."""
GENEROUS = 0.5
"""Chance that a segment drawn at random gets any mark of one kind among the facts that a half suggests."""
FEW_EVENTS = 4
"""Where half of the users have fewer events, it is these few that keep a half from showing who is in a segment."""
LEAST_EVENTS = 2
"""Where half of the users have fewer, most users have nothing in one of the halves."""


@dataclass(frozen=True, slots=True)
class FreshFacts:
    """What fresh events say of segments; both in the order of segment numbers."""

    lifts: tuple[tuple[Lift, ...], ...]
    """Tastes and habits of each segment, of each kind the strongest on the half that chose them first."""
    why_none: tuple[str, ...]
    """Why nothing could be stated of a segment, as a sentence; "" where something could be."""


@dataclass(frozen=True, slots=True)
class FreshWay:
    """One way to look at fresh events."""

    chosen_on: Half
    """The half that puts users into segments."""
    counted_in: Half
    """The other one, of the same users."""
    placed: Labels
    """(n_fitted,) segments; -1 for none, and for one that the half does not show."""


def fresh_facts(
    population: Population,
    labels: Labels,
    source: Refit | GivenSegments,
    max_users: int | None = None,
    tree: InterestTree | None = None,
) -> FreshFacts:
    """State what marks segments out, from events that had no part in forming them.

    Parameters
    ----------
    labels
        (n_users,) segments of all events; -1 is unassigned.
    source
        Fits the encoder of the recipe to one half; for labels that no recipe made, one of items.
    max_users
        Most users that are counted; ``source.max_users`` unless that is less.
    tree
        Of interests; its nodes are tastes too.
    """
    segments = membership(labels)[0].tolist()
    ways, why_none = fresh_ways(population, labels, source, max_users)
    found: dict[Place, list[Counted]] = defaultdict(list)
    n_halves = dict.fromkeys(segments, 0)
    for way in ways:
        for segment in np.unique(way.placed[way.placed != NOISE]).tolist():
            n_halves[segment] += 1
        for place, counted in _count_fresh(way, labels[way.chosen_on.users], population, tree):
            found[place].append(counted)
    lifts = stated({place: mean_of(each, n_halves[place[0]]) for place, each in found.items()})
    return FreshFacts(
        tuple(lifts.get(segment, ()) for segment in segments), tuple(why_none.get(segment, "") for segment in segments)
    )


def fresh_ways(
    population: Population, labels: Labels, source: Refit | GivenSegments, max_users: int | None = None
) -> tuple[tuple[FreshWay, ...], dict[int, str]]:
    """Put users into segments by one half of their events, then by the other; parameters as of ``fresh_facts``.

    Returns
    -------
    Both ways, or none where there are too few events; and why nothing is known, as a sentence, of each segment that
    neither half shows.
    """
    segments = membership(labels)[0].tolist()
    if np.median(population.histories.counts) < LEAST_EVENTS:
        return (), dict.fromkeys(segments, _why_nothing(population))
    try:
        halves = encode_halves(population, source, max_users)
    except DataError as error:
        why = say("There is too little for facts on events that did not form the segments. {why}", why=error.message)
        return (), dict.fromkeys(segments, why)
    parts = source.parts if isinstance(source, GivenSegments) else labels
    ways = tuple(
        FreshWay(chosen_on, counted_in, _placed_again(chosen_on, labels[chosen_on.users], parts[chosen_on.users]))
        for chosen_on, counted_in in (halves, halves[::-1])
    )
    shown = {segment for way in ways for segment in way.placed.tolist()}
    return ways, {segment: _why_nothing(population) for segment in segments if segment not in shown}


def _placed_again(half: Half, labels: Labels, parts: Labels) -> Labels:
    """Put users into the segments by a half of their events; -1 where the half does not show who is in a segment.

    They are put into the parts of segments, which an edit may have joined.
    """
    placed_parts = place_everybody(half.vectors, parts)
    found, first = np.unique(parts, return_index=True)
    placed = labels[first][np.searchsorted(found, placed_parts)]
    matches = match_segments(labels, placed)
    is_same = matches.are_same(SAME_SEGMENT) & (matches.partners == matches.segments)
    return np.where(np.isin(placed, matches.segments[is_same]), placed, NOISE).astype(np.int32)


def _why_nothing(population: Population) -> str:
    counts = population.histories.counts
    if np.median(counts) < FEW_EVENTS:
        return say_n(
            "Half of the users have {n} event or none, which is too little to put them into segments by one half of "
            "their events and count facts in the other.",
            "Half of the users have {n} events or fewer, which is too little to put them into segments by one half of "
            "their events and count facts in the other.",
            int(np.median(counts)),
        )
    return say(
        "One half of a user's events does not show who is in this segment, so nothing could be counted in the other."
    )


def _count_fresh(
    way: FreshWay, labels: Labels, whole: Population, tree: InterestTree | None
) -> Iterator[tuple[Place, Counted]]:
    """Choose facts of the segments on one half of the events, and count them in the other."""
    segments, members = membership(way.placed)
    if not len(segments):
        return
    expected, events = ExpectedTastes(way.counted_in.population), events_by_item(way.counted_in.population)
    own = membership(np.where(np.isin(labels, segments), labels, NOISE))[1]
    groups = (_groups(members, events, expected), _groups(own, events, expected))
    kinds = (_kinds(half.population, whole, tree) for half in (way.chosen_on, way.counted_in))
    for suggested, counted in zip(*kinds, strict=True):
        yield from _count_kind(suggested, counted, segments, groups)


def _kinds(population: Population, whole: Population, tree: InterestTree | None) -> Iterator[Facts]:
    yield from taste_facts(population, whole)
    yield from title_facts(population, whole, tree)
    yield from habit_facts(population)


@dataclass(frozen=True, slots=True)
class _Groups:
    """Who is in each segment and, in the last row, everybody: ``members`` is (n_segments + 1, n_users)."""

    members: sparse.csr_array
    sizes: FloatArray
    """(n_segments + 1,) users."""
    events: FloatArray
    """(n_segments + 1, n_items) events in the half that is counted."""
    expected: ExpectedTastes

    def counted(self, counted: Facts, columns: IntArray) -> _Counts:
        """Count the facts of some columns."""
        return _Counts(self, counted, columns, count_users(counted.of_columns(columns), self.members))


def _groups(members: sparse.csr_array, events: sparse.csr_array, expected: ExpectedTastes) -> _Groups:
    """Return groups with what is the same for facts of all kinds; events are (n_users, n_items)."""
    sizes = np.asarray(members.sum(axis=1), dtype=np.float64)
    return _Groups(members, sizes, np.asarray((members @ events).todense(), dtype=np.float64), expected)


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many users of groups have each of some facts."""

    groups: _Groups
    facts: Facts
    columns: IntArray
    counts: FloatArray
    """(n_segments + 1, n_columns)."""

    @property
    def sizes(self) -> FloatArray:
        """(n_segments + 1,) users of the groups."""
        return self.groups.sizes

    def by_chance(self) -> tuple[FloatArray, ContrastOf]:
        """Return how many would have each fact by chance, as ``counts``, and how tastes set segments apart."""
        if self.facts.kind not in TASTES:
            return self.sizes[:, None] * self.counts[-1] / max(self.sizes[-1], 1.0), no_contrast
        shares = self.counts / np.maximum(self.sizes, 1.0)[:, None]
        by_chance = self.groups.expected.count(self.facts, self.columns, self.groups.members)
        return by_chance, contrasts(shares, self.groups.events, items_of(self.facts, self.columns))

    def shares_of(self, row: int, columns: Sequence[int]) -> float:
        """Return the sum of the shares of a segment's users who have each of some facts."""
        return float(self.counts[row, columns].sum() / max(self.sizes[row], 1.0))


def _count_kind(
    suggested: Facts, counted: Facts, segments: Labels, groups: tuple[_Groups, _Groups]
) -> Iterator[tuple[Place, Counted]]:
    """Count facts among the users whom one half of their events puts into a segment, or among those who are in it.

    The latter where these have them clearly less often: then the half finds one part of the segment only, and what is
    stated has to hold of all its users.
    """
    column_of = {key: column for column, key in enumerate(counted.keys)}
    chosen = [each for each in _choose(suggested, groups[0].members) if each[1] in column_of]
    columns = np.unique(np.array([column_of[key] for _, key, _ in chosen], dtype=np.int64))
    placed, own = (each.counted(counted, columns) for each in groups)
    at = [int(np.searchsorted(columns, column_of[key])) for _, key, _ in chosen]
    in_part = _shown_in_part(placed, own, zip((row for row, _, _ in chosen), at, strict=True))
    ways = {False: (placed, *placed.by_chance())}
    if in_part:
        ways[True] = (own, *own.by_chance())
    for (row, key, strength), column in zip(chosen, at, strict=True):
        found, by_chance, contrast_of = ways[row in in_part]
        yield (
            (int(segments[row]), counted.kind, key),
            Counted(
                name=counted.names[column_of[key]],
                count=found.counts[row, column],
                size=found.sizes[row],
                overall_count=found.counts[-1, column],
                n_users=found.sizes[-1],
                expected=by_chance[row, column],
                strength=strength,
                contrast=contrast_of(row, column),
            ),
        )


def _shown_in_part(placed: _Counts, own: _Counts, chosen: Iterable[tuple[int, int]]) -> set[int]:
    """Return the rows of segments of which a half shows a part only; ``chosen`` are rows and columns of facts."""
    columns: dict[int, list[int]] = defaultdict(list)
    for row, column in chosen:
        columns[row].append(column)
    return {row for row, at in columns.items() if own.shares_of(row, at) < ALL_OF_IT * placed.shares_of(row, at)}


def _choose(suggested: Facts, members: sparse.csr_array) -> Iterator[tuple[int, str, float]]:
    """Return row of the segment, key and strength of the facts that a half suggests."""
    counts = count_users(suggested, members)
    sizes = np.asarray(members.sum(axis=1), dtype=np.float64)
    for row in range(len(sizes) - 1):
        strengths = evidence(counts[row], float(sizes[row]), counts[-1], float(sizes[-1]))
        for column in strongest(counts[[row, -1]], sizes[[row, -1]], GENEROUS)[:N_CHOSEN].tolist():
            yield row, suggested.keys[column], float(strengths[column])
