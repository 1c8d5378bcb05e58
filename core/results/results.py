"""The results of a run, typed: what a run leaves in the workspace, and what pages, the command line and files read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from core.ingest.tables.source import IngestReport
from core.interests.users import Interests
from core.population.excluded import NOTHING_EXCLUDED, Excluded
from core.recommenders.offer_basis import OfferBasis
from core.results.run import Depth
from core.results.shown_numbers import with_other_numbers
from core.shaping.shown import segment_shown_as
from core.store.dataset_info import DatasetVersion
from core.store.segmentations import Segmentation
from core.trust.card import TrustCard
from core.trust.holdout import Usefulness
from core.trust.intervals import NAN
from core.trust.k_choice import KChoice
from core.trust.k_score import KScore
from core.trust.offer_proof import OfferProof
from core.types import NOISE, BoolArray, Column, FloatArray, Labels, Persona, Points, Profile, Recipe, StrArray
from core.types.figures import Sweep


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """The figures of a run by which runs are compared."""

    k: int
    """Number of segments."""
    silhouette: float
    """Mean over all users, unassigned ones as 0."""
    silhouette_by_segment: Mapping[int, float]
    concentration: float = NAN
    """Of the mixture that gives the probabilities."""
    k_choice: KChoice | None = None
    """How k was chosen; None when it was given, or the clusterer finds it itself."""
    sweep: Sweep | None = None
    """What other values of a parameter would give; None for clusterers that are given the number of segments."""
    losses: Mapping[str, Sequence[float]] | None = None
    """Mean loss of each pass by phase; None for clusterers that are not trained."""
    holdout: Usefulness | None = None
    """None when it was left out or could not be judged."""
    why_no_holdout: str = ""
    """Why it could not be judged; "" when it was, or was left out."""
    offers: OfferProof | None = None
    """How good the lists of items for segments are on the holdout; None where that was not judged."""
    offer_basis: OfferBasis | None = None
    """What the lists of all segments share; None in a run of an earlier version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """Which version of names and notes the files of a run have."""

    version: int
    """Given once over all runs of a dataset."""
    author: str
    """ "" where nobody wrote: the names are those that the program gave."""
    created_at: str
    """UTC, as in ISO 8601."""
    from_run: str = ""
    """The run whose names were carried over, or the folder of its files; "" for none."""
    from_version: int | None = None
    approved_in: Mapping[int, int] = field(default_factory=dict)
    """Segment to the version in which it was approved, where the files have that one."""

    @property
    def is_written(self) -> bool:
        """Whether somebody wrote it, or took it over from another run."""
        return bool(self.author)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """What ``run.json`` holds: how the run was made, and its figures without those of single users."""

    recipe: Recipe
    """With the value of every parameter."""
    n_users: int
    n_items: int
    n_events: int
    n_segments: int
    n_unassigned: int
    ingest: IngestReport | None
    """What the load stored and rejected; None where there was no load."""
    scores: Scores
    trust: TrustCard | None = None
    """None when it was left out."""
    map: str | None
    """The method that drew the map; None when it was left out."""
    notes: tuple[str, ...]
    """What a reader of the results should know, as sentences."""
    seconds: Mapping[str, float]
    """Stage to seconds."""
    peak_rss_mb: float
    versions: Mapping[str, str]
    depth: Depth = Depth.FULL
    excluded: Excluded = NOTHING_EXCLUDED
    """What data health left out of the dataset before the run; the counts above are without it."""
    dataset: DatasetVersion | None = None
    """The dataset, and the version of it, that the run was made on; None for a run of an earlier program."""
    highest_segment: int = 0
    """The highest number that a segment had on the way to edited segments, so that none is given twice; 0 where that is
    the highest there is."""
    naming: Naming | None = None
    """Which version of the names the files have; None for the first run of a log as it came, and in the workspace,
    whose table of versions says so."""


@dataclass(frozen=True, eq=False)
class Results:
    """The results of a run; arrays in the order of ``user_ids``, profiles and personas in that of segment numbers."""

    record: RunRecord
    user_ids: StrArray
    labels: Labels
    """(n_users,) segment numbers from 1; -1 is unassigned."""
    probabilities: FloatArray
    silhouettes: FloatArray
    points: Points | None
    """(n_users, 2); None when the map was left out."""
    profiles: tuple[Profile, ...]
    personas: tuple[Persona, ...]
    recommendations: pd.DataFrame
    """``core.results.tables.OFFER_FIELDS``."""
    stabilities: FloatArray | None = None
    """(n_users,) share of the resamples with a user in which the user came out in the same segment; NaN for users of no
    segment or of no resample; None where it was not computed."""
    interests: Interests | None = None
    """What users and segments are interested in; None in a run of an earlier version, and in a trial."""
    naming: Segmentation | None = None
    """The version of names, notes and numbers that is shown; None for the run as it came."""
    own_names: Mapping[int, str] = field(default_factory=dict)
    """Segment to the name that the run gave it, where ``naming`` may have another; empty for the run as it came."""
    interests_version: int = 0
    """Of what analysts changed in the tree of interests."""

    @property
    def n_users(self) -> int:
        """Number of users."""
        return len(self.user_ids)

    @property
    def k(self) -> int:
        """Number of segments."""
        return len(self.profiles)

    @property
    def segments(self) -> tuple[int, ...]:
        """Segment numbers, largest segment first, or in the order of an analyst."""
        return tuple(profile.segment for profile in self.profiles)

    @property
    def highest_segment(self) -> int:
        """The highest number that a segment has or had on the way here."""
        return max(self.record.highest_segment, *self.segments, 0)

    @property
    def names(self) -> dict[int, str]:
        """Segment number to the name of its persona."""
        return {persona.segment: persona.name for persona in self.personas}

    def number_of(self, segment: int) -> int:
        """Return the number of a segment that pages show; the run's own where it took over none. -1 stays."""
        return self.naming.number_of(segment) if self.naming else segment

    @property
    def numbers(self) -> dict[int, int]:
        """Segment to the number that pages show."""
        return {segment: self.number_of(segment) for segment in self.segments}

    def segment_of(self, number: int) -> int:
        """Return the segment that pages show under a number; raise ``DataError`` where there is none."""
        return segment_shown_as(number, self.numbers)

    @property
    def set_aside(self) -> tuple[int, ...]:
        """The segments that nobody is to act on."""
        return self.naming.set_aside if self.naming else ()

    def approved_name(self, segment: int) -> str:
        """Return the name under which a segment was approved, where it is called otherwise here; else ""."""
        decided = self.naming.decisions.get(segment) if self.naming else None
        if decided is None or decided.approved is None:
            return ""
        then = decided.approved.name or self.own_names.get(segment, "")
        return then if then != self.names[segment] else ""

    @property
    def not_acted_on(self) -> tuple[int, ...]:
        """The segments that an analyst set aside or rejected: lists leave them out unless they are asked for."""
        aside = self.naming.not_acted_on if self.naming else ()
        return tuple(each for each in aside if each in self.segments)

    def labels_of(self, user_ids: StrArray) -> Labels:
        """Return the segment of each of some users, (n,); -1 for users whom the run did not have."""
        own = dict(zip(self.user_ids.tolist(), self.labels.tolist(), strict=True))
        return np.array([own.get(each, NOISE) for each in user_ids.tolist()], dtype=np.int32)

    @property
    def holdout(self) -> Usefulness | None:
        """What the holdout says; None when it was left out or could not be judged."""
        return self.record.scores.holdout

    @property
    def trust(self) -> TrustCard | None:
        """The trust card; None when it was left out."""
        return self.record.trust

    @property
    def has_offers(self) -> bool:
        """Whether its lists are offers, by strength; those of earlier versions hold what is most popular."""
        return set(self.recommendations[Column.RECOMMENDER]) == {"segment_offers"}

    @property
    def k_scores(self) -> tuple[KScore, ...]:
        """The sweep by which k was chosen; empty when k was given or found by the clusterer itself."""
        choice = self.record.scores.k_choice
        return choice.scores if choice else ()

    @property
    def sweep(self) -> Sweep | None:
        """What other values of a parameter would give, for clusterers that find the number of segments themselves."""
        return self.record.scores.sweep

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the results should know, as sentences."""
        return self.record.notes

    def of_users(self, is_kept: BoolArray) -> Results:
        """Return the same with the users where ``is_kept`` (n_users,) is true; everything else stays."""
        return replace(
            self,
            user_ids=self.user_ids[is_kept],
            labels=self.labels[is_kept],
            probabilities=self.probabilities[is_kept],
            silhouettes=self.silhouettes[is_kept],
            points=None if self.points is None else self.points[is_kept],
            stabilities=None if self.stabilities is None else self.stabilities[is_kept],
            interests=None if self.interests is None else self.interests.of_users(is_kept),
        )

    def with_note(self, note: str) -> Results:
        """Return the same with one more note."""
        return replace(self, record=replace(self.record, notes=(*self.notes, note)))


def with_naming(results: Results, naming: Segmentation) -> Results:
    """Return the same results under names, notes, numbers and order of a version; labels stay those of the run."""
    numbered, origin = with_numbers(results, naming), naming.origin
    own_names = results.own_names or numbered.names
    shown = replace(_in_order(with_names(numbered, naming.names), naming), own_names=own_names)
    if naming.is_as_it_came and not naming.version:
        return replace(shown, naming=naming)
    record = Naming(
        version=naming.version,
        author="" if naming.is_as_it_came else naming.author,
        created_at=naming.created_at.isoformat(timespec="seconds"),
        from_run=origin.run_id if origin else "",
        from_version=origin.version if origin else None,
        approved_in=naming.approved_in,
    )
    return replace(shown, naming=naming, record=replace(shown.record, naming=record))


def _in_order(results: Results, naming: Segmentation) -> Results:
    """Return the same results with the segments in the order of an analyst."""
    places = {each: place for place, each in enumerate(naming.in_order(results.segments))}
    return replace(
        results,
        profiles=tuple(sorted(results.profiles, key=lambda each: places.get(each.segment, len(places)))),
        personas=tuple(sorted(results.personas, key=lambda each: places.get(each.segment, len(places)))),
    )


def with_numbers(results: Results, naming: Segmentation) -> Results:
    """Return the same results with the numbers of a version in names and sentences that state one."""
    if not naming.numbers:
        return results
    trust = with_other_numbers(results.trust, naming.number_of)
    personas = with_other_numbers(results.personas, naming.number_of)
    return replace(results, personas=personas, record=replace(results.record, trust=trust))


def with_names(results: Results, names: Mapping[int, str]) -> Results:
    """Return the same results with the personas under the names that analysts gave them."""
    personas = (replace(persona, name=names.get(persona.segment, persona.name)) for persona in results.personas)
    return replace(results, personas=tuple(personas))
