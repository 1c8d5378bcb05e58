"""Segments that should not leave for platforms as they are: out of the files unless an analyst adds them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from core.sentences import Sentence, say

FLAGGED, WEAK = say("flagged"), say("verdict below usable")


def doubtful(
    segments: Iterable[int], flagged: Collection[int], weak: Collection[int]
) -> dict[int, tuple[Sentence, ...]]:
    """Return why segments are left out, by segment; only those that are.

    Parameters
    ----------
    flagged
        Segments whose texts suggest what platforms refuse.
    weak
        Segments that do not hold: their verdict is weak or none.

    >>> {segment: ", ".join(whys) for segment, whys in doubtful([1, 2, 3, 4], {2: "Kids", 3: "Debts"}, [3, 4]).items()}
    {2: 'flagged', 3: 'flagged, verdict below usable', 4: 'verdict below usable'}
    """
    found = {
        each: tuple(why for why, group in ((FLAGGED, flagged), (WEAK, weak)) if each in group) for each in segments
    }
    return {segment: whys for segment, whys in found.items() if whys}


def left_out_sentence(whys: Mapping[int, tuple[Sentence, ...]], called: Mapping[int, str]) -> Sentence:
    """Say which segments are left out, by what they are called, and why."""
    names = "; ".join(f"{called[segment]} ({', '.join(own)})" for segment, own in whys.items())
    return say("Left out of files for platforms: {names}.", names=names)


def not_chosen(
    segments: Iterable[int], chosen: Collection[int], flagged: Collection[int], weak: Collection[int]
) -> dict[int, str]:
    """Return the segments that are not chosen, and why they are in no file unless they are asked for; "" without.

    >>> not_chosen([1, 2, 3, 4], [1], [2], [2, 3])
    {2: 'flagged, verdict below usable', 3: 'verdict below usable', 4: ''}
    """
    left = [each for each in segments if each not in chosen]
    whys = doubtful(left, flagged, weak)
    return {each: ", ".join(whys.get(each, ())) for each in left}
