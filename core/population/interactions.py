"""Who interacted with what, and how strongly: event types become weights, events become a user-item matrix."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from scipy import sparse

from core.compute.once import once
from core.sentences import Sentence, say
from core.types import REFUND, BoolArray, Population

EVENT_WEIGHTS = {"purchase": 1.0, "cart": 0.5, "view": 0.2, "uncart": -0.5, REFUND: -1.0}
"""What one event of a kind says about the user's interest in the item. Every other kind weighs ``OTHER_WEIGHT``."""

OTHER_WEIGHT = 1.0

SECONDS_PER_DAY = 86_400
DAYPARTS = ("0-4", "4-8", "8-12", "12-16", "16-20", "20-24")
"""Hours of the local day in blocks of four."""

_ALIASES = {
    "purchase": "purchase purchases purchased buy buys bought order orders ordered transaction sale sold pay paid "
    "payment checkout invoice conversion 购买 下单 支付 成交",
    "cart": "cart add_to_cart addtocart added_to_cart cart_add add_cart basket add_to_basket wishlist add_to_wishlist "
    "favorite favourite fav save bookmark 加购 加入购物车 收藏",
    "view": "view views viewed click clicks clicked page_view pageview pv product_view view_item item_view detail "
    "detail_view detail_page_view visit browse impression 浏览 点击 曝光",
    "uncart": "remove_from_cart removefromcart cart_remove removed_from_cart",
    REFUND: "refund refunds refunded return returns returned cancel cancelled canceled cancellation chargeback "
    "退款 退货 取消 取消订单",
    "rating": "rating ratings rate rated review reviews reviewed 评分 评价",
    "listen": "listen listened scrobble stream streamed 收听",
    "watch": "watch watched 观看",
    "play": "play played plays 播放",
    "read": "read reads 阅读",
}
_VERBS = {
    "view": say("viewed"),
    "cart": say("added to the basket"),
    "purchase": say("bought"),
    "rating": say("rated"),
    "listen": say("played"),
    "watch": say("played"),
    "play": say("played"),
}
_ANY_VERB = say("interacted with")
_TAKEN_BACK = frozenset({REFUND, "uncart"})
_KINDS = {alias: kind for kind, aliases in _ALIASES.items() for alias in aliases.split()}
REFUND_NAMES = tuple(alias for alias, kind in _KINDS.items() if kind == REFUND)
"""Names under which logs know an event that takes an earlier one back."""
_ROUNDING = 1e-6


def event_kind(event_name: str) -> str:
    """Say what kind of event a name means: "Add to cart" is "cart"; an unknown name is its own kind, in lower case.

    >>> event_kind("Add-To-Cart"), event_kind("order"), event_kind("Swipe")
    ('cart', 'purchase', 'swipe')
    """
    plain = _plain(event_name)
    return _KINDS.get(plain, plain)


def verb_of(event_names: Iterable[str]) -> Sentence:
    """Say what the users of a log did with its items, by the meaning that all its events share.

    Events that take an earlier one back do not count. Where meanings differ, users "interacted with" items.

    >>> verb_of(["order", "refund"]), verb_of(["view", "order"]), verb_of(["swipe"])
    ('bought', 'interacted with', 'interacted with')
    """
    verbs = {_VERBS.get(kind, _ANY_VERB) for kind in map(event_kind, event_names) if kind not in _TAKEN_BACK}
    return verbs.pop() if len(verbs) == 1 else _ANY_VERB


def is_known_event(event_name: str) -> bool:
    """Say whether a text is a name under which logs know some kind of event.

    >>> is_known_event("Add to basket"), is_known_event("Leeds")
    (True, False)
    """
    return _plain(event_name) in _KINDS


def _plain(event_name: str) -> str:
    return "_".join(event_name.casefold().replace("-", " ").replace("_", " ").split())


def event_weights(event_names: Iterable[str], n_fitted: int | None = None) -> npt.NDArray[np.float32]:
    """Weigh each event type of one log, (n_event_names,) float32.

    A log whose only type besides refunds is, say, "view" has nothing stronger to compare it with: it weighs 1.
    When only the first ``n_fitted`` types were there as an encoder was fitted, only they are looked at for that, and
    types that came later are weighed on the same scale.
    """
    kinds = [event_kind(name) for name in event_names]
    weights = np.array([EVENT_WEIGHTS.get(kind, OTHER_WEIGHT) for kind in kinds], dtype=np.float32)
    is_refund = np.array([kind == REFUND for kind in kinds], dtype=bool)
    compared = np.flatnonzero(~is_refund[:n_fitted])
    if len(compared) == 1:
        weights[~is_refund] /= np.abs(weights[compared])
        weights[compared] = 1.0
    return weights


def is_refund(population: Population) -> BoolArray:
    """Mark the events that take an earlier one back, (n_events,)."""
    return once(population, "is_refund", lambda: _find_refunds(population))


def _find_refunds(population: Population) -> BoolArray:
    is_refund_name = np.array([event_kind(name) == REFUND for name in population.event_names], dtype=bool)
    return is_refund_name[population.histories.events]


def interactions(
    population: Population, half_life_days: float | None = None, end: int | None = None, n_fitted: int | None = None
) -> sparse.csr_array:
    """Add up the events of each user-item pair: (n_users, n_items) float32, every stored weight above 0.

    Parameters
    ----------
    population
        Users without events have empty rows. A pair whose refunds outweigh the rest is left out.
    half_life_days
        An event so much older than the newest one counts half; with None, age does not matter.
    end
        The newest event of the log an encoder was fitted on, in seconds since 1970: age is counted from the later of it
        and the newest event here.
    n_fitted
        Number of event types of that log; see ``event_weights``.

    Notes
    -----
    Computed once for a population and these parameters, and shared: do not change it.
    """
    newest_end = newest(population, end) if half_life_days is not None else None
    key = ("interactions", half_life_days, newest_end, n_fitted)
    return once(population, key, lambda: _add_up(population, half_life_days, end, n_fitted))


def _add_up(
    population: Population, half_life_days: float | None, end: int | None, n_fitted: int | None
) -> sparse.csr_array:
    histories = population.histories
    weights = event_weights(population.event_names, n_fitted)[histories.events]
    if half_life_days is not None and histories.n_events:
        ages = (newest(population, end) - histories.timestamps) / (half_life_days * SECONDS_PER_DAY)
        weights = weights * np.exp2(-ages).astype(np.float32)
    matrix = _sum_pairs(population, weights)
    matrix.data[matrix.data < _ROUNDING] = 0.0
    matrix.eliminate_zeros()
    return matrix


def newest(population: Population, end: int | None = None) -> int:
    """Return the time of the newest event, or ``end`` if that is later: seconds since 1970, 0 without any event."""
    return max(int(population.histories.timestamps.max(initial=0)), end or 0)


def interacted(population: Population, *, with_refunds: bool = True) -> sparse.csr_array:
    """Say who has any event with what, (n_users, n_items) bool; refunds alone may be left out of "any".

    Computed once for a population, and shared: do not change it.
    """
    return once(population, ("interacted", with_refunds), lambda: _mark_pairs(population, with_refunds))


def _mark_pairs(population: Population, with_refunds: bool) -> sparse.csr_array:
    if with_refunds:
        return _sum_pairs(population, np.ones(population.histories.n_events, dtype=bool))
    matrix = _sum_pairs(population, ~is_refund(population))
    matrix.eliminate_zeros()
    return matrix


def _sum_pairs(population: Population, weights: npt.NDArray[np.float32] | BoolArray) -> sparse.csr_array:
    """Histories already stand by user, so they are a CSR matrix with repeated columns; booleans add up to "or"."""
    histories = population.histories
    shape = (population.n_users, population.n_items)
    matrix = sparse.csr_array((weights, histories.items.copy(), histories.offsets.copy()), shape=shape)
    matrix.sum_duplicates()
    return matrix
