"""Saved selections: users of a dataset under a name, as a rule or as a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import duckdb

from core.errors import DataError
from core.sentences import say
from core.store.clock import now

if TYPE_CHECKING:
    from core.store.store import Store

_COLUMNS = "dataset_id, name, selection_id, run_id, rule, n_users, author, created_at"
_ALL = f"select {_COLUMNS} from selections where dataset_id = ? order by created_at desc, name"  # noqa: S608 - own names
_USERS = "select unnest(user_ids) from selections where selection_id = ?"
_ADD = f"insert into selections ({_COLUMNS}, user_ids) values (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - our own names
_DELETE = "delete from selections where dataset_id = ? and name = ? returning name"


@dataclass(frozen=True, slots=True)
class SavedSelection:
    """Users that an analyst saved under a name."""

    dataset_id: str
    name: str
    """No other selection of the dataset has it."""
    selection_id: str
    run_id: str
    """The run whose segments, probabilities and interests the rule means."""
    rule: str
    """As ``core.shaping.rule`` reads it; "" where users are listed."""
    n_users: int
    """When it was saved."""
    author: str
    created_at: datetime
    """UTC."""


@dataclass(frozen=True, slots=True)
class NewSelection:
    """What is to be saved: a rule, or users."""

    dataset_id: str
    name: str
    run_id: str
    n_users: int
    rule: str = ""
    user_ids: Sequence[str] | None = None
    """None where the rule says who."""


def read_selections(store: Store, dataset_id: str) -> list[SavedSelection]:
    """Return the saved selections of a dataset, newest first."""
    return [SavedSelection(*row) for row in store.rows(_ALL, [dataset_id])]


def read_listed(store: Store, selection: SavedSelection) -> list[str]:
    """Return the user ids of a selection that lists them; none where a rule says who is in it."""
    return [user for (user,) in store.rows(_USERS, [selection.selection_id])]


def add_selection(store: Store, wanted: NewSelection, author: str) -> SavedSelection:
    """Save a selection.

    Raises
    ------
    DataError
        The name is empty, or another selection of the dataset has it; or neither a rule nor a list says who.
    """
    name = wanted.name.strip()
    if not name:
        raise DataError(say("A selection needs a name."), say("Write one that says who its users are."))
    if not wanted.rule and wanted.user_ids is None:
        raise DataError(say("Nothing says who is in the selection."), say("Give a rule, or a list of users."))
    made = SavedSelection(
        wanted.dataset_id, name, uuid4().hex[:12], wanted.run_id, wanted.rule, wanted.n_users, author, now()
    )
    about = [getattr(made, column) for column in _COLUMNS.split(", ")]
    users = None if wanted.user_ids is None else [str(each) for each in wanted.user_ids]
    try:
        with store.transaction() as con:
            con.execute(_ADD, [*about, users])
    except duckdb.ConstraintException as error:
        raise DataError(
            say("There is a selection {name!r} already.", name=name), say("Choose another name, or delete it first.")
        ) from error
    return made


def delete_selection(store: Store, dataset_id: str, name: str) -> None:
    """Delete a saved selection; raise ``DataError`` where there is none of this name."""
    if not store.write(_DELETE, [dataset_id, name]):
        raise DataError(
            say("There is no saved selection {name!r}.", name=name), say("select --saved lists those of a dataset.")
        )
