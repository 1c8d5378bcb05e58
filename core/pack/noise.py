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
from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.errors import DataError
from core.export.small_groups import least_size
from core.pack.material import Material
from core.results.results import Results
from core.sentences import Sentence, say
from core.views.sheet import Sheet

LEAST, MOST = 0.01, 10.0
"""Epsilons that may be asked for; at the most, 9,999 of 10,000 counts are exact."""
_MORE_OFF = 0.05
"""How many counts are more than ``usual_error`` off, at most."""
_N_BITS = 64
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
            say("Give a number from {least} (much noise) to {most} (hardly any).", least=LEAST, most=MOST),
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
    needs for that. What the last campaign changed is left out: it counts users, too.
    """
    guarded, results = material.guarded, material.results
    sizes = {each.segment: each.size for each in results.profiles}
    counts = {-1: results.record.n_unassigned, **sizes}
    least = least_size(material.least)
    noisy = {
        group: max(n + noise.of(group), least if n and group in guarded.shown else 0) if n or group > 0 else 0
        for group, n in counts.items()
    }
    return replace(
        material, results=_with_counts(material, noisy), known_guard=guarded, epsilon=noise.epsilon, readback=None
    )


def noise_sentence(epsilon: float) -> Sentence:
    """Say how much noise counts have."""
    return say(
        "Counts of users have noise (discrete Laplace, ε = {epsilon}): 95 of 100 are at most {n} off.",
        n=usual_error(epsilon),
        epsilon=f"{epsilon:g}",
    )


def without_counts(sheet: Sheet) -> Sheet:
    """Return a sheet without the risks that count users."""
    return replace(sheet, risks=tuple(each for each in sheet.risks if not _COUNTED.search(each.sentence)))


def _with_counts(material: Material, counts: Mapping[int, int]) -> Results:
    results, n_users = material.results, max(sum(counts.values()), 1)
    profiles = tuple(
        replace(each, size=counts[each.segment], share=counts[each.segment] / n_users) for each in results.profiles
    )
    record = replace(results.record, n_users=n_users, n_unassigned=counts[-1])
    return replace(results, profiles=profiles, record=record)


def _geometric(digest: bytes, epsilon: float) -> int:
    """Return a draw with P(n) = (1 - exp(-epsilon)) exp(-epsilon n), n = 0, 1, ..., by inversion of 64 random bits."""
    uniform = (int.from_bytes(digest) + 0.5) / 2**_N_BITS
    return math.floor(math.log(uniform) / -epsilon)
