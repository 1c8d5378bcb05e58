"""How long a large CSV takes to load, beside what DuckDB and pandas take to read it at all.

``python -m benchmarks.ingest [N]`` makes a log of N events (default 10 million) and prints the table; status 1 when
our load takes more than 4 times DuckDB's bare read, or is less than twice as fast as pandas.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from benchmarks.measure import Measured, measure, print_table
from core.settings import load_settings
from core.store.scratch import Scratch
from core.store.sql import literal

N_EVENTS = 10_000_000
MOST_TIMES_BARE = 4.0
LEAST_TIMES_FASTER = 2.0
_EVENTS = """
copy (
    select 'u' || hash(i) % {n_users} as user_id, 'sku-' || hash(i * 7 + 1) % 20000 as item_id,
        ['view', 'view', 'view', 'cart', 'purchase'][1 + (hash(i * 3) % 5)::int] as event,
        strftime(timestamp '2025-01-01' + to_seconds((hash(i * 11) % 31000000)::bigint), '%Y-%m-%d %H:%M:%S')
            as timestamp,
        printf('%.2f', (hash(i * 13) % 20000) / 100.0) as value, 'Title of item ' || hash(i * 7 + 1) % 20000 as title
    from range({n}) t(i)
) to {path} (header)"""


def make(path: Path, n_events: int) -> None:
    """Write a log of ``n_events`` events, 40 a user."""
    _run(path, _EVENTS.format(n_users=max(n_events // 40, 1), n=n_events, path=literal(str(path))))


def read_bare(path: Path) -> None:
    """Read all columns as text into a table on disk."""
    _run(path, f"create table t as select * from read_csv({literal(str(path))}, all_varchar = true)")  # noqa: S608


def read_with_pandas(path: Path) -> None:
    """Read with times as times, and write as Parquet."""
    import pandas as pd

    pd.read_csv(path, parse_dates=["timestamp"]).to_parquet(path.parent / "pandas.parquet")


def load(path: Path) -> None:
    """Load into a workspace of its own."""
    from core.ingest.load import load_log
    from core.ingest.tables.source import LogSource
    from core.store.store import Store

    with Store(replace(load_settings(), workspace=path.parent / "workspace")) as store:
        load_log(store, LogSource(path), "local")


WAYS: Mapping[str, Callable[[Path], None]] = {"bare read_csv": read_bare, "pandas": read_with_pandas, "load": load}


def main(n_events: int) -> int:
    """Measure each way in a process of its own; return the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.csv"
        measure("make", "benchmarks.ingest", n_events, path)
        found = {name: measure(name, "benchmarks.ingest", name, path) for name in WAYS}
    ours = found["load"].seconds
    print(f"{n_events:,} events from CSV\n")
    print_table(["way", "seconds", "peak MB", "ours / this"], [_row(each, ours) for each in found.values()])
    is_fast = ours <= MOST_TIMES_BARE * found["bare read_csv"].seconds
    return 0 if is_fast and LEAST_TIMES_FASTER * ours <= found["pandas"].seconds else 1


def _run(path: Path, sql: str) -> None:
    with (
        tempfile.TemporaryDirectory(dir=path.parent) as folder,
        Scratch(Path(folder), [path], "UTC", load_settings()) as scratch,
    ):
        scratch.run(sql)


def _row(measured: Measured, ours: float) -> list[str]:
    return [
        measured.name, f"{measured.seconds:.1f}", f"{measured.peak_rss_mb:.0f}", f"{ours / measured.seconds:.2f}",
    ]  # fmt: skip


if __name__ == "__main__":
    match sys.argv[1:]:
        case [way, path] if way in WAYS:
            WAYS[way](Path(path))
        case [n, path]:
            make(Path(path), int(n))
        case arguments:
            sys.exit(main(int(arguments[0]) if arguments else N_EVENTS))
