"""Numbers of segments on the command line: people give and read those that pages show, files have the run's labels."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.cli.run_home import home_of
from core.errors import DataError
from core.sentences import listed, say, with_guess
from core.shaping.edits import Edit, Merge, Move, Select, Split
from core.shaping.rule import parse_rule, write_rule
from core.shaping.shown import labels_sentence, own_rule, segment_shown_as
from core.types import NOISE

if TYPE_CHECKING:
    from core.results.carried import Earlier
    from core.results.results import Results


@dataclass(frozen=True, slots=True)
class Shown:
    """How the segments of a run are shown."""

    numbers: Mapping[int, int]
    """Segment to the number that pages show."""
    names: Mapping[int, str]
    highest: int
    """The highest number that any segment had; edits give higher ones."""

    def segment(self, number: int) -> int:
        """Return the segment shown under a number, or one that edits are to make."""
        return segment_shown_as(number, self.numbers, self.highest)

    def called(self, text: str) -> int:
        """Return the segment shown under a number, or called so.

        Raises
        ------
        DataError
            There is none, or there are two.
        """
        if text.strip().isdecimal():
            return self.segment(int(text))
        names = {segment: str(name) for segment, name in self.names.items()}
        found = [segment for segment, name in names.items() if name.casefold() == text.strip().casefold()]
        if len(found) == 1:
            return found[0]
        known = listed([f"{self.numbers.get(segment, segment)} ({name})" for segment, name in names.items()])
        if found:
            raise DataError(
                say("Several segments are called {name!r}.", name=text),
                say("Give the number of one: {known}.", known=known),
            )
        raise DataError(
            say("There is no segment {segment}.", segment=text),
            with_guess(say("The run has {known}.", known=known), text, names.values()),
        )

    def segments(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Return the segments shown under some numbers."""
        return tuple(map(self.segment, numbers))

    def rule(self, text: str, highest: int | None = None) -> str:
        """Return a rule that a person wrote with the run's labels in it; the same text where none differs.

        ``highest`` is as in ``own_rule``.
        """
        own = own_rule(parse_rule(text), self.numbers, self.names.values(), highest)
        return text if own == parse_rule(text) else write_rule(own)

    def edit(self, edit: Edit) -> Edit:
        """Return an edit that a person asked for with the run's labels in it."""
        match edit:
            case Merge():
                return Merge(self.segments(edit.segments))
            case Split():
                return Split(self.segment(edit.segment), edit.n_parts)
            case Move() if edit.segment not in (None, NOISE):
                return Move(edit.user_ids, self.segment(edit.segment or 0))
            case Select():
                return Select(self.rule(edit.rule, self.highest))
        return edit

    def texts(self, given: Sequence[Any]) -> list[Any]:
        """Return names or notes that a person gave, of the run's labels."""
        return [replace(each, segment=self.segment(each.segment)) for each in given]


def shown_of(results: Results) -> Shown:
    """Return how the segments of named results are shown."""
    numbers = results.numbers
    return Shown(numbers, results.names, max(results.highest_segment, *numbers.values(), 0))


def shown_of_folder(earlier: Earlier) -> Shown:
    """Return how the segments in the files of a run are shown."""
    names = {**earlier.generated, **earlier.names}
    return Shown(earlier.numbers, names, max(earlier.highest, *earlier.numbers.values(), 0))


def put_labels(options: argparse.Namespace, shown: Shown) -> None:
    """Put the run's labels into the options of ``edit``, where people give the numbers that pages show."""
    options.edits = list(map(shown.edit, options.edits))
    options.name, options.note = shown.texts(options.name), shown.texts(options.note)
    options.order = shown.segments(options.order)
    options.set_aside, options.act_on = (
        tuple(map(shown.called, given)) for given in (options.set_aside, options.act_on)
    )


def numbers_of(options: argparse.Namespace) -> Mapping[int, int]:
    """Return segment to the number that pages show, of the run of a command; raise ``DataError`` where it is none."""
    home = home_of(options)
    return home.results.numbers if home else numbers_in(options.run)


def numbers_in(folder: Path) -> Mapping[int, int]:
    """Return the same of a folder of files or of the workspace; none where it does not say so."""
    from core.results.codec import read_json
    from core.results.earlier_folder import SEGMENTS
    from core.results.segments_file import read_named_segments

    path = folder / SEGMENTS
    return read_named_segments(read_json(path), 1).numbers if path.is_file() else {}


def print_labels(numbers: Mapping[int, int]) -> None:
    """Print which segments have another number in a file than on pages; nothing where none has."""
    if sentence := labels_sentence(numbers):
        print(sentence)
