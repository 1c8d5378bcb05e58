"""The column of a log that a file about users or items refers to, where that is another one than its names say.

A shop may write an e-mail address and the number of a customer in each row, and keep its list of customers by number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from core.attributes.names import fold
from core.ingest.columns.guess import column_map
from core.ingest.columns.propose import Proposal
from core.ingest.names.naming import certainty, is_id_name
from core.ingest.reader.reshape import rows_sql
from core.ingest.tables.log_table import LogTable
from core.ingest.tables.source import Candidate, Choice, Question
from core.sentences import Sentence, say
from core.store.scratch import Scratch
from core.store.sql import literals

_HARDLY, _MOSTLY, _UNIQUE = 0.05, 0.5, 0.99
"""Shares: of the ids of a file, or of the log if it has fewer, that a wrong column may have and that the right one has,
and of the rows of a file with an id of their own."""
_LEAST, _SAMPLE, _MAX_COLUMNS = 3, 500, 8
"""Ids that two columns share at least; values that are looked up first; columns of a file that are looked at."""
_PLAIN = "regexp_replace(trim({cell}::varchar), '[.]0+$', '')"
_DISTINCT = "select distinct id from ({rows}) where id <> ''"
_BOTH = """
with log as ({log}), own as ({own})
select (select count(*) from log semi join own using (id)), (select count(*) from log), (select count(*) from own)"""
_TAKEN_BY_OTHERS = ("item", "user", "event", "timestamp", "time_of_day", "value", "quantity")


@dataclass(frozen=True, slots=True)
class _Match:
    """How many ids a column of the log shares with one of a file, and how many each of the two has."""

    n_same: int
    n_log: int
    n_own: int

    @property
    def share(self) -> float:
        return self.n_same / max(1, min(self.n_log, self.n_own)) if self.n_same >= _LEAST else 0.0


def ask_for_links(
    scratch: Scratch, tables: Mapping[str, LogTable], proposal: Proposal, given: Collection[str]
) -> Proposal:
    """Return a proposal that takes, and asks about, the column of the log whose values are the ids of a file beside it.

    Only where hardly any value of the column that was proposed is one.

    Parameters
    ----------
    tables
        The log, and its files about items and users, by name.
    given
        Roles of the log whose column was given; with a preset, nothing is asked.
    """
    events = replace(tables["events"], map=column_map(proposal.choices, "events"))
    for name, table in tables.items():
        role = name.removesuffix("s")
        is_open = name != "events" and role not in given and events.source.preset is None
        mine: str = (getattr(events.map, role) if is_open else None) or ""
        found = _linked(scratch, events, table, role, mine) if mine in events.sample.columns else None
        if found is None:
            continue
        column, match = found
        reason = say("{n:,} of the {n_own:,} ids of {file} are among its values", n=match.n_same, n_own=match.n_own,
                     file=table.raws[0].name)  # fmt: skip
        before = next(each for each in proposal.choices if each.role == role)
        candidates = (Candidate(column, reason), Candidate(mine, before.reason))
        asked = Question("events", role, _sentence(table, role, (column, mine), match), candidates)
        others = [each for each in proposal.choices if each.role != role and each.column != column]
        questions = [each for each in proposal.questions if each.role != role]
        proposal = Proposal([Choice("events", role, column, reason, _MOSTLY), *others], [*questions, asked])
    return proposal


def _sentence(table: LogTable, role: str, columns: tuple[str, str], match: _Match) -> Sentence:
    return say(
        "{n:,} of the {n_own:,} ids of {file} are in {column!r} of the log, and hardly any is in {other!r}, which its "
        "name makes the {role}: which of them is the {role}?",
        n=match.n_same,
        n_own=match.n_own,
        file=table.raws[0].name,
        column=columns[0],
        other=columns[1],
        role=role,
    )


def _linked(scratch: Scratch, events: LogTable, table: LogTable, role: str, mine: str) -> tuple[str, _Match] | None:
    keys = [key for key in _keys(table, role) if _has_own_rows(scratch, table, key)][:_MAX_COLUMNS]
    if not keys or any(_is_linked(scratch, events, table, mine, key) for key in keys):
        return None
    taken = {getattr(events.map, each) for each in _TAKEN_BY_OTHERS}
    free = [header for header in events.sample.columns if header not in taken]
    pairs = ((header, key) for header in free for key in keys if _may_link(events, header, role, key))
    matches = {
        header: _match(scratch, events, table, header, key)
        for header, key in pairs
        if _n_sampled(scratch, events, table, header, key) >= _LEAST
    }
    best = max(matches, key=lambda header: matches[header].share, default=None)
    return (best, matches[best]) if best is not None and matches[best].share >= _MOSTLY else None


def _keys(table: LogTable, role: str) -> Iterator[str]:
    """List the columns of a file that may be its ids, the surest names first."""
    names = sorted(table.sample.columns, key=lambda header: -certainty(role, header))
    for header in names:
        texts = table.sample.texts(header)
        if is_id_name(header) or certainty(role, header) > 0 or (texts and not any(each.isdigit() for each in texts)):
            yield header


def _may_link(events: LogTable, header: str, role: str, key: str) -> bool:
    """Whether a column of the log may hold such ids: by its name, or as its values are no mere numbers."""
    if certainty(role, header) > 0 or fold(header) == fold(key):
        return True
    texts = events.sample.texts(header)
    return bool(texts) and not any(each.strip().isdigit() for each in texts)


def _is_linked(scratch: Scratch, events: LogTable, table: LogTable, header: str, key: str) -> bool:
    if _n_sampled(scratch, events, table, header, key) > _HARDLY * _SAMPLE:
        return True
    match = _match(scratch, events, table, header, key)
    return match.n_same > _HARDLY * min(match.n_log, match.n_own)


def _has_own_rows(scratch: Scratch, table: LogTable, key: str) -> bool:
    own = rows_sql(table.raws, lambda raw: f"{_PLAIN.format(cell=raw.column(key))} as id", key)
    [(n_rows, n_ids)] = scratch.rows(f"select count(*), count(distinct id) from ({own}) where id <> ''")  # noqa: S608
    return int(n_ids) >= _LEAST and int(n_ids) >= _UNIQUE * int(n_rows)


def _n_sampled(scratch: Scratch, events: LogTable, table: LogTable, header: str, key: str) -> int:
    """Return how many of some different values of a column of the log are ids of a file."""
    texts = [*dict.fromkeys(events.sample.texts(header))][:_SAMPLE]
    if not texts:
        return 0
    own = _ids(table, key)
    return int(scratch.one(f"select count(*) from ({own}) where id in ({literals(texts)})") or 0)  # noqa: S608


def _match(scratch: Scratch, events: LogTable, table: LogTable, header: str, key: str) -> _Match:
    [(n_same, n_log, n_own)] = scratch.rows(_BOTH.format(log=_ids(events, header), own=_ids(table, key)))
    return _Match(int(n_same), int(n_log), int(n_own))


def _ids(table: LogTable, header: str) -> str:
    rows = rows_sql(table.raws, lambda raw: f"{_PLAIN.format(cell=raw.column(header))} as id", header)
    return _DISTINCT.format(rows=rows)
