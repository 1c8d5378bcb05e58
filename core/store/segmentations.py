"""What analysts make of a run: names and notes, as a chain of versions. The run itself never changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.errors import StoreError
from core.sentences import say
from core.store.clock import now
from core.types import Persona

if TYPE_CHECKING:
    from core.store.store import Store

_COLUMNS = "run_id, version, parent, author, created_at, names, notes"
_HISTORY = f"select {_COLUMNS} from segmentations where run_id = ? order by version desc"  # noqa: S608 - our own names
_ADD = "insert into segmentations values (?, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Segmentation:
    """One version of what analysts made of a run."""

    run_id: str
    version: int
    """From 1; 0 when nobody wrote yet."""
    parent: int | None
    """The version it was made from, 0 for the run as it came; None for version 0."""
    author: str
    created_at: datetime
    """UTC; the time of the run for version 0."""
    names: Mapping[int, str]
    """Segment to name, of renamed segments only."""
    notes: Mapping[int, str]
    """Segment to note."""

    def name_of(self, segment: int, personas: Iterable[Persona]) -> str:
        """Return the name that an analyst gave, else the persona's, else "Segment 3"."""
        given = {persona.segment: persona.name for persona in personas} | dict(self.names)
        return given.get(segment, say("Segment {segment}", segment=segment))


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
                "{author} saved version {version} while you worked on version {seen_version}.",
                author=current.author,
                version=current.version,
                seen_version=seen_version,
            ),
            say("Compare both, and save yours on top if it should stand."),
        )
        self.current = current


def read_history(store: Store, run_id: str) -> list[Segmentation]:
    """Return all versions, newest first; none when nobody wrote."""
    return [_segmentation(row) for row in store.rows(_HISTORY, [run_id])]


def add_version(
    store: Store,
    current: Segmentation,
    names: Mapping[int, str],
    notes: Mapping[int, str],
    seen_version: int,
    author: str,
) -> Segmentation:
    """Write the version after ``current``; blank names and notes are left out.

    Raises
    ------
    StaleVersionError
        The writer saw another version than ``current``.
    """
    if seen_version != current.version:
        raise StaleVersionError(current, seen_version)
    tidy = _tidy(names), _tidy(notes)
    made = Segmentation(current.run_id, seen_version + 1, seen_version, author, now(), *tidy)
    texts = [json.dumps(part, ensure_ascii=False) for part in (made.names, made.notes)]
    with store.transaction() as con:
        con.execute(_ADD, [made.run_id, made.version, made.parent, made.author, made.created_at, *texts])
    return made


def _tidy(texts: Mapping[int, str]) -> dict[int, str]:
    return {int(segment): text.strip() for segment, text in texts.items() if text.strip()}


def _segmentation(row: tuple[Any, ...]) -> Segmentation:
    names, notes = ({int(segment): text for segment, text in json.loads(part).items()} for part in row[5:])
    return Segmentation(row[0], row[1], row[2], row[3], row[4], names, notes)
