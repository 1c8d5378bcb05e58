"""What goes into a load, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from functools import reduce
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.errors import IngestError
from core.sentences import from_plain, say, to_plain

ROLES = (
    "user", "item", "event", "timestamp", "time_of_day", "value", "quantity", "order", "text", "query", "category",
    "attribute",
)  # fmt: skip
VALUE_PER = ("unit", "line", "order")
"""What a value may be the price of: one piece, the row, or all rows of an order."""
DATE_ORDERS = ("day", "month")
"""What may come first in a date such as 03/04/2026."""
DECIMALS = ("dot", "comma")
"""What may stand before the decimals of a number such as 24.500."""
USER_IDS = ("keep", "pseudonymise")
"""What may be done with user ids that identify people."""


@dataclass(frozen=True, slots=True)
class LogSource:
    """The files of a log and what is known of their columns."""

    events: Path
    """A CSV, Excel, JSON, XML or Parquet file, an archive, or a folder of such files with mostly the same columns."""
    items: Path | None = None
    """A file that describes items, such as their titles and categories."""
    users: Path | None = None
    """A file that describes users, such as their city and age."""
    preset: str | None = None
    """The tool that wrote it, of ``core.ingest.presets.table``; None: recognised, ``none``: columns of one's own."""
    map: Mapping[str, str | list[str]] = field(default_factory=dict)
    """Role → column; ``attribute`` may name several, and an empty list means that no column plays the role.

    ``items.item`` gives the column of one file only. A role that is missing is guessed, unless the map is complete.
    """
    is_complete_map: bool = False
    """A role that ``map`` does not name has no column: nothing is guessed. A form sends all that it showed."""
    accepts_guesses: bool = False
    """Open questions are answered by what was proposed, and the report says so."""
    remembered: tuple[str, ...] = ()
    """Roles of ``map`` that were given for the same columns at an earlier load."""
    timezone: str = "UTC"
    """Time zone of timestamps that name none, an IANA name."""
    takes_own_clocks: bool = True
    """Hours are what a time shows where it has an offset; else those of the zone, as in earlier versions."""
    settled: Mapping[str, Any] | None = None
    """How a dataset that files are added to names items, events and values beside its columns; None to find it out."""
    value_per: Literal["unit", "line", "order"] | None = None
    """What ``value`` is the price of; None to find it out from names and values."""
    date_order: Literal["day", "month"] | None = None
    """What comes first in dates such as 03/04/2026; None to find it out from all rows."""
    meanings: Mapping[str, str] = field(default_factory=dict)
    """Event name → what it means, such as ``cart`` or ``cart:0.3`` with a weight; what is missing is guessed."""
    known_meanings: Mapping[str, str] = field(default_factory=dict)
    """What was given for event types of the same columns at an earlier load; ``meanings`` win."""
    user_ids: Literal["keep", "pseudonymise"] | None = None
    """Store user ids as they are, or codes for them; None: codes where they read as e-mail, phone and the like."""
    decimals: Literal["dot", "comma"] | None = None
    """What stands before the decimals of numbers that could be two; None to find it out."""
    adds_to: str = ""
    """The id of the dataset that the files are added to, and read as; "" for a dataset of its own."""
    sheet: str | None = None
    """The sheet of a workbook that holds the events; None takes the first that holds a table."""

    takes_same_events: bool = False
    """A dataset with the same events, read alike, will do where no items or users are named beside them.

    So loads what a command needs for the segments of another log.
    """
    same_events: Mapping[str, str] = field(default_factory=dict)
    """``Log.events_id`` → the dataset that holds them; what loads the log fills it in."""

    def absolute(self) -> LogSource:
        """Return the same log for a process that works in another folder."""
        items, users = (path and path.absolute() for path in (self.items, self.users))
        return replace(self, events=self.events.absolute(), items=items, users=users)


@dataclass(frozen=True, slots=True)
class Choice:
    """Why a column plays a role."""

    file: str
    """events, items or users."""
    role: str
    column: str
    reason: str
    confidence: float = 1.0
    """How certain it is that the column plays the role, in [0, 1]."""


def by_role(*choices: Sequence[Choice]) -> dict[str, Choice]:
    """Return the choice of each role, of the last list that has it, without attributes, of which there are many."""
    return {each.role: each for some in choices for each in some if each.role != "attribute"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column that may play a role, and why."""

    column: str
    reason: str
    examples: tuple[str, ...] = ()
    """Some of its values, cut short; none where they identify people."""


@dataclass(frozen=True, slots=True)
class Question:
    """What must be answered before a load, since the columns leave it open."""

    file: str
    """events, items or users."""
    role: str
    sentence: str
    candidates: tuple[Candidate, ...]
    """The most likely first; it is what was proposed."""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What a load read, understood, stored and refused.

    ``n_records == n_stored + n_rejected + n_already_there + n_texts`` of each load. Of a dataset to which files were
    added, ``n_replaced`` counts too.
    """

    dataset_id: str
    choices: tuple[Choice, ...]
    """The columns in use, with reasons."""
    notes: tuple[str, ...]
    """What else a user should know, as sentences."""
    n_records: int
    n_stored: int
    n_rejected: int
    rejected: Mapping[str, int]
    """Reason → how many records."""
    n_users: int
    n_items: int
    n_events: int
    n_refunds: int
    n_already_there: int = 0
    """Events that the dataset held before the files were added to it."""
    n_replaced: int = 0
    """Events that the dataset held and of which the added files have a newer state."""
    n_texts: int = 0
    """Events without an item that were kept as text that the user wrote."""
    n_without_items: int = 0
    """Rejected records of events that name no item by their nature, such as the start of an app: they are not lost."""
    has_codes: bool = False
    """Codes are stored for user ids."""
    key_mark: str = ""
    """Of the key that made the codes; see ``core.ingest.values.identity.mark_of``."""
    unused: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Table → its columns that no role uses, all of them; a note names the first ones."""

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, for JSON; ``sentences`` holds notes and reasons once more, as sentences."""
        sentences = {
            "notes": [to_plain(note) for note in self.notes],
            "rejected": [to_plain(reason) for reason in self.rejected],
            "choices": [to_plain(choice.reason) for choice in self.choices],
        }
        own = {each.name: getattr(self, each.name) for each in fields(self)}
        choices = tuple(asdict(choice) for choice in self.choices)
        copies = {"rejected": dict(self.rejected), "unused": dict(self.unused)}
        return {**own, **copies, "choices": choices, "sentences": sentences}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> IngestReport:
        """Undo ``as_dict``."""
        fields = {name: value for name, value in values.items() if name != "sentences"}
        kept = values.get("sentences") or {
            "notes": values["notes"],
            "rejected": list(values["rejected"]),
            "choices": [choice["reason"] for choice in values["choices"]],
        }
        fields["notes"] = tuple(map(from_plain, kept["notes"]))
        fields["rejected"] = dict(zip(map(from_plain, kept["rejected"]), values["rejected"].values(), strict=True))
        fields["choices"] = tuple(
            Choice(**{**choice, "reason": from_plain(reason)})
            for choice, reason in zip(values["choices"], kept["choices"], strict=True)
        )
        return cls(**fields)


def check_timezone(name: str) -> str:
    """Return the name of a time zone; raise ``IngestError`` when there is none of that name."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise IngestError(
            say("There is no time zone {name!r}.", name=name), say("Give an IANA name such as Europe/Berlin.")
        ) from error


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
