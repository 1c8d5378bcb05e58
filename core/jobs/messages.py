"""What a server and its worker say to each other: one JSON object a line, each with the kind it is of."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from core.sentences import from_plain, to_plain
from core.stages.table import Stage
from core.types import Recipe


@dataclass(frozen=True, slots=True)
class Order:
    """Server to worker, once: what to compute. Folders are absolute paths."""

    run_id: str
    recipe: Recipe
    population: str
    """What ``Store.export_population`` wrote."""
    results: str
    """An empty folder for ``write_results``."""
    cache_dir: str
    ingest: dict[str, Any]
    seconds: dict[str, float]
    """Of the stages before the run."""


@dataclass(frozen=True, slots=True)
class Progressed:
    """Worker to server: so much of a stage is done."""

    stage: Stage
    fraction: float


@dataclass(frozen=True, slots=True)
class Finished:
    """Worker to server: the results are written, whole."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Worker to server: why there are no results."""

    message: str


@dataclass(frozen=True, slots=True)
class Ready:
    """Worker to server: libraries are loaded, so the next order starts at once."""


Message = Order | Progressed | Finished | Failed | Ready
_KINDS: dict[str, type[Message]] = {kind.__name__: kind for kind in (Order, Progressed, Finished, Failed, Ready)}


def to_line(message: Message) -> bytes:
    r"""Write a message as one line.

    >>> to_line(Progressed(Stage.MAP, 0.5))
    b'{"kind": "Progressed", "stage": "map", "fraction": 0.5}\n'
    """
    values = asdict(message)
    if isinstance(message, Failed):
        values["message"] = to_plain(message.message)
    return json.dumps({"kind": type(message).__name__, **values}).encode() + b"\n"


def from_line(line: bytes) -> Message:
    """Read what ``to_line`` wrote."""
    values = json.loads(line)
    kind = _KINDS[values.pop("kind")]
    if kind is Order:
        values["recipe"] = Recipe(**values["recipe"])
    if kind is Progressed:
        values["stage"] = Stage(values["stage"])
    if kind is Failed:
        values["message"] = from_plain(values["message"])
    return kind(**values)
