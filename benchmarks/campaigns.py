"""Whether read-backs can be trusted: planted campaigns with known effects, and campaigns without one.

``python -m benchmarks.campaigns`` draws 2,000 campaigns of each kind. A campaign has 500 to 20,000 users with fresh
ids, 10 % of whom are held back by a fresh key and the draw that is chosen for it, and a past: events, active days, days
since the last event, value. Who converts (0.5 to 20 in 100) or spends (log-normal amounts) depends on the past; a
planted effect adds to the rate, or to what buyers spend. It counts how often the 95 % intervals hold the planted
effect, how often one is seen where there is none, whether the shares of the control groups are within the 99 % binomial
range, and how alike both sides were.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.measure import print_table
from core.campaigns.balance import ENOUGH_USERS, WANTED, balances
from core.campaigns.before import ACTIVE_DAYS, BOUGHT, EVENTS, LAST_SEEN
from core.campaigns.control import held_back
from core.campaigns.draw import balanced_draw
from core.campaigns.effect import Certainty, Effect, Measure, Side, judge, measure_effect
from core.types import BoolArray, FloatArray

PERCENT = 10.0
N_USERS = (500, 20_000)
RATES = (0.005, 0.2)
_PAST = (EVENTS, ACTIVE_DAYS, LAST_SEEN, BOUGHT)
"""What is known of each user before, as of a log with purchases."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One campaign."""

    users: Side
    true_lift: float
    """Mean effect on a user of the campaign."""
    measure: Measure


def campaign(number: int, measure: Measure, *, has_effect: bool) -> Planted:
    """Draw a campaign; the same number gives the same one."""
    rng = np.random.default_rng([number, has_effect, measure is Measure.VALUE])
    n_users = int(np.exp(rng.uniform(*np.log(N_USERS))))
    key, before = rng.bytes(32), _past(rng, n_users)
    is_control = _is_held([f"{number}-{user}" for user in range(n_users)], key, before)
    taste = (np.log1p(before) @ np.array([0.3, 0.2, -0.3, 0.2])) / 2
    rate = np.exp(rng.uniform(*np.log(RATES)))
    if measure is Measure.CONVERTED:
        own = np.clip(rate * np.exp(taste) / np.exp(taste).mean(), 0, 0.6)
        effect = own * rng.uniform(-0.4, 0.6) * has_effect
        values = rng.random(n_users) < own + np.where(is_control, 0, effect)
        return Planted(Side(values.astype(np.float64), is_control, before), float(effect.mean()), measure)
    buys = rng.random(n_users) < max(rate, 0.05) * 2
    spent = buys * np.exp(rng.normal(3, 1, n_users) + taste)
    gain = rng.uniform(-0.3, 0.4) * has_effect
    expected = max(rate, 0.05) * 2 * float(np.exp(3.5 + taste).mean())
    return Planted(Side(spent * np.where(is_control, 1, 1 + gain), is_control, before), gain * expected, measure)


def _is_held(users: list[str], key: bytes, before: FloatArray) -> BoolArray:
    """Return (n_users,) who is held back by the draw that the first export of such a log is given."""
    known = dict(zip(_PAST, before.T, strict=True))
    draw = balanced_draw(np.array(users, dtype=object), np.ones(len(users), np.int64), known, key, PERCENT)
    return held_back(users, key, PERCENT, draw)


def _past(rng: np.random.Generator, n_users: int) -> FloatArray:
    activity = rng.normal(0, 1, n_users)
    events = rng.poisson(np.exp(2 + 0.8 * activity)) + 1
    days = np.maximum(1, rng.binomial(events, 0.6))
    last = np.floor(rng.exponential(40 * np.exp(-0.5 * activity)))
    value = events * np.exp(rng.normal(2, 0.8, n_users))
    return np.column_stack([events, days, last, value]).astype(np.float64)


def measured(
    n_campaigns: int, measure: Measure, *, has_effect: bool, adjusts: bool
) -> Iterator[tuple[Planted, Effect]]:
    """Give each campaign and what is read back of it, where it is enough for an interval."""
    for number in range(n_campaigns):
        planted = campaign(number, measure, has_effect=has_effect)
        users = planted.users if adjusts else _without_past(planted.users)
        (found,) = judge([measure_effect(users, measure)])
        if found.certainty is not Certainty.TOO_FEW:
            yield planted, found


def coverage_row(n_campaigns: int, measure: Measure, *, adjusts: bool) -> list[str]:
    """Return a row: what is measured, judged campaigns, coverage, false effects, mean width saved by the past."""
    held = [
        found.lift.low <= planted.true_lift <= found.lift.high
        for planted, found in measured(n_campaigns, measure, has_effect=True, adjusts=adjusts)
    ]
    none = [found for _, found in measured(n_campaigns, measure, has_effect=False, adjusts=adjusts)]
    false = [found.certainty in (Certainty.GAIN, Certainty.LOSS) for found in none]
    name = f"{measure}, adjusted for the past" if adjusts else str(measure)
    saved = 100 * float(np.mean([found.narrowed for found in none]))
    return [name, f"{len(held):,}", f"{100 * np.mean(held):.1f} %", f"{100 * np.mean(false):.1f} %", f"{saved:.0f} %"]


def welch_row(n_campaigns: int) -> list[str]:
    """Return the same for values by Welch's interval, on the same campaigns."""
    held, false = (
        [
            _holds(planted.users, planted.true_lift)
            for planted, _ in measured(n_campaigns, Measure.VALUE, has_effect=has_effect, adjusts=False)
        ]
        for has_effect in (True, False)
    )
    shares = (100 * float(np.mean(held)), 100 - 100 * float(np.mean(false)))
    return ["value, by Welch instead", f"{len(held):,}", f"{shares[0]:.1f} %", f"{shares[1]:.1f} %", "0 %"]


def _holds(users: Side, true_lift: float) -> bool:
    from scipy.stats import ttest_ind

    sides = users.values[~users.is_control], users.values[users.is_control]
    found = ttest_ind(*sides, equal_var=False).confidence_interval(0.95)
    return bool(found.low <= true_lift <= found.high)


def control_rows(n_campaigns: int) -> list[list[str]]:
    """Return rows on the control groups: shares within the 99 % range, and differences of segments large enough."""
    from scipy.stats import binom

    within, largest, n_above, n_judged = 0, [], 0, 0
    for number in range(n_campaigns):
        users = campaign(number, Measure.CONVERTED, has_effect=False).users
        n_users, n_held = len(users.is_control), int(users.is_control.sum())
        low, high = binom.interval(0.99, n_users, PERCENT / 100)
        within += int(low <= n_held <= high)
        if n_users >= ENOUGH_USERS:
            n_judged += 1
            largest.append(_largest(users.is_control, users.before))
            n_above += largest[-1] > WANTED
    return [
        ["shares within the 99 % binomial range", f"{100 * within / n_campaigns:.1f} % of {n_campaigns:,}"],
        [f"largest standardised difference at {ENOUGH_USERS:,} users and more, middle", f"{np.median(largest):.3f}"],
        [f"the same above {WANTED}", f"{n_above} of {n_judged:,}"],
    ]


def _largest(is_control: BoolArray, before: FloatArray) -> float:
    known = dict(zip(_PAST, before.T, strict=True))
    (found,) = balances(np.ones(len(is_control), np.int64), is_control, known)
    return found.largest


def _without_past(users: Side) -> Side:
    return Side(users.values, users.is_control, np.zeros((len(users.values), 0)))


def main() -> None:
    """Print what 2,000 campaigns of each kind give."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--campaigns", type=int, default=2_000, metavar="N")
    n_campaigns = parser.parse_args().campaigns
    rows = [coverage_row(n_campaigns, measure, adjusts=adjusts) for measure in Measure for adjusts in (False, True)]
    rows.append(welch_row(n_campaigns))
    print_table(["measure", "judged", "intervals that hold", "false effects", "narrower by"], rows)
    print()
    print_table(["control group", "result"], control_rows(n_campaigns))


if __name__ == "__main__":
    main()
