"""The spellings of ids: what a spreadsheet or a copy made of them, and what they were before.

Each step is a layer of SQL: ``cut`` is an id without blanks and signs that do not show, ``bare`` without what marks a
text, ``whole`` as a whole number, ``fixed`` in the spelling that is most frequent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.ingest.values.month_names import MONTH_NAMES
from core.sentences import Sentence, say
from core.store.sql import Layer, literal

_BLANKS = r"^[\s\p{Z}\x{FEFF}\x{200B}]+|[\s\p{Z}\x{FEFF}\x{200B}]+$"
_FLOAT, _FRACTION = r"^\d+\.0+$", r"^\d+\.\d*[1-9]\d*$"
_EXPONENT, _GROUPED = r"^(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})$", r"^\d{1,3}(,\d{3})+(\.0+)?$"
_ENTIRE = r"^(\d+|\d{1,3}(,\d{3})+)(\.0+)?$"
_APOSTROPHE = r"^'[^']+$"
_MONTHS = "|".join(dict.fromkeys(name for names in MONTH_NAMES[:9] for name in names.split() if len(name) <= 4))
_MONTH = rf"(?i)(\d{{1,2}}[-. ]{{1,2}}({_MONTHS})\.?|({_MONTHS})\.?[- ]\d{{2}})"
MONTH = f"regexp_full_match(id, {literal(_MONTH)})"
"""SQL for an id that a spreadsheet may have made of a code such as MAR1: a day and a month, or a month and a year."""
CODE = "regexp_full_match(id, '[A-Za-z0-9/_.-]*\\d[A-Za-z0-9/_.-]*')"
"""SQL for an id that is a code with a digit."""
LOST = r"^\d([.,]\d+)?[eE]\+\d{1,2}$"
_UNSEEN = r"[\x{00AD}\x{200B}\x{200E}\x{200F}\x{202A}-\x{202E}\x{2060}\x{2066}-\x{2069}\x{FEFF}]"
"""Signs that do not show: soft hyphens, blanks without width, marks of the direction of writing, byte order marks."""
_WIDE = "".join(map(chr, range(0xFF01, 0xFF5F)))
_CODE_IN_WIDE = r"^[!-~\x{FF01}-\x{FF5E}]*[\x{FF01}-\x{FF5E}][!-~\x{FF01}-\x{FF5E}]*$"
_HEX = "[0-9A-Fa-f]"
_UUID = rf"^\{{?{_HEX}{{8}}-(?:{_HEX}{{4}}-){{3}}{_HEX}{{12}}\}}?$|^(?:{_HEX}{{32}}|{_HEX}{{40}}|{_HEX}{{64}})$"
_PHONE = r"^\+[1-9][\d ./-]{7,}$"
_AROUND_EMAIL = r"(?i)^(?:[^<>]*<)?(?:mailto:)?([^<>\s]+@[^<>\s]+)>?$"
_ODD = r"[^ -~]|^ | $|^['=+]|@|^\d*\.\d*$|^\d([.,]\d+)?[eE]|^(-1|0+)$|^\d{1,3}(,\d{3})+(\.0+)?$"
ODD = (
    f"(regexp_matches(id, {literal(_ODD)}) "
    "or (length(id) in (32, 36, 38, 40, 64) and (id <> lower(id) or starts_with(id, '{'))))"
)
"""SQL for ids that may need a repair; of all others it is enough that they are no known stand-in."""
KIND = (
    "case when fixed <> whole then case when contains(whole, '@') then 'email' "
    "when starts_with(whole, '+') then 'phone' else 'uuid' end when whole <> bare then "
    f"case when regexp_matches(bare, {literal(_FLOAT)}) then 'decimals' "
    f"when regexp_matches(bare, {literal(_GROUPED)}) then 'grouped' else 'exponent' end "
    "when bare <> cut then case when starts_with(cut, '=') then 'formula' else 'apostrophe' end "
    f"when cut <> regexp_replace(id, {literal(_BLANKS)}, '', 'g') then 'unseen' when cut <> id then 'blanks' end"
)
KINDS: Mapping[str, Callable[[int, int, str], Sentence]] = {
    "blanks": lambda n, records, what: say(
        "{n:,} {what} in {records:,} records had blanks around them; the blanks were cut off.",
        n=n, records=records, what=what,
    ),
    "formula": lambda n, records, what: say(
        "{n:,} {what} in {records:,} records were written as formulas; their texts are used.",
        n=n, records=records, what=what,
    ),
    "apostrophe": lambda n, records, what: say(
        "{n:,} {what} in {records:,} records had an apostrophe before them; it was cut off.",
        n=n, records=records, what=what,
    ),
    "decimals": lambda n, records, what: say(
        "{n:,} {what} in {records:,} records were written as decimals; they are whole numbers now.",
        n=n, records=records, what=what,
    ),
    "grouped": lambda n, records, what: say(
        "{n:,} {what} in {records:,} records had commas between thousands; they were taken out.",
        n=n, records=records, what=what),
    "exponent": lambda n, records, what: say(
        "{n:,} {what} in {records:,} records were written with an exponent; no digit was lost, and they are whole "
        "numbers now.",
        n=n, records=records, what=what,
    ),
    "zeros": lambda n, records, what: say(
        "{n:,} {what} in {records:,} records had lost the zeros in front of them that other rows have; they have them "
        "again.",
        n=n, records=records, what=what,
    ),
    "unseen": lambda n, records, what: say(
        "{n:,} {what} in {records:,} records held signs that do not show, full-width letters or accents written apart; "
        "they are written plainly now.",
        n=n, records=records, what=what,
    ),
    "email": lambda n, records, what: say(
        "{n:,} {what} in {records:,} records are e-mail addresses that differ from another one by case or by what "
        "stands around them only; they were put together under the spelling that is most frequent.",
        n=n, records=records, what=what,
    ),
    "phone": lambda n, records, what: say(
        "{n:,} {what} in {records:,} records are phone numbers that differ from another one by blanks and signs only; "
        "they were put together under the spelling that is most frequent.",
        n=n, records=records, what=what,
    ),
    "uuid": lambda n, records, what: say(
        "{n:,} {what} in {records:,} records are UUIDs or hashes that differ from another one by case or braces only; "
        "they were put together under the spelling that is most frequent.",
        n=n, records=records, what=what,
    ),
}  # fmt: skip


def alike_sql(text: str) -> str:
    """Return SQL for what all spellings of an e-mail address, UUID or phone number share; null of all other ids."""
    bare_email = f"regexp_replace({text}, {literal(_AROUND_EMAIL)}, '\\1')"
    return (
        f"case when contains({text}, '@') then lower({bare_email}) "
        f"when regexp_matches({text}, {literal(_UUID)}) then lower(trim({text}, '{{}}')) "
        f"when regexp_matches({text}, {literal(_PHONE)}) then regexp_replace({text}, '[^0-9+]', '', 'g') end"
    )


def cut_layer() -> Layer:
    """Return an id without blanks around it, without signs that do not show, each letter with its accent."""
    plain = (
        f"nfc_normalize(regexp_replace(regexp_replace(id, {literal(_UNSEEN)}, '', 'g'), {literal(_BLANKS)}, '', 'g'))"
    )
    is_wide = f"regexp_matches({plain}, {literal(_CODE_IN_WIDE)})"
    narrow = f"translate({plain}, {literal(_WIDE)}, {literal(''.join(map(chr, range(0x21, 0x7F))))})"
    return {"cut": f"case when {is_wide} then {narrow} else {plain} end"}


def mostly_quoted_sql() -> str:
    """Return SQL for whether an apostrophe stands before most of the ids ``cut``, so that it is no part of them."""
    return f"count(*) filter (regexp_matches(cut, {literal(_APOSTROPHE)})) > greatest(0.5 * count(*), 2)"


def of_all_sql() -> str:
    """Return SQL of three facts on all ids ``bare``: some have fractions, some may be alike, all have thousands."""
    return (
        f"coalesce(bool_or(regexp_matches(bare, {literal(_FRACTION)})), false), "
        f"coalesce(bool_or({alike_sql('bare')} is not null), false), "
        f"coalesce(bool_and(regexp_matches(bare, {literal(_ENTIRE)})) and bool_or(contains(bare, ',')), false)"
    )


def bare_layer(mostly_quoted: bool) -> Layer:
    """Return an id without what a spreadsheet puts around a text."""
    is_number = "true" if mostly_quoted else "regexp_matches(cut, '^.\\d[\\d.-]*$')"
    is_quoted = f"regexp_matches(cut, {literal(_APOSTROPHE)}) and {is_number}"
    return {
        "bare": f"case when regexp_matches(cut, '^=\".*\"$') then cut[3:-2] when {is_quoted} then cut[2:] else cut end"
    }


def whole_layer(has_fractions: bool, are_grouped: bool) -> Layer:
    """Return a whole number that was written as a decimal, with an exponent or, as all ids, with thousands."""
    if are_grouped:
        return {"whole": "replace(regexp_replace(bare, '\\.0+$', ''), ',', '')"}
    is_decimal = "false" if has_fractions else f"regexp_matches(bare, {literal(_FLOAT)})"
    parts = [f"regexp_extract(bare, {literal(_EXPONENT)}, {place})" for place in (2, 3)]
    is_exact = (
        f"regexp_matches(bare, {literal(_EXPONENT)}) and regexp_matches(bare, '[.,]') "
        f"and length({parts[0]}) >= try_cast({parts[1]} as integer)"
    )
    plain = "regexp_replace(regexp_extract(bare, '^[\\d.,]+'), '[.,]', '')"
    digits = f"rpad({plain}, 1 + try_cast({parts[1]} as integer), '0')"
    return {
        "whole": f"case when {is_decimal} then regexp_replace(bare, '\\.0+$', '') when {is_exact} then {digits} "
        "else bare end"
    }


def fixed_layers(has_alike: bool) -> list[Layer]:
    """Return e-mail addresses, phone numbers and UUIDs in the spelling that is most frequent."""
    if not has_alike:
        return [{"fixed": "whole"}]
    first = "first_value(whole) over (partition by alike order by spelled desc, whole)"
    return [
        {"spelled": "sum(n) over (partition by whole)", "alike": alike_sql("whole")},
        {"fixed": f"case when alike is null then whole else {first} end"},
    ]
