"""What users spent: the one place where the values of events are added up."""

from __future__ import annotations

import numpy as np

from core.compute.once import once
from core.population.interactions import is_interaction, is_meant, takes_back
from core.population.meanings import PAYMENT, PURCHASE, RATE, meanings_of
from core.sentences import say
from core.types import BoolArray, FloatArray, IntArray, Population
from core.types.figures import MIXED


def is_purchase(population: Population) -> BoolArray:
    """Mark the events by which something is bought, (n_events,)."""
    return is_meant(population, PURCHASE)


def is_paid(population: Population) -> BoolArray:
    """Mark the events by which users pay, (n_events,): purchases, and payments of no item."""
    return is_meant(population, PURCHASE, PAYMENT)


def stands_for_payment(population: Population) -> BoolArray:
    """Mark the items that are none, (n_items,): a payment of no item is stored with its event's name for one."""
    kinds = zip(population.event_names, meanings_of(population), strict=True)
    paid = {name.casefold() for name, each in kinds if each.kind == PAYMENT}
    return np.array(
        [str(item).casefold() in paid for item in population.items.item_ids] if paid else np.zeros(population.n_items),
        dtype=bool,
    )


def n_real_items(population: Population) -> int:
    """Count the items, without what stands for payments of none."""
    return population.n_items - int(stands_for_payment(population).sum())


def is_valued(population: Population) -> BoolArray:
    """Mark the events whose value counts, (n_events,): those that have one and are interactions.

    Stars do not count where purchases have values, as those are money.
    """
    is_known: BoolArray = np.isfinite(population.histories.values) & is_interaction(population)
    return is_known & ~is_meant(population, RATE) if has_stars_beside_money(population) else is_known


def has_stars_beside_money(population: Population) -> bool:
    """Whether some values are those of ratings and others those of purchases."""
    return once(population, "has_stars_beside_money", lambda: _has_stars_beside_money(population))


def _has_stars_beside_money(population: Population) -> bool:
    if not {RATE, PURCHASE} <= {meaning.kind for meaning in meanings_of(population)}:
        return False
    is_known = np.isfinite(population.histories.values)
    return all(bool((is_meant(population, kind) & is_known).any()) for kind in (RATE, PURCHASE))


def total_value(population: Population) -> FloatArray:
    """Add up the values that count, (n_users,); 0 where there are none."""
    return _sums(population, np.where(is_valued(population), population.histories.values, 0.0))


def average_value(population: Population) -> FloatArray:
    """Average the values that count, (n_users,); NaN where there are none."""
    counts = _sums(population, is_valued(population))
    return np.where(counts > 0, total_value(population) / np.maximum(counts, 1), np.nan)


def bought_value(population: Population) -> FloatArray | None:
    """Return (n_users,) the value of purchases less that of refunds; None where no purchase has a value.

    Refunds count as what they take back, whether a log writes them as negative numbers or not. They take back no more
    than the user bought of the same item: of an order that was paid back, a log may hold the refund alone. A purchase
    that was paid back itself counts for nothing.
    """
    histories, is_known = population.histories, np.isfinite(population.histories.values)
    is_bought = is_paid(population) & is_known
    if not is_bought.any():
        return None
    rows = np.flatnonzero(is_known & (is_bought | takes_back(population)))
    values = histories.values[rows].astype(np.float64)
    signed = np.where(is_bought[rows], values, -np.abs(values))
    pairs, pair_of = np.unique(
        histories.users[rows].astype(np.int64) * population.n_items + histories.items[rows], return_inverse=True
    )
    kept = np.maximum(np.bincount(pair_of, signed), 0.0)
    return np.bincount(pairs // population.n_items, kept, histories.n_users).astype(np.float64)


def n_orders(population: Population) -> IntArray:
    """Count how often users bought, (n_users,): what a user bought at the same time is one order.

    Orders that were paid back later count; cancelled ones and payments of no item do not.
    """
    histories = population.histories
    rows = np.flatnonzero(is_purchase(population))
    users, times = histories.users[rows], histories.timestamps[rows]
    is_new = np.ones(len(rows), dtype=bool)
    is_new[1:] = (np.diff(users) != 0) | (np.diff(times) != 0)
    return np.bincount(users[is_new], minlength=histories.n_users)


def spent(population: Population) -> FloatArray | None:
    """Return what users spent, (n_users,): by purchases less refunds, else by all events; None where no value says so.

    Ratings are no money.
    """
    if not population.has_values or values_are_ratings(population):
        return None
    bought = bought_value(population)
    return total_value(population) if bought is None else bought


def values_are_ratings(population: Population) -> bool:
    """Whether most values of a log are those of ratings, which are no money, and none is that of a purchase."""
    if has_stars_beside_money(population):
        return False
    is_rating, is_known = is_meant(population, RATE), ~np.isnan(population.histories.values)
    return bool(is_known.any()) and float(is_rating[is_known].mean()) > 0.5


def _sums(population: Population, amounts: FloatArray | BoolArray) -> FloatArray:
    totals = np.bincount(population.histories.users, amounts.astype(np.float64), population.n_users)
    return totals.astype(np.float64)


def amount_in(amount: float, currency: str) -> str:
    """Return an amount with its currency, where that is known.

    >>> amount_in(1234.5, "EUR"), amount_in(1234.5, MIXED), amount_in(1234.5, "")
    ('1,234.50 EUR', '1,234.50 in mixed currencies', '1,234.50')
    """
    return with_currency(f"{amount:,.2f}", currency)


def with_currency(amount: str, currency: str) -> str:
    """Return an amount that is written already with its currency, where that is known.

    >>> with_currency("24", "EUR"), with_currency("24", MIXED), with_currency("24", "")
    ('24 EUR', '24 in mixed currencies', '24')
    """
    if currency == MIXED:
        return say("{amount} in mixed currencies", amount=amount)
    return f"{amount} {currency}".strip()
