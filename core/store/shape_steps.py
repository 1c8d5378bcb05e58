"""The history of edited segments: each version is a run, each step leads from one to another, and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from core.errors import StoreError
from core.sentences import Sentence, from_plain, say, say_n, to_plain
from core.settings import known_author
from core.store.clock import now
from core.types import Labels

if TYPE_CHECKING:
    import duckdb

    from core.store.store import Store

_COLUMNS = "root_run_id, step, author, created_at, kind, run_id, from_run_id, what, n_users, label"
_STEPS = f"select {_COLUMNS} from shape_steps where root_run_id = ? order by step desc"  # noqa: S608 - our own names
_STANDING = """
    select root_run_id, run_id from shape_steps
    qualify row_number() over (partition by root_run_id order by step desc) = 1
"""
_ADD_STEP = "insert into shape_steps values (?, ?, ?, ?, ?, ?, ?, ?, ?, '')"
_LABEL = "update shape_steps set label = ? where root_run_id = ? and step = ?"
_CORRECT = "update shape_steps set what = ?, n_users = ? where run_id = ? and kind = 'edit'"
_ADD_SHAPE = "insert into shapes values (?, ?, ?, ?)"
_FOUND = "update shapes set labels = ?, highest = ? where run_id = ?"
_SHAPE = "select edits, labels, highest from shapes where run_id = ?"
_DTYPE = np.dtype("<i4")


class StepKind(StrEnum):
    """What leads from one version to another."""

    EDIT = "edit"
    UNDO = "undo"
    REDO = "redo"
    BACK = "back"
    LEAVE = "leave"
    """To the same version: the edits of the run before are not made on this one."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step."""

    root: str
    """The run of a recipe whose segments are edited."""
    step: int
    """From 1."""
    author: str
    created_at: datetime
    """UTC."""
    kind: StepKind
    run_id: str
    """That it leads to."""
    from_run_id: str
    what: tuple[str, ...]
    """What was done, as sentences."""
    n_users: int
    """How many users it is about."""
    label: str
    """Such as "as shown on 12 May"; "" where nobody gave one."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What made a run of its parent, and who is in which segment where that is known before its results."""

    edits: str
    """As ``core.shaping.edits.edits_to_text`` writes them."""
    labels: Labels | None
    """(n_users,) in the order of the users of the root; None until its job has found them."""
    highest: int
    """The highest number that a segment had on the way; 0 without labels."""


class StaleEditError(StoreError):
    """The segments were edited meanwhile, by somebody else or in another place.

    Attributes
    ----------
    steps
        What was done since the version that was to be edited, newest first.
    wanted
        What is refused, as sentences.
    """

    def __init__(self, steps: Sequence[Step], wanted: Sequence[str]) -> None:
        newest = steps[0]
        author = known_author(newest.author)
        theirs = " ".join(newest.what) or say("Another segment version stands.")
        yours = ", ".join(wanted) or say("a step between segment versions")
        super().__init__(
            _by(author, len(steps), theirs, yours) if author else _by_anybody(len(steps), theirs, yours),
            say(
                "Run {run_id} stands now: look at it, and do it there if it should still be done; or go back to the "
                "segment version that you see.",
                run_id=newest.run_id,
            ),
        )
        self.steps, self.wanted = tuple(steps), tuple(wanted)


def _by(author: str, n_steps: int, theirs: str, yours: str) -> Sentence:
    return say_n(
        "{author} has changed the segments since the segment version that you see ({n} step): "
        "{theirs} Yours was not applied: {wanted}.",
        "{author} has changed the segments since the segment version that you see ({n} steps), at last: "
        "{theirs} Yours was not applied: {wanted}.",
        n_steps,
        author=author,
        theirs=theirs,
        wanted=yours,
    )


def _by_anybody(n_steps: int, theirs: str, yours: str) -> Sentence:
    """Say the same where nobody had to say who it was: it may have been the reader."""
    return say_n(
        "The segments were changed since the segment version that you see ({n} step): "
        "{theirs} Yours was not applied: {wanted}.",
        "The segments were changed since the segment version that you see ({n} steps), at last: "
        "{theirs} Yours was not applied: {wanted}.",
        n_steps,
        theirs=theirs,
        wanted=yours,
    )


def read_steps(store: Store, root: str) -> list[Step]:
    """Return the steps of the segments of a run, newest first; none where nobody edited them."""
    return [_step(row) for row in store.rows(_STEPS, [root])]


def standing_runs(store: Store) -> dict[str, str]:
    """Return, for each run whose segments were edited, the run that stands."""
    return dict(store.rows(_STANDING))


def undone_runs(steps: Sequence[Step]) -> list[str]:
    """Return the versions that redo leads to after ``steps``, which are newest first; the next one last."""
    waiting: list[str] = []
    for step in steps[::-1]:
        if step.kind is StepKind.UNDO:
            waiting.append(step.from_run_id)
        elif step.kind is not StepKind.LEAVE:
            waiting = waiting[:-1] if step.kind is StepKind.REDO else []
    return waiting


def add_step(con: duckdb.DuckDBPyConnection, step: Step) -> None:
    """Write a step inside a transaction."""
    what = json.dumps([to_plain(each) for each in step.what], ensure_ascii=False)
    about = [step.root, step.step, step.author, step.created_at, step.kind, step.run_id, step.from_run_id]
    con.execute(_ADD_STEP, [*about, what, step.n_users])


def next_step(before: Sequence[Step], root: str, kind: StepKind, to: tuple[str, str], author: str) -> Step:
    """Return a step after the others; ``to`` is the run that stood, and the one that it leads to."""
    from_run_id, run_id = to
    newest = before[0].step if before else 0
    return Step(root, newest + 1, author, now(), kind, run_id, from_run_id, (), 0, "")


def correct_step(con: duckdb.DuckDBPyConnection, run_id: str, what: Sequence[str], n_users: int) -> None:
    """Say what an edit did once its job has found out."""
    con.execute(_CORRECT, [json.dumps([to_plain(each) for each in what], ensure_ascii=False), n_users, run_id])


def label_step(store: Store, root: str, step: int, label: str) -> None:
    """Name a version, such as "as shown on 12 May"; an empty label takes the name away."""
    store.write(_LABEL, [" ".join(label.split()), root, step])


def add_shape(con: duckdb.DuckDBPyConnection, run_id: str, shape: Shape) -> None:
    """Write what made a run, inside a transaction."""
    con.execute(_ADD_SHAPE, [run_id, shape.edits, *_kept(shape.labels, shape.highest)])


def keep_labels(con: duckdb.DuckDBPyConnection, run_id: str, labels: Labels, highest: int) -> None:
    """Write the labels that the job of a run found, inside a transaction."""
    con.execute(_FOUND, [*_kept(labels, highest), run_id])


def read_shape(store: Store, run_id: str) -> Shape | None:
    """Return what made a run; None for the run of a recipe."""
    for edits, labels, highest in store.rows(_SHAPE, [run_id]):
        found = None if labels is None else np.frombuffer(labels, dtype=_DTYPE).astype(np.int32)
        return Shape(edits, found, highest or 0)
    return None


def _kept(labels: Labels | None, highest: int) -> list[Any]:
    return [None, None] if labels is None else [labels.astype(_DTYPE).tobytes(), highest]


def _step(row: tuple[Any, ...]) -> Step:
    root, step, author, created_at, kind, run_id, from_run_id, what, n_users, label = row
    kept = tuple(from_plain(each) for each in json.loads(what))
    return Step(root, step, author, created_at, StepKind(kind), run_id, from_run_id, kept, n_users, label)
