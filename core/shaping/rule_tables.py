"""The tables that the SQL of a rule reads, as they are written beside it.

=================== ==================================================================================================
``users``           ``user_id``, and a column for each attribute; null where it is not known
``events``          ``user_id``, ``item_id``, ``event``, ``timestamp`` (UTC), ``day`` (local), ``hour`` and
                    ``weekday`` of it (0 is Monday; no hour where the log has dates alone), ``value``
``items``           ``item_id``, ``title``
``item_categories`` ``item_id``, ``category``; a row for each category of an item
``segments``        ``user_id``, ``segment`` (-1 is unassigned), ``probability``, ``silhouette``, ``stability``
``interests``       ``user_id``, ``node_id``, ``rank`` (1 is the user's largest interest of its layer)
``selections``      ``user_id``, ``selection`` (its name)
=================== ==================================================================================================
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from core.attributes.values import is_number
from core.population.clock import local_days
from core.shaping.found import attribute_codes
from core.shaping.known import FIGURES, Known
from core.types import Column, IntArray, Population, StrArray

TABLES: Mapping[str, tuple[str, ...]] = {
    "users": ("user_id",),
    "events": ("user_id", "item_id", "event", "timestamp", "day", "hour", "weekday", "value"),
    "items": ("item_id", "title"),
    "item_categories": ("item_id", "category"),
    "segments": ("user_id", "segment", *FIGURES.values()),
    "interests": ("user_id", "node_id", "rank"),
    "selections": ("user_id", "selection"),
}
"""Table to its columns; ``users`` has those of the attributes besides."""


def rule_tables(
    known: Known, selections: Mapping[str, Collection[str]] | None = None, *, with_interests: bool = True
) -> dict[str, pa.Table]:
    """Return the tables of ``TABLES`` by name.

    Parameters
    ----------
    selections
        Name to user ids, of the saved selections that a rule names.
    with_interests
        Whether the run has interests; their table is left out where it has none.
    """
    made = {
        "users": _users(known.population),
        "events": _events(known.population),
        "items": _items(known.population),
        "item_categories": _item_categories(known.population),
        "segments": _segments(known),
        "selections": _selections(selections or {}),
    }
    return made | {"interests": _interests(known)} if with_interests else made


def write_rule_tables(tables: Mapping[str, pa.Table], folder: Path) -> None:
    """Write a Parquet file for each table into an existing folder."""
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")


def _users(population: Population) -> pa.Table:
    columns = {"user_id": pa.array(population.histories.user_ids, pa.string())}
    for name in population.attributes:
        values = population.attributes[name]
        if is_number(values):
            columns[str(name)] = _numbers(values.to_numpy(dtype=np.float64))
        else:
            codes, texts = attribute_codes(population, str(name))
            columns[str(name)] = pa.array(texts, pa.string()).take(pa.array(codes, mask=codes < 0))
    return pa.table(columns)


def _events(population: Population) -> pa.Table:
    histories = population.histories
    return pa.table(
        {
            "user_id": _coded(histories.users, histories.user_ids),
            "item_id": _coded(histories.items, population.items.item_ids),
            "event": _coded(histories.events, population.event_names),
            "timestamp": pa.array(histories.timestamps.astype("datetime64[s]").astype("datetime64[us]")),
            "day": pa.array(local_days(population)),
            "hour": pa.array(
                histories.week_hours % 24, mask=np.full(histories.n_events, not population.has_time_of_day)
            ),
            "weekday": pa.array(histories.week_hours // 24),
            "value": _numbers(histories.values.astype(np.float64)),
        }
    )


def _items(population: Population) -> pa.Table:
    items = population.items
    return pa.table({"item_id": pa.array(items.item_ids, pa.string()), "title": pa.array(items.titles, pa.string())})


def _item_categories(population: Population) -> pa.Table:
    items = population.items
    rows, places = items.categories.tocoo().coords
    names = items.category_names
    return pa.table({"item_id": _coded(rows, items.item_ids), "category": _coded(places, names)})


def _segments(known: Known) -> pa.Table:
    columns: dict[str, Any] = {
        "user_id": pa.array(known.population.histories.user_ids, pa.string()),
        Column.SEGMENT: pa.array(known.labels, pa.int32()),
    }
    nothing = np.full(known.population.n_users, np.nan)
    figures = {column: known.figures.get(name, nothing) for name, column in FIGURES.items()}
    return pa.table(columns | {name: _numbers(np.asarray(each, dtype=np.float64)) for name, each in figures.items()})


def _interests(known: Known) -> pa.Table:
    ranked = known.interests().ranked
    return pa.table(
        {
            "user_id": _coded(ranked.rows, known.population.histories.user_ids),
            "node_id": pa.array(ranked.node_ids, pa.int32()),
            "rank": pa.array(ranked.ranks, pa.int32()),
        }
    )


def _selections(selections: Mapping[str, Collection[str]]) -> pa.Table:
    users = [user for ids in selections.values() for user in ids]
    names = [name for name, ids in selections.items() for _user in ids]
    return pa.table({"user_id": pa.array(users, pa.string()), "selection": pa.array(names, pa.string())})


def _numbers(values: npt.NDArray[Any]) -> pa.Array:
    return pa.array(values.astype(np.float64), from_pandas=True)


def _coded(codes: IntArray | npt.NDArray[Any], texts: StrArray | Collection[str]) -> pa.Array:
    """Return texts by their codes, each text once in memory."""
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(list(texts), pa.string()))
