"""What the values of a column say: how full and distinct they are, and what they look like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
import numpy.typing as npt

from core.ingest.names.deeds import are_deeds, are_of_sessions
from core.ingest.names.naming import EXACT, certainty
from core.ingest.states.order_states import MAX_STATUSES, are_plays, holds_states, is_status_name
from core.ingest.tables.persons import names_of_persons
from core.ingest.tables.private import kind_of
from core.ingest.tables.sample import Sample
from core.ingest.tables.spelled_ratings import numbers_of_texts
from core.ingest.tables.state_columns import holds_sale_stages, holds_states_of_orders, is_document_column
from core.ingest.values.looks import WHOLE, Looks
from core.ingest.values.numbers import are_numbers
from core.ingest.values.stand_ins import NOBODY, STAND_INS
from core.ingest.values.times import TimeFormat, find_time_format
from core.population.contact_events import are_contacts_for_sure
from core.population.loans import are_loans
from core.population.meanings import event_kind, is_known_event
from core.population.order_lines import are_order_lines
from core.population.trades import are_trades
from core.store.scratch import Scratch

NEVER = float("-inf")
"""The score of a column for a role that it cannot have."""
FEW_ROWS = 20
"""A table of fewer rows says nothing about how often values repeat."""
_FEW = 0.05
"""So many numbers with an exponent are ids that a spreadsheet shortened rather than times."""
_LOOKED_AT = 2_000
_WHOLE, _LARGEST_COUNT, _OFTEN = 0.98, 1_000, 3.0
"""Counts are whole numbers up to so many, the most frequent of which has so many times the mean share."""
_LONG_TITLE, _HARDLY_REPEATS = 60, 0.5
"""Texts longer than titles are, on the mean, of which more than half are different ones, are sentences."""
_MOSTLY, NEARLY, _FAR_MORE = 0.5, 0.9, 20
"""More than such shares are most and nearly all; a zero with so many times the rows of other ids is no user."""
_MAX_EVENT_NAMES, _MANY_OF_ONE = 1_000, 4
_NOTHING = frozenset(
    [
        *("null", "nan", "none", "n/a", "#n/a", "na", "\\n", "undefined", "(not", "set)", "(none)", "[object"),
        *("object]", "nil", "unknown", "-", "--"),
    ]
)
_STAND_INS = frozenset((*STAND_INS, *NOBODY))
_NO_DATE = re.compile(r"\s*(0000[-/.]00[-/.]00|00[-/.]00[-/.]0000)([ T]00:00(:00)?(\.0+)?)?\s*")
"""A date as databases write none."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the values of one column say. Shares are of the values that are there, in [0, 1]."""

    header: str
    n_filled: int
    """Values in the sample."""
    fullness: float
    """Share of all rows that have a value."""
    n_distinct: int
    uniqueness: float
    """Distinct values over values."""
    looks: Looks
    """Share of values that look like an e-mail, a price and so on."""
    time: TimeFormat | None
    """How to read the values as times, where at least a fifth of them can be read."""
    is_number: bool
    largest: float
    length: float
    """Mean number of characters."""
    event_share: float
    """Share of the distinct values that are known kinds of events."""
    codes: npt.NDArray[np.int64]
    """(n_rows,) the number of each value; -1 where there is none."""
    example: str
    """The first value."""
    are_counts: bool = False
    """Whether it holds small numbers of which 0, 1 or 2 is by far the most frequent, as how many pieces were bought."""
    is_status: bool = False
    """Whether it says of orders what became of them, by its name and its values."""
    is_spelled: bool = False
    """Whether it holds ratings written as stars, words or thumbs."""
    private: str = ""
    """The kind of private data it holds, of ``core.ingest.tables.private``; "" for none."""

    @property
    def is_unique(self) -> bool:
        """Whether nearly no value repeats, in a table large enough to say so."""
        return self.n_filled >= FEW_ROWS and self.uniqueness > 0.97

    @property
    def is_epoch(self) -> bool:
        """Whether the values are numbers that could be seconds or finer since 1970."""
        return self.time is not None and self.looks["epoch"] > 0.5

    @property
    def is_date(self) -> bool:
        """Whether the values are written dates or times, rather than numbers that could be some."""
        return self.time is not None and not self.is_epoch and self.looks["exponent"] <= _FEW

    @property
    def is_prose(self) -> bool:
        """Whether the texts are sentences that hardly repeat rather than titles."""
        is_long = self.length > _LONG_TITLE and self.uniqueness > _HARDLY_REPEATS and self.n_filled >= FEW_ROWS
        return is_long or (self.is_unique and self.looks["spaced"] > 0.3)


class Columns(dict[str, Evidence]):
    """What the values of the columns of a table say, by header, and which column decides which other one."""

    def __init__(self, found: Mapping[str, Evidence]) -> None:
        super().__init__(found)
        self._ties: dict[tuple[tuple[str, ...], str], tuple[float, int]] = {}

    def tie(self, some: tuple[str, ...], other: str) -> tuple[float, int]:
        """Return the share of repeated values of ``some`` that have a single value of ``other``, and their number."""
        if (some, other) not in self._ties:
            one = reduce(_both, (self[each].codes for each in some))
            self._ties[some, other] = _determines(one, self[other].codes)
        return self._ties[some, other]


def examine(scratch: Scratch, sample: Sample) -> Columns:
    """Return what the values of each column say; of one sample it is found once."""
    if not sample.examined:
        found = {header: _examine(scratch, sample, header) for header in sample.columns}
        persons = {header: replace(found[header], private="name") for header in names_of_persons(sample.columns)}
        sample.examined.update(found | persons)
    return Columns(sample.examined)


def _examine(scratch: Scratch, sample: Sample, header: str) -> Evidence:
    column = sample.columns[header]
    nobody = _nobody(column) if certainty("user", header) > 0 else frozenset()
    nobody |= {text for text in set(column) if text and _NO_DATE.fullmatch(text)}
    plain = {text: None if text in nobody else _present(text) for text in dict.fromkeys(column)}
    places: dict[str, int] = {}
    code_of = {text: -1 if clean is None else places.setdefault(clean, len(places)) for text, clean in plain.items()}
    codes = np.fromiter((code_of[text] for text in column), dtype=np.int64, count=len(column))
    there = [clean for text in column if (clean := plain[text]) is not None]
    counts = sample.counts.get(header)
    n_distinct = counts.n_distinct if counts else len(places)
    n_nobody = sum(text in nobody for text in column) if nobody else 0
    n_all = max(counts.n_filled * len(there) // (len(there) + n_nobody) if counts and there else len(there), 1)
    looked = there[:: max(len(there) // _LOOKED_AT, 1)]
    often = Counter(looked)
    looks = Looks(often)
    names = list(places) if len(places) <= _MAX_EVENT_NAMES else []
    return Evidence(
        header=header,
        n_filled=len(there),
        fullness=n_all / max(counts.n_rows if counts else len(column), 1) if there else 0.0,
        n_distinct=n_distinct,
        uniqueness=min(n_distinct / n_all, 1.0),
        looks=looks,
        time=find_time_format(scratch, looked, enough=0.2) if _may_be_times(header, looks) else None,
        is_number=are_numbers(looked),
        largest=max((float(text) for text in often if WHOLE.fullmatch(text)), default=0.0),
        length=float(np.mean([len(text) for text in looked])) if looked else 0.0,
        event_share=_event_share(header, names, sample),
        codes=codes,
        example=there[0] if there else "",
        are_counts=looks["whole"] > _WHOLE and _are_counts(often),
        is_status=len(places) <= MAX_STATUSES and _holds_states(sample, header, there),
        is_spelled=bool(numbers_of_texts(header, looked)),
        private=kind_of(header, looked),
    )


def _holds_states(sample: Sample, header: str, texts: Sequence[str]) -> bool:
    """Whether a column says of each order what became of it, or of each row of a sale whether it is a return."""
    if is_status_name(header):
        return holds_states(header, texts)
    of_orders = holds_states_of_orders(sample, header) or holds_sale_stages(sample, header)
    return of_orders or is_document_column(sample, header)


def _event_share(header: str, names: Sequence[str], sample: Sample) -> float:
    """Return the share of values that are known kinds of events: all where they are those of messages or of loans.

    Half of it where a column that is not called so holds no more than who was logged in.
    """
    is_of_messages = are_contacts_for_sure(names) and not _are_of_orders(sample, sample.columns[header])
    if are_loans(names) or is_of_messages or are_deeds(header, names) or are_trades(names, header) or are_plays(names):
        return 1.0
    if are_order_lines(names, header) and any(certainty("order", each) >= EXACT for each in sample.columns):
        return 1.0
    share = _share_known(names)
    is_unnamed = share > 0 and certainty("event", header) == 0
    if is_unnamed and _are_titles(names):
        return 0.0
    return (_MOSTLY if is_unnamed and are_of_sessions(names) else 1.0) * share


def _are_titles(names: Sequence[str]) -> bool:
    """Whether names of several words begin with one that happens to be a deed, as those of plays do: "Play Macbeth"."""
    words = [name.split() for name in names]
    kinds = {event_kind(name) for name in names}
    return len(names) > _MANY_OF_ONE and len(kinds) == 1 and sum(len(each) > 1 for each in words) > _MOSTLY * len(names)


def _share_known(names: Sequence[str]) -> float:
    return sum(map(is_known_event, names)) / len(names) if names else 0.0


def _are_of_orders(sample: Sample, column: Sequence[str | None]) -> bool:
    """Whether most rows that a column fills have the number of an order or an amount, as rows on messages have not."""
    is_there = [bool(text and text.strip()) for text in column]
    return any(
        sum(bool(there and text and text.strip()) for there, text in zip(is_there, other, strict=True))
        > _MOSTLY * sum(is_there)
        for header, other in sample.columns.items()
        if other is not column and max(certainty("order", header), certainty("value", header)) >= EXACT
    )


def _are_counts(often: Counter[str]) -> bool:
    numbers = Counter[float]()
    for text, n in often.items():
        if WHOLE.fullmatch(text):
            numbers[float(text)] += n
    [(usual, n_usual)] = numbers.most_common(1)
    return usual in (0, 1, 2) and max(numbers) <= _LARGEST_COUNT and n_usual > _OFTEN * numbers.total() / len(numbers)


def _nobody(column: Sequence[str | None]) -> frozenset[str]:
    """Return the texts of a column of users that stand for nobody: such as guest, and a zero that far too many have."""
    often = Counter(text for text in column if text and text.strip())
    usual = float(np.median([n for text, n in often.items() if text.strip() != "0"] or [0]))
    return frozenset(
        text
        for text, n in often.items()
        if text.strip().lower() in _STAND_INS
        or (text.strip() == "0" and ("1" not in often or n > _FAR_MORE * usual) and len(often) > 2)
    )


def _may_be_times(header: str, looks: Mapping[str, float]) -> bool:
    """Whether values are worth trying as times.

    Numbers of a year, such as 2026-014, are none under the name of ids, and numbers are none where most would be of
    another century, or some without the name of a time. Codes such as 101-01-02 are years of Taiwan's calendar by such
    a name only. Numbers that go on from small ones count from a start, or say how long something took.
    """
    is_of_ids = any(certainty(role, header) > certainty("timestamp", header) for role in ("user", "item", "order"))
    if looks["numbered"] > 0.5 and is_of_ids:
        return False
    is_named = certainty("timestamp", header) > 0
    if looks["of_taiwan"] > _MOSTLY and not is_named:
        return False
    recent = looks["recent"] + (looks["since_2001"] if is_named else 0)
    are_seconds = looks["epoch"] > 0.5 and recent > (_MOSTLY if is_named else NEARLY)
    are_seconds = are_seconds and not _are_counted(looks)
    return looks["datelike"] > 0.1 or are_seconds or (is_named and _are_together(looks))


def _are_counted(looks: Mapping[str, float]) -> bool:
    """Whether many numbers are neither seconds since 1979 or finer, nor a date, nor days of a spreadsheet."""
    return looks["counted"] - looks["serial"] > 1 - NEARLY


def _are_together(looks: Mapping[str, float]) -> bool:
    return max(looks["day_month_year"], looks["six_of_date"]) > NEARLY


def _both(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return a number for each pair of values; -1 where either is missing."""
    pairs = np.where((one < 0) | (other < 0), -1, one * (int(other.max(initial=0)) + 1) + other)
    _values, codes = np.unique(np.append(pairs, -1), return_inverse=True)
    return codes[:-1].astype(np.int64) - 1


def _determines(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> tuple[float, int]:
    is_there = (one >= 0) & (other >= 0)
    first, second = one[is_there], other[is_there]
    if not len(first):
        return 0.0, 0
    counts = np.bincount(first)
    n_others = np.bincount(np.unique(first * (int(second.max()) + 1) + second) // (int(second.max()) + 1))
    is_repeated = counts > 1
    return float((n_others[is_repeated] == 1).mean()) if is_repeated.any() else 0.0, int(is_repeated.sum())


def _present(text: str | None) -> str | None:
    plain = text.strip() if text else ""
    return plain if plain and plain.lower() not in _NOTHING else None
