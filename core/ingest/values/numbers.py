"""How a column writes its numbers: one style for a file, and rows by their own where only one reading is possible."""

# ruff: noqa: RUF001 - currencies and digits are written in several alphabets

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from math import isfinite
from typing import Literal

from core.ingest.values.looks import is_short
from core.store.sql import Layer, literal, nested

Style = Literal["dot", "comma"]
"""What stands before the decimals. It decides texts such as 1,234 and 1.234, which could be two numbers."""

_N_LOOKED_AT = 5_000
_ENOUGH = 0.8
_LEAST_OPEN, _MANY = 3, 20
"""Numbers that all have three digits behind a point, and of those with a sign that several currencies have."""
_PLAIN = r"\s*[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\s*"
_CODES = (
    "USD EUR GBP JPY CNY RMB CHF CAD AUD NZD SEK NOK DKK ISK PLN CZK HUF RON BGN RUB UAH TRY INR BRL MXN ARS CLP COP "
    "PEN ZAR KRW SGD HKD TWD THB IDR MYR PHP VND ILS AED SAR EGP NGN KES MAD TND DZD XOF XAF GHS UGX TZS PKR BDT LKR "
    "KZT RSD UYU BOB PYG GTQ CRC DOP QAR KWD OMR BHD JOD"
)
CURRENCY = (
    rf"(?:[A-Z]{{1,2}}\$|[\\$€£¥￥₹₽₩₺₫₪₴₱₦₲đ฿元円원]|{_CODES.replace(' ', '|')}"
    r"|[Kk]r\.?|[Zz]ł|Kč|Ft|Fr\.?|R[ps]\.?|lei|TL|[Ee]uros?|[Dd]ollars?|[Рр]уб\.?|р\.|[SB]/\.?|F?CFA|Bs\.|Gs\."
    r"|грн\.?|лв\.?|[₸₵₡৳₼₾៛₭])"
)
_BLANK = r"[\s\x{00A0}\x{2007}\x{2009}\x{202F}]"
_SIGN = r"[-+\x{2212}\x{2013}(]"
_SCALE = rf"{_BLANK}*(?:/{_BLANK}*(?:5|10)|out of \d+(?:\.0)?(?:{_BLANK}*stars?)?|stars?)"
"""What stands behind a rating: the most that could be given, or the word."""
_DIGITS = "".join(chr(first + place) for first in (0xFF10, 0x660, 0x6F0) for place in range(10)) + "．，٫٬"
_OF_DIGITS = "0123456789" * 3 + ".,.,"
"""Digits and signs that are full-width, Arabic or Persian, and those of English."""
_AS_ENGLISH = str.maketrans(_DIGITS, _OF_DIGITS)
_FOREIGN = f"^[=']|[{_DIGITS}]"
_AS_TEXT = r"^=\"(.*)\"$|^'"
"""What a spreadsheet puts around a number that is to stay a text."""
_FORM = (
    rf"^{_BLANK}*{_SIGN}*{_BLANK}*(?:{CURRENCY}{_BLANK}*)?{_SIGN}*{_BLANK}*"
    rf"[.,]?\d(?:[\d.,]|(?:['\x{{2019}}]|{_BLANK})\d\d\d)*:?[-–—]*"
    rf"{_BLANK}*(?:{CURRENCY}|%)?(?:{_BLANK}*(?:CR|DR|Cr|Dr|cr|dr)?[-\x{{2212}})]?|{_SCALE}){_BLANK}*$"
)
"""A number with a sign, a currency, thousands, brackets, percent, the signs of an account or a scale around it."""
_COMMA = r"^\d+,(\d{1,2}|\d{4,})$|^\d{4,},\d{3}$|^0?,\d+$|^\d{1,3}(\.\d{3})+,\d*$|^\d{1,3}(\.\d{3}){2,}$"
"""Digits that only a decimal comma explains."""
_DOT = r"^\d*\.(\d{1,2}|\d{4,})$|^\d{4,}\.\d{3}$|^0?\.\d+$|^\d{1,3}(,\d{2,3})+\.\d*$|^\d{1,3}(,\d{3}){2,}$"
"""Digits that only a decimal point explains."""
_OPEN_COMMA, _OPEN_DOT = r"^[1-9]\d{0,2},\d{3}$", r"^[1-9]\d{0,2}\.\d{3}$"
_NO_DECIMALS = re.compile(r"(?<![A-Za-z])(Rp|IDR|VND|COP|CLP|PYG|KRW|ARS|HUF|ISK|Ft)(?![A-Za-z])|[₫₲₩đ]")
_MAY_BE_THOUSANDS = re.compile(r"(?<![A-Z])\$|R\$|€|EUR")
"""Signs of currencies without decimals, and of those that some countries write with a point between thousands."""
_NEGATIVE = (
    rf"^[^\d]*[-\x{{2212}}\x{{2013}}(]|\d{_BLANK}*[-\x{{2212}}]{_BLANK}*$|\d-{_BLANK}*{CURRENCY}"
    rf"|(?:CR|Cr|cr){_BLANK}*$"
)


_NO_DIGIT, _FORMS, _PLAIN_FORM = (
    re.compile(r"[^\d.,]"),
    (re.compile(_COMMA), re.compile(_DOT)),
    re.compile(_PLAIN, re.ASCII),
)
_ANY_FORM = re.compile(re.sub(r"\\x\{(\w{4})\}", r"\\u\1", _FORM))
"""``_FORM`` as Python writes it."""
_DATE = re.compile(r"[0-3]?\d\.[01]?\d\.(\d\d|\d{4})")
_FOUR_PARTS, _OF_THOUSANDS = re.compile(r"\d{1,3}(\.\d{1,3}){3}"), re.compile(r"\d{1,3}(\.\d{3}){3}")
"""An address of the internet, such as 203.0.113.7, and a number of thousands that looks like one."""


def find_style(
    texts: Sequence[str | None], otherwise: Style = "dot", *, has_thousands: Callable[[], bool] = lambda: False
) -> Style:
    """Say what stands before the decimals in most ``texts`` that settle it; ``otherwise`` where none does.

    Where each has three digits behind a point, as prices in rupiah and pesos do, ``has_thousands`` is asked, where no
    sign of a currency says that these are thousands.
    """
    digits = [_NO_DIGIT.sub("", text.translate(_AS_ENGLISH)) for text in texts if text and text.strip()]
    n_comma, n_dot = (sum(form.match(each) is not None for each in digits) for form in _FORMS)
    if n_comma or n_dot:
        return "comma" if n_comma > n_dot else "dot"
    if _has_dots_for_thousands(digits) or (are_open(texts) and (_have_sign_of_thousands(texts) or has_thousands())):
        return "comma"
    return otherwise


def is_style_settled(texts: Sequence[str | None]) -> bool:
    """Whether ``texts`` settle what stands before their decimals.

    >>> is_style_settled(["1,042", "0,350"]), is_style_settled(["1,042", "2"])
    (True, False)
    """
    return find_style(texts, "dot") == find_style(texts, "comma")


def _has_dots_for_thousands(digits: Sequence[str]) -> bool:
    """Whether all points stand before three digits, and no number without one has more than three."""
    with_dot = [each for each in digits if "." in each]
    without = [each for each in digits if "." not in each and "," not in each]
    is_grouped = all(re.match(_OPEN_DOT, each) for each in with_dot)
    return len(with_dot) >= 3 and is_grouped and bool(without) and all(len(each) <= 3 for each in without)


def are_open(texts: Sequence[str | None]) -> bool:
    """Whether several numbers all have three digits behind one point: 24.500 may be 24.5 and 24,500."""
    digits = [_NO_DIGIT.sub("", text.translate(_AS_ENGLISH)) for text in texts if text and text.strip()]
    return len(digits) >= _LEAST_OPEN and all(re.match(_OPEN_DOT, each) for each in digits)


def _have_sign_of_thousands(texts: Sequence[str | None]) -> bool:
    """Whether all amounts have the sign of a currency without decimals, or of one of which all are whole tens.

    The dollar sign is that of pesos too, and $12.350 are pesos; $3.459 may be a litre.
    """
    filled = [text for text in texts if text and text.strip()]
    if all(map(_NO_DECIMALS.search, filled)):
        return True
    if len(filled) < _MANY or not all(map(_MAY_BE_THOUSANDS.search, filled)):
        return False
    digits = [_NO_DIGIT.sub("", text) for text in filled]
    return all(each.endswith("0") for each in digits) and max(map(len, digits)) >= len("10.000")


def find_number_sql(texts: Sequence[str | None]) -> str | None:
    """Return SQL that turns ``{text}`` into a DOUBLE or null, None when most ``texts`` are no numbers."""
    if not are_numbers(texts):
        return None
    values = [text for text in texts if text and text.strip()][:_N_LOOKED_AT]
    return number_sql("{text}", find_style(values))


def number_sql(text: str, style: Style) -> str:
    """Return SQL that reads a text as a DOUBLE, null where it is no finite number."""
    table = nested(f"(select {text} as text)", number_layers("n", "text", style))
    return f"(select n from {table})"  # noqa: S608 - our own names


def are_numbers(texts: Sequence[str | None]) -> bool:
    """Whether most of the texts that are there are numbers in one spelling or another."""
    values = [text for text in texts if text and text.strip()][:_N_LOOKED_AT]
    n_matching = sum(n for text, n in Counter(values).items() if is_short(text) and _is_a_number(text))
    return bool(values) and n_matching >= _ENOUGH * len(values)


def _is_a_number(text: str) -> bool:
    if _PLAIN_FORM.fullmatch(text):
        return True
    bare = text.strip()
    if _DATE.fullmatch(bare) or (_FOUR_PARTS.fullmatch(bare) and not _OF_THOUSANDS.fullmatch(bare)):
        return False
    english = re.sub(_AS_TEXT, r"\1", text.translate(_AS_ENGLISH))
    return bool(_PLAIN_FORM.fullmatch(english) or _ANY_FORM.match(english))


def is_number(texts: Sequence[str | None]) -> bool:
    """Whether every text that is there is a plain number."""
    values = [text for text in texts if text and text.strip()]
    return bool(values) and all(is_short(value) and _PLAIN_FORM.fullmatch(value) for value in values)


def plain_numbers(texts: Sequence[str | None], style: Style) -> list[float | None] | None:
    """Return what ``number_sql`` reads in texts that are all plain numbers; None where one is another number.

    Without a query, which takes longer to plan than to answer.
    """
    are_plain = all((text or "").isascii() and (style == "dot" or "." not in (text or "")) for text in texts)
    if not (are_plain and is_number(texts)):
        return None
    found = [float(text) if text and text.strip() else None for text in texts]
    return [number if number is None or isfinite(number) else None for number in found]


def plain_layers(name: str, text: str) -> list[Layer]:
    """Return the layers of ``number_layers`` for texts that are all plain numbers with a decimal point."""
    return [
        {f"{name}_any": f"try_cast({text} as double)"},
        {name: f"case when isfinite({name}_any) then {name}_any end", f"{name}_digits": "null::varchar"},
    ]


def number_layers(name: str, text: str, style: Style) -> list[Layer]:
    """Return layers of SQL that read a text as a DOUBLE called ``name``, null where it is no finite number.

    Beside it, ``{name}_digits`` holds the digits of a text that is more than a plain number, null elsewhere.
    """
    plain = f"try_cast({text} as double)"
    quick = plain if style == "dot" else f"case when not contains({text}, '.') then {plain} end"
    english = (
        f"regexp_replace(translate({text}, {literal(_DIGITS)}, {literal(_OF_DIGITS)}), {literal(_AS_TEXT)}, '\\1')"
    )
    written = f"case when regexp_matches({text}, {literal(_FOREIGN)}) then {english} else {text} end"
    bare = f"regexp_replace({written}, {literal(f'{_SCALE}{_BLANK}*$')}, '')"
    kept = f"regexp_replace(regexp_replace({bare}, {literal(CURRENCY)}, '', 'g'), '[^0-9.,]', '', 'g')"
    is_odd = f"{name}_quick is null and regexp_matches({written}, {literal(_FORM)})"
    sign = f"case when regexp_matches({text}, {literal(_NEGATIVE)}) then -1 else 1 end"
    percent = f"case when contains({text}, '%') then 100 else 1 end"
    found = f"coalesce({name}_quick, try_cast({name}_plain as double) * {sign} / {percent})"
    return [
        {f"{name}_quick": quick},
        {f"{name}_digits": f"case when {is_odd} then regexp_replace({kept}, '[.,]$', '') end"},
        {f"{name}_plain": _plain_sql(f"{name}_digits", style)},
        {f"{name}_any": found},
        {name: f"case when isfinite({name}_any) then {name}_any end"},
    ]


def comma_sql(digits: str) -> str:
    """Return SQL for whether only a decimal comma explains digits."""
    return f"coalesce(regexp_matches({digits}, {literal(_COMMA)}), false)"


def _plain_sql(digits: str, style: Style) -> str:
    """Return SQL for digits as English writes them; null where thousands are not in groups."""
    with_comma = f"replace(replace({digits}, '.', ''), ',', '.')"
    with_dot = f"replace({digits}, ',', '')"
    is_open = f"regexp_matches({digits}, {literal(f'{_OPEN_COMMA}|{_OPEN_DOT}')})"
    return (
        f"case when {is_open} then {with_comma if style == 'comma' else with_dot} "
        f"when regexp_matches({digits}, {literal(_COMMA)}) then {with_comma} "
        f"when regexp_matches({digits}, {literal(_DOT)}) then {with_dot} "
        f"when regexp_matches({digits}, '^\\d+$') then {digits} end"
    )
