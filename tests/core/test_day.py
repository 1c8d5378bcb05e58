"""A day that a person typed."""

from datetime import date

import pytest

from core.errors import DataError
from core.ingest.values.day import read_day
from core.settings import load_settings


@pytest.mark.parametrize(
    "text",
    ["2026-12-13", "13.12.2026", "13.12.26", "13/12/2026", "12/13/2026", "2026/12/13", "20261213", "13 Dec 2026",
     "December 13, 2026", "13. Dezember 2026", "13 décembre 2026", "2026年12月13日"],
)  # fmt: skip
def test_a_day_is_read_as_those_of_a_log_are(text: str) -> None:
    assert read_day(text, load_settings()) == date(2026, 12, 13)


def test_between_dots_days_come_first_and_the_same_twice_is_one_day() -> None:
    assert read_day("03.04.2026", load_settings()) == date(2026, 4, 3)
    assert read_day("12/12/2026", load_settings()) == date(2026, 12, 12)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("03/04/2026", "'03/04/2026' could be several days. Write one of 2026-03-04, 2026-04-03."),
        ("26-03-05", "'26-03-05' could be several days. Write one of 2005-03-26, 2026-03-05."),
        ("2026-12", "'2026-12' is no day. Write it as 2026-05-12."),
        ("46000", "'46000' is no day. Write it as 2026-05-12."),
        ("31.02.2026", "'31.02.2026' is no day. Write it as 2026-05-12."),
        ("soon", "'soon' is no day. Write it as 2026-05-12."),
    ],
)
def test_what_is_no_day_or_several_is_refused_with_the_choice(text: str, message: str) -> None:
    with pytest.raises(DataError) as refused:
        read_day(text, load_settings())
    assert f"{refused.value.message} {refused.value.hint}" == message
