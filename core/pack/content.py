"""What a review pack says, page by page: titles, sentences, charts as data and tables, whatever writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.sentences import Sentence, with_values
from core.trust.grade import Grade

MAX_WORDS = 60
"""Of prose on a page: its sentences; headings, tables and labels of charts are none."""
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_WIDE_PER_WORD = 2
"""A word of Chinese has about so many characters."""


class PageKind(StrEnum):
    """What a page is for."""

    SUMMARY = "summary"
    SEGMENT = "segment"
    APPENDIX = "appendix"


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart."""

    label: str
    share: float
    """Length of the bar, 0 to 1."""
    usual: float | None
    """The same of all users; None where there is nothing to compare with."""
    figures: str
    """As text."""
    colour: str = ""
    """Of this bar alone; "" for the colour of the page."""
    short: str = ""
    """What stands beside all bars of a slide where a label would be cut; "" for the label as far as it fits."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Shares as bars."""

    bars: tuple[Bar, ...]
    own: str
    """What the bars are shares of."""
    usual: str = ""
    """What they are compared with; "" for nothing."""
    sign: str = ""
    """What a sign beside the bars means."""
    full: float = 1.0
    """The share whose bar takes the whole width: the same on all pages that are compared."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text; all columns but the first few are figures."""

    header: tuple[str, ...]
    """Empty for a table of labels and values."""
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    """Of the columns, relative to each other."""
    n_texts: int = 1
    """Columns from the left that hold text."""
    colours: tuple[str, ...] = ()
    """A colour for each row, before its first cell; empty for none."""
    is_top: bool = False
    """Whether it holds the first few of more, so that fewer of them do too."""
    is_labelled: bool = False
    """Whether its first column says what the figures are: it is whole, and rather fewer rows stand."""
    is_prose: bool = False
    """Whether its last column holds sentences."""
    n_spare: int = 0
    """Columns from the right that are left out where the first one would have no room for a few words."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """The prose in it."""
        return tuple(row[-1] for row in self.rows) if self.is_prose else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading and what stands below it."""

    heading: str
    sentences: tuple[str, ...] = ()
    is_numbered: bool = False
    chart: Chart | None = None
    table: Table | None = None
    note: str = ""
    """In small type below."""
    is_boxed: bool = False
    """Whether it stands out, as a decision does."""

    @property
    def prose(self) -> tuple[str, ...]:
        """The sentences in it."""
        return (*self.sentences, *(self.table.sentences if self.table else ()), *([self.note] if self.note else []))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page."""

    kind: PageKind
    title: str
    subtitle: str = ""
    number: int | None = None
    """Of the segment, as pages show it; None for a page that is about none."""
    colour: str
    grade: Grade | None = None
    grade_label: str = ""
    columns: tuple[tuple[Part, ...], ...]
    """From the left, each from the top."""
    widths: tuple[float, ...]
    """Of the columns, relative to each other."""
    more: tuple[str, ...] = ()
    """What there was no room for, and the statistics behind it: notes of the slide, one click below on a page."""

    @property
    def parts(self) -> Iterator[Part]:
        """All parts of the page."""
        return (part for column in self.columns for part in column)

    @property
    def n_words(self) -> int:
        """Words of prose."""
        return sum(n_words(sentence) for part in self.parts for sentence in part.prose)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """All pages."""

    title: str
    foot: str
    """At the bottom of each page."""
    language: str
    """"en" or "zh"."""
    pages: tuple[Page, ...]
    more_label: str
    """What leads to ``Page.more``."""


def n_words(text: str) -> int:
    """Count words, signs aside; a Chinese character counts half.

    >>> n_words("What its users pick next"), n_words("其用户接下来选择")
    (5, 4)
    """
    wide = len(_WIDE.findall(text))
    n_others = sum(any(map(str.isalnum, each)) for each in _WIDE.sub(" ", text).split())
    return n_others + wide // _WIDE_PER_WORD + (1 if wide % _WIDE_PER_WORD else 0)


def fitting(sentences: Iterable[str], words_left: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the sentences that fit, in their order, and those that are left over; one too long hides none after it.

    >>> fitting(["one", "one two three four", "one two"], 3)
    (('one', 'one two'), ('one two three four',))
    """
    kept: list[str] = []
    over: list[str] = []
    for sentence in sentences:
        words = n_words(sentence)
        if words <= words_left:
            kept.append(sentence)
            words_left -= words
        else:
            over.append(sentence)
    return tuple(kept), tuple(over)


def first_and_fitting(sentences: Sequence[str], words_left: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the same, but the first sentence always stands, shortened where it is too long.

    >>> first_and_fitting(["one two three four", "one"], 3)
    (('one two three…',), ('one',))
    """
    if not sentences:
        return (), ()
    first = shortened(sentences[0], words_left)
    others, over = fitting(sentences[1:], words_left - n_words(first))
    return (first, *others), over


def shortened(text: str, most: int) -> str:
    """Return a text of so many words at most, where it can be: of a sentence only its longest value is cut.

    >>> from core.sentences import say
    >>> shortened("one two three", 2), shortened(say("{a} or {b}", a="one two three", b="four"), 4)
    ('one two…', 'one two… or four')
    """
    if n_words(text) <= most:
        return text
    if not isinstance(text, Sentence):
        return " ".join(text.split()[: max(most, 1)]) + "…"
    texts = {name: value for name, value in text.values.items() if isinstance(value, str)}
    if not texts:
        return text
    longest = max(texts, key=lambda name: n_words(texts[name]))
    rest = n_words(text) - n_words(texts[longest])
    return with_values(text, {**text.values, longest: shortened(texts[longest], most - rest)})
