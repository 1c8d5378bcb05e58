"""How good the lists of items for segments are on the holdout, and how many users respond to an item.

Users are served by the segment that they are in by what they did before the holdout. Beside the lists stand those of
everybody, of what is popular in the segment, and of each user's own history (EASE).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from scipy import sparse

from core.protocols import UserRecommender
from core.recommenders.ease import n_users_of, pairs_of
from core.recommenders.offer_basis import ALL_ALIKE
from core.recommenders.response_curve import ResponseCurve, fit_curve
from core.recommenders.segment_offers import SegmentOffers
from core.recommenders.validation import FEW
from core.sentences import Sentence, say
from core.trust.ceiling import regularisation_of
from core.trust.forecast_days import forecast_days
from core.trust.holdout import uplift_pct
from core.trust.intervals import NAN, UNKNOWN, Estimate, ratio_estimate, share_over_groups
from core.trust.list_metrics import ListGrades, ListMix, grade_lists, mix_of, share_served
from core.trust.offer_half_life import Fading
from core.trust.proof_lists import OrderedOffers, lists_of_everybody, lists_of_kinds
from core.trust.split import LIST_LENGTH, Split, list_length
from core.types import BoolArray, FloatArray, IntArray, Labels, Population

MIN_JUDGED = 20
"""Lists of a segment with fewer users who are judged are not graded on their own."""
N_LEVELS, N_FOLDS = 10, 5
MAX_JUDGED = 10_000
"""With more users who are judged, or who have few events, so many of them, drawn at random."""
SERVED: dict[str, Sentence] = {
    "popularity": say("Popular with all users"),
    "segment_popularity": say("Popular in the segment"),
    "segment_offers": say("Offers of the segment"),
    "ease": say("Each user's own history (EASE)"),
}
"""What makes the lists of every proof, in the order of ``OfferScore``."""


@dataclass(frozen=True, slots=True)
class OfferScore:
    """What the lists of one kind are worth to the users of a segment."""

    segment: int | None
    """None for all together."""
    recommender: str
    """A key of ``SERVED``, or of the table of recommenders for users."""
    n_judged: int
    recall: Estimate
    ndcg: Estimate
    hit_rate: Estimate
    """Share of users with at least one held-out item on the list."""
    mrr: Estimate
    """Mean of 1 over the place of the first held-out item."""
    gain_pct: Estimate = UNKNOWN
    """100 * (recall / recall of what is popular with all users - 1), with its interval over users."""
    mix: ListMix | None = None
    """What stands on the lists; of a segment where enough of its users are judged."""
    few_served: float = NAN
    """Share of the users with fewer than five events before the holdout, judged or not, who have an item on their list;
    NaN without such users."""


@dataclass(frozen=True, slots=True)
class ResponseLevel:
    """Items of segments with about the same expected response."""

    expected: float
    """Mean share of users who were expected to pick an item, by users that took no part in it."""
    observed: float
    """Share who did."""
    n_pairs: int
    """Pairs of segment and item."""
    low: float = NAN
    """Lower end of the 95 % interval of ``observed``; NaN in a run of an earlier version."""
    high: float = NAN
    """Its upper end."""


@dataclass(frozen=True, slots=True)
class OfferProof:
    """What the holdout says of the offers, and the curve from their score to the share of users who respond."""

    days: float
    """In so many days all users pick as much new to them as was held out, at the pace of the last fifth of events."""
    scores: tuple[OfferScore, ...]
    levels: tuple[ResponseLevel, ...]
    curve_from: tuple[float, ...]
    """Responses as the recommender scores them, ascending."""
    curve_to: tuple[float, ...]
    """Share of a segment's users who pick the item within ``days``, if all go on as in the last fifth of events."""
    half_life: float = ALL_ALIKE
    """Share of the log's time in which what users took counts half in their segment's list; 0 counts all alike."""
    list_length: int = LIST_LENGTH
    """Items on each list."""

    @property
    def curve(self) -> ResponseCurve:
        """Return the curve."""
        return ResponseCurve(self.curve_from, self.curve_to)

    def expected(self, responses: FloatArray) -> FloatArray:
        """Return the share of users who will pick items of these responses within ``days``."""
        return self.curve.expected(responses)


def prove_offers(
    population: Population,
    split: Split,
    placed: Labels,
    random_state: int = 0,
    check: Callable[[], None] = lambda: None,
    others: Sequence[UserRecommender] = (),
) -> OfferProof | None:
    """Judge offers on a holdout.

    Parameters
    ----------
    population
        The whole log that was split.
    split
        What is held out of it.
    placed
        (n_users,) the segment of each user by what they did before the holdout; -1 is unassigned.
    random_state
        Seeds the intervals.
    check
        Is called between its steps, and ends it by an error when nobody waits any more.
    others
        Recommenders for users whose lists are judged, too; they have learnt nothing. One that is in ``SERVED`` is not
        judged twice.

    Returns
    -------
    None where no user in a segment is judged.
    """
    judged = _drawn(split.judged[placed[split.judged] >= 0], random_state)
    if not len(judged):
        return None
    check()
    offers = SegmentOffers().fit(split.train, placed)
    check()
    counts, before = population.histories.counts, split.train.histories.counts
    with_holdout = np.flatnonzero((counts > before) & (before > 0) & (placed >= 0))
    users = np.random.default_rng(random_state).permutation(with_holdout)
    fading = Fading(split, offers, placed, users, check)
    response = _response(split, fading, users, placed)
    check()
    ordered = OrderedOffers(response.of_halves, response.halves)
    scores = []
    for score in _scores(split, ordered, judged, placed, random_state, others):
        check()
        scores.append(score)
    curve = response.curve
    days = forecast_days(population, split, with_holdout)
    kept, length = (curve.responses, curve.shares, response.half_life), list_length(split.train.n_items)
    return OfferProof(days, tuple(scores), response.levels, *kept, length)


def _drawn(users: IntArray, random_state: int) -> IntArray:
    """Draw ``MAX_JUDGED`` users where there are more."""
    return np.sort(np.random.default_rng(random_state).permutation(users)[:MAX_JUDGED])


def _scores(
    split: Split,
    offers: OrderedOffers,
    judged: IntArray,
    placed: Labels,
    random_state: int,
    others: Sequence[UserRecommender],
) -> Iterator[OfferScore]:
    targets, has = split.targets[judged], pairs_of(split.train)
    shares = n_users_of(has) / max(has.shape[0], 1)
    few = _drawn(np.flatnonzero(split.train.histories.counts < FEW), random_state)
    groups, few_groups = placed[judged], placed[few]
    lists_of = partial(lists_of_kinds, split, offers, placed, regularisation_of(split.train, random_state))
    kinds, for_few = lists_of(judged), lists_of(few)
    for each in others:
        if each.name not in SERVED:
            whole = lists_of_everybody(split, each, placed)
            kinds[each.name], for_few[each.name] = whole[judged], whole[few]
    usual = grade_lists(kinds["popularity"], targets).recall
    for kind in kinds:
        grades = grade_lists(kinds[kind], targets)
        scored = partial(_score, kind, grades, usual, random_state)
        for segment in (None, *offers.of_halves[0].segments_.tolist()):
            is_own, is_few = (_in_segment(each, segment) for each in (groups, few_groups))
            score = scored(segment, is_own)
            is_enough = segment is None or score.n_judged >= MIN_JUDGED
            mix = mix_of(kinds[kind][is_own], shares, split.train.items.categories) if is_enough else None
            yield replace(score, mix=mix, few_served=share_served(for_few[kind], is_few))


def _in_segment(groups: Labels, segment: int | None) -> BoolArray:
    return np.ones(len(groups), dtype=bool) if segment is None else groups == segment


def _score(
    kind: str, grades: ListGrades, usual: FloatArray, random_state: int, segment: int | None, is_own: BoolArray
) -> OfferScore:
    n_judged = int(is_own.sum())
    own = (grades.recall, grades.ndcg, grades.hit, grades.reciprocal_rank)
    recall, ndcg, hit_rate, mrr = (
        ratio_estimate(each[is_own], np.ones(n_judged), random_state) if n_judged >= MIN_JUDGED else UNKNOWN
        for each in own
    )
    gain = uplift_pct(grades.recall[is_own], usual[is_own], random_state) if n_judged >= MIN_JUDGED else UNKNOWN
    return OfferScore(segment, kind, n_judged, recall, ndcg, hit_rate, mrr, gain)


@dataclass(frozen=True)
class _Response:
    """Which share of users picks an item of some score."""

    curve: ResponseCurve
    """Of all users with a holdout."""
    half_life: float
    """That finds most for all of them."""
    of_halves: tuple[SegmentOffers, ...]
    """Offers ordered by users of the other half."""
    halves: IntArray
    """(n_users,) 0 or 1; users without a holdout are in the first."""
    levels: tuple[ResponseLevel, ...]


def _response(split: Split, fading: Fading, users: IntArray, placed: Labels) -> _Response:
    """Learn which share of users picks an item of some score; check it on users who took no part."""
    halves = np.zeros(len(placed), dtype=np.int64)
    halves[users] = np.arange(len(users)) % 2  # users come in random order
    half_life, curve = _learn(split, fading, users, placed)
    learnt = (_learn(split, fading, users[halves[users] == half], placed) for half in (1, 0))
    ordered = tuple(fading.offers[own_half_life].ordered_by(own_curve) for own_half_life, own_curve in learnt)
    return _Response(curve, half_life, ordered, halves, tuple(_levels(*_checked(split, fading, users, placed))))


def _learn(split: Split, fading: Fading, users: IntArray, placed: Labels) -> tuple[float, ResponseCurve]:
    """Return the half-life that finds most for some users, and the curve of its responses."""
    half_life = fading.best(users)
    offers = fading.offers[half_life]
    is_offered = fading.offers[ALL_ALIKE].responses_ > 0
    picked, n_users = _picks(split, offers, users, placed)
    return half_life, fit_curve(*(each[is_offered] for each in (offers.responses_, picked, n_users)))


def _checked(
    split: Split, fading: Fading, users: IntArray, placed: Labels
) -> tuple[FloatArray, FloatArray, FloatArray, int]:
    """Return what is expected of a fifth of the users by the others, and what they picked, of each fifth and pair."""
    is_offered = fading.offers[ALL_ALIKE].responses_ > 0
    fold_of, found = np.arange(len(users)) % N_FOLDS, []
    for fold in range(N_FOLDS):
        own, others = users[fold_of == fold], users[fold_of != fold]
        half_life, curve = _learn(split, fading, others, placed)
        offers = fading.offers[half_life]
        picked, n_users = _picks(split, offers, own, placed)
        found.append([each[is_offered] for each in (curve.expected(offers.responses_), picked, n_users)])
    expected, picked, n_users = (np.concatenate(each) for each in zip(*found, strict=True))
    return expected, picked, n_users, int(np.count_nonzero(is_offered))


def _picks(split: Split, offers: SegmentOffers, users: IntArray, placed: Labels) -> tuple[FloatArray, FloatArray]:
    """Count the users of each segment who pick an item in the holdout, and all of them, (n_segments, n_items)."""
    groups = np.searchsorted(offers.segments_, placed[users])
    members = sparse.csr_array(
        (np.ones(len(users)), (groups, np.arange(len(users)))), shape=(len(offers.segments_), len(users))
    )
    picked = np.asarray((members @ split.targets[users].astype(np.float64)).toarray())
    return picked, np.broadcast_to(members.sum(axis=1)[:, None], picked.shape)


def _levels(expected: FloatArray, picked: FloatArray, users: FloatArray, n_known: int) -> Iterator[ResponseLevel]:
    """Compare what was expected with what was seen, in ten levels that hold as many expected picks each.

    Each array holds ``n_known`` pairs of segment and item in the same order, once for each fifth of the users.
    """
    order = np.argsort(expected, kind="stable")
    mass = np.cumsum((expected * users)[order])
    if not len(mass) or not mass[-1] > 0:
        return
    level_of = np.minimum((N_LEVELS * mass / mass[-1]).astype(int), N_LEVELS - 1)
    for level in range(N_LEVELS):
        own = order[level_of == level]
        if len(own) and users[own].sum() > 0:
            total = users[own].sum()
            fold = own // n_known
            of_fold = [np.bincount(fold, each[own], N_FOLDS).astype(np.float64) for each in (picked, users)]
            share = share_over_groups(of_fold[0], of_fold[1])
            n_pairs = len(np.unique(own % n_known))
            yield ResponseLevel(
                float((expected * users)[own].sum() / total), share.value, n_pairs, share.low, share.high
            )
