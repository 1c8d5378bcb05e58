"""Noise on the counts of users in a pack, which hides whether one user is in the log.

Method: the discrete Laplace mechanism (Ghosh, Roughgarden and Sundararajan 2009, Universally Utility-Maximizing Privacy
Mechanisms), the difference of two geometric draws. A user is in one segment, so one epsilon holds for all counts of a
run. Draws come from a keyed hash of what is counted: the same pack made twice has the same noise, so that a mean over
packs is no better than one, and who has not the key cannot take it off.
"""

from __future__ import annotations

import hmac
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from core.errors import DataError
from core.export.small_groups import least_size
from core.pack.material import Material
from core.profiles.lifts import evidence_of
from core.results.results import Results
from core.sentences import Sentence, say, with_values
from core.types import Column, Lift
from core.views.change import Version
from core.views.sheet import Sheet

LEAST, MOST = 0.01, 10.0
"""Epsilons that may be asked for; at the most, 9,999 of 10,000 counts are exact."""
_MORE_OFF = 0.05
"""How many counts are more than ``usual_error`` off, at most."""
_N_BITS = 64
_STEPS = ((1_000, 0.001), (100, 0.01))
"""Users, and steps of a share that any larger number of users can have."""
_WIDEST = 0.05
"""Steps that any 20 users can have; a group that is shown has as many."""
_FINEST_BELOW = 0.01
"""Shares that texts state with a decimal."""
_COUNTED = re.compile(r"\d users?\b")


@dataclass(frozen=True, slots=True)
class Noise:
    """Which noise counts get."""

    epsilon: float
    key: bytes
    run_id: str

    def of(self, group: int) -> int:
        """Return what is added to the count of a group of the run."""
        text = f"noise on counts|{self.run_id}|{self.epsilon!r}|{group}"
        digest = hmac.digest(self.key, text.encode(), "sha256")
        return _geometric(digest[:8], self.epsilon) - _geometric(digest[8:16], self.epsilon)


def check_epsilon(epsilon: float) -> float:
    """Return an epsilon; raise ``DataError`` where it is none that may be asked for."""
    if not LEAST <= epsilon <= MOST:
        raise DataError(
            say("There is no noise of ε = {epsilon}.", epsilon=f"{epsilon:g}"),
            say("Give a number from {least:g} (much noise) to {most:g} (hardly any).", least=LEAST, most=MOST),
        )
    return epsilon


def usual_error(epsilon: float) -> int:
    """Return the number that at least 95 of 100 draws do not exceed, upwards or downwards.

    >>> usual_error(1.0), usual_error(0.1)
    (3, 30)
    """
    alpha = math.exp(-epsilon)
    # P(|X| > n) = 2 alpha^(n + 1) / (1 + alpha)
    return max(math.ceil(math.log(_MORE_OFF * (1 + alpha) / 2) / math.log(alpha) - 1), 0)


def with_noise(material: Material, noise: Noise) -> Material:
    """Return what a pack is made from with noise on the counts of users; shares are those of the counts with noise.

    Which groups are shown follows from the counts without noise; one that is shown has at least as many users as it
    needs for that. What the last campaign changed is left out: it counts users, too. Other shares of users are rounded,
    and ratios are those of the rounded shares, so that they fit any count near the one with noise.
    """
    guarded, results = material.guarded, material.results
    sizes = {each.segment: each.size for each in results.profiles}
    counts = {-1: results.record.n_unassigned, **sizes}
    least = least_size(material.least)
    noisy = {
        group: max(n + noise.of(group), least if n and group in guarded.shown else 0) if n or group > 0 else 0
        for group, n in counts.items()
    }
    results = _rounded(_with_counts(material, noisy), noisy, usual_error(noise.epsilon))
    before = material.before and _with_rounded_share(material.before, noisy, usual_error(noise.epsilon))
    return replace(
        material, results=results, before=before, known_guard=guarded, epsilon=noise.epsilon, readback=None, measured=()
    )


def rounded_share(share: float, n_users: int, error: int = 0) -> float:
    """Return a share of users in steps so wide that it shows nothing of their number, and at least one step.

    Parameters
    ----------
    n_users
        With noise.
    error
        How far off that may be.

    Examples
    --------
    >>> [rounded_share(each, n) for each, n in ((0.4132, 121), (0.4132, 75), (0.0042, 2000), (0.001, 121))]
    [0.41, 0.4, 0.004, 0.01]
    """
    steps = (step for least, step in _STEPS if n_users - error >= least)
    step = next((step for step in steps if share < _FINEST_BELOW or step >= _FINEST_BELOW), _WIDEST)
    n_steps = max(round(share / step), 1) if share > 0 else 0
    return round(n_steps * step, 3)


def rounding_sentence() -> Sentence:
    """Say why percents are round."""
    return say("Percents of users are rounded, so that no count follows from them.")


def noise_sentence(epsilon: float) -> Sentence:
    """Say how much noise counts have."""
    return say(
        "Counts of users have noise (discrete Laplace, ε = {epsilon}): 95 of 100 are at most {n} off.",
        n=usual_error(epsilon),
        epsilon=f"{epsilon:g}",
    )


_SHARES = ("share", "usual")


def without_zeros(sentence: str) -> str:
    """Return a sentence whose ``share`` and ``usual``, rounded before, have no decimal that is only a zero.

    >>> without_zeros(say("{tea}.", tea=say("tea ({share} %, all {usual} %)", share="41.0", usual="24.1")))
    'tea (41 %, all 24.1 %).'
    """
    if not isinstance(sentence, Sentence):
        return sentence
    values = {
        name: str(value).removesuffix(".0")
        if name in _SHARES
        else without_zeros(value)
        if isinstance(value, str)
        else value
        for name, value in sentence.values.items()
    }
    return with_values(sentence, values)


def without_counts(sheet: Sheet) -> Sheet:
    """Return a sheet without the risks and the note on offers that count users."""
    uncounted = tuple(each for each in sheet.risks if not _COUNTED.search(each.sentence))
    return replace(sheet, risks=uncounted, expected_on_few="")


def _with_counts(material: Material, counts: Mapping[int, int]) -> Results:
    """Return the results with other counts; facts keep the evidence by which they were chosen."""
    results, n_users = material.results, max(sum(counts.values()), 1)
    profiles = tuple(
        replace(
            each,
            size=counts[each.segment],
            share=counts[each.segment] / n_users,
            lifts=tuple(replace(lift, strength=evidence_of(lift, each.size, results.n_users)) for lift in each.lifts),
        )
        for each in results.profiles
    )
    record = replace(results.record, n_users=n_users, n_unassigned=counts[-1])
    return replace(results, profiles=profiles, record=record)


def _rounded(results: Results, counts: Mapping[int, int], error: int) -> Results:
    """Return the results with rounded shares of users."""
    n_users, offers, trust = results.record.n_users, results.recommendations.copy(), results.trust

    def lifts(found: Iterable[Lift], segment: int) -> tuple[Lift, ...]:
        return tuple(_rounded_lift(each, (counts[segment], n_users), error) for each in found)

    offers[Column.EXPECTED_RESPONSE] = [
        rounded_share(share, counts[segment], error) if share == share else share
        for segment, share in zip(offers[Column.SEGMENT], offers[Column.EXPECTED_RESPONSE], strict=True)
    ]
    found = replace(
        results,
        profiles=tuple(replace(each, lifts=lifts(each.lifts, each.segment)) for each in results.profiles),
        personas=tuple(replace(each, evidence=lifts(each.evidence, each.segment)) for each in results.personas),
        recommendations=offers,
    )
    if trust is None:
        return found
    judged = tuple(
        replace(each, consent_share=rounded_share(each.consent_share, counts[each.segment], error))
        if each.consent_share is not None
        else each
        for each in trust.segments
    )
    return replace(found, record=replace(found.record, trust=replace(trust, segments=judged)))


def _rounded_lift(lift: Lift, n_users: tuple[int, int], error: int) -> Lift:
    """Return a fact with rounded shares of the segment and of all, and the ratio of these."""
    share, usual = (
        rounded_share(each, n, error) for each, n in zip((lift.share, lift.overall_share), n_users, strict=True)
    )
    return replace(lift, share=share, overall_share=usual, lift=share / usual if usual else lift.lift)


def _with_rounded_share(before: Version, counts: Mapping[int, int], error: int) -> Version:
    """Return an earlier run with rounded shares of the users who stayed."""
    matches = before.matches
    pairs = zip(matches.share.tolist(), matches.segments.tolist(), strict=True)
    share = np.array([rounded_share(each, counts.get(segment, 0), error) for each, segment in pairs])
    return replace(before, moves=replace(before.moves, matches=replace(matches, share=share)))


def _geometric(digest: bytes, epsilon: float) -> int:
    """Return a draw with P(n) = (1 - exp(-epsilon)) exp(-epsilon n), n = 0, 1, ..., by inversion of 64 random bits."""
    uniform = (int.from_bytes(digest) + 0.5) / 2**_N_BITS
    return math.floor(math.log(uniform) / -epsilon)
