"""Segments by the numbers that pages show: what people give is turned into the run's own labels, and back for them.

Pages, addresses, commands and rules that people read or write have the number that is shown, which follows a segment
from run to run. Labels in files, in the model and in what is stored are the run's own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from core.errors import DataError
from core.sentences import Sentence, listed, say
from core.shaping.rule import Named, Rule, parse_rule, with_named, write_rule
from core.types import NOISE

SEGMENT = "segment"
"""The condition on a segment."""


def labels_sentence(numbers: Mapping[int, int]) -> Sentence | str:
    """Say which segments have another number in files than on pages; "" where none has.

    >>> labels_sentence({1: 1, 2: 5})
    'Segments have the numbers that pages show. Files have the labels of the run in the column segment: 5 is 2 there.'
    """
    others = [
        say("{number} is {segment} there", number=number, segment=segment)
        for segment, number in numbers.items()
        if segment != number
    ]
    if not others:
        return ""
    return say(
        "Segments have the numbers that pages show. Files have the labels of the run in the column segment: {pairs}.",
        pairs=listed(others),
    )


def segment_shown_as(number: int, numbers: Mapping[int, int], highest: int | None = None) -> int:
    """Return the label of the segment that is shown under a number.

    Parameters
    ----------
    numbers
        Each segment of the run to the number that is shown.
    highest
        The highest number that any segment had; a higher one is that of a segment which edits make, and stays. None
        where there are no such.

    Raises
    ------
    DataError
        There is none, or there are two.

    Examples
    --------
    >>> segment_shown_as(5, {1: 1, 2: 5})
    2
    """
    found = [segment for segment, shown in numbers.items() if shown == number]
    if len(found) == 1:
        return found[0]
    if found:
        raise DataError(
            say("Several segments are shown as {segment}.", segment=number),
            say("Name the newest version of the run, where each has a number of its own."),
        )
    if highest is not None and number > highest:
        return number
    shown = ", ".join(map(str, numbers.values()))
    hint = say("The run has {known}.", known=shown)
    if number in numbers:
        hint = say(
            "The run has {known}; segment {segment} of its files is shown as {shown}.",
            known=shown,
            segment=number,
            shown=numbers[number],
        )
    raise DataError(say("There is no segment {segment}.", segment=number), hint)


def own_rule(rule: Rule, numbers: Mapping[int, int], names: Collection[str] = (), highest: int | None = None) -> Rule:
    """Return a rule that people wrote, with the labels of the run in place of the numbers that are shown.

    Parameters
    ----------
    names
        What segments are called: a text that names one, and numbers none, stays.
    numbers, highest
        As ``segment_shown_as`` takes them.

    Raises
    ------
    DataError
        It asks for a segment that is not there.
    """

    def own(condition: Named) -> Named:
        if condition.name != SEGMENT:
            return condition
        return Named(SEGMENT, own_text(condition.text, numbers, names, highest))

    return with_named(rule, own)


def own_text(text: str, numbers: Mapping[int, int], names: Collection[str] = (), highest: int | None = None) -> str:
    """Return the label of the segment that a text numbers as it is shown; a name stays; arguments as ``own_rule``."""
    is_number = text.isdecimal()
    is_name = text.casefold() in {name.casefold() for name in names}
    if (is_name and not (is_number and int(text) in numbers.values())) or text == str(NOISE):
        return text
    if not is_number and all(segment == number for segment, number in numbers.items()):
        return text
    if not is_number:
        called = ", ".join(map(str, numbers.values()))
        raise DataError(say("There is no segment {segment}.", segment=text), say("The run has {known}.", known=called))
    return str(segment_shown_as(int(text), numbers, highest))


def shown_rule(text: str, numbers: Mapping[int, int]) -> str:
    """Return a rule that is kept with labels of a run, as people read it; ``numbers`` as ``segment_shown_as``.

    >>> shown_rule("segment:2 and events>=5", {1: 1, 2: 5})
    'segment:5 and events>=5'
    """
    if all(segment == number for segment, number in numbers.items()):
        return text

    def shown(condition: Named) -> Named:
        is_number = condition.name == SEGMENT and condition.text.isdecimal()
        number = numbers.get(int(condition.text)) if is_number else None
        return condition if number is None else Named(SEGMENT, str(number))

    return write_rule(with_named(parse_rule(text), shown))
