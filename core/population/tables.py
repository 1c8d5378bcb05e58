"""One dataset in memory, from tables: whether they come from the store or from Parquet files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from scipy import sparse

from core.attributes.consent import columns_of_consent
from core.population.worded_ids import titles_of_ids
from core.types import Histories, IntArray, Items, Population, StrArray
from core.types.figures import MIXED
from core.types.meaning import NO_TEXTS, Meaning, RatingScale, Texts

_TABLES = ("events", "items", "users", "texts")


def population_from_tables(
    events: pa.Table, items: pa.Table, users: pa.Table, meta: Mapping[str, Any], texts: pa.Table | None = None
) -> Population:
    """Build a population.

    Parameters
    ----------
    events
        user_code, item_code, event_code, ts (microseconds since 1970 UTC, int64), week_hour, value, seq; in any order.
    items, users
        item_code, item_id, title, categories (lists) and user_code, user_id, attributes (lists in the order of
        ``meta["attributes"]``), each ordered by code, codes from 0 without gaps.
    meta
        ``event_names``, ``attributes`` (name, is_numeric), ``has_time_of_day``, ``has_values``, and ``meanings`` (event
        name to kind and weight), ``rating_scale`` (lowest, highest, mean) and ``currencies``, which logs of earlier
        versions lack.
    texts
        user_code, ts and text, by user and time; None for none.
    """
    user_ids = _texts(users["user_id"])
    return Population(
        histories=_histories(events, user_ids),
        items=_items(items),
        event_names=tuple(meta["event_names"]),
        attributes=attributes_from_table(users, meta["attributes"]),
        has_time_of_day=bool(meta["has_time_of_day"]),
        has_values=bool(meta["has_values"]),
        meanings=meanings_from_meta(meta),
        rating_scale=scale_from_meta(meta),
        currency=currency_from_meta(meta),
        texts=_written(texts) if texts is not None and len(texts) else NO_TEXTS,
    )


def meanings_from_meta(meta: Mapping[str, Any]) -> dict[str, Meaning]:
    """Return the meanings of event types as they were chosen at load; empty for a log of an earlier version."""
    return {name: Meaning(str(kind), float(weight)) for name, (kind, weight) in meta.get("meanings", {}).items()}


def scale_from_meta(meta: Mapping[str, Any]) -> RatingScale | None:
    """Return the scale of ratings of a log; None where it has none."""
    kept = meta.get("rating_scale")
    return RatingScale(*map(float, kept)) if kept else None


def currency_from_meta(meta: Mapping[str, Any]) -> str:
    """Return the currency of all amounts of a log, ``MIXED`` where they have several, "" where none is known.

    >>> [currency_from_meta({"currencies": each}) for each in (["EUR"], ["EUR", "USD"], [])], currency_from_meta({})
    (['EUR', 'mixed', ''], '')
    """
    codes = meta.get("currencies", ())
    return (MIXED if len(codes) > 1 else str(codes[0])) if codes else ""


def write_population(folder: Path, tables: Iterable[tuple[str, pa.RecordBatchReader]], meta: Mapping[str, Any]) -> None:
    """Write what ``read_population`` reads: a Parquet file per table, batch by batch, and ``meta.json``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, reader in tables:
        with pq.ParquetWriter(folder / f"{name}.parquet", reader.schema, compression="zstd") as writer:
            for batch in reader:
                writer.write_batch(batch)
    _write_meta(folder, meta)


def _write_meta(folder: Path, meta: Mapping[str, Any]) -> None:
    (folder / "meta.json").write_text(json.dumps(meta, ensure_ascii=False, indent=2), encoding="utf-8")


def put_consent(folder: Path, newest: pd.DataFrame) -> None:
    """Put the newest attributes of consent, (n_users, n_attributes), into what ``write_population`` wrote."""
    names = columns_of_consent(newest)
    if not names:
        return
    users, meta = pq.read_table(folder / "users.parquet"), json.loads((folder / "meta.json").read_text("utf-8"))
    infos = {info["name"]: info for info in meta["attributes"]}
    columns = {name: pc.list_element(users["attributes"], place).to_pylist() for place, name in enumerate(infos)}
    for name in names:
        infos[name] = {"name": name, "is_numeric": pd.api.types.is_numeric_dtype(newest[name])}
        columns[name] = [None if pd.isna(value) else str(value) for value in newest[name]]
    lists = pa.array([list(row) for row in zip(*columns.values(), strict=True)], pa.list_(pa.string()))
    place = users.schema.get_field_index("attributes")
    pq.write_table(users.set_column(place, "attributes", lists), folder / "users.parquet", compression="zstd")
    _write_meta(folder, meta | {"attributes": [*infos.values()]})


def read_population(folder: Path) -> Population:
    """Read what ``write_population`` wrote."""
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    events, items, users, texts = (pq.read_table(folder / f"{name}.parquet") for name in _TABLES)
    return population_from_tables(events, items, users, meta, texts)


def read_attributes(folder: Path) -> tuple[StrArray, pd.DataFrame]:
    """Read of what ``write_population`` wrote the ids of users, (n_users,), and their attributes."""
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    users = pq.read_table(folder / "users.parquet")
    return _texts(users["user_id"]), attributes_from_table(users, meta["attributes"])


def _written(texts: pa.Table) -> Texts:
    users, seconds = texts["user_code"].to_numpy(), np.floor_divide(texts["ts"].to_numpy(), 1_000_000)
    return Texts(users.astype(np.int64), seconds, _texts(texts["text"]))


def _histories(events: pa.Table, user_ids: StrArray) -> Histories:
    user, ts, seq = (events[name].to_numpy() for name in ("user_code", "ts", "seq"))
    order = None if _is_ordered(user, ts, seq) else np.lexsort((seq, ts, user))
    counts = np.bincount(user, minlength=len(user_ids))
    seconds = np.floor_divide(ts if order is None else ts[order], 1_000_000)
    del user, ts, seq

    def column(name: str, dtype: Any) -> Any:
        values = events[name].to_numpy()
        return (values if order is None else values[order]).astype(dtype, copy=False)

    return Histories(
        user_ids=user_ids,
        offsets=np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]),
        items=column("item_code", np.int32),
        events=column("event_code", np.int16),
        timestamps=seconds,
        week_hours=column("week_hour", np.int16),
        values=column("value", np.float32),
    )


def _is_ordered(user: IntArray, ts: IntArray, seq: IntArray) -> bool:
    """Whether rows already come by user, time, place in the file: a scan in stored order saves the sort."""
    later = user[1:] > user[:-1]
    same = user[1:] == user[:-1]
    later |= same & (ts[1:] > ts[:-1])
    same &= ts[1:] == ts[:-1]
    later |= same & (seq[1:] > seq[:-1])
    return bool(later.all())


def _items(items: pa.Table) -> Items:
    names, categories = _categories(items["categories"])
    item_ids, titles = _texts(items["item_id"]), _texts(items["title"])
    return Items(item_ids, titles if any(titles) else titles_of_ids(item_ids), names, categories)


def _categories(lists: pa.ChunkedArray) -> tuple[tuple[str, ...], sparse.csr_array]:
    lists = lists.combine_chunks()
    rows = pc.list_parent_indices(lists).to_numpy()
    texts = np.asarray(pc.list_flatten(lists).to_pylist(), dtype=object)
    names, codes = np.unique(texts, return_inverse=True) if len(texts) else (np.array([], dtype=object), rows)
    shape = (len(lists), len(names))
    matrix = sparse.coo_array((np.ones(len(rows), dtype=bool), (rows, codes)), shape=shape).tocsr()
    return tuple(str(name) for name in names), sparse.csr_array(matrix)


def attributes_from_table(users: pa.Table, infos: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return (n_users, n_attributes) of the same ``users`` and ``meta["attributes"]``."""
    lists = users["attributes"]
    columns: dict[str, Any] = {}
    for place, info in enumerate(infos):
        texts = pc.list_element(lists, place)
        values = texts.to_pandas()
        columns[info["name"]] = (
            pd.to_numeric(values, errors="coerce").astype("float64") if info["is_numeric"] else values
        )
    return pd.DataFrame(columns, index=pd.RangeIndex(len(lists)))


def _texts(column: pa.ChunkedArray) -> StrArray:
    values = pc.fill_null(column, "").to_numpy(zero_copy_only=False)
    return np.asarray(values, dtype=object)
