"""Attributes of users as statements: "city: Leeds", "age: 25 to 34"."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from core.attributes.names import attribute_labels, is_birth_year
from core.attributes.values import is_number, known_texts
from core.profiles.facts import Facts
from core.sentences import say

MAX_BANDS = 5
_YEARS = re.compile(r"(\d{4})(?:–(\d{4}))?")
_OLDEST = 125
"""Of people; what says more is no year of birth."""
MAX_VALUES = 200
"""Values kept per attribute: the most frequent."""
MIN_USERS = 5
"""A value that fewer users have (a name, an e-mail address) is never stated."""


def attribute_facts(attributes: pd.DataFrame, year: int | None = None) -> Facts:
    """State every frequent value of every attribute; numbers are cut into at most five bands of about equal size.

    A missing value states nothing, nor does a text that only says so ("", "unknown", "n/a"). Beside years of birth
    stand the ages in ``year``, where that is given.
    """
    keys: list[str] = []
    names: list[str] = []
    codes: list[npt.NDArray[np.int64]] = []
    labels = attribute_labels(map(str, attributes.columns))
    for name, column in attributes.items():
        values = number_bands(column) if is_number(column) else known_texts(column)
        counts = values.value_counts()
        frequent = counts.index[counts >= MIN_USERS][:MAX_VALUES]
        found = frequent.get_indexer(pd.Index(values))
        codes.append(np.where(found >= 0, found + len(names), -1))
        state = _state_band if is_number(column) else _state_value
        keys += [state(str(name), str(value)) for value in frequent]
        ages_in = year if is_number(column) and is_birth_year(str(name)) else None
        names += [_with_ages(state(labels[str(name)], str(value)), str(value), ages_in) for value in frequent]
    return Facts("attribute", tuple(names), tuple(keys), _one_hot(codes, len(attributes), len(names)))


def number_bands(column: pd.Series[Any]) -> pd.Series[Any]:
    """Cut numbers at quantiles into at most five bands, each named by its least and greatest value.

    Gaps stay gaps, and what is not finite becomes one.

    >>> number_bands(pd.Series(range(-10, 0))).unique().tolist()
    ['-10 to -9', '-8 to -7', '-6 to -5', '-4 to -3', '-2 to -1']
    """
    known = column.dropna().astype(float)
    known = known[np.isfinite(known)]
    if known.nunique() <= MAX_BANDS:
        bands = known.map(_number)
    else:
        edges = np.quantile(known, np.linspace(0, 1, MAX_BANDS + 1)[1:-1])
        codes = pd.Series(np.searchsorted(edges, known, side="left"), index=known.index)
        ends = known.groupby(codes).agg(["min", "max"])
        bands = codes.map({code: _range(low, high) for code, low, high in ends.itertuples()})
    return bands.reindex(column.index)


def _with_ages(name: str, years: str, year: int | None) -> str:
    """Return a statement on years of birth with the ages that users reach in a year.

    >>> _with_ages("born: 1955–1970", "1955–1970", 2026), _with_ages("born: 2001", "2001", 2026)
    ('born: 1955–1970 (aged 56 to 71 in 2026)', 'born: 2001 (aged 25 in 2026)')
    """
    found = _YEARS.fullmatch(years)
    if year is None or not found:
        return name
    oldest, youngest = year - int(found[1]), year - int(found[2] or found[1])
    if not 0 <= youngest <= oldest <= _OLDEST:
        return name
    if oldest == youngest:
        return say("{name} (aged {age} in {year})", name=name, age=oldest, year=year)
    return say("{name} (aged {youngest} to {oldest} in {year})", name=name, youngest=youngest, oldest=oldest, year=year)


def _state_value(name: str, value: str) -> str:
    return f"{name}: {value}"


def _state_band(name: str, band: str) -> str:
    low, to, high = band.partition(" to ")
    return say("{name}: {low} to {high}", name=name, low=low, high=high) if to else _state_value(name, band)


def _range(low: float, high: float) -> str:
    if low == high:
        return _number(low)
    return f"{_number(low)}\N{EN DASH}{_number(high)}" if low >= 0 else f"{_number(low)} to {_number(high)}"


def _number(value: float) -> str:
    return f"{value:.0f}" if value == round(value) else f"{value:.4g}"


def _one_hot(codes: list[npt.NDArray[np.int64]], n_users: int, n_facts: int) -> sparse.csr_array:
    columns = np.concatenate(codes) if codes else np.empty(0, dtype=np.int64)
    rows = np.tile(np.arange(n_users), len(codes))
    is_known = columns >= 0
    ones = np.ones(np.count_nonzero(is_known), dtype=bool)
    return sparse.csr_array((ones, (rows[is_known], columns[is_known])), shape=(n_users, n_facts))
