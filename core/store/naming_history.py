"""The versions of what analysts make of a run, as the workspace keeps them; each has a number that is given once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from core.errors import StoreError
from core.sentences import say
from core.settings import author_words
from core.store.carried import BY_MODEL, CARRIED_OVER, origin_from_text, origin_to_text
from core.store.clock import now
from core.store.segment_decision import decisions_from_text, decisions_to_text
from core.store.segmentations import START, Mark, Segmentation
from core.store.shape_steps import StepKind

if TYPE_CHECKING:
    import duckdb

    from core.store.run_info import RunInfo
    from core.store.store import Store

_COLUMNS = "run_id, version, parent, author, created_at, names, notes, numbers, origin, decisions, marks, kind"
_HISTORY = f"select {_COLUMNS} from segmentations where run_id = ? order by version desc"  # noqa: S608 - our own names
_ADD = f"insert into segmentations ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - our own names
_HIGHEST = """
with one as (select dataset_id from runs where run_id = ?)
select max(version) from (
    select segmentations.version from segmentations join runs using (run_id) join one using (dataset_id)
    union all select first_version from runs join one using (dataset_id)
    union all select version from given_versions join one using (dataset_id))"""
_GIVE_FIRST = "update runs set first_version = ? where run_id = ? and first_version is null"
_KEEP_VERSION = """
insert into given_versions
select dataset_id, max(given) from (
    select dataset_id, first_version as given from runs where run_id = $run_id
    union all select dataset_id, segmentations.version from runs join segmentations using (run_id)
    where run_id = $run_id)
where given is not null group by dataset_id
on conflict (dataset_id) do update set version = greatest(given_versions.version, excluded.version)"""
_BY_ANALYSTS = (
    "select run_id, max(created_at) from segmentations where author <> ? and not starts_with(author, ?) group by run_id"
)


class StaleVersionError(StoreError):
    """Somebody saved a newer version meanwhile.

    Attributes
    ----------
    current
        The version that stands.
    """

    def __init__(self, current: Segmentation, seen_version: int) -> None:
        super().__init__(
            say(
                "While you worked on name version {seen_version}, {author} saved name version {version}.",
                author=author_words(current.author),
                version=current.version,
                seen_version=seen_version,
            ),
            say("Compare both, and save yours on top if it should stand."),
        )
        self.current = current


def read_history(store: Store, run_id: str) -> list[Segmentation]:
    """Return all versions, newest first; none when nobody wrote."""
    return [_segmentation(row) for row in store.rows(_HISTORY, [run_id])]


def as_it_came(run: RunInfo) -> Segmentation:
    """Return the version of a run about which nobody wrote; it has the number 0 until the run is done."""
    return Segmentation(run.run_id, run.first_version or 0, None, run.created_by, run.created_at, {}, {})


def written_by_analysts(store: Store) -> dict[str, datetime]:
    """Return when an analyst last wrote about each run, by its id."""
    return dict(store.rows(_BY_ANALYSTS, [CARRIED_OVER, BY_MODEL]))


def add_version(
    store: Store, current: Segmentation, wanted: Segmentation, author: str, kind: StepKind | None = StepKind.EDIT
) -> Segmentation:
    """Write a version after ``current``; ``wanted`` is the version that the writer saw, with the changes.

    Raises
    ------
    StaleVersionError
        The writer saw another version than ``current``, and somebody wrote that one.
    """
    if wanted.version != current.version and not current.is_as_it_came:
        raise StaleVersionError(current, wanted.version)
    with store.transaction() as con:
        return insert_version(con, replace(wanted, version=current.version), author, kind)


def insert_version(
    con: duckdb.DuckDBPyConnection, seen: Segmentation, author: str, kind: StepKind | None = StepKind.EDIT
) -> Segmentation:
    """Write a version after ``seen``, with what it holds, inside a transaction."""
    return _insert(con, replace(seen, parent=seen.version, author=author, created_at=now(), kind=kind))


def insert_start(con: duckdb.DuckDBPyConnection, seen: Segmentation, author: str) -> Segmentation:
    """Write what an edit takes over for a run that it makes, or gives one that it makes again, inside a transaction."""
    return _insert(con, replace(seen, parent=START, author=author, created_at=now(), kind=StepKind.EDIT))


def give_first_version(con: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Give a run as it came a number above those of all runs of its dataset, inside a transaction: 0 to the first.

    A run that has one keeps it.
    """
    highest = _highest(con, run_id)
    con.execute(_GIVE_FIRST, [0 if highest is None else highest + 1, run_id])


def keep_highest_version(con: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Keep the highest number of a run that is about to be deleted with its dataset, so that none is given again."""
    con.execute(_KEEP_VERSION, {"run_id": run_id})


def _highest(con: duckdb.DuckDBPyConnection, run_id: str) -> int | None:
    """Return the highest number of the dataset of a run so far; None where there is none."""
    row = con.execute(_HIGHEST, [run_id]).fetchone()
    return row[0] if row else None


def _insert(con: duckdb.DuckDBPyConnection, seen: Segmentation) -> Segmentation:
    """Write it under a number above those of all runs of the dataset: a code with a higher one is a later audience."""
    made = replace(seen, version=max(seen.version, _highest(con, seen.run_id) or 0) + 1)
    texts = [json.dumps(part, ensure_ascii=False) for part in (made.names, made.notes, made.numbers)]
    about = [made.run_id, made.version, made.parent, made.author, made.created_at]
    marks = msgspec.json.encode({str(segment): mark for segment, mark in made.marks.items()}).decode()
    parts = [origin_to_text(made.origin), decisions_to_text(made.decisions), marks]
    con.execute(_ADD, [*about, *texts, *parts, made.kind])
    return made


def _segmentation(row: tuple[Any, ...]) -> Segmentation:
    names, notes, numbers = ({int(segment): part for segment, part in json.loads(each).items()} for each in row[5:8])
    marks = msgspec.json.decode(row[10] or "{}", type=dict[int, Mark])
    origin, decisions = origin_from_text(row[8]), decisions_from_text(row[9])
    kind = StepKind(row[11]) if row[11] else None
    run_id, version, parent, author, created_at = row[:5]
    about = (names, notes, numbers, origin, decisions, marks, kind)
    return Segmentation(run_id, version, parent, author, created_at, *about)
