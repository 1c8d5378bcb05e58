"""What the holdout measured, as sentences: the finding in front, the statistics as a detail."""

from __future__ import annotations

import math
from datetime import date

from core.population.event_parts import event_words
from core.results.results import Results
from core.trust.holdout import not_judged
from core.ui.shared.text import _, _n, format_day, minus, non_breaking, translated, visitors_day
from core.views.forecast import Forecast, forecast_of
from core.views.proof import Verdict, verdict_of
from core.views.trust import run_bits, times_as_likely


def gain_sentence(results: Results, verb: str) -> str:
    """Compare a list per segment with one list for all users, over all segments; "" when it was not measured.

    ``verb`` is what users of the log did with items, such as "bought".
    """
    found = results.holdout
    if not found or math.isnan(found.recall_uplift_pct):
        return ""
    sentence = _(
        "Lists of {length}, over all segments: the items most popular in the own segment hold {own} of what users "
        "{verb} next, those most popular with all users {all_users}."
    )
    own, all_users = (f"{100 * each:.1f} %" for each in (found.recall, found.recall_global))
    return non_breaking(sentence.format(length=found.list_length, own=own, all_users=all_users, verb=verb))


def gain_detail(results: Results) -> str:
    """Name the statistic behind ``gain_sentence`` and what it was measured on; "" when it was not measured."""
    found = results.holdout
    if not found or math.isnan(found.recall_uplift_pct):
        return ""
    detail = _(
        "Recall@{length} uplift on the holdout: {gain}. Random segments of the same sizes: {permuted}. Measured on "
        "{users}, with {segments}."
    ).format(
        length=found.list_length,
        gain=_signed(found.recall_uplift_pct),
        permuted=_signed(found.recall_uplift_permuted_pct),
        users=_n("{n} user", "{n} users", found.n_judged),
        segments=_n("{n} segment", "{n} segments", found.k),
    )
    return non_breaking(detail)


def ceiling_sentence(results: Results) -> str:
    """Say how much of what personal lists gain the segments give; "" when it was not measured."""
    found = results.holdout
    if not (found and found.ceiling and found.ceiling.is_known):
        return ""
    return non_breaking(translated(found.ceiling.sentence))


def ceiling_detail(results: Results) -> str:
    """Name the statistic behind ``ceiling_sentence``; "" when it was not measured."""
    found = results.holdout
    if not (found and found.ceiling and found.ceiling.is_known):
        return ""
    ceiling = found.ceiling
    detail = _(
        "Share of the personalisation gap {share} (95 % interval {low} to {high}). Lists made for each person by EASE "
        "contain {personal} of what they pick next, those of the segments {own}, one list of what most users have had, "
        "refunds included, {all_users}. This is counted anew on the {items} that lists by EASE know, with {events} of "
        "the held-out items, so it need not be the figure for the list of all users that stands elsewhere."
    )
    gap = ceiling.gap_share
    share, low, high = (minus(f"{each:.2f}") for each in (gap.value, gap.low, gap.high))
    return non_breaking(
        detail.format(
            share=share,
            low=low,
            high=high,
            personal=f"{100 * ceiling.recall:.1f} %",
            own=f"{100 * ceiling.recall_segments:.1f} %",
            all_users=f"{100 * ceiling.recall_global:.1f} %",
            items=_n("{n} item", "{n} items", ceiling.n_items),
            events=f"{100 * ceiling.event_share:.0f} %",
        )
    )


def response_note(results: Results, last_day: date, slightest: str) -> str:
    """Say what counts as a response to an offer; "" where none is stated.

    From which day to which, and whether these have passed, ``span_note`` says, once on a page.

    Parameters
    ----------
    last_day
        That of the log that the run was made of.
    slightest
        The event of the log that says least of an interest; "" where all events are of one kind.
    """
    forecast = forecast_of(results, last_day)
    if forecast is None:
        return ""
    return _(
        "Expected to pick it: how many of every 100 users of the segment, those who have it already included, will "
        "choose the item for the first time in the {days} after the last day of the log, if users go on as in the last "
        "fifth of the log's events. {counts}"
    ).format(counts=what_counts(slightest), days=_n("{n} day", "{n} days", forecast.n_days))


def span_note(results: Results, last_day: date) -> str:
    """Say for which days offers are forecast, in short, and whether these have passed; "" where nothing is stated."""
    forecast = forecast_of(results, last_day)
    if forecast is None:
        return ""
    note = _("Expected: from {first} to {last}, the {days} after the last day of the log.").format(
        first=format_day(forecast.first),
        last=format_day(forecast.last),
        days=_n("{n} day", "{n} days", forecast.n_days),
    )
    return " ".join(filter(None, [note, passed_note(forecast)]))


def is_passed(results: Results, last_day: date) -> bool:
    """Whether all days for which offers are forecast have passed."""
    forecast = forecast_of(results, last_day)
    return forecast is not None and forecast.is_over(visitors_day())


def what_counts(slightest: str) -> str:
    """Say which events count as to pick an item, by the one of the log that says least of an interest."""
    if not slightest:
        return _("Any event with it counts, refunds aside.")
    return _("Any event with it counts, even “{event}”; only refunds and the like do not.").format(
        event=event_words(slightest)
    )


def passed_note(forecast: Forecast) -> str:
    """Say that the days of a forecast have passed, or how many of them; "" where none has."""
    today = visitors_day()
    if forecast.is_over(today):
        return _(
            "These days have passed: the figures say what was to be expected then, not what to expect now. Load newer "
            "events and run again for that."
        )
    n_passed = forecast.n_passed(today)
    return _n("{n} of these days has passed.", "{n} of these days have passed.", n_passed) if n_passed else ""


def prediction_sentence(results: Results, verb: str, slightest: str) -> str:
    """Say how much likelier the segment makes what users pick next; "" when it was not measured.

    ``slightest`` is as of ``what_counts``.
    """
    bits = run_bits(results).value
    if math.isnan(bits):
        return ""
    sentence = _(
        "Over all segments, what users {verb} next is {times} times as likely once their segment is known, counted "
        "by single choices, not by lists."
    )
    stated = sentence.format(verb=verb, times=f"{times_as_likely(bits):.2f}")
    return f"{stated} {what_is_picked(slightest)}".strip()


def what_is_picked(slightest: str) -> str:
    """Say that what says little of an interest is a choice, too; "" where all events are of one kind.

    ``slightest`` is as of ``what_counts``.
    """
    if not slightest:
        return ""
    return _(
        "“Pick” and “choose” mean any event with an item, even “{event}”; only refunds and the like do not count."
    ).format(event=event_words(slightest))


def prediction_detail(results: Results) -> str:
    """Name the statistic behind ``prediction_sentence``."""
    detail = _(
        "{bits} bits per event on the holdout. 2 to the power of the bits is how many times as likely an item becomes "
        "(a geometric mean over all held-out events and all items, not over lists); 0 bits mean no help. The "
        "segments are those found without the held-out events, so this need not be the mean of the figures by segment."
    )
    return detail.format(bits=minus(f"{run_bits(results).value:+.2f}"))


def verdict_sentence(results: Results) -> str:
    """Say what to do with a gain of this size."""
    return {
        Verdict.CLEAR: _("This is a clear gain: offer each segment its own list."),
        Verdict.SMALL: _(
            "This is a small gain: a segment's list is hardly better than what is popular with all users. Use these "
            "segments to choose whom to contact and when, rather than what to offer."
        ),
        Verdict.NONE: _(
            "This is no gain: the segments do not predict what users pick next. Offer all users the same, or try "
            "another recipe."
        ),
        Verdict.FEW_ITEMS: _(
            "The log has so few items that the lists contain many of them, so this says little about the segments. "
            "Judge them by their personas."
        ),
        Verdict.NOT_JUDGED: "",
    }[verdict_of(results)]


def why_not_judged(results: Results) -> str:
    """Say why what segments predict was not measured, as far as the run knows it."""
    if results.record.scores.why_no_holdout:
        return translated(not_judged(results.record.scores.why_no_holdout))
    if results.holdout:
        return _(
            "Even the items most popular with all users contain nothing that users picked next, so no gain can be "
            "measured."
        )
    return _("What the segments predict was not measured in this run.")


def _signed(value: float) -> str:
    return minus(f"{value:+.1f} %")
