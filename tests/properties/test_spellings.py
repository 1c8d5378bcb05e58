"""A moment written in any format and zone is read back, and so is a number written in any style."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.ingest.reader.repair import is_rule
from core.ingest.values.clocks import moment_layers
from core.ingest.values.looks import Looks
from core.ingest.values.numbers import are_numbers, number_layers
from core.ingest.values.run_together import read_together
from core.ingest.values.times import find_time_format
from core.settings import Settings
from core.store.scratch import Scratch
from core.store.sql import nested

MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2099, 12, 31)).map(lambda each: each.replace(microsecond=0))
OFFSETS = st.integers(-48, 56).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
NAIVE = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y%m%d%H%M%S", "%d-%b-%Y %H:%M:%S",
    "%d %B %Y %H:%M:%S", "%B %d, %Y %I:%M:%S %p", "%Y-%m-%d %I:%M:%S %p", "%a %b %d %H:%M:%S %Y", "%d.%m.%Y %H:%M:%S",
    "%d/%m/%Y %I:%M:%S %p", "%Y年%m月%d日 %H:%M:%S", "%Y-%m-%d %H:%M:%S,000",
)  # fmt: skip
ZONED = (
    "%Y-%m-%d %H:%M:%S%z", "%Y-%m-%d %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S.000%z", "%a, %d %b %Y %H:%M:%S %z",
    "%d/%b/%Y:%H:%M:%S %z", "%a %b %d %Y %H:%M:%S GMT%z", "%B %d, %Y %I:%M:%S %p %z",
)  # fmt: skip
UNITS = (1, 1_000, 1_000_000, 1_000_000_000)
STYLES: tuple[tuple[str, Callable[[float], str]], ...] = (
    ("dot", lambda n: f"{n:.2f}"),
    ("dot", lambda n: f"{n:,.2f}"),
    ("dot", lambda n: f"${n:,.2f}"),
    ("dot", lambda n: f"({-n:,.2f})" if n < 0 else f"{n:,.2f}"),
    ("dot", lambda n: f"{n:,.2f}".replace(",", "'")),
    ("comma", lambda n: f"{n:.2f}".replace(".", ",")),
    ("comma", lambda n: f"{n:,.2f}".translate(str.maketrans(",.", ".,"))),
    ("comma", lambda n: f"{n:,.2f} €".translate(str.maketrans(",.", "\u202f,"))),
    ("comma", lambda n: f"{abs(n):.2f}".replace(".", ",") + ("-" if n < 0 else "")),
)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scratch]:
    folder = tmp_path_factory.mktemp("spellings")
    with Scratch(folder, [], "UTC", Settings(folder / "workspace", "UTC", "500MB", 2)) as opened:
        yield opened


def read(scratch: Scratch, text: str, order: str = "day") -> datetime | None:
    found = find_time_format(scratch, [text], 0.0, order)
    assert found is not None, text
    table = nested("(select ? as text)", moment_layers("text", found, "UTC"))
    moment = scratch.one(f"select any_moment from {table}", [text])  # noqa: S608 - our own names
    return moment.replace(tzinfo=UTC) if moment else None


@settings(max_examples=20, deadline=None)
@given(moment=MOMENTS, form=st.sampled_from(NAIVE))
def test_a_moment_without_zone_is_read_back(scratch: Scratch, moment: datetime, form: str) -> None:
    assert read(scratch, moment.strftime(form)) == moment.replace(tzinfo=UTC)


@settings(max_examples=20, deadline=None)
@given(moment=MOMENTS, zone=OFFSETS, form=st.sampled_from(ZONED))
def test_a_moment_with_a_zone_is_read_back(scratch: Scratch, moment: datetime, zone: timezone, form: str) -> None:
    there = moment.replace(tzinfo=zone)
    assert read(scratch, there.strftime(form)) == there


@settings(max_examples=10, deadline=None)
@given(moment=MOMENTS.filter(lambda each: each > datetime(2001, 9, 10)), unit=st.sampled_from(UNITS))
def test_a_moment_as_a_number_is_read_back(scratch: Scratch, moment: datetime, unit: int) -> None:
    there = moment.replace(tzinfo=UTC)
    number = str(int(there.timestamp()) * unit)
    assume(not re.fullmatch(r"(19|20)\d\d[01]\d[0-3]\d[012]\d", number))  # 2009021600 is an hour of a day, too
    assert read(scratch, number) == there


@settings(max_examples=30, deadline=None)
@given(cents=st.integers(-10_000_000_000, 10_000_000_000), style=st.sampled_from(STYLES))
def test_a_number_is_read_back(scratch: Scratch, cents: int, style: tuple[str, Callable[[float], str]]) -> None:
    name, write = style
    table = nested("(select ? as text)", number_layers("n", "text", name))  # type: ignore[arg-type]
    assert scratch.one(f"select n from {table}", [write(cents / 100)]) == pytest.approx(cents / 100)  # noqa: S608


@pytest.mark.parametrize(
    "values",
    [
        [f"{year}{month:02}" for year in (2011, 2012) for month in range(1, 13)],
        [f"2011{week:02}" for week in range(1, 31)],
        [f"2009{month:02}" for month in range(10, 13)] + [f"2010{month:02}" for month in range(1, 13)],
        ["101530", "111230", "093012"] * 9,
        ["081500", "093000", "101500", "114500"] * 9,
    ],
)
def test_months_of_years_weeks_and_times_of_day_are_no_short_dates(values: list[str]) -> None:
    assert read_together(values, None) is None


def test_short_dates_are_read_where_they_are_settled() -> None:
    days = [f"26{month:02}{day:02}" for month in (1, 2, 3) for day in range(1, 29)]
    first = [f"{month:02}{day:02}26" for month in (1, 2, 3) for day in range(1, 29)]
    found = [read_together(each, None) for each in (days, first)]
    assert [each.first for each in found if each] == ["year", "month"]


@pytest.mark.parametrize("sign", ["-", "=", "(", "+", " ", "1", "{", "a ", "}"])
def test_a_long_text_costs_no_more_than_its_length(sign: str) -> None:
    """A million signs and a letter: patterns that go back for each sign would take hours."""
    text = sign * 1_000_000 + "x"
    looks = Looks(Counter([text]))
    assert not are_numbers([text])
    assert not is_rule(text)
    assert looks["json"] == looks["email"] == looks["datelike"] == 0
