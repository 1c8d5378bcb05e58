"""What was decided on segments as a table, one row per segment: ``decisions.csv``."""

from __future__ import annotations

import pyarrow as pa

from core.results.results import Results
from core.results.waiting import not_confirmed, waiting_on
from core.settings import author_words
from core.store.segment_decision import Decision
from core.types import Column

DECISION_COLUMNS = (
    Column.SEGMENT,
    Column.PERSONA,
    Column.DECISION,
    Column.OWNER,
    Column.DUE,
    Column.COMMENT,
    Column.DECIDED_BY,
    Column.DECIDED_AT,
    Column.APPROVED_AS,
    Column.NOT_CONFIRMED,
)


def decisions_of(results: Results) -> dict[int, Decision]:
    """Return segment to what was decided on it, of the segments that the results hold."""
    found = results.naming.decisions if results.naming else {}
    return {segment: found[segment] for segment in results.segments if segment in found}


def has_decisions(results: Results) -> bool:
    """Whether anything was decided, or waits to be confirmed."""
    waiting = waiting_on(results.naming) if results.naming else ()
    return bool(decisions_of(results)) or any(each in results.segments for each in waiting)


def decisions_table(results: Results) -> pa.Table:
    """Return ``DECISION_COLUMNS``, a row for each segment; empty texts where nothing was decided."""
    decided = decisions_of(results)
    rows = [
        (
            segment,
            results.names.get(segment, ""),
            *_texts(decided.get(segment)),
            _approved_as(results, segment),
            str(not_confirmed(results.naming, segment) or ""),
        )
        for segment in results.segments
    ]
    kinds = [(name, pa.int64() if name == Column.SEGMENT else pa.string()) for name in DECISION_COLUMNS]
    return pa.Table.from_pylist([dict(zip(DECISION_COLUMNS, row, strict=True)) for row in rows], pa.schema(kinds))


def _approved_as(results: Results, segment: int) -> str:
    """Return the name under which a segment was approved, "" where it was not."""
    decided = decisions_of(results).get(segment)
    return (results.approved_name(segment) or results.names[segment]) if decided and decided.approved else ""


def _texts(decision: Decision | None) -> tuple[str, ...]:
    if decision is None:
        return ("",) * 6
    due = decision.due.isoformat() if decision.due else ""
    when = decision.decided_at.isoformat(timespec="seconds") if decision.decided_at else ""
    return str(decision.state), decision.owner, due, decision.comment, author_words(decision.author), when
