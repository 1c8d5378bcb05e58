"""What was taken off an amount, as a share or a sum: from the amount only where the values show that it is before that.

The price of an item that is the same at several discounts, or with one and without, is before it, and one that is lower
by the discount is after it. A sum is taken off a line only where it is known to be that of the line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from core.ingest.money.units import major_sql, parts_of_one, style_of
from core.ingest.names.amounts import is_of_one_piece
from core.ingest.reader.read import RawTable
from core.ingest.tables.log_table import LogTable
from core.ingest.tables.sample import Sample
from core.ingest.tables.state_columns import is_of_each
from core.ingest.values.numbers import are_numbers, find_style, number_sql, plain_numbers
from core.population.event_parts import split_name
from core.population.meanings import is_rating
from core.sentences import Sentence, say
from core.store.scratch import Scratch

_NAME = re.compile(
    r"\b(discounts?|disc|rebates?|markdown|rabatt\w*|nachlass|remises?|descuentos?|dto|scont[oi]|descontos?"
    r"|rabat(y|u|em)?|upust|zni[zż]k[ai]|korting(en)?|slev[ay]|zlav[ay]|indirim\w*|iskonto|скидк[аиу]|знижк[аи]"
    r"|kedvezmeny\w*|reducer(e|ea|i)|alennus\w*|popust)\b"
    r"|折扣|割引|値引"
)
"""Words of what was taken off."""
_NOT_AMOUNT = re.compile(
    r"\b(codes?|coupons?|vouchers?|promo\w*|gutschein\w*|cupon|id|names?|type|reason|applied|flag|is|has|count|n|no|prices?"
    r"|preis|prix|precio|prezzo|preco|after|before|net|tax|eligible|group|level|tier|date|time)\b|券|码|价|価|後|后|前"
)
"""Words of what is no amount of it: the code of a coupon, the price after a discount, how many there were."""
_PERCENT = re.compile(
    r"\b(percent\w*|pct|perc|prozent|rate|satz|taux|porcentaje|percentuale|percentual|pourcent\w*)\b|%|率"
)
_CENT = 0.011
_ENOUGH_ROWS, _ENOUGH_ITEMS, _EQUAL, _SOME = 20, 5, 0.95, 0.02
_MOST_RATES, _STEP, _DEARER = 25, 0.005, 10
"""Rates under a plain name are few, in such steps, and prices are that many times as large: no sums of money."""


@dataclass(frozen=True, slots=True)
class Discount:
    """What is taken off the value of each row."""

    column: str
    is_share: bool
    """A share of the value, else a sum of money."""
    over: float = 1.0
    """By what numbers are divided, 100 where 15 is 15 %."""

    def sql(self, events: LogTable, raw: RawTable, value: str) -> str:
        """Return SQL for a value less what was taken off it."""
        if self.column not in raw.headers:
            return value
        style = style_of(events, events.sample.texts(self.column))
        off = f"coalesce(abs({number_sql(f'({raw.column(self.column)})::varchar', style)}), 0) / {self.over:g}"
        off = off if self.is_share else major_sql(events, raw, self.column, off)
        return f"(({value}) * (1 - {off}))" if self.is_share else f"(({value}) - sign({value}) * ({off}))"


def find_discount(
    scratch: Scratch, events: LogTable, basis: str, settled: Mapping[str, Any] | None = None
) -> tuple[Discount | None, tuple[Sentence, ...]]:
    """Find what is to be taken off the value, and what to say of that.

    Parameters
    ----------
    basis
        What the value is the price of.
    settled
        What was found out of the dataset that the files are added to.
    """
    value, column = events.map.value or "", discount_column(events)
    if column is None or settled is not None:
        kept = (settled or {}).get("discount")
        return (Discount(**kept) if kept else None), ()
    open_note = say(
        "Whether {value!r} is before or after what {column!r} says was taken off is not known: nothing is taken off.",
        value=value,
        column=column,
    )
    found = read_discount(scratch, events.sample, column, value)
    user = events.map.user
    if found is None or (user in events.sample.columns and is_of_each(events.sample, user or "", column)):
        return None, (open_note,)
    table = _table(scratch, events, found, basis)
    if is_net(scratch, events.sample, value, events.map.quantity, found) or _is_after(table, found):
        return None, (say("{value!r} is after what {column!r} says was taken off.", value=value, column=found.column),)
    if basis != "order" and _is_before(table) and _fits(table, found, events, basis):
        before = say(
            "{value!r} is before what {column!r} says was taken off: the value is less that.",
            value=value,
            column=found.column,
        )
        return found, (before,)
    return None, (open_note,)


def discount_column(events: LogTable) -> str | None:
    """Return the column of numbers that says what was taken off the value, whatever is made of it; None without one."""
    value, sample = events.map.value, events.sample
    if not value or value not in sample.columns or is_rating(value) or events.source.preset:
        return None
    named = (each for each in sample.columns if each not in _used(events) and is_discount_name(each))
    return next((each for each in named if are_sums(sample, each)), None)


def are_sums(sample: Sample, header: str) -> bool:
    """Whether a column holds numbers, some of which are not zero."""
    texts = sample.texts(header)
    return are_numbers(texts) and any(text.strip(" 0.,-%") for text in texts)


def is_discount_name(header: str) -> bool:
    """Whether a name is that of what was taken off an amount.

    >>> [is_discount_name(name) for name in ("Discount", "discount_amount", "Rabatt %", "Total Discount", "折扣")]
    [True, True, True, True, True]
    >>> [is_discount_name(name) for name in ("discount_code", "Coupon", "price after discount", "discounted_price")]
    [False, False, False, False]
    """
    words = split_name(header)
    return bool(_NAME.search(words)) and not _NOT_AMOUNT.search(words)


def read_discount(scratch: Scratch, sample: Sample, header: str, value: str) -> Discount | None:
    """Return whether numbers are shares or sums; None where they may be either: 15, and 0.25 off a price of 1.50."""
    texts = [text.strip() for text in sample.texts(header)]
    numbers = numbers_of(scratch, sample, header).abs().dropna()
    if len(numbers) < 0.9 * len(texts) or not (numbers > 0).any():
        return None
    has_sign = [text.endswith("%") for text in texts if text.strip("0.,-% ")]
    if any(has_sign):
        return Discount(header, is_share=True) if all(has_sign) and numbers.max() <= 1 else None
    if _PERCENT.search(header.lower()) or _PERCENT.search(split_name(header)):
        over = 1.0 if numbers.max() <= 1 else 100.0
        return Discount(header, is_share=True, over=over) if numbers.max() <= over else None
    step = _STEP if numbers.max() < 1 else 1.0
    are_few = numbers.nunique() <= _MOST_RATES and bool(((numbers / step) % 1).round(6).isin([0, 1]).all())
    if not are_few or numbers.max() > 100:
        return Discount(header, is_share=False)
    is_dear = numbers_of(scratch, sample, value).abs().median() >= _DEARER * numbers.max()
    return Discount(header, is_share=True) if numbers.max() < 1 and is_dear else None


def numbers_of(scratch: Scratch, sample: Sample, header: str) -> pd.Series[float]:
    """Read the sample of a column as numbers, amounts in cents as a hundredth of them; NaN where a text is none."""
    return sample.once(("numbers", header), lambda: _numbers_of(scratch, sample, header))


def _numbers_of(scratch: Scratch, sample: Sample, header: str) -> pd.Series[float]:
    texts = [text or "" for text in sample.columns[header]]
    style = find_style(texts)
    found = plain_numbers(texts, style)
    if found is None:
        read = f"select {number_sql('t', style)} from (select unnest(?::varchar[]) as t)"  # noqa: S608 - our own
        found = [number for (number,) in scratch.answer(read, texts)]
    return pd.Series(found, dtype=float) / parts_of_one(sample, header)


def less(amount: pd.Series[float], off: pd.Series[float], found: Discount) -> pd.Series[float]:
    """Return amounts less what was taken off them."""
    share = off.fillna(0).abs() / found.over
    return amount * (1 - share) if found.is_share else amount - share


def are_equal(one: pd.Series[float], other: pd.Series[float], off: pd.Series[float]) -> bool:
    """Whether two amounts are the same in nearly all rows, some of which have a discount."""
    is_there = one.notna() & other.notna()
    has_discount = is_there & (off.fillna(0) != 0)
    if has_discount.sum() < max(_ENOUGH_ROWS / 4, _SOME * is_there.sum()):
        return False
    is_same = (one - other).abs() <= _CENT + 0.0006 * one.abs()
    return bool(is_same[is_there].mean() >= _EQUAL and is_same[has_discount].mean() >= _EQUAL)


def is_net(scratch: Scratch, sample: Sample, value: str, quantity: str | None, found: Discount) -> bool:
    """Whether some other amount less the discount, or times the pieces less it, is the value in nearly all rows."""
    net, off = numbers_of(scratch, sample, value), numbers_of(scratch, sample, found.column)
    pieces = numbers_of(scratch, sample, quantity) if quantity else None
    for header in sample.columns:
        if header in (value, quantity, found.column):
            continue
        texts = sample.texts(header)[:_ENOUGH_ROWS]
        if not texts or not all(any(map(str.isdigit, text)) for text in texts):
            continue
        gross = numbers_of(scratch, sample, header)
        wholes = [gross] if pieces is None else [gross, gross * pieces]
        befores = [less(each, off, found) for each in wholes]
        befores += [] if pieces is None or found.is_share else [(gross - off.fillna(0).abs()) * pieces]
        if any(are_equal(net, each, off) for each in befores):
            return True
    return False


def _used(events: LogTable) -> set[str | None]:
    roles = events.map
    return {roles.user, roles.item, roles.timestamp, roles.value, roles.quantity, roles.order, roles.event}


def _table(scratch: Scratch, events: LogTable, found: Discount, basis: str) -> pd.DataFrame:
    """Return item, order, amount of a piece, pieces and what was taken off of the rows that have all of them."""
    roles, sample = events.map, events.sample
    amount = numbers_of(scratch, sample, roles.value or "")
    pieces = numbers_of(scratch, sample, roles.quantity) if roles.quantity else pd.Series(1.0, index=amount.index)
    columns = {
        "item": sample.columns.get(roles.item or "", range(len(amount))),
        "order": sample.columns.get(roles.order or "", range(len(amount))),
        "price": amount / pieces.abs() if basis == "line" and roles.quantity else amount,
        "pieces": pieces,
        "off": numbers_of(scratch, sample, found.column).abs().fillna(0) / found.over,
    }
    table = pd.DataFrame(columns).dropna()
    return table[(table["price"] > 0) & (table["pieces"] > 0)]


def _pairs(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with more than the least discount of an item that has one price with that.

    Adds that price as ``usual``, and that discount, mostly none, as ``least``.
    """
    least = table.groupby("item")["off"].transform("min").rename("least")
    plain = table[table["off"] == least].groupby("item")["price"].agg(["min", "max"])
    usual = plain[plain["max"] - plain["min"] <= _CENT]["min"].rename("usual")
    return table.assign(least=least)[table["off"] > least].join(usual, on="item", how="inner")


def _is_before(table: pd.DataFrame) -> bool:
    pairs = _pairs(table)
    if len(pairs) < _ENOUGH_ROWS or pairs["item"].nunique() < _ENOUGH_ITEMS:
        return False
    return bool(((pairs["price"] - pairs["usual"]).abs() <= _CENT).mean() >= _EQUAL)


def _is_after(table: pd.DataFrame, found: Discount) -> bool:
    """Whether prices are lower by the discount than they are without it: there is nothing to take off, nor to say."""
    pairs = _pairs(table)
    if len(pairs) < _ENOUGH_ROWS or pairs["item"].nunique() < _ENOUGH_ITEMS:
        return False
    if found.is_share:
        expected = [pairs["usual"] * (1 - pairs["off"]) / (1 - pairs["least"])]
    else:
        more = pairs["off"] - pairs["least"]
        expected = [pairs["usual"] - more, pairs["usual"] - more / pairs["pieces"]]
    return any(bool(((pairs["price"] - each).abs() <= 2 * _CENT).mean() >= _EQUAL) for each in expected)


def _fits(table: pd.DataFrame, found: Discount, events: LogTable, basis: str) -> bool:
    """Whether what was taken off is known to be of the row: a share, or a sum that is not of a piece or an order."""
    if found.is_share:
        return True
    discounted = table[table["off"] > 0]
    whole = discounted["price"] * discounted["pieces"]
    if (discounted["off"] > whole + _CENT).any():
        return False
    of_orders = table.groupby("order")["off"].agg(["size", "nunique", "max"])
    several = of_orders[(of_orders["size"] > 1) & (of_orders["max"] > 0)]
    if len(several) and (several["nunique"] == 1).mean() > 1 - _EQUAL:
        return False
    has_one = bool((discounted["pieces"] == 1).all())
    is_of_line = int((discounted["off"] > discounted["price"] + _CENT).sum()) >= _ENOUGH_ITEMS
    return has_one or is_of_line or not (events.map.quantity or is_of_one_piece(events.map.value or ""))
