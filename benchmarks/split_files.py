"""Files of a split, one row for each event: Parquet, or CSV with any separator, with a header or none, or gzipped."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

USER_NAMES = ("user_id", "userid", "user", "customer_id", "customerid", "visitorid", "uid")
ITEM_NAMES = (
    "item_id",
    "itemid",
    "item",
    "movie_id",
    "movieid",
    "product_id",
    "productid",
    "stockcode",
    "sku",
    "iid",
)
TIME_NAMES = ("timestamp", "time", "datetime", "date", "event_time", "unix_time", "rating_timestamp", "invoicedate")
_LEAST_EPOCH = 1e8
_N_LOOKED_AT = 100_000
"""A name of a column recurs in none of so many rows below it."""


def read(path: Path, user: str | None = None, item: str | None = None) -> pd.DataFrame:
    """Read users and items of one file as text, and times of any unit; rows without a user or an item are counted.

    Columns are found by their names, else users are the first one and items the second. Without times, rows count as
    they stand.
    """
    table = pd.read_parquet(path) if path.suffix == ".parquet" else _read_text(path, (user, item))
    names = {str(name).casefold().strip(): name for name in table.columns}
    users, items = (
        named or next((names[each] for each in usual if each in names), table.columns[place])
        for named, usual, place in ((user, USER_NAMES, 0), (item, ITEM_NAMES, 1))
    )
    is_whole = table[[users, items]].notna().all(axis=1)
    if not is_whole.all():
        print(f"{int((~is_whole).sum()):,} of {len(table):,} rows of {path.name} have no user or no item.\n")
        table = table[is_whole]
    times = pd.to_numeric(find_times(table.drop(columns=[users, items])), errors="coerce")
    return pd.DataFrame({"user": table[users].astype(str), "item": table[items].astype(str), "time": times})


def _read_text(path: Path, named: Sequence[str | None]) -> pd.DataFrame:
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8-sig", errors="replace") as file:
        first = file.readline().rstrip("\r\n")
    separator = "::" if "::" in first else max(",\t;| ", key=first.count)
    # only the parser in Python takes a separator of two characters
    rows = pd.read_csv(
        path,
        sep=separator,
        header=None,
        dtype=str,
        keep_default_na=False,
        na_values=[""],
        engine="python" if separator == "::" else "c",
        encoding="utf-8-sig",
        encoding_errors="replace",
    )
    if not _is_header(rows, named):
        return rows
    return rows.iloc[1:].set_axis(rows.iloc[0].tolist(), axis=1)


def _is_header(rows: pd.DataFrame, named: Sequence[str | None]) -> bool:
    """Return whether the first row holds names: given ones, usual ones, or else texts that are in no row below."""
    cells = [str(each).strip() for each in rows.iloc[0]]
    if {each.casefold() for each in cells} & {*USER_NAMES, *ITEM_NAMES} or {*named} & {*cells}:
        return True
    if any(each.replace(".", "", 1).isdigit() for each in cells):
        return False
    below = rows.iloc[1:_N_LOOKED_AT]
    return not any(bool((below[column] == cell).any()) for column, cell in zip(rows.columns, cells, strict=True))


def find_times(table: pd.DataFrame) -> pd.Series:
    """Return the first column that reads as times, one with such a name before others; without any, places of rows."""

    def is_named(name: object) -> bool:
        return str(name).casefold().strip() in TIME_NAMES

    by_name = sorted(table.columns, key=lambda name: not is_named(name))
    for name in by_name if len(table) else ():
        column = table[name]
        if pd.api.types.is_datetime64_any_dtype(column):
            return column.astype("datetime64[ns]").astype("int64")
        numbers = pd.to_numeric(column, errors="coerce")
        if numbers.min() >= _LEAST_EPOCH or (is_named(name) and numbers.notna().all()):
            return numbers
        if str(column.iloc[0])[:4].isdigit() and "-" in str(column.iloc[0])[:5]:
            moments = pd.to_datetime(column, format="ISO8601", errors="coerce", utc=True)
            return moments.astype("datetime64[ns, UTC]").astype("int64").where(moments.notna())
    return pd.Series(np.arange(len(table)), index=table.index)
