"""Two runs side by side: how users moved, how much the segments agree, and which run to use."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.compute.matching import Matches, match_segments
from core.results.carried import WEAK_JACCARD
from core.results.results import Results
from core.sentences import Sentence, say
from core.trust.run_evidence import RunStability
from core.types import IntArray
from core.views.trust import mean_jaccard, run_bits, times_as_likely


def excluded_apart(older: Results, newer: Results) -> Sentence | str:
    """Say what data health excluded of each of two runs; "" where it is the same of both."""
    before, now = older.record.excluded, newer.record.excluded
    if before.keys == now.keys:
        return ""
    nothing = say("Nothing is excluded by data health.")
    return say(
        "Data health excluded other users or events from the older run than from the newer one. The older run: "
        "{before} The newer run: {now}",
        before=before.sentence if before else nothing,
        now=now.sentence if now else nothing,
    )


@dataclass(frozen=True)
class Comparison:
    """How the segments of two runs overlap."""

    segments: tuple[int, ...]
    """Rows of ``moved``: segments of the first run, -1 (unassigned) last where there are such users."""
    other_segments: tuple[int, ...]
    """Columns of ``moved``: those of the second run."""
    moved: IntArray
    """(segments, other_segments) users who are in both."""
    n_common: int
    """Users that both runs know."""
    adjusted_rand: float
    """Agreement: 1 is the same segments under other numbers, 0 what chance gives. Unassigned users are one group."""
    adjusted_mutual: float
    """Agreement by mutual information, on the same scale; it weighs small segments more."""
    matches: Matches
    """Each segment of the first run with its partner in the second."""

    @property
    def n_moved(self) -> int:
        """Users of both runs who are not in the partner of their segment; of one too weak for its name, nobody is."""
        return self.matches.n_moved(self.n_common, self.stayed, WEAK_JACCARD)

    def stayed(self, segment: int, partner: int) -> int:
        """Return how many users of a segment of the first run are in one of the second."""
        if segment not in self.segments or partner not in self.other_segments:
            return 0
        return int(self.moved[self.segments.index(segment), self.other_segments.index(partner)])


def compare_runs(results: Results, other: Results) -> Comparison:
    """Compare two runs over the users that both know."""
    _ids, first, second = np.intersect1d(results.user_ids, other.user_ids, return_indices=True)
    labels, other_labels = results.labels[first], other.labels[second]
    segments, other_segments = _groups(labels), _groups(other_labels)
    rows, columns = (_places(each, groups) for each, groups in ((labels, segments), (other_labels, other_segments)))
    moved = np.bincount(rows * len(other_segments) + columns, minlength=len(segments) * len(other_segments))
    moved = moved.reshape(len(segments), len(other_segments))
    matches = match_segments(labels, other_labels)
    rand, agreement = adjusted_rand(labels, other_labels), adjusted_mutual(labels, other_labels)
    return Comparison(segments, other_segments, moved, len(first), rand, agreement, matches)


MOVES_COLUMNS = ("segment", "persona", "other_segment", "other_persona", "n_users", "share", "is_partner")
MATCHES_COLUMNS = ("segment", "persona", "other_segment", "other_persona", "jaccard", "share")


def moves_frame(found: Comparison, results: Results, other: Results) -> pd.DataFrame:
    """Return ``MOVES_COLUMNS``: the users of each segment by segment of the second run; no row where there are none."""
    partner_of = found.matches.partner_of()
    rows = []
    for segment, counts in zip(found.segments, found.moved, strict=True):
        for other_segment, n_users in zip(found.other_segments, counts.tolist(), strict=True):
            if n_users:
                own, their = results.names.get(segment, ""), other.names.get(other_segment, "")
                is_partner = partner_of.get(segment) == other_segment
                rows.append((segment, own, other_segment, their, n_users, n_users / counts.sum(), is_partner))
    return pd.DataFrame(rows, columns=list(MOVES_COLUMNS))


def matches_frame(found: Comparison, results: Results, other: Results) -> pd.DataFrame:
    """Return ``MATCHES_COLUMNS``: each segment with its partner in the second run, -1 where it has none."""
    matches = found.matches
    rows = [
        (segment, results.names.get(segment, ""), partner, other.names.get(partner, ""), jaccard, share)
        for segment, partner, jaccard, share in zip(
            matches.segments.tolist(),
            matches.partners.tolist(),
            matches.jaccard.tolist(),
            matches.share.tolist(),
            strict=True,
        )
    ]
    return pd.DataFrame(rows, columns=list(MATCHES_COLUMNS))


def adjusted_rand(labels: IntArray, other_labels: IntArray) -> float:
    """Return the adjusted Rand index of two labellings (n_users,); 1 for nobody.

    References
    ----------
    Hubert, L. and Arabie, P. (1985). Comparing partitions. Journal of Classification 2, 193-218.
    """
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score(labels, other_labels)) if len(labels) else 1.0


def adjusted_mutual(labels: IntArray, other_labels: IntArray) -> float:
    """Return the adjusted mutual information of two labellings (n_users,); 1 for nobody.

    References
    ----------
    Vinh, N. X., Epps, J. and Bailey, J. (2010). Information theoretic measures for clusterings comparison. Journal of
    Machine Learning Research 11, 2837-2854.
    """
    from sklearn.metrics import adjusted_mutual_info_score

    return float(adjusted_mutual_info_score(labels, other_labels)) if len(labels) else 1.0


def scores_of(results: Results) -> dict[str, float | str | None]:
    """Return the scores that two runs are compared by; None where a run was not judged."""
    holdout = results.holdout
    return {
        "verdict": str(results.trust.verdict) if results.trust else None,
        "k": results.k,
        "silhouette": results.record.scores.silhouette,
        "recall_uplift_pct": _known(holdout.recall_uplift_pct) if holdout else None,
        **_trust_scores(results),
        "n_unassigned": int(np.count_nonzero(results.labels < 0)),
        "largest_share_pct": 100 * max((profile.share for profile in results.profiles), default=0.0),
    }


def _trust_scores(results: Results) -> dict[str, float | None]:
    """Return bits per event with their interval, and how stable the segments are."""
    bits, stability = run_bits(results), results.trust.stability if results.trust else RunStability()
    return {
        "times": _known(times_as_likely(bits.value)),
        "item_bits": _known(bits.value),
        "item_bits_low": _known(bits.low),
        "item_bits_high": _known(bits.high),
        "jaccard": _known(mean_jaccard(results)),
        "ari_resamples": _known(stability.ari_resamples),
        "ari_random_states": _known(stability.ari_random_states),
    }


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _groups(labels: IntArray) -> tuple[int, ...]:
    found = [int(label) for label in np.unique(labels)]
    return tuple(sorted(found, key=lambda label: (label < 0, label)))


def _places(labels: IntArray, groups: tuple[int, ...]) -> IntArray:
    places = {group: place for place, group in enumerate(groups)}
    return np.array([places[int(label)] for label in labels], dtype=np.int64)
