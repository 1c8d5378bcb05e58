"""Small made-up logs for data health."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import numpy as np
import pandas as pd
from scipy import sparse

from core.health.finding import Finding
from core.health.log import HealthLog
from core.health.table import examine
from core.types import Histories, Items, Population

Event = tuple[str, str, str]
"""User, item and time, such as "2026-03-02 10:00:00"."""
LOADED_AT = int(datetime(2026, 6, 1, tzinfo=UTC).timestamp())


def log_of(
    events: Sequence[Event],
    titles: dict[str, str] | None = None,
    values: Sequence[float] | None = None,
    kinds: Sequence[str] | None = None,
    other_titles: dict[str, str] | None = None,
    has_time_of_day: bool = True,
) -> HealthLog:
    """Make a log of events in the order of the file; UTC, titles are the ids unless given."""
    table = pd.DataFrame(events, columns=["user", "item", "time"])
    table["ts"] = pd.to_datetime(table["time"], utc=True, format="ISO8601").astype("datetime64[s, UTC]").astype("int64")
    table["value"] = np.nan if values is None else values
    table["kind"] = "view" if kinds is None else kinds
    users, items, names = (sorted(set(table[name])) for name in ("user", "item", "kind"))
    table["code"] = table["user"].map(users.index)
    table = table.rename_axis("place").reset_index().sort_values(["code", "ts", "place"])
    counts = np.bincount(table["code"], minlength=len(users))
    histories = Histories(
        user_ids=np.array(users, dtype=object),
        offsets=np.concatenate([[0], np.cumsum(counts)]),
        items=table["item"].map(items.index).to_numpy(np.int32),
        events=table["kind"].map(names.index).to_numpy(np.int16),
        timestamps=table["ts"].to_numpy(),
        week_hours=((table["ts"] // 3600 + 72) % 168).to_numpy(np.int16),
        values=table["value"].to_numpy(np.float32),
    )
    shown = {item: item for item in items} if titles is None else titles
    catalogue = Items(
        np.array(items, dtype=object),
        np.array([shown.get(item, "") for item in items], dtype=object),
        (),
        sparse.csr_array((len(items), 0), dtype=bool),
    )
    population = Population(
        histories, catalogue, tuple(names), pd.DataFrame(index=range(len(users))), has_time_of_day, values is not None
    )
    others = np.array([(other_titles or {}).get(item, "") for item in items], dtype=object)
    return HealthLog(population, table["place"].to_numpy(), others, LOADED_AT)


def at(seconds: int) -> str:
    """Return a time that many seconds after Monday 2026-03-02 00:00."""
    return str(pd.Timestamp("2026-03-02") + pd.Timedelta(seconds=seconds))


def healthy(n_users: int = 30, n_days: int = 42, skipped: Iterable[int] = ()) -> list[Event]:
    """Make a log in which nothing is odd: each user acts once on most days, at one of the hours 8 to 22."""
    rng = np.random.default_rng(0)
    left = [day for day in range(n_days) if day not in set(skipped)]
    return sorted(
        (
            (f"u{user:02d}", f"i{rng.integers(60):02d}", at(day * 86_400 + int(rng.integers(8, 23)) * 3600 + user))
            for user in range(n_users)
            for day in left
            if rng.random() < 0.9
        ),
        key=lambda event: event[2],
    )


def found(log: HealthLog, code: str) -> Finding:
    """Return the finding of a code, which must be there."""
    return next(each for each in examine(log) if each.code == code)


def codes(log: HealthLog) -> list[str]:
    """List the codes of what is found."""
    return [each.code for each in examine(log)]
