"""Refuse a load of which nothing could be stored, or whose event column names no events."""

from __future__ import annotations

from functools import reduce

from core.errors import IngestError
from core.ingest.tables.source import IngestReport
from core.sentences import say

_MAX_EVENT_NAMES = 1000


def check_report(report: IngestReport) -> None:
    """Raise ``IngestError`` where no record is stored; records must add up."""
    n_accounted = report.n_stored + report.n_rejected + report.n_already_there + report.n_texts
    if report.n_records != n_accounted:
        raise AssertionError(f"{report.n_records} records, but {n_accounted} accounted for")
    if report.n_stored + report.n_texts == 0 and report.n_already_there:
        raise IngestError(
            say("The log holds all {n:,} events of these files already.", n=report.n_already_there),
            say("Nothing was added."),
        )
    if report.n_stored + report.n_texts == 0:
        counted = (say("{n:,} {reason}", n=count, reason=reason) for reason, count in report.rejected.items())
        reasons = reduce(lambda before, one: say("{before}, {one}", before=before, one=one), counted)
        columns = ", ".join(f"{each.role} = {each.column}" for each in report.choices if each.file == "events")
        raise IngestError(
            say("None of {n:,} records can be used: {reasons}.", n=report.n_records, reasons=reasons),
            say("Check the columns ({columns}) with --map.", columns=columns),
        )


def check_event_names(n_names: int) -> None:
    """Raise ``IngestError`` where more event types are than a log has: each is asked later what it means."""
    if n_names > _MAX_EVENT_NAMES:
        raise IngestError(
            say("The event column holds {n:,} different names.", n=n_names),
            say("Give another column with --map event=COLUMN."),
        )
