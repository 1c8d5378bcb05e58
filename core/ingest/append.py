"""Add files to a dataset: they are read as its other files were, and what it holds already is not counted twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from core.errors import DataError, IngestError
from core.ingest.money.currency import merged_currencies
from core.ingest.opening.log import Log
from core.ingest.presets.table import NO_PRESET
from core.ingest.rows.answered_by_event import sure_answer
from core.ingest.rows.clean import Formats
from core.ingest.tables.remember import settled_of
from core.ingest.tables.source import LogSource
from core.ingest.values.clocks import merged_clock
from core.sentences import say
from core.store.store import Store

TABLES = ("events", "items", "users", "texts")


@dataclass(frozen=True, slots=True)
class Reading:
    """How the files of a dataset are read, whatever was given or found out; kept in its ``meta``."""

    preset: str
    map: Mapping[str, list[str]]
    """``file.role`` → columns; with a preset, what was given beside it."""
    timezone: str
    user_ids: str
    """keep or pseudonymise."""
    sheet: str | None
    value_per: str | None
    date_order: str | None
    decimals: str
    """What stands before the decimals: dot or comma."""
    takes_own_clocks: bool = False
    """Datasets of earlier versions, which did not, lack it."""
    settled: Mapping[str, Any] | None = None
    """See ``core.ingest.tables.remember.settled_of``; datasets of earlier versions lack it."""

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Before:
    """What a dataset holds when files are added to it, written for a worker."""

    folder: Path
    """A Parquet file for each of ``TABLES``."""
    dataset_id: str
    version_id: str
    meta: Mapping[str, Any]
    report: Mapping[str, Any]
    next_seq: int
    """Places of events from here on are free."""

    @property
    def files(self) -> list[Path]:
        """The Parquet files."""
        return [self.folder / f"{name}.parquet" for name in TABLES]


def reading_of(log: Log, formats: Formats) -> Reading:
    """Return how a log was read."""
    given: dict[str, list[str]] = {}
    if log.layout.preset:
        given = {role: [each] if isinstance(each, str) else list(each) for role, each in log.source.map.items()}
    else:
        for choice in log.choices:
            given.setdefault(f"{choice.file}.{choice.role}", []).append(choice.column)
    orders = {each.date_order for each in formats.times.formats if each.date_order}
    has_basis = bool(log.events.map.value and (log.events.map.quantity or log.events.map.order))
    return Reading(
        preset=log.layout.preset_name,
        map=given,
        timezone=log.source.timezone,
        user_ids="pseudonymise" if log.events.has_codes else "keep",
        sheet=log.source.sheet,
        value_per=formats.money.basis if has_basis else log.source.value_per,
        date_order=orders.pop() if len(orders) == 1 else log.source.date_order,
        decimals="comma" if "comma" in formats.styles else "dot",
        takes_own_clocks=log.source.takes_own_clocks,
        settled=_settled(log, formats),
    )


def _settled(log: Log, formats: Formats) -> dict[str, Any] | None:
    """Return what was found out of a log beside its columns; None where a preset says it."""
    found, discount = settled_of(log.events), formats.money.discount
    return found and {**found, "discount": asdict(discount) if discount else None}


def as_in_dataset(source: LogSource, meta: Mapping[str, Any]) -> LogSource:
    """Return files that are to be read as those of a dataset with this ``meta``.

    Raises
    ------
    IngestError
        The dataset was loaded by an earlier version of the program, which did not keep how it read its files; or the
        source says how to read them.
    """
    if "reading" not in meta:
        raise IngestError(
            say("This log was loaded by an earlier version of the program, so how its files are read is not known."),
            say("Load its files again, and add to the new log."),
        )
    given = (source.map, source.preset, source.value_per, source.date_order, source.decimals, source.user_ids)
    if any(given):
        raise IngestError(
            say("Files that are added are read as the other files of the log, so nothing can be given for them."),
            say("Leave the options for columns, presets, values, dates, decimals and user ids out."),
        )
    reading = Reading(**meta["reading"])
    files = ["events", *(name for name in ("items", "users") if getattr(source, name))]
    columns = {key: list(each) for key, each in reading.map.items() if key.rpartition(".")[0] in ("", *files)}
    return replace(
        source,
        preset=reading.preset,
        map=columns,
        is_complete_map=reading.preset == NO_PRESET,
        accepts_guesses=True,
        timezone=reading.timezone,
        user_ids=reading.user_ids,  # type: ignore[arg-type]
        sheet=source.sheet or reading.sheet,
        value_per=reading.value_per,  # type: ignore[arg-type]
        date_order=reading.date_order,  # type: ignore[arg-type]
        decimals=reading.decimals,  # type: ignore[arg-type]
        takes_own_clocks=reading.takes_own_clocks,
        settled=reading.settled,
    )


def before_of(store: Store, dataset_id: str, folder: Path) -> Before:
    """Write what a dataset holds into a new folder.

    Raises
    ------
    DataError
        There is no such dataset.
    """
    info = store.dataset(dataset_id)
    if info is None:
        raise DataError(
            say("There is no dataset {dataset_id!r} to add files to.", dataset_id=dataset_id),
            say("The command datasets lists them."),
        )
    next_seq = store.export_whole(info, folder)
    return Before(folder, dataset_id, info.version_id, info.meta, info.report, next_seq)


def check_layout(log: Log, before: Before) -> None:
    """Raise ``IngestError`` where columns play other roles than in the dataset."""
    files = {table.name for table in log.tables}
    then = {(each["file"], each["role"], each["column"]) for each in before.report["choices"] if each["file"] in files}
    now = {(choice.file, choice.role, choice.column) for choice in log.choices}
    needed = sorted(each for each in then - now if each[1] != "attribute" or each[0] == "events")
    if needed:
        raise IngestError(
            say(
                "The layout is not that of the log: there, {roles}.",
                roles=", ".join(f"{role} = {column}" for _file, role, column in needed),
            ),
            say("Add files with the same columns, or load these as a log of their own."),
        )


def merged_meta(
    before: Mapping[str, Any], load: Mapping[str, Any], event_names: list[str], attributes: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return the ``meta`` of a dataset after one more load, with its event types and attributes."""
    return {
        **before,
        "event_names": event_names,
        "attributes": attributes,
        "meanings": {**load["meanings"], **before.get("meanings", {})},
        "rating_scale": before.get("rating_scale") or load["rating_scale"],
        "answered_by_event": sure_answer(before) or sure_answer(load) or before.get("answered_by_event"),
        "has_values": before["has_values"] or load["has_values"],
        "currencies": merged_currencies(before, load),
        "n_bytes": before.get("n_bytes", 0) + load["n_bytes"],
        **merged_clock(before, load),
    }


def merged_report(before: Mapping[str, Any], load: Mapping[str, Any]) -> dict[str, Any]:
    """Return the report of a dataset after one more load: its notes are those of the new files."""
    counts = ("n_records", "n_stored", "n_rejected", "n_refunds", "n_already_there", "n_texts", "n_without_items",
              "n_replaced")  # fmt: skip
    sums = {name: before.get(name, 0) + load.get(name, 0) for name in counts}
    sums["n_stored"] -= load.get("n_replaced", 0)
    rejected = dict(before["rejected"])
    for reason, n in load["rejected"].items():
        rejected[reason] = rejected.get(reason, 0) + n
    plain = {**dict(zip(before["rejected"], before["sentences"]["rejected"], strict=True)),
             **dict(zip(load["rejected"], load["sentences"]["rejected"], strict=True))}  # fmt: skip
    sentences = {
        "notes": load["sentences"]["notes"],
        "rejected": [plain[reason] for reason in rejected],
        "choices": before["sentences"]["choices"],
    }
    return {**load, **sums, "choices": before["choices"], "rejected": rejected, "sentences": sentences}
