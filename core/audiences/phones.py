"""Phone numbers as E.164, read by phonenumbers, and why one cannot be read.

With a country code a number needs the length of numbers there; without one it must be a number of the country that it
is taken to be of.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from core.sentences import Sentence, say

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_DIGITS_LOST = re.compile(r"\d([.,]\d+)?[eE][+]?\d{1,2}")
"""A number whose digits a spreadsheet dropped."""
_DECIMALS = re.compile(r"(\+?\d+)[.,]0+")
"""A number that a program wrote as one with decimals."""
_LONGEST = 30
_TOO_SHORT, _TOO_LONG = say("too short"), say("too long")
_UNKNOWN_CODE, _NO_NUMBER = say("of an unknown country code"), say("no number")


def phone(text: str, region: str | None) -> str | None:
    """Return a phone number as E.164; None for one that cannot be read.

    Parameters
    ----------
    region
        Two letters of the country that a number without its code is of; None where that is not known.

    Examples
    --------
    >>> phone("(650) 555-1212", "US"), phone("0171 2345678", "DE"), phone("(650) 555-1212", None)
    ('+16505551212', '+491712345678', None)
    """
    import phonenumbers

    plain = _plain(text)
    if not _may_be_read(plain, region):
        return None
    try:
        number = _parsed(plain, region)
    except phonenumbers.NumberParseException:
        return None
    is_number = phonenumbers.is_possible_number if _has_code(plain) else phonenumbers.is_valid_number
    if not is_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_fault(text: str, region: str | None) -> Sentence:
    """Say in a few words why ``phone`` does not read a number.

    >>> phone_fault("(650) 555-121", "US"), phone_fault("+1 650 555 1212 99", None), phone_fault("0171 2345678", None)
    ('too short', 'too long', 'without a country code')
    """
    import phonenumbers

    plain = _plain(text)
    if _DIGITS_LOST.fullmatch(plain):
        return say("with digits that a spreadsheet dropped")
    if not _may_be_read(plain, region):
        return say("without a country code") if any(map(str.isdigit, plain)) else _NO_NUMBER
    try:
        number = _parsed(plain, region)
    except phonenumbers.NumberParseException as error:
        return _FAULTS_OF_PARSING.get(error.error_type, _TOO_SHORT)
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        return _FAULTS_OF_LENGTH[reason]
    if phone(plain + "5", region):  # numbers of many countries differ in length, so only the digits before show it
        return _TOO_SHORT
    return _TOO_LONG if phone(plain[:-1], region) else say("that do not exist in their country")


_FAULTS_OF_PARSING = {0: _UNKNOWN_CODE, 1: _NO_NUMBER, 4: _TOO_LONG}
"""Of ``NumberParseException``: INVALID_COUNTRY_CODE, NOT_A_NUMBER, TOO_LONG; the others are too short."""
_FAULTS_OF_LENGTH = {
    1: _UNKNOWN_CODE,
    2: _TOO_SHORT,
    3: _TOO_LONG,
    4: _TOO_SHORT,
    5: say("of a length that numbers of their country do not have"),
}
"""Of ``ValidationResult``: INVALID_COUNTRY_CODE, TOO_SHORT, TOO_LONG, IS_POSSIBLE_LOCAL_ONLY, INVALID_LENGTH."""


def _plain(text: str) -> str:
    """Return a written number with + where it begins with 00."""
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("'").removeprefix("tel:")
    if written := _DECIMALS.fullmatch(plain):
        plain = written.group(1)
    return "+" + plain[2:] if plain.startswith("00") else plain


def _has_code(plain: str) -> bool:
    return plain.startswith("+")


def _may_be_read(plain: str, region: str | None) -> bool:
    """Whether there are digits as they were, and a country for them."""
    return bool(plain) and not _DIGITS_LOST.fullmatch(plain) and bool(_has_code(plain) or region)


def _parsed(plain: str, region: str | None) -> PhoneNumber:
    import phonenumbers

    if region and _lacks_plus(plain, region):
        plain = "+" + plain
    return phonenumbers.parse(plain, None if _has_code(plain) else region)


def _lacks_plus(plain: str, region: str) -> bool:
    """Whether digits without + begin with the code of their country: 491711234567 is no number +49 491711234567.

    So where numbers of the country begin with a digit that this one lacks, and the rest is a mobile one, or else the
    whole is no number of the country: an area may begin like the code, such as 04921 in Germany.
    """
    import phonenumbers

    begins_with = phonenumbers.ndd_prefix_for_region(region, strip_non_digits=True)
    code = str(phonenumbers.country_code_for_region(region))
    if not begins_with or begins_with == code or not plain.startswith(code) or plain.startswith(begins_with):
        return False
    try:
        found = phonenumbers.parse("+" + plain, None)
        is_mobile = phonenumbers.number_type(found) == phonenumbers.PhoneNumberType.MOBILE
        is_own = phonenumbers.is_valid_number(phonenumbers.parse(plain, region))
        return phonenumbers.is_valid_number(found) and (is_mobile or not is_own)
    except phonenumbers.NumberParseException:
        return False


def masked_phone(text: str) -> str:
    """Return a phone number as it is written, with dots for all letters and digits but two at each end, or fewer.

    >>> masked_phone("0171 / 234-5678"), masked_phone("+49 12"), masked_phone("n/a")
    ('01•• / •••-••78', '+4• •2', '•/•')
    """
    plain = " ".join(text.split())[:_LONGEST]
    places = [place for place, sign in enumerate(plain) if sign.isalnum()]
    n_shown = min(2, (len(places) - 1) // 3) if places else 0
    hidden = set(places[n_shown : len(places) - n_shown])
    return "".join("\N{BULLET}" if place in hidden else sign for place, sign in enumerate(plain))
