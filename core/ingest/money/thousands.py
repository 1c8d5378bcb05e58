"""Amounts such as 24.500, of which nothing in the column settles whether the point stands before decimals."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.ingest.money.currency import currency_column
from core.ingest.money.minor_units import IN_THOUSANDTHS
from core.ingest.tables.log_table import LogTable
from core.ingest.tables.source import LogSource
from core.ingest.values.numbers import Style, are_open, find_style
from core.population.event_parts import split_name
from core.sentences import Sentence, say

_IN_THOUSANDS = frozenset([
    "IDR", "VND", "COP", "CLP", "PYG", "KRW", "ARS", "UYU", "CRC", "HUF", "ISK", "LAK", "KHR", "TZS", "UGX", "RWF",
    "XAF", "XOF", "XPF", "GNF",
])  # fmt: skip
"""Currencies of which no price has decimals, or hardly one."""
_NAMES = frozenset(["rupiah", "dong", "pesos", "guaranies", "won", *map(str.lower, _IN_THOUSANDS)])
_LANGUAGES = (
    re.compile(r"\b(harga|jumlah|pesanan|pembayaran|pembeli|tanggal|kode|produk|pelanggan|barang)\b"),
    re.compile(r"(?<!\w)(đơn giá|giá|số lượng|ngày|khách hàng|thành tiền|đơn hàng|sản phẩm)(?!\w)"),
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
