"""Which columns hold what identifies a person: by their names in eight languages, and by their values.

Such columns are no attributes, and their cells are masked where a row is kept as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from ipaddress import ip_address

from core.ingest.names.han import simplified
from core.ingest.names.naming import heads_of
from core.ingest.names.private_names import ALONE_IN_USERS, COMPOUNDS, OF_THINGS, OTHER_ADDRESSES, PRIVATE_NAMES
from core.ingest.names.words import words
from core.sentences import Sentence, say

MASK = "***"
"""What stands for a cell that is not kept."""
KINDS: Mapping[str, Sentence] = {
    "email": say("e-mail addresses"),
    "phone": say("phone numbers"),
    "number": say("numbers of devices, licence plates or insured people"),
    "name": say("names of persons"),
    "address": say("streets or addresses"),
    "card": say("card numbers"),
    "bank": say("numbers of bank accounts"),
    "national_id": say("national ids"),
    "password": say("passwords"),
    "ip": say("IP addresses"),
}
"""Kind of private data → what it is called."""

_N_LOOKED_AT = 300
_FEW = 5
"""Values that repeat a pattern fewer times say nothing by themselves."""
_EMAIL = re.compile(r"\s*(mailto:)?[^@\s<>]+@[^@\s<>]+\.\w{2,}\s*")
_PHONE = re.compile(r"\s*'?[+(]?\d[\d ()./\-–]{4,24}\s*|\s*\d(\.\d+)?E\+\d{1,2}\s*", re.IGNORECASE)
_WRITTEN_PHONE = re.compile(
    r"\s*(\+[\d ()./\-–]{7,22}|00[1-9][\d ()./\-–]{7,20}|\(\d{1,5}\)[\d ()./\-–]{4,18}"
    r"|0\d{1,5}[ /\-–][\d ()./\-–]{4,18}|[1-9]\d{2}[-. ]\d{3}[-. ]\d{4}|[67]\d{2}( \d{2}){3})\s*"
)
_NO_PHONE = re.compile(r"\s*(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?|(\d{1,3}\.){3}\d{1,3}|\d+\.\d{1,2})\s*")
"""Dates, addresses on the internet, prices."""
_ADDRESS = re.compile(
    r"\d+\w?,?\s+\S.*\b(st|street|ave|avenue|rd|road|lane|ln|blvd|drive|dr|way|court|ct|place)\b.*"
    r"|.*(straße|strasse|str\.|gasse|weg|platz)\s*\d+.*"
    r"|(\d+,?\s+)?(rue|avenue|calle|via|viale|rua|av\.)\s.*\d.*|.*[路街]\d+号.*",
    re.IGNORECASE,
)
_NATIONAL_IDS = (
    re.compile(r"\s*(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}\s*"),  # USA
    re.compile(r"\s*\d{3}\.\d{3}\.\d{3}-\d{2}\s*"),  # Brazil
    re.compile(r"\s*[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]\s*", re.IGNORECASE),  # Italy
)
_DNI, _DNI_LETTERS = re.compile(r"\s*([XYZ]?)(\d{7,8})-?([A-Z])\s*"), "TRWAGMYFPDXBNJZSQVHLCKE"
_IN_TEXT = re.compile(r"[^\s<>'\"]+@[^\s<>'\"]+\.\w{2,}|\+\d[\d ()./-]{6,20}\d")
_CHINESE_ID = re.compile(r"\s*[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])\d{3}[\dX]\s*", re.IGNORECASE)
_CHINESE_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CARD = re.compile(
    r"\s*[2-6]\d{3}([ -]?)\d{4}\1\d{4}\1\d{1,7}\s*|\s*3[47]\d{2}([ -]?)\d{6}\2\d{5}\s*"
    r"|\s*(5[0678]|6\d)\d{9,10}\s*|\s*1800\d{11}\s*"
)
"""Numbers of cards as they are written; short ones are those of Maestro, 1800 begins those of JCB (ISO/IEC 7812)."""
_LONG = re.compile(r"\s*\d[\d -]{9,22}\d\s*")
_OF_BANKS = words("creditcard ccnum ccno kreditkart cartebancaire cartadicredito cartaodecredito 信用卡")
"""Beginnings of names of cards that pay, whatever the last digit of their numbers is; other cards are of customers."""
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_REGIONS = ("US", "GB", "DE", "FR", "ES", "IT", "PT", "BR", "JP", "CN")
"""Where a phone number without a country code may be from."""


def kind_of(header: str, texts: Sequence[str], *, is_of_users: bool = False) -> str:
    """Return the kind of private data in a column, a key of ``KINDS``; "" for none.

    Parameters
    ----------
    header
        Its name.
    texts
        Some of its values.
    is_of_users
        Whether it is in the file about users, where "name" is that of a person.

    Examples
    --------
    >>> kind_of("Contact", ["ann@shop.example", "bob@shop.example"]), kind_of("sku", ["4006381333931"])
    ('email', '')
    >>> kind_of("Recipient", ["ann@shop.example", "bob@shop.example"]), kind_of("Recipient", ["Ann Doe", "Bob Roe"])
    ('email', 'name')
    """
    distinct = list(dict.fromkeys(texts))
    looked = distinct[:: max(len(distinct) // _N_LOOKED_AT, 1)]
    if looked and _share(_is_email, looked) > 0.5:
        return "email"  # whatever the name says, such as "Recipient"
    named = _named(header, is_of_users) | _named(simplified(header), is_of_users)
    if (
        looked
        and "card" in named
        and heads_of(header)[0].startswith(_OF_BANKS)
        and _share(_is_long_number, looked) > 0.5
    ):
        return "card"
    for kind in KINDS:
        if kind in named and (not looked or _SPEAKS_FOR[kind](looked)):
            return kind
    if not looked:
        return ""
    if _share(_is_email, looked) > 0.1:
        return "email"
    by_values = ((_is_national_id, "national_id", 0.8), (_is_iban, "bank", 0.5), (_is_card, "card", 0.9),
                 (_is_phone, "phone", 0.5), (_is_address, "address", 0.3))  # fmt: skip
    return next((kind for is_one, kind, least in by_values if _holds(is_one, looked, least)), "")


def are_ips(texts: Sequence[str]) -> bool:
    """Whether nearly all texts are IP addresses, which name a person where they stand for users.

    >>> are_ips(["10.0.0.1", "2001:db8::1"]), are_ips(["4.2.1", "ann"])
    (True, False)
    """
    looked = list(dict.fromkeys(texts))[:_N_LOOKED_AT]
    return bool(looked) and _share(_is_ip, looked) > 0.9


def with_masked(text: str, mask: Callable[[str], str]) -> str:
    """Return a text with ``mask`` of each e-mail address and phone number in it.

    >>> with_masked("'ann@shop.example' on 2026-05-12", lambda _found: "...")
    "'...' on 2026-05-12"
    """
    return _IN_TEXT.sub(lambda found: mask(found[0]), text)


_ENDS = {kind: tuple(name for name in names if not name.isascii()) for kind, names in PRIVATE_NAMES.items()}
"""Names in scripts without blanks between words, which a longer name may end with."""


@lru_cache(maxsize=20_000)
def _named(header: str, is_of_users: bool) -> frozenset[str]:
    """Return the kinds that a name may be of."""
    heads = heads_of(header)
    heads += [head.rstrip("0123456789") for head in heads]
    found = {
        kind
        for kind, names in PRIVATE_NAMES.items()
        if any(head in names or head.endswith(_ENDS[kind]) for head in heads)
    }
    found |= {kind for kind, ends in COMPOUNDS.items() if heads[0].endswith(ends)}
    if is_of_users and heads[0] in ALONE_IN_USERS:
        found.add("name")
    if "address" in found and any(heads[0].startswith(word) for word in OTHER_ADDRESSES):
        found.discard("address")
    if "name" in found and any(heads[0] == f"{thing}fullname" for thing in OF_THINGS):
        found.discard("name")
    return frozenset(found)


def _holds(is_one: Callable[[str], bool], texts: Sequence[str], least: float) -> bool:
    n_found = sum(map(is_one, texts))
    return n_found >= min(_FEW, len(texts)) and n_found > least * len(texts)


def _share(is_one: Callable[[str], bool], texts: Sequence[str]) -> float:
    return sum(map(is_one, texts)) / len(texts)


def _is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


def _may_be_phone(text: str) -> bool:
    n_digits = sum(each.isdigit() for each in text)
    return _PHONE.fullmatch(text) is not None and n_digits >= 6 and not _NO_PHONE.fullmatch(text)


def _is_phone(text: str) -> bool:
    """Whether a text is written as phone numbers are, and is one somewhere."""
    import phonenumbers

    if not _WRITTEN_PHONE.fullmatch(text) or _NO_PHONE.fullmatch(text):
        return False
    regions = (None,) if text.strip().startswith("+") else _REGIONS
    plain = re.sub(r"^\s*00", "+", text)
    for region in regions:
        try:
            number = phonenumbers.parse(plain, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            return True
    return False


def _is_ip(text: str) -> bool:
    """Whether a text is an address of IPv4 or IPv6."""
    try:
        ip_address(text.strip())
    except ValueError:
        return False
    return "." in text or text.count(":") > 1


def _is_address(text: str) -> bool:
    return _ADDRESS.fullmatch(text) is not None


def _is_card(text: str) -> bool:
    """Whether a text is a card number with a right last digit (Luhn, US patent 2,950,048, 1960)."""
    if not _CARD.fullmatch(text):
        return False
    digits = [int(each) for each in text if each.isdigit()]
    doubled = [each if place % 2 == 0 else sum(divmod(2 * each, 10)) for place, each in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def _is_iban(text: str) -> bool:
    """Whether a text is a number of a bank account with right digits in front (ISO 13616, remainder of 97)."""
    bare = "".join(text.split()).upper()
    return (
        _IBAN.fullmatch(bare) is not None and int("".join(str(int(each, 36)) for each in bare[4:] + bare[:4])) % 97 == 1
    )


def _is_long_number(text: str) -> bool:
    return _LONG.fullmatch(text) is not None


def _is_national_id(text: str) -> bool:
    if any(pattern.fullmatch(text) for pattern in _NATIONAL_IDS):
        return True
    spanish = _DNI.fullmatch(text)
    if spanish:
        number = int(str("XYZ".find(spanish[1])) + spanish[2]) if spanish[1] else int(spanish[2])
        return _DNI_LETTERS[number % 23] == spanish[3]
    return bool(_CHINESE_ID.fullmatch(text)) and _has_right_end(text.strip().upper())


def _has_right_end(text: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _CHINESE_WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == text[17]


def _has_letters(texts: Sequence[str]) -> bool:
    return _share(lambda text: bool(re.search(r"[^\W\d_]{2}", text)), texts) > 0.5


def _is_place(texts: Sequence[str]) -> bool:
    length = sum(map(len, texts)) / len(texts)
    is_web = _share(lambda text: "://" in text or re.fullmatch(r"[\da-fA-F.:]+", text) is not None, texts)
    return _has_letters(texts) and length >= 4 and is_web < 0.5


_SPEAKS_FOR: Mapping[str, Callable[[Sequence[str]], bool]] = {
    "email": lambda texts: any("@" in text for text in texts),
    "phone": lambda texts: _share(_may_be_phone, texts) >= 0.3,
    "number": lambda texts: _share(lambda text: any(each.isdigit() for each in text), texts) > 0.5,
    "name": _has_letters,
    "address": _is_place,
    "card": lambda texts: _share(_is_card, texts) > 0.5,
    "national_id": lambda texts: _share(lambda text: sum(each.isdigit() for each in text) >= 5, texts) > 0.5,
    "password": lambda _texts: True,
}
"""Kind → whether values may be what the name says."""
