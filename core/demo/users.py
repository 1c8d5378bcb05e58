"""Users of the demo log: each draws an own way of shopping around what is planted for its segment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.demo.plan import MIXED, NOISE_USER, Plan
from core.types import BoolArray, FloatArray, IntArray

MIN_EVENTS = 3
"""Fewest events that a user of the demo log has."""
ACTIVITY_SPREAD = 0.4
"""Sigma of the log-normal number of events per user."""
PACES = ("events_per_visit", "window_days", "silent_days", "extra_pieces", "activity")
"""Fields of ``Behaviour`` that vary by a factor from user to user."""


@dataclass(frozen=True, slots=True)
class ShopUsers:
    """Users with their own ways; arrays ending in ``_cdf`` hold cumulative shares, 1 in the last column."""

    labels: IntArray
    """(n_users,) codes into ``LABEL_NAMES``."""
    tastes: IntArray
    """(n_users, 2) tastes that items come from; the same twice unless the user is mixed."""
    first_share: FloatArray
    """(n_users,) share of the first of the two."""
    category_cdf: FloatArray
    """(n_users, n_categories)."""
    event_cdf: FloatArray
    """(n_users, n_event_names)."""
    hour_cdf: FloatArray
    """(n_users, 24)."""
    weekend_share: FloatArray
    """(n_users,) share of visits at weekends."""
    extra_pieces: FloatArray
    """(n_users,) mean number of pieces beyond the first."""
    exploring: FloatArray
    """(n_users,) looks at best-sellers over those of the average user."""
    last_days: FloatArray
    """(n_users,) day of the log after which no visit falls, but for the shift to a weekday."""
    window_days: FloatArray
    """(n_users,) days before it on which visits may fall."""
    n_events: IntArray
    """(n_users,)."""
    n_visits: IntArray
    """(n_users,)."""
    plan: Plan
    """What is planted."""

    @property
    def n_users(self) -> int:
        """Number of users."""
        return len(self.labels)


def draw_users(rng: np.random.Generator, plan: Plan, labels: IntArray, events_per_user: float) -> ShopUsers:
    """Draw users with the given labels, (n_users,) codes into ``LABEL_NAMES``."""
    pairs, first_share = _draw_segments(rng, labels)
    is_noise = labels == NOISE_USER
    tastes = np.where(is_noise[:, None], plan.flat_taste, np.array(plan.taste_of)[pairs])
    categories = _mix(first_share, plan.category_shares()[tastes])
    behaviours = np.eye(len(plan.behaviours))[np.array(plan.behaviour_of)[pairs]]
    traits = _draw_traits(rng, plan, _mix(first_share, behaviours), is_noise)
    n_events = _draw_n_events(rng, traits["activity"] * events_per_user)
    last_days = np.maximum(plan.n_days - traits["silent_days"], plan.n_days / 3)
    return ShopUsers(
        labels=labels,
        tastes=tastes,
        first_share=first_share,
        category_cdf=_draw_cdf(rng, categories, plan.taste_concentration),
        event_cdf=_draw_cdf(rng, traits["event_mix"], plan.behaviour_concentration),
        hour_cdf=_draw_cdf(rng, traits["hours"], plan.behaviour_concentration),
        weekend_share=_draw_share(rng, traits["weekend_share"], plan.behaviour_concentration),
        extra_pieces=traits["extra_pieces"],
        exploring=_mix(first_share, behaviours) @ np.array([each.exploring for each in plan.behaviours]),
        last_days=last_days,
        window_days=np.minimum(traits["window_days"], last_days),
        n_events=n_events,
        n_visits=np.ceil(n_events / np.maximum(traits["events_per_visit"], 1)).astype(np.int64),
        plan=plan,
    )


def _draw_segments(rng: np.random.Generator, labels: IntArray) -> tuple[IntArray, FloatArray]:
    """Return the two segments each user takes after (n_users, 2), and the share of the first."""
    n_users, n_segments = len(labels), MIXED
    first = rng.integers(n_segments, size=n_users)
    second = (first + rng.integers(1, n_segments, size=n_users)) % n_segments
    pairs = np.where(labels[:, None] < n_segments, labels[:, None], np.stack([first, second], axis=1))
    return pairs, rng.uniform(0.35, 0.65, n_users)


def _mix(first_share: FloatArray, both: FloatArray) -> FloatArray:
    """Blend two rows per user, (n_users, 2, n) to (n_users, n)."""
    return first_share[:, None] * both[:, 0] + (1 - first_share[:, None]) * both[:, 1]


def _draw_traits(
    rng: np.random.Generator, plan: Plan, weights: FloatArray, is_noise: BoolArray
) -> dict[str, FloatArray]:
    """Return each trait by name, (n_users,) or (n_users, n_shares).

    ``weights`` (n_users, n_behaviours) say how much of each behaviour a user has; noise users draw them anew for
    each trait, so that their traits do not go together.
    """
    drawn: dict[str, FloatArray] = {}
    for name, planned in _plan_traits(plan).items():
        own = weights.copy()
        own[is_noise] = rng.dirichlet(np.ones(weights.shape[1]), int(is_noise.sum()))
        factors = _spread(rng, len(weights), plan.behaviour_spread) if name in PACES else 1.0
        drawn[name] = own @ planned * factors
    return drawn


def _plan_traits(plan: Plan) -> dict[str, FloatArray]:
    """Return what is planted by name, (n_behaviours,) or (n_behaviours, n_shares)."""
    names = ("event_mix", "weekend_share", *PACES)
    traits: dict[str, FloatArray] = {"hours": plan.hour_shares()}
    for name in names:
        traits[name] = np.array([getattr(behaviour, name) for behaviour in plan.behaviours])
    return traits


def _spread(rng: np.random.Generator, n_users: int, sigma: float) -> FloatArray:
    """Draw log-normal factors with mean 1."""
    return rng.lognormal(-0.5 * sigma**2, sigma, n_users)


def _draw_n_events(rng: np.random.Generator, means: FloatArray) -> IntArray:
    drawn = rng.poisson(means * _spread(rng, len(means), ACTIVITY_SPREAD))
    return np.maximum(drawn, MIN_EVENTS)


def _draw_share(rng: np.random.Generator, means: FloatArray, concentration: float) -> FloatArray:
    return rng.beta(means * concentration, (1 - means) * concentration)


def _draw_cdf(rng: np.random.Generator, means: FloatArray, concentration: float) -> FloatArray:
    """Draw each user's own shares around the means (Dirichlet), as cumulative shares."""
    drawn = rng.standard_gamma(means * concentration).cumsum(axis=1)
    cdf: FloatArray = drawn / drawn[:, -1:]
    return cdf
