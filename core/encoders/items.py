"""Users by vectors of items that were made elsewhere: from pictures, sound, a graph, anything.

The vectors come from a Parquet file with a column ``item_id`` and either one column of lists of equal length or a
column per dimension. They are taken as they are; a user is the weighted mean of the centred vectors.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.encoders.item_means import ItemMeans
from core.encoders.usual_params import half_life_param, rare_items_param
from core.errors import DataError
from core.params import param
from core.sentences import say
from core.types import BoolArray, Column, FloatArray, Population, State, Vectors

_HINT = say(
    "The file needs a column {column} and either one column of lists of numbers or columns of numbers.",
    column=Column.ITEM_ID,
)


@dataclass
class ItemVectors:
    """Weighted mean of the given vectors of a user's items.

    Attributes
    ----------
    means_
        The fitted mean of item vectors.
    notes_
        How many items had no vector.
    """

    path: str = param(
        "",
        "Parquet file of item vectors: item_id, and a column of lists or a column per dimension.",
        label=say("File of item vectors"),
    )
    n_dims: int = param(64, "Dimensions kept of the item vectors.", label=say("Dimensions"), low=1, high=1024)
    idf_power: float = rare_items_param()
    half_life_days: float = half_life_param()
    random_state: int = param(
        0, "Random seed; it changes nothing, since this encoder is deterministic.", low=0, high=2**32 - 1
    )

    def fit_transform(self, population: Population) -> Vectors:
        """Read the file, learn centre and idf, return (n_users, n_dims).

        Raises
        ------
        DataError
            If the file is missing, is not of that form, or knows no item of the log.
        """
        self.means_ = self._make_means()
        return self.means_.fit_transform(population)

    def transform(self, population: Population) -> Vectors:
        """Put other users into the same space; items that the fitted log did not have are looked up in the file."""
        return self.means_.transform(population)

    def get_state(self) -> State:
        """Return what was learnt as plain arrays."""
        return self.means_.get_state()

    def set_state(self, state: State) -> None:
        """Take over what ``get_state`` returned."""
        self.means_ = self._make_means()
        self.means_.set_state(state)

    def _make_means(self) -> ItemMeans:
        self.notes_: tuple[str, ...] = ()
        return ItemMeans(self.n_dims, self.idf_power, self.half_life_days or None, self._look_up)

    def _look_up(self, population: Population, first: int) -> tuple[BoolArray, FloatArray]:
        item_ids, vectors = read_item_vectors(self.path)
        row_of = {item_id: row for row, item_id in enumerate(item_ids)}
        rows = np.array([row_of.get(str(item_id), -1) for item_id in population.items.item_ids[first:]])
        has_vector = rows >= 0
        n_without = int(np.count_nonzero(~has_vector))
        if first == 0 and n_without == len(rows):
            raise DataError(
                say("{path} has a vector for none of the {n:,} items of the log.", path=self.path, n=len(rows)),
                say("Check that its {column} is the one that the log uses.", column=Column.ITEM_ID),
            )
        if n_without:
            note = say(
                "{n:,} of {total:,} items have no vector in {path}, so they do not count.",
                n=n_without,
                total=len(rows),
                path=Path(self.path).name,
            )
            self.notes_ = (note,)
        return has_vector, vectors[rows[has_vector]]


def read_item_vectors(path: str) -> tuple[list[str], FloatArray]:
    """Return the ids as text and the vectors, (n_items, n_dims) float32.

    Raises
    ------
    DataError
        If there is no such Parquet file, or it does not hold one finite vector of equal length per item.
    """
    import pyarrow.parquet as pq
    from pyarrow import ArrowInvalid

    if not path:
        raise DataError(say("No file of item vectors is given."), say("Give one as the parameter path."))
    if not Path(path).is_file():
        raise DataError(say("There is no file of item vectors at {path}.", path=path), say("Check the parameter path."))
    try:
        table = pq.read_table(path)
    except ArrowInvalid as error:
        raise DataError(say("{path} is no Parquet file.", path=path), _HINT) from error
    if Column.ITEM_ID not in table.column_names:
        columns = ", ".join(table.column_names)
        raise DataError(
            say("{path} has no column {name}; it has {columns}.", path=path, name=Column.ITEM_ID, columns=columns),
            _HINT,
        )
    item_ids = [str(item_id) for item_id in table[Column.ITEM_ID].to_pylist()]
    n_repeated = len(item_ids) - len(set(item_ids))
    if n_repeated:
        raise DataError(say("{path} names {n:,} items twice.", path=path, n=n_repeated), say("Keep one row per item."))
    vectors = _vectors(table.drop_columns([Column.ITEM_ID]), path)
    n_broken = int(np.count_nonzero(~np.isfinite(vectors).all(axis=1)))
    if n_broken:
        raise DataError(
            say("{path} has {n:,} vectors with a number that is missing or infinite.", path=path, n=n_broken),
            say("Leave them out."),
        )
    return item_ids, vectors


def _vectors(table: Any, path: str) -> FloatArray:
    """Return the vectors of a table without its ids: from its only column, of lists, or from columns of numbers."""
    if table.num_columns and all(_is_number(kind) for kind in table.schema.types):
        return np.column_stack([column.to_numpy().astype(np.float32) for column in table.columns])
    if table.num_columns == 1 and _is_list_of_numbers(table.schema.types[0]):
        return _rows(table.column(0), path)
    others = ", ".join(f"{field.name} ({field.type})" for field in table.schema) or say("nothing")
    raise DataError(
        say("{path} holds no vectors beside {name}: {others}.", path=path, name=Column.ITEM_ID, others=others), _HINT
    )


def _rows(lists: Any, path: str) -> FloatArray:
    import pyarrow.compute as pc

    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy()
    shortest, longest = (int(lengths.min()), int(lengths.max())) if len(lengths) else (0, 0)
    if len(lengths) and (shortest < longest or not longest):
        raise DataError(
            say(
                "{path} has vectors of different or no length: {shortest} to {longest}.",
                path=path,
                shortest=shortest,
                longest=longest,
            ),
            _HINT,
        )
    return np.asarray(pc.list_flatten(lists).to_numpy(), dtype=np.float32).reshape(len(lengths), longest)


def _is_number(kind: Any) -> bool:
    import pyarrow.types as kinds

    return bool(kinds.is_integer(kind) or kinds.is_floating(kind))


def _is_list_of_numbers(kind: Any) -> bool:
    import pyarrow.types as kinds

    is_list = kinds.is_list(kind) or kinds.is_large_list(kind) or kinds.is_fixed_size_list(kind)
    return bool(is_list and _is_number(kind.value_type))
