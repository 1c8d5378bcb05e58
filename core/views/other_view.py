"""That two runs compare users in different ways, and why, by the figures with which each chose its own way."""

from __future__ import annotations

from collections.abc import Mapping

from core.registry import ENCODERS
from core.results.results import Results
from core.sentences import Sentence, say
from core.trust.k_choice import KChoice
from core.types import Recipe


def other_view(results: Results, earlier: Results, which: Sentence) -> Sentence | str:
    """Say that a run compares users in another way than an earlier one, and why; "" where both compare them alike.

    Parameters
    ----------
    results, earlier
        As recipes made them: what an edit made chose nothing.
    which
        What the earlier run is called, such as "the run of 12 May".
    """
    values = {"then": _label(earlier), "now": _label(results), "which": which}
    if values["then"] == values["now"]:
        return ""
    own, was = results.record.scores.k_choice, earlier.record.scores.k_choice
    if own is None or was is None:
        return say("Users are compared by “{now}” here, and were by “{then}” in {which}.", **values)
    if _asked(results, own) != _asked(earlier, was):
        return say(
            "Users are compared by “{now}” here, and were by “{then}” in {which}: its recipe asked for that.", **values
        )
    return say("{before} {now_so}", before=_before(was, values), now_so=_now(own, values))


def _before(was: KChoice, values: Mapping[str, Sentence | str]) -> Sentence:
    """Say why the earlier run took its way."""
    if was.encoder:
        return say(
            "The way of comparing users has changed: {which} took “{then}”, since no number of segments held "
            "as well with “{now}”.",
            **values,
        )
    return say(
        "The way of comparing users has changed: {which} took “{then}”, where {k} segments held for "
        "{share:.0f} % of the users.",
        k=was.k,
        share=100 * was.held,
        **values,
    )


def _now(own: KChoice, values: Mapping[str, Sentence | str]) -> Sentence:
    """Say why the later run takes another one."""
    about = {"k": own.k, "share": 100 * own.held, **values}
    if own.encoder:
        return say(
            "Now no number of segments holds as well with it as {k} do with “{now}”, for {share:.0f} % of the users.",
            **about,
        )
    if own.keeps_most:
        return say(
            "Now {k} segments hold with “{now}”, for {share:.0f} % of the users, so “{then}” was not tried.", **about
        )
    return say("Now “{then}” holds no better than “{now}”, where {k} segments hold for {share:.0f} %.", **about)


def _asked(results: Results, choice: KChoice) -> str:
    """Return what the recipe asked for: the record has what was taken instead, which happens to the default alone."""
    return Recipe().encoder if choice.encoder else results.record.recipe.encoder


def _label(results: Results) -> Sentence | str:
    name = results.record.recipe.encoder
    return ENCODERS[name].label if name in ENCODERS else name
