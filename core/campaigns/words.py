"""A read-back in words: what changed, how sure it is, and what would be needed to be sure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping

from core.campaigns.effect import LEAST_BUYERS, Certainty, Effect, Measure
from core.campaigns.readback import Readback
from core.sentences import Sentence, say, say_in_a_row

_PER = 100
_MOST_TIMES = 10
"""A campaign with more than so many times the users is nothing to plan; how many it would be is not stated."""


def lines(
    found: Readback, segment: int | None = None, names: Mapping[int, str] | None = None
) -> Iterator[Sentence | str]:
    """Give the whole read-back as lines of text, or what of it is about everybody and a segment.

    ``names`` are as in ``name_of``.
    """
    yield from found.count.sentences()
    yield _held_back(found)
    yield from notes(found)
    for effect in found.shown_for(segment):
        yield ""
        yield say("{who} ({measure})", who=name_of(found, effect, names), measure=effect.measure)
        for sentence in sentences(effect):
            yield say("  {sentence}", sentence=sentence)


def _held_back(found: Readback) -> Sentence:
    """Say how many were held back beside how many were asked for; nobody is counted without an effect."""
    if not found.effects:
        return say("{percent:g} % of the users were to be held back.", percent=found.held.percent)
    measure = found.effects[0].measure
    own = [each for each in found.effects if each.measure is measure]
    whole = [each for each in own if each.segment is None] or own
    n_held = sum(each.n_control for each in whole)
    n_users = n_held + sum(each.n_treated for each in whole)
    return say(
        "{n:,} of {n_users:,} users ({share:.1f} %) were held back; {percent:g} % were asked for.",
        n=n_held,
        n_users=n_users,
        share=100 * n_held / n_users,
        percent=found.held.percent,
    )


def notes(found: Readback) -> Iterator[Sentence]:
    """Say what holds of all figures together."""
    n_segments = len({each.segment for each in found.effects} - {None})
    if n_segments > 1:
        yield say(
            "{n} segments are looked at: by chance alone one in 20 looks like an effect. So of a segment only what "
            "holds among so many is called sure (false discovery rate of 5 %).",
            n=n_segments,
        )


def name_of(found: Readback, effect: Effect, names: Mapping[int, str] | None = None) -> Sentence | str:
    """Return whom an effect is of: by what a segment is called in ``names``, else by what the export called it."""
    if effect.segment is None:
        return say("All segments together")
    if names and effect.segment in names:
        return names[effect.segment]
    name = found.held.names.get(effect.segment, "")
    return name or say("Segment {segment}", segment=effect.segment)


def sentences(effect: Effect) -> Iterator[Sentence]:
    """Say whether it worked, how much, and what would be needed to know."""
    if effect.certainty is Certainty.TOO_FEW:
        yield _too_few(effect)
        yield _needed_to_judge(effect)
        return
    yield sure_sentence(effect)
    yield _sides(effect)
    yield lift_sentence(effect)
    yield from _needed(effect)
    if effect.narrowed:
        yield say(
            "What was known of the users before is taken into account (CUPED), which narrows the interval by "
            "{share:.0f} %.",
            share=100 * effect.narrowed,
        )


def short_lines(found: Readback, names: Mapping[int, str]) -> Iterator[Sentence]:
    """Say in one line of each effect whom it is of, how large it is and how sure; ``names`` are as in ``name_of``."""
    for effect in found.effects:
        who = say("{who} ({measure})", who=name_of(found, effect, names), measure=effect.measure)
        yield say("{who}: {found}", who=who, found=_found(effect))


def only_segment(found: Readback) -> int | None:
    """Return the segment of a campaign that had only one; None where it had several."""
    segments = {each.segment for each in found.effects}
    return segments.pop() if len(segments) == 1 else None


def in_short(found: Readback, name: str = "") -> Sentence:
    """Say in one line what a campaign changed in all segments together, and of how many segments that is known.

    ``name`` is what pages call the segment of a campaign that had only one; it stands beside a code by which files did.
    """
    whole = next((each for each in found.effects if each.segment is None), found.effects[0])
    of_segments = [each for each in found.effects if each.measure is whole.measure and each.segment is not None]
    code = name_of(found, whole)
    is_beside = bool(name) and whole.segment is not None and code not in name
    who = say("{name} ({code})", name=name, code=code) if is_beside else code
    together = say("{who}: {found}", who=who, found=_found(whole))
    if len(of_segments) < 2:
        return together
    counts = Counter(each.certainty for each in of_segments)
    words = [_counted(each, counts[each]) for each in Certainty if counts[each]]
    return say(
        "{together} Of {k} segments: {counts}.", together=together, k=len(of_segments), counts=say_in_a_row(words)
    )


def _counted(certainty: Certainty, n: int) -> Sentence:
    """Say of how many segments an effect is so certain."""
    words = {
        Certainty.GAIN: say("{n} with a sure gain", n=n),
        Certainty.LOSS: say("{n} with a sure loss", n=n),
        Certainty.MAYBE: say("{n} with a possible effect", n=n),
        Certainty.NONE: say("{n} without a shown effect", n=n),
        Certainty.TOO_FEW: say("{n} with too few users to judge", n=n),
    }
    return words[certainty]


def _found(effect: Effect) -> Sentence:
    """Say how sure an effect is and how large, in words that stand alone."""
    sure = sure_sentence(effect)
    if effect.certainty is Certainty.TOO_FEW:
        return sure
    return say("{sure} {lift}", sure=sure, lift=_lift_alone(effect))


def _lift_alone(effect: Effect) -> Sentence:
    """Say how much more or less it was than of those held back."""
    lift = effect.lift.scaled(_PER)
    values = {"n": abs(lift.value), "low": lift.low, "high": lift.high}
    if effect.measure is Measure.CONVERTED and lift.value >= 0:
        return say(
            "Of 100 users {n:,.2f} more converted than of 100 held back (95 % interval {low:+,.2f} to {high:+,.2f}).",
            **values,
        )
    if effect.measure is Measure.CONVERTED:
        return say(
            "Of 100 users {n:,.2f} fewer converted than of 100 held back (95 % interval {low:+,.2f} to {high:+,.2f}).",
            **values,
        )
    if lift.value >= 0:
        return say(
            "100 users brought {n:,.2f} more than 100 held back (95 % interval {low:+,.2f} to {high:+,.2f}).", **values
        )
    return say(
        "100 users brought {n:,.2f} less than 100 held back (95 % interval {low:+,.2f} to {high:+,.2f}).", **values
    )


def heading_of(found: Readback, when: str = "") -> Sentence:
    """Say of which outcomes a read-back is, when they were read, and how many users were held back.

    ``when`` is the moment as a page writes it where its visitor is; UTC where it is not given.
    """
    return say(
        "{name}, read on {when}, {percent:g} % held back",
        name=found.outcomes,
        when=when or f"{found.made_at[:16].replace('T', ' ')} UTC",
        percent=found.held.percent,
    )


def sure_sentence(effect: Effect) -> Sentence:
    """Say how sure an effect is, in plain words."""
    match effect.certainty:
        case Certainty.GAIN:
            return say("It worked: chance alone would hardly show so much more.")
        case Certainty.LOSS:
            return say("It did harm: chance alone would hardly show so much less.")
        case Certainty.MAYBE:
            return say("Perhaps: alone it would count as an effect, but among so many segments chance may show it.")
        case Certainty.NONE:
            return say("No effect is shown: chance alone may show such a difference.")
    return _too_few(effect)


def _too_few(effect: Effect) -> Sentence:
    counts = {"treated": effect.n_treated, "control": effect.n_control}
    if effect.measure is Measure.VALUE:
        return say(
            "Too few users to judge: {treated:,} in the campaign and {control:,} held back, of whom fewer than 20 on "
            "one side spent anything.",
            **counts,
        )
    return say("Too few users to judge: {treated:,} in the campaign and {control:,} held back.", **counts)


def _sides(effect: Effect) -> Sentence:
    values = {
        "treated": _PER * effect.treated,
        "control": _PER * effect.control,
        "n_treated": effect.n_treated,
        "n_control": effect.n_control,
    }
    if effect.measure is Measure.CONVERTED:
        return say(
            "Of 100 users in the campaign {treated:.2f} converted ({n_treated:,} users), of 100 held back "
            "{control:.2f} ({n_control:,} users).",
            **values,
        )
    return say(
        "100 users in the campaign brought {treated:,.2f} ({n_treated:,} users), 100 held back {control:,.2f} "
        "({n_control:,} users).",
        **values,
    )


def lift_sentence(effect: Effect) -> Sentence:
    """Say how much more or less it was, with the 95 % interval."""
    lift, times = effect.lift.scaled(_PER), effect.times
    per = say(
        "Per 100 users that is {value:+,.2f} (95 % interval {low:+,.2f} to {high:+,.2f})",
        value=lift.value,
        low=lift.low,
        high=lift.high,
    )
    if math.isnan(times.value):
        return say("{per}.", per=per)
    if not math.isfinite(times.high):
        return say("{per}; {times:.2f} times as much (at least {low:.2f}).", per=per, times=times.value, low=times.low)
    return say(
        "{per}; {times:.2f} times as much ({low:.2f} to {high:.2f}).",
        per=per,
        times=times.value,
        low=times.low,
        high=times.high,
    )


def _needed_to_judge(effect: Effect) -> Sentence:
    if effect.n_needed:
        return say(
            "To be judged at all, about {needed:,} users would be needed; there are {n:,}.",
            needed=_two_digits(effect.n_needed),
            n=effect.n_treated + effect.n_control,
        )
    if effect.measure is Measure.VALUE:
        return say("To be judged at all, {least} users on each side have to spend something.", least=LEAST_BUYERS)
    return say("To be judged at all, {least} users are needed on each side.", least=LEAST_BUYERS)


def _needed(effect: Effect) -> Iterator[Sentence]:
    if effect.certainty in (Certainty.GAIN, Certainty.LOSS):
        return
    n = effect.n_treated + effect.n_control
    found = _PER * abs(effect.lift.value)
    yield say(
        "With these {n:,} users only a difference of {smallest:,.1f} per 100 users or more is noticed, four times in "
        "five.",
        n=n,
        smallest=_PER * effect.smallest,
    )
    if effect.n_needed and effect.n_needed > _MOST_TIMES * n:
        yield say(
            "They are far too few to notice one as small as was found ({found:,.2f}): more than {times} times as many "
            "would be needed.",
            found=found,
            times=_MOST_TIMES,
        )
    elif effect.n_needed and effect.n_needed > n:
        yield say(
            "For one as small as this ({found:,.2f}) about {needed:,} users would be needed.",
            found=found,
            needed=_two_digits(effect.n_needed),
        )


def _two_digits(n: int) -> int:
    """Round up to two digits, since a number of users that would be needed is no more exact than that.

    >>> _two_digits(61), _two_digits(1_820), _two_digits(3_000)
    (61, 1900, 3000)
    """
    unit = int(10 ** max(len(str(n)) - 2, 0))
    return -(-n // unit) * unit
