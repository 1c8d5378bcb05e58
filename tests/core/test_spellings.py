"""Each spelling of a time and of a number, and what it means."""

# ruff: noqa: RUF001 - times and numbers are written in several alphabets

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.ingest.values.month_names import MONTH_NAMES
from core.ingest.values.numbers import find_style, number_layers, number_sql, plain_numbers
from core.ingest.values.spellings import LETTER, MONTHS, spelled_layers
from core.ingest.values.times import find_time_format
from core.settings import Settings
from core.store.scratch import Scratch
from core.store.sql import literal, nested

TIMES = {
    "2025-03-01 09:31:27": ("2025-03-01 09:31:27", None),
    "2025-3-1 9:05": ("2025-03-01 09:05:00", None),
    "2025-03-01T09:31": ("2025-03-01 09:31:00", None),
    "2025-03-01 09:31:27,123": ("2025-03-01 09:31:27.123", None),
    "2025/03/01 9:31 pm": ("2025-03-01 21:31:00", None),
    "2025-03-01 12:00 AM": ("2025-03-01 00:00:00", None),
    "10 AOUT 2025 04:04": ("2025-08-10 04:04:00", None),
    "15 FEVRIER 2025": ("2025-02-15 00:00:00", None),
    "15 ΙΑΝΟΥΑΡΙΟΥ 2025": ("2025-01-15 00:00:00", None),
    "7 AĞUSTOS 2025": ("2025-08-07 00:00:00", None),
    "7 KASIM 2025": ("2025-11-07 00:00:00", None),
    "13.03.2025. 09:31": ("2025-03-13 09:31:00", None),
    "13.3.2025.": ("2025-03-13 00:00:00", None),
    "20250301": ("2025-03-01 00:00:00", None),
    "202503010931": ("2025-03-01 09:31:00", None),
    "20250301093127": ("2025-03-01 09:31:27", None),
    "13/3/25 9:05": ("2025-03-13 09:05:00", None),
    "3/13/2025, 9:31:27 PM": ("2025-03-13 21:31:27", None),
    "05-MAR-25 14:03": ("2025-03-05 14:03:00", None),
    "5. März 2025 14:03 Uhr": ("2025-03-05 14:03:00", None),
    "1st March 2025": ("2025-03-01 00:00:00", None),
    "1er mars 2025 à 9h05": ("2025-03-01 09:05:00", None),
    "samedi 1er mars 2025": ("2025-03-01 00:00:00", None),
    "1º marzo 2025": ("2025-03-01 00:00:00", None),
    "3/13/25 2:05p": ("2025-03-13 14:05:00", None),
    "114/03/01": ("2025-03-01 00:00:00", None),
    "民國114年3月1日": ("2025-03-01 00:00:00", None),
    "Sept 5, 2025 9:05 a.m.": ("2025-09-05 09:05:00", None),
    "05-Mar-2025 02.15.30 PM": ("2025-03-05 14:15:30", None),
    "2025年03月01日10:00:00": ("2025-03-01 10:00:00", None),
    "Sat Mar  1 09:31:27 2025": ("2025-03-01 09:31:27", None),
    "2025年3月1日9时5分7秒": ("2025-03-01 09:05:07", None),
    "01-MAR-25 02.13.07.000000000 PM": ("2025-03-01 14:13:07", None),
    "Mar-01-25 09:31:27": ("2025-03-01 09:31:27", None),
    "03:14 PM, March 01 2025": ("2025-03-01 15:14:00", None),
    "15:14:05 2025-03-01": ("2025-03-01 15:14:05", None),
    "2025-03-01 09": ("2025-03-01 09:00:00", None),
    "2025-03-01 09h31m27s": ("2025-03-01 09:31:27", None),
    "2025-03-01 09:31:27:123": ("2025-03-01 09:31:27.123", None),
    "'2025-03-01 09:31:27": ("2025-03-01 09:31:27", None),
    "15/3/2031 2:05:07 μ.μ.": ("2031-03-15 14:05:07", None),
    "15/3/2031 9:05:07 π.μ.": ("2031-03-15 09:05:07", None),
    "٢٠٣١/٠٣/١٥ ١٤:٠٥:٠٧": ("2031-03-15 14:05:07", None),
    "۲۰۳۱-۰۳-۱۵ ۱۴:۰۵:۰۷": ("2031-03-15 14:05:07", None),
    "2031/03/15 2:05:07 م": ("2031-03-15 14:05:07", None),
    "2031/03/15 9:05:07 ص": ("2031-03-15 09:05:07", None),
    "15 مارس، 2031 14:05": ("2031-03-15 14:05:00", None),
    "2031. március 15. 14:05": ("2031-03-15 14:05:00", None),
    "2031. márc. 15. 14:05": ("2031-03-15 14:05:00", None),
    "15. októbra 2031 14:05": ("2031-10-15 14:05:00", None),
    "15 октобар 2031 14:05": ("2031-10-15 14:05:00", None),
    "15 juliol 2031": ("2031-07-15 00:00:00", None),
    "/Date(1740821487000)/": (None, "2025-03-01 09:31:27"),
    "2025-07-01 09:31:27 PST": (None, "2025-07-01 17:31:27"),
    "Samstag, 22.03.2025 09:31:27": ("2025-03-22 09:31:27", None),
    "2025/03/01(土) 09:31:27": ("2025-03-01 09:31:27", None),
    "2025/3/1 下午9:31:27": ("2025-03-01 21:31:27", None),
    "1 de março de 2025 09:31": ("2025-03-01 09:31:00", None),
    "2025-03-01_09:31:27": ("2025-03-01 09:31:27", None),
    "2025-03-01-09.31.27": ("2025-03-01 09:31:27", None),
    "2025-03-01 09:31:27 UTC+2": (None, "2025-03-01 07:31:27"),
    "45717,5": ("2025-03-01 12:00:00", None),
    "45717.5": ("2025-03-01 12:00:00", None),
    "2025-03-01 09:31:27 +0200": (None, "2025-03-01 07:31:27"),
    "2025-03-01 09:31:27 +02:00": (None, "2025-03-01 07:31:27"),
    "2025-03-01T09:31:27+02": (None, "2025-03-01 07:31:27"),
    "2025-03-01 09:31:27 Z": (None, "2025-03-01 09:31:27"),
    "2025-03-01 09:31:27 UTC": (None, "2025-03-01 09:31:27"),
    "2025-03-01 09:31:27 Europe/Berlin": (None, "2025-03-01 08:31:27"),
    "2025-03-01 09:31:27.5 +0000 UTC m=+0.1": (None, "2025-03-01 09:31:27.5"),
    "2025-03-01 09:31:27 +0200 CEST": (None, "2025-03-01 07:31:27"),
    'ISODate("2025-03-01T09:31:27Z")': (None, "2025-03-01 09:31:27"),
    "Timestamp('2025-03-01 09:31:27', tz=None)": ("2025-03-01 09:31:27", None),
    "1 марта 2025 г., 09:31": ("2025-03-01 09:31:00", None),
    "1 березня 2025 р., 09:31": ("2025-03-01 09:31:00", None),
    "1 мар. 2025 р. о 09:31": ("2025-03-01 09:31:00", None),
    "15 มี.ค. 2568 09:31 น.": ("2025-03-15 09:31:00", None),
    "15 ม.ค. 2568": ("2025-01-15 00:00:00", None),
    "15 มิ.ย. 68": ("2025-06-15 00:00:00", None),
    "5 ม.ค. 26": (None, None),
    "5 ม.ค. 26 09:31": (None, None),
    "15 เม.ย. 2568": ("2025-04-15 00:00:00", None),
    "1 Maret 2025 pukul 09.31": ("2025-03-01 09:31:00", None),
    "1 Ogos 2025": ("2025-08-01 00:00:00", None),
    "03-Mrz-25": ("2025-03-03 00:00:00", None),
    "1 במרץ 2025 09:31": ("2025-03-01 09:31:00", None),
    "1 p 2025": (None, None),
    "3. lipnja 2025 u 10:11": (None, None),
    "09:31:27 13/03/2025": ("2025-03-13 09:31:27", None),
    "2025-03-01T09:31:27.5+01:00[Europe/Berlin]": (None, "2025-03-01 08:31:27.5"),
    "Apr 5, 2026 21:06 PDT": (None, "2026-04-06 04:06:00"),
    "Sat Mar 01 2025 09:31:27 GMT+0100 (Central European Standard Time)": (None, "2025-03-01 08:31:27"),
    "10/Oct/2025:13:55:36 -0700": (None, "2025-10-10 20:55:36"),
    "Montag, 2. März 2026 um 14:05 Uhr": ("2026-03-02 14:05:00", None),
    "5 gennaio 2026 ore 14.05": ("2026-01-05 14:05:00", None),
    "5 de março de 2026 às 14:05": ("2026-03-05 14:05:00", None),
    "10 maart 2026 10:09": ("2026-03-10 10:09:00", None),
    "5 stycznia 2026 10:09": ("2026-01-05 10:09:00", None),
    "2026년 3월 5일 14시 5분": ("2026-03-05 14:05:00", None),
    "2026. 3. 5. 오후 2:05:09": ("2026-03-05 14:05:09", None),
    "2026年3月5日 星期四 14:05": ("2026-03-05 14:05:00", None),
    "令和8年3月5日": ("2026-03-05 00:00:00", None),
    "31/03/2569 14:05": ("2026-03-31 14:05:00", None),
    "1740821487,5": (None, "2025-03-01 09:31:27.5"),
    "1740821487": (None, "2025-03-01 09:31:27"),
    "1740821487123": (None, "2025-03-01 09:31:27.123"),
    "1740821487123456": (None, "2025-03-01 09:31:27.123456"),
    "1740821487123456000": (None, "2025-03-01 09:31:27.123456"),
    "1.740821487E12": (None, "2025-03-01 09:31:27"),
    "0": (None, "1970-01-01 00:00:00"),
    "03/04/2025": (None, None),
    "2025-02-30": (None, None),
    "2025-03-01 25:00:00": (None, None),
    "2025-03-01 10:00:00 XYZ": (None, None),
    "1234567": (None, None),
    "214/03/01": (None, None),
    "114-03-01-7": (None, None),
    "12.50": (None, None),
    "soon": (None, None),
}
"""Text → what the clock of the log's zone showed, and the time in UTC where the text says its zone."""

NUMBERS = {
    "12": (12, 12),
    "-3.5": (-3.5, -3.5),
    "1,234": (1234, 1.234),
    "1.234": (1.234, 1234),
    "12,50": (12.5, 12.5),
    "1,234.50": (1234.5, 1234.5),
    "1.234,50": (1234.5, 1234.5),
    "1,234,567": (1234567, 1234567),
    "12,34,567.00": (1234567, 1234567),
    "1 234,50 €": (1234.5, 1234.5),
    "1\u202f234,50\u00a0€": (1234.5, 1234.5),
    "1'234.50": (1234.5, 1234.5),
    "$1,234.00": (1234, 1234),
    "-$5.00": (-5, -5),
    "EUR 12": (12, 12),
    "12,50 kr": (12.5, 12.5),
    "R$ 1.234,56": (1234.56, 1234.56),
    "(12.50)": (-12.5, -12.5),
    "12.50-": (-12.5, -12.5),
    "12.50 CR": (-12.5, -12.5),
    "12.50 DR": (12.5, 12.5),
    "12,5 %": (0.125, 0.125),
    "12,-": (12, 12),
    "12:-": (12, 12),
    "1 234,50 руб.": (1234.5, 1234.5),
    "12,50 Euro": (12.5, 12.5),
    '="12.50"': (12.5, 12.5),
    "'-12.50": (-12.5, -12.5),
    "１２.５": (12.5, 12.5),
    "١٢٫٥": (12.5, 12.5),
    "۱۲۳": (123, 123),
    "1,2,3": (None, None),
    '12"': (None, None),
    "5'10": (None, None),
    "=12": (None, None),
    "1 2 3": (None, None),
    "5 apples": (None, None),
    "SKU123": (None, None),
    "12:30": (None, None),
    "2025-01-01": (None, None),
    "nan": (None, None),
}
"""Text → the number where a point stands before the decimals, and where a comma does."""


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scratch]:
    folder = tmp_path_factory.mktemp("spellings")
    with Scratch(folder, [], "Europe/Berlin", Settings(folder / "workspace", "UTC", "500MB", 2)) as opened:
        yield opened


def test_times(scratch: Scratch) -> None:
    table = nested("(select unnest(?::varchar[]) as text)", spelled_layers("text", "null", None))
    found = scratch.rows(f"select text, t_naive::varchar, t_utc::varchar from {table}", [list(TIMES)])  # noqa: S608
    assert {text: (naive, utc) for text, naive, utc in found} == TIMES


WORDS = [*MONTHS, "Mittwoch", "среда", "Τρίτη", "水曜日", "월요일", "الاثنين", "บ่าย", "fe\u0301vrier"]
SIGNS = ["5", "-", "–", "—", "/", ".", "「", "，", "\uff15", "\u00a0", "\u2009", "€", "×", "🎉", "mar-26"]


def test_a_month_is_one_month_in_all_languages() -> None:
    places = [(name, place) for line in MONTH_NAMES for place, name in enumerate(line.split(), 1)]
    assert all(len(line.split()) == 12 for line in MONTH_NAMES)
    assert len({name for name, _ in places}) == len(set(places))


def test_letters_of_dates_are_those_of_any_alphabet(scratch: Scratch) -> None:
    is_letters = f"regexp_full_match(text, {literal(f'{LETTER}+')})"
    read = f"select text from (select unnest(?::varchar[]) as text) where {is_letters}"  # noqa: S608 - our own
    assert [text for (text,) in scratch.rows(read, [WORDS + SIGNS])] == WORDS


@pytest.mark.parametrize(("order", "expected"), [("day", "2025-04-03 10:00:00"), ("month", "2025-03-04 10:00:00")])
def test_dates_that_could_be_two(scratch: Scratch, order: str, expected: str) -> None:
    table = nested("(select unnest(?::varchar[]) as text)", spelled_layers("text", "null", order))
    texts = ["03/04/2025 10:00", "3.4.25 10:00 am", "03-04-2025 10:00"]
    assert scratch.rows(f"select distinct t_naive::varchar from {table}", [texts]) == [(expected,)]  # noqa: S608


def test_numbers(scratch: Scratch) -> None:
    found = {}
    for style in ("dot", "comma"):
        table = nested("(select unnest(?::varchar[]) as text)", number_layers("n", "text", style))  # type: ignore[arg-type]
        found[style] = dict(scratch.rows(f"select text, n from {table}", [list(NUMBERS)]))  # noqa: S608
    assert {text: (found["dot"][text], found["comma"][text]) for text in NUMBERS} == {
        text: pytest.approx(numbers) if None not in numbers else numbers for text, numbers in NUMBERS.items()
    }


@pytest.mark.parametrize(
    ("texts", "order", "first"),
    [
        (["01032025", "28032025", "1042025"], None, "2025-03-01"),
        (["03012025", "03282025", "4012025"], None, "2025-03-01"),
        (["01032025", "02032025"], "day", "2025-03-01"),
        (["1032025 09:31:00", "28032025 17:05:00"], None, "2025-03-01"),
        ([f"2503{day:02}" for day in range(1, 32)], None, "2025-03-01"),
        ([f"{day:02}0325" for day in range(1, 32)], None, "2025-03-01"),
        ([f"03{day:02}25" for day in range(1, 32)], None, "2025-03-01"),
        (["930102", "930305", "980131"], None, "1993-01-02"),
        ([f"2503{day:02} 09:31" for day in range(1, 32)], None, "2025-03-01"),
        (["010325", "020325"], "day", "2025-03-01"),
        (["250301", "250302"], "year", "2025-03-01"),
    ],
)
def test_dates_without_a_sign_between_their_numbers(
    scratch: Scratch, texts: list[str], order: str | None, first: str
) -> None:
    found = find_time_format(scratch, texts, 0.2, date_order=order)
    assert found
    read = f"select min({found.of('t')})::date::varchar, count({found.of('t')}) from (select unnest(?::varchar[]) as t)"  # noqa: S608
    assert scratch.rows(read, [texts]) == [(first, len(texts))]


@pytest.mark.parametrize(
    "texts",
    [
        ["01032025", "02032025"],
        ["45032025", "46032025"],
        ["28032025", "88888888"],
        ["250301", "250302"],
        ["100101", "100145", "100160"],
        ["240007", "240014"],
        ["142233", "142234"],
        [f"{year}0401" for year in range(10, 32)],
        [f"9{year}04{year}1" for year in range(4)],
    ],
)
def test_numbers_that_are_no_such_dates_for_sure(scratch: Scratch, texts: list[str]) -> None:
    assert find_time_format(scratch, texts, 0.2) is None


PLAIN = ["5", "+5", "-5", ".5", "5.", "-0.25", "1e5", "1E-3", " 7 ", "\t7", "0012", "1e400", "-0", "", " ", None]
PLAIN += ["12345678901234567890.12", "0.1", "179769313486231570814527423731704356798070e270"]


@pytest.mark.parametrize("style", ["dot", "comma"])
def test_plain_numbers_are_read_as_a_query_reads_them(scratch: Scratch, style: str) -> None:
    texts = [text for text in PLAIN if style == "dot" or "." not in (text or "")]
    read = f"select {number_sql('t', style)} from (select unnest(?::varchar[]) as t)"  # noqa: S608 - our own
    assert plain_numbers(texts, style) == [number for (number,) in scratch.rows(read, [texts])]


@pytest.mark.parametrize(
    "text", ["1,5", "$5", "\uff15", "5-", "1.500,00", "five", "5%", "1 500", "nan", "inf", "1_000"]
)
def test_other_numbers_are_left_to_a_query(text: str) -> None:
    assert plain_numbers(["5", text], "dot") is None


def test_a_point_that_may_stand_before_thousands_is_left_to_a_query() -> None:
    assert plain_numbers(["5", "1.500"], "comma") is None


@pytest.mark.parametrize(
    ("texts", "style"),
    [
        (["12.50", "1,234.50"], "dot"),
        (["12,50", "1.234"], "comma"),
        (["1.234", "12.500", "7.250", "900"], "comma"),
        (["1.234", "12.5"], "dot"),
        (["1,234", "900"], "dot"),
        ([], "dot"),
    ],
)
def test_the_style_of_a_file(texts: list[str], style: str) -> None:
    assert find_style(texts) == style
