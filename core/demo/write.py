"""The demo log: a fictional shop, made from a seed, with planted segments that a recipe should recover.

Nothing in it is real. Ids begin with ``demo-`` and e-mail addresses end in ``example.com``, a name reserved for
examples (RFC 2606).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
from pyarrow import csv

from core.demo.catalogue import CATEGORY_NAMES, Catalogue, make_catalogue
from core.demo.draws import ShopEvents
from core.demo.events import draw_events
from core.demo.lifelike import LIFELIKE
from core.demo.looks import draw_looks
from core.demo.people import tabulate_people
from core.demo.plan import EVENT_NAMES, LABEL_NAMES, Plan
from core.demo.planted import FAINT
from core.demo.users import MIN_EVENTS, ShopUsers, draw_users
from core.errors import RecipeError
from core.files.output_folder import DEMO_FILES, output_folder
from core.sentences import say
from core.types import BoolArray, Column, IntArray

STARTED = np.datetime64("2025-01-06T00:00:00", "s")
"""The log's first second, a Monday."""
EVENTS_PER_USER, EVENTS_PER_USER_WHEN_MANY, MANY_USERS = 40, 20, 100_000
"""Default events of the average user; the second from so many users on, for logs that test speed."""
CHUNK_USERS = 50_000
"""Users drawn at a time; it bounds memory."""


class DemoKind(StrEnum):
    """Which shop."""

    LIFELIKE = "lifelike"
    """Tastes that are seen at a glance."""
    FAINT = "faint"
    """Nearly everybody likes the same best-sellers; a hard test of recipes."""


PLANS = {DemoKind.LIFELIKE: LIFELIKE, DemoKind.FAINT: FAINT}


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What was written."""

    n_users: int
    n_items: int
    n_events: int


def write_demo(
    out: Path,
    *,
    kind: str = DemoKind.LIFELIKE,
    n_users: int = 3000,
    random_state: int = 0,
    events_per_user: float | None = None,
) -> DemoSummary:
    """Write ``events.csv``, ``items.csv``, ``users.csv`` and ``truth.csv`` into the folder ``out``.

    The folder appears whole or not at all. The same numbers give the same bytes. Events are in time order
    within each ``CHUNK_USERS`` users, so a log of fewer users is in time order throughout.

    Parameters
    ----------
    out
        A folder that is empty or does not exist yet.
    kind
        "lifelike" or "faint", of ``DemoKind``.
    events_per_user
        Events of the average user: by default 40, or 20 from 100,000 users on; every user has at least
        ``MIN_EVENTS``.

    Raises
    ------
    OutputError
        ``out`` is a file or holds something.
    RecipeError
        A number is out of its range.
    """
    if events_per_user is None:
        events_per_user = EVENTS_PER_USER if n_users < MANY_USERS else EVENTS_PER_USER_WHEN_MANY
    _check_numbers(n_users, random_state, events_per_user)
    catalogue, plan = make_catalogue(), PLANS[DemoKind(kind)]
    draw = draw_looks if plan is LIFELIKE else draw_events
    labels = _draw_labels(plan, n_users, random_state)
    n_events = 0
    with output_folder(out, force=False, files=DEMO_FILES) as folder, _Files(folder) as files:
        files.write("items", _tabulate_items(catalogue))
        for first in range(0, n_users, CHUNK_USERS):
            rng = np.random.default_rng([random_state, 1 + first])
            users = draw_users(rng, plan, labels[first : first + CHUNK_USERS], events_per_user)
            events = draw(rng, catalogue, users)
            user_ids = _make_ids(first, users.n_users, n_users)
            files.write("events", _tabulate_events(events, user_ids, catalogue))
            files.write("users", tabulate_people(rng, users.labels, user_ids))
            files.write("truth", _tabulate_truth(users, user_ids))
            n_events += len(events.seconds)
    return DemoSummary(n_users, len(catalogue.item_ids), n_events)


def _check_numbers(n_users: int, random_state: int, events_per_user: float) -> None:
    if n_users < 1:
        raise RecipeError(
            say("A log of {n_users} users cannot be made.", n_users=n_users), say("Ask for 1 user or more.")
        )
    if random_state < 0:
        raise RecipeError(
            say("The random state is {random_state}.", random_state=random_state),
            say("Give 0 or a larger whole number."),
        )
    if events_per_user < MIN_EVENTS:
        raise RecipeError(
            say("The average user would have {events_per_user} events.", events_per_user=events_per_user),
            say("Ask for {n} events per user or more.", n=MIN_EVENTS),
        )


def _draw_labels(plan: Plan, n_users: int, random_state: int) -> IntArray:
    """Return (n_users,) codes into ``LABEL_NAMES``, in the planned shares as nearly as the number allows."""
    order = np.random.default_rng(random_state).permutation(n_users)
    labels: IntArray = np.searchsorted(np.cumsum(plan.label_shares[:-1]), (order + 0.5) / n_users)
    return labels


class _Files:
    """The CSV files of one folder, each opened and given its header at its first table."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, BinaryIO] = {}

    def __enter__(self) -> _Files:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._open.values():
            file.close()

    def write(self, name: str, table: pa.Table) -> None:
        """Append a table to the file called ``name``."""
        if name not in self._open:
            self._open[name] = (self._folder / f"{name}.csv").open("wb")
            self._open[name].write((",".join(table.column_names) + "\n").encode())
        options = csv.WriteOptions(include_header=False, quoting_style="none")
        csv.write_csv(table, self._open[name], options)


def _make_ids(first: int, n_ids: int, n_users: int) -> pa.Array:
    width = max(5, len(str(n_users)))
    return pa.array([f"demo-u{number:0{width}d}" for number in range(first + 1, first + n_ids + 1)])


def _take(values: tuple[str, ...], codes: IntArray) -> pa.Array:
    return pa.array(values).take(pa.array(codes))


def _to_amounts(cents: IntArray, is_known: BoolArray) -> pa.Array:
    return pa.array(cents / 100, mask=~is_known).cast(pa.decimal128(11, 2))


def _tabulate_items(catalogue: Catalogue) -> pa.Table:
    return pa.table(
        {
            Column.ITEM_ID: pa.array(catalogue.item_ids),
            Column.TITLE: pa.array(catalogue.titles),
            "category": _take(CATEGORY_NAMES, catalogue.categories),
            "price": _to_amounts(catalogue.cents, catalogue.cents > 0),
        }
    )


def _tabulate_events(events: ShopEvents, user_ids: pa.Array, catalogue: Catalogue) -> pa.Table:
    return pa.table(
        {
            Column.USER_ID: user_ids.take(pa.array(events.users)),
            Column.ITEM_ID: _take(catalogue.item_ids, events.items),
            "event": _take(EVENT_NAMES, events.names),
            "timestamp": pa.array(STARTED + events.seconds.astype("timedelta64[s]")),
            "amount": _to_amounts(events.cents, events.cents != 0),
        }
    )


def _tabulate_truth(users: ShopUsers, user_ids: pa.Array) -> pa.Table:
    return pa.table({Column.USER_ID: user_ids, Column.SEGMENT: _take(LABEL_NAMES, users.labels)})
