"""The holdout's figures in words."""

from __future__ import annotations

import math

from core.results.results import Results
from core.sentences import Sentence
from core.trust.holdout import NOT_JUDGED
from core.ui.shared.text import _, _n, non_breaking, translated
from core.views.proof import Verdict, verdict_of
from core.views.trust import run_bits, times_as_likely


def gain_sentence(results: Results) -> str:
    """Say how much better knowing the segment finds what users touched next; "" when it was not judged."""
    found = results.holdout
    if not found or found["recall_uplift_pct"] is None:
        return ""
    gain = found["recall_uplift_pct"]
    sentence = (
        _("Knowing the segment finds {gain} more of what users touched next than one list for everybody does.")
        if gain >= 0
        else _("Knowing the segment finds {gain} less of what users touched next than one list for everybody does.")
    )
    sample = _("Random segments of the same sizes: {permuted}. Judged on {users}, with {segments}.").format(
        permuted=_signed(found["recall_uplift_permuted_pct"]),
        users=_n("{n} user", "{n} users", found["n_judged"]),
        segments=_n("{n} segment", "{n} segments", found["k"]),
    )
    return non_breaking(f"{sentence.format(gain=f'{abs(gain):.1f} %')} {sample}")


def bits_sentence(results: Results) -> str:
    """Say in plain words what the bits per event of a run come to; "" when they were not judged."""
    bits = run_bits(results).value
    if math.isnan(bits):
        return ""
    sentence = _(
        "Bits in plain words: the segments of this run foretell {bits} bits per event, so what a user touches next is "
        "{times} times as likely, on average, once the segment is known (2 to the power of the bits: a geometric "
        "mean). 0 bits are no help."
    )
    return sentence.format(bits=f"{bits:+.2f}".replace("-", "\N{MINUS SIGN}"), times=f"{times_as_likely(bits):.2f}")


def verdict_sentence(results: Results) -> str:
    """Say what the gain means for whoever acts on it."""
    return {
        Verdict.CLEAR: _("That is a clear gain: offer each segment its own list."),
        Verdict.SMALL: _(
            "That is a small gain: a segment's list is hardly better than what is popular with everybody. "
            "Use these segments for whom to speak to and when, and less for what to offer."
        ),
        Verdict.NONE: _(
            "That is no gain: the segments say nothing about what users touch next. Offer everybody the same, or try "
            "another recipe."
        ),
        Verdict.FEW_ITEMS: _(
            "With so few items, lists of 20 hold much of what there is, so this says little about the segments: judge "
            "them by their personas."
        ),
        Verdict.NOT_JUDGED: "",
    }[verdict_of(results)]


def why_not_judged(results: Results) -> str:
    """Say why there is no proof, with the run's own note where it has one."""
    for note in results.notes:
        if isinstance(note, Sentence) and note.template == NOT_JUDGED:
            return translated(note)
    if results.holdout:
        return _(
            "Not even what is popular with everybody finds any of what users touched next, so there is no gain to tell."
        )
    return _("Usefulness was not judged in this run.")


def _signed(value: float) -> str:
    return f"{value:+.1f} %".replace("-", "\N{MINUS SIGN}")
