"""In which unit amounts are: hundredths and millionths of a currency by their names, and points between thousands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.ingest.money.currency import currency_column
from core.ingest.names.plain_name import last_part
from core.ingest.names.words import word_set
from core.ingest.reader.read import RawTable
from core.ingest.tables.log_table import LogTable
from core.ingest.tables.sample import Sample
from core.ingest.tables.source import LogSource
from core.ingest.values.numbers import Style, are_open, find_style
from core.population.event_parts import split_name
from core.population.meanings import is_rating
from core.sentences import Sentence, say
from core.store.sql import literals

_NAME = re.compile(
    r"\b(cents?|minor( units?)?|pence|centimes|centimos|centavos|centesimi|rappen|groszy?|haleru?|ore|kopecks|paise)\b"
    r"|[^\w\s]分\W*$|以分为单位|[\s_]分$"
)
"""Words of the smallest part of a currency in the name of an amount."""
_MICROS = re.compile(r"\bmicros\b")
_OF_ANALYTICS = re.compile(r"((.*\.)?(totals|transaction|item|product)[._])?(transaction|item|product|local\w*)Revenue")
"""Names of amounts in millionths: what is called so, and the revenue of exports of Google Analytics of before 2020."""
_ALONE = ("itemRevenue", "productRevenue")
"""Names of which other tools make use as well."""
_WHOLE_MICROS, _LEAST_MICROS = re.compile(r"(\d*0{3}|0)(\.0+)?"), 6
"""Millionths of a currency are whole thousands, and have so many digits before the point at least but for a zero."""
_DECIMALS = re.compile(r"[.,]\d?[1-9]\d?\s*$")
"""What is written as whole units already, such as 23.08, whatever the name says."""
_STRIPE = "unit_amount"
"""What Stripe calls the price of one piece, in the smallest unit of a currency that it writes in small letters."""
_LIVE, _AMOUNT, _WHOLE = "livemode", re.compile(r"(amount|subtotal|total)(_\w+)?"), re.compile(r"\s*(?:-?\d+\s*)?")
_OF_SQUARE = re.compile(r"(?!.*(?:shop|presentment)_money)(?:.*[._])?(?:\w+_money|\w*[Mm]oney)\.amount")
"""What Square calls an amount, beside its currency: whole numbers of its smallest unit. Shopify writes decimals."""
_NONE = (
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF",
    "XPF",
)  # fmt: skip
IN_THOUSANDTHS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
"""Currencies of ISO 4217 without a smaller unit, and with thousandths; the others have hundredths."""


def is_minor(sample: Sample, header: str) -> bool:
    """Whether a column holds amounts in the smallest unit of their currency, by its name; most have no decimals."""
    if is_rating(header):
        return False
    if last_part(header) == _STRIPE or _is_of_stripe(sample, header):
        codes = [text for each in sample.columns if last_part(each) == "currency" for text in sample.texts(each)]
        return bool(codes) and all(text.islower() for text in codes)
    if _OF_SQUARE.fullmatch(header) and f"{header.removesuffix('amount')}currency" in sample.columns:
        return all(map(_WHOLE.fullmatch, sample.texts(header)))
    if not is_minor_name(header):
        return False
    texts = sample.texts(header)
    return sum(map(bool, map(_DECIMALS.search, texts))) <= len(texts) / 2


def _is_of_stripe(sample: Sample, header: str) -> bool:
    """Whether an amount stands in an object of Stripe's API, each of which says whether it is live; it is whole."""
    if not any(last_part(each) == _LIVE for each in sample.columns) or not _AMOUNT.fullmatch(last_part(header)):
        return False
    return all(map(_WHOLE.fullmatch, sample.texts(header)))


def is_micro(sample: Sample, header: str) -> bool:
    """Whether a column holds amounts in millionths of their currency, by its name and its values."""
    texts = [text.strip() for text in sample.texts(header)]
    of_path = split_name(" ".join(header.split(".")[-2:]))
    if _MICROS.search(of_path):
        return bool(texts) and not any(map(_DECIMALS.search, texts))
    if not texts or not _OF_ANALYTICS.fullmatch(header) or header in _ALONE:
        return False
    whole = [text.partition(".")[0] for text in texts]
    return all(map(_WHOLE_MICROS.fullmatch, texts)) and all(
        len(text) > _LEAST_MICROS or not text.strip("0") for text in whole
    )


def parts_of_one(sample: Sample, header: str) -> int:
    """Return how many of what a column holds are one of most currencies: a million, a hundred, or one itself."""
    return 1_000_000 if is_micro(sample, header) else 100 if is_minor(sample, header) else 1


def is_minor_name(header: str) -> bool:
    """Whether a name says that amounts are in cents or the like.

    >>> [is_minor_name(name) for name in ("price_cents", "Amount (in cents)", "totalMinor", "金额(分)")]
    [True, True, True, True]
    >>> [is_minor_name(name) for name in ("discount_percent", "cost center", "recent_total", "amount", "score")]
    [False, False, False, False, False]
    """
    return bool(_NAME.search(split_name(header)) or _NAME.search(header.lower()))


def major_sql(events: LogTable, raw: RawTable, header: str | None, amount: str) -> str:
    """Return SQL for an amount in whole units of its currency."""
    if not header or header not in events.sample.columns or not events.reads_units:
        return amount
    if is_micro(events.sample, header):
        return f"(({amount}) / 1000000)"
    if not is_minor(events.sample, header):
        return amount
    column = currency_column(events)
    if column is None or column not in raw.headers:
        return f"(({amount}) / 100)"
    code = f"upper(trim({raw.column(column)}))"
    none, thousand = (literals(codes) for codes in (_NONE, IN_THOUSANDTHS))
    return f"(({amount}) / case when {code} in ({none}) then 1 when {code} in ({thousand}) then 1000 else 100 end)"


def notes_on_units(events: LogTable) -> list[Sentence]:
    """Say that the amounts of a column were divided."""
    value = events.map.value
    if not value or value not in events.sample.columns or not events.reads_units:
        return []
    if is_micro(events.sample, value):
        return [say("{column!r} is in millionths of a currency: its amounts are divided by 1,000,000.", column=value)]
    if not is_minor(events.sample, value):
        return []
    if currency_column(events) is None:
        return [say("{column!r} is in hundredths of a currency: its amounts are divided by 100.", column=value)]
    return [
        say(
            "{column!r} is in the smallest unit of its currency: its amounts are divided by 100, or by what the one in "
            "{more!r} has.",
            column=value,
            more=currency_column(events),
        )
    ]


_IN_THOUSANDS = word_set("IDR VND COP CLP PYG KRW ARS UYU CRC HUF ISK LAK KHR TZS UGX RWF XAF XOF XPF GNF")  # fmt: skip
"""Currencies of which no price has decimals, or hardly one."""
_NAMES = frozenset(["rupiah", "dong", "pesos", "guaranies", "won", *map(str.lower, _IN_THOUSANDS)])
_LANGUAGES = (
    re.compile(r"\b(harga|jumlah|pesanan|pembayaran|pembeli|tanggal|kode|produk|pelanggan|barang)\b"),
    re.compile(r"(?<!\w)(đơn giá|giá|số lượng|ngày|khách hàng|thành tiền|đơn hàng|sản phẩm)(?!\w)"),
    re.compile(r"(?<![a-z])(don|so|thanh|san|khach|ngay)[ _]?(gia|luong|tien|hang|pham|dat)(?![a-z])"),
)
"""Words of the headers of files in Indonesian and Vietnamese, whose currencies have no decimals."""
_LEAST_HEADERS = 2


def runs_in_thousands(events: LogTable) -> bool:
    """Whether amounts are in a currency without decimals: by a column of currencies, their name, or the language."""
    value = events.map.value or ""
    codes, words = _codes(events), set(split_name(value).split())
    if codes or not value or words & {code.lower() for code in IN_THOUSANDTHS}:
        return bool(codes) and codes <= _IN_THOUSANDS
    headers = [header.lower() for header in events.sample.columns]
    return bool(words & _NAMES) or any(
        sum(map(bool, map(language.search, headers))) >= _LEAST_HEADERS for language in _LANGUAGES
    )


def style_of(events: LogTable, texts: Sequence[str | None], decimals: Style | None = None) -> Style:
    """Say what stands before the decimals of amounts; as ``decimals`` says where nothing in their texts settles it."""
    if decimals and are_open(texts):
        return decimals
    return find_style(texts, decimals or "dot", has_thousands=lambda: runs_in_thousands(events))


def note_on_thousands(events: LogTable, styles: Sequence[Style], source: LogSource) -> list[Sentence]:
    """Say how amounts were read that all have three digits behind a point, and whether what was given changed that.

    Files that are added to a dataset are read as its others, which is nothing to say.
    """
    value = events.map.value or ""
    texts = events.sample.texts(value) if value in events.sample.columns else []
    if source.settled is not None or not texts:
        return []
    if not are_open(texts):
        no_effect = say(
            "What was given for decimals changes nothing: the amounts in {column!r} settle it.", column=value
        )
        return [no_effect] if source.decimals else []
    as_what = say("between thousands") if "comma" in styles else say("before decimals")
    example = texts[0].strip()[:30]
    if source.decimals:
        return [
            say(
                "{column!r} has three digits behind each point, such as {example}: the point is read as one {as_what}, "
                "as was given.",
                column=value,
                example=example,
                as_what=as_what,
            )
        ]
    if {*_codes(events), *split_name(value).upper().split()} & {*IN_THOUSANDTHS}:
        return []
    return [
        say(
            "{column!r} has three digits behind each point, such as {example}: the point is read as one {as_what}. "
            "Where it is not, load again with --decimals {other}.",
            column=value,
            example=example,
            as_what=as_what,
            other="dot" if "comma" in styles else "comma",
        )
    ]


def _codes(events: LogTable) -> set[str]:
    column = currency_column(events) or ""
    return {text.strip().upper() for text in events.sample.texts(column)} if column in events.sample.columns else set()
