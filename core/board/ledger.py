"""What a board has done, kept as it is done: one line of JSON a trial, so that a stopped board goes on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from core.results.versions import versions
from core.types import Population, Recipe

FILE = "trials.jsonl"


@dataclass(frozen=True, slots=True)
class Finished:
    """A trial that is done."""

    figures: Mapping[str, Any]
    """Plain values by name; "why" alone where the recipe does not fit the log."""
    seconds: float
    peak_rss_mb: float

    @property
    def why(self) -> str:
        """Why the trial gave no figures; "" when it did."""
        return str(self.figures.get("why", ""))


def fingerprint(population: Population) -> str:
    """Name a log by all it holds, and the versions that figures on it depend on."""
    made = blake2b(digest_size=8)
    _add(made, population)
    _add(made, versions())
    return made.hexdigest()


def _add(made: blake2b, value: Any) -> None:
    """Add a value with its fields, keys or entries, whatever they are, so that none is forgotten."""
    if is_dataclass(value):
        value = {each.name: getattr(value, each.name) for each in fields(value)}
    if isinstance(value, Mapping):
        value = [part for pair in value.items() for part in pair]
    if isinstance(value, csr_array):
        value = [value.indptr, value.indices]
    if isinstance(value, pd.DataFrame):
        value = value.to_csv(index=False)
    if isinstance(value, np.ndarray):
        is_text = value.dtype.kind == "O"
        value = "\n".join(map(str, value)) if is_text else np.ascontiguousarray(value).tobytes()
    if isinstance(value, list | tuple):
        made.update(f"{len(value)} parts".encode())
        for each in value:
            _add(made, each)
        return
    content = value if isinstance(value, bytes) else str(value).encode()
    made.update(f"{len(content)} bytes".encode() + content)


class Ledger:
    """The finished trials of a dataset.

    Parameters
    ----------
    path
        The file; it is made when it is missing. A last line that was not written to its end is taken away.
    dataset
        Names the log and what is left out of it: trials of other logs in the file are kept, and not used.
    """

    def __init__(self, path: Path, dataset: str) -> None:
        self._path, self._dataset = path, dataset
        self._finished: dict[str, Finished] = {}
        if path.exists():
            self._read()

    def get(self, part: str, recipe: Recipe) -> Finished | None:
        """Return a trial of a part (a sample and what is measured on it), None where it is still to be done."""
        return self._finished.get(self._key(part, recipe))

    def add(self, part: str, recipe: Recipe, finished: Finished) -> None:
        """Keep a trial."""
        key = self._key(part, recipe)
        self._finished[key] = finished
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": key, **asdict(finished)}) + "\n")

    def __len__(self) -> int:
        return len(self._finished)

    def _key(self, part: str, recipe: Recipe) -> str:
        return json.dumps({"dataset": self._dataset, "part": part, **asdict(recipe)}, sort_keys=True)

    def _read(self) -> None:
        text = self._path.read_text(encoding="utf-8")
        whole = text[: text.rfind("\n") + 1]
        if whole != text:
            self._path.write_text(whole, encoding="utf-8")
        for line in whole.splitlines():
            values = json.loads(line)
            key = values.pop("key")
            self._finished[key] = Finished(**values)
