"""Which verdict parts of a segment would have, before it is divided: by what they predict, as their card is judged."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from core.compute.machine import Machine
from core.errors import DataError
from core.trust.evidence import SegmentEvidence
from core.trust.given import GivenSegments
from core.trust.grade import Grade
from core.trust.holdout_gains import HoldoutGains
from core.trust.mixed import find_mixed
from core.trust.placement import place_users
from core.trust.segment_verdict import judge_segment
from core.trust.segmented import Segmented
from core.trust.split import MIN_EVENTS, HeldOut
from core.trust.verdict import MIN_JUDGED
from core.types import Labels, Population, Vectors


@dataclass(frozen=True, slots=True)
class PartsJudge:
    """Judges labels that are not taken yet. What does not depend on them is found once.

    Users are put into the parts by the items that they had before the holdout, as those of an edit are. Whether the
    segments as a whole are beyond chance is not asked again, and stability is not known: no part is more than usable.
    """

    segmented: Segmented
    """With any labels."""
    held: HeldOut
    machine: Machine

    def grades(self, labels: Labels, parts: Collection[int]) -> tuple[Grade, ...]:
        """Return the verdict on each of some segments of (n_users,) labels; none where too few users are judged."""
        found = replace(self.segmented, labels=labels)
        held = replace(self.held, labels=np.asarray(place_users(self.held.vectors, labels), dtype=np.int32))
        gains, is_mixed = HoldoutGains(found, held), find_mixed(found.vectors, labels)
        places = {segment: place for place, segment in enumerate(found.segments.tolist())}
        if len(places) < 2 or sum(gains.uplift(each)[1] for each in places) < MIN_JUDGED:
            return ()
        return tuple(
            judge_segment(_evidence(each, places[each], labels, gains, is_mixed=bool(is_mixed[places[each]]))).verdict
            for each in parts
        )


def parts_judge(population: Population, vectors: Vectors, random_state: int, machine: Machine) -> PartsJudge | None:
    """Return what judges parts; None where nobody has the events that the usual holdout asks for.

    Parameters
    ----------
    vectors
        (n_users, n_dims), the space in which segments are divided.
    """
    nobody = np.ones(population.n_users, dtype=np.int32)
    source = GivenSegments(population.histories.user_ids, nobody, random_state, machine)
    try:
        held = source.hold_out(population, MIN_EVENTS)
    except DataError:  # the caller says that it is not known yet
        return None
    return PartsJudge(Segmented(population, vectors, nobody, random_state), held, machine)


def _evidence(segment: int, place: int, labels: Labels, gains: HoldoutGains, *, is_mixed: bool) -> SegmentEvidence:
    uplift, n_judged = gains.uplift(segment)
    return SegmentEvidence(
        segment=segment,
        size=int(np.count_nonzero(labels == segment)),
        jaccard=float("nan"),
        jaccard_vectors=float("nan"),
        n_judged=n_judged,
        recall_uplift=uplift,
        predictive_gain=gains.of_segment(segment),
        neighbour=gains.neighbour(segment, place),
        is_mixed=is_mixed,
    )
